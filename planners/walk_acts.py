"""What a wish does on the page where its thing stands: turn the switch, pick the choice, type and save, press the verb.

One step at a time, each on a fresh look. It types the user's words only, and presses what leaves the phone or destroys
only where the verb of the wish says so. Knows pages; searches no others, proves nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..android_bridge.elements import screen_text
from ..android_bridge.types import Element, Observation
from ..tools.effect_risk import effect_of
from ..tools.types import Risk, ToolCall
from .page_words import Page, Row, ordered_terms, terms
from .walk_answers import find_answer
from .walk_match import find_named
from .walk_verbs import ADDS, agrees, confirms, does, does_not_yet, makes_new, opens_more, opens_row_menu, verb_of
from .walk_wish import WalkWish, needed, telling


@dataclass(frozen=True, slots=True)
class Stuck:
    """Going on would not fulfil the wish; the reason is told."""

    why: str


Step = ToolCall | Stuck | None
"""None: what is wanted is not on this page; look further."""


def tap(element: Element) -> ToolCall:
    """Return a touch on an element."""
    return ToolCall("tap", {"element": str(element.index)})


def finish(words: str) -> ToolCall:
    """Return the end with what the page shows."""
    return ToolCall("finish", {"answer": words})


class Doing:
    """One wish's act, from page to page."""

    def __init__(self, wish: WalkWish) -> None:
        self._wish = wish
        self._stage = 0
        self._opened = ""
        """The label of the row of the thing, once it was touched."""
        self._tries = 0
        self._verb = "rename" if wish.kind == "set" else verb_of(wish.verb)
        self._picked: set[str] = set()
        self._shown: frozenset[str] = frozenset()
        self._held: set[str] = set()
        self._failed: set[str] = set()
        """Labels of rows that were opened in vain."""
        kinds: dict[str, Callable[[Page, Observation, frozenset[str]], Step]] = {
            "ask": self._ask, "switch": self._switch, "set": self._set, "add": self._add, "put": self._put,
            "act": self._act, "open": self._show,
        }  # fmt: skip
        self._kind = kinds[wish.kind]

    @property
    def begun(self) -> bool:
        """Whether the thing itself was touched."""
        return self._stage > 0

    def step(self, page: Page, seen: Observation, context: frozenset[str]) -> Step:
        """Return the next call on this page, None to look further, or why it cannot be done."""
        return self._kind(page, seen, context)

    def lost(self) -> None:
        """Note that the row that was opened led nowhere: look for another."""
        self._failed.add(self._opened)
        self._stage, self._opened = 0, ""

    def dead_end(self, page: Page) -> str:
        """Return why this page, seen whole, ends the wish; empty where something else may be tried."""
        if self._wish.kind == "set" and self._stage == 1 and page.dialog:
            offered = [r.label for r in page.rows if r.element.checkable and r.texts]
            return f'"{self._opened}" offers {", ".join(offered)}' if offered else ""
        missing = [d for d in self._wish.details if d not in self._picked]
        return (
            f"there is no {missing[0]!r} to choose" if self._wish.kind == "put" and self._stage == 1 and missing else ""
        )

    def _named(self, page: Page, seen: Observation, context: frozenset[str]) -> list[Row]:
        """Return the touchable rows that the wish's thing may be, best first."""
        rows = [r for r in page.rows if r.touchable and r.label not in self._failed and self._may(r, seen)]
        return find_named(rows, self._wish.subject, context)

    def _may(self, row: Row, seen: Observation) -> bool:
        """Return whether a row may be touched: it changes no more than this phone, or the user said all its words."""
        return effect_of(row.element, seen).risk <= Risk.WRITE or terms(row.label) <= terms(self._wish.text)

    # ------------------------------------------------------------------ reading

    def _ask(self, page: Page, seen: Observation, context: frozenset[str]) -> Step:
        answer = find_answer(self._wish.subject, page, context)
        plain = " ".join(answer.split()).casefold()
        stands = bool(plain) and plain in " ".join(screen_text(seen).split()).casefold()
        return finish(answer) if stands else None  # a text that is cut is read where it is whole

    def _show(self, page: Page, seen: Observation, context: frozenset[str]) -> Step:
        wanted = set(telling(self._wish.subject))
        return finish(page.title) if wanted and wanted <= terms(page.title) else None

    # ------------------------------------------------------------------ switches

    def _switch(self, page: Page, seen: Observation, context: frozenset[str]) -> Step:
        rows = [row for row in page.rows if row.switch is not None and row.texts and self._may(row, seen)]
        found = find_named(rows, self._wish.subject, context)
        if not found:
            return None
        if len({row.label for row in found}) > 1:
            return self._several(found)
        row, switch = found[0], found[0].switch
        assert switch is not None
        if switch.checked == self._wish.on:
            return finish(f"{row.label}: {'on' if self._wish.on else 'off'}")
        if self._stage:
            return self._confirmed(page, seen) or Stuck(f'"{row.label}" did not change when it was touched')
        self._stage = 1
        return tap(switch if switch.clickable else row.element)

    # ------------------------------------------------------------------ values

    def _set(self, page: Page, seen: Observation, context: frozenset[str]) -> Step:
        wish = self._wish
        if self._stage == 0:
            found = [r for r in self._named(page, seen, context) if r.switch is not r.element]
            if not found:
                return None
            if len({row.label for row in found}) > 1:
                return self._several(found)
            if wish.value and any(ordered_terms(t) == ordered_terms(wish.value) for t in found[0].texts[1:]):
                return finish(" | ".join(found[0].texts))
            self._stage, self._opened = 1, found[0].label
            return tap(_menu_of(found[0]) or found[0].element)
        if self._stage == 1:
            return self._choose(page, seen)
        return self._saved(page, seen)

    def _choose(self, page: Page, seen: Observation) -> Step:
        """Pick the option that the words name, or type the new name."""
        wish = self._wish
        if (field := self._field_of(page, wish.subject)) is not None and wish.value:
            self._stage = 2
            return ToolCall("type_text", {"text": wish.value, "element": str(field.index)})
        rows = [r for r in page.rows if r.touchable and r.texts]
        options = (
            [r for r in rows if ordered_terms(r.label) == ordered_terms(wish.value)]
            if wish.value
            else _said(rows, wish)
        )
        if options and options[0].label != self._opened:
            self._stage, self._picked = 2, {options[0].label}
            return tap(options[0].element)
        edit = next((r for r in page.rows if r.touchable and does(r, "rename") and r.label != self._opened), None)
        if wish.value and edit is not None and "rename" not in self._picked:
            self._picked = {"rename"}
            return self._press(edit, seen, Risk.WRITE)
        return None

    def _saved(self, page: Page, seen: Observation) -> Step:
        """Press what saves; then the new value has to be on the page."""
        if (confirm := self._confirmed(page, seen)) is not None:
            return confirm
        value = self._wish.value or next(iter(self._picked), "")
        shown = [r for r in page.rows if any(ordered_terms(t) == ordered_terms(value) for t in r.texts)]
        if not shown and page.dialog:
            return None
        if not shown and page.scroll is not None and page.shows != self._shown:
            self._shown = page.shows  # it may stand further down
            return ToolCall("swipe", {"direction": "up", "element": str(page.scroll.index)})
        if not shown:
            return Stuck(f'the page does not show "{value}" afterwards')
        return finish(" | ".join(shown[0].texts))

    def _field_of(self, page: Page, name: str) -> Element | None:
        """Return the field that holds the name; the only field of a dialog."""
        fields = [f for f in page.fields if not f.password]
        holding = [f for f in fields if ordered_terms(f.text) == ordered_terms(name)]
        return holding[0] if len(holding) == 1 else None

    def _confirmed(self, page: Page, seen: Observation) -> ToolCall | Stuck | None:
        """Return the touch on what takes the change, where there is such a thing."""
        row = next((r for r in page.rows if r.touchable and confirms(r)), None)
        if row is None:
            return None
        self._tries += 1
        if self._tries > 2:
            return Stuck(f'"{row.label}" was pressed and nothing came of it')
        return self._press(row, seen, Risk.WRITE)

    # ------------------------------------------------------------------ new things

    def _add(self, page: Page, seen: Observation, context: frozenset[str]) -> Step:
        wish = self._wish
        if self._stage == 2:
            return self._saved(page, seen)
        if not set(ordered_terms(wish.path)) <= context:
            return None  # not yet where it belongs
        if self._stage == 1 and (field := _first_field(page, wish.holder)) is not None:
            self._stage = 2
            return ToolCall("type_text", {"text": wish.value, "element": str(field.index)})
        news = [r for r in page.rows if r.touchable and makes_new(r) and not does(r, "delete")]
        holder = set(telling(wish.holder))
        news.sort(key=lambda r: (-len(holder & (r.terms | terms(r.ident))), -r.element.bounds.top))
        fits = [r for r in news if holder & r.terms] or (news if not page.dialog else [])
        if fits and self._tries < 3:
            self._stage, self._tries = 1, self._tries + 1
            call = self._press(fits[0], seen, Risk.WRITE)
            self._tries = 0 if isinstance(call, Stuck) else self._tries
            return call
        return None

    def _put(self, page: Page, seen: Observation, context: frozenset[str]) -> Step:
        wish = self._wish
        if self._stage == 0:
            return self._open_thing(page, seen, context)
        rows = [r for r in page.rows if r.touchable and r.texts]
        if self._stage == 1:
            if not _shows(page, wish.subject, context):
                return None
            for detail in wish.details:
                if detail not in self._picked:
                    option = next((r for r in rows if ordered_terms(r.label) == ordered_terms(detail)), None)
                    if option is None:
                        return None
                    self._picked.add(detail)
                    if not (option.element.checked or option.element.selected):
                        return tap(option.element)
            holder = set(telling(wish.holder))
            button = next((r for r in rows if ADDS & terms(r.label) and holder <= terms(r.label)), None)
            if button is None:
                return None
            self._stage = 2
            return self._press(button, seen, Risk.WRITE)
        holder = set(telling(wish.holder))
        if self._stage == 2:
            self._stage = 3
            way = next(
                (r for r in page.rows if r.touchable and holder <= (r.terms | terms(r.ident)) and not ADDS & r.terms),
                None,
            )
            return (
                self._press(way, seen, Risk.WRITE)
                if way is not None
                else finish(f"{wish.subject}: added to the {wish.holder}")
            )
        listed = [r for r in find_named(page.rows, wish.subject, context) if r.texts]
        return (
            finish(" | ".join(listed[0].texts))
            if listed
            else Stuck(f"the {wish.holder} does not show {wish.subject!r}")
        )

    # ------------------------------------------------------------------ verbs

    def _act(self, page: Page, seen: Observation, context: frozenset[str]) -> Step:
        if self._stage == 0:
            return self._begin(page, seen, context)
        if self._stage == 2:
            return self._settled(page, seen)
        if not _shows(page, self._wish.subject, context) and not page.dialog:
            return None
        rows = [r for r in page.rows if r.touchable]
        if any(does_not_yet(r, self._verb) for r in rows):
            return finish(f"{self._wish.subject}: {self._verb}")
        if (control := next((r for r in rows if does(r, self._verb)), None)) is not None:
            self._stage = 2
            return self._press(control, seen, self._most())
        more = next((r for r in rows if opens_more(r)), None)
        if more is not None and not page.dialog and "menu" not in self._picked:
            self._picked.add("menu")
            return tap(more.element)
        return None

    def _begin(self, page: Page, seen: Observation, context: frozenset[str]) -> Step:
        """Act on the row itself where it has the control, else open its menu, or the row, or hold it."""
        found = self._named(page, seen, context)
        if not found:
            return self._hold(page, seen, context)
        if len(found) > 1 and len({r.texts for r in found}) > 1:
            return self._several(found)
        row = found[0]
        if self._verb == "done" and row.switch is not None:
            if row.switch.checked:
                return finish(f"{row.label}: done")
            self._stage, self._opened = 2, row.label
            return tap(row.switch)
        if (control := next((r for r in _inner(row) if does(r, self._verb)), None)) is not None:
            self._stage, self._opened = 2, row.label
            return self._press(control, seen, self._most())
        self._stage, self._opened = 1, row.label
        return tap(_menu_of(row) or row.element)

    def _hold(self, page: Page, seen: Observation, context: frozenset[str]) -> Step:
        """Hold a row that was opened in vain: many lists offer more that way."""
        failed = self._failed - self._held
        rows = [r for r in page.rows if r.label in failed and r.element.long_clickable and self._may(r, seen)]
        found = find_named(rows, self._wish.subject, context)
        if len(found) != 1:
            return None
        self._held.add(found[0].label)
        self._stage, self._opened = 1, found[0].label
        return ToolCall("long_press", {"element": str(found[0].element.index)})

    def _settled(self, page: Page, seen: Observation) -> Step:
        """Answer the question that the app asks about the verb; then it is done."""
        if page.dialog:
            rows = [r for r in page.rows if r.touchable and agrees(r, self._verb)]
            self._tries += 1
            if not rows or self._tries > 2:
                return Stuck(f'the app asks "{seen.dialog}"')
            return self._press(rows[0], seen, self._most())
        return finish(f"{self._wish.subject}: {self._verb}")

    def _open_thing(self, page: Page, seen: Observation, context: frozenset[str]) -> Step:
        found = self._named(page, seen, context)
        if not found:
            return None
        if len({r.label for r in found}) > 1:
            return self._several(found)
        self._stage, self._opened = 1, found[0].label
        return tap(found[0].element)

    # ------------------------------------------------------------------ care

    def _most(self) -> Risk:
        """Return how risky a control may be at most that does what the verb says."""
        return Risk.DESTRUCTIVE if self._verb == "delete" else Risk.WRITE

    def _press(self, row: Row, seen: Observation, most: Risk) -> ToolCall | Stuck:
        does_what = effect_of(row.element, seen)
        if does_what.risk > most:
            return Stuck(f'"{row.label}" would do more than you asked ({does_what.why})')
        return tap(row.element)

    def _several(self, rows: Sequence[Row]) -> Stuck:
        names = ", ".join(dict.fromkeys(f'"{row.label}"' for row in rows[:4]))
        return Stuck(f"several things fit {self._wish.subject!r}: {names}")


def _shows(page: Page, name: str, context: frozenset[str]) -> bool:
    """Return whether a page is about a thing: every needed word of its name stands on it."""
    said = frozenset().union(*(r.terms for r in page.rows), *(terms(f.text) for f in page.fields), terms(page.title))
    return set(needed(name)) <= said | context


def _said(rows: Sequence[Row], wish: WalkWish) -> list[Row]:
    """Return the rows whose whole label stands in the wish, the longest first; for a wish that names no value apart."""
    words = wish.text.casefold()
    fits = [
        r
        for r in rows
        if len(r.label) > 1 and r.label.casefold() in words and r.label.casefold() not in wish.subject.casefold()
    ]
    return sorted(fits, key=lambda r: -len(r.label))


def _first_field(page: Page, holder: str) -> Element | None:
    """Return the field for the name of something new: the focused one, one that says so, or the first empty one."""
    fields = [f for f in page.fields if not f.password and not f.text.strip(f.hint or None)]
    wanted = terms("name title task item what subject") | terms(holder)
    named = [f for f in fields if wanted & terms(f"{f.hint} {f.description} {f.resource_id.rpartition('/')[2]}")]
    searching = [f for f in fields if terms("search find 搜索") & terms(f"{f.hint} {f.description}")]
    return next((f for f in (*[f for f in fields if f.focused], *named, *fields) if f not in searching), None)


def _inner(row: Row) -> list[Row]:
    return [Row(c, tuple(t for t in (c.text, c.description) if t), _ident(c)) for c in row.controls]


def _menu_of(row: Row) -> Element | None:
    """Return what opens the menu of a row."""
    return next((r.element for r in _inner(row) if opens_row_menu(r)), None)


def _ident(e: Element) -> str:
    return e.resource_id.rpartition("/")[2].replace("_", " ")
