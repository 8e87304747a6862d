"""docs/security.md promises nothing that nobody tests: what it names exists, and every promise has a state."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOC = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
NUMBERS = {
    "SEC": [*range(1, 18), *range(20, 28), *range(30, 40), *range(40, 44), *range(50, 61)],
    "REL": [*range(1, 20)], "VOX": [*range(1, 7)], "SDK": [1, 2],
}  # fmt: skip
"""Every promise that was made has a row; none is dropped silently."""
STATES = ("holds", "partly", "not yet")
_ROW = re.compile(r"^\| ((?:SEC|REL|VOX|SDK)-\d\d) \|(.*)\|$", re.MULTILINE)
_CODE = re.compile(r"`([^`]+)`")


def rows():
    return {name: [cell.strip() for cell in rest.split(" | ")] for name, rest in _ROW.findall(DOC)}


@cache
def functions_of(path):
    """Return the names of the test functions of a file."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef) and n.name.startswith("test_")}


def commands_of_run():
    """Return what `./run` and `./run bench` can be asked for."""
    script = (ROOT / "run").read_text(encoding="utf-8")
    return set(re.findall(r"^ {2}([a-z|]+)\)", script, re.MULTILINE)), {
        p.stem for p in (ROOT / "benchmarks").glob("*.py")
    }


def exists(what):
    """Whether a named test or command is there."""
    if what.startswith("tests/"):
        path, _, name = what.partition("::")
        return (ROOT / path).is_file() and (not name or name in functions_of(path))
    verbs, benches = commands_of_run()
    match what.split():
        case ["./run", "bench", name, *_]:
            return name in benches
        case ["./run", verb, *_]:
            return any(verb in verbs_.split("|") for verbs_ in verbs)
    return False


def test_every_promise_has_exactly_one_row():
    wanted = {f"{kind}-{number:02}" for kind, numbers in NUMBERS.items() for number in numbers}
    found = [name for name, _ in _ROW.findall(DOC)]
    assert sorted(found) == sorted(wanted)


@pytest.mark.parametrize("name", sorted(rows()))
def test_what_checks_a_promise_exists_and_a_promise_without_a_test_is_not_yet_kept(name):
    promise, checked, state = rows()[name]
    assert promise
    assert state.startswith(STATES), f"the state must begin with one of {STATES}"
    named = _CODE.findall(checked)
    assert [what for what in named if not exists(what)] == []
    if not named:
        assert state.startswith("not yet")
    if state.startswith(("partly", "not yet")):
        assert len(state) > len("not yet: "), "what is missing must be said"


def test_every_command_that_the_page_shows_exists():
    shown = re.findall(r"(?:^ {4}|`)(\./run [a-z][a-z_ ]*)", DOC, re.MULTILINE)
    assert shown
    assert [command for command in shown if not exists(command.strip())] == []


def test_the_test_of_this_page_would_see_a_lie():
    assert not exists("tests/test_security_doc.py::test_that_is_not_there")
    assert not exists("tests/nowhere.py::test_x")
    assert not exists("./run world_domination")
    assert not exists("./run bench world_domination")
    assert exists("tests/test_security_doc.py::test_every_promise_has_exactly_one_row")


def test_every_test_that_the_text_names_exists():
    named = [what for what in _CODE.findall(DOC) if what.startswith("tests/")]
    assert [what for what in named if not exists(what)] == []
