"""Carries a learned procedure out: proposes its next call, finds its elements on the real screen, leaves what diverges.

A Source like others: every call goes through the guard. Where the screen is another than the one that was learned, one
step is left to the next decider; then it goes on where it can. Knows no folder.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from ..android_bridge.labels import Label
from ..android_bridge.types import Element, Observation
from ..planners.plan import Plan
from ..planners.sources import Moment, Proposal
from ..tools.effect_risk import effect_of
from ..tools.registry import Registry
from ..tools.types import Risk, ToolCall
from .skill_learn import shape_of
from .skill_match import match
from .skill_target import Found, find, texts_of
from .skill_types import Part, Skill, Step, filled

_DIVERGENCES = 4
"""So many steps of one sub-goal may be left to others; then all of it is."""
_SCROLLS = 8
_BACKS = 3


@dataclass(slots=True)
class Ride:
    """One part on its way through one sub-goal."""

    skill: Skill
    part: Part
    values: Mapping[str, str]
    at: int = 0
    """The step that comes next."""
    turns: int = 0
    proposed: ToolCall | None = None
    """What was proposed last; None after a step was left to others."""
    helps: bool = False
    """What was proposed last is none of the steps: it scrolls, or goes back to where the next one is."""
    foreign: int = 0
    """Steps that others took since."""
    backs: int = 0
    divergences: list[str] = field(default_factory=list)
    """Where the screen was another one: what was expected."""
    healed: list[str] = field(default_factory=list)
    scrolls: int = 0
    scrolled_from: tuple[str, ...] = ()
    """What stood there before the last scroll; the same after it is the end of the list."""
    given_up: str = ""


class SkillSource:
    """Proposes the calls of skills for the wishes that say the same."""

    def __init__(self, skills: Iterable[Skill]) -> None:
        self._skills = [skill for skill in skills if not skill.is_aside]
        self.rides: dict[int, Ride] = {}
        """By sub-goal."""
        self._run = ""
        self._plan: tuple[tuple[str, str], ...] = ()
        self._whole: dict[int, tuple[Skill, Part, dict[str, str]]] = {}
        self._looked: set[int] = set()

    def renew(self, skills: Iterable[Skill]) -> None:
        """Take other skills from the next run on."""
        self._skills = [skill for skill in skills if not skill.is_aside]

    def propose(self, at: Moment) -> Proposal | None:
        """Return the learned call that comes next, or None to leave the step to the next source."""
        if at.run != self._run:
            self._begin(at)
        ride = self._ride(at)
        if ride is None or ride.given_up:
            return None
        if at.failures:
            ride.given_up = "a step failed"
            return None
        self._advance(ride, at)
        return self._next(ride, at)

    # ------------------------------------------------------------------ which skill

    def _begin(self, at: Moment) -> None:
        self._run, self.rides, self._whole, self._looked = at.run, {}, {}, set()
        self._whole = whole_match(self._skills, at.plan, at.registry, at.seen.time) or {}

    def _ride(self, at: Moment) -> Ride | None:
        if at.index in self.rides or at.index in self._looked:
            return self.rides.get(at.index)
        self._looked.add(at.index)
        if not at.is_first:
            return None  # a run that was resumed in the middle: others finish the sub-goal
        found = self._whole.get(at.index)
        if found is None or at.subgoal.wish != self._wish_then(at):
            found = best_part(self._skills, at, at.registry)
        if found is None or not found[1].steps:
            return None
        ride = self.rides[at.index] = Ride(found[0], found[1], found[2])
        return ride

    def _wish_then(self, at: Moment) -> str:
        """Return the words that the whole plan's match was made for; plans grow when a loop is spelled out."""
        found = self._whole.get(at.index)
        return at.subgoal.wish if found and match(found[1], at.subgoal.wish, at.registry, at.seen.time) else ""

    # ------------------------------------------------------------------ where it stands

    def _advance(self, ride: Ride, at: Moment) -> None:
        turns = len(at.progress.turns)
        if ride.proposed is not None and turns > ride.turns:
            ride.at += 0 if ride.helps else 1
            ride.proposed, ride.foreign, ride.helps = None, 0, False
        elif turns > ride.turns:
            ride.foreign += turns - ride.turns
        ride.turns = turns

    def _next(self, ride: Ride, at: Moment) -> Proposal | None:
        step, found = self._place(ride, at.seen)
        if step is not None:
            call = call_of(step, ride.values, found)
            if call is not None:
                ride.proposed, ride.scrolls, ride.scrolled_from = call, 0, ()
                if found is not None and found.how == "healed":
                    ride.healed.append(f"step {ride.at + 1}: {found.by}")
                return self._proposal(ride, step, call, at)
        elif (button := way_on(at.seen)) is not None and ride.at < len(ride.part.steps):
            return self._help(ride, ToolCall("tap", {"element": str(button.index)}), at)
        elif self._may_go_back(ride, at.seen):
            ride.backs += 1
            return self._help(ride, ToolCall("press", {"key": "back"}), at)
        elif ride.at < len(ride.part.steps) and self._may_scroll(ride, at.seen):
            ride.scrolls, ride.scrolled_from = ride.scrolls + 1, _shown(at.seen)
            return self._help(ride, ToolCall("swipe", {"direction": "up", "element": str(_list_of(at.seen))}), at)
        self._diverge(ride, at)
        return None

    def _help(self, ride: Ride, call: ToolCall, at: Moment) -> Proposal:
        ride.proposed, ride.helps = call, True
        return self._proposal(ride, ride.part.steps[ride.at], call, at)

    def _place(self, ride: Ride, seen: Observation) -> tuple[Step | None, Found | None]:
        """Return the step that fits the screen: the next one, or a later one where nothing that counts is left out."""
        steps = ride.part.steps
        owed = ride.foreign
        for number in range(ride.at, len(steps)):
            step = steps[number]
            fits, found = fit(step, ride.values, seen)
            if fits and (number == ride.at or (found is not None and (found.how == "exact" or ride.foreign))):
                ride.at = number
                return step, found
            if _only_leads(step, seen):
                continue
            # What another decider did may stand for the step that was left to it, and for navigation after that.
            counts = number > ride.at and step.risk > Risk.NAVIGATE
            if owed <= 0 or counts or (_has_slot(step) and not _shows(step, ride.values, seen)):
                break
            owed -= 1
        return None, None

    def _may_go_back(self, ride: Ride, seen: Observation) -> bool:
        """Whether the app was opened on a page on which somebody had left it, deeper than its first one."""
        if not 0 < ride.at < len(ride.part.steps) or ride.foreign or ride.backs >= _BACKS:
            return False
        step, before = ride.part.steps[ride.at], ride.part.steps[ride.at - 1]
        entered = before.on_the_way or (before.where is not None and step.where is not None
                                        and before.where.app != step.where.app)  # fmt: skip
        return (
            entered and step.where is not None and step.where.app == seen.package and _other_page(step, seen)
            and not seen.dialog
        )  # fmt: skip

    def _may_scroll(self, ride: Ride, seen: Observation) -> bool:
        step = ride.part.steps[ride.at]
        here = step.where is not None and (seen.package, seen.activity.rpartition("/")[2]) == (
            step.where.app, step.where.page,
        )  # fmt: skip
        named = step.target is not None and "{" in step.target.text
        moves = any(e.scrollable for e in seen.elements) and _shown(seen) != ride.scrolled_from
        return here and named and moves and ride.scrolls < _SCROLLS

    def _diverge(self, ride: Ride, at: Moment) -> None:
        """Leave one step to the next decider, and say what was expected."""
        if ride.at >= len(ride.part.steps):
            expected = "the end: the learned steps are over"
        else:
            expected = told(ride.part.steps[ride.at], ride.values)
        ride.divergences.append(expected)
        ride.proposed = None
        if len(ride.divergences) > _DIVERGENCES:
            ride.given_up = "the screens are others than those that were learned"
            return
        note = f"A learned way expected here: {expected}. The screen is another one. Decide this one step."
        if note not in at.progress.reflections:
            at.progress.reflections.append(note)

    def _proposal(self, ride: Ride, step: Step, call: ToolCall, at: Moment) -> Proposal:
        label = Label.of_user()
        touches = step.where is not None or step.target is not None or at.registry.lookup(call.tool).kind == "screen"
        if step.read_phone or touches:  # the screen chose the element, whatever the file says of who had read it
            label = label.join(at.seen.label, at.progress.label)
        parts: dict[str, object] = {"skill": ride.skill.name, "version": ride.skill.version, "step": ride.at + 1}
        if step.on_the_way:
            parts["on_the_way"] = True
        if ride.healed:
            parts["healed"] = ride.healed[-1]
        return Proposal(call, f'skill "{ride.skill.name}"', label=label, parts=parts)


def fit(step: Step, values: Mapping[str, str], seen: Observation) -> tuple[bool, Found | None]:
    """Return whether a step can be done on this screen, and its element."""
    if step.where is not None and step.target is not None:
        if step.where.app != seen.package:
            return False, None
        found = find(step.target, seen, values, risk=step.risk if step.tool != "finish" else 9)
        if found is None and step.tool == "swipe" and any(e.scrollable for e in seen.elements):
            number = _list_of(seen)
            return True, Found(next(e for e in seen.elements if e.index == number), "healed", "the largest list")
        if found is None or (found.how == "healed" and _other_page(step, seen) and found.by in ("place", "like words")):
            return False, None
        return True, found
    if step.where is not None and step.tool in ("press", "type_text"):
        return step.where.app == seen.package, None
    return True, None


def _list_of(seen: Observation) -> int:
    """Return the number of the largest thing that scrolls; there is one."""
    return max((e for e in seen.elements if e.scrollable), key=lambda e: e.bounds.area).index


def _shown(seen: Observation) -> tuple[str, ...]:
    return tuple(f"{element.name} {element.bounds.top}" for element in seen.elements)


def _other_page(step: Step, seen: Observation) -> bool:
    return step.where is not None and step.where.page != seen.activity.rpartition("/")[2]


def _only_leads(step: Step, seen: Observation) -> bool:
    """Whether a step only leads to the app that is in front already, moves a list, or ends a message not shown now."""
    if step.tool == "swipe" or step.on_the_way:
        return True
    if step.where is None or step.risk > Risk.NAVIGATE or _has_slot(step):
        return False
    return step.where.app != seen.package or (bool(step.where.dialog) and not seen.dialog)


def way_on(seen: Observation) -> Element | None:
    """Return the only button of a message in front, if a touch on it changes nothing; None for a question."""
    buttons = [e for e in seen.elements if e.clickable and e.enabled] if seen.dialog else []
    if len(buttons) != 1 or any(e.editable or e.checkable for e in seen.elements):
        return None
    return buttons[0] if effect_of(buttons[0], seen).risk <= Risk.NAVIGATE else None


def _shows(step: Step, values: Mapping[str, str], seen: Observation) -> bool:
    """Whether the screen speaks of what a step chooses: then somebody has chosen it."""
    assert step.target is not None
    wanted = filled(step.target.text or step.target.beside, values).casefold()
    return any(wanted in text.casefold() for e in seen.elements for text in (e.text, e.description, e.inner_text))


def _has_slot(step: Step) -> bool:
    return step.target is not None and "{" in f"{step.target.text}{step.target.beside}"


def call_of(step: Step, values: Mapping[str, str], found: Found | None) -> ToolCall | None:
    """Return the call of a step with the values; None where its answer is not on the screen."""
    arguments = {name: filled(text, values) for name, text in step.arguments.items()}
    if step.tool == "finish":
        answer = answer_of(step, found)
        return ToolCall("finish", {"answer": answer}) if answer else None
    if found is not None:
        arguments["element"] = str(found.element.index)
    return ToolCall(step.tool, arguments)


def answer_of(step: Step, found: Found | None) -> str:
    """Return what stands now where the answer stood."""
    if found is None:
        return ""
    texts = texts_of(found.element)
    first, _, last = step.parts.partition("-")
    return " | ".join(texts[int(first or 0) : int(last or first or 0) + 1])


def told(step: Step, values: Mapping[str, str]) -> str:
    """Return a step in words."""
    target = step.target
    what = ""
    if target is not None:
        name = filled(target.text or target.beside, values) or target.id.rpartition("/")[2]
        what = f' on the {target.role} "{name}"'
    where = f" in {step.where.app} {step.where.page.rpartition('.')[2]}" if step.where is not None else ""
    return f"{step.tool}{what}{where}"


# ---------------------------------------------------------------------- matching a plan


def whole_match(
    skills: Iterable[Skill], plan: Plan, registry: Registry, now: datetime
) -> dict[int, tuple[Skill, Part, dict[str, str]]] | None:
    """Return the parts, by sub-goal, of the newest skill that has the plan's structure and says all of its wishes."""
    for skill in sorted(skills, key=lambda s: s.learned_at, reverse=True):
        if len(skill.parts) != len(plan.subgoals) or len(skill.parts) < 2:
            continue
        found: dict[int, tuple[Skill, Part, dict[str, str]]] = {}
        for index, (part, subgoal) in enumerate(zip(skill.parts, plan.subgoals, strict=True)):
            if (part.role, part.shape) != (subgoal.role, shape_of(subgoal)):
                break
            values = match(part, subgoal.wish, registry, now)
            if values is None:
                break
            found[index] = (skill, part, values)
        if len(found) == len(plan.subgoals):
            return found
    return None


def best_part(skills: Iterable[Skill], at: Moment, registry: Registry) -> tuple[Skill, Part, dict[str, str]] | None:
    """Return the part that says a wish: the one with the most fixed words; None where two say different things."""
    found: list[tuple[int, str, Skill, Part, dict[str, str]]] = []
    for skill in skills:
        for part in skill.parts:
            if part.steps and (values := match(part, at.subgoal.wish, registry, at.seen.time)) is not None:
                fixed = len(part.wish.split()) - len(part.slots)
                found.append((fixed, skill.learned_at, skill, part, values))
    found.sort(key=lambda item: item[:2], reverse=True)
    return found[0][2:] if found else None
