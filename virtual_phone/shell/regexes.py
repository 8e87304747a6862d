"""Translates POSIX basic and extended regular expressions to Python's.

Knows: what differs between the dialects. Does not know: who asks (grep, sed, awk, expr).
"""

from __future__ import annotations

import re

from ..bounded_regex import BadPatternError, BoundedPattern, compile_bounded
from .io import UsageProblem

_CLASSES = {"alpha": "A-Za-z", "digit": "0-9", "alnum": "0-9A-Za-z", "upper": "A-Z", "lower": "a-z", "space": r"\s",
            "blank": " \\t", "punct": r"!-/:-@\[-`{-~", "xdigit": "0-9A-Fa-f", "print": " -~", "graph": "!-~",
            "cntrl": "\\x00-\\x1f"}  # fmt: skip


def compile_posix(pattern: str, *, extended: bool, flags: int = 0) -> BoundedPattern:
    """Compile a POSIX pattern. Raises UsageProblem when it is malformed."""
    return compile_translated(translate(pattern, extended=extended), pattern, flags)


def compile_translated(translated: str, pattern: str, flags: int = 0) -> BoundedPattern:
    """Compile what `translate` made of `pattern`. Raises UsageProblem, with the original, when it is malformed."""
    try:
        return compile_bounded(translated, flags)
    except BadPatternError as error:
        raise UsageProblem(f"bad regex '{pattern}': {error}", 2) from None


def translate(pattern: str, *, extended: bool) -> str:
    """Return Python's spelling of a POSIX pattern."""
    out: list[str] = []
    at = 0
    while at < len(pattern):
        char = pattern[at]
        if char == "[":
            piece, at = _bracket(pattern, at)
            out.append(piece)
        elif char == "\\" and at + 1 < len(pattern):
            out.append(_escaped(pattern[at + 1], extended))
            at += 2
        elif not extended and char in "+?{}|()":
            out.append("\\" + char)
            at += 1
        elif char == "*" and (not out or (out[-1] in ("(", "|", "^") and not extended)):
            out.append("\\*" if not extended else "")
            at += 1
        elif not extended and char == "^" and out and out[-1] not in ("(", "|"):
            out.append("\\^")
            at += 1
        elif not extended and char == "$" and at + 1 < len(pattern) and pattern[at + 1 : at + 3] not in ("\\)", "\\|"):
            out.append("\\$")
            at += 1
        elif extended and char == "{" and not re.match(r"\{\d*,?\d*\}", pattern[at:]):
            out.append("\\{")
            at += 1
        else:
            out.append(char)
            at += 1
    return "".join(out)


def _escaped(char: str, extended: bool) -> str:
    if char in "+?{}|()":
        return "\\" + char if extended else char
    if char in "wWsSbB" or char.isdigit():
        return "\\" + char
    if char in "<>":
        return r"\b"
    return {"n": "\\n", "t": "\\t"}.get(char, re.escape(char))


def _bracket(pattern: str, at: int) -> tuple[str, int]:
    end = at + 1
    if pattern[end : end + 1] == "^":
        end += 1
    if pattern[end : end + 1] == "]":
        end += 1
    while end < len(pattern) and pattern[end] != "]":
        if pattern.startswith("[:", end):
            close = pattern.find(":]", end)
            end = close + 1 if close > 0 else end
        end += 1
    if end >= len(pattern):
        return "\\[", at + 1
    body = pattern[at + 1 : end]
    negate = body.startswith("^")
    body = body[1:] if negate else body
    made, position = "", 0
    while position < len(body):
        match = re.match(r"\[:(\w+):\]", body[position:])
        if match:
            made += _CLASSES.get(match.group(1), "")
            position += match.end()
            continue
        char = body[position]
        made += "\\" + char if char in "\\[]^&~|" and not body.startswith(("\\n", "\\t"), position) else char
        position += 1
    return f"[{'^' if negate else ''}{made}]", end + 1
