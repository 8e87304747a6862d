"""Which row of a page the user's words mean, and how near a row is to them.

Words of the page only rank the page's own rows here; no value is ever made of them. Knows no device.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..tools.embedding import EmbeddingUnavailableError
from .page_words import Row, ordered_terms, terms
from .walk_wish import SETTINGS, WalkWish, needed, telling

Embed = Callable[[Sequence[str]], Any]
"""Unit vectors of texts, one row each."""

_HINTS: Mapping[str, str] = {
    "network": "wifi internet sim mobile data airplane mode hotspot tethering saver private dns vpn",
    "connected": "bluetooth pairing devices cast nfc printing",
    "apps": "application version installed default permissions notifications uninstall",
    "battery": "saver percentage usage charge",
    "storage": "space free memory gigabytes used files",
    "sound": "volume ringtone vibrate vibration touch sounds dial pad tones do not disturb haptic media alarm",
    "display": "brightness dark theme font size screen timeout night light rotate wallpaper lock adaptive sleep",
    "accessibility": "magnification color inversion bold text mono audio talkback captions power button contrast",
    "security": "screen lock fingerprint pin password encryption credentials notifications lock screen",
    "location": "gps position",
    "system": "language keyboard date time zone format clock developer about gesture backup reset update",
    "about": "model build number kernel android version phone number device name update serial imei ip address",
    "date": "time zone format 24hour automatic",
    "languages": "keyboard input spelling",
    "developer": "usb debugging show taps stay awake",
    "internet": "wifi network mobile data",
}
"""What Android's own Settings keep on which page, as AOSP has them; keys are words of the pages' names."""
_SECOND_CLASS = 0.6
"""What a word counts that only the hint of a row has."""
_PATH, _SUBJECT, _LITTLE, _VALUE = 2.0, 1.5, 0.3, 0.4
PLAIN = 0.6
"""From this score of the words alone on, no vectors are asked: they cost 20 ms a page."""
_MEANING_FLOOR, _MEANING_WEIGHT = 0.25, 0.8


@dataclass(slots=True)
class Ranker:
    """Says how promising rows are for a wish; keeps the vectors of texts that it has seen."""

    wish: WalkWish
    embed: Embed | None = None
    _weights: dict[str, float] = field(default_factory=dict)
    _vectors: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        wish = self.wish
        said = [*ordered_terms(wish.value), *(t for d in wish.details for t in ordered_terms(d))]
        for words, weight in ((said, _VALUE), (ordered_terms(wish.subject), _LITTLE), (telling(wish.holder), 1.0)):
            for word in words:
                self._weights[word] = max(weight, self._weights.get(word, 0.0))
        for word in telling(wish.subject):
            self._weights[word] = _SUBJECT
        for word in ordered_terms(wish.path):
            self._weights[word] = _PATH

    def scores(self, rows: Sequence[Row], covered: frozenset[str]) -> list[float]:
        """Return how near each row is to what of the wish is not `covered` by the pages on the way; about 0 to 2."""
        by_words = [self._by_words(row, covered) for row in rows]
        if max(by_words, default=0.0) >= PLAIN:
            return by_words
        return [one + near for one, near in zip(by_words, self._meanings(rows), strict=True)]

    def _by_words(self, row: Row, covered: frozenset[str]) -> float:
        wanted = {t: w for t, w in self._weights.items() if t not in covered} or self._weights
        total = sum(wanted.values()) or 1.0
        label, own = terms(row.label), row.terms
        hint = _hint(row) if self.wish.app is not None and self.wish.app.package == SETTINGS else frozenset()
        score = sum(w * (1.0 if t in own else _SECOND_CLASS if t in hint else 0.0) for t, w in wanted.items()) / total
        whole = len(label & wanted.keys()) / len(label) if label else 0.0
        return score + (0.6 * whole if label & wanted.keys() else 0.0)

    def _meanings(self, rows: Sequence[Row]) -> list[float]:
        if self.embed is None or not self.wish.text.isascii():
            return [0.0] * len(rows)
        texts = [", ".join(row.texts[:2])[:80] or row.ident for row in rows]
        query = " ".join(p for p in (self.wish.path, self.wish.subject, self.wish.holder) if p) or self.wish.text
        new = [t for t in dict.fromkeys([query, *texts]) if t and t not in self._vectors]
        if new:
            try:
                self._vectors.update(zip(new, self.embed(new), strict=True))
            except EmbeddingUnavailableError:
                self.embed = None  # then words alone rank
                return [0.0] * len(rows)
        asked = self._vectors[query]
        near = [float(asked @ self._vectors[t]) if t else 0.0 for t in texts]
        return [_MEANING_WEIGHT * max(0.0, n - _MEANING_FLOOR) for n in near]


def _hint(row: Row) -> frozenset[str]:
    found: frozenset[str] = frozenset()
    for word, hint in _HINTS.items():
        if terms(word) & terms(row.label):
            found |= terms(hint)
    return found


def is_setting(text: str) -> bool:
    """Return whether a text speaks of nothing but what Android's own Settings keep."""
    said = terms(" ".join((*_HINTS, *_HINTS.values())))
    return bool(telling(text)) and set(telling(text)) <= said


def find_named(rows: Iterable[Row], name: str, context: frozenset[str] = frozenset()) -> list[Row]:
    """Return the rows that a name means, best first; ties are as near as each other.

    A row fits where its label has the same words, or where it has every word of the name that is needed. Words of
    `context` (where one is) need not stand in it.
    """
    wanted = [t for t in needed(name) if t not in context] or list(telling(name))
    if not wanted:
        return []
    fits = [(row, _nearness(row, name, wanted)) for row in rows]
    best = max((near for _, near in fits), default=0.0)
    return [row for row, near in fits if near == best] if best > 0 else []


def _nearness(row: Row, name: str, wanted: Sequence[str]) -> float:
    if not row.texts:
        return 0.0
    label = ordered_terms(row.label)
    if label and (label == ordered_terms(name) or list(label) == list(wanted)):
        return 4.0
    if set(wanted) <= set(label):
        return 2.0 + 1.0 / (1 + len(label))
    if label and set(label) <= set(ordered_terms(name)) and len(set(label) & set(wanted)) * 2 > len(wanted):
        return 1.5
    beside = terms(" ".join(c.name for c in row.controls))
    return 1.0 if set(wanted) <= (row.terms | beside) else 0.0
