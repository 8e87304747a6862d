"""Clears out of the way what comes uncalled, and tries an interrupted tool again where that can harm nobody.

What is done about each kind stands in repairer.py. What was interrupted is repeated blindly only if it navigates; else
its probe must say that nothing happened. An outward call is repeated only if no act of that try may have been the
effect, or if the phone shows that it was none (`Tool.not_done`).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Literal, TypeVar

from ..android_bridge.automator import AutomatorDeadError
from ..android_bridge.dialogs import Interruption, recognise
from ..android_bridge.errors import (
    BridgeError,
    CommandFailedError,
    CommandTimeoutError,
    DeviceOfflineError,
    InterruptionError,
    OtherPhoneError,
    ScreenReadError,
    TargetChangedError,
)
from ..android_bridge.touch import same_element
from ..android_bridge.types import Element, Observation
from ..tools.types import Context, Proof, Risk, ToolError, ToolFailedError, ToolResult
from .act import act, prove
from .events import Teller
from .guard import Guard, PermittedCall, describe_call
from .limits import Declined
from .parts import Parts
from .repairer import Ask, Permitting, Repairer, agrees, is_passing
from .watch import Watch

REPAIRS_PER_STEP = 8
TRIES = 4
"""How often one call is tried at most, all interruptions together."""
AWAY_S = 60.0
"""So long a phone may be gone before the run pauses."""
_SETTLE_S = 3.0
_FROM_OUTSIDE = (
    InterruptionError, TargetChangedError, DeviceOfflineError, ScreenReadError, CommandTimeoutError, AutomatorDeadError,
)  # fmt: skip
"""Failures that are not the tool's own: clearing the way may help."""
_CLEARED_S = 4.0

T = TypeVar("T")
_Happened = Literal["yes", "no", "unknown"]


class Interruptions:
    """Deals with the interruptions of one run."""

    def __init__(
        self, parts: Parts, guard: Guard, tell: Teller, ask: Ask, permit: Permitting, words: Callable[[], str]
    ) -> None:
        """Take what a run works with; what each part is for, Repairer says."""
        self.parts = parts
        self._guard = guard
        self._ask = ask
        self._repairer = Repairer(parts, tell, ask, permit, words)
        self._front = ""
        """The app that was in front at the last look, while nothing was done since; empty otherwise."""
        self.may_have_acted = False
        """Whether in this step an act began that may have been the effect itself."""

    def begin(self, run: str) -> None:
        """Begin a run: repairs are part of it, and no stop of an earlier one counts."""
        self._repairer.run = run
        self.parts.stop.clear()

    # ------------------------------------------------------------------ looking

    def observe(self) -> Observation:
        """Look at the phone, wait for it where it is gone, and clear the way; begins a step.

        Raises:
            DeviceOfflineError: It did not come back within a minute, or another one did.
            Declined: A person must help and does not.
        """
        self._repairer.met.clear()
        self.may_have_acted = False
        return self.settle(self._look())

    def settle(self, seen: Observation) -> Observation:
        """Return a look in which nothing stands in the way that this run may clear away."""
        found = recognise(seen)
        if self._front and seen.package != self._front and found is None and not is_passing(seen.package):
            seen = self._hand_over(seen)
            found = recognise(seen)
        if found is not None:
            seen = self._clear(seen, recognise)
            found = recognise(seen)
        self._front = seen.package
        if found is None:
            self._repairer.behind = seen.package
        return seen

    def _clear(self, seen: Observation, find: Callable[[Observation], Interruption | None]) -> Observation:
        for _ in range(REPAIRS_PER_STEP):
            found = find(seen)
            if found is None or not self._repairer.deal(found, seen):
                break
            seen = self._after(found)
        return seen

    def _look(self) -> Observation:
        """Look, and wait up to a minute for a phone or an adb server that is gone."""
        deadline = time.monotonic() + AWAY_S
        while True:
            self.parts.stop.check()
            try:
                return self.parts.device.observe()
            except OtherPhoneError:
                raise
            except (DeviceOfflineError, CommandTimeoutError):
                if time.monotonic() > deadline:
                    raise
                self.parts.stop.pause(0.2)

    def patiently(self, looking: Callable[[], T]) -> T:
        """Do what only looks, and do it once more after the phone was gone."""
        try:
            return looking()
        except OtherPhoneError:
            raise
        except (DeviceOfflineError, CommandTimeoutError):
            self._look()
            return looking()

    def _after(self, found: Interruption) -> Observation:
        """Look until what was dealt with is gone, for as long as that may take."""
        deadline = time.monotonic() + _CLEARED_S
        while True:
            seen = self._look()
            now = recognise(seen)
            if now is None or _which(now) != _which(found) or time.monotonic() > deadline:
                return seen
            self.parts.stop.pause(0.05)

    def _hand_over(self, seen: Observation) -> Observation:
        """Pause for somebody who uses the phone; go on when he says so, or when all is still and nobody is there."""
        self._repairer.say(
            "user_touch", f"{seen.package} came to the front, and ainos did not do that", "paused", seen.package
        )
        self._front = ""
        if not self.parts.unattended:
            question = f"{seen.package} came to the front, not by ainos. The phone is yours; shall I go on now?"
            if not agrees(self._ask(question, ("yes", "no"))):
                raise Declined("paused: you are using the phone yourself.")
        return self.parts.device.wait_settled()

    # ------------------------------------------------------------------ trying

    def attempt(self, permitted: PermittedCall, context: Context) -> ToolResult:
        """Carry a permitted call out; where it was interrupted, clear the way and, if that is safe, try again.

        Raises:
            ToolError: The tool failed.
            BridgeError: The phone failed, and the call is not repeated.
        """
        for left in reversed(range(TRIES)):
            self.parts.stop.check()
            self._front = ""
            watch = Watch(context.device, permitted.tool, self.parts.stop)
            try:
                self._check_keyboard(permitted, context)
                result = act(permitted, context, watch.device)
                self._check_arrived(permitted, context, result)
                return result
            except OtherPhoneError:
                raise
            except (ToolError, BridgeError) as error:
                self.may_have_acted = self.may_have_acted or watch.could_have_acted
                if not left or not self._is_disturbance(error, watch):
                    raise
                seen = self._recover(error)
                happened = self._happened(permitted, context, watch)
                if happened == "yes":
                    what = describe_call(permitted.tool, permitted.values)
                    return ToolResult(f"{what}: done.", way="none", effect=what)
                if happened == "unknown":
                    if permitted.tool.kind == "screen" and permitted.risk < Risk.OUTWARD:
                        return ToolResult(f"{error}. Look at the screen: it may or may not have taken effect.")
                    raise
                if permitted.tool.kind == "screen" and not _still_there(permitted, context, seen):
                    return ToolResult(f"{error}. The screen is another one now; look again.")
                context = replace(context, observation=seen)
                permitted = self._guard.renew(permitted, context)
        raise AssertionError

    def _check_arrived(self, permitted: PermittedCall, context: Context, result: ToolResult) -> None:
        """Raise InterruptionError where what came uncalled lies over the screen and may have taken the last touch."""
        if permitted.tool.not_done is None or prove(permitted.tool, permitted.values, context, result).holds:
            return
        if found := recognise(self._look()):
            raise InterruptionError(found.kind, f"{found.title}; it may have come before the last touch")

    def prove(self, permitted: PermittedCall, context: Context, result: ToolResult) -> Proof:
        """Return what the probe says; where it does not hold, clear the way and give the effect time to show."""
        proof = self.patiently(lambda: prove(permitted.tool, permitted.values, context, result))
        if proof.holds or permitted.tool.probe is None or permitted.tool.kind == "screen":
            return proof
        self._recover(None)
        deadline = time.monotonic() + (_SETTLE_S if permitted.risk >= Risk.OUTWARD else 0.3)
        while not proof.holds and time.monotonic() < deadline:
            self.parts.stop.pause(0.1)
            proof = prove(permitted.tool, permitted.values, context, result)
        return proof

    def _is_disturbance(self, error: ToolError | BridgeError, watch: Watch) -> bool:
        """Whether a failure comes from outside, so that clearing the way may help."""
        if isinstance(error, _FROM_OUTSIDE):
            return True
        if isinstance(error, ToolFailedError | CommandFailedError) and watch.tool.kind != "screen" and watch.acted:
            seen = self._look()
            return recognise(seen) is not None or bool(watch.home and seen.package not in watch.home)
        return False

    def _recover(self, error: Exception | None) -> Observation:
        """Get the phone back and the screen clear."""
        seen = self._look()
        if isinstance(error, InterruptionError) and error.kind == "left_app":
            return self._clear(self._hand_over(seen), recognise)
        if isinstance(error, InterruptionError) and error.kind in ("keyboard", "shade"):
            self._repairer.met["shade"] += error.kind == "shade" and not self._repairer.met["shade"]
            found = recognise(seen) or Interruption("keyboard", seen.package, "the keyboard covers the button")
            if found.kind != "keyboard" or seen.keyboard_shown:
                self._repairer.deal(found, seen)
            seen = self._look()
        return self._clear(seen, recognise)

    def _check_keyboard(self, permitted: PermittedCall, context: Context) -> None:
        """Refuse a model's touch of what lies under the keyboard, and a swipe that would begin on it."""
        seen = context.observation
        if permitted.tool.kind == "screen" and permitted.tool.name == "swipe" and seen and seen.keyboard_shown:
            raise InterruptionError("keyboard", "the keyboard covers the lower half; nothing was touched")
        if permitted.tool.kind == "screen" and context.observation and permitted.tool.name in ("tap", "long_press"):
            watch = Watch(context.device, permitted.tool, self.parts.stop, _last=context.observation)
            target = _target(permitted, context.observation)
            if target is not None:
                watch.begin("tap", (target,))

    def _happened(self, permitted: PermittedCall, context: Context, watch: Watch) -> _Happened:
        """Ask the phone whether a call that was cut off took effect."""
        tool = permitted.tool
        if permitted.risk <= Risk.NAVIGATE or not watch.acted:
            return "no"
        if tool.probe is None:
            return "unknown" if watch.could_have_acted else "no"
        deadline = time.monotonic() + (_SETTLE_S if watch.could_have_acted else 0.0)
        while True:
            if prove(tool, permitted.values, context, ToolResult("")).holds:
                return "yes"
            if time.monotonic() >= deadline:
                break
            self.parts.stop.pause(0.1)
        if permitted.risk < Risk.OUTWARD or not watch.could_have_acted:
            return "no"
        sure = tool.not_done is not None and tool.not_done(context, permitted.values).holds
        return "no" if sure else "unknown"


def _which(found: Interruption) -> tuple[str, str, bool]:
    return found.kind, found.title, found.secure


def _target(permitted: PermittedCall, seen: Observation) -> Element | None:
    number = permitted.values.get("element")
    return next((e for e in seen.elements if e.index == number), None)


def _still_there(permitted: PermittedCall, context: Context, seen: Observation) -> bool:
    """Whether a touch that was decided on means the same element of the same page now."""
    before = context.observation
    if before is None or (seen.package, seen.activity) != (before.package, before.activity):
        return False
    target = _target(permitted, before)
    if target is None:
        return permitted.values.get("element") is None
    try:
        return same_element(target, seen.elements).index == target.index
    except TargetChangedError:
        return False
