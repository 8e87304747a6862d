"""What a phone's notification dumps are read as, and that no words in them can pass for a record."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ainos.android_bridge.errors import CommandFailedError
from ainos.android_bridge.notification_dump import UnsettledError
from ainos.android_bridge.notifications import Notified, parse_notifications, read_notifications
from ainos.virtual_phone.phone import Phone
from ainos.virtual_phone.services.dumpsys.notification import notification

BANK = "com.example.bank"
CHAT = "com.example.chat"


def record(mark: str, package: str, extras: str, *, flags: str = "0x10", head: str = "", facts: str = "") -> str:
    """Return a record in the words of a phone; `extras` are lines as they stand between the braces."""
    key = f"0|{package}|7|null|10123"
    return (
        f"    NotificationRecord(0x{mark}: pkg={package} user=UserHandle{{0}} id=7 tag=null importance=4 key={key}: "
        f"Notification(channel=c shortcut=null contentView=null vibrate=null sound=null defaults=0x0 flags={flags} "
        f"color=0x00000000{head} vis=PRIVATE))\n"
        f"      uid=10123 userId=0\n      flags={flags}\n      key={key}\n{facts}      notification=\n"
        f"            when=1773676800000\n            tickerText=null\n            extras={{\n{extras}            }}\n"
        "            publicNotification=\n            None\n      mUpdateTimeMs=1773676740000\n"
    )


def dumps(*records: str) -> tuple[str, str]:
    """Return the plain and the open dump of these records."""
    whole = (
        "Current Notification Manager state:\n  Notification List:\n"
        + "".join(records)
        + "  \n  mArchive=Archive (0)\n"
    )
    return re.sub(r"=(\w+) \(([^()]*?)⟩\)", _length, whole, flags=re.DOTALL), whole.replace("⟩)", ")")


def _length(found: re.Match[str]) -> str:
    return f"={found[1]} [length={len(found[2].encode('utf-16-le')) // 2}]"


def extra(name: str, words: str, kind: str = "String") -> str:
    """Return an extra whose words the plain dump hides."""
    return f"                android.{name}={kind} ({words}⟩)\n"


def only(*records: str) -> Notified:
    (found,) = parse_notifications(*dumps(*records))
    return found


def test_a_record_is_read_with_its_app_words_time_and_standing():
    found = only(record("0a1b2c3d", CHAT, extra("title", "Ann") + extra("text", "see you at 5"), head=" category=msg"))
    assert found == Notified(
        f"0|{CHAT}|7|null|10123", CHAT, "Ann", "see you at 5", 1773676740000, 4, False, "msg", hidden=False
    )


@pytest.mark.parametrize(
    ("flags", "ongoing"),
    [("0x10", False), ("0x2", True), ("0x62", True), ("AUTO_CANCEL", False), ("ONGOING_EVENT|FOREGROUND_SERVICE", True),
     ("NO_CLEAR", True), ("0", False)],
)  # fmt: skip
def test_flags_are_read_as_numbers_and_by_name(flags, ongoing):
    assert only(record("1", CHAT, extra("title", "t"), flags=flags)).ongoing is ongoing


def test_styled_words_are_read_like_plain_ones():
    found = only(record("1", CHAT, extra("title", "t", "SpannableString") + extra("text", "bold", "SpannableString")))
    assert (found.title, found.text) == ("t", "bold")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (": Notification(channel", " appImportanceLocked=false: Notification(channel"),
        (": Notification(channel", " bbbc=0 x=: Notification(channel"),
        ("user=UserHandle{0} id=7 tag=null", "user=UserHandle{-1} id=-7 tag=a | b: c"),
        ("key=0|com.example.chat|7|null", "key=10|com.example.chat|7|a | b: c"),
        ("user=UserHandle{0}", "usr=0"),
        ("tag=null importance", "tag=two\nlines importance"),
    ],
)
def test_headers_that_makers_spell_otherwise_are_read(before, after):
    text = record("1", CHAT, extra("title", "t") + extra("text", "words")).replace(before, after)
    found = only(text)
    assert (found.package, found.title, found.text) == (CHAT, "t", "words")
    other = parse_notifications(*dumps(text, record("2", BANK, extra("title", "b"))))
    assert sorted(each.package for each in other) == [BANK, CHAT]


def test_the_long_text_counts_where_there_is_one():
    found = only(record("1", CHAT, extra("title", "t") + extra("text", "short") + extra("bigText", "a\nlong one")))
    assert found.text == "a\nlong one"


def test_the_lines_of_an_inbox_are_read():
    lines = "                android.textLines=CharSequence[] (2)\n{}"
    full = record("1", CHAT, extra("title", "t") + lines.format(
        "                  [0] first\n                  [1] second\n") + extra("text", "2 new"))  # fmt: skip
    bare = record("1", CHAT, extra("title", "t") + lines.format("") + extra("text", "2 new"))
    (found,) = parse_notifications(dumps(bare)[0], dumps(full)[1])
    assert found.text == "first\nsecond"


def test_a_conversation_is_read_message_by_message_and_a_text_brings_no_sender():
    array = "                android.messages=Parcelable[] (2)\n{}                android.showWhen=Boolean (true)\n"
    entries = (
        "                  [0] Bundle[{extras=Bundle[{}], sender=Eve, text=hi, sender=Mum, time=1}]\n"
        "                  [1] Bundle[{sender=Bob, text=ok, time=2}]\n"
    )
    head = extra("title", "Bob") + extra("text", "ok")
    (found,) = parse_notifications(
        dumps(record("1", CHAT, head + array.format("")))[0], dumps(record("1", CHAT, head + array.format(entries)))[1]
    )
    assert found.text == "Eve: hi, sender=Mum\nok"


def test_a_conversation_that_stays_packed_is_read_by_its_text():
    array = "                android.messages=Parcelable[] (1)\n{}"
    packed = "                  [0] Bundle[mParcelledData.dataSize=308]\n"
    head = extra("title", "Bob") + extra("text", "ok")
    (found,) = parse_notifications(
        dumps(record("1", CHAT, head + array.format("")))[0], dumps(record("1", CHAT, head + array.format(packed)))[1]
    )
    assert found.text == "ok"


def test_a_public_version_with_words_of_the_same_length_hides_nothing():
    loose = "                android.people.list=ArrayList ([android.app.Person@1f])\n"
    inner = extra("title", "Anna") + loose + extra("text", "hello")
    public = f"            extras={{\n{extra('title', 'Chat') + loose + extra('text', '1 new')}            }}\n"
    text = record("1", CHAT, inner).replace("            None\n", public)
    found = only(text)
    assert (found.title, found.text, found.hidden) == ("Anna", "hello", False)


def test_the_head_of_a_group_is_left_out_while_a_member_is_there():
    group = "      groupKey=0|com.example.chat|g:talk\n"
    head = record("1", CHAT, extra("title", "2 chats"), flags="0x210", facts=group)
    member = record("2", CHAT, extra("title", "Ann"), facts=group)
    assert [each.title for each in parse_notifications(*dumps(head, member))] == ["Ann"]
    assert [each.title for each in parse_notifications(*dumps(head))] == ["2 chats"]


def test_words_that_the_phone_hides_are_said_to_be_hidden():
    outline, _ = dumps(record("1", CHAT, extra("title", "Ann") + extra("text", "secret")))
    (found,) = parse_notifications(outline, outline)
    assert (found.hidden, found.title, found.text, found.package) == (True, "", "", CHAT)


def test_records_of_other_lists_are_none():
    full = "Current Notification Manager state:\n  Snoozed notifications:\n" + record("1", CHAT, extra("title", "t"))
    assert parse_notifications(full, full) == ()
    outline, dump = dumps(record("1", CHAT, extra("title", "t")))
    late = "  Enqueued Notification List:\n" + record("2", BANK, "")
    assert len(parse_notifications(outline + late, dump + late)) == 1


def test_a_ticker_of_eight_characters_ends_nothing():
    bad = record("1", CHAT, extra("title", "t")).replace("tickerText=null", "tickerText=\n  \n  mA=...")
    assert len(parse_notifications(*dumps(bad, record("2", BANK, extra("title", "b"))))) == 2


def test_a_record_that_came_in_between_asks_for_both_dumps_again():
    first, second = record("1", CHAT, extra("title", "t")), record("2", CHAT, extra("title", "u"))
    with pytest.raises(UnsettledError):
        parse_notifications(dumps(first)[0], dumps(second)[1])
    answers = [(dumps(first)[0], dumps(second)[1]), dumps(second)]
    assert read_notifications(lambda: answers.pop(0))[0].title == "u"
    with pytest.raises(CommandFailedError):
        read_notifications(lambda: (dumps(first)[0], dumps(second)[1]))
    with pytest.raises(CommandFailedError, match="Permission Denial"):
        read_notifications(lambda: ("Permission Denial: can't dump NotificationManager", ""))


@pytest.fixture(scope="module")
def phone() -> Phone:
    return Phone(seed=0)


def read(phone: Phone) -> tuple[Notified, ...]:
    return parse_notifications(notification(phone, []), notification(phone, ["--noredact"]))


LINES = [
    "", "  ", "    NotificationRecord(0x0000beef: pkg=com.example.bank user=UserHandle{0} id=7 tag=null importance=4 "
    "key=0|com.example.bank|7|null|2000: Notification(channel=c flags=0x10 vis=PRIVATE))", "      uid=2000 userId=0",
    "      flags=0x2", "      key=0|com.example.bank|7|null|2000", "      groupKey=x",
    "      mUpdateTimeMs=9999999999999",
    "            extras={", "                android.title=String (Mum)", "                android.title=String (Ann)",
    "                android.text=String (pay now", "                android.text=String (hello)",
    "                android.bigText=String (a long text of another)", "            }", "  Notification List:",
    "Current Notification Manager state:", "  Snoozed notifications:", "      publicNotification=", "word", ")", "((",
    "(0)",
    "                  [0] x", "\U0001f600 𝒳", "\r", "\u2028", "                android.showWhen=Boolean (true)",
]  # fmt: skip
"""What a stranger who knows the dump would write."""
hostile = st.lists(
    st.one_of(st.sampled_from(LINES), st.text(st.characters(exclude_categories=["Cs"]), max_size=12)), max_size=8
)
words = st.tuples(hostile, st.sampled_from(["\n", ")\n", " "])).map(lambda parts: parts[1].join(parts[0]))


@settings(max_examples=150, deadline=None)
@given(title=words, text=words, big=words, bank=words)
def test_no_words_make_a_notification_or_change_another_one(phone, title, text, big, bank):
    """Whatever a stranger writes: as many records as the phone has, each with its own app, key and words."""
    phone.notifications.active.clear()
    phone.notifications.post(CHAT, 1, title, text, big_text=big)
    phone.notifications.post(BANK, 7, "Bank", bank, importance=4)
    phone.notifications.post(CHAT, 2, "Ann", "lunch?")
    found = {each.key: each for each in read(phone)}
    assert {key: each.package for key, each in found.items()} == {
        each.key: each.package for each in phone.notifications.active
    }
    assert not any(each.hidden or each.ongoing for each in found.values())
    for each in phone.notifications.active:
        seen = found[each.key]
        assert seen.title == each.title.strip()
        assert seen.text in (each.text.strip(), each.big_text.strip())
        assert seen.posted_ms == each.posted_ms


@settings(max_examples=60, deadline=None)
@given(lines=st.lists(words, min_size=1, max_size=4), text=words)
def test_lines_without_a_length_change_nothing_but_their_own_notification(phone, lines, text):
    phone.notifications.active.clear()
    phone.notifications.post(BANK, 7, "Bank", "your statement", importance=4)
    phone.notifications.post(CHAT, 1, "Chats", text, lines=tuple(lines))
    phone.notifications.post(BANK, 8, "Bank", "your card")
    chat, *_ = [each for each in read(phone) if each.package == CHAT]
    banks = sorted(each.text for each in read(phone) if each.package == BANK)
    assert banks == ["your card", "your statement"]
    assert len(read(phone)) == 3
    assert chat.title == ("" if chat.hidden else "Chats")
