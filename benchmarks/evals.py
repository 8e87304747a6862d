"""How fast an evaluation runs, and what a phone costs: `./run bench evals [--plot]`.

Episodes of the suite smoke with the oracle's calls, on 1 and on 2 workers; 1, 10 and 100 phones in one process.
`--plot` draws docs/images/evaluations.svg.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path

from phone import Stage, memory_mb, private_stage
from table import print_table, write_results

from ainos.evals.arms import parse_arm
from ainos.evals.pool import Job, run_jobs
from ainos.evals.record import Episode
from ainos.evals.suites import load_suite

_ROUNDS = 4
_COUNTS = (1, 10, 100)
_PORT = 31000
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
    write_results("evals", {"episodes": {str(w): r for w, r in runs.items()}, "phones": rows})
    if "--plot" in arguments:
        _PLOT.write_text(plot([(f"{w} worker{'s' * (w > 1)}", r["per_s"]) for w, r in runs.items()], rows))
        print(f"written: {_PLOT}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
