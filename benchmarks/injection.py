"""10,000 hostile texts through every way to the phone's shell (SEC-30). `./run bench injection [CASES] [SEED]`.

The bar: argv as intended in every case that was sent, nothing sent in every case that was refused.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence

from table import print_table, write_results

from ainos.evals.injection import run_cases


def main(arguments: Sequence[str]) -> int:
    """Run the cases and print what the shell made of them."""
    count, seed = (int(word) for word in (*arguments, *("10000", "1")[len(arguments) :]))
    started = time.monotonic()
    report = run_cases(count, seed)
    took = time.monotonic() - started
    print_table(("way", "cases"), sorted(report.kinds.items()))
    for failure in report.failures[:20]:
        print(f"WRONG  {failure.kind}: {failure.text!r} -> {failure.seen}")
    print(f"{report.cases} cases in {took:.0f} s: {len(report.failures)} wrong, {report.refused} refused unsent")
    write_results(
        "injection",
        {"cases": report.cases, "seed": seed, "wrong": len(report.failures), "refused": report.refused,
         "ways": dict(report.kinds)},
    )  # fmt: skip
    return int(bool(report.failures))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
