"""Another layout of an app: the same state and effects under other words, ids and places."""

from __future__ import annotations

from typing import Any

from ainos.virtual_phone.apps import manifests
from ainos.virtual_phone.apps.app import Activity, ActivityInfo, Manifest
from ainos.virtual_phone.apps.second_layout import SecondLayout, second_layout
from ainos.virtual_phone.ui.nodes import button, column


class Screen(Activity):
    """Two buttons."""

    def __init__(self) -> None:
        self.dialogs = []
        self.pressed: list[str] = []

    def invalidate(self) -> None:
        """Do nothing: there is no phone."""

    def build(self):
        """Show the buttons."""
        return column(
            button("Save", lambda: self.pressed.append("save"), id="save"),
            button("Leave", lambda: self.pressed.append("leave"), id="leave"),
            id="holder",
        )


LAYOUT = SecondLayout(
    texts={"Save": "Done"}, reordered=frozenset({"holder"}), between={"save": ("Really?", "Yes")}, news=("New.", "OK")
)


def relaid() -> Activity:
    manifest = Manifest("com.example.x", "X", activities=(ActivityInfo(".Main", Screen, launcher=True),))
    made = second_layout(manifest, LAYOUT, version_name="2")
    assert made.version_code > manifest.version_code
    made_class: Any = made.activities[0].cls
    return made_class()


def test_words_ids_and_places_differ():
    first, second = relaid().build().children
    assert (first.text, first.id) == ("Leave", "v2_leave")
    assert (second.text, second.id) == ("Done", "v2_save")


def test_what_a_button_does_comes_after_a_question():
    screen = relaid()
    screen.build().children[1].on_click()
    assert screen.pressed == []
    asked = screen.dialogs[0]()
    yes = [node for node in _all(asked) if node.text == "Yes"]
    yes[0].on_click()
    assert screen.pressed == ["save"]


def test_what_is_new_is_told_once():
    screen = relaid()
    screen.on_start()
    screen.on_start()
    assert len(screen.dialogs) == 1


def test_every_app_with_two_layouts_keeps_its_activities():
    for package in ("com.ainos.mail", "com.ainos.shop", "com.android.settings", "com.google.android.contacts",
                    "com.google.android.deskclock", "com.google.android.documentsui"):  # fmt: skip
        one, two = (next(m for m in manifests(("extra",), {package: n}) if m.package == package) for n in (1, 2))
        assert [info.name for info in one.activities] == [info.name for info in two.activities]
        assert one.version_name != two.version_name


def _all(node):
    return [node, *(inner for child in node.children for inner in _all(child))]
