"""One `ainos eval run`: what is to be run, on what, until when; going on with one that was stopped.

Knows the record of an evaluation and who runs episodes. Does not know how an episode goes (evals/bench.py).
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

if TYPE_CHECKING:
    from ..evals.arms import Arm
    from ..evals.bench import Setup
    from ..evals.caps import Caps, Spent
    from ..evals.pool import Job, Stop
    from ..evals.record import Episode, Skip, Store
    from ..evals.suite_kinds import Done, OwnSuite
    from ..evals.task import Case
    from ..models.cloud import CloudConfig
    from ..tools.registry import Registry
    from ..virtual_phone.pace import Pace


@dataclass(frozen=True, slots=True)
class Wanted:
    """The options of one call."""

    suite: str
    caps: Caps
    arms: tuple[str, ...] = ()
    trials: int = 1
    workers: int = 2
    only: str = ""
    cases: tuple[str, ...] = ()
    """Ids; empty for all. What is gone on with names its cases."""
    seeds: tuple[int, ...] = ()
    pace: str = "fast"
    ray_at: str = ""
    devices: tuple[str, ...] = ()
    pictures: bool = False


def resumed(wanted: Wanted, store: Store, given: Sequence[str]) -> Wanted:
    """Return what an evaluation was begun with, with the caps and workers of this call.

    Args:
        wanted: The options of this call.
        store: The evaluation.
        given: The options of this call that decide figures; none may stand beside `--resume`.

    Raises:
        RecordError: The folder holds no evaluation.
    """
    run = store.run()
    if wanted.suite and wanted.suite != run["suite"]:
        raise click.UsageError(f"{store.folder} is an evaluation of {run['suite']}, not of {wanted.suite}")
    if given:
        raise click.UsageError(f"--resume goes on with what was begun; leave out {', '.join(given)}")
    return replace(
        wanted, suite=run["suite"], arms=tuple(run["arms"]), trials=run["trials"], cases=tuple(run["cases"]),
        seeds=tuple(run.get("seeds", ())), pace=run.get("pace", "fast"), devices=tuple(run.get("devices", ())),
    )  # fmt: skip


def conduct(wanted: Wanted, store: Store) -> None:
    """Run what is left of an evaluation, and write down what was not run.

    Raises:
        RecordError: The folder holds another evaluation, or somebody is at work in it.
    """
    from ..evals.suite_kinds import own_suite

    own = own_suite(wanted.suite)
    with store.owned():
        if own is None:
            _run_tasks(wanted, store)
        elif wanted.ray_at or wanted.pace != "fast" or wanted.devices or wanted.seeds:
            raise click.UsageError(f"{wanted.suite} runs itself: no --ray, --pace, --devices or --seeds")
        else:
            _run_own(own, wanted, store)


def _run_tasks(wanted: Wanted, store: Store) -> None:
    """Run a suite of tasks on phones."""
    from ..evals.workers import warm_up

    if not wanted.ray_at:
        warm_up()  # it imports what workers need while this process still reads
    from ..evals.arms import WITH_CLOUD
    from ..evals.bench import Setup
    from ..evals.pool import Job
    from ..evals.record import config_hash

    chosen = _arms(wanted.arms)
    cloud = _cloud_config() if any(arm.who in WITH_CLOUD for arm in chosen) else None
    cases = _cases(wanted)
    pairs, skipped = _fitting(chosen, cases, wanted)
    facts: dict[str, Any] = {
        "suite": wanted.suite, "cases": [case.id for case in cases], "arms": [arm.name for arm in chosen],
        "trials": wanted.trials, "tasks": config_hash({c.id: c.task.model_dump(mode="json") for c in cases}),
        "oracle": {case.task.name: [call.tool for call in case.task.oracle] for case in cases},
    }  # fmt: skip
    facts |= {"cloud": cloud.model} if cloud else {}
    facts |= {"pace": wanted.pace} if wanted.pace != "fast" else {}
    facts |= {"devices": list(wanted.devices)} if wanted.devices else {}
    facts |= {"seeds": list(wanted.seeds)} if wanted.seeds else {}
    store.begin(facts)
    jobs = [Job(case, arm, trial) for arm, fitting in pairs for trial in range(wanted.trials) for case in fitting]
    leases = _leases() if wanted.devices else None
    setup = Setup(cloud, cast("Pace", wanted.pace), wanted.devices, leases, wanted.pictures)
    workers = min(wanted.workers, len(wanted.devices)) if wanted.devices else wanted.workers

    def run(left: Sequence[Job], done: Done, stop: Stop) -> str:
        return _on_workers(left, workers, done, setup, stop, wanted.ray_at)

    _run_left(jobs, skipped, wanted.caps, store, run)


def _run_own(own: OwnSuite, wanted: Wanted, store: Store) -> None:
    """Run a suite that runs itself, with the same record, progress and way of going on."""
    from ..evals.caps import CapReached
    from ..evals.suite_kinds import OwnJob, SuiteMissingError
    from .config import ConfigError

    chosen = wanted.arms or own.arms[:1]
    if unknown := [arm for arm in chosen if arm not in own.arms]:
        raise click.UsageError(f"{wanted.suite} has no arm {unknown[0]!r}; its arms are {', '.join(own.arms)}")
    try:
        cases = matching(list(own.cases()), wanted)
    except SuiteMissingError as error:
        raise ConfigError(str(error), error.hint) from error
    facts = {"suite": wanted.suite, "cases": [c.id for c in cases], "arms": list(chosen), "trials": wanted.trials}
    store.begin(facts)
    jobs = [OwnJob(case, arm, trial) for arm in chosen for trial in range(wanted.trials) for case in cases]

    def run(left: Sequence[Any], done: Done, stop: Stop) -> str:
        def capped(episode: Episode) -> None:
            done(episode)
            if why := stop():
                raise CapReached(why)

        try:
            own.run(left, wanted.workers, capped)
        except CapReached as reached:
            return str(reached)
        return ""

    _run_left(jobs, (), wanted.caps, store, run)


Runner = Callable[[Sequence[Any], "Done", "Stop"], str]
"""Runs jobs; tells of each episode; returns why not all were run."""


def _run_left(jobs: Sequence[Any], skipped: Sequence[Skip], caps: Caps, store: Store, run: Runner) -> None:
    """Run the jobs whose episodes are not in the record yet, within the caps."""
    from ..evals.caps import Spent

    ran = {episode.key for episode in store.episodes()}
    left = [job for job in jobs if job.key not in ran]
    planned: dict[str, int] = {}
    for _, arm, _ in (job.key for job in jobs):
        planned[arm] = planned.get(arm, 0) + 1
    for (arm, why), count in _by_reason(skipped).items():
        click.echo(f"{arm}: {count} case{'s are' if count > 1 else ' is'} skipped: {why}", err=True)
    if ran:
        click.echo(f"going on: {len(jobs) - len(left)} of {len(jobs)} episodes were run before", err=True)
    if ran and (now := _other_commit(store)):
        click.echo(f"note: those were run by another ainos ({now})", err=True)
    store.note_left(planned, skipped, "")
    if not left:
        return
    try:
        stopped = _shown(len(left), store, Spent(caps), lambda done, stop: run(left, done, stop))
    except KeyboardInterrupt:
        store.note_left(planned, skipped, "it was stopped with Ctrl-C")
        click.echo(f"\n{store.left().told}.\nnext:    {store.left().resume}", err=True)
        raise
    store.note_left(planned, skipped, stopped)


def _by_reason(skipped: Sequence[Skip]) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for skip in skipped:
        found[skip.arm, skip.why] = found.get((skip.arm, skip.why), 0) + 1
    return found


def _other_commit(store: Store) -> str:
    """Return the commit that the evaluation was begun with, where it is another one than now."""
    from ..evals.record import commit

    before = str(store.run().get("commit", ""))
    return f"{before}, now {now}" if before and (now := commit()) and now != before else ""


def _on_workers(jobs: Sequence[Job], workers: int, done: Done, setup: Setup, stop: Stop, ray_at: str) -> str:
    from ..evals.pool import run_jobs
    from ..evals.ray_pool import RayMissingError, run_on_ray
    from .config import ConfigError

    if not ray_at:
        return run_jobs(jobs, workers, done, setup, stop)
    try:
        return run_on_ray(jobs, workers, done, setup, address=ray_at, stop=stop)
    except RayMissingError as error:
        raise ConfigError(str(error), error.hint) from error


def _shown(total: int, store: Store, spent: Spent, run: Callable[[Done, Stop], str]) -> str:
    """Run something that ends `total` episodes, with progress on standard error and each of them on the disk."""
    count = 0
    show = sys.stderr.isatty()

    def done(episode: Episode) -> None:
        nonlocal count
        store.add(episode)
        spent.add(episode)
        count += 1
        mark = "ok  " if episode.passed else "LIE " if episode.false_success else "no  "
        eta = (time.monotonic() - spent.began) / count * (total - count)
        if show:
            line = f"{count}/{total}  about {eta:.0f} s left  {mark} {episode.case}"
            click.echo(f"\r\033[K{line}", nl=False, err=True)
        elif not episode.passed:
            first = next((c for c in episode.checks if not c["holds"]), {"found": episode.error or episode.answer})
            click.echo(f"{mark} {episode.arm:<8} {episode.case}: {str(first['found'])[:120]}", err=True)

    stopped = run(done, spent.reached)
    if show:
        click.echo("\r\033[K", nl=False, err=True)
    seconds = time.monotonic() - spent.began
    cost = f", ${spent.usd:.2f}" if spent.usd else ""
    click.echo(f"{count} episodes in {seconds:.1f} s, {count / seconds:.1f} a second{cost}", err=True)
    return stopped


# ---------------------------------------------------------------------- what is run


def _arms(names: Sequence[str]) -> list[Arm]:
    from ..evals.arms import ArmError, parse_arm

    try:
        return [parse_arm(text) for text in names or ("local",)]
    except ArmError as error:
        raise click.UsageError(str(error)) from error


def _cases(wanted: Wanted) -> list[Case]:
    from ..evals.needs import with_seeds
    from ..evals.suites import load_suite

    cases = load_suite(wanted.suite)
    return matching(with_seeds(cases, wanted.seeds) if wanted.seeds else cases, wanted)


def matching(cases: list, wanted: Wanted) -> list:  # type: ignore[type-arg]
    """Return the cases that `--only` names, or those that were begun with."""
    import re

    if wanted.cases:
        known = {case.id: case for case in cases}
        if gone := [name for name in wanted.cases if name not in known]:
            raise click.UsageError(f"the suite has no case {gone[0]!r} any more; run it anew")
        return [known[name] for name in wanted.cases]
    try:
        found = [case for case in cases if re.search(wanted.only, case.id)]
    except re.error as error:
        raise click.UsageError(f"--only {wanted.only!r} is no regular expression: {error}") from error
    if not found:
        raise click.UsageError(f"no case's id matches {wanted.only!r}")
    return found


def _fitting(
    arms: Sequence[Arm], cases: Sequence[Case], wanted: Wanted
) -> tuple[list[tuple[Arm, list[Case]]], list[Skip]]:
    """Return by arm the cases that can be run, and those that cannot with the reason."""
    from ..evals.arms import can_run
    from ..evals.needs import needs_default_world
    from ..evals.record import Skip
    from ..tools.registry import builtin_registry

    registry = builtin_registry()
    _check_oracles(arms, cases, registry)
    misfit = _misfits(wanted.devices, cases) if wanted.devices else {}
    for case in cases:
        if case.seed is not None and (name := needs_default_world(case.task)):
            misfit[case.id] = f"it needs {name}, which other worlds do not have"
    pairs, skipped = [], []
    for arm in arms:
        closed = {c.id: "it needs a way that is closed" for c in cases if not can_run(arm, c, registry)} | misfit
        if arm.who == "oracle":
            closed |= {case.id: "it has no oracle" for case in cases if not case.task.oracle}
        pairs.append((arm, [case for case in cases if case.id not in closed]))
        skipped += [Skip(arm.name, case.id, closed[case.id]) for case in cases if case.id in closed]
    return pairs, skipped


def _check_oracles(arms: Sequence[Arm], cases: Sequence[Case], registry: Registry) -> None:
    """Raise TaskFileError where an oracle calls what is no tool."""
    from ..evals.task import TaskFileError
    from ..tools.types import ToolRetryError

    for case in cases if any(arm.who == "oracle" for arm in arms) else ():
        for call in case.task.oracle:
            try:
                registry.lookup(call.tool if call.tool != "none" else "finish")
            except ToolRetryError as error:
                raise TaskFileError(f"{case.task.name}: its oracle: {error}") from error


def _misfits(devices: Sequence[str], cases: Sequence[Case]) -> dict[str, str]:
    """Return why a case cannot be run on attached devices, by its id."""
    from ..evals.attached import facts_of, misfit

    known = [facts_of(serial) for serial in devices]
    reasons = {case.id: next((why for facts in known if (why := misfit(case.task, facts))), "") for case in cases}
    return {name: why for name, why in reasons.items() if why}


def _leases() -> Path:
    from .config import load_settings, ready_home

    return ready_home(load_settings()) / "devices.sqlite3"


def _cloud_config() -> CloudConfig:
    """Return the model server of the settings; ConfigError where none is set up."""
    from .config import ConfigError, load_settings
    from .wiring_models import cloud_config

    settings = load_settings()
    if not settings.has_cloud:
        raise ConfigError(
            "this arm needs a model server, and none is set up", "export AINOS_CLOUD_BASE_URL=… AINOS_CLOUD_MODEL=…"
        )
    return cloud_config(settings)
