"""The labelled nodes of data/effect_nodes.yaml: read, built as Elements on an Observation, and judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml

from ..android_bridge.app_labels import label_of_app
from ..android_bridge.types import Bounds, DeviceState, Element, Observation
from ..tools.effect_kinds import Effect
from ..tools.effect_risk import effect_of, effect_of_enter, effect_of_swipe

_TABLE = Path(__file__).with_name("data") / "effect_nodes.yaml"
_KEYS = frozenset(
    [
        "l",
        "k",
        "pkg",
        "cls",
        "id",
        "text",
        "desc",
        "hint",
        "inner",
        "checked",
        "edit",
        "dialog",
        "around",
        "act",
        "do",
        "clickable",
    ]  # what a line may say
)


@dataclass(frozen=True)
class Node:
    """One labelled node."""

    part: str
    language: str
    kind: str
    """A key of RISK_OF_KIND, or `none`."""
    facts: Mapping[str, Any]

    @property
    def line(self) -> str:
        """The node on one line, for people."""
        shown = ", ".join(f"{k} {v}" for k, v in self.facts.items() if k not in ("l", "k"))
        return f"{self.language} {self.kind}: {shown}"

    @cached_property
    def prepared(self) -> tuple[Element, Observation]:
        """The element and the screen around it."""
        facts = self.facts
        package = facts["pkg"]
        around = [_around(words, number, package) for number, words in enumerate(facts.get("around", ()), 2)]
        element = _element(facts, package)
        seen = Observation(
            elements=(*around, element),
            package=package,
            activity=f"{package}/.{facts.get('act', 'Main')}",
            keyboard_shown=False,
            dialog=facts.get("dialog", ""),
            state=DeviceState(True, False, 0, 80, False, True, True, False),
            label=label_of_app(package),
            width_px=1080,
            height_px=2400,
            time=datetime(2026, 3, 16, 9, tzinfo=UTC),
        )
        return element, seen


def _element(facts: Mapping[str, Any], package: str) -> Element:
    class_name, name = facts.get("cls", "TextView"), facts.get("id", "")
    editable = facts.get("edit", False)
    return Element(
        index=1,
        text=facts.get("text", ""),
        description=facts.get("desc", ""),
        resource_id=f"{package}:id/{name}" if name and ":" not in name else name,
        class_name=class_name if "." in class_name else f"android.widget.{class_name}",
        package=package,
        bounds=Bounds(40, 1200, 1040, 1320),
        hint=facts.get("hint", ""),
        clickable=facts.get("clickable", True),
        editable=editable,
        focused=editable,
        checkable="checked" in facts,
        checked=facts.get("checked", False),
        inner_text=facts.get("inner", ""),
    )


def _around(words: str, number: int, package: str) -> Element:
    target = words.startswith("!")
    return Element(
        index=number,
        text=words.removeprefix("!"),
        description="",
        resource_id="",
        class_name="android.widget.Button" if target else "android.widget.TextView",
        package=package,
        bounds=Bounds(40, 80 * number, 1040, 80 * number + 70),
        clickable=target,
    )


@cache
def nodes(part: str) -> tuple[Node, ...]:
    """Return the nodes of `tuning` or `held_out`.

    Raises:
        ValueError: A line says something that nothing reads.
    """
    table = yaml.safe_load(_TABLE.read_text(encoding="utf-8"))
    listed = []
    for facts in table[part]:
        if unknown := set(facts) - _KEYS:
            raise ValueError(f"{_TABLE.name}: unknown keys {sorted(unknown)} in {facts}")
        listed.append(Node(part, facts["l"], facts["k"], facts))
    return tuple(listed)


def judge(node: Node) -> Effect:
    """Return what ainos says that touching this node does."""
    element, seen = node.prepared
    doing = node.facts.get("do", "tap")
    if doing in ("enter", "newline"):
        return effect_of_enter(seen, element, element.text if doing == "newline" else "")
    if doing == "fling":
        return effect_of_swipe(seen, "left", element)
    return effect_of(element, seen)
