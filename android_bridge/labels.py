"""Labels: where a value came from and how far it may travel. Knows no policy; the tables live in
agent/policy.py.

Joins are monotone: integrity and confidentiality only rise, origins only grow.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import reduce
from typing import Self


class Integrity(IntEnum):
    """Who may have written a value."""

    TRUSTED = 0
    """Typed or spoken by the user, or the user's own configuration."""
    UNTRUSTED = 1
    """Everything else."""


class Confidentiality(IntEnum):
    """How far a value may travel; see the egress table in agent/policy.py."""

    PUBLIC = 0
    PERSONAL = 1
    SENSITIVE = 2
    SECRET = 3


@dataclass(frozen=True, slots=True)
class Label:
    """Integrity, confidentiality and origins of one value."""

    integrity: Integrity
    confidentiality: Confidentiality
    origins: frozenset[str] = frozenset()
    """Such as `user`, `app:com.android.settings`, `sms:+14155550101`, `plugin:dice`, `memory`, `model`."""

    def join(self, *others: Label) -> Label:
        """Return the least label that is at least as strict as this one and all `others`."""
        return reduce(_join, others, self)

    @classmethod
    def of_user(cls) -> Self:
        """Return the label of the user's own words."""
        return cls(Integrity.TRUSTED, Confidentiality.PERSONAL, frozenset({"user"}))

    @classmethod
    def of_app(cls, package: str, confidentiality: Confidentiality = Confidentiality.SENSITIVE) -> Self:
        """Return the label of what an app shows; an unknown app counts as SENSITIVE."""
        return cls(Integrity.UNTRUSTED, confidentiality, frozenset({f"app:{package}"}))


def _join(a: Label, b: Label) -> Label:
    return Label(
        max(a.integrity, b.integrity),
        max(a.confidentiality, b.confidentiality),
        a.origins | b.origins,
    )


PUBLIC = Label(Integrity.TRUSTED, Confidentiality.PUBLIC)
"""The neutral element of `join`: ainos' own words."""
