"""From a model's call to a permitted one: normalise, resolve, rule, ask, and issue the ticket. Acts on nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..android_bridge.errors import BridgeError
from ..android_bridge.labels import Integrity, Label
from ..android_bridge.targets import AppsTarget, Target
from ..android_bridge.tickets import Ticket, TicketOffice, digest_call
from ..planners.prohibitions import broken
from ..tools.targets import target_of
from ..tools.types import Context, Risk, Tool, ToolCall
from ..tools.values import normalise_call
from .approval import APPROVAL_LIFETIME_S, ApprovalRequest, Approvals, Approver, can_show
from .card import app_name, card_values, describe_call, sources_of, title_of
from .envelope import EMPTY, SURFACES, Envelope, Wish, named_apps
from .events import Teller
from .flowed import Filled
from .limits import Declined
from .planned import destination_named, goal_call_planned, payload_of, screen_call_planned, text_flowed, touched
from .policy import ActionFacts, Ruling, Verdict, decide_action
from .policy_settings import PolicySettings

__all__ = ["Guard", "PermittedCall", "describe_call"]

_ASKS = 2
"""How often a question is put again because what it shows has changed."""
UNSURE = 0.3
"""Confidence under which a person is asked before anything is done, a look included. Of 459 sentences of tuning sets
ten lay below it, five of them wrong."""
_PATH = 6
"""So many touches are told on a card."""
_LEAVING = frozenset({"back", "home", "recent"})
_REPAIR = "repair"
"""Source of the acts that clear dialogs away; agent/interruptions.py alone makes them, of a fixed list."""


@dataclass(frozen=True, slots=True)
class PermittedCall:
    """A call that may be carried out once."""

    call: ToolCall
    tool: Tool
    risk: Risk
    """The tool's, or higher by what this call touches."""
    values: Mapping[str, Any]
    """Normalised and resolved; what the ticket is bound to."""
    ticket: Ticket
    ruling: Ruling
    fulfils: bool = True
    """The call's proof is the wish's. Not so where a model that read the phone's text does something weaker than what
    the words ask for, such as a look into the messages for `Call mum`: it may help, and the sub-goal goes on."""


@dataclass(frozen=True, slots=True)
class _Case:
    """One call with everything that is known of it before the policy is asked."""

    call: ToolCall
    tool: Tool
    values: Mapping[str, Any]
    at: Context
    wish: Wish
    risk: Risk
    effect: str
    why: str
    """What a touch would do, in words; empty for goal tools."""
    target: Target
    packages: frozenset[str]
    """Apps that the call touches."""
    flowed: Filled
    """What was read on the phone and put into the call after it was decided."""


class Guard:
    """Stands between every decision and the phone; one per run. Keeps the run's envelope and its questions."""

    def __init__(
        self, office: TicketOffice, approver: Approver, unattended: bool, policy: PolicySettings | None = None
    ) -> None:
        self.office = office
        self.envelope = EMPTY
        self._approver = approver
        self._approvals = Approvals(approver)
        self._unattended = unattended
        self._tables = (policy or PolicySettings()).tables
        self._goal = ""
        self._apps_read = False
        self._path: list[str] = []
        """Names of the last elements that were touched in the app in front; for cards."""
        self._front = ""

    def begin(self, envelope: Envelope, goal: str) -> None:
        """Fix what the user's words allow; before anything of the phone was read."""
        self.envelope, self._goal, self._apps_read, self._path = envelope, goal, False, []

    def resolve(self, call: ToolCall, tool: Tool, context: Context) -> Mapping[str, Any]:
        """Return the call's values, resolved against the device where the tool needs it.

        Raises:
            ToolQuestionError: An argument is missing or ambiguous.
            ToolRetryError: An argument is impossible.
        """
        values: Mapping[str, Any] = normalise_call(call, tool, context.now)
        return tool.resolve(context, values)

    def permit(
        self,
        call: ToolCall,
        tool: Tool,
        values: Mapping[str, Any],
        *,
        at: Context,
        words: str,
        context: Label,
        session: Label,
        tell: Teller,
        wish: str = "",
        flowed: Filled | None = None,
        confidence: float = 1.0,
    ) -> PermittedCall:
        """Return the call with its ticket.

        Args:
            at: Where the call would act; raises the risk by what it would touch.
            words: Everything that the user said in this run: the goal and the replies.
            context: Join of what the deciding model saw.
            session: Join of what this run saw.
            wish: The sub-goal, in the user's words; all of them for an empty text.
            flowed: What was put into the call after it was decided, which the deciding model did not see.
            confidence: How sure the model is that this is what is wished; below `UNSURE` the person is asked.

        Raises:
            Declined: The policy or the person said no.
        """
        if forbidden := broken(self._goal, call, tool):
            what = describe_call(tool, values, at.observation)
            raise Declined(f"{what}: not done, because you said not to {forbidden}.")
        if (replies := words.removeprefix(self._goal).strip()) != self.envelope.replies:
            self.envelope = replace(self.envelope, replies=replies)
        if at.observation is not None:
            self.envelope = self.envelope.with_front(at.observation.package)
        case = self._case(call, tool, values, at, wish, flowed or Filled(call))
        facts = self._facts(case, context, session)
        ruling = decide_action(facts, self._tables)
        if confidence < UNSURE and ruling.verdict is Verdict.ALLOW:
            ruling = replace(ruling, verdict=Verdict.CONFIRM, reason="the model is not sure that you mean this")
        tell.tell(
            "approval", verdict=ruling.verdict.name.lower(), reason=ruling.reason, rule=ruling.rule, tool=tool.name,
            risk=int(case.risk),
        )  # fmt: skip
        if ruling.verdict is Verdict.DENY:
            what = describe_call(tool, values, at.observation)
            raise Declined(f"{what}: not permitted, because {ruling.reason}. It was not done.")
        if ruling.verdict is Verdict.CONFIRM:
            return self._confirmed(case, ruling, words, tell)
        if facts.planned:
            self.envelope = self.envelope.with_apps(case.packages)
        fulfils = context.integrity is Integrity.TRUSTED or case.risk >= case.wish.wants
        return self._permitted(case, ruling, fulfils=fulfils)

    def renew(self, permitted: PermittedCall, at: Context) -> PermittedCall:
        """Return the same call, as it was ruled on, with a new ticket: for another try after one that did nothing."""
        target = target_of(permitted.tool, permitted.values, at.observation)
        ticket = self.office.issue(permitted.tool.name, permitted.values, task=at.run, target=target)
        return replace(permitted, ticket=ticket)

    # ------------------------------------------------------------------ facts

    def _case(
        self, call: ToolCall, tool: Tool, values: Mapping[str, Any], at: Context, wish: str, flowed: Filled
    ) -> _Case:
        effect = tool.effect_of(at, values) if tool.effect_of is not None else None
        risks = [tool.risk, tool.risk_of(at, values) if tool.risk_of is not None else tool.risk]
        target = target_of(tool, values, at.observation)
        return _Case(
            call, tool, values, at, self.envelope.wish(wish), max(*risks, effect.risk if effect else tool.risk),
            effect.kind if effect else "", effect.why if effect else "", target, packages_of(tool, values, at, target),
            flowed,
        )  # fmt: skip

    def _facts(self, case: _Case, context: Label, session: Label) -> ActionFacts:
        seen = case.at.observation
        in_scope = self._in_scope(case, context)
        planned = in_scope and not case.flowed.sources and self._planned(case)
        # Whoever decided did not see what flowed in: that counts as what leaves, and makes a change an unnamed one.
        context = Label.of_user() if self._named_but_for_values(case) else context
        carried = context.join(case.flowed.label) if text_flowed(case.flowed.sources, case.tool) else context
        return ActionFacts(
            risk=case.risk,
            planned=planned,
            in_scope=in_scope,
            context=context if case.risk >= Risk.OUTWARD else context.join(case.flowed.label),
            session=session,
            destination_trusted=destination_named(case.call, case.tool, case.values, case.wish, self.envelope),
            payload=payload_of(
                planned and case.tool.kind != "screen", carried, self.envelope, case.wish, seen,
                tool=case.tool, effect=case.effect,
            ),
            clearance=case.tool.writes,
            unlocked=seen is not None and not seen.state.locked,
            shown=can_show(self._approver),
            unattended=self._unattended,
            tool=case.tool.name,
            apps=case.packages,
        )  # fmt: skip

    def _named_but_for_values(self, case: _Case) -> bool:
        """Whether the user's words name the call, with stand-ins for what flowed in: then no text chose any of it."""
        if not case.flowed.sources or case.flowed.decided is None or case.tool.kind == "screen":
            return False
        wish = replace(case.wish, text=case.wish.asks or case.wish.text)
        return goal_call_planned(case.flowed.decided, case.tool, wish, self.envelope, case.risk)

    def _planned(self, case: _Case) -> bool:
        if case.tool.source == _REPAIR:
            return True
        if case.tool.kind != "screen":
            return goal_call_planned(case.call, case.tool, case.wish, self.envelope, case.risk)
        return self.envelope.holds_apps(case.packages) and screen_call_planned(
            case.values, case.wish, self.envelope, case.at.observation, risk=case.risk, effect=case.effect
        )

    def _in_scope(self, case: _Case, context: Label) -> bool:
        """Whether the call stays in the apps of the task; what only looks does not need it."""
        if case.risk is Risk.OBSERVE or case.tool.source == _REPAIR or _leaves(case) or self._belongs(case):
            return True
        if case.tool.kind == "screen":
            return False
        if case.wish.names(case.tool.name):  # open_app, and what opens others by name, may open what was named
            own = case.packages <= frozenset(case.tool.scope)
            return own or goal_call_planned(case.call, case.tool, case.wish, self.envelope, case.risk)
        return context.integrity is Integrity.TRUSTED or not case.wish.sure

    def _belongs(self, case: _Case) -> bool:
        outside = case.packages - SURFACES
        if not case.packages or not outside:
            return bool(case.packages)
        if not self.envelope.holds_apps(outside):
            self._read_apps(case.at)
        return self.envelope.holds_apps(outside)

    def _read_apps(self, at: Context) -> None:
        """Add the installed apps that the user's words name; once a run, and only where a call needs it."""
        if self._apps_read:
            return
        self._apps_read = True
        try:
            installed = at.device.apps()
        except BridgeError:
            return  # then nothing is named, and it is asked
        texts = [self.envelope.said(wish.text) for wish in self.envelope.wishes]
        self.envelope = self.envelope.with_apps(named_apps(texts, installed))

    # ------------------------------------------------------------------ asking

    def _confirmed(self, case: _Case, ruling: Ruling, words: str, tell: Teller) -> PermittedCall:
        """Ask; a Yes is for exactly what was shown, so what changed while the person read is asked about again."""
        for _ in range(_ASKS):
            digest = self._digest(case)
            request = self._request(case, ruling, words, digest)
            refusal = self._approvals.refusal(digest)
            if not refusal:
                tell.tell(
                    "approval", verdict="asked", reason=ruling.reason, tool=case.tool.name, asked=request.as_json()
                )
            approved = self._approvals.put(request)
            tell.tell(
                "approval",
                verdict="approved" if approved else "refused",
                reason="you said yes" if approved else refusal or "you did not say yes",
                title=request.title,
                tool=case.tool.name,
            )
            if not approved:
                raise Declined(f"{request.title}: {refusal or 'you did not say yes'}. It was not done.")
            seconds = self._approvals.spend(self._digest(case))
            if seconds > 0:
                self._widen(case)
                return self._permitted(case, ruling, seconds)
        raise Declined(f"{describe_call(case.tool, case.values)}: it changed while you were asked. It was not done.")

    def _request(self, case: _Case, ruling: Ruling, words: str, digest: str) -> ApprovalRequest:
        seen = case.at.observation
        shown = card_values(case.tool, case.values, seen, case.risk, self._path)
        reason = f"{ruling.reason} ({case.why})" if case.why and case.risk >= Risk.OUTWARD else ruling.reason
        reason = "it takes along what was read on the phone" if case.flowed.sources else reason
        return ApprovalRequest(
            title_of(case.tool, case.values, seen, case.risk, self._path),
            shown,
            reason,
            digest,
            app=app_name(case.packages, case.at),
            sources=sources_of(shown, case.call, case.tool, words, seen, case.flowed.sources),
            risk=int(case.risk),
        )

    def _digest(self, case: _Case) -> str:
        return digest_call(case.tool.name, case.values, task=case.at.run, target=case.target)

    def _widen(self, case: _Case) -> None:
        """A Yes to a call lets the run work in its app, and send to whom it was sent; acts that leave ask each time."""
        self.envelope = self.envelope.with_apps(case.packages - SURFACES)
        if case.risk < Risk.OUTWARD and case.tool.kind == "goal":
            self.envelope = self.envelope.with_tool(case.wish.text, case.tool.name)

    def _permitted(
        self, case: _Case, ruling: Ruling, seconds: float = APPROVAL_LIFETIME_S, *, fulfils: bool = True
    ) -> PermittedCall:
        self._note_touch(case)
        ticket = self.office.issue(
            case.tool.name, case.values, task=case.at.run, target=case.target, lifetime_s=seconds
        )
        return PermittedCall(case.call, case.tool, case.risk, case.values, ticket, ruling, fulfils)

    def _note_touch(self, case: _Case) -> None:
        seen = case.at.observation
        if case.tool.kind != "screen" or seen is None:
            return
        if seen.package != self._front:
            self._front, self._path = seen.package, []
        element = touched(case.values, seen)
        if element is not None and element.name:
            self._path = [*self._path, element.name][-_PATH:]


def _leaves(case: _Case) -> bool:
    """Whether the call only leaves the app in front, whatever app that is."""
    return case.tool.name == "press" and case.values.get("key") in _LEAVING and case.risk <= Risk.NAVIGATE


def packages_of(tool: Tool, values: Mapping[str, Any], at: Context, target: Target) -> frozenset[str]:
    """Return the packages that a call touches; of a screen tool the owner of the element, else the app in front."""
    if isinstance(target, AppsTarget) and tool.kind != "screen":
        return target.packages
    if at.observation is None:
        return frozenset()
    element = touched(values, at.observation)
    return frozenset({element.package if element is not None and element.package else at.observation.package}) - {""}
