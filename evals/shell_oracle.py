"""A small adb server on a real socket that hands every command line to a real POSIX sh, whose commands log their argv.

It is the only honest witness against shell injection: adb joins arguments as they come, so what counts is what a shell
makes of them. Names of files travel over the sync service, as on a phone. Knows nothing of ainos' bridge.
"""

from __future__ import annotations

import json
import socketserver
import struct
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..android_bridge.adb_socket import AdbServer

STUBS = (
    "am", "cmd", "content", "date", "dumpsys", "getprop", "grep", "ime", "input", "media", "rm", "screencap",
    "settings", "svc", "toybox", "uiautomator", "wm",
)  # fmt: skip
BOOT_ID = "11111111-2222-3333-4444-555555555555"


@dataclass
class FakeHost:
    """What the test wants the phone to say, and what was asked."""

    folder: Path
    answers: dict[str, bytes] = field(default_factory=dict)
    """Beginning of an argv, joined by blanks, to its standard output; the longest beginning wins."""
    exit_codes: dict[str, int] = field(default_factory=dict)
    rpc: dict[str, Callable[[list[Any]], object]] = field(default_factory=dict)
    """JSON-RPC method to what it returns; absent: the uiautomator2 server does not run."""
    rpc_calls: list[tuple[str, list[Any]]] = field(default_factory=list)
    devices: str = "fake-1\tdevice product:p model:Fake_Phone device:d transport_id:1\n"
    drop: str = ""
    """A service whose name holds this text is cut off in the middle."""
    gone: bool = False
    files: dict[bytes, bytes] = field(default_factory=dict)
    """Path, as its bytes came, to content: what the sync service has and got."""
    server: AdbServer = field(default_factory=AdbServer)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def argvs(self) -> list[list[str]]:
        """Every argv that a stub command was started with, in order."""
        log = self.folder / "argv.log"
        raw = log.read_bytes() if log.exists() else b""
        # One write for each command, ended by a word that no test uses: stubs in a pipe run at the same time.
        return [[word.decode() for word in line.split(b"\x00")[:-1]] for line in raw.split(b"@END@\x00")[:-1]]

    def forget(self) -> None:
        """Forget which commands were run."""
        (self.folder / "argv.log").unlink(missing_ok=True)

    def write_answers(self) -> None:
        """Put the answers where the stub finds them."""
        table = self.folder / "answers"
        table.mkdir(exist_ok=True)
        for number, (words, answer) in enumerate(sorted(self.answers.items(), key=lambda entry: -len(entry[0]))):
            (table / f"{number:04d}.key").write_text(words + " ")
            (table / f"{number:04d}.out").write_bytes(answer)
            (table / f"{number:04d}.rc").write_text(str(self.exit_codes.get(words, 0)))


# Plain POSIX: logs "$0 basename" and all arguments NUL-separated, then prints the prepared answer.
STUB = r"""#!/bin/sh
printf '%s\0' "${0##*/}" "$@" "@END@" >> "$AINOS_LOG/argv.log"
[ "${0##*/}" = grep ] && exec /bin/grep "$@"
all="${0##*/} $* "
for key in "$AINOS_LOG"/answers/*.key; do
    [ -f "$key" ] || break
    IFS= read -r words < "$key"
    case $all in "$words"*) cat "${key%.key}.out"; exit "$(cat "${key%.key}.rc")";; esac
done
exit 0
"""


class Handler(socketserver.BaseRequestHandler):
    """Serves one connection."""

    def handle(self) -> None:
        """Take requests until one opens a stream."""
        host: FakeHost = self.server.host  # type: ignore[attr-defined]
        while True:
            request = self.read(4)
            if len(request) < 4:
                return
            service = self.read(int(request, 16)).decode()
            if service == "host:devices-l":
                self.okay_block(host.devices)
                return
            if service == "host:version":
                self.okay_block("0029")
                return
            if service.startswith(("host:connect:", "host:disconnect:")):
                self.okay_block("done")
                return
            if service.startswith("host:transport:"):
                if host.gone:
                    self.fail(f"device '{service[15:]}' not found")
                    return
                self.request.sendall(b"OKAY")
                continue
            self.serve(host, service)
            return

    def serve(self, host: FakeHost, service: str) -> None:
        """Serve one service of the phone."""
        if host.drop and host.drop in service:
            self.request.sendall(b"OKAY")
            host.gone = True
        elif service.startswith("shell,v2,raw:"):
            self.request.sendall(b"OKAY")
            self.run_shell(host, service.removeprefix("shell,v2,raw:"))
        elif service == "tcp:9008" and host.rpc:
            self.request.sendall(b"OKAY")
            self.serve_rpc(host)
        elif service == "sync:":
            self.request.sendall(b"OKAY")
            self.serve_sync(host)
        else:
            self.fail("closed")

    def serve_sync(self, host: FakeHost) -> None:
        """STAT, RECV, LIST and SEND of regular files, names as bytes."""
        kind, length = struct.unpack("<4sI", self.read(8))
        name = self.read(length)
        if kind == b"STAT":
            data = host.files.get(name)
            mode = 0 if data is None else 0o100660
            self.request.sendall(struct.pack("<4s3I", b"STAT", mode, len(data or b""), 0))
        elif kind == b"RECV":
            data = host.files.get(name, b"")
            self.request.sendall(struct.pack("<4sI", b"DATA", len(data)) + data + struct.pack("<4sI", b"DONE", 0))
        elif kind == b"LIST":
            self.request.sendall(struct.pack("<4s4I", b"DONE", 0, 0, 0, 0))
        elif kind == b"SEND":
            got = bytearray()
            while (part := struct.unpack("<4sI", self.read(8)))[0] == b"DATA":
                got += self.read(part[1])
            host.files[name.rpartition(b",")[0]] = bytes(got)
            self.request.sendall(struct.pack("<4sI", b"OKAY", 0))

    def run_shell(self, host: FakeHost, line: str) -> None:
        """Hand the line to sh in an empty folder."""
        host.write_answers()
        line = line.replace("cat /proc/sys/kernel/random/boot_id", f"echo {BOOT_ID}")
        empty = host.folder / "cwd"
        empty.mkdir(exist_ok=True)
        done = subprocess.run(
            ["/bin/sh", "-c", line],
            cwd=empty,
            env={"PATH": f"{host.folder}/bin:/usr/bin:/bin", "AINOS_LOG": str(host.folder), "LC_ALL": "C.UTF-8"},
            capture_output=True,
            timeout=30,
            check=False,
        )
        for kind, data in ((1, done.stdout), (2, done.stderr), (3, bytes([done.returncode & 255]))):
            if data:
                self.request.sendall(struct.pack("<BI", kind, len(data)) + data)

    def serve_rpc(self, host: FakeHost) -> None:
        """Answer one JSON-RPC call of uiautomator2's server."""
        data = b""
        while b"\r\n\r\n" not in data:
            data += self.request.recv(65536)
        head, _, body = data.partition(b"\r\n\r\n")
        if head.startswith(b"GET /ping"):
            self.http(b"pong")
            return
        length = next(int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.startswith(b"Content-Length"))
        while len(body) < length:
            body += self.request.recv(65536)
        call = json.loads(body)
        host.rpc_calls.append((call["method"], call["params"]))
        method = host.rpc.get(call["method"])
        if method is None:
            self.http(json.dumps({"error": {"code": -32601, "message": "method not found"}}).encode())
            return
        self.http(json.dumps({"jsonrpc": "2.0", "id": 1, "result": method(call["params"])}).encode())

    def http(self, body: bytes) -> None:
        """Answer with a body."""
        self.request.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)

    def read(self, count: int) -> bytes:
        """Return `count` bytes, fewer at the end of the stream."""
        data = b""
        while len(data) < count:
            chunk = self.request.recv(count - len(data))
            if not chunk:
                break
            data += chunk
        return data

    def okay_block(self, text: str) -> None:
        """Answer with a block of the host protocol."""
        raw = text.encode()
        self.request.sendall(b"OKAY%04x" % len(raw) + raw)

    def fail(self, text: str) -> None:
        """Refuse."""
        self.request.sendall(b"FAIL%04x" % len(text) + text.encode())


class Server(socketserver.ThreadingTCPServer):
    """Listens."""

    allow_reuse_address = True
    daemon_threads = True
    host: FakeHost

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away is no news."""


@contextmanager
def serve_host(folder: Path) -> Iterator[FakeHost]:
    """Serve a fake host whose commands and logs lie in `folder`."""
    (folder / "bin").mkdir()
    for name in STUBS:
        stub = folder / "bin" / name
        stub.write_text(STUB)
        stub.chmod(0o755)
    host = FakeHost(folder)
    with Server(("127.0.0.1", 0), Handler) as server:
        server.host = host
        host.server = AdbServer("127.0.0.1", server.server_address[1])
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield host
        finally:
            server.shutdown()
            thread.join(5)
