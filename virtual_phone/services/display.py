"""The display: its size and density with overrides, dark mode, rotation lock.

Knows: physical and overridden geometry. Does not know: layout (ui/).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..phone import Phone

NIGHT_NO, NIGHT_YES, NIGHT_AUTO = 1, 2, 0


class Display:
    """Owns the overrides of `wm size` and `wm density` and the dark theme."""

    def __init__(self, phone: Phone) -> None:
        self._phone = phone
        self.physical = (phone.width, phone.height)
        self.physical_density = phone.density

    @property
    def size_override(self) -> bool:
        """Tell whether the size differs from the physical one."""
        return (self._phone.width, self._phone.height) != self.physical

    @property
    def density_override(self) -> bool:
        """Tell whether the density differs from the physical one."""
        return self._phone.density != self.physical_density

    def set_size(self, size: tuple[int, int] | None) -> None:
        """Override the size in px, or go back to the physical one."""
        self._phone.width, self._phone.height = size or self.physical
        self._phone.windows.invalidate()

    def set_density(self, density: int | None) -> None:
        """Override the density in dpi, or go back to the physical one."""
        self._phone.density = density or self.physical_density
        self._phone.windows.invalidate()

    @property
    def night(self) -> bool:
        """Tell whether the dark theme is on."""
        return self._phone.settings.get_int("secure", "ui_night_mode", NIGHT_NO) == NIGHT_YES

    def set_night(self, on: bool) -> None:
        """Turn the dark theme on or off."""
        self._phone.settings.put("secure", "ui_night_mode", str(NIGHT_YES if on else NIGHT_NO))
        self._phone.windows.invalidate()
