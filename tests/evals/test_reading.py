"""Claims about reading tables: off pictures of printed words, and out of both forms of text."""

from __future__ import annotations

import io

import pytest

from ainos.evals.walks.listed_rows import rows_of
from ainos.evals.walks.picture_words import draw
from ainos.evals.walks.reading import read_lines

ROWS = [{"title": "Kale & Rice", "note": "Serve, then rest; it's 1/2 done."}, {"title": "Soup", "note": "To 90% (hot)"}]


def test_printed_lines_are_read_with_indent_and_gaps_though_scaled_and_compressed():
    from PIL import Image

    words = ["Recipe: Kale Soup", " amount_dollars: $1,346.70", "", "Wavy flour, Toast. 12-07-2023"]
    picture = Image.open(io.BytesIO(draw(words, "JPEG")))
    shown = picture.resize((round(picture.width * 1.7), round(picture.height * 1.7))).resize(picture.size)
    assert read_lines(shown) == words


def test_an_empty_picture_has_no_lines():
    from PIL import Image

    assert read_lines(Image.new("RGB", (80, 40), "white")) == []


@pytest.mark.parametrize(
    "words",
    [
        "title|note\nKale & Rice|Serve, then rest; it's 1/2 done.\nSoup|To 90% (hot)\n",
        "Recipe: Kale & Rice\n note: Serve, then rest;\nit's 1/2 done.\n\nRecipe: Soup\n note: To 90% (hot)\n",
        "Recipe: Kale & Rice\n note: Serve, then rest; it's 1/2 done.\nRecipe: Soup\n note: To 90% (hot)\n",
        "Add the following recipes:\ntitle|note\nKale & Rice|Serve, then rest; it's 1/2 done.\nSoup|To 90% (hot)",
    ],
)
def test_both_forms_of_a_table_give_the_same_rows(words):
    assert rows_of(words, "title") == ROWS
