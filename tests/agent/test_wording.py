"""What stands in the user's words, as whole words; and what of a wish was left out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ainos.agent.wording import (
    asks_only,
    find_words,
    first_word,
    made_of,
    means_here,
    stands_in,
    tells_all,
    tokens,
    turns_round,
    wants_it_himself,
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Text Bob, I’m ON my way!", ("text", "bob", "i'm", "on", "my", "way")),
        ("a 👍 for $5", ("a", "👍", "for", "$", "5")),
        ("妈妈 hi", ("妈", "妈", "hi")),
        ("auto-rotate", ("auto-rotate",)),
        ("...", ()),
        ("", ()),
        ("ﬁne ①", ("fine", "1")),
    ],
)
def test_words_in_one_spelling(text, words):
    assert tokens(text) == words


@pytest.mark.parametrize(
    ("value", "said", "stands"),
    [
        ("Ann", "mail Ann hello", True),
        ("ann", "mail ANN, hello", True),
        ("an", "mail Ann hello", False),
        ("hello Ann", "mail Ann hello", False),
        ("", "mail Ann", False),
        ("...", "mail Ann", False),
        ("Ann hello there", "mail Ann hello", False),
        ("妈妈", "给妈妈发短信", True),
        ("hello", "hello", True),
    ],
)
def test_a_value_stands_in_the_words_as_whole_words(value, said, stands):
    assert stands_in(value, said) is stands


@given(st.text(max_size=40), st.text(max_size=80), st.text(max_size=40))
def test_what_is_put_between_words_is_found_again(before, value, after):
    said = f"{before} , {value} , {after}"
    assert stands_in(value, said) is bool(tokens(value))
    assert made_of(value, said)


def test_where_words_stand():
    assert find_words(("a", "b"), ("a", "b", "c", "a", "b")) == [0, 3]
    assert find_words((), ("a",)) == []
    assert find_words(("a", "b"), ("b",)) == []
    assert find_words(("b",), ("a", "b")) == [1]


def test_made_of_the_words_in_any_order():
    assert made_of("hello Ann", "mail Ann hello")
    assert not made_of("hello Eve", "mail Ann hello")
    assert made_of("", "x")


@pytest.mark.parametrize(
    ("wish", "values", "all_told"),
    [
        ("tell Bob I'm not coming", ["Bob", "I'm not coming"], True),
        ("tell Bob I'm not coming", ["Bob", "coming"], False),
        ("text Bob that Alice's number is wrong", ["Alice's", "number is wrong"], False),
        ("please text Bob hi please", ["Bob", "hi"], True),
        ("text Bob hi", ["Bob"], False),
        ("text Bob", ["Bob"], True),
        ("send a message to mum saying happy birthday", ["mum", "happy birthday"], True),
        ("text Bob call Bob", ["Bob", "call Bob"], True),
        ("tell Bob can you come", ["Bob", "come"], False),
        ("", [], True),
    ],
)
def test_a_wish_from_which_words_are_left_out_is_another_wish(wish, values, all_told):
    assert tells_all(wish, values) is all_told


def test_a_wish_sent_whole_says_something_else():
    assert not tells_all("text Bob hi", ["Bob", "text Bob hi"])
    assert not tells_all("text Bob hi", ["Bob", "Bob hi"])
    assert not tells_all("please text Bob hi", ["Bob", "please text Bob hi"])
    assert not tells_all("text hi", ["Bob", "text hi"], known="Bob")
    assert tells_all("text hi", ["Bob", "hi"], known="Bob")


def test_a_name_that_the_user_gave_when_asked_accounts_for_itself():
    assert not tells_all("text Alice hi", ["Alice Chen", "hi"])
    assert tells_all("text Alice hi", ["Alice Chen", "hi"], known="Alice Chen")


@pytest.mark.parametrize(
    ("wish", "values", "round_"),
    [
        ("call Bob", ["Bob"], False),
        ("do not call Bob", ["Bob"], True),
        ("call everybody except Bob", ["Bob"], True),
        ("call No Limit Taxi", ["No Limit Taxi"], False),
        ("never call Bob", [], True),
        ("call Bob", [], False),
    ],
)
def test_a_wish_that_is_taken_back(wish, values, round_):
    assert turns_round(wish, values) is round_


@pytest.mark.parametrize(
    ("wish", "first"),
    [
        ("Please could you call Bob", "call"),
        ("call", "call"),
        ("please", "please"),
        ("", ""),
        ("hey, text Bob", "text"),
    ],
)
def test_the_first_word_that_is_not_politeness(wish, first):
    assert first_word(wish) == first


def test_questions_and_wishes_about_the_screen():
    assert asks_only("what is on my calendar")
    assert asks_only("please show me my notes")
    assert not asks_only("delete my notes")
    assert means_here("tap the second item on this page")
    assert not means_here("call Bob")
    assert wants_it_himself("please ping me at five")
    assert not wants_it_himself("text Bob about me")
    assert not wants_it_himself("")
    assert not wants_it_himself("call")


# ---------------------------------------------------------------------- Chinese


@pytest.mark.parametrize(
    ("wish", "values", "whole"),
    [
        ("给Bob Martin发短信说我在路上", ["Bob Martin", "我在路上"], True),
        ("请帮我给妈妈发一条短信，说晚点到", ["妈妈", "晚点到"], True),
        ("发短信给Bob：我到了", ["Bob", "我到了"], True),
        ("告诉Bob我不去", ["Bob", "去"], False),  # a word left out turns it round
        ("告诉Bob我不去", ["Bob", "我不去"], True),
        ("给Bob和Alice发短信说到了", ["Bob", "到了"], False),
        ("给妈妈和爸爸发短信说到了", ["妈妈", "到了"], False),
        ("不要给Bob发短信说到了", ["Bob", "到了"], False),
        ("给Bob发短信说我到了", ["Alice", "我到了"], False),
        ("明天给Bob发短信说到了", ["Bob", "到了"], False),
    ],
)
def test_the_values_of_a_chinese_wish_account_for_all_of_it(wish, values, whole):
    assert tells_all(wish, values) is whole


@pytest.mark.parametrize(
    ("wish", "first"),
    [
        ("请帮我发短信给Bob", "发短信"),
        ("给Bob打电话", "打电话"),
        ("告诉妈妈我到了", "告诉"),
        ("呼叫Bob", "呼叫"),
        ("打开日历", "打"),
    ],
)
def test_a_chinese_wish_begins_with_its_verb(wish, first):
    assert first_word(wish) == first


def test_latin_names_stand_whole_between_chinese_signs():
    assert tokens("给Bob发") == ("给", "bob", "发")
    assert stands_in("Bob", "给Bob发短信")
    assert not stands_in("Bo", "给Bob发短信")


def test_chinese_words_that_take_back_ask_and_point():
    assert turns_round("别给Bob打电话", ["Bob"])
    assert not turns_round("给Bob打电话", ["Bob"])
    assert asks_only("Bob给我发了什么短信？") or asks_only("看看我的短信")
    assert not asks_only("告诉Bob你在哪")
    assert wants_it_himself("请告诉我时间")
    assert not wants_it_himself("告诉妈妈时间")
    assert means_here("把这个页面截下来")
    assert not means_here("打开日历")
