"""Walks through the Contacts app: a new contact, and a form that is filled in and not saved."""

from __future__ import annotations

import re

from .access import PhoneAccess
from .screen import Screen
from .walk import Params, Walk

PACKAGE = "com.google.android.contacts"
_FIELD = "android.widget.EditText"
_LABEL = f"{PACKAGE}:id/phone_label"


def _fill_form(screen: Screen, first: str, last: str, phone: str) -> None:
    """Open the form for a new contact; an empty field is found by its hint, which is shown as its text."""
    screen.open_app(PACKAGE)
    screen.tap(description="Create contact")
    for hint, words in (("First name", first), ("Last name", last), ("Phone", phone)):
        if words:
            screen.type_into(words, className=_FIELD, text=hint)


def _add_contact(screen: Screen, params: Params) -> None:
    first, _, last = params["name"].partition(" ")
    _fill_form(screen, first, last, params["number"])
    screen.tap(text="Save")
    screen.wait_gone(text="Save")


def _draft_contact(screen: Screen, params: Params) -> None:
    _fill_form(screen, params["first"], params["last"], params["phone"])
    screen.tap(resourceId=_LABEL)
    screen.tap(text=params["phone_label"])
    screen.wait(resourceId=_LABEL)


def _clear_contacts(access: PhoneAccess, params: Params) -> None:
    access.shell("pm clear com.android.providers.contacts")
    access.shell(f"am force-stop {PACKAGE}")


def _is_saved(access: PhoneAccess, params: Params, answer: str | None) -> str:
    rows = access.query("content://contacts/phones/", ("display_name", "number"))
    found = [(row["display_name"], _digits(row["number"])) for row in rows]
    return "" if (params["name"], _digits(params["number"])) in found else f"contacts: {found}"


def _is_drafted(access: PhoneAccess, params: Params, answer: str | None) -> str:
    access.shell("uiautomator dump /sdcard/window_dump.xml")
    dump = access.read_text("/sdcard/window_dump.xml") or ""
    shown = re.findall(r'(?:text|content-desc)="([^"]+)"', dump)
    missing = [params[key] for key in ("first", "last") if params[key] not in shown]
    missing += [] if _digits(params["phone"]) in map(_digits, shown) else [params["phone"]]
    missing += [] if f"{params['phone_label']} Phone" in shown else [params["phone_label"]]
    saved = access.query("content://contacts/phones/", ("display_name", "number"))
    return f"not on the form: {missing}" if missing else f"was saved: {saved}" if saved else ""


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number)


WALKS = (
    Walk("ContactsAddContact", "Create a new contact for Hana Garcia. Their number is +12345678900.",
         {"name": "Hana Garcia", "number": "+12345678900"}, _clear_contacts, _add_contact, _is_saved),
    Walk("ContactsNewContactDraft", "Go to the new contact screen and enter the following details: First Name: Grace, "
         "Last Name: Taylor, Phone: 799-802-3530, Phone Label: Work. Do NOT hit save.",
         {"first": "Grace", "last": "Taylor", "phone": "799-802-3530", "phone_label": "Work"},
         _clear_contacts, _draft_contact, _is_drafted),
)  # fmt: skip
