"""The on-device path on hand-written sentences: right tool, exact arguments, seconds. `./run bench models [--set dev]`.

Prints the parts alone and together, and how many sentences any training template matches. Uses the packaged files.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from sentences import NOW, is_exact
from table import print_table, write_results

from ainos.android_bridge.labels import Label
from ainos.models.grammar import fill, tool_scores
from ainos.models.local import LocalModel, checker, insisted, signature_of
from ainos.models.prompt import NONE, bounds, question, tidy_wish
from ainos.models.types import DecisionRequest
from ainos.tools.registry import builtin_registry
from ainos.tools.types import Tool

HERE = Path(__file__).parent


@dataclass(slots=True)
class Tally:
    """Counts of one way of deciding."""

    tool: int = 0
    exact: int = 0
    total: int = 0
    seconds: list[float] = field(default_factory=list)
    by_tool: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0, 0]))
    misses: list[dict[str, Any]] = field(default_factory=list)

    def add(self, item: Mapping[str, Any], tool: str, arguments: Mapping[str, str] | None, known: Mapping[str, Tool],
            seconds: float) -> None:  # fmt: skip
        """Count one answer; `arguments` None means that this way reads none."""
        right = tool == item["tool"]
        same = right and arguments is not None and is_exact(item, arguments, known.get(tool))
        self.total += 1
        self.tool += right
        self.exact += same
        self.seconds.append(seconds)
        row = self.by_tool[item["tool"]]
        row[0] += 1
        row[1] += right
        row[2] += same
        if not same and arguments is not None:
            self.misses.append(
                {"goal": item["goal"], "wanted": [item["tool"], item["args"]], "got": [tool, dict(arguments)]}
            )

    def figures(self) -> dict[str, Any]:
        """Return shares and seconds."""
        ordered = sorted(self.seconds)
        return {
            "n": self.total,
            "tool": round(self.tool / self.total, 4),
            "exact": round(self.exact / self.total, 4),
            "median_s": round(statistics.median(ordered), 3),
            "p95_s": round(ordered[int(0.95 * (len(ordered) - 1))], 3),
        }


class Ways:
    """The parts of the path, each alone, on one loaded model."""

    def __init__(self, model: LocalModel, tools: Sequence[Tool]) -> None:
        self.model, self.tools = model, list(tools)
        self.engine = model._load()
        self.signatures = [signature_of(t) for t in self.tools]

    def classifier(self, wish: str) -> tuple[str, dict[str, str] | None]:
        """Choose by sentence vector and word pieces alone."""
        shares, none = self.model._classifier.shares(wish, self.tools)
        best = max(shares, key=shares.__getitem__)
        return (NONE if none > shares[best] else best), None

    def one_stage(self, wish: str) -> tuple[str, dict[str, str] | None]:
        """Show the language model all tools; it chooses and reads."""
        after = self.engine.start(self.engine.tokens(question(wish, self.signatures)))
        scores = tool_scores(self.engine, after, self.signatures)
        return self._read(wish, max(scores, key=scores.__getitem__))

    def two_stage(self, wish: str) -> tuple[str, dict[str, str] | None]:
        """Let the classifier choose and the language model only read."""
        name, _ = self.classifier(wish)
        if name != NONE:
            signature = next(s for s in self.signatures if s.name == name)
            self.engine.start(self.engine.tokens(question(wish, [signature])))
        return self._read(wish, name)

    def language_of_best(self, wish: str) -> tuple[str, dict[str, str] | None]:
        """Let the language model alone choose among the classifier's best four."""
        shares, _ = self.model._classifier.shares(wish, self.tools)
        best = sorted(self.signatures, key=lambda s: -shares[s.name])[:4]
        after = self.engine.start(self.engine.tokens(question(wish, best)))
        scores = tool_scores(self.engine, after, best)
        return self._read(wish, max(scores, key=scores.__getitem__))

    def combined(self, wish: str) -> tuple[str, dict[str, str] | None]:
        """Ask the model as the product does."""
        found = self.model.decide(DecisionRequest(wish, self.tools, Label.of_user(), now=NOW.isoformat()))
        return (found.call.tool, dict(found.call.arguments)) if found.call else (NONE, {})

    def _read(self, wish: str, name: str) -> tuple[str, dict[str, str] | None]:
        if name == NONE:
            return NONE, {}
        signature = next(s for s in self.signatures if s.name == name)
        tool = next(t for t in self.tools if t.name == name)
        check = checker(tool, NOW.isoformat())
        return name, fill(self.engine, bounds(tidy_wish(wish)), signature, check, insisted(tool)).arguments


def run(items: Sequence[Mapping[str, Any]], way: Callable[[str], tuple[str, dict[str, str] | None]],
        known: Mapping[str, Tool]) -> Tally:  # fmt: skip
    """Decide every sentence one way."""
    tally = Tally()
    way(items[0]["goal"])
    for number, item in enumerate(items, 1):
        print(f"\r  {number} of {len(items)} ", end="", file=sys.stderr, flush=True)
        began = time.perf_counter()
        tool, arguments = way(item["goal"])
        tally.add(item, tool, arguments, known, time.perf_counter() - began)
    print("\r" + " " * 20 + "\r", end="", file=sys.stderr)
    return tally


def seen_in_training(items: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return sentences that a template of their tool, as trained on, matches in full, also inside a polite frame."""
    sys.path.insert(0, str(HERE.parent))
    from training.held_out import frame_patterns, held_out_sentences, unframed, withhold
    from training.phrases import as_pattern, load_fillers, load_sources, templates_of

    fillers = load_fillers()
    sources = withhold(load_sources(), held_out_sentences(), fillers)
    frames = frame_patterns(fillers)
    patterns: dict[str, list[Any]] = defaultdict(list)
    for tool, template in templates_of(sources):
        patterns[tool].append(as_pattern(template))

    def is_seen(item: Mapping[str, Any]) -> bool:
        said = unframed(" ".join(item["goal"].split()).strip(" .?!"), frames)
        return any(p.fullmatch(s) for p in patterns[item["tool"]] for s in said)

    return [item["goal"] for item in items if is_seen(item)]


def main() -> None:
    """Run all ways on one set and write the results."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--set", choices=("dev", "test"), default="test")
    parser.add_argument("--threads", type=int, default=None)
    parser.add_argument("--quick", action="store_true", help="only the product's way")
    options = parser.parse_args()
    items = yaml.safe_load((HERE / "data" / f"goals_{options.set}.yaml").read_text())
    tools = [t for t in builtin_registry() if t.kind == "goal"]
    known = {t.name: t for t in tools}
    ways = Ways(LocalModel(threads=options.threads), tools)
    names = {
        "classifier only": ways.classifier,
        "language model, all tools (one stage)": ways.one_stage,
        "classifier chooses, model reads (two stages)": ways.two_stage,
        "model chooses of classifier's best 4": ways.language_of_best,
        "combined (the product)": ways.combined,
    }
    if options.quick:
        names = {"combined (the product)": ways.combined}
    tallies = {name: run(items, way, known) for name, way in names.items()}
    rows = []
    for name, tally in tallies.items():
        f = tally.figures()
        exact = f"{f['exact']:.1%}" if name != "classifier only" else "-"
        rows.append([name, f["n"], f"{f['tool']:.1%}", exact, f"{f['median_s']:.3f}", f"{f['p95_s']:.3f}"])
    print_table(["way", "n", "right tool", "exact arguments", "median s", "95 % s"], rows)
    product = tallies["combined (the product)"]
    print()
    print_table(["tool", "n", "right tool", "exact"], [[t, *c] for t, c in sorted(product.by_tool.items())])
    seen = seen_in_training(items)
    print(f"\n{len(seen)} of {len(items)} sentences are matched in full by a training template")
    results = {name: tally.figures() for name, tally in tallies.items()}
    extra: dict[str, object] = {"by_tool": product.by_tool, "template_matches": len(seen)}
    if options.set == "dev":
        extra["misses"] = product.misses
        for miss in product.misses:
            print(miss)
    name = ("models" if options.set == "test" else "models_dev") + ("_quick" if options.quick else "")
    write_results(name, {"set": options.set, "ways": results, **extra})


if __name__ == "__main__":
    main()
