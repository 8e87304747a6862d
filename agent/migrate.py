"""Moves a journal of the first format (tables of runs, steps, events) into the log. Runs once, in one transaction."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from typing import Any

from ..android_bridge.labels import Confidentiality, Integrity, Label
from . import audit, lease

_UNKNOWN = Label(Integrity.UNTRUSTED, Confidentiality.SENSITIVE)
"""The first format kept no labels; what is not known counts as private and foreign."""


def migrate_first_format(db: sqlite3.Connection) -> None:
    """Append what the old tables hold and drop them; nothing where there are none.

    A step that does not fit its old checksum is marked: its run can be shown, and is never resumed.
    """
    tables = {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type='table'")}
    if "runs" not in tables:
        return
    before = db.row_factory
    db.row_factory = sqlite3.Row
    try:
        for run in db.execute("SELECT * FROM runs ORDER BY started").fetchall():
            _move_run(db, run)
    finally:
        db.row_factory = before
    for table in ("steps", "events", "runs"):
        db.execute(f"DROP TABLE IF EXISTS {table}")


def _move_run(db: sqlite3.Connection, run: sqlite3.Row) -> None:
    name, at = str(run["id"]), float(run["started"])
    begin = {
        "goal": run["goal"], "options": json.loads(run["options"]), "serial": run["serial"],
        "boot_id": run["boot_id"], "owner": run["owner"], "format": 1,
    }  # fmt: skip
    _add(db, name, "run", begin, at)
    _add(db, name, "plan", {"subgoals": json.loads(run["plan"]), "words": run["goal"]}, at)
    for step in db.execute("SELECT * FROM steps WHERE run=? ORDER BY number", (name,)).fetchall():
        _move_step(db, name, step, at)
    for event in db.execute("SELECT * FROM events WHERE run=? ORDER BY rowid", (name,)).fetchall():
        _add(db, name, "event", json.loads(event["body"]), float(event["time"]))
    if run["status"] == "running":
        pid, _, start = str(run["owner"]).partition("@")
        owner = lease.Owner(int(pid) if pid.isdigit() else 0, start, lease.host_of_this_process(), "").as_text()
        # renewed at 0: whether it lives decides, not when it wrote last
        db.execute("INSERT OR REPLACE INTO leases (run, fence, owner, renewed) VALUES (?,1,?,0)", (name, owner))
    else:
        end = {"status": run["status"], "answer": run["answer"], "receipt": json.loads(run["receipt"])}
        _add(db, name, "end", end, float(run["ended"] or at))


def _move_step(db: sqlite3.Connection, run: str, step: sqlite3.Row, at: float) -> None:
    parts = (run, *(step[k] for k in ("number", "subgoal", "call", "risk", "started_ms")))
    good = hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()[:16] == step["checksum"]
    tool, arguments, values = json.loads(step["call"]) if good else ("", {}, {})
    intent = {
        "step": step["number"], "subgoal": step["subgoal"], "tool": tool, "arguments": arguments, "values": values,
        "risk": step["risk"], "started_ms": step["started_ms"], "label": _UNKNOWN.as_json(), "damaged": not good,
    }  # fmt: skip
    _add(db, run, "intent", intent, at)
    if step["state"] != "intent":
        outcome = {"step": step["number"], "state": step["state"], "text": step["result"]}
        _add(db, run, "outcome", outcome, at)


def _add(db: sqlite3.Connection, run: str, kind: str, body: dict[str, Any], at: float) -> None:
    audit.append(db, run, kind, json.dumps(body), at)
