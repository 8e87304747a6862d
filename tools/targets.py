"""What one call may touch: a screen tool its one element or window, a goal tool the apps that it declares. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..android_bridge.targets import NOTHING_ON_SCREEN, AppsTarget, NodeTarget, Target, WindowTarget, window_of
from ..android_bridge.types import Observation
from .types import Tool


def target_of(tool: Tool, values: Mapping[str, Any], observation: Observation | None) -> Target:
    """Return the target that a ticket for this call is bound to.

    Args:
        tool: Its scope counts, and for ainos' own tools the `package` that its preview resolved.
        values: Normalised and resolved.
        observation: The look that the decision was made on; element numbers are its own.
    """
    if tool.kind != "screen":
        resolved = values.get("package") if tool.source == "builtin" else None
        is_argument = any(parameter.name == "package" for parameter in tool.parameters)
        more = {resolved} if isinstance(resolved, str) and resolved and not is_argument else set()
        return AppsTarget(frozenset(tool.scope) | more)
    if observation is None:
        return NOTHING_ON_SCREEN
    window = window_of(observation)
    number = values.get("element")
    if number is None and not _types(tool):
        return WindowTarget(window)
    for element in observation.elements:
        if element.index == number or (number is None and element.editable and element.focused):
            return NodeTarget(window, element)
    return WindowTarget(window)


def _types(tool: Tool) -> bool:
    return {"text", "element"} <= {parameter.name for parameter in tool.parameters}
