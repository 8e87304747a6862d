"""The agent as one who does AndroidWorld's tasks: the goal in words, the phone, and nothing that AndroidWorld knows.

Knows how an agent is put together for one task. Does not know the task's params or checks. Nobody is there to answer
questions; whatever is asked for confirmation is granted, as these goals are the user's own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..agent.approval import ApprovalRequest
from ..agent.events import Event
from ..agent.journal import Journal
from ..agent.limits import Limits
from ..agent.loop import Agent, Outcome
from ..agent.parts import Parts
from ..agent.templated import TemplateSource
from ..android_bridge.choose import choose_device
from ..android_bridge.tickets import TicketOffice
from ..memory.types import NoMemory
from ..models.classifier import ToolClassifier
from ..models.local import LocalModel
from ..models.passes import PassOffice
from ..models.reading import DeviceTexts
from ..models.router import ModelSet
from ..planners.walker import Walker
from ..tools.embedding import MiniLm
from ..tools.registry import builtin_registry

STEPS_PER_COMPLEXITY = 10
"""AndroidWorld's own budget: so many steps for each point of a task's complexity."""
_DEADLINE_S = 180.0


@dataclass(slots=True)
class Agreeing:
    """A user who wants it done and answers nothing."""

    approved: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)

    def approve(self, request: ApprovalRequest) -> bool:
        """Say Yes."""
        self.approved.append(request.title)
        return True

    def ask(self, question: str, choices: Sequence[str]) -> str | None:
        """Say nothing."""
        self.questions.append(question)
        return None


@dataclass(frozen=True, slots=True)
class Run:
    """What the agent did with one goal."""

    outcome: Outcome
    events: tuple[Mapping[str, Any], ...]
    person: Agreeing


class DeviceAgent:
    """The on-device path, its models loaded once. Close it."""

    def __init__(self, home: Path) -> None:
        self._stack = ExitStack()
        self._journal = self._stack.enter_context(closing(Journal(home / "runs.sqlite3")))
        self._registry = builtin_registry()
        self._model = LocalModel()
        self._judge = ToolClassifier().judge([tool for tool in self._registry.all() if tool.kind == "goal"])
        self._vectors = MiniLm()

    def close(self) -> None:
        """Close the journal."""
        self._stack.close()

    def run(self, goal: str, serial: str, complexity: float) -> Run:
        """Pursue a goal on a phone, within AndroidWorld's budget of steps."""
        office, person, events = TicketOffice(), Agreeing(), list[Event]()
        device = choose_device(serial, office=office)
        most = max(1, int(STEPS_PER_COMPLEXITY * complexity))
        parts = Parts(
            device=device, office=office, registry=self._registry, passes=PassOffice(),
            models=ModelSet(device=self._model), memory=NoMemory(), approver=person, journal=self._journal,
            sink=events.append, judge=self._judge, profile="local-only",
            limits=Limits(max_steps=most, deadline_s=_DEADLINE_S), sources=(TemplateSource(),),
            fallback=Walker(device.apps, self._vectors.embed), texts=DeviceTexts(self._model),
        )  # fmt: skip
        outcome = Agent(parts).run(goal)
        return Run(outcome, tuple(event.as_dict() for event in events), person)
