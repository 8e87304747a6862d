"""The policy: pure, total functions from labels, risk and profile to a verdict. Knows no device and asks nobody.

`decide_action` says what a tool may do on the phone, `decide_egress` what a cloud model may see; both read the tables
of agent/policy_tables.py. What no rule names is denied, and unattended runs turn CONFIRM into DENY.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ..android_bridge.labels import Confidentiality, Integrity, Label
from ..tools.types import Risk
from .policy_tables import (
    ACTION_RULES,
    DEFAULT_TABLES,
    EGRESS_CELLS,
    PROFILES,
    UNNAMED,
    Profile,
    Rule,
    Tables,
    Test,
    Verdict,
)

__all__ = ["PROFILES", "ActionFacts", "Profile", "Ruling", "Verdict", "covered_by", "decide_action", "decide_egress"]


@dataclass(frozen=True, slots=True)
class Ruling:
    """A verdict and the rule that gave it."""

    verdict: Verdict
    reason: str
    rule: str = ""
    """The rule's name in the table, or which setting made it stricter; empty where nothing named the call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionFacts:
    """Everything that the action table looks at. Code finds these out; none of them is a model's word."""

    risk: Risk
    planned: bool
    """The user's own words name this act and every free value of the call."""
    in_scope: bool
    """The app belongs to the task."""
    context: Label
    """Join of everything that the deciding model saw."""
    session: Label
    """Join of everything that this run saw, whoever saw it."""
    destination_trusted: bool
    """The recipient is an exact match in the user's contacts, or one that the user named."""
    payload: Confidentiality
    """The highest confidentiality among the values that leave."""
    clearance: Confidentiality
    """The most confidential value that this tool is meant for."""
    unlocked: bool
    """The phone is unlocked: its owner is there."""
    shown: bool
    """A question can be shown on a screen or terminal, not only spoken."""
    unattended: bool
    """Nobody can confirm."""
    tool: str = ""
    apps: frozenset[str] = frozenset()
    """Packages that the call touches."""


_TESTS: Mapping[Test, Callable[[ActionFacts], bool]] = {
    "in_scope": lambda f: f.in_scope,
    "planned": lambda f: f.planned,
    "untrusted": lambda f: f.context.integrity is Integrity.UNTRUSTED,
    "secret": lambda f: f.payload is Confidentiality.SECRET,
    "sensitive": lambda f: f.payload >= Confidentiality.SENSITIVE,
    "destination_trusted": lambda f: f.destination_trusted,
    "over_clearance": lambda f: f.payload > f.clearance,
    "private": lambda f: max(f.session.confidentiality, f.context.confidentiality) >= Confidentiality.SENSITIVE,
    "unlocked": lambda f: f.unlocked,
    "shown": lambda f: f.shown,
}


def decide_action(facts: ActionFacts, tables: Tables = DEFAULT_TABLES) -> Ruling:
    """Return what may happen with a tool call; total over all facts, default DENY."""
    rule = next((rule for rule in ACTION_RULES if _speaks(rule, facts)), None)
    if rule is None:
        return Ruling(Verdict.DENY, UNNAMED)
    ruling = Ruling(rule.verdict, rule.reason, rule.name)
    for least, what in _own_rules(rule, facts, tables):
        if least > ruling.verdict:
            ruling = Ruling(least, f"your settings ask for it ({what})", what)
    return _without_a_person(ruling) if facts.unattended else ruling


def _speaks(rule: Rule, facts: ActionFacts) -> bool:
    return facts.risk in rule.risks and all(_TESTS[test](facts) is answer for test, answer in rule.when.items())


def _own_rules(rule: Rule, facts: ActionFacts, tables: Tables) -> list[tuple[Verdict, str]]:
    """What the user's settings say of this call: of its rule, its tool and the apps that it touches."""
    found = [
        (tables.rules.get(rule.name), f"policy.action.{rule.name}"),
        (tables.tools.get(facts.tool), f"policy.tools.{facts.tool}"),
        *((tables.apps.get(app), f"policy.apps.{app}") for app in sorted(facts.apps)),
    ]
    return [(verdict, what) for verdict, what in found if verdict is not None]


def _without_a_person(ruling: Ruling) -> Ruling:
    if ruling.verdict is not Verdict.CONFIRM:
        return ruling
    return Ruling(Verdict.DENY, f"{ruling.reason}; nobody is there to confirm", ruling.rule)


def decide_egress(
    label: Label,
    profile: Profile,
    *,
    local_can: bool,
    unattended: bool,
    opted_in: frozenset[str] = frozenset(),
    tables: Tables = DEFAULT_TABLES,
) -> Ruling:
    """Return whether a cloud model may see a request with this label; never LOCAL where no local model can.

    Args:
        label: Join of everything in the request.
        profile: The user's privacy profile.
        local_can: A model on this machine has not yet failed at this step. Where the table says LOCAL and it
            has failed, the step needs a Yes; a failure never turns into a cloud request silently.
        unattended: Nobody can confirm.
        opted_in: Packages that the user opted in for the cloud, in his own settings.
        tables: The tables as the user's settings made them.
    """
    cell = EGRESS_CELLS.get((profile, label.confidentiality))
    if cell is None:
        return Ruling(Verdict.DENY, UNNAMED)
    name = f"policy.cloud.{profile}.{label.confidentiality.name.lower()}"
    verdict = cell.opted_in if covered_by(label, opted_in) else cell.usual
    least = tables.cells.get((profile, label.confidentiality), Verdict.ALLOW)
    if verdict is Verdict.ALLOW or least is Verdict.DENY:  # CONFIRM would be milder than LOCAL: a Yes would send it
        verdict = least
    reason = f"{label.confidentiality.name.lower()} data under {profile}"
    if verdict is Verdict.LOCAL and not local_can:
        verdict, reason = cell.no_local, f"{reason}; the on-device model could not do it"
    ruling = Ruling(verdict, reason, name)
    return _without_a_person(ruling) if unattended else ruling


def covered_by(label: Label, opted_in: frozenset[str]) -> bool:
    """Return whether all origins are the user, a model, or apps that he opted in; false while he opted in none.

    Other origins (a message's sender, a web page, a file, a plugin, a memory row) need an opt-in that does not exist.
    """
    return bool(opted_in) and all(
        origin.kind in ("user", "model") or (origin.kind == "app" and origin.name in opted_in)
        for origin in label.origins
    )
