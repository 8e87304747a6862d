"""`ainos do --dry-run`: the plan, the tools and their side effects; decides, and stops before every act."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

from ..agent.choose import Chooser
from ..agent.events import Teller
from ..agent.guard import describe_call
from ..agent.limits import Meter
from ..agent.receipt import Receipt
from ..agent.remembered import Remembered
from ..agent.sources import Proposal
from ..models.redaction import Vault
from ..models.types import Decision, DecisionRequest
from ..planners.react import Progress, build_request
from ..tools.types import Context, Risk, ToolError
from .progress import progress
from .trace import inert

if TYPE_CHECKING:
    from ..android_bridge.types import Observation
    from ..models.router import Route
    from .wiring import Session

_EFFECTS = {
    Risk.OBSERVE: "looks only", Risk.NAVIGATE: "opens a screen", Risk.WRITE: "changes the phone (reversible)",
    Risk.OUTWARD: "leaves the phone", Risk.DESTRUCTIVE: "deletes; would ask you",
}  # fmt: skip


def show_plan(goal: str, session: Session, *, as_json: bool) -> int:
    """Print what a run would do; return 0 when every part has a tool, else 1."""
    parts = session.parts
    observation = parts.device.observe()
    rows: list[dict[str, object]] = []
    whole = True
    remembered = Remembered(parts, Teller("", lambda _: None), Receipt())
    steps = remembered.steps_of(goal)
    for text in remembered.split(goal, steps, parts.judge):
        by_phrase = remembered.wish(text)
        route = parts.models.first()
        if route is None and by_phrase is None:
            rows.append({"subgoal": text, "tool": None, "why": "no model"})
            whole = False
            continue
        decision = (
            Proposal(by_phrase, "fixed phrases").decision
            if by_phrase
            else _ask(route, text, goal, session, observation, as_json)
        )
        if decision.call is None:
            rows.append({"subgoal": text, "tool": None, "why": "no tool fits"})
            whole = False
            continue
        tool = parts.registry.lookup(decision.call.tool)
        context = Context(parts.device, None, observation.time, observation, parts.ways)
        try:
            stood = remembered.stand_in(decision.call, tool, lambda _, choices: choices[0])
            what = describe_call(tool, session.guard.resolve(stood.call, tool, context))
        except ToolError as error:
            what = f"would ask: {error}"
        rows.append(
            {"subgoal": text, "tool": tool.name, "what": what, "effect": _EFFECTS[tool.risk],
             "model": decision.model, "tier": decision.tier, "apps": list(tool.scope)}
        )  # fmt: skip
    if as_json:
        plan = {"type": "plan", "time": round(time.time(), 3), "run": "", "step": 0, "dry_run": True, "subgoals": rows}
        print(json.dumps(plan))
        return 0 if whole else 1
    print("dry run: nothing is changed on the phone")
    for number, row in enumerate(rows, 1):
        print(f"{number}. {inert(str(row['subgoal']))}")
        if row["tool"]:
            print(f"   {row['tool']}: {inert(str(row['what']))}")
            print(inert(f"   {row['effect']}; decided by {row['model']}"))
        else:
            print(inert(f"   {row['why']}"))
    if not whole:
        print("next:  ainos tools list")
    return 0 if whole else 1


def _ask(route: Route | None, text: str, goal: str, session: Session, seen: Observation, as_json: bool) -> Decision:
    """Let a model decide one part, under the same rules for what may leave as in a run."""
    assert route is not None
    parts = session.parts

    def build(route: Route) -> DecisionRequest:
        tools = session.offered(text, route.model.tier)
        return build_request(Progress(text), route.model, goal=goal, tools=tools, observation=seen, recalled=())

    silent = Teller("", lambda _: None)
    chooser = Chooser(parts, Receipt(), Meter(parts.limits), silent, Vault())
    with progress("deciding …", quiet=as_json):
        if route.model.tier in ("device", "scripted"):  # a plan costs no cloud request that a run might not need
            return route.model.decide(build(route))
        return chooser.choose(build, failures=0, so_far=" Nothing was changed on the phone.")[0]
