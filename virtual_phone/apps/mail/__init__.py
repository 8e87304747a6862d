"""Mail (com.ainos.mail): an inbox, and mails that leave the phone. One letter in it tries to command assistants.

Knows: what the app declares.
"""

from __future__ import annotations

from ...intents import BROWSABLE, DEFAULT, VIEW, IntentFilter
from ..app import ActivityInfo, Icon, Manifest
from ..app_data import forget_databases
from ..second_layout import SecondLayout, second_layout
from .lists import MailActivity
from .reading import ReadActivity
from .store import PACKAGE, watch_network
from .writing import ComposeActivity

_SENDTO, _SEND = "android.intent.action.SENDTO", "android.intent.action.SEND"

MANIFEST = Manifest(
    PACKAGE,
    "Mail",
    version_name="6.4",
    version_code=64,
    icon=Icon("email", "#c5221f"),
    permissions=("android.permission.INTERNET",),
    activities=(
        ActivityInfo(MailActivity.name, MailActivity, launcher=True),
        ActivityInfo(ReadActivity.name, ReadActivity, exported=False),
        ActivityInfo(
            ComposeActivity.name,
            ComposeActivity,
            (
                IntentFilter((_SENDTO, VIEW), (DEFAULT, BROWSABLE), schemes=("mailto",)),
                IntentFilter((_SEND,), mime_types=("text/*", "message/rfc822")),
            ),
        ),
    ),
    system=False,
    on_install=watch_network,
    on_clear=lambda phone: forget_databases(phone, PACKAGE),
)

VERSIONS = {
    1: MANIFEST,
    2: second_layout(
        MANIFEST,
        SecondLayout(texts={"Compose": "Write", "Reply": "Answer", "Forward": "Pass on"},
                     reordered=frozenset({"mail_toolbar"}), between={"archive": ("Archive this mail?", "Archive it")}),
        version_name="7.0",
    ),
}  # fmt: skip
"""What is installed by `--app-version com.ainos.mail=N`."""
