"""awk's values: numbers, strings, and strings from outside that may count as numbers; and printf's formats.

Knows: how awk turns one into another, and how it compares them. Does not know: programs, records or variables.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from .io import UsageProblem

Value = str | float
_LARGEST = 1 << 24
"""Characters of a string, and digits that printf may be asked for; real awk would take the phone's memory."""
_NUMBER = re.compile(r"\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_FORMAT = re.compile(r"%([-+ #0]*)(\*|\d+)?(?:\.(\*|\d*))?[hlLq]*(.)", re.DOTALL)


class Outside(str):
    """Text of a field, a line or an option: a number where it looks like one."""

    __slots__ = ()


class Unset(str):
    """A variable that nobody set: 0 beside numbers, empty beside strings."""

    __slots__ = ()


UNSET = Unset()


def number(value: Value) -> float:
    """Return a value as a number: what a string begins with, else 0."""
    if not isinstance(value, str):
        return value
    found = _NUMBER.match(value)
    return float(found[0]) if found else 0.0


def text(value: Value, form: str = "%.6g") -> str:
    """Return a value as text: whole numbers without a dot, others by CONVFMT or OFMT."""
    if isinstance(value, str):
        return value
    if value == value and abs(value) < 1e16 and value == int(value):
        return str(int(value))
    if value != value or value in (float("inf"), float("-inf")):
        return "nan" if value != value else "inf" if value > 0 else "-inf"
    return sprintf(form, [value])


def true(value: Value) -> bool:
    """Tell whether a value counts as true."""
    if isinstance(value, Outside) and _looks_numeric(value):
        return number(value) != 0
    return bool(value)


def order(left: Value, right: Value, form: str = "%.6g") -> int:
    """Compare two values: as numbers where both can be ones, else as text. Returns -1, 0 or 1."""
    if _counts(left) and _counts(right):
        one, two = number(left), number(right)
        return (one > two) - (one < two)
    first, second = text(left, form), text(right, form)
    return (first > second) - (first < second)


def _counts(value: Value) -> bool:
    return (
        not isinstance(value, str) or isinstance(value, Unset) or isinstance(value, Outside) and _looks_numeric(value)
    )


def _looks_numeric(value: str) -> bool:
    found = _NUMBER.match(value)
    return found is not None and not value[found.end() :].strip()


def short(made: str) -> str:
    """Return a string that was put together, unless it outgrew the phone.

    Raises:
        UsageProblem: It did.
    """
    if len(made) > _LARGEST:
        raise UsageProblem("out of memory", 2)
    return made


def sprintf(form: str, values: list[Value]) -> str:
    """Fill in a printf format: %d %i %o %x %X %u %c %s %e %f %g and their capitals, with width and precision."""
    left = list(values)

    def take(default: Value = UNSET) -> Value:
        return left.pop(0) if left else default

    def fill(found: re.Match[str]) -> str:
        flags, width, precision, kind = found.groups()
        if kind == "%":
            return "%"
        if width == "*":
            width = str(int(number(take(0.0))))
        if precision == "*":
            precision = str(int(number(take(0.0))))
        if kind not in _KINDS:
            return found[0]
        if int(width or 0) > _LARGEST or int(precision or 0) > _LARGEST:
            raise UsageProblem("out of memory", 2)
        return _KINDS[kind](f"%{flags}{width or ''}" + (f".{precision or 0}" if precision is not None else ""), take())

    return short(_FORMAT.sub(fill, form))


def _whole(kind: str) -> Callable[[str, Value], str]:
    def fill(spec: str, value: Value) -> str:
        found = number(value)
        if found != found or found in (float("inf"), float("-inf")):
            return f"{spec.partition('.')[0].replace('0', '', 1)}s" % text(found)
        return f"{spec}{kind}" % int(found)

    return fill


def _decimal(kind: str) -> Callable[[str, Value], str]:
    return lambda spec, value: f"{spec}{kind}" % number(value)


def _character(spec: str, value: Value) -> str:
    if isinstance(value, str) and not (isinstance(value, Outside) and _looks_numeric(value)):
        return f"{spec.partition('.')[0]}s" % value[:1]
    return f"{spec.partition('.')[0]}s" % chr(int(number(value)) % 0x110000)


_KINDS: dict[str, Callable[[str, Value], str]] = {
    **{kind: _whole("d") for kind in "diu"},
    **{kind: _whole(kind) for kind in "oxX"},
    **{kind: _decimal(kind) for kind in "eEfFgG"},
    "c": _character,
    "s": lambda spec, value: f"{spec}s" % text(value),
}
