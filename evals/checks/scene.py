"""What a check may look at: the device over ADB, the run's own account, and what a check says about it.

A judge sees more than the agent may: it reads databases as root, as benchmarks on emulators do. It never acts.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict

from ...agent.loop import Outcome
from ...android_bridge.adb_socket import AdbServer, open_service
from ...android_bridge.device import Device
from ...android_bridge.shell import read_result
from ...android_bridge.types import Row
from ...memory.types import MemoryAdmin

if TYPE_CHECKING:
    from ..web import WebLog

_SEPARATOR = "\x1f"
_TIMEOUT_S = 20


class CheckError(Exception):
    """The device cannot be judged, which is neither a pass nor a failure of the agent."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One check's result."""

    holds: bool
    expected: str
    found: str


@dataclass(slots=True)
class Scene:
    """The end of one episode."""

    device: Device
    answer: str = ""
    outcome: Outcome | None = None
    events: Sequence[Mapping[str, Any]] = ()
    """The run's events as dicts, in order."""
    memory: MemoryAdmin | None = None
    web: WebLog | None = None
    """What the task's page server received."""

    def shell(self, *words: str, root: bool = False) -> str:
        """Return what a command prints.

        Raises:
            CheckError: It ends with a status other than 0.
        """
        words = ("su", "0", *words) if root else words
        shown = " ".join(words[:4])
        service = f"shell,v2,raw:{shlex.join(words)}"
        server = AdbServer.of_environment()
        with open_service(server, self.device.serial, service, what=shown, timeout_s=_TIMEOUT_S) as wire:
            done = read_result(wire, shown)
        if done.exit_code != 0:
            raise CheckError(f"{shown} failed: {done.all_text.strip()[:200]}")
        return done.all_text

    def table(self, path: str, table: str, columns: Sequence[str]) -> list[list[str]]:
        """Return rows of an app's SQLite table, read as root; every value as text."""
        query = f"SELECT {', '.join(columns)} FROM {table}"
        text = self.shell("sqlite3", "-separator", _SEPARATOR, path, query, root=True)
        return [line.split(_SEPARATOR) for line in text.splitlines() if line]

    def rows(self, uri: str, *columns: str) -> list[Row]:
        """Return the rows of a content provider."""
        return self.device.query(uri, columns=columns)

    def of_type(self, kind: str) -> list[Mapping[str, Any]]:
        """Return the run's events of one type."""
        return [event for event in self.events if event["type"] == kind]


class BaseCheck(BaseModel):
    """One thing that must hold when an episode is over; `kind` names it in a task file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    def judge(self, scene: Scene) -> Judged:
        """Return whether it holds, what was expected and what was found."""
        raise NotImplementedError


def counted(count: int, wanted: int, what: str, found: str) -> Judged:
    """Return the result of a check that asks for so many of something."""
    return Judged(count == wanted, f"{wanted} {what}", found or f"{count} {what}")


def listed(values: Sequence[object], most: int = 6) -> str:
    """Return the last few values for a sentence."""
    shown = ", ".join(str(v) for v in values[-most:])
    return f"{'… ' if len(values) > most else ''}{shown}" if values else "none"
