"""Tier 0: wishes that are a known sentence, read with no model at all. Reads no device and acts on nothing.

A call comes out only if the whole wish is one sentence template with every slot filled by words of its kind, the values
mean something on the phone's clock, and no other reading means something else. Otherwise the next tier decides.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from typing import Any

from ..tools.types import Parameter, Risk, Tool, ToolCall, ToolQuestionError, ToolRetryError
from ..tools.values import normalise_call
from ..tools.values_pointing import pointed_at
from .strange import is_claimed
from .templates_match import folded, matches, starts
from .templates_slots import may_be
from .templates_syntax import Rules, Sequence_, TemplateError, first_words, needed_words, parse_template, slot_names

logger = logging.getLogger(__name__)
MAX_WISH_CHARS = 400
MAX_PLUGIN_SENTENCES = 20
LANGUAGES = ("en", "zh")
_WIDE = re.compile(r"[\u3400-\u9fff]")
_LINK = re.compile(
    r"(?:[,;.!?，。；！？]|\b(?:and|then|also|plus|but|after that|afterwards|finally|next)\b"
    r"|然后|接着|之后|并且|而且|最后|顺便|还有|同时|再|并|和)"
)
_AFTER_LINK = re.compile(
    r"(?:[\s,;.!?，。；！？]|and\b|then\b|also\b|please\b|can you\b|could you\b|请|帮我|麻烦|你|再|把|然后|顺便)*"
)
_TEXTS = frozenset({"text", "told", "told_zh", "noted", "clause", "quote"})
"""Kinds of slots that hold free words."""
_CONDITION = re.compile(r"\b(?:if|unless|as soon as|once|whenever)\b|如果|要是|除非|的话")


@dataclass(frozen=True, slots=True)
class Template:
    """One sentence template of a tool."""

    tool: str
    say: str
    tree: Sequence_
    needs: tuple[tuple[str, ...], ...]
    """Groups of words of which a wish must hold one each."""
    fixed: Mapping[str, str] = field(default_factory=dict)
    """Arguments that the sentence itself says, such as `on`."""
    slots: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Slots that stand for a parameter under another name or kind: name -> (parameter, kind)."""

    def applies(self, low: str) -> bool:
        """Return whether a folded sentence holds the words that it cannot do without; cheap."""
        return all(any(word in low for word in group) for group in self.needs)


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a wish."""

    call: ToolCall
    values: Mapping[str, Any]
    template: Template

    @property
    def meaning(self) -> str:
        """What is the same for two readings that mean the same."""
        return f"{self.call.tool} {sorted((k, str(v).casefold()) for k, v in self.values.items())}"


class SentenceTemplates:
    """The sentence templates of a set of tools."""

    def __init__(self, tools: Iterable[Tool]) -> None:
        self._tools = {tool.name: tool for tool in tools if tool.kind == "goal"}
        self._own = tuple(t for t in built_in_templates() if t.tool in self._tools)
        self._strange = tuple(tool for tool in self._tools.values() if tool.source != "builtin")
        self._theirs = tuple(t for tool in self._tools.values() for t in sentences_of(tool))

    def match(self, wish: str, now: datetime) -> ToolCall | None:
        """Return the call that a wish says in full, or None where it is no template, or could mean two things.

        Args:
            wish: One wish in the user's words.
            now: The phone's clock, with its time zone.
        """
        call = self._read(self._own, wish, now)
        if call is not None and self._strange and is_claimed(wish, self._words_of(call), self._strange):
            call = None
        return call or self._read(self._theirs, wish, now)

    def _words_of(self, call: ToolCall) -> list[str]:
        """Return the arguments whose words could be another tool's."""
        kinds = {p.name: p.kind for p in self._tools[call.tool].parameters}
        return [value for name, value in call.arguments.items() if kinds[name] in ("text", "contact")]

    def names(self, wish: str) -> str:
        """Return the built-in tool that a wish names by a full sentence, whatever the clock shows; else nothing."""
        morning = datetime.now().astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
        call = self._read(self._own, wish, morning)
        return call.tool if call is not None else ""

    def _read(self, templates: tuple[Template, ...], wish: str, now: datetime) -> ToolCall | None:
        if not wish.strip() or len(wish) > MAX_WISH_CHARS or "\n" in wish.strip():
            return None
        low = folded(wish)
        if len(low) != len(wish):
            return None
        readings = [reading for t in templates for reading in self._readings(t, wish, low, now)]
        exact = [reading for reading in readings if not slot_names(reading.template.tree)]
        readings = exact or readings
        meanings = {reading.meaning for reading in readings}
        return readings[0].call if len(meanings) == 1 else None

    def _readings(self, template: Template, wish: str, low: str, now: datetime) -> Iterator[Reading]:
        if not template.applies(low):
            return
        tool = self._tools[template.tool]
        kinds = _kinds(template, tool)
        for spans in self._spans(template, low):
            texts = {slot: places[0] for slot, places in spans.items() if kinds[slot][1] in _TEXTS}
            if any(self._swallows(low, *place) for place in texts.values()):
                continue
            if any(_only_pointed_at(tool, wish, *place) for place in texts.values()):
                continue
            arguments = dict(template.fixed)
            for slot, places in spans.items():
                arguments[kinds[slot][0]] = " ".join(wish[a:b].strip() for a, b in places)
            if reading := _valued(template, tool, arguments, now):
                yield reading

    def _swallows(self, low: str, start: int, end: int) -> bool:
        """Whether free text holds another wish: words that begin one, or a whole sentence that is one."""
        # A comma before the text counts: `a timer for ten minutes, battery saver off` names no timer.
        text = ", " + low[start:end] if set(",，") & set(low[max(0, start - 2) : start]) else low[start:end]
        return holds_another_wish(text) or any(
            next(self._spans(template, rest), None) is not None
            for rest in _continuations(text)
            for template in self._own
            if template.applies(rest)
        )

    def _spans(self, template: Template, low: str) -> Iterator[dict[str, tuple[tuple[int, int], ...]]]:
        """Yield the slots' spans of every way in which a folded sentence is the template."""
        kinds = _kinds(template, self._tools[template.tool])

        def fits(slot: str, words: str, last: bool) -> bool:
            name, kind = kinds[slot]
            if kind == "duration" and words[0] == "半" and f"个{words}" in low:
                return False  # `一个半小时` is an hour and a half, not one half hour
            return may_be(kind, words, name, last=last)

        for start in starts(low):
            yield from matches(template.tree, low, start, fits)


def _valued(template: Template, tool: Tool, arguments: dict[str, str], now: datetime) -> Reading | None:
    """Return the reading with its values; None where one is impossible or missing."""
    call = ToolCall(tool.name, arguments)
    try:
        values = normalise_call(call, tool, now)
    except (ToolRetryError, ToolQuestionError):
        return None
    return Reading(call, values, template)


def _only_pointed_at(tool: Tool, wish: str, start: int, end: int) -> bool:
    """Whether free text that is sent or noted only points at what it is to say."""
    if tool.risk < Risk.OUTWARD and tool.name != "add_note":
        return False
    return bool(pointed_at(wish, wish[start:end], note=tool.risk < Risk.OUTWARD, at=start))


def _continuations(text: str) -> Iterator[str]:
    """Yield what follows each connector of free text, with and without politeness in between; nothing for quotes."""
    low = folded(text).strip()
    if low[:1] in '"“「《' and low[-1:] in '"”」》':
        return
    for link in _LINK.finditer(low):
        polite = _AFTER_LINK.match(low, link.end())
        yield from {rest for at in (link.end(), polite.end() if polite else 0) if at and (rest := low[at:].strip())}


def holds_another_wish(text: str) -> bool:
    """Return whether free text goes on with words that begin a wish, or hangs on a condition."""
    if _CONDITION.search(folded(text)) and not text.strip().startswith(('"', "“", "「", "《")):
        return True
    leads = _leads()
    for rest in _continuations(text):
        if _WIDE.match(rest):
            if any(rest.startswith(lead) for lead in leads if _WIDE.match(lead)):
                return True
        elif (word := re.match(r"[\w'-]+", rest)) and word[0] in leads:
            return True
    return False


@lru_cache(maxsize=1)
def _leads() -> frozenset[str]:
    """Return the words with which the built-in sentences begin."""
    return frozenset(word for t in built_in_templates() for word in first_words(t.tree) if word[0].isalpha())


def _kinds(template: Template, tool: Tool) -> dict[str, tuple[str, str]]:
    own = {parameter.name: (parameter.name, parameter.kind) for parameter in tool.parameters}
    return {**own, **template.slots}


@lru_cache(maxsize=1)
def built_in_templates() -> tuple[Template, ...]:
    """Return the templates of the package's files.

    Raises:
        TemplateError: One is written wrongly.
    """
    import yaml

    folder = files(__package__) / "data"
    found: list[Template] = []
    for language in LANGUAGES:
        text = (folder / f"sentences_{language}.yaml").read_text("utf-8")
        found += read_templates(yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader)))
    return tuple(found)


def read_templates(data: Mapping[str, Any]) -> Iterator[Template]:
    """Yield the templates of a file: `rules`, `families` with their `switches`, `slots` and `sentences`.

    Raises:
        TemplateError: One is written wrongly.
    """
    rules, slots = dict(data.get("rules", {})), data.get("slots", {})
    for tool, entries in data.get("sentences", {}).items():
        own = {name: _slot(spec) for name, spec in slots.get(tool, {}).items()}
        for entry in entries:
            say = entry if isinstance(entry, str) else entry["say"]
            fixed = {} if isinstance(entry, str) else {k: str(v) for k, v in entry.items() if k != "say"}
            yield _template(tool, say, rules, fixed=fixed, slots=own)
    for tool, thing in data.get("families", {}).items():
        for state, patterns in data.get("switches", {}).items():
            for say in patterns:
                yield _template(tool, say, rules, thing=thing, fixed={"state": state})


def _slot(spec: str) -> tuple[str, str]:
    name, _, kind = spec.partition(":")
    return name, kind


def _template(
    tool: str, say: str, rules: Rules, *, thing: str = "", fixed: Mapping[str, str] | None = None,
    slots: Mapping[str, tuple[str, str]] | None = None,
) -> Template:  # fmt: skip
    tree = parse_template(say, rules, thing)
    return Template(tool, say, tree, needed_words(tree), fixed or {}, slots or {})


def sentences_of(tool: Tool) -> Iterator[Template]:
    """Yield the templates that a tool of a plugin brings; those that could swallow other wishes are left out."""
    for say in tool.sentences[:MAX_PLUGIN_SENTENCES]:
        try:
            template = check_sentence(say, tool.parameters)
        except TemplateError as error:
            logger.warning("a sentence of %s is left out: %s", tool.name, error)
            continue
        yield Template(tool.name, say, template, needed_words(template))


def check_sentence(say: str, parameters: Iterable[Parameter]) -> Sequence_:
    """Return the tree of a plugin's sentence.

    Raises:
        TemplateError: It is written wrongly, has a slot that is no parameter, lacks a required one, or has too few
            words of its own: at least two words (or three Chinese signs) have to stand in every sentence.
    """
    known = {parameter.name: parameter for parameter in parameters}
    tree = parse_template(say)
    used = slot_names(tree)
    if unknown := sorted(used - set(known)):
        raise TemplateError(f"{say!r}: {', '.join(unknown)} is no parameter of the tool")
    if lacking := sorted(name for name, p in known.items() if p.required and name not in used):
        raise TemplateError(f"{say!r}: it lacks {{{'}, {'.join(lacking)}}}")
    if len(say) > 200:
        raise TemplateError(f"{say[:60]!r}…: it is longer than 200 characters")
    if _own_words(tree) < 2:
        raise TemplateError(f"{say!r}: it needs at least two words of its own beside its slots")
    return tree


def _own_words(tree: Sequence_) -> float:
    """Count the words that every sentence of a tree holds; a Chinese sign counts two thirds."""
    from .templates_syntax import Choice, Words

    count = 0.0
    for node in tree:
        if isinstance(node, Words):
            wide = len(_WIDE.findall(node.text))
            count += wide * 2 / 3 + len(re.findall(r"[a-z0-9]{2,}", node.text))
        elif isinstance(node, Choice):
            count += min(_own_words(branch) for branch in node.branches)
    return count
