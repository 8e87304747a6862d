"""What each emulator console command does to the phone.

Knows: the commands' words, ranges and refusals.
Does not know: sockets, tokens, OK and KO (emulator_console.py).
Network speed and delay are kept and shown but slow nothing down: the phone sends no byte to any network.
A location fix goes to the ledger; the phone has no location service yet.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .phone import Phone

_NUMBER = re.compile(r"\+?[0-9*#]{1,32}")
_ESCAPES = {"n": "\n", "t": "\t", "\\": "\\", "'": "'", '"': '"'}
_BATTERY_STATES = {"unknown": 1, "charging": 2, "discharging": 3, "not-charging": 4, "full": 5}
_BATTERY_HEALTH = {"unknown": 1, "good": 2, "overheat": 3, "dead": 4, "overvoltage": 5, "failure": 6}
_SPEEDS = ("gsm", "hscsd", "gprs", "edge", "umts", "hsdpa", "lte", "evdo", "full")
_DELAYS = ("gprs", "edge", "umts", "none")
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
        self._speed, self._delay = "full", "none"
        self._handlers: dict[str, tuple[Handler, str]] = {
            "help": (self._help, "print a list of commands"),
            "ping": (lambda _: ["I am alive!"], "check that the emulator is alive"),
            "avd": (self._avd, "avd name | avd status"),
            "sms": (self._sms, "sms send <phonenumber> <text>"),
            "gsm": (
                self._gsm,
                "gsm list | call <number> | accept <number> | cancel <number> | busy <number>",
            ),
            "geo": (self._geo, "geo fix <longitude> <latitude> [<altitude>]"),
            "power": (
                self._power,
                "power display | ac on|off | status | present | health | capacity <0..100>",
            ),
            "network": (self._network, "network status | speed <name> | delay <name>"),
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
        raise _bad_sub_command("avd", "name, status")

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
                raise _bad_sub_command("gsm", "list, call, accept, cancel, busy")
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
            raise CommandRefusedError("not enough or bad arguments: see 'help geo' for details") from None
        if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
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
                power.set_battery(ac=word == "on", status=2 if word == "on" else 3)
            case ["status", word] if word in _BATTERY_STATES:
                power.set_battery(status=_BATTERY_STATES[word])
            case ["present", "true" | "false" as word]:
                power.set_battery(present=word == "true")
            case ["health", word] if word in _BATTERY_HEALTH:
                power.set_battery(health=_BATTERY_HEALTH[word])
            case ["capacity", word] if word.isdecimal() and int(word) <= 100:
                power.set_battery(level=int(word))
            case _:
                raise CommandRefusedError("bad sub-command or value: see 'help power' for details")
        return []

    def _power_lines(self) -> list[str]:
        battery = self._phone.power.battery
        return [
            f"AC: {'online' if battery.ac else 'offline'}",
            f"status: {_name_of(_BATTERY_STATES, battery.status)}",
            f"health: {_name_of(_BATTERY_HEALTH, battery.health)}",
            f"present: {str(battery.present).lower()}",
            f"capacity: {battery.level}",
        ]

    def _network(self, rest: str) -> list[str]:
        match rest.split():
            case ["status"]:
                return ["Current network status:", f"  speed: {self._speed}", f"  delay: {self._delay}"]
            case ["speed", word] if word in _SPEEDS:
                self._speed = word
            case ["delay", word] if word in _DELAYS:
                self._delay = word
            case _:
                raise CommandRefusedError("bad sub-command or value: see 'help network' for details")
        return []


def _bad_sub_command(verb: str, known: str) -> CommandRefusedError:
    return CommandRefusedError(f"missing or bad sub-command for {verb}; known: {known}")


def _phone_number(text: str) -> str:
    if not _NUMBER.fullmatch(text):
        raise CommandRefusedError("bad phone number format, must be [+](0-9)*")
    return text


def _unescape(text: str) -> str:
    return re.sub(r"\\([nt\\'\"])", lambda found: _ESCAPES[found.group(1)], text)


def _name_of(names: dict[str, int], value: int) -> str:
    return next((name for name, number in names.items() if number == value), "unknown")
