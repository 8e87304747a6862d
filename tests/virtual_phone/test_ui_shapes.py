"""Sizes that are kept from one tree to the next: they are the ones that a first measuring gives."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from ainos.virtual_phone.ui import shapes
from ainos.virtual_phone.ui.layout import Layouter
from ainos.virtual_phone.ui.nodes import (
    Node,
    column,
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
LEAVES = st.one_of(
    st.builds(lambda words, size: text(words, size=size), st.sampled_from(["a", "b" * 80, "", "two\nlines"]),
              st.sampled_from([12.0, 16.0])),
    st.builds(lambda words, hint, lines: edit_text(words, None, hint=hint, multiline=lines),
              st.sampled_from(["", "typed"]), st.sampled_from(["", "hint"]), st.booleans()),
    st.builds(lambda label: icon_button("add", label, None), st.sampled_from(["", "Add"])),
    st.builds(lambda title, sub: list_item(title, sub, trailing=switch(True)), st.sampled_from(["t", "u" * 60]),
              st.sampled_from(["", "below"])),
)  # fmt: skip
TREES = st.recursive(
    LEAVES,
    lambda inner: st.builds(
        lambda make, kids, style: make(*kids).styled(**style),
        st.sampled_from([column, row, stack, scroll]),
        st.lists(inner, max_size=4),
        st.sampled_from(
            [{}, {"padding": 8.0}, {"margin": (4.0, 2.0), "gap": 3.0}, {"visible": False}, {"weight": 1.0}]
        ),
    ),
    max_leaves=10,
)


def places(tree: Node, font_scale: float) -> list[tuple[int, int, int, int]]:
    root = stack(tree, width="fill", height="fill")
    box = Layouter(420, lambda *_: 0, font_scale=font_scale).run(root, SCREEN, SCREEN, "com.app")
    return [each.rect for each in box.walk()]


@given(st.lists(TREES, min_size=2, max_size=4), st.sampled_from([1.0, 1.3]))
@settings(max_examples=80, deadline=None)
def test_a_tree_after_others_is_laid_out_as_if_it_were_the_first(trees, font_scale):
    later = [places(tree, font_scale) for tree in trees]
    for tree, found in zip(trees, later, strict=True):
        shapes._SIZES.clear()
        assert places(tree, font_scale) == found


def test_the_memory_of_shapes_has_a_limit():
    for number in range(shapes._MOST_SHAPES + 500):
        places(text(f"line {number}"), 1.0)
    assert len(shapes._SHAPES) <= shapes._MOST_SHAPES + 10
