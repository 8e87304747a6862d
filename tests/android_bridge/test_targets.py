"""A ticket's target, on both devices alike: what it covers is touched, all else is refused and nothing happens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Protocol
from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ainos.android_bridge.adb_device import AdbDevice
from ainos.android_bridge.device import Device, Hands
from ainos.android_bridge.errors import BridgeError, TargetChangedError, TextEntryError, TicketError
from ainos.android_bridge.fake import FakeDevice, fake_element
from ainos.android_bridge.targets import (
    NOTHING_ON_SCREEN,
    AppsTarget,
    NodeTarget,
    Target,
    WindowTarget,
    target_json,
    window_of,
)  # fmt: skip
from ainos.android_bridge.tickets import TICKET_LIFETIME_S, TicketOffice, digest_call
from ainos.android_bridge.types import Bounds, Element, Intent

APP, OTHER = "com.example", "com.evil"
TITLE = fake_element("Alice", index=1, clickable=False, class_name="android.widget.TextView")
SEND = fake_element("Send", index=12)
FIELD = fake_element("", index=14, class_name="android.widget.EditText", editable=True, hint="Message")
PAY = fake_element("Pay", index=16)
SCREEN = (TITLE, SEND, FIELD, PAY)
OVERLAY = fake_element("Continue", index=20, package=OTHER, bounds=Bounds(0, 800, 1080, 1700))


class Stage(Protocol):
    """One device, its screen, and what was done to it."""

    office: TicketOffice
    device: Device

    def show(self, *elements: Element, package: str = APP, activity: str = f"{APP}/.Main") -> None: ...

    def done(self) -> list[str]: ...


@dataclass
class FakeStage:
    office: TicketOffice = field(default_factory=TicketOffice)
    device: FakeDevice = field(default_factory=FakeDevice)

    def __post_init__(self) -> None:
        self.device = FakeDevice(office=self.office, tables={"content://sms": []})

    def show(self, *elements: Element, package: str = APP, activity: str = f"{APP}/.Main") -> None:
        self.device.show(*elements, package=package, activity=activity)

    def done(self) -> list[str]:
        return [effect.kind for effect in self.device.effects]


class AdbStage:
    """AdbDevice over the test's adb server; other packages' elements stand in windows of their own."""

    def __init__(self, host: Any) -> None:
        self.host = host
        self.office = TicketOffice()
        self.device = AdbDevice("fake-1", self.office, server=host.server, patience_s=0)
        self.elements: tuple[Element, ...] = ()
        self.typed = ""
        host.rpc = {
            "dumpWindowHierarchy": lambda _: self.xml(),
            "objInfo": self.info,
            "click": lambda _: True,
            "swipe": lambda _: True,
            "pressKeyCode": lambda _: True,
            "getText": lambda _: self.typed,
            "setText": self.set_text,
        }

    def show(self, *elements: Element, package: str = APP, activity: str = f"{APP}/.Main") -> None:
        self.elements = elements
        self.host.answers = {"dumpsys window": f"  mCurrentFocus=Window{{1 u0 {activity}}}\n".encode()}

    def xml(self) -> str:
        own = [element for element in self.elements if element.package != OTHER]
        over = [element for element in self.elements if element.package == OTHER]
        front = self.elements[0].package if self.elements else APP
        body = f'<node package="{front}" class="F" bounds="[0,0][1080,2400]">{"".join(map(node, own))}</node>'
        for element in over if own else ():
            body += f'<node package="{OTHER}" class="F" bounds="{edges(element.bounds)}">{node(element)}</node>'
        if not own:
            body = f'<node package="{front}" class="F" bounds="[0,0][1080,2400]">{"".join(map(node, over))}</node>'
        return f'<hierarchy rotation="0">{body}</hierarchy>'

    def info(self, params: list[Any]) -> dict[str, Any]:
        found = next(e for e in self.elements if e.text == params[0].get("text", e.text) and e.package == APP)
        box = found.bounds
        return {"visibleBounds": {"left": box.left, "top": box.top, "right": box.right, "bottom": box.bottom}}

    def set_text(self, params: list[Any]) -> bool:
        self.typed = params[1]
        return True

    def done(self) -> list[str]:
        names = {"click": "tap", "swipe": "swipe", "pressKeyCode": "press", "setText": "type_text"}
        return [names[method] for method, _ in self.host.rpc_calls if method in names] + [
            argv[1] for argv in self.host.argvs if argv[0] in ("am", "content", "settings", "input", "cmd", "svc")
            and argv[1] not in ("query", "get", "list")
        ]  # fmt: skip


def edges(box: Bounds) -> str:
    return f"[{box.left},{box.top}][{box.right},{box.bottom}]"


def node(element: Element) -> str:
    values = {
        "text": element.text, "package": element.package, "class": element.class_name, "hint": element.hint,
        "clickable": str(element.clickable).lower(), "focused": str(element.focused).lower(),
        "enabled": str(element.enabled).lower(), "bounds": edges(element.bounds),
    }  # fmt: skip
    return "<node " + " ".join(f"{name}={quoteattr(value)}" for name, value in values.items()) + "/>"


@pytest.fixture(params=["fake", "adb"])
def stage(request: pytest.FixtureRequest) -> Stage:
    return FakeStage() if request.param == "fake" else AdbStage(request.getfixturevalue("host"))


@contextmanager
def hands_for(stage: Stage, target: Target) -> Iterator[Hands]:
    ticket = stage.office.issue("t", {}, task="run-1", target=target)
    with stage.device.acting(ticket, "t", {}, task="run-1") as hands:
        yield hands


def decided_on(stage: Stage, name: str) -> tuple[NodeTarget, Element]:
    """Show the screen, look at it, and return the target of a decision for the element of that name."""
    stage.show(*SCREEN)
    seen = stage.device.observe()
    element = next(e for e in seen.elements if name in (e.text, e.hint))
    return NodeTarget(window_of(seen), element), element


def touches(hands: Hands, element: Element) -> list[Any]:
    return [
        lambda: hands.tap(element),
        lambda: hands.long_press(element),
        lambda: hands.swipe("up", within=element),
    ]


def test_the_element_of_the_ticket_is_touched(stage):
    target, send = decided_on(stage, "Send")
    with hands_for(stage, target) as hands:
        for touch in touches(hands, send):
            touch()
    assert len(stage.done()) == 3


def test_no_other_element_of_the_same_window_is_touched(stage):
    target, _ = decided_on(stage, "Send")
    pay = next(e for e in stage.device.observe().elements if e.text == "Pay")
    with hands_for(stage, target) as hands:
        for touch in touches(hands, pay):
            with pytest.raises(TicketError, match="not for"):
                touch()
    assert stage.done() == []


def lower(element: Element) -> Element:
    box = element.bounds
    return replace(element, bounds=Bounds(0, box.top + 900, 1080, box.bottom + 900))


SWAPS = {
    "another app in front": lambda s: s.show(
        *[replace(e, package=OTHER) for e in SCREEN], package=OTHER, activity=f"{OTHER}/.Main"
    ),
    "another page of the app": lambda s: s.show(*SCREEN, activity=f"{APP}/.Pay"),
    "another conversation": lambda s: s.show(replace(TITLE, text="Mallory"), *SCREEN[1:]),
    "another app's window over it": lambda s: s.show(*SCREEN, OVERLAY),
    "other words": lambda s: s.show(TITLE, replace(SEND, text="Delete"), replace(FIELD, hint="Pin"), PAY),
    "another place": lambda s: s.show(TITLE, *map(lower, SCREEN[1:])),
    "nothing there": lambda s: s.show(TITLE),
    "disabled": lambda s: s.show(*[replace(e, enabled=False) for e in SCREEN]),
}  # fmt: skip


@pytest.mark.parametrize("swap", sorted(SWAPS))
def test_after_a_swap_nothing_is_touched(stage, swap):
    target, send = decided_on(stage, "Send")
    with hands_for(stage, target) as hands:
        SWAPS[swap](stage)
        for touch in touches(hands, send):
            with pytest.raises(TargetChangedError, match="nothing was touched"):
                touch()
    assert stage.done() == []


@pytest.mark.parametrize("swap", sorted(set(SWAPS) - {"other words"}))
def test_after_a_swap_nothing_is_typed(stage, swap):
    target, field_ = decided_on(stage, "Message")
    with hands_for(stage, target) as hands:
        SWAPS[swap](stage)
        with pytest.raises(TargetChangedError):
            hands.type_text("secret", into=field_)
        with pytest.raises(TargetChangedError):
            hands.type_text("secret")
    assert stage.done() == []


def test_text_goes_into_the_field_of_the_ticket_even_where_none_is_named(stage):
    stage.show(TITLE, SEND, replace(FIELD, focused=True), replace(FIELD, index=18, bounds=Bounds(0, 1800, 1080, 1890)))
    seen = stage.device.observe()
    element = next(e for e in seen.elements if e.focused)
    with hands_for(stage, NodeTarget(window_of(seen), element)) as hands:
        hands.type_text("hello")
    assert stage.done() == ["type_text"]


def test_keys_and_swipes_need_the_window_that_was_seen(stage):
    stage.show(*SCREEN)
    target = WindowTarget(window_of(stage.device.observe()))
    with hands_for(stage, target) as hands:
        hands.press("enter")
        hands.swipe("up")
        assert len(stage.done()) == 2
        for swap in ("another app in front", "another page of the app", "another conversation"):
            SWAPS[swap](stage)
            for act in (lambda: hands.press("enter"), lambda: hands.swipe("up")):
                with pytest.raises(TargetChangedError):
                    act()
    assert len(stage.done()) == 2


def test_back_needs_the_window_but_not_its_words(stage):
    stage.show(*SCREEN)
    target = WindowTarget(window_of(stage.device.observe()))
    with hands_for(stage, target) as hands:
        SWAPS["another conversation"](stage)
        hands.press("back")
        SWAPS["another app in front"](stage)
        with pytest.raises(TargetChangedError):
            hands.press("back")
    assert stage.done() == ["press"]


def test_a_window_is_no_element_and_no_field(stage):
    stage.show(TITLE, SEND, replace(FIELD, focused=True))
    seen = stage.device.observe()
    with hands_for(stage, WindowTarget(window_of(seen))) as hands:
        for element in seen.elements:
            for touch in touches(hands, element):
                with pytest.raises(TicketError):
                    touch()
        with pytest.raises(TicketError):
            hands.type_text("x")
    assert stage.done() == []


def test_a_goal_tool_touches_windows_of_its_packages_only(stage):
    stage.show(*SCREEN)
    seen = stage.device.observe()
    send = next(e for e in seen.elements if e.text == "Send")
    with hands_for(stage, AppsTarget(frozenset({APP}))) as hands:
        hands.tap(send)
        hands.press("back")
        SWAPS["another app in front"](stage)
        foreign = next(e for e in stage.device.observe().elements if e.text == "Send")
        for touch in touches(hands, foreign):
            with pytest.raises(TicketError, match=r"not com\.evil"):
                touch()
        for act in (lambda: hands.press("back"), lambda: hands.swipe("up"), lambda: hands.tap(send)):
            with pytest.raises(TargetChangedError):
                act()
        SWAPS["another app's window over it"](stage)
        with pytest.raises(TargetChangedError, match="lies over"):
            hands.tap(send)
    assert stage.done() == ["tap", "press"]


def test_a_goal_tool_names_no_app_outside_its_packages(stage):
    with hands_for(stage, AppsTarget(frozenset({APP}))) as hands:
        for act in (
            lambda: hands.start_activity(Intent(action="a.b", package=OTHER)),
            lambda: hands.start_activity(Intent(component=f"{OTHER}/.Pay")),
            lambda: hands.broadcast(Intent(action="a.b", package=OTHER)),
            lambda: hands.stop_app(OTHER),
        ):
            with pytest.raises(TicketError, match=r"not com\.evil"):
                act()
    assert stage.done() == []


NO_TOUCH = {
    "start_activity": lambda h: h.start_activity(Intent(action="a.b")),
    "broadcast": lambda h: h.broadcast(Intent(action="a.b")),
    "insert": lambda h: h.insert("content://sms", {"a": 1}),
    "update": lambda h: h.update("content://sms", {"a": 1}, match={"_id": 1}),
    "delete": lambda h: h.delete("content://sms", match={"_id": 1}),
    "put_setting": lambda h: h.put_setting("system", "a", "1"),
    "set_switch": lambda h: h.set_switch("wifi", True),
    "set_volume": lambda h: h.set_volume("media", 50),
    "write_file": lambda h: h.write_file("/sdcard/a", b"x"),
    "delete_file": lambda h: h.delete_file("/sdcard/a"),
    "stop_app": lambda h: h.stop_app(APP),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(NO_TOUCH))
def test_a_permission_for_one_touch_is_for_nothing_else(stage, name):
    target, _ = decided_on(stage, "Send")
    for one in (target, WindowTarget(target.window)):
        with hands_for(stage, one) as hands, pytest.raises(TicketError, match="one touch"):
            NO_TOUCH[name](hands)
    assert stage.done() == []


def test_a_tool_without_apps_touches_no_window(stage):
    _, send = decided_on(stage, "Send")
    with hands_for(stage, NOTHING_ON_SCREEN) as hands:
        for touch in touches(hands, send):
            with pytest.raises(TicketError):
                touch()
        for act in (lambda: hands.press("home"), lambda: hands.swipe("up")):
            with pytest.raises(TargetChangedError):
                act()
        with pytest.raises((TicketError, TextEntryError)):
            hands.type_text("x")
    assert stage.done() == []


def test_a_ticket_is_for_one_task(stage):
    ticket = stage.office.issue("t", {}, task="run-1", target=NOTHING_ON_SCREEN)
    with pytest.raises(TicketError, match="another task"), stage.device.acting(ticket, "t", {}, task="run-2"):
        pytest.fail("hands were given")


def test_a_ticket_with_another_target_is_a_forged_one(stage):
    target, _ = decided_on(stage, "Send")
    ticket = stage.office.issue("t", {}, task="r", target=NOTHING_ON_SCREEN)
    wider = replace(ticket, target=target)
    with pytest.raises(TicketError, match="never issued"), stage.device.acting(wider, "t", {}, task="r"):
        pytest.fail("hands were given")


def test_no_permission_waits_longer_than_two_minutes():
    import time

    ticket = TicketOffice().issue("t", {}, task="r", target=NOTHING_ON_SCREEN, lifetime_s=9999)
    assert ticket.deadline <= time.monotonic() + TICKET_LIFETIME_S


def test_the_digest_changes_with_every_part_of_the_decision():
    element = fake_element("Send")
    window = window_of(FakeDevice(elements=[element]).observe())
    targets: list[Target] = [
        NOTHING_ON_SCREEN, AppsTarget(frozenset({APP})), WindowTarget(window),
        WindowTarget(replace(window, activity="x/.Y")),
        NodeTarget(window, element), NodeTarget(window, replace(element, text="Pay")),
        NodeTarget(window, replace(element, bounds=Bounds(0, 0, 1, 1))),
    ]  # fmt: skip
    digests = {digest_call("t", {"a": 1}, task=task, target=target) for target in targets for task in ("r", "s")}
    digests |= {digest_call("t", {"a": 2}, task="r", target=t) for t in targets}
    assert len(digests) == 3 * len(targets)
    assert all(target_json(target) for target in targets)


changes = st.lists(
    st.sampled_from(["text", "package", "class_name", "resource_id", "description", "bounds", "enabled", "password"]),
    max_size=3,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changed=changes, over=st.booleans(), activity=st.sampled_from([".Main", ".Other"]), title=st.sampled_from("ab"))
def test_a_tap_lands_only_on_the_screen_of_the_decision(changed, over, activity, title):
    stage = FakeStage()
    stage.show(replace(TITLE, text="a"), SEND)
    seen = stage.device.observe()
    send = seen.elements[1]
    new = {
        "text": "Pay", "package": OTHER, "class_name": "X", "resource_id": "i", "description": "d",
        "bounds": Bounds(0, 2000, 10, 2010), "enabled": False, "password": True,
    }  # fmt: skip
    now = replace(SEND, **{name: new[name] for name in changed})
    stage.show(replace(TITLE, text=title), now, *([OVERLAY] if over else []), activity=f"{APP}/{activity}")
    same = not changed and not over and activity == ".Main" and title == "a"
    with hands_for(stage, NodeTarget(window_of(seen), send)) as hands:
        try:
            hands.tap(send)
        except BridgeError:
            assert not same
            assert stage.done() == []
        else:
            assert same


def test_numbers_that_count_up_are_no_other_window():
    unread = [replace(TITLE, text=text) for text in ("Inbox 3", "Inbox 12")]
    stage = FakeStage()
    stage.show(unread[0], SEND)
    seen = stage.device.observe()
    stage.show(unread[1], SEND)
    with hands_for(stage, NodeTarget(window_of(seen), seen.elements[1])) as hands:
        hands.tap(seen.elements[1])
    assert stage.done() == ["tap"]


def test_an_app_behind_a_smaller_window_does_not_cover_it(host):
    stage = AdbStage(host)
    dialog = fake_element("Send", index=12, bounds=Bounds(100, 1000, 900, 1200))
    stage.show(dialog)
    behind = f'<node package="{OTHER}" class="F" bounds="[0,0][1080,2400]"/>'
    front = f'<node package="{APP}" class="F" bounds="[100,900][980,1500]">{node(dialog)}</node>'
    stage.xml = lambda: f"<hierarchy>{behind}{front}</hierarchy>"  # type: ignore[method-assign]
    seen = stage.device.observe()
    with hands_for(stage, NodeTarget(window_of(seen), seen.elements[0])) as hands:
        hands.tap(seen.elements[0])
        same_size = re.sub(r"\[100,900\]\[980,1500\]", "[0,0][1080,2400]", stage.xml())
        stage.xml = lambda: same_size  # type: ignore[method-assign]
        with pytest.raises(TargetChangedError, match="lies over"):
            hands.tap(seen.elements[0])
    assert stage.done() == ["tap"]
