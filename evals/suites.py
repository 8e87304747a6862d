"""The suites that come with ainos, by name; a path to a YAML file is a suite as well."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from .task import Case, TaskFileError, load_cases


def names() -> tuple[str, ...]:
    """Return the names of the suites that come with ainos."""
    return tuple(sorted(path.stem for path in _folder().glob("*.yaml")))


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
    raise TaskFileError(f"there is no suite {name!r}; there are {', '.join(names())}, and any YAML file of tasks")


def load_suite(name: str) -> list[Case]:
    """Return the cases of a suite; raises TaskFileError."""
    return load_cases(suite_path(name))


def _folder() -> Path:
    return Path(str(resources.files(__package__))) / "data" / "suites"
