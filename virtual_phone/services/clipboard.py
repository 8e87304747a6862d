"""The clipboard: one clip of text.

Knows: text, label and who listens. Does not know: selections or which app copied.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..phone import Phone


class Clipboard:
    """Holds the primary clip."""

    def __init__(self, phone: Phone) -> None:
        self._phone = phone
        self._text: str | None = None
        self.label = ""
        self._observers: list[Callable[[str | None], None]] = []

    def get(self) -> str | None:
        """Return the text of the clip, or None when the clipboard is empty."""
        return self._text

    def set(self, text: str | None, label: str = "") -> None:
        """Replace the clip; None empties the clipboard."""
        self._text, self.label = text, label
        self._phone.ledger.append("clipboard_set", length=len(text or ""))
        for callback in list(self._observers):
            callback(text)

    def on_change(self, callback: Callable[[str | None], None]) -> None:
        """Call callback(text) after each change."""
        self._observers.append(callback)
