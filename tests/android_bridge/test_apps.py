"""Launchable apps out of the long and the brief form."""

from __future__ import annotations

from ainos.android_bridge.apps import parse_apps
from ainos.android_bridge.types import App

LONG = """2 activities found:
  Activity #0:
    priority=0 preferredOrder=0 match=0x108000 specificIndex=-1 isDefault=false
    ActivityInfo:
      name=com.android.settings.Settings
      packageName=com.android.settings
      labelRes=0x7f1 nonLocalizedLabel=null icon=0x7f2 banner=0x0
      ApplicationInfo:
        packageName=com.android.settings
        labelRes=0x7f1 nonLocalizedLabel=null icon=0x7f2
  Activity #1:
    priority=0 preferredOrder=0 match=0x108000
    ActivityInfo:
      name=org.example.todo.ui.Main
      packageName=org.example.todo
      labelRes=0x0 nonLocalizedLabel=My To-dos icon=0x7f2 banner=0x0
"""
BRIEF = """2 activities found:
  Activity #0:
    priority=0 preferredOrder=0 match=0x108000 specificIndex=-1 isDefault=false
    com.android.settings/.Settings
  Activity #1:
    priority=0 preferredOrder=0 match=0x108000 specificIndex=-1 isDefault=false
    org.example.todo/.ui.Main
"""


def test_the_long_form_gives_names_and_labels():
    assert parse_apps(LONG) == [
        App("org.example.todo", "org.example.todo/.ui.Main", "My To-dos"),
        App("com.android.settings", "com.android.settings/.Settings", "Settings"),
    ]


def test_the_brief_form_gives_known_labels_or_the_last_part():
    assert [(app.package, app.label) for app in parse_apps(BRIEF)] == [
        ("com.android.settings", "Settings"),
        ("org.example.todo", "todo"),
    ]


def test_no_apps_are_an_empty_list():
    assert parse_apps("No activities found\n") == []
