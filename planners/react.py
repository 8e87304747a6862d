"""ReAct over one sub-goal: gather what the model may see, let it decide one structured call. Acts on nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ..android_bridge.elements import screen_lines
from ..android_bridge.labels import Integrity, Label
from ..android_bridge.types import Observation
from ..memory.types import MemoryRow, Recalled
from ..models.types import DecisionRequest, Fragment, Model, Tier, Turn, assemble
from ..tools.registry import Registry
from ..tools.retrieval import ToolIndex
from ..tools.types import Tool, Way

TOOLS_PER_STEP = 8


@dataclass(slots=True)
class Progress:
    """What happened so far in one sub-goal."""

    subgoal: str
    turns: list[Turn] = field(default_factory=list)
    reflections: list[str] = field(default_factory=list)
    label: Label = field(default_factory=Label.of_user)
    """Join of everything that later decisions of this sub-goal can see."""


def build_request(
    progress: Progress,
    model: Model,
    *,
    goal: str,
    tools: Sequence[Tool],
    observation: Observation,
    recalled: Sequence[Recalled],
) -> DecisionRequest:
    """Return what this model sees for the next step.

    An on-device step sees the user's words and the tools only: short prompts are fast, and text from the phone
    cannot mislead what never reads it. Other models see the screen, earlier turns and recalled rows too, and the
    request's label says so.
    """
    if model.tier == "device":
        return DecisionRequest(
            progress.subgoal, tools, Label.of_user(), whole_goal=goal, now=observation.time.isoformat()
        )
    user, seen = Label.of_user(), progress.label.join(observation.label)
    request = assemble(
        [
            Fragment("goal", progress.subgoal, user),
            Fragment("whole_goal", goal, user),
            *(Fragment("screen", line.text, line.label) for line in screen_lines(observation)),
            *(Fragment("turn", t.result, t.label or seen, t.call.tool, t.call.arguments) for t in progress.turns),
            *(Fragment("recalled", text, seen) for text in progress.reflections),
            *(Fragment("recalled", as_data(r.row), r.row.label) for r in recalled),
        ],
        tools,
        now=observation.time.isoformat(),
    )
    return replace(request, label=request.label.join(seen))


def as_data(row: MemoryRow) -> str:
    """Return a recalled row with who said it, so that a model can tell the user's words from others'."""
    own = row.source == "user" and row.label.integrity is Integrity.TRUSTED
    return f"{row.text} [{'the user said so' if own else f'{row.kind} from {row.source}, not the user'}]"


def offered_tools(registry: Registry, wish: str, tier: Tier, ways: frozenset[Way]) -> list[Tool]:
    """Return the tools that a model of this tier is offered.

    The on-device model ranks all goal tools itself and reads the best few signatures. A cloud model gets the
    retrieved goal tools, the screen tools where that way is open, and the control tools. A script may call any.
    """
    if tier == "device":
        return list(registry.select(ways=ways, kinds=frozenset({"goal"})))
    if tier == "scripted":
        return list(registry.all())
    goals = ToolIndex(registry.select(ways=ways, kinds=frozenset({"goal"}))).best(wish, k=TOOLS_PER_STEP)
    return [*(tool for tool, _ in goals), *registry.select(ways=ways, kinds=frozenset({"screen", "control"}))]
