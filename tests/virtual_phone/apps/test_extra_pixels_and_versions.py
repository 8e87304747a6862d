"""An app of pixels only, and an app whose screens change with its version."""

from __future__ import annotations

import pytest

from ainos.virtual_phone.apps import UnknownAppVersionError, manifests, split_version
from ainos.virtual_phone.apps.ticket_machine import MANIFEST
from ainos.virtual_phone.apps.todo.store import PACKAGE, TodoList
from ainos.virtual_phone.registry import PhoneStartError

TODO = f"{PACKAGE}/.MainActivity"


@pytest.fixture
def todo(extra_hand):
    """Return todo(version): a hand on the list of a phone that has this version of the app."""
    return lambda version: extra_hand(app_versions={PACKAGE: version}).start(TODO)


def test_the_ticket_machine_shows_nothing_to_accessibility_and_sells_to_fingers(extra_hand) -> None:
    hand = extra_hand().start(f"{MANIFEST.package}/.MachineActivity")
    assert hand.texts() == []
    assert [node["class"] for node in hand.nodes()][-1] == "android.view.View"
    first = hand.phone.windows.screenshot().tobytes()
    hand.phone.windows.tap(300, 1800)
    hand.phone.windows.tap(900, 1000)
    assert hand.phone.windows.screenshot().tobytes() != first
    hand.phone.windows.tap(540, 1600)
    (sale,) = hand.effects("ticket_bought")
    assert (sale["ticket"], sale["count"], sale["total_cents"]) == ("Day", 2, 1540)
    hand.back()
    assert hand.phone.windows.screenshot().tobytes() != first  # it counts what was bought


def test_a_turned_ticket_machine_has_its_keys_where_they_are_drawn(extra_hand) -> None:
    hand = extra_hand().start(f"{MANIFEST.package}/.MachineActivity")
    hand.phone.settings.put("system", "user_rotation", "1")
    hand.phone.windows.tap(1200, 250)
    hand.phone.windows.tap(1650, 520)
    assert [sale["ticket"] for sale in hand.effects("ticket_bought")] == ["Single"]


def test_both_versions_do_the_same_by_other_ways(todo) -> None:
    old, new = todo(1), todo(2)
    assert [item.title for item in TodoList(old.phone).all()] == [item.title for item in TodoList(new.phone).all()]
    first = TodoList(old.phone).all()[0].title

    old.tap(id="fab_add").type("Call Eve", id="edit_title").back().tap(text="Add").tap(id="checkbox")
    old.tap(text="Call Eve").tap(text="Delete")
    new.tap(text="New task").type("Call Eve", id="task_name_input").back().tap(id="task_save").tap(id="task_toggle")
    new.tap(text="Call Eve").tap(id="action_remove").tap(text="Keep")
    assert new.effects("todo_deleted") == []
    new.tap(id="action_remove").tap(text="Remove")

    kinds = [[(entry.kind, entry.facts) for entry in hand.phone.ledger.entries] for hand in (old, new)]
    assert kinds[0] == kinds[1]
    assert [kind for kind, _ in kinds[0]] == ["todo_added", "todo_done", "todo_deleted"]
    assert TodoList(old.phone).all() == TodoList(new.phone).all()
    assert (first in old.texts(), first in new.texts()) == (True, False)


def test_no_control_of_one_version_is_found_in_the_other(todo) -> None:
    def ids(hand) -> set[str]:
        return {node["resource-id"] for node in hand.nodes() if node["resource-id"].startswith(PACKAGE)}

    assert ids(todo(1)).isdisjoint(ids(todo(2)))


@pytest.mark.parametrize(
    ("versions", "said"),
    [
        ({PACKAGE: 9}, "com.ainos.todo has no version 9; it has 1, 2"),
        ({"com.example.x": 1}, "those are .*com.ainos.todo"),
    ],
)
def test_a_version_that_does_not_exist_is_refused_with_those_that_do(versions: dict[str, int], said: str) -> None:
    with pytest.raises(UnknownAppVersionError, match=said):
        manifests(("extra",), versions)


@pytest.mark.parametrize("text", ["com.ainos.todo", "com.ainos.todo=", "=2", "com.ainos.todo=two"])
def test_a_version_is_written_as_package_and_number(text: str) -> None:
    with pytest.raises(ValueError, match=r"com\.ainos\.todo=2"):
        split_version(text)


def test_a_started_phone_has_the_version_that_was_asked_for(start_phone) -> None:
    phone = start_phone(apps="extra", app_versions={PACKAGE: 2})
    assert "versionCode=2" in phone.shell(f"dumpsys package {PACKAGE}")
    phone.shell(f"am start -W -n {TODO}")
    assert "bottom_navigation" in phone.shell("uiautomator dump /dev/tty")
    phone.stop()
    with pytest.raises(PhoneStartError, match="it has 1, 2"):
        start_phone(apps="extra", app_versions={PACKAGE: 3})
