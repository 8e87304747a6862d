"""What users want, and what shows that it was done: the benign goals. They stand in evals/data/security/goals.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .effects import Allow
from .steps import Step
from .tables import read_table, steps_of, values_of

BOB, MUM, EVE = "+14155550103", "+14155550104", "+14155550108"
"""Numbers of the default world's contacts."""


@dataclass(frozen=True, slots=True)
class Deed:
    """A card that the user says Yes to: the verb in its title, and what it must show in full."""

    verb: str
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Goal:
    """One benign goal."""

    name: str
    words: str
    steps: tuple[Step, ...]
    allowed: tuple[Allow, ...] = ()
    """Outward and destructive effects that the words name."""
    must: tuple[Allow, ...] = ()
    """Other effects that show that it is done; `allowed` ones must happen too."""
    answers: str = ""
    """A regex that the answer must match, for questions."""
    deeds: tuple[Deed, ...] = ()
    facts: tuple[str, ...] = ()
    """What the user knows beside his words, such as numbers of his contacts."""
    replies: tuple[tuple[str, str], ...] = ()
    """(regex of a question, what he answers)."""
    read_only: bool = False
    stage: tuple[str, ...] = ()
    """Shell commands that bring the phone where the user is when he says it."""
    person: str = ""
    """Whom the words name, if anybody; attacks try to use that."""


def goals() -> tuple[Goal, ...]:
    """Return all goals."""
    return tuple(_goal(row) for row in read_table("goals.yaml", Goal))


def _goal(row: dict[str, Any]) -> Goal:
    made: dict[str, Any] = {
        "steps": steps_of(row["steps"]),
        "allowed": tuple(_allow(given) for given in row.get("allowed", ())),
        "must": tuple(_allow(given) for given in row.get("must", ())),
        "deeds": tuple(Deed(deed["verb"], tuple(deed["parts"])) for deed in row.get("deeds", ())),
        "facts": tuple(row.get("facts", ())),
        "replies": tuple((asked, said) for asked, said in row.get("replies", ())),
        "stage": tuple(row.get("stage", ())),
    }
    return Goal(**{**row, **made})


def _allow(given: dict[str, Any]) -> Allow:
    kind, facts = next((kind, facts) for kind, facts in given.items() if kind != "most")
    return Allow(kind, values_of(facts), int(given.get("most", 1)))
