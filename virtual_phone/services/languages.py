"""The phone's languages: of the system and of single apps, and which way they are written.

Knows tags such as "zh-CN" and "ar", where Android keeps them, and how its configuration names them. The setting
`system_locales` and the property `persist.sys.locale` are kept alike; whichever was set last counts. Does not know any
word (`ui/translate.py`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..phone import Phone

ENGLISH = "en-US"
PROPERTY = "persist.sys.locale"
SETTING = "system_locales"
_RTL = frozenset({"ar", "he", "iw", "fa", "ur", "ps", "dv", "ckb", "yi", "sd", "ug"})
_TAG = re.compile("[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")
_USUAL_REGION = {"zh": "CN", "ar": "EG", "he": "IL", "iw": "IL", "de": "DE", "en": "US", "fr": "FR", "fa": "IR"}


def is_tag(text: str) -> bool:
    """Tell whether a text is a language tag such as "de", "zh-CN" or "zh-Hans-CN"."""
    return _TAG.fullmatch(text) is not None


class Languages:
    """Which language the screens have."""

    def __init__(self, phone: Phone) -> None:
        self._phone = phone
        self._of_apps: dict[str, str] = {}
        phone.settings.on_change(self._setting_changed)

    @property
    def tag(self) -> str:
        """Return the system's language, such as "en-US"."""
        return self._phone.properties.get(PROPERTY) or ENGLISH

    def set(self, tags: str) -> None:
        """Change the system's language: a tag, or several with commas, of which the first one counts."""
        self._phone.settings.put("system", SETTING, tags)
        self._take(tags)

    def of_app(self, package: str) -> str:
        """Return the languages that were chosen for one app, or "" where it has the system's."""
        return self._of_apps.get(package, "")

    def set_for_app(self, package: str, tags: str) -> None:
        """Choose the languages of one app; "" gives it the system's again."""
        self._of_apps.pop(package, None)
        if tags:
            self._of_apps[package] = tags
        self._phone.windows.invalidate()

    def shown_by(self, package: str) -> str:
        """Return the language of an app's screens, such as "zh": without script and region."""
        tag = (self._of_apps.get(package) or self.tag).split(",")[0]
        return {"iw": "he"}.get(language_of(tag), language_of(tag))

    def runs_rtl(self, package: str = "") -> bool:
        """Tell whether an app's screens (or the system's) start at the right."""
        forced = self._phone.properties.get("debug.force_rtl") in ("1", "true")
        forced = forced or self._phone.settings.get("global", "debug.force_rtl") == "1"
        return forced or self.shown_by(package) in _RTL

    def configuration(self, style: str) -> str:
        """Return language and direction as `am get-config` ("qualifier") or dumpsys ("list") writes them."""
        language, region = language_of(self.tag), region_of(self.tag)
        direction = "ldrtl" if self.runs_rtl() else "ldltr"
        if style == "qualifier":
            return f"{language}-r{region}-{direction}" if region else f"{language}-{direction}"
        return f"[{language}_{region}] {direction}" if region else f"[{language}] {direction}"

    def _setting_changed(self, namespace: str, key: str, value: str | None) -> None:
        if (namespace, key) == ("system", SETTING):
            self._take(value or ENGLISH)

    def _take(self, tags: str) -> None:
        first = tags.split(",")[0].strip()
        if is_tag(first):
            self._phone.properties[PROPERTY] = first


def language_of(tag: str) -> str:
    """Return the language of a tag: "zh" of "zh-Hans-CN"."""
    return tag.split("-")[0]


def region_of(tag: str) -> str:
    """Return the region of a tag: "CN" of "zh-Hans-CN"; the usual one where it names none, or ""."""
    last = tag.split("-")[-1]
    return last if last.isupper() or last.isdigit() else _USUAL_REGION.get(tag, "")
