"""Finds words of sending, paying, deleting, … in a label, in about thirty languages. Knows no screen and no risk.

The table is `data/effect_words.toml`. Languages that put spaces between words are matched word by word, the others by
characters; both from the left, the longest phrase first, so that "deleted items" or "已删除" takes the danger out of
the word that it contains. Which language a phone speaks is not asked: all tables hold at once.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal, NamedTuple

from .effect_fold import FOLDING, fold, is_unspaced

Place = Literal["whole", "lead", "tail", "inside"]

RISKY = (
    "send",
    "call",
    "share",
    "post",
    "pay",
    "delete",
    "reset",
    "install",
    "uninstall",
    "grant",
    "accept",
    "security",
)
"""Kinds of the table that stand for an effect; of a phrase with several, the last one counts."""
_QUIET = ("checkout", "assent", "go", "none", "dismiss")
_ORDER = {kind: number for number, kind in enumerate((*_QUIET, *RISKY))}
_TABLE = Path(__file__).with_name("data") / "effect_words.toml"
_VERB_LAST = frozenset({"de", "nl", "tr", "ja", "ko", "zh", "th", "hi", "hu", "fa", "fi"})
_BARE_TOO = frozenset({"fr", "es", "pt", "it", "el", "ro"})
"""Languages whose capitals are often written without accents."""
_PREFIXES = {"ar": ("وال", "بال", "ال", "لل", "و", "ف", "ب", "ل"), "he": ("וה", "ה", "ו", "ל", "ב")}
_AROUND = ("not", "after")
_CURRENCIES = frozenset(
    tuple("元円원฿đ₺")
    + ("usd", "eur", "gbp", "chf", "kr", "sek", "nok", "dkk", "zł", "pln", "kč", "czk", "lei", "ron", "ft", "huf", "tl")
    + (
        "try",
        "руб",
        "р",
        "rub",
        "грн",
        "uah",
        "rs",
        "inr",
        "rp",
        "idr",
        "vnd",
        "thb",
        "บาท",
        "yen",
        "cny",
        "jpy",
        "krw",
    )
    + ("brl", "mxn", "ils", "aed", "sar")
)


class Phrase(NamedTuple):
    """One entry of the table."""

    parts: tuple[str, ...]
    """Words, a star at the end of a word standing for any ending; for unspaced scripts one part."""
    kind: str
    whole_only: bool
    """It counts only as the whole label."""
    asked: bool
    """It counts only in what a dialog asks."""
    language: str

    @property
    def verb_last(self) -> bool:
        """Whether its language puts the verb at the end."""
        return self.language in _VERB_LAST

    @property
    def stem(self) -> bool:
        """Whether it has a word with any ending: good for buttons and questions, too loose for what people write."""
        return any(part.endswith("*") for part in self.parts)


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase in a label."""

    kind: str
    phrase: str
    place: Place
    whole_only: bool
    asked: bool
    verb_last: bool
    stem: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """What a label says."""

    found: tuple[Found, ...]
    words: int
    """How many words it has, numbers and currencies left out; two characters of an unspaced script are a word."""

    def risky(self, *, asked: bool = False) -> tuple[Found, ...]:
        """Return the phrases that stand for an effect.

        Args:
            asked: The label is what a dialog asks: passive forms count, single ambiguous words do not.
        """
        if asked:
            return tuple(f for f in self.found if f.kind in RISKY and (f.place == "whole" or not f.whole_only))
        return tuple(
            f for f in self.found if f.kind in RISKY and not f.asked and (f.place == "whole" or not f.whole_only)
        )

    def whole(self, *kinds: str) -> bool:
        """Whether the whole label is one phrase of these kinds."""
        return any(f.place == "whole" and f.kind in kinds for f in self.found)

    def leads(self, kind: str) -> bool:
        """Whether the label begins with a phrase of this kind."""
        return any(f.place in ("whole", "lead") and f.kind == kind for f in self.found)


@dataclass(frozen=True, slots=True)
class Words:
    """The table, made for looking up."""

    spaced: Mapping[str, tuple[Phrase, ...]]
    """By first word."""
    stems: Mapping[str, tuple[Phrase, ...]]
    """Phrases whose first word has a star, by its first three letters."""
    unspaced: Mapping[str, tuple[Phrase, ...]]
    """By first character."""
    negators: Mapping[str, frozenset[str]]
    """By language: words before a phrase that take it back, or make it a report: not, already, being."""
    after: Mapping[str, tuple[str, ...]]
    """By language: characters after an unspaced phrase that make it a report or a noun."""
    prefixes: tuple[str, ...]


@cache
def words() -> Words:
    """Read the table, once."""
    table = tomllib.loads(_TABLE.read_text(encoding="utf-8"))
    known: dict[tuple[str, ...], dict[Phrase, None]] = {}
    bare: list[Phrase] = []
    for language, kinds in table.items():
        for kind, listed in kinds.items():
            if kind not in _AROUND:
                for phrase in _phrases(language, kind, listed):
                    known.setdefault(phrase.parts, {})[phrase] = None
                bare += _phrases(language, kind, _without_accents(listed)) if language in _BARE_TOO else []
    real = frozenset(known)
    for phrase in bare:
        if phrase.parts not in real:  # another language's real word goes before a word without its accents
            known.setdefault(phrase.parts, {})[phrase] = None
    phrases = [phrase for same in known.values() for phrase in _settled(list(same))]
    negators, after = (
        {name: frozenset(map(fold, kinds.get(key, "").split(" | "))) - {""} for name, kinds in table.items()}
        for key in _AROUND
    )
    prefixes = tuple(p.translate(FOLDING) for listed in _PREFIXES.values() for p in listed)
    return _indexed(phrases, negators, after, prefixes)


def phrases_of(listed: str, kind: str) -> tuple[Phrase, ...]:
    """Return the phrases of a line in the table's notation."""
    return tuple(_phrases("", kind, listed))


def _phrases(language: str, kind: str, listed: str) -> Iterator[Phrase]:
    for entry in listed.split(" | "):
        text = entry.strip().lstrip("=~")
        for variant in _variants(text, language) if text else ():
            yield Phrase(
                _parts(variant),
                kind,
                whole_only="=" in entry[:2] or kind in ("assent", "go"),
                asked="~" in entry[:2],
                language=language,
            )


def _variants(text: str, language: str) -> set[str]:
    variants = {text}
    if language == "vi":  # two ways to place the tone mark
        variants |= {text.replace("óa", "oá").replace("ủy", "uỷ").replace("òa", "oà")}
    return variants


def _without_accents(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not 0x300 <= ord(c) <= 0x36F)


def _parts(text: str) -> tuple[str, ...]:
    stars = [word.endswith("*") for word in text.split()]
    folded = fold(text)
    if folded and is_unspaced(folded[0]):
        return (folded.replace(" ", ""),)
    parts = folded.split()
    if len(parts) != len(stars):
        return tuple(parts)
    return tuple(part + "*" * star for part, star in zip(parts, stars, strict=True))


def _settled(same: list[Phrase]) -> list[Phrase]:
    """Of the meanings of one phrase, drop the harmless ones where a language gives it an effect without conditions."""
    if any(p.kind in RISKY and not (p.whole_only or p.asked) for p in same):
        return [p for p in same if p.kind not in ("none", "go", "dismiss")]
    return same


def _indexed(
    phrases: Iterable[Phrase],
    negators: Mapping[str, frozenset[str]],
    after: Mapping[str, frozenset[str]],
    prefixes: tuple[str, ...],
) -> Words:
    spaced: dict[str, list[Phrase]] = {}
    stems: dict[str, list[Phrase]] = {}
    unspaced: dict[str, list[Phrase]] = {}
    for phrase in phrases:
        first = phrase.parts[0]
        if is_unspaced(first[0]):
            unspaced.setdefault(first[0], []).append(phrase)
        elif first.endswith("*"):
            stems.setdefault(first[:3], []).append(phrase)
        else:
            spaced.setdefault(first, []).append(phrase)
    return Words(
        _longest_first(spaced),
        _longest_first(stems),
        _longest_first(unspaced),
        negators,
        {language: tuple(ending.replace(" ", "") for ending in endings) for language, endings in after.items()},
        prefixes,
    )


def _longest_first(index: dict[str, list[Phrase]]) -> dict[str, tuple[Phrase, ...]]:
    def rank(phrase: Phrase) -> tuple[int, int, int]:
        return -len(phrase.parts), -len(phrase.parts[0]), -_ORDER[phrase.kind]

    return {key: tuple(sorted(listed, key=rank)) for key, listed in index.items()}


@lru_cache(maxsize=8192)
def read_label(text: str) -> Reading:
    """Return what a label says; the first 400 characters count."""
    folded = fold(text)
    if not folded:
        return Reading((), 0)
    table = words()
    tokens = folded.split()
    found = list(_spaced(tokens, table))
    count = len(_core(tokens))
    if any(is_unspaced(character) for character in folded):
        squeezed = _DIGITS.sub("", folded.replace(" ", ""))
        found += _unspaced(squeezed, table)
        count = (
            sum(1 for t in tokens if not is_unspaced(t[0]) and t in _core([t]))
            + (sum(map(is_unspaced, squeezed)) + 1) // 2
        )
    return Reading(tuple(found), count)


_DIGITS = re.compile(r"[\d+&]+")


def _core(tokens: list[str]) -> list[str]:
    return [t for t in tokens if not (t[0].isdigit() or t in _CURRENCIES or t in "+&")]


def _spaced(tokens: list[str], table: Words) -> Iterator[Found]:
    core = [i for i, t in enumerate(tokens) if not (t[0].isdigit() or t in _CURRENCIES or t in "+&")]
    first, last = (core[0], core[-1]) if core else (0, len(tokens) - 1)
    position = 0
    while position < len(tokens):
        matches = _at(tokens, position, table)
        if not matches:
            position += 1
            continue
        end = position + len(matches[0].parts)
        before = tokens[position - 1] if position else ""
        negated = any(before in table.negators.get(phrase.language, ()) for phrase in matches)
        place = _place(position <= first, end > last)
        for phrase in matches:
            yield _found(phrase, "dismiss" if negated else "", place)
        position = end


def _place(lead: bool, tail: bool) -> Place:
    return "whole" if lead and tail else "lead" if lead else "tail" if tail else "inside"


def _found(phrase: Phrase, instead: str, place: Place) -> Found:
    kind = instead if instead and phrase.kind in RISKY else phrase.kind
    return Found(kind, " ".join(phrase.parts), place, phrase.whole_only, phrase.asked, phrase.verb_last, phrase.stem)


def _at(tokens: list[str], position: int, table: Words) -> tuple[Phrase, ...]:
    """Return the longest phrases that begin at a word: one, or a plain and an asked one of the same length."""
    token = tokens[position]
    listed: list[Phrase] = []
    for form in _forms(token, table):
        for phrase in (*table.spaced.get(form, ()), *table.stems.get(form[:3], ())):
            if _fits(tokens, position, form, phrase.parts):
                listed.append(phrase)
    if not listed:
        return ()
    length = max(len(phrase.parts) for phrase in listed)
    longest = [phrase for phrase in listed if len(phrase.parts) == length]
    exact = [phrase for phrase in longest if not any(part.endswith("*") for part in phrase.parts)]
    return tuple(exact or longest)


def _forms(token: str, table: Words) -> Iterator[str]:
    yield token
    if "\u0590" <= token[0] <= "\u06ff":
        for prefix in table.prefixes:
            if token.startswith(prefix) and len(token) - len(prefix) >= 3:
                yield token[len(prefix) :]


def _fits(tokens: list[str], position: int, first: str, parts: tuple[str, ...]) -> bool:
    if position + len(parts) > len(tokens):
        return False
    for offset, part in enumerate(parts):
        token = tokens[position + offset] if offset else first
        if part == "*" or token == part:
            continue
        if not (part.endswith("*") and token.startswith(part[:-1])):
            return False
    return True


def _unspaced(text: str, table: Words) -> Iterator[Found]:
    position = 0
    while position < len(text):
        fitting = [p for p in table.unspaced.get(text[position], ()) if text.startswith(p.parts[0], position)]
        if not fitting:
            position += 1
            continue
        end = position + len(fitting[0].parts[0])
        place = _place(position == 0, end == len(text))
        for phrase in fitting:
            if len(phrase.parts[0]) == end - position:
                yield _found(phrase, _taken_back(text, position, end, phrase.language, table), place)
        position = end


def _taken_back(text: str, start: int, end: int, language: str, table: Words) -> str:
    """Return what a phrase is that a negation stands before, or an ending that reports, behind."""
    if any(text.endswith(word, 0, start) for word in table.negators.get(language, ())):
        return "dismiss"
    endings = table.after.get(language, ())
    return "none" if text.startswith(endings, end) or (language == "th" and text.endswith(endings)) else ""
