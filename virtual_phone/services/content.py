"""The content resolver: one table of authorities, and the shape every provider has.

Knows: which provider answers for an authority, and who watches a URI.
Does not know: any provider's columns; those live in providers/.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol
from urllib.parse import parse_qsl, unquote, urlsplit

Value = str | int | float | bytes | None
Row = tuple[Value, ...]


class Provider(Protocol):
    """One content provider. URIs are full texts such as 'content://sms/inbox'.

    where: SQL text without WHERE, with ? for `args`. Errors: ValueError for an unknown URI or bad values,
    sqlite3.Error for SQL that does not parse. Optional methods, looked up by name: get_type(uri) -> str | None,
    read(uri) -> bytes, write(uri, data), call(method, arg, extras) -> dict[str, Any].
    """

    def query(
        self, uri: str, projection: Sequence[str] | None, where: str | None, args: Sequence[str], sort: str | None
    ) -> tuple[list[str], list[Row]]:
        """Return (column names, rows)."""
        ...

    def insert(self, uri: str, values: dict[str, Value]) -> str:
        """Add a row and return its URI."""
        ...

    def update(self, uri: str, values: dict[str, Value], where: str | None, args: Sequence[str]) -> int:
        """Change rows and return how many."""
        ...

    def delete(self, uri: str, where: str | None, args: Sequence[str]) -> int:
        """Remove rows and return how many."""
        ...


class UnknownAuthority(LookupError):
    """No provider answers for this authority."""


def authority_of(uri: str) -> str:
    """Return the authority of a content URI, without any 'user@' part; ValueError when it is no content URI."""
    parts = urlsplit(uri)
    if parts.scheme != "content" or not parts.netloc:
        raise ValueError(f"Unknown URI: {uri}")
    return parts.netloc.rsplit("@", 1)[-1]


def segments_of(uri: str) -> list[str]:
    """Return the decoded path segments of a URI."""
    return [unquote(part) for part in urlsplit(uri).path.split("/") if part]


def parameters_of(uri: str) -> dict[str, str]:
    """Return the query parameters of a URI; the last of equal names wins."""
    return dict(parse_qsl(urlsplit(uri).query, keep_blank_values=True))


class ContentResolver:
    """Passes each call to the provider of the URI's authority and tells observers about changes."""

    def __init__(self) -> None:
        self._providers: dict[str, Provider] = {}
        self._observers: list[tuple[str, Callable[[str], None]]] = []

    def register(self, authority: str, provider: Provider) -> None:
        """Let `provider` answer for an authority; several names may be joined with ';'."""
        for name in authority.split(";"):
            self._providers[name] = provider

    def authorities(self) -> list[str]:
        """Return all registered authorities, sorted."""
        return sorted(self._providers)

    def provider(self, uri: str) -> Provider:
        """Return the provider for a URI. Raises UnknownAuthority, or ValueError for a URI that is not content."""
        authority = authority_of(uri)
        if authority not in self._providers:
            raise UnknownAuthority(authority)
        return self._providers[authority]

    def query(
        self,
        uri: str,
        projection: Sequence[str] | None = None,
        where: str | None = None,
        args: Sequence[str] = (),
        sort: str | None = None,
    ) -> tuple[list[str], list[Row]]:
        """Return (column names, rows)."""
        return self.provider(uri).query(uri, projection, where, args, sort)

    def insert(self, uri: str, values: dict[str, Value]) -> str:
        """Add a row and return its URI."""
        made = self.provider(uri).insert(uri, values)
        self.notify(uri)
        return made

    def update(self, uri: str, values: dict[str, Value], where: str | None = None, args: Sequence[str] = ()) -> int:
        """Change rows and return how many."""
        count = self.provider(uri).update(uri, values, where, args)
        if count:
            self.notify(uri)
        return count

    def delete(self, uri: str, where: str | None = None, args: Sequence[str] = ()) -> int:
        """Remove rows and return how many."""
        count = self.provider(uri).delete(uri, where, args)
        if count:
            self.notify(uri)
        return count

    def get_type(self, uri: str) -> str | None:
        """Return the MIME type a provider gives for a URI, or None when it gives none."""
        found = self._providers.get(authority_of(uri))
        getter = getattr(found, "get_type", None)
        return getter(uri) if getter else None

    def read(self, uri: str) -> bytes:
        """Return the bytes behind a URI. Raises FileNotFoundError when the provider has no file for it."""
        reader = getattr(self.provider(uri), "read", None)
        if reader is None:
            raise FileNotFoundError(f"No files supported by provider at {uri}")
        data: bytes = reader(uri)
        return data

    def write(self, uri: str, data: bytes) -> None:
        """Replace the bytes behind a URI. Raises FileNotFoundError when the provider takes none."""
        writer = getattr(self.provider(uri), "write", None)
        if writer is None:
            raise FileNotFoundError(f"No files supported by provider at {uri}")
        writer(uri, data)
        self.notify(uri)

    def call(self, uri: str, method: str, arg: str | None, extras: dict[str, Any]) -> dict[str, Any] | None:
        """Call a provider's own method; None when it has no such thing."""
        caller = getattr(self.provider(uri), "call", None)
        return caller(method, arg, extras) if caller else None

    def observe(self, prefix: str, callback: Callable[[str], None]) -> None:
        """Call callback(uri) after every change to a URI that starts with `prefix`."""
        self._observers.append((prefix, callback))

    def notify(self, uri: str) -> None:
        """Tell the observers that something at this URI changed."""
        for prefix, callback in list(self._observers):
            if uri.startswith(prefix):
                callback(uri)
