"""The sentence sets of the models benchmark, and the tools of plugins that only exist in it. Measures nothing.

A set is a file of sentences or of plugins; held-out sets are read here and nowhere shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from ainos.tools.plugin_manifest import ToolEntry
from ainos.tools.registry import builtin_registry
from ainos.tools.types import Context, Parameter, Risk, Tool, ToolResult

DATA = Path(__file__).parent / "data"
EN, ZH, OLD = "English", "Chinese", "English, older set"
PLUGINS, PLUGINS_ZH, LIKE = "plugins, English", "plugins, Chinese", "plugins of a kind that training has, English"
MORE, MORE_ZH = "more plugins, English", "more plugins, Chinese"
"""To tune on alone."""
MIXED = "English, with the plugins installed"
FILES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "test": {
        EN: ("steps_test_en.yaml",),
        ZH: ("steps_test_zh.yaml",),
        OLD: ("goals_test.yaml",),
        PLUGINS: ("plugins_test.yaml",),
        PLUGINS_ZH: ("plugins_test.yaml",),
        LIKE: ("plugins_test_like.yaml",),
        MIXED: ("steps_test_en.yaml",),
    },
    "dev": {
        EN: ("goals_dev.yaml", "goals_dev2.yaml", "steps_dev_en.yaml", "steps_dev_en2.yaml", "steps_dev_en3.yaml",
             "steps_dev_en4.yaml"),
        ZH: ("templates_dev_zh.yaml", "steps_dev_zh.yaml", "steps_dev_zh2.yaml", "steps_dev_zh3.yaml"),
        PLUGINS: ("plugins_dev.yaml",),
        PLUGINS_ZH: ("plugins_dev.yaml",),
        MORE: ("plugins_dev_more.yaml", "plugins_dev_hard.yaml"),
        MORE_ZH: ("plugins_dev_more.yaml",),
    },
}  # fmt: skip
SHORT: Mapping[str, str] = {"en": EN, "zh": ZH, "old": OLD, "plugins": PLUGINS, "plugins-zh": PLUGINS_ZH,
                             "plugins-like": LIKE, "mixed": MIXED, "plugins-more": MORE,
                             "plugins-more-zh": MORE_ZH}  # fmt: skip
"""How the command line calls them."""


@dataclass(frozen=True, slots=True)
class SentenceSet:
    """Sentences with what their authors want, and the tools that compete for them."""

    name: str
    items: tuple[Mapping[str, Any], ...]
    plugins: tuple[Tool, ...] = ()
    """Beside the built-in tools."""

    @property
    def is_chinese(self) -> bool:
        """Whether its sentences are Chinese."""
        return self.name in (ZH, PLUGINS_ZH, MORE_ZH)

    @property
    def tools(self) -> list[Tool]:
        """The goal tools, built-in ones first."""
        return [*(t for t in builtin_registry() if t.kind == "goal"), *self.plugins]


def load_sets(which: str, names: Sequence[str]) -> list[SentenceSet]:
    """Return the sets of `test` or `dev`; those without a file are left out."""
    found = []
    for name in names:
        read = [_read(DATA / file) for file in FILES[which].get(name, ())]
        if name in (PLUGINS, PLUGINS_ZH, LIKE, MORE, MORE_ZH):
            found += [_plugin_set(name, rows) for rows in read]
        elif name == MIXED:
            (installed,) = load_sets(which, [PLUGINS])
            found.append(SentenceSet(name, tuple(row for rows in read for row in rows), installed.plugins))
        else:
            found.append(SentenceSet(name, tuple(row for rows in read for row in rows)))
    return [one for one in found if one.items]


def all_test_sentences() -> list[str]:
    """Return every held-out sentence of these sets, to be withheld from training."""
    return [item["goal"] for name in FILES["test"] for one in load_sets("test", [name]) for item in one.items]


def plugin_tool(row: Mapping[str, Any], language: str = "en") -> Tool:
    """Return a plugin's tool as a registry holds it; its manifest entry is checked as a real one is."""
    plugin, _, name = str(row["name"]).partition("_")
    examples = row.get("examples_zh", row["examples"]) if language == "zh" else row["examples"]
    facts = {key: row[key] for key in ("description", "risk", "parameters") if key in row}
    entry = ToolEntry.model_validate({**facts, "name": name, "examples": examples})
    parameters = tuple(
        Parameter(p.name, p.kind, p.description or p.name, p.required, p.choices) for p in entry.parameters
    )
    return Tool(
        f"{plugin}_{entry.name}", entry.description, parameters, Risk[entry.risk.upper()], _is_not_run,
        examples=entry.examples, source=f"plugin:{plugin}", ways=frozenset({"function"}),
    )  # fmt: skip


def _plugin_set(name: str, rows: Any) -> SentenceSet:
    """Return a set of either form: tools with their sentences, or `tools` and `sentences` apart."""
    language, key = ("zh", "chinese") if name in (PLUGINS_ZH, MORE_ZH) else ("en", "english")
    if isinstance(rows, Mapping):
        tools, items = rows["tools"], rows["sentences"] if language == "en" else rows.get("sentences_zh", ())
    else:
        tools, items = rows, [{**item, "tool": row["name"]} for row in rows for item in row.get(key, ())]
    return SentenceSet(name, tuple(items), tuple(plugin_tool(row, language) for row in tools))


def _is_not_run(context: Context, values: Mapping[str, Any]) -> ToolResult:
    raise NotImplementedError("the benchmark decides calls and runs none")


def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text()) if path.is_file() else []
