"""Content URIs: taking them apart, and matching their paths against patterns.

Knows: authority, decoded path segments, query parameters, and patterns with `#` (a number) and `*` (any segment).
Does not know: any provider.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from ..services.content import authority_of, parameters_of, segments_of


@dataclass(frozen=True, slots=True)
class ContentUri:
    """A content URI in pieces. segments are percent-decoded; a trailing slash makes no segment."""

    authority: str
    segments: tuple[str, ...]
    parameters: dict[str, str]

    @property
    def path(self) -> str:
        """Return the path without slashes at its ends."""
        return "/".join(self.segments)

    def flag(self, name: str) -> bool:
        """Tell whether a boolean query parameter is set ('false' and '0' are off)."""
        return self.parameters.get(name, "false").lower() not in {"false", "0"}

    def wildcards(self, pattern: str) -> tuple[str, ...] | None:
        """Return the segments that stand at `#` and `*` in the pattern, or None when the path does not match."""
        wanted = pattern.split("/") if pattern else []
        if len(wanted) != len(self.segments):
            return None
        taken: list[str] = []
        for want, have in zip(wanted, self.segments, strict=True):
            if want == "*" or (want == "#" and have.isdigit()):
                taken.append(have)
            elif want != have:
                return None
        return tuple(taken)


def parse_uri(uri: str) -> ContentUri:
    """Take a content URI apart; `content://contacts/phones/` has authority 'contacts' and one segment."""
    return ContentUri(authority_of(uri), tuple(segments_of(uri)), parameters_of(uri))


def join_uri(base: str, *segments: str | int) -> str:
    """Append path segments to a content URI, percent-encoded; a query part of the base is dropped."""
    root = base.partition("?")[0].rstrip("/")
    return "/".join((root, *(quote(str(piece), safe="") for piece in segments)))
