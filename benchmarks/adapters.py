"""The adapters that read notifications and messages, on hand-written sets, beside rules and the base model.

`./run bench adapters` runs the held-out sets (`urgent_test.yaml`, `summarize_test.yaml`) and prints totals only; `--set
dev` the tuning sets, with what was missed. `--only urgent,summarize` chooses; `--quick` leaves out the base model.

The bars were set before there were weights. Priority: at least 80 % right in English and 70 % in Chinese, at least 90 %
of what is due now found, AUROC of now and soon against the rest at least .90. Summaries: no number and no name that
nobody wrote, at least as many facts as code alone keeps, and no more facts turned wrong. Exits 1 below a bar.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import adapters_summary
import adapters_urgent
import yaml
from adapters_bare import BareModel
from table import write_results

from ainos.models.local import LocalModel

DATA = Path(__file__).parent / "data"
LEAST_RIGHT = {"english": 0.80, "chinese": 0.70}
LEAST_NOW, LEAST_AUROC = 0.90, 0.90


def load(name: str) -> dict[str, list[Any]]:
    """Return the parts of a set by language; none where the file is absent."""
    path = DATA / f"{name}.yaml"
    return dict(yaml.safe_load(path.read_text())) if path.is_file() else {}


def missed_urgent(found: Mapping[str, Any]) -> list[str]:
    """Return the bars of priorities that were not reached, in words."""
    missed = []
    for part, ways in found.items():
        f = ways[adapters_urgent.ADAPTER]
        if f["share"] < LEAST_RIGHT[part]:
            missed.append(f"urgent, {part}: {f['share']:.1%} right of at least {LEAST_RIGHT[part]:.0%}")
        if part == "english":
            if f["now_found"] < LEAST_NOW * f["now"]:
                missed.append(f"urgent: {f['now_found']} of {f['now']} due now found, at least {LEAST_NOW:.0%}")
            if (f["auroc_urgent"] or 0) < LEAST_AUROC:
                missed.append(f"urgent: AUROC {f['auroc_urgent']} of at least {LEAST_AUROC}")
    return missed


def missed_summaries(found: Mapping[str, Any]) -> list[str]:
    """Return the bars of summaries that were not reached, in words."""
    missed = []
    for part, ways in found.items():
        ours, code = ways[adapters_summary.ADAPTER], ways[adapters_summary.CODE]
        if ours["invented"]:
            missed.append(f"summaries, {part}: {ours['invented']} numbers or names that nobody wrote")
        if ours["kept"] < code["kept"]:
            missed.append(f"summaries, {part}: {ours['kept']} facts kept, code alone {code['kept']}")
        if ours["wrong"] > code["wrong"]:
            missed.append(f"summaries, {part}: {ours['wrong']} wrong facts, code alone {code['wrong']}")
    return missed


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the sets and write the results."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", choices=("dev", "test"), default="test")
    parser.add_argument("--only", default="urgent,summarize", help="which adapters, separated by commas")
    parser.add_argument("--quick", action="store_true", help="without the base model's way")
    options = parser.parse_args(arguments)
    # In this process, so that its processor time is counted.
    model, bare = LocalModel(apart=False), None if options.quick else BareModel(apart=False)
    figures: dict[str, Any] = {}
    missed: list[str] = []
    misses = options.set == "dev"
    for name in options.only.split(","):
        sets = load(f"{name}_{options.set}")
        if name == "urgent":
            figures[name] = adapters_urgent.bench(sets, model, bare, misses=misses)
            missed += missed_urgent(figures[name])
        elif name == "summarize":
            figures[name] = adapters_summary.bench(sets, model, bare, misses=misses)
            missed += missed_summaries(figures[name])
        else:
            parser.error(f"there is no adapter bench {name!r}; there are: urgent, summarize")
    name = ("adapters" if options.set == "test" else "adapters_dev") + ("_quick" if options.quick else "")
    write_results(name, {"set": options.set, **figures, "missed": missed})
    for line in missed:
        print(f"below the bar: {line}", file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
