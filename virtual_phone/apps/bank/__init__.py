"""Harbour Bank (com.ainos.bank): an account behind a PIN; its windows are secure, so pictures of them are black.

Knows: what the app declares. Log-in PIN: 2580. Transfer PIN: 8024.
"""

from __future__ import annotations

from ..app import ActivityInfo, Icon, Manifest
from .account import AccountActivity
from .login import LoginActivity
from .store import PACKAGE, clear, start_process
from .transfer import TransferActivity

MANIFEST = Manifest(
    PACKAGE,
    "Harbour Bank",
    version_name="5.2",
    version_code=52,
    icon=Icon("house", "#0b5394"),
    permissions=("android.permission.INTERNET",),
    activities=(
        ActivityInfo(LoginActivity.name, LoginActivity, launcher=True),
        ActivityInfo(AccountActivity.name, AccountActivity, exported=False),
        ActivityInfo(TransferActivity.name, TransferActivity, exported=False),
    ),
    system=False,
    on_clear=clear,
    on_process=start_process,
)
