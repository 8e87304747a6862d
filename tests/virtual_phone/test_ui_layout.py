"""Layout: where boxes land, what is cut off, how text wraps."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ainos.virtual_phone.ui.layout import Box, Layouter
from ainos.virtual_phone.ui.nodes import Node, column, grid, list_item, row, scroll, spacer, stack, text
from ainos.virtual_phone.ui.typeset import ELLIPSIS, break_lines, width_of

DENSITY = 160
SCREEN = (0, 0, 400, 800)


def lay_out(node: Node, offset: int = 0) -> Box:
    return Layouter(DENSITY, lambda key, largest, from_end: min(offset, largest)).run(node, SCREEN, SCREEN, "app")


def test_dp_become_px_by_the_density_of_the_screen():
    node = stack(width=100.0, height=50.0)
    box = Layouter(420, lambda *_: 0).run(node, SCREEN, SCREEN, "app")
    assert box.rect == (0, 0, 262, 131)


def test_a_column_puts_children_below_each_other_with_its_gap():
    box = lay_out(column(stack(height=10.0), stack(height=20.0), gap=5.0))
    assert [(child.rect[1], child.rect[3]) for child in box.children] == [(0, 10), (15, 35)]


def test_weights_share_what_fixed_children_leave():
    box = lay_out(row(stack(width=100.0), stack(weight=1.0), stack(weight=2.0)))
    assert [child.rect[2] - child.rect[0] for child in box.children] == [100, 100, 200]


def test_a_spacer_with_weight_pushes_the_next_child_to_the_end():
    box = lay_out(row(stack(width=50.0), spacer(weight=1.0), stack(width=30.0)))
    assert box.children[-1].rect[2] == 400


def test_margin_and_padding_move_the_content():
    box = lay_out(stack(stack(width=10.0, height=10.0, margin=4.0), padding=(10.0, 20.0, 0.0, 0.0)))
    assert box.children[0].rect == (14, 24, 24, 34)


@pytest.mark.parametrize(("align", "left"), [("start", 0), ("center", 150), ("end", 300)])
def test_a_stack_aligns_its_children(align, left):
    box = lay_out(stack(stack(width=100.0, height=10.0), width="fill", align=align))
    assert box.children[0].rect[0] == left


def test_a_grid_makes_equal_cells_and_wraps_rows():
    box = lay_out(grid(*[stack(height=10.0, width="fill") for _ in range(5)], columns=2))
    assert [child.rect[:2] for child in box.children] == [(0, 0), (200, 0), (0, 10), (200, 10), (0, 20)]


def test_a_scroll_clips_what_lies_outside_and_moves_by_its_offset():
    node = scroll(*[stack(height=100.0, width="fill") for _ in range(20)], height="fill")
    at_start, moved = lay_out(node), lay_out(node, 250)
    assert at_start.max_offset == 1200
    assert [child.is_seen for child in at_start.children].count(True) == 8
    assert not moved.children[1].is_seen
    assert moved.children[2].seen == (0, 0, 400, 50)


def test_a_scroll_that_fits_does_not_move():
    assert lay_out(scroll(stack(height=100.0))).max_offset == 0


def test_a_child_that_is_gone_takes_no_space_but_counts_for_the_index():
    box = lay_out(column(stack(height=10.0), stack(height=10.0, visible=False), stack(height=10.0)))
    assert [(child.index, child.rect[1]) for child in box.children] == [(0, 0), (2, 10)]


def test_a_list_item_leaves_its_trailing_node_its_own_width():
    box = lay_out(
        list_item("A title that is much too long for the space " * 3, trailing=stack(width=52.0, height=32.0))
    )
    assert box.children[-1].rect[2] - box.children[-1].rect[0] == 52
    assert box.children[-1].rect[2] <= 400 - 16


def test_ids_of_scrolls_and_fields_are_unique_keys():
    box = lay_out(column(scroll(id="list", height=10.0), scroll(id="list", height=10.0)))
    assert [child.key for child in box.children] == ["list", "list#2"]


def test_long_text_wraps_and_max_lines_cuts_with_an_ellipsis():
    words = "one two three four five six seven eight nine ten"
    free = lay_out(stack(text(words), width=120.0)).children[0]
    cut = lay_out(stack(text(words, max_lines=2), width=120.0)).children[0]
    assert free.lines is not None
    assert len(free.lines.lines) > 2
    assert cut.lines is not None
    assert len(cut.lines.lines) == 2
    assert cut.lines.lines[-1].endswith(ELLIPSIS)


@given(st.text(max_size=80), st.integers(20, 400), st.integers(0, 3))
@settings(max_examples=60, deadline=None)
def test_no_line_is_wider_than_the_space_and_nothing_is_lost(content, width, limit):
    broken = break_lines(content, 14, False, width, limit)
    assert broken.lines
    assert limit == 0 or len(broken.lines) <= limit
    assert all(width_of(line, 14, False) <= width or len(line) <= 2 for line in broken.lines)
    if not limit:
        assert "".join("".join(broken.lines).split()) == "".join(content.split())
