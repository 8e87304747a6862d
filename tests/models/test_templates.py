"""Tier 0: only whole sentences with typed values are answered; nothing is guessed and nothing is swallowed."""

import time
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ainos.models.templates import SentenceTemplates, built_in_templates, check_sentence, holds_another_wish
from ainos.models.templates_match import folded, matches, starts
from ainos.models.templates_syntax import TemplateError, needed_words, parse_template, slot_names
from ainos.tools.registry import builtin_registry
from ainos.tools.types import Parameter, Risk, Tool, ToolResult
from ainos.tools.values import normalise_call

NOW = datetime(2026, 3, 16, 9, 0, tzinfo=ZoneInfo("America/Los_Angeles"))
TOOLS = builtin_registry().all()
TEMPLATES = SentenceTemplates(TOOLS)


def said(wish):
    call = TEMPLATES.match(wish, NOW)
    return None if call is None else (call.tool, dict(call.arguments))


# ---------------------------------------------------------------------- what is answered


@pytest.mark.parametrize(
    ("wish", "tool", "arguments"),
    [
        ("wake me up at half past six tomorrow", "set_alarm", {"time": "half past six tomorrow"}),
        ("Could you please set an alarm for 7:15 am?", "set_alarm", {"time": "7:15 am"}),
        ("alarm at 6:45 every weekday", "set_alarm", {"time": "6:45", "days": "every weekday"}),
        ("text Bob Martin: I'm late, sorry!", "send_message", {"recipient": "Bob Martin", "text": "I'm late, sorry!"}),
        ("tell Mum I got home", "send_message", {"recipient": "Mum", "text": "I got home"}),
        ("what's Eve's number?", "find_contact", {"name": "Eve"}),
        ("turn the volume down by 10", "set_volume", {"level": "down by 10"}),
        ("turn down the volume by 10", "set_volume", {"level": "down by 10"}),
        ("turn off Wi-Fi please", "set_wifi", {"state": "off"}),
        ("settings about phone", "open_settings", {"page": "about phone"}),
        ("delete the file report.pdf", "delete_file", {"name": "report.pdf"}),
        ("明天早上七点半叫我起床", "set_alarm", {"time": "明天早上七点半"}),
        ("请帮我设一个十分钟的计时器，谢谢", "set_timer", {"duration": "十分钟"}),
        ("设置一个半小时的计时器", "set_timer", {"duration": "一个半小时"}),
        ("给Bob Martin发短信说我在路上", "send_message", {"recipient": "Bob Martin", "text": "我在路上"}),
        ("打电话给Chloe Dubois", "call", {"recipient": "Chloe Dubois"}),
        ("把屏幕亮度调到百分之五十", "set_brightness", {"level": "调到百分之五十"}),
        ("记一下：买牛奶和鸡蛋", "add_note", {"text": "买牛奶和鸡蛋"}),
        ("关掉无线网络", "set_wifi", {"state": "off"}),
    ],
)
def test_a_whole_sentence_is_a_call_in_the_users_words(wish, tool, arguments):
    assert said(wish) == (tool, arguments)


@pytest.mark.parametrize(
    "wish",
    [
        "",
        "set an alarm",
        "set an alarm for 25:99",
        "set an alarm for 7 or 8",
        "set an alarm for seven bananas",
        "turn on wifi and bluetooth",
        "don't turn off wifi",
        "turn off wifi in ten minutes",
        "turn off wifi unless I'm downloading",
        "call Bob and Alice",
        "call me a taxi",
        "text him that I'm late",
        "send Bob that photo",
        "text Bob that I'm late and turn off wifi",
        "text Bob: I'm late. call Mum",
        "text Bob I will come if I can",
        "set a timer for ten minutes, battery saver off",
        "email Bob the report",
        "delete all notes about work",
        "delete everything from my calendar",
        "remind me in 15 minutes to move the car",  # a timer, or an entry: both can be meant
        "open the door",
        "turn on wifi\nturn off bluetooth",
        "打开WiFi，然后关掉蓝牙",
        "打开蓝牙和WiFi",
        "不要关WiFi",
        "给他发短信说我到了",
        "给Bob发短信说我到了，再打开勿扰模式",
        "记一下：买牛奶，明天早上七点叫我起床",
        "如果电量低于百分之二十就打开省电模式",
        "十分钟后提醒我关火",
        "打开客厅的灯",
        "定七点或者八点的闹钟",
    ],
)
def test_what_is_less_or_more_than_one_sentence_is_left_to_the_next_tier(wish):
    assert said(wish) is None


def test_examples_of_a_tool_are_never_read_as_another_tools():
    wrong = [
        (tool.name, example, call.tool)
        for tool in TOOLS
        if tool.kind == "goal"
        for example in tool.examples
        if (call := TEMPLATES.match(example, NOW)) is not None and call.tool != tool.name
    ]
    assert wrong == []


SENTENCES = [e for t in TOOLS if t.kind == "goal" for e in t.examples if TEMPLATES.match(e, NOW)]
LINKS = (" and ", ", then ", ". ", " and then ", "; ", ", ", " if ", " unless ")


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(SENTENCES), st.sampled_from(LINKS), st.sampled_from(SENTENCES))
def test_two_wishes_are_never_one_call(first, link, second):
    assert said(f"{first}{link}{second}") is None


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_no_text_breaks_the_matcher(text):
    for wish in (text, f"text Bob that {text}", f"给Bob发短信说{text}", f"set an alarm for {text}"):
        call = TEMPLATES.match(wish, NOW)
        assert call is None or all(span.strip() == span and span for span in call.arguments.values())


def test_an_answer_takes_less_than_ten_milliseconds():
    spent = []
    for wish in SENTENCES[:60]:
        began = time.perf_counter()
        TEMPLATES.match(wish, NOW)
        spent.append(time.perf_counter() - began)
    assert sorted(spent)[len(spent) // 2] < 0.010


def test_the_message_is_word_for_word_what_was_said():
    assert said("Text Bob: “Grüße — see you @ 5 PM!”") == (
        "send_message",
        {"recipient": "Bob", "text": "“Grüße — see you @ 5 PM!”"},
    )


def test_a_full_sentence_names_its_tool_whatever_the_clock_shows():
    assert TEMPLATES.names("set an alarm for 7 today") == "set_alarm"
    assert TEMPLATES.names("set an alarm") == ""


# ---------------------------------------------------------------------- the files


def test_every_goal_tool_has_sentences_whose_slots_and_values_it_knows():
    known = {tool.name: {p.name for p in tool.parameters} for tool in TOOLS if tool.kind == "goal"}
    templates = built_in_templates()
    assert {t.tool for t in templates} == set(known)
    for t in templates:
        assert slot_names(t.tree) <= known[t.tool] | set(t.slots), t.say
        assert {name for name, _ in t.slots.values()} | set(t.fixed) <= known[t.tool], t.say


def test_fixed_values_of_the_sentences_mean_something():
    tools = {tool.name: tool for tool in TOOLS}
    for t in built_in_templates():
        if t.fixed and not slot_names(t.tree):
            from ainos.tools.types import ToolCall

            assert normalise_call(ToolCall(t.tool, t.fixed), tools[t.tool], NOW)


# ---------------------------------------------------------------------- the writing


def hits(template, text):
    tree = parse_template(template)
    return [spans for start in starts(folded(text)) for spans in matches(tree, folded(text), start, lambda *_: True)]


def test_the_writing_means_what_the_documentation_says():
    assert hits("(set|make) [an] alarm", "Set ALARM.")
    assert hits("(set|make) [an] alarm", "please make an alarm")
    assert not hits("(set|make) [an] alarm", "set the alarm")
    assert not hits("set alarm", "set alarms")
    assert hits("turn {level} it {level}", "turn a it b") == [{"level": ((5, 6), (10, 11))}]
    assert hits("给{who}打电话", "请给Bob打电话吧")[0] == {"who": ((2, 5),)}


@pytest.mark.parametrize("template", ["(a", "a)", "[a", "{", "a <b>", "((((((((((a))))))))))", "|".join("ab" * 200)])
def test_a_template_that_is_written_wrongly_says_so(template):
    with pytest.raises(TemplateError):
        parse_template(template)


def test_needed_words_are_in_every_sentence():
    tree = parse_template("(set|make) [an] alarm for {time}")
    assert [set(group) for group in needed_words(tree)] == [{"set", "make"}, {"alarm"}]


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("buy milk and eggs", False),
        ("buy milk and call Bob", True),
        ("I'm late, turn around", True),
        ("come if you can", True),
        ("“call me if you can”", False),
        ("买牛奶和鸡蛋", False),
        ("买牛奶，然后打开灯", True),
    ],
)
def test_free_text_that_goes_on_with_a_wish_is_noticed(text, holds):
    assert holds_another_wish(text) is holds


# ---------------------------------------------------------------------- plugins


SIDES = Parameter("sides", "integer", "how many", required=False)


def plugin(*sentences, name="dice_roll", parameters=(SIDES,)):
    return Tool(
        name, "Roll a dice.", parameters, Risk.OBSERVE, lambda c, v: ToolResult("1"), sentences=sentences,
        source="plugin:dice",
    )  # fmt: skip


def test_a_plugins_sentence_is_answered_too():
    templates = SentenceTemplates(
        (*TOOLS, plugin("roll [a] dice", "roll [a] dice with {sides} sides", "掷骰子{sides}面"))
    )
    assert templates.match("please roll a dice with twenty sides", NOW).arguments == {"sides": "twenty"}
    assert templates.match("掷骰子二十面", NOW).arguments == {"sides": "二十"}
    assert templates.names("roll a dice") == ""  # it names nothing to the policy


def test_a_plugin_never_takes_a_built_in_sentence():
    templates = SentenceTemplates((*TOOLS, plugin("turn on wifi", "turn off the wifi", "call Bob", parameters=())))
    assert templates.match("turn on wifi", NOW).tool == "set_wifi"
    assert templates.match("call Bob", NOW).tool == "call"


@pytest.mark.parametrize(
    "sentence",
    [
        "{sides}",
        "roll {sides}",
        "[roll a dice] {sides}",
        "roll the {other} dice",
        "(roll a dice",
        "掷{sides}",
        "x" * 201,
    ],
)
def test_a_plugins_sentence_that_could_swallow_anything_is_left_out(sentence):
    with pytest.raises(TemplateError):
        check_sentence(sentence, plugin().parameters)
    assert SentenceTemplates((plugin(sentence),)).match("roll 6", NOW) is None


def test_a_sentence_that_lacks_what_its_tool_needs_is_left_out():
    with pytest.raises(TemplateError):
        check_sentence("roll the dice", (Parameter("sides", "integer", "how many"),))


def test_a_sentence_that_explodes_costs_no_time():
    bomb = " ".join("[a|a|a]" for _ in range(30))
    templates = SentenceTemplates((plugin(f"roll dice {bomb}"),))
    began = time.perf_counter()
    assert templates.match("roll dice " + "a " * 40 + "b", NOW) is None
    assert time.perf_counter() - began < 1.0
