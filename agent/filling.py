"""Real values in the place of stand-ins, in a call that was decided without them.

A model reads the stand-in alone, so nothing that stands on the phone can lead it. What is put in carries the label of
where it was read, and its source for the card; which argument gets it is settled by where the stand-in stands.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from ..android_bridge.labels import Confidentiality, Integrity, Label
from ..planners.plan import SubGoal, Take, TakeKind
from ..tools.builtin.messages import is_secret
from ..tools.types import Tool, ToolCall
from .account import Account
from .flowed import OF_PLAN, Ask, Filled, Read
from .parts import Parts
from .values_read import items_of, read_values
from .values_text import Value

_KINDS: Mapping[TakeKind, tuple[str, ...]] = {
    "phone": ("phone", "contact"), "name": ("contact",), "time": ("time", "when"), "when": ("when", "time"),
    "day": ("when", "days", "time"), "duration": ("duration",), "level": ("level",), "number": ("integer", "number"),
}  # fmt: skip
"""Which kinds of arguments a value can go into, where its stand-in was not copied."""
_TYPED = frozenset({"time", "when", "days", "duration", "level", "integer", "number", "phone"})
_CLOCK_BESIDE = re.compile(r"\d|\b(?:noon|midday|midnight|one|two|three|four|five|six|seven|eight|nine|ten|eleven|"
                           r"twelve|half|quarter)\b", re.IGNORECASE)  # fmt: skip
_DAY_BESIDE = re.compile(
    r"\b(?:today|tonight|tomorrow|every|each|daily|week ?days?|weekends?"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)days?)\b",
    re.IGNORECASE,
)
_NOUNS: Mapping[TakeKind, str] = {"phone": "number", "when": "time", "text": "text", "level": "level"}
_SHOWN_CHARS = 120


@dataclass(slots=True)
class Filler:
    """Fills the calls of one run; a value is settled once."""

    read: Mapping[int, Read]
    parts: Parts
    account: Account
    ask: Ask
    _settled: dict[Take, Value] = field(default_factory=dict)

    def fill(self, subgoal: SubGoal, call: ToolCall, tool: Tool, *, strict: bool) -> Filled:
        """Return the call with the values that the sub-goal takes.

        Raises:
            EpisodeEnd: A value does not stand in what was read, nobody says which one, or (`strict`) nothing takes it.
        """
        filled = Filled(call, decided=call)
        if tool.kind not in ("goal", "look", "screen"):
            return filled
        for take in subgoal.takes:
            if tool.kind == "screen" and not _says(call, take):
                continue  # a touch takes no value, and a text that was typed takes the one that it stands for
            value = self._value(subgoal, take)
            put = self._put(filled, take, value, tool)
            if put is None and strict:
                why = f"{tool.name} has no place for “{take.words}” ({value.words[:_SHOWN_CHARS]})"
                raise self.account.subgoal_failed(subgoal.text, why)
            filled = put or filled
        return filled

    # ------------------------------------------------------------------ which value

    def _value(self, subgoal: SubGoal, take: Take) -> Value:
        if take not in self._settled:
            self._settled[take] = self._settle(subgoal, take)
        return self._settled[take]

    def _settle(self, subgoal: SubGoal, take: Take) -> Value:
        found = self.read[take.of]
        items = items_of(found.data)
        if take.item is not None:
            items = items[take.item : take.item + 1]
        values = read_values(take.kind, items, take.words, self._now(), is_secret=is_secret)
        if not values:
            shown = " ".join(found.text.split())[:_SHOWN_CHARS]
            raise self.account.subgoal_failed(subgoal.text, f"“{take.words}” does not stand in what was read ({shown})")
        if len(values) == 1:
            return values[0]
        return self._choose(take, values)

    def _choose(self, take: Take, values: list[Value]) -> Value:
        choices = tuple(value.words for value in values)
        noun = _NOUNS.get(take.kind, take.kind)
        reply = self.ask(f"Which {noun} do you mean by “{take.words}”: {', '.join(choices)}?", choices, OF_PLAN)
        chosen = next((v for v in values if v.words.casefold() == reply.strip().casefold()), None)
        return chosen or Value(reply.strip(), "your words")

    def _now(self) -> datetime:
        return self.parts.device.now()

    # ------------------------------------------------------------------ into which argument

    def _put(self, filled: Filled, take: Take, value: Value, tool: Tool) -> Filled | None:
        """Return the call with one value more; None where no argument is for it."""
        kinds = {parameter.name: parameter.kind for parameter in tool.parameters}
        arguments, sources = dict(filled.call.arguments), dict(filled.sources)
        stand_in = _pattern(take.stand_in)
        names = [name for name, span in arguments.items() if stand_in is not None and stand_in.search(span)]
        if names:
            for name in names:
                assert stand_in is not None
                arguments[name] = _replaced(arguments[name], stand_in, take, value, kinds.get(name, "text"))
        else:
            name = _place(take, arguments, tool)
            if not name:
                return None
            names, arguments[name] = [name], _rendered(value, kinds[name])
        for name in names:
            sources[name] = _source(arguments[name], value, kinds.get(name, "text"))
        return replace(
            filled,
            call=replace(filled.call, arguments=arguments),
            label=filled.label.join(self._label(take, value)),
            sources=sources,
        )

    def _label(self, take: Take, value: Value) -> Label:
        """Return the label of one value: a code in another message of the same look is not in this value."""
        of_look = self.read[take.of].label
        if value.secret:
            return of_look.raised(Confidentiality.SECRET)
        if of_look.confidentiality is Confidentiality.SECRET:
            return Label(Integrity.UNTRUSTED, Confidentiality.SENSITIVE, of_look.origins)
        return of_look


def _says(call: ToolCall, take: Take) -> bool:
    """Whether a stand-in stands in a call."""
    stand_in = _pattern(take.stand_in)
    return stand_in is not None and any(stand_in.search(span) for span in call.arguments.values())


def _pattern(stand_in: str) -> re.Pattern[str] | None:
    """Return what finds a stand-in as whole words, in whatever case and spacing."""
    words = r"\s+".join(map(re.escape, stand_in.split()))
    return re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE) if words else None


def _replaced(span: str, stand_in: re.Pattern[str], take: Take, value: Value, kind: str) -> str:
    """Return an argument with the value for the stand-in; a clock time of the user's own stays beside a read day."""
    put = _rendered(value, kind)
    if take.kind in ("when", "day") and value.said and kind in _TYPED:
        beside = stand_in.sub(" ", span)
        put = value.said[:10] if _CLOCK_BESIDE.search(beside) else value.said
    if take.kind == "time" and _DAY_BESIDE.search(stand_in.sub(" ", span)):
        put = value.words
    return stand_in.sub(lambda _: put, span)


def _rendered(value: Value, kind: str) -> str:
    return value.span if kind in _TYPED else value.words


def _place(take: Take, arguments: Mapping[str, str], tool: Tool) -> str:
    """Return the only argument that such a value can go into; empty where there is none, or several."""
    for kind in _KINDS.get(take.kind, ("text",)):
        names = [p.name for p in tool.parameters if p.kind == kind and (kind != "text" or p.name not in arguments)]
        if kind == "text":
            names = [p.name for p in tool.parameters if p.name in names and p.required]
        if len(names) == 1:
            return names[0]
    return ""


def _source(span: str, value: Value, kind: str) -> str:
    alone = span.strip() in (value.words, value.span)
    return value.source if alone or kind in _TYPED else f"your words and {value.source}"
