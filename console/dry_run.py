"""`ainos do --dry-run`: the plan, the tools and their side effects; decides, and stops before every act."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

from ..agent.guard import describe_call
from ..models.types import DecisionRequest
from ..planners.react import Progress, build_request
from ..planners.split import split_goal
from ..tools.types import Context, Risk, ToolError
from .progress import progress
from .trace import inert

if TYPE_CHECKING:
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
    for text in split_goal(goal, parts.judge):
        route = parts.models.first()
        if route is None:
            rows.append({"subgoal": text, "tool": None, "why": "no model"})
            whole = False
            continue
        tools = session.offered(text, route.model.tier)
        request: DecisionRequest = build_request(
            Progress(text), route.model, goal=goal, tools=tools, observation=observation, recalled=()
        )
        with progress("deciding …", quiet=as_json):
            decision = route.model.decide(request)
        if decision.call is None:
            rows.append({"subgoal": text, "tool": None, "why": "no tool fits"})
            whole = False
            continue
        tool = parts.registry.lookup(decision.call.tool)
        context = Context(parts.device, None, observation.time, observation, parts.ways)
        try:
            what = describe_call(tool, session.guard.resolve(decision.call, tool, context))
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
            print(f"   {row['effect']}; decided by {row['model']}")
        else:
            print(f"   {row['why']}")
    if not whole:
        print("next:  ainos tools list")
    return 0 if whole else 1
