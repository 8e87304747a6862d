"""The packages that hold the providers on Android, so that `pm list packages` shows them and `pm clear` wipes them.

Knows: package names and which databases are theirs. Does not know: what is in those databases.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ..providers import calendar_schema, call_log, contacts_schema, telephony
from .app import Manifest

if TYPE_CHECKING:
    from ..phone import Phone


def _wipe(*paths: str) -> Callable[[Phone], None]:
    def wipe(phone: Phone) -> None:
        for path in paths:
            # The provider makes an empty database anew when it is asked next.
            phone.fs.remove_tree(path)

    return wipe


PROVIDER_MANIFESTS = (
    Manifest(
        "com.android.providers.contacts",
        "Contacts Storage",
        version_name="13",
        version_code=33,
        providers=("com.android.contacts", "contacts", "call_log"),
        on_clear=_wipe(contacts_schema.PATH, call_log.PATH),
    ),
    Manifest(
        "com.android.providers.telephony",
        "Phone and Messaging Storage",
        version_name="13",
        version_code=33,
        providers=("sms", "mms", "mms-sms"),
        on_clear=_wipe(telephony.PATH),
    ),
    Manifest(
        "com.android.providers.calendar",
        "Calendar Storage",
        version_name="13",
        version_code=33,
        providers=("com.android.calendar",),
        on_clear=_wipe(calendar_schema.PATH),
    ),
    Manifest(
        "com.android.providers.media.module",
        "Media Storage",
        version_name="13",
        version_code=33,
        providers=("media",),
    ),
    Manifest(
        "com.android.providers.settings",
        "Settings Storage",
        version_name="13",
        version_code=33,
        providers=("settings",),
    ),
)
