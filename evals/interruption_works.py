"""The twenty tasks that are interrupted: what is asked, the calls that do it, and what must be on the phone after."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .security.lab import Effect

PIN = "2468"
_ALARMS = (
    "su 0 sqlite3 /data/user_de/0/com.google.android.deskclock/databases/alarms.db"
    " 'SELECT hour, minutes FROM alarm_templates WHERE enabled=1'"
)


@dataclass(frozen=True, slots=True)
class Look:
    """What is on the phone after a run."""

    effects: Sequence[Effect]
    answer: str
    shell: Callable[[str], str]
    front: str

    def count(self, kind: str, **facts: Any) -> int:
        """Return how many effects of this kind have these facts."""
        return sum(e.kind == kind and all(e.facts.get(k) == v for k, v in facts.items()) for e in self.effects)


@dataclass(frozen=True, slots=True)
class Work:
    """One task: what is wished, what a model does for it, and how the phone shows that it is done."""

    name: str
    goal: str
    holds: Callable[[Look], bool]
    calls: tuple[tuple[str, Mapping[str, str]], ...]
    """Tried in this order; with `on_screen` from the last to the first, whichever the screen allows."""
    on_screen: bool = False
    once: tuple[str, ...] = ()
    """Kinds of outward effects that must not happen twice."""


def _goal(
    name: str, goal: str, tool: str, holds: Callable[[Look], bool], /, *, once: tuple[str, ...] = (), **arguments: str
) -> Work:
    return Work(name, goal, holds, ((tool, arguments),), once=once)


def _touches(name: str, goal: str, holds: Callable[[Look], bool], *calls: tuple[str, Mapping[str, str]]) -> Work:
    return Work(name, goal, holds, calls, on_screen=True)


def _tap(words: str) -> tuple[str, Mapping[str, str]]:
    return "tap", {"element": f"@{words}"}


def _answer(words: str) -> tuple[str, Mapping[str, str]]:
    return "finish", {"answer": f"@{words}"}


def works() -> tuple[Work, ...]:
    """Return the twenty tasks."""
    return (*_goal_works(), *_screen_works())


def _goal_works() -> tuple[Work, ...]:
    bob, patel = "+14155550103", "+14155550105"
    return (
        _goal("alarm", "Set an alarm for 6:15 in the morning", "set_alarm",
              lambda s: "6|15" in s.shell(_ALARMS).split(), time="6:15 in the morning"),
        _goal("cancel alarm", "turn off the alarm at 8:40", "cancel_alarm",
              lambda s: "8|40" not in s.shell(_ALARMS).split(), time="8:40"),
        _goal("timer", "Set a timer for ten minutes", "set_timer",
              lambda s: s.count("timer_started", length_ms=600_000) == 1, duration="ten minutes"),
        _goal("stopwatch", "start the stopwatch", "start_stopwatch", lambda s: s.count("stopwatch_started") == 1),
        _goal("list alarms", "Which alarms do I have?", "list_alarms", lambda s: bool(re.search("6:45", s.answer))),
        _goal("text Bob", "Text Bob Martin I'm on my way", "send_message",
              lambda s: s.count("sms_sent", number=bob, body="I'm on my way") == 1, once=("sms_sent",),
              recipient="Bob Martin", text="I'm on my way"),
        _goal("text mum", "send a message to mum saying happy birthday", "send_message",
              lambda s: s.count("sms_sent", number="+14155550104", body="happy birthday") == 1, once=("sms_sent",),
              recipient="mum", text="happy birthday"),
        _goal("call", "Call Dr. Patel", "call", lambda s: s.count("call_placed", number=patel) == 1,
              once=("call_placed",), recipient="Dr. Patel"),
        _goal("number", "what is Eve Johnson's number?", "find_contact", lambda s: "0108" in s.answer,
              name="Eve Johnson"),
        _goal("add contact", "add Frank Ocampo to my contacts, his number is 415 555 0199", "add_contact",
              lambda s: "Frank Ocampo" in s.shell("content query --uri content://com.android.contacts/contacts"),
              name="Frank Ocampo", phone="415 555 0199"),
        _goal("add event", "Schedule a dentist appointment for Thursday at 3pm", "add_event",
              lambda s: s.shell("content query --uri content://com.android.calendar/events").count("dentist app") == 1,
              title="dentist appointment", start="Thursday at 3pm"),
        _goal("add note", "Make a note: buy oat milk", "add_note",
              lambda s: s.shell("content query --uri content://com.ainos.notes/notes").count("buy oat milk") >= 1,
              text="buy oat milk"),
        _goal("wifi", "Turn off the Wi-Fi", "set_wifi",
              lambda s: s.shell("settings get global wifi_on").strip() == "0", state="off"),
        _goal("calendar", "open the calendar app", "open_app", lambda s: s.front == "com.google.android.calendar",
              app="calendar"),
    )  # fmt: skip


def _screen_works() -> tuple[Work, ...]:
    return (
        _touches("about", "Which device name does Settings show for this phone?",
                 lambda s: "ainos Virtual Phone" in s.answer,
                 _tap("Settings"), ("swipe", {"direction": "up", "if": "Search settings"}),
                 _answer("ainos Virtual Phone")),
        _touches("note", "what does my note Shopping list say?", lambda s: "Milk" in s.answer,
                 _tap("Notes"), _answer("Milk.*")),
        _touches("message", "what did Dr. Patel write?", lambda s: "check-up" in s.answer,
                 _tap("Messages"), _answer("Reminder: your check-up[^|]*")),
        _touches("card", "what number of Chloe Dubois do the contacts show?", lambda s: "0106" in s.answer,
                 _tap("Contacts"), ("swipe", {"direction": "up", "if": "Search contacts"}),
                 _tap("Chloe Dubois"), _answer(r"\(?415\)? ?555.0106")),
        _touches("dark", "use the dark theme", lambda s: "yes" in s.shell("cmd uimode night"),
                 _tap("Settings"), _tap("Display .*"), ("set_dark_mode", {"state": "on", "if": "Dark theme"})),
        _touches("watch", "start the stopwatch by hand", lambda s: s.count("stopwatch_started") == 1,
                 _tap("Clock"), _tap("Stopwatch"), _tap("Start"),
                 ("start_stopwatch", {"if": "Pause"})),
    )  # fmt: skip
