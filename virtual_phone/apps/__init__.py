"""The apps that come with the phone, each with real screens over the same providers that the shell reads.

Knows: their manifests, in the order of installation. Does not know: what any app does.
"""

from __future__ import annotations

from . import calendar, clock, contacts, dialer, files, launcher, messages, notes, settings
from .provider_packages import PROVIDER_MANIFESTS

ALL_MANIFESTS = (
    launcher.MANIFEST,
    settings.MANIFEST,
    clock.MANIFEST,
    messages.MANIFEST,
    contacts.MANIFEST,
    dialer.MANIFEST,
    calendar.MANIFEST,
    files.MANIFEST,
    notes.MANIFEST,
    *PROVIDER_MANIFESTS,
)

__all__ = ["ALL_MANIFESTS"]
