"""The task `summarize`: one message (or several in a row) to one clause about it, in the third person.

It knows the frames of training/summarize and how people write on a phone. What the clause may say is what
tools/summary_check.py lets pass: lessons that it would refuse are not taught.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from ainos.tools.summary import clause_prompt
from ainos.tools.summary_check import unfaithful
from ainos.tools.summary_text import prepared
from ainos.tools.summary_words import inflected

from . import Task, Written

HERE = Path(__file__).parent.parent / "summarize"
TEST = HERE.parent.parent / "benchmarks" / "data" / "summarize_test.yaml"
"""Messages of this set are not taught; it is read for nothing else."""
SHARES = {"people": 0.68, "runs": 0.2, "companies": 0.12}
"""How often a lesson is of each file."""
SHORTER = {"you": "u", "are": "r", "your": "ur", "please": "pls", "tomorrow": "tmrw", "minutes": "min", "thanks": "thx",
           "tonight": "tonite", "because": "bc", "before": "b4"}  # fmt: skip
TRIES = 8

_SLOT = re.compile(r"\{(\w+)(?:\.(s|ed|en|ing))?(\?)?\}")
_CHOICE = re.compile(r"\(([^()]*)\)")
_INSERT = re.compile(r"<(\w+)>")
_REPORTED = {"i": "they", "i'm": "they are", "my": "their", "me": "them", "us": "them", "our": "their", "we": "they"}


@dataclass(frozen=True, slots=True)
class Frame:
    """A message with places to fill, and the clause about it."""

    message: str
    clause: str
    file: str
    kind: str


@cache
def frames() -> tuple[Frame, ...]:
    """Return all frames."""
    found = []
    for name in SHARES:
        kinds: Mapping[str, str] = yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))["frames"]
        for kind, lines in kinds.items():
            for line in lines.strip().splitlines():
                message, arrow, clause = line.strip().partition(" => ")
                if not arrow:
                    raise ValueError(f"{name}.yaml, {kind}: no ` => ` in {line!r}")
                found.append(Frame(message, clause, name, kind))
    return tuple(found)


@cache
def word_lists() -> Mapping[str, Sequence[str]]:
    """Return the words that fill places, by name."""
    raw = yaml.safe_load((HERE / "words.yaml").read_text(encoding="utf-8"))["words"]
    return {name: [line.strip() for line in lines.strip().splitlines()] for name, lines in raw.items()}


@cache
def held_out() -> frozenset[str]:
    """Return the messages of the test set as the model would read them, in lower case; empty where there is no set."""
    if not TEST.is_file():
        return frozenset()
    raw = yaml.safe_load(TEST.read_text(encoding="utf-8"))
    inboxes = [inbox for language in raw.values() if isinstance(language, list) for inbox in language]
    return frozenset(prepared(str(item["text"])).lower() for inbox in inboxes for item in inbox["items"])


class Writer:
    """Draws lessons with one random stream."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.by_file = {name: [f for f in frames() if f.file == name] for name in SHARES}

    def draw(self, name: str) -> str:
        """Return one text of a list, its inserts filled."""
        text = self.rng.choice(word_lists()[name])
        return _INSERT.sub(lambda match: self.draw(match[1]), text)

    def filled(self, frame: Frame) -> tuple[str, str]:
        """Return a message and its clause; the same place has the same words in both."""
        values: dict[str, str] = {}
        message = _CHOICE.sub(lambda m: self.rng.choice(m[1].split("|")), frame.message)

        def value(match: re.Match[str], *, reported: bool) -> str:
            key = match[1]
            if key not in values:
                is_left_out = match[3] and self.rng.random() < 0.45
                values[key] = "" if is_left_out else self.draw(key if key in word_lists() else key[:-1])
            text = inflected(values[key], match[2]) if match[2] and values[key] else values[key]
            return as_reported(text) if reported else text

        message = _SLOT.sub(lambda m: value(m, reported=False), message)
        clause = _SLOT.sub(lambda m: value(m, reported=True), frame.clause)
        return tidy(message), tidy(clause)

    def pair(self) -> tuple[str, str]:
        """Return a message and its clause."""
        name = self.rng.choices(list(SHARES), list(SHARES.values()))[0]
        frame = self.rng.choice(self.by_file[name])
        message, clause = self.filled(frame)
        if name == "people" and self.rng.random() < 0.16:
            more, second = self.filled(self.rng.choice(self.by_file["people"]))
            message, clause = f"{closed(message)}{self.rng.choice((' ', ' ', ' / '))}{more}", f"{clause}, {second}"
        return self.dressed(message), clause

    def dressed(self, message: str) -> str:
        """Return the message with greetings and ends around it."""
        if self.rng.random() < 0.22:
            greeting = self.draw("filler")
            named = f" {self.draw('first')}" if self.rng.random() < 0.15 else ""
            message = f"{greeting}{named}{self.rng.choice((', ', ' ', '! ', ' / '))}{message}"
        if self.rng.random() < 0.18:
            message = f"{closed(message) if self.rng.random() < 0.7 else message} {self.draw('ending')}"
        return message

    def roughened(self, message: str) -> str:
        """Return the message as it is typed on a phone: case, marks, slips, short forms, pictures."""
        rng = self.rng
        if rng.random() < 0.2:
            message = re.sub(r"\w+", lambda m: SHORTER.get(m[0], m[0]) if rng.random() < 0.6 else m[0], message)
        roll = rng.random()
        if roll < 0.3:
            message = message.lower()
        elif roll < 0.8:
            message = message[:1].upper() + message[1:]
        elif roll < 0.82:
            message = message.upper()
        if rng.random() < 0.35:
            message = message.rstrip("?!.")
        elif message[-1].isalnum() and rng.random() < 0.4:
            message += rng.choice((".", ".", "!", "!!", "..."))
        if rng.random() < 0.2:
            message = message.replace("'", "") if rng.random() < 0.6 else message.replace("'", "’")  # noqa: RUF001
        if rng.random() < 0.08:
            message = slipped(message, rng)
        return f"{message} {self.draw('emoji')}" if rng.random() < 0.12 else message

    def lesson(self) -> Written:
        """Return one lesson whose clause the check lets pass."""
        for _ in range(TRIES):
            message, clause = self.pair()
            rough = prepared(self.roughened(message))
            if rough.lower() in held_out():
                continue
            if rough and not unfaithful(clause, rough):
                return Written(clause_prompt(rough), (f" {clause}",))
        return self.lesson()


def as_reported(text: str) -> str:
    """Return words of somebody as told by another: `my keys` become `their keys`."""
    return re.sub(r"[\w']+", lambda m: _REPORTED.get(m[0].lower(), m[0]), text)


def closed(message: str) -> str:
    """Return the message with a mark at its end."""
    return message if message[-1:] in "?!." else message + "."


def slipped(message: str, rng: random.Random) -> str:
    """Return the message with one letter of one long word left out or two of them in the wrong order."""
    found = list(re.finditer(r"\b[a-z]{6,}\b", message))
    if not found:
        return message
    match = rng.choice(found)
    word, at = match[0], rng.randrange(1, len(match[0]) - 2)
    wrong = word[:at] + word[at + 1 :] if rng.random() < 0.5 else word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return message[: match.start()] + wrong + message[match.end() :]


def tidy(text: str) -> str:
    """Return the text without doubled blanks and blanks before marks."""
    return re.sub(r"\s+([?,.!:;])", r"\1", " ".join(text.split())).strip(" :")


def lessons(seed: int) -> Iterator[Written]:
    """Yield lessons without end."""
    writer = Writer(seed)
    while True:
        yield writer.lesson()


TASK = Task("summarize", "summarize.gguf", "summarize.md", lessons, minutes=36.0)
