"""Evaluates $(( … )): C-like whole-number expressions with variables.

Knows: operators and precedence. Does not know: where variables live; it is given get and set.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_TOKEN = re.compile(
    r"\s*(0[xX][0-9a-fA-F]+|\d+|[A-Za-z_]\w*|<<=|>>=|\*\*|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|[-+*/%<>=!~&|^?:(),])"
)
_LEVELS: tuple[tuple[str, ...], ...] = (
    ("||",),
    ("&&",),
    ("|",),
    ("^",),
    ("&",),
    ("==", "!="),
    ("<", "<=", ">", ">="),
    ("<<", ">>"),
    ("+", "-"),
    ("*", "/", "%"),
)
_MAX_DEPTH = 100


class ArithmeticFailure(ValueError):
    """The expression does not evaluate; the text is what the shell prints."""


def evaluate(text: str, get: Callable[[str], str], put: Callable[[str, str], None]) -> int:
    """Return the value of an expression (64 bit, signed); an empty one is 0."""
    return _Evaluator(text, get, put).run()


class _Evaluator:
    def __init__(self, text: str, get: Callable[[str], str], put: Callable[[str, str], None]) -> None:
        self._source, self._get, self._put = text, get, put
        self._tokens: list[str] = []
        self._at = 0
        self._depth = 0
        position = 0
        stripped = text.rstrip()
        while position < len(stripped):
            match = _TOKEN.match(stripped, position)
            if match is None:
                raise ArithmeticFailure(f"{text}: unexpected '{stripped[position:].strip()[:1]}'")
            self._tokens.append(match.group(1))
            position = match.end()

    def run(self) -> int:
        if not self._tokens:
            return 0
        value = self._comma()
        if self._at < len(self._tokens):
            raise ArithmeticFailure(f"{self._source}: unexpected '{self._peek()}'")
        return value

    def _peek(self, ahead: int = 0) -> str:
        at = self._at + ahead
        return self._tokens[at] if at < len(self._tokens) else ""

    def _next(self) -> str:
        token = self._peek()
        self._at += 1
        return token

    def _comma(self) -> int:
        value = self._assign()
        while self._peek() == ",":
            self._next()
            value = self._assign()
        return value

    def _assign(self) -> int:
        name, operator = self._peek(), self._peek(1)
        if name.isidentifier() and (
            operator == "=" or (operator.endswith("=") and operator not in ("==", "!=", "<=", ">="))
        ):
            self._at += 2
            value = self._assign()
            if operator != "=":
                value = self._apply(operator[:-1], self._variable(name), value)
            self._put(name, str(value))
            return value
        return self._ternary()

    def _ternary(self) -> int:
        value = self._binary(0)
        if self._peek() != "?":
            return value
        self._next()
        yes = self._assign()
        if self._next() != ":":
            raise ArithmeticFailure(f"{self._source}: missing ':'")
        no = self._assign()
        return yes if value else no

    def _binary(self, level: int) -> int:
        if level == len(_LEVELS):
            return self._unary()
        value = self._binary(level + 1)
        while self._peek() in _LEVELS[level]:
            operator = self._next()
            value = self._apply(operator, value, self._binary(level + 1))
        return value

    def _apply(self, operator: str, left: int, right: int) -> int:
        if operator in ("/", "%"):
            if right == 0:
                raise ArithmeticFailure(f"{self._source}: zero divisor")
            quotient = abs(left) // abs(right) * (1 if (left < 0) == (right < 0) else -1)
            return quotient if operator == "/" else left - quotient * right
        results: dict[str, Callable[[], int]] = {
            "+": lambda: left + right,
            "-": lambda: left - right,
            "*": lambda: left * right,
            "<<": lambda: left << (right & 63),
            ">>": lambda: left >> (right & 63),
            "<": lambda: left < right,
            "<=": lambda: left <= right,
            ">": lambda: left > right,
            ">=": lambda: left >= right,
            "==": lambda: left == right,
            "!=": lambda: left != right,
            "&": lambda: left & right,
            "|": lambda: left | right,
            "^": lambda: left ^ right,
            "&&": lambda: bool(left) and bool(right),
            "||": lambda: bool(left) or bool(right),
        }
        return _wrap(int(results[operator]()))

    def _unary(self) -> int:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise ArithmeticFailure("expression recurses too deeply")
        try:
            return self._unary_inner()
        finally:
            self._depth -= 1

    def _unary_inner(self) -> int:
        token = self._next()
        if token in ("++", "--"):
            name = self._next()
            value = _wrap(self._variable(name) + (1 if token == "++" else -1))
            self._put(name, str(value))
            return value
        if token in ("-", "+", "!", "~"):
            value = self._unary()
            return {"-": _wrap(-value), "+": value, "!": int(not value), "~": ~value}[token]
        if token == "(":
            value = self._comma()
            if self._next() != ")":
                raise ArithmeticFailure(f"{self._source}: missing ')'")
            return value
        if token[:1].isdigit():
            return _wrap(int(token, 0 if token[:2].lower() == "0x" else 10))
        if token.isidentifier():
            value = self._variable(token)
            if self._peek() in ("++", "--"):
                self._put(token, str(_wrap(value + (1 if self._next() == "++" else -1))))
            return value
        raise ArithmeticFailure(f"{self._source}: unexpected '{token}'" if token else f"{self._source}: unexpected EOF")

    def _variable(self, name: str) -> int:
        text = self._get(name).strip()
        try:
            return int(text or "0", 0 if text[:2].lower() == "0x" else 10)
        except ValueError:
            raise ArithmeticFailure(f"{text}: bad number") from None


def _wrap(value: int) -> int:
    return (value + (1 << 63)) % (1 << 64) - (1 << 63)
