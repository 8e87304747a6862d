"""Starting states and answers of walks through apps that keep rows in a sqlite file of their own.

Knows: how AndroidWorld has such an app start (its clock, its zone, empty, then filled), and how lists are answered.
Does not know: any app.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from .dates import NOW
from .walk import Params, Walk

if TYPE_CHECKING:
    from .access import PhoneAccess, Value
    from .screen import Screen

Row = dict[str, "Value"]


def epoch_s(day: int, hour: int = 0, minute: int = 0, month: int = 10) -> int:
    """Return the epoch second of a moment of 2023 in the zone that AndroidWorld sets (UTC)."""
    return int(datetime(2023, month, day, hour, minute, tzinfo=UTC).timestamp())


def fill(access: PhoneAccess, component: str, database: str, table: str, rows: Sequence[Row]) -> None:
    """Set clock and zone as AndroidWorld does, let the app make its database, and leave just these rows in a table."""
    access.put_setting("system", "time_12_24", "24")
    access.shell("service call alarm 3 s16 UTC")
    access.set_clock(NOW.isoformat())
    access.shell(f"am start -W -n {component}")
    access.shell("input keyevent KEYCODE_HOME")
    access.shell(f"am force-stop {component.partition('/')[0]}")
    access.change(database, [(f"DELETE FROM {table}", ())])
    access.insert(database, table, *rows)


def question(
    task: str,
    goal: str,
    params: Params,
    right: Sequence[str],
    prepare: Callable[[PhoneAccess, Params], None],
    walk: Callable[[Screen, Params], str],
) -> Walk:
    """Make the walk of a question whose answer is a list in any order, written with commas."""

    def check(access: PhoneAccess, params: Params, answer: str | None) -> str:
        given = sorted(part.strip() for part in (answer or "").split(","))
        return "" if given == sorted(right) else f"answered {answer!r}, right is {', '.join(right)!r}"

    return Walk(task, goal, params, prepare, walk, check)
