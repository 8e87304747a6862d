"""Which tools there are. Registers, finds by name, filters by way and kind; runs none and knows no model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .matching import match_name
from .types import Risk, Tool, ToolRetryError, Way


class Registry:
    """The tools of one run, by name, in the order of registration."""

    def __init__(self, tools: Iterable[Tool] = ()) -> None:
        self._tools: dict[str, Tool] = {}
        for tool in tools:
            self.register(tool)

    def register(self, tool: Tool) -> None:
        """Add a tool.

        Raises:
            ValueError: The name is taken (built-in names cannot be replaced), or the name is no plain word.
        """
        if not tool.name.isascii() or not tool.name.replace("_", "").isalnum() or tool.name != tool.name.lower():
            raise ValueError(f"{tool.name!r} is no tool name: use small letters, digits and _")
        if tool.name in self._tools:
            raise ValueError(f"there is a tool {tool.name!r} already, from {self._tools[tool.name].source}")
        self._tools[tool.name] = tool

    def lookup(self, name: str) -> Tool:
        """Return the tool of that name.

        Raises:
            ToolRetryError: There is none; names the nearest.
        """
        tool = self._tools.get(name)
        if tool is not None:
            return tool
        near = match_name(name.replace("_", " "), list(self._tools), lambda known: known.replace("_", " ")).candidates
        hint = f"; did you mean {', '.join(near[:3])}?" if near else ""
        raise ToolRetryError(f"there is no tool {name!r}{hint}")

    def all(self) -> tuple[Tool, ...]:
        """Return all tools."""
        return tuple(self._tools.values())

    def select(
        self,
        *,
        ways: frozenset[Way] | None = None,
        kinds: frozenset[str] | None = None,
        most_risk: Risk = Risk.DESTRUCTIVE,
    ) -> tuple[Tool, ...]:
        """Return the tools that can go one of `ways` (or need none), of one of `kinds`, of `most_risk` at most."""
        return tuple(
            tool
            for tool in self._tools.values()
            if (ways is None or "none" in tool.ways or tool.ways & ways)
            and (kinds is None or tool.kind in kinds)
            and tool.risk <= most_risk
        )

    def __contains__(self, name: object) -> bool:
        return name in self._tools

    def __len__(self) -> int:
        return len(self._tools)

    def __iter__(self) -> Iterator[Tool]:
        return iter(self._tools.values())


def builtin_registry() -> Registry:
    """Return a new registry with all built-in tools."""
    from .builtin import builtin_tools

    return Registry(builtin_tools())
