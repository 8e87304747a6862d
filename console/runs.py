"""`ainos runs`: what was done, and going on after a crash."""

from __future__ import annotations

import json
import shutil
import sys
import time
from typing import TYPE_CHECKING, Any

import click

from .sent import command as sent_command

if TYPE_CHECKING:
    from ..agent.journal import Journal, RunRecord
    from ..agent.undo import Report


@click.group("runs", context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """Past runs: list, show, resume, verify."""


command.add_command(sent_command)


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


@command.command("undo", short_help="Take back what a run did, newest first.")
@click.argument("run", required=False)
@click.option("--device", "serial", help="By default the device that the run was done on.")
@click.option("--unattended", is_flag=True)
@click.option("--json", "as_json", is_flag=True)
def undo(run: str | None, serial: str | None, unattended: bool, as_json: bool) -> int:
    """Take back what a run did (the newest by default), newest act first, after one question that lists it all.

    Each act is read back from the phone; what cannot be taken back, such as a sent message, is said.
    """
    from .config import load_settings
    from .wiring import Options, open_session

    journal = _journal()
    record = journal.run(run) if run else _newest_act(journal)
    journal.close()
    options = Options(serial=serial or record.serial, model="local", unattended=unattended, as_json=as_json)
    with open_session(load_settings(), options) as session:
        report = session.undo(record.id)
    if as_json:
        told = [{"what": one.what, "state": one.state, "text": one.text} for one in report.told]
        click.echo(json.dumps({"run": report.run, "undoes": record.id, "acts": told}))
    else:
        tell_undo(report, record.id)
    return report.exit_code


def tell_undo(report: Report, run: str) -> None:
    """Print what became of each act."""
    from .trace import inert

    words = {"undone": "taken back", "gone": "was gone", "cannot": "stays", "failed": "not taken back", "no": "stays"}
    for one in report.told:
        click.echo(inert(f"{words[one.state]}: {one.what}"))
        click.echo(inert(f"    {one.text}"))
    if not report.told:
        click.echo(f"run {run} changed nothing on the phone that is left to be taken back")
    elif report.exit_code == 1:
        click.echo(f"next:  ainos runs show {report.run or run}")


@command.command("verify", short_help="Check that no record was changed.")
@click.argument("run", required=False)
@click.option("--json", "as_json", is_flag=True)
@click.option("--head", help="A head that was printed before: NUMBER:HASH. It must still be there.")
def verify(run: str | None, as_json: bool, head: str | None) -> int:
    """Check the chain of hashes over all records, and show the steps of RUN with who decided, and why.

    Finds what was edited, deleted, moved, put in, or cut off at the end. Exit code 1 when something was.
    """
    journal = _journal()
    report = journal.verify()
    problems = [*report.problems, *(journal.check_head(head) if head else ())]
    lines = [] if run is None else audit_lines(journal, run)
    if as_json:
        told = {
            "entries": report.entries, "redacted": report.redacted, "head": f"{report.head[0]}:{report.head[1]}",
            "problems": [{"entry": p.seq, "run": p.run, "text": p.text} for p in problems], "steps": lines,
        }  # fmt: skip
        click.echo(json.dumps(told))
        return 1 if problems else 0
    for line in lines:
        click.echo(_audit_line(line))
    for problem in problems:
        click.echo(f"changed: {problem.text}{f' (run {problem.run})' if problem.run else ''}")
    redacted = f", in {report.redacted} of them something was taken out on request" if report.redacted else ""
    whole = "not whole" if problems else "whole"
    click.echo(f"{report.entries} records{redacted}; the chain is {whole}")
    click.echo(f"head {report.head[0]}:{report.head[1]}")
    if problems:
        click.echo(f"next:  mv {journal.path.with_suffix('')}.* /a/folder/of/yours   (new runs begin a new file)")
    return 1 if problems else 0


def audit_lines(journal: Journal, run: str) -> list[dict[str, Any]]:
    """Return what the record says of each decision, refusal, act and outcome of a run, without the values."""
    journal.run(run)  # there is one
    lines: list[dict[str, Any]] = []
    for entry in journal.entries(run):
        body = entry.body
        if entry.kind not in ("decision", "refusal", "intent", "outcome", "egress", "reply", "lease", "end"):
            continue
        line = {"entry": entry.seq, "time": round(entry.at, 3), "kind": entry.kind, "step": body.get("step", 0)}
        for name in ("tool", "model", "tier", "risk", "verdict", "reason", "state", "label", "status", "bytes"):
            if name in body:
                line[name] = body[name]
        lines.append({**line, **({"redacted": True} if entry.redacted else {})})
    return lines


def _audit_line(line: dict[str, Any]) -> str:
    from ..android_bridge.labels import Label
    from .trace import inert

    when = time.strftime("%H:%M:%S", time.localtime(line["time"]))
    told = [f"{name} {line[name]}" for name in ("tool", "model", "risk", "verdict", "state", "status", "bytes")
            if line.get(name) not in (None, "")]  # fmt: skip
    if "label" in line:
        label = Label.from_json(line["label"])
        told.append(f"label {label.integrity.name.lower()} {label.confidentiality.name.lower()}")
    reason = f" ({line['reason']})" if line.get("reason") else ""
    gone = "  [words taken out]" if line.get("redacted") else ""
    step = f"step {line['step']}" if line["step"] else ""
    return fitted(inert(f"{line['entry']:>5}  {when}  {step:<8} {line['kind']:<9} {', '.join(told)}{reason}{gone}"))


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


def _newest_act(journal: Journal) -> RunRecord:
    """Return the newest run that is no undo itself."""
    from ..agent.journal import JournalError

    for record in journal.runs(50):
        if not record.options.get("undoes"):
            return record
    raise JournalError("there is no run yet", 'ainos do "Set a timer for ten minutes"')


def _newest(journal: Journal) -> str:
    from ..agent.journal import JournalError

    runs = journal.runs(1)
    if not runs:
        raise JournalError("there is no run yet", 'ainos do "Set a timer for ten minutes"')
    return runs[0].id
