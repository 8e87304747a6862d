import pytest

from ainos.agent.control import prove_answer


@pytest.mark.parametrize(
    ("wish", "answer", "shown", "holds"),
    [
        ("what does the screen say", "Lunch at 12:30.", ["- Sun\n- Lunch at 12:30"], True),
        ("what will the weather be like", "It will rain", ["- Sun, Mar 15"], False),
        ("delete the contact Alice Chen", "Alice Chen", ["- Alice Chen"], False),
        ("what is there", "", ["- Alice Chen"], False),
    ],
)
def test_an_answer_counts_only_in_the_phones_own_words_and_only_for_a_question(wish, answer, shown, holds):
    assert prove_answer(wish, answer, shown).holds is holds
