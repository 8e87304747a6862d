"""Draws Chinese wishes from training/phrases_zh/*.yaml with exactly located arguments.

It knows that notation (README.md): as the English one, with `X?` for an optional sign, choices inside literals, names
of switches for `@`, and frames of talk. It knows nothing of models.
"""

from __future__ import annotations

import random
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from ainos.models.prompt import NONE

from .held_out import held_out_sentences
from .phrases import HERE, Example, Expander, Fillers, Piece, as_pattern, to_example

FOLDER = HERE / "phrases_zh"
FREE = frozenset({"text", "title", "query", "name", "label", "app", "folder", "location"})
NAMED = frozenset({"recipient", "sender", "name", "title", "query", "label", "app", "folder", "location"})
_FRAME_SIGNS = "的了吗呢吧和跟把给在到是有我你他她一二三四五六七八九十点半"
SYNONYMS = [
    (word, tuple(group.replace(word + " ", "").replace(" " + word, "").split()))
    for group in (
        "打开 开启 开 启动 开一下",
        "关闭 关掉 关 关了 关上",
        "删除 删掉 删 删了 移除 清除",
        "取消 撤销 撤掉 去掉 取消掉",
        "告诉 通知 转告 告知",
        "看看 看一下 瞧瞧 瞅瞅 查看 看下",
        "查一下 查查 查 看看 查询",
        "帮我 替我 给我 麻烦帮我",
        "添加 加 新增 增加 加上",
        "新建 创建 建 新增 建个",
        "设置 设 设定 定",
        "设个 定个 弄个 来个 整个",
        "提醒 叫 通知",
        "什么 啥 哪些",
        "多少 几多 几",
        "怎么 咋",
        "现在 当前 目前 这会儿",
        "一下 下",
        "哪里 哪儿 哪",
        "没有 没",
        "短信 信息 消息",
        "电话 手机",
        "联系人 通讯录",
        "笔记 备忘录 便签 备忘",
        "日程 日历 行程",
        "闹钟 闹铃",
        "计时器 倒计时 定时器",
        "手机 电话 机子",
        "屏幕 手机屏幕 画面",
        "音量 声音",
        "应用 app 软件 程序",
        "文件夹 目录",
        "记下 记录 写下 记住",
        "发送 发 发出",
        "安排 计划 行程",
        "不要 别 不用 不必",
        "需要 要 得",
        "我想 我要 想",
        "马上 立刻 赶紧 现在",
        "今天 今日 今儿",
        "起床 起来",
        "调到 调成 设到 弄到",
        "最近 近来 最近的",
        "那个 那条 那",
        "这个 这条 这",
        "一个 个",
        "号码 电话 手机号",
        "有没有 有无 是否有",
        "念 读 念一下",
        "找 搜 找一下",
    )
    for word in group.split()[:2]
]
"""Words of frames and what may stand for them."""
MISSING_SHARE, NONE_SHARE, ABOUT_SHARE = 0.06, 0.17, 0.05
_OPTIONAL = re.compile(r"([\u3400-\u9fff])\?")
_CHOICE = re.compile(r"\(([^(){}]*)\)")
_MARKS = re.compile(r"[\s。！!？?，,、：:；;]|\.(?!\w)")


Groups = tuple[tuple[str, ...], ...]
"""Templates, each as the parts that are left of it: drawn by template, then by part, so that a template that had to be
taken apart is not drawn more often than before."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """All templates of one tool. `missing` are those that leave a required argument out."""

    tool: str
    defaults: Mapping[str, str]
    templates: Groups
    missing: Groups


@dataclass(frozen=True, slots=True)
class Phrases:
    """All Chinese templates."""

    sources: Mapping[str, Spoken]
    none: Groups
    about: tuple[str, ...]
    fillers: Fillers
    signs: str
    """Signs of which unheard names are made."""
    wrappers: Mapping[str, Sequence[str]]


def _plain(text: str) -> str:
    return _OPTIONAL.sub(r"(\1|)", str(text).replace(")?", "|)"))


def load_phrases(folder: Path = FOLDER, held_out: Mapping[str, Sequence[str]] | None = None) -> Phrases:
    """Read every file of `folder` and the fillers; what makes a test sentence is withheld (half a minute's work)."""
    fillers = yaml.safe_load((HERE / "fillers_zh.yaml").read_text())
    none = yaml.safe_load((folder / "none.yaml").read_text())
    varieties = {k: tuple(map(str, v)) for k, v in {**fillers["varieties"], **none["varieties"]}.items()}
    held_out = held_out_sentences() if held_out is None else held_out
    said = {x for sentences in held_out.values() for x in sentences if re.search(r"[\u3400-\u9fff]", x)}
    said = _unframed(said, fillers["wrappers"])
    sources: dict[str, Spoken] = {}
    for path in sorted(folder.glob("*.yaml")):
        raw = yaml.safe_load(path.read_text())
        if isinstance(raw.get("tools"), dict):
            for tool, entry in raw["tools"].items():
                found = _source(tool, entry, raw.get("switches") or {}, said)
                sources[tool] = _joined(sources.get(tool), found)
    about = tuple(none["about"])
    return Phrases(sources, _kept(map(_plain, none["templates"]), said), about, Fillers(varieties, (), ()),
                   _signs(varieties), fillers["wrappers"])  # fmt: skip


def _signs(varieties: Mapping[str, Sequence[str]]) -> str:
    named = (
        "surname",
        "given1",
        "given2",
        "nick",
        "event",
        "query",
        "note_title",
        "app",
        "label",
        "place",
        "food",
        "z_thing",
    )
    found = {sign for name in named for text in varieties[name] for sign in text if "\u3400" <= sign <= "\u9fff"}
    return "".join(sorted(found - set(_FRAME_SIGNS)))


def _source(tool: str, entry: Mapping[str, Any], switches: Mapping[str, Any], said: set[str]) -> Spoken:
    templates = [_plain(t) for t in entry["templates"]]
    if names := entry.get("names"):
        for state, frames in switches.items():
            # YAML reads bare on and off as yes and no.
            word = ("off", "on")[state] if isinstance(state, bool) else str(state)
            templates += [f"{{state={word}}}" + _plain(frame).replace("@", names) for frame in frames]
    missing = tuple(_plain(t) for t in entry.get("missing", ()))
    return Spoken(tool, entry.get("defaults") or {}, _kept(templates, said), _kept(missing, said))


def _joined(first: Spoken | None, more: Spoken) -> Spoken:
    """Return the templates of one tool from two files."""
    if first is None:
        return more
    defaults = {**first.defaults, **more.defaults}
    return Spoken(more.tool, defaults, first.templates + more.templates, first.missing + more.missing)


def _kept(templates: Iterable[str], said: set[str]) -> Groups:
    return tuple(parts for t in templates if (parts := tuple(narrowed(t, said))))


def _unframed(said: Iterable[str], wrappers: Mapping[str, Sequence[str]]) -> set[str]:
    """Return sentences, and what is left of them without politeness before or behind."""
    found = {bare(x) for x in said}
    before = {bare(w) for w in (*wrappers["before"], *wrappers["why"])} - {""}
    after = {bare(w) for w in wrappers["after"]} - {""}
    found |= {x[len(w) :] for x in found for w in before if x.startswith(w) and len(x) > len(w)}
    return found | {x[: -len(w)] for x in found for w in after if x.endswith(w) and len(x) > len(w)}


def bare(text: str) -> str:
    """Return a sentence or a template without marks and blanks, which people and roughening drop."""
    return _MARKS.sub("", text)


def narrowed(template: str, said: Collection[str]) -> list[str]:
    """Return the template without the branches that make one of the sentences (bare): parts of it, as few as do.

    A choice is taken apart only where a sentence matches; a template without choices that matches is left out.
    """
    pattern = as_pattern(bare(template))
    matching = {s for s in said if pattern.fullmatch(s)}
    if not matching:
        return [template]
    choice = _CHOICE.search(template)
    if choice is None:
        return []
    parts = dict.fromkeys(template[: choice.start()] + branch + template[choice.end() :]
                          for branch in choice[1].split("|"))  # fmt: skip
    return [part for branch in parts if branch for part in narrowed(branch, matching)]


class ChineseGenerator:
    """Draws examples without end, the same for the same seed."""

    def __init__(self, seed: int, phrases: Phrases | None = None) -> None:
        self.rng = random.Random(seed)
        self.phrases = phrases or load_phrases()
        self.expander = Expander(self.phrases.fillers, self.rng)
        self.tools = list(self.phrases.sources)
        self.weights = [1.0 + 0.5 * len(s.defaults) + (0.5 if "level" in str(s.templates[:1]) else 0)
                        for s in self.phrases.sources.values()]  # fmt: skip

    def example(self) -> Example:
        """Return one sentence of a built-in tool or of `none`."""
        while True:
            found = self._draw()
            if found.wish:
                return found

    def _draw(self) -> Example:
        pick = self.rng.random()
        if pick < NONE_SHARE:
            pieces, closed = self.expander.expand(self._choose(self.phrases.none), {})
            return self._finished(pieces, closed, NONE)
        source = self.phrases.sources[self.rng.choices(self.tools, self.weights)[0]]
        if pick < NONE_SHARE + ABOUT_SHARE:
            pieces, _closed = self.expander.expand(self._choose(source.templates), source.defaults)
            before, _, after = self.rng.choice(self.phrases.about).partition("@")
            return self._finished([Piece(before + "".join(p.text for p in pieces) + after)], {}, NONE, framed=False)
        is_missing = bool(source.missing) and self.rng.random() < MISSING_SHARE / (1 - NONE_SHARE)
        template = self._choose(source.missing if is_missing else source.templates)
        pieces, closed = self.expander.expand(template, source.defaults)
        return self._finished([self._vary(p) for p in pieces], closed, source.tool)

    def _choose(self, groups: Groups) -> str:
        return self.rng.choice(self.rng.choice(groups))

    def _vary(self, piece: Piece) -> Piece:
        """Sometimes put other words into an open slot: words of another kind, or of another wish inside a message."""
        if piece.slot in NAMED and self.rng.random() < 0.2:
            return Piece(self._unheard(), piece.slot)
        if piece.slot in ("text", "query", "title", "label") and self.rng.random() < 0.15:
            variety = self.rng.choice(("msg", "note", "event", "query", "task", "timer_task", "label"))
            return Piece(self.expander.draw(variety), piece.slot)
        if piece.slot == "text" and self.rng.random() < 0.06:
            source = self.phrases.sources[self.rng.choice(self.tools)]
            pieces, _closed = self.expander.expand(self._choose(source.templates), source.defaults)
            return Piece("".join(p.text for p in pieces), "text")
        return piece

    def _unheard(self) -> str:
        """Return two to five signs as they come: a name is known by its place, not by its signs."""
        count = self.rng.choice((2, 2, 3, 3, 4, 5))
        return "".join(self.rng.choice(self.phrases.signs) for _ in range(count))

    def _finished(self, pieces: list[Piece], closed: Mapping[str, str], tool: str, *, framed: bool = True) -> Example:
        if framed and self.rng.random() < 0.4:
            pieces = self._framed(pieces)
        pieces = [p if p.slot else Piece(_reworded(p.text, self.rng)) for p in pieces]
        return to_example(_roughened([p for p in pieces if p.text], self.rng), closed, tool)

    def _framed(self, pieces: list[Piece]) -> list[Piece]:
        """Put politeness, a reason or a call before the wish, or politeness behind it."""
        wrappers, pick = self.phrases.wrappers, self.rng.random()
        if pick < 0.12:
            pieces = [Piece(self.rng.choice(wrappers["why"])), *pieces]
        elif pick < 0.75:
            pieces = [Piece(self.rng.choice(wrappers["before"])), *pieces]
        if pick > 0.6 and pieces[-1].slot not in FREE:
            pieces = [*pieces, Piece(self.rng.choice(wrappers["after"]))]
        return pieces


def _reworded(text: str, rng: random.Random) -> str:
    """Sometimes say a word of the frame with another one."""
    if rng.random() < 0.3:
        for word, others in rng.sample(SYNONYMS, 30):
            if word in text:
                text = text.replace(word, rng.choice(others), 1)
    return text


def _roughened(pieces: Sequence[Piece], rng: random.Random) -> list[Piece]:
    """Write as people type: marks left out, blanks for commas, full or half width, slips outside of arguments."""
    result = list(pieces)
    if rng.random() < 0.25:
        result = [p if p.slot else Piece(re.sub(r"[，,]", rng.choice(("", "", " ", "、")), p.text)) for p in result]
    if rng.random() < 0.12:
        result = [Piece(p.text.lower(), p.slot) for p in result]
    if rng.random() < 0.12:
        number = rng.randrange(len(result))
        piece = result[number]
        if not piece.slot and len(piece.text) > 3:
            at = rng.randrange(len(piece.text))
            if "\u3400" <= piece.text[at] <= "\u9fff" and rng.random() < 0.4:
                result[number] = Piece(piece.text[:at] + piece.text[at + 1 :])
            else:
                result[number] = Piece(piece.text[:at] + rng.choice("啊嗯呃那就的了 ") + piece.text[at:])
    if rng.random() < 0.25:
        result.append(Piece(rng.choice(("。", "。", "！", "？", "."))))
    return [p for p in result if p.text]


def templates(phrases: Phrases) -> Iterator[tuple[str, str]]:
    """Yield every template with its tool."""
    for source in phrases.sources.values():
        for parts in (*source.templates, *source.missing):
            yield from ((source.tool, template) for template in parts)
    yield from ((NONE, template) for parts in phrases.none for template in parts)
