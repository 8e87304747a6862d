"""Labels: where a value came from and how far it may travel. Knows no policy; the tables live in
agent/policy_tables.py.

Joins are monotone: integrity and confidentiality only rise, origins only grow. `Origin` and `Label` are the only
spelling of both; whatever stores a label stores `as_json` and reads it with `from_json`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Self


class LabelError(ValueError):
    """A stored label cannot be read; whoever reads it treats the value as unreadable, never as unlabelled."""


class Integrity(IntEnum):
    """Who may have written a value."""

    TRUSTED = 0
    """Typed or spoken by the user, or the user's own configuration."""
    UNTRUSTED = 1
    """Everything else."""


class Confidentiality(IntEnum):
    """How far a value may travel; see the egress table in agent/policy_tables.py."""

    PUBLIC = 0
    PERSONAL = 1
    SENSITIVE = 2
    SECRET = 3


_ALONE = frozenset({"user", "file", "memory", "model"})
"""Origins that need no name."""
_NAMED = frozenset({"app", "web", "sms", "plugin", "mcp", "model"})
_LONGEST_NAME = 200


class Origin(str):
    """Who a value came from, such as `user`, `app:com.android.settings`, `sms:+14155550101`, `plugin:dice`.

    It is a text, for sorting and storing; only the constructors below make one. Names come from the phone and from
    plugins, so they are cleaned: no control characters, 200 characters at most.
    """

    __slots__ = ()

    @classmethod
    def user(cls) -> Self:
        """Return the user himself."""
        return cls("user")

    @classmethod
    def app(cls, package: str) -> Self:
        """Return an app on the phone."""
        return cls(_spell("app", package))

    @classmethod
    def web(cls, host: str) -> Self:
        """Return a web site."""
        return cls(_spell("web", host.lower()))

    @classmethod
    def sms(cls, number: str) -> Self:
        """Return the sender of a text message: a number, or the name that an operator shows."""
        return cls(_spell("sms", number))

    @classmethod
    def file(cls) -> Self:
        """Return a file of the phone or of this machine."""
        return cls("file")

    @classmethod
    def plugin(cls, name: str) -> Self:
        """Return a plugin."""
        return cls(_spell("plugin", name))

    @classmethod
    def mcp(cls, server: str) -> Self:
        """Return an MCP server."""
        return cls(_spell("mcp", server))

    @classmethod
    def memory(cls) -> Self:
        """Return the memory, where a row's own source is not known any more."""
        return cls("memory")

    @classmethod
    def model(cls, name: str = "") -> Self:
        """Return a model, by name where it is known."""
        return cls(_spell("model", name) if name else "model")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the origin of a stored text; LabelError when it is none."""
        kind, colon, name = text.partition(":")
        if not colon and kind in _ALONE:
            return cls(kind)
        if colon and kind in _NAMED and _spell(kind, name) == text:
            return cls(text)
        raise LabelError(f"{text[:60]!r} is no origin")

    @property
    def kind(self) -> str:
        """The part before the colon: user, app, web, sms, file, plugin, mcp, memory or model."""
        return self.partition(":")[0]

    @property
    def name(self) -> str:
        """The part after the colon: a package, host, number or name; empty where there is none."""
        return self.partition(":")[2]


def _spell(kind: str, name: str) -> str:
    clean = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in name.strip())
    return f"{kind}:{clean[:_LONGEST_NAME].strip() or 'unknown'}"


@dataclass(frozen=True, slots=True)
class Label:
    """Integrity, confidentiality and origins of one value."""

    integrity: Integrity
    confidentiality: Confidentiality
    origins: frozenset[Origin] = frozenset()

    def __post_init__(self) -> None:
        """Refuse hand-made origins: LabelError for a text that is none."""
        for origin in self.origins:
            if type(origin) is not Origin:
                object.__setattr__(self, "origins", frozenset(Origin.parse(origin) for origin in self.origins))
                return

    def join(self, *others: Label) -> Label:
        """Return the least label that is at least as strict as this one and all `others`."""
        joined = self
        for other in others:
            if other is not joined and not (
                # A screen's lines mostly say what its app says already.
                other.integrity <= joined.integrity
                and other.confidentiality <= joined.confidentiality
                and other.origins <= joined.origins
            ):
                joined = Label(
                    max(joined.integrity, other.integrity),
                    max(joined.confidentiality, other.confidentiality),
                    joined.origins | other.origins,
                )
        return joined

    def covers(self, other: Label) -> bool:
        """Return whether this label is at least as strict as the other in every way."""
        return self.join(other) == self

    def raised(self, confidentiality: Confidentiality) -> Label:
        """Return this label with at least that confidentiality."""
        if self.confidentiality >= confidentiality:
            return self
        return Label(self.integrity, confidentiality, self.origins)

    def as_json(self) -> list[Any]:
        """Return the stored form: `[integrity, confidentiality, [origins, sorted]]`."""
        return [int(self.integrity), int(self.confidentiality), sorted(self.origins)]

    @classmethod
    def from_json(cls, value: object) -> Self:
        """Return the label of a stored form; LabelError when it is not exactly one."""
        match value:
            case [int(integrity), int(confidentiality), [*origins]] if bool not in map(type, value):
                try:
                    levels = Integrity(integrity), Confidentiality(confidentiality)
                except ValueError as error:
                    raise LabelError(f"{str(value)[:80]} is no label: {error}") from error
                return cls(*levels, frozenset(Origin.parse(_text(origin)) for origin in origins))
        raise LabelError(f"{str(value)[:80]} is no label")

    @classmethod
    def of_user(cls) -> Self:
        """Return the label of the user's own words."""
        return cls(Integrity.TRUSTED, Confidentiality.PERSONAL, frozenset({Origin.user()}))

    @classmethod
    def of_app(cls, package: str, confidentiality: Confidentiality = Confidentiality.SENSITIVE) -> Self:
        """Return the label of what an app shows; an unknown app counts as SENSITIVE."""
        return cls.of(Origin.app(package), confidentiality)

    @classmethod
    def of(cls, origin: Origin, confidentiality: Confidentiality) -> Self:
        """Return the label of what comes from one origin; only the user himself is trusted."""
        integrity = Integrity.TRUSTED if origin == Origin.user() else Integrity.UNTRUSTED
        return cls(integrity, confidentiality, frozenset({origin}))


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    raise LabelError(f"{str(value)[:60]} is no origin")


PUBLIC = Label(Integrity.TRUSTED, Confidentiality.PUBLIC)
"""The neutral element of `join`: ainos' own words."""
