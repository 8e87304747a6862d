"""input, screencap, uiautomator, wm, ime, monkey: touching, typing and looking from the shell.

Knows: arguments and texts. Does not know: what lies under a point (ui/windows.py).
"""

from __future__ import annotations

import asyncio
import io as memory
import random

from ..intents import LAUNCHER, MAIN, Intent
from .io import Call, Command, UsageProblem, encode
from .keynames import key_code

_INPUT_HELP = """Usage: input [<source>] [-d DISPLAY_ID] <command> [<arg>...]

The sources are:
      touchnavigation
      touchscreen
      joystick
      stylus
      touchpad
      gamepad
      dpad
      mouse
      keyboard
      trackball
      rotaryencoder

The commands and default sources are:
      text <string> (Default: keyboard)
      keyevent [--longpress|--doubletap|--async] <key code number or name> ... (Default: keyboard)
      tap <x> <y> (Default: touchscreen)
      swipe <x1> <y1> <x2> <y2> [duration(ms)] (Default: touchscreen)
      draganddrop <x1> <y1> <x2> <y2> [duration(ms)] (Default: touchscreen)
      press (Default: trackball)
      roll <dx> <dy> (Default: trackball)
      motionevent <DOWN|UP|MOVE|CANCEL> <x> <y> (Default: touchscreen)
"""
_SOURCES = {"touchnavigation", "touchscreen", "joystick", "stylus", "touchpad", "gamepad", "dpad", "mouse", "keyboard",
            "trackball", "rotaryencoder"}  # fmt: skip
_LONG_PRESS_MS = 500
_META_SHIFT = 1
_SCREENSHOT_KEYS = {25, 26}
_SCREENSHOTS = "/storage/emulated/0/Pictures/Screenshots"


def _missing(verb: str, args: list[str]) -> UsageProblem:
    return UsageProblem(f'Argument expected after "{args[-1] if args else verb}"')


def _numbers(verb: str, args: list[str], least: int) -> list[float]:
    try:
        found = [float(arg) for arg in args]
    except ValueError:
        raise UsageProblem(f"Error: Invalid arguments for command: {verb}") from None
    if len(found) < least:
        raise _missing(verb, args)
    return found


_WM_HELP = """Window manager (window) commands:
  help
      Print this help text.
  size [reset|WxH]
  density [reset|DENSITY]
  user-rotation [free|lock] [rotation]
  dismiss-keyguard
  scaling [off|auto]
"""


async def input_command(call: Call) -> int:
    """input [SOURCE] [-d DISPLAY] COMMAND …"""
    args = call.args[1:]
    if args and args[0] in _SOURCES:
        args = args[1:]
    if args[:1] == ["-d"]:
        args = args[2:]
    verb, rest = (args[0], args[1:]) if args else ("", [])
    handler = {"tap": _tap, "swipe": _swipe, "draganddrop": _drag, "text": _text, "keyevent": _keyevent,
               "keycombination": _combination, "press": _press, "roll": _roll, "motionevent": _motion,
               "longpress": _long_press}.get(verb)  # fmt: skip
    if handler is None:
        call.out(f"Unknown command: {verb}\n" if verb not in ("", "help", "-h") else _INPUT_HELP)
        return 0  # as Android's: `input` answers 0 to whatever it does not know
    try:
        await handler(call, rest)
    except UsageProblem as problem:
        kind = "" if str(problem).startswith("java.") else "java.lang.IllegalArgumentException: "
        call.err(f"\nException occurred while executing '{verb}':\n{kind}{problem}\n")
        return 255
    return 0


async def _tap(call: Call, args: list[str]) -> None:
    x, y = _numbers("tap", args[:2], 2)
    call.phone.windows.tap(x, y)


async def _long_press(call: Call, args: list[str]) -> None:
    x, y = _numbers("longpress", args[:2], 2)
    await call.phone.take(_LONG_PRESS_MS)
    call.phone.windows.long_press(x, y)


async def _swipe(call: Call, args: list[str]) -> None:
    numbers = _numbers("swipe", args[:5], 4)
    x1, y1, x2, y2 = numbers[:4]
    ms = numbers[4] if len(numbers) > 4 else 300
    await call.phone.take(ms)
    if (x1, y1) == (x2, y2):
        if ms >= _LONG_PRESS_MS:
            call.phone.windows.long_press(x1, y1)
        else:
            call.phone.windows.tap(x1, y1)
        return
    call.phone.windows.swipe(x1, y1, x2, y2, int(ms))


async def _drag(call: Call, args: list[str]) -> None:
    numbers = _numbers("draganddrop", args[:5], 4)
    x1, y1, x2, y2 = numbers[:4]
    ms = int(numbers[4]) if len(numbers) > 4 else 500
    await call.phone.take(ms)
    call.phone.windows.drag(x1, y1, x2, y2, ms)


async def _text(call: Call, args: list[str]) -> None:
    """Type text: %s is a space; what the key map lacks (anything beyond ASCII) is refused as on Android."""
    if not args:
        raise _missing("text", args)
    text = args[0].replace("%s", " ")  # further words are ignored, as on a phone: a space has to be sent as %s
    if any(ord(char) > 126 for char in text):
        raise UsageProblem("java.lang.NullPointerException: Attempt to get length of null array")
    call.phone.windows.text(text)


async def _keyevent(call: Call, args: list[str]) -> None:
    long = "--longpress" in args
    names = [arg for arg in args if arg not in ("--longpress", "--async", "--doubletap")]
    if not names:
        raise _missing("keyevent", args)
    for name in names:
        code = key_code(name) or 0  # a name that no key has is KEYCODE_UNKNOWN, which does nothing
        if long and code == 26:
            call.phone.windows.power_menu.open()
            continue
        for _ in range(2 if "--doubletap" in args else 1):
            call.phone.windows.key(code)
        await asyncio.sleep(0)


async def _combination(call: Call, args: list[str]) -> None:
    metas = {113: 0x1000, 114: 0x1000, 59: _META_SHIFT, 60: _META_SHIFT, 57: 0x2, 58: 0x2}
    names = args[2:] if args[:1] == ["-t"] else args
    if not names:
        raise _missing("keycombination", args)
    for name in names:
        if not key_code(name):
            raise UsageProblem(f"Unknown keycode: {name}")
    codes = [key_code(name) or 0 for name in names]
    if len(codes) < 2:
        raise UsageProblem("keycombination requires at least 2 keycodes")
    if set(codes) == _SCREENSHOT_KEYS:
        _keep_screenshot(call)
        return
    meta = 0
    for code in codes:
        meta |= metas.get(code, 0)
    for code in codes:
        if code not in metas:
            call.phone.windows.key(code, meta)


def _keep_screenshot(call: Call) -> None:
    """Put a picture of the screen where power and volume down put it; with the screen off nothing happens."""
    if not call.phone.power.screen_on:
        return
    moment = call.phone.clock.local(call.phone.clock.now_ms())
    call.fs.make_dirs(_SCREENSHOTS)
    call.fs.write(f"{_SCREENSHOTS}/Screenshot_{moment:%Y%m%d-%H%M%S}.png", _png(call))


async def _press(call: Call, args: list[str]) -> None:
    call.phone.windows.key(23)


async def _roll(call: Call, args: list[str]) -> None:
    dx, dy = _numbers("roll", args[:2], 2)
    code = (22 if dx > 0 else 21) if abs(dx) >= abs(dy) else (20 if dy > 0 else 19)
    call.phone.windows.key(code)


async def _motion(call: Call, args: list[str]) -> None:
    actions = {"DOWN": 0, "UP": 1, "MOVE": 2, "CANCEL": 3}
    if not args or args[0].upper() not in actions:
        raise UsageProblem(f"Unknown action: {args[0]}") if args else _missing("motionevent", args)
    x, y = _numbers("motionevent", args[1:3], 2) if args[0].upper() != "CANCEL" else (0.0, 0.0)
    if actions[args[0].upper()] < 3:
        call.phone.windows.pointer(actions[args[0].upper()], x, y)


def _png(call: Call) -> bytes:
    buffer = memory.BytesIO()
    call.phone.windows.screenshot().save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


def screencap(call: Call) -> int:
    """screencap [-hp] [-d DISPLAY] [FILE]: PNG with -p or a .png name, else raw RGBA with a 16 byte head."""
    args, png, target = call.args[1:], False, None
    while args:
        arg = args.pop(0)
        if arg == "-d" and args:
            args.pop(0)
        elif arg == "-h":
            call.out("usage: screencap [-hp] [-d display-id] [FILENAME]\n")
            return 0
        elif arg == "-p":
            png = True
        elif not arg.startswith("-"):
            target = arg
    if png or (target or "").endswith(".png"):
        data = _png(call)
    else:
        picture = call.phone.windows.screenshot().convert("RGBA")
        head = b"".join(number.to_bytes(4, "little") for number in (*picture.size, 1, 1))
        data = head + picture.tobytes()
    if target is None:
        call.io.stdout.write(data)
        return 0
    try:
        call.fs.write(call.path(target), data, uid=call.uid, mode=None if call.fs.exists(call.path(target)) else 0o660)
    except OSError as error:
        call.err(f"Error opening file: {target} ({error.strerror})\n")
        return 1
    return 0


def uiautomator(call: Call) -> int:
    """uiautomator dump [--verbose] [--compressed] [--windows] [FILE]; other subcommands need Android code."""
    args = call.args[1:]
    if args[:1] != ["dump"]:
        call.err("Usage: uiautomator <subcommand> [options]\n\nAvailable subcommands:\n\n"
                 "help: displays help message\n\n"
                 "dump: creates an XML dump of current UI hierarchy\n    dump [--verbose][file]\n")  # fmt: skip
        return 1 if args[:1] != ["help"] else 0
    names = [arg for arg in args[1:] if not arg.startswith("--")]
    target = names[0] if names else "/sdcard/window_dump.xml"
    if not call.phone.power.screen_on:
        call.out("ERROR: null root node returned by UiTestAutomationBridge.\n")
        return 0
    fault = call.phone.faults.next_dump()
    if fault is not None:
        call.out(fault.text)
        return fault.status
    text = call.phone.windows.dump("--compressed" in args)
    if target == "/dev/tty":
        call.out(text)
    else:
        try:
            call.fs.write(
                call.path(target), encode(text), uid=call.uid, mode=None if call.fs.exists(call.path(target)) else 0o660
            )
        except OSError as error:
            call.err(f"java.io.FileNotFoundException: {target}: open failed: {error.strerror}\n")
            return 1
    call.out(f"UI hierchary dumped to: {target}\n")
    return 0


def wm(call: Call) -> int:
    """wm size|density [VALUE|reset], wm user-rotation, dismiss-keyguard, …"""
    verb, rest = (call.args[1], call.args[2:]) if len(call.args) > 1 else ("", [])
    display = call.phone.display
    if verb in ("", "help", "-h"):
        call.out(_WM_HELP)
        return 255
    if verb == "size":
        if not rest:
            call.out(f"Physical size: {display.physical[0]}x{display.physical[1]}\n")
            if display.size_override:
                call.out(f"Override size: {call.phone.width}x{call.phone.height}\n")
            return 0
        if rest[0] == "reset":
            display.set_size(None)
            return 0
        width, _, height = rest[0].partition("x")
        if not (width.isdigit() and height.isdigit() and 200 <= int(width) <= 8000 and 200 <= int(height) <= 8000):
            call.err(f"Error: bad number {rest[0]}\n")
            return 255
        display.set_size((int(width), int(height)))
    elif verb == "density":
        if not rest:
            call.out(f"Physical density: {display.physical_density}\n")
            if display.density_override:
                call.out(f"Override density: {call.phone.density}\n")
            return 0
        if rest[0] != "reset" and not (rest[0].isdigit() and 72 <= int(rest[0]) <= 1200):
            limit = "must be >= 72" if rest[0].isdigit() and int(rest[0]) < 72 else "above 1200 is not supported here"
            call.err(f"Error: density {limit}\n" if rest[0].isdigit() else f"Error: bad number {rest[0]}\n")
            return 255
        display.set_density(None if rest[0] == "reset" else int(rest[0]))
    elif verb in ("user-rotation", "set-user-rotation"):
        if rest[:1] == ["lock"]:
            call.phone.settings.put("system", "accelerometer_rotation", "0")
            call.phone.settings.put("system", "user_rotation", rest[1] if len(rest) > 1 else "0")
        elif rest[:1] == ["free"]:
            call.phone.settings.put("system", "accelerometer_rotation", "1")
        else:
            call.out("lock 0\n")
    elif verb == "dismiss-keyguard":
        call.phone.power.wake()
        call.phone.power.unlock()
    elif verb in ("scaling", "fixed-to-user-rotation", "set-ignore-orientation-request", "folded-area"):
        return 0
    else:
        call.out(f"Unknown command: {verb}\n")
        return 255
    return 0


def ime(call: Call) -> int:
    """ime list [-a] [-s], enable, disable, set, reset."""
    args = [arg for arg in call.args[1:] if arg not in ("--user", "0", "cur")]
    verb, rest = (args[0], args[1:]) if args else ("", [])
    methods = call.phone.ime
    if verb == "list":
        for ident in methods.installed if "-a" in rest else methods.enabled():
            facts = f"{ident}:\n  mId={ident} mSettingsActivityName=null mIsVrOnly=false\n"
            call.out(f"{ident}\n" if "-s" in rest else facts)
        return 0
    if verb == "reset":
        methods.reset()
        call.out(f"Reset current and enabled IMEs for user #0\n  Newly selected IME: {methods.current}\n")
        return 0
    if verb not in ("enable", "disable", "set") or not rest:
        call.out(f"Unknown command: {verb}\n")
        return 255
    try:
        if verb == "set":
            methods.select(rest[0])
            call.out(f"Input method {rest[0]} selected for user #0\n")
        else:
            before = getattr(methods, verb)(rest[0])
            state = "enabled" if verb == "enable" else "disabled"
            already = (before and verb == "enable") or (not before and verb == "disable")
            call.out(f"Input method {rest[0]}: {'already' if already else 'now'} {state} for user #0\n")
    except LookupError as problem:
        call.err(f"{problem.args[0]}\n")
        return 255
    return 0


async def monkey(call: Call) -> int:
    """monkey [-p PACKAGE] [-c CATEGORY] [-s SEED] [--throttle MS] COUNT: one event only launches the app."""
    args, packages, count, seed, throttle = call.args[1:], [], 0, 0, 0.0
    while args:
        arg = args.pop(0)
        if arg in ("-p", "-c", "-s", "--throttle", "--pct-touch", "--pct-syskeys", "--pct-motion", "--pct-appswitch",
        "--pct-nav",
                   "--pct-majornav", "--pct-trackball", "--pct-anyevent", "--pct-flip", "--pct-pinchzoom",
                   "-f") and args:  # fmt: skip
            value = args.pop(0)
            if arg == "-p":
                packages.append(value)
            elif arg == "-s" and value.isdigit():
                seed = int(value)
            elif arg == "--throttle" and value.isdigit():
                throttle = int(value) / 1000
        elif arg.isdigit():
            count = int(arg)
    call.err("  bash arg: " + "\n  bash arg: ".join(call.args[1:]) + "\n")
    if not count:
        call.err("** Error: Count not specified\n")
        return 255
    for package in packages:
        intent = call.phone.packages.launch_intent(package)
        if intent is None:
            call.err("** No activities found to run, monkey aborted.\n")
            return 252
        call.phone.activities.start(intent)
    if not packages:
        call.phone.activities.start(Intent(MAIN, categories=(LAUNCHER,)))
    chance = random.Random(seed)
    for _ in range(min(count - 1, 10_000)):
        call.phone.windows.tap(chance.randrange(call.phone.width), chance.randrange(call.phone.height))
        await call.phone.wait(1000 * throttle)
    call.out(
        f"Events injected: {count}\n## Network stats: elapsed time=20ms (0ms mobile, 0ms wifi, 20ms not connected)\n"
    )
    return 0


COMMANDS: dict[str, Command] = {
    "input": input_command, "screencap": screencap, "uiautomator": uiautomator, "wm": wm, "ime": ime, "monkey": monkey,
}  # fmt: skip
