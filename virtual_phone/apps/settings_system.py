"""Settings pages about the system: security, location, accessibility, time, language, developer options, about."""

from __future__ import annotations

from ..ui.nodes import Action, Node, dialog, edit_text
from .settings_page import Page

_LANGUAGES = [
    ("en-US", "English (United States)"),
    ("en-GB", "English (United Kingdom)"),
    ("es-US", "Español (Estados Unidos)"),
    ("fr-FR", "Français (France)"),
    ("de-DE", "Deutsch (Deutschland)"),
    ("zh-CN", "简体中文（中国）"),
    ("ar-EG", "العربية (مصر)"),
    ("he-IL", "עברית (ישראל)"),
]
_ZONES = [
    ("America/Los_Angeles", "Los Angeles"),
    ("America/Denver", "Denver"),
    ("America/Chicago", "Chicago"),
    ("America/New_York", "New York"),
    ("Europe/London", "London"),
    ("Europe/Berlin", "Berlin"),
    ("Asia/Tokyo", "Tokyo"),
    ("UTC", "Coordinated Universal Time"),
]


class SecurityPage(Page):
    """Security."""

    name = ".Settings$SecurityDashboardActivity"
    title = "Security"

    def rows(self) -> list[Node]:
        """Return the screen lock."""
        lock = "PIN" if self.phone.power.secure else "None" if self._none() else "Swipe"
        return [
            self.heading("Device security"),
            self.link("Screen lock", None, lock, icon="lock", action=self._choose),
            self.stored(
                "Show notifications on lock screen", "secure", "lock_screen_show_notifications", icon="notifications"
            ),
            self.link(
                "Encryption & credentials",
                None,
                "Encrypted",
                icon="security",
                action=lambda: self.toast("This phone is encrypted"),
            ),
        ]

    def _none(self) -> bool:
        return self.phone.settings.get("secure", "lockscreen.disabled") == "1"

    def _choose(self) -> None:
        buttons = [("None", lambda: self._set("1")), ("Swipe", lambda: self._set("0")), ("PIN", self._ask_pin)]
        self.show_dialog(lambda: dialog("Choose a screen lock", buttons=buttons))

    def _set(self, disabled: str) -> None:
        self.phone.power.pin = None
        self.phone.settings.put("secure", "lockscreen.disabled", disabled)

    def _ask_pin(self) -> None:
        draft = [""]

        def typed(value: str) -> None:
            draft[0] = value

        def save() -> None:
            if len(draft[0]) >= 4 and draft[0].isdecimal():
                self._set("0")
                self.phone.power.pin = draft[0]
            else:
                self.toast("PIN must be at least 4 digits")

        self.show_dialog(
            lambda: dialog(
                "Set a PIN",
                content=edit_text(
                    draft[0], typed, id="password_entry", password=True, input_type="number", autofocus=True
                ),
                buttons=[("Cancel", None), ("Confirm", save)],
            )
        )


class LocationPage(Page):
    """Location."""

    name = ".Settings$LocationSettingsActivity"
    title = "Location"

    def rows(self) -> list[Node]:
        """Return the switch."""
        settings = self.phone.settings
        on = settings.get_int("secure", "location_mode", 0) > 0
        return [
            self.main_switch(
                "Use location", on, lambda wanted: settings.put("secure", "location_mode", "3" if wanted else "0")
            ),
            self.note("Location may use sources like GPS, Wi-Fi and mobile networks to estimate where your device is."),
        ]


class AccessibilityPage(Page):
    """Accessibility."""

    name = ".Settings$AccessibilitySettingsActivity"
    title = "Accessibility"

    def rows(self) -> list[Node]:
        """Return switches that are kept in settings."""
        return [
            self.heading("Display"),
            self.stored("Bold text", "secure", "high_text_contrast_enabled"),
            self.stored("Color inversion", "secure", "accessibility_display_inversion_enabled"),
            self.stored("Magnification", "secure", "accessibility_display_magnification_enabled"),
            self.heading("Audio"),
            self.stored("Mono audio", "system", "master_mono"),
            self.heading("System controls"),
            self.stored("Power button ends call", "secure", "incall_power_button_behavior", on="2", off="1"),
        ]


class SystemPage(Page):
    """System."""

    name = ".Settings$SystemDashboardActivity"
    title = "System"

    def rows(self) -> list[Node]:
        """Return the pages below."""
        now = self.phone.clock.now()
        return [
            self.link("Languages & input", LanguagePage, _language(self.phone.properties), icon="language"),
            self.link("Date & time", DateTimePage, f"{now:%Z}", icon="schedule"),
            self.link("Developer options", DeveloperPage, icon="settings"),
            self.link("About phone", AboutPage, icon="phone"),
        ]


def _language(properties: dict[str, str]) -> str:
    return dict(_LANGUAGES).get(properties.get("persist.sys.locale", "en-US"), "English (United States)")


class LanguagePage(Page):
    """Languages & input."""

    name = ".Settings$LanguageAndInputSettingsActivity"
    title = "Languages & input"

    def rows(self) -> list[Node]:
        """Return the language and the keyboards."""
        current = self.phone.properties.get("persist.sys.locale", "en-US")
        keyboards = [(ident, ident.split("/")[0]) for ident in self.phone.ime.enabled()]
        return [
            self.choice("Languages", _LANGUAGES, current, self._set_language, icon="language"),
            self.choice(
                "On-screen keyboard", keyboards, self.phone.ime.current, self.phone.ime.select, icon="keyboard"
            ),
        ]

    def _set_language(self, tag: str) -> None:
        self.phone.languages.set(tag)


class DateTimePage(Page):
    """Date & time."""

    name = ".Settings$DateTimeSettingsActivity"
    title = "Date & time"

    def rows(self) -> list[Node]:
        """Return clock, zone and format."""
        now = self.phone.clock.now()
        is_24 = self.phone.settings.get("system", "time_12_24") == "24"
        shown = f"{now:%H:%M}" if is_24 else f"{now.hour % 12 or 12}:{now:%M %p}"
        return [
            self.stored("Set time automatically", "global", "auto_time", icon="schedule"),
            self.link("Date", None, f"{now:%B} {now.day}, {now.year}", icon="blank", action=self._set_automatically),
            self.link("Time", None, shown, icon="blank", action=self._set_automatically),
            self.stored("Set time zone automatically", "global", "auto_time_zone", icon="globe"),
            self.choice("Time zone", _ZONES, self.phone.clock.timezone, self.phone.set_timezone, icon="blank"),
            self.stored(
                "Use 24-hour format",
                "system",
                "time_12_24",
                f"{'13:00' if is_24 else '1:00 PM'}",
                on="24",
                off="12",
                icon="clock",
            ),
        ]

    def _set_automatically(self) -> None:
        self.toast("Time is set by the network")


class DeveloperPage(Page):
    """Developer options."""

    name = ".Settings$DevelopmentSettingsDashboardActivity"
    title = "Developer options"

    def rows(self) -> list[Node]:
        """Return the few switches that tools ask about."""
        return [
            self.stored("USB debugging", "global", "adb_enabled", "Debug mode when USB is connected"),
            self.stored(
                "Stay awake", "global", "stay_on_while_plugged_in", "Screen will never sleep while charging", on="7"
            ),
            self.stored("Show taps", "system", "show_touches"),
        ]


class AboutPage(Page):
    """About phone."""

    name = ".Settings$MyDeviceInfoActivity"
    title = "About phone"

    def rows(self) -> list[Node]:
        """Return what the phone is."""
        facts = self.phone.properties
        shown = [
            ("Device name", self.phone.settings.get("global", "device_name") or ""),
            ("Phone number", "+1 415-555-0100"),
            ("Model", facts.get("ro.product.model", "")),
            ("Android version", facts.get("ro.build.version.release", "")),
            ("Android security update", facts.get("ro.build.version.security_patch", "")),
            ("Kernel version", facts.get("ro.kernel.version", "")),
            ("Build number", facts.get("ro.build.display.id", "")),
        ]
        return [self.link(title, None, value, action=self._teller(title, value)) for title, value in shown]

    def _teller(self, title: str, value: str) -> Action:
        return lambda: self.toast(f"{title}: {value}")
