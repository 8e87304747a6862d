"""The kinds time, when and days, at Monday 2026-03-16 09:00 in Los Angeles."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ainos.tools.types import ToolQuestionError, ToolRetryError
from ainos.tools.values_time import impossible_time, normalise_days, normalise_time, normalise_when

ZONE = ZoneInfo("America/Los_Angeles")
NOW = datetime(2026, 3, 16, 9, 0, tzinfo=ZONE)

TIMES = [
    ("half past six", "06:30"),
    ("quarter to 8 tonight", "19:45"),
    ("noon", "12:00"),
    ("19:05", "19:05"),
    ("7 30 a.m.", "07:30"),
    ("six thirty in the morning", "06:30"),
    ("in 20 minutes", "09:20"),
    ("next Friday at 3", "2026-03-27T15:00"),
    ("tomorrow wake me at 7", "2026-03-17T07:00"),
    ("7", "07:00"),
    ("at 7", "07:00"),
    ("12", "12:00"),
    ("12:30", "12:30"),
    ("midnight", "00:00"),
    ("ten to seven", "06:50"),
    ("twenty five past six", "06:25"),
    ("quarter of 7", "06:45"),
    ("half six", "06:30"),
    ("7 o'clock", "07:00"),
    ("seven oh five", "07:05"),
    ("0730", "07:30"),
    ("730", "07:30"),
    ("7.30 p.m.", "19:30"),
    ("7h30", "07:30"),
    ("1900 hours", "19:00"),
    ("nineteen hundred hours", "19:00"),
    ("12 am", "00:00"),
    ("12 pm", "12:00"),
    ("24:00", "00:00"),
    ("between 7 and 8", "07:00"),
    ("from 3 to 4 pm", "15:00"),
    ("3-4pm", "15:00"),
    ("in half an hour", "09:30"),
    ("an hour from now", "10:00"),
    ("in an hour and a half", "10:30"),
    ("in 26 hours", "2026-03-17T11:00"),
    ("7:30 tomorrow", "2026-03-17T07:30"),
    ("tomorrow at 7:30", "2026-03-17T07:30"),
    ("tomorrow morning at 7", "2026-03-17T07:00"),
    ("today at 8", "2026-03-16T20:00"),
    ("quarter past seven", "07:15"),
    ("5 to 8 in the evening", "19:55"),
    ("8 tonight", "20:00"),
    ("tonight at 12", "00:00"),
    ("1 tonight", "01:00"),
    ("midnight tonight", "00:00"),
    ("six", "06:00"),
    ("4", "16:00"),
    ("4:30", "16:30"),
    ("03:30", "03:30"),
    ("0:15", "00:15"),
    ("7p", "19:00"),
    ("7 a", "07:00"),
    ("6:15am", "06:15"),
    ("6:15 AM", "06:15"),
    ("six fifteen pm", "18:15"),
    ("20 minutes past 7", "07:20"),
    ("10 past noon", "12:10"),
    ("five minutes to midnight", "23:55"),
    ("monday at 7", "2026-03-23T07:00"),
    ("friday 6:30", "2026-03-20T06:30"),
    ("april 5 at 7 30", "2026-04-05T07:30"),
    ("the day after tomorrow at noon", "2026-03-18T12:00"),
    ("day after tomorrow at 6", "2026-03-18T06:00"),
    ("12 at night", "00:00"),
    ("3 in the morning", "03:00"),
    ("3 in the afternoon", "15:00"),
    ("noon tomorrow", "2026-03-17T12:00"),
    ("quarter past midnight", "00:15"),
    ("20 to 8 pm", "19:40"),
    ("7 ish", "07:00"),
    ("around 7", "07:00"),
    ("eleven eleven", "11:11"),
    ("twelve fifteen", "12:15"),
    ("5:45 in the afternoon", "17:45"),
    ("2 o'clock in the afternoon", "14:00"),
    ("9 o'clock at night", "21:00"),
    ("seven", "07:00"),
    ("half past noon", "12:30"),
    ("ten thirty", "10:30"),
    ("ten thirty five pm", "22:35"),
    ("5 pm on friday", "2026-03-20T17:00"),
    ("8am on the 20th", "2026-03-20T08:00"),
    ("at 8 on march 20", "2026-03-20T08:00"),
    ("6 in the morning on saturday", "2026-03-21T06:00"),
    ("quarter to seven tomorrow morning", "2026-03-17T06:45"),
    ("in three days at 7", "2026-03-19T07:00"),
    ("in 45 mins", "09:45"),
    ("two hours from now", "11:00"),
    ("tomorow at 5", "2026-03-17T05:00"),
    ("half an hour from now", "09:30"),
    ("in a minute", "09:01"),
    ("7:30 a.m. tomorrow", "2026-03-17T07:30"),
    ("06:45 the day after tomorrow", "2026-03-18T06:45"),
    ("5.30", "05:30"),
    ("half ten", "10:30"),
    ("ten", "10:00"),
    ("22 15", "22:15"),
    ("21h", "21:00"),
    ("noon-ish", "12:00"),
    ("8 30 tonight", "20:30"),
    ("this afternoon at 4", "16:00"),
    ("this morning at 11", "11:00"),
    ("tonight at quarter past nine", "21:15"),
    ("12 noon", "12:00"),
    ("12 midnight", "00:00"),
    ("twelve o'clock", "12:00"),
    ("twelve noon", "12:00"),
    ("3pm today", "2026-03-16T15:00"),
    ("one in the afternoon", "13:00"),
    ("one", "13:00"),
    ("quarter after four", "16:15"),
    ("thirteen hundred", "13:00"),
    ("five forty five a m", "05:45"),
    ("05 15 pm", "17:15"),
    ("0h15", "00:15"),
    ("wake me up at 6 tomorrow", "2026-03-17T06:00"),
    ("tomorrow at quarter to 9", "2026-03-17T08:45"),
    ("20 past 8 in the evening", "20:20"),
    ("five past five pm", "17:05"),
    ("half past ten at night", "22:30"),
    ("8:05 PM", "20:05"),
    ("08:05", "08:05"),
    ("8.05", "08:05"),
    ("10 to 10 pm", "21:50"),
    ("midnight tomorrow", "2026-03-17T00:00"),
    ("at noon on friday", "2026-03-20T12:00"),
    ("10 pm on the 22nd", "2026-03-22T22:00"),
    ("the 22nd at 10 pm", "2026-03-22T22:00"),
    ("saturday morning at 8", "2026-03-21T08:00"),
    ("8 saturday morning", "2026-03-21T08:00"),
    ("11:59 pm", "23:59"),
    ("12:01 am", "00:01"),
    ("12:30 in the morning", "00:30"),
    ("twelve thirty am", "00:30"),
    ("seven forty-five", "07:45"),
    ("7:45 this evening", "19:45"),
    ("monday 6am", "2026-03-23T06:00"),
    ("next monday at 6 am", "2026-03-23T06:00"),
    ("christmas at 8 in the morning", "2026-12-25T08:00"),
    ("in ninety minutes", "10:30"),
    ("in 1h30", "10:30"),
    ("in 2 hours 15 minutes", "11:15"),
    ("in a quarter of an hour", "09:15"),
    ("an hour and a half from now", "10:30"),
    ("6am sharp", "06:00"),
    ("exactly 6 am", "06:00"),
    ("fifteen thirty", "15:30"),
    ("two thirty in the afternoon", "14:30"),
    ("two thirty", "14:30"),
    ("quarter till nine", "08:45"),
    ("ten before eight", "07:50"),
    ("8 o’clock", "08:00"),
    ("half past eleven p.m.", "23:30"),
    ("eight-thirty", "08:30"),
    ("six-fifteen am", "06:15"),
]
IMPOSSIBLE_TIMES = [
    "25:99",
    "13 am",
    "7:60",
    "7:5",
    "7 am tonight",
    "7 pm in the morning",
    "today at 8 am",
    "every day at 7",
    "foo",
    "",
    "yesterday at 5",
]
VAGUE_TIMES = [
    "this evening",
    "7 or 8",
    "tomorrow",
    "tomorrow morning",
]
MOMENTS = [
    ("next Friday at 3", "2026-03-27T15:00"),
    ("the 5th of April", "2026-04-05"),
    ("day after tomorrow at noon", "2026-03-18T12:00"),
    ("on the weekend", "2026-03-21"),
    ("this evening", "2026-03-16T18:00"),
    ("tomorrow", "2026-03-17"),
    ("friday", "2026-03-20"),
    ("monday", "2026-03-23"),
    ("this monday", "2026-03-16"),
    ("next monday", "2026-03-23"),
    ("next tuesday", "2026-03-24"),
    ("april 5th", "2026-04-05"),
    ("5 april 2027", "2027-04-05"),
    ("4/5", "2026-04-05"),
    ("13/4", "2026-04-13"),
    ("4/5/2027", "2027-04-05"),
    ("2026-04-05", "2026-04-05"),
    ("2026-04-05 14:00", "2026-04-05T14:00"),
    ("2026-04-05T14:00", "2026-04-05T14:00"),
    ("5.4.2026", "2026-04-05"),
    ("february 29", "2028-02-29"),
    ("the 20th", "2026-03-20"),
    ("on the 3rd", "2026-04-03"),
    ("in 3 days", "2026-03-19"),
    ("three days from now", "2026-03-19"),
    ("a week from monday", "2026-03-30"),
    ("a week from today", "2026-03-23"),
    ("in two weeks", "2026-03-30"),
    ("in a fortnight", "2026-03-30"),
    ("monday week", "2026-03-30"),
    ("tomorrow week", "2026-03-24"),
    ("friday the 20th at 10", "2026-03-20T10:00"),
    ("christmas eve", "2026-12-24"),
    ("next weekend", "2026-03-28"),
    ("this weekend", "2026-03-21"),
    ("tomorrow at 3", "2026-03-17T15:00"),
    ("today", "2026-03-16"),
    ("today at 5", "2026-03-16T17:00"),
    ("5", "2026-03-16T17:00"),
    ("at 8", "2026-03-17T08:00"),
    ("3pm", "2026-03-16T15:00"),
    ("8am", "2026-03-17T08:00"),
    ("noon", "2026-03-16T12:00"),
    ("friday at noon", "2026-03-20T12:00"),
    ("friday evening", "2026-03-20T18:00"),
    ("tomorrow night", "2026-03-17T20:00"),
    ("tomorrow morning", "2026-03-17T09:00"),
    ("tonight", "2026-03-16T20:00"),
    ("tonight at 8", "2026-03-16T20:00"),
    ("end of the month", "2026-03-31"),
    ("wednesday at half past four", "2026-03-18T16:30"),
    ("the day after tomorrow", "2026-03-18"),
    ("next week on wednesday", "2026-03-25"),
    ("tuesday next week", "2026-03-24"),
    ("yesterday", "2026-03-15"),
    ("last friday", "2026-03-13"),
    ("3 days ago", "2026-03-13"),
    ("from 3 to 4 pm tomorrow", "2026-03-17T15:00"),
    ("in 2 hours", "2026-03-16T11:00"),
    ("in an hour", "2026-03-16T10:00"),
    ("the first of may", "2026-05-01"),
    ("may 1st at 9", "2026-05-01T09:00"),
    ("may the fourth", "2026-05-04"),
    ("june 3rd at 10", "2026-06-03T10:00"),
    ("3rd of june at 10", "2026-06-03T10:00"),
    ("thursday 2 pm", "2026-03-19T14:00"),
    ("thursday at 14:00", "2026-03-19T14:00"),
    ("thursday 14", "2026-03-19T14:00"),
    ("noon on the 1st", "2026-04-01T12:00"),
    ("1st april 8 pm", "2026-04-01T20:00"),
    ("25th december at 6pm", "2026-12-25T18:00"),
    ("in a month", "2026-04-16"),
    ("in 3 weeks on friday", "2026-04-10"),
    ("sat at 11", "2026-03-21T11:00"),
    ("sunday brunch", "2026-03-22"),
    ("sun", "2026-03-22"),
    ("april 5 2030", "2030-04-05"),
    ("dec 31 23:30", "2026-12-31T23:30"),
    ("12/31 at 11:30 pm", "2026-12-31T23:30"),
    ("this friday", "2026-03-20"),
    ("this coming friday", "2026-03-20"),
    ("coming saturday at 9", "2026-03-21T09:00"),
    ("march 16", "2026-03-16"),
    ("march 15", "2027-03-15"),
    ("on friday 27th march at quarter past two", "2026-03-27T14:15"),
    ("the 31st", "2026-03-31"),
    ("valentine's day", "2027-02-14"),
    ("two weeks from tomorrow at 10am", "2026-03-31T10:00"),
    ("next monday at 9", "2026-03-23T09:00"),
    ("wednesday at 2", "2026-03-18T14:00"),
    ("march 20th at noon", "2026-03-20T12:00"),
    ("20 march 2pm", "2026-03-20T14:00"),
    ("the 25th at 11:30", "2026-03-25T11:30"),
    ("saturday at 7", "2026-03-21T19:00"),
    ("a week from friday at 3pm", "2026-03-27T15:00"),
    ("tomorrow 15:45", "2026-03-17T15:45"),
    ("sunday the 22nd", "2026-03-22"),
    ("in 5 days at noon", "2026-03-21T12:00"),
    ("day after tomorrow 8 am", "2026-03-18T08:00"),
    ("tonight at 11", "2026-03-16T23:00"),
    ("friday night at 1", "2026-03-21T01:00"),
    ("4/5 at 3", "2026-04-05T15:00"),
    ("2026-12-24T18:30", "2026-12-24T18:30"),
    ("tomorrow from 2 to 3 pm", "2026-03-17T14:00"),
    ("between 10 and 11 am on friday", "2026-03-20T10:00"),
]
IMPOSSIBLE_MOMENTS = [
    "31st of april",
    "feb 30",
    "monday the 20th",
    "blah",
    "every monday",
]
VAGUE_MOMENTS = [
    "next week",
    "next month",
    "monday or tuesday",
]
DAYS = [
    ("weekdays", ["mon", "tue", "wed", "thu", "fri"]),
    ("weekday", ["mon", "tue", "wed", "thu", "fri"]),
    ("every day", ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]),
    ("Mon, Wed and Fri", ["mon", "wed", "fri"]),
    ("Monday to Friday", ["mon", "tue", "wed", "thu", "fri"]),
    ("mon-fri", ["mon", "tue", "wed", "thu", "fri"]),
    ("weekends", ["sat", "sun"]),
    ("daily", ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]),
    ("Tuesdays and Thursdays", ["tue", "thu"]),
    ("fri to mon", ["mon", "fri", "sat", "sun"]),
    ("every day except sunday", ["mon", "tue", "wed", "thu", "fri", "sat"]),
    ("weekdays except wednesday", ["mon", "tue", "thu", "fri"]),
    ("every morning", ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]),
    ("sat", ["sat"]),
    ("every weekday and saturday", ["mon", "tue", "wed", "thu", "fri", "sat"]),
    ("monday, tuesday, wednesday", ["mon", "tue", "wed"]),
    ("every monday", ["mon"]),
    ("weekly on friday", ["fri"]),
    ("each weekday", ["mon", "tue", "wed", "thu", "fri"]),
    ("all week", ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]),
    ("school days", ["mon", "tue", "wed", "thu", "fri"]),
    ("mon wed fri", ["mon", "wed", "fri"]),
    ("mondays", ["mon"]),
    ("workdays", ["mon", "tue", "wed", "thu", "fri"]),
    ("every night", ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]),
    ("everyday", ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]),
    ("tues thurs", ["tue", "thu"]),
    ("monday through thursday", ["mon", "tue", "wed", "thu"]),
    ("MWF", ["mon", "wed", "fri"]),
    ("every week day", ["mon", "tue", "wed", "thu", "fri"]),
    ("Saturday and Sunday", ["sat", "sun"]),
    ("every Tuesday and Friday", ["tue", "fri"]),
    ("weekdays and sunday", ["mon", "tue", "wed", "thu", "fri", "sun"]),
    ("every day but friday", ["mon", "tue", "wed", "thu", "sat", "sun"]),
    ("all days except monday and tuesday", ["wed", "thu", "fri", "sat", "sun"]),
]
NO_DAYS = [
    "every other day",
    "every other Tuesday",
    "monthly",
    "tomorrow",
    "foo",
    "first monday of the month",
    "days",
    "every two weeks",
]


@pytest.mark.parametrize(("span", "value"), TIMES)
def test_time_means_what_a_person_would_mean(span, value):
    assert normalise_time(span, NOW) == value


@pytest.mark.parametrize("span", IMPOSSIBLE_TIMES)
def test_time_refuses_what_no_clock_shows(span):
    with pytest.raises(ToolRetryError):
        normalise_time(span, NOW)


def test_time_names_what_is_impossible():
    with pytest.raises(ToolRetryError, match="25:99"):
        normalise_time("25:99", NOW)


@pytest.mark.parametrize("span", VAGUE_TIMES)
def test_time_asks_when_it_is_vague(span):
    with pytest.raises(ToolQuestionError):
        normalise_time(span, NOW)


@pytest.mark.parametrize(("span", "value"), MOMENTS)
def test_when_means_what_a_person_would_mean(span, value):
    assert normalise_when(span, NOW) == value


@pytest.mark.parametrize("span", IMPOSSIBLE_MOMENTS)
def test_when_refuses_what_no_calendar_has(span):
    with pytest.raises(ToolRetryError):
        normalise_when(span, NOW)


@pytest.mark.parametrize("span", VAGUE_MOMENTS)
def test_when_asks_when_it_is_vague(span):
    with pytest.raises(ToolQuestionError):
        normalise_when(span, NOW)


@pytest.mark.parametrize(("span", "value"), DAYS)
def test_days_are_weekdays_in_order(span, value):
    assert normalise_days(span) == value


@pytest.mark.parametrize("span", NO_DAYS)
def test_days_refuse_what_cannot_repeat_weekly(span):
    with pytest.raises(ToolRetryError):
        normalise_days(span)


FORMATS = [
    "{h24:02}:{m:02}",
    "{h12}:{m:02} {half}",
    "{h12}.{m:02}{half}",
    "{h12}:{m:02} {dotted}",
    "{h12} {m:02} {half}",
]


@given(st.integers(0, 23), st.integers(0, 59), st.sampled_from(FORMATS))
def test_every_minute_of_the_day_comes_back_from_every_format(hour, minute, pattern):
    half = "am" if hour < 12 else "pm"
    said = pattern.format(h24=hour, h12=(hour - 1) % 12 + 1, m=minute, half=half, dotted=f"{half[0]}.m.")
    assert normalise_time(said, NOW) == f"{hour:02}:{minute:02}"


@given(st.integers(0, 23), st.integers(1, 29), st.sampled_from(["past", "to", "after"]))
def test_minutes_past_and_to_an_hour_come_back(hour, minute, way):
    half = "am" if hour < 12 else "pm"
    said = f"{minute} minutes {way} {(hour - 1) % 12 + 1} {half}"
    total = (hour * 60 + (-minute if way == "to" else minute)) % 1440
    assert normalise_time(said, NOW) == f"{total // 60:02}:{total % 60:02}"


@given(
    st.integers(1, 3000),
    st.sampled_from(["%Y-%m-%d", "%B %d %Y", "%d %B %Y", "%m/%d/%Y", "%d.%m.%Y", "%A %B %d %Y"]),
)
def test_every_day_comes_back_from_every_format(days, pattern):
    day = NOW + timedelta(days=days)
    assert normalise_when(day.strftime(pattern), NOW) == f"{day:%Y-%m-%d}"


@given(st.integers(1, 1439))
def test_minutes_from_now_are_added(minutes):
    assert normalise_time(f"in {minutes} minutes", NOW) == f"{NOW + timedelta(minutes=minutes):%H:%M}"


@given(st.text(max_size=40))
def test_any_text_gives_a_value_or_a_typed_error(span):
    for read in (
        lambda: normalise_time(span, NOW),
        lambda: normalise_when(span, NOW),
        lambda: normalise_days(span),
    ):
        try:
            read()
        except (ToolRetryError, ToolQuestionError) as error:
            assert str(error)  # noqa: PT017


WORDS = [
    "at",
    "on",
    "in",
    "the",
    "next",
    "last",
    "friday",
    "7",
    "30",
    "half",
    "past",
    "quarter",
    "to",
    "noon",
    "am",
    "pm",
    "tomorrow",
    "every",
    "week",
    "5th",
    "of",
    "april",
    "minutes",
]


@given(st.lists(st.sampled_from(WORDS), max_size=7).map(" ".join))
def test_any_mix_of_time_words_gives_a_value_or_a_typed_error(span):
    for read in (
        lambda: normalise_time(span, NOW),
        lambda: normalise_when(span, NOW),
        lambda: normalise_days(span),
    ):
        try:
            read()
        except (ToolRetryError, ToolQuestionError) as error:
            assert str(error)  # noqa: PT017


def test_in_20_minutes_counts_real_time_over_the_change_to_summer_time():
    before = datetime(2026, 3, 8, 1, 50, tzinfo=ZONE)
    assert normalise_time("in 20 minutes", before) == "03:10"


def test_tonight_after_its_time_is_refused():
    late = datetime(2026, 3, 16, 22, 0, tzinfo=ZONE)
    with pytest.raises(ToolRetryError, match="passed"):
        normalise_time("8 tonight", late)


@pytest.mark.parametrize(("text", "named"), [("set an alarm for 25:99", "25:99"), ("at 7:75 please", "7:75")])
def test_a_time_that_no_clock_shows_is_named(text, named):
    assert impossible_time(text) == f'"{named}" is no time of day. '


@pytest.mark.parametrize("text", ["wake me at 7:30", "at 24:00", "room 1:20:30", "call +1 415 555 0101", ""])
def test_other_text_names_no_impossible_time(text):
    assert impossible_time(text) == ""
