"""Which virtual phones run on this machine: one JSON file each in a state folder.

Knows: starting phones as processes of their own, finding them again, stopping them. Does not know: adb.
A process is ended only while it is still the one that was recorded (same pid and same start time).
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from .api_levels import DEFAULT_LEVEL

READY_WITHIN_S = 30.0
_STOP_WITHIN_S = 5.0
_POLL_S = 0.05
_READY_EACH_S = 0.25
_MOST_PROCESSES = 8
"""More phones than this share processes, unless somebody says otherwise: a process of its own costs 35 MB a phone."""
_LOG_TAIL_CHARS = 2000
CONTROL_FOLDER_PREFIX = "ainos-control-"
"""Of temporary folders for control sockets, where the state folder has too long a name for a socket."""
_EXITING = 0x4
"""PF_EXITING of Linux: the process has been told to end and is past its last own instruction."""
_KEEP_LOGS_S = 7 * 86400


class PhoneStartError(RuntimeError):
    """A phone did not come up; the text holds the end of its log."""


class UnknownPhoneError(LookupError):
    """No running phone has this serial."""


@dataclass(frozen=True, slots=True)
class PhoneRecord:
    """One running virtual phone."""

    serial: str
    """What adb calls it, such as emulator-5554."""
    pid: int
    identity: str
    """When the process started, in the words of this machine; tells a reused pid from ours."""
    console_port: int
    adb_port: int
    seed: int
    log_path: str
    control_path: str = ""
    """The socket on which the phone tells the truth about itself; only this user may open it."""
    started: float = 0.0
    """Seconds since 1970 on this machine's clock."""


def default_state_folder() -> Path:
    """Return AINOS_HOME/phones, or the phones folder in the user's state folder."""
    home = os.environ.get("AINOS_HOME")
    if home:
        return Path(home) / "phones"
    from platformdirs import user_state_dir

    return Path(user_state_dir("ainos")) / "phones"


class Registry:
    """Starts, lists and stops the virtual phones that are recorded in one folder."""

    def __init__(self, folder: Path | None = None) -> None:
        """Use this folder (default: the user's); it is made when the first phone starts."""
        self.folder = folder if folder is not None else default_state_folder()

    def start(
        self,
        count: int = 1,
        *,
        seed: int = 0,
        port: int = 0,
        pace: str = "real",
        apps: str = "",
        app_versions: Mapping[str, int] | None = None,
        api_level: int = DEFAULT_LEVEL,
        clock: str = "",
        speed: str = "",
        locale: str = "",
        clean: bool = False,
        processes: int = 0,
        keeper: int = 0,
        timeout_s: float = READY_WITHIN_S,
    ) -> list[str]:
        """Start phones and return their serials once every one serves.

        Args:
            count: How many; they get the seeds seed, seed+1, ...
            seed: World of the first one.
            port: Console port of the first one, even; the next ones follow by two; 0 takes free ones.
            pace: "phone" lets all commands take as long as on a phone, "real" gestures, "fast" nothing (for tests).
            apps: Sets of apps beside the basic one, with commas, such as "androidworld,extra".
            app_versions: Which version of an app, by package, where there are several: {"com.ainos.todo": 2}.
            api_level: Which Android, one of api_levels.LEVELS.
            clock: Where the clocks start, such as "2026-03-11T09:30"; "" is the world's own morning.
            speed: How fast the clocks run, such as "60x" or "frozen"; "" is real time.
            locale: Language of the screens, such as "zh-CN"; "" is English.
            clean: Whether every clickable view has a text or a description, as on no real phone.
            processes: How many processes share the phones; 0: one a phone up to 8 phones, else one a processor core.
            keeper: A process with which the phones end, however it ends; 0: they stay until they are stopped.
            timeout_s: For all of them together, a quarter of a second a phone added.

        Raises:
            PhoneStartError: One did not come up; those that did were stopped again.
        """
        deadline = time.monotonic() + timeout_s + count * _READY_EACH_S
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._forget_old_logs()
        options = ["--pace", pace, "--apps", apps, "--clock", clock, "--speed", speed, "--locale", locale]
        words = [
            word for name, value in zip(options[::2], options[1::2], strict=True) if value for word in (name, value)
        ]
        words += [w for package, n in (app_versions or {}).items() for w in ("--app-version", f"{package}={n}")]
        words += ["--clean"] if clean else []
        words += ["--keeper", str(keeper)] if keeper else []
        words += ["--api", str(api_level)] if api_level != DEFAULT_LEVEL else []
        launches = []
        for at, share in _shares(count, processes or (count if count <= _MOST_PROCESSES else os.cpu_count() or 1)):
            first = ["--seed", str(seed + at), "--port", str(port + 2 * at if port else 0), "--count", str(share)]
            launches.append(self._launch([*first, *words], share))
        try:
            return [serial for launch in launches for serial in _wait_until_ready(launch, deadline)]
        except PhoneStartError:
            for launch in launches:
                _end_process(launch.pid, launch.identity)
            raise

    def list_running(self) -> list[PhoneRecord]:
        """Return the phones whose processes live, by port; records and control sockets of dead ones are deleted."""
        alive = []
        for path in self.folder.glob("*.json"):
            record = _read(path)
            if record is None:
                continue
            if process_identity(record.pid) == record.identity:
                if not _is_ending(record.pid):
                    alive.append(record)
            else:
                path.unlink(missing_ok=True)
                _remove_dead_socket(Path(record.control_path))
        return sorted(alive, key=lambda record: record.console_port)

    def find(self, serial: str) -> PhoneRecord:
        """Return the record of a running phone; raises UnknownPhoneError."""
        for record in self.list_running():
            if record.serial == serial:
                return record
        raise UnknownPhoneError(f"no virtual phone {serial} runs here")

    def host_port(self) -> int:
        """Return the port of ainos' own adb server, which shows all phones of this folder; 0 when none runs."""
        from .host_share import running_port

        return running_port(self.folder)

    def stop(self, serial: str) -> None:
        """End a phone; its state is lost. Raises UnknownPhoneError when it does not run."""
        record = self.find(serial)
        if any(other.pid == record.pid and other.serial != serial for other in self.list_running()):
            self._stop_one(record)
            return
        _end_process(record.pid, record.identity)
        self.forget(record)
        if record.log_path:
            Path(record.log_path).unlink(missing_ok=True)

    def stop_all(self) -> list[str]:
        """End every phone that is recorded here and return the serials, by port."""
        running = self.list_running()
        for pid, identity in {(record.pid, record.identity) for record in running}:
            _end_process(pid, identity)
        for record in running:
            self.forget(record)
            if record.log_path:
                Path(record.log_path).unlink(missing_ok=True)
        return [record.serial for record in running]

    def _stop_one(self, record: PhoneRecord) -> None:
        """End a phone that shares its process with others, and wait until its record has gone."""
        from .control_commands import ControlError
        from .remote import ask_at

        with contextlib.suppress(ControlError):  # it is ending already
            ask_at(record.control_path, {"cmd": "stop"})
        deadline = time.monotonic() + _STOP_WITHIN_S
        while self._path(record.serial).exists() and time.monotonic() < deadline:
            time.sleep(_POLL_S)

    def write(self, record: PhoneRecord) -> None:
        """Save the record of a phone that serves; readers see the old file or the new one, never half."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._path(record.serial)
        draft = path.with_suffix(f".{record.pid}.tmp")
        draft.write_text(json.dumps({**asdict(record), "started": time.time()}, indent=1))
        draft.replace(path)

    def forget(self, record: PhoneRecord) -> None:
        """Delete the record, unless another process has taken over the serial."""
        path = self._path(record.serial)
        current = _read(path)
        if current is not None and current.pid == record.pid:
            path.unlink(missing_ok=True)

    def _path(self, serial: str) -> Path:
        return self.folder / f"{serial}.json"

    def _forget_old_logs(self) -> None:
        """Delete the logs of phones that crashed long ago; a running phone's log is kept."""
        kept = {record.log_path for record in self.list_running()}
        for path in self.folder.glob("phone-*.log"):
            with contextlib.suppress(FileNotFoundError):
                if str(path) not in kept and path.stat().st_mtime < time.time() - _KEEP_LOGS_S:
                    path.unlink()

    def _launch(self, options: list[str], count: int) -> _Launch:
        handle, name = tempfile.mkstemp(prefix="phone-", suffix=".log", dir=self.folder)
        os.close(handle)
        words = [sys.executable, "-m", "ainos.virtual_phone.main", *options]
        words += ["--state-folder", str(self.folder), "--log-path", name]
        # posix_spawn leaves no Popen object behind that would complain about a child that outlives it.
        pid = os.posix_spawn(
            sys.executable,
            words,
            os.environ,
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                (os.POSIX_SPAWN_OPEN, 1, name, os.O_WRONLY | os.O_APPEND, 0o600),
                (os.POSIX_SPAWN_DUP2, 1, 2),
            ],
            setsid=True,
        )
        return _Launch(pid, process_identity(pid) or "", Path(name), count)


@dataclass(frozen=True, slots=True)
class _Launch:
    pid: int
    identity: str
    log_path: Path
    count: int
    """How many phones it is to hold."""


def _shares(count: int, processes: int) -> Iterator[tuple[int, int]]:
    """Yield (number of the first phone, how many) for each process, as evenly as it goes."""
    at = 0
    for left in range(min(processes, count), 0, -1):
        share = -(-(count - at) // left)
        yield at, share
        at += share


def process_identity(pid: int) -> str | None:
    """Return when a living process started, as this machine writes it; None for a dead or absent one."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None if Path("/proc/self/stat").exists() else _identity_by_ps(pid)
    fields = stat.rpartition(")")[2].split()
    if fields[0] in "ZX":
        _bury(pid)
        return None
    return fields[19]


def _is_ending(pid: int) -> bool:
    """Tell whether the kernel is taking a process apart: its sockets may be closed a moment before it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return bool(int(fields[6]) & _EXITING)


def _remove_dead_socket(path: Path) -> None:
    """Delete the control socket of a phone that was killed, unless somebody listens on it by now."""
    if path.suffix != ".sock" or not path.is_socket():
        return
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(path))
        except ConnectionRefusedError:
            path.unlink(missing_ok=True)
        except OSError:
            return
    if path.parent.name.startswith(CONTROL_FOLDER_PREFIX):
        with contextlib.suppress(OSError):
            path.parent.rmdir()


def _bury(pid: int) -> None:
    """Let a dead child of ours go; it stays in the process table until its parent has asked."""
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)


def _identity_by_ps(pid: int) -> str | None:
    _bury(pid)
    found = subprocess.run(
        ["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, timeout=5, check=False
    )
    return found.stdout.strip() or None


def _read(path: Path) -> PhoneRecord | None:
    try:
        return PhoneRecord(**json.loads(path.read_text()))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def _wait_until_ready(launch: _Launch, deadline: float) -> list[str]:
    while True:
        text = launch.log_path.read_text(errors="replace")
        serials = [line.removeprefix("ready ").strip() for line in text.splitlines() if line.startswith("ready ")]
        if len(serials) == launch.count:
            return serials
        if process_identity(launch.pid) is None:
            raise PhoneStartError(f"the virtual phone ended while starting. Its log:\n{_tail(launch)}")
        if time.monotonic() > deadline:
            raise PhoneStartError(f"the virtual phone was not ready in time. Its log:\n{_tail(launch)}")
        time.sleep(_POLL_S)


def _tail(launch: _Launch) -> str:
    return f"{launch.log_path.read_text(errors='replace')[-_LOG_TAIL_CHARS:].strip()}\n({launch.log_path})"


def _end_process(pid: int, identity: str) -> None:
    """Ask a process to end, then make it; does nothing once another one has its pid."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        if not identity or process_identity(pid) != identity:
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, sign)
        deadline = time.monotonic() + _STOP_WITHIN_S
        while process_identity(pid) == identity and time.monotonic() < deadline:
            time.sleep(_POLL_S)
