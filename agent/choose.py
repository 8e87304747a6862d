"""Who decides a step: the first model, and a stronger one where routing asks for it and the policy lets it see that.

The only place that lets a request out: redaction first, then the policy's word on what is left, then a pass.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, NoReturn, cast

from ..android_bridge.labels import Confidentiality, Label
from ..models.confidence import doubted
from ..models.passes import LIFETIME_S, LIMIT_BYTES, Pass
from ..models.redaction import Vault
from ..models.router import REASONS, Code, Ranking, Route
from ..models.types import (
    Decision,
    DecisionRequest,
    Model,
    ModelError,
    ModelUnavailableError,
    OverBudgetError,
    RemoteModel,
    Usage,
    checked_decision,
)  # fmt: skip
from ..planners.coverage import as_stated, left_undone
from ..planners.coverage_words import left_over
from ..planners.pointing import refusal, told_words, unread_value
from ..planners.sources import Moment, Proposal
from ..planners.unread import unread
from .events import Teller
from .limits import Declined, EpisodeEnd, Failed, LimitReached, Meter, NoModel
from .parts import Parts
from .policy import Ruling, Verdict, decide_egress
from .receipt import Receipt
from .route_told import tell_failed, tell_held_back, tell_route
from .routing import Navigator
from .seeing import base64_size

if TYPE_CHECKING:
    from ..models.endpoint import Place

Build = Callable[[Route], DecisionRequest]
"""From a route to what its model would see, before redaction."""
Decided = tuple[Decision, DecisionRequest]
RETRY_BESIDE_S = 1.0
"""Patience with a failing server where another model has an answer already: a switch is decided within 2 seconds."""
RETRY_ALONE_S = 20.0


class Chooser:
    """Asks models for one step of a run."""

    def __init__(self, parts: Parts, receipt: Receipt, meter: Meter, tell: Teller, vault: Vault) -> None:
        self._parts = parts
        self._receipt = receipt
        self._meter = meter
        self._tell = tell
        self._vault = vault
        self._consented: Confidentiality | None = None
        """A Yes of this run holds for requests of the same label or a lower one."""
        self._pictures = False
        """That Yes was to a picture as well."""
        self._routing = Navigator(parts, meter, self._rule_of_cloud)
        self._failed_to_send = False
        """The last request to a model server failed; it was not held back."""

    def choose(
        self, build: Build, *, failures: int, so_far: str, at: Moment | None = None, repeated: bool = False
    ) -> Decided:
        """Return a decision with the request that led to it; values stand in it for handles, and its label says so.

        Args:
            build: Builds the request for a model.
            failures: Earlier tries of the sub-goal that failed.
            so_far: What was and was not done, for error sentences.
            at: The moment, where the fallback may be asked before a stronger model.
            repeated: The last act was done on the same screen before and changed nothing.

        Raises:
            NoModel, Failed, Declined, LimitReached: No model could or may decide.
        """
        models = self._parts.models
        if models.scripted is not None:
            return self._told(models.scripted, "script", build, so_far)
        if models.device is None:
            if models.cloud is None:
                raise NoModel(f"there is no model that could decide.{so_far}", "ainos doctor")
            return self._must(build, _route(models.cloud, "only_model"), so_far)
        if models.cloud is None:
            decided = self._told(models.device, "cheapest_able", build, so_far)
            return self._walked(*decided, at)
        return self._noted(self._routed(build, self._routing.first(at, failures, repeated=repeated), so_far, at))

    def _routed(self, build: Build, ranking: Ranking, so_far: str, at: Moment | None) -> Decided:
        """Return the decision of the model that the router puts first, or of the next where that one cannot."""
        models, first = self._parts.models, ranking.chosen
        device, remote = models.device, models.cloud
        assert device is not None
        assert remote is not None
        if first is not None and first.remote:
            route = _route(remote, ranking.code)
            decided = self._escalate(build, route, None, so_far, beside=True, ranking=ranking)
            if decided is not None:
                return decided
            ranking = replace(ranking, code="cloud_failed" if self._failed_to_send else "not_let_out")
        try:
            decided = self._ask(_route(device, ranking.code), build(_route(device, ranking.code)), ranking)
        except ModelError as error:  # never silently: the policy is asked about what it would see
            if first is not None and first.remote:
                raise Failed(f"the model failed: {error}.{so_far}", error.hint or "ainos doctor") from error
            return self._must(build, Route(remote, str(error), "device_failed"), so_far)
        decided = self._walked(*decided, at)
        if decided[0].tier != "device" or (first is not None and first.remote):
            return decided
        again = self._routing.after(ranking, decided[0])
        if again is None:
            return decided
        if again.chosen is not None and again.chosen.remote:
            route = _route(remote, again.code)
            stronger = self._escalate(build, route, decided, so_far, beside=True, ranking=again)
            return stronger or decided
        tell_held_back(self._tell, again, self._routing.ruling)
        return decided

    def _walked(self, decision: Decision, request: DecisionRequest, at: Moment | None) -> Decided:
        """Return an on-device decision that covers the wish, or what the fallback puts in its place."""
        decided = self._covered(decision, request)
        if self._parts.fallback is None or at is None or not _may_walk(decided[0]):
            return decided
        instead = self._parts.fallback.instead(at, decided[0])
        if isinstance(instead, Proposal):
            return self.propose(instead, at.progress.subgoal)
        return instead, decided[1]

    def _told(self, model: Model, code: Code, build: Build, so_far: str) -> Decided:
        """Ask the only model that there is."""
        route = _route(model, code)
        try:
            return self._ask(route, build(route))
        except ModelUnavailableError as error:
            raise NoModel(f"{error}.{so_far}", error.hint or "ainos doctor") from error
        except ModelError as error:
            raise Failed(f"the model failed: {error}.{so_far}", error.hint or "ainos doctor") from error

    def _must(self, build: Build, route: Route, so_far: str) -> Decided:
        """Ask the model server, beside which there is nobody; the run ends where it cannot or may not answer."""
        decided = self._escalate(build, route, None, so_far, beside=False)
        assert decided is not None
        return self._noted(decided)

    def _noted(self, decided: Decided) -> Decided:
        self._routing.note(decided[0])
        return decided

    def hard_part(self, index: int) -> None:
        """Note that a stronger model has a sub-goal already, such as before an interruption."""
        self._routing.hard_part(index)

    def known(self, decision: Decision, wish: str, label: Label) -> Decided:
        """Return and tell an answer that was given, and paid, before an interruption; no model takes part."""
        self._tell_decision(decision)
        return decision, DecisionRequest(wish, (), label)

    def propose(self, proposal: Proposal, wish: str) -> Decided:
        """Return and tell a call that a source proposes; no model takes part."""
        decision = proposal.decision
        self._receipt.count_decision(decision, Confidentiality.PUBLIC)
        self._tell_decision(decision)
        return decision, DecisionRequest(wish, (), proposal.label)

    def _covered(self, decision: Decision, request: DecisionRequest) -> Decided:
        """Return an on-device decision, as one for no tool where its call would leave part of the wish undone."""
        if decision.tier != "device":
            return decision, request
        call, why = decision.call, ""
        pointed = unread_value(request.goal, call) if call is not None else told_words(request.goal)
        if pointed:
            told = why = refusal(pointed)
        elif call is not None and call.tool in self._parts.registry:
            tool = self._parts.registry.lookup(call.tool)
            call = as_stated(request.goal, call, tool)
            left = left_over(request.goal, tool, call.arguments.values())
            words = sum(word.isascii() for word in left)  # Chinese has no blanks to count words by
            sure = doubted(decision.confidence, words, decision.parts.get("way", "english"))
            parts = {**decision.parts, "unexplained": words}
            decision = replace(decision, call=call, confidence=sure, parts=parts)
            why = unread(request.goal, call, tool) or left_undone(request.goal, call, tool)
            told = f"{call.tool} would not do all of it. The words ask for {why}"
        if not why:
            return decision, request
        self._tell.tell("reflection", text=f"{told}.")
        parts = {**decision.parts, "left_undone": why, "would_call": call.tool if call is not None else ""}
        parts |= {"points_at": pointed} if pointed else {}
        return replace(decision, kind="no_tool", call=None, parts=parts), request

    # ------------------------------------------------------------------ model servers

    def _escalate(
        self, build: Build, route: Route, kept: Decided | None, so_far: str, *, beside: bool,
        ranking: Ranking | None = None,
    ) -> Decided | None:  # fmt: skip
        """Ask a model server if the policy lets it see the redacted request; otherwise keep what there is.

        Args:
            kept: The on-device answer, where there is one.
            beside: The on-device model can do the step otherwise: failing costs 2 s at most and ends nothing.
            ranking: Why this model comes first, for the trace.
        """
        request: DecisionRequest | None = None
        given: Pass | None = None
        self._failed_to_send = False
        try:
            self._meter.check_budget()
            place = _place_of(route)
            request, ruling = self._prepare(build(route), place)
            level, pictured = request.label.confidentiality, request.picture is not None
            tell_route(self._tell, route, ruling, ranking, pictured=pictured)
            if not self._may_send(ruling.verdict, route, level, pictured):
                if not beside:
                    raise Declined(
                        f"only a cloud model could decide this: {ruling.reason}.{so_far}", "--policy cloud-ok"
                    )
                return kept
            if place is not None:
                picture = base64_size(len(request.picture.jpeg)) if request.picture is not None else 0
                given = self._pass(route, place, request.label, ruling, beside, picture)
                request = request.on_pass(given)
            return self._restored(self._ask(route, request))
        except (ModelError, LimitReached) as error:
            if isinstance(error, ModelError) and error.usage is not None and request is not None:
                self._count(error.usage, route, request.label.confidentiality)
            if beside and (kept is None or kept[0].call is not None or isinstance(error, ModelError)):
                self._failed_to_send = True
                device = self._parts.models.device
                assert device is not None
                tell_failed(self._tell, route, kept[0].model if kept is not None else device.name, error)
                return kept
            _end(error, so_far)
        finally:
            if given is not None:
                self._parts.passes.close(given)  # from here on nothing leaves on it, also from a thread left behind

    def _prepare(self, request: DecisionRequest, place: Place | None) -> tuple[DecisionRequest, Ruling]:
        """Return the request as it may leave, and the policy's word on it."""
        redacted = self._vault.redact(request)
        ruling = self._rule(redacted.label, place)
        if redacted.picture is not None and ruling.verdict is not Verdict.ALLOW:  # a picture never makes it stricter
            bare = self._vault.redact(replace(request, picture=None))
            if (milder := self._rule(bare.label, place)).verdict < ruling.verdict:
                redacted, ruling = bare, milder
        if ruling.verdict is Verdict.ALLOW or not self._parts.private_handles:
            return redacted, ruling
        hidden = self._vault.redact(request, private=True)
        milder = self._rule(hidden.label, place)
        return (hidden, milder) if milder.verdict < ruling.verdict else (redacted, ruling)

    def _rule(self, label: Label, place: Place | None) -> Ruling:
        """Return the policy's word; a server of the user's own is no cloud, and sees no secrets either."""
        parts = self._parts
        if place is not None and place.local and label.confidentiality < Confidentiality.SECRET:
            return Ruling(Verdict.ALLOW, "a model server of your own")
        return decide_egress(
            label, parts.profile, local_can=False, unattended=parts.unattended, opted_in=parts.policy.cloud_apps,
            tables=parts.policy.tables,
        )  # fmt: skip

    def _rule_of_cloud(self, label: Label, local_can: bool) -> Ruling:
        """Return the policy's word on a request of this label, for the router."""
        if self._consented is not None and label.confidentiality <= self._consented:
            return Ruling(Verdict.ALLOW, "you said so in this run")
        parts = self._parts
        return decide_egress(
            label, parts.profile, local_can=local_can, unattended=parts.unattended, opted_in=parts.policy.cloud_apps,
            tables=parts.policy.tables,
        )  # fmt: skip

    def _pass(self, route: Route, place: Place, label: Label, ruling: Ruling, beside: bool, picture_bytes: int) -> Pass:
        """Return the pass for one decision, with what is left of the budgets."""
        meter, limits = self._meter, self._parts.limits
        left_bytes = limits.max_bytes_sent - meter.bytes_sent if limits.max_bytes_sent else LIMIT_BYTES
        return self._parts.passes.issue(
            model=route.model.name, place=place, label=label, reason=f"{route.reason}; {ruling.reason}",
            run=self._tell.run, step=self._tell.step, lifetime_s=min(LIFETIME_S, meter.left_s()),
            retry_s=RETRY_BESIDE_S if beside else RETRY_ALONE_S, limit_bytes=min(LIMIT_BYTES, left_bytes),
            limit_tokens=max(1, limits.max_tokens - meter.tokens) if limits.max_tokens else 0,
            limit_usd=max(1e-9, limits.budget_usd - meter.usd) if limits.budget_usd else 0.0,
            price=cast(RemoteModel, route.model).price, contains_secret=self._vault.contains_secret,
            picture_bytes=picture_bytes, **({"patience": self._parts.stop} if _waits_itself(route.model) else {}),
        )  # fmt: skip

    def _restored(self, decided: Decided) -> Decided:
        """Return the decision with values for the handles in its call, and a request whose label covers them."""
        decision, request = decided
        if decision.call is None:
            return decided
        arguments, label = self._vault.restore(decision.call.arguments)
        if label is None:
            return decided
        call = replace(decision.call, arguments=arguments)
        return replace(decision, call=call), replace(request, label=request.label.join(label))

    def _may_send(self, verdict: Verdict, route: Route, label: Confidentiality, pictured: bool) -> bool:
        if label >= Confidentiality.SECRET:
            return False
        if verdict is not Verdict.CONFIRM:
            return verdict is Verdict.ALLOW
        if self._consented is not None and label <= self._consented and (self._pictures or not pictured):
            return True
        held = f"; {len(self._vault)} secret or private values are held back" if len(self._vault) else ""
        question = (
            f"{route.reason[:1].upper()}{route.reason[1:]}. May {route.model.name} in the cloud see this wish and the "
            f"screen's {'text and picture' if pictured else 'text'} ({label.name.lower()} data{held})?"
        )
        self._tell.tell("question", question=question, choices=["yes", "no"])
        reply = self._parts.approver.ask(question, ("yes", "no")) or ""
        self._tell.tell("answer", answer=reply)
        agreed = reply.strip().lower() in ("y", "yes")
        if agreed:
            self._consented, self._pictures = label, self._pictures or pictured
        return agreed

    # ------------------------------------------------------------------ asking, counting, telling

    def _ask(self, route: Route, request: DecisionRequest, ranking: Ranking | None = None) -> Decided:
        model = route.model
        facts = ranking.facts() if ranking is not None else {"code": route.code}
        self._tell.tell("route", model=model.name, tier=model.tier, reason=route.reason, **facts)
        stop = self._parts.stop
        wait = stop.beside if request.egress is not None and _waits_itself(model) else stop.during
        decision = checked_decision(wait(lambda: model.decide(request)))
        self._receipt.count_decision(decision, request.label.confidentiality)
        self._charge(decision.usage)
        self._tell_decision(decision)
        return decision, request

    def _count(self, usage: Usage, route: Route, label: Confidentiality) -> None:
        """Count an attempt that failed."""
        self._receipt.count_usage(usage, label, route.model.tier)
        self._charge(usage)

    def _charge(self, usage: Usage) -> None:
        tokens = usage.tokens_charged if usage.requests else 0
        self._meter.charge(max(usage.usd, usage.usd_charged), tokens, usage.bytes_out)

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


def _route(model: Model, code: Code) -> Route:
    return Route(model, REASONS[code], code)


def _may_walk(decision: Decision) -> bool:
    """Whether screens may be walked in the place of a decision; never to send words that only point at a value."""
    return decision.tier == "device" and "points_at" not in decision.parts


def _place_of(route: Route) -> Place | None:
    """Return where a model's server is; None for a model that has none. Asks no protocol: that costs more than this."""
    look_up = getattr(route.model, "place", None)
    return cast("Place", look_up()) if look_up is not None else None


def _waits_itself(model: Model) -> bool:
    """Whether a model's own waits look for a stop: handing a step to a thread and back costs a tenth of it."""
    return bool(getattr(model, "waits_with_patience", False))


def _end(error: ModelError | LimitReached, so_far: str) -> NoReturn:
    """End the run because no model is left."""
    if isinstance(error, EpisodeEnd):
        raise error
    if isinstance(error, OverBudgetError):
        raise LimitReached(str(error)) from error
    raise NoModel(f"{error}.{so_far}", error.hint or "ainos doctor") from error
