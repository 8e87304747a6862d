"""A walk through one app's pages towards a wish: best first, back out of dead ends, within a few touches.

It proposes one call at a time and looks at each new screen as it is, so a page that is not what was expected costs a
step and no more. Words of the screen rank where to look; it only goes where a touch navigates, and leaves every act to
`walk_acts`. Knows no device, asks nobody and proves nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ..android_bridge.types import Observation
from ..tools.effect_risk import effect_of
from ..tools.types import Risk, ToolCall
from .page_words import Page, Row, read_page, terms
from .walk_acts import Doing, Stuck, tap
from .walk_match import Embed, Ranker
from .walk_verbs import opens_more
from .walk_wish import WalkWish

CALLS = 22
"""So many calls one walk may take."""
_DEPTH = 6
_OUT = 4
"""So often a walk that began deep inside an app goes back before its first page."""
_GOOD, _FAIR = 0.45, 0.15
"""A row is gone into at once from the first score on, and from the second when the whole page was seen."""
_HOME = ("launcher",)


@dataclass(slots=True)
class _Place:
    """One page of the way, with what was tried on it."""

    key: tuple[object, ...]
    title: str
    through: str = ""
    """The label of the row that led here."""
    tried: set[str] = field(default_factory=set)
    whole: bool = False
    """It was scrolled to its end."""
    shown: frozenset[str] = frozenset()


class Walk:
    """The way of one sub-goal."""

    def __init__(self, wish: WalkWish, *, embed: Embed | None = None, by_intent: bool = True) -> None:
        self.wish = wish
        self.why = ""
        """Why it was given up; empty while it goes on."""
        self.seen: list[str] = []
        """What the pages were called, for the account."""
        self._ranker = Ranker(wish, embed)
        self._doing = Doing(wish)
        self._by_intent = by_intent
        self._path: list[_Place] = []
        self._known: dict[tuple[object, ...], _Place] = {}
        self.calls = 0
        self._opens = 0
        self._asked = False
        self._through = ""
        self._outward = 0
        """How often it went back from the page on which it began."""

    def next(self, seen: Observation) -> ToolCall | None:
        """Return the next call for this screen, or None when the walk is over; `why` says why."""
        if self.why:
            return None
        self.calls += 1
        if self.calls > CALLS:
            return self._give_up(f"{CALLS} steps were not enough")
        app = self.wish.app
        if app is None:
            return self._give_up("the words name no app that is installed")
        if seen.package != app.package:
            return self._come_to(seen)
        page = read_page(seen)
        place = self._arrive(page)
        if any(f.password for f in page.fields):
            return self._hand_over(seen)
        step = self._doing.step(page, seen, self._context())
        if isinstance(step, Stuck):
            return self._give_up(step.why)
        return step or self._explore(page, place, seen)

    def _context(self) -> frozenset[str]:
        """Return the words of where one is: the app's name, titles and rows that led here."""
        texts = [self.wish.app.label if self.wish.app else ""]
        for place in self._path:
            texts += [place.title, place.through]
        return frozenset().union(*map(terms, texts))

    def _arrive(self, page: Page) -> _Place:
        place = self._known.setdefault(page.key, _Place(page.key, page.title, self._through))
        keys = [p.key for p in self._path]
        if page.key in keys:
            del self._path[keys.index(page.key) + 1 :]
        else:
            self._path.append(place)
        if page.title and page.title not in self.seen:
            self.seen.append(page.title)
        if place.shown and page.shows <= place.shown:
            place.whole = True
        self._through = ""
        return place

    # ------------------------------------------------------------------ the app

    def _come_to(self, seen: Observation) -> ToolCall | None:
        """Open the app; where only the screen may be used, through the launcher."""
        app = self.wish.app
        assert app is not None
        self._opens += 1
        if self._opens > (2 if self._by_intent else 9):
            return self._give_up(f"{app.label} does not stay in front")
        if self._by_intent:
            return ToolCall("open_app", {"app": app.label})
        page = read_page(seen)
        icon = next((r for r in page.rows if r.touchable and r.label == app.label), None)
        if icon is not None and "launcher" in seen.package:
            return tap(icon.element)
        if "launcher" not in seen.package:
            return ToolCall("press", {"key": "home"})
        drawer = next((r for r in page.rows if r.touchable and {"app", "list"} <= r.terms), None)
        return tap(drawer.element) if drawer is not None else ToolCall("swipe", {"direction": "up"})

    def _hand_over(self, seen: Observation) -> ToolCall | None:
        """A password is not typed: the user does it on the phone."""
        if self._asked:
            return self._give_up("the app still asks for a password")
        self._asked = True
        name = self.wish.app.label if self.wish.app else "The app"
        return ToolCall(
            "ask_user", {"question": f"{name} asks for a password or PIN. Enter it on the phone, then say yes."}
        )

    # ------------------------------------------------------------------ looking

    def _explore(self, page: Page, place: _Place, seen: Observation) -> ToolCall | None:
        """Go into the best row that only navigates, scroll on, or go back."""
        ranked = self._ranked(page, place, seen)
        if ranked and ranked[0][0] >= _GOOD and len(self._path) <= _DEPTH:
            return self._go_into(place, ranked[0][1])
        if page.scroll is not None and not place.whole:
            place.shown |= page.shows
            return ToolCall("swipe", {"direction": "up", "element": str(page.scroll.index)})
        if ranked and ranked[0][0] >= _FAIR and len(self._path) <= _DEPTH:
            return self._go_into(place, ranked[0][1])
        return self._back(place, seen)

    def _ranked(self, page: Page, place: _Place, seen: Observation) -> list[tuple[float, Row]]:
        said = terms(self.wish.text)
        rows = [r for r in page.rows if r.touchable and r.label not in place.tried and _goes(r, seen, said)]
        scores = self._ranker.scores(rows, self._context())
        base = [self._by_menu(r) for r in rows]
        return sorted(zip(map(max, scores, base), rows, strict=True), key=lambda pair: -pair[0])

    def _by_menu(self, row: Row) -> float:
        """Return how promising the page's menu is: something new is often made there, once one is where it belongs."""
        if not opens_more(row) or self.wish.kind not in ("add", "set"):
            return 0.0
        there = self.wish.kind == "add" and terms(self.wish.path) <= self._context()
        return 2.0 if there else _FAIR

    def _go_into(self, place: _Place, row: Row) -> ToolCall:
        place.tried.add(row.label)
        self._through = row.label
        return tap(row.element)

    def _back(self, place: _Place, seen: Observation) -> ToolCall | None:
        place.whole = True
        if why := self._doing.dead_end(read_page(seen)):
            return self._give_up(why)
        if len(self._path) <= 1 and not self._began_inside():
            return self._give_up("nothing there fits")
        self._doing.lost()
        return ToolCall("press", {"key": "back"})

    def _began_inside(self) -> bool:
        """Return whether the way may lie behind the page on which the walk began, because others had opened the app.

        Back to the app's first page, or out of it, from where it is opened; a few times, and never from the page that
        the words speak of.
        """
        self._outward += 1
        return not self._opens and self.wish.named and self._outward <= _OUT

    def _give_up(self, why: str) -> ToolCall | None:
        self.why = why
        return None


def _goes(row: Row, seen: Observation, said: frozenset[str]) -> bool:
    """Return whether a touch only navigates; one that may change something counts where the user's words name it."""
    if row.element.checkable or row.switch is not None:
        return False
    risk, label = effect_of(row.element, seen).risk, terms(row.label)
    return risk <= Risk.NAVIGATE or (risk is Risk.WRITE and bool(row.texts) and bool(label) and label <= said)
