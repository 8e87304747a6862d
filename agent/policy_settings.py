"""What a user makes stricter in `ainos.toml`: reads the `[policy]` table. Opens no file and decides nothing.

    [policy]
    profile = "balanced"                       # local-only, balanced or cloud-ok
    cloud_apps = ["com.android.deskclock"]     # only in your own settings file
    [policy.cloud]
    personal = "confirm"                       # public, personal, sensitive: confirm, local or deny; every profile
    [policy.action]
    outward-planned = "confirm"                # a rule of agent/policy_tables.py: confirm or deny
    [policy.tools]
    send_message = "confirm"
    [policy.apps]
    "com.example.bank" = "deny"

No entry can make a cell milder. A settings file that lies in a project's folder can only make things stricter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from ..android_bridge import grammar
from ..android_bridge.errors import BadValueError
from ..android_bridge.labels import Confidentiality
from .policy_tables import ACTION_RULES, EGRESS_CELLS, PROFILES, Profile, Tables, Verdict

DEFAULT_PROFILE: Profile = "balanced"
_MOST_APPS = 500
_VERDICTS: Mapping[str, Verdict] = {"local": Verdict.LOCAL, "confirm": Verdict.CONFIRM, "deny": Verdict.DENY}
_ACTION_VERDICTS = frozenset({Verdict.CONFIRM, Verdict.DENY})
_Name = TypeVar("_Name")
_TABLES = frozenset({"profile", "cloud_apps", "cloud", "action", "tools", "apps"})


class PolicySettingsError(ValueError):
    """The `[policy]` table cannot be used; the message names the entry and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class PolicySettings:
    """The profile and everything that the user made stricter."""

    profile: Profile = DEFAULT_PROFILE
    tables: Tables = field(default_factory=Tables)
    cloud_apps: frozenset[str] = frozenset()
    """Packages whose PERSONAL (or, under cloud-ok, SENSITIVE) data a cloud model may see unasked."""


def read_policy(table: Mapping[str, object] | str, *, base: PolicySettings | None = None) -> PolicySettings:
    """Return the settings of a `[policy]` table, or of the short form `policy = "PROFILE"`.

    Args:
        table: What stands in the file.
        base: None for the user's own file. Else what his own file says: the table comes from a project's folder and
            can only make that stricter.

    Raises:
        PolicySettingsError: An entry is unknown, has the wrong form, or would make something milder.
    """
    entries = {"profile": table} if isinstance(table, str) else table
    for name in entries:
        if name not in _TABLES:
            raise PolicySettingsError(f"policy.{name}: there is no such setting")
    if base is not None and "cloud_apps" in entries:
        raise PolicySettingsError("policy.cloud_apps: only your own settings file may let apps' data go to the cloud")
    known = base or PolicySettings()
    return PolicySettings(
        _profile(entries["profile"], base) if "profile" in entries else known.profile,
        Tables(
            _stricter(known.tables.rules, _rules(_entries(entries, "action"))),
            _stricter(known.tables.cells, _cells(_entries(entries, "cloud"))),
            _stricter(known.tables.tools, _named(_entries(entries, "tools"), "tools")),
            _stricter(known.tables.apps, _named(_entries(entries, "apps"), "apps")),
        ),
        known.cloud_apps | _packages(entries.get("cloud_apps", ())),
    )


def _stricter(first: Mapping[_Name, Verdict], second: Mapping[_Name, Verdict]) -> dict[_Name, Verdict]:
    return {name: max(first.get(name, Verdict.ALLOW), second.get(name, Verdict.ALLOW)) for name in {*first, *second}}


def _profile(value: object, base: PolicySettings | None) -> Profile:
    for profile in PROFILES:
        if value == profile:
            if base is not None and PROFILES.index(profile) > PROFILES.index(base.profile):
                raise PolicySettingsError(
                    f"policy.profile: {profile} is milder than your own {base.profile}, and a folder's settings can "
                    "only be stricter"
                )
            return profile
    raise PolicySettingsError(f"policy.profile: {_shown(value)}: choose from {', '.join(PROFILES)}")


def _entries(table: Mapping[str, object], name: str) -> Mapping[str, object]:
    entries = table.get(name, {})
    if not isinstance(entries, Mapping):
        raise PolicySettingsError(f"policy.{name}: {_shown(entries)} is no table")
    return entries


def _rules(entries: Mapping[str, object]) -> dict[str, Verdict]:
    rules = {rule.name: rule.verdict for rule in ACTION_RULES}
    found: dict[str, Verdict] = {}
    for name, value in entries.items():
        if name not in rules:
            raise PolicySettingsError(f"policy.action.{name}: there is no such rule")
        found[name] = _verdict(value, f"policy.action.{name}", _ACTION_VERDICTS)
        if found[name] < rules[name]:
            raise PolicySettingsError(_milder(f"policy.action.{name}", rules[name]))
    return found


def _cells(entries: Mapping[str, object]) -> dict[tuple[Profile, Confidentiality], Verdict]:
    levels = {level.name.lower(): level for level in Confidentiality}
    found: dict[tuple[Profile, Confidentiality], Verdict] = {}
    for name, value in entries.items():
        level = levels.get(name)
        if level is None:
            raise PolicySettingsError(f"policy.cloud.{name}: choose from {', '.join(levels)}")
        verdict = _verdict(value, f"policy.cloud.{name}", frozenset(_VERDICTS.values()))
        if level is Confidentiality.SECRET and verdict is not Verdict.DENY:
            raise PolicySettingsError(_milder(f"policy.cloud.{name}", Verdict.DENY))
        found |= {cell: verdict for cell in EGRESS_CELLS if cell[1] is level}
    return found


def _named(entries: Mapping[str, object], kind: str) -> dict[str, Verdict]:
    if kind == "apps":
        _packages(list(entries))
    return {name: _verdict(value, f"policy.{kind}.{name}", _ACTION_VERDICTS) for name, value in entries.items()}


def _verdict(value: object, name: str, allowed: frozenset[Verdict]) -> Verdict:
    verdict = _VERDICTS.get(value) if isinstance(value, str) else None
    if verdict is None or verdict not in allowed:
        words = " or ".join(word for word, meant in _VERDICTS.items() if meant in allowed)
        raise PolicySettingsError(f"{name}: {_shown(value)}: choose {words}; a setting can only be stricter")
    return verdict


def _packages(value: object) -> frozenset[str]:
    if not isinstance(value, list | tuple) or len(value) > _MOST_APPS:
        raise PolicySettingsError(f"policy.cloud_apps: a list of at most {_MOST_APPS} package names is needed")
    for package in value:
        try:
            grammar.package(package)
        except BadValueError as error:
            raise PolicySettingsError(f"policy: {_shown(package)} is no package name") from error
    return frozenset(value)


def _milder(name: str, least: Verdict) -> str:
    return f"{name}: it is {least.name.lower()} and can only be stricter"


def _shown(value: object) -> str:
    return repr(value)[:60]
