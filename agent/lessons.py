"""Lessons: what helped after a failed try, kept in the memory and taken at the start of the next such wish.

A lesson is made by code of the user's own words (their shape, without values), names of tools and of ways: nothing that
the phone said stands in it. It closes a way or names a tool to begin with; it allows nothing, for the guard judges the
call as any other. What did not help again fades: a lesson that hurt more often than it helped is forgotten.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import cast, get_args

from ..android_bridge.labels import Integrity, Label
from ..memory.types import Kind, MemoryFailure, MemoryRow, MemoryStore
from ..memory.writing import read_wish
from ..planners.reflect import Cause, told_way
from ..tools.types import Tool, ToolCall, Way
from .wording import tokens, word_set

_SOURCE = "reflection"
_LIFE_S = 90 * 86_400.0
"""Phones and apps change; what is not learned anew ends."""
_FREE_KINDS = frozenset({"text", "contact", "app", "file", "folder", "query", "name", "settings_page"})
_NUMBER_WORDS = word_set(
    """
    one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
    nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred
    """
)
_NUMBER = re.compile(r"\d+(?:[.:,]\d+)*")
_VALUE = "*"


def shape_of(wish: str, call: ToolCall, tool: Tool) -> str:
    """Return a wish without its values: numbers as `#`, what fills a free argument as `*`.

    Of a free value of several words the last one stays (`open my * list`): it tells a list from a camera.
    """
    kinds = {p.name: p.kind for p in tool.parameters}
    text = f" {' '.join(tokens(_NUMBER.sub(' 0 ', wish)))} "
    for name, value in sorted(call.arguments.items(), key=lambda item: -len(item[1])):
        words = tokens(_NUMBER.sub(" 0 ", value))
        if words and kinds.get(name, "text") in _FREE_KINDS:
            stays = f"{_VALUE} {words[-1]}" if len(words) > 1 and kinds.get(name) != "contact" else _VALUE
            text = text.replace(f" {' '.join(words)} ", f" {stays} ", 1)
    return _plain(text.split())


def _plain(words: Iterable[str]) -> str:
    found: list[str] = []
    for word in words:
        sign = "#" if word == "0" or word in _NUMBER_WORDS else word
        if sign != "#" or found[-1:] != ["#"]:
            found.append(sign)
    return " ".join(found)


class Lessons:
    """The lessons that one run knows, and those that it makes."""

    def __init__(self, memory: MemoryStore, profile: str, phone: str) -> None:
        self._memory = memory
        self._profile = profile
        self._phone = phone
        self._rows: list[MemoryRow] | None = None

    def closed_ways(self, tool: str) -> list[MemoryRow]:
        """Return the lessons that a way of this tool does not work on this phone."""
        return [r for r in self._known() if r.value["tool"] == tool and r.value["phone"] == self._phone
                and r.value["way"]]  # fmt: skip

    def instead_of(self, shape: str, tool: str) -> MemoryRow | None:
        """Return the lesson that another tool helped for such a wish."""
        rows = [r for r in self._known() if r.value["tool"] == tool and r.value["trigger"] == shape]
        return next((r for r in rows if r.value["use"] and r.value["use"] != tool), None)

    def keep_way(self, tool: str, way: Way, by: Way) -> None:
        """Remember that a way of a tool does not work on this phone, and which one did."""
        text = f"{tool} does not work by {told_way(way)} on {self._phone}; by {told_way(by)} it did."
        self._keep(text, {"trigger": tool, "tool": tool, "way": way, "by": by, "use": "", "phone": self._phone,
                          "cause": "way", "instead": f"Do it by {told_way(by)}."})  # fmt: skip

    def keep_tool(self, shape: str, tool: str, use: str, cause: Cause, wish: str) -> None:
        """Remember that for a wish of this shape another tool helped; not for what is said to the memory itself."""
        if read_wish(wish) is not None:
            return
        text = f"“{shape}”: {tool} did not help, {use} did."
        self._keep(text, {"trigger": shape, "tool": tool, "way": "", "by": "", "use": use, "phone": "",
                          "cause": cause, "instead": f"Use {use}."})  # fmt: skip

    def count(self, row: MemoryRow, *, helped: bool) -> None:
        """Note that a lesson was followed and helped, or did not; one that hurts more than it helps is forgotten."""
        with suppress(MemoryFailure):
            known = next((r for r in self._known() if r.id == row.id), row)
            name = "helped" if helped else "hurt"
            value = {**known.value, name: _count(known, name) + 1}
            if int(value["hurt"]) >= int(value["helped"]):
                self._memory.forget([row.id for row in self._memory.history(known.id)] or [known.id])
            else:
                share = int(value["helped"]) / (int(value["helped"]) + int(value["hurt"]))
                text = _with_count(str(value["said"]), value)
                self._add(
                    replace(
                        known, id="", text=text, value=value, supersedes=known.id, confidence=share, time=time.time()
                    )
                )
        self._rows = None

    def _keep(self, text: str, value: Mapping[str, str]) -> None:
        same = next((r for r in self._known() if all(r.value.get(k) == v for k, v in value.items())), None)
        if same is not None:
            self.count(same, helped=True)
            return
        body = {**value, "said": text, "helped": 1, "hurt": 0}
        ends = time.time() + _LIFE_S
        self._add(MemoryRow("lesson", text, "", _SOURCE, Label.of_user(), time.time(), body, f"tool:{value['tool']}",
                            self._profile, ends))  # fmt: skip
        self._rows = None

    def _add(self, row: MemoryRow) -> None:
        with suppress(MemoryFailure):  # a lesson that is not kept is learned again
            self._memory.add(row)

    def _known(self) -> list[MemoryRow]:
        """Return the lessons that code may follow: made by code, of the user's words alone."""
        if self._rows is None:
            try:
                kinds: tuple[Kind, ...] = ("lesson",)
                rows = self._memory.rows(kinds=kinds, profile=self._profile)
            except MemoryFailure:
                rows = []
            self._rows = [r for r in reversed(rows) if _is_sound(r)]
        return self._rows


def way_of(row: MemoryRow, name: str = "way") -> Way:
    """Return the way that a lesson names."""
    return cast(Way, row.value[name])


def _is_sound(row: MemoryRow) -> bool:
    texts = ("trigger", "tool", "way", "by", "use", "phone", "said")
    return (
        row.source == _SOURCE
        and row.label.integrity is Integrity.TRUSTED
        and all(isinstance(row.value.get(name), str) for name in texts)
        and row.value["way"] in (*get_args(Way), "")
        and row.value["by"] in (*get_args(Way), "")
    )


def _with_count(said: str, value: Mapping[str, object]) -> str:
    """Return what a person reads of a lesson that was followed."""
    hurt = f", and did not {value['hurt']} times" if value["hurt"] else ""
    return f"{said} It helped {value['helped']} times{hurt}."


def _count(row: MemoryRow, name: str) -> int:
    value = row.value.get(name, 0)
    return value if isinstance(value, int) else 0
