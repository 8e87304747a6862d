"""From a verified run to skills: which steps led on, which of their values stood in the user's words. Pure.

Nothing SECRET is kept. A value that stood in no words of the user's is kept only where it names what was touched.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ..android_bridge.labels import Confidentiality, Integrity, Label
from ..android_bridge.types import Element, Observation
from ..planners.plan import Plan, SubGoal
from ..tools.types import Risk
from .planned import FREE_KINDS
from .skill_match import match_text, polite_cut, tokens
from .skill_target import beside, by_shape, describe, is_secret, texts_of, where_of
from .skill_types import Part, Skill, Slot, Step, Target
from .trail import Trail, TrailStep

LOOKS = frozenset({"read_screen", "wait_for", "ask_user"})
_CLOSED_KINDS = frozenset({"choice", "on_off", "boolean", "integer", "number", "settings_page"})
"""Kinds with fixed words: a value that the user did not say letter by letter is a reading of what he said."""
_LAUNCHERS = re.compile(r"launcher|trebuchet|\.home\b", re.IGNORECASE)


class NotLearned(Exception):  # noqa: N818  # an outcome that is told
    """A run, or a part of it, becomes no skill; the text says why."""


@dataclass(slots=True)
class Words:
    """The words of one sub-goal, and which of them became slots."""

    text: str
    taken: list[tuple[int, int, str]] = field(default_factory=list)
    """Start, end, slot."""
    slots: dict[str, Slot] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    """Names of slots, of the other sub-goals too."""

    def place(self, said: str) -> tuple[int, int] | None:
        """Return where words stand as whole words, once; None where they stand nowhere or twice."""
        found = match_text(self.text, said)
        free = [(a, b) for a, b in found if all(b <= start or a >= end for start, end, _ in self.taken)]
        return free[0] if len(free) == 1 else None

    def slot(self, said: str, name: str, kind: str) -> str:
        """Return the template for a value that stands in the words; an empty text where it does not, or not once."""
        said = said.strip()
        for slot in self.slots.values():
            if slot.example.casefold() == said.casefold():
                return f"{{{slot.name}}}"
        if not said or (place := self.place(said)) is None:
            return ""
        unique, number = name, 2
        while unique in self.used:
            unique, number = f"{name}{number}", number + 1
        self.used.add(unique)
        self.slots[unique] = Slot(name=unique, kind=kind, example=self.text[place[0] : place[1]])
        self.taken.append((*place, unique))
        return f"{{{unique}}}"

    @property
    def template(self) -> str:
        """The words with their slots."""
        text = self.text
        for start, end, name in sorted(self.taken, reverse=True):
            text = f"{text[:start]}{{{name}}}{text[end:]}"
        return text

    @property
    def values(self) -> dict[str, str]:
        """What the slots stood for."""
        return {slot.name: slot.example for slot in self.slots.values()}


def learn(plan: Plan, trail: Trail, run: str) -> Skill:
    """Return the skill of a run whose every sub-goal was proved.

    Raises:
        NotLearned: It cannot be repeated by words alone; says why.
    """
    if all(step.tier == "template" and step.tool.kind not in ("screen", "control") for step in trail.steps):
        raise NotLearned("no model was needed")
    parts: list[Part] = []
    label, used = Label.of_user(), set[str]()
    for index, subgoal in enumerate(plan.subgoals):
        steps = leading(trail.of(index)) if subgoal.state == "done" else []
        parts.append(learn_part(subgoal, steps, used))
        label = label.join(*(s.seen.label for s in steps if s.tool.kind == "screen"))
    if not any(part.steps for part in parts):
        raise NotLearned("nothing was done in it that could be repeated")
    tiers = sorted({str(step.tier) for step in trail.steps if step.tier != "template"}) or ["screen walker"]
    return Skill(
        name=name_of(parts), goal=whole_goal(plan, parts), learned_from=run,
        learned_at=time.strftime("%Y-%m-%d %H:%M:%S"), taught_by=", ".join(tiers),
        parts=tuple(parts), label=json.dumps(_kept(label).as_json()),
    )  # fmt: skip


def whole_goal(plan: Plan, parts: Sequence[Part]) -> str:
    """Return the whole goal with slots; the parts in a row where its words were put in another way."""
    goal = plan.goal
    for subgoal, part in zip(plan.subgoals, parts, strict=True):
        said = polite_cut(subgoal.wish)
        if goal.count(said) != 1:
            return "; ".join(part.wish for part in parts)
        goal = goal.replace(said, part.wish)
    return goal


def _kept(label: Label) -> Label:
    """Return the label of what is kept of screens: their secret texts are not."""
    if label.confidentiality is Confidentiality.SECRET:
        return Label(label.integrity, Confidentiality.SENSITIVE, label.origins)
    return label


def leading(steps: Sequence[TrailStep]) -> list[TrailStep]:
    """Return the steps that led on: without looks, failed calls, and ways that came back to the same screen."""
    if steps and steps[-1].tool.kind not in ("screen", "control"):
        # It was reached by calls of goal tools, which do not depend on the screen.
        return [s for s in steps if s.tool.kind not in ("screen", "control") and s.proof.holds
                and (s.risk >= Risk.WRITE or s is steps[-1] or s.risk is Risk.NAVIGATE)]  # fmt: skip
    kept = [s for s in steps if s.tool.name not in LOOKS and (s.tool.kind == "screen" or s.proof.holds)]
    at = 0
    while at < len(kept):
        # The last time that the same screen was there again, with nothing but navigation between.
        again = [later for later in range(at + 1, len(kept)) if _same_screen(kept[at].seen, kept[later].seen)]
        back = [later for later in again if all(s.risk <= Risk.NAVIGATE for s in kept[at:later])]
        if back:
            del kept[at : back[-1]]
        at += 1
    return kept


def _same_screen(one: Observation, other: Observation) -> bool:
    def shown(seen: Observation) -> tuple[object, ...]:
        return (seen.package, seen.activity, seen.dialog,
                tuple((e.resource_id, e.text, e.description, e.bounds, e.checked, e.selected) for e in seen.elements
                      if e.package == seen.package))  # fmt: skip

    return shown(one) == shown(other)


def learn_part(subgoal: SubGoal, steps: Sequence[TrailStep], used: set[str] | None = None) -> Part:
    """Return one sub-goal's part; raises NotLearned.

    Args:
        subgoal: Its words.
        steps: What led on.
        used: Names of slots that other sub-goals have; those of this one are added.
    """
    wish = polite_cut(subgoal.wish)
    if re.search(r"[{}]", wish):
        raise NotLearned("its words hold braces")
    words = Words(wish, used=set() if used is None else used)
    for step in steps:  # values of calls before names on the screen, longer ones first
        if step.tool.kind not in ("screen", "control") and step is steps[-1]:
            kinds = {p.name: p.kind for p in step.tool.parameters}
            for name, said in sorted(step.call.arguments.items(), key=lambda item: -len(item[1])):
                words.slot(said, name, kinds.get(name, "text"))
        elif step.tool.name == "type_text":
            words.slot(step.call.arguments.get("text", ""), "text", "text")
    made = [_step(step, words, on_the_way=step is not steps[-1]) for step in steps]
    if steps and len(words.template.split()) <= len(words.slots) and not re.search(r"[^\s{}\w]|\w", _fixed(words)):
        raise NotLearned("nothing of its words is fixed")
    return Part(
        wish=words.template, role=subgoal.role, shape=shape_of(subgoal), slots=tuple(words.slots.values()),
        steps=tuple(made),
    )  # fmt: skip


def _fixed(words: Words) -> str:
    return re.sub(r"\{[a-z_]+\d*\}", " ", words.template)


def shape_of(subgoal: SubGoal) -> str:
    """Return what a sub-goal waits for and takes from others, without its values."""
    when = subgoal.when
    said = [f"when {'not ' if when.negated else ''}{when.kind} {when.of}"] if when is not None else []
    said += [f"takes {take.kind} {take.of}" for take in subgoal.takes]
    return ", ".join([*said, *([f"each {subgoal.each}"] if subgoal.each is not None else [])])


def _step(step: TrailStep, words: Words, *, on_the_way: bool) -> Step:
    if step.tool.kind == "memory":
        raise NotLearned("it speaks of the memory")
    if step.tool.name == "finish":
        return answer_step(step.call.arguments.get("answer", ""), step.seen, words)
    if step.tool.kind == "control":
        raise NotLearned(f"it needs {step.tool.name}")
    read = step.label.integrity is Integrity.UNTRUSTED
    if step.tool.kind != "screen":
        if on_the_way and step.risk > Risk.NAVIGATE and read:
            raise NotLearned(f"{step.tool.name} was done on the way by who had read the phone")
        # What is opened on the way belongs to the way: `the To-do app` is no value that may differ.
        said = dict(step.call.arguments) if on_the_way else _arguments(step, words)
        return Step(
            tool=step.tool.name, arguments=said, risk=int(step.risk), read_phone=read, on_the_way=on_the_way,
            expects=step.proof.expected[:200],
        )  # fmt: skip
    kinds = {p.name: p.kind for p in step.tool.parameters}
    arguments = {
        name: _typed(step, said, words) if kinds.get(name, "text") in FREE_KINDS else said
        for name, said in step.call.arguments.items()
        if name != "element"
    }
    target = _target(step, words) if "element" in step.call.arguments else None
    return Step(
        tool=step.tool.name, arguments=arguments, where=where_of(step.seen), target=target, risk=int(step.risk),
        read_phone=True,
    )  # fmt: skip


def _arguments(step: TrailStep, words: Words) -> dict[str, str]:
    """Return a goal call's arguments as templates; raises NotLearned for a value that no words of the user's gave."""
    kinds = {p.name: p.kind for p in step.tool.parameters}
    made = {}
    for name, said in step.call.arguments.items():
        kind = kinds.get(name, "text")
        template = words.slot(said, name, kind)
        if not template and kind in FREE_KINDS | {"time", "when", "duration", "days", "level", "name"}:
            if not match_text(words.text, said):
                raise NotLearned(f"{name} of {step.tool.name} does not stand in the words")
            template = said
        if not template and kind not in _CLOSED_KINDS:
            raise NotLearned(f"{name} of {step.tool.name} does not stand in the words")
        made[name] = template or said
    return made


def _typed(step: TrailStep, said: str, words: Words) -> str:
    """Return the template of a text that was typed; raises NotLearned for one that is not the user's, or is secret."""
    if step.element is not None and (step.element.password or is_secret(step.element, step.seen)):
        raise NotLearned("something secret was typed")
    template = words.slot(said, "text", "text")
    if not template and match_text(words.text, said):
        template = said
    if not template:
        raise NotLearned("what was typed does not stand in the words")
    return template


def _target(step: TrailStep, words: Words) -> Target:
    """Return what was touched; in a list, where the user's words name the item, by a slot."""
    element, seen = step.element, step.seen
    if element is None:
        raise NotLearned("a touch named no element")
    is_item = not _LAUNCHERS.search(seen.package) and _has_like(element, seen)
    item = _named(texts_of(element), words) if is_item and not is_secret(element, seen) else ""
    row = "" if item or not is_item or texts_of(element) else _named(beside(element, seen), words)
    target = describe(element, seen, lambda texts: item if texts == texts_of(element) else row, words.values)
    if target is None:
        raise NotLearned(f"nothing tells {element.name or 'an element'!r} from the others")
    return target


def _has_like(element: Element, seen: Observation) -> bool:
    """Whether it is one of several of its kind, as the rows of a list are."""
    return any(
        e.index != element.index and (e.resource_id, e.class_name, e.package, e.depth)
        == (element.resource_id, element.class_name, element.package, element.depth)
        for e in seen.elements
    )  # fmt: skip


def _named(texts: Sequence[str], words: Words) -> str:
    """Return the slot for the first text that the words name: as a whole, or by their own part of it."""
    for text in texts:
        if template := words.slot(text, "item", "label"):
            return template
    for text in texts:
        said = _longest_common(text, words.text)
        if said and (template := words.slot(said, "item", "label")):
            return template
    return ""


def _longest_common(text: str, wish: str) -> str:
    """Return the most words in a row of a text on the phone that stand in the wish; two at least, or none."""
    said = tokens(text)
    for length in range(min(8, len(said) - 1), 1, -1):
        for start in range(len(said) - length + 1):
            part = text[said[start].start : said[start + length - 1].end]
            if len(match_text(wish, part)) == 1:
                return part
    return ""


def answer_step(answer: str, seen: Observation, words: Words | None = None) -> Step:
    """Return the step that tells an answer: where it stood on the screen, never what it was; raises NotLearned.

    Args:
        answer: What was told.
        seen: The screen that it was told on.
        words: The sub-goal's, for a slot that names the row; None for none.
    """
    words = words or Words("")
    said = " ".join(answer.casefold().split()).strip(" .\"'“”")
    for element in sorted(seen.elements, key=lambda e: len(e.name)):
        texts = texts_of(element)
        for first in range(len(texts)):
            for last in range(first, len(texts)):
                told = " | ".join(texts[first : last + 1])
                if said and said in " ".join(told.casefold().split()):
                    return _answer_step(seen, element, texts, (first, last), words)
    raise NotLearned("its answer does not stand on the screen as it was told")


def _answer_step(
    seen: Observation, element: Element, texts: Sequence[str], span: tuple[int, int], words: Words
) -> Step:
    others = [t for n, t in enumerate(texts) if not span[0] <= n <= span[1] and not re.search(r"\d", t)]
    named = _named(texts, words) or (others[0] if others else _label_of(texts[span[0] : span[1] + 1]))
    # Without another text its own is the answer itself, so that its shape has to tell where it stands.
    target = describe(element, seen, lambda _: named, words.values) if named else by_shape(element, seen)
    if target is None:
        raise NotLearned("nothing tells where its answer stands")
    parts = str(span[0]) if span[0] == span[1] else f"{span[0]}-{span[1]}"
    return Step(tool="finish", where=where_of(seen), target=target, parts=parts, read_phone=True)


def _label_of(told: Sequence[str]) -> str:
    """Return what names a figure within an answer, such as `Build number`; empty where that cannot be told."""
    plain = [text for text in told if not re.search(r"\d", text)]
    return plain[0] if plain and len(plain) < len(told) else ""


def name_of(parts: Sequence[Part]) -> str:
    """Return a readable name: the words that are fixed."""
    said = [w for part in parts for w in re.findall(r"\w+", part.wish.casefold())]
    return "-".join(said[:10])[:70] or "skill"


def merged(new: Skill, old: Skill) -> Skill:
    """Return the new version of a skill: parts that were skipped this time stay as they were."""
    parts = tuple(
        was if not now.steps and was.steps and was.key == now.key else now
        for now, was in zip(new.parts, old.parts, strict=True)
    )
    return new.model_copy(update={"name": old.name, "version": old.version + 1, "parts": parts, "failures": 0})


def differs(new: Skill, old: Skill) -> bool:
    """Whether a way differs in what it does; not in examples, places and words of proofs."""
    return [_essence(p) for p in new.parts] != [_essence(p) for p in old.parts]


def _essence(part: Part) -> object:
    return part.key, part.role, part.shape, [
        (s.tool, dict(s.arguments), (s.where.app, s.where.page) if s.where else None, _target_essence(s), s.parts)
        for s in part.steps
    ]  # fmt: skip


def _target_essence(step: Step) -> Mapping[str, object]:
    if step.target is None:
        return {}
    return step.target.model_dump(exclude={"place", "nth", "of", *(("beside",) if step.target.text else ())})
