"""A finger and an eye for the apps' screens: a whole phone in this process, touched only through its windows."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from ainos.virtual_phone.intents import Intent
from ainos.virtual_phone.phone import Phone


class Hand:
    """Touches what a uiautomator dump shows, as a person would."""

    def __init__(self, seed: int = 0, app_sets: tuple[str, ...] = (), **options: Any) -> None:
        self.phone = Phone(seed=seed, app_sets=app_sets, **options)

    def start(self, component: str = "", **intent: Any) -> Hand:
        """Start an activity by component or intent; it must start."""
        result = self.phone.activities.start(Intent(component=component or None, **intent))
        assert result.ok, result
        return self

    def nodes(self) -> list[dict[str, str]]:
        """Return the attributes of every node on the screen."""
        tree = ET.fromstring(self.phone.windows.dump(False).split("?>", 1)[1])
        return [dict(node.attrib) for node in tree.iter("node")]

    def find(self, text: str | None = None, desc: str | None = None, id: str | None = None) -> dict[str, str] | None:
        """Return the first node with this text, description or short id."""
        for node in self.nodes():
            if text is not None and node["text"] != text:
                continue
            if desc is not None and node["content-desc"] != desc:
                continue
            if id is not None and not node["resource-id"].endswith("/" + id):
                continue
            return node
        return None

    def tap(self, text: str | None = None, desc: str | None = None, id: str | None = None) -> Hand:
        """Tap the middle of a node that must be there."""
        self.phone.windows.tap(*self._middle(text, desc, id))
        self.phone.clock.tick()
        return self

    def hold(self, text: str | None = None, desc: str | None = None, id: str | None = None) -> Hand:
        """Press a node long."""
        self.phone.windows.long_press(*self._middle(text, desc, id))
        return self

    def type(self, words: str, **where: str) -> Hand:
        """Tap a field and type into it."""
        self.tap(**where)
        self.phone.windows.text(words)
        return self

    def back(self) -> Hand:
        """Press Back."""
        self.phone.windows.back()
        return self

    def texts(self) -> list[str]:
        """Return all texts and descriptions on the screen, top to bottom."""
        return [words for node in self.nodes() for words in (node["text"], node["content-desc"]) if words]

    def rows(self, uri: str, *columns: str, where: str | None = None) -> list[Any]:
        """Query a provider; one column gives plain values."""
        found = self.phone.content.query(uri, list(columns) or None, where)[1]
        return [row[0] for row in found] if len(columns) == 1 else [tuple(row) for row in found]

    def effects(self, kind: str) -> list[dict[str, Any]]:
        """Return the facts of the ledger's entries of a kind."""
        return [entry.facts for entry in self.phone.ledger.of(kind)]

    @property
    def front(self) -> str:
        """Return the component in front."""
        record = self.phone.activities.resumed
        return record.component if record else ""

    def _middle(self, text: str | None, desc: str | None, id: str | None) -> tuple[float, float]:
        node = self.find(text, desc, id)
        assert node is not None, (text, desc, id, self.texts())
        left, top, right, bottom = map(int, re.findall(r"\d+", node["bounds"]))
        return (left + right) / 2, (top + bottom) / 2


@pytest.fixture
def hand() -> Hand:
    """Return a hand on a fresh phone with seed 0."""
    return Hand()


@pytest.fixture
def aw_hand() -> Hand:
    """Return a hand on a fresh phone that has the apps for AndroidWorld as well."""
    return Hand(app_sets=("androidworld",))


@pytest.fixture
def extra_hand() -> Callable[..., Hand]:
    """Return extra_hand(seed=0, …): a hand on a fresh phone that has the apps for tests as well."""
    return partial(Hand, app_sets=("extra",))
