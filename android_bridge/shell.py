"""The phone's shell: commands as argument lists, stdout, stderr and exit code apart. Knows which commands
only look.

`look` refuses whatever is not on the list of looking commands; `act` needs a live permit.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .adb_socket import OUTPUT_LIMIT_BYTES, AdbServer, ServiceRefusedError, Wire, open_service
from .errors import BridgeError, CommandFailedError, DeviceOfflineError
from .grammar import command_line
from .permit import Permit

Argv = Sequence[str]
Pipeline = Sequence[Argv]
"""Commands joined by pipes."""

_STDOUT, _STDERR, _EXIT = 1, 2, 3
_DUMP_WORDS: dict[str, frozenset[str]] = {
    "window": frozenset({"windows", "displays", "policy", "-a"}),
    "activity": frozenset({"activities", "top", "recents", "processes", "-a"}),
    "notification": frozenset({"--noredact"}),
    "SurfaceFlinger": frozenset({"--display-id", "--list"}),
    "package": frozenset({"packages"}),
}
_NAMED_SERVICES = frozenset({"package", "meminfo"})
_WORD = re.compile(r"[A-Za-z0-9_.\-]+")


@dataclass(frozen=True, slots=True)
class ShellResult:
    """What a command said."""

    command: str
    stdout: bytes
    stderr: bytes
    exit_code: int

    @property
    def text(self) -> str:
        """Standard output as text; bytes that are no UTF-8 become U+FFFD."""
        return self.stdout.decode("utf-8", "replace")

    @property
    def all_text(self) -> str:
        """Standard output, then standard error."""
        return self.text + self.stderr.decode("utf-8", "replace")

    def checked(self) -> ShellResult:
        """Return itself, or raise CommandFailedError unless the exit code is 0."""
        if self.exit_code != 0:
            raise CommandFailedError(self.command, self.exit_code, self.all_text)
        return self


def dump_is_look(service: str, arguments: Argv) -> bool:
    """Whether `dumpsys service arguments…` only prints; `dumpsys battery set level 5` for one acts."""
    if not _WORD.fullmatch(service) or service.startswith("-"):
        return False
    words = _DUMP_WORDS.get(service, frozenset())
    named = service in _NAMED_SERVICES and len(arguments) == 1 and re.fullmatch(r"[A-Za-z][\w.]*", arguments[0])
    return bool(named) or all(argument in words for argument in arguments)


def _cmd_is_look(rest: Argv) -> bool:
    match tuple(rest):
        case ("package", "query-activities" | "resolve-activity", *_):
            return True
        case ("uimode", "night") | ("connectivity", "airplane-mode") | ("wifi", "status"):
            return True
        case ("media_session", "volume", "--stream", _, "--get"):
            return True
        case ("app_function", "list-app-functions", *_):
            return True
    return False


_LOOKS: dict[str, Callable[[Argv], bool]] = {
    "dumpsys": lambda rest: bool(rest) and dump_is_look(rest[0], rest[1:]),
    "getprop": lambda rest: len(rest) <= 1,
    "settings": lambda rest: len(rest) == 3 and rest[0] == "get",
    "content": lambda rest: bool(rest) and rest[0] == "query",
    "cmd": _cmd_is_look,
    "cat": lambda rest: len(rest) == 1 and rest[0].startswith("/proc/"),
    "date": lambda rest: len(rest) == 1 and rest[0].startswith("+"),
    "wm": lambda rest: tuple(rest) in {("size",), ("density",)},
    "screencap": lambda rest: tuple(rest) == ("-p",),
    "uiautomator": lambda rest: tuple(rest) == ("dump", "/dev/tty"),
    "ime": lambda rest: bool(rest) and rest[0] == "list",
    "media": lambda rest: "--get" in rest and "--set" not in rest and "--adj" not in rest,
    "toybox": lambda rest: len(rest) == 2 and rest[0] == "md5sum",
    "grep": lambda rest: len(rest) == 2 and rest[0] in {"-E", "-F", "-e"},
}


def is_look(argv: Argv) -> bool:
    """Whether the command is on the list of commands that change nothing."""
    return bool(argv) and argv[0] in _LOOKS and _LOOKS[argv[0]](argv[1:])


class Shell:
    """Runs commands on one phone."""

    def __init__(self, server: AdbServer, serial: str) -> None:
        self._server = server
        self._serial = serial

    def look(self, *argv: str, timeout_s: float = 10.0) -> ShellResult:
        """Run one looking command; its exit code is the caller's to judge."""
        self._must_look(argv)
        return self._run(command_line(argv), timeout_s)

    def look_each(self, pipelines: Sequence[Pipeline], *, timeout_s: float = 15.0) -> list[ShellResult]:
        """Run several looking pipelines in one round trip; one result each, standard error left out."""
        for pipeline in pipelines:
            for argv in pipeline:
                self._must_look(argv)
        # Unguessable, so that no text on the phone can pass for the end of a section.
        mark = f"--{secrets.token_hex(8)}--"
        lines = [" | ".join(command_line(argv) for argv in pipeline) for pipeline in pipelines]
        script = "; ".join(f"{line}; echo {mark}$?" for line in lines)
        raw = self._run(script, timeout_s).stdout
        return [
            ShellResult(line, body, b"", code) for line, (body, code) in zip(lines, _sections(raw, mark), strict=False)
        ]

    def act(self, permit: Permit, *argv: str, timeout_s: float = 15.0, told: str = "") -> ShellResult:
        """Run one command that may change the phone.

        Args:
            told: How errors call the command, where its words are nobody's business.
        """
        permit.check()
        return self._run(command_line(argv), timeout_s, told)

    def _must_look(self, argv: Argv) -> None:
        if not is_look(argv):
            raise BridgeError(f"`{' '.join(argv)[:80]}` is no looking command and had no ticket; nothing was done")

    def _run(self, line: str, timeout_s: float, told: str = "") -> ShellResult:
        short = told or (line if len(line) <= 120 else f"{line[:117]}…")
        try:
            wire = open_service(self._server, self._serial, f"shell,v2,raw:{line}", what=short, timeout_s=timeout_s)
        except ServiceRefusedError as error:
            if str(error).endswith("refused: closed"):  # the server's word for a phone that is just going away
                raise DeviceOfflineError(
                    f"the phone took no `{short}`; nothing was done (an adbd without shell_v2 does the same)",
                    hint="ainos doctor",
                ) from error
            raise ServiceRefusedError(f"{error}; the phone's adbd must know shell_v2 (Android 7 or newer)") from error
        with wire:
            return read_result(wire, short)


def read_result(wire: Wire, command: str) -> ShellResult:
    """Read a command's output off an open `shell,v2,raw:` service until it ends; `command` names it in errors."""
    out, err = bytearray(), bytearray()
    while True:
        header = wire.exactly(5)
        length = int.from_bytes(header[1:], "little")
        if len(out) + len(err) + length > OUTPUT_LIMIT_BYTES:
            raise CommandFailedError(command, -1, f"more than {OUTPUT_LIMIT_BYTES} bytes of output")
        body = wire.exactly(length)
        if header[0] == _STDOUT:
            out += body
        elif header[0] == _STDERR:
            err += body
        elif header[0] == _EXIT:
            return ShellResult(command, bytes(out), bytes(err), body[0] if body else 0)


def _sections(raw: bytes, mark: str) -> list[tuple[bytes, int]]:
    found: list[tuple[bytes, int]] = []
    for chunk in re.finditer(rb"(.*?)" + re.escape(mark.encode()) + rb"([0-9]+)\n", raw, re.DOTALL):
        found.append((chunk[1], int(chunk[2])))
    return found
