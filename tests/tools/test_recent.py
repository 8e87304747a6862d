"""What was worked out before is kept, the least used goes first, and an error is not kept."""

from __future__ import annotations

import pytest

from ainos.tools.recent import Recent


def test_an_answer_is_worked_out_once_while_it_is_kept():
    kept, asked = Recent[str, int](2), []

    def length(word):
        asked.append(word)
        return len(word)

    assert [kept.get(word, lambda word=word: length(word)) for word in ("one", "three", "one")] == [3, 5, 3]
    kept.get("seven", lambda: length("seven"))  # `three` was unused for longest
    kept.get("one", lambda: length("one"))
    kept.get("three", lambda: length("three"))
    assert asked == ["one", "three", "seven", "three"]


def test_none_is_an_answer_and_an_error_is_none():
    kept = Recent[str, None]()
    assert kept.get("a", lambda: None) is None
    assert kept.get("a", lambda: pytest.fail("asked again")) is None
    with pytest.raises(ValueError, match="bad"):
        kept.get("b", lambda: int("bad"))
    assert kept.get("b", lambda: None) is None
