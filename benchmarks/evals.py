"""How fast an evaluation runs, and what a phone costs: `./run bench evals [--plot]`.

Episodes of the suite smoke with the oracle's calls, on 1 and on 2 workers; what the runner itself costs; 1, 10 and 100
phones in one process. `--plot` draws docs/images/evaluations.svg.

`./run bench evals --pace [--only REGEX] [--trials N] [--workers N]` runs the suite goals at once and in the pace of a
real phone, and prints how many times longer that takes. The slow run waits most of the time, so that it may have more
workers; what is compared is the sum of the episodes' own wall times, which more workers only make longer where they
get into each other's way: the busy share of the cores is printed beside it.
"""

from __future__ import annotations

import argparse
import re
import statistics
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from phone import Stage, memory_mb, private_stage
from table import print_table, write_results

from ainos.evals.arms import parse_arm
from ainos.evals.bench import Setup
from ainos.evals.pool import Job, run_jobs
from ainos.evals.record import Episode
from ainos.evals.suites import load_suite
from ainos.evals.workers import context
from ainos.virtual_phone.pace import Pace

_ROUNDS = 4
_COUNTS = (1, 10, 100)
_PORT = 31000
_TASKS = 2000
_WORKERS = 2
_LEAST_FASTER = 20.0
_PLOT = Path(__file__).parent.parent / "docs" / "images" / "evaluations.svg"


def episodes(workers: int) -> dict[str, float]:
    """Run the suite `_ROUNDS` times and return the figures of the whole."""
    jobs = [Job(case, parse_arm("oracle"), trial) for trial in range(_ROUNDS) for case in load_suite("smoke")]
    found: list[Episode] = []
    times: list[float] = []

    def done(episode: Episode) -> None:
        found.append(episode)
        times.append(time.perf_counter())

    began = time.perf_counter()
    run_jobs(jobs, workers, done)
    first = times[0] - began
    rate = (len(times) - 1) / (times[-1] - times[0])
    own = sum(e.seconds for e in found) / len(found)
    return {
        "episodes": len(found), "passed": sum(e.passed for e in found), "first_s": first, "per_s": rate,
        "agent_ms": own * 1000, "overhead_ms": (workers / rate - own) * 1000,
    }  # fmt: skip


def nothing(number: int) -> int:
    """Stand in for an episode, to measure the runner alone."""
    return number


def runner() -> dict[str, float]:
    """Return what the runner costs without any phone: seconds until the first task has run, milliseconds a task."""
    began = time.perf_counter()
    with ProcessPoolExecutor(_WORKERS, mp_context=context()) as pool:
        pool.submit(nothing, 0).result()
        cold = time.perf_counter() - began
        began = time.perf_counter()
        for _ in range(_TASKS // _WORKERS):
            for future in [pool.submit(nothing, n) for n in range(_WORKERS)]:
                future.result()
        a_task = (time.perf_counter() - began) / _TASKS * 1000
    warm = []
    for _ in range(3):
        began = time.perf_counter()
        with ProcessPoolExecutor(_WORKERS, mp_context=context()) as pool:
            pool.submit(nothing, 0).result()
            warm.append(time.perf_counter() - began)
    return {"cold_s": cold, "warm_s": statistics.median(warm), "task_ms": a_task}


def cores() -> tuple[float, float]:
    """Return the busy and all ticks of this machine's cores since it started, whoever was busy."""
    ticks = [float(word) for word in Path("/proc/stat").read_text(encoding="ascii").splitlines()[0].split()[1:9]]
    return sum(ticks) - ticks[3] - ticks[4], sum(ticks)


def paced(jobs: Sequence[Job], pace: Pace, workers: int) -> dict[str, float]:
    """Run jobs in a pace; return their wall seconds, the sum of those of the episodes, and how busy the cores were."""
    found: list[Episode] = []
    busy, total = cores()
    began = time.perf_counter()

    def done(episode: Episode) -> None:
        found.append(episode)
        if sys.stderr.isatty():
            print(f"\r\033[K{len(found)}/{len(jobs)}  {pace}", end="", file=sys.stderr)

    run_jobs(jobs, workers, done, Setup(pace=pace))
    wall = time.perf_counter() - began
    busy, total = (after - before for after, before in zip(cores(), (busy, total), strict=True))
    return {
        "workers": workers, "episodes": len(found), "passed": sum(e.passed for e in found), "wall_s": wall,
        "sum_s": sum(e.wall for e in found), "busy": busy / max(1.0, total),
    }  # fmt: skip


def compare_paces(only: str, trials: int, workers: int) -> int:
    """Print how many times longer the suite goals takes in the pace of a phone; exit code 1 below the bar."""
    cases = [case for case in load_suite("goals") if re.search(only, case.id)]
    jobs = [Job(case, parse_arm("oracle"), trial) for trial in range(trials) for case in cases]
    runs = {"at once": paced(jobs, "fast", _WORKERS), "as a phone": paced(jobs, "phone", workers)}
    print_table(
        ("pace", "episodes", "passed", "workers", "wall s", "sum s", f"s on {_WORKERS} workers", "cores busy"),
        [
            (name, f"{r['episodes']:.0f}", f"{r['passed']:.0f}", f"{r['workers']:.0f}", f"{r['wall_s']:.1f}",
             f"{r['sum_s']:.1f}", f"{r['sum_s'] / _WORKERS:.1f}", f"{r['busy']:.0%}")
            for name, r in runs.items()
        ],
    )  # fmt: skip
    times = runs["as a phone"]["sum_s"] / runs["at once"]["sum_s"]
    print(
        f"{len(cases)} cases, {trials} trials: {times:.1f} times longer in the pace of a phone (bar {_LEAST_FASTER:g})"
    )
    if not only:
        write_results("evals_pace", {**runs, "times": times, "trials": trials})
    return 0 if times >= _LEAST_FASTER else 1


def phones(stage: Stage) -> list[dict[str, float]]:
    """Start phones in one process and return what each number of them costs."""
    rows = []
    for count in _COUNTS:
        began = time.perf_counter()
        serials = stage.phones.start(count, port=_PORT, processes=1, pace="fast", timeout_s=60.0)
        wall = time.perf_counter() - began
        rows.append({"phones": count, "start_s": wall, "resident_mb": memory_mb(stage.phones.find(serials[-1]).pid)[0]})
        stage.phones.stop_all()
    return rows


def plot(rates: Sequence[tuple[str, float]], rows: Sequence[dict[str, float]]) -> str:
    """Return an SVG with two small bar charts; bars are labelled with their figures."""
    charts = (
        ("episodes a second", [(name, value, f"{value:.1f}") for name, value in rates]),
        ("MB for so many phones", [(f"{r['phones']:.0f}", r["resident_mb"], f"{r['resident_mb']:.0f}") for r in rows]),
    )
    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 220" font-family="system-ui, sans-serif" '
        'font-size="13" role="img" aria-label="Throughput of evaluations and memory of phones">',
        '<rect width="640" height="220" fill="#fff"/>',
    ]
    for number, (title, bars) in enumerate(charts):
        left = 20 + number * 320
        highest = max(value for _, value, _ in bars)
        parts.append(f'<text x="{left}" y="24" font-weight="600" fill="#1f2937">{title}</text>')
        for place, (name, value, shown) in enumerate(bars):
            x, height = left + place * 90, 130 * value / highest
            parts.append(
                f'<rect x="{x}" y="{180 - height:.0f}" width="60" height="{height:.0f}" rx="3" fill="#2563eb"/>'
                f'<text x="{x + 30}" y="{174 - height:.0f}" text-anchor="middle" fill="#1f2937">{shown}</text>'
                f'<text x="{x + 30}" y="200" text-anchor="middle" fill="#6b7280">{name}</text>'
            )
    return "\n".join([*parts, "</svg>", ""])


def main(arguments: list[str]) -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--plot", action="store_true")
    parser.add_argument("--pace", action="store_true")
    parser.add_argument("--only", default="")
    parser.add_argument("--trials", type=int, default=3)
    parser.add_argument("--workers", type=int, default=8)
    options = parser.parse_args(arguments)
    if options.pace:
        return compare_paces(options.only, options.trials, options.workers)
    own = runner()
    print(
        f"the runner alone: {own['cold_s']:.2f} s to the first task, {own['warm_s']:.2f} s with its imports done, "
        f"{own['task_ms']:.2f} ms a task\n"
    )
    runs = {workers: episodes(workers) for workers in (1, 2)}
    print_table(
        ("workers", "episodes a second", "agent ms", "overhead ms an episode", "s to the first", "passed"),
        [
            (w, f"{r['per_s']:.1f}", f"{r['agent_ms']:.0f}", f"{r['overhead_ms']:.0f}", f"{r['first_s']:.1f}",
             f"{r['passed']:.0f} of {r['episodes']:.0f}")
            for w, r in runs.items()
        ],
    )  # fmt: skip
    with private_stage() as stage:
        rows = phones(stage)
    print()
    print_table(
        ("phones in a process", "s to start", "resident MB", "MB a phone more"),
        [
            (f"{r['phones']:.0f}", f"{r['start_s']:.2f}", f"{r['resident_mb']:.0f}",
             f"{(r['resident_mb'] - rows[0]['resident_mb']) / (r['phones'] - 1):.2f}" if r["phones"] > 1 else "")
            for r in rows
        ],
    )  # fmt: skip
    write_results("evals", {"runner": own, "episodes": {str(w): r for w, r in runs.items()}, "phones": rows})
    if options.plot:
        _PLOT.write_text(plot([(f"{w} worker{'s' * (w > 1)}", r["per_s"]) for w, r in runs.items()], rows))
        print(f"written: {_PLOT}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
