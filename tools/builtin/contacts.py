"""Contacts: add, find, delete. Knows the contacts provider's rows; who is meant is settled in people.py."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from typing import Annotated, Any

from ...android_bridge.device import Device
from ..sdk import ContactName, Name, Phone, Resolved, tool
from ..types import Context, Proof, Risk, ToolFailedError, ToolResult
from .by_screen import save_contact
from .people import CONTACTS_APP, CONTACTS_LABEL, Person, all_people, resolve_person, same_number
from .waiting import wait_true

RAW_CONTACTS = "content://com.android.contacts/raw_contacts"
DATA = "content://com.android.contacts/data"
_NAME_TYPE = "vnd.android.cursor.item/name"
_PHONE_TYPE = "vnd.android.cursor.item/phone_v2"
_MOBILE = 2


def _has(device: Device, name: str, phone: str) -> bool:
    return any(p.name == name and any(same_number(phone, number) for number in p.numbers) for p in all_people(device))


def _probe_added(context: Context, values: Mapping[str, Any]) -> Proof:
    same = [person for person in all_people(context.device) if person.name == values["name"]]
    found = "; ".join(person.shown for person in same) or "nobody of that name"
    return Proof(
        _has(context.device, values["name"], values["phone"]), f"{values['name']} with {values['phone']}", found
    )


def _undo_added(context: Context, values: Mapping[str, Any]) -> ToolResult:
    for person in all_people(context.device):
        if person.name == values["name"] and any(same_number(values["phone"], number) for number in person.numbers):
            context.acting.delete(RAW_CONTACTS, match={"contact_id": person.contact_id})
            return ToolResult(f"Removed {person.name} again.", way="function", effect=f"contact {person.name} removed")
    raise ToolFailedError(f"{values['name']} is not in the contacts any more; nothing was done")


def _raw_contact(context: Context, what: str) -> int:
    """Return the id of this call's raw contact; one that an earlier try of the same call left is gone on with."""
    mark = f"ainos-{hashlib.sha256(f'{context.run or secrets.token_hex(6)}/{what}'.encode()).hexdigest()[:12]}"
    rows = context.device.query(RAW_CONTACTS, columns=("_id",), match={"sourceid": mark})
    if not rows:
        context.acting.insert(RAW_CONTACTS, {"sourceid": mark})
        rows = context.device.query(RAW_CONTACTS, columns=("_id",), match={"sourceid": mark})
    if not rows:
        raise ToolFailedError("the phone did not keep the new contact; nothing else was done")
    return int(rows[0]["_id"] or 0)


@tool(
    risk=Risk.WRITE,
    examples=(
        "save 415 555 0199 as Carol",
        "add a contact named Frank with the number 415 555 0123",
        "new contact Grace Lee +1 415 555 0177",
        "add Henry to my contacts, his number is 4155550188",
        "store this number under Plumber: 415 555 0166",
        "create a contact for the dentist 415 555 0155",
    ),
    probe=_probe_added,
    undo=_undo_added,
    confirm="Add {name} with {phone} to the contacts",
    scope=(CONTACTS_APP,),
    ways=("function", "intent"),
)
def add_contact(
    context: Context,
    name: Annotated[Name, "the name of the new contact"],
    phone: Annotated[Phone, "the phone number of the new contact"],
) -> ToolResult:
    """Add a person with a phone number to the contacts."""
    device, hands = context.device, context.acting
    if _has(device, name, phone):
        return ToolResult(
            f"{name} with {phone} is in the contacts already.", {"name": name, "phone": phone}, way="function"
        )
    if "function" not in context.ways:
        save_contact(context, name, phone)
        wait_true(lambda: _has(device, name, phone), timeout_s=3.0)
        told = f"Added {name} with {phone} to the contacts."
        return ToolResult(told, {"name": name, "phone": phone}, way="intent", effect=f"contact {name} added")
    raw = _raw_contact(context, f"{name}/{phone}")
    given, _, family = name.rpartition(" ")
    parts: dict[str, str | int] = {"data1": name, "data2": given or family, "data3": family if given else ""}
    numbers: dict[str, str | int] = {"data1": phone, "data2": _MOBILE}
    for kind, row in ((_NAME_TYPE, parts), (_PHONE_TYPE, numbers)):
        if not device.query(DATA, columns=("_id",), match={"raw_contact_id": raw, "mimetype": kind}):
            hands.insert(DATA, {"raw_contact_id": raw, "mimetype": kind, **row})
    wait_true(lambda: _has(device, name, phone), timeout_s=3.0)
    return ToolResult(
        f"Added {name} with {phone} to the contacts.",
        {"name": name, "phone": phone},
        way="function",
        effect=f"contact {name} added",
    )


@tool(
    risk=Risk.OBSERVE,
    examples=(
        "what is Alice Chen's number",
        "find Bob in my contacts",
        "look up the phone number of Dr. Patel",
        "show me Chloe's contact",
        "do I have a number for Daniel",
        "what's mum's phone number",
    ),
    reads=CONTACTS_LABEL,
    scope=(CONTACTS_APP,),
    ways=("function",),
)
def find_contact(context: Context, name: Annotated[ContactName, "whose number is wanted"]) -> ToolResult:
    """Tell somebody's phone number from the contacts."""
    person = resolve_person(context.device, name, parameter="name", needs_number=False)
    if not person.numbers:
        return ToolResult(
            f"{person.name} has no number.", {"name": person.name, "numbers": []}, CONTACTS_LABEL, "function"
        )
    told = f"{person.name or 'An unknown number'}: {', '.join(person.numbers)}"
    return ToolResult(told, {"name": person.name, "numbers": list(person.numbers)}, CONTACTS_LABEL, "function")


def _preview_deleted(context: Context, values: Mapping[str, Any]) -> Mapping[str, Any]:
    person = _existing(context.device, values["name"])
    return {
        "name": person.name,
        "contact_id": person.contact_id,
        "phone": ", ".join(person.numbers) or "no number",
        "_kept": list(person.numbers) or ["none"],
    }


def _undo_deleted(context: Context, values: Mapping[str, Any]) -> ToolResult:
    """Add the contact again with its numbers; a picture, mail addresses and other details were not kept."""
    name, numbers = values["name"], [n for n in values["_kept"] if n != "none"]
    raw = _raw_contact(context, f"{name}/back")
    given, _, family = name.rpartition(" ")
    parts = {"data1": name, "data2": given or family, "data3": family if given else ""}
    context.acting.insert(DATA, {"raw_contact_id": raw, "mimetype": _NAME_TYPE, **parts})
    for number in numbers:
        row = {"raw_contact_id": raw, "mimetype": _PHONE_TYPE, "data1": number, "data2": _MOBILE}
        context.acting.insert(DATA, row)
    told = f"{name} is in the contacts again, with {', '.join(numbers) or 'no number'}; other details were not kept."
    return ToolResult(told, way="function", effect=f"contact {name} back")


def _existing(device: Device, said: str) -> Person:
    person = resolve_person(device, said, parameter="name", needs_number=False)
    if not person.contact_id:
        raise ToolFailedError(f"{said} is not in the contacts; nothing was deleted")
    return person


def _is_back(person: Person, values: Mapping[str, Any]) -> bool:
    """Whether it is the deleted contact, added again."""
    kept = [number for number in values.get("_kept", ()) if number != "none"]
    newer = person.contact_id > int(values["contact_id"])
    return newer and person.name == values["name"] and bool(kept) and list(person.numbers) == kept


def _probe_deleted(context: Context, values: Mapping[str, Any]) -> Proof:
    people = all_people(context.device)
    if "contact_id" in values:
        there = any(person.contact_id == values["contact_id"] or _is_back(person, values) for person in people)
    else:
        there = any(person.name == values["name"] for person in people)
    return Proof(not there, f"no contact {values['name']}", "still there" if there else "not there")


@tool(
    risk=Risk.DESTRUCTIVE,
    examples=(
        "delete the contact Eve Johnson",
        "remove Bob from my contacts",
        "erase Daniel Kim's contact",
        "delete Chloe from the phone book",
        "get rid of Dr. Patel's contact entry",
        "remove the contact Alice Cheng",
    ),
    probe=_probe_deleted,
    preview=_preview_deleted,
    undo=_undo_deleted,
    confirm="Delete the contact {name} ({phone})",
    scope=(CONTACTS_APP,),
    ways=("function",),
)
def delete_contact(
    context: Context,
    name: Annotated[ContactName, "whose contact is deleted"],
    contact_id: Annotated[int | None, Resolved] = None,
) -> ToolResult:
    """Delete a person from the contacts."""
    device = context.device
    if contact_id is None:
        person = _existing(device, name)
        name, contact_id = person.name, person.contact_id
    context.acting.delete(RAW_CONTACTS, match={"contact_id": contact_id})
    gone = wait_true(lambda: all(p.contact_id != contact_id for p in all_people(device)), timeout_s=3.0)
    if not gone:
        raise ToolFailedError(f"the phone still lists {name}; the contact was not deleted")
    return ToolResult(f"Deleted the contact {name}.", {"name": name}, way="function", effect=f"contact {name} deleted")
