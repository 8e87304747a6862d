"""A small web server for page tasks: it serves a task's pages on loopback and keeps what was asked and sent.

The phone reaches it through `adb reverse`, as `http://localhost:8000/`: a virtual phone, an emulator and a real phone
alike. Knows HTTP and forms. Does not know browsers, tasks or checks.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from ..android_bridge.adb_socket import AdbServer, open_service
from ..android_bridge.errors import BridgeError

PHONE_PORT = 8000
"""The port of the phone that leads to the server."""
HOME = f"http://localhost:{PHONE_PORT}"
_LARGEST_FORM_BYTES = 1 << 20
_REVERSE_S = 10.0
_SENT = re.compile(r"\[\[(\w+)\]\]")
_SHELL = (
    '<!doctype html><html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    "<title>{title}</title></head><body>{body}</body></html>"
)


@dataclass(frozen=True, slots=True)
class Visit:
    """One request. fields: what a form sent, by POST or in the query; empty for a plain look at a page."""

    method: str
    path: str
    fields: tuple[tuple[str, str], ...] = ()

    @property
    def is_form(self) -> bool:
        """Whether it carries what a form sent."""
        return self.method == "POST" or bool(self.fields)

    def __str__(self) -> str:
        sent = ", ".join(f"{name}={value!r}" for name, value in self.fields)
        return f"{self.method} {self.path}{f' ({sent})' if sent else ''}"


@dataclass(slots=True)
class WebLog:
    """What a server was asked, in order."""

    visits: list[Visit] = field(default_factory=list)
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def add(self, visit: Visit) -> None:
        """Keep a request."""
        with self._changed:
            self.visits.append(visit)
            self._changed.notify_all()

    def forget(self) -> None:
        """Begin anew: what came before is no part of the episode."""
        with self._changed:
            self.visits.clear()

    def wait(self, path: str, timeout_s: float) -> bool:
        """Return whether a request for `path` came, within so many seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: any(v.path == path for v in self.visits), timeout_s)

    @property
    def forms(self) -> list[Visit]:
        """The forms that were sent."""
        return [visit for visit in self.visits if visit.is_form]


class PageServer(ThreadingHTTPServer):
    """Serves pages by path. Use it in a `with` block: it listens on a free port of 127.0.0.1 meanwhile."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, pages: Mapping[str, str]) -> None:
        """Take the pages: the inside of an HTML body, by path; every path with a page also takes forms.

        `[[name]]` in a page is what the form that led there sent as `name`.
        """
        super().__init__(("127.0.0.1", 0), _Handler)
        self.pages = dict(pages)
        self.log = WebLog()
        self._thread = threading.Thread(target=self.serve_forever, args=(0.02,), name="page server", daemon=True)

    @property
    def port(self) -> int:
        """The port of this machine."""
        return int(self.server_address[1])

    def __enter__(self) -> PageServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()
        self._thread.join()


class _Handler(BaseHTTPRequestHandler):
    server: PageServer
    timeout = 10.0

    def do_GET(self) -> None:
        """Answer with a page."""
        self._answer("GET", parse_qsl(urlsplit(self.path).query, keep_blank_values=True))

    def do_POST(self) -> None:
        """Keep a form and answer with the page of its path."""
        length = self.headers.get("Content-Length", "0")
        count = int(length) if length.isdecimal() else 0
        body = self.rfile.read(min(count, _LARGEST_FORM_BYTES)).decode("utf-8", "replace")
        self._answer("POST", parse_qsl(body, keep_blank_values=True))

    def _answer(self, method: str, fields: list[tuple[str, str]]) -> None:
        path = urlsplit(self.path).path
        page = self.server.pages.get(path)
        if page is not None:  # a browser also asks for icons: no part of the task
            self.server.log.add(Visit(method, path, tuple(fields)))
        body = "<h1>Not found</h1><p>This page does not exist.</p>" if page is None else _filled(page, dict(fields))
        data = _SHELL.format(title=path.strip("/") or "Home", body=body).encode()
        self.send_response(200 if page is not None else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing on standard error."""


def _filled(page: str, fields: Mapping[str, str]) -> str:
    """Put what was sent, made harmless, where a page says `[[name]]`; nothing where it was not sent."""
    return _SENT.sub(lambda found: escape(fields.get(found[1], "")), page)


@contextmanager
def served(pages: Mapping[str, str], serial: str) -> Iterator[WebLog]:
    """Serve pages to one phone in the block, as `http://localhost:8000/…` there; yield what is asked.

    Raises:
        BridgeError: The phone cannot be reached or refuses the reverse forward.
    """
    with PageServer(pages) as server:
        _reverse(serial, f"forward:tcp:{PHONE_PORT};tcp:{server.port}")
        try:
            yield server.log
        finally:
            with suppress(BridgeError):  # a phone that went away took it along
                _reverse(serial, f"killforward:tcp:{PHONE_PORT}")


def _reverse(serial: str, request: str) -> None:
    service = f"reverse:{request}"
    with open_service(AdbServer.of_environment(), serial, service, what=service, timeout_s=_REVERSE_S) as wire:
        wire.okay()
