"""From a model's call to a permitted one: normalise, resolve, rule, ask, and issue the ticket. Acts on nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..android_bridge.labels import Confidentiality, Label
from ..android_bridge.tickets import Ticket, TicketOffice, digest_call
from ..tools.types import Context, Risk, Tool, ToolCall
from ..tools.values import normalise_call
from .approval import ApprovalRequest, Approver
from .events import Teller
from .limits import Declined
from .policy import ActionFacts, Ruling, Verdict, decide_action

FREE_KINDS = frozenset({"text", "contact", "phone", "file", "folder", "app", "query"})
"""Kinds whose values the user must have named for a call to count as planned."""


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


@dataclass(frozen=True, slots=True)
class Guard:
    """Stands between every decision and the phone."""

    office: TicketOffice
    approver: Approver
    unattended: bool

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
    ) -> PermittedCall:
        """Return the call with its ticket.

        Args:
            at: Where the call would act; raises the risk by what it would touch.
            words: Everything that the user said in this run: the goal and the replies.
            context: Join of what the deciding model saw.
            session: Join of what this run saw.

        Raises:
            Declined: The policy or the person said no.
        """
        risk = max(tool.risk, tool.risk_of(at, values)) if tool.risk_of is not None else tool.risk
        planned = is_planned(call, tool, words)
        # The user's own words are PERSONAL; what a model put together may hold whatever it saw.
        payload = Confidentiality.PERSONAL if planned else max(Confidentiality.PERSONAL, context.confidentiality)
        facts = ActionFacts(
            risk=risk,
            planned=planned,
            in_scope=True,
            context=context,
            session=session,
            destination_trusted=bool(values.get("exact", True)),
            payload=payload,
            unattended=self.unattended,
        )
        ruling = decide_action(facts)
        tell.tell("approval", verdict=ruling.verdict.name.lower(), reason=ruling.reason, tool=tool.name, risk=int(risk))
        if ruling.verdict is Verdict.DENY:
            raise Declined(f"{describe_call(tool, values)}: not permitted, because {ruling.reason}. It was not done.")
        if ruling.verdict is Verdict.CONFIRM:
            self._confirm(tool, values, ruling, tell)
        return PermittedCall(call, tool, risk, values, self.office.issue(tool.name, values), ruling)

    def _confirm(self, tool: Tool, values: Mapping[str, Any], ruling: Ruling, tell: Teller) -> None:
        request = ApprovalRequest(
            describe_call(tool, values),
            {k: show_value(v) for k, v in values.items() if not k.startswith("_")},
            ruling.reason,
            digest_call(tool.name, values),
        )
        asked = {
            "title": request.title,
            "values": dict(request.values),
            "reason": request.reason,
            "digest": request.digest,
        }
        tell.tell("approval", verdict="asked", reason=ruling.reason, tool=tool.name, asked=asked)
        approved = self.approver.approve(request)
        tell.tell(
            "approval",
            verdict="approved" if approved else "refused",
            reason="you said yes" if approved else "you did not say yes",
            title=request.title,
            tool=tool.name,
        )
        if not approved:
            raise Declined(f"{request.title}: you did not say yes. It was not done.")


def is_planned(call: ToolCall, tool: Tool, words: str) -> bool:
    """Whether every free argument of the call stands in the user's own words."""
    if tool.kind == "screen":
        return False  # no user names a touch
    said = _plain(words)
    kinds = {p.name: p.kind for p in tool.parameters}
    return all(_plain(v) in said for k, v in call.arguments.items() if kinds.get(k, "text") in FREE_KINDS)


def describe_call(tool: Tool, values: Mapping[str, Any]) -> str:
    """Return what the call does, in words, with its full values."""
    if tool.confirm:
        try:
            return tool.confirm.format(**{k: show_value(v) for k, v in values.items()})
        except (KeyError, IndexError):
            pass  # an optional argument of the template is absent
    shown = ", ".join(f"{k}: {show_value(v)}" for k, v in values.items() if not k.startswith("_"))
    verb = tool.name.replace("_", " ").capitalize()
    return f"{verb} ({shown})" if shown else verb


def show_value(value: object) -> str:
    """Return a value for people, with control and bidirectional characters escaped."""
    text = value if isinstance(value, str) else json.dumps(value, default=str, ensure_ascii=False)
    return "".join(c if c.isprintable() or c == "\n" else f"\\u{ord(c):04x}" for c in text)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
