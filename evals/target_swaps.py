"""Does a touch land on what was decided on, when the screen changes under the finger? (faults F14 and F15, SEC-09)

Three stages: the fake phone, the real hands against a scripted phone on a virtual clock, and a virtual phone over ADB.
Each run looks, decides for one button, lets the screen be swapped or covered 0 to 500 ms after the look, acts 0 to
500 ms after it, and asks the phone itself what was touched. Knows no agent: this is the bridge alone.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast

from ..android_bridge.adb_device import AdbDevice
from ..android_bridge.automator import RpcError
from ..android_bridge.errors import BridgeError, CommandTimeoutError, TargetChangedError
from ..android_bridge.fake import FakeDevice, fake_element
from ..android_bridge.hands import AdbHands
from ..android_bridge.link import Link
from ..android_bridge.observe import Screen
from ..android_bridge.permit import permitted
from ..android_bridge.shell import ShellResult
from ..android_bridge.targets import AppsTarget, NodeTarget, window_of
from ..android_bridge.tickets import TicketOffice
from ..android_bridge.types import Bounds, Element, Intent, Observation

APP, OTHER = "com.example", "com.evil"
LONGEST_MS = 500.0
_TITLE = fake_element("Alice", index=1, clickable=False, class_name="android.widget.TextView")
_SEND = fake_element("Send", index=8)
_OVERLAY = fake_element("Continue", index=20, package=OTHER, bounds=Bounds(0, 400, 1080, 1900))
_LATER = fake_element("Later", index=12)


@dataclass(frozen=True, slots=True)
class Page:
    """What a phone shows: its focused window, and the elements of all windows."""

    elements: tuple[Element, ...]
    package: str = APP
    activity: str = f"{APP}/.Main"


@dataclass(frozen=True, slots=True)
class Run:
    """One touch under a swap."""

    swap: str
    delay_ms: float
    """From the look that was decided on to the swap."""
    act_ms: float
    """From that look to the act."""
    touched: bool
    wrong: bool
    """Whether something else than the button of the decision was touched."""
    in_gap: bool = False
    """Whether the swap struck while the last looks were under way, or between them and the touch: Android has no
    command that looks and touches at once."""


BEFORE = Page((_TITLE, _SEND, _LATER))


def _with(element: Element, **changes: object) -> Page:
    return replace(BEFORE, elements=(_TITLE, replace(element, **changes), _LATER))  # type: ignore[arg-type]


AFTER: Mapping[str, Page] = {
    "other app": Page(
        tuple(replace(e, package=OTHER) for e in BEFORE.elements), OTHER, f"{OTHER}/.Main"
    ),
    "other page": replace(BEFORE, activity=f"{APP}/.Checkout"),
    "other person": replace(BEFORE, elements=(replace(_TITLE, text="Mallory"), _SEND, _LATER)),
    "other words": _with(_SEND, text="Delete all"),
    "other id": _with(_SEND, resource_id=f"{APP}:id/pay"),
    "other place": replace(
        BEFORE, elements=(_TITLE, replace(_LATER, bounds=_SEND.bounds), replace(_SEND, bounds=_LATER.bounds))
    ),
    "overlay": replace(BEFORE, elements=(*BEFORE.elements, _OVERLAY)),
}  # fmt: skip


def _tap(acting: Callable[[], None]) -> bool:
    try:
        acting()
    except TargetChangedError:
        return False
    return True


def on_fake(count: int, seed: int) -> list[Run]:
    """Run on the fake phone, whose touch happens at one instant."""
    rng, runs = random.Random(seed), []
    for _ in range(count):
        swap, delay, act = rng.choice(sorted(AFTER)), rng.uniform(0, LONGEST_MS), rng.uniform(0, LONGEST_MS)
        device = FakeDevice(elements=list(BEFORE.elements), package=BEFORE.package, activity=BEFORE.activity)
        seen = device.observe()
        if delay <= act:
            page = AFTER[swap]
            device.show(*page.elements, package=page.package, activity=page.activity)
        ticket = device.office.issue("tap", {}, task="run", target=NodeTarget(window_of(seen), seen.elements[1]))
        with device.acting(ticket, "tap", {}, task="run") as hands:
            touched = _tap(lambda hands=hands, seen=seen: hands.tap(seen.elements[1]))  # type: ignore[misc]
        runs.append(Run(swap, delay, act, touched, touched and delay <= act))
    return runs


@dataclass(slots=True)
class ScriptedPhone:
    """A phone on a virtual clock: each request takes time on its way, and the screen is swapped at one moment."""

    rng: random.Random
    swap_at_ms: float
    after: Page
    now_ms: float = 0.0
    sampled_ms: dict[str, float] = field(default_factory=dict)
    """Kind of look to when the phone last looked at itself for its answer."""
    hits: list[tuple[float, str, str]] = field(default_factory=list)
    """(when, page before or after, element) of each touch that landed."""

    def page(self) -> Page:
        """What is on the screen now."""
        return self.after if self.now_ms >= self.swap_at_ms else BEFORE

    def travel(self, work_ms: tuple[float, float]) -> None:
        """Let a request arrive and be worked on."""
        self.now_ms += self.rng.uniform(0.3, 1.5) + self.rng.uniform(*work_ms)

    def look_each(self, pipelines: Sequence[object], **_: object) -> list[ShellResult]:
        """Answer what is asked of the shell: the window in front."""
        self.travel((3.0, 40.0))
        self.sampled_ms["front"] = self.now_ms
        page = self.page()
        said = f"  mCurrentFocus=Window{{1 u0 {page.activity}}}\n".encode()
        self.now_ms += self.rng.uniform(0.3, 1.5)
        return [ShellResult("", said, b"", 0) for _ in pipelines]

    def look(self, method: str, *params: Any, **_: object) -> object:
        """Answer a looking method of uiautomator2."""
        self.travel((10.0, 90.0) if method == "dumpWindowHierarchy" else (1.0, 8.0))
        self.sampled_ms[method] = self.now_ms
        page = self.page()
        answer = _xml(page) if method == "dumpWindowHierarchy" else _info(page, params[0])
        self.now_ms += self.rng.uniform(0.3, 1.5)
        return answer

    def act(self, permit: object, method: str, *params: Any, **_: object) -> bool:
        """Let a touch land."""
        self.travel((0.0, 0.5))
        page = self.page()
        x, y = params[0], params[1]
        top = next(e for e in reversed(page.elements) if _holds(e.bounds, x, y))
        self.hits.append((self.now_ms, "before" if page is BEFORE else "after", top.text))
        return True


def _holds(box: Bounds, x: int, y: int) -> bool:
    return box.left <= x < box.right and box.top <= y < box.bottom


def _xml(page: Page) -> str:
    windows: dict[str, list[Element]] = {page.package: []}
    for element in page.elements:
        windows.setdefault(element.package, []).append(element)
    body = ""
    for package, elements in windows.items():
        box = "[0,0][1080,2400]" if package == page.package else _edges(elements[0].bounds)
        body += f'<node package="{package}" class="F" bounds="{box}">{"".join(map(_node, elements))}</node>'
    return f"<hierarchy>{body}</hierarchy>"


def _edges(box: Bounds) -> str:
    return f"[{box.left},{box.top}][{box.right},{box.bottom}]"


def _node(element: Element) -> str:
    return (
        f'<node text="{element.text}" package="{element.package}" class="{element.class_name}" '
        f'resource-id="{element.resource_id}" clickable="{str(element.clickable).lower()}" '
        f'bounds="{_edges(element.bounds)}"/>'
    )


def _info(page: Page, selector: Mapping[str, Any]) -> object:
    names = {"text": "text", "packageName": "package", "resourceId": "resource_id", "className": "class_name"}
    for element in page.elements:
        if all(getattr(element, name) == selector[key] for key, name in names.items() if key in selector):
            box = element.bounds
            return {"visibleBounds": {"left": box.left, "top": box.top, "right": box.right, "bottom": box.bottom}}
    raise RpcError("`objInfo` failed: androidx.test.uiautomator.UiObjectNotFoundException")


@dataclass(frozen=True, slots=True)
class _ScriptedLink:
    shell: ScriptedPhone
    automator: ScriptedPhone


def on_script(count: int, seed: int) -> list[Run]:
    """Run the real hands against the scripted phone."""
    rng, runs = random.Random(seed), []
    for _ in range(count):
        swap, delay, act = rng.choice(sorted(AFTER)), rng.uniform(0, LONGEST_MS), rng.uniform(0, LONGEST_MS)
        phone = ScriptedPhone(rng, delay, AFTER[swap], now_ms=act)
        link = cast(Link, _ScriptedLink(phone, phone))
        seen = FakeDevice(elements=list(BEFORE.elements), package=APP, activity=BEFORE.activity).observe()
        office = TicketOffice()
        ticket = office.issue("tap", {}, task="run", target=NodeTarget(window_of(seen), seen.elements[1]))
        with permitted(office, ticket, "tap", {}, task="run") as permit:
            hands = AdbHands(permit, link, Screen(link))
            touched = _tap(lambda hands=hands, seen=seen: hands.tap(seen.elements[1]))  # type: ignore[misc]
        wrong = any(page == "after" or name != "Send" for _, page, name in phone.hits)
        landed = phone.hits[0][0] if phone.hits else phone.now_ms
        runs.append(Run(swap, delay, act, touched, wrong, touched and min(phone.sampled_ms.values()) < delay <= landed))
    return runs


Control = Callable[[Mapping[str, Any]], Mapping[str, Any]]
_CLOCK = "com.google.android.deskclock"
_OPEN_CLOCK = Intent(
    action="android.intent.action.MAIN", categories=("android.intent.category.LAUNCHER",), package=_CLOCK
)
PHONE_SWAPS: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "timers of the same app": ("F14", {"action": "android.intent.action.SHOW_TIMERS"}),
    "settings": ("F14", {"action": "android.settings.SETTINGS"}),
    "overlay": ("F15", {}),
}


def on_phone(device: AdbDevice, office: TicketOffice, control: Control, count: int, seed: int) -> list[Run]:
    """Run on a virtual phone: the button is the stopwatch's, which the phone's ledger names when it is touched.

    Args:
        control: Asks the phone's control channel; `{"cmd": "fault", …}` and `{"cmd": "state"}` are used.
    """
    rng = random.Random(seed)
    return [_one_on_phone(device, office, control, rng) for _ in range(count)]


def _one_on_phone(device: AdbDevice, office: TicketOffice, control: Control, rng: random.Random) -> Run:
    seen = _open_stopwatch(device, office, control)
    button = cast(Element, _button(seen))
    swap = rng.choice(sorted(PHONE_SWAPS))
    name, options = PHONE_SWAPS[swap]
    delay, act = max(1.0, rng.uniform(0, LONGEST_MS)), rng.uniform(0, LONGEST_MS)
    before = len(_ledger(control))
    started = time.monotonic()  # the look was a moment ago
    control({"cmd": "fault", "name": name, "options": {**options, "after_ms": round(delay)}})
    armed = _ms_since(started)
    _wait_until(started + act / 1000)
    began = _ms_since(started)
    ticket = office.issue("tap", {}, task="run", target=NodeTarget(window_of(seen), button))
    with device.acting(ticket, "tap", {}, task="run") as hands:
        touched = _tap(lambda: hands.tap(button))
    ended = _ms_since(started)
    # The phone's clock for the swap began somewhere between asking for it and the answer.
    under_way = delay + armed >= began and delay <= ended
    _wait_until(started + (LONGEST_MS + 50) / 1000)
    kinds = [entry["kind"] for entry in _ledger(control)[before:] if entry["kind"] != "fault_injected"]
    right = sum(kind.startswith("stopwatch_") for kind in kinds)
    wrong = right != int(touched) or len(kinds) != right
    return Run(swap, delay, act, touched, wrong, wrong and under_way)


def _ms_since(moment: float) -> float:
    return (time.monotonic() - moment) * 1000


def _open_stopwatch(device: AdbDevice, office: TicketOffice, control: Control) -> Observation:
    control({"cmd": "fault", "clear": True})
    everywhere = AppsTarget(frozenset({_CLOCK, "com.android.settings", "com.example.floating"}))
    for _ in range(5):
        seen = device.wait_settled()
        if _button(seen) is not None:
            return seen
        with device.acting(office.issue("open", {}, task="run", target=everywhere), "open", {}, task="run") as hands:
            try:
                closing = next((e for e in seen.elements if e.text == "Continue"), None)
                if closing is not None:
                    hands.tap(closing)
                hands.start_activity(_OPEN_CLOCK)
                hands.tap(next(e for e in device.wait_settled().elements if e.description == "Stopwatch"))
            except (BridgeError, StopIteration):
                continue
    raise CommandTimeoutError("open the stopwatch", 5.0)


def _button(seen: Observation) -> Element | None:
    if not any(e.description == "Stopwatch" and e.selected for e in seen.elements):
        return None
    return next((e for e in seen.elements if e.clickable and e.resource_id.endswith("/fab")), None)


def _ledger(control: Control) -> list[Mapping[str, Any]]:
    return list(control({"cmd": "state"})["ledger"])


def _wait_until(moment: float) -> None:
    while (left := moment - time.monotonic()) > 0:
        time.sleep(min(left, 0.02))
