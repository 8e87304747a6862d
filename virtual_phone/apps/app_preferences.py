"""An app's preferences: texts by name in its preferences file, as Android writes it.

Knows: the file's place and form. Does not know: what any entry means. The file is read at every question, since
`pm clear` and root may change it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree

if TYPE_CHECKING:
    from ..phone import Phone


class Preferences:
    """The preferences of one package."""

    def __init__(self, phone: Phone, package: str) -> None:
        self._phone, self._package = phone, package
        self._folder = f"/data/data/{package}/shared_prefs"
        self._path = f"{self._folder}/{package}_preferences.xml"

    def get(self, name: str, default: str = "") -> str:
        """Return an entry, or the default when it is absent or the file is damaged."""
        return self._read().get(name, default)

    def flag(self, name: str) -> bool:
        """Tell whether an entry is there and "true"."""
        return self.get(name) == "true"

    def put(self, name: str, value: str) -> None:
        """Set one entry; the folder is made."""
        root = ElementTree.Element("map")
        for key, entry in sorted({**self._read(), name: value}.items()):
            ElementTree.SubElement(root, "string", name=key).text = entry
        state = self._phone.packages.state(self._package)
        owner = state.uid if state is not None else 0
        self._phone.fs.make_dirs(self._folder, owner=owner, mode=0o771)
        head = b"<?xml version='1.0' encoding='utf-8' standalone='yes' ?>\n"
        self._phone.fs.write(self._path, head + ElementTree.tostring(root) + b"\n", owner=owner, mode=0o660)

    def _read(self) -> dict[str, str]:
        node = self._phone.fs.find(self._path)
        if node is None or node.is_dir:
            return {}
        try:
            entries = ElementTree.fromstring(node.content())
        except ElementTree.ParseError:
            return {}
        return {entry.get("name", ""): entry.text or "" for entry in entries}
