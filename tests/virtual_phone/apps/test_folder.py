"""An app developer's own folder becomes an app on the phone; a wrong folder is refused in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from ainos.virtual_phone.apps.folder import AppFolderError, load_manifest
from ainos.virtual_phone.registry import PhoneStartError

EXAMPLE = Path(__file__).parents[3] / "examples/apps/water"
EXECUTE = "cmd app_function execute-app-function"


def test_the_example_app_works_by_touch_by_function_and_in_its_database(start_phone) -> None:
    phone = start_phone(apps=str(EXAMPLE))
    assert "Status: ok" in phone.shell("am start -W -n com.example.water/.MainActivity")
    assert 'text="0"' in phone.shell("uiautomator dump /dev/tty")
    phone.shell("input keyevent KEYCODE_TAB")
    phone.shell(
        "cmd app_function execute-app-function --package com.example.water --function addGlass --parameters '{}'"
    )
    assert 'text="1"' in phone.shell("uiautomator dump /dev/tty")
    counted = phone.shell("su 0 sqlite3 /data/data/com.example.water/databases/water.db 'select count(*) from glasses'")
    assert counted.strip() == "1"
    assert [entry["kind"] for entry in phone.control("state")["ledger"]].count("glass_added") == 1
    phone.stop()


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (None, "there is no __init__.py"),
        ("import nothing_like_this", "cannot be imported: ModuleNotFoundError"),
        ("def broken(:", "SyntaxError"),
        ("MANIFEST = 3", "must define MANIFEST"),
        ("from ainos.virtual_phone.apps.app import Manifest\nMANIFEST = Manifest('water', 'Water')", "no package name"),
    ],
)
def test_a_folder_without_an_app_is_refused_with_the_reason(tmp_path: Path, source: str | None, words: str) -> None:
    if source is not None:
        (tmp_path / "__init__.py").write_text(source)
    with pytest.raises(AppFolderError, match=words):
        load_manifest(tmp_path)


def test_a_phone_with_a_wrong_folder_does_not_start_and_says_why(start_phone, tmp_path: Path) -> None:
    with pytest.raises(PhoneStartError, match="there is no __init__.py"):
        start_phone(apps=str(tmp_path))
