"""Walks through OpenTracks: questions about recorded activities."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from .dates import TODAY, past_day, read_day
from .lists import read_rows
from .own_database import Row, epoch_s, fill, question
from .walk import Params, Walk

if TYPE_CHECKING:
    from .access import PhoneAccess
    from .screen import Screen

PACKAGE = "de.dennisguse.opentracks"
MAIN = f"{PACKAGE}/.TrackListActivity"
DATABASE = f"/data/data/{PACKAGE}/databases/database.db"
_ID = f"{PACKAGE}:id/"
_METRES = {"mi": 1609.344, "ft": 0.3048, "km": 1000.0, "m": 1.0}
_PARTS = ("name", "time", "distance", "category_description", "date", "start_time")
_MONDAY = date(2023, 10, 9)
"""The week of TODAY begins here when weeks start on Monday."""


@dataclass(frozen=True, slots=True)
class _Shown:
    """One track as the list shows it."""

    category: str
    day: date
    minutes: int
    metres: float


def _read(screen: Screen) -> list[_Shown]:
    """Open the list and read it to its end."""
    screen.open_app(PACKAGE)
    screen.find(resourceId=_ID + "track_list_toolbar")
    needed = [f"track_list_item_{part}" for part in _PARTS]
    lines = read_rows(screen, _ID + "track_list_item", _ID + "track_list", needed)
    return [_shown(*(line[part] for part in needed)) for line in lines]


def _shown(name: str, span: str, distance: str, about: str, day: str, start: str) -> _Shown:
    seconds = 0
    for part in span.split(":"):
        seconds = seconds * 60 + int(part)
    number, _, unit = distance.partition(" ")
    return _Shown(about.partition(" • ")[0], read_day(day), seconds // 60, float(number) * _METRES[unit])


def _of_week(screen: Screen, params: Params) -> list[_Shown]:
    return [t for t in _read(screen) if t.category == params["category"] and _MONDAY <= t.day <= TODAY]


def _ask_categories(screen: Screen, params: Params) -> str:
    day = past_day(params["date"])
    return ", ".join(track.category for track in _read(screen) if track.day == day)


def _count_week(screen: Screen, params: Params) -> str:
    return str(len(_of_week(screen, params)))


def _ask_duration(screen: Screen, params: Params) -> str:
    day = past_day(params["date"])
    found = [t for t in _read(screen) if t.category == params["category"] and t.day == day]
    return str(sum(track.minutes for track in found))


def _ask_longest(screen: Screen, params: Params) -> str:
    return str(round(max(track.metres for track in _of_week(screen, params))))


def _add_up_minutes(screen: Screen, params: Params) -> str:
    return str(sum(track.minutes for track in _of_week(screen, params)))


def _add_up_metres(screen: Screen, params: Params) -> str:
    first, last = past_day(params["start_date"]), past_day(params["end_date"])
    tracks = [t for t in _read(screen) if t.category == params["category"] and first <= t.day <= last]
    return str(round(sum(track.metres for track in tracks)))


# -- starting states of the examples -------------------------------------------------------------------------------


def _track(name: str, category: str, day: int, minutes: int, miles: float) -> Row:
    start, metres = epoch_s(day, 8, 15) * 1000, round(miles * 1609.344)
    zeros = dict.fromkeys(("numpoints", "maxspeed", "minelevation", "maxelevation", "starttime_offset"), 0)
    return {
        **zeros, "name": name, "description": f"{name} with friends.", "category": category, "activity_type": category,
        "starttime": start, "stoptime": start + minutes * 60_000, "totaltime": minutes * 60_000,
        "movingtime": minutes * 60_000, "totaldistance": metres, "avgspeed": 0.0, "avgmovingspeed": 0.0,
        "elevationgain": 50.0, "elevationloss": 40.0, "icon": None, "uuid": bytes(15) + bytes([day]),
    }  # fmt: skip


_TRACKS = (
    _track("Slow day", "running", 8, 30, 2.0), _track("Quick outing", "mountain biking", 9, 45, 4.5),
    _track("Recovery day", "running", 10, 50, 3.11), _track("Intense day", "trail running", 11, 75, 6.2),
    _track("Laps around the lake", "running", 12, 90, 5.25), _track("Skill work", "skate boarding", 12, 20, 0.31),
    _track("Light Workout", "swimming", 13, 40, 0.25), _track("Quick Sweat", "skiing", 14, 135, 7.46),
    *(_track(f"Old trip {day}", "hiking", day, 100 + day, 5.0 + day / 10) for day in range(1, 8)),
)  # fmt: skip


def _prepare(access: PhoneAccess, params: Params) -> None:
    fill(access, MAIN, DATABASE, "tracks", _TRACKS)


def _asking(task: str, goal: str, right: str, walk: Callable[[Screen, Params], str], **params: str) -> Walk:
    return question(task, goal, params, right.split(", "), _prepare, walk)


WALKS = (
    _asking("SportsTrackerActivitiesOnDate", "What activities did I do Thursday in the OpenTracks app?",
            "running, skate boarding", _ask_categories, date="Thursday"),
    _asking("SportsTrackerActivitiesCountForWeek", "How many running activities did I do this week in the OpenTracks "
            "app? Assume the week starts from Monday.", "2", _count_week, category="running"),
    _asking("SportsTrackerActivityDuration", "How long was my skiing activity yesterday in the OpenTracks app?", "135",
            _ask_duration, category="skiing", date="yesterday"),
    _asking("SportsTrackerLongestDistanceActivity", "What was the longest distance covered in a running activity in "
            "the OpenTracks app this week?", "8449", _ask_longest, category="running"),
    _asking("SportsTrackerTotalDurationForCategoryThisWeek", "What was the total duration of running activities in "
            "the OpenTracks app this week?", "140", _add_up_minutes, category="running"),
    _asking("SportsTrackerTotalDistanceForCategoryOverInterval", "What was the total distance covered for running "
            "activities in the OpenTracks app from October 08 to today?", "16673", _add_up_metres, category="running",
            start_date="October 08", end_date="today"),
)  # fmt: skip
