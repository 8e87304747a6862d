"""The suites that come with ainos, by name; a path to a YAML file is a suite as well."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources
from pathlib import Path

from .suite_kinds import SuiteMissingError, own_names, own_suite
from .task import Case, TaskFileError, load_cases


def names() -> tuple[str, ...]:
    """Return the names of the suites that come with ainos."""
    return tuple(sorted(path.stem for path in _folder().glob("*.yaml")))


def listing() -> Iterator[str]:
    """Yield one line for each suite, those that run themselves as well."""
    for name in names():
        cases = load_suite(name)
        yield f"{name:<12} {len(cases):>4} cases   {', '.join(sorted({case.task.kind for case in cases}))}"
    for name in own_names():
        own = own_suite(name)
        assert own is not None
        try:
            count = str(len(own.cases()))
        except SuiteMissingError:
            count = "?"
        yield f"{name:<12} {count:>4} cases   {own.about} (arms: {', '.join(own.arms)})"


def suite_path(name: str) -> Path:
    """Return the file of a suite's name, or the path itself.

    Raises:
        TaskFileError: There is no such suite or file.
    """
    if name in names():
        return _folder() / f"{name}.yaml"
    path = Path(name)
    if path.suffix in (".yaml", ".yml") and path.is_file():
        return path
    known = ", ".join(sorted((*names(), *own_names())))
    raise TaskFileError(f"there is no suite {name!r}; there are {known}, and any YAML file of tasks")


def load_suite(name: str) -> list[Case]:
    """Return the cases of a suite; raises TaskFileError."""
    return load_cases(suite_path(name))


def _folder() -> Path:
    return Path(str(resources.files(__package__))) / "data" / "suites"
