"""What stands in the user's words, word by word. Pure text: knows no tools, no labels and no policy."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence

_TOKEN = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*|[^\w\s]")
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
"""Scripts that write no spaces between words (and Korean, whose particles are glued on): every sign is a word."""


def word_set(words: str) -> frozenset[str]:
    """Return the words of a list."""
    return frozenset(words.split())


_POLITE = word_set(
    """
    please kindly can could would will you i we want need to let's lets i'd i'll like just now then also and hey ok okay
    hi hello ainos quickly quick go ahead me for first next finally
    """
)
_QUESTIONS = word_set(
    """
    what what's whats who who's whose when when's where where's which how how's is are was were do does did has have any
    show read list find look check search see view display
    """
)
_TURNS = word_set(
    """
    not no never don't dont doesn't didn't won't can't cannot isn't aren't wasn't shouldn't unless without except nor
    neither cancel stop forget undo instead
    """
)
_FRAME = word_set(
    """
    a an the my our his her their to for with of at on over via by in through using and that saying say says tell
    telling ask asking if whether write writing send sending text texts message messages messaging sms mms msg dm word
    words line number phone mobile cell cellphone let know drop shoot ping notify inform remind reply respond answer
    back forward pass him them it reads reading following content contents body short quick brief new post share as
    give get call ring dial please kindly now just me
    """
)
"""Words that carry a message and are no part of it."""
_HERE = word_set("this here current screen page that these")


def tokens(text: str) -> tuple[str, ...]:
    """Return the words of a text in one spelling: small letters, no punctuation; symbols and emoji count as words."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    found: list[str] = []
    for token in _TOKEN.findall(plain):
        if _WIDE.search(token):
            found += token
        elif not unicodedata.category(token[0]).startswith("P"):
            found.append(token)
    return tuple(found)


def find_words(words: Sequence[str], among: Sequence[str]) -> list[int]:
    """Return where these words stand, in this order and without gaps; empty for no words."""
    count = len(words)
    if not count:
        return []
    return [start for start in range(len(among) - count + 1) if tuple(among[start : start + count]) == tuple(words)]


def stands_in(value: str, said: str) -> bool:
    """Return whether a value stands in what was said, as whole words."""
    return bool(find_words(tokens(value), tokens(said)))


def made_of(value: str, said: str) -> bool:
    """Return whether every word of a value was said, in whatever order; an empty value was."""
    return set(tokens(value)) <= set(tokens(said))


def tells_all(wish: str, values: Collection[str], *, known: str = "") -> bool:
    """Return whether the values, with the words that only frame a wish, account for all of it.

    A wish from which a word is left out (`tell Bob I'm not coming` sent as `coming`) says something else, and so does
    one that is sent whole, with `tell Bob` in front: the values stand side by side, after the wish's first word.
    Words of `known`, such as the full name that the user gave when he was asked, account for themselves.
    """
    left = list(tokens(wish))
    while left and left[0] in _POLITE:
        del left[0]
    begin = left[:1]
    for value in sorted(values, key=len, reverse=True):
        found = find_words(tokens(value), left)
        if found:
            left[found[-1] : found[-1] + len(tokens(value))] = [""]
        elif not stands_in(value, known):
            return False
    free = _FRAME.union(tokens(known), begin)
    return left[:1] == begin and all(word in free for word in left if word)


def turns_round(wish: str, values: Collection[str]) -> bool:
    """Return whether a word outside the values takes the wish back, such as `don't` or `except`."""
    left = list(tokens(wish))
    for value in values:
        for start in find_words(tokens(value), left)[:1]:
            left[start : start + len(tokens(value))] = [""]
    return any(word in _TURNS for word in left)


def first_word(wish: str) -> str:
    """Return the first word that is not mere politeness; the very first where there is no other."""
    said = tokens(wish)
    return next((word for word in said if word not in _POLITE), said[0] if said else "")


def wants_it_himself(wish: str) -> bool:
    """Return whether the act is to reach the user himself, such as `ping me` or `give me`."""
    said, first = tokens(wish), first_word(wish)
    return "me" in said[said.index(first) + 1 : said.index(first) + 2] if first else False


def asks_only(wish: str) -> bool:
    """Return whether the wish wants to know something and changes nothing."""
    return first_word(wish) in _QUESTIONS


def means_here(wish: str) -> bool:
    """Return whether the wish speaks of what is on the screen."""
    return any(word in _HERE for word in tokens(wish))
