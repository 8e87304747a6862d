"""Ways to tell of a message: `asks you to`, `says`, `thanks you`; what shows that it is so, and what it stands for.

It knows English words of telling and which parts of a message are questions or requests. It knows no model.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from .summary_words import stem, words

Sort = Literal["question", "request", "statement", "any"]


@dataclass(frozen=True, slots=True)
class Telling:
    """A way to begin a piece of a clause."""

    words: tuple[str, ...]
    sort: Sort
    """What the part of the message must be that it tells."""
    shown_by: frozenset[str]
    """Stems, one of which stands there; empty: nothing more is needed."""
    stands_for: frozenset[str]
    """Stems of that part that need no other place in the clause."""


def stems(text: str) -> frozenset[str]:
    """Return the stems of words."""
    return frozenset(stem(word) for word in text.split())


_BID = stems("please can could would will mind need let you me do us")
_WHETHER = stems("if do you any chance we should shall i")
_FORGET = stems("forget remember reminder remind")
NO_TELLING = Telling((), "statement", frozenset(), frozenset())
"""The verb itself begins: `will be late`."""
_TABLE: tuple[tuple[str, Sort, frozenset[str], frozenset[str]], ...] = (
    ("asks you not to", "request", stems("not"), stems("do you please not can could will would")),
    ("asks you to let them know", "request", stems("let"), stems("let me know")),
    ("asks you to", "request", stems(""), _BID),
    ("urgently asks you to", "any", stems("urgent urgently asap soon now"), _BID | stems("urgent soon")),
    ("asks whether", "question", stems(""), _WHETHER),
    ("asks for", "question", stems(""), stems("i get have is what can could you do want any")),
    ("asks about", "question", stems(""), stems("")),
    ("asks to", "question", stems("can could may shall should"), stems("can could may we i me us shall you")),
    ("asks", "question", stems("who what when where why how which"), stems("do shall should i we can")),
    ("says not to", "request", stems("not"), stems("do you not")),
    ("says to", "statement", stems(""), stems("")),
    ("says", "statement", stems(""), stems("")),
    ("suggests", "any", stems("let shall should could about how what why maybe meet or instead rather better"),
     stems("let us shall should we could how what about why not do would can")),
    ("offers to", "any", stems("can could want shall like"), stems("can could if you like want i me shall")),
    ("invites you to", "any", stems("invite come join party"), stems("come you are invite we have")),
    ("invites you", "any", stems("invite come join along"), stems("come along join you are invited")),
    ("reminds you to", "any", _FORGET, stems("do not you") | _FORGET),
    ("reminds you of", "any", _FORGET, stems("do not you") | _FORGET),
    ("reminds you that", "any", _FORGET, stems("do not you") | _FORGET),
    ("writes about", "statement", stems(""), stems("re fwd")),
    ("thanks you", "any", stems("thanks thank cheers"), stems("thanks thank you many lot so much")),
    ("wishes you", "any", stems("happy luck merry safe nice good well wish travels great"),
     stems("wish you have i")),
    ("congratulates you", "any", stems("congratulations"), stems("congratulations")),
    ("corrects", "statement", stems("no sorry mean correction not actually make *"),
     stems("sorry correction actually no mean")),
    ("agrees", "statement", stems("yes ok sure fine deal agreed"), stems("yes ok sure then")),
    ("sends the address", "statement", stems(""), stems("here is the address it")),
    ("sends", "statement", stems(""), stems("here is are attached")),
)  # fmt: skip
TELLINGS = tuple(Telling(tuple(head.split()), sort, shown, stands) for head, sort, shown, stands in _TABLE)
"""Longer ones first where one begins like another."""
NEVER_NOT = frozenset({"suggests", "reminds", "offers", "invites"})
"""Ways whose `not` stands for something else in the message (`why don't we`, `don't forget`)."""

_GRAMMAR = stems("have be do a an the to")
_AUXILIARY = stems("be do have can could will would shall should may")
_ALWAYS_ASKING = frozenset({"is", "are", "does", "did", "was", "were"})
"""Verbs that begin no statement, however short it is cut."""
_SUBJECT = stems("i you we he she it they someone anyone there any")
_ASKING = stems("who what when where why how which what's where's any anyone does")


def is_question(words: Sequence[str], spoken: Sequence[str], *, marked: bool) -> bool:
    """Return whether a part of a message is surely one: it has the mark, or a verb before its subject.

    Args:
        words: Stems of the part, without greetings.
        spoken: The same words as they were written.
        marked: Whether a question mark ends it.
    """
    if marked or len(words) < 2:
        return marked
    return (
        words[0] in _AUXILIARY
        and words[1] in _SUBJECT
        and spoken[0] != "be"
        or spoken[0] in _ALWAYS_ASKING
        and words[1] != "not"
    )


def may_be_question(words: Sequence[str]) -> bool:
    """Return whether a part without a mark may be told as a question; `have fun` may not."""
    return bool(words) and (words[0] in _AUXILIARY - _GRAMMAR or words[0] in _ASKING)


def is_request(words: Sequence[str], first_told: str, around: Collection[str]) -> bool:
    """Return whether a part asks somebody to do something.

    Args:
        words: Stems of the part, without greetings.
        first_told: The first word of what is asked for.
        around: Stems of the parts beside it: a `please` may stand apart.
    """
    if first_told not in words:
        return False
    after = words[words.index(first_told) + 1 :]
    if after[:1] == ["you"]:
        return False  # `text you from the hotel`: an `I will` was left out
    before = [word for word in words[: words.index(first_told)] if word not in _GRAMMAR]
    if "i" in before and "you" not in before and "let" not in before:
        return "mind" in before
    if "please" in around or stem("please") in (*around, *words):
        return "i" not in before or "you" in before
    return not before or "you" in before or "mind" in before or "and" in before[-1:] or "not" in before


_TO_THEM = re.compile(
    r"\b(asks you to (?:please )?(?:send|bring|lend|give|pay|show|buy|get|text|forward)) them "
    r"(?=the |a |an |some |your |their |[\d$€£])"
    r"|\b(asks you to (?:please )?(?:call|ring|phone|text)) them\b"
)
_MANY = frozenset({"we", "us", "our", "they", "them", "their"})


def without_them(clause: str, text: str) -> str:
    """Return the clause without a `them` that is the sender alone: `asks you to send the slides`, `to call back`."""
    if _MANY & set(words(text)):
        return clause
    return _TO_THEM.sub(lambda match: f"{match[1]} " if match[1] else match[2], clause)


_AGAIN = {"says": ", ", "asks you to": " and ", "asks whether": " and whether "}


def smoothed(clause: str) -> str:
    """Return the clause without a way of telling twice in a row: `says A, says B` becomes `says A, B`."""
    parts = re.split(r", (?=(?:says|asks you to|asks whether) )", clause)
    text, before = parts[0], next((head for head in _AGAIN if parts[0].startswith(f"{head} ")), "")
    before = "" if ", " in parts[0] else before
    for part in parts[1:]:
        head = next(head for head in _AGAIN if part.startswith(f"{head} "))
        text += _AGAIN[head] + part[len(head) + 1 :] if head == before else f", {part}"
        before = "" if ", " in part else head
    return text.replace(" or asks whether ", " or whether ")
