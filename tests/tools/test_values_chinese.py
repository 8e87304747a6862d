"""Chinese words for values: numbers there and back, times, lengths, levels; what is not understood is refused."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ainos.tools.registry import builtin_registry
from ainos.tools.types import ToolCall, ToolQuestionError, ToolRetryError
from ainos.tools.values import normalise, normalise_call
from ainos.tools.values_chinese import in_english
from ainos.tools.values_chinese_number import MAX_NUMBER, read_number, write_number

NOW = datetime(2026, 3, 16, 9, 0, tzinfo=ZoneInfo("America/Los_Angeles"))  # a Monday


@given(st.integers(0, MAX_NUMBER))
def test_every_number_comes_back_from_its_words(number):
    assert read_number(write_number(number)) == number


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("十", 10), ("一十五", 15), ("二十", 20), ("两百零三", 203), ("三百五", 350), ("一千零一十", 1010),
        ("十万", 100000), ("二零二六", 2026), ("三万五", 35000), ("零", 0), ("42", 42), ("两", 2),
    ],
)  # fmt: skip
def test_numbers_are_read_as_they_are_said(words, number):
    assert read_number(words) == number


@pytest.mark.parametrize(
    "words", ["", "十十", "百", "一百零", "五十百", "十二三", "点", "一百零零五", "四分", "二十零"]
)
def test_what_is_no_number_is_none(words):
    assert read_number(words) is None


@given(st.integers(0, 23), st.integers(0, 59))
def test_every_clock_time_is_read_with_its_part_of_the_day(hour, minute):
    part, shown = ("凌晨", hour) if hour < 5 else ("上午", hour) if hour < 12 else ("下午", hour - 12 or 12)
    said = f"{part}{write_number(shown or 12)}点{write_number(minute) + '分' if minute else ''}"
    assert normalise("time", said, now=NOW) == f"{hour:02}:{minute:02}"


@given(st.integers(1, 720), st.integers(0, 59))
def test_every_length_is_read(minutes, seconds):
    said = f"{write_number(minutes)}分钟" + (f"{write_number(seconds)}秒" if seconds else "")
    assert normalise("duration", said, now=NOW) == minutes * 60 + seconds


@given(st.integers(0, 100))
def test_every_percentage_is_read(percent):
    assert normalise("level", f"百分之{write_number(percent)}", now=NOW) == {"set": percent}
    assert normalise("level", f"调到{percent}%", now=NOW) == {"set": percent}


@pytest.mark.parametrize(
    ("kind", "said", "value"),
    [
        ("time", "早上七点半", "07:30"),
        ("time", "下午三点一刻", "15:15"),
        ("time", "晚上八点二十", "20:20"),
        ("time", "十二点", "12:00"),
        ("time", "差五分八点", "07:55"),
        ("time", "七点差一刻", "06:45"),
        ("time", "明早六点", "2026-03-17T06:00"),
        ("time", "今晚十二点", "2026-03-17T00:00"),
        ("time", "半小时后", "09:30"),
        ("time", "19点30分", "19:30"),
        ("when", "后天", "2026-03-18"),
        ("when", "周五下午三点", "2026-03-20T15:00"),
        ("when", "下周五", "2026-03-27"),
        ("when", "三月二十六号", "2026-03-26"),
        ("when", "三月二十号周五晚上七点", "2026-03-20T19:00"),
        ("when", "下个月五号上午九点", "2026-04-05T09:00"),
        ("when", "三天后", "2026-03-19"),
        ("when", "周末", "2026-03-21"),
        ("duration", "一个半小时", 5400),
        ("duration", "半小时", 1800),
        ("duration", "两小时二十分", 8400),
        ("duration", "一刻钟", 900),
        ("duration", "一小时零五分", 3900),
        ("days", "每个工作日", ["mon", "tue", "wed", "thu", "fri"]),
        ("days", "每周一三五", ["mon", "wed", "fri"]),
        ("days", "周一到周五", ["mon", "tue", "wed", "thu", "fri"]),
        ("days", "每天", ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]),
        ("level", "一半", {"set": 50}),
        ("level", "最大", {"set": 100}),
        ("level", "静音", {"set": 0}),
        ("level", "调低百分之十", {"change": -10}),
        ("level", "降低到百分之十", {"set": 10}),
        ("level", "亮一点", {"change": 10}),
        ("level", "太响了", {"change": -20}),
        ("on_off", "关掉", "off"),
        ("on_off", "打开", "on"),
        ("phone", "四一五五五五零一二三", "+14155550123"),
        ("number", "四十二", 42.0),
    ],
)
def test_usual_words_mean_what_people_mean(kind, said, value):
    assert normalise(kind, said, now=NOW) == value


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("time", "七点或者八点"),
        ("time", "我到家的时候"),
        ("time", "二十五点"),
        ("time", "七点七十分"),
        ("when", "二月三十号"),
        ("duration", "一会儿"),
        ("duration", "三个苹果"),
        ("days", "每隔一周"),
        ("level", "百分之二百"),
        ("level", "蓝色"),
        ("on_off", "开关"),
        ("phone", "妈妈的号码"),
    ],
)
def test_what_is_not_understood_is_refused(kind, said):
    with pytest.raises((ToolRetryError, ToolQuestionError)):
        normalise(kind, said, now=NOW)


@given(st.text(alphabet="一二三十百零点半分钟早上下午明天后周月号小时秒到的了个每0159: ", max_size=14))
def test_no_mixture_of_signs_breaks_a_parser(said):
    for kind in ("time", "when", "duration", "days", "level", "on_off", "phone", "number"):
        try:
            normalise(kind, said, now=NOW)
        except (ToolRetryError, ToolQuestionError):
            continue


def test_english_and_texts_are_left_alone():
    assert in_english("time", "half past six") == "half past six"
    assert in_english("text", "明天见") == "明天见"
    assert in_english("contact", "妈妈") == "妈妈"


def test_a_repetition_inside_a_time_goes_where_it_belongs():
    tool = builtin_registry().lookup("set_alarm")
    assert normalise_call(ToolCall("set_alarm", {"time": "每个工作日早上七点一刻"}), tool, NOW) == {
        "time": "07:15",
        "days": ["mon", "tue", "wed", "thu", "fri"],
    }
