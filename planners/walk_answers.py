"""Where on a page the answer to a question stands, if it does. Reads texts; makes none up and judges no truth."""

from __future__ import annotations

import re
from collections.abc import Mapping

from .page_words import Page, Row, ordered_terms, terms
from .walk_wish import needed

_MONEY = re.compile(r"[$€£¥₹]\s?\d|\d\s?(?:[$€£¥]|USD|EUR|元)")
_SIZE = re.compile(r"\d(?:[.,]\d+)?\s?(?:[kKMGT]?i?B|bytes)\b")
_DATE = re.compile(
    r"\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b|\d{4}-\d\d|\d:\d\d"
    r"|\d+月|\b(?:today|yesterday|tomorrow)\b", re.IGNORECASE,
)  # fmt: skip
_LENGTH = re.compile(r"\b\d+:\d\d\b(?!\s?[AP]M)|\d\s?(?:s|sec|min|minutes?|hours?|h)\b|分|秒")
_NUMBER = re.compile(r"\d")
_VERSION = re.compile(r"\d+(?:\.\d+)+|\d")
_ANY = re.compile(r"\w")
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (r"\bhow much\b.*\b(?:storage|space|memory|disk)\b|\bhow (?:big|large)\b|多大", _SIZE),
    (r"\b(?:cost|price|pay|paid|fee|expensive|bill|balance|total)\b|多少钱|价格|价钱", _MONEY),
    (r"\bversion\b|版本", _VERSION),
    (r"\bhow long\b|多久|多长时间", _LENGTH),
    (r"\bwhen\b|\bwhat (?:time|day|date)\b|\bwhich (?:day|date)\b|什么时候|几点|哪天", _DATE),
    (r"\bhow (?:much|many)\b|几个|有多少", _NUMBER),
)
_ATTRIBUTES = terms("much many price cost fee version size length duration date time total")
"""Words that the kind of the value stands for."""
_PLAIN_PRICE = re.compile(r"^how much (?:is|are)\b", re.IGNORECASE)
_PLACES: Mapping[str, int] = {"first": 0, "top": 0, "second": 1, "third": 2, "last": -1, "bottom": -1}
_PLACED = re.compile(
    r"\b(?:what|which|who)\b.*\b(?P<place>first|top|second|third|last|bottom)\b.*\b(?:list|items?|tasks?|entry|entries|inbox)\b",
    re.IGNORECASE,
)
_SENTENCE = 5
"""A text of so many words says something."""
_SENTENCES = re.compile(r"(?<=[.!?])\s+(?=[A-Z\d])|(?<=[。！？])")
_SHORT = 60
"""A text up to this length is told whole."""
_LONGEST = 150
"""A longer text is cut before a model or a proof sees it."""


def find_answer(question: str, page: Page, context: frozenset[str]) -> str:
    """Return the text of the page that answers a question; empty where none does.

    Args:
        question: The question, in the user's words, without where to look.
        page: What is shown.
        context: Words of where one is: titles and rows that led here.
    """
    if placed := _PLACED.search(question):
        return _at_place(page, _PLACES[placed["place"].lower()])
    wanted = _shape_of(question)
    asked = [t for t in needed(question) if t not in context and (wanted is _ANY or t not in _ATTRIBUTES)]
    alone = not asked and bool(needed(question)) and wanted is not _ANY
    found = [(_fit(row, question, asked, alone), _told(row, wanted, question)) for row in page.rows]
    fits = [(near, told) for near, told in found if near > 0 and told]
    best = max((near for near, _ in fits), default=0.0)
    answers = list(dict.fromkeys(told for near, told in fits if near == best))
    # Without a word of the question beside it, one of several values is a guess.
    return answers[0] if answers and (len(answers) == 1 or not alone) else ""


def _shape_of(question: str) -> re.Pattern[str]:
    for words, shape in _KINDS:
        if re.search(words, question, re.IGNORECASE):
            return _MONEY if shape is _NUMBER and _PLAIN_PRICE.match(question) else shape
    return _ANY


def _fit(row: Row, question: str, asked: list[str], alone: bool) -> float:
    """Return how well a row fits, or 0: every telling word of the question has to stand in it.

    Where all of them led to this page (`alone`), a text without any of them may be what is asked for.
    """
    if not row.texts:
        return 0.0
    words, own, label = set(ordered_terms(question)), row.terms, set(ordered_terms(row.label))
    hit = len(words & own)
    if any(t not in own for t in asked) or not (hit or alone):
        return 0.0
    return (2.0 if label and label <= words else 0.0) + hit / (1 + len(words)) + 1.0 / (50 + len(label))


def _told(row: Row, wanted: re.Pattern[str], question: str) -> str:
    """Return what of a row answers: all of a short one, of a long one the text that has the value.

    A question that asks for no certain kind of value is answered by a row whose label it names, or by a sentence.
    """
    words = terms(question)
    named = bool(terms(row.label)) and terms(row.label) <= words
    values = [t for t in row.texts if not terms(t) <= words and (t != row.label or wanted is not _ANY or _is_prose(t))]
    fitting = [
        t for t in values if wanted.search(t) and (named or wanted is not _ANY or (_is_prose(t) and words & terms(t)))
    ]
    if not fitting:
        return ""
    whole = " | ".join(row.texts)
    if len(row.texts) <= 3 and len(whole) <= _LONGEST and not row.element.description:
        return whole
    pick = max(fitting, key=lambda t: (len(words & terms(t)), len(t)))
    return _line_of(pick, words, wanted)


def _is_prose(text: str) -> bool:
    return len(ordered_terms(text)) >= _SENTENCE


def _line_of(text: str, words: frozenset[str], wanted: re.Pattern[str]) -> str:
    """Return the line of a longer text that has the question's words, and the value where it is of a kind."""
    lines = [part.strip() for line in text.splitlines() for part in _SENTENCES.split(line) if part.strip()]
    if len(text) <= _SHORT or len(lines) <= 1:
        return text[:_LONGEST]
    best = max(lines, key=lambda line: (bool(wanted.search(line)), len(words & terms(line))))
    return best[:_LONGEST]


def _at_place(page: Page, place: int) -> str:
    """Return the text of a row by its place in the page's list."""
    groups: dict[tuple[str, int], list[Row]] = {}
    for row in page.rows:
        if row.touchable and row.texts:
            key = (row.ident or row.element.class_name, row.element.bounds.left)
            groups.setdefault(key, []).append(row)
    listed = max(groups.values(), key=len, default=[])
    return " | ".join(listed[place].texts) if len(listed) > 1 else ""
