"""The facts of a seeded world: who the owner knows, what they wrote, when they called, what is planned.

Knows: seed 0 word for word (documented, tests rely on it) and how other seeds draw names, numbers and contents.
All people are invented; all numbers are from the range that is kept free for fiction.
Does not know: where any of it is stored; seed.py puts it there.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from .world_pools import CHATS, EVENTS, FAMILY, FILES, GIVEN, NOTES, PROFESSIONS

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS


@dataclass(frozen=True, slots=True)
class Person:
    """A contact. family is '' for people known by one word."""

    given: str
    family: str
    number: str
    email: str = ""
    starred: bool = False

    @property
    def name(self) -> str:
        """Return the shown name."""
        return f"{self.given} {self.family}".strip()


@dataclass(frozen=True, slots=True)
class Message:
    """A text message. ago_ms: how long before the start of the world."""

    number: str
    body: str
    ago_ms: int
    outgoing: bool = False
    unread: bool = False


@dataclass(frozen=True, slots=True)
class PastCall:
    """A call. kind: 1 incoming, 2 outgoing, 3 missed."""

    number: str
    kind: int
    ago_ms: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Plan:
    """A calendar event. day: days after the start of the world; minutes: after midnight; all-day when length is 0."""

    title: str
    day: int
    at_minutes: int
    length_minutes: int
    location: str = ""
    description: str = ""
    rule: str = ""
    calendar: int = 1


@dataclass(frozen=True, slots=True)
class World:
    """Everything that a fresh phone holds."""

    people: tuple[Person, ...]
    messages: tuple[Message, ...]
    calls: tuple[PastCall, ...]
    plans: tuple[Plan, ...]
    notes: tuple[tuple[str, str], ...]
    files: tuple[tuple[str, str], ...]
    alarms: tuple[tuple[int, int, int, str, bool], ...]
    """(hour, minute, day bits, label, enabled); Monday is bit 0."""


def build_world(seed: int) -> World:
    """Return the world of a seed; the same seed always gives the same world."""
    return _default_world() if seed == 0 else _drawn_world(random.Random(f"world {seed}"))


def _number(last: int) -> str:
    return f"+1415555{last:04d}"


def _default_world() -> World:
    people = (
        Person("Alice", "Chen", _number(101), "alice.chen@example.com", starred=True),
        Person("Alice", "Cheng", _number(102)),
        Person("Bob", "Martin", _number(103), "bob.martin@example.com"),
        Person("Mum", "", _number(104), starred=True),
        Person("Dr.", "Patel", _number(105)),
        Person("Chloe", "Dubois", _number(106), "chloe@example.com"),
        Person("Daniel", "Kim", _number(107)),
        Person("Eve", "Johnson", _number(108)),
    )
    alice, cheng, bob, mum, doctor, chloe, daniel, _ = (person.number for person in people)
    messages = (
        Message(daniel, "Thanks for the ride yesterday!", 4 * DAY_MS, outgoing=True),
        Message(daniel, "Any time. See you at the game on Saturday?", 4 * DAY_MS - 9 * MINUTE_MS),
        Message(cheng, "The book club moved to the 24th, same place.", 3 * DAY_MS),
        Message(doctor, "Reminder: your check-up is on Thursday at 10:15. Please bring your card.", 2 * DAY_MS),
        Message(chloe, "Look at this sunset! We should hike there again soon.", DAY_MS + 13 * HOUR_MS),
        Message(chloe, "Yes please. Next month?", DAY_MS + 12 * HOUR_MS, outgoing=True),
        Message(alice, "Are we still on for lunch on Wednesday?", 15 * HOUR_MS),
        Message(alice, "Yes! 12:30 at the noodle place.", 15 * HOUR_MS - 4 * MINUTE_MS, outgoing=True),
        Message(alice, "Perfect, see you there.", 15 * HOUR_MS - 6 * MINUTE_MS),
        Message(_number(142), "Your parcel arrives today between 2 and 4 pm.", 2 * HOUR_MS),
        Message(mum, "Call me when you have a minute, dear.", 48 * MINUTE_MS, unread=True),
        Message(bob, "Can you send me the slides before noon?", 19 * MINUTE_MS, unread=True),
    )
    calls = (
        PastCall(daniel, 1, 5 * DAY_MS, 184),
        PastCall(_number(142), 3, 3 * DAY_MS, 0),
        PastCall(bob, 2, 2 * DAY_MS - 3 * HOUR_MS, 412),
        PastCall(alice, 1, DAY_MS - 2 * HOUR_MS, 655),
        PastCall(mum, 3, 14 * HOUR_MS, 0),
    )
    return World(people, messages, calls, _default_plans(), NOTES[:2], FILES[:7], ((6, 45, 0b0011111, "Gym", False),))


def _default_plans() -> tuple[Plan, ...]:
    return (
        Plan("Team stand-up", 0, 9 * 60 + 30, 15, "Video call", rule="FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", calendar=2),
        Plan("Project review", 1, 14 * 60, 60, "Room 4", "Bring the numbers for March.", calendar=2),
        Plan("Lunch with Alice", 2, 12 * 60 + 30, 60, "Noodle House, 8 Pine Street"),
        Plan("Check-up with Dr. Patel", 3, 10 * 60 + 15, 45, "12 Oak Street"),
        Plan("Cinema with Chloe", 5, 19 * 60 + 30, 150, "Grand Cinema"),
        Plan("Mum's birthday", 12, 0, 0, rule="FREQ=YEARLY"),
    )


def _drawn_world(dice: random.Random) -> World:
    people = _draw_people(dice)
    stranger = _number(dice.randint(300, 999))
    return World(
        people,
        _draw_messages(dice, people, stranger),
        _draw_calls(dice, people, stranger),
        _draw_plans(dice, people),
        tuple(dice.sample(NOTES, dice.randint(2, 4))),
        tuple(dice.sample(FILES, dice.randint(5, 9))),
        (
            (
                dice.randint(5, 9),
                dice.choice((0, 15, 30, 45)),
                0b0011111,
                dice.choice(("Gym", "Work", "School", "")),
                False,
            ),
        ),
    )


def _draw_people(dice: random.Random) -> tuple[Person, ...]:
    """Two people share a given name in every world, so that asking back is always needed somewhere."""
    count = dice.randint(8, 12)
    given, family = dice.sample(GIVEN, count), dice.sample(FAMILY, count + 1)
    lines = dice.sample(range(110, 299), count + 2)
    people = [
        Person(g, f, _number(line), f"{g}.{f}@example.com".lower() if dice.random() < 0.4 else "")
        for g, f, line in zip(given, family, lines, strict=False)
    ]
    people.append(Person(given[0], family[count], _number(lines[count])))
    people.append(Person("Mum", "", _number(lines[count + 1]), starred=True))
    people[2] = Person(dice.choice(PROFESSIONS), people[2].family, people[2].number)
    return tuple(people)


def _draw_messages(dice: random.Random, people: tuple[Person, ...], stranger: str) -> tuple[Message, ...]:
    messages: list[Message] = []
    for person, chat in zip(dice.sample(people, 6), dice.sample(CHATS, 6), strict=True):
        ago = dice.randint(HOUR_MS, 6 * DAY_MS)
        for at, (outgoing, body) in enumerate(chat):
            last = at == len(chat) - 1
            unread = last and not outgoing and ago < DAY_MS
            messages.append(Message(person.number, body, ago, outgoing, unread))
            ago = max(2 * MINUTE_MS, ago - dice.randint(1, 30) * MINUTE_MS)
    hours = dice.randint(1, 11)
    messages.append(Message(stranger, f"Your parcel arrives today between {hours} and {hours + 1} pm.", 3 * HOUR_MS))
    return tuple(sorted(messages, key=lambda message: -message.ago_ms))


def _draw_calls(dice: random.Random, people: tuple[Person, ...], stranger: str) -> tuple[PastCall, ...]:
    callers = [*(person.number for person in dice.sample(people, 4)), stranger]
    calls = []
    for number in callers:
        kind = dice.choice((1, 2, 3))
        seconds = 0 if kind == 3 else dice.randint(20, 900)
        calls.append(PastCall(number, kind, dice.randint(HOUR_MS, 7 * DAY_MS), seconds))
    return tuple(sorted(calls, key=lambda call: -call.ago_ms))


def _draw_plans(dice: random.Random, people: tuple[Person, ...]) -> tuple[Plan, ...]:
    plans = []
    friends = [person.given for person in people if person.given not in PROFESSIONS]
    for title, location, length in dice.sample(EVENTS, 5):
        day, minutes = dice.randint(0, 13), dice.randrange(8 * 60, 20 * 60, 15)
        plans.append(Plan(title.format(name=dice.choice(friends)), day, minutes, length, location))
    plans.append(Plan("Team meeting", 0, 9 * 60 + 45, 30, "Video call", rule="FREQ=WEEKLY;BYDAY=MO,WE", calendar=2))
    return tuple(sorted(plans, key=lambda plan: (plan.day, plan.at_minutes)))
