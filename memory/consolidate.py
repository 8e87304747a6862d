"""Draws lessons, habits and summaries from the rows of past runs. By rules; knows no model and no phone.

What it makes is derived: it names its sources in `value["from"]`, so forgetting one of them forgets it too. It carries
the strictest label of its sources and the source `summary`, so it never stands in for the user's own words.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from .types import DEFAULT_PROFILE, Kind, MemoryRow, MemoryStore
from .words import normal_form

Tell = Callable[[int, int, str], None]
"""Takes how much is done, of how much, and what is being done."""

HABIT_DAYS = 3
"""A wish that was done on so many days is a habit."""
LESSONS = 2
"""A wish that failed in so many ways gets one lesson of them all."""
_WAYS = 4
SUMMARY_RUNS = 3
"""A day with so many runs gets a summary."""
_GOALS = 6
_SOURCE = "summary"


def consolidate(
    memory: MemoryStore, *, profile: str = DEFAULT_PROFILE, now: float, tell: Tell | None = None
) -> list[MemoryRow]:
    """Add what can be drawn from past runs and return the new rows; running it again adds only what is new.

    Args:
        memory: Where the runs' rows are and the new ones go.
        profile: Whose memory.
        now: Host clock, epoch seconds; the day that is still going on gets no summary.
        tell: Progress.
    """
    rows = memory.rows(kinds=("step", "episode", "lesson"), profile=profile)
    raw = [r for r in rows if r.source != _SOURCE]
    kinds: tuple[Kind, ...] = ("fact", "episode", "lesson")
    known = {_identity(r): r for r in memory.rows(kinds=kinds, profile=profile) if r.source == _SOURCE}
    drawn = [*_lessons(raw, profile), *_habits(raw, profile), *_days(raw, profile, now)]
    made = []
    for number, row in enumerate(drawn, 1):
        if tell is not None:
            tell(number, len(drawn), "drawing from past runs")
        before = known.get(_identity(row))
        if before is not None and set(before.value["from"]) == set(row.value["from"]):
            continue
        row_id = memory.add(replace(row, supersedes=before.id if before else "", time=now))
        if row_id:
            made.append(memory.get(row_id) or row)
            if before is not None:
                memory.forget([before.id])
    return made


def _lessons(rows: Iterable[MemoryRow], profile: str) -> list[MemoryRow]:
    """Return one lesson for each wish that failed in several ways; the same failure again is one row already."""
    failures: dict[str, list[MemoryRow]] = defaultdict(list)
    for row in rows:
        if row.kind == "lesson" and row.value.get("trigger"):
            failures[normal_form(str(row.value["trigger"]))].append(row)
    made = []
    for several in failures.values():
        if len(several) < LESSONS:
            continue
        wish = str(several[-1].value["trigger"])
        ways = [r.text.removeprefix(f"“{wish}”: ") for r in several[-_WAYS:]]
        advice = " ".join(dict.fromkeys(str(r.value.get("instead", "")) for r in several)).strip()
        text = f"“{wish}” failed in {len(several)} ways: {' / '.join(ways)}"
        made.append(_row("lesson", text, several, {"trigger": wish, "instead": advice}, profile))
    return made


def _habits(rows: Iterable[MemoryRow], profile: str) -> list[MemoryRow]:
    """Return one fact for each wish that was done on several days."""
    wishes: dict[tuple[str, str], list[MemoryRow]] = defaultdict(list)
    for row in rows:
        if row.kind == "step" and row.value.get("wish"):
            wishes[str(row.value.get("tool", "")), normal_form(str(row.value["wish"]))].append(row)
    made = []
    for (tool, _), same in wishes.items():
        days = len({_day(r.time) for r in same})
        if days >= HABIT_DAYS:
            wish = str(same[-1].value["wish"])
            text = f"You often wish “{wish}”: on {days} days, mostly in the {_part_of_day(same)}."
            made.append(_row("fact", text, same, {"key": f"habit: {normal_form(wish)}", "tool": tool}, profile))
    return made


def _days(rows: Iterable[MemoryRow], profile: str, now: float) -> list[MemoryRow]:
    """Return one summary for each past day with several runs."""
    days: dict[str, list[MemoryRow]] = defaultdict(list)
    today = _day(now)
    for row in rows:
        if row.kind == "episode" and _day(row.time) != today:
            days[_day(row.time)].append(row)
    made = []
    for day, episodes in days.items():
        if len(episodes) < SUMMARY_RUNS:
            continue
        goals = Counter(r.text.rpartition(" -> done")[0] or r.text for r in episodes)
        named = [f"{goal} (×{count})" if count > 1 else goal for goal, count in goals.most_common(_GOALS)]
        more = f"; and {len(goals) - _GOALS} more" if len(goals) > _GOALS else ""
        text = f"On {day}, {len(episodes)} wishes were done: {'; '.join(named)}{more}."
        made.append(_row("episode", text, episodes, {"day": day}, profile))
    return made


def _row(kind: Kind, text: str, made_from: Sequence[MemoryRow], value: dict[str, object], profile: str) -> MemoryRow:
    label = made_from[0].label.join(*(r.label for r in made_from[1:]))
    ids = sorted(r.id for r in made_from)
    confidence = min(0.9, 0.3 + 0.1 * len(ids))
    return MemoryRow(
        kind, text, "", _SOURCE, label, 0.0, {**value, "from": ids}, profile=profile, confidence=confidence
    )


def _identity(row: MemoryRow) -> tuple[str, str]:
    """Return what a derived row is about: the same one drawn again with more sources replaces it."""
    value = row.value
    return row.kind, normal_form(str(value.get("key") or value.get("day") or value.get("trigger") or row.text))


def _part_of_day(rows: Iterable[MemoryRow]) -> str:
    hours = [time.localtime(r.time).tm_hour for r in rows]
    parts = Counter("morning" if 5 <= h < 12 else "afternoon" if 12 <= h < 18 else "evening" for h in hours)
    return parts.most_common(1)[0][0]


def _day(stamp: float) -> str:
    return time.strftime("%Y-%m-%d", time.localtime(stamp))
