"""Claims about Joplin: notes in its own database, written and read on its screens."""

from __future__ import annotations

import sqlite3

import pytest

from ainos.virtual_phone.apps.joplin import MANIFEST
from ainos.virtual_phone.apps.joplin.store import PACKAGE, NoteStore

MAIN = f"{PACKAGE}/.MainActivity"
DATABASE = f"/data/data/{PACKAGE}/databases/joplin.sqlite"


@pytest.fixture
def hand(hand):
    hand.phone.packages.install(MANIFEST)
    return hand.start(MAIN)


def rows(hand, sql: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(":memory:")
    connection.deserialize(hand.phone.fs.read(DATABASE))
    return connection.execute(sql).fetchall()


def test_a_todo_is_written_ticked_off_and_found(hand):
    hand.tap(desc="Add new, collapsed").tap(text="New to-do")
    hand.type("Buy milk", text="Add title").type("two bottles", text="Note body").back()
    hand.back().back()
    assert rows(hand, "SELECT body, is_todo, todo_completed FROM notes WHERE title = 'Buy milk'") == [
        ("two bottles", 1, 0)
    ]
    assert rows(hand, "SELECT title FROM notes_normalized WHERE is_todo = 1") == [("buy milk",)]
    hand.tap(desc="to-do: Buy milk")
    (done,) = rows(hand, "SELECT todo_completed FROM notes WHERE title = 'Buy milk'")[0]
    assert done == pytest.approx(hand.phone.clock.now_ms(), abs=60_000)
    hand.tap(desc="Search")
    hand.phone.windows.text("bottles")
    assert "Buy milk" in hand.texts()


def test_notes_that_adb_pushes_are_shown_by_notebook_without_a_restart(hand):
    connection = sqlite3.connect(":memory:")
    connection.deserialize(hand.phone.fs.read(DATABASE))
    connection.execute("INSERT INTO folders (id, title, created_time, updated_time) VALUES ('f', 'Travel', 1, 1)")
    insert = "INSERT INTO notes (id, parent_id, title, body, created_time, updated_time) VALUES (?, ?, ?, ?, 1, 1)"
    connection.execute(insert, ("n", "f", "Packing", "- 2 shirts\n**warm** socks"))
    connection.commit()
    hand.phone.fs.remove_tree(DATABASE)
    hand.phone.fs.write(DATABASE, connection.serialize())
    hand.tap(desc="Sidebar").tap(text="Travel")
    assert "Writing notes" not in hand.texts()
    hand.tap(text="Packing")
    assert {"2 shirts", "warm socks"} <= set(hand.texts())


def test_a_new_notebook_holds_what_is_written_next(hand):
    hand.tap(desc="Sidebar").tap(text="New notebook")
    hand.phone.windows.text("Garden")
    hand.tap(text="Save").tap(desc="Add new, collapsed").tap(text="New note").type("Roses", text="Add title")
    hand.tap(desc="Save changes")
    joined = "SELECT folders.title FROM notes JOIN folders ON folders.id = notes.parent_id WHERE notes.title = 'Roses'"
    assert rows(hand, joined) == [("Garden",)]


def test_a_note_is_deleted_only_after_a_question(hand):
    hand.tap(text="Writing notes").tap(desc="Actions").tap(text="Delete").tap(text="CANCEL")
    assert len(NoteStore(hand.phone).notes()) == 2
    hand.tap(desc="Actions").tap(text="Delete").tap(text="OK")
    assert [note.title for note in NoteStore(hand.phone).notes()] == ["Notebooks and to-dos"]
