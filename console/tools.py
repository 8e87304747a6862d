"""`ainos tools`: what ainos can do, with what it risks and how it is proved."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from ..tools.types import Tool

_RISKS = ("observes", "navigates", "changes", "sends out", "destroys")


@click.group("tools", context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """The tools that a model may call."""


@command.command("list")
@click.option("--json", "as_json", is_flag=True)
def list_(as_json: bool) -> int:
    """List all tools, those of plugins too."""
    from .trace import inert

    tools = _tools()
    if as_json:
        rows = [
            {"name": t.name, "description": t.description, "risk": int(t.risk), "kind": t.kind, "source": t.source,
             "parameters": [{"name": p.name, "kind": p.kind, "required": p.required} for p in t.parameters],
             "verified": t.probe is not None}
            for t in tools
        ]  # fmt: skip
        click.echo(json.dumps(rows))
        return 0
    width = max(len(t.signature) for t in tools)
    for tool in tools:
        origin = "" if tool.source == "builtin" else f"  ({tool.source})"
        click.echo(inert(f"{tool.signature:<{width}}  {_RISKS[tool.risk]:<9}  {tool.description}{origin}"))
    return 0


@command.command("show")
@click.argument("name")
def show(name: str) -> int:
    """Show one tool in full."""
    from .trace import inert

    tool = next((t for t in _tools() if t.name == name), None)
    if tool is None:
        click.echo(f"ainos: there is no tool {name!r}\nnext:  ainos tools list", err=True)
        return 2
    click.echo(f"{inert(tool.signature)}\n{inert(tool.description)}\n")
    for p in tool.parameters:
        choices = f", one of {', '.join(p.choices)}" if p.choices else ""
        click.echo(inert(f"  {p.name} ({p.kind}{'' if p.required else ', optional'}{choices}): {p.description}"))
    click.echo(
        f"\nrisk: R{int(tool.risk)}, {_RISKS[tool.risk]}   proved by reading back: {'yes' if tool.probe else 'no'}"
    )
    click.echo(inert(f"from: {tool.source}   apps: {', '.join(tool.scope) or 'the system'}"))
    for example in tool.examples:
        click.echo(inert(f"  “{example}”"))
    return 0


def _tools() -> tuple[Tool, ...]:
    from ..memory.tools import memory_tools
    from ..memory.types import DEFAULT_PROFILE, NoMemory
    from .config import load_settings
    from .wiring import open_registry

    with open_registry(load_settings()) as registry:
        return (*registry.all(), *memory_tools(NoMemory(), DEFAULT_PROFILE))
