"""uiautomator2's server on the phone: started once, then one JSON-RPC call a request. Knows no elements.

The server (u2.jar) comes from the uiautomator2 package; its Python client is not imported: it needs 56 ms a
call through Google's adb server, mostly Nagle against delayed ACK, this one about 1 ms.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import select
import threading
import time
from pathlib import Path
from typing import Any

from .adb_socket import AdbServer, ServiceRefusedError, Wire, open_service
from .errors import BridgeError, CommandFailedError, DeviceOfflineError
from .files import SyncFiles
from .permit import Permit
from .shell import Shell
from .strict_json import StrictJsonError, parse_json

PORT = 9008
_JAR = "/data/local/tmp/u2.jar"
_START = f"CLASSPATH={_JAR} app_process / com.wetest.uia2.Main -p {PORT}"
_LOOKS = frozenset({"dumpWindowHierarchy", "deviceInfo", "getText", "objInfo", "exist", "count", "isScreenOn"})
_DEAD_WORDS = (
    "UiAutomation not connected",
    "android.os.DeadObjectException",
    "android.os.DeadSystemRuntimeException",
)
_LIMIT_BYTES = 32 << 20
_START_TRIES = 3
_REST_S = (2.0, 8.0, 30.0)
"""After so many failed starts in a row nobody tries again for so long; looks take the shell's dump meanwhile."""
_YEAR_S = 365 * 86400.0


class AutomatorDeadError(BridgeError):
    """The uiautomator2 server does not run and could not be started; nothing was done."""


class AutomatorLostError(AutomatorDeadError):
    """The server lost its connection to Android during a method; whether that took effect is not known."""


class RpcError(BridgeError):
    """The server ran the method and said no."""


class Automator:
    """Calls methods of the uiautomator2 server on one phone."""

    def __init__(self, server: AdbServer, serial: str, shell: Shell, files: SyncFiles) -> None:
        self._process: Wire | None = None
        self._server = server
        self._serial = serial
        self._shell = shell
        self._files = files
        self._lock = threading.Lock()
        self._failed_starts = 0
        self._rests_until = 0.0

    def __del__(self) -> None:
        # The server on the phone ends with this stream; nobody may forget it.
        if self._process is not None:
            self._process.close()

    def look(self, method: str, *params: object, timeout_s: float = 10.0) -> Any:
        """Call a method that changes nothing; start the server where it does not run.

        Raises:
            AutomatorDeadError: It could not be started.
            RpcError: The method failed.
        """
        if method not in _LOOKS:
            raise BridgeError(f"`{method}` is no looking method and had no ticket; nothing was done")
        for attempt in range(_START_TRIES):
            try:
                return self._call(method, params, timeout_s)
            except AutomatorDeadError:
                if attempt + 1 == _START_TRIES or time.monotonic() < self._rests_until:
                    raise
                self._start_or_rest()
        raise AssertionError

    def act(self, permit: Permit, method: str, *params: object, timeout_s: float = 40.0) -> Any:
        """Call a method that may change the phone, once; the server must have been started before.

        Raises:
            AutomatorDeadError: It does not run; nothing was done.
            DeviceOfflineError, CommandTimeoutError: The call was sent; whether it took effect is not known.
        """
        permit.check()
        try:
            return self._call(method, params, timeout_s)
        except AutomatorLostError as error:
            raise CommandFailedError(method, -1, f"{error}; whether it took effect is not known") from error

    def _start_or_rest(self) -> None:
        try:
            self.start()
        except AutomatorDeadError:
            rest_s = _REST_S[min(self._failed_starts, len(_REST_S) - 1)]
            self._failed_starts, self._rests_until = self._failed_starts + 1, time.monotonic() + rest_s
            raise
        self._failed_starts = 0

    def start(self) -> None:
        """Start the server and wait until it answers, unless one answers already."""
        with self._lock:
            if self._alive():
                return
            self._stop()
            self._install()
            self._process = open_service(
                self._server, self._serial, f"shell:{_START}", what="start of uiautomator2", timeout_s=_YEAR_S
            )
            self._wait_ready(self._process, time.monotonic() + 30.0)

    def close(self) -> None:
        """Stop the server if this object started it."""
        with self._lock:
            self._stop()

    def _stop(self) -> None:
        if self._process is not None:
            self._process.close()
            self._process = None

    def _install(self) -> None:
        jar = jar_path().read_bytes()
        digest = hashlib.md5(jar, usedforsecurity=False).hexdigest()
        if digest not in self._shell.look("toybox", "md5sum", _JAR).text:
            self._files.install_server_file(_JAR, jar)

    def _wait_ready(self, process: Wire, deadline: float) -> None:
        said = bytearray()
        while time.monotonic() < deadline:
            if self._alive():
                return
            if select.select([process.socket], [], [], 0.02)[0]:
                data = process.some()
                said += data
                if not data or b"already registered" in said:
                    break
        self._stop()
        last = said.decode("utf-8", "replace").strip().splitlines()[-1:] or ["no answer in time"]
        raise AutomatorDeadError(f"uiautomator2 could not be started on {self._serial}: {last[0][:200]}")

    def _alive(self) -> bool:
        try:
            return self._http(b"GET /ping HTTP/1.1\r\nHost: phone\r\nConnection: close\r\n\r\n", "ping", 3.0) == b"pong"
        except (AutomatorDeadError, CommandFailedError):
            return False

    def _call(self, method: str, params: tuple[object, ...], timeout_s: float) -> Any:
        body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).encode()
        head = (
            "POST /jsonrpc/0 HTTP/1.1\r\nHost: phone\r\nUser-Agent: ainos\r\nAccept-Encoding: \r\n"
            f"Content-Type: application/json\r\nConnection: close\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        raw = self._http(head.encode() + body, method, timeout_s)
        try:
            answer = parse_json(raw, limit_bytes=_LIMIT_BYTES)
        except StrictJsonError as error:
            raise CommandFailedError(method, -1, f"no JSON ({error}): {raw[:80]!r}") from error
        if not isinstance(answer, dict) or ("error" not in answer and "result" not in answer):
            raise CommandFailedError(method, -1, f"no JSON-RPC answer: {raw[:80]!r}")
        if "error" in answer:
            raise _error_of(method, answer["error"])
        return answer["result"]

    def _http(self, request: bytes, what: str, timeout_s: float) -> bytes:
        try:
            wire = open_service(self._server, self._serial, f"tcp:{PORT}", what=what, timeout_s=timeout_s)
        except ServiceRefusedError as error:
            raise AutomatorDeadError("the uiautomator2 server does not run; nothing was done") from error
        with wire:
            wire.send(request)
            return _body(wire, what)


def _error_of(method: str, error: object) -> BridgeError:
    text = json.dumps(error)
    if any(word in text for word in _DEAD_WORDS):
        return AutomatorLostError(f"uiautomator2 lost its connection to Android during `{method}`")
    message = error.get("message", "") if isinstance(error, dict) else ""
    return RpcError(f"`{method}` failed: {str(message)[:300]}")


def _body(wire: Wire, what: str) -> bytes:
    data = bytearray()
    while (split := data.find(b"\r\n\r\n")) < 0:
        chunk = wire.some()
        if not chunk or len(data) > 65536:
            if data:
                raise CommandFailedError(what, -1, "the answer is no HTTP")
            raise wire.gone()
        data += chunk
    head = bytes(data[:split]).lower()
    status = head.split(b" ", 2)[1:2]
    del data[: split + 4]
    length = _content_length(head)
    while len(data) != length:
        chunk = wire.some()
        if not chunk:
            break
        data += chunk
        if len(data) > _LIMIT_BYTES:
            raise CommandFailedError(what, -1, f"more than {_LIMIT_BYTES} bytes")
    if length is not None and len(data) < length:
        raise DeviceOfflineError(f"the phone went away during `{what}`; whether that took effect is not known")
    if status != [b"200"]:
        raise CommandFailedError(what, -1, f"HTTP {status[0].decode('ascii', 'replace') if status else '?'}")
    return _unchunk(bytes(data)) if b"transfer-encoding: chunked" in head else bytes(data)


def _content_length(head: bytes) -> int | None:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.strip() == b"content-length" and value.strip().isdigit():
            return int(value)
    return None


def _unchunk(data: bytes) -> bytes:
    body, rest = bytearray(), data
    while rest:
        size, _, rest = rest.partition(b"\r\n")
        try:
            count = int(size.split(b";")[0], 16)
        except ValueError:
            break
        if count == 0:
            break
        body += rest[:count]
        rest = rest[count + 2 :]
    return bytes(body)


def jar_path() -> Path:
    """Return where the uiautomator2 package keeps its server, without importing the package."""
    spec = importlib.util.find_spec("uiautomator2")
    if spec is None or not spec.submodule_search_locations:
        raise AutomatorDeadError("the package uiautomator2 is not installed", hint="pip install uiautomator2")
    return Path(next(iter(spec.submodule_search_locations))) / "assets" / "u2.jar"
