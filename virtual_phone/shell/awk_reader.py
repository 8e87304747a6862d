"""A reader of awk programs: the word in front, and what names mean there.

Knows: words, lists and which names are parameters. Does not know: operators, calls or statements.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from .awk_machine import Array, Expression, Machine, Statement
from .awk_values import Value
from .awk_words import Word, words_of
from .io import UsageProblem


@dataclass(frozen=True, slots=True)
class Place:
    """Something that can be assigned to."""

    get: Expression
    put: Callable[[Machine, Value], None]
    name: str = ""
    """The variable's name where it is a whole variable, which may be an array too."""
    local: bool = False


@dataclass(slots=True)
class Defined:
    """A function of the program's own."""

    parameters: list[str]
    body: Statement | None = None
    arrays: set[str] = field(default_factory=set)
    """Which parameters are used as arrays."""


class Reader:
    """A reader that stands somewhere in a program."""

    def __init__(self, program: str) -> None:
        """Begin at a program's first word. Raises UsageProblem for what is no word."""
        self._words = words_of(program)
        self._at = 0
        self.functions: dict[str, Defined] = {}
        self._function: Defined | None = None
        self.reads_on = False
        """Whether the program takes records by itself, with getline."""
        self._last_place: tuple[int, int, Place] | None = None
        self._greater_redirects = self._in_ends = False

    # ── words ──

    @property
    def word(self) -> Word:
        """Return the word in front."""
        return self._words[self._at]

    def sees(self, *marks: str) -> bool:
        """Tell whether one of these marks or keywords is in front."""
        return self.word.kind in ("mark", "keyword") and self.word.text in marks

    def take(self) -> Word:
        """Return the word in front and go on."""
        found = self.word
        self._at += found.kind != "end"
        return found

    def expect(self, mark: str) -> None:
        """Go past a mark. Raises UsageProblem when something else is there."""
        if not self.sees(mark):
            raise self.problem()
        self.take()

    def problem(self) -> UsageProblem:
        """Return the complaint about the word in front."""
        shown = repr(self.word.text) if self.word.kind != "end" else "the end of the program"
        return UsageProblem(f"syntax error at source line {self.word.line}: {shown} is not supported here", 2)

    def skip_newlines(self) -> None:
        """Go past newlines."""
        while self.sees("\n"):
            self.take()

    def place_since(self, start: int) -> Place | None:
        """Return the place that was read when nothing else was since the word number `start`."""
        last = self._last_place
        return last[2] if last is not None and last[:2] == (start, self._at) else None

    def expression(self) -> Expression:
        """Read a whole expression."""
        raise NotImplementedError

    def place(self) -> Place | None:
        """Read a variable, an array's element or a field; None when something else is there."""
        raise NotImplementedError

    def listed(self, end: str) -> list[Expression]:
        """Read expressions with commas up to a closing mark."""
        kept = self._greater_redirects, self._in_ends
        self._greater_redirects = self._in_ends = False
        found: list[Expression] = []
        self.skip_newlines()
        while not self.sees(end):
            found.append(self.expression())
            self.skip_newlines()
            if not self.sees(end):
                self.expect(",")
                self.skip_newlines()
        self.take()
        self._greater_redirects, self._in_ends = kept
        return found

    def is_local(self, name: str) -> bool:
        """Tell whether a name is a parameter of the function that is being read."""
        return self._function is not None and name in self._function.parameters

    def array_named(self, name: str) -> Callable[[Machine], Array]:
        """Return how to reach an array; in a function this tells that the parameter is one."""
        local = self.is_local(name)
        if local and self._function is not None:
            self._function.arrays.add(name)
        return lambda machine: machine.array(name, local)

    def array(self) -> Callable[[Machine], Array]:
        if self.word.kind != "name":
            raise self.problem()
        return self.array_named(self.take().text)
