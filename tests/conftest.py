"""Fixtures for every test folder: a private adb server, virtual phones as processes, an own user folder.

Tests never meet the user's adb server or phones: own server port, own phone ports, nothing from 5554 to 5585.
"""

from __future__ import annotations

import importlib
import os
import random
import shutil
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from ainos.virtual_phone.registry import PhoneRecord, PhoneStartError, Registry

ADB_TIMEOUT_S = 60
READY_TIMEOUT_S = 60.0


def _adb_binary() -> str:
    from adbutils import adb_path

    return shutil.which("adb") or adb_path()


def _is_free(port: int) -> bool:
    with closing(socket.socket()) as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _free_port_pair() -> int:
    """Return an even port that is free, and the next one too, far from where adb servers look."""
    for _ in range(200):
        port = random.randrange(20000, 30000, 2)
        if _is_free(port) and _is_free(port + 1):
            return port
    raise RuntimeError("no free pair of ports from 20000 to 30000")


@pytest.fixture(scope="session")
def client_library() -> object:
    """Load the openai client, so that the heads of requests are built here: a process for each would take a second."""
    return importlib.import_module("openai")


@dataclass(slots=True)
class VirtualPhone:
    """One running virtual phone and a way to speak to it."""

    serial: str
    record: PhoneRecord
    registry: Registry
    adb_server_port: int
    adb_binary: str = field(default_factory=_adb_binary)

    def stop(self) -> None:
        """End it as a user would; fine when it has ended already."""
        if any(record.serial == self.serial for record in self.registry.list_running()):
            self.registry.stop(self.serial)

    def kill(self) -> None:
        """End it as a crash would."""
        os.kill(self.record.pid, signal.SIGKILL)

    def control(self, cmd: str | dict[str, object], **more: object) -> dict[str, object]:
        """Ask for the truth: control("state"), control("shot"), control("clock", set=ms)."""
        from ainos.virtual_phone.remote import ask

        request = cmd if isinstance(cmd, dict) else {"cmd": cmd, **more}
        return ask(self.serial, request, folder=self.registry.folder)

    def adb(
        self, *words: str, stdin: bytes = b"", timeout_s: float = ADB_TIMEOUT_S
    ) -> subprocess.CompletedProcess[bytes]:
        """Run `adb -s SERIAL words…` and return its output as bytes."""
        return subprocess.run(
            [self.adb_binary, "-P", str(self.adb_server_port), "-s", self.serial, *words],
            input=stdin,
            capture_output=True,
            timeout=timeout_s,
            check=False,
        )

    def shell(self, command: str) -> str:
        """Run a shell command; return its stdout; fail the test when its exit code is not 0."""
        done = self.adb("shell", command)
        assert done.returncode == 0, (command, done)
        return done.stdout.decode()

    def wait_until_online(self) -> None:
        """Wait until the adb server can use the phone."""
        assert self.adb("wait-for-device").returncode == 0


@pytest.fixture(scope="session")
def adb_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Run an adb server of the tests' own and return its port; every adb client of the session uses it."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    home = str(tmp_path_factory.mktemp("adb-home"))
    words = [_adb_binary(), "-P", str(port)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ANDROID_ADB_SERVER_PORT", str(port))
        patch.delenv("ANDROID_ADB_SERVER_ADDRESS", raising=False)
        # 5553: the server must not look for other people's emulators.
        patch.setenv("ADB_LOCAL_TRANSPORT_MAX_PORT", "5553")
        # The server inherits open pipes and would keep them: no capture_output here.
        subprocess.run(
            [*words, "start-server"],
            env={**os.environ, "HOME": home, "ANDROID_USER_HOME": home},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=ADB_TIMEOUT_S,
            check=True,
        )
        try:
            yield port
        finally:
            subprocess.run([*words, "kill-server"], capture_output=True, timeout=ADB_TIMEOUT_S, check=False)


@pytest.fixture(scope="session")
def start_phone(adb_server: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., VirtualPhone]]:
    """Return start_phone(seed=0, port=0, apps="", pace="real", app_versions=None); phones that still run are ended with
    the session."""
    registry = Registry(tmp_path_factory.mktemp("phones"))

    def start(seed: int = 0, port: int = 0, **options: Any) -> VirtualPhone:
        if port:
            serial = registry.start(1, seed=seed, port=port, **options)[0]
        else:
            serial = _start_somewhere(registry, seed, options)
        started = VirtualPhone(serial, registry.find(serial), registry, adb_server)
        started.wait_until_online()
        return started

    try:
        yield start
    finally:
        for record in registry.list_running():
            registry.stop(record.serial)


def _start_somewhere(registry: Registry, seed: int, options: dict[str, Any]) -> str:
    """Start one phone; another process may take the port between the look and the start."""
    for attempt in range(3):
        try:
            return registry.start(1, seed=seed, port=_free_port_pair(), timeout_s=READY_TIMEOUT_S, **options)[0]
        except PhoneStartError as error:
            if attempt == 2 or "is taken" not in str(error):
                raise
    raise AssertionError("unreachable")


@pytest.fixture
def phone(start_phone: Callable[..., VirtualPhone]) -> Iterator[VirtualPhone]:
    """Return a virtual phone with seed 0 that is this test's alone."""
    started = start_phone()
    yield started
    started.stop()


@pytest.fixture(scope="session")
def shared_phone(start_phone: Callable[..., VirtualPhone]) -> VirtualPhone:
    """Return a virtual phone that the whole session shares: leave no traces that others trip over."""
    return start_phone()


@pytest.fixture(autouse=True)
def ainos_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give every test its own AINOS_HOME."""
    home = tmp_path / "ainos-home"
    monkeypatch.setenv("AINOS_HOME", str(home))
    return home
