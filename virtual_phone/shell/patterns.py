"""Shell patterns: * ? [...] as regular expressions, and file name globbing over the phone's tree.

Knows: patterns with quoted (literal) characters. Does not know: word splitting (expand.py).
"""

from __future__ import annotations

import re
from functools import lru_cache

from ..bounded_regex import BoundedPattern, compile_bounded
from ..fs import FileSystem, normalise

QUOTE = "\x00"
"""Stands before a character of a pattern that is meant literally."""


def quote_pattern(text: str) -> str:
    """Mark every character as literal."""
    return "".join(QUOTE + char for char in text)


def unquote_pattern(pattern: str) -> str:
    """Return the text that a pattern stands for when taken literally."""
    return pattern.replace(QUOTE, "")


def has_magic(pattern: str) -> bool:
    """Tell whether a pattern holds an unquoted * ? or [."""
    return re.search(r"(?<!\x00)[*?\[]", pattern) is not None


@lru_cache(maxsize=512)
def to_regex(pattern: str, greedy: bool = True) -> str:
    """Turn a shell pattern into regular expression text without anchors."""
    out, at = [], 0
    star = ".*" if greedy else ".*?"
    while at < len(pattern):
        char = pattern[at]
        at += 1
        if char == QUOTE:
            out.append(re.escape(pattern[at : at + 1]))
            at += 1
        elif char == "*":
            out.append(star)
        elif char == "?":
            out.append(".")
        elif char == "[":
            piece, at = _bracket(pattern, at)
            out.append(piece)
        elif char == "\\" and at < len(pattern):
            out.append(re.escape(pattern[at]))
            at += 1
        else:
            out.append(re.escape(char))
    return "".join(out)


_CLASSES = {"alpha": "a-zA-Z", "digit": "0-9", "alnum": "a-zA-Z0-9", "space": r"\s", "upper": "A-Z", "lower": "a-z",
            "punct": r"!-/:-@\[-`{-~", "xdigit": "0-9a-fA-F"}  # fmt: skip


def _bracket(pattern: str, at: int) -> tuple[str, int]:
    end = at + 1 if pattern[at : at + 1] in ("!", "^") else at
    end = pattern.find("]", end + 1)
    if end < 0:
        return re.escape("["), at
    body = unquote_pattern(pattern[at:end])
    if "[:" in body and pattern[end - 1] == ":":
        closing = pattern.find("]", end + 1)
        if closing >= 0:
            body, end = unquote_pattern(pattern[at:closing]), closing
    negate = body[:1] in ("!", "^")
    body = body[1:] if negate else body
    for name in _CLASSES:
        body = body.replace(f"[:{name}:]", f"\x01{name}\x01")
    body = body.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]").replace("^", "\\^")
    body = body.replace("&&", "&\\&").replace("||", "|\\|").replace("~~", "~\\~")
    for name, chars in _CLASSES.items():
        body = body.replace(f"\x01{name}\x01", chars)
    made = f"[{'^' if negate else ''}{body}]"
    try:
        re.compile(made)
    except re.error:
        return re.escape("[" + unquote_pattern(pattern[at : end + 1])), end + 1
    return made, end + 1


def matches(pattern: str, text: str) -> bool:
    """Tell whether a whole text fits a pattern."""
    return compile_glob(pattern).fullmatch(text) is not None


def compile_glob(pattern: str) -> BoundedPattern:
    """Compile a pattern that has to fit a whole text."""
    return compile_bounded(to_regex(pattern), re.DOTALL)


def glob(fs: FileSystem, pattern: str, cwd: str, uid: int) -> list[str]:
    """Return the paths that fit a pattern, sorted; relative when the pattern is."""
    absolute = pattern.startswith("/")
    found = ["/"] if absolute else [""]
    parts = pattern.split("/")
    names = [part for part in parts if part]
    for position, part in enumerate(names):
        last = position == len(names) - 1 and not pattern.endswith("/")
        found = [path for base in found for path in _step(fs, base, part, cwd, uid, last)]
    if pattern.endswith("/"):
        found = [path + "/" for path in found]
    return sorted(found)


def _step(fs: FileSystem, base: str, part: str, cwd: str, uid: int, last: bool) -> list[str]:
    prefix = base if base in ("", "/") else base + "/"
    if not has_magic(part):
        path = prefix + unquote_pattern(part)
        return [path] if fs.find(normalise(path, cwd), follow=False, uid=uid) is not None else []
    try:
        entries = fs.list_dir(normalise(base or ".", cwd), uid=uid)
    except OSError:
        return []
    hidden = unquote_pattern(part).startswith(".")
    return [
        prefix + name
        for name in entries
        if (hidden or not name.startswith("."))
        and matches(part, name)
        and (last or fs.is_dir(normalise(prefix + name, cwd)))
    ]
