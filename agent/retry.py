"""What the next try of a sub-goal does otherwise: another way, another tool, another reading, a question.

One per run. It looks back at each failed try (planners/reflect.py), closes what failed, and names what comes next; an
on-device model, which would repeat itself word for word, is asked among what is left. Acts on nothing and allows
nothing. An outward act that may have happened is never tried again, and nothing else is done in its place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from ..android_bridge.errors import BridgeError, CommandFailedError
from ..android_bridge.types import Observation
from ..memory.types import MemoryRow
from ..models.types import DecisionRequest
from ..planners.reflect import (
    Avoid,
    Cause,
    Instead,
    Reflection,
    next_way,
    reflect_on_error,
    reflect_on_proof,
)
from ..planners.sources import Moment, Proposal
from ..tools.types import (
    Context,
    Proof,
    Risk,
    Tool,
    ToolCall,
    ToolError,
    ToolFailedError,
    ToolQuestionError,
    ToolResult,
    ToolRetryError,
    Way,
    WayClosedError,
)
from ..tools.values import normalise_call
from .account import Account
from .envelope import ToolNames, tool_names
from .events import Teller
from .lessons import Lessons, shape_of, way_of
from .misread import faulty_parameter, misread_kinds, other_reading, takes
from .parts import Parts
from .planned import FREE_KINDS

_COMMANDS: Mapping[str, Way] = {
    "am": "intent", "content": "function", "settings": "function", "svc": "function", "cmd": "function",
    "media": "function", "input": "screen", "uiautomator": "screen",
}  # fmt: skip
"""First word of a device command that said no, and which way that was."""
_SAME_ENDS = (frozenset({Risk.OBSERVE, Risk.NAVIGATE}), frozenset({Risk.WRITE, Risk.DESTRUCTIVE}))
"""In the place of a tool only one of the same sort is tried: what was to be told is not done, what was to be done is
not merely told, nothing new leaves the phone, and nothing else is destroyed."""


_AWAY = frozenset({"delete", "cancel", "stop", "remove"})
_MAKES = frozenset({"set", "add", "create", "start", "turn"})
"""First words of tools' names."""
_UNPROVED = "the effect could not be verified on the phone"


@dataclass(frozen=True, slots=True)
class _Failed:
    """One try that failed."""

    call: ToolCall
    tool: Tool
    cause: Cause
    way: Way | None
    said: str


@dataclass(slots=True)
class _Tries:
    """What the tries of one sub-goal came to."""

    wish: str
    failed: list[_Failed] = field(default_factory=list)
    closed: dict[str, set[Way]] = field(default_factory=dict)
    out: set[str] = field(default_factory=set)
    """Tools that did not help."""
    next: Instead = Instead("other")
    call: ToolCall | None = None
    """What the next try calls, where that is known."""
    use: str = ""
    """The tool that a lesson names."""
    insist: dict[str, str] = field(default_factory=dict)
    """Parameters that the user is asked for, and why."""
    followed: dict[str, MemoryRow] = field(default_factory=dict)
    own: bool = True
    """Only the user's words took part in the decisions."""


class Retry:
    """Decides what the next try of a sub-goal does otherwise; a Source."""

    def __init__(self, parts: Parts, tell: Teller) -> None:
        """Take what a run works with."""
        self._parts = parts
        self._tell = tell
        self._reflects = parts.reflects
        self._lessons = Lessons(parts.memory, parts.memory_profile, parts.device.serial)
        self._names: ToolNames | None = None
        self._now = _Tries("")

    def begin(self, wish: str) -> None:
        """Begin a sub-goal: nothing was tried for it."""
        self._now = _Tries(wish)

    # ------------------------------------------------------------------ what comes next

    def propose(self, at: Moment) -> Proposal | None:
        """Propose the call of the next try where code knows it."""
        call, self._now.call = self._now.call, None
        return Proposal(call, "another try") if call is not None else None

    def avoids(self, call: ToolCall, seen: Observation) -> bool:
        """Whether the tool of this call did not help for this wish, now or, as a lesson says, for such wishes before.

        What a lesson says counts only where the phone does not contradict it; its tool is offered next.
        """
        return call.tool in self._now.out or self._learned(call, seen)

    @property
    def has_more(self) -> bool:
        """Whether code knows something else to try."""
        return self._now.next.remedy not in ("other", "none")

    @property
    def insisted(self) -> Mapping[str, str]:
        """Parameters that the user is asked for, and why."""
        return self._now.insist

    def ways(self, tool: Tool) -> frozenset[Way]:
        """Return the ways that are open to this tool now: without those that failed, in this run or in earlier ones."""
        base = self._parts.ways - self._now.closed.get(tool.name, set())
        if not self._reflects or tool.name in self._now.closed:
            return base
        known = [row for row in self._lessons.closed_ways(tool.name) if way_of(row) in base & tool.ways]
        left = base - {way_of(row) for row in known}
        if not known or not left & tool.ways:
            return base
        for row in known:
            self._follow(row, f"{tool.name} → by {row.value['by']}")
        return left

    def offer(self, request: DecisionRequest) -> DecisionRequest:
        """Return the request of an on-device model with the tools that are left."""
        now = self._now
        if not now.out:
            return request
        wanted = [tool for tool in request.tools if tool.name == now.use] or self._others()
        return replace(request, tools=wanted, instead_of=frozenset(now.out))

    def last_resort(self) -> Proposal | None:
        """Return the first call again with its value asked for, where no other tool fits; None where that is no use."""
        failed = self._now.failed
        if not failed or failed[0].cause != "value" or self._question(failed[0]).remedy != "ask":
            return None
        call, self._now.call = self._now.call, None
        return Proposal(call, "a question") if call is not None else None

    def misreads(self, tool: Tool) -> bool:
        """Whether the wish gives a value that this tool does not take and another one would."""
        if not self._reflects or self._parts.models.device is None or tool.name in self._now.out:
            return False
        kinds = misread_kinds(tool, self._now.wish)
        return bool(kinds) and any(takes(other, kinds) for other in self._alike(tool))

    def reads_otherwise(self, tool: Tool, name: str, tried: str, now: datetime) -> str | None:
        """Return other words of the wish that give this argument; None for none."""
        parameter = next((p for p in tool.parameters if p.name == name), None)
        return other_reading(parameter, self._now.wish, now, tried) if parameter and self._reflects else None

    def _others(self) -> list[Tool]:
        """Return the tools that may stand in for the one that failed first: for its value, where that was wrong."""
        now = self._now
        if not now.failed:
            return []
        first = now.failed[0]
        if first.cause == "value" and not misread_kinds(first.tool, now.wish):
            return []  # an impossible time is no length of time
        alike = [tool for tool in self._alike(first.tool) if tool.name not in now.out]
        return alike if first.cause in ("value", "place") else []

    def _alike(self, first: Tool) -> list[Tool]:
        """Return the other tools of the same sort that such words call for; for a value that it cannot be, those only
        that take it.

        What only looks must look for what was named: a list of everything answers nothing.
        """
        sort = next((ends for ends in _SAME_ENDS if first.risk in ends), frozenset())
        if first.risk is Risk.OBSERVE:
            sort = frozenset({Risk.OBSERVE})  # what was asked is not answered by opening a page
        if self._names is None:
            self._names = tool_names(self._parts.registry.all())
        begin = self._names.begin(self._now.wish)
        kinds = misread_kinds(first, self._now.wish)

        def fits(tool: Tool) -> bool:
            if kinds:
                return takes(tool, kinds) and (tool.name in begin or tool.scope == first.scope != ())
            if first.risk < Risk.WRITE:
                return any(p.required and p.kind in FREE_KINDS for p in tool.parameters)
            if tool.risk >= Risk.DESTRUCTIVE:
                return False  # what else could be destroyed was not meant
            return tool.name in begin and tool.preview is not None and _takes_away(first, tool)

        tools = self._parts.registry.select(ways=self._parts.ways, kinds=frozenset({"goal"}))
        return [t for t in tools if t != first and t.risk in sort and fits(t)]

    # ------------------------------------------------------------------ looking back

    def look_back_at_error(
        self, call: ToolCall, own: bool, error: ToolError | BridgeError, may_have_acted: bool
    ) -> Reflection:
        """Reflect on a call that failed, close what failed, and settle what comes next.

        Args:
            call: As it was decided.
            own: Only the user's words took part in the decision.
            error: What it said.
            may_have_acted: An act began that may have been the effect itself.
        """
        if call.tool not in self._parts.registry:
            return reflect_on_error(call.tool, str(error))
        tool = self._parts.registry.lookup(call.tool)
        way = _way_of(error, tool)
        bad = bool(faulty_parameter(call, tool, self._parts.device.now())) or isinstance(
            error.__cause__, ToolQuestionError
        )
        cause: Cause = "value" if isinstance(error, ToolRetryError) and bad else _cause_of(error)
        failed = _Failed(call, tool, "way" if way is not None else cause, way, str(error))
        instead = self._note(failed, own, barred=may_have_acted and tool.risk >= Risk.OUTWARD)
        return reflect_on_error(tool.name, failed.said, failed.cause, Avoid(tool.name, call.arguments, way), instead)

    def look_back_at_proof(
        self, called: tuple[ToolCall, bool] | None, name: str, result: ToolResult, proof: Proof
    ) -> Reflection:
        """Reflect on a call that ran, and whose effect the phone does not show."""
        tool = self._parts.registry.lookup(name)
        call, own = called or (ToolCall(name, {}), False)
        way = result.way if result.way in tool.ways and result.way != "none" else None
        barred = tool.risk >= Risk.OUTWARD or tool.kind != "goal" or call.tool != name
        instead = self._note(_Failed(call, tool, "proof", way, _UNPROVED), own, barred=barred)
        return reflect_on_proof(name, proof.expected, proof.found, Avoid(name, call.arguments, way), instead)

    def check_found(self, tool: Tool, result: ToolResult) -> None:
        """Raise ToolFailedError where a tool that stands in for one that failed has only looked, and found nothing."""
        if self._now.out and tool.kind == "goal" and tool.risk is Risk.OBSERVE and not any(result.data.values()):
            raise ToolFailedError(result.text)

    def give_up(self, error: ToolError | BridgeError | None, account: Account, wish: str) -> Exception:
        """Return how the sub-goal ends, with what the first try said; lessons that were followed did not help."""
        now = self._now
        for row in now.followed.values():
            self._lessons.count(row, helped=False)
        if isinstance(error, BridgeError) and len(now.failed) == 1:
            return error
        if error is not None and not now.out:
            return account.subgoal_failed(wish, str(error))
        return account.subgoal_failed(wish, now.failed[0].said) if now.failed else account.no_tool(wish)

    def _note(self, failed: _Failed, own: bool, *, barred: bool) -> Instead:
        now = self._now
        now.failed.append(failed)
        now.own = now.own and own
        if barred:
            now.next, now.call = Instead("none"), None
        elif self._reflects:
            now.next = self._next(failed)
        elif failed.tool.kind == "goal":
            now.next, now.call = Instead("same", failed.tool.name), failed.call
        return now.next

    def _next(self, failed: _Failed) -> Instead:
        now, tool = self._now, failed.tool
        if failed.way is not None:
            now.closed.setdefault(tool.name, set()).add(failed.way)
            left = next_way((self._parts.ways & tool.ways) - now.closed[tool.name])
            if left is not None and left != "none":
                now.call = failed.call
                return Instead("way", tool.name, left)
        if tool.kind != "goal" or self._parts.models.device is None:
            return Instead("other")
        if failed.cause not in ("place", "value") or now.insist:
            return Instead("none")
        now.out.add(tool.name)
        if self._others():
            return Instead("tool")
        return self._question(now.failed[0]) if now.failed[0].cause == "value" else Instead("none")

    def _question(self, failed: _Failed) -> Instead:
        """Let the user be asked for the value that does not fit, once."""
        now = self._now
        name = faulty_parameter(failed.call, failed.tool, self._parts.device.now())
        if not name or now.insist or self._parts.unattended:
            return Instead("none")
        now.insist[name] = failed.said
        now.out.discard(failed.tool.name)
        now.call = replace(failed.call, arguments={k: v for k, v in failed.call.arguments.items() if k != name})
        return Instead("ask", failed.tool.name, parameter=name)

    # ------------------------------------------------------------------ lessons

    def _learned(self, call: ToolCall, seen: Observation) -> bool:
        now, parts = self._now, self._parts
        if now.failed or now.out or not self._reflects or parts.models.device is None:
            return False
        if call.tool not in parts.registry:
            return False
        tool = parts.registry.lookup(call.tool)
        row = self._lessons.instead_of(shape_of(now.wish, call, tool), tool.name) if tool.kind == "goal" else None
        if row is None or row.value["use"] not in parts.registry:
            return False
        use = parts.registry.lookup(str(row.value["use"]))
        if use not in self._alike(tool) or _would_do(call, tool, Context(parts.device, None, seen.time, seen)):
            return False
        self._follow(row, f"{tool.name} → {use.name}")
        now.out.add(tool.name)
        now.use = use.name
        return True

    def _follow(self, row: MemoryRow, what: str) -> None:
        if row.id not in self._now.followed:
            self._now.followed[row.id] = row
            self._tell.tell("used", rows=[{"id": row.id, "what": what, "text": row.text, "source": row.source}])

    def succeeded(self, name: str, way: Way) -> None:
        """Keep what helped after tries that failed; count the lessons that were followed."""
        now = self._now
        for row in now.followed.values():
            self._lessons.count(row, helped=True)
        if not now.failed or not now.own or not self._reflects:
            return
        first = now.failed[0]
        if first.tool.name != name:
            shape = shape_of(now.wish, first.call, first.tool)
            self._lessons.keep_tool(shape, first.tool.name, name, first.cause, now.wish)
            return
        closed = sorted(now.closed.get(name, ()))
        for one in closed if way not in (*closed, "none") else ():
            self._lessons.keep_way(name, one, way)


def _takes_away(first: Tool, other: Tool) -> bool:
    """Whether both take away what is there: only then `it is not there` leads from one to the other."""
    verbs = {tool.name.split("_")[0] for tool in (first, other)}
    return verbs <= _AWAY or (len(verbs) == 1 and not verbs & _MAKES)


def _would_do(call: ToolCall, tool: Tool, context: Context) -> bool:
    """Whether the tool finds what it needs this time; only looks."""
    try:
        tool.resolve(context, normalise_call(call, tool, context.now))
    except (ToolError, BridgeError):
        return False
    return tool.preview is not None


def _way_of(error: ToolError | BridgeError, tool: Tool) -> Way | None:
    """Return the way that was found closed; None where the failure says nothing about ways."""
    if isinstance(error, WayClosedError):
        return error.way
    said: BaseException | None = error
    while said is not None and not isinstance(said, CommandFailedError):
        said = said.__cause__
    if said is None or not said.command:
        return None
    way = _COMMANDS.get(said.command.split(maxsplit=1)[0])
    return way if way in tool.ways else None


def _cause_of(error: ToolError | BridgeError) -> Cause:
    return "place" if isinstance(error, ToolError) else "error"
