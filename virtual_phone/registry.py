"""Which virtual phones run on this machine: one JSON file each in a state folder.

Knows: starting phones as processes of their own, finding them again, stopping them. Does not know: adb.
A process is ended only while it is still the one that was recorded (same pid and same start time).
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

READY_WITHIN_S = 30.0
_STOP_WITHIN_S = 5.0
_POLL_S = 0.05
_LOG_TAIL_CHARS = 2000
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
        timeout_s: float = READY_WITHIN_S,
    ) -> list[str]:
        """Start phones and return their serials once every one serves.

        Args:
            count: How many; they get the seeds seed, seed+1, ...
            seed: World of the first one.
            port: Console port of the first one, even; the next ones follow by two; 0 takes free ones.
            pace: "real" lets gestures take as long as on a phone, "fast" no time at all (for tests and evaluations).
            apps: Sets of apps beside the basic one, with commas, such as "androidworld,extra".
            timeout_s: For all of them together.

        Raises:
            PhoneStartError: One did not come up; those that did were stopped again.
        """
        deadline = time.monotonic() + timeout_s
        self.folder.mkdir(parents=True, exist_ok=True)
        self._forget_old_logs()
        launches = [self._launch(seed + i, port + 2 * i if port else 0, pace, apps) for i in range(count)]
        try:
            return [_wait_until_ready(launch, deadline) for launch in launches]
        except PhoneStartError:
            for launch in launches:
                _end_process(launch.pid, launch.identity)
            raise

    def list_running(self) -> list[PhoneRecord]:
        """Return the phones whose processes live, by port; records of dead ones are deleted."""
        alive = []
        for path in self.folder.glob("*.json"):
            record = _read(path)
            if record is None:
                continue
            if process_identity(record.pid) == record.identity:
                alive.append(record)
            else:
                path.unlink(missing_ok=True)
        return sorted(alive, key=lambda record: record.console_port)

    def find(self, serial: str) -> PhoneRecord:
        """Return the record of a running phone; raises UnknownPhoneError."""
        for record in self.list_running():
            if record.serial == serial:
                return record
        raise UnknownPhoneError(f"no virtual phone {serial} runs here")

    def stop(self, serial: str) -> None:
        """End a phone; its state is lost. Raises UnknownPhoneError when it does not run."""
        record = self.find(serial)
        _end_process(record.pid, record.identity)
        self.forget(record)
        if record.log_path:
            Path(record.log_path).unlink(missing_ok=True)

    def write(self, record: PhoneRecord) -> None:
        """Save the record of a phone that serves; readers see the old file or the new one, never half."""
        self.folder.mkdir(parents=True, exist_ok=True)
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

    def _launch(self, seed: int, port: int, pace: str, apps: str) -> _Launch:
        handle, name = tempfile.mkstemp(prefix="phone-", suffix=".log", dir=self.folder)
        os.close(handle)
        words = [sys.executable, "-m", "ainos.virtual_phone.main", "--port", str(port), "--seed", str(seed)]
        words += ["--state-folder", str(self.folder), "--log-path", name, "--pace", pace, "--apps", apps]
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
        return _Launch(pid, process_identity(pid) or "", Path(name))


@dataclass(frozen=True, slots=True)
class _Launch:
    pid: int
    identity: str
    log_path: Path


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


def _wait_until_ready(launch: _Launch, deadline: float) -> str:
    while True:
        text = launch.log_path.read_text(errors="replace")
        for line in text.splitlines():
            if line.startswith("ready "):
                return line.removeprefix("ready ").strip()
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
