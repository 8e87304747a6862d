"""Contacts as the contacts and phone apps see them, over content://com.android.contacts.

Knows: names, numbers, addresses and organisations of a person, and how they become rows.
Does not know: screens.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..providers.contacts_schema import EMAIL, NAME, ORGANIZATION, PHONE
from ..providers.rows import RowDict, number, query, words

if TYPE_CHECKING:
    from ..phone import Phone

ROOT = "content://com.android.contacts"
PHONE_TYPES = {1: "Home", 2: "Mobile", 3: "Work", 12: "Main", 7: "Other"}
"""Android's numbers for the labels of phone numbers."""


@dataclass(frozen=True, slots=True)
class PhoneLine:
    """One phone number of a person; kind is a key of PHONE_TYPES."""

    number: str
    kind: int = 2

    @property
    def label(self) -> str:
        """Return the word for the kind."""
        return PHONE_TYPES.get(self.kind, "Other")


@dataclass(slots=True)
class ContactDraft:
    """What an edit form holds. contact_id 0 is a new contact."""

    contact_id: int = 0
    given: str = ""
    family: str = ""
    company: str = ""
    phones: list[PhoneLine] = field(default_factory=lambda: [PhoneLine("")])
    email: str = ""

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was written at all."""
        return not any((self.given, self.family, self.company, self.email, *(line.number for line in self.phones)))


@dataclass(frozen=True, slots=True)
class Contact:
    """One contact as it is listed."""

    contact_id: int
    name: str
    letter: str
    starred: bool
    lookup: str


class ContactStore:
    """Reads and changes contacts."""

    def __init__(self, phone: Phone) -> None:
        self._phone = phone

    def all(self, wanted: str = "") -> list[Contact]:
        """Return the contacts whose name or number holds the wanted text, by name."""
        rows = query(self._phone.content, f"{ROOT}/contacts")
        found = [_contact(row) for row in rows]
        if wanted:
            hits = {number(row, "contact_id") for row in query(self._phone.content, f"{ROOT}/data/phones",
            ["contact_id", "data1"])
                    if wanted in words(row, "data1")}  # fmt: skip
            found = [c for c in found if wanted.casefold() in c.name.casefold() or c.contact_id in hits]
        return found

    def find(self, uri: str) -> Contact | None:
        """Return the contact that a URI of the contacts provider means, or None."""
        try:
            rows = query(self._phone.content, uri)
        except (LookupError, ValueError):
            return None
        if not rows:
            return None
        if "lookup" in rows[0] and "name_raw_contact_id" in rows[0]:
            return _contact(rows[0])
        return self.get(number(rows[0], "contact_id"))

    def get(self, contact_id: int) -> Contact | None:
        """Return one contact, or None."""
        rows = query(self._phone.content, f"{ROOT}/contacts/{contact_id}")
        return _contact(rows[0]) if rows else None

    def draft(self, contact_id: int) -> ContactDraft:
        """Return everything about a contact, ready to be edited."""
        rows = query(self._phone.content, f"{ROOT}/contacts/{contact_id}/data")
        draft = ContactDraft(contact_id, phones=[])
        for row in rows:
            match words(row, "mimetype"):
                case kind if kind == NAME:
                    draft.given, draft.family = words(row, "data2"), words(row, "data3")
                case kind if kind == PHONE:
                    draft.phones.append(PhoneLine(words(row, "data1"), number(row, "data2", 2)))
                case kind if kind == EMAIL:
                    draft.email = words(row, "data1")
                case kind if kind == ORGANIZATION:
                    draft.company = words(row, "data1")
        return draft

    def save(self, draft: ContactDraft) -> int:
        """Write a draft and return the contact's number; the data rows of an old contact are replaced."""
        content, fresh = self._phone.content, not draft.contact_id
        if fresh:
            raw = int(content.insert(f"{ROOT}/raw_contacts", {}).rpartition("/")[2])
            draft.contact_id = number(query(content, f"{ROOT}/raw_contacts/{raw}", ["contact_id"])[0], "contact_id")
        else:
            raw = number(
                query(content, f"{ROOT}/contacts/{draft.contact_id}", ["name_raw_contact_id"])[0], "name_raw_contact_id"
            )
            content.delete(f"{ROOT}/raw_contacts/{raw}/data")
        for row in self._rows(draft):
            content.insert(f"{ROOT}/data", {"raw_contact_id": raw, **row})
        name, numbers = f"{draft.given} {draft.family}".strip(), [line.number for line in draft.phones if line.number]
        kind = "contact_added" if fresh else "contact_changed"
        self._phone.ledger.append(kind, name=name, numbers=numbers, contact_id=draft.contact_id)
        return draft.contact_id

    def _rows(self, draft: ContactDraft) -> list[RowDict]:
        rows: list[RowDict] = []
        if draft.given or draft.family:
            rows.append({"mimetype": NAME, "data2": draft.given.strip(), "data3": draft.family.strip()})
        rows += [
            {"mimetype": PHONE, "data1": p.number.strip(), "data2": p.kind} for p in draft.phones if p.number.strip()
        ]
        if draft.email:
            rows.append({"mimetype": EMAIL, "data1": draft.email.strip(), "data2": 1})
        if draft.company:
            rows.append({"mimetype": ORGANIZATION, "data1": draft.company.strip(), "data2": 1})
        return rows

    def delete(self, contact: Contact) -> None:
        """Delete a contact for good."""
        self._phone.content.delete(f"{ROOT}/contacts/{contact.contact_id}")
        self._phone.ledger.append("contact_deleted", name=contact.name, contact_id=contact.contact_id)

    def star(self, contact: Contact, on: bool) -> None:
        """Make a contact a favourite, or no longer."""
        self._phone.content.update(f"{ROOT}/contacts/{contact.contact_id}", {"starred": int(on)})


def _contact(row: RowDict) -> Contact:
    name = words(row, "display_name") or "(No name)"
    return Contact(
        number(row, "_id"),
        name,
        words(row, "phonebook_label") or "#",
        bool(number(row, "starred")),
        words(row, "lookup"),
    )
