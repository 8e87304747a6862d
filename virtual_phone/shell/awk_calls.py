"""Reads awk's calls: its own functions and those of the program.

Knows: which arguments are patterns, places or arrays. Does not know: what the functions do (awk_functions.py).
"""

from __future__ import annotations

from .awk_functions import FUNCTIONS, refuse_system, split, substitute
from .awk_machine import Array, Expression, Machine
from .awk_nodes import holds_array
from .awk_reader import Place, Reader
from .awk_values import UNSET, Value, text
from .io import UsageProblem


class Calls(Reader):
    """A reader of calls."""

    def own_call(self, name: str) -> Expression:
        """Read a call of a function of the program."""
        self.expect("(")
        given = self._arguments()
        functions = self.functions

        def run(machine: Machine) -> Value:
            machine.step()
            defined = functions[name]
            if len(given) > len(defined.parameters) or defined.body is None:
                raise UsageProblem(f"function {name} called with {len(given)} args", 2)
            frame: dict[str, Value | Array] = {}
            for parameter, (value, place) in zip(defined.parameters, given, strict=False):
                if place is not None and holds_array(machine, place, parameter in defined.arrays):
                    frame[parameter] = machine.array(place.name, place.local)
                else:
                    frame[parameter] = value(machine)
            return machine.call(defined.body, frame)

        return run

    def _arguments(self) -> list[tuple[Expression, Place | None]]:
        """Read arguments; one that is a variable alone may be an array."""
        found: list[tuple[Expression, Place | None]] = []
        while not self.sees(")"):
            self.skip_newlines()
            start = self._at
            value = self.expression()
            place = self.place_since(start)
            found.append((value, place if place is not None and place.name else None))
            if not self.sees(")"):
                self.expect(",")
        self.take()
        return found

    def call(self, name: str) -> Expression:
        """Read a call of one of awk's own functions."""
        if name == "system":
            refuse_system()
        if name in ("sub", "gsub"):
            return self._substitution(name == "gsub")
        if name == "split":
            return self._splitting()
        if name == "length" and not self.sees("("):
            return lambda machine: float(len(text(machine.field(0))))
        self.expect("(")
        if name == "length" and self.word.kind == "name" and self._words[self._at + 1].text == ")":
            return self._length()
        given = [value for value, _ in self._arguments()] if name != "match" else self._match_arguments()
        least, most, work = FUNCTIONS[name]
        if not least <= len(given) <= most:
            raise UsageProblem(f"syntax error: {name} takes {least} to {most} arguments", 2)
        return lambda machine: work(machine, [value(machine) for value in given])

    def _match_arguments(self) -> list[Expression]:
        first = self.expression()
        self.expect(",")
        second = self._pattern_argument()
        self.expect(")")
        return [first, second]

    def _pattern_argument(self) -> Expression:
        """Read a pattern that is an argument: /…/ is itself there, and no match against the record."""
        self.skip_newlines()
        if self.word.kind == "regex" and self._words[self._at + 1].text in (",", ")"):
            source = self.take().text
            return lambda machine: source
        return self.expression()

    def _length(self) -> Expression:
        name = self.take().text
        self.take()
        local = self.is_local(name)

        def run(machine: Machine) -> Value:
            found = (machine.frames[-1] if local else machine.variables).get(name, UNSET)
            return float(len(found if isinstance(found, dict) else text(found)))

        return run

    def _substitution(self, every: bool) -> Expression:
        self.expect("(")
        source = self._pattern_argument()
        self.expect(",")
        replacement = self.expression()
        target: Place | None = Place(
            lambda machine: machine.field(0), lambda machine, value: machine.put_field(0, value)
        )
        if self.sees(","):
            self.take()
            target = self.place()
        if target is None:
            raise self.problem()
        self.expect(")")
        place = target

        def run(machine: Machine) -> Value:
            before = text(place.get(machine))
            made, count = substitute(machine, text(source(machine)), text(replacement(machine)), before, every=every)
            if count:
                place.put(machine, made)
            return float(count)

        return run

    def _splitting(self) -> Expression:
        self.expect("(")
        whole = self.expression()
        self.expect(",")
        array = self.array()
        separator: Expression = lambda machine: machine.get("FS", False)  # noqa: E731
        if self.sees(","):
            self.take()
            separator = self._pattern_argument()
        self.expect(")")
        return lambda machine: split(machine, text(whole(machine)), array(machine), text(separator(machine)))
