"""What each emulator console command does to the phone.

Knows: the commands' words, ranges and refusals.
Does not know: sockets, tokens, OK and KO (emulator_console.py).
Network speed and delay are kept and shown but slow nothing down: the phone sends no byte to any network.
A location fix goes to the ledger; the phone has no location service yet.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from .snapshot import SnapshotError

if TYPE_CHECKING:
    from .phone import Phone

_NUMBER = re.compile(r"\+?[0-9*#]{1,32}")
_ESCAPES = {"n": "\n", "t": "\t", "\\": "\\", "'": "'", '"': '"'}
_BATTERY_STATES = {"unknown": 1, "charging": 2, "discharging": 3, "not-charging": 4, "full": 5}
_BATTERY_HEALTH = {"unknown": 1, "good": 2, "overheat": 3, "dead": 4, "overvoltage": 5, "failure": 6}
_SPEEDS = {
    "gsm": (14_400, 14_400), "hscsd": (14_400, 43_200), "gprs": (28_800, 57_600), "edge": (473_600, 473_600),
    "umts": (384_000, 384_000), "hsdpa": (5_760_000, 13_980_000), "lte": (58_000_000, 173_000_000),
    "evdo": (75_000, 280_000), "full": (0, 0),
}  # fmt: skip
"""Upload and download in bits per second; 0 is as fast as it goes."""
_DELAYS = {"gprs": (150, 550), "edge": (80, 400), "umts": (35, 200), "none": (0, 0)}
"""Least and greatest latency in ms."""
_STATUS_TEXTS = {1: "Unknown", 2: "Charging", 3: "Discharging", 4: "Not charging", 5: "Full"}
_HEALTH_TEXTS = {1: "Unknown", 2: "Good", 3: "Overheat", 4: "Dead", 5: "Over voltage", 6: "Unspecified failure"}
_POWER_USAGE = {
    "ac": '"ac on" or "ac off"', "status": '"status unknown|charging|discharging|not-charging|full"',
    "present": '"present true" or "present false"', "capacity": '"capacity <percentage>"',
    "health": '"health unknown|good|overheat|dead|overvoltage|failure"',
}  # fmt: skip
_CALL_WORDS = {"ringing": "incoming", "dialing": "dialing", "active": "active"}

Handler = Callable[[str], list[str]]


class CommandRefusedError(ValueError):
    """The command cannot be done; the text follows KO."""


class ConsoleCommands:
    """Runs console commands on one phone."""

    def __init__(self, phone: Phone, avd_name: str) -> None:
        """Use this phone; `avd_name` answers `avd name`."""
        self._phone = phone
        self._avd_name = avd_name
        self._speed, self._delay = _SPEEDS["full"], _DELAYS["none"]
        self._handlers: dict[str, tuple[Handler, str]] = {
            "help": (self._help, "print a list of commands"),
            "ping": (lambda _: ["I am alive!"], "check that the emulator is alive"),
            "avd": (self._avd, "avd name | status | snapshot list|save <name>|load <name>|del <name>"),
            "sms": (self._sms, "sms send <phonenumber> <text>"),
            "gsm": (
                self._gsm,
                "gsm list | status | call <number> | accept <number> | cancel <number> | busy <number>",
            ),
            "geo": (self._geo, "geo fix <longitude> <latitude> [<altitude>]"),
            "power": (
                self._power,
                "power display | ac on|off | status | present | health | capacity <0..100>",
            ),
            "network": (self._network, "network status | speed <name> | delay <name>"),
            "redir": (self._redir, "redir list: port redirections (this console makes none; use adb forward)"),
            "rotate": (self._rotate, "rotate the screen by 90 degrees"),
            "auth": (lambda _: [], "authenticate for this console"),
            "kill": (lambda _: [], "end the emulator"),
            "quit|exit": (lambda _: [], "close this console"),
        }

    def run(self, verb: str, rest: str) -> list[str]:
        """Do one command and return the lines before OK; raises CommandRefusedError."""
        known = self._handlers.get("help" if verb in ("h", "?") else verb)
        if known is None:
            raise CommandRefusedError("unknown command, try 'help'")
        return known[0](rest)

    def _help(self, topic: str) -> list[str]:
        if topic:
            known = self._handlers.get(topic)
            if known is None:
                raise CommandRefusedError(f"unknown command {topic}, try 'help'")
            return [f"'{topic}': {known[1]}"]
        rows = [f"    {name:<12} {text}" for name, (_, text) in self._handlers.items()]
        return ["Android console command help:", "", *rows, ""]

    def _avd(self, rest: str) -> list[str]:
        match rest.split():
            case ["name"]:
                return [self._avd_name]
            case ["status"]:
                return ["virtual device is running"]
            case ["snapshot", *words]:
                return self._snapshot(words)
        raise _bad_sub_command("avd", "name, status, snapshot")

    def _snapshot(self, words: list[str]) -> list[str]:
        shelf = self._phone.snapshots
        try:
            match words:
                case ["list"]:
                    rows = [
                        f"{at:<10}{name:<23}{'0M':>8} "
                        f"{self._phone.clock.local(kept.at_ms):%Y-%m-%d %H:%M:%S}   00:00:00.000"
                        for at, (name, kept) in enumerate(shelf.all().items(), 1)
                    ]
                    head = [
                        "List of snapshots present on all disks:",
                        "ID        TAG                 VM SIZE                DATE       VM CLOCK",
                    ]  # noqa: E501
                    return [*head, *rows] if rows else ["There is no snapshot available."]
                case ["save", name]:
                    shelf.save(name)
                case ["load", name]:
                    shelf.load(name)
                case ["del" | "delete" | "remove", name]:
                    shelf.delete(name)
                case _:
                    raise _bad_sub_command("avd snapshot", "list, save, load, del")
        except SnapshotError as error:
            raise CommandRefusedError(str(error)) from error
        return []

    def _sms(self, rest: str) -> list[str]:
        sub, _, rest = rest.partition(" ")
        number, _, text = rest.strip().partition(" ")
        if sub != "send":
            raise _bad_sub_command("sms", "send")
        if not text:
            raise CommandRefusedError("missing argument, try 'sms send <phonenumber> <text message>'")
        self._phone.telephony.receive_sms(_phone_number(number), _unescape(text))
        return []

    def _gsm(self, rest: str) -> list[str]:
        telephony = self._phone.telephony
        match rest.split():
            case ["list"]:
                call = telephony.call
                if call is None:
                    return []
                direction = "inbound from" if call.incoming else "outbound to "
                return [f"{direction} {call.number:<10} : {_CALL_WORDS.get(call.state, call.state)}"]
            case ["status"]:
                state = "home" if self._phone.connectivity.cell_service else "unregistered"
                return [f"gsm voice state: {state}", f"gsm data state:  {state}"]
            case ["call" | "accept" | "cancel" | "busy" as sub]:
                raise CommandRefusedError(f"missing argument, try 'gsm {sub} <phonenumber>'")
            case ["call", number]:
                if not telephony.receive_call(_phone_number(number)):
                    raise CommandRefusedError("the phone cannot be called: another call, or no service")
            case ["accept", number]:
                self._check_call(number)
                telephony.answer()
            case ["cancel" | "busy", number]:
                self._check_call(number)
                is_ringing = telephony.call is not None and telephony.call.state == "ringing"
                telephony.end_call(missed=is_ringing)
            case _:
                raise _bad_sub_command("gsm", "list, status, call, accept, cancel, busy")
        return []

    def _check_call(self, number: str) -> None:
        call = self._phone.telephony.call
        if call is None or call.number != _phone_number(number):
            raise CommandRefusedError(f"there is no call with {number}")

    def _geo(self, rest: str) -> list[str]:
        words = rest.split()
        if words[:1] != ["fix"]:
            raise _bad_sub_command("geo", "fix")
        try:
            longitude, latitude, *more = (float(word) for word in words[1:])
        except ValueError:
            bad = next((word for word in words[1:] if not _is_number(word)), None)
            reason = "not enough arguments: see 'help geo fix' for details"
            raise CommandRefusedError(reason if bad is None else f"argument '{bad}' is not a number") from None
        if not (-180 <= longitude <= 180 and -90 <= latitude <= 90 and all(map(math.isfinite, more))):
            raise CommandRefusedError("longitude must be from -180 to 180 and latitude from -90 to 90")
        self._phone.ledger.append(
            "location_fix", longitude=longitude, latitude=latitude, altitude_m=more[0] if more else 0.0
        )
        return []

    def _power(self, rest: str) -> list[str]:
        power = self._phone.power
        match rest.split():
            case ["display"]:
                return self._power_lines()
            case ["ac", "on" | "off" as word]:
                power.set_hardware(ac=word == "on", status=2 if word == "on" else 3)
            case ["status", word] if word in _BATTERY_STATES:
                power.set_hardware(status=_BATTERY_STATES[word])
            case ["present", "true" | "false" as word]:
                power.set_hardware(present=word == "true")
            case ["health", word] if word in _BATTERY_HEALTH:
                power.set_hardware(health=_BATTERY_HEALTH[word])
            case ["capacity", word] if word.isdecimal() and len(word) < 4 and int(word) <= 100:
                power.set_hardware(level=int(word))
            case [sub, *_] if sub in _POWER_USAGE:
                raise CommandRefusedError(f"Usage: {_POWER_USAGE[sub]}")
            case _:
                raise _bad_sub_command("power", f"display, {', '.join(_POWER_USAGE)}")
        return []

    def _power_lines(self) -> list[str]:
        battery = self._phone.power.hardware
        return [
            f"AC: {'online' if battery.ac else 'offline'}",
            f"status: {_STATUS_TEXTS.get(battery.status, 'Unknown')}",
            f"health: {_HEALTH_TEXTS.get(battery.health, 'Unknown')}",
            f"present: {str(battery.present).lower()}",
            f"capacity: {battery.level}",
        ]

    def _network(self, rest: str) -> list[str]:
        match rest.split():
            case ["status"]:
                (up, down), (least, most) = self._speed, self._delay
                return [
                    "Current network status:",
                    f"  download speed:   {down:8d} bits/s ({down / 8192:.1f} KB/s)",
                    f"  upload speed:     {up:8d} bits/s ({up / 8192:.1f} KB/s)",
                    f"  minimum latency:  {least} ms",
                    f"  maximum latency:  {most} ms",
                ]
            case ["speed" | "delay" as what]:
                raise CommandRefusedError(f"missing <{what}> argument, see 'help network {what}'")
            case ["speed", word]:
                self._speed = _SPEEDS.get(word) or _pair("speed", word)
            case ["delay", word]:
                self._delay = _DELAYS.get(word) or _pair("delay", word)
            case _:
                raise _bad_sub_command("network", "status, speed, delay")
        return []

    def _redir(self, rest: str) -> list[str]:
        if rest.split() != ["list"]:
            raise CommandRefusedError("this console redirects no ports; use adb forward")
        return ["no active redirections"]

    def _rotate(self, rest: str) -> list[str]:
        settings = self._phone.settings
        settings.put("system", "user_rotation", str((settings.get_int("system", "user_rotation", 0) + 1) % 4))
        settings.put("system", "accelerometer_rotation", "0")
        return []


def _bad_sub_command(verb: str, known: str) -> CommandRefusedError:
    return CommandRefusedError(f"missing or bad sub-command for {verb}; known: {known}")


def _phone_number(text: str) -> str:
    if not _NUMBER.fullmatch(text):
        raise CommandRefusedError("bad phone number format, must be [+](0-9)*")
    return text


def _unescape(text: str) -> str:
    return re.sub(r"\\([nt\\'\"])", lambda found: _ESCAPES[found.group(1)], text)


def _is_number(word: str) -> bool:
    try:
        return math.isfinite(float(word))
    except ValueError:
        return False


def _pair(what: str, word: str) -> tuple[int, int]:
    """Read "NUMBER" or "LOW:HIGH"; a speed in kbit/s, a delay in ms."""
    if not re.fullmatch(r"\d{1,9}(:\d{1,9})?", word):
        raise CommandRefusedError(f"invalid <{what}> argument, see 'help network {what}' for valid values")
    low, _, high = word.partition(":")
    scale = 1000 if what == "speed" else 1
    return int(low) * scale, int(high or low) * scale
