"""The functions that awk brings: strings, patterns, numbers.

Knows: what each does with its arguments. Does not know: how they are written (awk_expressions.py).
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable

from .awk_machine import Array, Machine
from .awk_values import Outside, Value, number, short, sprintf, text
from .io import UsageProblem

Function = Callable[[Machine, list[Value]], Value]


def _argument(values: list[Value], at: int, default: Value = "") -> Value:
    return values[at] if at < len(values) else default


def _substr(machine: Machine, values: list[Value]) -> Value:
    whole, first = text(values[0]), round(number(_argument(values, 1, 1.0)))
    end = len(whole) + 1.0 if len(values) < 3 else round(number(values[1])) + number(values[2])
    return whole[max(first, 1) - 1 : max(0, math.floor(min(end, len(whole) + 1)) - 1)]


def _index(machine: Machine, values: list[Value]) -> Value:
    return float(text(values[0]).find(text(_argument(values, 1))) + 1)


def _match(machine: Machine, values: list[Value]) -> Value:
    found = machine.pattern(text(_argument(values, 1))).search(text(values[0]))
    start = float(found.start() + 1) if found else 0.0
    machine.variables["RSTART"] = start
    machine.variables["RLENGTH"] = float(found.end() - found.start()) if found else -1.0
    return start


def _length(machine: Machine, values: list[Value]) -> Value:
    return float(len(text(values[0] if values else machine.field(0))))


def _srand(machine: Machine, values: list[Value]) -> Value:
    return machine.srand(number(values[0]) if values else 0.0)


def _sprintf(machine: Machine, values: list[Value]) -> Value:
    return sprintf(text(values[0]), values[1:])


def _math(work: Callable[[float], float]) -> Function:
    def run(machine: Machine, values: list[Value]) -> Value:
        try:
            return float(work(number(_argument(values, 0, 0.0))))
        except OverflowError:
            return float("inf")
        except ValueError:
            return float("nan")

    return run


FUNCTIONS: dict[str, tuple[int, int, Function]] = {
    "atan2": (2, 2, lambda machine, values: math.atan2(number(values[0]), number(values[1]))),
    "close": (1, 1, lambda machine, values: machine.close(text(values[0]))),
    "cos": (1, 1, _math(math.cos)),
    "exp": (1, 1, _math(math.exp)),
    "fflush": (0, 1, lambda machine, values: 0.0),
    "index": (2, 2, _index),
    "int": (1, 1, _math(math.trunc)),
    "length": (0, 1, _length),
    "log": (1, 1, _math(lambda value: math.log(value) if value else float("-inf"))),
    "match": (2, 2, _match),
    "rand": (0, 0, lambda machine, values: machine.rand()),
    "sin": (1, 1, _math(math.sin)),
    "sprintf": (1, 1000, _sprintf),
    "sqrt": (1, 1, _math(math.sqrt)),
    "srand": (0, 1, _srand),
    "substr": (2, 3, _substr),
    "tolower": (1, 1, lambda machine, values: text(values[0]).lower()),
    "toupper": (1, 1, lambda machine, values: text(values[0]).upper()),
}
"""Name -> (fewest arguments, most, what it does); `sub`, `gsub` and `split` need more than values."""


def substitute(machine: Machine, source: str, replacement: str, target: str, *, every: bool) -> tuple[str, int]:
    """Return (text, number) after `sub` or `gsub`: & stands for what matched, \\& for itself."""

    def put(found: re.Match[str]) -> str:
        return re.sub(r"\\\\|\\&|&", lambda mark: {"\\\\": "\\", "\\&": "&"}.get(mark[0], found[0]), replacement)

    made, count = machine.pattern(source).subn(put, target, 0 if every else 1)
    return short(made), count


def split(machine: Machine, whole: str, into: Array, separator: str) -> float:
    """Put the parts of a text under 1, 2, … of an array and return how many there are."""
    parts = machine.split(whole, separator)
    into.clear()
    into.update({str(at): Outside(part) for at, part in enumerate(map(text, parts), 1)})
    return float(len(parts))


def refuse_system() -> None:
    """Say that awk here starts no other programs. Raises UsageProblem always."""
    raise UsageProblem("syntax error: system() and pipes are not supported here", 2)
