"""The pieces that awk programs are put together from: Python functions that work on a machine.

Knows: what operators, assignments and getline do. Does not know: how they are written (awk_expressions.py).
"""

from __future__ import annotations

import math
from collections.abc import Callable

from .awk_machine import Array, Expression, Machine
from .awk_reader import Place
from .awk_values import UNSET, Outside, Unset, Value, number, text, true
from .io import UsageProblem


def arithmetic(sign: str, left: float, right: float) -> float:
    """Return the result of an operator. Raises UsageProblem for a division by zero."""
    if sign in "/%" and right == 0:
        raise UsageProblem("division by zero" + (" in %" if sign == "%" else ""), 2)
    try:
        if sign == "^":
            made = left**right
            return made if isinstance(made, float) else float("nan")
        return (
            {"+": left + right, "-": left - right, "*": left * right}[sign]
            if sign in "+-*"
            else (left / right if sign == "/" else math.fmod(left, right))
        )
    except (OverflowError, ZeroDivisionError):
        return float("inf")


def joined_key(parts: list[Expression]) -> Callable[[Machine], str]:
    """Return how to make an array's key: several subscripts are joined with SUBSEP."""

    def make(machine: Machine) -> str:
        form = text(machine.get("CONVFMT", False))
        found = [text(part(machine), form) for part in parts]
        return found[0] if len(found) == 1 else text(machine.get("SUBSEP", False)).join(found)

    return make


def assigned(place: Place, sign: str, value: Expression) -> Expression:
    """Return an assignment; sign: the operator before =, or ""."""

    def run(machine: Machine) -> Value:
        found = value(machine)
        if sign:
            found = arithmetic(sign, number(place.get(machine)), number(found))
        place.put(machine, found)
        return found

    return run


def stepping(place: Place, by: float, *, before: bool) -> Expression:
    """Return ++ or --; before: its value is the new one."""

    def run(machine: Machine) -> Value:
        old = number(place.get(machine))
        place.put(machine, old + by)
        return old + by if before else old

    return run


def either(left: Expression, right: Expression) -> Expression:
    """Return ||."""
    return lambda machine: float(true(left(machine)) or true(right(machine)))


def both(left: Expression, right: Expression) -> Expression:
    """Return &&."""
    return lambda machine: float(true(left(machine)) and true(right(machine)))


def is_in(key: Expression, array: Callable[[Machine], Array]) -> Expression:
    """Return whether an array has a key."""
    return lambda machine: float(text(key(machine)) in array(machine))


def matches(left: Expression, right: tuple[Expression, bool]) -> Expression:
    """Return ~ or !~."""
    source, wanted = right

    def run(machine: Machine) -> Value:
        found = machine.pattern(text(source(machine))).search(text(left(machine)))
        return float((found is not None) == wanted)

    return run


def calculated(sign: str, left: Expression, right: Expression) -> Expression:
    """Return an arithmetic operation."""
    return lambda machine: arithmetic(sign, number(left(machine)), number(right(machine)))


def reading(place: Place | None, source: Expression | None) -> Expression:
    """Return getline: 1 for a line, 0 at the end, -1 for a file that cannot be read."""

    def run(machine: Machine) -> Value:
        machine.step()
        try:
            line = machine.next_line(None if source is None else text(source(machine)))
        except FileNotFoundError:
            return -1.0
        if line is None:
            return 0.0
        if source is None:
            machine.count()
        if place is None:
            machine.take(line)
        else:
            place.put(machine, Outside(line))
        return 1.0

    return run


def holds_array(machine: Machine, place: Place, wanted: bool) -> bool:
    """Tell whether a variable that is an argument is passed as an array."""
    found = (machine.frames[-1] if place.local else machine.variables).get(place.name, UNSET)
    return isinstance(found, dict) or wanted and isinstance(found, Unset)
