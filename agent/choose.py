"""Who decides a step: the first model, and a stronger one where routing asks for it and the policy lets it see that."""

from __future__ import annotations

from collections.abc import Callable

from ..android_bridge.labels import Confidentiality, Label
from ..models.router import Route
from ..models.types import Decision, DecisionRequest, ModelError, ModelUnavailableError
from ..tools.types import ToolCall
from .events import Teller
from .limits import Declined, Failed, Meter, NoModel
from .parts import Parts
from .policy import Verdict, decide_egress
from .receipt import Receipt

Build = Callable[[Route], DecisionRequest]
"""From a route to what its model would see."""
Decided = tuple[Decision, DecisionRequest]


def by_phrase_decision(call: ToolCall) -> Decision:
    """Return the decision that a fixed phrase of the user stands for."""
    return Decision("call", call, "fixed phrases", "template", 1.0)


class Chooser:
    """Asks models for one step of a run."""

    def __init__(self, parts: Parts, receipt: Receipt, meter: Meter, tell: Teller) -> None:
        self._parts = parts
        self._receipt = receipt
        self._meter = meter
        self._tell = tell
        self._consented: Confidentiality | None = None
        """A Yes of this run holds for requests of the same label or a lower one."""

    def choose(self, build: Build, *, seen: Label, failures: int, so_far: str) -> Decided:
        """Return a decision with the request that led to it.

        Args:
            build: Builds the request for a model.
            seen: Join of everything that this run saw.
            failures: Earlier tries of the sub-goal that failed.
            so_far: What was and was not done, for error sentences.

        Raises:
            NoModel, Failed, Declined: No model could or may decide.
        """
        route = self._parts.models.first()
        if route is None:
            raise NoModel(f"there is no model that could decide.{so_far}", "ainos doctor")
        if route.model.tier == "cloud":
            return self._escalate(build, route, seen, None, so_far)
        try:
            decided = self._ask(route, build(route))
        except ModelUnavailableError as error:
            if self._parts.models.cloud is None:
                raise NoModel(f"{error}.{so_far}", error.hint or "ainos doctor") from error
            return self._escalate(build, Route(self._parts.models.cloud, str(error)), seen, None, so_far)
        except ModelError as error:
            raise Failed(f"the model failed: {error}.{so_far}", error.hint or "ainos doctor") from error
        stronger = self._parts.models.escalation(decided[0], failures)
        return self._escalate(build, stronger, seen, decided, so_far) if stronger else decided

    def by_phrase(self, call: ToolCall, wish: str) -> Decided:
        """Return and tell a call that a fixed phrase of the user stands for; no model takes part."""
        decision = by_phrase_decision(call)
        self._receipt.count_decision(decision, Confidentiality.PUBLIC)
        self._tell_decision(decision)
        return decision, DecisionRequest(wish, (), Label.of_user())

    def _escalate(self, build: Build, route: Route, seen: Label, kept: Decided | None, so_far: str) -> Decided:
        """Ask the cloud model if the policy lets it see the request; otherwise keep what there is."""
        request = build(route)
        ruling = decide_egress(
            request.label.join(seen), self._parts.profile, local_can=False, unattended=self._parts.unattended
        )
        verdict = ruling.verdict.name.lower()
        self._tell.tell(
            "route", model=route.model.name, tier="cloud", reason=route.reason, verdict=verdict, rule=ruling.reason
        )
        if not self._may_send(ruling.verdict, route, request.label.join(seen).confidentiality):
            if kept is None:
                raise Declined(f"only a cloud model could decide this: {ruling.reason}.{so_far}", "--policy cloud-ok")
            return kept
        try:
            return self._ask(route, request)
        except ModelError as error:
            if error.usage is not None:
                self._receipt.count_usage(error.usage, request.label.confidentiality)
                self._meter.usd += error.usage.usd
            if kept is None:
                raise NoModel(f"{error}.{so_far}", error.hint or "ainos doctor") from error
            return kept

    def _may_send(self, verdict: Verdict, route: Route, label: Confidentiality) -> bool:
        if verdict is not Verdict.CONFIRM:
            return verdict is Verdict.ALLOW
        if self._consented is not None and label <= self._consented:
            return True
        question = (
            f"{route.reason[:1].upper()}{route.reason[1:]}. May {route.model.name} in the cloud see this wish and the "
            f"screen's text ({label.name.lower()} data)?"
        )
        self._tell.tell("question", question=question, choices=["yes", "no"])
        reply = self._parts.approver.ask(question, ("yes", "no")) or ""
        self._tell.tell("answer", answer=reply)
        agreed = reply.strip().lower() in ("y", "yes")
        if agreed:
            self._consented = label
        return agreed

    def _ask(self, route: Route, request: DecisionRequest) -> Decided:
        model = route.model
        self._tell.tell("route", model=model.name, tier=model.tier, reason=route.reason)
        decision = model.decide(request)
        self._receipt.count_decision(decision, request.label.confidentiality)
        self._meter.usd += decision.usage.usd
        self._tell_decision(decision)
        return decision, request

    def _tell_decision(self, decision: Decision) -> None:
        call = decision.call
        self._tell.tell(
            "decision",
            kind=decision.kind,
            model=decision.model,
            tier=decision.tier,
            confidence=round(decision.confidence, 3),
            tool=call.tool if call else None,
            arguments=dict(call.arguments) if call else {},
            ms=round(decision.usage.milliseconds, 1),
            parts=dict(decision.parts),
        )
