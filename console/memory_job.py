"""Drawing from past runs in the background: starts the process, keeps its progress in a small file, reads it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import click

_FILE = "memory-consolidate.json"


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
    body = {"done": done, "total": total, "state": state, "pid": os.getpid(), "time": time.time()}
    new = home / f"{_FILE}.{os.getpid()}"
    new.write_text(json.dumps(body))
    new.replace(home / _FILE)


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
    try:
        body = json.loads((home / _FILE).read_text())
    except (OSError, ValueError):
        return "nothing was drawn from past runs yet\nnext:  ainos memory consolidate --background"
    when = time.strftime("%Y-%m-%d %H:%M", time.localtime(body["time"]))
    if body["state"] == "done":
        return f"done, {when}: {body['done']} new row{'' if body['done'] == 1 else 's'}"
    if body["state"] == "running" and not Path(f"/proc/{body['pid']}").exists():
        return f"cut off, {when}, at {body['done']} of {body['total']}\nnext:  ainos memory consolidate"
    return f"at work: {body['done']} of {body['total']}"
