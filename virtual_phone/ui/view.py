"""The tree that an app hands to the window system: `Node`, `Style` and the primitive constructors.

Apps import from `nodes.py`, which offers these together with the composites of `widgets.py`.

An `Activity.build()` returns one `Node` tree for its current state; that one description is laid out, painted,
dumped as accessibility XML and touched. After every input event and every `invalidate()` the tree is built anew,
so nodes are never changed in place: keep state in the activity. Composite widgets (list items, app bars, dialogs,
pickers) are in `widgets.py`.
This module knows nothing of pixels, windows or phones.

Rules of the toolkit
- Lengths are dp, text sizes sp, both floats. 1080x2400 at density 420 is about 411 x 914 dp.
- `id` may be short: "title" becomes "<package of the app>:id/title" in dumps; "android:id/title" is left alone.
- Colours are theme roles ("primary", "on_surface", … see `theme.ROLES`) or "#RRGGBB"; roles follow dark mode.
- `key` is a stable identity: scroll offset, focus and cursor survive a rebuild under the same key (default: id, else
  position in the tree). Give every edit_text and scroll of one screen its own id or key.
- Edit texts are controlled: `text` is what `on_change` last delivered; store it in the activity and build with it.
- Callbacks run on the phone's loop thread; the screen is rebuilt after each of them, no `invalidate()` needed there.
- Parts of a scroll outside its viewport are laid out but neither dumped nor touchable, as on Android.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Literal

Size = float | Literal["fill", "wrap"]
"""A length in dp; "fill" takes what the parent offers; "wrap" takes what the content needs."""
Edges = float | tuple[float, float] | tuple[float, float, float, float]
"""dp for all four sides, (horizontal, vertical), or (left, top, right, bottom)."""
Action = Callable[[], object]
"""What a touch does; its result is not used."""
Direction = Literal["left", "right", "up", "down"]
"""Where the finger moves to."""
Layout = Literal["column", "row", "stack", "scroll", "grid"]
MotionAction = Literal["down", "pointer_down", "move", "pointer_up", "up", "cancel"]
Paint = Literal["", "icon", "avatar", "switch", "check", "radio", "slider", "progress", "image", "contain", "none"]

TEXT_VIEW = "android.widget.TextView"
EDIT_TEXT = "android.widget.EditText"
BUTTON = "android.widget.Button"
IMAGE_BUTTON = "android.widget.ImageButton"
IMAGE_VIEW = "android.widget.ImageView"
FRAME = "android.widget.FrameLayout"
LINEAR = "android.widget.LinearLayout"
RELATIVE = "android.widget.RelativeLayout"
GROUP = "android.view.ViewGroup"
VIEW = "android.view.View"
RECYCLER = "androidx.recyclerview.widget.RecyclerView"
SCROLL_VIEW = "android.widget.ScrollView"
HORIZONTAL_SCROLL = "android.widget.HorizontalScrollView"
SWITCH = "android.widget.Switch"
CHECK_BOX = "android.widget.CheckBox"
RADIO_BUTTON = "android.widget.RadioButton"
SEEK_BAR = "android.widget.SeekBar"
PROGRESS_BAR = "android.widget.ProgressBar"


@dataclass(frozen=True, slots=True)
class Style:
    """Say how a node is sized and painted. Everything has a default; `Node.styled(**changes)` makes variants."""

    width: Size = "wrap"
    height: Size = "wrap"
    weight: float = 0.0
    """Share of the space left on the parent's main axis (row: width, column: height); 0 takes none."""
    padding: Edges = 0.0
    margin: Edges = 0.0
    gap: float = 0.0
    """dp between children of a row, column or grid."""
    align: Literal["start", "center", "end", "between"] = "start"
    """Where text or children stand horizontally; "between" spreads the children of a row."""
    valign: Literal["top", "center", "bottom", "between"] = "top"
    """Where text or children stand vertically; "between" spreads the children of a column."""
    background: str = ""
    """Theme role or "#RRGGBB"; "" is transparent."""
    border: str = ""
    """Colour of a 1 dp outline; "" is none."""
    radius: float = 0.0
    """Corner radius in dp; 999 makes a pill."""
    elevation: float = 0.0
    """dp of soft shadow, 0 to 8."""
    color: str = ""
    """Colour of text and icons; "" is on_surface."""
    text_size: float = 14.0
    bold: bool = False
    """Medium weight for text (headlines, buttons)."""
    max_lines: int = 0
    """Cut the text with an ellipsis after this many lines; 0 means no limit."""
    icon_size: float = 24.0
    columns: int = 1
    """Columns of a grid; all have the same width."""
    strike: bool = False


@dataclass(frozen=True, slots=True)
class Motion:
    """One motion event as a view gets it: where each finger is, in px from the view's top left corner."""

    action: MotionAction
    points: tuple[tuple[float, float], ...]
    size: tuple[int, int]
    """Width and height of the view in px."""
    at_ms: int
    """Phone time, epoch ms."""


@dataclass(slots=True)
class Node:
    """One view: what it is for accessibility, how it looks, and what touching it does."""

    cls: str = VIEW
    id: str = ""
    text: str = ""
    desc: str = ""
    hint: str = ""
    children: list[Node] = field(default_factory=list)
    layout: Layout = "stack"
    style: Style = Style()
    clickable: bool = False
    long_clickable: bool = False
    checkable: bool = False
    checked: bool = False
    enabled: bool = True
    editable: bool = False
    multiline: bool = False
    draft: bool = False
    """Edit texts: while it has the focus it shows what was typed, even what `on_change` did not accept (an empty
    number); a touch selects all of it."""
    password: bool = False
    scrollable: bool = False
    horizontal: bool = False
    """A scroll that moves sideways."""
    keeps_ltr: bool = False
    """Its inside is not mirrored in right-to-left languages: number pads, drawings, maps."""
    from_end: bool = False
    """A scroll that shows its end at first and stays there when it grows (chats)."""
    selected: bool = False
    focusable: bool = False
    """Extra focusability; clickable, editable and scrollable nodes are focusable anyway."""
    visible: bool = True
    """False takes no space, is not dumped, but counts for `index`, as View.GONE."""
    hidden_from_dump: bool = False
    """Painted only (decoration); its children are not dumped either."""
    input_type: Literal["text", "number", "phone", "email", "search", "datetime"] = "text"
    """Which soft keyboard and which Enter key an edit text gets."""
    icon: str = ""
    """Vector icon name, see `icons.NAMES`; unknown names paint a rounded box."""
    paint: Paint = ""
    """How the node itself is painted; "none": the text is for accessibility only, the children show it."""
    value: float = 0.0
    """0..1 for sliders and progress bars."""
    image: Any = None
    """A PIL image to paint, scaled to the box (`image()` only)."""
    package: str = ""
    """Overrides the window's package in the dump, for the subtree."""
    fullscreen: bool = False
    """Roots of activities: reaches under the status and navigation bars (launchers, calls, alarms)."""
    key: str = ""
    dismisses: bool = False
    """Inside a dialog: a click closes the dialog first and then runs on_click."""
    on_click: Action | None = None
    on_long_click: Action | None = None
    on_change: Callable[[str], object] | None = None
    """Edit texts: called with the whole new text."""
    on_slide: Callable[[float], object] | None = None
    """Sliders: called with the new value 0..1."""
    on_submit: Action | None = None
    """Edit texts: the Enter or action key of the keyboard; the text was delivered by on_change before."""
    on_swipe: Callable[[Direction], object] | None = None
    """Swiped where no scroll takes the movement: dismiss a row sideways, open a drawer upwards. Return False to
    leave the movement to the nodes around this one."""
    on_stroke: Callable[[list[tuple[float, float]]], object] | None = None
    """Canvases: a finger drew through these points, each (x, y) as a share 0..1 of the box; a tap is one point."""
    on_touch: Callable[[Motion], object] | None = None
    """Takes every motion event of a gesture that begins here (a canvas to draw on); no click, scroll or swipe is made
    of it then. Return False for the first event to leave the gesture to the usual handling."""
    on_scale: Callable[[float], object] | None = None
    """Two fingers on this node moved apart (> 1) or together (< 1) by this factor since the event before."""
    autofocus: bool = False
    """Edit texts: takes the focus (and shows the keyboard) when its window opens and nothing has it."""

    def styled(self, **changes: Any) -> Node:
        """Return a copy with these `Style` fields (or Node fields) changed: `text("Hi").styled(bold=True)`."""
        style_fields = {k: v for k, v in changes.items() if k in _STYLE_FIELDS}
        node_fields = {k: v for k, v in changes.items() if k not in _STYLE_FIELDS}
        return replace(self, style=replace(self.style, **style_fields), **node_fields)


_STYLE_FIELDS = frozenset(Style.__dataclass_fields__)
_MOST_STYLES = 4096
_STYLES: dict[tuple[tuple[str, Any], ...], Style] = {}
"""Styles by their fields, for all phones of the process."""
Children = Iterable[Node | None]


def _kids(children: Children) -> list[Node]:
    return [child for child in children if child is not None]


def _style(looks: dict[str, Any]) -> Style:
    """Return a style, the same one for the same fields: styles never change, and a screen needs hundreds."""
    key = tuple(looks.items())
    style = _STYLES.get(key)
    if style is None:
        if len(_STYLES) >= _MOST_STYLES:
            _STYLES.clear()
        style = _STYLES[key] = Style(**looks)
    return style


def make(cls: str, layout: Layout, children: Children, options: dict[str, Any]) -> Node:
    """Build a Node of class `cls` from mixed Style and Node options; a click callback makes it clickable."""
    # One construction each: `dataclasses.replace` on top cost half of the time that a screen takes to build.
    looks: dict[str, Any] = {}
    rest: dict[str, Any] = {"cls": cls, "layout": layout}
    for name, value in options.items():
        (looks if name in _STYLE_FIELDS else rest)[name] = value
    node = Node(**rest, children=_kids(children), style=_style(looks))
    node.clickable = node.clickable or node.on_click is not None
    node.long_clickable = node.long_clickable or node.on_long_click is not None
    return node


def column(*children: Node | None, **options: Any) -> Node:
    """Stack children downwards. Options: any field of Style or Node. Children that are None are left out."""
    return make(LINEAR, "column", children, {"width": "fill"} | options)


def row(*children: Node | None, **options: Any) -> Node:
    """Place children side by side, vertically centred. Options: any field of Style or Node."""
    return make(LINEAR, "row", children, {"width": "fill", "valign": "center"} | options)


def stack(*children: Node | None, **options: Any) -> Node:
    """Lay children over each other, last on top; each child's own align/valign says where inside the stack.

    A child of a stack is placed by the stack's `align` and `valign`; give single children their own place by
    wrapping them in another `stack(child, width="fill", height="fill", align="end", valign="bottom")`.
    """
    return make(FRAME, "stack", children, options)


def scroll(*children: Node | None, **options: Any) -> Node:
    """Make a list that scrolls when its content is larger; fills its parent. `horizontal=True` for sideways.

    `recycler=False` gives it class ScrollView instead of RecyclerView.
    """
    recycler = options.pop("recycler", True)
    horizontal = options.get("horizontal", False)
    cls = RECYCLER if recycler else (HORIZONTAL_SCROLL if horizontal else SCROLL_VIEW)
    size: dict[str, Any] = {"width": "fill"} if horizontal else {"width": "fill", "weight": 1.0, "height": "fill"}
    return make(cls, "scroll", children, size | {"scrollable": True} | options)


def grid(*children: Node | None, columns: int, **options: Any) -> Node:
    """Place children in rows of `columns` equal cells."""
    return make(GROUP, "grid", children, {"width": "fill", "columns": columns} | options)


def text(content: str, *, size: float = 14.0, **options: Any) -> Node:
    """Show text; it wraps at the width it gets. `max_lines=1` cuts with an ellipsis instead."""
    return make(TEXT_VIEW, "stack", (), {"text": content, "text_size": size} | options)


def icon(name: str, *, desc: str = "", size: float = 24.0, **options: Any) -> Node:
    """Show a vector icon that is not touchable by itself."""
    base: dict[str, Any] = {"icon": name, "paint": "icon", "desc": desc, "icon_size": size}
    return make(IMAGE_VIEW, "stack", (), base | {"width": size, "height": size} | options)


def image(picture: Any, *, desc: str = "", **options: Any) -> Node:
    """Show a PIL image scaled into the node's box (give width and height).

    It is stretched to the box; `paint="contain"` keeps its proportions and leaves the rest of the box as it is.
    """
    return make(IMAGE_VIEW, "stack", (), {"image": picture, "paint": "image", "desc": desc} | options)


def spacer(size: float = 0.0, *, weight: float = 0.0) -> Node:
    """Leave `size` dp free on both axes, or push neighbours apart with `weight=1`. Not dumped."""
    return make(VIEW, "stack", (), {"width": size, "height": size, "weight": weight, "hidden_from_dump": True})


def divider(**options: Any) -> Node:
    """Draw a thin full-width line. Not dumped."""
    base = {"width": "fill", "height": 1.0, "background": "outline_variant", "hidden_from_dump": True}
    return make(VIEW, "stack", (), base | options)


def group(content: Node | Iterable[Node], **options: Any) -> Node:
    """Wrap nodes in a plain FrameLayout, for one more level as real apps have."""
    children = [content] if isinstance(content, Node) else list(content)
    return make(FRAME, "stack", children, {"width": "fill"} | options)
