"""A web page as blocks of text: what is left of HTML without styles, pictures and scripts.

Knows: headings, paragraphs, list items, links, buttons and fields by their words. Does not know: where pages come from.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Literal

Kind = Literal["heading", "text", "item", "link", "button", "field"]
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
}
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_SILENT = {"script", "style", "template", "noscript", "head"}


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a page. target: where a link leads."""

    kind: Kind
    text: str
    target: str = ""


@dataclass(slots=True)
class Page:
    """A page's title, its blocks, and whether it has scripts, which do not run."""

    title: str = ""
    blocks: list[Block] = field(default_factory=list)
    has_scripts: bool = False


def read_page(html: str) -> Page:
    """Turn HTML into blocks; broken HTML gives what can be read of it."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.end_block()
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

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a block, or keep silent inside scripts and styles."""
        found = {name: value or "" for name, value in attrs}
        self.page.has_scripts |= tag == "script"
        self._in_title |= tag == "title"
        if tag in _SILENT:
            self._silent += 1
        elif tag in _BREAKS:
            self.end_block()
        elif tag in _HEADINGS:
            self._begin("heading")
        elif tag == "li":
            self._begin("item")
        elif tag == "a":
            self._begin("link", found.get("href", ""))
        elif tag == "button":
            self._begin("button")
        elif tag in {"input", "textarea", "select"}:
            self._field(found)

    def handle_endtag(self, tag: str) -> None:
        """End a block."""
        if tag == "title":
            self._in_title = False
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _BREAKS or tag in _HEADINGS or tag in {"li", "a", "button"}:
            self.end_block()

    def handle_data(self, data: str) -> None:
        """Collect words."""
        if self._in_title:
            self.page.title += data.strip()
        elif not self._silent:
            self._words.append(data)

    def end_block(self) -> None:
        """Close the block that is being read."""
        words = " ".join("".join(self._words).split())
        if words:
            self.page.blocks.append(Block(self._kind, words, self._target))
        self._words, self._kind, self._target = [], "text", ""

    def _begin(self, kind: Kind, target: str = "") -> None:
        self.end_block()
        self._kind, self._target = kind, target

    def _field(self, found: dict[str, str]) -> None:
        self.end_block()
        kind = found.get("type", "text")
        if kind in {"submit", "button"}:
            self.page.blocks.append(Block("button", found.get("value", "Submit")))
        elif kind != "hidden":
            self.page.blocks.append(Block("field", found.get("value", "") or found.get("placeholder", "")))
