"""The Settings app: its first page and its manifest. The other pages are in `settings_*.py`.

Every page is reached by taps and by its Android intent. State belongs to the phone's services and settings tables.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..intents import BROWSABLE, DEFAULT, Intent, IntentFilter
from ..ui.nodes import Node, app_bar, column, list_item, screen, scroll, search_bar, stack, text
from ..ui.nodes import icon as picture
from .app import ActivityInfo, Icon, Manifest
from .second_layout import SecondLayout, second_layout
from .settings_apps import AppInfoPage, AppNotificationsPage, AppPermissionsPage, AppsPage
from .settings_device import BatteryPage, BatterySaverPage, DisplayPage, SoundPage, StoragePage, ZenPage
from .settings_network import (
    BluetoothPage,
    ConnectedDevicesPage,
    ConnectionPreferencesPage,
    InternetPage,
    NetworkPage,
    SavedNetworksPage,
)
from .settings_page import PACKAGE, Page, page_label
from .settings_system import (
    AboutPage,
    AccessibilityPage,
    DateTimePage,
    DeveloperPage,
    LanguagePage,
    LocationPage,
    SecurityPage,
    SystemPage,
)

if TYPE_CHECKING:
    from ..phone import Phone

_TOP: tuple[tuple[str, str, str, str, type[Page]], ...] = (
    ("Network & internet", "Mobile, Wi‑Fi, hotspot", "wifi", "#1A73E8", NetworkPage),
    ("Connected devices", "Bluetooth, pairing", "devices", "#1967D2", ConnectedDevicesPage),
    ("Apps", "Recent apps, default apps", "apps", "#E8710A", AppsPage),
    ("Battery", "", "battery", "#188038", BatteryPage),
    ("Storage", "", "storage", "#8430CE", StoragePage),
    ("Sound & vibration", "Volume, haptics, Do Not Disturb", "volume", "#D01884", SoundPage),
    ("Display", "Dark theme, font size, brightness", "brightness", "#E37400", DisplayPage),
    ("Accessibility", "Display, interaction, audio", "accessibility", "#12857A", AccessibilityPage),
    ("Security", "Screen lock", "security", "#188038", SecurityPage),
    ("Location", "", "location", "#1A73E8", LocationPage),
    ("System", "Languages, time, developer options", "system", "#5F6368", SystemPage),
    ("About phone", "", "phone", "#5F6368", AboutPage),
)


class SettingsHomePage(Page):
    """The first page: a search field and one row for each group."""

    name = ".Settings"
    title = "Settings"
    top_level = True

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self._query = ""

    def rows(self) -> list[Node]:
        """Return the groups that fit what is searched for."""
        wanted = self._query.strip().casefold()
        return [
            self._row(page_label(self.phone, title), self._summary(page) or summary, icon, color, page)
            for title, summary, icon, color, page in _TOP
            if wanted in f"{title} {summary}".casefold()
        ]

    def build(self) -> Node:
        """Return title, search field and list in one scroll."""

        def typed(value: str) -> None:
            self._query = value

        head = app_bar(self.title, id="homepage_title").styled(height=72.0)
        field = search_bar(self._query, typed, hint="Search settings", id="search_action_bar_title")
        rows = self.rows() or [
            text("No results", color="on_surface_variant", padding=32.0, width="fill", align="center")
        ]
        body = scroll(head, field, column(*rows, padding=(0.0, 8.0, 0.0, 24.0)), id="settings_homepage_container")
        return screen(body)

    def _row(self, title: str, summary: str, icon: str, color: str, page: type[Page]) -> Node:
        badge = stack(
            picture(icon, size=22.0, color="#FFFFFF", id="android:id/icon"),
            width=40.0,
            height=40.0,
            radius=999.0,
            background=color,
            align="center",
            valign="center",
        )
        row = self.link(title, page, summary)
        return list_item(title, summary, icon=badge, on_click=row.on_click)

    def _summary(self, page: type[Page]) -> str:
        if page is BatteryPage:
            return f"{self.phone.power.battery.level}%"
        if page is LocationPage:
            return "On" if self.phone.settings.get_int("secure", "location_mode", 0) else "Off"
        if page is AboutPage:
            return self.phone.settings.get("global", "device_name") or ""
        if page is StoragePage:
            return "15% used - 54.6 GB free"
        return ""


def _info(page: type[Page], *actions: str, schemes: tuple[str, ...] = ()) -> ActivityInfo:
    names = tuple(name if "." in name else f"android.settings.{name}" for name in actions)
    filters = (IntentFilter(names, (DEFAULT, BROWSABLE), schemes=schemes),) if names else ()
    return ActivityInfo(page.name, page, filters, label=page.title)


MANIFEST = Manifest(
    package=PACKAGE,
    label="Settings",
    version_name="13",
    version_code=33,
    icon=Icon("settings", "#5F6368"),
    activities=(
        ActivityInfo(
            SettingsHomePage.name,
            SettingsHomePage,
            (IntentFilter(("android.settings.SETTINGS",)),),
            label="Settings",
            launcher=True,
        ),
        _info(
            NetworkPage,
            "WIRELESS_SETTINGS",
            "AIRPLANE_MODE_SETTINGS",
            "DATA_ROAMING_SETTINGS",
            "NETWORK_OPERATOR_SETTINGS",
        ),
        _info(
            InternetPage,
            "WIFI_SETTINGS",
            "NETWORK_PROVIDER_SETTINGS",
            "DATA_USAGE_SETTINGS",
            "android.settings.panel.action.WIFI",
            "android.settings.panel.action.INTERNET_CONNECTIVITY",
        ),
        _info(SavedNetworksPage, "WIFI_SAVED_NETWORK_SETTINGS"),
        _info(ConnectedDevicesPage, "CONNECTED_DEVICES_SETTINGS", "NFC_SETTINGS", "CAST_SETTINGS"),
        _info(ConnectionPreferencesPage),
        _info(BluetoothPage, "BLUETOOTH_SETTINGS"),
        _info(
            AppsPage,
            "APPLICATION_SETTINGS",
            "MANAGE_APPLICATIONS_SETTINGS",
            "MANAGE_ALL_APPLICATIONS_SETTINGS",
            "MANAGE_DEFAULT_APPS_SETTINGS",
        ),
        _info(AppInfoPage, "APPLICATION_DETAILS_SETTINGS", schemes=("package",)),
        _info(AppPermissionsPage),
        _info(AppNotificationsPage, "ALL_APPS_NOTIFICATION_SETTINGS"),
        _info(BatteryPage, "android.intent.action.POWER_USAGE_SUMMARY"),
        _info(BatterySaverPage, "BATTERY_SAVER_SETTINGS"),
        _info(
            StoragePage, "INTERNAL_STORAGE_SETTINGS", "MEMORY_CARD_SETTINGS", "android.os.storage.action.MANAGE_STORAGE"
        ),
        _info(SoundPage, "SOUND_SETTINGS", "android.settings.panel.action.VOLUME"),
        _info(ZenPage, "ZEN_MODE_SETTINGS", "ZEN_MODE_PRIORITY_SETTINGS"),
        _info(DisplayPage, "DISPLAY_SETTINGS", "NIGHT_DISPLAY_SETTINGS", "DARK_THEME_SETTINGS", "AUTO_ROTATE_SETTINGS"),
        _info(AccessibilityPage, "ACCESSIBILITY_SETTINGS"),
        _info(SecurityPage, "SECURITY_SETTINGS", "PRIVACY_SETTINGS", "LOCKSCREEN_SETTINGS"),
        _info(LocationPage, "LOCATION_SOURCE_SETTINGS"),
        _info(SystemPage, "SYSTEM_SETTINGS"),
        _info(LanguagePage, "LOCALE_SETTINGS", "INPUT_METHOD_SETTINGS", "HARD_KEYBOARD_SETTINGS"),
        _info(DateTimePage, "DATE_SETTINGS"),
        _info(DeveloperPage, "APPLICATION_DEVELOPMENT_SETTINGS"),
        _info(AboutPage, "DEVICE_INFO_SETTINGS"),
    ),
)

VERSIONS = {
    1: MANIFEST,
    2: second_layout(
        MANIFEST,
        SecondLayout(texts={"Display": "Screen and brightness", "About phone": "Phone information",
                            "Sound & vibration": "Volume and sounds", "Storage": "Memory and files"}),
        version_name="14",
    ),
}  # fmt: skip
"""What is installed by `--app-version com.android.settings=N`."""
