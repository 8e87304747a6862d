"""What must show on the phone when a walk has done what a wish says: the wish as the walker read it, as data.

Drawn from the user's words alone, before the first touch; agent/postcondition.py compares it with the phone.
"""

from __future__ import annotations

from .expect import Expectation
from .walk_verbs import verb_of
from .walk_wish import WalkWish

_GOES = frozenset({"archive", "delete"})
_MARKS = frozenset({"star", "unread", "read", "pin", "flag"})


def expectations_of(wish: WalkWish) -> tuple[Expectation, ...]:
    """Return what proves the wish, any one of them; empty where no screen tells, and for questions."""
    where = wish.app.label if wish.app is not None else ""
    verb = verb_of(wish.verb)
    if not wish.sure or not where:
        return ()
    match wish.kind:
        case "switch":
            return (Expectation("checked", wish.subject, "on" if wish.on else "off", where),)
        case "set" if wish.value:
            return (
                Expectation("row", wish.subject, wish.value, where),
                Expectation("renamed", wish.subject, wish.value, where),
            )
        case "add":
            return (Expectation("there", wish.value, "", where),)
        case "put":
            return (Expectation("basket", wish.subject, " ".join(wish.details), where),)
        case "open" if wish.subject:
            return (Expectation("front", wish.subject, "", where),)
        case "act" if verb in _GOES:
            return (Expectation("gone", wish.subject, verb, where),)
        case "act" if verb in _MARKS:
            return (Expectation("marked", wish.subject, verb, where),)
        case "act" if verb == "done":
            return (Expectation("checked", wish.subject, "on", where),)
    return ()
