"""Injection tests: what a real POSIX sh hands to a command is exactly what was meant (SEC-30, SEC-32)."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ainos.android_bridge import grammar
from ainos.android_bridge.errors import BadValueError
from ainos.android_bridge.permit import permitted
from ainos.android_bridge.shell import Shell
from ainos.android_bridge.targets import NOTHING_ON_SCREEN
from ainos.android_bridge.tickets import TicketOffice

any_text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60)
nasty = st.sampled_from(
    [
        "'",
        '"',
        "\\",
        "`id`",
        "$(id)",
        "${IFS}",
        ";",
        "&&",
        "|",
        "\n",
        "\r\n",
        "*",
        "~",
        "!",
        "#",
        "%s",
        "-rf",
        "--",
        "😀",
        "é",
    ]
)
hostile = st.lists(st.one_of(nasty, any_text), max_size=6).map("".join)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(hostile, min_size=1, max_size=4))
@example(words=["", "'", "a'b\"c\\", "$(touch pwned)", "\n\n"])
def test_argv_seen_by_a_real_sh_equals_the_intended_argv(shared_host, words):
    shared_host.forget()
    office = TicketOffice()
    with permitted(office, office.issue("t", {}, task="", target=NOTHING_ON_SCREEN), "t", {}, task="") as permit:
        Shell(shared_host.server, "fake-1").act(permit, "am", *words)
    assert shared_host.argvs == [["am", *words]]
    assert not list((shared_host.folder / "cwd").iterdir())


@pytest.mark.parametrize("text", ["a\0b", "\ud83d", "x\udfff"])
def test_text_that_cannot_travel_is_refused(text):
    with pytest.raises(BadValueError):
        grammar.quote(text)


def test_a_command_longer_than_a_request_is_refused():
    with pytest.raises(BadValueError, match="longer than"):
        grammar.command_line(["am", "x" * 60_001])


@given(
    values=st.dictionaries(
        st.sampled_from(["a", "b", "c"]), st.one_of(hostile, st.integers(-(2**62), 2**62)), min_size=1
    )
)
def test_a_where_clause_finds_exactly_the_row_that_equals_the_values(values):
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE t (a, b, c)")
    database.execute("INSERT INTO t VALUES (?, ?, ?)", [values.get(name) for name in "abc"])
    database.execute("INSERT INTO t VALUES ('other', 'other', 'other')")
    found = database.execute(f"SELECT a, b, c FROM t WHERE {grammar.where_clause(values)}").fetchall()
    assert found == [tuple(values.get(name) for name in "abc")]
    database.close()


@pytest.mark.parametrize(
    ("check", "good"),
    [
        (grammar.package, "com.android.settings"),
        (grammar.component, "com.android.settings/.Settings$Sub"),
        (grammar.component, "a.b/c.d.E"),
        (grammar.action, "android.intent.action.SET_ALARM"),
        (grammar.content_uri, "content://sms/inbox"),
        (grammar.content_uri, "content://com.android.contacts/data/phones/filter/a%20b?limit=3"),
        (grammar.data_uri, "geo:0,0?q=Main+St"),
        (grammar.data_uri, "tel:+14155550101"),
        (grammar.mime_type, "vnd.android.cursor.dir/contact"),
        (grammar.sort_order, "date DESC, _id"),
        (grammar.sort_order, "name COLLATE NOCASE ASC LIMIT 5"),
        (grammar.shared_path, "/sdcard/Download/Bob's $(x) file\n.txt"),
        (grammar.shared_path, "/storage/emulated/0/a"),
        (grammar.database_path, "/data/data/com.google.android.deskclock/databases/alarms.db"),
        (grammar.setting_key, "screen_brightness"),
        (grammar.serial, "emulator-5554"),
        (grammar.serial, "127.0.0.1:5555"),
    ],
)
def test_usual_names_are_taken_as_they_are(check, good):
    assert check(good) == good


@pytest.mark.parametrize(
    ("check", "bad"),
    [
        (grammar.package, "com.x; rm -rf /"),
        (grammar.package, "-com.x"),
        (grammar.package, ""),
        (grammar.component, "com.x"),
        (grammar.component, "com.x/.A b"),
        (grammar.component, "com.x/-n"),
        (grammar.action, "a b"),
        (grammar.action, "--user"),
        (grammar.content_uri, "http://x"),
        (grammar.content_uri, "content://sms/../x"),
        (grammar.content_uri, "content://sms/a b"),
        (grammar.content_uri, "content://sms'x"),
        (grammar.data_uri, "no scheme"),
        (grammar.data_uri, "-a:x"),
        (grammar.mime_type, "text"),
        (grammar.sort_order, "date; DROP TABLE sms"),
        (grammar.sort_order, "(select 1)"),
        (grammar.column, "a=1 OR 1"),
        (grammar.column, "a:b"),
        (grammar.shared_path, "/sdcard/../data/x"),
        (grammar.shared_path, "/sdcardx/a"),
        (grammar.shared_path, "/data/data/x"),
        (grammar.shared_path, "sdcard/a"),
        (grammar.shared_path, "/sdcard/a/./b"),
        (grammar.shared_path, "/sdcard//a"),
        (grammar.database_path, "/data/data/x/../y/a.db"),
        (grammar.database_path, "/etc/passwd"),
        (grammar.setting_key, "a b"),
        (grammar.property_name, "a;b"),
        (grammar.serial, "-s"),
        (grammar.serial, "a b"),
    ],
)
def test_names_outside_the_grammar_are_refused(check, bad):
    with pytest.raises(BadValueError):
        check(bad)


@given(text=hostile)
def test_no_grammar_lets_a_blank_a_quote_or_a_leading_dash_through(text):
    for check in (
        grammar.package,
        grammar.action,
        grammar.content_uri,
        grammar.column,
        grammar.serial,
        grammar.setting_key,
    ):
        try:
            value = check(text)
        except BadValueError:
            continue
        assert not set(value) & set(" '\"\\`$;|&<>\n\r\t()")
        assert not value.startswith("-")
