"""Settings pages for apps: the list, one app's details and its permissions."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from ..intents import Intent
from ..ui.app_icon import app_icon
from ..ui.nodes import Action, Node, button, column, dialog, list_item, row, text
from .settings_page import PACKAGE, Page

_SHOWN_PERMISSIONS = {
    "CALL_PHONE": "Phone",
    "READ_CALL_LOG": "Call logs",
    "SEND_SMS": "SMS",
    "READ_SMS": "SMS",
    "READ_CONTACTS": "Contacts",
    "WRITE_CONTACTS": "Contacts",
    "READ_CALENDAR": "Calendar",
    "WRITE_CALENDAR": "Calendar",
    "POST_NOTIFICATIONS": "Notifications",
    "ACCESS_FINE_LOCATION": "Location",
    "CAMERA": "Camera",
    "RECORD_AUDIO": "Microphone",
    "READ_EXTERNAL_STORAGE": "Files and media",
}


class AppsPage(Page):
    """All apps."""

    name = ".Settings$ManageApplicationsActivity"
    title = "Apps"

    def rows(self) -> list[Node]:
        """Return one row for each launchable app, by name."""
        manifests = {manifest.package: manifest for manifest, _ in self.phone.packages.launcher_activities()}
        found = sorted(manifests.values(), key=lambda manifest: manifest.label.casefold())
        rows = [
            list_item(
                manifest.label,
                manifest.version_name,
                icon=app_icon(manifest, 40.0),
                on_click=self._opener(manifest.package),
            )
            for manifest in found
        ]
        return [self.heading(f"All {len(found)} apps"), *rows]

    def _opener(self, package: str) -> Action:
        intent = Intent("android.settings.APPLICATION_DETAILS_SETTINGS", data=f"package:{package}")
        return lambda: self.start(intent.with_component(f"{PACKAGE}/{AppInfoPage.name}"))


class AppNotificationsPage(Page):
    """App notifications: one switch for each app."""

    name = ".Settings$NotificationAppListActivity"
    title = "App notifications"

    def rows(self) -> list[Node]:
        """Return one row for each launchable app, by name."""
        manifests = {manifest.package: manifest for manifest, _ in self.phone.packages.launcher_activities()}
        blocked = self.phone.notifications.blocked
        return [
            self.toggle(
                manifest.label,
                manifest.package not in blocked,
                partial(self.phone.notifications.allow, manifest.package),
                icon=app_icon(manifest, 40.0),
            )
            for manifest in sorted(manifests.values(), key=lambda manifest: manifest.label.casefold())
        ]


class AppInfoPage(Page):
    """App info. The intent's data is package:NAME."""

    name = ".applications.InstalledAppDetails"
    title = "App info"

    @property
    def app(self) -> str:
        """Return the package this page is about."""
        return (self.intent.data or "").removeprefix("package:")

    def rows(self) -> list[Node]:
        """Return icon, actions and facts."""
        manifest, state = self.phone.packages.get(self.app), self.phone.packages.state(self.app)
        if manifest is None or state is None:
            return [self.note(f"The app {self.app} is not installed.")]
        head = column(
            app_icon(manifest, 64.0),
            text(manifest.label, size=22.0, id="entity_header_title"),
            text(f"Version {manifest.version_name}", color="on_surface_variant", id="entity_header_summary"),
            align="center",
            gap=8.0,
            padding=16.0,
        )
        runs = self.phone.activities.pid(self.app) is not None
        actions = row(
            button("Open", self._open, kind="tonal", id="button1"),
            button("Force stop", self._ask_stop, kind="tonal", id="button3", enabled=runs),
            align="center",
            gap=12.0,
            padding=(16.0, 0.0, 16.0, 16.0),
        )
        granted = sorted({_label(name) for name in state.granted if _label(name)})
        return [
            head,
            actions,
            self.toggle("Notifications", self.app not in self.phone.notifications.blocked, self._allow_notifications),
            self.link(
                "Permissions", None, ", ".join(granted) or "No permissions requested", action=self._open_permissions
            ),
            self.link("Storage & cache", None, "Clear storage", action=self._ask_clear),
        ]

    def _allow_notifications(self, allowed: bool) -> None:
        self.phone.notifications.allow(self.app, allowed)

    def _open(self) -> None:
        intent = self.phone.packages.launch_intent(self.app)
        if intent is None:
            self.toast("This app has no screen to open")
        else:
            self.phone.activities.start(intent)

    def _ask_stop(self) -> None:
        message = "If you force stop an app, it may misbehave."
        buttons = [("Cancel", None), ("OK", lambda: self.phone.activities.force_stop(self.app))]
        self.show_dialog(lambda: dialog("Force stop?", message, buttons))

    def _ask_clear(self) -> None:
        message = (
            "This app’s data will be deleted permanently. This includes all files, settings, accounts, and databases."
        )
        buttons = [("Cancel", None), ("Delete", lambda: self.phone.packages.clear(self.app))]
        self.show_dialog(lambda: dialog("Delete app data?", message, buttons))

    def _open_permissions(self) -> None:
        intent = Intent(data=f"package:{self.app}", component=f"{PACKAGE}/{AppPermissionsPage.name}")
        self.start(intent)


class AppPermissionsPage(Page):
    """App permissions: one switch for each group."""

    name = ".Settings$AppPermissionsActivity"
    title = "App permissions"

    def rows(self) -> list[Node]:
        """Return the groups of the app."""
        package = (self.intent.data or "").removeprefix("package:")
        manifest, state = self.phone.packages.get(package), self.phone.packages.state(package)
        groups: dict[str, list[str]] = {}
        for name in manifest.permissions if manifest else ():
            if _label(name):
                groups.setdefault(_label(name), []).append(name)
        if state is None or not groups:
            return [self.note("No permissions requested")]
        return [
            self.toggle(label, all(name in state.granted for name in names), self._setter(package, names))
            for label, names in sorted(groups.items())
        ]

    def _setter(self, package: str, names: list[str]) -> Callable[[bool], object]:
        def change(on: bool) -> None:
            for name in names:
                (self.phone.packages.grant if on else self.phone.packages.revoke)(package, name)

        return change


def _label(permission: str) -> str:
    return _SHOWN_PERMISSIONS.get(permission.rsplit(".", 1)[-1], "")
