"""Which kind of app a package is: messaging, mail, finance, launcher, keyboard, … Knows names, no phone and no screen.

The table is `data/app_families.toml`. A whole name or a family of names decides; where neither fits, a word inside the
name may, but only upward: no word makes an unknown app less than SENSITIVE.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from .labels import Confidentiality

UNKNOWN = "unknown"
_TABLE = Path(__file__).with_name("data") / "app_families.toml"
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])|[._\d]+")


@dataclass(frozen=True, slots=True)
class Families:
    """The table, turned round: from names to families."""

    names: Mapping[str, str]
    prefixes: tuple[tuple[str, str], ...]
    """(beginning of a package with its last dot, family), the longest first."""
    words: Mapping[str, str]
    levels: Mapping[str, Confidentiality]


@cache
def families() -> Families:
    """Read the table, once."""
    table = tomllib.loads(_TABLE.read_text(encoding="utf-8"))
    names: dict[str, str] = {}
    prefixes: list[tuple[str, str]] = []
    words: dict[str, str] = {}
    for family, entry in table.items():
        for name in entry["packages"].split():
            if name.endswith("*"):
                prefixes.append((name[:-1], family))
            else:
                names[name] = family
        words.update(dict.fromkeys(entry.get("words", "").split(), family))
    levels = {family: Confidentiality[entry["level"].upper()] for family, entry in table.items()}
    levels[UNKNOWN] = Confidentiality.SENSITIVE
    return Families(names, tuple(sorted(prefixes, key=lambda entry: -len(entry[0]))), words, levels)


@lru_cache(maxsize=1024)
def family_of(package: str) -> str:
    """Return the family of a package: a key of the table, or `unknown`."""
    return _listed(package) or _by_words(package) or UNKNOWN


@lru_cache(maxsize=1024)
def level_of_app(package: str) -> Confidentiality:
    """Return how secret this app's screen is at least; SENSITIVE where nothing is known."""
    levels = families().levels
    family = _listed(package)
    if family:
        return levels[family]
    return max(levels[_by_words(package) or UNKNOWN], Confidentiality.SENSITIVE)


def _listed(package: str) -> str:
    table = families()
    if found := table.names.get(package):
        return found
    return next((family for prefix, family in table.prefixes if package.startswith(prefix)), "")


def _by_words(package: str) -> str:
    """The most secret family that a word of the name points to."""
    table = families()
    parts = {part.lower() for part in _HUMP.split(package) if part}
    found = [table.words[part] for part in parts if part in table.words]
    return max(found, key=lambda family: (table.levels[family], family), default="")
