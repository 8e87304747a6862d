"""Checks a post-condition against what was seen and touched: the same code for the user's words, models and skills.

A change is proved by a witnessed change alone: an earlier look at the same page shows that it did not hold, and a touch
that may have changed something lies between. Knows no plan and no model; it never acts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..android_bridge.device import Device
from ..android_bridge.errors import BridgeError
from ..android_bridge.types import Element, Observation
from ..planners.expect import Expectation
from ..tools.types import Proof
from .list_facts import has_left
from .screen_facts import (
    any_of,
    has_text,
    holds_name,
    name_words,
    named,
    same_name,
    same_page,
    same_value,
    state_of,
    texts_of,
    title_of,
    tokens_of,
    value_of,
)
from .wishmarks import FAMILIES, count_in_cart, read_star, shows_mark
from .witness import Touch, Witness

Probe = Callable[[str, Mapping[str, str]], Proof]
"""Reads back what a goal tool's call would have brought about; the arguments are the user's words."""
_PLACE_WORDS = frozenset(
    {"app", "application", "setting", "settings", "options", "preferences", "page", "screen", "tab", "section", "menu"}
)
_CLOSING = frozenset({"cancel", "back", "close", "discard", "dismiss"})
_SEARCHING = frozenset({"search", "find", "filter", "query"})
_BASKET = ("cart", "basket", "bag", "trolley")


def check(
    expectation: Expectation, before: Witness, now: Observation, device: Device, probe: Probe | None = None
) -> Proof:
    """Return whether the post-condition holds now and did not before.

    Args:
        expectation: What must show.
        before: What was seen and touched for this sub-goal until now; `now` may be its last look.
        now: The screen.
        device: Looked at for what no screen tells.
        probe: For the kind `probe`; without it that never holds.
    """
    if expectation.kind == "probe":
        proof = probe(expectation.tool, expectation.arguments) if probe is not None else None
        return Proof(proof is not None and proof.holds, expectation.words, proof.found if proof else "nothing read it")
    found = _CHECKS[expectation.kind](expectation, before, now, device)
    if not found.holds:
        return found
    if not _is_place(expectation.where, before, now, device):
        return Proof(False, found.expected, f"{found.found}, but not in {expectation.where}")
    return found


def _no(expectation: Expectation, found: str) -> Proof:
    return Proof(False, expectation.words, found)


def _yes(expectation: Expectation, found: str) -> Proof:
    return Proof(True, expectation.words, found)


# --------------------------------------------------------------------------------------------- states


def _checked(expectation: Expectation, before: Witness, now: Observation, device: Device) -> Proof:
    return _of_state(expectation, before, now, state_of, lambda one, other: one == other)


def _row(expectation: Expectation, before: Witness, now: Observation, device: Device) -> Proof:
    shown = _of_state(expectation, before, now, value_of, same_value)
    if shown.holds:
        return shown
    renamed = _renamed(expectation, before, now, device)  # `change Buy milk to Buy oat milk` in a list
    return renamed if renamed.holds else shown


def _of_state(
    expectation: Expectation, before: Witness, now: Observation, read: Callable[[Observation, str], str],
    same: Callable[[str, str], bool],
) -> Proof:  # fmt: skip
    """Return whether a thing shows its wished state, and was seen in another one, or was never touched before that."""
    for name in expectation.names:
        shown = read(now, name)
        if not shown:
            continue
        if not same(shown, expectation.value):
            return _no(expectation, f'"{name}" shows "{shown}"')
        for number, look in before.earlier():
            earlier = read(look, name) if same_page(look, now) else ""
            if earlier and not same(earlier, expectation.value):
                if before.touched_since(number):
                    return _yes(expectation, f'"{name}" showed "{earlier}" and shows "{shown}" now')
                return _no(expectation, f'"{name}" shows "{shown}", and nothing was touched for it')
        if expectation.source != "model" and not before.has_changed:
            return _yes(expectation, f'"{name}" shows "{shown}" already; nothing had to be changed')
        return _no(expectation, f'"{name}" shows "{shown}", and it was not seen otherwise before')
    return _no(expectation, f'the screen shows no "{expectation.what}" with a state')


# --------------------------------------------------------------------------------------------- coming and going


def _there(expectation: Expectation, before: Witness, now: Observation, device: Device) -> Proof:
    name = expectation.what
    if not any(not e.editable for e in named(now, name, whole=True)):
        return _no(expectation, f'the screen shows no "{name}" outside a field')
    if any(named(look, name, whole=True) for look in before.earlier_than_last_touch()):
        return _no(expectation, f'"{name}" was on the screen before')
    typed = [touch for touch in before.touches if touch.tool == "type_text" and same_name(touch.text, name)]
    if not typed or (typed[-1].element is not None and _SEARCHING & name_words(typed[-1].element)):
        return _no(expectation, f'"{name}" shows, but was not written for it')
    if not _confirmed(before, typed[-1]):
        return _no(expectation, f'"{name}" was typed, but nothing confirmed it')
    if not any(same_page(look, now) for look in before.earlier_than_last_touch()):
        return _no(expectation, "this page was not seen without it before")
    return _yes(expectation, f'"{name}" shows on the page that was without it')


def _confirmed(before: Witness, typed: Touch) -> bool:
    """Whether a touch that keeps what was typed followed, and no cancelling one."""
    after = before.touches[before.touches.index(typed) + 1 :]
    closing = any(_CLOSING & name_words(t.element) for t in after if t.element is not None)
    kept = any(t for t in after if t in before.changes_since(typed.at) and t.tool != "type_text")
    return kept and not closing and not any(t.text == "back" for t in after)


def _renamed(expectation: Expectation, before: Witness, now: Observation, device: Device) -> Proof:
    old, new = expectation.what, expectation.value
    if not named(now, new, whole=True) or named(now, old, whole=True):
        return _no(expectation, f'the screen shows "{old}" still, or no "{new}"')
    for number, look in before.earlier():
        if same_page(look, now) and named(look, old, whole=True) and not named(look, new, whole=True):
            if before.changes_since(number):
                return _yes(expectation, f'"{new}" shows where "{old}" was')
            break
    return _no(expectation, f'"{old}" was not seen on this page before')


def _gone(expectation: Expectation, before: Witness, now: Observation, device: Device) -> Proof:
    for name in expectation.names:
        if named(now, name):
            return _no(expectation, f'the screen shows "{name}" still')
        for number, look in before.earlier():
            rows = named(look, name) if same_page(look, now) and not look.dialog else []
            if not rows:
                continue
            if len(rows) > 1:
                return _no(expectation, f'several things were called "{name}"')
            if not _did(expectation.value, before.changes_since(number)):
                return _no(
                    expectation, f'"{name}" is not on the screen, and nothing was touched to {expectation.value} it'
                )
            if not now.dialog and has_left(look, rows[0], now):
                return _yes(expectation, f'"{name}" stood in this list and is gone; the entries beside it are there')
            return _no(expectation, f'"{name}" is out of sight, which does not tell that it is gone')
    return _no(expectation, f'"{expectation.what}" was not seen on this page before')


def _did(verb: str, touches: list[Touch]) -> bool:
    """Whether a touched control says the verb, and none says another that would make the thing go as well."""
    said = [name_words(touch.element) for touch in touches if touch.element is not None]
    others = [word for other, family in FAMILIES.items() if other != verb and other in _ENDS for word in family]
    own = any(any_of(words, FAMILIES.get(verb, (verb,))) for words in said)
    return own and not any(any_of(words, others) for words in said)


_ENDS = frozenset({"delete", "archive"})


# --------------------------------------------------------------------------------------------- marks, carts, pages


def _marked(expectation: Expectation, before: Witness, now: Observation, device: Device) -> Proof:
    wanted = expectation.value in FAMILIES
    verb = expectation.value if wanted else expectation.value.removeprefix("un")
    touches = [
        t for t in before.changes_since(0)
        if t.element is not None and any_of(name_words(t.element), FAMILIES.get(verb, (verb,)))
    ]  # fmt: skip
    if not touches:
        return _no(expectation, f"nothing was touched that says {verb}")
    seen = next((look for number, look in before.earlier() if number == touches[-1].at), None)
    if seen is None or not any(has_text(seen, name) for name in expectation.names):
        return _no(expectation, f'the page did not show "{expectation.what}" when it was touched')
    if not any(has_text(now, name) for name in expectation.names):
        return _no(expectation, f'the screen does not show "{expectation.what}" any more')
    told = read_star(device, expectation.what) if now.package.endswith("contacts") else ""
    if told:
        start = before.facts.get("starred", "")
        holds = told == str(int(wanted)) and start not in ("", told)
        return Proof(
            holds, expectation.words, f'"{expectation.what}" is {"" if told == "1" else "not "}starred in the contacts'
        )
    element = touches[-1].element
    assert element is not None
    holds = shows_mark(element, now, wanted)
    return Proof(holds, expectation.words, f'"{element.name}" of "{expectation.what}" {_told(holds)}')


def _told(holds: bool) -> str:
    return "is set now" if holds else "shows no change to that end"


def _basket(expectation: Expectation, before: Witness, now: Observation, device: Device) -> Proof:
    name, variant = expectation.what, expectation.value
    puts = [t for t in before.changes_since(0) if t.element and any_of(name_words(t.element), _BASKET)]
    if not puts:
        return _no(expectation, "nothing was touched that puts things into a cart")
    seen = next((look for number, look in before.earlier() if number == puts[-1].at), None)
    if seen is None or not named(seen, name, whole=True):
        return _no(expectation, f'the page was not that of "{name}" when it was put in')
    chosen = [text for e in seen.elements if e.checked or e.selected for text in texts_of(e)]
    if variant and not any(same_name(text, variant) for text in chosen):
        return _no(expectation, f'"{variant}" was not chosen when it was put in')
    one, other = count_in_cart(seen), count_in_cart(now)
    if same_page(seen, now) and other > one:
        return _yes(expectation, f'the cart showed {one} and shows {other} after "{name}" {variant} was put in')
    if any_of(frozenset(tokens_of(title_of(now))), _BASKET) and named(now, name):
        return _yes(expectation, f'the cart lists "{name}"')
    return _no(expectation, "the screen does not show that the cart holds more than before")


def _front(expectation: Expectation, before: Witness, now: Observation, device: Device) -> Proof:
    first = next(iter(before.looks), now)
    if same_page(first, now) and title_of(first) == title_of(now):
        return _no(expectation, "the page is the one of the beginning")
    if same_name(title_of(now), expectation.what) or same_name(_label(now, device), expectation.what):
        return _yes(expectation, f'"{title_of(now) or now.package}" is in front')
    return _no(expectation, f'"{title_of(now) or now.package}" is in front')


def _field(expectation: Expectation, before: Witness, now: Observation, device: Device) -> Proof:
    def holding(look: Observation) -> list[Element]:
        return [e for e in look.elements if e.editable and not e.password and same_name(e.text, expectation.what)]

    if not holding(now):
        return _no(expectation, "no field of the screen holds it")
    if before.looks and holding(before.looks[0]):
        return _no(expectation, "a field held it before")
    return _yes(expectation, f'a field holds "{holding(now)[0].text}"')


_CHECKS: Mapping[str, Callable[[Expectation, Witness, Observation, Device], Proof]] = {
    "checked": _checked, "row": _row, "there": _there, "renamed": _renamed, "gone": _gone, "marked": _marked,
    "basket": _basket, "front": _front, "field": _field,
}  # fmt: skip


# --------------------------------------------------------------------------------------------- places


def _is_place(where: str, before: Witness, now: Observation, device: Device) -> bool:
    """Whether the screen belongs to the app or page that the user named."""
    words = [word for word in tokens_of(where) if word not in _PLACE_WORDS]
    said = set(tokens_of(where))
    if said & {"setting", "settings"} and not now.package.endswith("settings"):
        return False
    if not words:
        return True
    name = " ".join(words)
    if same_name(_label(now, device), name) or same_name(title_of(now), name):
        return True
    return any(look.package == now.package and _titled(look, name) for _, look in before.earlier())


def _titled(look: Observation, name: str) -> bool:
    return any(holds_name(e.text, name) for e in look.elements if e.text and not e.interactive and e.parent is None)


def _label(now: Observation, device: Device) -> str:
    """Return the name that the phone shows for the app in front; its package where it has none."""
    try:
        return next((app.label for app in device.apps() if app.package == now.package), now.package)
    except BridgeError:
        return now.package
