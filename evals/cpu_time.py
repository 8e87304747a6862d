"""CPU seconds of this process and of the language models that it runs in processes of their own.

Knows Linux's /proc; elsewhere those other processes are not counted. Phones, which are child processes too, never are.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

_ENGINE = b"engine_worker"
_PROC = Path("/proc")
Times = Mapping[int, float]
"""CPU seconds by process; 0 stands for this one."""


def cpu_times() -> Times:
    """Return the CPU seconds so far, all threads, user and system."""
    ticks = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
    return {0: time.process_time(), **{pid: used / ticks for pid in _engines() if (used := _ticks(pid)) is not None}}


def cpu_since(before: Times) -> float:
    """Return the CPU seconds since then; those of a model's process that is gone meanwhile are lost."""
    return sum(used - before.get(pid, 0.0) for pid, used in cpu_times().items())


def _engines() -> list[int]:
    """Return the children of this process that run a language model."""
    return [pid for pid in _children() if _ENGINE in _command(pid)]


def _children() -> Iterable[int]:
    """Return the child processes: from the kernel's own list, or from everybody's parent where it keeps none."""
    try:
        listed = [path.read_text() for path in (_PROC / "self" / "task").glob("*/children")]
    except OSError:
        listed = []
    if listed:
        return [int(pid) for text in listed for pid in text.split()]
    pids = (int(path.name) for path in _PROC.iterdir() if path.name.isdecimal()) if _PROC.is_dir() else ()
    return [pid for pid in pids if (fields := _fields(pid)) and int(fields[1]) == os.getpid()]


def _command(pid: int) -> bytes:
    try:
        return (_PROC / str(pid) / "cmdline").read_bytes()
    except OSError:
        return b""


def _ticks(pid: int) -> int | None:
    fields = _fields(pid)
    return int(fields[11]) + int(fields[12]) if fields else None


def _fields(pid: int) -> list[str]:
    """Return what stands in /proc/PID/stat after the name: state, parent, …; nothing for a process that is gone."""
    try:
        return (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
