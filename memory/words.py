"""Cuts texts into the words that are searched, and estimates their tokens. Knows no rows and no index.

English words lose their plainest endings; runs of Chinese, Japanese or Korean become pairs of characters and single
ones, because they have no spaces and the sentence vectors do not read them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from .concepts import concepts_of, split_question

_CJK = "㐀-䶿一-鿿豈-﫿぀-ヿ가-힯"
_PIECE = re.compile(rf"[{_CJK}]+|[^\W_]+(?:['’][^\W_]+)?")
_IS_CJK = re.compile(f"[{_CJK}]")
_STOP_WORDS = """
a an the of to in on at by for from with and or but if is are was were be been am do does did have has had i me my mine
you your it its he she his her they them their we us our this that these those what which who whom whose when where why
how there here please can could would should will shall may might must not no so as than then too very just about into
up out over any some all s t turn get got go put make take let give
"""
_STOP = frozenset(_STOP_WORDS.split())
_STOP_CHARACTERS = frozenset("的了是我你他她它吗呢吧啊在和与也都就什么怎哪谁个几多少这那能要有时候")
"""Characters of particles, pronouns and questions."""
_MAX_WORDS = 256


def search_words(text: str) -> list[str]:
    """Return the words of a text in their order, repeated ones too; at most 256."""
    return _words(_folded(text))


def index_words(text: str) -> list[str]:
    """Return the words by which a row is found: those of its text, and the concepts that it names (concepts.py)."""
    folded = _folded(text)
    return [*_words(folded), *concepts_of(folded)]


def query_words(text: str) -> list[str]:
    """Return what a question asks for: concepts for the words that have one, the other words as they are.

    A row that holds such a word holds its concept too, so nothing is lost; how a question is put is left out.
    """
    concepts, rest = split_question(_folded(text))
    return [*concepts, *_words(rest)][:_MAX_WORDS]


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()[:8000].replace("’", "'")


def _words(folded: str) -> list[str]:
    found: list[str] = []
    for piece in _PIECE.findall(folded):
        if _IS_CJK.match(piece):
            found += _pieces(piece)
        elif piece not in _STOP:
            found.append(_stem(piece))
        if len(found) >= _MAX_WORDS:
            break
    return found[:_MAX_WORDS]


def is_cjk(text: str) -> bool:
    """Whether at least a third of a text's letters are Chinese, Japanese or Korean."""
    letters = sum(c.isalpha() for c in text)
    return letters > 0 and len(_IS_CJK.findall(text)) * 3 >= letters


def normal_form(text: str) -> str:
    """Return a text by which two ways of writing the same are equal: case, width, spaces and end marks do not count."""
    small = text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()
    return " ".join(small.split()).rstrip(" .!。！")


def estimate_tokens(text: str) -> int:
    """Return about how many tokens a text takes in a prompt, rather too many than too few.

    A CJK character counts as one, other text as one for every three and a half characters.
    """
    wide = len(_IS_CJK.findall(text))
    return wide + -(-(len(text) - wide) * 2 // 7) + 1


def shared_part(a: Sequence[str], b: Sequence[str]) -> float:
    """Return the Jaccard similarity of two lists of words, 0 to 1."""
    left, right = set(a), set(b)
    return len(left & right) / len(left | right) if left and right else 0.0


def _pieces(run: str) -> list[str]:
    """Return the pairs of characters of a run and the characters by themselves, which find what pairs miss."""
    telling = [c not in _STOP_CHARACTERS for c in run]
    pairs = [run[i : i + 2] for i in range(len(run) - 1) if telling[i] and telling[i + 1]]
    return pairs + [c for c, tells in zip(run, telling, strict=True) if tells]


def _stem(word: str) -> str:
    word = re.sub(r"['’].*$", "", word)
    if len(word) <= 3 or not word.isascii() or not word.isalpha():
        return word
    for ending, instead in (("ies", "y"), ("sses", "ss"), ("xes", "x"), ("ches", "ch"), ("shes", "sh")):
        if word.endswith(ending):
            return word[: -len(ending)] + instead
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            root = word[: -len(ending)]
            return root[:-1] if len(root) > 3 and root[-1] == root[-2] and root[-1] not in "ls" else root
    return word[:-1] if word.endswith("e") and len(word) > 4 else word
