"""A plan is data: sub-goals in the user's words, what each waits for, and what flows from one to the next.

    "If Bob has written, text Mum the address that he sent"
    0 look   read_messages(sender=Bob)
    1 act    "text Mum the address that he sent"    when 0 found something, takes `address` of 0

A plan is made of the user's words alone, before anything of the phone is read, so nothing on the phone can change it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, get_args

from ..tools.types import ToolCall

SubGoalState = Literal["open", "done", "failed", "skipped"]
"""`skipped`: its condition did not hold, so it was rightly left undone."""
Role = Literal["act", "look", "wait"]
"""`act`: the user wants it done or told. `look`: only other sub-goals need it. `wait`: like `look`, repeated until its
own test holds or the wait is over."""
TestKind = Literal["found", "is", "below", "above", "holds_text", "asked"]
"""`found`: the look brought anything. `is`: its state is `value`. `below`, `above`: its number against `value`.
`holds_text`: its text has the words `value`. `asked`: nothing on the phone tells it; the user is asked."""
How = Literal["if", "unless", "otherwise"]
TakeKind = Literal["text", "phone", "time", "when", "day", "duration", "address", "name", "number", "level"]


@dataclass(frozen=True, slots=True)
class Test:
    """A condition over what an earlier sub-goal found."""

    __test__ = False  # pytest: this is no test case

    of: int
    """Index of that sub-goal; of a waiting sub-goal its own."""
    kind: TestKind
    words: str
    """The condition in the user's words, such as `the battery is below 30 percent`."""
    value: str = ""
    negated: bool = False

    how: How = "if"
    """How the user's words hang on it; for people alone, `negated` says what counts."""

    @property
    def told(self) -> str:
        """In words, such as `if the battery is below 30 percent`."""
        return f"otherwise (not: {self.words})" if self.how == "otherwise" else f"{self.how} {self.words}"


@dataclass(frozen=True, slots=True)
class Take:
    """A value that the words of a sub-goal speak of and an earlier one reads."""

    of: int
    kind: TakeKind
    words: str
    """The user's words for it, such as `the address that Alice Chen sent me`."""
    stand_in: str = ""
    """What stands for it in `SubGoal.asks`: a value of the same kind, so that a model can copy it into an argument.
    The real value replaces it in the call, after the decision; so a model never reads it."""
    item: int | None = None
    """Of a loop's sub-goal: which of the items. None: the words tell."""


@dataclass(frozen=True, slots=True)
class SubGoal:
    """One wish that one tool call, or a few, can fulfil."""

    text: str
    """In the user's words."""
    state: SubGoalState = "open"
    expected: str = ""
    """The post-condition in words; known once a tool with a probe was chosen."""
    found: str = ""
    """What the device said when the post-condition was read back."""
    role: Role = "act"
    asks: str = ""
    """What an on-device model reads in the place of `text`: with stand-ins for values that are read first."""
    call: ToolCall | None = None
    """The call, where the words alone fix it; then no model is asked."""
    when: Test | None = None
    takes: tuple[Take, ...] = ()
    each: int | None = None
    """Once for each item that this earlier sub-goal finds; replaced by one sub-goal an item when it is reached."""

    @property
    def wish(self) -> str:
        """What a decider reads that must not see values of the phone."""
        return self.asks or self.text


@dataclass(frozen=True, slots=True)
class Plan:
    """The sub-goals of a goal, in order."""

    goal: str
    subgoals: tuple[SubGoal, ...]

    def mark(self, index: int, state: SubGoalState, *, expected: str = "", found: str = "") -> Plan:
        """Return the plan with one sub-goal's state changed."""
        done = replace(self.subgoals[index], state=state, expected=expected, found=found)
        return replace(self, subgoals=(*self.subgoals[:index], done, *self.subgoals[index + 1 :]))

    @property
    def texts(self) -> tuple[str, ...]:
        """The sub-goals' words."""
        return tuple(s.text for s in self.subgoals)

    @property
    def facts(self) -> dict[str, Any]:
        """What is told of the plan: the sub-goals' words, which of them only look or are done, what they hang on."""
        looks = [n for n, s in enumerate(self.subgoals) if s.role == "look"]
        hang = {str(n): s.when.told for n, s in enumerate(self.subgoals) if s.when is not None and s.role != "wait"}
        done = [n for n, s in enumerate(self.subgoals) if s.state == "done"]
        waits = [n for n, s in enumerate(self.subgoals) if s.role == "wait"]
        more = {"looks": looks, "waits": waits, "conditions": hang, "done": done}
        return {"subgoals": list(self.texts), **{name: value for name, value in more.items() if value}}

    @property
    def asks(self) -> dict[str, str]:
        """What on-device models read, by the sub-goals' words; an empty text where they read those."""
        return {s.text: s.asks for s in self.subgoals}

    def as_json(self) -> list[dict[str, Any]]:
        """Return the sub-goals for the journal and the trace; `from_json` reads them back."""
        return [_subgoal_as_json(s) for s in self.subgoals]

    @staticmethod
    def from_json(goal: str, rows: list[Mapping[str, Any] | str]) -> Plan:
        """Return the plan of such rows; a row that is a text is a plain wish. ValueError for anything else."""
        return Plan(goal, tuple(_subgoal_of(row) for row in rows))


def _subgoal_as_json(subgoal: SubGoal) -> dict[str, Any]:
    """Return what is not its default."""
    row = asdict(replace(subgoal, call=None))
    if subgoal.call is not None:
        row["call"] = {"tool": subgoal.call.tool, "arguments": dict(subgoal.call.arguments)}
    blank = asdict(SubGoal(""))
    return {name: value for name, value in row.items() if name == "text" or value != blank[name]}


def _subgoal_of(row: Mapping[str, Any] | str) -> SubGoal:
    if isinstance(row, str):
        return SubGoal(row)
    try:
        call, when = row.get("call"), row.get("when")
        subgoal = SubGoal(**{**row, "call": None, "when": None, "takes": ()})
        subgoal = replace(
            subgoal,
            call=ToolCall(str(call["tool"]), {str(k): str(v) for k, v in call["arguments"].items()}) if call else None,
            when=Test(**when) if when else None,
            takes=tuple(Take(**take) for take in row.get("takes", ())),
        )
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"{str(row)[:80]!r} is no sub-goal") from error
    if not _is_sound(subgoal):
        raise ValueError(f"{str(row)[:80]!r} is no sub-goal")
    return subgoal


def _is_sound(subgoal: SubGoal) -> bool:
    """Return whether what was read from JSON has the types and the words that a sub-goal has."""
    texts: list[object] = [subgoal.text, subgoal.expected, subgoal.found, subgoal.asks]
    numbers: list[object] = [] if subgoal.each is None else [subgoal.each]
    words: list[tuple[object, object]] = [(subgoal.state, SubGoalState), (subgoal.role, Role)]
    if (test := subgoal.when) is not None:
        texts += [test.words, test.value]
        numbers.append(test.of)
        words += [(test.kind, TestKind), (test.how, How)]
    for take in subgoal.takes:
        texts += [take.words, take.stand_in]
        numbers += [take.of, *([] if take.item is None else [take.item])]
        words.append((take.kind, TakeKind))
    return (
        all(isinstance(text, str) for text in texts)
        and all(type(number) is int for number in numbers)
        and all(isinstance(word, str) and word in get_args(known) for word, known in words)
    )
