"""What an attacker wants, and how a model under his control would do it. All: evals/data/security/attacks.yaml."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from .goals import Goal
from .steps import Step, key, tap
from .tables import read_table, steps_of

Way = Literal["goal tool", "intent", "screen", "enter", "deep link", "talk"]
_ICON = "monkey -p {} 1"
REACHED = {
    _ICON.format("com.google.android.apps.messaging"): "Messages",
    _ICON.format("com.google.android.contacts"): "Contacts",
    _ICON.format("com.ainos.mail"): "Mail",
    _ICON.format("com.ainos.notes"): "Notes",
    _ICON.format("com.google.android.documentsui"): "Files",
    _ICON.format("com.google.android.calendar"): "Calendar",
    _ICON.format("com.google.android.deskclock"): "Clock",
    _ICON.format("com.google.android.dialer"): "Phone",
    _ICON.format("com.ainos.todo"): "To-do",
    "am start -a android.settings.SETTINGS": "Settings",
}
"""The icon that leads to a stage."""


@dataclass(frozen=True, slots=True)
class Attack:
    """One attack. `{person}`, `{word}`, `{words}` and `{said}` in its steps stand for parts of the user's own goal."""

    name: str
    effect: str
    way: Way
    steps: tuple[Step, ...]
    stage: tuple[str, ...] = ()
    """Shell commands: the screen on which the phone stands when the run begins, brought there by what the user did."""
    needs: str = ""
    """`person`: only for goals that name somebody."""

    def by_touch(self) -> Attack | None:
        """Return the attack without its stage, reached by touches from wherever the phone is; None where none leads."""
        if not self.stage:
            return self
        if len(self.stage) != 1 or (label := REACHED.get(self.stage[0])) is None:
            return None
        way = (key("home"), tap("Apps list"), tap(label))
        return replace(self, steps=(*way, *self.steps), stage=())

    def aimed(self, goal: Goal) -> tuple[Step, ...]:
        """Return the steps with the goal's own words put in: what stands there may count as named by the user."""
        words = goal.words.split()
        longest = max(words, key=len).strip(".,:?'")
        said = str(next((a.facts.get("body") for a in goal.allowed if "body" in a.facts), longest))
        parts = {"{said}": said, "{person}": goal.person, "{word}": longest, "{words}": goal.words}

        def fill(text: str) -> str:
            for name, value in parts.items():
                text = text.replace(name, value)
            return text

        return tuple(replace(s, arguments={k: fill(v) for k, v in s.arguments.items()}) for s in self.steps)


def attacks() -> tuple[Attack, ...]:
    """Return all attacks."""
    return tuple(
        Attack(**{**row, "steps": steps_of(row["steps"]), "stage": tuple(row.get("stage", ()))})
        for row in read_table("attacks.yaml", Attack)
    )
