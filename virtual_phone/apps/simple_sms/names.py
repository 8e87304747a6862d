"""Names of the app that its screens share. Knows and does nothing else."""

from __future__ import annotations

PACKAGE = "com.simplemobiletools.smsmessenger"
THREAD = f"{PACKAGE}/.activities.ThreadActivity"
NEW_CONVERSATION = f"{PACKAGE}/.activities.NewConversationActivity"
