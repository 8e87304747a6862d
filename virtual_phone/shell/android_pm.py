"""pm and `cmd package`: questions about packages, permissions, clearing, removing.

Knows: arguments and the texts that clients parse.
Does not know: packages themselves (services/packages.py), installing (package_install.py).
"""

from __future__ import annotations

import inspect
from collections.abc import Callable

from ..api_levels import version_of
from ..apps.app import ActivityInfo, Manifest
from ..intents import HOME, MAIN, Intent, short_component
from ..services.activities import RESOLVER
from .android_am import failed
from .intent_args import BadIntent, parse_intent
from .io import Call, Command
from .package_install import INSTALL_VERBS
from .package_remove import REMOVE_VERBS

_FEATURES = (
    "android.hardware.audio.output", "android.hardware.bluetooth", "android.hardware.camera",
    "android.hardware.faketouch",
    "android.hardware.location", "android.hardware.microphone", "android.hardware.ram.normal",
    "android.hardware.screen.landscape", "android.hardware.screen.portrait", "android.hardware.sensor.accelerometer",
    "android.hardware.sensor.barometer",
    "android.hardware.telephony", "android.hardware.telephony.gsm", "android.hardware.touchscreen",
    "android.hardware.touchscreen.multitouch", "android.hardware.wifi", "android.software.app_widgets",
    "android.software.home_screen", "android.software.input_methods",
)  # fmt: skip
_HIDDEN = ("android", "com.android.shell", "com.android.systemui", "com.google.android.inputmethod.latin",
"com.android.phone",
           "com.github.uiautomator")  # fmt: skip
_GROUPS = ("ACTIVITY_RECOGNITION", "CALENDAR", "CALL_LOG", "CAMERA", "CONTACTS", "LOCATION", "MICROPHONE", "PHONE",
           "SENSORS", "SMS", "STORAGE")  # fmt: skip
_RESOLVER_FACTS = "ActivityInfo:\n  name=com.android.internal.app.ResolverActivity\n  packageName=android"
_HELP = """Package manager (package) commands:
  help
    Print this help text.
  path [--user USER_ID] PACKAGE
  list packages [-f] [-d] [-e] [-s] [-3] [-i] [-l] [-u] [-U] [--show-versioncode] [--user USER_ID] [FILTER]
  list features | libraries | permissions | users
  resolve-activity [--brief] [--components] [--query-flags FLAGS] [--user USER_ID] INTENT
  query-activities [--brief] [--components] [--query-flags FLAGS] [--user USER_ID] INTENT
  install [-dgrt] [-S BYTES] [PATH|-]
  install-create | install-write | install-commit | install-abandon
  install-existing [--user USER_ID] PACKAGE
  uninstall [-k] [--user USER_ID] PACKAGE
  clear [--user USER_ID] PACKAGE
  grant | revoke [--user USER_ID] PACKAGE PERMISSION
"""


async def pm(call: Call) -> int:
    """pm COMMAND …"""
    args = call.args[1:]
    if not args or args[0] in ("help", "-h"):
        call.out(_HELP)
        return 255
    with_user = {**INSTALL_VERBS, **REMOVE_VERBS}.get(args[0])
    if with_user is not None:
        done = with_user(call, args[1:])
        return await done if inspect.isawaitable(done) else done
    handler = _VERBS.get(args[0])
    if handler is None:
        call.out(f"Unknown command: {args[0]}\n")
        return 255
    try:
        return handler(call, _without_values(args[1:]))
    except BadIntent as problem:
        return failed(call, args[0], f"java.lang.IllegalArgumentException: {problem}")


def _without_values(args: list[str]) -> list[str]:
    """Drop --user N."""
    kept, at = [], 0
    while at < len(args):
        if args[at] == "--user":
            at += 2
            continue
        kept.append(args[at])
        at += 1
    return kept


def _groups(call: Call) -> list[str]:
    newer = {31: ("NEARBY_DEVICES",), 33: ("NOTIFICATIONS", "READ_MEDIA_AURAL", "READ_MEDIA_VISUAL")}
    return sorted(
        {*_GROUPS, *(name for level, names in newer.items() if call.phone.api_level >= level for name in names)}
    )


def _list(call: Call, args: list[str]) -> int:
    what = args[0] if args else ""
    if what in ("packages", "package"):
        return _list_packages(call, args[1:])
    if what == "features":
        call.out("feature:reqGlEsVersion=0x20000\n" + "".join(f"feature:{name}\n" for name in _FEATURES))
    elif what == "users":
        call.out("Users:\n\tUserInfo{0:Owner:4c13} running\n")
    elif what == "libraries":
        call.out("library:android.test.base\nlibrary:android.test.runner\n")
    elif what == "permissions":
        names = sorted({name for manifest in call.phone.packages.all() for name in manifest.permissions})
        call.out("All Permissions:\n\n" + "".join(f"permission:{name}\n" for name in names))
    elif what == "permission-groups":
        call.out("".join(f"permission group:android.permission-group.{name}\n" for name in _groups(call)))
    elif what in ("instrumentation", "staged-sessions"):
        return 0
    else:
        call.err(f"Error: unknown list type '{what}'\n" if what else "Error: didn't specify type of data to list\n")
        return 255
    return 0


def _list_packages(call: Call, args: list[str]) -> int:
    flags = {arg for arg in args if arg.startswith("-")}
    for flag in flags:
        if flag not in (
            "-f",
            "-a",
            "-d",
            "-e",
            "-s",
            "-3",
            "-i",
            "-l",
            "-u",
            "-U",
            "--apex-only",
            "--show-versioncode",
            "--factory-only",
        ):
            call.err(f"Error: Unknown option: {flag}\n")
            return 255
    needle = next((arg for arg in args if not arg.startswith("-")), "")
    rows: list[tuple[str, bool, bool, str, int, int]] = []
    for name in _HIDDEN:
        if call.phone.packages.get(name) is not None:
            continue
        rows.append((name, True, True, f"/system/framework/{name}.apk", call.phone.api_level, 1000))
    for manifest in call.phone.packages.all():
        state = call.phone.packages.state(manifest.package)
        assert state is not None
        path = call.phone.packages.apk_path(manifest.package)
        version = version_of(manifest, call.phone.api_level)[1]
        rows.append((manifest.package, manifest.system, state.enabled, path, version, state.uid))
    if "-u" in flags:
        for manifest in call.phone.packages.removed():
            path = call.phone.packages.apk_path(manifest.package)
            rows.append((manifest.package, True, True, path, version_of(manifest, call.phone.api_level)[1], 0))
    for name, system, enabled, path, version, uid in rows:
        if (
            ("-3" in flags and system)
            or ("-s" in flags and not system)
            or ("-d" in flags and enabled)
            or ("-e" in flags and not enabled)
        ):
            continue
        if needle not in name or "--apex-only" in flags:
            continue
        line = f"package:{path}={name}" if "-f" in flags else f"package:{name}"
        line += f" versionCode:{version}" if "--show-versioncode" in flags else ""
        line += "  installer=null" if "-i" in flags else ""
        call.out(line + (f" uid:{uid}" if "-U" in flags else "") + "\n")
    return 0


def _path(call: Call, args: list[str]) -> int:
    name = args[0] if args else ""
    if call.phone.packages.get(name) is None:
        if name not in _HIDDEN:
            return 1
        call.out(f"package:/system/framework/{name}.apk\n")
        return 0
    call.out(f"package:{call.phone.packages.apk_path(name)}\n")
    return 0


def _query_intent(args: list[str]) -> tuple[Intent, bool, bool]:
    parsed = parse_intent(args)
    return parsed.intent, "--brief" in parsed.options, "--components" in parsed.options


def _found(call: Call, intent: Intent) -> list[tuple[Manifest, ActivityInfo]]:
    return call.phone.packages.resolve(intent, require_default=False)


def _resolve(call: Call, args: list[str]) -> int:
    intent, brief, components = _query_intent(args)
    found = _found(call, intent)
    if not found:
        call.out("No activity found\n")
        return 0
    if call.phone.packages.must_ask(intent):
        head = "priority=0 preferredOrder=0 match=0x0 specificIndex=-1 isDefault=false\n" if brief else ""
        call.out(head + (RESOLVER if brief or components else _RESOLVER_FACTS) + "\n")
        return 0
    _print_one(call, *found[0], brief=brief, components=components, indent="")
    return 0


def _print_one(
    call: Call, manifest: Manifest, info: ActivityInfo, *, brief: bool, components: bool, indent: str
) -> None:
    name = info.full_name(manifest.package)
    component = short_component(manifest.package, name)
    if components:
        call.out(f"{indent}{component}\n")
        return
    if brief:
        call.out(
            f"{indent}priority=0 preferredOrder=0 match=0x108000 specificIndex=-1 isDefault=true\n{indent}{component}\n"
        )
        return
    state = call.phone.packages.state(manifest.package)
    uid = state.uid if state else 10000
    _, code, target = version_of(manifest, call.phone.api_level)
    package, label = manifest.package, info.label or manifest.label
    lines = (
        "priority=0 preferredOrder=0 match=0x108000 specificIndex=-1 isDefault=true",
        "ActivityInfo:",
        f"  name={name}",
        f"  packageName={package}",
        f"  labelRes=0x7f100001 nonLocalizedLabel={label} icon=0x0 banner=0x0",
        f"  enabled=true exported={str(info.exported).lower()} directBootAware=false",
        f"  taskAffinity={package} targetActivity=null persistableMode=PERSIST_ROOT_ONLY",
        "  ApplicationInfo:",
        f"    packageName={package}",
        f"    processName={package} taskAffinity={package} uid={uid}",
        f"    sourceDir={call.phone.packages.apk_path(package)}",
        f"    versionCode={code} targetSdkVersion={target}",
    )
    call.out("".join(f"{indent}{line}\n" for line in lines))


def _query(call: Call, args: list[str]) -> int:
    intent, brief, components = _query_intent(args)
    found = _found(call, intent)
    if not found:
        call.out("No activities found\n")
        return 0
    if not components:
        call.out(f"{len(found)} activities found:\n")
    for index, (manifest, info) in enumerate(found):
        if not components:
            call.out(f"  Activity #{index}:\n")
        _print_one(call, manifest, info, brief=brief, components=components, indent="" if components else "    ")
    return 0


def _query_receivers(call: Call, args: list[str]) -> int:
    intent, _, _ = _query_intent(args)
    found = call.phone.packages.receivers(intent)
    call.out(f"{len(found)} receivers found:\n" if found else "No receivers found\n")
    for manifest, receiver in found:
        call.out(f"    {short_component(manifest.package, receiver.name)}\n")
    return 0


def _clear(call: Call, args: list[str]) -> int:
    names = [arg for arg in args if not arg.startswith("-")]
    if not names:
        call.err("Error: no package specified\n")
        return 1
    if not call.phone.packages.clear(names[0]):
        call.err("Failed\n")
        return 1
    call.out("Success\n")
    return 0


def _permission(grant: bool) -> Callable[[Call, list[str]], int]:
    def change(call: Call, args: list[str]) -> int:
        verb = "grant" if grant else "revoke"
        names = [arg for arg in args if not arg.startswith("-")]
        if len(names) < 2:
            call.err("Error: no permission specified\n" if names else "Error: no package specified\n")
            return 1
        try:
            getattr(call.phone.packages, verb)(names[0], names[1])
        except LookupError as problem:
            kind = "IllegalArgumentException" if str(problem.args[0]).startswith("Unknown ") else "SecurityException"
            return failed(call, verb, f"java.lang.{kind}: {problem.args[0]}")
        return 0

    return change


def _enable(enabled: bool, word: str, verb: str) -> Callable[[Call, list[str]], int]:
    def change(call: Call, args: list[str]) -> int:
        names = [arg for arg in args if not arg.startswith("-")]
        state = call.phone.packages.state(names[0].partition("/")[0]) if names else None
        if state is None:
            return failed(
                call, verb, f"java.lang.IllegalArgumentException: Unknown package: {names[0] if names else ''}"
            )
        if "/" not in names[0]:
            state.enabled = enabled
        call.out(f"Package {names[0]} new state: {word}\n")
        return 0

    return change


def _default_home(call: Call, args: list[str]) -> int:
    found = _found(call, Intent(MAIN, categories=(HOME,)))
    if found:
        _print_one(call, *found[0], brief=True, components=False, indent="")
    return 0


def _say(text: str) -> Callable[[Call, list[str]], int]:
    def show(call: Call, args: list[str]) -> int:
        call.out(text)
        return 0

    return show


def _refuse(text: str) -> Callable[[Call, list[str]], int]:
    def show(call: Call, args: list[str]) -> int:
        call.err(f"{text}\n")
        return 1

    return show


_VERBS: dict[str, Callable[[Call, list[str]], int]] = {
    "list": _list, "path": _path, "dump": lambda call, args: _dump(call, args), "resolve-activity": _resolve,
    "query-activities": _query, "query-intent-activities": _query, "query-receivers": _query_receivers,
    "clear": _clear, "grant": _permission(True), "revoke": _permission(False),
    "enable": _enable(True, "enabled", "enable"), "disable": _enable(False, "disabled", "disable"),
    "disable-user": _enable(False, "disabled-user", "disable-user"),
    "default-state": _enable(True, "default", "default-state"), "get-install-location": _say("0[auto]\n"),
    "get-max-users": _say("Maximum supported users: 4\n"),
    "get-default-home": _default_home, "set-home-activity": _say("Success\n"), "trim-caches": _say(""),
    "bg-dexopt-job": _say("Success\n"),
    "compile": _say("Success\n"), "has-feature": lambda call, args: _has_feature(call, args),
    "set-installer": _say("Success\n"),
    "query-services": _say("No services found\n"), "create-user": _refuse("Error: couldn't create User."),
    "remove-user": lambda call, args: _refuse(f"Error: couldn't remove user id {(args or [''])[0]}")(call, args),
    "suspend": _refuse("Error: packages cannot be suspended on this phone; nothing was changed"),
    "unsuspend": _refuse("Error: packages cannot be suspended on this phone; nothing was changed"),
    "hide": _refuse("Error: packages cannot be hidden on this phone; nothing was changed"),
    "unhide": _refuse("Error: packages cannot be hidden on this phone; nothing was changed"),
    "reset-permissions": _say(""), "set-permission-enforced": _say(""),
}  # fmt: skip


def _has_feature(call: Call, args: list[str]) -> int:
    known = bool(args) and args[0] in _FEATURES
    call.out(f"{str(known).lower()}\n")
    return int(not known)


def _dump(call: Call, args: list[str]) -> int:
    from ..services.dumpsys import dump

    call.out(dump(call.phone, "package", args) or "")
    return 0


COMMANDS: dict[str, Command] = {"pm": pm}
