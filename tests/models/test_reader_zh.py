"""The Chinese reader takes pieces of the wish, whole ones, of the right kind, and none twice."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ainos.models.by_example import read_by_example
from ainos.models.local_zh import ChineseDecider, can_be, in_chinese, likeness
from ainos.models.prompt import NONE
from ainos.models.reader_zh import Reader, buckets, roles_of, sign_features, starts_and_ends, wish_features
from ainos.models.types import ModelUnavailableError
from ainos.tools.registry import builtin_registry
from ainos.tools.types import Parameter, Risk, Tool

NOW = datetime(2026, 3, 16, 9, 0, tzinfo=ZoneInfo("America/Los_Angeles"))
TOOLS = [t for t in builtin_registry() if t.kind == "goal"]


@pytest.fixture(scope="module")
def decider():
    return ChineseDecider()


@pytest.mark.parametrize(
    ("wish", "tool", "arguments"),
    [
        ("明早六点半叫我起床", "set_alarm", {"time": "明早六点半"}),
        ("倒计时十分钟", "set_timer", {"duration": "十分钟"}),
        ("给妈妈发短信说我晚点到", "send_message", {"recipient": "妈妈", "text": "我晚点到"}),
        ("把蓝牙关掉", "set_bluetooth", {"state": "off"}),
        ("打开计算器", "open_app", {"app": "计算器"}),
        ("今天天气怎么样", NONE, {}),
        ("打电话给李老师", "call", {"recipient": "李老师"}),
    ],
)
def test_a_plain_wish_is_decided_with_its_arguments(decider, wish, tool, arguments):
    found = decider.decide(wish, TOOLS, NOW)
    assert (found.tool, dict(found.arguments)) == (tool, arguments)
    assert 0.0 < found.confidence <= 1.0


def test_a_tool_that_did_not_help_is_not_chosen_again(decider):
    first = decider.decide("打开蓝牙", TOOLS, NOW)
    assert decider.decide("打开蓝牙", TOOLS, NOW, frozenset({first.tool})).tool != first.tool


def test_shares_of_all_tools_and_none_sum_to_one(decider):
    logs = decider.log_shares("把音量调到一半", TOOLS)
    assert abs(sum(np.exp(list(logs.values()))) - 1) < 1e-5
    assert set(logs) == {t.name for t in TOOLS} | {NONE}


@settings(max_examples=25, deadline=None)
@given(st.text(alphabet="给妈发短信说明天早上七点a1 ，。把闹钟关掉", min_size=1, max_size=30))
def test_arguments_are_pieces_of_the_wish_that_do_not_overlap(wish):
    tool = next(t for t in TOOLS if t.name == "send_message")
    read = Reader().read(wish, tool.name, ["recipient", "text"], lambda _slot, _text: True)
    spans = sorted(read.spans.values())
    assert all(wish[a:b] == read.arguments[name] for name, (a, b) in read.spans.items())
    assert all(before[1] <= after[0] for before, after in zip(spans, spans[1:], strict=False))


def test_latin_words_and_figures_are_not_cut_apart():
    starts, ends = starts_and_ends("给Bob发10086")
    assert [i for i, can in enumerate(starts) if can] == [0, 1, 4, 5]
    assert [i for i, can in enumerate(ends) if can] == [0, 3, 4, 9]


def test_every_sign_has_as_many_features_and_every_role_its_bucket():
    rows = sign_features("设个闹钟")
    assert len(rows) == 4
    assert len({len(row) for row in rows}) == 1
    assert buckets(rows, roles_of("set_alarm", ["time", "days"])).shape == (4, len(rows[0]), 5)


def test_figures_and_numerals_do_not_matter_to_the_choice_of_a_tool():
    assert wish_features("倒计时10分钟") == wish_features("倒计时25分钟")
    assert wish_features("倒计时十分钟") == wish_features("倒计时二十五分钟")


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(ModelUnavailableError, match="missing"):
        Reader(tmp_path / "no.npz").log_shares("你好")


@pytest.mark.parametrize(
    ("wish", "is_chinese"),
    [("打开Chrome", True), ("Bob给我发短信了吗", True), ("text 妈妈 that I am late", False), ("call mum", False)],
)
def test_the_language_of_a_wish_is_that_of_its_frame(wish, is_chinese):
    assert in_chinese(wish) is is_chinese


def test_words_of_another_kind_are_no_value():
    assert can_be("duration", "十分钟", NOW)
    assert not can_be("duration", "蓝牙", NOW)


LAMP = (Parameter("lamp", "text", "which"), Parameter("state", "on_off", "", choices=("on", "off")))
LAMP_PHRASES = ("打开书桌灯", "把走廊的灯关掉", "厨房关灯", "卧室灯打开", "关了门廊灯", "书房开灯")


def test_an_untrained_tool_is_found_and_read_by_its_phrases(decider):
    tool = Tool("home_lamp", "Switch a lamp.", LAMP, Risk.WRITE, lambda _c, _v: None, examples=LAMP_PHRASES,
                source="plugin:home")  # fmt: skip
    found = decider.decide("把阳台的灯关掉", [*TOOLS, tool], NOW)
    assert found.tool == "home_lamp"
    assert found.arguments["state"] == "off"
    assert "阳台" in found.arguments["lamp"]


def test_a_number_is_read_apart_from_its_unit():
    parameters = (Parameter("amount", "number", ""), Parameter("plant", "text", ""))
    found = read_by_example(
        "给玫瑰浇30毫升水", parameters, ("给绿萝浇50毫升水", "给兰花浇20毫升水"), lambda _s, _t: True
    )
    assert found == {"amount": "30", "plant": "玫瑰"}


def test_a_tool_is_like_its_own_phrases_and_not_like_other_talk():
    rarity = Reader().rarity
    assert likeness("打开书桌灯", LAMP_PHRASES, rarity) > 0.7
    assert likeness("今天天气怎么样", LAMP_PHRASES, rarity) < 0.2


@pytest.mark.parametrize(
    ("wish", "whole"), [("给爷爷去个电话", "爷爷"), ("告诉我妈吃饭了", "我妈"), ("问孙老师几点", "孙老师")]
)
def test_what_people_are_called_is_not_cut_apart(wish, whole):
    starts, ends = starts_and_ends(wish)
    at = wish.index(whole)
    assert starts[at]
    assert ends[at + len(whole) - 1]
    assert not any(starts[at + 1 : at + len(whole)])
    assert not any(ends[at : at + len(whole) - 1])
