"""For authors of tools: `@tool` turns a typed function into a Tool. Knows neither built-in tools nor processes.

    @tool(risk="observe", examples=("roll a dice",))
    def roll(sides: Annotated[int, "how many sides the dice has"] = 6) -> str:
        \"""Roll a dice.\"""

The first sentence of the docstring is the description; a parameter's description stands in `Annotated` or in the
docstring's `Args:`; a parameter with a default is optional. A first parameter of type `Context` receives the running
context; plugins run without one.
"""

from __future__ import annotations

import inspect
import re
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, get_args, get_origin

from ..android_bridge.labels import PUBLIC, Confidentiality, Label
from .types import (
    Context,
    Parameter,
    Probe,
    Risk,
    Tool,
    ToolFailedError,
    ToolKind,
    ToolResult,
    ToolRetryError,
    TouchEffect,
    Way,
)

__all__ = [
    "AppName", "ContactName", "Days", "Duration", "FolderName", "Kind", "Level", "Name", "OnOff", "Phone", "Resolved",
    "SettingsPage",
    "Time", "ToolFailedError", "ToolResult", "ToolRetryError", "When", "tool",
]  # fmt: skip

RiskName = Literal["observe", "navigate", "write", "outward", "destructive"]


@dataclass(frozen=True, slots=True)
class Kind:
    """Marks a parameter's value kind inside `Annotated`; see tools/values.py for the kinds."""

    name: str


class Resolved:
    """Marks a parameter that `preview` fills in from the device; models are not asked for it."""


Time = Annotated[str, Kind("time")]
Duration = Annotated[int, Kind("duration")]
Days = Annotated[list[str], Kind("days")]
When = Annotated[str, Kind("when")]
ContactName = Annotated[str, Kind("contact")]
Phone = Annotated[str, Kind("phone")]
OnOff = Annotated[str, Kind("on_off")]
Level = Annotated[dict[str, int], Kind("level")]
AppName = Annotated[str, Kind("app")]
SettingsPage = Annotated[str, Kind("settings_page")]
FolderName = Annotated[str, Kind("folder")]
Name = Annotated[str, Kind("text")]

_PLAIN_KINDS: Mapping[object, str] = {
    str: "text",
    int: "integer",
    float: "number",
    bool: "boolean",
    dict: "json",
    list: "json",
}
RiskOf = Callable[[Context, Mapping[str, Any]], Risk]
EffectOf = Callable[[Context, Mapping[str, Any]], TouchEffect]
Undo = Callable[[Context, Mapping[str, Any]], ToolResult]
Preview = Callable[[Context, Mapping[str, Any]], Mapping[str, Any]]


def tool(
    *,
    risk: Risk | RiskName = Risk.OUTWARD,
    name: str = "",
    examples: tuple[str, ...] = (),
    sentences: tuple[str, ...] = (),
    reads: Label = PUBLIC,
    writes: Confidentiality = Confidentiality.SENSITIVE,
    risk_of: RiskOf | None = None,
    effect_of: EffectOf | None = None,
    probe: Probe | None = None,
    not_done: Probe | None = None,
    undo: Undo | None = None,
    confirm: str = "",
    preview: Preview | None = None,
    scope: tuple[str, ...] = (),
    kind: ToolKind = "goal",
    ways: tuple[Way, ...] = ("none",),
) -> Callable[[Callable[..., Any]], Tool]:
    """Turn a typed function into a Tool.

    Args:
        risk: What it may do; undeclared counts as OUTWARD.
        name: Its name for models; the function's by default.
        examples: About six phrases a user might say.
        sentences: Sentence templates such as `roll [a] dice with {sides} sides`, answered without a model.
        reads: The least label of what it returns.
        writes: The most confidential value that may go into it unasked.
        risk_of: Raises the risk by what a call would touch.
        effect_of: Says what a call that touches the screen would do; the policy reads risk, kind and reason from it.
        probe: Reads the device and says whether the effect is there.
        not_done: Reads evidence that the effect did not happen.
        undo: Takes the effect back.
        confirm: Text of the approval, with {parameter} fields.
        preview: Resolves values that need the device before approval; what it returns is added to the values.
        scope: Packages that it touches.
        kind: goal, screen, control or memory.
        ways: The ways it can take.

    Raises:
        TypeError: At definition, when a parameter has no type that a kind stands for.
    """

    def decorate(function: Callable[..., Any]) -> Tool:
        wants_context, parameters = _parameters(function)
        return Tool(
            name=name or function.__name__,
            description=_summary(function),
            parameters=parameters,
            risk=risk if isinstance(risk, Risk) else Risk[risk.upper()],
            run=_runner(function, wants_context, reads),
            examples=examples,
            sentences=sentences,
            risk_of=risk_of,
            effect_of=effect_of,
            probe=probe,
            not_done=not_done,
            undo=undo,
            confirm=confirm,
            preview=_completing(preview) if preview is not None else None,
            scope=scope,
            kind=kind,
            ways=frozenset(ways),
            reads=reads,
            writes=writes,
        )

    return decorate


def _runner(
    function: Callable[..., Any], wants_context: bool, reads: Label
) -> Callable[[Context, Mapping[str, Any]], ToolResult]:
    accepted = frozenset(inspect.signature(function).parameters)

    def run(context: Context, values: Mapping[str, Any]) -> ToolResult:
        taken = {name: value for name, value in values.items() if name in accepted}
        outcome = function(context, **taken) if wants_context else function(**taken)
        if isinstance(outcome, ToolResult):
            return outcome
        return as_result(outcome, reads)

    return run


def _completing(preview: Preview) -> Preview:
    def complete(context: Context, values: Mapping[str, Any]) -> Mapping[str, Any]:
        return {**values, **preview(context, values)}

    return complete


def as_result(outcome: object, label: Label) -> ToolResult:
    """Return what a tool function returned as a ToolResult; a mapping's `text` is what the user hears."""
    if isinstance(outcome, Mapping):
        data = {str(key): value for key, value in outcome.items()}
        return ToolResult(str(data.pop("text", "")) or ", ".join(f"{k}: {v}" for k, v in data.items()), data, label)
    return ToolResult("done" if outcome is None else str(outcome), {}, label)


def _summary(function: Callable[..., Any]) -> str:
    text = inspect.getdoc(function) or ""
    first = re.sub(r"\s+", " ", re.split(r"\n\s*\n", text, maxsplit=1)[0]).strip()
    if not first:
        raise TypeError(f"{function.__name__} needs a docstring: its first sentence tells models what the tool does")
    return first


def _parameters(function: Callable[..., Any]) -> tuple[bool, tuple[Parameter, ...]]:
    hints = typing.get_type_hints(function, include_extras=True)
    described = _described(inspect.getdoc(function) or "")
    signature = list(inspect.signature(function).parameters.values())
    wants_context = bool(signature) and hints.get(signature[0].name) is Context
    found = []
    for item in signature[1:] if wants_context else signature:
        if _is_resolved(hints.get(item.name)):
            continue
        if item.kind not in (item.POSITIONAL_OR_KEYWORD, item.KEYWORD_ONLY) or item.name not in hints:
            raise TypeError(f"{function.__name__}({item.name}) needs a name and a type")
        kind, text, choices = _kind(hints[item.name], f"{function.__name__}({item.name})")
        description = text or described.get(item.name, item.name.replace("_", " "))
        found.append(Parameter(item.name, kind, description, item.default is inspect.Parameter.empty, choices))
    return wants_context, tuple(found)


def _kind(hint: object, where: str) -> tuple[str, str, tuple[str, ...]]:
    """Return (kind, description, choices) of a type hint."""
    if get_origin(hint) in (typing.Union, types.UnionType):
        inner = [option for option in get_args(hint) if option is not type(None)]
        if len(inner) == 1:
            return _kind(inner[0], where)
    if get_origin(hint) is Annotated:
        plain, *notes = get_args(hint)
        text = next((note for note in notes if isinstance(note, str)), "")
        marked = next((note.name for note in notes if isinstance(note, Kind)), "")
        kind, inner_text, choices = (marked, "", ()) if marked else _kind(plain, where)
        return kind, text or inner_text, choices
    if get_origin(hint) is Literal:
        return "choice", "", tuple(str(choice) for choice in get_args(hint))
    kind = _PLAIN_KINDS.get(get_origin(hint) or hint, "")
    if not kind:
        raise TypeError(f"{where}: no value kind stands for the type {hint!r}")
    return kind, "", ()


def _is_resolved(hint: object) -> bool:
    return get_origin(hint) is Annotated and any(note is Resolved for note in get_args(hint))


def _described(docstring: str) -> dict[str, str]:
    section = re.search(r"^Args:\n((?:[ \t]+.*\n?|\n)+)", docstring, re.MULTILINE)
    if not section:
        return {}
    return {m[1]: m[2].strip() for m in re.finditer(r"^\s+(\w+)(?: \([^)]*\))?: (.+)$", section[1], re.MULTILINE)}
