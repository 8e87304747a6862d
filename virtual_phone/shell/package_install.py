"""pm install and install sessions: an APK brings the stand-in that the phone has for its package.

Knows: arguments, Android's answers, where a session keeps what was written.
Does not know: the APK format (services/apk.py).
No code of an APK ever runs here: one whose package has no stand-in is refused. What the APK declares (version,
permissions) is what the installed package shows; its screens are the stand-in's.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from ..services.apk import ApkError, ApkFacts, read_apk
from .android_am import failed
from .io import Call

if TYPE_CHECKING:
    from ..apps.app import Manifest
    from ..phone import Phone

_LARGEST_APK_BYTES = 256 << 20
_PIECE_BYTES = 1 << 16
_SYSTEM_UID = 1000
_FIRST_SESSION = 1534000001
_WITH_VALUE = (
    "-i", "-S", "-p", "--pkg", "--user", "--abi", "--referrer", "--originating-uri", "--force-uuid",
    "--install-location", "--install-reason", "--dexopt-compiler-filter", "--package-source",
)  # fmt: skip
_RUNTIME = frozenset((
    "ACCESS_BACKGROUND_LOCATION", "ACCESS_COARSE_LOCATION", "ACCESS_FINE_LOCATION", "ACTIVITY_RECOGNITION",
    "ANSWER_PHONE_CALLS", "BLUETOOTH_CONNECT", "BLUETOOTH_SCAN", "BODY_SENSORS", "CALL_PHONE", "CAMERA",
    "GET_ACCOUNTS", "POST_NOTIFICATIONS", "READ_CALENDAR", "READ_CALL_LOG", "READ_CONTACTS", "READ_EXTERNAL_STORAGE",
    "READ_MEDIA_AUDIO", "READ_MEDIA_IMAGES", "READ_MEDIA_VIDEO", "READ_PHONE_NUMBERS", "READ_PHONE_STATE", "READ_SMS",
    "RECEIVE_MMS", "RECEIVE_SMS", "RECORD_AUDIO", "SEND_SMS", "WRITE_CALENDAR", "WRITE_CALL_LOG", "WRITE_CONTACTS",
    "WRITE_EXTERNAL_STORAGE",
))  # fmt: skip
"""What a user has to grant; the rest is granted by installing."""


def _values(args: list[str]) -> tuple[set[str], list[str], dict[str, str]]:
    """Split arguments into flags, plain words and options with a value."""
    flags, words, values, left = set(), [], {}, iter(args)
    for arg in left:
        if arg in _WITH_VALUE:
            values[arg] = next(left, "")
        elif arg.startswith("-") and arg != "-":
            flags.add(arg)
        else:
            words.append(arg)
    return flags, words, values


def _size(values: dict[str, str]) -> int | None:
    text = values.get("-S", "")
    return int(text) if text.isdecimal() else None


async def _taken(call: Call, size: int | None) -> bytes:
    """Read `size` bytes of standard input (None: all); more than 256 MiB are read to their end and not kept.

    Raises:
        ApkError: Too much, or less than was promised.
    """
    data, came = bytearray(), 0
    while (size is None or came < size) and (
        piece := await call.io.stdin.read(_PIECE_BYTES if size is None else min(_PIECE_BYTES, size - came))
    ):
        came += len(piece)
        if came <= _LARGEST_APK_BYTES:
            data += piece
    if came > _LARGEST_APK_BYTES:
        raise ApkError("INSTALL_FAILED_INSUFFICIENT_STORAGE", f"an apk of {came} bytes; this phone takes 256 MiB")
    if size is not None and came < size:
        raise ApkError("INSTALL_FAILED_MEDIA_UNAVAILABLE", f"only {came} of {size} bytes came")
    return bytes(data)


def _refuse(call: Call, error: ApkError) -> int:
    call.out(f"Failure [{error.code}: {error}]\n")
    return 1


async def install(call: Call, args: list[str]) -> int:
    """install [-g] [-t] … PATH… | -S SIZE [-]: from files of the phone, or streamed on standard input."""
    flags, words, values = _values(args)
    paths = [word for word in words if word != "-"]
    if not paths and "-S" not in values and "-" not in words:
        call.err("Error: must either specify a package size or an APK file\n")
        return 1
    apks = []
    try:
        if not paths:
            apks.append(await _taken(call, _size(values)))
        for path in paths:
            try:
                apks.append(call.fs.read(call.path(path), uid=call.uid))
            except OSError as error:
                call.err(f"Error: failed to open file: {path}. Error: {error.strerror}\n")
                call.out(f"Error: Unable to open file: {path}\nConsider using a file under /data/local/tmp/\n")
                return 1
        _install_apks(call.phone, apks, flags, ", ".join(paths))
    except ApkError as error:
        return _refuse(call, error)
    call.out("Success\n")
    return 0


def _install_apks(phone: Phone, apks: list[bytes], flags: set[str], source: str) -> None:
    """Install the base among the APKs of one package. Raises ApkError with Android's word for what is wrong."""
    if not apks:
        raise ApkError("INSTALL_FAILED_INVALID_APK", "the session has no apk")
    read = []
    for data in apks:
        try:
            read.append((read_apk(data), data))
        except ApkError as error:
            where = f"Failed to parse {source}: " if source else ""
            raise ApkError(error.code, f"{where}{error}") from None
    bases = [(facts, data) for facts, data in read if not facts.split]
    if len(bases) != 1 or any(facts.package != bases[0][0].package for facts, _ in read):
        raise ApkError("INSTALL_FAILED_INVALID_APK", f"{len(bases)} base apks, or apks of several packages")
    facts, data = bases[0]
    if facts.test_only and "-t" not in flags:
        raise ApkError("INSTALL_FAILED_TEST_ONLY", "Failed to install test-only apk. Did you forget to add -t?")
    _install_stand_in(phone, facts, data, grant_all="-g" in flags)


def _install_stand_in(phone: Phone, facts: ApkFacts, data: bytes, *, grant_all: bool) -> None:
    manifest = stand_in(phone, facts.package)
    if manifest is None:
        raise ApkError(
            "INSTALL_FAILED_NO_MATCHING_ABIS",
            f"this phone runs no Android code, and it has no stand-in for {facts.package}",
        )
    if manifest.system:
        text = f"Existing package {facts.package} signatures do not match newer version; ignoring!"
        raise ApkError("INSTALL_FAILED_UPDATE_INCOMPATIBLE", text)
    is_new = phone.packages.get(facts.package) is None
    phone.activities.force_stop(facts.package)
    permissions = tuple(dict.fromkeys((*facts.permissions, *manifest.permissions)))
    declared = replace(
        manifest,
        version_code=facts.version_code,
        version_name=facts.version_name or manifest.version_name,
        permissions=permissions,
    )
    state = phone.packages.install(declared)
    asked = {name for name in permissions if name.removeprefix("android.permission.") in _RUNTIME}
    if grant_all or is_new:
        state.granted = set(permissions) if grant_all else set(permissions) - asked
    else:
        state.granted |= set(permissions) - asked
    phone.fs.write(phone.packages.apk_path(facts.package), data, owner=_SYSTEM_UID, mode=0o644)
    phone.ledger.append("package_installed", package=facts.package, version_code=facts.version_code)


def stand_in(phone: Phone, package: str) -> Manifest | None:
    """Return the app that stands in for a package, from the phone's own sets or any other; None without one."""
    from ..apps import APP_SETS, manifests

    for name in dict.fromkeys((*phone.app_sets, *APP_SETS)):
        found = next((manifest for manifest in manifests((name,)) if manifest.package == package), None)
        if found is not None:
            return found
    return None


# -- sessions: a session is its folder, as on Android; its flags lie beside the apks ------------------------------


def _folder(session: str) -> str:
    return f"/data/app/vmdl{session}.tmp"


def _create(call: Call, args: list[str]) -> int:
    flags, _, _ = _values(args)
    number = _FIRST_SESSION
    while call.fs.exists(_folder(str(number))):
        number += 1
    call.fs.make_dirs(_folder(str(number)), owner=_SYSTEM_UID, mode=0o775)
    call.fs.write(f"{_folder(str(number))}/.flags", " ".join(sorted(flags)).encode(), owner=_SYSTEM_UID, mode=0o600)
    call.out(f"Success: created install session [{number}]\n")
    return 0


def _no_session(call: Call, verb: str, words: list[str]) -> int | None:
    """Complain when the first word is no open session; None when it is."""
    if words and words[0].isdecimal() and call.fs.exists(_folder(words[0])):
        return None
    if not words or not words[0].isdecimal():
        return failed(call, verb, f'java.lang.NumberFormatException: For input string: "{words[0] if words else ""}"')
    return failed(call, verb, f"java.lang.SecurityException: Caller has no access to session {words[0]}")


async def _write(call: Call, args: list[str]) -> int:
    _, words, values = _values(args)
    if (problem := _no_session(call, "install-write", words)) is not None:
        return problem
    name, path = (words[1] if len(words) > 1 else "base.apk"), (words[2] if len(words) > 2 else "-")
    if "/" in name or name.startswith("."):
        return failed(call, "install-write", f"java.lang.IllegalArgumentException: Invalid name: {name}")
    try:
        data = await _taken(call, _size(values)) if path == "-" else call.fs.read(call.path(path), uid=call.uid)
    except ApkError as error:
        return _refuse(call, error)
    except OSError as error:
        call.err(f"Error: failed to open file: {path}. Error: {error.strerror}\n")
        return 1
    call.fs.write(f"{_folder(words[0])}/{name}", data, owner=_SYSTEM_UID, mode=0o644)
    call.out(f"Success: streamed {len(data)} bytes\n")
    return 0


def _commit(call: Call, args: list[str]) -> int:
    _, words, _ = _values(args)
    if (problem := _no_session(call, "install-commit", words)) is not None:
        return problem
    folder = _folder(words[0])
    files = {name: node.content() for name, node in call.fs.list_dir(folder).items()}
    flags = set(files.pop(".flags", b"").decode().split())
    call.fs.remove_tree(folder)
    try:
        _install_apks(call.phone, list(files.values()), flags, "")
    except ApkError as error:
        return _refuse(call, error)
    call.out("Success\n")
    return 0


def _abandon(call: Call, args: list[str]) -> int:
    _, words, _ = _values(args)
    if (problem := _no_session(call, "install-abandon", words)) is not None:
        return problem
    call.fs.remove_tree(_folder(words[0]))
    call.out("Success\n")
    return 0


def _incremental(call: Call, args: list[str]) -> int:
    return _refuse(call, ApkError("INSTALL_FAILED_INTERNAL_ERROR", "incremental installs are not supported here"))


INSTALL_VERBS: dict[str, Callable[[Call, list[str]], int | Awaitable[int]]] = {
    "install": install,
    "install-create": _create,
    "install-write": _write,
    "install-commit": _commit,
    "install-abandon": _abandon,
    "install-incremental": _incremental,
}
"""By the verb of `pm` and `cmd package`; each takes what follows it."""
