"""Who is asked, what is shown, and what a Yes is bound to. The console has the one that asks a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class ApprovalRequest:
    """One question that only a person may answer with Yes."""

    title: str
    """The verb with its object, such as `Delete the contact Bob Martin`."""
    values: Mapping[str, str]
    """Every value of the call, in full."""
    reason: str
    """The rule that asks."""
    digest: str
    """`digest_call` of what is shown; the ticket is issued for exactly this."""


class Approver(Protocol):
    """Asks a person."""

    def approve(self, request: ApprovalRequest) -> bool:
        """Return True only for a clear Yes to exactly this request; no answer is a No."""

    def ask(self, question: str, choices: Sequence[str]) -> str | None:
        """Return the person's answer, or None when nobody answers."""


class Nobody:
    """The approver of unattended runs: answers nothing and approves nothing."""

    def approve(self, request: ApprovalRequest) -> bool:
        """Return False."""
        return False

    def ask(self, question: str, choices: Sequence[str]) -> str | None:
        """Return None."""
        return None


class ScriptedApprover:
    """Canned answers in order, for tests and evaluations; an answer too many is a No."""

    def __init__(self, *, approvals: Sequence[bool] = (), replies: Sequence[str] = ()) -> None:
        self._approvals = list(approvals)
        self._replies = list(replies)
        self.seen: list[ApprovalRequest] = []
        self.questions: list[str] = []

    def approve(self, request: ApprovalRequest) -> bool:
        """Return the next canned approval."""
        self.seen.append(request)
        return self._approvals.pop(0) if self._approvals else False

    def ask(self, question: str, choices: Sequence[str]) -> str | None:
        """Return the next canned reply."""
        self.questions.append(question)
        return self._replies.pop(0) if self._replies else None
