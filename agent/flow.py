"""Which sub-goal comes next, and what flows into it: conditions, values read before, items of a loop, waits.

Holds the plan while it runs. Conditions and values are settled by code from what the phone said; no model reads them.
A look runs just before the first sub-goal that needs it, and not at all where none does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ..android_bridge.labels import Confidentiality
from ..planners.plan import Plan, SubGoal, Test
from ..tools.types import Risk, ToolCall, ToolRetryError
from .account import Account
from .act import Acted
from .conditions import UnreadableError, holds
from .events import Teller
from .filling import Filler
from .flowed import OF_PLAN, Ask, Filled, Read
from .limits import Declined
from .parts import Parts
from .repairer import agrees
from .values_read import Item, items_of, name_of
from .waits import Waiting

MOST_ITEMS = 20
"""A loop over more items asks first, and does so many."""
_NAMED = 5
_TOLD_CHARS = 200


@dataclass(slots=True)
class Flow:
    """The course of one run through its plan."""

    plan: Plan
    tell: Teller
    parts: Parts
    account: Account
    ask: Ask
    words: Callable[[], str] = lambda: ""
    """Everything that the user said in this run; kept with the plan."""
    read: dict[int, Read] = field(default_factory=dict)
    """What closed sub-goals brought, by their index."""
    _answers: dict[str, bool] = field(default_factory=dict)
    """What the user said of conditions that nothing on the phone tells."""
    _waiting: Waiting | None = None
    _fills: Filler = field(init=False)

    def __post_init__(self) -> None:
        """Give the filler what is read."""
        self._fills = Filler(self.read, self.parts, self.account, self.ask)

    # ------------------------------------------------------------------ the course

    def next(self) -> int | None:
        """Return the index of the next sub-goal to pursue; None when the plan is over.

        Sub-goals whose condition does not hold are skipped on the way, and told.

        Raises:
            EpisodeEnd: A condition cannot be read, nobody answers, or a wait is over without what was waited for.
        """
        while (index := self._open()) is not None:
            found = self._prepare(index)
            if found is not None:
                takes = self.plan.subgoals[found].takes
                self.tell.stands_for = {take.stand_in: f"‹{take.words}›" for take in takes if take.stand_in}
                return found
        self._close_looks()
        return None

    def _open(self) -> int | None:
        """Return the first sub-goal that is open and wanted for itself; looks run only where another needs them."""
        return next((n for n, s in enumerate(self.plan.subgoals) if s.state == "open" and s.role != "look"), None)

    def _prepare(self, index: int) -> int | None:
        """Return what has to be pursued for this sub-goal to be done: itself, or a look that it needs first.

        None where it was skipped or replaced, and the next one is due.
        """
        subgoal = self.plan.subgoals[index]
        if subgoal.role == "wait":
            return self._wait(index)
        test = subgoal.when
        if test is not None and test.kind == "asked":
            if self._asked(test):
                return self._take(index)
            self._skip(
                index, f"You said no to “{test.words}”." if not test.negated else f"“{test.words}”: you said yes."
            )
            return None
        if test is not None and test.of != index:
            needed = self._needed(index, test.of)
            if needed != index:
                return needed
            if not self._holds(test):
                self._skip(index, self._fact(test.of))
                return None
        return self._take(index)

    def _take(self, index: int) -> int | None:
        """Return this sub-goal, or a look that a value or a loop of it needs; None where it was replaced."""
        subgoal = self.plan.subgoals[index]
        for of in (*(() if subgoal.each is None else (subgoal.each,)), *(take.of for take in subgoal.takes)):
            if (needed := self._needed(index, of)) != index:
                return needed
        if subgoal.each is not None:
            self._expand(index, subgoal)
            return None
        return index

    def _needed(self, index: int, of: int) -> int | None:
        """Return `index` where the look `of` has been read, else what has to be pursued for that; None: skipped."""
        if of in self.read:
            return index
        source = self.plan.subgoals[of]
        if source.state == "skipped":
            self._skip(index, f"“{source.text}” was left undone.")
            return None
        if source.when is not None and source.role == "look" and source.when.of != of:
            needed = self._needed(of, source.when.of)
            if needed != of:
                return needed
            if not self._holds(source.when):
                self._skip(of, self._fact(source.when.of))
                return None
        if source.state != "open":  # it was done before an interruption; what only looks may look again
            if source.call is None or self.parts.registry.lookup(source.call.tool).risk > Risk.OBSERVE:
                raise self.account.subgoal_failed(
                    self.plan.subgoals[index].text, f"what “{source.text}” brought before the interruption is lost"
                )
            self.plan = self.plan.mark(of, "open")
        return of

    def close(self, index: int, acted: Acted) -> bool:
        """Note and keep what a sub-goal brought; return whether it is done: a wait is once its condition holds."""
        subgoal, result = self.plan.subgoals[index], acted.result
        if subgoal.role == "wait" and subgoal.when is not None and not self._wait_holds(subgoal.when, result.data):
            return False
        self.read[index] = Read(result.data or {"told": result.text}, result.label, result.text)
        self._waiting = None
        self.plan = self.plan.mark(index, "done", expected=acted.proof.expected, found=acted.proof.found)
        self.parts.journal.close_subgoal(
            self.account.run, index, acted.tool, result.text, result.effect, acted.proof.found, read=self._kept(index)
        )
        return True

    def _kept(self, index: int) -> Read | None:
        """Return what the journal keeps for other sub-goals; None where none needs it, and for secrets: read again."""
        found = self.read[index]
        used = {
            of
            for s in self.plan.subgoals
            for of in (s.each, s.when.of if s.when else None, *(take.of for take in s.takes))
        }
        return found if index in used and found.label.confidentiality is not Confidentiality.SECRET else None

    def fill(self, index: int, call: ToolCall, *, strict: bool = True) -> Filled:
        """Return the call with values for their stand-ins, and where they were read.

        Args:
            index: Of the sub-goal.
            call: As it was decided.
            strict: It was decided by what knows stand-ins alone; else a value that nothing takes is left out.

        Raises:
            ToolRetryError: A sub-goal that only looks was answered with a call that acts.
            EpisodeEnd: A value does not stand in what was read, or nobody says which of several is meant.
        """
        subgoal = self.plan.subgoals[index]
        tool = self.parts.registry.lookup(call.tool)
        if subgoal.role == "act":
            return self._fills.fill(subgoal, call, tool, strict=strict)
        if tool.risk > Risk.OBSERVE:
            raise ToolRetryError(f"{tool.name} acts, and “{subgoal.text}” only looks; nothing was done")
        return Filled(call)

    # ------------------------------------------------------------------ conditions

    def _holds(self, test: Test) -> bool:
        try:
            return holds(test, self.read[test.of].data)
        except UnreadableError as error:
            raise self.account.unread(test.words, str(error)) from error

    def _asked(self, test: Test) -> bool:
        """Ask the user for what nothing on the phone tells, once a run."""
        if test.words not in self._answers:
            question = f"“{test.words}”: the phone cannot tell. Is it so?"
            self._answers[test.words] = agrees(self.ask(question, ("yes", "no"), OF_PLAN))
        return self._answers[test.words] is not test.negated

    def _fact(self, of: int) -> str:
        """Return what a look found, in one line that ends like a sentence."""
        lines = [line.strip() for line in self.read[of].text.splitlines() if line.strip()]
        fact = lines[0] if len(lines) == 1 else "; ".join(lines).replace(":;", ":")
        fact = fact if len(fact) <= _TOLD_CHARS else f"{fact[:_TOLD_CHARS].rstrip()} …"
        return fact if fact.endswith((".", "!", "?", "…", "。")) else f"{fact}."

    def _skip(self, index: int, why: str) -> None:
        """Leave a sub-goal rightly undone, tell it and keep it."""
        subgoal = self.plan.subgoals[index]
        told = f"{why} So this was not done: {subgoal.text}."
        self.plan = self.plan.mark(index, "skipped", found=why)
        self.tell.tell("plan", subgoals=list(self.plan.texts), skipped=index, text=told)
        self.parts.journal.skip_subgoal(self.account.run, index, told)
        if not self._other_branch_done(subgoal):
            self.account.skip(told)

    def _other_branch_done(self, subgoal: SubGoal) -> bool:
        """Whether this is the `otherwise` of a condition that held: nobody needs to be told that it was left out."""
        when = subgoal.when
        if when is None or when.how != "otherwise":
            return False
        others = [s for s in self.plan.subgoals if s.when is not None and s is not subgoal]
        return any(s.state == "done" and s.when is not None and s.when.words == when.words for s in others)

    def _close_looks(self) -> None:
        """Mark the looks that nobody needed."""
        for index, subgoal in enumerate(self.plan.subgoals):
            if subgoal.state == "open":
                self.plan = self.plan.mark(index, "skipped", found="nothing needed it")

    # ------------------------------------------------------------------ loops

    def _expand(self, index: int, subgoal: SubGoal) -> None:
        """Replace a sub-goal by one for each item that its look found; tell and keep the longer plan."""
        of = subgoal.each
        assert of is not None
        items = items_of(self.read[of].data)
        chosen = _once_each(items) if _means_people(subgoal, of) else list(range(len(items)))
        if not chosen:
            self._skip(index, self._fact(of))
            return
        if len(chosen) > MOST_ITEMS:
            question = f"“{subgoal.text}”: there are {len(chosen)}. Shall I do it for the first {MOST_ITEMS}?"
            if not agrees(self.ask(question, ("yes", "no"), OF_PLAN)):
                raise Declined(f"“{subgoal.text}” for {len(chosen)}: you did not say yes. It was not done.")
            chosen = chosen[:MOST_ITEMS]
        copies = [
            replace(
                subgoal,
                each=None,
                when=None,
                takes=tuple(replace(take, item=n) if take.of == of else take for take in subgoal.takes),
            )
            for n in chosen
        ]
        before, after = self.plan.subgoals[:index], self.plan.subgoals[index + 1 :]
        later = tuple(_moved(s, index, len(chosen) - 1) for s in after)
        self.plan = replace(self.plan, subgoals=(*before, *copies, *later))
        names = ", ".join(name_of(items[n]) for n in chosen[:_NAMED])
        more = f" and {len(chosen) - _NAMED} more" if len(chosen) > _NAMED else ""
        told = f"for each of {len(chosen)}: {names}{more}"
        self.tell.tell("plan", subgoals=list(self.plan.texts), times=len(chosen), text=told)
        self._keep_plan()

    def _keep_plan(self) -> None:
        self.parts.journal.set_plan(self.account.run, self.plan.as_json(), self.words())

    # ------------------------------------------------------------------ waits

    def _wait(self, index: int) -> int:
        """Return the waiting sub-goal when it is time to look: at once, and then when a quiet look says that it holds.

        Raises:
            LimitReached: The patience is over.
        """
        subgoal = self.plan.subgoals[index]
        if subgoal.call is not None and subgoal.call.arguments.get("new", "").lower() in ("yes", "on", "true"):
            since = self.parts.device.now().replace(microsecond=0).isoformat()
            call = replace(subgoal.call, arguments={**subgoal.call.arguments, "new": since})
            subgoals = list(self.plan.subgoals)
            subgoals[index] = subgoal = replace(subgoal, call=call)
            self.plan = replace(self.plan, subgoals=tuple(subgoals))
            self._keep_plan()  # what comes while the run is interrupted counts, too
        if self._waiting is None or self._waiting.index != index:
            self._waiting = Waiting(index, subgoal, self.parts, self.tell, self.account)
        else:
            test = subgoal.when
            self._waiting.until(lambda data: test is None or self._wait_holds(test, data))
        return index

    def _wait_holds(self, test: Test, data: Mapping[str, Any]) -> bool:
        """Return whether what is waited for is there; `new` messages are those that the look brings."""
        try:
            return holds(replace(test, value="") if test.kind == "found" else test, data)
        except UnreadableError as error:
            raise self.account.unread(test.words, str(error)) from error


def _means_people(subgoal: SubGoal, of: int) -> bool:
    """Whether a loop is over who called or wrote, and not over each call or message."""
    return all(take.kind in ("name", "phone") for take in subgoal.takes if take.of == of)


def _once_each(items: Sequence[Item]) -> list[int]:
    """Return the indexes of the items with each person once, however often he called or wrote."""
    first: dict[str, int] = {}
    for n, item in enumerate(items):
        first.setdefault(str(item.get("number") or name_of(item) or n), n)
    return list(first.values())


def _moved(subgoal: SubGoal, index: int, by: int) -> SubGoal:
    """Return a sub-goal whose references go on past what took the place of sub-goal `index`."""

    def new(of: int) -> int:
        return of + by if of > index else of

    return replace(
        subgoal,
        each=None if subgoal.each is None else new(subgoal.each),
        when=replace(subgoal.when, of=new(subgoal.when.of)) if subgoal.when is not None else None,
        takes=tuple(replace(take, of=new(take.of)) for take in subgoal.takes),
    )
