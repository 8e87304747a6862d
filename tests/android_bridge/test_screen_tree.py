"""Screen trees: real forms are read, hostile ones refused with a typed error, nothing crashes (SEC-33)."""

from __future__ import annotations

import time
import tracemalloc
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ainos.android_bridge.errors import ScreenReadError
from ainos.android_bridge.screen_tree import LIMIT_DEPTH, bounds_of, elements_of, parse_tree
from ainos.android_bridge.types import Bounds, Element

HEAD = "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\r\n"


def node(inner: str = "", **attributes: object) -> str:
    values = {"class": "android.view.View", "package": "com.x", "bounds": "[0,0][1080,2400]", "enabled": "true"}
    values |= {name.rstrip("_").replace("_", "-"): str(value) for name, value in attributes.items()}
    words = " ".join(f'{name}="{value}"' for name, value in values.items())
    return f"<node {words}>{inner}</node>"


def elements(body: str) -> tuple[Element, ...]:
    return elements_of(parse_tree(f'{HEAD}<hierarchy rotation="0">{body}</hierarchy>'))


def test_a_row_takes_the_texts_inside_it():
    row = node(
        node(text="Wi-Fi") + node(text="AndroidWifi") + node(clickable="true", checkable="true", checked="true"),
        clickable="true",
    )
    found = elements(row)
    assert [element.name for element in found] == ["Wi-Fi | AndroidWifi", "Wi-Fi", "AndroidWifi", ""]
    assert [element.parent for element in found] == [None, 1, 1, 1]
    assert found[3].checked
    assert found[0].inner_text == "Wi-Fi | AndroidWifi"


def test_a_list_does_not_swallow_its_rows():
    found = elements(node(node(node(text="Alice"), clickable="true") + node(text="Header"), scrollable="true"))
    assert [element.name for element in found] == ["", "Alice", "Alice", "Header"]
    assert found[0].inner_text == ""


def test_hidden_empty_and_plain_nodes_are_left_out():
    found = elements(
        node(text="zero", bounds="[5,5][5,9]")
        + node(text="hidden", visible_to_user="false")
        + node()
        + node(text="shown")
        + node(text="broken", bounds="nonsense")
    )
    assert [element.text for element in found] == ["shown"]


def test_all_attributes_arrive():
    found = elements(
        node(
            class_="android.widget.EditText",
            text="a&#10;b &#128512; &lt;&amp;&quot;",
            content_desc="d",
            hint="h",
            resource_id="com.x:id/f",
            password="true",
            focused="true",
            selected="true",
            long_clickable="true",
            enabled="false",
            bounds="[1,2][30,40]",
        )
    )[0]
    assert found.text == 'a\nb 😀 <&"'
    assert (found.description, found.hint, found.resource_id) == ("d", "h", "com.x:id/f")
    assert (found.password, found.focused, found.selected, found.long_clickable, found.enabled) == (
        True, True, True, True, False,
    )  # fmt: skip
    assert found.editable
    assert found.bounds == Bounds(1, 2, 30, 40)


def test_rotation_is_read():
    assert parse_tree('<hierarchy rotation="3"></hierarchy>').rotation == 3
    assert parse_tree('<hierarchy rotation="x"></hierarchy>').rotation == 0


def test_control_characters_that_some_builds_emit_do_not_blind_us():
    assert elements(node(text="a&#0;b\x01c&#x1F;d"))[0].text == "a\ufffdb\ufffdc\ufffdd"


def refused(xml: str | bytes) -> str:
    with pytest.raises(ScreenReadError) as caught:
        parse_tree(xml)
    return str(caught.value)


def test_a_document_type_is_refused_before_any_entity():
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    assert "document type" in refused(bomb + "<hierarchy><node text='&b;'/></hierarchy>")
    assert "document type" in refused("<!DOCTYPE x SYSTEM 'file:///etc/passwd'><hierarchy/>")


def test_more_than_eight_megabytes_are_refused():
    assert "bytes" in refused("<hierarchy>" + " " * (8 << 20) + "</hierarchy>")


def test_more_than_fifty_thousand_nodes_are_refused():
    assert "nodes" in refused("<hierarchy>" + "<node/>" * 50_001 + "</hierarchy>")


def test_a_tree_as_deep_as_the_limit_is_read_and_a_deeper_one_refused():
    def deep(levels: int) -> str:
        return "<hierarchy>" + "<node>" * levels + "</node>" * levels + "</hierarchy>"

    assert len(parse_tree(deep(LIMIT_DEPTH)).nodes) == LIMIT_DEPTH
    assert "deeper" in refused(deep(LIMIT_DEPTH + 1))
    assert "deeper" in refused(deep(200_000))


def wide(nodes: int) -> str:
    return "<hierarchy>" + '<node text="aaaa" bounds="[0,0][10,10]" clickable="true"/>' * nodes + "</hierarchy>"


def test_the_largest_tree_needs_about_a_second_of_cpu():
    xml = wide(50_000)
    started = time.process_time()
    assert len(elements_of(parse_tree(xml))) == 50_000
    # 0.4 s when the machine is idle; the bound leaves room for a loaded one.
    assert time.process_time() - started < 2


def test_the_largest_tree_needs_less_than_a_hundred_megabytes():
    tracemalloc.start()
    elements_of(parse_tree(wide(5_000)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak * 10 < 100 << 20


@pytest.mark.parametrize("xml", ["", "ERROR: could not get idle state.", "<hierarchy>", "<a", b"\xff\xfe\x00", "\0"])
def test_what_is_no_tree_gives_a_typed_error(xml):
    refused(xml)


@given(st.one_of(st.binary(max_size=300), st.text(max_size=300)))
def test_any_bytes_give_a_tree_or_a_typed_error(data):
    with suppress(ScreenReadError):
        elements_of(parse_tree(data))


@given(st.text(alphabet="[],-0123456789x", max_size=20))
def test_any_bounds_give_a_rectangle(text):
    assert isinstance(bounds_of(text), Bounds)
