"""`ainos eval`: run suites of tasks on virtual phones, and read what came of it."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..evals.bench import Setup
    from ..evals.pool import Job
    from ..evals.record import Episode, Store
    from ..models.cloud import CloudConfig
    from ..virtual_phone.pace import Pace


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
    from ..evals.suites import load_suite, names

    for name in names():
        cases = load_suite(name)
        kinds = sorted({case.task.kind for case in cases})
        click.echo(f"{name:<12} {len(cases):>4} cases   {', '.join(kinds)}")
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
@click.argument("suite")
@click.option(
    "--arm",
    "arms",
    multiple=True,
    default=("local",),
    show_default=True,
    help="local, cloud, auto, oracle, noop or random; ways as in local/function+intent. Several: give it again.",
)
@click.option("--trials", type=click.IntRange(1, 100), default=1, show_default=True, help="How often each case is run.")
@click.option("--workers", type=click.IntRange(1, 64), default=min(2, os.cpu_count() or 1), show_default=True)
@click.option("--only", help="A regular expression over the cases' ids.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder of the results; a begun one is gone on with.")
@click.option(
    "--pace", type=click.Choice(["fast", "real", "phone"]), default="fast", show_default=True, help="Of the phones."
)
@click.option(
    "--ray", "ray_at", metavar="ADDRESS", help="Run on this Ray cluster; `auto` finds the one of this machine."
)
@click.option("--gate", type=click.Path(path_type=Path), help="An evaluation or a baseline to be no worse than.")
def run_suite(
    suite: str, arms: tuple[str, ...], trials: int, workers: int, only: str | None, out: Path | None, pace: str,
    ray_at: str | None, gate: Path | None,
) -> int:  # fmt: skip
    """Run SUITE (a name or a YAML file) and print its table.

    Exit code 1 when a run said that it was done and was not, or when it is worse than --gate.
    """
    from ..evals.arms import WITH_CLOUD, ArmError, can_run, parse_arm
    from ..evals.bench import Setup
    from ..evals.pool import Job
    from ..evals.record import Store
    from ..evals.report import write_report
    from ..evals.suites import load_suite
    from ..tools.registry import builtin_registry

    try:
        chosen = [parse_arm(text) for text in arms]
    except ArmError as error:
        raise click.UsageError(str(error)) from error
    cloud = _cloud_config() if any(arm.who in WITH_CLOUD for arm in chosen) else None
    cases = _matching(load_suite(suite), only)
    store = Store(out or Path("runs") / f"{Path(suite).stem}-{time.strftime('%Y%m%d-%H%M%S')}")
    facts = {"suite": suite, "cases": [case.id for case in cases], "arms": [a.name for a in chosen], "trials": trials}
    facts |= {"cloud": cloud.model} if cloud else {}
    facts |= {"pace": pace} if pace != "fast" else {}
    store.begin({**facts, "oracle": {case.task.name: [call.tool for call in case.task.oracle] for case in cases}})
    ran = {episode.key for episode in store.episodes()}
    registry = builtin_registry()
    pairs = [(arm, [case for case in cases if can_run(arm, case, registry)]) for arm in chosen]
    jobs = [Job(case, arm, trial) for arm, fitting in pairs for trial in range(trials) for case in fitting]
    for arm, fitting in pairs:
        if closed := len(cases) - len(fitting):
            click.echo(f"{arm.name}: {closed} cases are not run, they need a way that is closed", err=True)
    left = [job for job in jobs if job.key not in ran]
    if ran:
        click.echo(f"going on: {len(ran)} of {len(jobs)} episodes were run before", err=True)
    _run(left, workers, store, Setup(cloud, cast("Pace", pace)), ray_at)
    episodes = list(store.episodes())
    _table(episodes)
    report = write_report(store, store.folder / "report.html")
    click.echo(f"report:  {report}")
    lies = [e for e in episodes if e.false_success and e.arm.split("/")[0] not in ("noop", "random")]
    worse = gate is not None and _compare(gate, store.folder)
    return 1 if lies or worse else 0


@command.command("report", short_help="Write the report of an evaluation.")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--junit", type=click.Path(path_type=Path), help="Write the episodes as JUnit XML to this file.")
def report_run(folder: Path, junit: Path | None) -> int:
    """Write FOLDER/report.html from run.json and trace.jsonl, and print the table."""
    from ..evals.record import Store
    from ..evals.report import write_junit, write_report

    store = Store(folder)
    click.echo(f"report:  {write_report(store, folder / 'report.html')}")
    if junit is not None:
        click.echo(f"JUnit:   {write_junit(store, junit)}")
    _table(list(store.episodes()))
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


def _cloud_config() -> CloudConfig:
    """Return the model server of the settings; ConfigError where none is set up."""
    from .config import ConfigError, load_settings
    from .wiring import cloud_config

    settings = load_settings()
    if not settings.has_cloud:
        raise ConfigError(
            "this arm needs a model server, and none is set up", "export AINOS_CLOUD_BASE_URL=… AINOS_CLOUD_MODEL=…"
        )
    return cloud_config(settings)


def _matching(cases: list, only: str | None) -> list:  # type: ignore[type-arg]
    import re

    try:
        found = [case for case in cases if re.search(only or "", case.id)]
    except re.error as error:
        raise click.UsageError(f"--only {only!r} is no regular expression: {error}") from error
    if not found:
        raise click.UsageError(f"no case's id matches {only!r}")
    return found


def _run(jobs: Sequence[Job], workers: int, store: Store, setup: Setup, ray_at: str | None) -> None:
    """Run jobs with progress on standard error and each finished episode on the disk."""
    from ..evals.pool import run_jobs

    began = time.monotonic()
    count = 0
    show = sys.stderr.isatty()

    def done(episode: Episode) -> None:
        nonlocal count
        store.add(episode)
        count += 1
        mark = "ok  " if episode.passed else "LIE " if episode.false_success else "no  "
        spent = time.monotonic() - began
        eta = spent / count * (len(jobs) - count)
        if show:
            click.echo(
                f"\r\033[K{count}/{len(jobs)}  about {eta:.0f} s left  {mark} {episode.case}", nl=False, err=True
            )
        elif not episode.passed:
            first = next((c for c in episode.checks if not c["holds"]), {"found": episode.error or episode.answer})
            click.echo(f"{mark} {episode.arm:<8} {episode.case}: {str(first['found'])[:120]}", err=True)

    if ray_at is None:
        run_jobs(jobs, workers, done, setup)
    else:
        _run_on_ray(jobs, workers, done, setup, ray_at)
    if show:
        click.echo("\r\033[K", nl=False, err=True)
    spent = time.monotonic() - began
    if jobs:
        click.echo(f"{len(jobs)} episodes in {spent:.1f} s, {len(jobs) / spent:.1f} a second", err=True)


def _run_on_ray(jobs: Sequence[Job], workers: int, done: Callable[[Episode], None], setup: Setup, address: str) -> None:
    from ..evals.ray_pool import RayMissingError, run_on_ray
    from .config import ConfigError

    try:
        run_on_ray(jobs, workers, done, setup, address=address)
    except RayMissingError as error:
        raise ConfigError(str(error), error.hint) from error


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
