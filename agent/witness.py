"""What was seen and touched for one sub-goal, in order: what a witnessed change is told from. Acts on nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ..android_bridge.types import Element, Observation
from ..tools.types import Risk

LOOKS_KEPT = 60
"""So many looks of one sub-goal count; the oldest are forgotten."""


@dataclass(frozen=True, slots=True)
class Touch:
    """One act by hand that was carried out."""

    at: int
    """Number of the look that it was decided on."""
    tool: str
    element: Element | None
    risk: Risk
    text: str = ""
    """What was typed, or the key or direction."""


@dataclass(slots=True)
class Witness:
    """The looks and the touches of one sub-goal."""

    looks: list[Observation] = field(default_factory=list)
    touches: list[Touch] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)
    """What was read from the phone besides its screen before the first touch, by name."""
    forgotten: int = 0

    def see(self, look: Observation) -> None:
        """Keep a look; the same screen twice in a row is kept as well, as touches lie between."""
        self.looks.append(look)
        if len(self.looks) > LOOKS_KEPT:
            del self.looks[0]
            self.forgotten += 1

    def touch(self, tool: str, element: Element | None, risk: Risk, text: str = "") -> None:
        """Keep a touch that was carried out on the last look."""
        self.touches.append(Touch(self.forgotten + len(self.looks) - 1, tool, element, risk, text))

    def earlier(self) -> Iterator[tuple[int, Observation]]:
        """Yield the looks with their numbers, the last first."""
        for place in reversed(range(len(self.looks))):
            yield self.forgotten + place, self.looks[place]

    def earlier_than_last_touch(self) -> Iterator[Observation]:
        """Yield the looks before the last touch was made, the last first."""
        last = self.touches[-1].at if self.touches else -1
        return (look for number, look in self.earlier() if number <= last)

    def touched_since(self, number: int) -> bool:
        """Return whether anything was touched from that look on."""
        return any(touch.at >= number for touch in self.touches)

    def changes_since(self, number: int) -> list[Touch]:
        """Return the touches from that look on that may have changed something."""
        return [touch for touch in self.touches if touch.at >= number and touch.risk >= Risk.WRITE]

    @property
    def has_changed(self) -> bool:
        """Whether any touch may have changed something."""
        return any(touch.risk >= Risk.WRITE for touch in self.touches)
