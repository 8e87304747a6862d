"""Simple SMS Messenger: conversations, one conversation, a new one, over the phone's own messages.

Knows: its screens and intents; it takes the SMS role when it is installed. Does not know: rows (messages_store.py).
"""

from __future__ import annotations

from ...intents import BROWSABLE, DEFAULT, VIEW, IntentFilter
from ..app import ActivityInfo, Icon, Manifest
from ..app_data import set_welcomed
from .conversations import MainActivity
from .names import PACKAGE
from .new_conversation import NewConversationActivity
from .thread import ThreadActivity

_SCHEMES = ("sms", "smsto", "mms", "mmsto")
_SENDTO, _SEND = "android.intent.action.SENDTO", "android.intent.action.SEND"


MANIFEST = Manifest(
    PACKAGE,
    "SMS Messenger",
    version_name="5.19.3",
    version_code=85,
    system=False,
    icon=Icon("message", "#2f7d4f"),
    permissions=(
        "android.permission.SEND_SMS", "android.permission.RECEIVE_SMS", "android.permission.READ_SMS",
        "android.permission.READ_CONTACTS", "android.permission.POST_NOTIFICATIONS",
        "android.permission.READ_PHONE_STATE", "android.permission.CALL_PHONE",
    ),
    activities=(
        ActivityInfo(MainActivity.name, MainActivity, launcher=True),
        ActivityInfo(
            ThreadActivity.name, ThreadActivity,
            (IntentFilter((_SENDTO, VIEW), (DEFAULT, BROWSABLE), _SCHEMES),), launch_mode="singleTop",
        ),
        ActivityInfo(
            NewConversationActivity.name, NewConversationActivity,
            (IntentFilter((_SENDTO,)), IntentFilter((_SEND,), mime_types=("text/plain",))),
        ),
    ),
    roles=("sms",),
    on_install=lambda phone: set_welcomed(phone, PACKAGE),
)  # fmt: skip
