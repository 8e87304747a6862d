"""Regular expressions that clients of the phone wrote: they may fail, but they cannot hold everything up.

Knows: how long matching may take, how large a pattern may become, and how Java's spelling differs from Python's.
Does not know: who asks (selectors, grep, sed, awk, shell patterns). Patterns of the phone's own code use `re`.
The engine is the package `regex`: Python's `re` cannot be interrupted, and one hostile pattern, such as (a+)+$ on a
long text, would stop every phone of the process.
"""

from __future__ import annotations

import re
import time
import warnings
from collections.abc import Callable
from functools import lru_cache
from typing import Any, cast

MATCH_S = 0.25
"""How long one match may take, in seconds."""
TOTAL_S = 0.5
"""How long all matches of one compiled pattern may take together, in seconds."""
_LARGEST = 20_000
"""Characters of a pattern with its counted repeats written out; the engine needs memory and time for each."""
_COUNT = re.compile(r"\{(\d{1,9})(?:,\d*)?\}")
_CLASS = re.compile(r"\[\^?\]?(?:\\.|\[:\w+:\]|[^\]\\])*\]", re.DOTALL)
_QUOTED = re.compile(r"\\(?:Q(.*?)(?:\\E|$)|.)", re.DOTALL)


class BadPatternError(ValueError):
    """A pattern that no dialect takes, or one that is too large. position: where, in characters from the start."""

    def __init__(self, text: str, position: int = 0) -> None:
        super().__init__(text)
        self.position = position


class SlowPatternError(RuntimeError):
    """Matching was given up."""

    def __init__(self, pattern: str) -> None:
        super().__init__(f"regular expression '{pattern[:200]}' takes too long: this phone gives up after {TOTAL_S} s")


class BoundedPattern:
    """A compiled pattern; the methods are those of re.Pattern, and each raises SlowPatternError."""

    def __init__(self, compiled: Any, pattern: str) -> None:
        """Hold what `compile_bounded` made."""
        self._compiled, self.pattern = compiled, pattern
        self._left_s = TOTAL_S

    def search(self, text: str) -> re.Match[str] | None:
        """Return the first match anywhere."""
        return cast("re.Match[str] | None", self._bounded(self._compiled.search, text))

    def match(self, text: str) -> re.Match[str] | None:
        """Return the match at the start."""
        return cast("re.Match[str] | None", self._bounded(self._compiled.match, text))

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """Return the match of the whole text."""
        return cast("re.Match[str] | None", self._bounded(self._compiled.fullmatch, text))

    def finditer(self, text: str) -> list[re.Match[str]]:
        """Return all matches that do not overlap."""
        return cast("list[re.Match[str]]", self._bounded(lambda *a, **b: list(self._compiled.finditer(*a, **b)), text))

    def subn(self, replace: Callable[[re.Match[str]], str], text: str, count: int = 0) -> tuple[str, int]:
        """Return the text with matches replaced (all when count is 0) and their number."""
        return cast("tuple[str, int]", self._bounded(self._compiled.subn, replace, text, count))

    def split(self, text: str) -> list[str]:
        """Return what lies between the matches, and their groups."""
        return cast("list[str]", self._bounded(self._compiled.split, text))

    def _bounded(self, work: Callable[..., Any], *args: Any) -> Any:
        started = time.perf_counter()
        try:
            if self._left_s <= 0:
                raise TimeoutError
            return work(*args, timeout=min(MATCH_S, self._left_s))
        except TimeoutError:
            self._left_s = 0
            raise SlowPatternError(self.pattern) from None
        finally:
            self._left_s -= time.perf_counter() - started


def compile_bounded(pattern: str, flags: int = 0, *, java: bool = False) -> BoundedPattern:
    """Compile a pattern.

    Args:
        pattern: In Python's spelling; with `java` in Java's, which has \\Q…\\E, \\k<name> and sets within sets.
        flags: re.IGNORECASE and re.DOTALL; others are ignored.
        java: See `pattern`.

    Raises:
        BadPatternError: It is malformed, or larger than 20,000 characters with its counted repeats written out.
    """
    return BoundedPattern(_compiled(pattern, flags, java), pattern)


@lru_cache(maxsize=256)
def _compiled(pattern: str, flags: int, java: bool) -> Any:
    import regex

    if _weight(pattern) > _LARGEST:
        raise BadPatternError("Regular expression too large")
    wanted = regex.VERSION1 if java else regex.VERSION0
    wanted |= regex.IGNORECASE if flags & re.IGNORECASE else 0
    wanted |= regex.DOTALL if flags & re.DOTALL else 0
    spelled = _QUOTED.sub(_unquoted, pattern) if java else pattern
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # "possible nested set": [[ has its old meaning here
            return regex.compile(spelled, wanted, cache_pattern=False)
    except regex.error as error:
        raise BadPatternError(error.msg, error.pos or 0) from None
    except RecursionError:
        raise BadPatternError("Regular expression nested too deeply") from None


def _unquoted(found: re.Match[str]) -> str:
    if found[1] is not None:
        return re.escape(found[1])
    return r"\g" if found[0] == r"\k" else found[0]


def _weight(pattern: str) -> int:
    """Return the length of a pattern with its counted repeats written out: a{3} counts 3, (ab){10} counts 20."""
    if "{" not in pattern:
        return len(pattern)
    weights, last, at = [0], 0, 0  # weights: of each group that is open; last: of what a repeat would repeat
    while at < len(pattern):
        char, size = pattern[at], 1
        if char == "(":
            weights.append(0)
            last = 0
        elif char == ")" and len(weights) > 1:
            last = weights.pop()
            weights[-1] += last
        elif char == "{" and (count := _COUNT.match(pattern, at)):
            size = len(count[0])
            weights[-1] += last * max(int(count[1]) - 1, 0)
            last *= int(count[1])
        else:
            found = _CLASS.match(pattern, at) if char == "[" else None
            size = len(found[0]) if found else 2 if char == "\\" else 1
            if char not in "*+?":
                last = 1
                weights[-1] += 1
        at += size
    return sum(weights)
