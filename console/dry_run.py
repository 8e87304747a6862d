"""`ainos do --dry-run`: the plan, the tools and their side effects; decides, and stops before every act.

Nothing is read on the phone for conditions and values: stand-ins for what a run would read are shown as ‹the words›.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..agent.choose import Chooser
from ..agent.events import Teller
from ..agent.guard import describe_call
from ..agent.limits import Meter
from ..agent.receipt import Receipt
from ..agent.remembered import Remembered
from ..models.passes import EXPECTED_TOKENS_OUT, estimate_tokens
from ..models.redaction import Vault
from ..models.router import REASONS, Route
from ..models.routing_table import KEEP_FROM, kind_of, packaged_table
from ..models.types import Decision, DecisionRequest, RemoteModel
from ..planners.plan import Plan, SubGoal, Take
from ..planners.planner import make_plan
from ..planners.react import Progress, build_request
from ..planners.sources import Moment, PlannedCall, Source
from ..tools.types import Context, Risk, Tool, ToolCall, ToolError
from .progress import progress
from .trace import TIERS, inert

if TYPE_CHECKING:
    from ..android_bridge.types import Observation
    from .wiring import Session

_EFFECTS = {
    Risk.OBSERVE: "looks only", Risk.NAVIGATE: "opens a screen", Risk.WRITE: "changes the phone (reversible)",
    Risk.OUTWARD: "leaves the phone", Risk.DESTRUCTIVE: "deletes; would ask you",
}  # fmt: skip
Row = dict[str, Any]


def show_plan(goal: str, session: Session, *, as_json: bool) -> int:
    """Print what a run would do; return 0 when every part has a tool, else 1."""
    rows = DryRun(session, as_json).rows(goal)
    whole = all(row["tool"] for row in rows)
    if as_json:
        plan = {"type": "plan", "time": round(time.time(), 3), "run": "", "step": 0, "dry_run": True, "subgoals": rows}
        print(json.dumps(plan))
        return 0 if whole else 1
    print("dry run: nothing is changed on the phone")
    for number, row in enumerate(rows, 1):
        for line in _lines(number, row):
            print(inert(line))
    if not whole:
        print("next:  ainos tools list")
    return 0 if whole else 1


def plan_of(goal: str, session: Session) -> Plan:
    """Return the plan that a run of this goal begins with; needs the user's words and the memory alone."""
    parts = session.parts
    remembered = Remembered(parts, Teller("", lambda _: None), Receipt())
    wishes = remembered.split(goal, remembered.steps_of(goal), parts.judge)
    return make_plan(goal, wishes, parts.judge)


def _lines(number: int, row: Mapping[str, Any]) -> list[str]:
    """Return what a person reads of one sub-goal."""
    role = {"look": "look, only if it is needed: ", "wait": "wait until: "}.get(row["role"], "")
    lines = [f"{number}. {role}{row['subgoal']}"]
    if row["condition"]:
        lines.append(f"   {row['condition']['words']}{_from(row['condition']['from'])}")
    if row["each"]:
        lines.append(f"   once for each that {row['each']} finds")
    lines += [f"   takes ‹{take['words']}› ({take['kind']}){_from(take['from'])}" for take in row["takes"]]
    if not row["tool"]:
        return [*lines, f"   {row['why']}"]
    lines.append(f"   {row['tool']}: {row['what']}")
    by = "no model" if row["tier"] == "template" else TIERS.get(row["tier"], row["tier"])
    cost = f"about ${row['usd']:.4f}" if row["usd"] else "costs nothing"
    asks = "; asks you" if row["asks"] else ""
    return [*lines, f"   {row['effect']}{asks}; decided by {row['model']} ({by}), {cost}; way: {row['way']}"]


def _from(number: int | None) -> str:
    return f", read by {number}" if number else ", asked of you"


@dataclass(slots=True)
class DryRun:
    """Decides each sub-goal of a plan as a run would, and carries none out."""

    session: Session
    quiet: bool = False
    _seen: Observation | None = None
    _remembered: Remembered = field(init=False)

    def __post_init__(self) -> None:
        """Take the memory for names and fixed phrases; nothing is written into it."""
        self._remembered = Remembered(self.session.parts, Teller("", lambda _: None), Receipt())

    def rows(self, goal: str) -> list[Row]:
        """Return what a run would do, a row a sub-goal, in the order of the plan."""
        self._seen = self.session.parts.device.observe()
        plan = plan_of(goal, self.session)
        return [self._row(plan, index) for index in range(len(plan.subgoals))]

    def _row(self, plan: Plan, index: int) -> Row:
        subgoal = plan.subgoals[index]
        row: Row = {
            "subgoal": subgoal.text, "role": subgoal.role, "condition": None, "takes": [], "each": None, "tool": None,
        }  # fmt: skip
        test = subgoal.when
        if test is not None and subgoal.role != "wait":
            row["condition"] = {"words": test.told, "kind": test.kind, "from": test.of + 1 if test.of >= 0 else None}
        row["each"] = None if subgoal.each is None else subgoal.each + 1
        row["takes"] = [{"words": _words(t, subgoal), "kind": t.kind, "from": t.of + 1} for t in subgoal.takes]
        decision = self._decide(plan, index)
        if decision is None or decision.call is None:
            return {**row, "why": "no model" if decision is None else "no tool fits"}
        tool = self.session.parts.registry.lookup(decision.call.tool)
        return {
            **row, "tool": tool.name, "what": self._what(decision.call, tool, subgoal), "effect": _EFFECTS[tool.risk],
            "model": decision.model, "tier": decision.tier, "usd": self._usd(decision, subgoal),
            "apps": list(tool.scope), "way": self._way(tool),
            "asks": tool.risk >= Risk.WRITE and (bool(subgoal.takes) or tool.risk is Risk.DESTRUCTIVE),
        }  # fmt: skip

    # ------------------------------------------------------------------ who decides, and for how much

    def _decide(self, plan: Plan, index: int) -> Decision | None:
        """Return the decision of the first source that proposes one, else of a model; None where there is none."""
        parts, subgoal = self.session.parts, plan.subgoals[index]
        assert self._seen is not None
        at = Moment("", plan, index, Progress(subgoal.text), self._seen, 0, parts.registry, parts.ways)
        sources: tuple[Source, ...] = (PlannedCall(), self._remembered, *parts.deciders)
        for source in sources:
            if (proposal := source.propose(at)) is not None:
                return proposal.decision
        route = parts.models.cheapest()
        return None if route is None else self._ask(route, subgoal.wish, plan.goal)

    def _ask(self, route: Route, text: str, goal: str) -> Decision:
        """Let a model decide one part, under the same rules for what may leave as in a run."""
        parts, seen = self.session.parts, self._seen
        assert seen is not None

        def build(route: Route) -> DecisionRequest:
            return self._request(route, text, goal)

        silent = Teller("", lambda _: None)
        chooser = Chooser(parts, Receipt(), Meter(parts.limits), silent, Vault())
        with progress("deciding …", quiet=self.quiet):
            if route.model.tier in ("device", "scripted"):  # a plan costs no cloud request that a run might not need
                return route.model.decide(build(route))
            return chooser.choose(build, failures=0, so_far=" Nothing was changed on the phone.")[0]

    def _request(self, route: Route, text: str, goal: str) -> DecisionRequest:
        assert self._seen is not None
        tools = self.session.offered(text, route.model.tier)
        return build_request(Progress(text), route.model, goal=goal, tools=tools, observation=self._seen, recalled=())

    def _usd(self, decision: Decision, subgoal: SubGoal) -> float:
        """Return what deciding this costs: what a cloud reported, else the estimate for one that would be asked."""
        if decision.usage.usd:
            return round(decision.usage.usd, 6)
        stronger = self.session.parts.models.cloud
        likely = decision.tier == "device" and packaged_table().answered(kind_of(subgoal.wish), decision) < KEEP_FROM
        if not likely or not isinstance(stronger, RemoteModel):
            return 0.0
        request = self._request(Route(stronger, REASONS["unsure"], "unsure"), subgoal.wish, subgoal.text)
        size = len(request.screen) + len(request.goal) + sum(len(str(tool.json_schema)) for tool in request.tools)
        return round(stronger.price.usd(estimate_tokens(size), EXPECTED_TOKENS_OUT), 6)

    def _way(self, tool: Tool) -> str:
        """Return the way that is tried first of those that are open."""
        open_ways = tool.ways & self.session.parts.ways
        return next((way for way in ("function", "intent", "screen") if way in open_ways), "none")

    # ------------------------------------------------------------------ in words

    def _what(self, call: ToolCall, tool: Tool, subgoal: SubGoal) -> str:
        """Return what the call would do; where values are read first, with the words for them."""
        parts, seen = self.session.parts, self._seen
        assert seen is not None
        if subgoal.takes:
            return describe_call(tool, _with_words(call, subgoal))
        context = Context(parts.device, None, seen.time, seen, parts.ways)
        try:
            stood = self._remembered.stand_in(call, tool, lambda _, choices: choices[0])
            return describe_call(tool, self.session.guard.resolve(stood.call, tool, context))
        except ToolError as error:
            return f"would ask: {error}"


def _with_words(call: ToolCall, subgoal: SubGoal) -> dict[str, str]:
    """Return a call's arguments with ‹the user's words› for the stand-ins of values that are read first."""
    arguments = dict(call.arguments)
    for take in subgoal.takes:
        if take.stand_in:
            pattern = re.compile(rf"(?<!\w){re.escape(take.stand_in)}(?!\w)", re.IGNORECASE)
            words = f"‹{_words(take, subgoal)}›".replace("\\", "")
            arguments = {k: pattern.sub(words, v) for k, v in arguments.items()}
    return arguments


def _words(take: Take, subgoal: SubGoal) -> str:
    """Return the user's words for a value; of a loop's item, which he names all at once, what it is."""
    return f"the {take.kind} of each" if take.of == subgoal.each else take.words
