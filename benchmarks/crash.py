"""Kill -9 at every operation of 20 tasks. `./run bench crash [DOUBLES] [--short]`.

A forked agent with a real journal is killed with SIGKILL before and after each bridge call, journal write and model
call, loses the answer to each act (with effects that show 0, 2 and 15 s late), meets a full disk at each write,
and is killed again while it resumes (DOUBLES random schedules a task, default 60). After each schedule the phone's own
ledger is compared with that of a run that nothing interrupted. `--short` runs a sample of them, as CI does.
"""

from __future__ import annotations

import os
import sys
import time
from collections import Counter

from table import print_table, write_results

from ainos.evals.crash_sweep import Sweep, sweep_tasks

DOUBLES = 60
SHORT_SHARE, SHORT_DOUBLES = 0.06, 1


def main(arguments: list[str]) -> int:
    """Print the table and write the results; exit 1 when a promise was broken."""
    short = "--short" in arguments
    counts = [int(a) for a in arguments if a.isdigit()]
    doubles = counts[0] if counts else (SHORT_DOUBLES if short else DOUBLES)
    began, rows, sweeps = time.monotonic(), [], []
    for task, sweep in sweep_tasks(doubles=doubles, sample=SHORT_SHARE if short else 1.0):
        sweeps.append(sweep)
        rows.append((task.name, _told(sweep)))
        for line in _broken(sweep):
            print(f"  {line}", flush=True)
    print_table(("task", "schedules · kills · done · in doubt · otherwise ended"), rows)
    figures = _figures(sweeps, time.monotonic() - began)
    print()
    print_table(("crash sweep", "count"), list(figures.items()))
    if not short:
        write_results("crash", {"cores": os.cpu_count(), "load": os.getloadavg()[0], **figures})
    faults = sum(s.faults for s in sweeps)
    print(
        f"schedules: {figures['schedules']} · kill -9: {figures['kills']} · duplicated outward effects: "
        f"{figures['outward_effects_duplicated']} · silently lost: {figures['outward_effects_silently_lost']} · "
        f"in doubt: {figures['ended_in_doubt']}"
    )
    return 1 if faults else 0


def _told(sweep: Sweep) -> str:
    done, doubt = sweep.statuses["done"], sweep.statuses["in_doubt"]
    return f"{sweep.schedules} · {sweep.kills} · {done} · {doubt} · {sweep.schedules - done - doubt}"


def _broken(sweep: Sweep) -> list[str]:
    lists = (sweep.duplicated, sweep.lost, sweep.differing, sweep.paid_again, sweep.unsound, sweep.stuck)
    return [line for lines in lists for line in lines]


def _figures(sweeps: list[Sweep], seconds: float) -> dict[str, object]:
    statuses: Counter[str] = sum((s.statuses for s in sweeps), Counter())
    return {
        "tasks": len(sweeps),
        "schedules": sum(s.schedules for s in sweeps),
        "kills": sum(s.kills for s in sweeps),
        "ended_done": statuses["done"],
        "ended_in_doubt": statuses["in_doubt"],
        "ended_otherwise_and_told": sum(statuses.values()) - statuses["done"] - statuses["in_doubt"],
        "outward_effects_duplicated": sum(len(s.duplicated) for s in sweeps),
        "outward_effects_silently_lost": sum(len(s.lost) for s in sweeps),
        "done_with_another_state_or_answer": sum(len(s.differing) for s in sweeps),
        "model_calls_paid_twice": sum(len(s.paid_again) for s in sweeps),
        "journals_not_whole": sum(len(s.unsound) for s in sweeps),
        "without_an_end": sum(len(s.stuck) for s in sweeps),
        "seconds": round(seconds, 1),
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
