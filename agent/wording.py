"""What stands in the user's words, word by word. Pure text: knows no tools, no labels and no policy."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence

_TOKEN = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*|[^\w\s]")
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
_WIDE_OR_RUN = re.compile(rf"{_WIDE.pattern}|(?:(?!{_WIDE.pattern}).)+")
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
_POLITE_CHINESE = re.compile(
    r"(?:请问|请|麻烦|帮忙|帮我|帮|替我|你好|能不能|可不可以|可以|能|我想要|我想|我要|我需要|现在|快|你)+"
)
_FRAME_CHINESE = re.compile(
    r"(?:给|发送|发|写|传|回复|回|送|短信|信息|消息|简讯|告诉|通知|转告|跟|和|对|与|说|讲|一下|一声|一?[个条封则通]|内容是|内容为|内容"
    r"|打|电话|呼叫|拨打|拨|致电|吧|谢谢)+"
)
"""Chinese words that carry a message and are no part of it; a run of signs between values has to be made of them."""
_TURNS_CHINESE = frozenset("不别没勿莫除免停忘取")
_VERBS_CHINESE = re.compile(
    r"发短信|发信息|发消息|发送|发布|发表|发|告诉|通知|转告|转发|回复|打电话|打给|呼叫|拨打|致电|分享|评论|预订|预约|订"
)
_QUESTION_CHINESE = re.compile(r"吗|什么|多少|几[点号个时]|哪|谁|怎么|有没有|是不是|^(?:看|查|读|念|显示|列出|找)")
_HIMSELF_CHINESE = re.compile(r"(?:给|告诉|通知|提醒|叫|发|打给)我")
_HERE_CHINESE = re.compile(r"这页|这里|这个(?:页面|界面|屏幕)|当前(?:页面|界面|屏幕)")
_HANGS = re.compile(
    r"\b(?:if|unless|otherwise|or else|in (?:that|this|which) case)"
    r"(?: so| not| yes| no| it is| (?:he|she|they|it) \w+)?[\s,;:.?!]*$"
    r"|(?:如果|要是|若)(?:是|有|没有|不是|没)?(?:的话)?[，,。\s]*$|(?:否则|的话)[，,。\s]*$",
    re.IGNORECASE,
)
_HERE = word_set("this here current screen page that these")


def tokens(text: str) -> tuple[str, ...]:
    """Return the words of a text in one spelling: small letters, no punctuation; symbols and emoji count as words."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    found: list[str] = []
    for token in _TOKEN.findall(plain):
        if _WIDE.search(token):
            found += _WIDE_OR_RUN.findall(token)
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
    return left[:1] == begin and all(_only_frames(run, free) for run in _runs(left))


def _runs(words: Sequence[str]) -> list[str]:
    """Return the words, signs of scripts without spaces that stand side by side as one; blanks part them."""
    runs: list[str] = []
    joined = False
    for word in words:
        wide = bool(_WIDE.fullmatch(word))
        if wide and joined:
            runs[-1] += word
        elif word:
            runs.append(word)
        joined = wide
    if runs and (polite := _POLITE_CHINESE.match(runs[0])) and runs[0] == "".join(words[: len(runs[0])]):
        runs[0] = runs[0][polite.end() :]
    return [run for run in runs if run]


def _only_frames(run: str, free: frozenset[str]) -> bool:
    """Whether a word, or a run of signs, only frames a wish."""
    if not _WIDE.match(run):
        return run in free
    return bool(_FRAME_CHINESE.fullmatch(run)) or (len(run) > 1 and all(sign in free for sign in run))


def turns_round(wish: str, values: Collection[str]) -> bool:
    """Return whether a word outside the values takes the wish back, such as `don't` or `except`."""
    left = list(tokens(wish))
    for value in values:
        for start in find_words(tokens(value), left)[:1]:
            left[start : start + len(tokens(value))] = [""]
    return any(word in _TURNS or word in _TURNS_CHINESE for word in left)


def hangs(wish: str) -> bool:
    """Return whether a wish ends with a condition that speaks of the next one, such as `… today? If so`."""
    return bool(_HANGS.search(wish))


def first_word(wish: str) -> str:
    """Return the first word that is not mere politeness; the very first where there is no other."""
    said = tokens(wish)
    if said and _WIDE.match(said[0]):
        return _first_chinese(wish) or said[0]
    return next((word for word in said if word not in _POLITE), said[0] if said else "")


def _first_chinese(wish: str) -> str:
    """Return the verb with which a Chinese wish begins, behind politeness and whom it is for (`给Bob发短信`)."""
    plain = wish.strip()
    polite = _POLITE_CHINESE.match(plain)
    rest = plain[polite.end() :] if polite else plain
    found = (
        _VERBS_CHINESE.search(rest) if rest[:1] in ("给", "跟", "和", "对", "向", "把") else _VERBS_CHINESE.match(rest)
    )
    return found[0] if found else rest[:1]


def wants_it_himself(wish: str) -> bool:
    """Return whether the act is to reach the user himself, such as `ping me` or `give me`."""
    said, first = tokens(wish), first_word(wish)
    if first and _WIDE.match(first):
        return bool(_HIMSELF_CHINESE.match(_POLITE_CHINESE.sub("", wish.strip(), count=1)))
    return "me" in said[said.index(first) + 1 : said.index(first) + 2] if first else False


def asks_only(wish: str) -> bool:
    """Return whether the wish wants to know something and changes nothing."""
    first = first_word(wish)
    if first and _WIDE.match(first):
        return not _VERBS_CHINESE.fullmatch(first) and bool(_QUESTION_CHINESE.search(wish))
    return first in _QUESTIONS


def means_here(wish: str) -> bool:
    """Return whether the wish speaks of what is on the screen."""
    return any(word in _HERE for word in tokens(wish)) or bool(_HERE_CHINESE.search(wish))
