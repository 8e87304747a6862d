"""Who is meant: the phone's contacts, and the one person that a name stands for. Reads only."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from ...android_bridge.device import Device
from ...android_bridge.labels import Label
from ..matching import WORDS, match_name
from ..types import ToolQuestionError, ToolRetryError

PHONES = "content://com.android.contacts/data/phones"
CONTACTS = "content://com.android.contacts/contacts"
CONTACTS_APP = "com.google.android.contacts"
CONTACTS_LABEL = Label.of_app(CONTACTS_APP)
_MOBILE = "2"
_NUMBER = re.compile(r"\+?[\d*#][\d\s().\-*#]{2,}")


@dataclass(frozen=True, slots=True)
class Person:
    """A contact with its numbers, mobile numbers first; or a bare number with an empty name."""

    name: str
    numbers: tuple[str, ...]
    contact_id: int = 0
    exact: bool = True
    """Whether whole words of the name, or a number, were said: no guess is in it."""

    @property
    def shown(self) -> str:
        """Name and number for the user."""
        return (
            f"{self.name} ({', '.join(self.numbers)})" if self.name and self.numbers else self.name or self.numbers[0]
        )


def digits(number: str) -> str:
    """Return the number's digits without country prefix marks, for comparison."""
    return re.sub(r"\D", "", number)


def same_number(first: str, second: str) -> bool:
    """Return whether two spellings are one number: equal digits, or equal in the last nine (country code left out)."""
    a, b = digits(first), digits(second)
    if a == b:
        return bool(a)
    shortest = min(len(a), len(b))
    return shortest >= 7 and a[-min(shortest, 10) :] == b[-min(shortest, 10) :]


def all_people(device: Device) -> list[Person]:
    """Return all contacts, by name; those without a number have no numbers."""
    numbers: dict[int, list[tuple[bool, str]]] = {}
    for row in device.query(PHONES, columns=("_id", "contact_id", "data1", "data2")):
        number, contact = row["data1"], int(row["contact_id"] or 0)
        if number and not any(same_number(number, other) for _, other in numbers.get(contact, ())):
            numbers.setdefault(contact, []).append((row["data2"] != _MOBILE, number))
    people = []
    for row in device.query(CONTACTS, columns=("_id", "display_name")):
        contact, name = int(row["_id"] or 0), row["display_name"]
        if name:
            own = sorted(numbers.get(contact, ()), key=lambda item: item[0])
            people.append(Person(name, tuple(number for _, number in own), contact))
    return sorted(people, key=lambda person: person.name.casefold())


def names_by_number(device: Device) -> Mapping[str, str]:
    """Return the names of the numbers in the contacts, by the numbers' last ten digits."""
    return {digits(number)[-10:]: person.name for person in all_people(device) for number in person.numbers}


def resolve_person(device: Device, said: str, *, parameter: str, needs_number: bool = True) -> Person:
    """Return the one person that is meant; a number stands for itself.

    Raises:
        ToolQuestionError: Several fit, or only a doubtful one; the choices are offered.
        ToolRetryError: Nobody of that name, or nobody with a number.
    """
    people = all_people(device)
    if _NUMBER.fullmatch(said.strip()):
        number = said.strip()
        known = next((p for p in people for other in p.numbers if same_number(other, number)), None)
        return Person(known.name, (number,), known.contact_id) if known else Person("", (number,))
    usable = [p for p in people if p.numbers] if needs_number else people
    match = match_name(said, usable, lambda person: person.name)
    if match.best is not None:
        return replace(match.best, exact=match.score >= WORDS)
    if match.candidates:
        question = (
            f'Which "{said}" do you mean?'
            if len(match.candidates) > 1
            else f'There is no "{said}". Do you mean {match.candidates[0].name}?'
        )
        raise ToolQuestionError(question, parameter=parameter, choices=_told_apart(match.candidates))
    without = match_name(said, people, lambda person: person.name).best
    if without is not None:
        raise ToolRetryError(f"{without.name} has no phone number in the contacts; nothing was done")
    raise ToolRetryError(f'there is nobody called "{said}" in the contacts; say another name or a phone number')


def _told_apart(people: tuple[Person, ...]) -> tuple[str, ...]:
    names = [person.name for person in people]
    return tuple(
        person.name if names.count(person.name) == 1 or not person.numbers else person.numbers[0] for person in people
    )
