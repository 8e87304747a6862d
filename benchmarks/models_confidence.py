"""Fits the confidence of on-device calls on tuning sentences: `python benchmarks/models_confidence.py --write`.

Every tuning sentence is decided as a run decides it; what the parts say of themselves is weighed by a small logistic
regression for each way of deciding, with a penalty on large weights. A figure may only count in the direction in which
it is evidence; where the sentences say otherwise, it is left out. `--rows FILE` keeps the decisions to fit again from.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from models_figures import Tally, auroc
from models_path import WholePath
from models_sets import EN, MORE, MORE_ZH, PLUGINS, PLUGINS_ZH, ZH, load_sets
from table import print_table, show_passing

from ainos.models.confidence import FILE, Evidence
from ainos.models.local import LocalModel
from ainos.models.prompt import NONE

SETS = (ZH, PLUGINS_ZH, MORE_ZH, PLUGINS, MORE, EN)
SIGNS: Mapping[str, Mapping[str, int]] = {
    "english": {"both": 1, "beside": 1, "missing": -1, "torn": -1, "unexplained": -1},
    "english plugin": {
        "both": 1, "beside": 1, "missing": -1, "known": 1, "torn": -1, "asks": -1, "unexplained": -1,
    },
    "chinese": {"both": 1, "missing": -1},
    "chinese plugin": {"both": 1, "texts": -1, "missing": -1},
}  # fmt: skip
"""By way: which figures count, and whether more of them makes a call likelier. The length of a wish is left out: the
longest tuning sentences were written to be hard, so it would tell the set and not the call."""
PENALTY = 3.0
"""On the square of each weight of a figure scaled to its spread."""
FOLDS = 10
Row = Mapping[str, Any]


def decided(keep: Path | None) -> list[dict[str, Any]]:
    """Decide every tuning sentence; return those that the on-device models answered with one call.

    Args:
        keep: Where they are written after each set.
    """
    model, found = LocalModel(), []
    for one in load_sets("dev", SETS):
        known = {tool.name: tool for tool in one.tools}
        whole = WholePath(model, one.plugins)
        for number, item in enumerate(one.items, 1):
            show_passing(f"  {one.name}: {number} of {len(one.items)} ")
            if item["tool"] not in known and item["tool"] != NONE:
                continue
            answer, tally = whole.answer(item["goal"]), Tally()
            tally.add(item, answer, known, 0.0, 0.0)
            if answer.tool != NONE and answer.source == "device" and not answer.several:
                evidence = {**answer.parts["evidence"], "unexplained": answer.parts.get("unexplained", 0)}  # type: ignore[dict-item]
                found.append({"way": answer.parts["way"], "exact": tally.rows[0].exact, "evidence": evidence})
        if keep is not None:
            keep.write_text(json.dumps(found))
    show_passing()
    return found


def fit(rows: Sequence[Row], names: Sequence[str]) -> dict[str, float]:
    """Return the weights of figures and, under an empty name, the constant."""
    table = np.array([[row["evidence"].get(name, 0.0) for name in names] for row in rows], float)
    exact = np.array([row["exact"] for row in rows], float)
    spread = table.std(axis=0) + 1e-6
    x = np.c_[np.ones(len(rows)), table / spread]
    penalty = np.diag([1e-3, *[PENALTY] * len(names)])
    weights = np.zeros(x.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ weights))
        step = np.linalg.solve((x.T * (p * (1 - p))) @ x + penalty, x.T @ (p - exact) + penalty @ weights)
        weights -= step
        if abs(step).max() < 1e-6:
            break
    return {"": float(weights[0]), **{n: float(w / s) for n, w, s in zip(names, weights[1:], spread, strict=True)}}


def fitted(rows: Sequence[Row], signs: Mapping[str, int]) -> dict[str, float]:
    """Return weights of which none points the wrong way: the worst is left out until there is none."""
    names = list(signs)
    while True:
        weights = fit(rows, names)
        wrong = [name for name in names if weights[name] * signs[name] < 0]
        if not wrong:
            return {name: round(value, 4) for name, value in weights.items()}
        names.remove(min(wrong, key=lambda name: weights[name] * signs[name]))


def said(weights: Mapping[str, float], evidence: Evidence) -> float:
    """Return the probability that weights give to evidence."""
    odds = sum(weights.get(name, 0.0) * value for name, value in {"": 1.0, **evidence}.items())
    return float(1 / (1 + np.exp(-odds)))


def across(rows: Sequence[Row], signs: Mapping[str, int]) -> list[float]:
    """Return each row's probability from weights that were fitted without its tenth of the rows."""
    order = list(range(len(rows)))
    random.Random(1).shuffle(order)
    found = [0.0] * len(rows)
    for fold in range(FOLDS):
        out = set(order[fold::FOLDS])
        weights = fitted([row for n, row in enumerate(rows) if n not in out], signs)
        for n in out:
            found[n] = said(weights, rows[n]["evidence"])
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit, print what was reached, and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help=f"write {FILE.name}")
    parser.add_argument("--rows", type=Path, help="decisions: read where the file is there, else written")
    options = parser.parse_args(arguments)
    rows = json.loads(options.rows.read_text()) if options.rows and options.rows.is_file() else decided(options.rows)
    weights, table, all_said, all_exact = {}, [], [], []
    for way, signs in SIGNS.items():
        mine = [row for row in rows if row["way"] == way]
        weights[way] = fitted(mine, signs)
        unseen, exact = across(mine, signs), [row["exact"] for row in mine]
        all_said, all_exact = [*all_said, *unseen], [*all_exact, *exact]
        under = [e for s, e in zip(unseen, exact, strict=True) if s < 0.3]
        table.append([
            way, len(mine), sum(exact), f"{auroc(unseen, exact) or 0:.3f}", f"{sum(under)} of {len(under)}",
            json.dumps(weights[way]),
        ])  # fmt: skip
    print_table(["way", "calls", "exact", "AUROC unseen", "exact below 0.3", "weights"], table)
    print(f"all: {len(all_exact)} calls, AUROC unseen {auroc(all_said, all_exact):.3f}")
    if options.write:
        data = {
            "fitted_by": "benchmarks/models_confidence.py --write, on tuning sentences",
            "calls": {way: [line[1], line[2]] for way, line in zip(SIGNS, table, strict=True)},
            "weights": weights,
        }
        FILE.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
        print(f"written: {FILE}")


if __name__ == "__main__":
    main()
