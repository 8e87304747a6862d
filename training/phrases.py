"""Expands phrase templates into sentences with exactly located arguments.

It knows the notation of training/phrases/*.yaml and training/fillers.yaml. It knows nothing of models.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
FREE_TEXT = frozenset({"text", "title", "query", "name", "label", "app", "folder", "location"})
POLITE = ("please", "can", "could", "would", "hey")
MAX_DEPTH = 6

_CHOICE = re.compile(r"\(([^()]*)\)")
_INSERT = re.compile(r"<(\w+)>")
_SLOT = re.compile(r"\{(\w+)(?:([:|])([^{}]*))?\}")
_PREFIX = re.compile(r"^\{(\w+)=([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; `slot` is the parameter it carries, or empty."""

    text: str
    slot: str = ""


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of an example; `start` is -1 for closed values that stand nowhere in the wish."""

    name: str
    value: str
    start: int = -1


@dataclass(frozen=True, slots=True)
class Example:
    """A wish with its right answer. Tool `none` means that no tool fits."""

    wish: str
    tool: str
    arguments: tuple[Argument, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """All templates of one tool. `missing` are those that leave a required argument out."""

    tool: str
    defaults: Mapping[str, str]
    commands: tuple[str, ...]
    templates: tuple[str, ...]
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fillers:
    """Named lists of words, and sentence frames."""

    varieties: Mapping[str, Sequence[str]]
    command_wrappers: Sequence[str]
    any_wrappers: Sequence[str]


def _strings(items: Any) -> tuple[str, ...]:
    return tuple(str(item) for item in items or ())


def load_fillers(path: Path = HERE / "fillers.yaml") -> Fillers:
    """Read varieties and wrappers."""
    raw = yaml.safe_load(path.read_text())
    varieties = {name: _strings(items) for name, items in raw["varieties"].items()}
    wrappers = raw.get("wrappers", {})
    return Fillers(varieties, _strings(wrappers.get("command")), _strings(wrappers.get("any")))


def load_sources(folder: Path = HERE / "phrases") -> dict[str, Source]:
    """Read every phrase file of `folder`, by tool name; files of the same tool are put together."""
    path = folder / "missing.yaml"
    missing = yaml.safe_load(path.read_text())["missing"] if path.exists() else {}
    sources: dict[str, Source] = {}
    for path in sorted(folder.glob("*.yaml")):
        raw = yaml.safe_load(path.read_text())
        if "tool" in raw:
            tool = raw["tool"]
            before = sources.get(tool, Source(tool, {}, (), (), _strings(missing.get(tool))))
            sources[tool] = replace(
                before,
                defaults={**before.defaults, **(raw.get("defaults") or {})},
                commands=before.commands + _strings(raw.get("commands")),
                templates=before.templates + _strings(raw.get("templates")),
            )
    return sources


class Expander:
    """Draws sentences from templates with one random stream."""

    def __init__(self, fillers: Fillers, rng: random.Random) -> None:
        self.fillers, self.rng = fillers, rng

    def draw(self, variety: str, depth: int = 0) -> str:
        """Return one random text of `variety`.

        Raises:
            KeyError: There is no such variety.
            RecursionError: Varieties refer to each other more than six deep.
        """
        if depth > MAX_DEPTH:
            raise RecursionError(f"variety {variety} nests too deep")
        return self._fill(self._choose(self.rng.choice(self.fillers.varieties[variety])), depth + 1)

    def _choose(self, text: str) -> str:
        return _CHOICE.sub(lambda m: self.rng.choice(m[1].split("|")), text)

    def _fill(self, text: str, depth: int = 0) -> str:
        return _INSERT.sub(lambda m: self.draw(m[1], depth), text)

    def expand(self, template: str, defaults: Mapping[str, str]) -> tuple[list[Piece], dict[str, str]]:
        """Return the pieces of one drawn sentence and its closed values."""
        closed: dict[str, str] = {}
        while match := _PREFIX.match(template):
            closed[match[1]] = match[2]
            template = template[match.end() :]
        slots: list[str] = []

        def hold(match: re.Match[str]) -> str:
            slots.append(match[0])
            return f"\0{len(slots) - 1}\0"

        text = self._choose(_SLOT.sub(hold, template))
        pieces: list[Piece] = []
        for number, part in enumerate(text.split("\0")):
            if number % 2:
                pieces.append(self._slot(slots[int(part)], defaults))
            elif part:
                pieces.append(Piece(self._fill(part)))
        return tidy(pieces), closed

    def _slot(self, source: str, defaults: Mapping[str, str]) -> Piece:
        match = _SLOT.fullmatch(source)
        assert match is not None
        name, mark, rest = match.groups()
        if mark == "|":
            return Piece(self._fill(self._choose(rest)).strip(), name)
        return Piece(self.draw(rest or defaults.get(name, name)).strip(), name)

    def wrap(self, pieces: list[Piece], *, is_command: bool) -> list[Piece]:
        """Put the sentence into a frame such as `could you …`, or leave it as it is."""
        text = "".join(p.text for p in pieces)
        pick = self.rng.random()
        if pick < 0.45 or text.split(" ")[0].lower().strip(",") in POLITE:
            return pieces
        if is_command and pick < 0.8:
            frames = self.fillers.command_wrappers
            if text.endswith("?"):
                return pieces
        else:
            frames = self.fillers.any_wrappers
        if not frames:
            return pieces
        before, _, after = self._choose(self.rng.choice(frames)).partition("{x}")
        if after.strip() and pieces[-1].slot in FREE_TEXT:
            after = ""
        if after.strip() and text[-1] in ".?!":
            after = ""
        if before.strip() and not pieces[0].slot:
            first = pieces[0].text
            if not re.match(r"I\b|[A-Z]{2}", first):
                pieces = [Piece(first[:1].lower() + first[1:]), *pieces[1:]]
        return tidy([Piece(self._fill(before)), *pieces, Piece(self._fill(after))])


def tidy(pieces: Sequence[Piece]) -> list[Piece]:
    """Collapse doubled spaces, also across pieces, and trim both ends."""
    result: list[Piece] = []
    ends_blank = True
    for piece in pieces:
        text = re.sub(r"[ \t\n]+", " ", piece.text)
        if ends_blank:
            text = text.lstrip(" ")
        if text:
            result.append(Piece(text, piece.slot))
            ends_blank = text.endswith(" ")
    while result and not result[-1].text.rstrip(" "):
        result.pop()
    if result:
        result[-1] = Piece(result[-1].text.rstrip(" "), result[-1].slot)
    return result


def to_example(pieces: Sequence[Piece], closed: Mapping[str, str], tool: str) -> Example:
    """Join pieces into a wish and locate its arguments."""
    wish, arguments = "", [Argument(name, value) for name, value in closed.items()]
    for piece in pieces:
        if piece.slot:
            arguments.append(Argument(piece.slot, piece.text, len(wish)))
        wish += piece.text
    return Example(wish, tool, tuple(arguments))


def templates_of(sources: Mapping[str, Source]) -> Iterator[tuple[str, str]]:
    """Yield every template with its tool."""
    for source in sources.values():
        for template in (*source.commands, *source.templates, *source.missing):
            yield source.tool, template


def as_pattern(template: str) -> re.Pattern[str]:
    """Return a pattern that full-matches every sentence of `template`, slots and inserts being wildcards."""
    text = template
    while match := _PREFIX.match(text):
        text = text[match.end() :]
    result, position = "", 0
    for match in re.finditer(r"\([^()]*\)|\{[^{}]*\}|<\w+>", text):
        result += re.escape(text[position : match.start()])
        if match[0][0] == "(":
            parts = [as_pattern(part).pattern for part in match[0][1:-1].split("|")]
            result += f"(?:{'|'.join(parts)})"
        elif match[0][0] == "{" and "|" in match[0]:
            result += as_pattern(match[0][1:-1].split("|", 1)[1]).pattern
        else:
            result += ".+"
        position = match.end()
    return re.compile((result + re.escape(text[position:])).replace(r"\ ", r"\s*"), re.IGNORECASE)
