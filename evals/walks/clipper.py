"""Walks to the clipboard: a text is typed into some field, selected and copied."""

from __future__ import annotations

from .access import PhoneAccess
from .screen import Screen
from .walk import Params, Walk

PACKAGE = "ca.zgrs.clipper"
_MESSENGER = "com.simplemobiletools.smsmessenger"
_FIELD = f"{_MESSENGER}:id/top_toolbar_search"


def _copy_text(screen: Screen, params: Params) -> None:
    screen.open_app(_MESSENGER)
    screen.type_into(params["clipboard_content"], resourceId=_FIELD)
    screen.long_tap(resourceId=_FIELD)
    screen.tap(text="Select all")
    screen.tap(text="Copy")
    screen.wait_gone(text="Copy")


def _prepare(access: PhoneAccess, params: Params) -> None:
    access.shell("am broadcast -a clipper.set -e text '~~~RESET~~~'")


def _check(access: PhoneAccess, params: Params, answer: str | None) -> str:
    access.shell(f"am start -n {PACKAGE}/.Main")
    found = access.shell("am broadcast -a clipper.get").partition('data="')[2].strip().removesuffix('"')
    return "" if found == params["clipboard_content"] else f"the clipboard holds {found!r}"


WALKS = (
    Walk("SystemCopyToClipboard", "Copy the following text to the clipboard: Invoice #20417",
         {"clipboard_content": "Invoice #20417"}, _prepare, _copy_text, _check),
)  # fmt: skip
