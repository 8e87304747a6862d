"""The XML of `uiautomator dump`: header, attribute order, escaping, what is left out."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

from hypothesis import given, settings
from hypothesis import strategies as st

from ainos.virtual_phone.ui.dump import dump_xml, escape
from ainos.virtual_phone.ui.layout import Layouter
from ainos.virtual_phone.ui.nodes import (
    Node,
    column,
    divider,
    edit_text,
    icon_button,
    list_item,
    row,
    scroll,
    stack,
    switch,
    text,
)

SCREEN = (0, 0, 1080, 2400)
SHELL_ORDER = [
    "index", "text", "resource-id", "class", "package", "content-desc", "checkable", "checked", "clickable", "enabled",
    "focusable", "focused", "scrollable", "long-clickable", "password", "selected", "bounds",
]  # fmt: skip


def dump(node: Node, **options) -> str:
    box = Layouter(420, lambda *_: 0).run(node, SCREEN, SCREEN, "com.app")
    return dump_xml(box, rotation=options.pop("rotation", 0), **options)


def nodes(xml: str) -> list[dict[str, str]]:
    return [dict(found.attrib) for found in ET.fromstring(xml).iter("node")]


def test_the_header_is_androids_and_the_rotation_is_told():
    assert dump(stack(width=1.0, height=1.0), rotation=1).startswith(
        "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?><hierarchy rotation=\"1\"><node "
    )


def test_uiautomator2_gets_a_line_break_after_the_header_and_five_more_attributes():
    xml = dump(edit_text("", None, hint="Name"), style="u2")
    assert xml.split("\r\n", 1)[1].startswith("<hierarchy")
    assert list(nodes(xml)[0]) == [
        *SHELL_ORDER[:-1], "visible-to-user", "bounds", "drawing-order", "hint", "display-id",
    ]  # fmt: skip
    assert nodes(xml)[0]["hint"] == "Name"


def test_attributes_stand_in_androids_order():
    assert list(nodes(dump(text("Hello", id="title")))[0]) == SHELL_ORDER


def test_short_ids_get_the_package_and_full_ones_stay():
    found = nodes(dump(column(text("a", id="title"), text("b", id="android:id/title"), text("c"))))
    assert [node["resource-id"] for node in found[1:]] == ["com.app:id/title", "android:id/title", ""]


def test_an_empty_field_shows_its_hint_and_a_password_only_bullets():
    found = nodes(dump(column(edit_text("", None, hint="Name"), edit_text("secret", None, password=True))))
    assert [node["text"] for node in found[1:]] == ["Name", "••••••"]
    assert found[2]["password"] == "true"


def test_a_clickable_without_words_is_marked_naf():
    xml = dump(column(icon_button("add", "", lambda: None), icon_button("add", "Add", lambda: None)))
    assert [node.get("NAF") for node in nodes(xml)[1:]] == ["true", None]
    assert re.search(r'<node NAF="true" index="0"', xml)


def test_a_clickable_row_with_words_inside_is_not_naf():
    assert "NAF" not in dump(list_item("Wi-Fi", on_click=lambda: None))


def test_parts_out_of_sight_are_left_out_and_cut_ones_are_clipped():
    rows = [text(f"Row {place}", height=100.0, width="fill") for place in range(30)]
    found = nodes(dump(scroll(*rows, height="fill")))
    bounds = [tuple(map(int, re.findall(r"\d+", node["bounds"]))) for node in found]
    assert len(found) < 31
    assert all(box[3] <= 2400 and box[1] >= 0 for box in bounds)
    assert found[0]["scrollable"] == "true"


def test_decoration_is_not_dumped_and_hidden_children_keep_their_index():
    found = nodes(dump(column(text("a"), divider(), text("b"))))
    assert [(node["text"], node["index"]) for node in found[1:]] == [("a", "0"), ("b", "2")]


def test_a_switch_tells_its_state():
    found = nodes(dump(row(switch(True), switch(False))))
    assert [(node["checkable"], node["checked"]) for node in found[1:]] == [("true", "true"), ("true", "false")]


def test_compressed_leaves_out_layouts_that_say_nothing():
    tree = column(column(row(text("a"))), list_item("b", on_click=lambda: None))
    plain, compressed = nodes(dump(tree)), nodes(dump(tree, compressed=True))
    assert len(compressed) < len(plain)
    assert [node["text"] for node in compressed if node["text"]] == ["a", "b"]


def test_only_the_focused_field_is_focused():
    found = nodes(dump(column(edit_text("", None, id="one"), edit_text("", None, id="two")), focused_key="two"))
    assert [node["focused"] for node in found[1:]] == ["false", "true"]


def test_line_breaks_and_emoji_become_numbers():
    assert escape('a\n"b" <&> 😀') == "a&#10;&quot;b&quot; &lt;&amp;&gt; &#128512;"


@given(st.text(max_size=60))
@settings(max_examples=100, deadline=None)
def test_any_text_gives_well_formed_xml(content):
    tree = column(text(content, width=100.0, height=20.0, desc=content))
    found = nodes(dump(tree))[1]
    wanted = "".join(
        c for c in content if (c >= " " and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff") or c in "\n\r\t"
    )
    assert found["content-desc"] == wanted
