import pytest

from ainos.planners.screen_questions import asked_of_screen


@pytest.mark.parametrize(
    ("wish", "about"),
    [("What's on the screen?", ""), ("please read me this page", ""),
     ("what does this screen say about the fee?", "the fee"),
     ("屏幕上写了什么？", "")],
)  # fmt: skip
def test_a_question_about_the_screen_in_front_is_a_look_at_it(wish, about):
    call = asked_of_screen(wish)
    assert call.tool == "tell_screen"
    assert call.arguments.get("about", "") == about


@pytest.mark.parametrize(
    "wish", ["What's on my calendar?", "read my messages", "turn the screen off", "take a screenshot"]
)
def test_other_wishes_are_none(wish):
    assert asked_of_screen(wish) is None
