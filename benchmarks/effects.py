"""How well the risk of a touch is told by its effect: `./run bench effects`.

Over evals/data/effect_nodes.yaml, written by hand: recall on what sends, pays, deletes, installs or grants (at least
99 %), false alarms on the benign nodes (at most 5 %), each for the tuning part and for the part that was written first
and never tuned on; by language, by kind, and the time per node. Ends with 1 below a bar.
"""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from collections.abc import Sequence

from table import print_table, write_results

from ainos.evals.effect_nodes import Node, judge, nodes
from ainos.tools.effect_kinds import RISK_OF_KIND

RECALL, FALSE_ALARMS = 0.99, 0.05
TIMES = 20


def main() -> int:
    """Measure both parts; 1 where one is below a bar."""
    results: dict[str, object] = {}
    failed = False
    for part in ("tuning", "held_out"):
        listed = nodes(part)
        figures = measure(listed)
        results[part] = figures
        failed |= bool(figures["recall"] < RECALL or figures["false_alarms"] > FALSE_ALARMS)  # type: ignore[operator]
        print(f"\n{part}: {figures['risky']} risky and {figures['benign']} benign nodes,", end=" ")
        print(f"recall {figures['recall']:.2%}, false alarms {figures['false_alarms']:.2%}, "
              f"kind named right {figures['kind_right']:.1%}")  # fmt: skip
        for line in figures["wrong"]:  # type: ignore[attr-defined]
            print(f"  {line}")
    everything = (*nodes("tuning"), *nodes("held_out"))
    print()
    print_table(("language", "risky", "found", "benign", "alarms"), by(everything, lambda node: node.language))
    print()
    print_table(("kind", "nodes", "found", "", ""), by(everything, lambda node: node.kind))
    results["microseconds_per_node"] = cost = round(microseconds(everything), 1)
    print(f"\n{len(everything)} nodes, {cost} µs a node")
    write_results("effects", results)
    return int(failed)


def measure(listed: Sequence[Node]) -> dict[str, object]:
    """Return recall, false alarms and the wrong ones of a part."""
    risky = [node for node in listed if node.kind != "none"]
    benign = [node for node in listed if node.kind == "none"]
    missed = [node for node in risky if judge(node).risk < RISK_OF_KIND[node.kind]]
    alarms = [node for node in benign if judge(node).risk > RISK_OF_KIND["write"]]
    right = [node for node in risky if judge(node).kind == node.kind]
    return {
        "risky": len(risky),
        "benign": len(benign),
        "recall": 1 - len(missed) / len(risky),
        "false_alarms": len(alarms) / len(benign),
        "kind_right": len(right) / len(risky),
        "wrong": [f"missed: {n.line} -> {judge(n).kind}" for n in missed]
        + [f"alarm: {n.line} -> {judge(n).kind}, {judge(n).why}" for n in alarms],
    }


def by(listed: Sequence[Node], key: object) -> list[tuple[object, ...]]:
    """Return one row per group: risky, found, benign, alarms."""
    rows: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for node in listed:
        row = rows[key(node)]  # type: ignore[operator]
        risk = judge(node).risk
        if node.kind == "none":
            row[2] += 1
            row[3] += risk > RISK_OF_KIND["write"]
        else:
            row[0] += 1
            row[1] += risk >= RISK_OF_KIND[node.kind]
    return [(name, *row) for name, row in sorted(rows.items())]


def microseconds(listed: Sequence[Node]) -> float:
    """Return the processor time of one judgement, tables read, labels seen before as on a real screen."""
    for node in listed:
        node.prepared  # noqa: B018  # built once, outside the measured time
    start = time.process_time()
    for _ in range(TIMES):
        for node in listed:
            judge(node)
    return (time.process_time() - start) / TIMES / len(listed) * 1e6


if __name__ == "__main__":
    sys.exit(main())
