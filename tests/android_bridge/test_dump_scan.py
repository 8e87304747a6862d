"""The quick reader of dumps: it agrees with a real XML parser on whatever it reads, or leaves it to the parser."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ainos.android_bridge.dump_scan import scan
from ainos.android_bridge.errors import ScreenReadError
from ainos.android_bridge.screen_tree import LIMIT_DEPTH, LIMIT_NODES, _parse, parse_tree

HEAD = "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\r\n"
NODE = '<node index="0" text="{}" class="a.B" bounds="[0,0][9,9]"{}>'


def plain(xml):
    return scan(xml.encode("utf-8", "replace"), limit_nodes=LIMIT_NODES, limit_depth=LIMIT_DEPTH)


def dump(body):
    return f'{HEAD}<hierarchy rotation="1">\r\n{body}\r\n</hierarchy>'


NESTED = NODE.format("a &amp; b&#10;", "") + NODE.format("", " /") + "\n  </node>" + NODE.format("ü 🙂", "/")


def test_a_plain_dump_is_read_here_and_as_the_parser_reads_it():
    found = plain(dump(NESTED))
    assert found is not None
    tree = _parse(dump(NESTED).encode())
    assert found == (tree.rotation, tree.nodes)
    assert [n.get("text") for n in found[1]] == ["a & b\n", "", "ü 🙂"]


@pytest.mark.parametrize(
    "body",
    [
        NODE.format("<", "/"), NODE.format("line\nbreak", "/"), NODE.format("&#0;", "/"), NODE.format("&nbsp;", "/"),
        NODE.format("\x01", "/"), NODE.format("\uffff", "/"), NODE.format("", ""), NODE.format("", "/") + "</node>",
        "text" + NODE.format("", "/"), "<!-- -->" + NODE.format("", "/"), "<other/>" + NODE.format("", "/"),
        NODE.format("", ' text="twice"/'), NODE.format("", "/") + '<node text="fewer"/>', "", "<node/>",
        "</node>" + NODE.format("", "") , NODE.format("", "") * (LIMIT_DEPTH + 1) + "</node>" * (LIMIT_DEPTH + 1),
    ],
)  # fmt: skip
def test_anything_else_is_left_to_the_parser(body):
    assert plain(dump(body)) is None


def test_a_document_type_and_too_many_nodes_are_refused_as_before():
    with pytest.raises(ScreenReadError, match="document type"):
        parse_tree(f'<!DOCTYPE x><hierarchy rotation="0">{NESTED}</hierarchy>')
    with pytest.raises(ScreenReadError, match="more than"):
        parse_tree(f"<hierarchy>{NODE.format('', '/') * (LIMIT_NODES + 1)}</hierarchy>")


PIECES = st.sampled_from(
    [NODE.format("x", "/"), NODE.format("&lt;&#65;&quot;", ""), "</node>", "\n", "<node/>", '"', "<", "&", 'a="b"', "é"]
)


@given(st.lists(PIECES, max_size=14).map("".join))
def test_what_is_read_here_the_parser_reads_alike(body):
    found = plain(dump(body))
    if found is not None:
        tree = _parse(dump(body).encode())
        assert found == (tree.rotation, tree.nodes)


@given(st.text(max_size=40).filter(lambda t: not re.search('["<&\x00-\x1f\ud800-\udfff]', t)))
def test_every_text_of_an_app_comes_through_unchanged(text):
    assert parse_tree(dump(NODE.format(text, "/"))).nodes[0].get("text") in (text, re.sub("[\ufffe\uffff]", "�", text))
