"""`ainos memory`: what is remembered, in the user's hands: look, add, change, forget, take along."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from .memory_open import find_row, home, journal_of_runs, memory_of

if TYPE_CHECKING:
    from ..memory.types import MemoryRow, MemoryStore

KINDS = ("fact", "preference", "alias", "procedure", "lesson", "observation", "step", "episode")
_SHOWN = 50
_kind = click.option(
    "--kind", "kinds", multiple=True, type=click.Choice(KINDS), help="Only this kind; may be repeated."
)
_profile = click.option("--profile", help="Whose memory; the settings' one by default.")
_json = click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")
_yes = click.option("--yes", is_flag=True, help="Do not ask.")
_until = click.option("--until", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"]), help="Holds until then.")


@click.group("memory", context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """What ainos remembers: look, add, change, forget, take along."""


@command.command("list")
@_kind
@_profile
@click.option("--limit", type=click.IntRange(1), default=_SHOWN, show_default=True)
@click.option("--replaced", is_flag=True, help="Also what was replaced or has expired.")
@_json
def list_(kinds: tuple[str, ...], profile: str | None, limit: int, replaced: bool, as_json: bool) -> int:
    """List what is remembered, the newest first."""
    with memory_of(profile) as (memory, whose):
        current = memory.rows(kinds=_checked(kinds), profile=whose)
        rows = memory.rows(kinds=_checked(kinds), profile=whose, superseded=True)[::-1] if replaced else current[::-1]
    live = {row.id for row in current}
    if as_json:
        for row in rows:
            _out(_as_dict(row))
        return 0
    if not rows:
        click.echo('nothing is remembered\nnext:  ainos memory add "My dentist is Dr. Patel"')
    for row in rows[:limit]:
        click.echo(_line(row, "" if row.id in live else "  (no longer holds)"))
    if len(rows) > limit:
        click.echo(f"… and {len(rows) - limit:,} older ones\nnext:  ainos memory list --limit {len(rows)}")
    return 0


@command.command("search")
@click.argument("query")
@_kind
@_profile
@click.option("--limit", type=click.IntRange(1, 50), default=8, show_default=True)
@_json
def search(query: str, kinds: tuple[str, ...], profile: str | None, limit: int, as_json: bool) -> int:
    """Find what fits QUERY, as a run would recall it."""
    from .progress import progress

    with progress("searching …", quiet=as_json), memory_of(profile) as (memory, whose):
        found = memory.recall(
            query, k=limit, patience_s=20.0, kinds=_checked(kinds), profile=whose, token_budget=100_000
        )
    if as_json:
        for item in found:
            _out({**_as_dict(item.row), "score": round(item.score, 3), "why": item.why})
        return 0
    if not found:
        click.echo("nothing that is remembered fits\nnext:  ainos memory list")
    for item in found:
        click.echo(f"{item.score:.2f}  {_line(item.row)}")
        if item.why:
            click.secho(f"      {item.why}", dim=True)
    return 0


@command.command("show")
@click.argument("row")
@_json
def show(row: str, as_json: bool) -> int:
    """Show one ROW in full."""
    with memory_of(None) as (memory, _):
        found = find_row(memory, row)
        uses = memory.uses(found.id)
    if as_json:
        _out({**_as_dict(found), "uses": uses})
        return 0
    from .memory_text import facts_of

    click.echo(_inert(found.text))
    for name, text in facts_of(found, uses):
        click.echo(f"  {name:<12}{_inert(text)}")
    return 0


@command.command("add", short_help="Remember something that you say.")
@click.argument("text")
@click.option("--scope", default="", help="Where it holds, such as app:PACKAGE, tool:NAME, time:morning.")
@_until
@_profile
def add(text: str, scope: str, until: datetime | None, profile: str | None) -> int:
    """Remember TEXT, said by you: "My dentist is Dr. Patel", "Always use 24-hour time"."""
    from dataclasses import replace

    from ..memory.writing import own_row

    statement = _statement(text)
    with memory_of(profile) as (memory, whose):
        row = own_row(statement, run="", now=time.time(), profile=whose)
        row_id = memory.add(replace(row, scope=scope or row.scope, valid_until=until.timestamp() if until else None))
        if not row_id:
            raise click.UsageError("that is not kept: it shows a secret")
        kept = memory.get(row_id) or row
        before = memory.get(kept.supersedes) if kept.supersedes else None
    click.echo(f"kept as {kept.kind}: {_inert(kept.text)}  ({row_id})")
    if before is not None:
        click.echo(f"it replaces: {_inert(before.text)}  ({before.id})")
    return 0


@command.command("edit", short_help="Change a row.")
@click.argument("row")
@click.option("--text")
@click.option("--scope", help='Where it holds; "" for everywhere.')
@_until
def edit(row: str, text: str | None, scope: str | None, until: datetime | None) -> int:
    """Change ROW; the new one is in your own name and replaces the old one."""
    if text is None and scope is None and until is None:
        raise click.UsageError("nothing to change: give --text, --scope or --until")
    with memory_of(None) as (memory, _):
        old = find_row(memory, row)
        value = None
        if text is not None:
            statement = _statement(text)
            if old.value and statement.kind != old.kind:
                raise click.UsageError(f"{old.id} is a {old.kind}, and the new text is none; add it as a new row")
            text, value = statement.text, statement.value
        until_s = until.timestamp() if until else None
        row_id = memory.edit(old.id, text=text, value=value, scope=scope, valid_until=until_s)
        new = memory.get(row_id)
    click.echo(f"{row_id}  {_inert(new.text if new else old.text)}\nit replaces: {_inert(old.text)}  ({old.id})")
    return 0


@command.command("forget", short_help="Forget rows for good, with what was made from them.")
@click.argument("rows", nargs=-1)
@click.option("--about", help="All your rows about this, such as dentist.")
@click.option("--source", help="All rows of a source, such as sms:+14155550101 or tool:read_messages.")
@click.option("--all", "everything", is_flag=True, help="All rows of the profile.")
@_profile
@_yes
def forget(
    rows: tuple[str, ...], about: str | None, source: str | None, everything: bool, profile: str | None, yes: bool
) -> int:
    """Forget ROWS for good, with all that was made from them: from the memory's files and the records of runs."""
    from ..memory.tools import find_about, phrases_of, with_derived, with_history

    if sum(map(bool, (rows, about, source, everything))) != 1:
        raise click.UsageError("say what to forget: row ids, --about WORDS, --source NAME or --all")
    with memory_of(profile) as (memory, whose):
        every = memory.rows(profile=whose, superseded=True)
        if everything:
            chosen = every
        elif source:
            chosen = [r for r in every if r.source == source]
        elif about:
            chosen = find_about(memory, about, whose)
        else:
            chosen = [find_row(memory, name) for name in rows]
        gone = with_derived(every, with_history(memory, chosen))
        if not gone:
            click.echo("nothing of that is remembered; nothing was forgotten")
            return 1
        for row in gone[:_SHOWN]:
            click.echo(f"  {_line(row)}")
        if len(gone) > _SHOWN:
            click.echo(f"  … and {len(gone) - _SHOWN:,} more")
        if not yes and not _agreed(f"Forget {_count(gone)} for good?"):
            click.echo("ainos: you did not say yes; nothing was forgotten", err=True)
            return 3
        memory.forget([r.id for r in gone])
        _forget_skills(memory, whose)
    with journal_of_runs() as journal:
        cleaned = journal.forget_words(phrases_of(gone), [r.id for r in gone], {r.run for r in gone})
    also = f", and taken out of {cleaned} record{'' if cleaned == 1 else 's'} of past runs" if cleaned else ""
    click.echo(f"forgot {_count(gone)}{also}")
    return 0


def _forget_skills(memory: MemoryStore, profile: str) -> None:
    """Delete the files of the skills whose rows are gone."""
    from ..agent.skill_shelf import Shelf
    from .config import load_settings

    Shelf(load_settings().home / "skills" / profile, memory, profile).all()


@command.command("export", short_help="Write everything as JSON lines.")
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@_profile
def export(file: Path | None, profile: str | None) -> int:
    """Write what is remembered as JSON lines, with label and source, to FILE or to the terminal."""
    import os

    with memory_of(profile) as (memory, whose):
        lines = [json.dumps(r, ensure_ascii=False) for r in memory.export() if r.get("profile", "default") == whose]
    if file is None:
        for line in lines:
            click.echo(line)
        return 0
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
            out.writelines(f"{line}\n" for line in lines)
    except OSError as error:
        raise click.UsageError(f"{file} cannot be written: {error.strerror}") from error
    click.echo(f"wrote {len(lines)} row{'' if len(lines) == 1 else 's'} to {file}; only you can read it")
    return 0


@command.command("import", short_help="Add exported rows, after asking.")
@click.argument("file", type=click.File("rb"))
@click.option("--mine", is_flag=True, help="The rows that say so are your own words, rules and names included.")
@_yes
def import_(file: BinaryIO, mine: bool, yes: bool) -> int:
    """Add rows of an exported FILE, after showing what they are.

    Without --mine none of them counts as your own words: they are recalled as data, and stand in for nothing you say.
    """
    from .memory_text import read_export, summary_of

    rows = read_export(file.read(), getattr(file, "name", "-"))
    for line in summary_of(rows, mine=mine):
        click.echo(_inert(line))
    if not yes and not _agreed(f"Add {len(rows)} row{'' if len(rows) == 1 else 's'} to what ainos remembers?"):
        click.echo("ainos: you did not say yes; nothing was added", err=True)
        return 3
    with memory_of(None) as (memory, _):
        added = memory.import_rows(rows, consent=True, mine=mine)
    known = f"; {len(rows) - added} were known or not taken" if added < len(rows) else ""
    click.echo(f"added {added} row{'' if added == 1 else 's'}{known}")
    return 0


@command.command("why", short_help="Say where a row comes from and where it was used.")
@click.argument("row")
@_json
def why(row: str, as_json: bool) -> int:
    """Say where ROW comes from: who said it, where and when, what it replaced, in which runs it was used."""
    from .memory_text import reasons_of

    with memory_of(None) as (memory, _), journal_of_runs() as journal:
        found = find_row(memory, row)
        history = memory.history(found.id)
        uses, runs = memory.uses(found.id), [journal.run(r) for r in journal.runs_with(found.id)]
        made_from = [memory.get(str(i)) for i in found.value.get("from", ())]
        said_in = next((r for r in journal.runs(100_000) if r.id == found.run), None) if found.run else None
    if as_json:
        _out(
            {**_as_dict(found), "uses": uses, "runs": [r.id for r in runs],
             "history": [_as_dict(r) for r in history if r.id != found.id]}
        )  # fmt: skip
        return 0
    for line in reasons_of(found, history, uses, runs, [r for r in made_from if r], said_in):
        click.echo(_inert(line))
    return 0


@command.command("consolidate", short_help="Draw lessons and habits from past runs.")
@_profile
@click.option("--background", is_flag=True, help="Do it without waiting.")
@click.option("--status", is_flag=True, help="Say how far the last one in the background is.")
@_json
def consolidate(profile: str | None, background: bool, status: bool, as_json: bool) -> int:
    """Draw lessons, habits and summaries from past runs; each names what it was made from."""
    from . import memory_job

    if status:
        click.echo(memory_job.status_of(home()))
        return 0
    if background:
        memory_job.start(home(), profile)
        click.echo("drawing from past runs in the background\nnext:  ainos memory consolidate --status")
        return 0
    from ..memory.consolidate import consolidate as draw

    with memory_of(profile) as (memory, whose):
        made = draw(memory, profile=whose, now=time.time(), tell=memory_job.teller(home(), as_json=as_json))
    memory_job.note(home(), done=len(made), total=len(made), state="done")
    for row in made:
        if as_json:
            _out(_as_dict(row))
        else:
            click.echo(_line(row))
    if not as_json:
        click.echo(f"{_count(made)} drawn from past runs" if made else "nothing new to draw from past runs")
    return 0


# ---------------------------------------------------------------------- asking


def _statement(text: str) -> Any:
    from ..memory.writing import is_secret, read_statement

    if not text.strip():
        raise click.UsageError("the text is empty; nothing was kept")
    if is_secret(text):
        raise click.UsageError(
            "that tells a secret (a password, a code, a card), and ainos keeps none; nothing was kept"
        )
    return read_statement(text)


def _checked(kinds: tuple[str, ...]) -> tuple[Any, ...]:
    return kinds


def _agreed(question: str) -> bool:
    """Ask at the terminal; the end of input is No."""
    from .person import read_line

    try:
        return read_line(f"{question} [y/N] ").strip().lower() in ("y", "yes")
    except EOFError:
        click.echo()
        return False


# ---------------------------------------------------------------------- writing


def _line(row: MemoryRow, after: str = "") -> str:
    from .runs import fitted

    day = time.strftime("%Y-%m-%d", time.localtime(row.time))
    whose = "" if row.source == "user" else f"  ({row.source})"
    return fitted(f"{row.id}  {day}  {row.kind:<11}  {_inert(row.text)}{_inert(whose)}{after}")


def _count(rows: Sequence[MemoryRow]) -> str:
    return f"{len(rows):,} row{'' if len(rows) == 1 else 's'}"


def _inert(text: str) -> str:
    from .trace import inert

    return inert(text)


def _as_dict(row: MemoryRow) -> dict[str, Any]:
    from .memory_text import as_dict

    return as_dict(row)


def _out(value: dict[str, Any]) -> None:
    click.echo(json.dumps(value, ensure_ascii=True))
