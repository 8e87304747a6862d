"""`ainos eval`: run suites of tasks on virtual phones, and read what came of it."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..evals.record import Episode, Store


@click.group("eval", context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """Run suites of tasks, each episode on its own virtual phone, and read what came of it.

    \b
    ainos eval run smoke                       30 goals
    ainos eval run goals --arm local --arm noop --trials 3
    ainos eval compare runs/old runs/new       exit code 1 when the second is worse
    """


@command.command("list", short_help="List the suites.")
def list_suites() -> int:
    """List the suites that come with ainos."""
    from ..evals.suites import listing

    for line in listing():
        click.echo(line)
    return 0


@command.command("lint", short_help="Look for faults in a suite.")
@click.argument("suites", nargs=-1, required=True)
def lint_suites(suites: tuple[str, ...]) -> int:
    """Look for faults in SUITES (names or YAML files); exit code 1 when there are any."""
    from ..evals.lint import lint
    from ..evals.suites import load_suite
    from ..tools.registry import builtin_registry

    registry = builtin_registry()
    found = 0
    for suite in suites:
        cases = load_suite(suite)
        faults = lint(cases, registry)
        found += len(faults)
        for fault in faults:
            click.echo(f"{suite}: {fault}")
        click.echo(f"{suite}: {len(cases)} cases, {len(faults)} faults")
    return 1 if found else 0


@command.command("run", short_help="Run a suite.")
@click.argument("suite", default="")
@click.option(
    "--arm",
    "arms",
    multiple=True,
    help="local (the default), cloud, auto, oracle, noop or random; ways as in local/function+intent. Several: give it "
    "again. `memory`, `routing`, `security` and `androidworld` have arms of their own.",
)
@click.option("--trials", type=click.IntRange(1, 100), help="How often each case is run; by default once.")
@click.option("--seeds", metavar="N,N", help="Run each case in these worlds of the virtual phone; by default its own.")
@click.option("--workers", type=click.IntRange(1, 64), default=min(2, os.cpu_count() or 1), show_default=True)
@click.option("--only", help="A regular expression over the cases' ids.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder of the results; a begun one is gone on with.")
@click.option("--resume", type=click.Path(path_type=Path), help="Go on with the evaluation in this folder.")
@click.option("--pace", type=click.Choice(["fast", "real", "phone"]), help="Of the virtual phones; by default fast.")
@click.option("--devices", metavar="SERIAL,SERIAL", help="Run on these attached devices; see `adb devices`.")
@click.option(
    "--ray", "ray_at", metavar="ADDRESS", help="Run on this Ray cluster; `auto` finds the one of this machine."
)
@click.option("--max-time", metavar="TIME", help="Begin no episode after 90s, 10m, 1h30m.")
@click.option("--max-usd", type=click.FloatRange(0, min_open=True), help="Begin none after so much was spent.")
@click.option("--max-tokens", type=click.IntRange(1), help="Begin none after so many tokens, in and out.")
@click.option("--pictures", is_flag=True, help="Keep the screen after every act, for the report; slower.")
@click.option("--gate", type=click.Path(path_type=Path), help="An evaluation or a baseline to be no worse than.")
def run_suite(
    suite: str, arms: tuple[str, ...], trials: int | None, seeds: str | None, workers: int, only: str | None,
    out: Path | None, resume: Path | None, pace: str | None, devices: str | None, ray_at: str | None,
    max_time: str | None, max_usd: float | None, max_tokens: int | None, pictures: bool,
    gate: Path | None,
) -> int:  # fmt: skip
    """Run SUITE (a name or a YAML file) and print its table.

    Exit code 1 when a run said that it was done and was not, or when it is worse than --gate.
    """
    from ..evals.caps import Caps
    from ..evals.record import Store
    from .evaluation_run import Wanted, conduct, resumed

    caps = Caps(_seconds(max_time), max_usd, max_tokens)
    wanted = Wanted(
        suite, caps, arms, trials or 1, workers, only or "", (), _numbers(seeds), pace or "fast", ray_at or "",
        tuple(dict.fromkeys(filter(None, (devices or "").split(",")))), pictures,
    )  # fmt: skip
    if wanted.devices and (ray_at or pace or seeds):
        raise click.UsageError("--devices goes without --ray, --pace and --seeds: those are for virtual phones")
    store = Store(resume or out or Path("runs") / f"{Path(suite).stem}-{time.strftime('%Y%m%d-%H%M%S')}")
    if resume is not None:
        deciding = {"--arm": arms, "--trials": trials, "--seeds": seeds, "--only": only, "--pace": pace,
                    "--devices": devices, "--out": out}  # fmt: skip
        wanted = resumed(wanted, store, [name for name, value in deciding.items() if value])
    elif not suite:
        raise click.UsageError("name a suite (see `ainos eval list`) or a YAML file, or go on with --resume FOLDER")
    conduct(wanted, store)
    return _conclude(store, gate)


def _seconds(text: str | None) -> float | None:
    from ..evals.caps import seconds_of

    try:
        return seconds_of(text) if text else None
    except ValueError as error:
        raise click.UsageError(f"--max-time {error}") from error


def _numbers(text: str | None) -> tuple[int, ...]:
    try:
        return tuple(dict.fromkeys(int(part) for part in (text or "").split(",") if part.strip()))
    except ValueError as error:
        raise click.UsageError(f"--seeds {text!r}: numbers with commas between, as in 0,7,42") from error


def _conclude(store: Store, gate: Path | None) -> int:
    """Print the table, write the report, and return the exit code."""
    from ..evals.report import write_report
    from ..evals.suite_kinds import sum_up

    missed = sum_up(store)
    episodes, left = list(store.episodes()), store.left()
    _table(episodes)
    for bar in missed:
        click.echo(f"missed:  {bar}")
    if left.told:
        click.echo(f"{left.told}.")
    report = write_report(store, store.folder / "report.html")
    click.echo(f"report:  {report}")
    if left.resume:
        click.echo(f"next:    {left.resume}")
    lies = [e for e in episodes if e.false_success and e.arm.split("/")[0] not in ("noop", "random")]
    worse = gate is not None and _compare(gate, store.folder)
    return 1 if lies or worse or missed else 0


@command.command("report", short_help="Write the report of an evaluation.")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--junit", type=click.Path(path_type=Path), help="Write the episodes as JUnit XML to this file.")
@click.option("--energy", type=click.Path(path_type=Path), help="A TOML file of constants for the energy estimate.")
def report_run(folder: Path, junit: Path | None, energy: Path | None) -> int:
    """Write FOLDER/report.html from run.json and trace.jsonl, and print the table."""
    from ..evals.energy import EnergyFileError, read_constants
    from ..evals.record import Store
    from ..evals.report import write_junit, write_report

    store = Store(folder)
    try:
        constants = read_constants(energy)
    except EnergyFileError as error:
        raise click.UsageError(str(error)) from error
    click.echo(f"report:  {write_report(store, folder / 'report.html', constants)}")
    if junit is not None:
        click.echo(f"JUnit:   {write_junit(store, junit)}")
    _table(list(store.episodes()))
    if told := store.left().told:
        click.echo(f"{told}.")
    return 0


@command.command("compare", short_help="Compare two evaluations.")
@click.argument("first", type=click.Path(path_type=Path))
@click.argument("second", type=click.Path(path_type=Path))
def compare_runs(first: Path, second: Path) -> int:
    """Compare FIRST and SECOND, folders or baselines, paired by case, arm and trial; exit code 1 if SECOND is worse."""
    return 1 if _compare(first, second) else 0


@command.command("baseline", short_help="Keep an evaluation's results in one small file.")
@click.argument("folder", type=click.Path(path_type=Path))
@click.argument("file", type=click.Path(path_type=Path))
def keep_baseline(folder: Path, file: Path) -> int:
    """Write what FOLDER reached to FILE, for `ainos eval run … --gate FILE`."""
    from ..evals.baseline import write_baseline
    from ..evals.record import Store

    click.echo(f"baseline: {write_baseline(Store(folder), file)}")
    return 0


@command.command("export", short_help="Write the decisions of passed episodes as JSON lines.")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="A file; standard output without it.")
def export_decisions(folder: Path, out: Path | None) -> int:
    """Write each decision of FOLDER's passed episodes as one JSON line, for training."""
    import json

    from ..evals.export import training_rows
    from ..evals.record import Store

    store = Store(folder)
    store.run()
    lines = [json.dumps(row, ensure_ascii=False) for row in training_rows(store.episodes())]
    if out is None:
        click.echo("\n".join(lines))
    else:
        out.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        click.echo(f"{len(lines)} decisions: {out}")
    return 0


def _table(episodes: Sequence[Episode]) -> None:
    """Print one row for each arm and kind."""
    from rich.console import Console
    from rich.table import Table

    from ..evals.statistics import percentile, spl, success

    table = Table(box=None, pad_edge=False, header_style="bold")
    for head in ("arm", "kind", "cases", "passed [95 %]", "false success", "SPL", "median s", "p95 s"):
        table.add_column(head, justify="left" if head in ("arm", "kind") else "right")
    for arm in dict.fromkeys(e.arm for e in episodes):
        own = [e for e in episodes if e.arm == arm]
        kinds = sorted({e.kind for e in own})
        for kind in (*kinds, "all") if len(kinds) > 1 else kinds:
            some = [e for e in own if kind in ("all", e.kind)]
            rate, seconds = success(some), [e.seconds for e in some]
            table.add_row(
                arm, kind, str(rate.cases), str(rate), str(sum(e.false_success for e in some)), f"{spl(some):.2f}",
                f"{percentile(seconds, 0.5):.2f}", f"{percentile(seconds, 0.95):.2f}",
            )  # fmt: skip
    Console(width=None if sys.stdout.isatty() else 120).print(table)


def _compare(first: Path, second: Path) -> bool:
    """Print what changed; return whether the second is worse."""
    from ..evals.baseline import read_results
    from ..evals.statistics import compare

    old, new = read_results(first), read_results(second)
    found = compare(old, new)
    if not found.pairs:
        raise click.UsageError(f"{first} and {second} have no episode in common")
    click.echo(
        f"{found.pairs} pairs: {found.difference:+.1%} [{found.low:+.1%}, {found.high:+.1%}], p = {found.p_value:.3f}"
    )
    for text, names in (("newly passing", found.newly_passing), ("newly failing", found.newly_failing)):
        for name in names:
            click.echo(f"  {text}  {name}")
    lies = sum(e.false_success for e in new) - sum(e.false_success for e in old)
    if lies > 0:
        click.echo(f"  {lies} more false successes")
    worse = found.is_worse or lies > 0
    click.echo("worse" if worse else "not worse")
    return worse
