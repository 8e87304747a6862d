"""A real terminal for tests: a command on a pty, typed at and read like a person would."""

import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from fcntl import ioctl

import pytest

_ESCAPES = re.compile(rb"\x1b\[[0-9;?]*[a-zA-Z]|\x1b[=>]|\x1b\][^\x07]*\x07")


class Terminal:
    """One `ainos` command on a pty."""

    def __init__(self, words, *, columns=80, env=None):
        self._master, slave = pty.openpty()
        ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
        more = {"TERM": "xterm-256color", "PROMPT_TOOLKIT_NO_CPR": "1", **(env or {})}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "ainos.console.cli", *words],
            stdin=slave, stdout=slave, stderr=slave, env={**os.environ, **more}, start_new_session=True,
            preexec_fn=lambda: ioctl(0, termios.TIOCSCTTY, 0),
        )  # fmt: skip
        os.close(slave)
        self._raw = b""
        self._read_to = 0

    @property
    def text(self):
        """Everything that was shown so far, without the terminal's escapes."""
        return _ESCAPES.sub(b"", self._raw).decode(errors="replace").replace("\r\n", "\n")

    def wait_for(self, pattern, timeout_s=60.0):
        """Wait until the pattern is shown after what was waited for before."""
        deadline = time.monotonic() + timeout_s
        while True:
            found = re.search(pattern, self.text[self._read_to :])
            if found:
                self._read_to += found.end()
                return found
            assert self._more(deadline), f"no {pattern!r} in:\n{self.text}"

    def type(self, text):
        """Type keys; `\\r` is Enter, `\\x03` Ctrl-C, `\\x04` Ctrl-D."""
        if text == "\x03":
            time.sleep(0.2)  # a person is no faster: a signal between a prompt and its read waits for the read
        os.write(self._master, text.encode())

    def end(self, timeout_s=60.0):
        """Read to the end and return the exit code; a traceback fails the test."""
        deadline = time.monotonic() + timeout_s
        while self._more(deadline):
            pass
        code = self.process.wait(timeout=max(1.0, deadline - time.monotonic()))
        assert "Traceback" not in self.text, self.text
        return code

    def close(self):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(timeout=10)
        os.close(self._master)

    def _more(self, deadline):
        ready, _, _ = select.select([self._master], [], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            return False
        try:
            chunk = os.read(self._master, 65536)
        except OSError:  # the other side is closed
            return False
        self._raw += chunk
        return bool(chunk)


@pytest.fixture
def terminal():
    """Return terminal(*words, columns=80, env=None): an ainos command on a pty."""
    opened = []

    def start(*words, **more):
        opened.append(Terminal(words, **more))
        return opened[-1]

    yield start
    for each in opened:
        each.close()


@pytest.fixture
def script(tmp_path):
    """Return script(*calls): `scripted:FILE` for the model option; a call is (tool, arguments)."""
    import json

    def write(*calls):
        path = tmp_path / f"script-{len(calls)}.json"
        path.write_text(json.dumps([{"tool": tool, "arguments": arguments} for tool, arguments in calls]))
        return f"scripted:{path}"

    return write


@pytest.fixture(scope="session")
def ainos():
    """Return ainos(*words): run a command without a terminal; a traceback fails the test."""

    def run(*words, stdin=None, timeout=90, env=None, cwd=None):
        done = subprocess.run(
            [sys.executable, "-m", "ainos.console.cli", *words], capture_output=True, text=True,
            timeout=timeout, check=False, cwd=cwd, env={**os.environ, **(env or {})},
            **({"stdin": subprocess.DEVNULL} if stdin is None else {"input": stdin}),
        )  # fmt: skip
        assert "Traceback" not in done.stdout + done.stderr, done.stdout + done.stderr
        assert "a defect in ainos" not in done.stderr
        return done

    return run
