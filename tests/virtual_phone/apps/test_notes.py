"""Claims about the notes app."""

from __future__ import annotations

import pytest

NOTES = "content://com.ainos.notes/notes"
MAIN = "com.ainos.notes/.MainActivity"


def test_shared_text_becomes_one_note(hand):
    extras = {"android.intent.extra.TEXT": "Call the bank", "android.intent.extra.SUBJECT": "Bank"}
    hand.start(action="android.intent.action.SEND", mime_type="text/plain", package="com.ainos.notes", extras=extras)
    hand.back()
    assert hand.rows(NOTES, "title", "body")[0] == ("Bank", "Call the bank")
    assert len(hand.effects("note_added")) == 1


def test_note_is_written_by_hand_and_saved_on_leaving(hand):
    hand.start(MAIN).tap(desc="New note").type("Ideas", id="edit_title").type("One", id="edit_body").back().back()
    assert hand.front == MAIN
    assert hand.rows(NOTES, "title", "body")[0] == ("Ideas", "One")


def test_empty_note_is_not_kept(hand):
    hand.start(MAIN).tap(desc="New note").back()
    assert len(hand.rows(NOTES)) == 2


def test_search_looks_into_titles_and_bodies(hand):
    hand.start(MAIN).type("grinder", id="search_src_text")
    assert "Gift ideas" in hand.texts()
    assert "Shopping list" not in hand.texts()


def test_note_is_deleted_only_after_a_question(hand):
    hand.start(MAIN).tap(text="Gift ideas").tap(desc="More options").tap(text="Delete").tap(text="Cancel")
    assert len(hand.rows(NOTES)) == 2
    hand.tap(desc="More options").tap(text="Delete").tap(text="Delete")
    assert hand.rows(NOTES, "title") == ["Shopping list"]


def test_clearing_the_app_removes_the_notes(hand):
    assert hand.phone.packages.clear("com.ainos.notes")
    assert hand.rows(NOTES) == []


def call(hand, package, name, **given):
    functions = {function.identifier: function for function in hand.phone.packages.get(package).functions}
    return functions[name].run(hand.phone, given)


def test_app_functions_create_and_find_notes(hand):
    made = call(hand, "com.ainos.notes", "createNote", title="Trip", content="Pack light")
    found = call(hand, "com.ainos.notes", "findNotes", query="light")
    assert found == {"notes": [{"noteId": made["noteId"], "title": "Trip", "content": "Pack light"}]}
    with pytest.raises(ValueError, match="required"):
        call(hand, "com.ainos.notes", "createNote")


def test_app_function_of_the_clock_lists_alarms(hand):
    (alarm,) = call(hand, "com.google.android.deskclock", "listAlarms")["alarms"]
    assert (alarm["hour"], alarm["minutes"], alarm["enabled"], alarm["nextRing"]) == (6, 45, False, None)
