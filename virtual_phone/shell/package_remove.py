"""pm uninstall and pm install-existing: taking packages away from the user and giving system ones back.

Knows: arguments and Android's answers. Does not know: what goes with a package (services/packages.py).
There is one user, number 0.
"""

from __future__ import annotations

from collections.abc import Callable

from .io import Call

_EVERYBODY = ("all", "-1")
_OWNER = ("0", "cur", "current", "-2")
_FROM_FRAMEWORK = ("android", "com.android.shell", "com.android.systemui", "com.android.phone",
                   "com.google.android.inputmethod.latin", "com.github.uiautomator")  # fmt: skip
"""Packages that this phone names but cannot do without: real ones can be taken away from the user."""


def _taken_apart(args: list[str]) -> tuple[set[str], str, list[str]]:
    """Split arguments into (flags, user, words); without --user it is for all."""
    flags, user, words, left = set(), "all", [], iter(args)
    for arg in left:
        if arg == "--user":
            user = next(left, "")
        elif arg == "--versionCode":
            next(left, "")
        elif arg.startswith("-"):
            flags.add(arg)
        else:
            words.append(arg)
    return flags, user, words


def uninstall(call: Call, args: list[str]) -> int:
    """uninstall [-k] [--user N|all] PACKAGE: a system package goes only with --user 0, and can come back."""
    flags, user, words = _taken_apart(args)
    unknown = sorted(flags - {"-k"})
    if unknown or not words:
        call.out(f"Error: Unknown option: {unknown[0]}\n" if unknown else "Error: package name not specified\n")
        return 1
    name, packages = words[0], call.phone.packages
    for_user = user not in _EVERYBODY
    known = packages.get(name) is not None or name in _FROM_FRAMEWORK
    if for_user and (user not in _OWNER or not known):
        call.out(f"Failure [not installed for {'0' if user in _OWNER else user}]\n")
        return 1
    if packages.uninstall(name, for_user=for_user, keep_data="-k" in flags):
        call.out("Success\n")
        return 0
    call.out("Failure [DELETE_FAILED_INTERNAL_ERROR]\n")
    return 1


def install_existing(call: Call, args: list[str]) -> int:
    """install-existing [--user N] PACKAGE."""
    _, _, words = _taken_apart(args)
    if not words:
        call.out("Error: package name not specified\n")
        return 1
    if not call.phone.packages.install_existing(words[0]):
        call.out(f"android.content.pm.PackageManager$NameNotFoundException: Package {words[0]} doesn't exist\n")
        return 1
    call.out(f"Package {words[0]} installed for user: 0\n")
    return 0


REMOVE_VERBS: dict[str, Callable[[Call, list[str]], int]] = {
    "uninstall": uninstall,
    "install-existing": install_existing,
}
"""By the verb of `pm` and `cmd package`; each takes what follows it."""
