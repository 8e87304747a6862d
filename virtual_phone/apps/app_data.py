"""What an app keeps for itself: its sqlite databases, and whether its user has seen its welcome screens.

Knows: where on the phone these lie, and that they are read anew when `adb` deletes or replaces them.
Does not know: what any table means.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..providers.database import Database
from ..providers.live_file import LiveFile

if TYPE_CHECKING:
    from ..phone import Phone

_WELCOME = b"""<?xml version='1.0' encoding='utf-8' standalone='yes' ?>
<map>
    <boolean name="welcomed" value="true" />
</map>
"""


def app_database(
    phone: Phone, package: str, name: str, schema: str, *, version: int = 1, folder: str = "databases"
) -> Database:
    """Return the database `name` of an installed app, opened on first use; a file that lies there is taken over.

    schema: statements that may run again (`IF NOT EXISTS`). folder: where in the app's data it lies.
    """
    path = f"/data/data/{package}/{folder}/{name}"
    kept = phone.app_services.get(path)
    if isinstance(kept, Database):
        if not phone.fs.exists(path):
            kept.rows("SELECT 1")  # the file was deleted from outside; a statement brings it back
        return kept
    state = phone.packages.state(package)
    owner = state.uid if state is not None else 0
    found = phone.fs.find(path)
    before = found.content() if found is not None and not found.is_dir else b""
    opened = Database(LiveFile(phone.fs, phone.clock, path, owner), schema, version=version)
    if before:
        opened.load(before)
        opened.rows("SELECT 1")  # tables that the found file lacks are made
    phone.app_services[path] = opened
    return opened


def forget_databases(phone: Phone, package: str) -> None:
    """Delete an app's databases, as clearing its data does; they come back empty at their next use."""
    for path, node in list(phone.fs.walk(f"/data/data/{package}/databases")):
        if not node.is_dir:
            phone.fs.remove(path)


def _welcome_path(package: str) -> str:
    return f"/data/data/{package}/shared_prefs/welcome.xml"


def is_welcomed(phone: Phone, package: str) -> bool:
    """Tell whether the user has gone through an app's welcome screens; clearing the app's data forgets it."""
    return phone.fs.exists(_welcome_path(package))


def set_welcomed(phone: Phone, package: str) -> None:
    """Note that the user has gone through an app's welcome screens."""
    state = phone.packages.state(package)
    folder = _welcome_path(package).rpartition("/")[0]
    owner = state.uid if state is not None else 0
    phone.fs.make_dirs(folder, owner=owner, mode=0o771)
    phone.fs.write(_welcome_path(package), _WELCOME, owner=owner, mode=0o660)
