"""Faults that are injected into one phone: which are on, when they strike, and what they do to a command's way.

Knows: that a fault can strike at once, after a time, or at the next touch; that commands can be slow, lose their answer
or find no screen to dump. What each fault is stands in fault_table.py. A restore of a snapshot leaves faults alone.
Does not know: adb or JSON-RPC; their servers ask `before` and `loses_answer` about each command.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .clock import Timer
    from .phone import Phone

Options = Mapping[str, Any]
_TOUCHES = ("shell input ", "rpc click", "rpc longClick", "rpc drag", "rpc swipe", "rpc setText", "rpc pressKey")
_SLOWED = (*_TOUCHES, "rpc ", "shell uiautomator", "shell am ", "shell screencap", "shell dumpsys")
_LATEST_MS = 86_400_000


class FaultError(ValueError):
    """The fault cannot be injected; the text says why and what can."""


class LinkLostError(ConnectionResetError):
    """The connection breaks here: whoever serves it closes it without another word."""


@dataclass(frozen=True, slots=True)
class DumpFault:
    """What the next dump of the screen comes to instead of a tree."""

    text: str
    """What the program says."""
    status: int
    """Its exit code."""


@dataclass(slots=True, eq=False)
class _Trap:
    """Something that waits for a command. left: how many it will still strike."""

    code: str
    kind: str
    left: int
    matching: str = ""
    act: Callable[[], None] | None = None
    dump: DumpFault | None = None
    slow_ms: float = 0.0
    """How much longer the command takes, or how long the device stays away."""
    after_ms: float = 0.0
    """How long after the command's beginning the device goes."""
    begins: str = ""
    """How the command line begins."""
    refusal: str = ""
    """What is said instead of doing it."""


class Faults:
    """All faults of one phone."""

    def __init__(self, phone: Phone) -> None:
        self.phone = phone
        self.go_away: Callable[[float], None] = lambda seconds: None
        """Drops every connection and takes none for so many seconds; whoever serves the phone sets it."""
        self._traps: list[_Trap] = []
        self._timers: list[tuple[str, Timer]] = []

    # -- being injected ---------------------------------------------------------------------------------------

    def inject(self, name: str, options: Options | None = None) -> str:
        """Inject a fault by its code (F13) or its name (slow_ui) and return a sentence about it.

        Raises:
            FaultError: There is no such fault, an option is wrong, or the phone's state does not allow it.
        """
        from .fault_table import find, read_options

        fault = find(name)
        known = read_options(fault, options or {})
        said = fault.inject(self, known)
        self.phone.ledger.append("fault_injected", fault=fault.code)
        return f"{fault.code} {fault.name}: {said}"

    def clear(self) -> None:
        """End every fault that is still to come or still on. Windows that came stay, as on a phone."""
        self._traps.clear()
        for _, timer in self._timers:
            timer.cancel()
        self._timers.clear()

    def active(self) -> list[str]:
        """Return the codes of the faults that are still to come or still on."""
        waiting = [code for code, timer in self._timers if not timer.cancelled]
        return sorted({*waiting, *(trap.code for trap in self._traps)})

    def strike(self, code: str, act: Callable[[], None], options: Options) -> str:
        """Do `act` now, `after_ms` of phone time later, or right before the next touch (`on`: "touch")."""
        if options.get("on") == "touch":
            self._traps.append(_Trap(code, "touch", 1, act=act))
            return "strikes right before the next touch"
        after_ms = options.get("after_ms", 0)
        if after_ms:
            self.later(code, after_ms, act)
            return f"strikes in {after_ms} ms"
        act()
        return "struck"

    def later(self, code: str, ms: float, act: Callable[[], None]) -> None:
        """Do `act` once `ms` of phone time have passed, unless the faults are cleared before."""
        self._timers = [(name, timer) for name, timer in self._timers if not timer.cancelled]
        self._timers.append((code, self.phone.clock.call_later(round(min(ms, _LATEST_MS)), act)))

    def trap(self, code: str, kind: str, count: int, **facts: Any) -> None:
        """Let the next `count` commands meet this fault. kind: lost, gone, dump, slow, refused; facts: a trap's fields.

        facts: matching (text), dump (DumpFault), slow_ms, after_ms, begins, refusal.
        """
        self._traps.append(_Trap(code, kind, count, **facts))

    # -- being met --------------------------------------------------------------------------------------------

    async def before(self, act: str) -> None:
        """Let a command meet the faults that strike before it; act: "shell <line>" or "rpc <method>".

        Raises:
            LinkLostError: The connection breaks before anything is done.
        """
        if not self._traps:
            return
        if act.startswith(_SLOWED):
            for trap in self._met("slow", act):
                await self.phone.wait(trap.slow_ms)
        if act.startswith(_TOUCHES):
            for trap in self._met("touch", act):
                assert trap.act is not None
                trap.act()
        for trap in self._met("gone", act):
            away_s = trap.slow_ms / 1000
            if trap.after_ms:
                self.later(trap.code, trap.after_ms, partial(self.go_away, away_s))
                continue
            self.go_away(away_s)
            raise LinkLostError("the device went away")

    def loses_answer(self, act: str) -> bool:
        """Tell whether the answer to a command that was carried out gets lost; the connection is to break then."""
        return bool(self._traps) and any(True for _ in self._met("lost", act))

    def next_dump(self) -> DumpFault | None:
        """Return what the next dump of the screen comes to instead of a tree, or None."""
        return next((trap.dump for trap in self._met("dump", "")), None) if self._traps else None

    def refusal(self, command: str) -> str | None:
        """Return what a program says that this phone's maker does not allow; None for others."""
        met = self._met("refused", command) if self._traps else []
        return met[0].refusal if met else None

    def _met(self, kind: str, act: str) -> list[_Trap]:
        """Take one stroke from the first trap of a kind that fits."""
        for trap in self._traps:
            if trap.kind == kind and trap.matching in act and act.startswith(trap.begins):
                trap.left -= 1
                if not trap.left:
                    self._traps.remove(trap)
                return [trap]
        return []

    async def break_off(self) -> None:
        """Drop every connection now and wait for the end that this brings to the command."""
        self.go_away(0.0)
        await asyncio.sleep(60.0)
