"""The whole on-device path on one wish, as a run of the product takes it up to the call; nothing is carried out.

It is the agent's own code: the split, the plan, the sources (fixed phrases, the plan, sentence templates), the model
with its retrieval, and the code that refuses what a call would leave undone. Two parts are left out because they need a
phone: the screen walker, which is asked where nothing fits, and the questions about a phone's own contacts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp

from sentences import NOW

from ainos.agent.approval import Nobody
from ainos.agent.journal import Journal
from ainos.agent.limits import EpisodeEnd, checked_goal
from ainos.agent.loop import Agent
from ainos.agent.parts import Parts
from ainos.agent.templated import TemplateSource
from ainos.android_bridge.fake import FakeDevice
from ainos.android_bridge.tickets import TicketOffice
from ainos.memory.tools import memory_tools
from ainos.memory.types import DEFAULT_PROFILE, NoMemory
from ainos.models.classifier import ToolClassifier
from ainos.models.prompt import NONE
from ainos.models.router import ModelSet
from ainos.models.types import Decision, Model
from ainos.planners.planner import make_plan
from ainos.planners.react import Progress
from ainos.tools.registry import builtin_registry
from ainos.tools.types import Tool, ToolCall, ToolError

LOOKS = {
    "look_alarms": "list_alarms",
    "look_messages": "read_messages",
    "look_calls": "list_calls",
    "look_events": "list_events",
    "look_contact": "find_contact",
    "look_files": "list_files",
    "look_notifications": "list_notifications",
}
"""What a plan reads by itself, and the goal tool that tells the same."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one way of deciding says to a wish."""

    tool: str
    """`none` where nothing is called."""
    arguments: dict[str, str] | None = None
    """None for a way that reads none."""
    confidence: float = 1.0
    source: str = ""
    """Which part decided."""
    several: bool = False
    """The wish was taken for several ones, and this is the first."""
    why: str = ""
    """Why nothing is called, where code said so."""
    parts: Mapping[str, object] = field(default_factory=dict)
    """What the deciding parts said of themselves."""


class WholePath:
    """The deciding half of the product, with one model and one registry."""

    def __init__(self, model: Model, plugins: Sequence[Tool] = ()) -> None:
        office, registry = TicketOffice(), builtin_registry()
        memory = NoMemory()
        for tool in (*plugins, *memory_tools(memory, DEFAULT_PROFILE)):
            registry.register(tool)
        self.judge = ToolClassifier().judge([tool for tool in registry.all() if tool.kind == "goal"])
        self._parts = Parts(
            device=FakeDevice(office=office, time=NOW),
            office=office,
            registry=registry,
            models=ModelSet(device=model),
            memory=memory,
            approver=Nobody(),
            journal=Journal(Path(mkdtemp(prefix="ainos-bench-")) / "runs.sqlite3"),
            sink=lambda event: None,
            judge=self.judge,
            profile="local-only",
            unattended=True,
            sources=(TemplateSource(),),
        )

    def answer(self, wish: str) -> Answer:
        """Decide a wish; where it was taken for several, the first call counts, and that it is not alone."""
        agent = Agent(self._parts)
        try:
            agent._open("bench", wish)
            text = checked_goal(wish)
            plan = make_plan(text, agent._split(text), self.judge)
            agent._flow = agent._flow_of(plan, {})
            if any(subgoal.role == "wait" for subgoal in plan.subgoals):
                return Answer(NONE, {}, 1.0, "the plan waits")  # nothing is called before it has come
            acts = [n for n, subgoal in enumerate(plan.subgoals) if subgoal.role == "act"]
            decided = [self._decided(agent, n) for n in acts]
        except (EpisodeEnd, ToolError) as end:
            return Answer(NONE, {}, 0.0, "stopped", why=str(end))
        calls = [one for one in decided if one.call is not None]
        if not calls:
            least = min((one.confidence for one in decided), default=1.0)
            why = "; ".join(filter(None, (str(one.parts.get("left_undone", "")) for one in decided)))
            return Answer(NONE, {}, least, decided[0].tier if decided else "the plan", why=why)
        return _answer_of(calls[0], several=len(acts) > 1)

    def _decided(self, agent: Agent, index: int) -> Decision:
        subgoal = agent._flow.plan.subgoals[index]
        agent._retry.begin(subgoal.text)
        decision, _ = agent._decide(index, Progress(subgoal.text), self._parts.device.observe(), 0)
        return decision


def _answer_of(decision: Decision, *, several: bool) -> Answer:
    call = decision.call
    assert call is not None
    call = ToolCall(LOOKS.get(call.tool, call.tool), call.arguments)
    source = decision.model if decision.tier == "template" else decision.tier
    if call.tool.startswith("look_"):
        return Answer(NONE, {}, decision.confidence, source)
    return Answer(call.tool, dict(call.arguments), decision.confidence, source, several, parts=decision.parts)
