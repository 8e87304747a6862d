"""Swapped and covered targets (SEC-09): what a touch lands on. `./run bench targets [RUNS ON THE PHONE]`.

1,000 runs on the fake phone, 1,000 with the real hands on a scripted phone whose every request takes its time, and 100
on a virtual phone over ADB. The bar: no wrong touch unless the swap struck while the act was under way, between its
looks and the touch; those are counted apart.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from typing import Any

from phone import private_stage
from table import print_table, write_results

from ainos.android_bridge.adb_device import AdbDevice
from ainos.android_bridge.tickets import TicketOffice
from ainos.evals.target_swaps import Run, on_fake, on_phone, on_script
from ainos.virtual_phone.remote import ask

SEED = 1


def main(arguments: Sequence[str]) -> int:
    """Run all three stages and print who touched what."""
    count = int(arguments[0]) if arguments else 100
    found = {"fake phone": on_fake(1000, SEED), "scripted phone": on_script(1000, SEED), "virtual phone": real(count)}
    figures = {name: summary(runs) for name, runs in found.items()}
    head = ("stage", "runs", "touched", "refused", "wrong", "wrong, in the gap")
    print_table(head, [(name, *row.values()) for name, row in figures.items()])
    for name, runs in found.items():
        for run in runs:
            if run.wrong and (name == "virtual phone" or not run.in_gap):
                print(f"wrong: {name}: {run}")
    write_results("targets", figures)
    return int(any(row["wrong"] > row["wrong_in_gap"] for row in figures.values()))


def real(count: int) -> list[Run]:
    """Return the runs on a virtual phone of their own."""
    with private_stage() as stage:
        serial = stage.start(1)[0]
        office = TicketOffice()
        with AdbDevice(serial, office, server=stage.server) as device:
            started = time.monotonic()
            runs = on_phone(
                device, office, lambda request: ask(serial, dict(request), folder=stage.phones.folder), count, SEED
            )
            print(f"{count} runs on the virtual phone in {time.monotonic() - started:.0f} s")
            return runs


def summary(runs: Sequence[Run]) -> dict[str, Any]:
    """Return the counts of one stage."""
    return {
        "runs": len(runs),
        "touched": sum(run.touched for run in runs),
        "refused": sum(not run.touched for run in runs),
        "wrong": sum(run.wrong for run in runs),
        "wrong_in_gap": sum(run.wrong and run.in_gap for run in runs),
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
