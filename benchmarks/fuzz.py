"""Coverage-guided fuzzing of everything that reads foreign bytes (SEC-39). `./run bench fuzz [SECONDS] [SEED]`.

The bar: no crash and no run above a second. One minute by default; `./run bench fuzz 3600` is the scheduled hour.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from table import print_table, write_results

from ainos.evals.parser_fuzz import fuzz


def main(arguments: Sequence[str]) -> int:
    """Fuzz and print what was found."""
    seconds, seed = (int(word) for word in (*arguments, *("60", "1")[len(arguments) :]))
    report = fuzz(seconds, seed)
    rows = [(name, count, report.lines[name], sum(f.parser == name for f in report.findings))
            for name, count in report.runs.items()]  # fmt: skip
    print_table(("parser", "runs", "line steps", "findings"), rows)
    for finding in report.findings[:20]:
        print(f"FOUND  {finding.parser}: {finding.what}\n       {finding.data!r}")
    figures = {name: {"runs": runs, "steps": steps, "findings": found} for name, runs, steps, found in rows}
    write_results("fuzz", {"seconds": seconds, "seed": seed, "parsers": figures})
    return int(bool(report.findings))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
