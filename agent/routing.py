"""Gathers what the router looks at: the step, the policy's word, the budget, the phone, this machine. Decides nothing.

Everything here is known already or cached: no request, no screen, and at most one question to the phone a minute.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ..android_bridge.errors import BridgeError
from ..android_bridge.labels import Confidentiality, Label
from ..models.passes import EXPECTED_TOKENS_OUT
from ..models.router import Candidate, Egress, Features, Preference, Ranking, rank
from ..models.routing_state import HostPower, Power, heat_of_battery
from ..models.routing_table import AGAIN, Cost, RoutingTable, kind_of, packaged_table
from ..models.types import Decision, Model, Price
from ..planners.sources import Moment
from .limits import Meter
from .policy import Ruling, Verdict

if TYPE_CHECKING:
    from ..android_bridge.types import Observation
    from .parts import Parts
    from .trail import Trail

DEVICE_CONTEXT_TOKENS = 400
"""Of a wish: the on-device model reads it twice beside the signatures."""
REQUEST_TOKENS = 1500
"""Of a request to a model server, until one of the run has shown how large they are."""
THERMAL_FRESH_S = 60.0
_CHARS_PER_TOKEN = 3
_EGRESS: dict[Verdict, Egress] = {
    Verdict.ALLOW: "allow", Verdict.LOCAL: "local", Verdict.CONFIRM: "confirm", Verdict.DENY: "deny",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class RoutingSettings:
    """What the user wishes of the router."""

    prefer: Preference = "cheapest"
    max_usd_per_step: float = float("inf")
    device_below_battery: int = 20
    """Percent, on battery, below which the model that needs the least energy decides; 0: never."""
    table: RoutingTable | None = None
    """With the user's own runs counted in; None: as it was measured."""
    host: HostPower = field(default_factory=HostPower)


Rule = Callable[[Label, bool], Ruling]
"""The policy's word for the cloud: from a label, and whether the on-device model has not failed at this step."""


class Navigator:
    """Keeps what the routing of one run depends on from step to step."""

    def __init__(self, parts: Parts, meter: Meter, rule: Rule) -> None:
        self._parts = parts
        self._meter = meter
        self._rule = rule
        self._hard: int | None = None
        """The sub-goal that a stronger model works on."""
        self._hard_before = False
        self._index = -1
        self._tokens = REQUEST_TOKENS
        self._seconds: dict[str, float] = {}
        self._thermal = (0, float("-inf"))
        self.ruling: Ruling | None = None
        """The policy's word on the cloud in the last features."""

    def first(self, at: Moment | None, failures: int, *, repeated: bool = False) -> Ranking:
        """Return who decides a step, before anybody was asked."""
        index = at.index if at is not None else -1
        if index != self._index:
            self._hard_before, self._hard, self._index = self._hard is not None, None, index
        seen = at.seen if at is not None else None
        label = at.progress.label.join(at.seen.label) if at is not None else Label.of_user()
        wish = (at.subgoal.asks or at.progress.subgoal) if at is not None else ""
        hard = self._hard is not None
        stuck = hard or failures > 0 or repeated
        power = self._power(seen)
        settings, meter = self._parts.routing, self._meter
        label = _as_it_may_leave(label, self._parts.private_handles)
        features = Features(
            candidates=self._candidates(wish, label, stuck),
            kind=kind_of(wish), label=label.confidentiality, failures=failures, repeated=repeated, hard=hard,
            was_hard=self._hard_before and not stuck, battery_percent=power.battery_percent, charging=power.charging,
            heat=power.heat, budget_open=meter.is_open, usd_left=meter.usd_left, prefer=settings.prefer,
            max_usd_per_step=settings.max_usd_per_step, saver_percent=settings.device_below_battery,
        )  # fmt: skip
        return rank(features)

    def after(self, before: Ranking, decision: Decision) -> Ranking | None:
        """Return who decides, now that the on-device model has answered: what it could do here it has done.

        None where its answer is so sure that no other model could be worth asking.
        """
        f = before.features
        right = self._table.answered(f.kind, decision)
        if f.stuck:
            right = min(right, AGAIN)
        elif decision.call is not None and all(right >= o.utility for o in before.options if o.candidate.remote):
            return None
        egress = self._egress(Label.of_user().raised(f.label), unfailed=False)
        candidates = tuple(
            replace(c, right=right, keeps=1.0, right_if_kept=-1.0) if c.tier == "device"
            else replace(c, egress=egress if not c.own else c.egress)
            for c in f.candidates
        )  # fmt: skip
        answered = "no_tool" if decision.call is None else "call"
        return rank(
            replace(f, candidates=candidates, answered=answered, confidence=decision.confidence)  # type: ignore[arg-type]
        )

    def hard_part(self, index: int) -> None:
        """Note that a stronger model has this sub-goal."""
        self._hard = self._index = index

    def note(self, decision: Decision) -> None:
        """Note who decided, and what it took: a wish that went to a model server stays there until it is done."""
        usage = decision.usage
        if decision.tier in ("cloud", "server"):
            self._hard = self._index
            if usage.tokens_in:
                self._tokens = usage.tokens_in
        if usage.milliseconds:
            before = self._seconds.get(decision.tier)
            now = usage.milliseconds / 1000
            self._seconds[decision.tier] = now if before is None else 0.7 * before + 0.3 * now

    # ------------------------------------------------------------------ the models

    @property
    def _table(self) -> RoutingTable:
        return self._parts.routing.table or packaged_table()

    def _candidates(self, wish: str, label: Label, stuck: bool) -> tuple[Candidate, ...]:
        models, found = self._parts.models, []
        kind, table = kind_of(wish), self._table
        if models.device is not None:
            chance, cost = table.device(kind), self._cost(models.device)
            found.append(
                Candidate(
                    "device", models.device.name, AGAIN if stuck else chance.right, 0.0 if stuck else chance.keeps,
                    AGAIN if stuck else chance.right_if_kept, seconds=cost.seconds, joules=cost.joules,
                    context_tokens=DEVICE_CONTEXT_TOKENS, tokens=len(wish) // _CHARS_PER_TOKEN,
                )
            )  # fmt: skip
        if (remote := models.cloud) is not None:
            own, cost = remote.tier == "server", self._cost(remote)
            price: Price | None = getattr(remote, "price", None)
            ready = getattr(remote, "reachable", None)
            found.append(
                Candidate(
                    remote.tier, remote.name, table.right(kind, remote.tier),
                    usd=price.usd(self._tokens, EXPECTED_TOKENS_OUT) if price is not None else 0.0,
                    seconds=cost.seconds, joules=cost.joules, tokens=self._tokens,
                    context_tokens=getattr(remote, "context_tokens", 0), reachable=ready is None or ready(), own=own,
                    egress="allow" if own else self._egress(label, unfailed=not stuck),
                )
            )  # fmt: skip
        return tuple(found)

    def _cost(self, model: Model) -> Cost:
        cost = self._table.costs[model.tier]
        seconds = self._seconds.get(model.tier)
        return cost if seconds is None else Cost(seconds, cost.joules * seconds / cost.seconds)

    def _egress(self, label: Label, *, unfailed: bool) -> Egress:
        self.ruling = self._rule(label, unfailed and self._parts.models.device is not None)
        return _EGRESS[self.ruling.verdict]

    # ------------------------------------------------------------------ the machines

    def _power(self, seen: Observation | None) -> Power:
        """Return the worse of the phone and this machine: a step needs both."""
        host = self._parts.routing.host.now()
        if seen is None:
            return host
        state = seen.state
        heat = max(heat_of_battery(state.battery_celsius), self._thermal_status())
        return host.joined(Power(state.battery_percent, state.charging, heat))

    def _thermal_status(self) -> int:
        """Return the phone's thermal status, asked for at most once a minute; 0 where it says none."""
        status, until = self._thermal
        if time.monotonic() < until:
            return status
        try:
            text = self._parts.device.dumpsys("thermalservice")
        except BridgeError:
            text = ""
        found = text.partition("Thermal Status:")[2].strip()[:1]
        status = int(found) if found.isdigit() else 0
        self._thermal = status, time.monotonic() + THERMAL_FRESH_S
        return status


def steps_of(trail: Trail) -> list[tuple[str, str, bool]]:
    """Return the steps that models decided: kind, tier, and whether the phone proved them. Touches prove nothing."""
    plan = trail.plan
    return [
        (kind_of(plan.subgoals[step.subgoal].text), step.tier, step.proof.holds)
        for step in trail.steps
        if plan is not None and step.tier in ("device", "server", "cloud") and step.tool.kind != "screen"
    ]


def _as_it_may_leave(label: Label, private_handles: bool) -> Label:
    """Return the label of what is left when handles stand for the secrets, and for sensitive texts where wished."""
    most = Confidentiality.PERSONAL if private_handles else Confidentiality.SENSITIVE
    return Label(label.integrity, min(label.confidentiality, most), label.origins)
