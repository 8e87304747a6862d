"""An answer that shall hold for later runs: `Alice Chen, always`. Pure text; keeps nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..memory.writing import fold_key

HINT = " (Answer with “always” and I remember it.)"
_ALWAYS = re.compile(r"\b(?:always|from now on|every time)\b|总是|以后都是?|每次都?是?", re.IGNORECASE)


def lasting(said: str, reply: str, choices: Sequence[str]) -> tuple[str, str]:
    """Return an answer to `Which "Alice"?` without its `always`, and the sentence that is to be remembered.

    The sentence is empty unless the answer says `always` and names exactly one of the choices.
    """
    found = _ALWAYS.search(reply)
    if found is None:
        return reply, ""
    answer = (reply[: found.start()] + reply[found.end() :]).strip(" ,.;:，。、")
    if answer.isdecimal() and 1 <= int(answer) <= len(choices):
        answer = choices[int(answer) - 1]
    chosen = [choice for choice in choices if fold_key(choice) == fold_key(answer)]
    is_name = said and len(chosen) == 1 and fold_key(said) != fold_key(chosen[0])
    return answer or reply, f"When I say {said} I mean {chosen[0]}" if is_name else ""
