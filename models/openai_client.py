"""The openai client as the authority on a request: it builds one, and what it wrote above the body stands for all.

It never opens a connection: its transport only keeps what it is given. Importing it takes about a CPU second and 25 MB,
so a short-lived process does that, and this one gets the head.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from .types import ModelError, ModelUnavailableError

PATH = "/chat/completions"
BUILD_S = 60.0
"""Seconds for importing the client and building one request, on a busy machine."""
encode_body = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode
"""A body's text as the client writes it; tests compare the bytes."""


@dataclass(frozen=True, slots=True)
class Head:
    """What the client writes above a body: the same for every request of one configuration."""

    path: str
    """Below the base URL."""
    headers: Mapping[str, str]


Watch = Callable[["subprocess.Popen[str]"], None]


def head_of(base_url: str, api_key: str, watch: Watch = lambda _: None) -> Head:
    """Return the head of requests to an endpoint; from a process of its own where the client is not loaded here.

    Args:
        watch: Gets that process when it has begun, to end it early perhaps.

    Raises:
        ModelError: The client refused to build it.
        ModelUnavailableError: It cannot be imported, or did not answer in time.
    """
    if "openai" in sys.modules or not sys.executable:
        return build_head(base_url, api_key)
    words = [sys.executable, "-P", "-m", __name__]  # -P: nothing of the current folder is imported
    asked = json.dumps([base_url, api_key])  # by its standard input: a key in arguments is seen by every process
    try:
        pipe = subprocess.PIPE
        with subprocess.Popen(words, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as process:
            watch(process)
            try:
                told, complaint = process.communicate(asked, timeout=BUILD_S)
            finally:
                process.kill()
        if process.returncode == 0:
            return Head(**json.loads(told))
        why = complaint.strip().rpartition("\n")[2]
    except (OSError, subprocess.TimeoutExpired, ValueError) as error:
        why = type(error).__name__
    raise ModelUnavailableError(f"the openai client could not build a request ({why[:200]})", hint="ainos doctor")


class HeadSource:
    """The head for one configuration, made once: when it is asked for, or before that in a thread."""

    def __init__(self, base_url: str, api_key: str) -> None:
        self._for = base_url, api_key
        self._lock = threading.Lock()
        self._head: Head | None = None
        self._thread: threading.Thread | None = None
        self._process: subprocess.Popen[str] | None = None
        self._stopping = False

    @property
    def is_made(self) -> bool:
        """Whether `get` has nothing to wait for."""
        return self._head is not None

    def get(self) -> Head:
        """Return the head; waits where the thread is making it. Raises as `head_of`."""
        with self._lock:
            if self._head is None:
                self._head = head_of(*self._for, self._watch)
            return self._head

    def begin(self) -> None:
        """Have it made in a thread; what goes wrong is said by `get`, which tries again."""
        if self._head is None and self._thread is None:
            self._thread = threading.Thread(target=self._make, name="request-head", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End the thread and its process, in the middle of the work too; `get` may be asked again later."""
        self._stopping = True
        if (process := self._process) is not None:
            process.kill()
        if self._thread is not None:
            self._thread.join()
        self._thread, self._stopping = None, False

    def _make(self) -> None:
        with suppress(ModelError):
            self.get()

    def _watch(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        if self._stopping:
            process.kill()


def build_head(base_url: str, api_key: str) -> Head:
    """Let the client build one request here, and return its head.

    It takes no proxy from the environment; organisation and project it does, as its users expect.

    Raises:
        ModelError: It refused.
    """
    import openai

    # The client may be built on httpx or on its successor; we follow whichever it is.
    built_on = next(c.__module__ for c in openai.DefaultHttpxClient.__mro__ if c.__name__ == "Client")
    httpx: Any = sys.modules[built_on.partition(".")[0]]
    kept: list[Any] = []

    class Keep(httpx.BaseTransport):  # type: ignore[misc]  # the module is known at run time only
        """Keeps requests, and sends nothing."""

        def handle_request(self, request: Any) -> Any:
            """Keep one."""
            kept.append(request)
            return httpx.Response(200, json={}, request=request)

    http_client = openai.DefaultHttpxClient(transport=Keep(), trust_env=False, follow_redirects=False)
    try:
        with openai.OpenAI(base_url=base_url, api_key=api_key, max_retries=0, http_client=http_client) as client:
            client.post(PATH, body={}, cast_to=httpx.Response)
    except openai.OpenAIError as error:
        raise ModelError(f"the openai client refused: {error}", hint="ainos doctor") from error
    request = kept[0]
    above = httpx.URL(base_url).raw_path.rstrip(b"/")
    return Head(request.url.raw_path.removeprefix(above).decode("ascii"), dict(request.headers))


if __name__ == "__main__":
    made = build_head(*json.loads(sys.stdin.read()))
    print(json.dumps({"path": made.path, "headers": dict(made.headers)}))
