"""A dead adb server is started again; what cannot be mended ends at its deadline."""

from __future__ import annotations

import socket
import subprocess
import time
from contextlib import closing

import pytest

from ainos.android_bridge.adb_socket import AdbServer, ask_server
from ainos.android_bridge.choose import list_devices
from ainos.android_bridge.errors import DeviceOfflineError, NoDeviceError
from ainos.android_bridge.recover import adb_program, start_server, states, wait_back


@pytest.fixture
def dead_server(tmp_path, monkeypatch):
    """A port where no adb server listens; one that is started there is ended after the test."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("ANDROID_USER_HOME", str(tmp_path))
    monkeypatch.setenv("ADB_LOCAL_TRANSPORT_MAX_PORT", "5553")
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    yield AdbServer(port=port)
    subprocess.run(
        [adb_program(), "-P", str(port), "kill-server"],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=30, check=False,
    )  # fmt: skip


def test_a_dead_server_is_started_by_looking_for_phones(dead_server):
    assert list_devices(dead_server) == []
    assert int(ask_server(dead_server, "host:version"), 16) >= 41


def test_a_server_that_cannot_be_started_is_an_error_that_says_so(tmp_path, monkeypatch):
    broken = tmp_path / "adb"
    broken.write_text("#!/bin/sh\necho cannot bind >&2\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoDeviceError, match="cannot bind"):
        start_server(AdbServer(port=1))


def test_states_are_read_by_serial(host):
    host.devices = "a  device x:1\nb\toffline\n"
    assert states(host.server) == {"a": "device", "b": "offline"}


def test_waiting_for_a_lost_phone_ends_at_the_deadline(host):
    host.devices = "127.0.0.1:7  offline\n"
    started = time.monotonic()
    with pytest.raises(DeviceOfflineError, match="did not come back"):
        wait_back(host.server, "127.0.0.1:7", timeout_s=0.3)
    assert time.monotonic() - started < 2
