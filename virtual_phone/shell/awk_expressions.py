"""Reads awk's expressions and makes Python functions of them, from the loosest operator to the tightest.

Knows: precedence and what can be assigned to. Does not know: calls (awk_calls.py) and statements (awk_parser.py).
"""

from __future__ import annotations

from collections.abc import Callable

from .awk_calls import Calls
from .awk_machine import Expression, Machine
from .awk_nodes import assigned, both, calculated, either, is_in, joined_key, matches, reading, stepping
from .awk_reader import Place
from .awk_values import UNSET, number, order, short, text, true

_COMPARE: dict[str, Callable[[int], bool]] = {
    "==": lambda found: found == 0, "!=": lambda found: found != 0, "<": lambda found: found < 0,
    "<=": lambda found: found <= 0, ">": lambda found: found > 0, ">=": lambda found: found >= 0,
}  # fmt: skip
_ASSIGN = {"=": "", "+=": "+", "-=": "-", "*=": "*", "/=": "/", "%=": "%", "^=": "^", "**=": "^"}
_STARTS = ("string", "number", "name", "call", "function", "regex")


class Expressions(Calls):
    """A reader of expressions."""

    def expression(self) -> Expression:
        """Read a whole expression."""
        start = self._at
        found = self._choice()
        place = self.place_since(start)
        if place is not None and self.sees(*_ASSIGN):
            sign = _ASSIGN[self.take().text]
            self.skip_newlines()
            return assigned(place, sign, self.expression())
        return found

    def _choice(self) -> Expression:
        test = self._either()
        if not self.sees("?"):
            return test
        self.take()
        self.skip_newlines()
        yes = self.expression()
        self.expect(":")
        self.skip_newlines()
        no = self.expression()
        return lambda machine: yes(machine) if true(test(machine)) else no(machine)

    def _either(self) -> Expression:
        left = self._both()
        while self.sees("||"):
            self.take()
            self.skip_newlines()
            left = either(left, self._both())
        return left

    def _both(self) -> Expression:
        left = self._member()
        while self.sees("&&"):
            self.take()
            self.skip_newlines()
            left = both(left, self._member())
        return left

    def _member(self) -> Expression:
        left = self._matched()
        while self.sees("in") and not self._in_ends:
            self.take()
            left = is_in(left, self.array())
        return left

    def _matched(self) -> Expression:
        left = self._compared()
        while self.sees("~", "!~"):
            left = matches(left, self.pattern_after(self.take().text == "~"))
        return left

    def pattern_after(self, wanted: bool) -> tuple[Expression, bool]:
        """Read what stands right of ~: a pattern, or an expression that gives one."""
        if self.word.kind == "regex":
            source = self.take().text
            return (lambda machine: source), wanted
        return self._compared(), wanted

    def _compared(self) -> Expression:
        left = self._joined()
        if self.sees(*_COMPARE) and not (self.sees(">") and self._greater_redirects):
            compare, right = _COMPARE[self.take().text], self._joined()
            return lambda machine: float(compare(order(left(machine), right(machine))))
        return left

    def _joined(self) -> Expression:
        parts = [self._sum()]
        while self.word.kind in _STARTS or self.sees("$", "(", "++", "--"):
            parts.append(self._sum())
        if len(parts) == 1:
            return parts[0]
        return lambda machine: short("".join([text(part(machine)) for part in parts]))

    def _sum(self) -> Expression:
        return self._chain(("+", "-"), self._product)

    def _product(self) -> Expression:
        return self._chain(("*", "/", "%"), self._signed)

    def _chain(self, signs: tuple[str, ...], operand: Callable[[], Expression]) -> Expression:
        left = operand()
        while self.sees(*signs):
            left = calculated(self.take().text, left, operand())
        return left

    def _signed(self) -> Expression:
        if self.sees("!", "-", "+"):
            sign, inside = self.take().text, self._signed()
            if sign == "!":
                return lambda machine: float(not true(inside(machine)))
            factor = -1.0 if sign == "-" else 1.0
            return lambda machine: factor * number(inside(machine))
        return self._power()

    def _power(self) -> Expression:
        left = self._stepped()
        if self.sees("^", "**"):
            self.take()
            return calculated("^", left, self._signed())
        return left

    def _stepped(self) -> Expression:
        if self.sees("++", "--"):
            by = 1.0 if self.take().text == "++" else -1.0
            place = self.place()
            if place is None:
                raise self.problem()
            return stepping(place, by, before=True)
        start = self._at
        place = self.place()
        if place is None:
            return self._primary()
        if self.sees("++", "--"):
            return stepping(place, 1.0 if self.take().text == "++" else -1.0, before=False)
        self._last_place = (start, self._at, place)
        return place.get

    # ── places and values ──

    def place(self) -> Place | None:
        """Read a variable, an array's element or a field; None when something else is there."""
        if self.sees("$"):
            self.take()
            inside = self._stepped() if not self.sees("-", "+") else self._signed()
            return Place(
                lambda machine: machine.field(number(inside(machine))),
                lambda machine, value: machine.put_field(number(inside(machine)), value),
            )
        if self.word.kind != "name":
            return None
        name = self.take().text
        if self.sees("["):
            return self._element(name)
        local = self.is_local(name)
        return Place(
            lambda machine: machine.get(name, local),
            lambda machine, value: machine.put(name, local, value),
            name,
            local,
        )

    def _element(self, name: str) -> Place:
        array, key = self.array_named(name), self._key()
        return Place(
            lambda machine: array(machine).setdefault(key(machine), UNSET),
            lambda machine, value: array(machine).__setitem__(key(machine), value),
        )

    def _key(self) -> Callable[[Machine], str]:
        self.expect("[")
        parts = self.listed("]")
        return joined_key(parts)

    def _primary(self) -> Expression:
        word = self.word
        if self.sees("getline"):
            return self._getline()
        if self.sees("("):
            return self._group()
        if word.kind not in _STARTS:
            raise self.problem()
        self.take()
        if word.kind == "number":
            found = float(int(word.text, 16)) if word.text[:2] in ("0x", "0X") else float(word.text)
            return lambda machine: found
        if word.kind == "string":
            return lambda machine: word.text
        if word.kind == "regex":
            return lambda machine: float(machine.pattern(word.text).search(text(machine.field(0))) is not None)
        return self.own_call(word.text) if word.kind == "call" else self.call(word.text)

    def _group(self) -> Expression:
        self.take()
        parts = self.listed(")")
        if len(parts) == 1:
            return parts[0]
        if not parts or not self.sees("in"):
            raise self.problem()
        self.take()
        return is_in(joined_key(parts), self.array())

    def _getline(self) -> Expression:
        self.take()
        place = self.place()
        source: Expression | None = None
        if self.sees("<"):
            self.take()
            source = self._stepped()
        self.reads_on = self.reads_on or source is None
        return reading(place, source)
