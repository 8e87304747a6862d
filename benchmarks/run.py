"""`./run bench [NAME]`: run one benchmark, or list them. Each prints a table and writes results/NAME.json."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

HERE = Path(__file__).parent
PARTS = frozenset((
    "run", "table", "mutation", "sentences", "routing_plot", "routing_figures", "models_sets", "models_path",
    "models_ways", "models_figures", "models_seen", "models_compound", "models_speed", "adapters_bare",
    "adapters_facts", "adapters_summary", "adapters_urgent",
))  # fmt: skip
"""Modules that benchmarks share."""


def names() -> list[str]:
    """Return the benchmarks' names."""
    return sorted(p.stem for p in HERE.glob("*.py") if p.stem not in PARTS)


def main(arguments: list[str]) -> int:
    """Run the named benchmark, or all; unknown names are a usage error."""
    chosen = arguments[:1] or names()
    failed: list[str] = []
    for name in chosen:
        if name not in names():
            print(f"there is no benchmark {name!r}; there are: {', '.join(names())}", file=sys.stderr)
            return 2
        print(f"== {name}", flush=True)
        sys.argv = [name, *arguments[1:]]
        try:
            runpy.run_path(str(HERE / f"{name}.py"), run_name="__main__")
        except SystemExit as end:
            failed += [name] if end.code else []
    if failed:
        print(f"below their bar: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.path.insert(0, str(HERE))
    sys.exit(main(sys.argv[1:]))
