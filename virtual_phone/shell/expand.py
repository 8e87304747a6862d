"""Turns words into arguments: parameters, substitutions, arithmetic, field splitting, globbing.

Knows: the order of expansions. Does not know: how scripts run; the shell that it is given does that.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .arithmetic import evaluate
from .patterns import QUOTE, compile_glob, glob, has_magic, quote_pattern, unquote_pattern
from .syntax import Arithmetic, Literal, Parameter, Part, Substitution, Word

if TYPE_CHECKING:
    from .interpreter import Shell
    from .io import Streams


class ExpansionFailure(ValueError):
    """${x:?text} with x unset; the text is what the shell prints."""


class Expander:
    """Expands words for one shell; a piece of text is kept as (pattern text, splittable)."""

    def __init__(self, shell: Shell, io: Streams) -> None:
        self._shell = shell
        self._io = io

    async def fields(self, words: tuple[Word, ...]) -> list[str]:
        """Expand words to arguments, with splitting and globbing."""
        found: list[str] = []
        for word in words:
            for braced in _braces(word):
                for pattern in await self._split(braced):
                    found += self._globbed(pattern)
        return found

    def _globbed(self, pattern: str) -> list[str]:
        if has_magic(pattern) and not self._shell.noglob:
            found = glob(self._shell.phone.fs, pattern, self._shell.cwd, self._shell.uid)
            if found:
                return found
        return [unquote_pattern(pattern)]

    async def text(self, word: Word) -> str:
        """Expand a word to one text, without splitting or globbing (assignments, redirections, case)."""
        return unquote_pattern(await self.pattern(word))

    async def pattern(self, word: Word) -> str:
        """Expand a word to one pattern, in which quoted characters are marked."""
        pieces = []
        for index, part in enumerate(word.parts):
            if index == 0 and isinstance(part, Literal) and not part.quoted and part.text.startswith("~"):
                pieces.append(self._tilde(part.text))
                continue
            values = await self._values(part)
            pieces.append(" ".join(quote_pattern(v) if _quoted(part) else v for v in values))
        return "".join(pieces)

    def _tilde(self, text: str) -> str:
        head, slash, rest = text.partition("/")
        return quote_pattern(self._shell.get("HOME")) + slash + rest if head == "~" else text

    async def _split(self, word: Word) -> list[str]:
        separators = self._shell.variables.get("IFS", " \t\n")
        fields: list[str] = []
        current: str | None = None
        for index, part in enumerate(word.parts):
            if index == 0 and isinstance(part, Literal) and not part.quoted and part.text.startswith("~"):
                current = self._tilde(part.text)
                continue
            values = await self._values(part)
            if _quoted(part) or isinstance(part, Literal):
                marked = [quote_pattern(value) if _quoted(part) else value for value in values]
                if not marked:
                    continue
                fields_done = [(current or "") + marked[0], *marked[1:]]
                fields += fields_done[:-1]
                current = fields_done[-1]
                continue
            for number, value in enumerate(values):
                if number:
                    if current is not None:
                        fields.append(current)
                    current = None
                current = self._split_value(value, separators, fields, current)
        if current is not None:
            fields.append(current)
        return fields

    def _split_value(self, value: str, separators: str, fields: list[str], current: str | None) -> str | None:
        """Split an unquoted value; finished fields go to `fields`, the open one is returned."""
        blank = "".join(char for char in separators if char in " \t\n")
        at = 0
        while at < len(value):
            char = value[at]
            if char not in separators:
                current = (current or "") + (QUOTE + char if char == "\\" else char)
                at += 1
                continue
            hard = False
            while at < len(value) and value[at] in separators:
                if value[at] not in blank:
                    if hard:
                        fields.append("")
                    hard = True
                at += 1
            if current is not None:
                fields.append(current)
            elif hard:
                fields.append("")
            current = None
        return current

    async def _values(self, part: Part) -> list[str]:
        """Return the texts of one part; more than one only for $@."""
        if isinstance(part, Literal):
            return [part.text]
        if isinstance(part, Substitution):
            return [await self._shell.capture(part.script, self._io)]
        if isinstance(part, Arithmetic):
            expression = await self.text(part.expression)
            return [str(evaluate(expression, self._shell.get, self._shell.put))]
        if part.name in ("@", "*") and not part.op:
            if part.name == "@" or not part.quoted:
                return list(self._shell.arguments)
            return [(self._shell.variables.get("IFS", " ")[:1]).join(self._shell.arguments)]
        return [await self._parameter(part)]

    async def _parameter(self, part: Parameter) -> str:
        value = self._shell.lookup(part.name)
        operator = part.op
        if operator == "len":
            return str(len(self._shell.arguments) if part.name in "@*" else len(value or ""))
        if value is None and self._shell.nounset and operator[-1:] not in ("-", "=", "+", "?"):
            raise ExpansionFailure(f"{part.name}: parameter not set")
        if not operator or part.arg is None:
            return value or ""
        if operator in ("#", "##", "%", "%%"):
            return _trim(value or "", operator, await self.pattern(part.arg))
        if operator in ("/", "//"):
            return await self._replace(part, value or "")
        if operator == ":":
            return await self._slice(part.arg, value or "")
        missing = value is None or (operator.startswith(":") and value == "")
        kind = operator[-1]
        if kind == "+":
            return "" if missing else await self.text(part.arg)
        if not missing:
            return value or ""
        text = await self.text(part.arg)
        if kind == "?":
            raise ExpansionFailure(f"{part.name}: {text or 'parameter null or not set'}")
        if kind == "=":
            self._shell.put(part.name, text)
        return text

    async def _replace(self, part: Parameter, value: str) -> str:
        assert part.arg is not None
        replacement = await self.text(part.replacement) if part.replacement is not None else ""
        pattern = await self.pattern(part.arg)
        if not pattern:
            return value
        return compile_glob(pattern).subn(lambda _: replacement, value, 0 if part.op == "//" else 1)[0]

    async def _slice(self, word: Word, value: str) -> str:
        start_text, _, length_text = (await self.text(word)).partition(":")
        start = evaluate(start_text, self._shell.get, self._shell.put)
        start = max(0, len(value) + start) if start < 0 else start
        if not length_text:
            return value[start:]
        length = evaluate(length_text, self._shell.get, self._shell.put)
        return value[start : start + length] if length >= 0 else value[start:length]


def _quoted(part: Part) -> bool:
    return part.quoted


def _trim(value: str, operator: str, pattern: str) -> str:
    regex = compile_glob(pattern)
    ends = range(len(value) + 1)
    if operator.startswith("#"):
        order = reversed(ends) if operator == "##" else iter(ends)
        return next((value[end:] for end in order if regex.fullmatch(value[:end])), value)
    order = iter(ends) if operator == "%%" else reversed(ends)
    return next((value[:start] for start in order if regex.fullmatch(value[start:])), value)


def _braces(word: Word) -> list[Word]:
    """Expand the first unquoted {a,b} or {1..3} of a word, then the others."""
    for index, part in enumerate(word.parts):
        if not isinstance(part, Literal) or part.quoted:
            continue
        match = re.search(r"\{([^{}]*,[^{}]*|-?\d+\.\.-?\d+)\}", part.text)
        if match is None:
            continue
        inner = match.group(1)
        if "," in inner:
            choices = inner.split(",")
        else:
            low, high = (int(text) for text in inner.split(".."))
            step = 1 if high >= low else -1
            choices = [str(number) for number in range(low, high + step, step)][:10000]
        made = []
        for choice in choices:
            text = part.text[: match.start()] + choice + part.text[match.end() :]
            made += _braces(Word((*word.parts[:index], Literal(text), *word.parts[index + 1 :])))
        return made
    return [word]
