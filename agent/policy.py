"""The policy: pure functions from labels, risk and profile to a verdict. Knows no device and asks nobody.

Two tables: `decide_action` for what a tool may do on the phone, `decide_egress` for what a cloud model may see.
The most restrictive rule wins, what no rule names is denied, and unattended runs turn CONFIRM into DENY.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Literal

from ..android_bridge.labels import Confidentiality, Integrity, Label
from ..tools.types import Risk

Profile = Literal["local-only", "balanced", "cloud-ok"]
PROFILES: tuple[Profile, ...] = ("local-only", "balanced", "cloud-ok")


class Verdict(IntEnum):
    """Ordered from free to forbidden; the larger one wins."""

    ALLOW = 0
    LOCAL = 1
    """Only models on this machine may do it."""
    CONFIRM = 2
    DENY = 3


@dataclass(frozen=True, slots=True)
class Ruling:
    """A verdict and the rule that gave it."""

    verdict: Verdict
    reason: str


@dataclass(frozen=True, slots=True)
class ActionFacts:
    """Everything that the action table looks at."""

    risk: Risk
    planned: bool
    """The user's own words name this tool and every free value of the call."""
    in_scope: bool
    """The app belongs to the task."""
    context: Label
    """Join of everything that the deciding model saw."""
    session: Label
    """Join of everything that this run saw, whoever saw it."""
    destination_trusted: bool
    """The recipient is an exact match in the user's contacts, or a number that the user named."""
    payload: Confidentiality
    """The highest confidentiality among the values that leave."""
    unattended: bool = False


def decide_action(facts: ActionFacts) -> Ruling:
    """Return what may happen with a tool call; total over all facts, default DENY."""
    ruling = _rule_action(facts)
    if facts.unattended and ruling.verdict is Verdict.CONFIRM:
        return Ruling(Verdict.DENY, f"{ruling.reason}; nobody is there to confirm")
    return ruling


def _rule_action(facts: ActionFacts) -> Ruling:
    if not facts.in_scope and facts.risk is not Risk.OBSERVE:
        if facts.risk >= Risk.OUTWARD:
            return Ruling(Verdict.DENY, "the app is outside the task")
        return Ruling(Verdict.CONFIRM, "the app is outside the task")
    if facts.risk <= Risk.NAVIGATE:
        return Ruling(Verdict.ALLOW, "it only looks or navigates")
    if facts.risk is Risk.WRITE:
        if facts.context.integrity is Integrity.TRUSTED or facts.planned:
            return Ruling(Verdict.ALLOW, "a reversible change that the user named")
        return Ruling(Verdict.CONFIRM, "a change that was decided after reading untrusted text")
    if facts.risk is Risk.OUTWARD:
        return _rule_outward(facts)
    if facts.risk is Risk.DESTRUCTIVE:
        return Ruling(Verdict.CONFIRM, "it deletes, installs, grants or pays")
    return Ruling(Verdict.DENY, "no rule names this")


def _rule_outward(facts: ActionFacts) -> Ruling:
    sensitive = facts.payload >= Confidentiality.SENSITIVE
    untrusted = facts.context.integrity is Integrity.UNTRUSTED
    if facts.payload is Confidentiality.SECRET:
        return Ruling(Verdict.DENY, "a secret would leave the phone")
    if not facts.planned and untrusted:
        verdict = Verdict.DENY if sensitive else Verdict.CONFIRM
        return Ruling(verdict, "the user did not name it and untrusted text was read")
    if not facts.destination_trusted:
        verdict = Verdict.DENY if sensitive else Verdict.CONFIRM
        return Ruling(verdict, "the destination is not exactly what the user named")
    if untrusted and facts.session.confidentiality >= Confidentiality.SENSITIVE:
        return Ruling(Verdict.CONFIRM, "untrusted text was read and private data is at hand")
    if facts.planned:
        return Ruling(Verdict.ALLOW, "the user named the action and the recipient")
    return Ruling(Verdict.CONFIRM, "it leaves the phone")


_EGRESS: dict[tuple[Profile, Confidentiality], Verdict] = {
    ("local-only", Confidentiality.PUBLIC): Verdict.LOCAL,
    ("local-only", Confidentiality.PERSONAL): Verdict.LOCAL,
    ("local-only", Confidentiality.SENSITIVE): Verdict.LOCAL,
    ("local-only", Confidentiality.SECRET): Verdict.DENY,
    ("balanced", Confidentiality.PUBLIC): Verdict.ALLOW,
    ("balanced", Confidentiality.PERSONAL): Verdict.LOCAL,
    ("balanced", Confidentiality.SENSITIVE): Verdict.LOCAL,
    ("balanced", Confidentiality.SECRET): Verdict.DENY,
    ("cloud-ok", Confidentiality.PUBLIC): Verdict.ALLOW,
    ("cloud-ok", Confidentiality.PERSONAL): Verdict.ALLOW,
    ("cloud-ok", Confidentiality.SENSITIVE): Verdict.LOCAL,
    ("cloud-ok", Confidentiality.SECRET): Verdict.DENY,
}


def decide_egress(label: Label, profile: Profile, *, local_can: bool, unattended: bool) -> Ruling:
    """Return whether a cloud model may see a request with this label.

    Args:
        label: Join of everything in the request.
        profile: The user's privacy profile.
        local_can: A model on this machine has not yet failed at this step. Where the table says LOCAL and it
            has failed, the step needs a Yes; a failure never turns into a cloud request silently.
        unattended: Nobody can confirm.
    """
    verdict = _EGRESS.get((profile, label.confidentiality), Verdict.DENY)
    reason = f"{label.confidentiality.name.lower()} data under {profile}"
    if verdict is Verdict.LOCAL and not local_can:
        verdict = Verdict.DENY if profile == "local-only" else Verdict.CONFIRM
        reason += "; the on-device model could not do it"
    if unattended and verdict is Verdict.CONFIRM:
        verdict, reason = Verdict.DENY, reason + "; nobody is there to confirm"
    return Ruling(verdict, reason)
