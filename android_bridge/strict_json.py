"""JSON from somebody else: one value, under limits, and nothing that two readers could read in two ways.

Python's reader keeps the last of two equal keys, takes NaN, and dies of recursion in deep nesting; this one refuses
all of that with one error. Pure: knows no sender.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any, NoReturn

LIMIT_BYTES = 8 << 20
LIMIT_DEPTH = 64
_MARKS = re.compile(r'[\[\]{}]|"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)
"""Brackets, and whole strings, so that no bracket inside of one counts; possessive, so that none is tried twice."""


class StrictJsonError(ValueError):
    """It is no JSON, is over a limit, or is ambiguous; says which."""


def parse_json(data: str | bytes, *, limit_bytes: int = LIMIT_BYTES, limit_depth: int = LIMIT_DEPTH) -> Any:
    """Return the one value that `data` holds.

    Args:
        limit_bytes: The longest that is read.
        limit_depth: The deepest nesting of lists and objects.

    Raises:
        StrictJsonError: Not UTF-8, no JSON, more than one value, over a limit, an equal key twice, or no finite number.
    """
    if len(data) > limit_bytes:
        raise StrictJsonError(f"it has more than {limit_bytes} bytes")
    try:
        text = data.decode("utf-8") if isinstance(data, bytes) else data
    except UnicodeDecodeError as error:
        raise StrictJsonError(f"it is no UTF-8: {error}") from error
    if _depth(text) > limit_depth:
        raise StrictJsonError(f"it is nested deeper than {limit_depth}")
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_no_number, parse_float=_finite)
    except StrictJsonError:
        raise
    except (ValueError, RecursionError) as error:  # a number of more than 4,300 digits is a ValueError, too
        raise StrictJsonError(str(error)[:200]) from error


def _depth(text: str) -> int:
    """Return how deep it nests, brackets inside of strings left out."""
    deepest = depth = 0
    for found in _MARKS.finditer(text):
        mark = found[0]
        if mark in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif mark in "]}":
            depth -= 1
    return deepest


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise StrictJsonError("a key stands twice in one object")
    return found


def _no_number(text: str) -> NoReturn:
    raise StrictJsonError(f"{text} is no number of JSON")


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise StrictJsonError(f"{text[:40]} is too large a number")
    return value
