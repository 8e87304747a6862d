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


def test_chosen_files_are_moved_and_copied_into_the_picked_folder(hand):
    hand.phone.fs.write("/sdcard/Download/a.txt", b"A")
    hand.phone.fs.write("/sdcard/Download/b.txt", b"B")
    hand.phone.fs.write("/sdcard/Music/b.txt", b"old")
    hand.start(MAIN).tap(text="Download").hold(text="a.txt").tap(text="b.txt")
    assert "2 selected" in hand.texts()
    hand.tap(desc="More options").tap(text="Move to…").tap(text="Music").tap(text="Move")
    assert not hand.phone.fs.exists("/sdcard/Download/a.txt")
    assert hand.phone.fs.read("/sdcard/Music/b.txt") == b"old"
    assert hand.phone.fs.read("/sdcard/Music/b (1).txt") == b"B"
    hand.back().tap(text="Music").hold(text="a.txt").tap(desc="More options").tap(text="Copy to…")
    hand.tap(text="Movies").tap(text="Copy")
    assert hand.phone.fs.read("/sdcard/Movies/a.txt") == hand.phone.fs.read("/sdcard/Music/a.txt") == b"A"


def test_a_folder_cannot_be_moved_into_itself(hand):
    hand.start(MAIN).tap(text="Documents").hold(text="Travel").tap(desc="More options").tap(text="Move to…")
    hand.tap(text="Documents").tap(text="Travel").tap(text="Move")
    assert hand.phone.fs.exists("/sdcard/Documents/Travel/itinerary.txt")


def test_a_name_that_is_taken_is_refused(hand):
    hand.start(MAIN).tap(text="Documents").hold(text="budget.csv").tap(desc="More options").tap(text="Rename")
    hand.type("x", id="text1").tap(text="OK")
    assert not hand.phone.fs.exists("/sdcard/Documents/budget.csv")
    hand.hold(text="meeting_notes.txt").tap(desc="More options").tap(text="Rename")
    hand.phone.windows.key(123)
    assert hand.phone.fs.exists("/sdcard/Documents/meeting_notes.txt")
