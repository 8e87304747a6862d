"""Runs AndroidWorld's tasks with its own set-up and checks: `python -m ainos.evals.androidworld --serial S`.

Results are "AndroidWorld tasks on the virtual phone": its apps are ours and easier than the real ones, so they must not
stand beside published AndroidWorld scores. Knows: the life of a task (set up, check, act, check, tear down).
Does not know: how a task is done; that is in walks/ (by the screens) and end_states.py (straight into the state).
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import asdict, dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from .androidworld_device import AndroidWorldMissingError, connect, find_androidworld, shorten_sleeps

DONE_AT_START = frozenset(
    f"System{what}Verify"
    for what in ("BluetoothTurnOff", "BluetoothTurnOn", "BrightnessMax", "BrightnessMin", "WifiTurnOff", "WifiTurnOn")
)
"""Tasks whose right outcome is to leave the phone alone: they hold before anything was done."""
_TASK_SLEEPS_AT_MOST_S = 0.05


@dataclass(frozen=True, slots=True)
class Result:
    """One task with one seed."""

    task: str
    seed: int
    goal: str
    way: str
    """"walk" by the screens, "state" written straight, "check" when nothing was done."""
    before: float | None
    """AndroidWorld's verdict right after set-up, 0 to 1; None when set-up failed."""
    after: float | None
    """Its verdict at the end; None when it was not reached."""
    error: str
    """What failed, in one line; "" when nothing did."""
    seconds: float
    begins_done: bool = False
    """Whether this task, with these params, is to hold before anything was done."""

    @property
    def holds(self) -> bool:
        """Whether untouched was not yet done (unless by design), done is done, and nothing failed."""
        start = 1.0 if self.begins_done else 0.0
        return not self.error and self.before == start and (self.way == "check" or self.after == 1.0)


Act = Callable[[Any, Any], str | None]
"""Does a task, given AndroidWorld's env and task; returns the answer of a question task."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the wished tasks and print a table; 0 when all hold, 1 when some do not, 2 without AndroidWorld."""
    options = _parser().parse_args(arguments)
    try:
        find_androidworld()
    except AndroidWorldMissingError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    import_module("absl.logging").set_verbosity("fatal" if not options.verbose else "info")
    registry = import_module("android_world.registry").TaskRegistry().get_registry("android_world")
    unknown = [name for name in options.task if name not in registry]
    if unknown:
        sys.stderr.write(f"AndroidWorld has no task {', '.join(unknown)}; nothing was run.\n")
        return 2
    env = connect(options.serial, options.adb_server_port)
    if not options.real_sleeps:
        shorten_sleeps(_TASK_SLEEPS_AT_MOST_S)
    results: list[Result] = []
    for name in options.task or sorted(registry):
        for seed in options.seeds:
            results.append(_run(env, registry[name], seed, options))
            print(_row(results[-1]), flush=True)
            _save(options.json, results)
    print(_summary(results))
    return 0 if all(result.holds for result in results) else 1


def judge(
    env: Any, task_class: Any, seed: int, act: Act | None, way: str, look: Callable[[], object] | None = None
) -> Result:
    """Set one task up, check it untouched, do it, check it, tear it down. Never raises for a failing task.

    look: called before the tear-down of a task that did not come out right.
    """
    task = None
    before = after = None
    error = ""
    start = time.perf_counter()
    try:
        task = _make_task(env, task_class, seed)
        task.initialize_task(env)
        before = float(task.is_successful(env))
        if act is not None:
            env.interaction_cache = act(env, task) or ""
            after = float(task.is_successful(env))
    except Exception as failure:  # noqa: BLE001 - foreign code: whatever it raises is this task's result
        error = _in_a_line(failure)
    if look is not None and (error or after == 0.0):
        look()
    try:
        if task is not None:
            task.tear_down(env)
    except Exception as failure:  # noqa: BLE001 - as above
        error = error or f"tear-down: {_in_a_line(failure)}"
    return Result(
        task=task_class.__name__, seed=seed, goal=task.goal if task is not None else "", way=way, before=before,
        after=after, error=error, seconds=round(time.perf_counter() - start, 2),
        begins_done=task is not None and _begins_done(task),
    )  # fmt: skip


def _begins_done(task: Any) -> bool:
    """Tell whether nothing is to be done: by design, or since the drawn params name no row to delete."""
    return task.name in DONE_AT_START or ("Delete" in task.name and task.params.get("row_objects") == [])


def _make_task(env: Any, task_class: Any, seed: int) -> Any:
    """Return the task with the params that this seed gives, as AndroidWorld's own suite does it."""
    task_class.set_device_time(env)
    random.seed(seed)
    params = task_class.generate_random_params()
    params["seed"] = seed
    return task_class(params)


def _run(env: Any, task_class: Any, seed: int, options: argparse.Namespace) -> Result:
    way, act = ("check", None) if options.check_only else _way(task_class.__name__, options)
    with redirect_stdout(sys.stderr):  # AndroidWorld prints; the table is ours
        return judge(env, task_class, seed, act, way, partial(_keep_shot, env, options, task_class.__name__, seed))


def _keep_shot(env: Any, options: argparse.Namespace, name: str, seed: int) -> None:
    """Keep a picture of the screen as it is now, where `--shots` wishes it."""
    from PIL import Image

    if options.shots is not None:
        options.shots.mkdir(parents=True, exist_ok=True)
        Image.fromarray(env.controller.reset().observation["pixels"]).save(options.shots / f"{name}-{seed}.png")


def _way(name: str, options: argparse.Namespace) -> tuple[str, Act | None]:
    """Choose the walk of a task, or the right end state where it has none or `--state` asks for it."""
    from .end_states import END_STATES, walk_action

    walk = None if options.state else walk_action(name, options.serial)
    if walk is not None:
        return "walk", walk
    if not options.walk and name in END_STATES:
        return "state", END_STATES[name]
    return "check", None


def _in_a_line(failure: Exception) -> str:
    last = traceback.extract_tb(failure.__traceback__)[-1]
    text = " ".join(str(failure).split())
    return f"{type(failure).__name__}: {text[:300]} ({Path(last.filename).name}:{last.lineno})"


def _row(result: Result) -> str:
    sign = "ok  " if result.holds else "FAIL"
    numbers = " -> ".join("-" if value is None else f"{value:g}" for value in (result.before, result.after))
    return (
        f"{sign} {result.task:48} seed {result.seed:<4} {result.way:5} {numbers:8} {result.seconds:6.1f} s  "
        f"{result.error}"
    ).rstrip()


def _summary(results: Sequence[Result]) -> str:
    ways: Mapping[str, list[Result]] = {
        way: [result for result in results if result.way == way] for way in ("walk", "state", "check")
    }
    parts = [f"{way}: {sum(r.holds for r in group)} of {len(group)} hold" for way, group in ways.items() if group]
    return f"AndroidWorld tasks on the virtual phone: {'; '.join(parts)}"


def _save(path: Path | None, results: Sequence[Result]) -> None:
    if path is not None:
        path.write_text(json.dumps([{**asdict(r), "holds": r.holds} for r in results], indent=1))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="ainos.evals.androidworld", description="Run AndroidWorld's tasks on a device that adb reaches."
    )
    parser.add_argument("--serial", required=True, help="the device; emulator-N, since four tasks use its console")
    parser.add_argument("--adb-server-port", type=int, default=int(os.environ.get("ANDROID_ADB_SERVER_PORT") or 5037))
    parser.add_argument("--task", nargs="+", default=[], help="names of tasks; default: all 116")
    parser.add_argument("--seeds", type=_numbers, default=[1], help="seeds of the params: 1,2,3")
    ways = parser.add_mutually_exclusive_group()
    ways.add_argument("--walk", action="store_true", help="only by the screens; tasks without a walk are only checked")
    ways.add_argument("--state", action="store_true", help="write right end states even where there is a walk")
    ways.add_argument("--check-only", action="store_true", help="set up, check untouched, tear down")
    parser.add_argument("--json", type=Path, default=None, help="write the results here as well")
    parser.add_argument("--shots", type=Path, default=None, help="keep the last screen of tasks that fail here")
    parser.add_argument("--real-sleeps", action="store_true", help="keep AndroidWorld's fixed waits (5 to 20 s a task)")
    parser.add_argument("--verbose", action="store_true", help="show AndroidWorld's own log")
    return parser


def _numbers(text: str) -> list[int]:
    return [int(word) for word in text.split(",") if word]


if __name__ == "__main__":
    sys.exit(main())
