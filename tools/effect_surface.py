"""What kind of thing an element is, and the texts around it: the ground on which tools/effect_risk.py judges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from ..android_bridge.app_families import family_of
from ..android_bridge.types import Element, Observation
from .effect_signs import id_consents, id_dismisses, id_is_content, id_words
from .effect_words import Reading, read_label

_BUTTONS = ("Button", "Chip", "ActionMenuItemView", "FloatingActionButton")
_NO_BUTTONS = ("RadioButton", "CompoundButton", "ToggleButton")
_SWITCHES = ("Switch", "SwitchCompat", "CheckBox", "ToggleButton", "RadioButton", "SwitchMaterial", "MaterialSwitch")
_BUTTON_WORDS = frozenset({"btn", "button", "fab", "cta", "action", "floating", "positive", "negative", "menuitem"})
_SURFACES = ("SurfaceView", "TextureView", "WebView", "GLSurfaceView", "UnityPlayer", "FlutterView", "Canvas")
_TAB_WORDS = frozenset({"tab", "tabs", "navigation", "bottomnav", "nav", "bottombar"})
_LONGEST_ITEM_WORDS = 5
_NEAR_TEXTS = 60


class Surface(Enum):
    """What kind of thing is touched."""

    KEY = "a keyboard's key"
    FIELD = "a field for text"
    SWITCH = "something that is on or off"
    BUTTON = "a button"
    ITEM = "a short touchable text, as in menus"
    ROW = "a row with several texts, or a long text"
    CONTENT = "a text that people wrote"
    TAB = "a tab"
    BLANK = "touchable, without a word"
    UNKNOWN = "a surface that the tree does not describe"


@dataclass(frozen=True, slots=True)
class Touched:
    """An element, what it says, and what stands around it."""

    element: Element
    observation: Observation | None
    surface: Surface
    labels: tuple[str, ...]
    """Its text and description, or what the row around it says first."""
    family: str
    """Its app's family."""

    @property
    def label(self) -> str:
        """Its first label, or an empty string."""
        return self.labels[0] if self.labels else ""

    @property
    def says(self) -> Reading:
        """Its first label, read."""
        return read_label(self.label)

    @property
    def can_act(self) -> bool:
        """Whether a touch does anything."""
        element = self.element
        return element.clickable or element.checkable or element.long_clickable

    @property
    def several(self) -> bool:
        """Whether it shows several texts of its own, as rows do."""
        return not (self.element.text or self.element.description) and " | " in self.element.inner_text

    @property
    def is_preference(self) -> bool:
        """Whether it is a plain row of a settings page."""
        if self.surface not in (Surface.ROW, Surface.ITEM, Surface.CONTENT):
            return False
        return not (self.observation is not None and self.observation.dialog)

    @property
    def texts(self) -> Sequence[str]:
        """Texts on the screen that cannot be touched, and the dialog's title first."""
        seen = self.observation
        if seen is None:
            return ()
        title = (seen.dialog,) if seen.dialog else ()
        own = self.element.index
        near = [
            text
            for e in seen.elements
            if e.index != own and not (e.clickable or e.checkable or e.editable)
            for text in (e.text or e.description,)
            if text
        ]
        return (*title, *near[:_NEAR_TEXTS])

    @property
    def headings(self) -> Sequence[str]:
        """The texts among which the title of the page must be: the first ones that belong to no row."""
        seen = self.observation
        if seen is None:
            return ()
        alone = [e for e in seen.elements if e.text and not e.interactive and _owner(e, seen) is e]
        return [e.text for e in alone[:4]]

    @property
    def asked(self) -> Sequence[str]:
        """What an OK here would agree to: the dialog's texts, or the questions of the page."""
        seen = self.observation
        if seen is None:
            return ()
        if seen.dialog:
            return [text for text in self.texts if len(text) <= 300][:6]
        return [text for text in self.texts if len(text) <= 160 and text.rstrip().endswith(("?", "？", "؟"))][:3]


def touched(element: Element, observation: Observation | None) -> Touched:
    """Return what is touched when a finger comes down on an element: itself, or the target that it belongs to."""
    target = _owner(element, observation)
    labels = _labels(target) or _labels(element)
    family = family_of(target.package)
    if observation is not None and not target.checkable and (switch := _switch_in(target, observation)):
        # A touch anywhere on such a row turns its switch.
        return Touched(switch, observation, Surface.SWITCH, labels, family)
    if target.checkable and observation is not None and not labels:
        labels = _labels_beside(target, observation)
    return Touched(target, observation, _surface(target, labels, family), labels, family)


def _owner(element: Element, observation: Observation | None) -> Element:
    if element.interactive or observation is None or element.parent is None:
        return element
    by_index = {e.index: e for e in observation.elements}
    up = by_index.get(element.parent)
    while up is not None and not (up.clickable or up.checkable or up.editable):
        up = by_index.get(up.parent) if up.parent is not None else None
    return up or element


def _switch_in(row: Element, observation: Observation) -> Element | None:
    """The switch that stands inside a row of its own height, and belongs to it."""
    if not row.clickable or row.editable or row.class_name.endswith(_BUTTONS):
        return None
    box = row.bounds
    for e in observation.elements:
        if e.checkable and e.index != row.index and not _labels(e):
            x, y = e.bounds.center
            if box.left <= x < box.right and box.top <= y < box.bottom and e.bounds.area < box.area:
                return e
    return None


def _labels(element: Element) -> tuple[str, ...]:
    own = tuple(dict.fromkeys(text for text in (element.text, element.description) if text.strip()))
    if own or not element.inner_text:
        return own
    return (element.inner_text.split(" | ")[0],)


def _labels_beside(switch: Element, observation: Observation) -> tuple[str, ...]:
    """The texts on the height of a nameless switch."""
    middle = switch.bounds.center[1]
    return tuple(
        label
        for e in observation.elements
        if e.index != switch.index and e.bounds.top <= middle < e.bounds.bottom and e.bounds.area
        for label in _labels(e)
        if e.bounds.bottom - e.bounds.top < 400
    )[:3]


def _surface(element: Element, labels: tuple[str, ...], family: str) -> Surface:
    name = element.class_name.rpartition(".")[2]
    if family == "keyboard":
        return Surface.KEY
    if element.editable:
        return Surface.FIELD
    if element.checkable or name in _SWITCHES:
        return Surface.SWITCH
    if not labels:
        return Surface.UNKNOWN if name in _SURFACES or element.scrollable else _blank(element)
    if _is_button(element, name):
        return Surface.BUTTON
    return _text_surface(element, labels[0])


def _blank(element: Element) -> Surface:
    return Surface.CONTENT if id_is_content(element.resource_id) else Surface.BLANK


def _text_surface(element: Element, label: str) -> Surface:
    parts = id_words(element.resource_id)
    if id_is_content(element.resource_id):
        return Surface.CONTENT
    if (parts & _TAB_WORDS or label.startswith("Tab")) and "button" not in parts:
        return Surface.TAB
    own = bool(element.text or element.description)
    several = not own and " | " in element.inner_text
    return Surface.ROW if several or read_label(label).words > _LONGEST_ITEM_WORDS else Surface.ITEM


def _is_button(element: Element, name: str) -> bool:
    if name in _NO_BUTTONS:
        return False
    if name.endswith(_BUTTONS) or id_consents(element.resource_id) or id_dismisses(element.resource_id):
        return True
    if name in ("ImageView", "Image") and element.clickable:
        return not id_is_content(element.resource_id)
    return bool(id_words(element.resource_id) & _BUTTON_WORDS)
