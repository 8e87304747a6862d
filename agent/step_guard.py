"""What the journal keeps of the screen that a call was decided on, so that the run can be played again from it alone.

A few facts: app, page, and what tells the touched element from the others; of an answer, where it stood, never what it
was. Pure. Nothing secret is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..android_bridge.types import Observation
    from ..tools.types import Tool

Guard = Mapping[str, Any]
"""`where`, `target`, `parts` as in a skill's step (skill_types.py); `unclear` says why there is no target."""


def touch_guard(tool: Tool, values: Mapping[str, Any], seen: Observation | None) -> Guard:
    """Return the guard of a call that touches the screen; empty for calls of other kinds."""
    if tool.kind != "screen" or seen is None:
        return {}
    from .planned import touched

    element = touched(values, seen)
    if element is None and not seen.dialog:  # as below, without what skills need to load
        page = seen.activity.rpartition("/")[2]
        return {"where": {"app": seen.package, "page": page} if page else {"app": seen.package}}
    from .skill_target import describe, is_secret, where_of

    guard: dict[str, Any] = {"where": where_of(seen).model_dump(exclude_defaults=True)}
    if element is None:
        return guard
    if "text" in values and (element.password or is_secret(element, seen)):
        return {**guard, "unclear": "something secret was typed"}
    target = describe(element, seen, lambda texts: "", {})
    if target is None:
        return {**guard, "unclear": "nothing tells what was touched from the others"}
    return {**guard, "target": target.model_dump(exclude_defaults=True)}


def answer_guard(answer: str, seen: Observation) -> Guard:
    """Return the guard of an answer: where it stood on the screen."""
    from .skill_learn import NotLearned, answer_step

    try:
        step = answer_step(answer, seen)
    except NotLearned as why:
        return {"unclear": str(why)}
    return step.model_dump(include={"where", "target", "parts"}, exclude_defaults=True)
