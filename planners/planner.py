"""From a goal to a plan. Knows the user's words alone: no device, no screen, no memory.

Every wish becomes one sub-goal or a few: the looks that its condition and its values need, then itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from ..tools.types import ToolCall
from .asides import named_first, without_asides
from .chinese import (
    is_chinese,
    person_in_chinese,
    several_in_chinese,
    thing_in_chinese,
    wish_in_english,
)
from .clauses import SO, Clause, opens, read_clause
from .conditions import ASKED, Around, Condition, read_condition
from .lookups import read_lookup, reads, tell_found
from .loops import SENDER, Loop, deletion, read_each, read_loop, several, thing_of
from .phrases import NAME
from .plan import Plan, Role, SubGoal, Take, TakeKind, Test
from .prohibitions import is_prohibition, without_prohibitions
from .references import Flow, Known, read_flow, stand_in_for
from .referents import name_in, names_nobody, person_in, replace_pronouns, thing_in
from .split import Judge, split_goal

_SET_ALARM = re.compile(r"(?i)\bset the (\d\S*(?: [ap]\.?m\.?)?) alarm$")
_BARE = re.compile(r"(?i)(?:there(?:'s| is| are) )?(?:(?P<none>nothing|none|no)|something|any|some|anything)")
"""What a condition says that only makes sense after a look: `what is on tomorrow? If nothing, …`."""
_IT_IS = re.compile(r"(?i)^it(?:'s| is)(?= )|^it(?= (?:drops|falls|goes|has))")
_THANKS = re.compile(r"(?i)[,\s]+(?:please|thanks|thank you|thx)[.!\s]*$")


def make_plan(goal: str, wishes: Iterable[str], judge: Judge | None = None) -> Plan:
    """Return the plan for the single wishes of a goal.

    Args:
        goal: All that the user asked.
        wishes: Its single wishes, in order, each in the user's words; a condition with all that hangs on it is one.
        judge: Ranks tools for a wish, where there is an on-device model.
    """
    draft = _Draft(goal, judge)
    for wish in _asked(list(wishes)):
        draft.add(wish)
    return Plan(goal, tuple(draft.subgoals))


def _asked(wishes: list[str]) -> list[str]:
    """Return wishes without those that only forbid: the guard holds calls against them (agent/guard.py)."""
    return [wish for wish in wishes if not is_prohibition(wish)] or wishes


@dataclass(slots=True)
class _Draft:
    """The plan while it is made, and what its wishes spoke of so far."""

    goal: str
    judge: Judge | None
    subgoals: list[SubGoal] = field(default_factory=list)
    person: str = ""
    thing: str = ""
    source: int | None = None
    """The last sub-goal that reads something."""

    def add(self, wish: str) -> None:
        """Add one wish, with what it needs before it."""
        clause = read_clause(wish)
        if clause is None and opens(wish):  # its end is unclear: better ask than do it whatever holds
            self._append(SubGoal(wish, when=Test(-1, "asked", wish)))
        elif clause is None:
            self._add_wish(wish, None)
        elif clause.how == "wait":
            self._add_wait(clause)
        else:
            self._add_conditional(clause)

    # ------------------------------------------------------------------ conditions and waits

    def _add_conditional(self, clause: Clause) -> None:
        """Add the look, the acts under its condition, and those for when it does not hold."""
        around = Around(self.person, clause.act or clause.otherwise)
        if clause.condition == SO:  # its question is a wish of its own: what it finds is not known here
            clause = replace(clause, condition=self.subgoals[-1].text if self.subgoals else clause.act)
            condition, of = ASKED, -1
        else:
            condition, of = self._both(clause, around)
        self._speak_of(condition)
        negated = condition.negated != (clause.how == "unless")
        holds = Test(
            of, condition.kind, clause.condition, condition.value, negated, "unless" if clause.how == "unless" else "if"
        )
        other = replace(holds, negated=not negated, how="otherwise")
        for text, test in ((clause.act, holds), (clause.otherwise, other)):
            for wish in _asked(split_goal(text, self.judge)) if text else ():
                self._add_wish(wish, test)

    def _both(self, clause: Clause, around: Around) -> tuple[Condition, int]:
        """Return the condition and its look; of `A and B` the look of B hangs on A."""
        if (bare := _BARE.fullmatch(clause.condition)) is not None:
            return self._found_before(bare["none"] is not None)
        whole = read_condition(clause.condition, around) or self._of_battery(clause.condition, around)
        halves = re.split(r"(?i)\s+and(?: if)?\s+", clause.condition)
        if whole is not None or len(halves) != 2 or clause.how != "if" or clause.otherwise:
            asked = replace(ASKED, person=name_in(clause.condition))
            return whole or asked, self._look(whole.call if whole else None, clause.condition)
        first, second = (read_condition(half, around) for half in halves)
        if first is None or second is None or first.call is None or second.call is None:
            return ASKED, -1
        before = self._look(first.call, halves[0])
        of = self._look(second.call, halves[1])
        holds = Test(before, first.kind, halves[0], first.value, first.negated)
        self.subgoals[of] = replace(self.subgoals[of], when=holds)
        return replace(second, person=second.person or first.person, thing=second.thing or first.thing), of

    def _found_before(self, nothing: bool) -> tuple[Condition, int]:
        """Return whether the look that stands just before found something; the user is asked where none does."""
        of = len(self.subgoals) - 1
        if of < 0 or self._call_of(of) is None or self.subgoals[of].when is not None:
            return ASKED, -1
        self._earlier()
        return Condition("found", self.subgoals[of].call, negated=nothing), of

    def _of_battery(self, words: str, around: Around) -> Condition | None:
        """Return `it is below 40 percent` after `check the battery`."""
        spoken = self.subgoals[-1].text if self.subgoals else ""
        if not _IT_IS.match(words) or not re.search(r"(?i)\bbattery\b", spoken):
            return None
        return read_condition(_IT_IS.sub(lambda m: "the battery" + (" is" if "s" in m.group() else ""), words), around)

    def _add_wait(self, clause: Clause) -> None:
        """Add a sub-goal that waits, and the acts that come after it."""
        around = Around(self.person, clause.act, waits=True)
        condition = read_condition(clause.condition, around) or ASKED
        if condition.call is None:
            self._add_conditional(clause)
            return
        of = len(self.subgoals)
        test = Test(of, condition.kind, clause.condition, condition.value, condition.negated)
        self.subgoals.append(SubGoal(clause.condition, role="wait", call=condition.call, when=test))
        self.source = of
        self._speak_of(condition)
        for wish in _asked(split_goal(clause.act, self.judge)):
            self._add_wish(wish, None)

    def _speak_of(self, condition: Condition) -> None:
        self.person = condition.person or self.person
        self.thing = condition.thing or self.thing

    def _look(self, call: ToolCall | None, words: str) -> int:
        """Add a look and return its index; one that is there already is used again; -1 for nothing to look at."""
        if call is None:
            return -1
        self.subgoals.append(SubGoal(words, role="look", call=call))
        self.source = len(self.subgoals) - 1
        return self.source

    # ------------------------------------------------------------------ one wish

    def _add_wish(self, wish: str, when: Test | None) -> None:
        loop = read_loop(wish_in_english(wish) or _THANKS.sub("", wish)) or self._each_of_found(wish)
        if loop is not None:
            self._add_loop(replace(loop, act=wish) if is_chinese(wish) else loop, when)
            return
        for one in several_in_chinese(wish) if is_chinese(wish) else several(wish):
            self._add_act(one, when)

    def _add_act(self, wish: str, when: Test | None) -> None:
        said = wish_in_english(wish) or _THANKS.sub("", wish)
        plain = self._on_that_day(without_prohibitions(said), when)
        flow = read_flow(plain, self._known())
        plain = plain if flow is not None else named_first(without_asides(plain))
        if flow is not None:
            self._add_flow(wish, flow, when)
        elif not self.person and self._finds_people() and (to := names_nobody(plain)) is not None:
            self._add_to_found(wish, plain, to, when)
        else:
            if (told := tell_found(plain, self._looked(when))) is not None:
                self._append(SubGoal(wish, asks=told[1], call=told[0], when=when))
                return
            named = without_asides(replace_pronouns(plain, self.person, self.thing))
            named = _SET_ALARM.sub(r"set an alarm for \1", named)
            self._append(SubGoal(wish, asks=named if named not in (said, wish) else "", when=when))
        self._note(wish)

    def _on_that_day(self, wish: str, when: Test | None) -> str:
        """Return a wish with the day that was looked at for `that day`: the user named it in the condition."""
        look = self._looked(when) if when is not None else None
        day = look.arguments.get("day", "") if look is not None else ""
        if not day:
            return wish
        return _THAT_DAY.sub(lambda found: _named_day(day, found["on"] or "", found["part"]), wish)

    def _looked(self, when: Test | None) -> ToolCall | None:
        """Return the look that `tell me what it says` speaks of: that of the condition, or of the wait before."""
        of = when.of if when is not None else self.source
        return self.subgoals[of].call if of is not None and of >= 0 and self.subgoals[of].role != "act" else None

    def _finds_people(self) -> bool:
        """Whether what was read last has somebody to reach in it."""
        call = self._call_of(self.source) if self.source is not None else None
        return call is not None and bool(re.search(r"call|message|mail|contact", call.tool))

    def _known(self) -> Known:
        of = self._source()
        call = self._call_of(of) if of is not None else None
        whose = next((call.arguments[n] for n in ("sender", "who", "name") if n in call.arguments), "") if call else ""
        kind: TakeKind = "phone" if call is not None and call.tool.endswith("_contact") else "text"
        return Known(self.person, of is not None, whose, kind, taken=self.goal)

    def _call_of(self, of: int) -> ToolCall | None:
        """Return the call that a sub-goal makes, as far as the words tell."""
        subgoal = self.subgoals[of]
        lookup = read_lookup(subgoal.text) if subgoal.call is None and subgoal.role == "act" else None
        return subgoal.call or (lookup.call if lookup is not None else None)

    def _source(self) -> int | None:
        """The sub-goal whose finding `it` and `that day` stand for: the last one, if it reads something."""
        if self.source is not None:
            return self.source
        last = len(self.subgoals) - 1
        return last if last >= 0 and reads(self.subgoals[last].text) else None

    def _add_flow(self, wish: str, flow: Flow, when: Test | None) -> None:
        source = flow.source
        of = self._look(source.call, source.words) if source.call is not None else self._earlier()
        take = Take(of, source.kind, source.words, flow.stand_in)
        if source.call is not None and when is not None and of >= 0:
            self.subgoals[of] = replace(self.subgoals[of], when=when)
        self._append(SubGoal(wish, asks=flow.asks, call=flow.call, when=when, takes=(take,)))

    def _earlier(self) -> int:
        """Return the sub-goal that reads what a later wish uses; its own call is fixed where its words do that."""
        of = self._source()
        assert of is not None
        subgoal = self.subgoals[of]
        if subgoal.role == "act" and subgoal.call is None and (lookup := read_lookup(subgoal.text)) is not None:
            role: Role = "act" if lookup.told else "look"
            self.subgoals[of] = replace(subgoal, role=role, call=lookup.call)
        self.source = of
        return of

    def _add_to_found(self, wish: str, plain: str, to: re.Match[str], when: Test | None) -> None:
        """Add a wish to somebody whom an earlier sub-goal finds, such as the last caller."""
        of = self._earlier()
        kind = self._names_by(of)
        stand_in = stand_in_for(kind, self.goal)
        take = Take(of, kind, to["whom"], stand_in)
        asks = replace_pronouns(plain, stand_in, "")
        self._append(SubGoal(wish, asks=asks, call=_reach(to["verb"], stand_in, to["rest"]), when=when, takes=(take,)))

    def _append(self, subgoal: SubGoal) -> None:
        self.subgoals.append(subgoal)

    def _note(self, wish: str) -> None:
        """Keep whom and what a wish spoke of, for `her` and `it` in the next one."""
        chinese = is_chinese(wish)
        self.person = (person_in_chinese(wish) if chinese else _added(wish) or person_in(wish)) or self.person
        self.thing = (thing_in_chinese(wish) if chinese else thing_in(wish)) or self.thing
        last = self.subgoals[-1]
        if last.role == "act" and not last.takes and reads(wish):
            self.source = len(self.subgoals) - 1

    # ------------------------------------------------------------------ loops

    def _each_of_found(self, wish: str) -> Loop | None:
        """Return `reply to each of them that …` as a loop over what was read before."""
        return read_each(wish) if self._source() is not None else None

    def _add_loop(self, loop: Loop, when: Test | None) -> None:
        """Add the look, and one sub-goal that is repeated for each item."""
        of = self._look(loop.call, loop.act) if loop.call is not None else self._earlier()
        if when is not None and loop.call is not None:
            self.subgoals[of] = replace(self.subgoals[of], when=when)
        act = self._deleting(loop, loop.delete, of) if loop.delete else self._for_item(loop, of)
        self._append(replace(act, each=of, when=when))

    def _deleting(self, loop: Loop, what: str, of: int) -> SubGoal:
        """Return the wish that one item is deleted or switched off."""
        tool, argument, kind, asks = deletion(what)
        stand_in = stand_in_for(kind, self.goal)
        take = Take(of, kind, loop.act, stand_in)
        return SubGoal(loop.act, asks=asks.format(stand_in), call=ToolCall(tool, {argument: stand_in}), takes=(take,))

    def _names_by(self, of: int) -> TakeKind:
        """Return how a found person is reached: by the number of a call, by the name of who wrote."""
        call = self._call_of(of)
        return "phone" if call is not None and re.search(r"call|contact", call.tool) else "name"

    def _for_item(self, loop: Loop, of: int) -> SubGoal:
        """Return what is done with one item: to its person, with its text, or without either."""
        kind = self._names_by(of)
        whose = stand_in_for(kind, self.goal)
        if loop.to:
            call = ToolCall("call", {"recipient": whose}) if loop.to == "call" else _message(whose, loop.says)
            asks = f"call {whose}" if loop.to == "call" else f"text {whose}: {loop.says}"
            return SubGoal(loop.act, asks=asks, call=call, takes=(Take(of, kind, loop.act, whose),))
        whom = SENDER.match(loop.act)
        if whom is not None:
            verb = whom["head"].split()[-1] if whom["head"].split()[-1].lower() != "back" else whom["head"].split()[0]
            asks = f"{whom['head']} {whose}{whom['rest']}"
            take = Take(of, kind, whom["whom"], whose)
            return SubGoal(loop.act, asks=asks, call=_reach(verb, whose, whom["rest"]), takes=(take,))
        if (thing := thing_of(loop)) is not None:
            return self._deleting(loop, thing, of)
        flow = read_flow(loop.act, Known(self.person, True, taken=self.goal))
        if flow is not None and flow.source.call is None:
            take = Take(of, flow.source.kind, flow.source.words, flow.stand_in)
            return SubGoal(loop.act, asks=flow.asks, call=flow.call, takes=(take,))
        return SubGoal(loop.act)


_THAT_DAY = re.compile(
    r"(?i)\b(?:(?P<on>on|for) )?(?:that|the same) (?P<part>day|morning|afternoon|evening|night)\b"
    r"(?! (?:that|which|he|she|they|it|of|in|from)\b)"
)


def _named_day(day: str, on: str, part: str) -> str:
    """Return a day in the place of `that day`, with `on` where a weekday needs it."""
    bare = re.match(r"(?i)today|tonight|tomorrow|yesterday|this|next", day) is not None
    before = on if on.lower() == "for" else "" if bare else "on"
    return " ".join(filter(None, (before, day, "" if part.lower() == "day" else part.lower())))


_ADDS = re.compile(rf"(?i:^(?:please )?(?:add|save)) (?P<who>{NAME})\b(?=.*\b(?:contacts|phone book)\b)")


def _added(wish: str) -> str:
    """Return whom a wish adds to the contacts, or an empty text."""
    found = _ADDS.match(wish)
    return found["who"] if found is not None else ""


_SAYS = re.compile(r"(?i)^\s*(?:back\s+)?(?:that\b|saying\b|:|,)\s*(?P<text>.+)$", re.DOTALL)


def _message(to: str, text: str) -> ToolCall | None:
    said = text.strip().strip('"“”')
    return ToolCall("send_message", {"recipient": to, "text": said}) if said else None


def _reach(verb: str, to: str, rest: str) -> ToolCall | None:
    """Return the call or the message to a number, where the words alone fix it."""
    if re.fullmatch(r"(?i)call|ring|phone|dial", verb) and not re.sub(r"(?i)\bback\b|please", "", rest).strip(" ,"):
        return ToolCall("call", {"recipient": to})
    said = _SAYS.match(rest)
    return _message(to, said["text"]) if said is not None and not re.match(r"(?i)call|ring|phone|dial", verb) else None
