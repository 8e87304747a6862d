"""Watches one try of a tool: each look for what comes uncalled, each act for the stop flag, and which acts began.

A tool gets the device and the hands of a watch instead of the real ones; they pass everything on. Decides nothing: what
an interruption means for the run stands in interruptions.py.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, cast

from ..android_bridge.automator import AutomatorDeadError
from ..android_bridge.device import Device, Hands
from ..android_bridge.dialogs import is_under_keyboard, recognise
from ..android_bridge.errors import (
    BadValueError,
    CommandFailedError,
    InterruptionError,
    TargetChangedError,
    TicketError,
)
from ..android_bridge.tickets import Ticket
from ..android_bridge.types import Element, Intent, Observation
from ..tools.types import Tool
from .stop import Stop

LEFT_AFTER_S = 1.5
"""Another app in front for longer than this is no passing window any more."""
_REFUSED = re.compile(r"unable to resolve Intent|Activity class .* does not exist|Permission Denial", re.IGNORECASE)
"""With these words `am start` says that it started nothing."""
_OPENING = ("SENDTO", "VIEW", "MAIN", "EDIT", "DIAL", "PICK", "SHOW_ALARMS", "SHOW_TIMERS")
"""Activities' actions that only open a page: nothing leaves the phone by them."""


@dataclass(slots=True)
class Watch:
    """What one try of a tool did and met."""

    real: Device
    tool: Tool
    stop: Stop
    could_have_acted: bool = False
    """Whether an act began that may have been the effect itself, and not only the way to it."""
    acted: bool = False
    _opened: set[str] = field(default_factory=set)
    """Packages that the tool itself brought to the front."""
    _away_since: float = 0.0
    _last: Observation | None = None

    @property
    def device(self) -> Device:
        """What the tool looks with, and gets its hands from."""
        return cast(Device, _Eyes(self))

    @property
    def home(self) -> set[str]:
        """Packages in which the tool works, once it has opened one; empty for tools that work anywhere."""
        return self._opened.union(self.tool.scope) if self._opened and self.tool.scope else set()

    def see(self, seen: Observation) -> Observation:
        """Note a look; InterruptionError where something came that the tool did not call.

        Touches of a model go with the look that it decided on; the next look of the loop finds what came after.
        """
        self.stop.check()
        self._last = seen
        if self.tool.kind == "screen":
            return seen
        if found := recognise(seen):
            raise InterruptionError(found.kind, f"{found.title}; nothing was touched after that")
        if self._has_left(seen):
            raise InterruptionError(
                "left_app", f"{seen.package} came to the front while {self.tool.name} worked; nothing was touched there"
            )
        return seen

    def see_steady(self, look: Callable[[], Observation]) -> Observation:
        """Note a look at the tool's own app; where another one is in front, look again until that is no passing one."""
        seen = self.see(look())
        while self.tool.kind != "screen" and self._away_since:
            self.stop.pause(0.05)
            seen = self.see(look())
        return seen

    def _has_left(self, seen: Observation) -> bool:
        if not self.home or seen.package in self.home or not seen.package:
            self._away_since = 0.0
            return False
        now = time.monotonic()
        self._away_since = self._away_since or now
        return now - self._away_since > LEFT_AFTER_S

    def begin(self, act: str, arguments: tuple[Any, ...]) -> None:
        """Note an act that is about to begin; StopError or InterruptionError where it must not."""
        self.stop.check()
        target = next((a for a in arguments if isinstance(a, Element)), None)
        if act in ("tap", "long_press") and target and self._last and is_under_keyboard(self._last, target):
            raise InterruptionError("keyboard", f'the keyboard lies over "{target.name[:60]}"; nothing was touched')
        self.acted = True
        if act == "start_activity" and isinstance(arguments[0], Intent):
            intent = arguments[0]
            if intent.action.rpartition(".")[2] in _OPENING or not intent.action:
                # Others may be carried out without a page of their own (an alarm that is set, a call).
                opened = intent.package or intent.component.partition("/")[0]
                self._opened.update({opened} - {""} or self.tool.scope)
                return
        if act not in ("swipe", "type_text"):
            self.could_have_acted = True


class _Eyes:
    """A device whose looks are watched."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch

    def __getattr__(self, name: str) -> Any:
        return getattr(self._watch.real, name)

    def observe(self, *, screenshot: bool = False) -> Observation:
        return self._watch.see_steady(lambda: self._watch.real.observe(screenshot=screenshot))

    def wait_until(self, condition: Callable[[Observation], bool], *, timeout_s: float = 5.0) -> Observation:
        def watched(seen: Observation) -> bool:
            return condition(seen) or not self._watch.see(seen)

        return self._watch.real.wait_until(watched, timeout_s=timeout_s)

    def wait_settled(self, *, timeout_s: float = 3.0) -> Observation:
        return self._watch.see_steady(lambda: self._watch.real.wait_settled(timeout_s=timeout_s))

    @contextmanager
    def acting(self, ticket: Ticket, tool: str, arguments: Any, **more: Any) -> Iterator[Hands]:
        self._watch.stop.check()
        with self._watch.real.acting(ticket, tool, arguments, **more) as hands:
            yield cast(Hands, _Hands(self._watch, hands))


class _Hands:
    """Hands that ask the watch before each act."""

    def __init__(self, watch: Watch, hands: Hands) -> None:
        self._watch = watch
        self._hands = hands

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._hands, name)

        def act(*arguments: Any, **more: Any) -> Any:
            before = self._watch.could_have_acted
            self._watch.begin(name, arguments)
            try:
                return method(*arguments, **more)
            except (TargetChangedError, BadValueError, TicketError, AutomatorDeadError):
                self._watch.could_have_acted = before  # these say that nothing was touched
                raise
            except CommandFailedError as error:
                if name == "start_activity" and _REFUSED.search(error.output):
                    self._watch.could_have_acted = before  # nothing was started
                raise

        return act
