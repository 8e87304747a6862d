"""Rows of memory, and the seams to the agent and to the person who owns them. Knows no file, no index and no model."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, get_args

from ..android_bridge.labels import Label

Kind = Literal["observation", "step", "episode", "lesson", "fact", "preference", "procedure", "alias"]
RowKind = Kind

KINDS: tuple[Kind, ...] = get_args(Kind)
DEFAULT_PROFILE = "default"


@dataclass(frozen=True, slots=True)
class MemoryRow:
    """One thing to remember."""

    kind: Kind
    text: str
    """What a person reads, and what is searched."""
    run: str
    """The run it comes from, or empty for what the user added by hand."""
    source: str
    """Who said it: `user`, `tool:NAME`, `screen:PACKAGE`, `sms:NUMBER`, `reflection`, `summary`, `import:FILE`."""
    label: Label
    time: float
    """Host clock, epoch seconds."""
    value: Mapping[str, Any] = field(default_factory=dict)
    """The structured form, JSON values only: a fact or preference has `key` and `value`, an alias `name` and `contact`,
    a lesson `trigger` and `instead`, a procedure `steps`; a derived row names the ids it was made of in `from`."""
    scope: str = ""
    """Where it holds: empty is everywhere, else such as `app:PACKAGE`, `tool:NAME`, `time:morning`."""
    profile: str = DEFAULT_PROFILE
    """Whose memory it is."""
    valid_until: float | None = None
    """Epoch seconds after which it is neither recalled nor listed, or None for ever."""
    confidence: float = 1.0
    """0 to 1."""
    supersedes: str = ""
    """Id of the row that this one replaces."""
    id: str = ""
    """Given by the store (`m` and 12 hex digits), stable for ever."""


@dataclass(frozen=True, slots=True)
class Recalled:
    """One remembered row with how well it fits."""

    row: MemoryRow
    score: float
    """Fused, 0 to 1."""
    why: str = ""
    """For a person, such as `meaning 0.71, words 0.30, used 3 times`."""


Which = str | Collection[str] | Callable[[MemoryRow], bool]
"""Rows to act on: an id, several ids, or a test."""


class Memory(Protocol):
    """Remembers rows and recalls them by meaning and by words."""

    def add(self, row: MemoryRow) -> str:
        """Remember a row; return its id once it is durable, or an empty string when it is refused (a secret).

        A row that says the same again (kind, text, scope, profile) gives the id of the first one, used once more.
        """

    def recall(
        self,
        query: str,
        *,
        run: str = "",
        k: int = 4,
        patience_s: float = 0.0,
        kinds: Collection[Kind] = (),
        profile: str = DEFAULT_PROFILE,
        scope: Collection[str] = (),
        token_budget: int = 300,
    ) -> list[Recalled]:
        """Return up to `k` rows, best first: the current run's and those of other runs; none when nothing fits.

        Args:
            query: What to look for.
            run: The current run, whose rows count as the episode.
            k: The most rows to return.
            patience_s: Seconds that a store that is still opening may be waited for.
            kinds: The kinds wanted; empty for all.
            profile: Whose memory is searched; rows of other profiles are never returned.
            scope: The scopes that hold now, beside everywhere: rows of other scopes are left out. Empty for all.
            token_budget: The most tokens that the texts may take together, by estimate.
        """

    def close(self) -> None:
        """Finish background work."""


class MemoryAdmin(Protocol):
    """What a person does with what is remembered."""

    def rows(
        self, *, kinds: Collection[Kind] = (), profile: str = DEFAULT_PROFILE, superseded: bool = False
    ) -> list[MemoryRow]:
        """Return the rows in the order they were added; replaced and expired ones only with `superseded`."""

    def get(self, row_id: str) -> MemoryRow | None:
        """Return the row of this id, also one that was replaced."""

    def edit(
        self,
        row_id: str,
        *,
        text: str | None = None,
        value: Mapping[str, Any] | None = None,
        scope: str | None = None,
        valid_until: float | None = None,
    ) -> str:
        """Add a row in the user's name that replaces this one; return its id.

        Raises:
            NoSuchRowError: There is no such row.
        """

    def forget(self, which: Which) -> int:
        """Remove rows and everything derived from them from every file; return how many rows went."""

    def history(self, row_id: str) -> list[MemoryRow]:
        """Return what the row replaced, the row, and what replaced it, oldest first."""

    def uses(self, row_id: str) -> int:
        """Return how often the row was said again or used."""

    def note_use(self, row_ids: Collection[str]) -> None:
        """Count one use of each row; what is used often is recalled before what is not."""

    def export(self) -> Iterator[dict[str, Any]]:
        """Yield every row of every profile as JSON values, replaced ones too; the form of `import_rows`."""

    def import_rows(self, rows: Iterable[Mapping[str, Any]], *, consent: bool, mine: bool = False) -> int:
        """Add exported rows; return how many were new. What the file says that the user said counts so only if `mine`.

        Raises:
            ConsentError: The person was not asked, or did not agree.
        """


class MemoryStore(Memory, MemoryAdmin, Protocol):
    """The whole of a memory: what the agent does with it and what a person does."""


class MemoryFailure(Exception):
    """Something about the memory that a person can act on."""


class NoSuchRowError(MemoryFailure):
    """There is no row of this id."""


class ConsentError(MemoryFailure):
    """Rows from outside were not added, because nobody agreed to it."""


class OwnerBusyError(MemoryFailure):
    """Another process owns the memory and does not answer; the message names it."""


class NoMemory:
    """Remembers nothing; for `--no-memory` and tests of other parts."""

    def add(self, row: MemoryRow) -> str:
        """Forget the row."""
        return ""

    def recall(
        self,
        query: str,
        *,
        run: str = "",
        k: int = 4,
        patience_s: float = 0.0,
        kinds: Collection[Kind] = (),
        profile: str = DEFAULT_PROFILE,
        scope: Collection[str] = (),
        token_budget: int = 300,
    ) -> list[Recalled]:
        """Return nothing."""
        return []

    def close(self) -> None:
        """Do nothing."""

    def rows(
        self, *, kinds: Collection[Kind] = (), profile: str = DEFAULT_PROFILE, superseded: bool = False
    ) -> list[MemoryRow]:
        """Return nothing."""
        return []

    def get(self, row_id: str) -> MemoryRow | None:
        """Return None."""
        return None

    def edit(
        self,
        row_id: str,
        *,
        text: str | None = None,
        value: Mapping[str, Any] | None = None,
        scope: str | None = None,
        valid_until: float | None = None,
    ) -> str:
        """Raise NoSuchRowError."""
        raise NoSuchRowError(f"there is no row {row_id}: nothing is remembered")

    def forget(self, which: Which) -> int:
        """Return 0."""
        return 0

    def history(self, row_id: str) -> list[MemoryRow]:
        """Return nothing."""
        return []

    def uses(self, row_id: str) -> int:
        """Return 0."""
        return 0

    def note_use(self, row_ids: Collection[str]) -> None:
        """Do nothing."""

    def export(self) -> Iterator[dict[str, Any]]:
        """Yield nothing."""
        return iter(())

    def import_rows(self, rows: Iterable[Mapping[str, Any]], *, consent: bool, mine: bool = False) -> int:
        """Return 0."""
        return 0
