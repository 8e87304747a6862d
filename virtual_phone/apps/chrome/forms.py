"""What is filled in on one page, and what its forms send. Knows fields and their values; no screen and no server."""

from __future__ import annotations

from urllib.parse import urlencode, urljoin, urlsplit

from .page import Field, Page

_CHOICES = ("checkbox", "radio")


class Filled:
    """The fields of a page as they stand."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._values = {f.number: f.value for f in page.fields if f.type not in _CHOICES}
        self._checked = {f.number for f in page.fields if f.type in _CHOICES and f.checked}
        self.missing: Field | None = None
        """The first field that must be filled and was not, when a form was to be sent."""

    def value(self, field: Field) -> str:
        """Return what stands in a field."""
        return self._values.get(field.number, "")

    def put(self, field: Field, value: str) -> None:
        """Fill a field."""
        self._values[field.number] = value
        self.missing = None

    def is_checked(self, field: Field) -> bool:
        """Whether a box or a radio button is on."""
        return field.number in self._checked

    def check(self, field: Field, on: bool) -> None:
        """Turn a box or a radio button; of the radio buttons of one name one is on."""
        if field.type == "radio":
            group = {f.number for f in self._page.fields if f.type == "radio" and _group(f) == _group(field)}
            self._checked -= group
        (self._checked.add if on or field.type == "radio" else self._checked.discard)(field.number)
        self.missing = None

    def send(self, form: int, base: str, button: str = "") -> tuple[str, bytes | None] | None:
        """Return the address and the body that a form goes to (no body: a GET); None where a field is still missing.

        button: what the button that was touched sends itself, as `name=value`.
        """
        fields = [f for f in self._page.fields if f.form == form]
        self.missing = next((f for f in fields if f.required and not self._is_filled(f, fields)), None)
        if self.missing is not None:
            return None
        pairs = [*self._page.forms[form].hidden, *(pair for f in fields for pair in self._pairs(f))]
        if button:
            name, _, value = button.partition("=")
            pairs.append((name, value))
        target = urljoin(base, self._page.forms[form].action)
        text = urlencode(pairs)
        if self._page.forms[form].method == "post":
            return target, text.encode("ascii")
        return urlsplit(target)._replace(query=text, fragment="").geturl(), None

    def _pairs(self, field: Field) -> list[tuple[str, str]]:
        if not field.name:
            return []
        if field.type in _CHOICES:
            return [(field.name, field.value)] if self.is_checked(field) else []
        return [(field.name, self.value(field))]

    def _is_filled(self, field: Field, fields: list[Field]) -> bool:
        if field.type == "radio":
            return any(self.is_checked(f) for f in fields if _group(f) == _group(field))
        return self.is_checked(field) if field.type == "checkbox" else bool(self.value(field).strip())


def _group(field: Field) -> tuple[int, str]:
    return (field.form, field.name)
