"""A group of processes that may use only so much memory, pages of files counted in: Linux control groups, v1 and v2.

The group is made below the one that this process is in, or as near to it as may be, so that no limit which was laid on
this process is left. It knows the files of control groups. It starts no process.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

_NAME = "ainos-limit-"
_PATIENCE = 5.0
"""Seconds for the processes of a group to end."""


@dataclass(frozen=True, slots=True)
class Group:
    """A group with a limit; gone at the end of the `with` block, and with it every process that was put in."""

    path: Path
    version: Literal["cgroup v1", "cgroup v2"]

    def add(self, pid: int) -> None:
        """Put a process in; what it has in memory already is not counted."""
        (self.path / "cgroup.procs").write_text(f"{pid}\n", encoding="ascii")


@contextmanager
def memory_limit(size: int) -> Iterator[Group | None]:
    """Make a group of at most so many bytes; None where this process may make none. It is removed on Ctrl-C too."""
    group: Group | None = None
    try:
        for version, parent in _parents():
            _sweep(parent)
            group = Group(parent / f"{_NAME}{os.getpid()}-{time.monotonic_ns()}", version)
            if _made(group, size):
                break
            _remove(group)
            group = None
        yield group
    finally:
        if group is not None:
            _remove(group)


def _parents() -> list[tuple[Literal["cgroup v1", "cgroup v2"], Path]]:
    """Return where a group may perhaps be made, the nearest first."""
    try:
        mounts = Path("/proc/self/mounts").read_text(encoding="utf-8")
        own = Path("/proc/self/cgroup").read_text(encoding="utf-8")
    except OSError:
        return []  # no Linux
    return places(mounts, own)


def places(mounts: str, own: str) -> list[tuple[Literal["cgroup v1", "cgroup v2"], Path]]:
    """Return where a group may be made, from the words of /proc/self/mounts and /proc/self/cgroup."""
    groups = dict(line.split(":", 2)[1:] for line in own.splitlines() if line.count(":") >= 2)
    found: list[tuple[Literal["cgroup v1", "cgroup v2"], Path]] = []
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) < 4:
            continue
        _, root, kind, options = fields[:4]
        if kind == "cgroup" and "memory" in options.split(","):
            below = Path(root) / groups.get("memory", "/").strip("/")
            found.append(("cgroup v1", below))
        if kind == "cgroup2":
            below = Path(root) / groups.get("", "/").strip("/")
            # A group with processes of its own cannot limit groups below it, so here the next one up will often do it.
            nearest = [p for p in (below, *below.parents) if p == Path(root) or Path(root) in p.parents]
            found += [("cgroup v2", p) for p in nearest]
    return found


def _made(group: Group, size: int) -> bool:
    """Make the group and lay the limit on it; say whether both was allowed."""
    file = "memory.limit_in_bytes" if group.version == "cgroup v1" else "memory.max"
    try:
        if group.version == "cgroup v2" and "memory" not in _given(group.path.parent):
            return False
        group.path.mkdir()
        (group.path / file).write_text(f"{size}\n", encoding="ascii")
        if group.version == "cgroup v2" and (group.path / "memory.swap.max").exists():
            (group.path / "memory.swap.max").write_text("0\n", encoding="ascii")
    except OSError:
        return False
    return os.access(group.path / "cgroup.procs", os.W_OK)


def _given(parent: Path) -> list[str]:
    """Return what groups below this one may limit (v2)."""
    return (parent / "cgroup.subtree_control").read_text(encoding="ascii").split()


def _remove(group: Group) -> None:
    """End what is still in the group, and remove it."""
    deadline = time.monotonic() + _PATIENCE
    while group.path.is_dir():
        for pid in _pids(group.path):
            with suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        try:
            group.path.rmdir()
        except OSError:
            if time.monotonic() > deadline:
                return
            time.sleep(0.01)  # processes that were ended leave in a moment


def _pids(path: Path) -> list[int]:
    try:
        return [int(line) for line in (path / "cgroup.procs").read_text(encoding="ascii").split()]
    except OSError:
        return []


def _sweep(parent: Path) -> None:
    """Remove empty groups of processes that ended without doing it."""
    with suppress(OSError):
        for path in parent.glob(f"{_NAME}*"):
            pid = path.name.removeprefix(_NAME).partition("-")[0]
            if not Path("/proc", pid).exists():
                with suppress(OSError):
                    path.rmdir()
