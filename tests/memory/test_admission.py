import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ainos.android_bridge import secret_texts
from ainos.memory import admission

_FINDERS = {
    "named": admission._NAMED_SECRET, "token": admission._TOKEN, "code": secret_texts._CODE,
    "mixed": secret_texts._MIXED_CODE, "card": secret_texts._CARD, "told": secret_texts._TOLD,
    "key": secret_texts._KEY,
}  # fmt: skip


@pytest.mark.parametrize("name", _FINDERS)
def test_whatever_a_finder_of_secrets_finds_is_looked_at_closely(name):
    finder = _FINDERS[name]
    around = st.text(" .:a1B-", max_size=4)

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(before=around, found=st.from_regex(finder), after=around)
    def looked_at(before, found, after):
        text = before + found + after
        if finder.search(text):
            assert admission._SUSPECT.search(text)

    looked_at()


@pytest.mark.parametrize(
    "text",
    ["my pin is 123", "PASSWORD: hunter22", "Mot de passe = ouvert", "密码是海豚湾", "use GX7-K29 as your login code",
     "your code is 4-8-1-5", "sk-abcdefghijklmnopqrst", "API key: abcd1234efgh"],
)  # fmt: skip
def test_secrets_are_still_found(text):
    assert admission.shows_secret(text)
