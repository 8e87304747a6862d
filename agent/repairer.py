"""What is done about each kind of interruption, and the small acts that do it.

One table says what is done the first, second, third time within a step. Every repair is a call with a ticket of its
own, like everything that acts. A permission is never granted by itself: asked about where the user spoke of granting,
refused otherwise. Does not know what was interrupted (interruptions.py).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from ..android_bridge.dialogs import Interruption, names_granting
from ..android_bridge.errors import CommandFailedError, ScreenReadError, TargetChangedError
from ..android_bridge.types import Observation
from ..tools.repairs import DISMISS, GRANT, PRESS, REOPEN, STOP_APP, UNLOCK
from ..tools.types import Context, Tool, ToolCall
from .act import act
from .events import Teller
from .guard import PermittedCall
from .limits import Declined
from .parts import Parts
from .watch import Watch

Remedy = Literal["wake", "unlock", "user_unlocks", "wait", "close", "reopen", "deny", "later", "back", "home",
                 "user_closes"]  # fmt: skip
POLICY: Mapping[str, tuple[tuple[Remedy, ...], ...]] = {
    "screen_off": (("wake",), ("wake",)),
    "locked": (("unlock",), ("unlock",), ("user_unlocks",)),  # one that asks for a PIN: the user, at once
    "anr": (("wait",), ("close", "reopen"), ("close", "reopen")),
    "crash": (("close", "reopen"), ("back",)),
    "permission": (("deny",), ("back",), ("deny",)),
    "update": (("later",), ("back",), ("later",)),
    "battery": (("later",), ("back",)),
    "sim": (("later",), ("back",)),
    "usb": (("later",), ("back",)),
    "overlay": (("user_closes",), ("user_closes",)),  # Back would go to the app below it
    "shade": (("back",), ("home",)),
    "keyboard": (("back",), ("back",)),
}
"""What is done the first, second, third time within one step; after that it is left as it is."""
_TOLD: Mapping[Remedy, str] = {
    "wake": "woke the screen", "unlock": "swiped the lock screen away", "user_unlocks": "asked for it to be unlocked",
    "wait": "gave it time", "close": "closed it", "reopen": "opened the app again", "later": "put it off",
    "deny": "did not allow it", "back": "went back", "home": "went home", "user_closes": "asked about it",
}  # fmt: skip

Ask = Callable[[str, tuple[str, ...]], str]
Permitting = Callable[..., PermittedCall]


@dataclass(slots=True)
class Repairer:
    """Clears away what stands in the way of one run."""

    parts: Parts
    tell: Teller
    ask: Ask
    """Asks the person; Declined when nobody answers."""
    permit: Permitting
    """(call, tool, values, context, label) -> a permitted call."""
    words: Callable[[], str]
    """Everything that the user said."""
    run: str = ""
    behind: str = ""
    """The app that was last in front without any interruption."""
    met: Counter[str] = field(default_factory=Counter)
    """Kinds met in this step."""

    # ------------------------------------------------------------------ repairing

    def deal(self, found: Interruption, seen: Observation) -> bool:
        """Do what the table says; False where it has nothing more to say."""
        remedies = POLICY.get(found.kind, ())
        if found.secure:
            remedies = (("user_unlocks",), ("user_unlocks",))
        number = self.met[key := f"{found.kind}{' pad' if found.secure else ''}"]
        if number >= len(remedies) or (found.kind == "shade" and not number):
            return False
        self.met[key] += 1
        if found.kind == "permission" and self._granted(found, seen):
            return True
        done = []
        for remedy in remedies[number]:
            try:
                self._repair(remedy, found, seen)
            except (TargetChangedError, ScreenReadError, CommandFailedError):
                break  # it is gone, or another one came, or it will not go; the next look says which
            done.append(_TOLD[remedy])
        self.say(found.kind, found.title, ", ".join(done) or "it changed by itself", found.package)
        return True

    def _repair(self, remedy: Remedy, found: Interruption, seen: Observation) -> None:
        match remedy:
            case "wait" | "close" | "deny" | "later":
                roles = {"later": ("later", "close", "deny")}.get(remedy, (remedy,))
                button = found.button(*roles)
                if button is None:
                    self._do(PRESS, {"key": "back"}, seen)
                else:
                    self._do(DISMISS, {"element": button.index}, seen)
            case "back" | "home" | "wake":
                self._do(PRESS, {"key": remedy}, seen)
            case "unlock":
                self._do(UNLOCK, {}, seen)
            case "reopen":
                if self.behind and self.behind == found.package or found.kind == "crash":
                    self._reopen(self.behind, seen)
            case "user_unlocks":
                if not agrees(self.ask("The phone is locked. Please unlock it; shall I go on then?", ("yes", "no"))):
                    raise Declined("the phone is locked.")
            case "user_closes":
                self._close_other(found, seen)

    def _reopen(self, package: str, seen: Observation) -> None:
        if package and not is_passing(package) and "launcher" not in package:
            self._do(replace(REOPEN, scope=(package,)), {"package": package}, seen)

    def _close_other(self, found: Interruption, seen: Observation) -> None:
        """Close an app that covers the screen with a window of its own, if the person agrees."""
        question = f'Another app ({found.package}) covers the screen: "{found.title}". Shall I close that app?'
        if not agrees(self.ask(question, ("yes", "no"))):
            raise Declined(f"another app ({found.package}) covers the screen, and you did not want it closed.")
        self._do(replace(STOP_APP, scope=(found.package,)), {"package": found.package}, seen)

    def _granted(self, found: Interruption, seen: Observation) -> bool:
        """Ask about a permission that the user spoke of; whether he allowed it."""
        allowing = [b.element for b in found.buttons if "allow" in b.element.resource_id and b.role == "other"]
        button = next((e for e in allowing if "one_time" in e.resource_id), next(iter(allowing), None))
        if button is None or self.parts.unattended or not names_granting(self.words()):
            return False
        try:
            self._do(GRANT, {"element": button.index, "question": found.title, "answer": button.name}, seen)
        except (Declined, TargetChangedError):
            return False
        self.say("permission", found.title, f'pressed "{button.name}", as you said', found.package)
        return True

    def _do(self, tool: Tool, values: Mapping[str, Any], seen: Observation) -> None:
        """Carry one repair out, with a ticket of its own."""
        self.parts.journal.check_owner(self.run)  # a run that another process took over touches nothing
        context = Context(self.parts.device, None, seen.time, seen, self.parts.ways, 0, self.run)
        call = ToolCall(tool.name, {name: str(value) for name, value in values.items()})
        permitted = self.permit(call, tool, values, context, seen.label)
        act(permitted, replace(context, device=Watch(self.parts.device, tool, self.parts.stop).device))

    def say(self, kind: str, title: str, done: str, package: str) -> None:
        self.tell.tell("interruption", kind=kind, title=title, done=done, package=package)


def agrees(reply: str) -> bool:
    """Whether a reply is a clear yes."""
    return reply.strip().lower() in ("y", "yes", "ok", "go on", "ja", "是", "نعم", "כן")


def is_passing(package: str) -> bool:
    """Whether an app comes to the front by itself and means nobody's touch."""
    return package in ("", "android", "com.android.systemui") or "incallui" in package or "dialer" in package
