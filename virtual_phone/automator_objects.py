"""Objects of uiautomator2: what a selector or an object id means now, ids, and collections of children.

Knows which lookups the device makes with BySelector and which with UiSelector, and how long an id lives. Does not know
JSON-RPC, gestures or texts.
Source: the server of uiautomator2 3.7 (0.4.1); androidx.test.uiautomator UiObject, UiCollection.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from .automator_errors import not_found
from .selector import below, describe, find, is_simple, matcher
from .ui.dump import shown_text
from .ui.layout import Box

if TYPE_CHECKING:
    from .phone import Phone

Selector = Mapping[str, Any]
Target = Selector | str
"""A selector, or the id of an object."""
Resolve = Callable[[], list[Box]]
_ID_LIFE_MS = 60_000


class Objects:
    """Finds boxes for one phone and remembers objects by id for a minute."""

    def __init__(self, phone: Phone) -> None:
        self._phone = phone
        self._known: dict[str, tuple[Resolve, str, int]] = {}
        self._random = random.Random(f"objects of {phone.seed}")
        self.on_missing: Callable[[], bool] = lambda: False
        """Called when an object is not there; True asks to look again (a watcher did something)."""

    def find(self, selector: Selector, *, by: bool = False) -> list[Box]:
        """Return every box that a selector means now; `by` matches as BySelector does."""
        windows = self._phone.windows
        return find(windows.boxes(), selector, windows.focus_key, by=by)

    def all(self, target: Target) -> list[Box]:
        """Return every box that a target means now. Raises RpcError for an id that is not known."""
        if isinstance(target, str):
            return self._entry(target)[0]()
        return self.find(target)

    def is_there(self, target: Target) -> bool:
        """Tell whether a target is on the screen, found as the device's `exist` and `waitFor…` do."""
        if isinstance(target, str):
            return bool(self.all(target))
        return bool(self.find(target, by=is_simple(target)))

    def by_selector(self, target: Target) -> Box | None:
        """Return the first box of a simple selector, as a UiObject2; None where the device uses a UiObject."""
        if isinstance(target, str) or not is_simple(target):
            return None
        found = self.find(target, by=True)
        return found[0] if found else None

    def one(self, target: Target) -> Box:
        """Return the first box of a target. Raises RpcError with UiObjectNotFoundException."""
        simple = self.by_selector(target)
        if simple is not None:
            return simple
        found = self.all(target)
        if not found and self.on_missing():
            found = self.all(target)
        if not found:
            raise not_found(self.words_of(target))
        return found[0]

    def words_of(self, target: Target) -> str:
        """Return a target as UiSelector prints itself."""
        return self._entry(target)[1] if isinstance(target, str) else describe(target)

    # ── ids ──

    def remember(self, resolve: Resolve, words: str) -> str:
        """Store a way to find an object and return its id, which is good for a minute."""
        now = self._phone.clock.elapsed_ms()
        self._forget_old(now)
        ident = str(uuid.UUID(int=self._random.getrandbits(128), version=4))
        self._known[ident] = (resolve, words, now)
        return ident

    def ids(self) -> list[str]:
        """Return the ids that are still good."""
        self._forget_old(self._phone.clock.elapsed_ms())
        return list(self._known)

    def forget(self, ident: str) -> None:
        """Drop an id; fine when it is not known."""
        self._known.pop(ident, None)

    def _forget_old(self, now: int) -> None:
        for ident in [each for each, (_, _, made) in self._known.items() if not 0 <= now - made < _ID_LIFE_MS]:
            del self._known[ident]

    def _entry(self, ident: str) -> tuple[Resolve, str, int]:
        self._forget_old(self._phone.clock.elapsed_ms())
        entry = self._known.get(ident)
        if entry is None:
            raise not_found(f"UiObject {ident} not found!")
        return entry

    def of_selector(self, selector: Selector) -> str:
        """Return an id for what a selector means."""
        return self.remember(lambda: self.find(selector), describe(selector))

    def relative(self, ident: str, selector: Selector, *, parent: bool) -> str | None:
        """Return an id for a child (or a sibling) of a known object; None when the id is not known."""
        if ident not in self.ids():
            return None
        resolve, words, _ = self._known[ident]

        def found() -> list[Box]:
            boxes = resolve()[:1]
            tops = [box.parent for box in boxes if box.parent is not None] if parent else boxes
            return find([box for top in tops for box in below(top)], selector, self._phone.windows.focus_key)

        return self.remember(found, f"{words}.{describe(selector)}")

    # ── collections ──

    def children(self, target: Target, pattern: Selector) -> list[Box]:
        """Return the boxes below a target that fit a pattern."""
        check = matcher(pattern, self._phone.windows.focus_key)
        return [box for top in self.all(target)[:1] for box in below(top) if check(box)]

    def child_by_instance(self, target: Target, pattern: Selector, number: int) -> str:
        """Return an id for the n-th child; it need not be there yet."""
        words = f"{self.words_of(target)}.{describe(pattern)}"
        return self.remember(lambda: self.children(target, pattern)[number : number + 1] if number >= 0 else [], words)

    def child_with(self, target: Target, pattern: Selector, *, text: str | None = None, desc: str | None = None) -> str:
        """Return an id for the first child that has this text, or a description with these words, on or in it.

        Raises:
            RpcError: There is none on the screen.
        """
        for number, box in enumerate(self.children(target, pattern)):
            inside = [box, *below(box)]
            if text is not None and any(shown_text(each.node) == text for each in inside):
                return self.child_by_instance(target, pattern, number)
            if desc is not None and any(desc in each.node.desc for each in inside):
                return self.child_by_instance(target, pattern, number)
        raise not_found(f'for text= "{text}"' if text is not None else f'for description= "{desc}"')
