"""Rows about other things: what a phone and its user leave behind in a few ordinary weeks, in English and Chinese.

Knows templates and words only. The same number gives the same rows on every machine.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Language = Literal["en", "zh"]


@dataclass(frozen=True, slots=True)
class Distractor:
    """One thing said or shown."""

    text: str
    source: str
    """`user` for the user's own words, else who showed it."""


@dataclass(frozen=True, slots=True)
class _Words:
    templates: tuple[tuple[str, str], ...]
    """Pairs of source and template."""
    people: tuple[str, ...]
    things: tuple[str, ...]
    places: tuple[str, ...]
    days: tuple[str, ...]


_ENGLISH = _Words(
    templates=(
        ("sms:+1415555{n}", "{who}: can you bring the {thing} to the {place} on {day}?"),
        ("sms:+1415555{n}", "{who}: running {n} minutes late, wait at the {place}"),
        ("sms:+1415555{n}", "{who}: the {thing} turned out well, thanks for {day}"),
        ("screen:com.android.chrome", "Offer number {n}: {thing} for the {place}, delivered on {day}"),
        ("screen:com.android.chrome", "Ten ideas for the {place}, page {n}, with a {thing}"),
        ("screen:com.google.android.gm", "Receipt {n}: one {thing}, collected at the {place}"),
        ("screen:com.google.android.gm", "{who} invites you to the {place} on {day}, table {n}"),
        ("screen:com.android.calendar", "{day}: {thing} with {who} at the {place}, slot {n}"),
        ("tool:list_files", "Folder {place}: {n} files, the newest is {thing}.txt of {day}"),
        ("tool:get_battery", "Battery at {n} after {day} at the {place}"),
        ("tool:add_note", "Note {n} added: {thing}, {place}, {day}"),
        ("user", "Put {thing} number {n} on the list for {day}"),
        ("user", "Set a timer for {n} minutes for the {thing}"),
        ("user", "Tell {who} that I will be at the {place} on {day} at gate {n}"),
    ),
    people=("Alice Cheng", "Joan", "Omar", "Pia", "Tom Ritter", "Nadia", "Felix", "Sunita"),
    things=("lasagne", "ladder", "kite", "printer", "blanket", "guitar", "lamp", "tent", "puzzle", "soup", "drill"),
    places=("harbour", "library", "stadium", "orchard", "museum", "market", "lake", "workshop", "theatre", "kiosk"),
    days=("Monday", "Tuesday", "Wednesday", "Thursday", "Saturday", "Sunday"),
)
_CHINESE = _Words(
    templates=(
        ("sms:+86139000{n}", "{who}：{day}能把{thing}带到{place}吗？"),
        ("sms:+86139000{n}", "{who}：晚到{n}分钟，在{place}等我"),
        ("sms:+86139000{n}", "{who}：{thing}很好用，谢谢你{day}来帮忙"),
        ("screen:com.android.chrome", "第{n}号优惠：{thing}，{day}送到{place}"),
        ("screen:com.google.android.gm", "收据{n}：{thing}一件，在{place}自取"),
        ("screen:com.android.calendar", "{day}：和{who}在{place}看{thing}，第{n}场"),
        ("tool:list_files", "文件夹{place}：共{n}个文件，最新的是{thing}"),
        ("tool:add_note", "已添加第{n}条备忘：{thing}，{place}，{day}"),
        ("user", "把第{n}个{thing}写进{day}的清单"),
        ("user", "定一个{n}分钟的计时器，煮{thing}"),
        ("user", "告诉{who}，{day}我在{place}的{n}号口"),
    ),
    people=("小芳", "阿强", "陈老师", "刘姐", "小马", "高先生"),
    things=("饺子", "梯子", "风筝", "打印机", "毯子", "吉他", "台灯", "帐篷", "拼图", "排骨汤"),
    places=("码头", "图书馆", "体育场", "果园", "博物馆", "菜市场", "湖边", "剧院"),
    days=("周一", "周二", "周三", "周四", "周六", "周日"),
)


def distractors(count: int, language: Language, *, seed: int = 0) -> Iterator[Distractor]:
    """Yield `count` rows, no two with the same text."""
    words = _ENGLISH if language == "en" else _CHINESE
    chance = random.Random(f"{seed} {language}")
    seen: set[str] = set()
    while len(seen) < count:
        source, template = chance.choice(words.templates)
        fill = {
            "who": chance.choice(words.people), "thing": chance.choice(words.things),
            "place": chance.choice(words.places), "day": chance.choice(words.days), "n": chance.randrange(1000, 10_000),
        }  # fmt: skip
        text = template.format(**fill)
        if text not in seen:
            seen.add(text)
            yield Distractor(text, source.format(**fill))
