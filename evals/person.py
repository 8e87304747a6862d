"""The user of an episode: answers by the task's own words, strictly; what the task does not say is a No."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..agent.approval import ApprovalRequest
from .task import Person


class SimulatedPerson:
    """Replies and approves as a task says, and keeps what it was asked."""

    def __init__(self, person: Person) -> None:
        self._person = person
        self._said: set[int] = set()
        self.questions: list[str] = []
        self.approved: list[str] = []
        self.refused: list[str] = []

    def approve(self, request: ApprovalRequest) -> bool:
        """Say Yes only where the whole title matches what the task approves."""
        yes = any(re.fullmatch(wanted, request.title) for wanted in self._person.approves)
        (self.approved if yes else self.refused).append(request.title)
        return yes

    def ask(self, question: str, choices: Sequence[str]) -> str | None:
        """Give the first fitting reply that was not given yet; None where the task has none."""
        self.questions.append(question)
        for number, reply in enumerate(self._person.replies):
            if number not in self._said and re.search(reply.asked, question):
                self._said.add(number)
                return reply.say
        return None
