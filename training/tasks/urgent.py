"""The task `urgent`: from a notification to how urgent it is, one of four words.

It knows the frames of training/urgent and the text that tools/urgency.py shows the model. It knows no phone. Frames
that make a notification of the held-out set are left out.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import yaml

from ainos.tools.urgency import priority_prompt

from ..generate import SYLLABLES, slip
from ..held_out import DATA
from ..phrases import HERE, Expander, Fillers, as_pattern
from . import Task, Written

FOLDER = HERE / "urgent"
LEVEL_SHARES = {"now": 0.20, "fleeting": 0.11, "soon": 0.24, "later": 0.24, "noise": 0.21}
OFTEN = {"personal messages": 3.0, "mail": 2.0, "shops": 1.5, "games": 1.5, "work chat": 1.5, "bank": 1.5,
         "songs, films and headlines with loud words": 1.5, "adverts without a figure": 1.5}  # fmt: skip
CATEGORIES = ("msg", "email", "status", "social", "promo", "reminder", "event", "alarm", "call", "err", "sys", "")
CHAT = frozenset({"personal messages", "work chat", "marketplaces", "pets and neighbours"})
MARKS = ("⚠️ ", "🔔 ", "🚨 ", "🎉 ", "❗", "📣 ", "⏰ ", "🔥 ", "👋 ", "✅ ")
OPENERS = (
    "hey, ",
    "hi, ",
    "Hello! ",
    "Sorry to bother you, ",
    "hey you, ",
    "Hi, it's me. ",
    "so, ",
    "ok so ",
    "btw ",
    "Um, ",
)
CLOSERS = (" thanks", " 🙏", " x", " please", ", ok?", " ❤️", " Best regards", "...", " 😊")
BALLAST = (
    "Tap to open.", "Tap to see more.", "Open the app for details.", "Reference {n}.", "Do not reply to this message.",
    "Questions? Visit our help pages.", "You get this message because you have an account.", "Swipe to dismiss.",
)  # fmt: skip
STALE_FROM = 150
"""Minutes from which on what was for the moment is taught as over; nothing is taught between 40 and that."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A notification as a template."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Kind:
    """Apps of one kind."""

    name: str
    apps: tuple[str, ...]
    categories: tuple[str, ...]
    frames: Mapping[str, tuple[Frame, ...]]


@dataclass(frozen=True, slots=True)
class Drawn:
    """One notification and its level."""

    app: str
    category: str
    title: str
    text: str
    minutes: int
    level: str


def frame(line: str) -> Frame:
    """Return a frame from `title // text`."""
    title, _, text = line.partition(" // ")
    return Frame(title.strip(), text.strip())


@lru_cache(maxsize=1)
def material() -> tuple[Fillers, tuple[Kind, ...], tuple[str, ...]]:
    """Read fillers, kinds of apps, and what strangers add; without frames that make a held-out notification."""
    held = _held_out()
    varieties = yaml.safe_load((FOLDER / "fillers.yaml").read_text())["varieties"]
    fillers = Fillers({name: tuple(map(str, items)) for name, items in varieties.items()}, (), ())
    kinds, injections = [], tuple(yaml.safe_load((FOLDER / "hostile.yaml").read_text())["injections"])
    for path in sorted(FOLDER.glob("*.yaml")):
        raw: Any = yaml.safe_load(path.read_text())
        for entry in raw if isinstance(raw, list) else ():
            levels = {
                level: tuple(f for f in map(frame, entry.get(level, ())) if not _makes(f, held))
                for level in LEVEL_SHARES
            }
            kinds.append(Kind(entry["kind"], tuple(entry["apps"]), tuple(entry["categories"]), levels))
    return fillers, tuple(kinds), injections


def _held_out() -> list[tuple[str, str]]:
    """Return the held-out notifications, to withhold them and for nothing else; none where the file is absent."""
    path = DATA / "urgent_test.yaml"
    raw = yaml.safe_load(path.read_text()) if path.is_file() else {}
    return [(str(x["title"]), str(x["text"])) for part in raw.values() if isinstance(part, list) for x in part]


def _makes(made: Frame, held: Sequence[tuple[str, str]]) -> bool:
    """Say whether a frame makes one of these notifications; texts of one insert alone say nothing."""
    title, text = as_pattern(made.title.strip(" .!?")), as_pattern(made.text.strip(" .!?"))
    return any(title.fullmatch(a.strip(" .!?")) and text.fullmatch(b.strip(" .!?")) for a, b in held)


class Notifications:
    """Draws notifications without end, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        fillers, self.kinds, self.injections = material()
        self.expander = Expander(fillers, self.rng)
        self.held = set(_held_out())

    def one(self) -> Drawn:
        """Return the next."""
        while True:
            drawn = self._rough(self._plain())
            if (drawn.title, drawn.text) not in self.held and (drawn.title or drawn.text):
                return drawn

    def _words(self, template: str) -> str:
        pieces, _closed = self.expander.expand(template, {})
        return " ".join("".join(p.text for p in pieces).split())

    def _plain(self, level: str = "", kinds: Sequence[Kind] | None = None) -> Drawn:
        level = level or self.rng.choices(list(LEVEL_SHARES), list(LEVEL_SHARES.values()))[0]
        fitting = [kind for kind in kinds or self.kinds if kind.frames[level]]
        weights = [OFTEN.get(k.name, 1.0) * min(1.0, 0.25 + len(k.frames[level]) / 8) for k in fitting]
        kind = self.rng.choices(fitting, weights)[0]
        made = self.rng.choice(kind.frames[level])
        title, text = self._words(made.title), self._words(made.text)
        drawn = Drawn(self._app(kind), self.rng.choice(kind.categories), title, text, self._minutes(), level)
        if level == "fleeting":
            over = self.rng.random() < 0.3
            minutes = self.rng.randrange(STALE_FROM, 2000) if over else int(self.rng.triangular(0, 40, 1))
            return replace(drawn, minutes=minutes, level="later" if over else "now")
        if kind.name in CHAT:
            return self._chat(drawn, kind)
        if level == "noise" and self.rng.random() < 0.22:
            shout = self.expander.draw("shout")
            mark = self.rng.choice((": ", "! ", " - "))
            drawn = replace(drawn, title=shout + mark + title) if self.rng.random() < 0.5 else replace(
                drawn, text=shout + mark + text)  # fmt: skip
        return drawn

    def _chat(self, drawn: Drawn, kind: Kind) -> Drawn:
        """Write as people do: with an opener, after other sentences, or as the last line of a conversation."""
        pick = self.rng.random()
        text = drawn.text
        if drawn.level in ("now", "soon") and pick < 0.14 and kind.frames["later"]:
            before = self._words(self.rng.choice(kind.frames["later"]).text)
            text = before.rstrip(".") + self.rng.choice((". ", " / ", "! ", " ")) + text
        elif drawn.level != "noise" and pick < 0.3:
            text = self.rng.choice(OPENERS) + text
        elif drawn.level != "noise" and pick < 0.4:
            text = text.rstrip(".") + self.rng.choice(CLOSERS)
        return replace(drawn, text=text)

    def _app(self, kind: Kind) -> str:
        if self.rng.random() < 0.12:
            return "".join(self.rng.choices(SYLLABLES, k=self.rng.choice((2, 3)))).capitalize()
        return self._words(self.rng.choice(kind.apps))

    def _minutes(self) -> int:
        pick = self.rng.random()
        if pick < 0.5:
            return self.rng.randrange(0, 15)
        return self.rng.randrange(15, 120) if pick < 0.8 else self.rng.randrange(120, 720)

    def _rough(self, drawn: Drawn) -> Drawn:
        """Change what says nothing: category, marks, case, slips, cuts, and what strangers add to be seen."""
        rng, category, title, text = self.rng, drawn.category, drawn.title, drawn.text
        if rng.random() < 0.12 or (drawn.level == "noise" and rng.random() < 0.1):
            category = rng.choice(CATEGORIES)
        if rng.random() < 0.1:
            title, text = "", f"{title}: {text}" if text else title
        elif rng.random() < 0.05 and text:
            title, text = drawn.app, f"{title}. {text}"
        if rng.random() < 0.1:
            title = rng.choice(MARKS) + title
        style = rng.random()
        if style < 0.08:
            title, text = title.lower(), text.lower()
        elif style < 0.11:
            title, text = title.upper(), text.upper()
        if rng.random() < 0.07:
            text = slip(text, rng)
        if rng.random() < 0.12 and text and drawn.category not in ("msg", "transport"):
            text = f"{text.rstrip('.')}. {rng.choice(BALLAST).replace('{n}', str(rng.randrange(10_000)))}"
        if rng.random() < 0.12 and text[-1:].isalnum():
            text += rng.choice((".", "!", "!!", "…"))
        drawn = replace(drawn, category=category, title=title, text=text)
        return self._disturbed(drawn)

    def _disturbed(self, drawn: Drawn) -> Drawn:
        """Sometimes add what asks the reader for another level; the level stays."""
        rate = {"noise": 0.12, "later": 0.06, "soon": 0.02, "now": 0.02}[drawn.level]
        if self.rng.random() >= rate:
            return drawn
        said = self.rng.choice(self.injections)
        if drawn.level == "now":
            said = re.sub(r"\bnow\b", self.rng.choice(("noise", "later")), said)
        place = self.rng.random()
        if place < 0.6:
            return replace(drawn, text=f"{drawn.text} {said}".strip())
        if place < 0.8:
            return replace(drawn, text=f"{said} {drawn.text}".strip())
        return replace(drawn, title=f"{drawn.title} {said}".strip())


def written(drawn: Drawn) -> Written:
    """Return a notification as the text that the model reads and writes."""
    prompt = priority_prompt(drawn.app, drawn.category, drawn.title, drawn.text, drawn.minutes)
    return Written(prompt, (f" {drawn.level}",))


def lessons(seed: int) -> Iterator[Written]:
    """Yield lessons without end."""
    source = Notifications(seed)
    while True:
        yield written(source.one())


TASK = Task("urgent", "urgent.gguf", "urgent.md", lessons, minutes=20)
