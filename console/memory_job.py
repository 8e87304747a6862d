"""Drawing from past runs in the background: starts the process, keeps its progress in a small file, reads it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

_FILE = "memory-consolidate.json"
_RUNS_FILE = "memory-runs.json"
_RUNS = 10
"""After so many runs there may be something to draw from them."""
_REST_S = 20 * 3600.0
"""So long nothing is drawn again by itself."""


def after_runs(home: Path, profile: str, ended: Sequence[str]) -> None:
    """Draw from past runs in the background when a session closes, after ten runs and at most once a day.

    It begins when the memory and the phone are closed, so no step waits for it.
    """
    if not ended or not home.is_dir():
        return
    runs = int(_read(home / _RUNS_FILE).get("runs", 0)) + len(ended)
    rested = time.time() - float(_read(home / _FILE).get("time", 0.0)) > _REST_S
    if runs >= _RUNS and rested:
        runs = 0
        start(home, profile)
    _write(home / _RUNS_FILE, {"runs": runs})


def start(home: Path, profile: str | None) -> None:
    """Start `ainos memory consolidate` in a process of its own; it goes on when this one ends."""
    note(home, done=0, total=0, state="starting")
    words = [sys.executable, "-m", "ainos.console.cli", "memory", "consolidate"]
    subprocess.Popen(
        [*words, *(("--profile", profile) if profile else ())],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip


def note(home: Path, *, done: int, total: int, state: str) -> None:
    """Keep how far the work is; counts only, never texts."""
    _write(home / _FILE, {"done": done, "total": total, "state": state, "pid": os.getpid(), "time": time.time()})


def teller(home: Path, *, as_json: bool) -> Callable[[int, int, str], None]:
    """Return a function that tells progress: to the file, and to the terminal or as JSON lines."""

    def tell(done: int, total: int, what: str) -> None:
        note(home, done=done, total=total, state="running")
        if as_json:
            click.echo(json.dumps({"type": "progress", "done": done, "total": total, "what": what}))
        elif sys.stderr.isatty():
            click.echo(f"\r{what}: {done} of {total}   ", err=True, nl=done == total)

    return tell


def status_of(home: Path) -> str:
    """Say how far the work is."""
    body = _read(home / _FILE)
    if not body:
        return "nothing was drawn from past runs yet\nnext:  ainos memory consolidate --background"
    when = time.strftime("%Y-%m-%d %H:%M", time.localtime(body["time"]))
    if body["state"] == "done":
        return f"done, {when}: {body['done']} new row{'' if body['done'] == 1 else 's'}"
    if body["state"] == "running" and not Path(f"/proc/{body['pid']}").exists():
        return f"cut off, {when}, at {body['done']} of {body['total']}\nnext:  ainos memory consolidate"
    return f"at work: {body['done']} of {body['total']}"


def _read(path: Path) -> dict[str, Any]:
    try:
        body = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return body if isinstance(body, dict) else {}


def _write(path: Path, body: Mapping[str, Any]) -> None:
    new = path.with_name(f"{path.name}.{os.getpid()}")
    new.write_text(json.dumps(body))
    new.replace(path)
