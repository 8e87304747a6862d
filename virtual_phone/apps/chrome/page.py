"""A web page as blocks of text and fields: what is left of HTML without styles, pictures and scripts.

Knows: headings, paragraphs, list items, links, buttons, and forms with their fields. Does not know: where pages come
from, and what was filled in (forms.py).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Literal

Kind = Literal["heading", "text", "item", "link", "button", "submit", "field"]
_BREAKS = {
    "p",
    "div",
    "br",
    "tr",
    "section",
    "article",
    "header",
    "footer",
    "main",
    "ul",
    "ol",
    "table",
    "body",
    "form",
    "fieldset",
}
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_SILENT = {"script", "style", "template", "noscript", "head"}
_CHOICES = {"checkbox", "radio"}


@dataclass(slots=True)
class Field:
    """One field of a form. `number` counts the fields of the page from 0, `form` its forms; -1: in no form."""

    number: int
    form: int
    name: str
    type: str
    """text, email, number, tel, search, password, date, checkbox, radio, select, textarea, …"""
    value: str = ""
    """What stands in it at first; of a box or a radio button, what it sends."""
    label: str = ""
    hint: str = ""
    checked: bool = False
    required: bool = False
    options: list[tuple[str, str]] = field(default_factory=list)
    """Of a select: what it sends and what it shows."""


@dataclass(slots=True)
class Form:
    """Where a form goes. hidden: names and values that nobody sees."""

    action: str
    method: str
    hidden: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a page. target: where a link leads, or what a submit button itself sends, as `name=value`."""

    kind: Kind
    text: str
    target: str = ""
    form: int = -1
    field: Field | None = None


@dataclass(slots=True)
class Page:
    """A page's title, its blocks and forms, and whether it has scripts, which do not run."""

    title: str = ""
    blocks: list[Block] = field(default_factory=list)
    has_scripts: bool = False
    forms: list[Form] = field(default_factory=list)

    @property
    def fields(self) -> list[Field]:
        """Every field, in the order of the page."""
        return [block.field for block in self.blocks if block.field is not None]


def read_page(html: str) -> Page:
    """Turn HTML into blocks; broken HTML gives what can be read of it."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.finish()
    return reader.page


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self._words: list[str] = []
        self._kind: Kind = "text"
        self._target = ""
        self._silent = 0
        self._in_title = False
        self._form = -1
        self._in_label = False
        self._label_for = ""
        self._labelled: Field | None = None
        """The field inside the label that is open."""
        self._labels: dict[str, str] = {}
        self._ids: dict[str, Field] = {}
        self._area: Field | None = None
        self._before: list[str] = []
        """The words that were being read when a text area began."""
        self._option: str | None = None
        self._in_option = self._is_chosen = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a block, or keep silent inside scripts and styles."""
        found = {name: value or "" for name, value in attrs}
        self.page.has_scripts |= tag == "script"
        self._in_title |= tag == "title"
        if tag in _SILENT:
            self._silent += 1
            return
        if tag in _BREAKS:
            self.end_block()
        match tag:
            case "form":
                method = "post" if found.get("method", "").lower() == "post" else "get"
                self.page.forms.append(Form(found.get("action", ""), method))
                self._form = len(self.page.forms) - 1
            case "td" | "th":
                self._words.append(" ")
            case "li":
                self._begin("item")
            case "a":
                self._begin("link", found.get("href", ""))
            case "button":
                submits = self._form >= 0 and found.get("type", "submit").lower() == "submit"
                self._begin("submit" if submits else "button", _sends(found) if submits else "")
            case "label":
                self.end_block()
                self._in_label, self._label_for, self._labelled = True, found.get("for", ""), None
            case "input" | "textarea" | "select":
                self._field(found, tag)
            case "option" if self._area is not None and self._area.type == "select":
                self._end_option()
                self._words, self._option = [], found.get("value")
                self._is_chosen = "selected" in found
                self._in_option = True
            case _ if tag in _HEADINGS:
                self._begin("heading")

    def handle_endtag(self, tag: str) -> None:
        """End a block."""
        if tag == "title":
            self._in_title = False
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag == "label":
            self._end_label()
        elif tag in {"textarea", "select", "option"}:
            self._end_area(tag)
        elif tag in _BREAKS or tag in _HEADINGS or tag in {"li", "a", "button"}:
            self.end_block()
        if tag == "form":
            self._form = -1

    def handle_data(self, data: str) -> None:
        """Collect words."""
        if self._in_title:
            self.page.title += data.strip()
        elif not self._silent:
            self._words.append(data)

    def end_block(self) -> None:
        """Close the block that is being read; words inside a label wait for their field."""
        if self._in_label and self._kind == "text":
            return
        words = self._taken()
        if words:
            self.page.blocks.append(Block(self._kind, words, self._target, self._form))
        self._kind, self._target = "text", ""

    def finish(self) -> None:
        """Close what is open, and give each field its label."""
        if self._in_label:
            self._end_label()
        self.end_block()
        for place, words in self._labels.items():
            if place in self._ids:
                self._ids[place].label = words

    def _taken(self) -> str:
        words = " ".join("".join(self._words).split())
        self._words = []
        return words

    def _begin(self, kind: Kind, target: str = "") -> None:
        self.end_block()
        self._kind, self._target = kind, target

    def _end_label(self) -> None:
        self._in_label, words = False, self._taken()
        if self._labelled is not None:
            self._labelled.label = words
        elif self._label_for:
            self._labels[self._label_for] = words
        elif words:
            self.page.blocks.append(Block("text", words))

    def _field(self, found: dict[str, str], tag: str) -> None:
        self.end_block()
        kind = found.get("type", "text").lower() if tag == "input" else tag
        if kind in {"submit", "button", "image", "reset"}:
            is_submit = kind in {"submit", "image"} and self._form >= 0
            words = found.get("value", "Submit" if is_submit else kind.title())
            self.page.blocks.append(
                Block("submit" if is_submit else "button", words, _sends(found) if is_submit else "", self._form)
            )
            return
        if kind == "hidden":
            if self._form >= 0:
                self.page.forms[self._form].hidden.append((found.get("name", ""), found.get("value", "")))
            return
        value = found.get("value", "on" if kind in _CHOICES else "") if tag == "input" else ""
        new = Field(
            len(self.page.fields), self._form, found.get("name", ""), kind, value, hint=found.get("placeholder", ""),
            label=found.get("aria-label", ""), checked="checked" in found, required="required" in found,
        )  # fmt: skip
        self.page.blocks.append(Block("field", value or new.hint, form=self._form, field=new))
        if self._in_label:
            self._labelled = new
        if place := found.get("id", ""):
            self._ids[place] = new
        if tag in {"textarea", "select"}:
            self._area = new
            if tag == "textarea":
                self._before, self._words = self._words, []

    def _end_area(self, tag: str) -> None:
        area = self._area
        if area is None:
            return
        if tag == "textarea" and area.type == tag:
            area.value = "".join(self._words).removeprefix("\n")
            self._words, self._area = self._before, None
        elif tag in {"option", "select"} and area.type == "select":
            self._end_option()
            if tag == "select":
                area.value = area.value or (area.options[0][0] if area.options else "")
                self._area = None

    def _end_option(self) -> None:
        """Close the option that is being read: HTML needs no end tag there."""
        if self._in_option and self._area is not None:
            words = self._taken()
            self._area.options.append((words if self._option is None else self._option, words))
            if self._is_chosen:
                self._area.value = self._area.options[-1][0]
        self._in_option = False


def _sends(found: dict[str, str]) -> str:
    """Return what a submit button itself sends, as `name=value`; empty without a name."""
    return f"{found['name']}={found.get('value', '')}" if found.get("name") else ""
