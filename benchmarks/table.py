"""Plain tables and result files for the benchmarks."""

from __future__ import annotations

import json
import platform
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

RESULTS = Path(__file__).parent / "results"


def print_table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print rows under their heads, columns aligned."""
    text = [[str(c) for c in row] for row in [head, *rows]]
    widths = [max(len(row[i]) for row in text) for i in range(len(head))]
    for number, row in enumerate(text):
        print("  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip())
        if number == 0:
            print("  ".join("-" * w for w in widths))


def show_passing(text: str = "") -> None:
    """Show how far a benchmark is, on one line that the next call overwrites; nothing where nobody looks on."""
    if sys.stderr.isatty():
        print(f"\r{text.ljust(90)}" if text else f"\r{' ' * 90}\r", end="", file=sys.stderr, flush=True)


def write_results(name: str, figures: Mapping[str, object]) -> Path:
    """Write results/NAME.json with the machine and the time; return its path."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{name}.json"
    body = {"benchmark": name, "time": time.strftime("%Y-%m-%dT%H:%M:%S"), "machine": platform.platform(), **figures}
    path.write_text(json.dumps(body, indent=1, ensure_ascii=False) + "\n")
    print(f"written: {path}")
    return path
