"""Waiting in the library is for a condition with a deadline: no fixed sleep is longer than 200 ms."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDERS = ("agent", "planners", "memory", "models", "tools", "android_bridge", "console")
LONGEST_S = 0.2


def sleeps(path):
    """Give (line, seconds or the name that stands there) of each sleep in a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {
        t.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for t in node.targets
        if isinstance(t, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("time.sleep", "sleep", "asyncio.sleep"):
            given = node.args[0]
            if isinstance(given, ast.Constant):
                yield node.lineno, given.value
            elif isinstance(given, ast.Name) and given.id in names:
                yield node.lineno, names[given.id]


def test_no_fixed_sleep_is_longer_than_200_ms():
    too_long = [
        f"{path.relative_to(ROOT)}:{line} {seconds} s"
        for folder in FOLDERS
        for path in (ROOT / folder).rglob("*.py")
        for line, seconds in sleeps(path)
        if seconds > LONGEST_S
    ]
    assert too_long == []
