"""The policy's two decision tables, as data: what a call may do on the phone, and what a cloud model may see.

Nothing is computed here. agent/policy.py reads the tables; agent/policy_settings.py makes cells stricter, never milder.
Every rule and cell has the name under which `ainos.toml` knows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Literal

from ..android_bridge.labels import Confidentiality
from ..tools.types import Risk

Profile = Literal["local-only", "balanced", "cloud-ok"]
PROFILES: tuple[Profile, ...] = ("local-only", "balanced", "cloud-ok")
"""Strictest first."""


class Verdict(IntEnum):
    """Ordered from free to forbidden; the larger one wins."""

    ALLOW = 0
    LOCAL = 1
    """Only models on this machine may do it."""
    CONFIRM = 2
    DENY = 3


Test = Literal[
    "in_scope", "planned", "untrusted", "secret", "sensitive", "destination_trusted", "over_clearance", "private",
    "unlocked", "shown",
]  # fmt: skip
"""What a rule may ask of a call; agent/policy.py says how each is read from the facts."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the action table: it speaks where the risk is one of `risks` and every test has the given answer."""

    name: str
    risks: frozenset[Risk]
    when: Mapping[Test, bool]
    verdict: Verdict
    reason: str


_LIGHT = frozenset({Risk.NAVIGATE, Risk.WRITE})
_HEAVY = frozenset({Risk.OUTWARD, Risk.DESTRUCTIVE})
_OBSERVE, _NAVIGATE, _WRITE, _OUTWARD, _DESTRUCTIVE = (frozenset({risk}) for risk in Risk)
_ALLOW, _CONFIRM, _DENY = Verdict.ALLOW, Verdict.CONFIRM, Verdict.DENY

ACTION_RULES: tuple[Rule, ...] = (
    Rule("outside", _LIGHT, {"in_scope": False}, _CONFIRM, "the app is outside the task"),
    Rule("outside-outward", _HEAVY, {"in_scope": False}, _DENY, "the app is outside the task"),
    Rule("observe", _OBSERVE, {}, _ALLOW, "it only looks"),
    Rule("navigate", _NAVIGATE, {}, _ALLOW, "it only navigates"),
    Rule("write-secret", _WRITE, {"secret": True}, _CONFIRM, "a secret would go into another app"),
    Rule("write-clean", _WRITE, {"untrusted": False}, _ALLOW, "a reversible change, decided on your words alone"),
    Rule("write-planned", _WRITE, {"planned": True}, _ALLOW, "a reversible change that you named"),
    Rule("write", _WRITE, {}, _CONFIRM, "a change that you did not name, decided after reading untrusted text"),
    Rule("outward-secret", _OUTWARD, {"secret": True}, _DENY, "a secret would leave the phone"),
    Rule(
        "outward-unnamed-sensitive", _OUTWARD, {"planned": False, "untrusted": True, "sensitive": True}, _DENY,
        "you did not name it, and it was decided after reading private text of others",
    ),
    Rule(
        "outward-unnamed", _OUTWARD, {"planned": False, "untrusted": True}, _CONFIRM,
        "you did not name it, and untrusted text was read",
    ),
    Rule(
        "outward-destination-sensitive", _OUTWARD, {"destination_trusted": False, "sensitive": True}, _DENY,
        "private text would go to somebody whom you did not name",
    ),
    Rule(
        "outward-destination", _OUTWARD, {"destination_trusted": False}, _CONFIRM,
        "the destination is not exactly what you named",
    ),
    Rule(
        "outward-clearance", _OUTWARD, {"over_clearance": True}, _CONFIRM,
        "the text is more private than this destination is meant for",
    ),
    Rule(
        "outward-rule-of-two", _OUTWARD, {"untrusted": True, "private": True}, _CONFIRM,
        "untrusted text was read and private data is at hand",
    ),
    Rule("outward-planned", _OUTWARD, {"planned": True}, _ALLOW, "you named the action and the recipient"),
    Rule("outward", _OUTWARD, {}, _CONFIRM, "it leaves the phone, and you did not name all of it"),
    Rule("destructive-locked", _DESTRUCTIVE, {"unlocked": False}, _DENY, "the phone is locked"),
    Rule("destructive-unseen", _DESTRUCTIVE, {"shown": False}, _DENY, "nothing can be shown to you, and this needs it"),
    Rule("destructive", _DESTRUCTIVE, {}, _CONFIRM, "it deletes, installs, grants or pays"),
)  # fmt: skip
"""First match; a call that no rule fits is denied."""

UNNAMED = "no rule names this"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the egress table."""

    usual: Verdict
    opted_in: Verdict
    """Where everything in the request comes from apps that the user opted in for the cloud."""
    no_local: Verdict
    """In place of LOCAL, where no model on this machine can do it. Never LOCAL."""


_FREE = Cell(Verdict.ALLOW, Verdict.ALLOW, Verdict.CONFIRM)
_STAYS = Cell(Verdict.LOCAL, Verdict.LOCAL, Verdict.DENY)
_ASKS = Cell(Verdict.LOCAL, Verdict.LOCAL, Verdict.CONFIRM)
_ASKS_UNLESS_OPTED_IN = Cell(Verdict.LOCAL, Verdict.ALLOW, Verdict.CONFIRM)
_NEVER = Cell(Verdict.DENY, Verdict.DENY, Verdict.DENY)

EGRESS_CELLS: Mapping[tuple[Profile, Confidentiality], Cell] = {
    ("local-only", Confidentiality.PUBLIC): _STAYS,
    ("local-only", Confidentiality.PERSONAL): _STAYS,
    ("local-only", Confidentiality.SENSITIVE): _STAYS,
    ("local-only", Confidentiality.SECRET): _NEVER,
    ("balanced", Confidentiality.PUBLIC): _FREE,
    ("balanced", Confidentiality.PERSONAL): _ASKS_UNLESS_OPTED_IN,
    ("balanced", Confidentiality.SENSITIVE): _ASKS,
    ("balanced", Confidentiality.SECRET): _NEVER,
    ("cloud-ok", Confidentiality.PUBLIC): _FREE,
    ("cloud-ok", Confidentiality.PERSONAL): _FREE,
    ("cloud-ok", Confidentiality.SENSITIVE): _ASKS_UNLESS_OPTED_IN,
    ("cloud-ok", Confidentiality.SECRET): _NEVER,
}


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables with what a user made stricter; each entry can only raise a verdict."""

    rules: Mapping[str, Verdict] = field(default_factory=dict)
    """Least verdicts by the name of a rule."""
    cells: Mapping[tuple[Profile, Confidentiality], Verdict] = field(default_factory=dict)
    """Least verdicts of the egress table."""
    tools: Mapping[str, Verdict] = field(default_factory=dict)
    """Least verdicts for every call of a tool."""
    apps: Mapping[str, Verdict] = field(default_factory=dict)
    """Least verdicts for every call that touches a package."""


DEFAULT_TABLES = Tables()
