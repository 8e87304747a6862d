"""Sums up an inbox: what each sender says in one clause, who only advertises, how much more there is.

A small model writes a clause about one person's message at a time; code groups, orders, joins, counts, and lets a
clause pass only if it tells the message and nothing else (`summary_check`). What does not pass is quoted, and so are
apps' notices, which speak in the third person already. A stranger's words stay what that sender says. It knows items,
no phone and no weights.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from .builtin.messages import is_secret
from .summary_check import unfaithful
from .summary_tellings import smoothed, stems, without_them
from .summary_text import chunks, is_chinese, is_small_talk, prepared, telling_piece, weight
from .summary_words import words
from .types import TextModel, TextModelError

TASK = "summarize"
"""The adapter that writes clauses."""
ADVERTISING = "advertising"
"""What is said of words that only want to sell."""
LEAST_SIGNS = 2
"""Kinds of signs from which on something counts as advertising."""
CLAUSE_TOKENS = 40
MOST_WRITTEN = 14
"""Messages that the model is asked about; of more, code alone tells the rest."""
PATIENCE = 8.0
"""Seconds after which the model is asked about no further message of one inbox."""
MOST_TOLD = 12
"""Senders that are told with their words; of more, the rest is counted."""
TOGETHER_MINUTES = 30
"""Messages of one person no further apart belong together."""
TOGETHER_WORDS = 30
SENDER = 40
"""Characters of a sender's name."""

By = Literal["model", "code", "count", "withheld"]


@dataclass(frozen=True, slots=True)
class Item:
    """One message or notice, as it stands on the phone."""

    app: str
    """As the user sees it."""
    sender: str
    """The person, or a notice's title; may be empty."""
    text: str
    minutes: int = 0
    """How long ago it came."""
    person: bool = True
    """Whether a human wrote it; else an app tells of something."""
    secret: bool = False
    """Whether it holds a code or a password, as far as the caller knows; the words are looked at, too."""

    @property
    def is_withheld(self) -> bool:
        """Whether its words may not be told."""
        return self.secret or is_secret(f"{self.sender} {self.text}")


@dataclass(frozen=True, slots=True)
class Told:
    """What is said about one sender, or a piece of it."""

    sender: str
    text: str
    """A clause without its subject, a quotation without its marks, or empty where it is only counted."""
    by: By
    items: int = 1
    """Messages or notices that it tells; 0 for a further piece of the same ones."""
    person: bool = True


@dataclass(frozen=True, slots=True)
class Summary:
    """An inbox in few words."""

    text: str
    told: tuple[Told, ...]
    """In the order in which they are said."""
    by: Literal["model", "code", "both", "none"]


@dataclass(frozen=True, slots=True)
class _Run:
    """Messages of one sender that are told together, oldest first."""

    app: str
    sender: str
    text: str
    minutes: int
    person: bool
    items: int = 1
    withheld: bool = False


def clause_prompt(text: str) -> str:
    """Return what the model reads of a prepared message; it writes the clause after it."""
    return f"message: {text}\nsays:"


def extract(items: Sequence[Item]) -> str:
    """Return the summary by code alone."""
    return summarise(None, items).text


def summarise(texts: TextModel | None, items: Sequence[Item], *, check: bool = True) -> Summary:
    """Return what the items say, senders that wait for something first.

    Args:
        texts: Writes the clauses; None: quotations instead.
        items: Newest first, as they are listed.
        check: False lets every clause of the model pass. To measure with, never for a user.
    """
    as_said = _runs(items)
    runs = sorted(as_said, key=lambda run: (-_pressing(run), not run.person, run.minutes))
    writer = _Writer(texts, frozenset(run.sender for run in runs if run.person), check)
    pieces = {run: tuple(writer.told(run)) for run in runs}
    order = list(dict.fromkeys(run.sender for run in runs))
    as_said.sort(key=lambda run: order.index(run.sender))  # one sender's stay in their order
    told = tuple(one for run in as_said for one in pieces[run])
    kinds = {one.by for one in told} & {"model", "code"}
    by: Literal["model", "code", "both", "none"] = "both" if len(kinds) > 1 else "none"
    if len(kinds) == 1:
        by = "model" if "model" in kinds else "code"
    return Summary(composed(told), told, by)


class _Writer:
    """Asks the model for clauses, as long as it answers."""

    def __init__(self, texts: TextModel | None, people: frozenset[str], check: bool) -> None:
        self.texts, self.people, self.check = texts, people, check
        self.asked, self.until = 0, time.monotonic() + PATIENCE

    def told(self, run: _Run) -> Iterator[Told]:
        """Tell one run of messages: by the model where its clause may stand for them, else by a quotation."""
        one = Told(run.sender, "", "withheld", run.items, run.person)
        if run.withheld:
            yield one
        elif run.person and is_small_talk(run.text):
            yield replace(one, by="count")
        elif advert_signs(run.text) >= LEAST_SIGNS:
            yield replace(one, text=ADVERTISING, by="count")
        elif not run.person or is_chinese(run.text):
            piece = telling_piece(run.text)
            yield replace(one, text=piece, by="code" if piece else "count")
        else:
            yield from self._pieces(one, prepared(run.text), run)

    def _pieces(self, one: Told, text: str, run: _Run) -> Iterator[Told]:
        """Tell a person's message: a clause for each chunk of it, quotations where none may stand."""
        found = [(chunk, self._clause(chunk, run)) for chunk in chunks(text)]
        if not any(clause for _, clause in found):
            piece = telling_piece(run.text)
            yield replace(one, text=piece, by="code" if piece else "count")
            return
        for number, (chunk, clause) in enumerate(found):
            one = replace(one, items=0) if number else one
            if clause:
                yield replace(one, text=smoothed(without_them(clause, chunk)), by="model")
            else:
                yield replace(one, text=telling_piece(chunk), by="code")

    def _clause(self, text: str, run: _Run) -> str:
        """Return the model's clause, or nothing where there is none or it may not be told."""
        if self.texts is None or not text:
            return ""
        if self.asked >= MOST_WRITTEN or self.asked and time.monotonic() > self.until:
            return ""
        self.asked += 1
        try:
            written = self.texts.write(TASK, clause_prompt(text), CLAUSE_TOKENS)
        except TextModelError:
            self.texts = None  # it will not come back within this answer
            return ""
        clause = (written or "").strip().rstrip(" .!,")
        if not self.check:
            return clause
        if unfaithful(clause, text) or self._names_another(clause, run.sender):
            return ""
        return clause

    def _names_another(self, clause: str, sender: str) -> bool:
        """Return whether the clause names somebody else who wrote: it could be taken for their words."""
        own, said = set(_name_words(sender)), set(_name_words(clause))
        return any(word in said and word not in own for other in self.people for word in _name_words(other))


def _name_words(text: str) -> list[str]:
    return [word for word in re.findall(r"[^\W\d_]+", text.casefold()) if len(word) > 2]


def _runs(items: Sequence[Item]) -> list[_Run]:
    """Group items into what is told together; oldest first within a run."""
    found: list[_Run] = []
    for item in [part for listed in reversed(items) for part in _spoken(listed)]:
        sender = sender_name(item)
        text = item.text if item.person else _noticed(item)
        run = _Run(item.app, sender, text, item.minutes, item.person, 1, item.is_withheld)
        before = next((i for i in reversed(range(len(found))) if found[i].sender == sender), None)
        if before is not None and _belongs(found[before], run):
            joined = f"{found[before].text}\n{run.text}" if not run.withheld else ""
            found[before] = replace(found[before], text=joined, minutes=run.minutes, items=found[before].items + 1)
        else:
            found.append(run)
    return found


def _belongs(before: _Run, run: _Run) -> bool:
    if before.withheld or run.withheld:
        return before.withheld and run.withheld
    if before.text.strip() == run.text.strip():
        return False
    near = before.minutes - run.minutes <= TOGETHER_MINUTES and before.person and run.person
    return near and len(f"{before.text} {run.text}".split()) <= TOGETHER_WORDS and not is_chinese(run.text)


_SPEAKER = re.compile(r"^(?P<name>[^\W\d_][^:\n]{0,28}?): (?P<said>\S.*)$")
_COUNTED = re.compile(r"\s*(?:\(\d+(?: (?:new )?messages)?\)|: \d+ (?:new )?messages?)\s*$")


def _spoken(item: Item) -> Iterator[Item]:
    """Take a group's notification apart: each line `sender: text` is that person's, in that group.

    Not where it could be one stranger who writes in the name of others: one name alone, or a number as the title.
    """
    heads = [_SPEAKER.match(line) for line in item.text.splitlines() if line.strip()]
    names = {head["name"] for head in heads if head and head["name"].istitle() and len(head["name"].split()) < 4}
    title = _plain(_COUNTED.sub("", item.sender))
    if not item.person or len(names) < 2 or None in heads or not re.search(r"[^\W\d]", title):
        yield item
        return
    for head in heads:
        if head is not None:
            yield replace(item, sender=f"{_plain(head['name'])} ({title})", text=head["said"])


def sender_name(item: Item) -> str:
    """Return how the sender is told: a person's name, an app's for a notice; never empty."""
    name = _plain(_COUNTED.sub("", item.sender)) if item.person else _plain(item.app)
    return name or _plain(item.app) or "someone"


def _plain(name: str) -> str:
    """Return a name without marks by which it could end a sentence and begin another."""
    name = " ".join(re.sub(r"[;:!?\"“”«»<>{}\[\]|\n\r\t,，。；：！？]+|\.(?=\s*$)", " ", name).split())  # noqa: RUF001
    return name if len(name) <= SENDER else name[: SENDER - 1].rstrip() + "…"


def _noticed(item: Item) -> str:
    """Return a notice's title and words in one text; a title that its words repeat is left out."""
    title, text = item.sender.strip().rstrip(":"), item.text.strip()
    if not title or title.casefold() == item.app.casefold():
        return text or title
    if text and stems(" ".join(words(title))) <= stems(" ".join(words(text))):
        return text
    return f"{title}: {text}" if text else title


_PRESSING = re.compile(
    r"\b(?:urgent\w*|asap|emergency|immediately|right now|help|hospital|smoke|fire|fraud|suspicious|blocked|overdue"
    r"|last call|boarding|gate change)\b|紧急|马上|立刻|急",
    re.IGNORECASE,
)


def _pressing(run: _Run) -> int:
    """Return how much a run presses, 0 to 2, by words that code knows."""
    if run.withheld:
        return 0
    return 2 if _PRESSING.search(run.text) else int(run.person and weight(prepared(run.text)) >= 4)


_ADVERTS = re.compile(
    r"(?P<a>\d+ ?% (?:off|discount|rabatt)|\bup to \d+ ?%|save \d+|half price)"
    r"|(?P<b>\b(?:sale|deals?|discounts?|voucher|coupon|promo\w*)\b)"
    r"|(?P<c>\b(?:last chance|ends (?:tonight|soon|today|tomorrow)|today only|only today|limited time|don'?t miss)\b)"
    r"|(?P<d>\b(?:(?:shop|order|buy|play|book) now|new in store|new arrivals|collection)\b)"
    r"|(?P<e>\b(?:free (?:delivery|shipping|for)|try it free|premium|upgrade|double points|earn)\b)"
    r"|(?P<f>\b(?:just for you|recommended for you|we miss(?:ed)? you|misses you|come back)\b"
    r"|\b(?:rate us|invite friends|hungry)\b)"
    r"|(?P<g>\bwin \S|\bfrom [$€£]\d|\bonly [$€£]\d|\bnow only\b)",
    re.IGNORECASE,
)
_NO_ADVERT = re.compile(
    r"\b(?:due|overdue|failed|delivered|arriv(?:e|es|ed|ing)|flight|appointment|password|sign-?in|account|refund\w*|invoice|bill|charged"
    r"|your (?:order|parcel|package|delivery|booking|payment) (?:is|was|has)|renews|trial ends|policy|expires? on)\b",
    re.IGNORECASE,
)


def advert_signs(text: str) -> int:
    """Return how many kinds of signs of advertising a text has; none where it has one of a real matter or an `I`."""
    if _NO_ADVERT.search(text) or re.search(r"\bI\b|\bi'?m\b", text):
        return 0
    return len({match.lastgroup for match in _ADVERTS.finditer(text)})


def composed(told: Sequence[Told]) -> str:
    """Return the sentences: people, then apps, then what is only counted."""
    said = [one for one in told if one.text and one.by in ("model", "code")]
    senders = list(dict.fromkeys(one.sender for one in said))
    shown, more = senders[:MOST_TOLD], senders[MOST_TOLD:]
    groups = [[one for one in said if one.sender == sender] for sender in shown]
    people = [_sentence(group) for group in groups if group[0].person]
    apps = [_sentence(group) for group in groups if not group[0].person]
    adverts = [one for one in told if one.text == ADVERTISING and one.by == "count"]
    parts = ["; ".join(people), "; ".join(apps), *_counted(told, more), _advertised(adverts, bool(said))]
    return " ".join(part if part[-1] in ".?!…" else f"{part}." for part in parts if part)


def _sentence(group: Sequence[Told]) -> str:
    """Return what one sender says; each clause follows the name, each quotation stands in marks."""
    name, found = group[0].sender, ""
    for one in group:
        words = one.text if one.by == "model" else f"“{one.text}”"
        if not found:
            found = f"{name} {words}" if one.by == "model" and one.person else f"{name}: {words}"
        elif one.by == "model" or not one.person:
            found += f", and {words}"
        else:
            found += f", and wrote {words}"
    return found


def _counted(told: Sequence[Told], more: Sequence[str]) -> Iterator[str]:
    """Yield sentences on what is not told: codes, short replies, and senders beyond the most that are told."""
    for one in told:
        if one.by == "withheld":
            what = "a code or password" if one.items == 1 else "codes or passwords"
            yield f"{one.sender} sent {what}, not shown here"
    bare = [one for one in told if one.by == "count" and not one.text]
    bare = [one for one in bare if not any(other.sender == one.sender and other.text for other in told)]
    short = list(dict.fromkeys(one.sender for one in bare if one.person))
    if short:
        yield f"{short[0]} sent only a short reply" if len(short) == 1 else f"Only short replies from {_listed(short)}"
    if wordless := list(dict.fromkeys(one.sender for one in bare if not one.person)):
        yield f"Without words: {_listed(wordless)}"
    if more:
        count = sum(one.items for one in told if one.sender in more)
        yield f"{count} more from {_listed(more)}"


def _advertised(adverts: Sequence[Told], is_rest: bool) -> str:
    if not adverts:
        return ""
    names = ", ".join(dict.fromkeys(one.sender for one in adverts))
    return f"The rest is advertising ({names})" if is_rest else f"Only advertising ({names})"


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
