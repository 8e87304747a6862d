"""What touching something on the screen does: sends, pays, deletes, installs, grants, … or only navigates.

Rules in a fixed order look at one element and the screen around it; the first that has an answer gives it. A control is
judged by what it is (key, field, switch, button, row), by its words in about thirty languages, by its id, and, where it
only says OK, by what its dialog or page asks. What nothing is known about is a WRITE: no surface counts as navigation
unless it is evident. Knows no policy and no device.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from ..android_bridge.app_families import family_of
from ..android_bridge.types import Element, Observation
from .effect_fold import fold
from .effect_kinds import Effect, effect, severity, worst
from .effect_signs import (
    id_consents,
    id_dismisses,
    id_words,
    kind_in_family,
    kind_of_id,
    kind_of_window,
    signs,
    verb_of_id,
)
from .effect_surface import Surface, Touched, touched
from .effect_words import Found, Reading, read_label
from .types import Risk

_MONEY = re.compile(r"[$€£¥₹₩₽₺₫฿₴₪]\s?\d|\d[\d.,]*\s?(?:[$€£¥₹₩₽₺₫฿₴₪]|kr|zł|Kč|lei|Ft|USD|EUR|GBP)\b|\d\s?[€$£]")
_PROSE = re.compile(r"[,;、，；]\s?\S|[.!?。！？]\s+\S")
"""Sentences: people write so, menus do not."""
_LONGEST_BUTTON_WORDS = 9
_LONGEST_ITEM_WORDS = 5


def effect_of(element: Element | None, observation: Observation | None) -> Effect:
    """Return what a tap or a long press on an element does.

    Args:
        element: What is touched; None for a point without a node: a canvas, a black window.
        observation: The look that the element comes from; without it only the element itself speaks.
    """
    if element is None:
        return effect("unknown", "there is no node to read")
    target = touched(element, observation)
    for rule in _RULES:
        found = rule(target)
        if found is not None:
            return found
    return effect("write", "nothing says what it does")


# --------------------------------------------------------------------------------------------- the rules, in order


def _of_key(target: Touched) -> Effect | None:
    """A keyboard's key types; Enter and the keys beside it act."""
    if target.surface is not Surface.KEY:
        return None
    says = read_label(target.label)
    if risky := says.risky():
        kind = worst([found.kind for found in risky])
        return effect(kind, f'the key "{target.label}"') if kind in ("send", "share") else effect("write", "a key")
    if fold(target.label) in signs().enter_keys or "enter" in id_words(target.element.resource_id):
        return effect_of_enter(target.observation)
    return effect("write", "a key")


def _of_field(target: Touched) -> Effect | None:
    return effect("go", "touching a field only puts the cursor there") if target.surface is Surface.FIELD else None


def _of_exact_id(target: Touched) -> Effect | None:
    kind = kind_of_id(target.element.resource_id)
    if not kind:
        return None
    if kind == "none":
        return effect("write", f"id {target.element.resource_id}")
    return effect(_dearer(kind, target), f"id {target.element.resource_id}")


def _of_launcher(target: Touched) -> Effect | None:
    if target.family != "launcher" or kind_in_family("launcher", target.label):
        return None
    return effect("go", "the launcher opens an app")


def _of_dismissal(target: Touched) -> Effect | None:
    """Cancel, No, Don't allow: closes without doing, unless its words say otherwise."""
    if target.surface in (Surface.SWITCH, Surface.CONTENT):
        return None
    says = target.says
    short = target.surface is Surface.BUTTON and says.words <= _LONGEST_ITEM_WORDS
    if says.whole("dismiss") or (short and says.leads("dismiss") and not says.risky()):
        return effect("go", f'"{target.label}" closes without doing')
    # Android's second button closes by custom only: with words that no table knows it may do anything.
    if (
        id_dismisses(target.element.resource_id)
        and not says.risky()
        and not (target.element.resource_id == "android:id/button2" and target.label)
    ):
        return effect("go", f"id {target.element.resource_id}")
    return None


def _of_system_window(target: Touched) -> Effect | None:
    """Every consenting control of the permission controller, the installer, … does what that window is for."""
    element, seen = target.element, target.observation
    kind = kind_of_window(element.package, seen.activity if seen and seen.package == element.package else "")
    if not kind or target.surface in (Surface.CONTENT, Surface.ROW) or not target.can_act:
        return None
    if element.checkable and element.checked and kind == "grant" and element.class_name.endswith("Switch"):
        return effect("write", "takes a permission back")
    if target.surface is Surface.SWITCH and kind == "security":
        return effect("security", "a switch of a security page")
    if target.says.whole("go", "none") and not element.checkable:
        return None
    if element.package in signs().windows or element.checkable or _consents(target):
        own = [found.kind for found in target.says.risky()]
        if kind == "install" and not own:
            own = [found.kind for text in target.texts for found in read_label(text).risky(asked=True)]
        return effect(worst([k for k in own if k in ("install", "uninstall", "delete")]) or kind, "a system window")
    return None


def _of_switch(target: Touched) -> Effect | None:
    """A switch that is on is turned off; one that is off and gives a power is turned on."""
    if target.surface is not Surface.SWITCH:
        return None
    element = target.element
    kinds = [f.kind for f in target.says.risky() if f.kind in ("grant", "accept", "security", "pay", "install")]
    special = signs().special_access
    if target.family in ("settings", "system") and fold(target.label) in special:
        kinds.append("security" if element.checked else "grant")  # such as the debugging that ainos works through
    if target.family == "settings" and any(fold(text) in special for text in target.headings):
        kinds.append("grant")
    if kinds and not (element.checked and worst(kinds) == "grant"):
        return effect(worst(kinds), f'the switch "{target.label}"')
    return effect("write", "a switch")


def _of_words(target: Touched) -> Effect | None:
    """What the control itself says."""
    special = kind_in_family(target.family, target.label)
    if special == "none":
        return effect("write", f'"{target.label}" in such an app')
    if special and target.surface in (Surface.BUTTON, Surface.ITEM):
        return effect(special, f'"{target.label}" in such an app')
    for label in target.labels:
        kinds = [found.kind for found in _counted(target, read_label(label))]
        if kinds:
            return effect(_dearer(worst(kinds), target), f'"{label}"')
    return None


def _counted(target: Touched, says: Reading) -> list[Found]:
    risky = says.risky()
    if not risky or target.surface in (Surface.CONTENT, Surface.TAB):
        return []
    if target.surface is Surface.BUTTON:
        return list(risky) if says.words <= _LONGEST_BUTTON_WORDS else [f for f in risky if f.place == "lead"]
    whole = [found for found in risky if found.place == "whole"]
    if target.family == "notes":
        risky = tuple(found for found in risky if found.kind in ("delete", "share", "reset", "accept"))
    if target.surface is Surface.ROW:
        written = target.several and target.family in signs().reading
        return [] if written or target.family in ("settings", "launcher") else whole
    if target.family == "settings" and target.is_preference:
        return []
    if says.words > _LONGEST_ITEM_WORDS or _PROSE.search(target.label):
        return whole
    return whole or [
        f
        for f in risky
        if not f.stem and (f.place == "lead" or (f.place == "tail" and f.verb_last) or _follows_yes(says))
    ]


def _follows_yes(says: Reading) -> bool:
    return says.leads("assent")


def _dearer(kind: str, target: Touched) -> str:
    """Sending an amount is paying."""
    money = kind in ("send", "accept", "share") and any(_MONEY.search(label) for label in target.labels)
    return "pay" if money else kind


def _of_id(target: Touched) -> Effect | None:
    """An id such as `btn_delete`, where the words say nothing that is known."""
    if target.surface in (Surface.CONTENT, Surface.ROW, Surface.TAB) or target.says.whole("go", "none"):
        return None
    kind = verb_of_id(target.element.resource_id)
    if not kind or (target.surface is Surface.ITEM and target.says.words > _LONGEST_ITEM_WORDS):
        return None
    return effect(kind, f"id {target.element.resource_id}")


def _of_assent(target: Touched) -> Effect | None:
    """OK, Yes, Continue: does what the dialog asks, or pays where the page shows what is to pay."""
    if not _consents(target):
        return None
    for text in target.asked:
        if kinds := [found.kind for found in read_label(text).risky(asked=True)]:
            return effect(worst(kinds), f'agrees to "{text}"')
    if _spends(target):
        return effect("pay", "agrees to what the page shows to pay")
    return None


def _consents(target: Touched) -> bool:
    if target.surface not in (Surface.BUTTON, Surface.ITEM, Surface.BLANK):
        return False
    says = target.says
    if says.whole("assent") or (says.leads("assent") and says.words <= _LONGEST_ITEM_WORDS):
        return True
    if id_consents(target.element.resource_id):
        return True
    # In a dialog a button that the tables do not know may well be the one that agrees.
    return (
        bool(target.observation and target.observation.dialog) and target.surface is Surface.BUTTON and (not says.found)
    )


def _spends(target: Touched) -> bool:
    priced = sum(1 for text in target.texts if any(f.kind == "checkout" for f in read_label(text).found))
    amounts = any(_MONEY.search(text) for text in target.texts)
    if priced >= 2 or (priced and amounts):
        return True
    if target.family not in signs().spending:
        return False
    label = fold(target.label)
    return label in signs().confirm or any(label.startswith(f"{word} ") for word in signs().confirm)


def _of_neighbour(target: Touched) -> Effect | None:
    """A nameless button to the right of a message's field sends it."""
    element, seen = target.element, target.observation
    if target.surface is not Surface.BLANK or seen is None or target.family not in ("messaging", "social", "mail"):
        return None
    middle = element.bounds.center[1]
    for field in seen.elements:
        beside = field.bounds.top <= middle <= field.bounds.bottom and element.bounds.left >= field.bounds.right - 8
        if field.editable and beside and not _is_search(field):
            return effect("send", "a nameless button beside a message's field")
    return None


def _of_navigation(target: Touched) -> Effect | None:
    if target.surface in (Surface.SWITCH, Surface.UNKNOWN) or target.element.checkable:
        return None
    if target.surface is Surface.BLANK:
        badge = target.element.class_name.endswith("QuickContactBadge")
        return effect("go", "opens a person's card") if badge else None
    says = target.says
    if says.whole("go") and not says.risky():
        return effect("go", f'"{target.label}"')
    if target.surface is Surface.TAB:
        return effect("go", "a tab")
    if target.family == "settings" and target.is_preference:
        return effect("go", "a row of the settings")
    if seen_dialog(target) or target.family not in signs().reading or says.risky():
        return None
    container = target.element.class_name.endswith(("Layout", "ViewGroup", "QuickContactBadge"))
    if target.surface in (Surface.ROW, Surface.CONTENT) or (container and len(target.label) > 1):
        return effect("go", "opens what the row shows")
    return None


def seen_dialog(target: Touched) -> bool:
    """Whether a dialog is in front."""
    return target.observation is not None and bool(target.observation.dialog)


_RULES: tuple[Callable[[Touched], Effect | None], ...] = (
    _of_key,
    _of_field,
    _of_exact_id,
    _of_launcher,
    _of_dismissal,
    _of_system_window,
    _of_switch,
    _of_words,
    _of_id,
    _of_assent,
    _of_neighbour,
    _of_navigation,
)


# --------------------------------------------------------------------------------------------- Enter and fingers


def effect_of_enter(observation: Observation | None, field: Element | None = None, text: str = "") -> Effect:
    """Return what Enter, or a newline at the end of typed text, does.

    Args:
        observation: The last look.
        field: The field that is typed into; the focused one if absent.
        text: What is typed before it; an address in a browser is opened, and what it says leaves the phone.
    """
    if observation is None:
        return effect("send", "Enter on a screen that nobody looked at")
    field = field or next((e for e in observation.elements if e.focused and e.editable), None)
    if field is None:
        focused = next((e for e in observation.elements if e.focused and e.clickable), None)
        return effect_of(focused, observation) if focused else _worst_of_buttons(observation, "Enter")
    said = text or field.text
    if _is_search(field):
        if _ADDRESS.search(said.strip()):
            return effect("open_url", "Enter opens the address")
        return effect("write", "Enter searches")
    if _is_composer(field):
        return effect("send", "Enter may send what the field holds")
    if family_of(field.package) == "notes" or _field_words(field) & signs().line_fields:
        return effect("write", "Enter begins a new line")
    return _worst_of_buttons(observation, "Enter")


_ADDRESS = re.compile(r"^\w+://|^(?:[\w-]+\.)+[a-z]{2,}(?:[/:?#]|$)|^\d{1,3}(?:\.\d{1,3}){3}", re.IGNORECASE)


def _worst_of_buttons(observation: Observation, what: str) -> Effect:
    # A button that waits for the text is disabled now and will not be when Enter comes.
    effects = [
        effect_of(e, observation)
        for e in observation.elements
        if not e.editable and (e.clickable or e.class_name.endswith("Button"))
    ]
    dearest = max(effects, key=lambda found: severity(found.kind), default=effect("write", what))
    return dearest if dearest.risk > Risk.WRITE else effect("write", what)


def _field_words(field: Element) -> frozenset[str]:
    return id_words(field.resource_id) | frozenset(fold(f"{field.hint} {field.description}").split())


def _is_search(field: Element) -> bool:
    parts, table = _field_words(field), signs()
    name = field.resource_id.rpartition("/")[2].lower()
    said = fold(f"{field.hint} {field.description}")
    if parts & table.search_fields or "search" in name or "url_bar" in name:
        return True
    return any(not word.isascii() and word in said for word in table.search_fields)


def _is_composer(field: Element) -> bool:
    if family_of(field.package) == "messaging":
        return True
    parts, table = _field_words(field), signs()
    return family_of(field.package) in ("social", "phone", "mail", "unknown", "system") and bool(
        parts & table.compose_fields
    )


def effect_of_swipe(observation: Observation | None, direction: str, within: Element | None = None) -> Effect:
    """Return what a finger that moves over an element, or over the middle of the screen, does.

    Sideways over a row it may take the row away; over a slider it does what the slider says; otherwise it scrolls.
    """
    start = within or (_middle(observation) if observation and direction in ("left", "right") else None)
    if start is None:
        return effect("go", "it scrolls")
    says = [found.kind for found in read_label(start.name).risky() if found.place in ("whole", "lead")]
    if says and any(word in fold(start.name) for word in ("slide", "swipe")):
        return effect(worst(says), f'"{start.name}"')
    if start.class_name.endswith("SeekBar"):
        return effect(worst(says) or "write", f'"{start.name}"')
    if direction in ("up", "down") or start.scrollable:
        return effect("go", "it scrolls")
    if start.interactive and family_of(start.package) in signs().swiped_away and not start.editable:
        return effect("delete", "a row that is moved sideways may be deleted")
    if start.package == "com.android.systemui":
        return effect("delete", "a notification that is moved sideways is gone")
    return effect("go", "it turns a page")


def _middle(observation: Observation) -> Element | None:
    """The smallest touchable element under the middle of the screen, where a swipe begins to act."""
    x, y = observation.width_px // 2, observation.height_px // 2
    under = [
        e
        for e in observation.elements
        if (e.clickable or e.long_clickable)
        and e.bounds.left <= x < e.bounds.right
        and e.bounds.top <= y < e.bounds.bottom
        and e.bounds.area < 0.6 * observation.width_px * observation.height_px
    ]
    return min(under, key=lambda element: element.bounds.area, default=None)
