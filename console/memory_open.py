"""Opens what `ainos memory` works on: the memory and the journal of runs of the settings. Asks and prints nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..agent.journal import Journal
    from ..memory.types import MemoryRow, MemoryStore


@contextmanager
def memory_of(profile: str | None) -> Iterator[tuple[MemoryStore, str]]:
    """Give the memory of the settings and the profile that is meant."""
    from .config import load_settings, ready_home
    from .wiring import build_memory

    settings = load_settings()
    ready_home(settings)
    with closing(build_memory(settings)) as memory:
        yield memory, profile or settings.memory_profile


def home() -> Path:
    """Return the folder of ainos, made where it is missing."""
    from .config import load_settings, ready_home

    return ready_home(load_settings())


@contextmanager
def journal_of_runs() -> Iterator[Journal]:
    """Give the journal of past runs."""
    from ..agent.journal import Journal

    with closing(Journal(home() / "runs.sqlite3")) as journal:
        yield journal


def find_row(memory: MemoryStore, name: str) -> MemoryRow:
    """Return the row of an id, or of the beginning of one; NoSuchRowError where there is none or more than one."""
    from ..memory.types import NoSuchRowError

    row = memory.get(name)
    if row is not None:
        return row
    near = [r for p in _profiles(memory) for r in memory.rows(profile=p, superseded=True) if r.id.startswith(name)]
    if len(near) != 1 or len(name) < 3:
        raise NoSuchRowError(f"there is no row {name!r}" if not near else f"{len(near)} rows begin with {name!r}")
    return near[0]


def _profiles(memory: MemoryStore) -> set[str]:
    return {str(row.get("profile", "default")) for row in memory.export()}
