"""Claims about Markor: plain files, changed by hand on its screens."""

from __future__ import annotations

import pytest

from ainos.virtual_phone.apps.app_data import set_welcomed
from ainos.virtual_phone.apps.markor import MANIFEST
from ainos.virtual_phone.apps.markor.store import NOTEBOOK, PACKAGE

MAIN = f"{PACKAGE}/.activity.MainActivity"
EDITOR = "document__fragment__edit__highlighting_editor"


@pytest.fixture
def hand(hand):
    """A phone with Markor and two notes; the first one by name is the older one."""
    phone = hand.phone
    phone.packages.install(MANIFEST)
    set_welcomed(phone, PACKAGE)
    phone.fs.make_dirs(f"{NOTEBOOK}/Trips")
    for name, age_h in (("aims.md", 5), ("bread.txt", 1)):
        phone.fs.write(f"{NOTEBOOK}/{name}", b"# Head\n- one\n", mtime_ms=phone.clock.now_ms() - age_h * 3_600_000)
    return hand.start(MAIN)


def titles(hand) -> list[str]:
    return [n["text"] for n in hand.nodes() if n["resource-id"].endswith("/opoc_filesystem_item__title")]


def test_a_new_note_gets_name_and_ending_from_their_fields_and_is_saved_by_the_button(hand):
    hand.tap(id="fab_add_new_item").type("plan", id="new_file_dialog__name").tap(text="Markdown").tap(text="Plain Text")
    hand.tap(text="OK").type("water the plants", id=EDITOR)
    assert hand.phone.fs.read(f"{NOTEBOOK}/plan.txt") == b""
    hand.tap(desc="Save")
    assert hand.phone.fs.read(f"{NOTEBOOK}/plan.txt") == b"water the plants"


def test_leaving_the_editor_saves_and_undo_goes_back(hand):
    hand.tap(text="bread.txt").type("more", id=EDITOR).tap(desc="Undo").tap(desc="Redo").tap(desc="Navigate up")
    assert hand.phone.fs.read(f"{NOTEBOOK}/bread.txt") == b"# Head\n- one\nmore"


def test_a_name_that_is_taken_or_forbidden_changes_nothing_and_asks_again(hand):
    hand.hold(text="aims.md").tap(desc="Rename")
    assert hand.find(id="new_name")["text"] == "aims.md"
    hand.tap(id="new_name")
    hand.phone.windows.editor.clear()
    hand.phone.windows.text("bread.txt")
    hand.tap(text="OK")
    assert hand.find(text="Rename")
    assert hand.phone.fs.exists(f"{NOTEBOOK}/aims.md")


def test_order_by_date_puts_the_newest_file_first(hand):
    assert titles(hand) == ["..", "Trips", "aims.md", "bread.txt"]
    hand.tap(desc="Sort by").tap(text="Date").tap(text="OK")
    assert titles(hand) == ["..", "Trips", "bread.txt", "aims.md"]


def test_chosen_files_are_moved_into_the_picked_folder_and_deleted_only_after_a_question(hand):
    hand.hold(text="aims.md").tap(desc="More options").tap(text="Move").tap(text="Trips").tap(text="MOVE HERE")
    assert titles(hand) == ["..", "Trips", "bread.txt"]
    hand.tap(text="Trips")
    assert titles(hand) == ["..", "aims.md"]
    hand.hold(text="aims.md").tap(desc="Delete").tap(text="CANCEL")
    assert hand.phone.fs.exists(f"{NOTEBOOK}/Trips/aims.md")
    hand.tap(desc="Delete").tap(text="OK")
    assert titles(hand) == [".."]
    assert hand.effects("file_deleted") == [{"path": f"{NOTEBOOK}/Trips/aims.md"}]


def test_files_that_adb_puts_or_removes_are_seen_and_a_missing_notebook_comes_back(hand):
    hand.phone.fs.write(f"{NOTEBOOK}/pushed.md", b"x")
    hand.phone.windows.invalidate()
    assert "pushed.md" in titles(hand)
    hand.phone.fs.remove_tree(NOTEBOOK)
    hand.phone.windows.invalidate()
    assert titles(hand) == [".."]
    assert hand.phone.fs.is_dir(NOTEBOOK)


def test_search_finds_words_in_names_and_text_below_the_folder(hand):
    hand.phone.fs.write(f"{NOTEBOOK}/Trips/rome.md", b"pack the Umbrella")
    hand.tap(desc="Search").type("umbrella", id="search_src_text")
    assert titles(hand) == ["rome.md"]


def test_the_preview_shows_markdown_as_it_is_read(hand):
    hand.tap(text="aims.md").tap(desc="View mode")
    assert {"Head", "•  one"} <= set(hand.texts())


def test_the_first_start_after_clearing_goes_through_the_welcome_pages(hand):
    hand.phone.packages.clear(PACKAGE)
    hand.start(MAIN)
    for label in ("NEXT", "NEXT", "NEXT", "NEXT", "DONE", "OK", "Allow access to manage all files"):
        hand.tap(text=label)
    hand.phone.activities.force_stop(PACKAGE)
    assert "bread.txt" in titles(hand.start(MAIN))


def test_text_that_another_app_shares_goes_to_the_end_of_the_quick_note(hand):
    hand.phone.fs.write(f"{NOTEBOOK}/quicknote.md", b"first")
    share = f"{PACKAGE}/.activity.DocumentShareIntoActivity"
    hand.start(share, action="android.intent.action.SEND", extras={"android.intent.extra.TEXT": "second"})
    hand.tap(text="QuickNote")
    assert hand.phone.fs.read(f"{NOTEBOOK}/quicknote.md") == b"first\nsecond\n"
