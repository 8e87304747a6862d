"""Claims about Tasks.org: what the list shows, and what a task's form keeps."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from ainos.virtual_phone.apps.tasks import MANIFEST
from ainos.virtual_phone.apps.tasks.store import HIGH, LOW, Task, TaskStore, due_ms

MAIN = "org.tasks/com.todoroo.astrid.activity.MainActivity"


@pytest.fixture
def hand(hand):
    """A phone with this app and four tasks, on Sunday 2023-10-15, 15:34 UTC."""
    phone = hand.phone
    phone.packages.install(MANIFEST)
    phone.set_timezone("UTC")
    phone.clock.set(int(datetime(2023, 10, 15, 15, 34, tzinfo=UTC).timestamp()) * 1000)
    phone.settings.put("system", "time_12_24", "24")
    store = TaskStore(phone)
    for title, priority, day, done in (("Pay rent", HIGH, 14, 0), ("Read", LOW, 16, 0), ("Swim", LOW, 16, 1)):
        store.save(Task(title, priority, due_ms(phone, date(2023, 10, day)), completed_ms=done * phone.clock.now_ms()))
    store.save(Task("Later", LOW, due_ms(phone, date(2023, 10, 30)), start_ms=phone.clock.now_ms() + 86_400_000))
    return hand.start(MAIN)


def titles(hand):
    return [node["text"] for node in hand.nodes() if node["resource-id"] == "org.tasks:id/title"]


def stored(hand, title):
    return next(task for task in TaskStore(hand.phone).all() if task.title == title)


def test_list_hides_completed_and_unstarted_tasks_until_asked(hand):
    assert titles(hand) == ["Pay rent", "Read"]
    hand.tap(desc="More options").tap(text="Show completed").tap(desc="More options").tap(text="Show unstarted")
    assert titles(hand) == ["Pay rent", "Read", "Later", "Swim"]
    hand.phone.activities.force_stop("org.tasks")
    hand.start(MAIN)
    assert len(titles(hand)) == 4


def test_priority_and_overdue_can_be_read_from_the_tree(hand):
    boxes = [n["content-desc"] for n in hand.nodes() if n["resource-id"] == "org.tasks:id/completeBox"]
    assert boxes == ["High priority", "Low priority"]
    assert {"Overdue", "Yesterday", "Tomorrow"} <= set(hand.texts())
    hand.tap(text="Pay rent")
    assert {"Saturday, October 14, 2023", "No time"} <= set(hand.texts())
    assert hand.find(desc="High")["checked"] == "true"


def test_form_keeps_priority_due_date_and_time(hand):
    hand.tap(text="Read").tap(desc="High").tap(id="due_date").tap(desc="20 October 2023").tap(text="OK")
    hand.tap(id="due_time").type("8", id="input_hour").type("15", id="input_minute").tap(text="OK").tap(id="menu_save")
    task = stored(hand, "Read")
    assert (task.priority, task.has_due_time) == (HIGH, True)
    assert task.due_ms == due_ms(hand.phone, date(2023, 10, 20), time(8, 15))
    assert "Fri, Oct 20, 08:15" in hand.texts()


def test_task_is_added_ticked_and_deleted(hand):
    hand.tap(id="fab").type("Buy milk", id="title").back().back()
    assert "Buy milk" in titles(hand)
    hand.tap(desc="High priority")
    assert stored(hand, "Pay rent").completed_ms
    hand.tap(text="Read").tap(id="menu_delete").tap(text="OK")
    assert "Read" not in [task.title for task in TaskStore(hand.phone).all()]


def test_search_and_sorting(hand):
    hand.tap(id="menu_sort").tap(text="By title")
    assert titles(hand) == ["Pay rent", "Read"]
    hand.tap(id="menu_search").type("rea", id="search_src_text")
    assert titles(hand) == ["Read"]


def test_task_without_title_is_not_kept(hand):
    before = TaskStore(hand.phone).all()
    hand.tap(id="fab").back().back()
    assert TaskStore(hand.phone).all() == before


def test_clearing_the_app_forgets_tasks_and_choices(hand):
    hand.tap(desc="More options").tap(text="Show completed")
    assert hand.phone.packages.clear("org.tasks")
    hand.start(MAIN)
    assert titles(hand) == []
    saved = TaskStore(hand.phone).save(Task("Done", completed_ms=1))
    assert replace(saved, ident=0).title == "Done"
    hand.phone.windows.invalidate()
    assert titles(hand) == []
