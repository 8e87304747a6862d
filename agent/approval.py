"""Who is asked, what is shown, and what a Yes is bound to. The console has the one that asks a person.

A Yes counts once, for exactly what was shown, and for 120 s at most. The same question is not put twice in a run after
a No, and a run may ask ten times at most: many questions tire people into saying Yes.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

APPROVAL_LIFETIME_S = 120.0
MOST_QUESTIONS = 10


@dataclass(frozen=True, slots=True)
class ApprovalRequest:
    """One question that only a person may answer with Yes."""

    title: str
    """The verb with its object, such as `Delete the contact Bob Martin`."""
    values: Mapping[str, str]
    """Every value of the call, in full, control and bidirectional characters escaped."""
    reason: str
    """The rule that asks."""
    digest: str
    """`digest_call` of what is shown, with task and target; the ticket is issued for exactly this."""
    app: str = ""
    """Where it happens: the app's name and package; empty for the system."""
    sources: Mapping[str, str] = field(default_factory=dict)
    """Where each value came from, in words."""
    risk: int = 0
    """The risk class, 0 to 4."""

    def as_json(self) -> dict[str, Any]:
        """Return what an event carries, for programs that show the card themselves."""
        return {
            "title": self.title, "values": dict(self.values), "sources": dict(self.sources), "app": self.app,
            "reason": self.reason, "risk": self.risk, "digest": self.digest, "seconds": APPROVAL_LIFETIME_S,
        }  # fmt: skip


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


def can_show(approver: Approver) -> bool:
    """Return whether this approver can show a question, and not only say it; a voice alone sets `shows` to False."""
    return getattr(approver, "shows", True) is True


class Approvals:
    """The questions of one run: puts each at most once, and hands out each Yes once."""

    def __init__(self, approver: Approver, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._approver = approver
        self._clock = clock
        self._refused: set[str] = set()
        self._given: dict[str, float] = {}
        self._asked = 0

    def refusal(self, digest: str) -> str:
        """Return why this question may not be put, or an empty string."""
        if digest in self._refused:
            return "you said no to exactly this before"
        if self._asked >= MOST_QUESTIONS:
            return f"{MOST_QUESTIONS} questions were asked in this run already"
        return ""

    def put(self, request: ApprovalRequest) -> bool:
        """Ask the person; a Yes that comes too late is a No, and no answer is one too."""
        if self.refusal(request.digest):
            return False
        self._asked += 1
        deadline = self._clock() + APPROVAL_LIFETIME_S
        if self._approver.approve(request) is not True or self._clock() >= deadline:
            self._refused.add(request.digest)
            return False
        self._given[request.digest] = deadline
        return True

    def spend(self, digest: str) -> float:
        """Use up the Yes for exactly this; return for how many seconds it still holds, 0 where there is none."""
        deadline = self._given.pop(digest, 0.0)
        return max(0.0, deadline - self._clock()) if deadline else 0.0
