"""Reads Chinese wishes without a language model: which tool, by signs; which signs are which argument.

Both are linear on hashed runs of signs, trained on training/phrases_zh. Arguments are contiguous pieces of the wish, no
two of them overlapping, and of their kind where code can tell. It knows names of tools and parameters, and no device.
"""

from __future__ import annotations

import math
import re
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .prompt import NONE
from .types import ModelUnavailableError
from .weights import ADAPTERS

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]
    Ints = npt.NDArray[np.int64]

FILE = "reader-zh.npz"
BUCKETS = 16384
"""Hashed runs of signs for the choice of a tool."""
SPAN_BUCKETS = 1 << 18
"""Hashed pairs of a sign's surroundings and its role."""
LONGEST = 24
"""Signs of a value whose kind code can tell."""
_LATIN = re.compile(r"[a-z]+")
_DIGITS = re.compile(r"\d+")
_NUMERALS = frozenset("零〇一二两三四五六七八九十百千万半")
_STOPS = frozenset(" ,.;:!?，。；：！？、“”\"'『』「」()（）《》")
TIMELY = re.compile(
    r"(?:(?:大?后天|今[天晚早儿日]个?|明[天晚早儿日]个?|昨天|前天|下*个?(?:周|星期|礼拜)[一二三四五六日天末]?|这个?周末?|本周|周末|每[天日周]|工作日|天天"
    r"|早上|早晨|上午|清晨|一早|下午|午后|傍晚|晚上|夜里|半夜|凌晨|中午|[\d一二三四五六七八九十]+月|[\d一二三四五六七八九十]+[号日]"
    r"|[\d零一二两三四五六七八九十]+[点時时:：][半整一三刻钟\d零二四五六七八九十分]*|[\d一二两三四五六七八九十半]+个?半?(?:小时|钟头|分钟?|秒钟?|天|刻钟|min)半?)的?)+"
)
_TITLES = "老师|医生|经理|先生|女士|师傅|阿姨|叔叔|主任|教授|律师|大夫|教练|护士|科长|小姐|同学|总|姐|哥"
_WHOLE = re.compile(
    r"我?(?:妈妈|爸爸|老妈|老爸|奶奶|爷爷|外婆|外公|姥姥|姥爷|姐姐|哥哥|弟弟|妹妹|舅舅|姑姑|姑妈|老婆|老公|媳妇|女儿|儿子)|我[妈爸]"
    r"|房东|老板|同事|邻居|客户|司机|快递员|中介|班主任|物业|室友|银行"
    rf"|[小老阿大][王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗]|{_TITLES[:-6]}"
)
"""Words that are never cut apart."""
_TITLED = re.compile(
    rf"[王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶余潘杜戴夏钟汪田任姜范方石姚谭廖邹"
    rf"熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文](?:{_TITLES})"
)
"""A surname and what people of that name are called: one piece."""
Check = Callable[[str, str], bool]


def plain(wish: str) -> str:
    """Return the wish as features see it: small letters, Latin words and numbers as one sign each time they begin."""
    return wish.lower().replace("：", ":").replace("，", ",")


def _coarse(text: str) -> str:
    """Return signs by kind: figures as 0, Chinese numerals as #, Latin letters as a."""
    return "".join(
        "0" if c.isdigit() else "#" if c in _NUMERALS else "a" if c.isascii() and c.isalpha() else c for c in text
    )


def _hash(key: str) -> int:
    return zlib.crc32(key.encode())


def wish_features(wish: str) -> list[int]:
    """Return the buckets of a wish's runs of one to four signs, pairs at a distance, ends and kinds of values."""
    text = _DIGITS.sub("0", _LATIN.sub(_short_word, plain(wish)))
    text = "".join("#" if c in _NUMERALS else c for c in text)
    text = re.sub(r"#+", "#", re.sub(r"[\s,.。!！?？、]+", ",", text)).strip(",")
    padded = f"^{text}$"
    keys = {padded[i : i + n] for n in (1, 2, 3, 4) for i in range(len(padded) - n + 1)}
    keys |= {f"{padded[i]}_{padded[i + 2]}" for i in range(len(padded) - 2)}
    keys |= {f"{padded[i : i + 2]}_{padded[i + 3 : i + 5]}" for i in range(len(padded) - 4)}
    keys |= {f"w{word}" for word in _LATIN.findall(wish.lower())}
    first = re.split(r",", text)
    keys |= {f"^{part[:2]}" for part in first} | {f"{part[-2:]}$" for part in first}
    return sorted({_hash(key) % BUCKETS for key in keys})


def _short_word(found: re.Match[str]) -> str:
    word = found[0]
    return word if word in ("wifi", "wi", "fi", "wlan", "bluetooth", "app", "gps", "nfc") else "a"


def sign_features(wish: str) -> list[list[int]]:
    """Return, for every sign, the hashes of what stands around it."""
    text = plain(wish)
    coarse = _coarse(text)
    fine = f"^^^^{text}$$$$"
    rough = f"^^^^{coarse}$$$$"
    timely = _marks(text)
    rows: list[list[int]] = []
    for place in range(len(text)):
        at = place + 4
        keys = [f"1{d}{fine[at + d]}" for d in range(-4, 5)]
        keys += [f"2{d}{fine[at + d : at + d + 2]}" for d in range(-4, 4)]
        keys += [f"3{d}{fine[at + d : at + d + 3]}" for d in range(-4, 3)]
        keys += [f"4{d}{fine[at + d : at + d + 4]}" for d in (-4, -3, 0, 1)]
        keys += [f"k{d}{rough[at + d : at + d + 2]}" for d in range(-3, 3)]
        keys += [f"K{d}{rough[at + d : at + d + 3]}" for d in range(-3, 2)]
        keys += [f"t{timely[place]}", f"p{min(place, 3)}", f"q{min(len(text) - place, 3)}", "b"]
        keys += [f"T{timely[place]}{fine[at - 1]}", f"n{timely[place + 1] if place + 1 < len(text) else '$'}"]
        before = text[:place]
        keys += [f"f{v}{v in before}" for v in ("给", "把", "叫", "说", "的", ":", ",", "告诉", "在")]
        after = text[place + 1 :]
        keys += [f"a{v}{v in after}" for v in ("的", "说", ":", ",", "闹钟", "笔记", "日程", "短信", "电话", "存")]
        rows.append([_hash(key) for key in keys])
    return rows


def _marks(text: str) -> list[str]:
    """Return for every sign whether it begins, is inside of, or is outside of words for times and lengths."""
    marks = ["-"] * len(text)
    for found in TIMELY.finditer(text):
        marks[found.start()] = "B"
        for place in range(found.start() + 1, found.end()):
            marks[place] = "I"
    return marks


def buckets(features: Any, roles: Sequence[str]) -> Ints:
    """Return the buckets `[signs, features, roles]` of every surrounding, `[signs, features]`, with every role."""
    import numpy as np

    rows = np.array(features, dtype=np.uint64)
    salts = np.array([_role(role) for role in roles], dtype=np.uint64)
    mixed = (rows[:, :, None] ^ salts) * np.uint64(0x9E3779B97F4A7C15)
    result: Ints = (mixed >> np.uint64(46)).astype(np.int64)
    return result


@lru_cache(maxsize=4096)
def _role(role: str) -> int:
    return zlib.crc32(role.encode()) * 0x10001 + 0x5BD1E995


def roles_of(tool: str, slots: Sequence[str]) -> list[str]:
    """Return the roles that a sign may have: outside, and first or later sign of every slot."""
    return [f"{tool} O", *(f"{tool} {mark} {slot}" for slot in slots for mark in "BI")]


def starts_and_ends(wish: str) -> tuple[list[bool], list[bool]]:
    """Return where a piece may begin and where its last sign may stand: not within Latin words, figures or kin."""
    starts, ends = [], []
    for place, sign in enumerate(wish):
        before, after = wish[place - 1 : place], wish[place + 1 : place + 2]
        starts.append(sign not in _STOPS and not _same_word(before, sign))
        ends.append(sign not in _STOPS and not _same_word(sign, after))
    for found in _WHOLE.finditer(wish):
        for place in range(found.start(), found.end() - 1):
            ends[place] = False
            starts[place + 1] = False
    for found in _TITLED.finditer(wish):
        starts[found.start() + 1] = ends[found.start()] = False
    return starts, ends


def _same_word(left: str, right: str) -> bool:
    return bool(left and right and left.isascii() and right.isascii() and left.isalnum() and right.isalnum()
                and left.isdigit() == right.isdigit())  # fmt: skip


@dataclass(slots=True)
class Read:
    """Arguments as read off the wish."""

    arguments: dict[str, str] = field(default_factory=dict)
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)
    score: float = 0.0
    """Log-probability of the reading, summed over the signs."""
    least: float = 0.0
    """Log-probability of the sign whose role is the least sure."""


class Reader:
    """The trained numbers; loads its file on first use."""

    def __init__(self, path: Path | None = None, arrays: Mapping[str, Any] | None = None) -> None:
        self._path = path or ADAPTERS / FILE
        self._arrays = dict(arrays) if arrays is not None else None

    def log_shares(self, wish: str) -> dict[str, float]:
        """Return the log-probability of every tool that it was trained on, and of `none`."""
        a = self._load()
        found = wish_features(wish)
        logits = a["bias"] + a["tools"][found].sum(axis=0) / math.sqrt(max(1, len(found)))
        return dict(zip(a["classes"], _log_softmax(logits).tolist(), strict=True))

    def rarity(self, buckets: Iterable[int]) -> list[float]:
        """Return how rare runs of signs are in wishes for built-in tools, in log units."""
        found: list[float] = self._load()["rarity"][sorted(buckets)].tolist()
        return found

    def closed(self, wish: str, tool: str, slot: str, values: Sequence[str]) -> dict[str, float]:
        """Return the log-probability of every value of a closed list, and of leaving it out (an empty text)."""
        import numpy as np

        roles = [f"{tool} = {slot} {value}" for value in ("", *values)]
        weights = self._load()["spans"]
        scores = weights[buckets([wish_features(wish)], roles)[0]].sum(axis=0)
        return dict(zip(("", *values), _log_softmax(np.asarray(scores)).tolist(), strict=True))

    def read(self, wish: str, tool: str, slots: Sequence[str], is_valid: Check, strict: Sequence[str] = (),
             required: Sequence[str] = ()) -> Read:  # fmt: skip
        """Return the best reading of the free arguments of a tool.

        Args:
            wish: The user's words, as they stand.
            slots: Names of the free parameters.
            is_valid: Says whether a piece can be a value of a slot.
            strict: Slots whose values code can tell.
            required: Slots for which a wish that leaves them out is less likely.
        """
        if not slots or not wish:
            return Read()
        logs = self.sign_logs(wish, tool, slots)
        return _Walk(wish, logs, slots, is_valid, frozenset(strict), frozenset(required)).best()

    def sign_logs(self, wish: str, tool: str, slots: Sequence[str]) -> Floats:
        """Return log-probabilities `[signs, 1 + 2 * slots]` of every sign's role."""
        weights = self._load()["spans"]
        found = buckets(sign_features(wish), roles_of(tool, slots))
        logs: Floats = _log_softmax(weights[found].sum(axis=1))
        return logs

    def _load(self) -> dict[str, Any]:
        if self._arrays is None:
            import numpy as np

            if not self._path.is_file():
                raise ModelUnavailableError(f"the Chinese reader {self._path} is missing", hint="reinstall ainos")
            with np.load(self._path) as stored:
                self._arrays = {k: stored[k].astype(np.float32) for k in stored if k != "classes"}
                self._arrays["classes"] = tuple(str(c) for c in stored["classes"])
        return self._arrays


OMITTED = -1.5
"""What a required argument's absence costs."""


class _Walk:
    """Finds the best way through the signs: outside, or a whole piece of one slot after another."""

    def __init__(self, wish: str, logs: Floats, slots: Sequence[str], is_valid: Check, strict: frozenset[str],
                 required: frozenset[str]) -> None:  # fmt: skip
        self.wish, self.logs, self.slots = wish, logs.tolist(), slots
        self.is_valid, self.strict, self.required = is_valid, strict, required
        self.starts, self.ends = starts_and_ends(wish)

    def best(self) -> Read:
        """Return the reading of the highest score."""
        pieces = self._pieces()
        # From every place and every set of slots still free: the best score onwards and what it does first.
        size, full = len(self.wish), (1 << len(self.slots)) - 1
        ahead: list[dict[int, tuple[float, tuple[int, int] | None]]] = [{} for _ in range(size + 1)]
        for free in range(full + 1):
            lost = sum(OMITTED for k, slot in enumerate(self.slots) if free >> k & 1 and slot in self.required)
            ahead[size][free] = (lost, None)
        for place in range(size - 1, -1, -1):
            for free in range(full + 1):
                best, step = self.logs[place][0] + ahead[place + 1][free][0], None
                for k, end, score in pieces[place]:
                    if free >> k & 1:
                        total = score + ahead[end][free & ~(1 << k)][0]
                        if total > best:
                            best, step = total, (k, end)
                ahead[place][free] = (best, step)
        return self._followed(ahead, full)

    def _followed(self, ahead: list[dict[int, tuple[float, tuple[int, int] | None]]], free: int) -> Read:
        result = Read(score=ahead[0][free][0])
        place = 0
        while place < len(self.wish):
            step = ahead[place][free][1]
            if step is None:
                result.least = min(result.least, self.logs[place][0])
                place += 1
                continue
            roles = [1 + 2 * step[0], *[2 + 2 * step[0]] * (step[1] - place - 1)]
            result.least = min(result.least, *(self.logs[place + n][role] for n, role in enumerate(roles)))
            slot = self.slots[step[0]]
            result.spans[slot] = (place, step[1])
            result.arguments[slot] = self.wish[place : step[1]]
            free &= ~(1 << step[0])
            place = step[1]
        return result

    def _pieces(self) -> list[list[tuple[int, int, float]]]:
        """Return, for every start, slots and ends of the pieces that can stand there, with their scores."""
        found: list[list[tuple[int, int, float]]] = [[] for _ in self.wish]
        for k, slot in enumerate(self.slots):
            first, later = 1 + 2 * k, 2 + 2 * k
            limit = LONGEST if slot in self.strict else len(self.wish)
            for start in range(len(self.wish)):
                if not self.starts[start] or self.logs[start][first] < -9.0:
                    continue
                score = 0.0
                for last in range(start, min(len(self.wish), start + limit)):
                    score += self.logs[last][first if last == start else later]
                    if score < -14.0 - 0.5 * (last - start):
                        break
                    if self.ends[last] and self._fits(slot, start, last + 1):
                        found[start].append((k, last + 1, score))
        return found

    def _fits(self, slot: str, start: int, end: int) -> bool:
        return slot not in self.strict or self.is_valid(slot, self.wish[start:end])


def _log_softmax(scores: Any) -> Any:
    import numpy as np

    top = scores.max(axis=-1, keepdims=True)
    return scores - top - np.log(np.exp(scores - top).sum(axis=-1, keepdims=True))


__all__ = ["BUCKETS", "FILE", "NONE", "SPAN_BUCKETS", "Read", "Reader", "buckets", "roles_of", "sign_features",
           "wish_features"]  # fmt: skip
