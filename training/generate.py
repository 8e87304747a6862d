"""Makes training examples: draws sentences, roughens them, and offers candidate tools.

It knows the catalogue and the phrase files. It knows no model and no tokenizer.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from ainos.models.classifier import word_pieces
from ainos.models.prompt import NONE, Signature, Slot, bounds, parse_signature
from ainos.models.weights import classifier_path

from .held_out import held_out_sentences, withhold
from .phrases import (
    HERE,
    Argument,
    Example,
    Expander,
    Fillers,
    Piece,
    Source,
    as_pattern,
    load_fillers,
    load_sources,
    to_example,
)

FAMILIES = (
    "alarm",
    "timer",
    "stopwatch",
    "message",
    "call",
    "contact",
    "event",
    "note",
    "file",
    "set_",
    "open_",
    "notifications",
    "summarize_",
)
PEOPLE = frozenset({"recipient", "sender", "name", "who", "to"})
WORDY = {
    "text": ("msg_any", "note_text", "note_clause", "msg_that"),
    "title": ("event_title", "event_task"),
    "query": ("note_query", "event_title", "list_item"),
    "label": ("timer_task", "event_title", "alarm_label"),
}
RENAMES = {
    "time": ("at", "when", "clock"), "duration": ("length", "how_long"), "recipient": ("to", "person", "who"),
    "text": ("content", "body", "message"), "name": ("who", "person", "title"), "title": ("subject", "what"),
    "start": ("when", "begin", "date"), "query": ("search", "about"), "level": ("value", "amount"),
    "state": ("value", "power"), "app": ("application", "program"), "label": ("tag", "called"),
    "sender": ("from", "who"), "location": ("place", "where"), "page": ("section",), "folder": ("directory",),
    "phone": ("number", "digits"), "day": ("date", "when"), "days": ("repeat", "weekdays"),
}  # fmt: skip
VERBS = {
    "set": ("change", "put", "control"), "list": ("show", "get"), "cancel": ("remove", "stop"),
    "add": ("create", "new", "make"), "delete": ("remove", "erase"), "find": ("lookup", "search"),
    "send": ("write", "post"), "open": ("launch", "show"), "get": ("read", "tell"), "start": ("begin", "run"),
    "stop": ("end", "halt"), "take": ("make", "grab"), "read": ("show", "check"), "call": ("phone", "dial"),
    "summarize": ("sum_up", "recap", "digest"), "dismiss": ("clear", "remove"), "urgent": ("important", "pressing"),
}  # fmt: skip
SYNONYMS = {
    "turn on": ("switch on", "enable", "activate", "put on", "power up", "start up"),
    "turn off": ("switch off", "disable", "deactivate", "shut off", "power down", "kill"),
    "switch on": ("turn on", "enable", "activate", "fire up"), "switch off": ("turn off", "disable", "shut down"),
    "set": ("make", "create", "put", "program", "arrange"), "make": ("create", "set up", "put together"),
    "delete": ("remove", "erase", "get rid of", "drop", "scrap", "bin", "wipe", "throw away", "discard"),
    "remove": ("delete", "erase", "take out", "drop", "strike"), "cancel": ("scrap", "kill", "drop", "call off"),
    "show": ("display", "show me", "let me see", "give me", "pull up"), "show me": ("let me see", "give me", "display"),
    "list": ("name", "go through", "show"), "tell": ("let me know",), "read": ("read out", "go over"),
    "open": ("launch", "start", "bring up", "pull up", "fire up", "load", "go to"),
    "find": ("look up", "look for", "search for", "dig out", "get"), "call": ("ring", "phone", "dial"),
    "save": ("store", "keep", "put down"), "add": ("put in", "enter", "include", "create"),
    "start": ("begin", "kick off", "run", "get going with"), "stop": ("end", "halt", "quit", "finish"),
    "wake me": ("wake me up", "get me up", "rouse me"), "schedule": ("plan", "book", "arrange", "pencil in"),
    "screen": ("display",), "brightness": ("screen brightness", "backlight"), "volume": ("sound", "loudness"),
    "phone": ("device", "mobile"), "picture": ("image", "shot"), "want": ("would like", "wish"), "need": ("have got",),
    "calendar": ("agenda", "diary", "schedule"), "timer": ("countdown",), "text": ("message", "sms"),
    "message": ("text", "sms"), "contacts": ("address book", "phone book"), "file": ("document",), "my": ("the",),
    "notifications": ("alerts", "notifs", "push notifications"), "urgent": ("pressing", "important"),
    "sum up": ("summarize", "summarise", "recap"), "summarize": ("sum up", "summarise", "give me the gist of"),
    "gist": ("summary", "essence", "short version"), "clear": ("get rid of", "wipe", "clear away"),
    "the": ("my", "this", "that"), "a": ("one", "another"), "for me": ("please",),
}  # fmt: skip
DRAWN_MORE = {
    "list_notifications": 1.8, "urgent_notifications": 1.8, "summarize_notifications": 1.8, "summarize_messages": 1.8,
    "dismiss_notifications": 1.8, "add_event": 1.3, "send_message": 1.3,
}  # fmt: skip
"""Tools whose neighbours are near, or whose arguments are hard to tell apart."""
ABOUT = (
    "how do I {x}", "how can I {x}", "how to {x}", "what happens when I {x}", "why should I {x}", "don't {x}",
    "do not {x}", "is it possible to {x} on other phones", "I forgot to {x}", "yesterday I asked you to {x}",
    "explain how to {x}", "who invented the words {x}", "I never {x}", "does anybody still {x}", "I hate having to {x}",
    "my friend says you can {x}", "what does {x} mean", "is it a good idea to {x}", "can other phones {x}",
    "never {x} again", "you should not {x}", "I used to {x} by hand", "where did you learn to {x}",
)  # fmt: skip
"""Talk about an act, which asks for none."""
NONE_SHARE, ABOUT_SHARE, EXTRA_SHARE = 0.17, 0.04, 0.10
"""Parts of the sentences that fit no tool, talk about one, or belong to a training-only tool."""
SYLLABLES = (
    "ka", "lo", "mi", "ren", "tas", "vor", "bel", "dan", "jo", "pri", "sha", "ul", "eth", "ma", "no", "ri", "ze",
    "fin", "gar", "hol", "quin", "sa", "tor", "wen", "ya", "ber",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Lesson:
    """What the language model learns from: candidates, a wish and the right line."""

    candidates: tuple[Signature, ...]
    example: Example


def load_catalogue(path: Path = HERE / "catalogue.yaml") -> dict[str, Signature]:
    """Read the built-in signatures by tool name."""
    return {s.name: s for s in map(parse_signature, yaml.safe_load(path.read_text()))}


def load_extra(folder: Path = HERE) -> dict[str, Any]:
    """Read the training-only tools of both files: `varieties` and `tools`."""
    parts = [yaml.safe_load((folder / name).read_text()) for name in ("extra_tools.yaml", "extra_tools_more.yaml")]
    return {"varieties": {k: v for p in parts for k, v in p["varieties"].items()},
            "tools": [tool for p in parts for tool in p["tools"]]}  # fmt: skip


def spell(example: Example) -> bool:
    """Say whether every argument begins and ends where the runtime allows it."""
    limits = bounds(example.wish)
    return all(
        a.start < 0 or (a.start in limits.starts and a.start + len(a.value) in limits.ends) for a in example.arguments
    )


def _about_frames(sources: Mapping[str, Source], held_out: Sequence[str]) -> tuple[str, ...]:
    """Return the frames of talk that make no test sentence out of any command."""
    commands = [as_pattern(c) for s in sources.values() for c in s.commands]

    def makes_one(frame: str) -> bool:
        before, _, after = frame.partition("{x}")
        pattern = re.compile(f"{re.escape(before)}(.+){re.escape(after)}", re.IGNORECASE)
        inner = [m[1] for s in held_out if (m := pattern.fullmatch(s))]
        return any(c.fullmatch(text) for c in commands for text in inner)

    return tuple(frame for frame in ABOUT if not makes_one(frame))


def _word_table() -> tuple[Any, list[str]] | None:
    import numpy as np

    if not classifier_path().is_file():
        return None
    with np.load(classifier_path()) as stored:
        return stored["words"].astype("float32"), [str(c) for c in stored["classes"]]


@dataclass(frozen=True, slots=True)
class Material:
    """What sentences are drawn from, without templates that make a held-out one."""

    catalogue: Mapping[str, Signature]
    fillers: Fillers
    sources: Mapping[str, Source]
    """By tool, `none` among them."""
    extra: Mapping[str, Source]
    """Tools that exist only in training."""
    extra_signatures: Mapping[str, Signature]
    about: tuple[str, ...]


@lru_cache(maxsize=1)
def material() -> Material:
    """Read all phrase files, once a process: matching them against the held-out sentences takes seconds."""
    catalogue, fillers, extra, held_out = load_catalogue(), load_fillers(), load_extra(), held_out_sentences()
    varieties = {**fillers.varieties, **{k: tuple(map(str, v)) for k, v in extra["varieties"].items()}}
    sources = withhold(load_sources(), held_out, fillers)
    extras = {t["tool"]: Source(t["tool"], {}, (), tuple(t["templates"])) for t in extra["tools"]}
    strange = [s for tool, said in held_out.items() if tool not in catalogue for s in said]
    kept = withhold(extras, dict.fromkeys(extras, strange), fillers)
    return Material(
        catalogue, Fillers(varieties, fillers.command_wrappers, fillers.any_wrappers), sources,
        {name: source for name, source in kept.items() if source.templates},
        {s.name: s for s in (parse_signature(t["signature"]) for t in extra["tools"])},
        _about_frames({k: v for k, v in sources.items() if k != NONE}, held_out.get(NONE, [])),
    )  # fmt: skip


class Generator:
    """Draws examples and lessons without end, the same for the same seed."""

    def __init__(self, seed: int, *, only: Sequence[str] | None = None, extra_share: float = EXTRA_SHARE) -> None:
        self.rng = random.Random(seed)
        self.extra_share = extra_share
        found = material()
        self.catalogue, self.extra, self.about = found.catalogue, found.extra, found.about
        self.extra_signatures = found.extra_signatures
        self.expander = Expander(found.fillers, self.rng)
        self.sources = dict(found.sources)
        self.none = self.sources.pop(NONE, Source(NONE, {}, (), ()))
        if only is not None:
            self.sources = {k: v for k, v in self.sources.items() if k in only}
        self._words = _word_table()
        self.weights = [self._weight(tool) for tool in self.sources]

    def _weight(self, tool: str) -> float:
        return (1.0 + 0.7 * len(self.catalogue[tool].slots)) * DRAWN_MORE.get(tool, 1.0)

    def example(self) -> Example:
        """Return one sentence of a built-in tool, of `none`, or of a training-only tool (its own name)."""
        while True:
            pick = self.rng.random()
            if pick < NONE_SHARE and self.none.templates:
                found = self._draw(self.none)
            elif pick < NONE_SHARE + ABOUT_SHARE:
                found = self._about()
            elif pick < NONE_SHARE + ABOUT_SHARE + self.extra_share:
                found = self._draw(self.rng.choice(list(self.extra.values())))
            else:
                found = self._draw(self.rng.choices(list(self.sources.values()), self.weights)[0])
            if found.wish and spell(found):
                return found

    def _draw(self, source: Source) -> Example:
        total = len(source.commands) + len(source.templates)
        number = self.rng.randrange(total)
        if source.missing and self.rng.random() < 0.07:
            template, is_command = self.rng.choice(source.missing), False
        elif number < len(source.commands):
            template, is_command = source.commands[number], True
        else:
            template, is_command = source.templates[number - len(source.commands)], False
        pieces, closed = self.expander.expand(template, source.defaults)
        pieces = [self._vary(p) for p in pieces]
        pieces = self.expander.wrap(pieces, is_command=is_command)
        return to_example(roughen(pieces, self.rng), closed, source.tool)

    def _about(self) -> Example:
        """Return talk about a command: no tool fits, though its words are there."""
        source = self.rng.choice([s for s in self.sources.values() if s.commands])
        pieces, _closed = self.expander.expand(self.rng.choice(source.commands), source.defaults)
        text = "".join(p.text for p in pieces)
        said = self.rng.choice(self.about).replace("{x}", text[:1].lower() + text[1:])
        return to_example(roughen([Piece(said)], self.rng), {}, NONE)

    def _vary(self, piece: Piece) -> Piece:
        """Sometimes put an unheard name or other words into an open slot."""
        if piece.slot in PEOPLE and piece.text[:1].isupper() and self.rng.random() < 0.25:
            return Piece(self._name(), piece.slot)
        if piece.slot in WORDY and self.rng.random() < 0.12:
            text = self.expander.draw(self.rng.choice(WORDY[piece.slot])).strip()
            return Piece(text, piece.slot)
        if piece.slot == "text" and self.rng.random() < 0.12:
            # Words of another wish inside a message: only the frame tells what is wanted.
            other = self.rng.choice(list(self.sources.values()))
            pieces, _closed = self.expander.expand(self.rng.choice(other.templates or other.commands), other.defaults)
            return Piece("".join(p.text for p in pieces).rstrip(" .?!"), piece.slot)
        return piece

    def _name(self) -> str:
        words = ["".join(self.rng.choices(SYLLABLES, k=self.rng.choice((1, 2, 2, 3)))).capitalize()
                 for _ in range(self.rng.choice((1, 1, 2)))]  # fmt: skip
        return " ".join(words)

    def lesson(self) -> Lesson:
        """Return one example with candidate tools around the right one (or without it, answer `none`)."""
        example = self.example()
        known = {**self.catalogue, **self.extra_signatures}
        # A plugin's tool is found by its phrases: the model reads its arguments, alone, and seldom chooses it.
        alone = 85 if example.tool in self.extra else 40
        count = self.rng.choices((1, 2, 3, 4, 5), (alone, 14, 16, 24, 6))[0]
        rivals = self._rivals(example, count, list(known))
        if example.tool == NONE:
            return Lesson(tuple(known[name] for name in rivals), example)
        if self.rng.random() < (0.03 if example.tool in self.extra else 0.1):
            return Lesson(tuple(known[name] for name in rivals), Example(example.wish, NONE))
        chosen = [*rivals[: count - 1], example.tool]
        self.rng.shuffle(chosen)
        signatures = [known[name] for name in chosen]
        rate = 0.5 if example.tool in self.extra else 0.12
        if self.rng.random() < rate:
            place = chosen.index(example.tool)
            signatures[place], example = rename(signatures[place], example, self.rng)
        return Lesson(tuple(signatures), example)

    def _near(self, wish: str) -> list[str]:
        """Return the tools that an earlier classifier's word pieces propose, if there is one."""
        if self._words is None:
            return []
        table, classes = self._words
        scores = table[word_pieces(wish)].sum(axis=0)
        return [classes[i] for i in scores.argsort()[::-1][:9] if classes[i] in self.catalogue]

    def _rivals(self, example: Example, count: int, names: list[str]) -> list[str]:
        family = [n for n in names if any(f in n and f in example.tool for f in FAMILIES) and n != example.tool]
        chosen: list[str] = []
        near = self._near(example.wish)
        while len(chosen) < count:
            pick = self.rng.random()
            pool = near if pick < 0.45 else family if family and pick < 0.7 else names
            if not near or pick > 0.85:
                pool = list(self.catalogue)
            name = self.rng.choice(pool)
            if name != example.tool and name not in chosen:
                chosen.append(name)
        return chosen


def rename(signature: Signature, example: Example, rng: random.Random) -> tuple[Signature, Example]:
    """Give a tool and some of its parameters other names, so that the model must read the signature."""
    verb, _, rest = signature.name.partition("_")
    name = "_".join(filter(None, (rng.choice(VERBS.get(verb, (verb,))), rest)))
    names: dict[str, str] = {}
    for slot in signature.slots:
        other = rng.choice((slot.name, *RENAMES.get(slot.name, ())))
        names[slot.name] = other if other not in names.values() else slot.name
    if len(set(names.values())) < len(names):
        names = {slot.name: slot.name for slot in signature.slots}
    slots = tuple(Slot(names[s.name], s.required, s.choices) for s in signature.slots)
    arguments = tuple(Argument(names[a.name], a.value, a.start) for a in example.arguments)
    return Signature(name, slots), Example(example.wish, name, arguments)


def roughen(pieces: Sequence[Piece], rng: random.Random) -> list[Piece]:
    """Write the sentence as people type and as speech recognisers hear: case, marks, apostrophes, slips."""
    result = [p if p.slot else Piece(_reword(p.text, rng)) for p in pieces]
    style = rng.random()
    if style < 0.30:
        result = [Piece(p.text.lower(), p.slot) for p in result]
    elif style < 0.65 and result:
        first = result[0]
        result[0] = Piece(first.text[:1].upper() + first.text[1:], first.slot)
    elif style < 0.67:
        result = [Piece(p.text.upper(), p.slot) for p in result]
    if rng.random() < 0.2:
        result = [Piece(re.sub(r"(?<=\w)['’](?=\w)", "", p.text), p.slot) for p in result]
    if rng.random() < 0.2:
        result = [p if p.slot else Piece(re.sub(r"[,!.?](?=\s|$)", "", p.text)) for p in result]
    if result and result[-1].text[-1:].isalnum() and rng.random() < 0.3:
        result.append(Piece(rng.choice((".", ".", ".", "!", "?"))))
    return [p for p in result if p.text]


def _reword(text: str, rng: random.Random) -> str:
    if rng.random() < 0.25:
        for word, others in rng.sample(list(SYNONYMS.items()), 16):
            if found := re.search(rf"\b{word}\b", text):
                text = text[: found.start()] + rng.choice(others) + text[found.end() :]
    if rng.random() < 0.08:
        text = re.sub(r"\b(the|a|an|my) ", "", text)
    if rng.random() < 0.05:
        text = slip(text, rng)
    if rng.random() < 0.15:
        text = re.sub(r"(?i)\bwi-?fi\b", rng.choice(("wifi", "wi-fi", "Wi-Fi", "WiFi", "wi fi")), text)
    return text


def slip(text: str, rng: random.Random) -> str:
    """Make one typing slip in a word of at least four letters."""
    words = [m.span() for m in re.finditer(r"[A-Za-z]{4,}", text)]
    if not words:
        return text
    a, b = rng.choice(words)
    i = rng.randrange(a + 1, b - 1)
    kind = rng.randrange(3)
    if kind == 0:
        return text[:i] + text[i + 1] + text[i] + text[i + 2 :]
    if kind == 1:
        return text[:i] + text[i + 1 :]
    return text[:i] + text[i] + text[i:]
