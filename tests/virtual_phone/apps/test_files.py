"""Claims about the files app."""

from __future__ import annotations

MAIN = "com.google.android.documentsui/com.android.documentsui.files.FilesActivity"


def test_folders_open_and_back_goes_up(hand):
    hand.start(MAIN).tap(text="Documents")
    assert {"Travel", "budget.csv", "meeting_notes.txt"} <= set(hand.texts())
    hand.tap(text="Travel")
    assert "itinerary.txt" in hand.texts()
    hand.back().back()
    assert "Download" in hand.texts()


def test_file_shows_details_and_is_deleted_only_after_a_question(hand):
    hand.start(MAIN).tap(text="Documents").tap(text="meeting_notes.txt")
    assert "71 B" in hand.texts()
    hand.tap(text="Delete").tap(text="Cancel")
    assert hand.phone.fs.exists("/sdcard/Documents/meeting_notes.txt")
    hand.tap(text="Delete").tap(text="Delete")
    assert not hand.phone.fs.exists("/sdcard/Documents/meeting_notes.txt")
    assert hand.effects("file_deleted") == [{"path": "/storage/emulated/0/Documents/meeting_notes.txt"}]
    assert "meeting_notes.txt" not in hand.texts()


def test_search_finds_files_in_all_folders(hand):
    hand.start(MAIN).tap(desc="Search").type("invoice", id="search_src_text")
    assert "old_invoice.pdf" in hand.texts()


def test_pushed_file_shows_up_and_a_vanished_one_is_told(hand):
    hand.phone.fs.write("/sdcard/Download/fresh.txt", b"hello")
    hand.start(action="android.intent.action.VIEW_DOWNLOADS").tap(text="fresh.txt")
    assert "hello" in hand.texts()
    hand.phone.fs.remove("/sdcard/Download/fresh.txt")
    hand.phone.clock.advance(200)
    assert "This file is gone" in hand.texts()
