"""What an app's tree goes through before it is laid out: the phone's language, and labels as real apps give them.

In more than a third of the clickable views of real phones neither text nor description says what they are: rows whose
words are views of their own, buttons within rows that are buttons, and icons that nobody described. Apps here describe
everything. Unless the phone is asked for clean trees, a row's description goes where the words inside say the same,
the icons named below have none, and a person's picture in a row is a button of its own. A clean tree gives every
clickable view words. Knows nodes only; changes copies, never the app's own tree.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from .translate import OWN_WORDS, Words
from .view import FRAME, GROUP, IMAGE_BUTTON, IMAGE_VIEW, LINEAR, RELATIVE, VIEW, Node

_UNLABELLED = frozenset(
    {
        "item_more", "third_icon", "call_button", "menu_star", "change_view", "top_left_arrow",
        "calendar_fab", "go_to_today", "mode_options_toggle", "camera_toggle_button", "dial_number", "bottom_share",
        "bottom_properties", "action_go_to_home", "fab_add_new_item", "eraser", "btn_records_list",
        "track_list_search", "track_list_aggregated_stats", "map_menu_button", "menu", "menu_sort", "menu_search",
        "action_call", "action_today", "settings_button_container", "action_zero_state_search",
        "incall_speaker", "incall_on_hold", "incall_muted", "option_menu_create_dir", "android:id/prev",
        "verb_call", "verb_text", "verb_email", "track_recording_fab_action", "track_detail_edit", "timer_setup_delete",
    }
)  # fmt: skip
"""Ids of icons that have no description on a phone that is not clean."""
_CONTAINERS = frozenset({LINEAR, RELATIVE, GROUP})
_WEB_VIEW = "android.webkit.WebView"
_WEB_CLASSES = {LINEAR: VIEW, RELATIVE: VIEW, GROUP: VIEW, FRAME: VIEW, IMAGE_VIEW: "android.widget.Image"}
_BADGE = "android.widget.QuickContactBadge"
_WEEK = 7
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Voice:
    """How trees are to speak: in which words (None: English, as the apps write them), and whether all labels stay."""

    words: Words | None
    clean: bool


def adapted(node: Node, voice: Voice) -> Node:
    """Return the tree as the phone shows it; what does not change is the same node."""
    children = node.children
    if not (children or node.clickable or voice.words is not None):
        return node
    if children:
        made = [adapted(child, voice) for child in children]
        if any(new is not old for new, old in zip(made, children, strict=True)):
            children = made
        if node.layout == "row" and node.on_click is not None and not voice.clean:
            children = _with_badge(node, children)
        if node.cls == _WEB_VIEW:
            children = [_as_web(child) for child in children]
        if voice.words is not None and len(children) >= _WEEK:
            children = _week(children, voice.words)
    changes: dict[str, object] = {} if children is node.children else {"children": children}
    if node.clickable:
        desc = _described(node, children) if voice.clean else _left(node)
        if desc != node.desc:
            changes["desc"] = desc
    if voice.words is not None:
        _translate(node, str(changes.get("desc", node.desc)), voice.words, changes)
    return replace(node, **changes) if changes else node  # type: ignore[arg-type]


def _with_badge(row: Node, children: list[Node]) -> list[Node]:
    """Make the picture of a person in a row a button of its own, unlabelled, as the contact badges of Android are."""
    first = children[0]
    if first.paint != "avatar" or first.clickable or first.desc:
        return children
    return [replace(first, cls=_BADGE, clickable=True, on_click=row.on_click), *children[1:]]


def _as_web(node: Node) -> Node:
    """Give a part of a web page the classes that pages have in accessibility trees: plain views and images."""
    cls = _WEB_CLASSES.get(node.cls, node.cls)
    children = [_as_web(child) for child in node.children]
    same = cls == node.cls and all(new is old for new, old in zip(children, node.children, strict=True))
    return node if same else replace(node, cls=cls, children=children)


def _week(children: list[Node], words: Words) -> list[Node]:
    """Name the days in a row of seven initials: what S or T means only the whole row tells."""
    english = "".join(child.text for child in children[:_WEEK] if len(child.text) == 1)
    if english not in ("SMTWTFS", "MTWTFSS"):
        return children
    first = words.initials[-1:] + words.initials[:-1] if english[0] == "S" else words.initials
    days = [replace(child, text=name) for child, name in zip(children, first, strict=False)]
    return [*days, *children[_WEEK:]]


def _translate(node: Node, desc: str, words: Words, changes: dict[str, object]) -> None:
    if node.text and not node.editable and node.id not in OWN_WORDS:
        said = words.say(node.text)
        if said != node.text:
            changes["text"] = said
    if node.hint:
        changes["hint"] = words.say(node.hint)
    if desc and node.id not in OWN_WORDS:
        changes["desc"] = words.say(desc)


def _left(node: Node) -> str:
    """Return the description that a clickable view keeps on an ordinary phone."""
    if not node.desc or node.text:
        return node.desc
    if not node.children:
        return "" if node.cls == IMAGE_BUTTON and node.id in _UNLABELLED else node.desc
    if node.cls not in _CONTAINERS and node.id not in _UNLABELLED:
        return node.desc
    said = " ".join(_WORD.findall(" ".join(_texts(node)).casefold()))
    return "" if " ".join(_WORD.findall(node.desc.casefold())) in said else node.desc


def _described(node: Node, children: list[Node]) -> str:
    """Return a description for a clickable view without words of its own: those of `children`, as they are shown."""
    if node.desc or node.text or (node.editable and node.hint):
        return node.desc
    words = [text for child in children for text in _spoken(child)]
    name = node.id.rpartition("/")[2] or node.icon or node.cls.rpartition(".")[2]
    return ", ".join(dict.fromkeys(words)) or name.replace("_", " ")


def _texts(node: Node) -> list[str]:
    own = [node.text] if node.text and node.visible and not node.hidden_from_dump else []
    return own + [text for child in node.children for text in _texts(child)]


def _spoken(node: Node) -> list[str]:
    """Return what a view and those inside it say, those that are touched by themselves left out."""
    if not node.visible or node.hidden_from_dump or node.clickable:
        return []
    words = node.text or node.desc
    return ([words] if words else []) + [text for child in node.children for text in _spoken(child)]
