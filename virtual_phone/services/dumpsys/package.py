"""dumpsys package.

Knows: the form that clients parse. Does not know: how packages resolve.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...api_levels import text, version_of
from ...intents import short_component

if TYPE_CHECKING:
    from ...phone import Phone
    from . import Section


def package(phone: Phone, args: list[str]) -> str:
    """dumpsys package [PACKAGE]."""
    names = [arg for arg in args if not arg.startswith("-")]
    if not names:
        return "Packages:\n" + "".join(_one(phone, manifest.package) for manifest in phone.packages.all())
    if phone.packages.get(names[0]) is None:
        return f"Unable to find package: {names[0]}\n"
    return _resolver(phone, names[0]) + "\nPackages:\n" + _one(phone, names[0])


def _resolver(phone: Phone, name: str) -> str:
    manifest = phone.packages.get(name)
    assert manifest is not None
    lines = ["Activity Resolver Table:", "  Non-Data Actions:"]
    for info in manifest.activities:
        for each in info.all_filters():
            for action in each.actions:
                component = short_component(name, info.full_name(name))
                lines += [
                    f"      {action}:",
                    f"        1a2b3c4 {component} filter 5d6e7f8",
                    f'          Action: "{action}"',
                ]
                lines += [f'          Category: "{category}"' for category in each.categories]
    return "\n".join(lines) + "\n"


def _one(phone: Phone, name: str) -> str:
    state = phone.packages.state(name)
    assert state is not None
    manifest, path, level = state.manifest, phone.packages.apk_path(name), phone.api_level
    version, code, target = version_of(manifest, level)

    def moment(epoch_ms: int) -> str:
        return f"{phone.clock.local(epoch_ms):%Y-%m-%d %H:%M:%S}"

    flags = (
        "SYSTEM HAS_CODE ALLOW_CLEAR_USER_DATA ALLOW_BACKUP"
        if manifest.system
        else "HAS_CODE ALLOW_CLEAR_USER_DATA ALLOW_BACKUP"
    )
    permissions = "".join(
        f"        {p}: granted={str(p in state.granted).lower()}, flags=[ USER_SET ]\n" for p in manifest.permissions
    )
    return (
        f"  Package [{name}] (3e4f5a6):\n    {text(level, 'package.uid')}={state.uid}\n"
        f"    pkg=Package{{4b5c6d7 {name}}}\n"
        f"    codePath={path.rpartition('/')[0]}\n"
        f"    resourcePath={path.rpartition('/')[0]}\n    primaryCpuAbi=x86_64\n"
        f"    versionCode={code} minSdk=24 targetSdk={target}\n"
        f"    versionName={version}\n    splits=[base]\n    apkSigningVersion=3\n"
        f"    flags=[ {flags} ]\n    pkgFlags=[ {flags} ]\n"
        f"    dataDir=/data/user/0/{name}\n    timeStamp={moment(state.installed_ms)}\n"
        f"{text(level, 'package.first', moment=moment(state.installed_ms))}"
        f"    lastUpdateTime={moment(state.updated_ms)}\n    signatures=PackageSignatures{{5c6d7e8 "
        f"version:3, signatures:[a1b2c3d4], past signatures:[]}}\n"
        "    requested permissions:\n" + "".join(f"      {p}\n" for p in manifest.permissions)
        + f"    User 0: ceDataInode={1000 + state.uid} installed=true hidden=false "
          f"suspended=false stopped={str(state.stopped).lower()} "
        f"notLaunched=false enabled={0 if state.enabled else 2} instant=false virtual=false\n"
          f"{text(level, 'package.user_first', moment=moment(state.installed_ms))}      gids=[3003]\n"
        f"      runtime permissions:\n{permissions}"
    )  # fmt: skip


SECTIONS: dict[str, Section] = {"package": package}
