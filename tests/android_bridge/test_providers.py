"""Rows survive commas, equals signs, newlines and forged rows in their values; real sqlite, real sh, AOSP's format."""

from __future__ import annotations

import sqlite3
import threading

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ainos.android_bridge.errors import BadValueError, CommandFailedError
from ainos.android_bridge.providers import Providers, binding, common_names, row_ids, split_rows, split_values
from ainos.android_bridge.shell import Shell, ShellResult

URI = "content://sms"
text = st.one_of(
    st.none(),
    st.lists(
        st.sampled_from(
            [
                ", ",
                "=",
                "\n",
                "body=",
                ", body=",
                ", date=",
                "Row: 0 _id=1",
                "\nRow: 1 _id=2",
                "\nRow: 0 _id=1, body=x",
                "a",
                "é",
                "NULL ",
            ]
        ),
        max_size=5,
    ).map("".join),
)


class TableShell(Shell):
    """`content query` over a real sqlite table, printing as Android's Content.java does."""

    def __init__(self, rows: list[tuple[str | None, str | None]], *, ids: bool = True) -> None:
        self.database = sqlite3.connect(":memory:")
        self.database.execute(f"CREATE TABLE t ({'_id INTEGER PRIMARY KEY, ' if ids else ''}body TEXT, date TEXT)")
        self.database.executemany("INSERT INTO t (body, date) VALUES (?, ?)", rows)
        self.lock = threading.Lock()
        self.calls = 0

    def look(self, *argv: str, timeout_s: float = 10.0) -> ShellResult:
        self.calls += 1
        options = dict(zip(argv[2::2], argv[3::2], strict=True))
        columns = options.get("--projection", "").replace(":", ", ") or "*"
        where = f" WHERE {options['--where']}" if "--where" in options else ""
        sort = f" ORDER BY {options['--sort']}" if "--sort" in options else ""
        try:
            cursor = self.database.execute(f"SELECT {columns} FROM t{where}{sort}")
        except sqlite3.Error as error:
            return ShellResult("content", b"", f"Error while accessing provider:sms\n{error}".encode(), 0)
        names = [entry[0] for entry in cursor.description]
        lines = []
        for number, row in enumerate(cursor):
            pairs = ", ".join(f"{n}={'NULL' if v is None else v}" for n, v in zip(names, row, strict=True))
            lines.append(f"Row: {number} {pairs}\n")
        return ShellResult("content", ("".join(lines) or "No result found.\n").encode(), b"", 0)

    def look_each(self, pipelines, *, timeout_s: float = 15.0) -> list[ShellResult]:
        return [self.look(*pipeline[0]) for pipeline in pipelines]


@settings(max_examples=300, deadline=None)
@given(rows=st.lists(st.tuples(text, text), max_size=4))
@example(rows=[("x\nRow: 1 _id=2, body=forged, date=1", "1"), ("y", "2")])
@example(rows=[("x\nRow: 2 _id=3, body=forged, date=1", "1"), ("y", "2")])
@example(rows=[("a, date=7", "1")])
@example(rows=[("", ""), (None, None)])
def test_rows_come_back_as_they_stand_in_the_table(rows):
    shell = TableShell(rows)
    found = Providers(shell).query(URI, ["_id", "body", "date"], sort="_id ASC")
    shell.database.close()
    assert found == [{"_id": str(number), "body": body, "date": date} for number, (body, date) in enumerate(rows, 1)]


@settings(max_examples=100, deadline=None)
@given(rows=st.lists(st.tuples(text, text), min_size=1, max_size=3))
def test_a_match_finds_exactly_the_equal_rows(rows):
    wanted = next((body for body, _ in rows if body), None)
    if wanted is None:
        return
    shell = TableShell(rows)
    found = Providers(shell).query(URI, ["body"], match={"body": wanted})
    shell.database.close()
    assert found == [{"body": wanted}] * sum(body == wanted for body, _ in rows)


def test_usual_rows_cost_two_commands_in_one_round_trip():
    shell = TableShell([("hello, you", "1"), ("a=b", "2")])
    assert Providers(shell).query(URI, ["body", "date"]) == [
        {"body": "hello, you", "date": "1"},
        {"body": "a=b", "date": "2"},
    ]
    assert shell.calls == 2
    shell.database.close()


def test_all_columns_come_where_none_are_named():
    shell = TableShell([("hello", "1")])
    assert Providers(shell).query(URI) == [{"_id": "1", "body": "hello", "date": "1"}]
    shell.database.close()


def test_without_ids_one_row_is_read_and_what_may_be_forged_is_refused():
    shell = TableShell([("hello", "1")], ids=False)
    assert Providers(shell).query(URI, ["body", "date"]) == [{"body": "hello", "date": "1"}]
    shell = TableShell([("a, date=2", "1")], ids=False)
    with pytest.raises(CommandFailedError, match="told from"):
        Providers(shell).query(URI, ["body", "date"])
    shell = TableShell([("x\nRow: 1 body=forged", "1")], ids=False)
    with pytest.raises(CommandFailedError, match="told from"):
        Providers(shell).query(URI, ["body"])


def test_a_missing_column_is_an_error_with_the_phones_words():
    shell = TableShell([("hello", "1")])
    with pytest.raises(CommandFailedError, match="no such column"):
        Providers(shell).query(URI, ["nope"])


@pytest.mark.parametrize(
    "arguments",
    [
        {"columns": ["body FROM sms; --"]},
        {"columns": ["body"], "match": {"1=1 OR body": "x"}},
        {"columns": ["body"], "sort": "date; DROP TABLE t"},
    ],
)
def test_models_supply_values_never_clauses(arguments):
    with pytest.raises(BadValueError):
        Providers(TableShell([])).query(URI, **arguments)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40))
def test_a_binding_of_android_11_and_later_reads_back_to_the_value(value):
    parts, current, letters = [], "", iter(binding("c", value, escaped=True))
    for letter in letters:  # the tokenizer of Android's Content.java, in short
        if letter == "\\":
            current += next(letters)
        elif letter == ":":
            parts.append(current)
            current = ""
        else:
            current += letter
    assert [*parts, current] == ["c", "s", value]


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40))
def test_a_binding_of_earlier_android_reads_back_to_the_value(value):
    assert binding("c", value, escaped=False).split(":", 2) == ["c", "s", value]


def test_bindings_carry_their_type():
    assert [binding("c", value, escaped=True) for value in (True, 7, 2**40, 1.5, "")] == [
        "c:b:true", "c:i:7", f"c:l:{2**40}", "c:d:1.5", "c:s:",
    ]  # fmt: skip


@pytest.mark.parametrize("escapes", [True, False])
def test_the_phone_itself_is_asked_whether_it_escapes_and_only_where_it_matters(escapes):
    class Phone(TableShell):
        def look(self, *argv: str, timeout_s: float = 10.0) -> ShellResult:
            self.calls += 1
            assert argv[-1] == "a\\:q:s:x"
            said = b"No result found.\n" if escapes else b"[ERROR] Unsupported type: q\n"
            return ShellResult("content", said, b"", 0)

    shell = Phone([])
    providers = Providers(shell)
    assert providers.bindings({"a": "plain", "n": 5}) == ["--bind", "a:s:plain", "--bind", "n:i:5"]
    assert shell.calls == 0
    for _ in range(2):
        wanted = "a:s:10\\:30" if escapes else "a:s:10:30"
        assert providers.bindings({"a": "10:30"}) == ["--bind", wanted]
    assert shell.calls == 1
    shell.database.close()


def test_parsers_refuse_what_is_ambiguous():
    assert row_ids("No result found.\n") == []
    assert row_ids("Row: 0 _id=5\nRow: 1 _id=9\n") == [5, 9]
    assert row_ids("Row: 0 _id=5\nRow: 2 _id=9\n") is None
    assert split_rows("Row: 0 _id=5, a=x\nRow: 0 _id=5, a=y\n", [5]) is None
    assert split_values(", a=1, b=2, b=3", ["a", "b"]) is None
    assert common_names("Row: 0 a=1, b=x, c=2\nRow: 1 a=1, b=x\n") == ["a", "b"]
