"""`ainos runs sent`: every request to a model server: when, to whom, how many bytes, how private, why."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from ..models.ledger import EgressRecord


@click.command("sent", short_help="Show what was sent to model servers.")
@click.argument("run", required=False)
@click.option("--json", "as_json", is_flag=True)
def command(run: str | None, as_json: bool) -> int:
    """Show every request that left for a model server, of one run or of all.

    Each line says when, from which run and step, to which model and address, how many bytes, how private the most
    private thing in it was, and why a model on this machine did not do it. Secrets are never in a request.
    """
    from ..agent.egress import sent
    from ..agent.journal import Journal
    from .config import load_settings, ready_home

    journal = Journal(ready_home(load_settings()) / "runs.sqlite3")
    try:
        if run:
            journal.run(run)  # says so when there is none
        records = sent(journal, run)
    finally:
        journal.close()
    if as_json:
        for record in records:
            click.echo(json.dumps(record.as_json()))
        return 0
    for line in lines(records):
        click.echo(line)
    return 0


def lines(records: Sequence[EgressRecord]) -> list[str]:
    """Return the records for people, with a sum at the end."""
    from .trace import inert

    if not records:
        return ["nothing was sent to any model server"]
    shown = []
    for record in records:
        when = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(record.time))
        where = "your own server" if record.tier == "server" else "cloud"
        shown.append(
            f"{when}  {record.run}  step {record.step}  {record.bytes:>7,} bytes  {record.label:<9}  "
            f"{inert(record.model)} ({where}, {inert(record.endpoint)})"
        )
        shown.append(f"{'':21}because {inert(record.reason)}")
    far = [r for r in records if r.tier == "cloud"]
    count = f"{len(far)} request{'' if len(far) == 1 else 's'}"
    shown.append(f"to the cloud: {count}, {sum(r.bytes for r in far):,} bytes")
    return shown
