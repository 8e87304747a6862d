"""The faults that a phone can be asked for, one row each: code, name, options, and what they do.

Numbers and names are those of the project's list of faults; those missing here are no faults of a phone.
Does not know: when commands meet them (faults.py).
"""

from __future__ import annotations

import random
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .faults import DumpFault, FaultError, Faults, Options
from .intents import FLAG_CLEAR_TASK, FLAG_NEW_TASK, Intent
from .ui.interruption import not_responding, overlay, system_update

_WHEN: Mapping[str, Any] = {"after_ms": 0, "on": ""}
_IDLE = DumpFault("ERROR: could not get idle state.\n", 0)
_CRASH = DumpFault("java.lang.IllegalStateException: UiAutomation not connected\nKilled \n", 137)
_NOT_OURS = {
    "F17": "the model's service", "F18": "the agent's process", "F19": "the disk of this computer",
    "F21": "two phones: stop this one and start another on its port", "F22": "a second agent", "F23": "the journal",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """One row."""

    code: str
    name: str
    about: str
    inject: Callable[[Faults, Options], str]
    options: Mapping[str, Any] = field(default_factory=dict)
    """Names and defaults; a value must be of the default's type."""


def find(name: str) -> Fault:
    """Return the fault with a code or name; raises FaultError, which lists them."""
    wanted = name.strip().lower().replace("-", "_")
    for fault in FAULTS:
        if wanted in (fault.code.lower(), fault.name):
            return fault
    if name.upper() in _NOT_OURS:
        raise FaultError(f"{name.upper()} is no fault of a phone but of {_NOT_OURS[name.upper()]}; nothing was done")
    listed = ", ".join(f"{fault.code} {fault.name}" for fault in FAULTS)
    raise FaultError(f"no fault is called {name!r}; there are {listed}")


def read_options(fault: Fault, given: Options) -> dict[str, Any]:
    """Return all options of a fault; texts are read as what the option is. Raises FaultError."""
    read = dict(fault.options)
    for name, value in given.items():
        if name not in read:
            raise FaultError(f"{fault.code} has no option {name!r}; it has {', '.join(read) or 'none'}")
        kind = type(read[name])
        try:
            read[name] = kind(value)
        except (TypeError, ValueError):
            raise FaultError(f"{fault.code}: {name} must be of kind {kind.__name__}, not {value!r}") from None
        if kind is int and read[name] < 0 and name not in ("jump_ms",):
            raise FaultError(f"{fault.code}: {name} must not be below 0")
    if read.get("on") not in (None, "", "touch", "command"):
        raise FaultError(f"{fault.code}: on can be touch, or command where commands are hit; not {read['on']!r}")
    return read


def _kill_server(faults: Faults, options: Options) -> str:
    port = options["port"]
    if not port:
        raise FaultError("F01 ends only the adb server that is named: give port=5037, or where it listens")
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2.0) as server:
            server.sendall(b"0009host:kill")
    except OSError as error:
        raise FaultError(f"no adb server can be reached on port {port}: {error}") from error
    return f"the adb server on port {port} was told to end"


def _device_gone(faults: Faults, options: Options) -> str:
    if options["on"] == "command":
        after_ms = options["after_ms"]
        faults.trap("F02", "gone", 1, matching=options["matching"], slow_ms=options["for_ms"], after_ms=after_ms)
        when = f"{after_ms} ms after it began" if after_ms else "before it does anything"
        return f"goes at the next command, {when}"
    return faults.strike("F02", lambda: faults.go_away(options["for_ms"] / 1000), options)


def _ack_lost(faults: Faults, options: Options) -> str:
    faults.trap("F03", "lost", options["count"], matching=options["matching"])
    return f"the next {options['count']} command(s) are carried out and their answer is lost"


def _automator_dead(faults: Faults, options: Options) -> str:
    if options["mode"] not in ("idle", "dead"):
        raise FaultError(f"F04: mode can be idle or dead, not {options['mode']!r}")
    if options["mode"] == "idle":
        faults.trap("F04", "dump", options["count"], dump=_IDLE)
        return f"the next {options['count']} dump(s) find no idle state"
    stopped = faults.phone.automator.stop()
    return "the uiautomator2 server was ended" if stopped else "no uiautomator2 server ran; nothing was ended"


def _stale_dump(faults: Faults, options: Options) -> str:
    phone = faults.phone
    phone.fs.write(options["path"], phone.windows.dump().encode("utf-8", "replace"), owner=2000, mode=0o660)
    faults.trap("F05", "dump", options["count"], dump=_IDLE)
    return f"{options['path']} holds this screen, and the next {options['count']} dump(s) leave it as it is"


def _dump_crash(faults: Faults, options: Options) -> str:
    faults.trap("F06", "dump", options["count"], dump=_CRASH)
    return f"the next {options['count']} dump(s) crash"


def _app_fails(faults: Faults, options: Options) -> str:
    phone = faults.phone
    if options["kind"] not in ("anr", "crash"):
        raise FaultError(f"F07: kind can be anr or crash, not {options['kind']!r}")

    def strike() -> None:
        front = phone.activities.resumed
        package = front.package if front is not None else "com.android.systemui"
        if options["kind"] == "anr":
            phone.windows.interruption.show(not_responding(phone, package))
            return
        with phone.crashes.guard(package):
            raise RuntimeError("java.lang.NullPointerException: injected")

    return faults.strike("F07", strike, options)


def _permission_dialog(faults: Faults, options: Options) -> str:
    phone = faults.phone

    def strike() -> None:
        front = phone.activities.resumed
        package = options["package"] or (front.package if front is not None else "com.android.settings")
        phone.windows.request_permission(package, options["permission"], lambda granted: None)

    return faults.strike("F08", strike, options)


def _update_popup(faults: Faults, options: Options) -> str:
    phone = faults.phone
    return faults.strike("F09", lambda: phone.windows.interruption.show(system_update(phone)), options)


def _screen_off(faults: Faults, options: Options) -> str:
    phone = faults.phone

    def strike() -> None:
        phone.power.pin = options["pin"] or phone.power.pin
        phone.power.sleep()

    return faults.strike("F10", strike, options)


def _rotated(faults: Faults, options: Options) -> str:
    settings = faults.phone.settings

    def strike() -> None:
        settings.put("system", "accelerometer_rotation", "0")
        settings.put("system", "user_rotation", str(options["to"] % 4))

    return faults.strike("F11", strike, options)


def _keyboard_covers(faults: Faults, options: Options) -> str:
    windows = faults.phone.windows

    def strike() -> None:
        field_ = next((box for box in windows.boxes() if box.node.editable), None)
        if field_ is not None:
            windows.editor.focus(field_)

    if not options["after_ms"] and not any(box.node.editable for box in windows.boxes()):
        raise FaultError("F12: there is no text field on the screen, so no keyboard can come up; nothing was done")
    return faults.strike("F12", strike, options)


def _slow(faults: Faults, options: Options) -> str:
    faults.trap("F13", "slow", options["count"], matching=options["matching"], slow_ms=options["ms"])
    return f"commands take {options['ms']} ms longer"


def _window_swap(faults: Faults, options: Options) -> str:
    phone = faults.phone
    flags = FLAG_NEW_TASK | FLAG_CLEAR_TASK
    if not phone.packages.resolve(Intent(options["action"])):
        raise FaultError(f"F14: no app answers {options['action']!r}")
    return faults.strike("F14", lambda: _start(faults, Intent(options["action"], flags=flags)), options)


def _start(faults: Faults, intent: Intent) -> None:
    faults.phone.activities.start(intent)


def _overlay(faults: Faults, options: Options) -> str:
    phone = faults.phone
    return faults.strike("F15", lambda: phone.windows.interruption.show(overlay(phone)), options)


def _network(faults: Faults, options: Options) -> str:
    radios, mode = faults.phone.connectivity, options["mode"]

    def switch(on: bool) -> None:
        radios.set_wifi(on)
        radios.set_data(on)

    def flap(on: bool) -> None:
        switch(on)
        faults.later("F16", options["period_ms"], lambda: flap(not on))

    if mode not in ("down", "up", "flap"):
        raise FaultError(f"F16: mode can be down, up or flap, not {mode!r}")
    if mode == "flap" and options["period_ms"] < 50:
        raise FaultError("F16: period_ms must be 50 or more")
    return faults.strike("F16", (lambda: flap(False)) if mode == "flap" else (lambda: switch(mode == "up")), options)


def _clock_jump(faults: Faults, options: Options) -> str:
    clock = faults.phone.clock

    def strike() -> None:
        clock.set(clock.now_ms() + options["jump_ms"])
        clock.tick()
        faults.phone.windows.invalidate()

    return faults.strike("F20", strike, options)


def _user_touches(faults: Faults, options: Options) -> str:
    phone = faults.phone
    dice = random.Random(f"user {phone.seed} {phone.clock.now_ms()}")
    kind = options["kind"]
    if kind not in ("tap", "swipe", "home", "back"):
        raise FaultError(f"F24: kind can be tap, swipe, home or back, not {kind!r}")

    def strike() -> None:
        x = options["x"] or dice.randrange(phone.width // 10, phone.width * 9 // 10)
        y = options["y"] or dice.randrange(phone.height // 5, phone.height * 4 // 5)
        phone.ledger.append("user_touched", touch=kind)
        if kind == "tap":
            phone.windows.tap(x, y)
        elif kind == "swipe":
            phone.windows.swipe(x, y, x, max(0, y - phone.height // 4))
        else:
            getattr(phone.windows, kind)()

    return faults.strike("F24", strike, options)


def _refused(faults: Faults, options: Options) -> str:
    what, matching = options["kind"], options["matching"]
    if what not in _REFUSALS or not matching:
        raise FaultError(f"F25: give kind={'|'.join(_REFUSALS)} and matching=WORDS of the command")
    begins, said = _REFUSALS[what]
    faults.trap("F25", "refused", options["count"], matching=matching, begins=begins,
                refusal=said.format(matching=matching))  # fmt: skip
    return f"`{begins}… {matching}` is refused from now on"


_MANY = 1_000_000
_REFUSALS: Mapping[str, tuple[str, str]] = {
    "provider": ("content ", "Error while accessing provider:{matching}\n"
                 "java.lang.SecurityException: Permission Denial: opening provider {matching} from (null) "
                 "(pid=4711, uid=2000) that is not exported\n"),
    "intent": ("am start", "Error: Activity not started, unable to resolve Intent "
               "{{ act={matching} flg=0x10000000 }}\n"),
    "setting": ("settings ", "Security exception: Permission denial: writing to settings requires:"
                "android.permission.WRITE_SECURE_SETTINGS\n\njava.lang.SecurityException: Permission denial\n"),
    "switch": ("", "java.lang.SecurityException: Neither user 2000 nor current process has permission\n"),
}  # fmt: skip
"""What vendors' phones keep from adb's shell: how the command begins, and what is said instead."""

FAULTS: tuple[Fault, ...] = (
    Fault("F01", "adb_server_killed", "ends the adb server on a port", _kill_server, {"port": 0}),
    Fault("F02", "device_gone", "drops every connection and stays away", _device_gone,
          {**_WHEN, "for_ms": 3000, "matching": ""}),
    Fault("F03", "ack_lost", "carries a command out and breaks off before the answer", _ack_lost,
          {"matching": "", "count": 1}),
    Fault("F04", "automator_dead", "dumps fail with exit code 0 (mode=idle), or the server ends (mode=dead)",
          _automator_dead, {"mode": "idle", "count": 1}),
    Fault("F05", "stale_dump", "an old dump lies at the usual path and the next ones fail", _stale_dump,
          {"path": "/sdcard/window_dump.xml", "count": 1}),
    Fault("F06", "dump_crash", "the dump crashes", _dump_crash, {"count": 1}),
    Fault("F07", "app_fails", "the app in front hangs (kind=anr) or crashes (kind=crash)", _app_fails,
          {**_WHEN, "kind": "anr"}),
    Fault("F08", "permission_dialog", "the app in front asks for a permission", _permission_dialog,
          {**_WHEN, "package": "", "permission": "android.permission.ACCESS_FINE_LOCATION"}),
    Fault("F09", "update_popup", "a system update is offered", _update_popup, _WHEN),
    Fault("F10", "screen_off", "the screen goes off and locks, with a PIN if one is given", _screen_off,
          {**_WHEN, "pin": ""}),
    Fault("F11", "rotation", "the screen turns", _rotated, {**_WHEN, "to": 1}),
    Fault("F12", "keyboard", "the keyboard comes up over the lower half", _keyboard_covers, _WHEN),
    Fault("F13", "slow_ui", "touches, dumps and starts take longer", _slow,
          {"ms": 2000, "count": _MANY, "matching": ""}),
    Fault("F14", "window_swap", "another app comes to the front", _window_swap,
          {**_WHEN, "action": "android.settings.SETTINGS"}),
    Fault("F15", "overlay", "another app's window covers the middle and takes touches", _overlay, _WHEN),
    Fault("F16", "network", "the network goes down, comes up, or flaps", _network,
          {**_WHEN, "mode": "down", "period_ms": 2000}),
    Fault("F20", "clock_jump", "the clock jumps by jump_ms, which may be negative", _clock_jump,
          {**_WHEN, "jump_ms": 3_600_000}),
    Fault("F24", "user_touch", "somebody touches the phone", _user_touches, {**_WHEN, "kind": "tap", "x": 0, "y": 0}),
    Fault("F25", "refused", "refuses commands as some makers' phones do: a provider, an Intent, a setting, a switch",
          _refused, {"kind": "provider", "matching": "", "count": _MANY}),
)  # fmt: skip
