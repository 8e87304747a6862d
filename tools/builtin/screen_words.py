"""What the screen says, told in its own words; where its tree is empty, what a reader of pictures finds on it."""

from __future__ import annotations

from typing import Annotated

from ...android_bridge.elements import screen_lines
from ...android_bridge.ocr import with_words
from ...android_bridge.types import Observation
from ..retrieval import holds_words
from ..sdk import tool
from ..types import Context, Risk, ToolFailedError, ToolResult

_MOST_LINES = 40


@tool(
    risk=Risk.OBSERVE,
    kind="look",
    examples=("what is on the screen", "what does this screen say about the price", "read me this page"),
)
def tell_screen(
    context: Context, about: Annotated[str, "only what speaks of this; all of it if absent"] = ""
) -> ToolResult:
    """Tell what the screen in front says, or what it says about something."""
    seen = with_words(context.device.observe(), context.device)
    said = spoken_lines(seen)
    found = [line for line in said if holds_words(about, line)] if about else said
    if not found:
        what = f'nothing about "{about}"' if about else "no text"
        raise ToolFailedError(f"the screen shows {what}; nothing was touched")
    return ToolResult("\n".join(found[:_MOST_LINES]), {"lines": found, "package": seen.package}, seen.label, "screen")


def spoken_lines(seen: Observation) -> list[str]:
    """Return the texts of a screen from top to bottom, without numbers and passwords."""
    hidden = {f"{e.index} " for e in seen.elements if e.password}
    texts = []
    for line in screen_lines(seen)[1:]:
        number, _, rest = line.text.partition(" ")
        if rest and f"{number} " not in hidden and rest != "scroll":
            texts.append(rest)
    return list(dict.fromkeys(texts))
