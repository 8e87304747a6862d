"""The kinds of effect that a touch can have, each with its risk."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .types import Risk

RISK_OF_KIND = {
    "go": Risk.NAVIGATE, "write": Risk.WRITE, "unknown": Risk.WRITE,
    "send": Risk.OUTWARD, "call": Risk.OUTWARD, "share": Risk.OUTWARD, "post": Risk.OUTWARD, "open_url": Risk.OUTWARD,
    "pay": Risk.DESTRUCTIVE, "delete": Risk.DESTRUCTIVE, "reset": Risk.DESTRUCTIVE, "install": Risk.DESTRUCTIVE,
    "uninstall": Risk.DESTRUCTIVE, "grant": Risk.DESTRUCTIVE, "accept": Risk.DESTRUCTIVE, "security": Risk.DESTRUCTIVE,
}  # fmt: skip
_SEVERITY = {kind: (int(risk), position) for position, (kind, risk) in enumerate(RISK_OF_KIND.items())}


@dataclass(frozen=True, slots=True)
class Effect:
    """What a touch does."""

    risk: Risk
    kind: str
    """A key of RISK_OF_KIND."""
    why: str
    """What gave it away, for people and logs; may quote the screen."""


def effect(kind: str, why: str) -> Effect:
    """Return an effect of a kind."""
    return Effect(RISK_OF_KIND[kind], kind, why)


def severity(kind: str) -> tuple[int, int]:
    """Return what kinds are compared by: first their risk."""
    return _SEVERITY[kind]


def worst(kinds: Iterable[str]) -> str:
    """Return the most severe of some kinds; an empty string for none."""
    return max(kinds, key=severity, default="")
