"""An ainos plugin: converts lengths, weights and temperatures."""

from typing import Annotated, Literal

from ainos.tools.sdk import ToolRetryError, tool

Unit = Literal["km", "miles", "kg", "pounds", "celsius", "fahrenheit"]
LINES = {
    ("km", "miles"): (0.621371, 0.0), ("miles", "km"): (1.609344, 0.0),
    ("kg", "pounds"): (2.204623, 0.0), ("pounds", "kg"): (0.453592, 0.0),
    ("celsius", "fahrenheit"): (1.8, 32.0), ("fahrenheit", "celsius"): (5 / 9, -160 / 9),
}  # fmt: skip


@tool(risk="observe", examples=("convert 5 km to miles", "how many pounds are 70 kg", "20 celsius in fahrenheit"))
def convert(
    amount: Annotated[float, "the number to convert"],
    source: Annotated[Unit, "the unit it is in"],
    target: Annotated[Unit, "the unit it shall be in"],
) -> str:
    """Convert a length, weight or temperature into another unit."""
    if (source, target) not in LINES:
        raise ToolRetryError(f"{source} cannot become {target}")
    factor, offset = LINES[source, target]
    return f"{amount:g} {source} are {amount * factor + offset:.4g} {target}"
