"""Intents, intent filters and component names, as Android defines them.

Knows: how an intent is described, printed and matched against a filter.
Does not know: which packages exist (services/packages.py) or how an activity is started (services/activities.py).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

MAIN = "android.intent.action.MAIN"
VIEW = "android.intent.action.VIEW"
LAUNCHER = "android.intent.category.LAUNCHER"
HOME = "android.intent.category.HOME"
DEFAULT = "android.intent.category.DEFAULT"
BROWSABLE = "android.intent.category.BROWSABLE"

FLAG_NEW_TASK = 0x10000000
FLAG_CLEAR_TOP = 0x04000000
FLAG_SINGLE_TOP = 0x20000000
FLAG_CLEAR_TASK = 0x00008000
FLAG_MULTIPLE_TASK = 0x08000000


def split_component(component: str) -> tuple[str, str]:
    """Split 'pkg/.Name' or 'pkg/full.Name' into (package, full class name)."""
    package, _, name = component.partition("/")
    return package, package + name if name.startswith(".") else name


def short_component(package: str, name: str) -> str:
    """Join package and class as Android prints it: the package prefix of the class is left out."""
    if name.startswith("."):
        return f"{package}/{name}"
    return f"{package}/{name[len(package) :]}" if name.startswith(package + ".") else f"{package}/{name}"


@dataclass(slots=True)
class Intent:
    """One android.content.Intent. extras: str, int, float, bool, None, or lists of these; component 'pkg/.Cls'."""

    action: str | None = None
    data: str | None = None
    mime_type: str | None = None
    component: str | None = None
    package: str | None = None
    categories: tuple[str, ...] = ()
    extras: dict[str, Any] = field(default_factory=dict)
    flags: int = 0
    identifier: str | None = None

    @property
    def scheme(self) -> str:
        """Return the scheme of the data URI, lower case, or ''."""
        head, colon, _ = (self.data or "").partition(":")
        return head.lower() if colon else ""

    def extra(self, key: str, default: Any = None) -> Any:
        """Return one extra, or the default when it is absent."""
        return self.extras.get(key, default)

    def same_filter(self, other: Intent) -> bool:
        """Tell whether both intents are equal in the sense of Intent.filterEquals (extras do not count)."""
        return (self.action, self.data, self.mime_type, self.component, self.package, set(self.categories)) == (
            other.action,
            other.data,
            other.mime_type,
            other.component,
            other.package,
            set(other.categories),
        )

    def with_component(self, component: str) -> Intent:
        """Return a copy that is addressed to one component."""
        return replace(self, component=component, extras=dict(self.extras))

    def __str__(self) -> str:
        parts = []
        if self.action:
            parts.append(f"act={self.action}")
        if self.categories:
            parts.append(f"cat=[{','.join(self.categories)}]")
        if self.data:
            parts.append(f"dat={_safe_uri(self.data)}")
        if self.mime_type:
            parts.append(f"typ={self.mime_type}")
        if self.flags:
            parts.append(f"flg=0x{self.flags:x}")
        if self.package:
            parts.append(f"pkg={self.package}")
        if self.component:
            parts.append(f"cmp={short_component(*split_component(self.component))}")
        if self.extras:
            parts.append("(has extras)")
        return "Intent { " + "".join(part + " " for part in parts) + "}"


def _safe_uri(uri: str) -> str:
    """Hide what Uri.toSafeString hides: numbers and mail addresses after tel:, sms:, mailto:."""
    scheme, _, rest = uri.partition(":")
    if scheme.lower() in {"tel", "sip", "sms", "smsto", "mailto"}:
        return scheme + ":" + "".join(c if c in "-@." else "x" for c in rest)
    if scheme.lower() in {"http", "https", "ftp", "content"} and rest.startswith("//"):
        host = rest[2:].split("/", 1)[0]
        return f"{scheme}://{host}/..."
    return uri


@dataclass(frozen=True, slots=True)
class IntentFilter:
    """What a component offers to handle. mime_types may use '*'; hosts empty means any host."""

    actions: tuple[str, ...]
    categories: tuple[str, ...] = (DEFAULT,)
    schemes: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    path_pattern: str = ""
    mime_types: tuple[str, ...] = ()
    priority: int = 0

    def matches(self, intent: Intent, *, mime_type: str | None = None) -> bool:
        """Tell whether this filter accepts the intent; mime_type: the type a provider gave for the data."""
        if intent.action is not None and intent.action not in self.actions:
            return False
        if any(category not in self.categories for category in intent.categories):
            return False
        return self._accepts_type(intent.mime_type or mime_type, intent) and self._accepts_data(intent)

    def _accepts_type(self, found: str | None, intent: Intent) -> bool:
        if not self.mime_types:
            return found is None or (bool(self.schemes) and intent.mime_type is None)
        return found is not None and any(_mime_matches(offer, found) for offer in self.mime_types)

    def _accepts_data(self, intent: Intent) -> bool:
        if not intent.data:
            return not self.schemes or bool(self.mime_types)
        if not self.schemes:
            return bool(self.mime_types) and intent.scheme in {"content", "file", ""}
        if intent.scheme not in self.schemes:
            return False
        parts = urlsplit(intent.data)
        if self.hosts and (parts.hostname or "") not in self.hosts:
            return False
        return not self.path_pattern or re.fullmatch(self.path_pattern, parts.path) is not None


def _mime_matches(offer: str, found: str) -> bool:
    if offer == "*/*" or found == "*/*" or offer == found:
        return True
    offer_main, _, offer_sub = offer.partition("/")
    found_main, _, found_sub = found.partition("/")
    return offer_main == found_main and "*" in (offer_sub, found_sub)
