"""What ids, packages and windows say about a control's effect. Knows `data/effect_ids.toml`, judges nothing."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from ..android_bridge.app_families import family_of
from .effect_fold import fold
from .effect_words import phrases_of

_TABLE = Path(__file__).with_name("data") / "effect_ids.toml"
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])|[^A-Za-z]+")


@dataclass(frozen=True, slots=True)
class Signs:
    """The table, made for looking up."""

    verbs: Mapping[str, str]
    """Word inside an id: kind."""
    no_verbs: frozenset[str]
    exact: Mapping[str, str]
    """Whole id, with `*` for any package: kind."""
    dismiss: frozenset[str]
    consent: frozenset[str]
    content: frozenset[str]
    reading: frozenset[str]
    windows: Mapping[str, str]
    """Package: kind."""
    activities: Mapping[str, str]
    """Part of an activity's name: kind."""
    special_access: frozenset[str]
    spending: frozenset[str]
    confirm: frozenset[str]
    in_family: Mapping[str, Mapping[str, str]]
    """Family: folded whole label: kind."""
    search_fields: frozenset[str]
    compose_fields: frozenset[str]
    line_fields: frozenset[str]
    swiped_away: frozenset[str]
    enter_keys: frozenset[str]


@cache
def signs() -> Signs:
    """Read the table, once."""
    table = tomllib.loads(_TABLE.read_text(encoding="utf-8"))
    fields, spending = table["fields"], table["spending"]
    in_family = {
        family: {" ".join(p.parts): p.kind for kind, listed in kinds.items() for p in phrases_of(listed, kind)}
        for family, kinds in table["in_family"].items()
    }
    return Signs(
        verbs=_turned(table["verbs"]),
        no_verbs=frozenset(table["no_verbs"]["words"].split()),
        exact=_turned(table["exact"]),
        dismiss=frozenset(table["dismiss"]["ids"].split()),
        consent=frozenset(table["consent"]["ids"].split()),
        content=frozenset(table["content"]["ids"].split()),
        reading=frozenset(table["reading"]["families"].split()),
        windows=_turned(table["windows"]),
        activities=_turned(table["activities"]),
        special_access=_folded(table["special_access"]["words"]),
        spending=frozenset(spending["families"].split()),
        confirm=_folded(spending["confirm"]),
        in_family=in_family,
        search_fields=frozenset(fields["search"].split()),
        compose_fields=frozenset(fields["compose"].split()),
        line_fields=frozenset(fields["lines"].split()),
        swiped_away=frozenset(table["swipe"]["delete"].split()),
        enter_keys=_folded(table["keys"]["enter"]),
    )


def _turned(kinds: Mapping[str, str]) -> dict[str, str]:
    return {name: kind for kind, names in kinds.items() for name in names.split()}


def _folded(listed: str) -> frozenset[str]:
    return frozenset(fold(entry) for entry in listed.split(" | "))


@lru_cache(maxsize=4096)
def id_words(resource_id: str) -> frozenset[str]:
    """Return the words of an id's last part, in small letters: `btn_send`, `btnSend` → btn, send."""
    return frozenset(part.lower() for part in _HUMP.split(resource_id.rpartition("/")[2]) if part)


@lru_cache(maxsize=4096)
def kind_of_id(resource_id: str) -> str:
    """Return the kind that an id alone settles; `none` for a harmless one, empty where it settles nothing."""
    exact = signs().exact
    return exact.get(resource_id) or exact.get(_starred(resource_id), "")


@lru_cache(maxsize=4096)
def verb_of_id(resource_id: str) -> str:
    """Return the kind of the act that an id names, or an empty string."""
    parts, table = id_words(resource_id), signs()
    if parts & table.no_verbs:
        return ""
    return max((table.verbs[part] for part in parts if part in table.verbs), default="")


def id_dismisses(resource_id: str) -> bool:
    """Whether the id is that of a button that closes without doing."""
    table = signs()
    return resource_id in table.dismiss or _starred(resource_id) in table.dismiss


def id_consents(resource_id: str) -> bool:
    """Whether the id is that of a dialog's consenting button."""
    table = signs()
    return resource_id in table.consent or _starred(resource_id) in table.consent


def id_is_content(resource_id: str) -> bool:
    """Whether the id is that of a text which people wrote."""
    return resource_id.rpartition("/")[2] in signs().content


@lru_cache(maxsize=1024)
def kind_of_window(package: str, activity: str) -> str:
    """Return what the consenting button of a system window does; empty for any other window."""
    table = signs()
    page = activity.rpartition(".")[2].rpartition("/")[2]
    for name, kind in table.activities.items():
        if name in page and _is_systems(package):
            return kind
    return table.windows.get(package, "")


def _is_systems(package: str) -> bool:
    return family_of(package) in ("settings", "permission", "installer", "system") or package in (
        "com.android.systemui",
        "com.google.android.gms",
    )


def kind_in_family(family: str, label: str) -> str:
    """Return what a whole label stands for in apps of one family; empty where it means nothing special there."""
    return signs().in_family.get(family, {}).get(fold(label), "")


def _starred(resource_id: str) -> str:
    package, _, name = resource_id.rpartition(":id/")
    return f"*:id/{name}" if package else resource_id
