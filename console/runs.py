"""`ainos runs`: what was done, and going on after a crash."""

from __future__ import annotations

import json
import shutil
import sys
import time
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from ..agent.journal import Journal


@click.group("runs", context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """Past runs: list, show, resume."""


@command.command("list")
@click.option("--json", "as_json", is_flag=True)
def list_(as_json: bool) -> int:
    """List the newest runs."""
    from .trace import inert

    runs = _journal().runs()
    if as_json:
        click.echo(json.dumps([{"run": r.id, "goal": r.goal, "status": r.status, "started": r.started} for r in runs]))
        return 0
    if not runs:
        click.echo('no run yet\nnext:  ainos do "Set a timer for ten minutes"')
    for run in runs:
        when = time.strftime("%Y-%m-%d %H:%M", time.localtime(run.started))
        click.echo(fitted(f"{run.id}  {when}  {run.status:<9}  {inert(run.goal)}"))
    return 0


@command.command("show", short_help="Show one run, step by step.")
@click.argument("run", required=False)
@click.option("--json", "as_json", is_flag=True)
def show(run: str | None, as_json: bool) -> int:
    """Show one run (the newest by default), step by step."""
    journal = _journal()
    record = journal.run(run or _newest(journal))
    events = _with_texts(journal.events(record.id))
    if as_json:
        for event in events:
            click.echo(json.dumps(event))
        return 0
    from ..agent.events import Event
    from .trace import PlainTrace

    trace = PlainTrace(replay=True)
    for event in events:
        facts = {k: v for k, v in event.items() if k not in ("type", "time", "run", "step")}
        trace(Event(event["type"], event["time"], event["run"], event["step"], facts))
    if record.status == "running":
        click.echo(f"this run has not ended\nnext:  ainos runs resume {record.id}")
    return 0


@command.command("resume", short_help="Go on with a run that was cut off.")
@click.argument("run", required=False)
@click.option("--device", "serial", help="By default the device that the run began on.")
@click.option("--unattended", is_flag=True)
@click.option("--json", "as_json", is_flag=True)
@click.option("--model", help="auto, local, cloud, or scripted:FILE.")
def resume(run: str | None, serial: str | None, unattended: bool, as_json: bool, model: str | None) -> int:
    """Go on with a run that was cut off; what was done is not done again."""
    from .config import load_settings
    from .wiring import Options, open_session

    journal = _journal()
    record = journal.run(run or _newest(journal))
    journal.close()
    options = Options(
        serial=serial or record.serial, policy=str(record.options.get("profile", "")) or None, model=model,
        ways=",".join(record.options["ways"]) if record.options.get("ways") else None,
        unattended=unattended, as_json=as_json,
    )  # fmt: skip
    with open_session(load_settings(), options) as session:
        outcome = session.resume(record.id)
    return outcome.exit_code


def _with_texts(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the events with the texts of recalled rows, which stand only in the memory: forgotten ones have none."""
    recalled = [row for event in events if event["type"] == "recall" for row in event["rows"]]
    if not recalled:
        return events
    from contextlib import closing

    from .config import load_settings
    from .wiring import build_memory

    with closing(build_memory(load_settings())) as memory:
        for row in recalled:
            kept = memory.get(row["id"])
            row["text"] = kept.text if kept else "(forgotten)"
    return events


def _journal() -> Journal:
    from ..agent.journal import Journal
    from .config import load_settings, ready_home

    return Journal(ready_home(load_settings()) / "runs.sqlite3")


def fitted(line: str) -> str:
    """Return a line that fits the terminal; whole where it goes to a file or a program."""
    if not sys.stdout.isatty():
        return line
    width = max(40, shutil.get_terminal_size().columns)
    return line if len(line) <= width else f"{line[: width - 1]}…"


def _newest(journal: Journal) -> str:
    from ..agent.journal import JournalError

    runs = journal.runs(1)
    if not runs:
        raise JournalError("there is no run yet", 'ainos do "Set a timer for ten minutes"')
    return runs[0].id
