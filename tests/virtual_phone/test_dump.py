"""The XML of `uiautomator dump`: header, attribute order, escaping, what is left out."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ainos.virtual_phone.selector import find
from ainos.virtual_phone.ui.dump import dump_xml, quoted
from ainos.virtual_phone.ui.layers import dumped
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
    slider,
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


def test_line_breaks_and_emoji_become_numbers_and_quotes_decide_the_quotes():
    assert quoted("a\n<&> 😀 it's") == '"a&#10;&lt;&amp;&gt; &#128512; it\'s"'
    assert quoted('say "it\'s"') == "'say \"it&apos;s\"'"
    assert quoted("a\x00b\x1bc\uffff") == '"a.b.c."'
    assert quoted("😀", astral=False) == '".."'


def test_a_line_break_in_the_indented_form_stands_before_each_node():
    lines = dump(column(text("a"), text("b")), style="u2").split("\r\n")
    assert lines[1] == '<hierarchy rotation="0">'
    assert [line[: line.index("<")] for line in lines[2:]] == ["  ", "    ", "    ", "  ", ""]


def test_depth_zero_is_the_root_alone():
    tree = column(row(text("a")), text("b"))
    assert [len(nodes(dump(tree, style="u2", max_depth=depth))) for depth in (0, 1, 2)] == [1, 3, 4]


@pytest.mark.parametrize(("sdk", "added"), [(33, []), (34, ["drawing-order", "hint"])])
def test_the_shell_writes_drawing_order_and_hint_by_api_level(sdk, added):
    assert list(nodes(dump(edit_text("", None, hint="Name"), sdk=sdk))[0]) == [*SHELL_ORDER, *added]


@pytest.mark.parametrize(("sdk", "last"), [(23, "bounds"), (25, "drawing-order"), (28, "hint"), (33, "display-id")])
def test_uiautomator2_writes_what_the_api_level_knows(sdk, last):
    assert list(nodes(dump(text("a"), style="u2", sdk=sdk))[0])[-1] == last


def test_uiautomator2_shows_how_far_a_slider_has_come():
    tree = slider(0.25, None, width=200.0)
    assert nodes(dump(tree, style="u2"))[0]["text"] == "25.0"
    assert nodes(dump(tree))[0]["text"] == ""


def test_a_list_is_never_naf_itself():
    plain = stack(width=50.0, height=50.0, on_click=lambda: None)
    assert "NAF" in dump(plain)
    assert "NAF" not in dump(plain.styled(cls="android.widget.ListView"))


ANY_TEXT = st.text(max_size=30)


@given(st.text(max_size=60))
@settings(max_examples=100, deadline=None)
def test_any_text_gives_well_formed_xml(content):
    tree = column(text(content, width=100.0, height=20.0, desc=content))
    found = nodes(dump(tree))[1]["content-desc"]
    assert len(found) == len(content)
    assert all(got in (char, ".") for got, char in zip(found, content, strict=True))


LEAVES = st.builds(
    lambda words, width, height, clickable: text(
        words, width=width, height=height, id="leaf", desc=words[:3], clickable=clickable
    ),
    ANY_TEXT,
    st.sampled_from(["fill", "wrap", 5.0, 90.0, 4000.0]),
    st.sampled_from(["fill", "wrap", 0.0, 40.0, 3000.0]),
    st.booleans(),
)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.builds(
        lambda make, kids, hidden: make(*kids).styled(hidden_from_dump=hidden),
        st.sampled_from([column, row, stack, scroll, lambda *kids: scroll(*kids, horizontal=True)]),
        st.lists(inner, max_size=4),
        st.sampled_from([False, False, False, True]),
    ),
    max_leaves=14,
)


@given(TREES, st.sampled_from(["shell", "u2"]), st.booleans())
@settings(max_examples=120, deadline=None)
def test_any_tree_gives_xml_whose_bounds_are_on_the_screen_and_whose_indexes_are_those_of_the_tree(tree, style, small):
    box = Layouter(420, lambda *_: 0).run(stack(tree, width="fill", height="fill"), SCREEN, SCREEN, "com.app")
    root = ET.fromstring(dump_xml(box, rotation=0, style=style, compressed=small))
    for node in root.iter("node"):
        left, top, right, bottom = map(int, re.findall(r"-?\d+", node.attrib["bounds"]))
        assert 0 <= left < right <= 1080
        assert 0 <= top < bottom <= 2400
        if not small:
            indexes = [int(child.attrib["index"]) for child in node]
            assert indexes == sorted(set(indexes))


@given(TREES)
@settings(max_examples=120, deadline=None)
def test_a_selector_finds_the_same_nodes_as_a_path_through_the_xml(tree):
    box = Layouter(420, lambda *_: 0).run(stack(tree, width="fill", height="fill"), SCREEN, SCREEN, "com.app")
    boxes = list(dumped(box))
    root = ET.fromstring(dump_xml(box, rotation=0))
    for wanted in ({"mask": 0x200000, "resourceId": "com.app:id/leaf"}, {"mask": 0x1000, "clickable": True},
                   {"mask": 0x10, "className": "android.widget.LinearLayout"}):  # fmt: skip
        attribute = {0x200000: "resource-id", 0x1000: "clickable", 0x10: "class"}[wanted["mask"]]
        value = str(next(value for name, value in wanted.items() if name != "mask"))
        by_path = [n.attrib["bounds"] for n in root.iter("node") if n.attrib[attribute] in (value, value.lower())]
        by_selector = ["[{},{}][{},{}]".format(*found.seen) for found in find(boxes, wanted)]
        assert by_selector == by_path
