"""Arms of an evaluation: which model decides, which ways are open, what may leave. Baselines are arms too."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Literal

from ..agent.policy import Profile
from ..models.router import ModelSet
from ..models.types import Decision, DecisionRequest, Model, ModelError, Tier
from ..tools.registry import Registry
from ..tools.types import ToolCall, Way
from .security.steps import Program, Step
from .task import Case

Who = Literal["local", "cloud", "auto", "oracle", "noop", "random"]
ALL_WAYS: tuple[Way, ...] = ("function", "intent", "screen")
WHO: tuple[Who, ...] = ("local", "cloud", "auto", "oracle", "noop", "random")
ON_DEVICE = frozenset({"local", "auto"})
"""Arms in which the on-device path takes part."""
BASELINES = frozenset({"noop", "random"})
"""Arms in which nothing but the model decides: no plan, no templates, no skills."""
WITH_CLOUD = frozenset({"cloud", "auto"})
"""Arms that need a model server: `AINOS_CLOUD_BASE_URL`, `AINOS_CLOUD_MODEL`."""


@dataclass(frozen=True, slots=True)
class Arm:
    """One way to run every case. `name` is unique in a run."""

    who: Who = "local"
    ways: tuple[Way, ...] = ALL_WAYS
    profile: Profile = "local-only"
    habit: str = ""
    """A habit of evals/broken.py, for an agent that is broken on purpose."""

    @property
    def name(self) -> str:
        """Such as `local`, `oracle`, `local/screen`; a broken agent has the name of the whole one."""
        return self.who if self.ways == ALL_WAYS else f"{self.who}/{'+'.join(self.ways)}"


class ArmError(Exception):
    """No arm is called so; the text says which there are."""


def parse_arm(text: str) -> Arm:
    """Read `local`, `oracle/screen`, `local/function+intent`; ArmError for anything else."""
    who, _, ways = text.partition("/")
    chosen = tuple(ways.split("+")) if ways else ALL_WAYS
    if who not in WHO or not set(chosen) <= set(ALL_WAYS):
        raise ArmError(
            f"no arm {text!r}: one of {', '.join(WHO)}, and ways as in local/function+intent or local/screen"
        )
    profile: Profile = "cloud-ok" if who in WITH_CLOUD else "local-only"
    return Arm(who, tuple(way for way in ALL_WAYS if way in chosen), profile)


def can_run(arm: Arm, case: Case, registry: Registry) -> bool:
    """Return whether a case can be run in an arm: a way is open, and the oracle's script needs none that is closed."""
    ways = {*arm.ways} & {*case.task.ways}
    if arm.who != "oracle":
        return bool(ways)
    tools = [registry.lookup(call.tool) for call in case.task.oracle if call.tool != "none"]
    return bool(ways) and all(tool.kind == "control" or not ways.isdisjoint(tool.ways) for tool in tools)


def models_of(arm: Arm, case: Case, device: Model | None, cloud: Model | None, trial: int) -> ModelSet:
    """Return the models of one episode."""
    match arm.who:
        case "local" | "cloud" | "auto":
            return ModelSet(device=device, cloud=cloud)
        case "oracle":
            return ModelSet(scripted=Oracle(case))
        case "noop":
            return ModelSet(scripted=Noop())
        case "random":
            return ModelSet(scripted=Chance(f"{case.id}#{trial}"))


class Oracle:
    """Calls what the task's `oracle` says. `@WORDS` is the element, or the text of an answer, that the screen shows.

    A call that failed is repeated twice, an element that is not in sight is scrolled to; then the script gives up.
    """

    name = "oracle"
    tier: Tier = "scripted"

    def __init__(self, case: Case) -> None:
        calls = case.task.oracle
        self._program = Program([Step(call.tool, dict(call.arguments)) for call in calls])
        self._over = f"the oracle's {len(calls)} calls are over"

    def decide(self, request: DecisionRequest) -> Decision:
        """Return the next call of the task; ModelError when they are over or an element is nowhere."""
        call = self._program.next(request)
        if call is None:
            raise ModelError(self._program.gave_up or self._over)
        if call.tool == "none":
            return Decision("no_tool", None, self.name, self.tier, 1.0)
        return Decision("call", call, self.name, self.tier, 1.0)


class Noop:
    """Claims that it is done, at once. What it passes proves nothing but its words."""

    name = "noop"
    tier: Tier = "scripted"

    def decide(self, request: DecisionRequest) -> Decision:
        """Return a finish with an empty claim."""
        return Decision("call", ToolCall("finish", {"answer": "Done."}), self.name, self.tier, 1.0)


class Chance:
    """Calls a tool by chance with words of the goal by chance, the same for the same seed."""

    name = "random"
    tier: Tier = "scripted"

    def __init__(self, seed: str) -> None:
        self._random = random.Random(seed)

    def decide(self, request: DecisionRequest) -> Decision:
        """Return any offered call."""
        tool = self._random.choice(list(request.tools))
        words = request.goal.split()
        arguments = {p.name: self._random.choice(words) for p in tool.parameters if p.required}
        return Decision("call", ToolCall(tool.name, arguments), self.name, self.tier, 1.0)
