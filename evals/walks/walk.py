"""What a walk is: one task done by hand, as a script that touches nothing but the screen.

Knows: its parts, and the order in which they run. Does not know: any app, or who judges.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from .access import PhoneAccess
from .screen import Screen

Params = Mapping[str, Any]
"""A task's parameters under AndroidWorld's names, such as {"file_name": "receipt.md"}."""


@dataclass(frozen=True, slots=True)
class Walk:
    """One task of the benchmark AndroidWorld: how to do it by hand, and how to see without the screen that it is done.

    task: AndroidWorld's class name. goal: the wish, with the example's values. params: the example, for runs without
    AndroidWorld. prepare puts the starting state on the phone. walk touches only the screen; it returns the answer of
    a question. check returns "" when the end state (and the answer) is right, else what was found.
    done_untouched: the starting state already satisfies the check, as AndroidWorld means it for this task.
    """

    task: str
    goal: str
    params: Params
    prepare: Callable[[PhoneAccess, Params], None]
    walk: Callable[[Screen, Params], str | None]
    check: Callable[[PhoneAccess, Params, str | None], str]
    done_untouched: bool = False


def nothing(access: PhoneAccess, params: Params) -> None:
    """Prepare nothing: the phone as it starts is the starting state."""
