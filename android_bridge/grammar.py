"""What may be sent to a device: allow-list grammars for names, URIs and paths, and quoting for its POSIX
shell.

Knows no device. Everything that a model or a screen can influence passes through here before it becomes a
command.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence

from .errors import BadValueError

COMMAND_LIMIT_BYTES = 60_000
"""A service request carries its length in four hex digits; some room is left for the service's name."""

_SAFE_WORD = re.compile(r"[A-Za-z0-9_./:,+@%-]+")
_PACKAGE = re.compile(r"[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z0-9_]+)*")
_CLASS = re.compile(r"\.?[A-Za-z_$][A-Za-z0-9_$]*(\.[A-Za-z_$][A-Za-z0-9_$]*)*")
_DOTTED = re.compile(r"[A-Za-z][A-Za-z0-9_.\-]*")
_EXTRA_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_.:\-]*")
_COLUMN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_SORT_PART = re.compile(
    r"[A-Za-z_][A-Za-z0-9_]*( COLLATE (NOCASE|LOCALIZED|UNICODE))?( (ASC|DESC))?( LIMIT [0-9]{1,6})?",
    re.IGNORECASE,
)
_CONTENT_URI = re.compile(r"content://[A-Za-z0-9_.;\-]+(/[A-Za-z0-9_.~%:+@=,;*\-]+)*/?(\?[A-Za-z0-9_.~%:+@=,;&*\-]*)?")
_DATA_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\s\x00-\x1f\x7f]*")
_MIME = re.compile(r"[A-Za-z0-9*][A-Za-z0-9!#$&^_.+*\-]*/[A-Za-z0-9*][A-Za-z0-9!#$&^_.+*\-]*")
_SETTING = re.compile(r"[A-Za-z][A-Za-z0-9_.:\-]{0,199}")
_PROPERTY = re.compile(r"[A-Za-z][A-Za-z0-9_.@:\-]{0,199}")
_SERIAL = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:\-\[\]]{0,199}")
_SHARED_ROOTS = ("/sdcard", "/storage/emulated/0")
_DATABASE = re.compile(r"/data/(data|user/[0-9]+|user_de/[0-9]+)/[A-Za-z0-9_.]+/([A-Za-z0-9_.\-]+/)*[A-Za-z0-9_.\-]+")


def _match(pattern: re.Pattern[str], value: str, what: str) -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise BadValueError(f"{value!r:.80} is no {what}; nothing was sent to the phone")
    return value


def package(value: str) -> str:
    """Return the package name, or raise BadValueError."""
    return _match(_PACKAGE, value, "package name")


def component(value: str) -> str:
    """Return `package/.Class`, or raise BadValueError."""
    package_name, slash, class_name = value.partition("/")
    if not slash:
        raise BadValueError(f"{value!r:.80} is no component (package/.Class); nothing was sent to the phone")
    return f"{package(package_name)}/{_match(_CLASS, class_name, 'class name')}"


def action(value: str) -> str:
    """Return an Intent action or category, or raise BadValueError."""
    return _match(_DOTTED, value, "Intent action or category")


def extra_key(value: str) -> str:
    """Return the key of an Intent extra, or raise BadValueError."""
    return _match(_EXTRA_KEY, value, "key of an Intent extra")


def column(value: str) -> str:
    """Return a column or table name, or raise BadValueError."""
    return _match(_COLUMN, value, "column name")


def sort_order(value: str) -> str:
    """Return `column [ASC|DESC], …`, or raise BadValueError."""
    return ", ".join(_match(_SORT_PART, part.strip(), "sort order") for part in value.split(","))


def content_uri(value: str) -> str:
    """Return a content:// URI, or raise BadValueError."""
    if ".." in value.split("/"):
        raise BadValueError(f"{value!r:.80} is no content URI; nothing was sent to the phone")
    return _match(_CONTENT_URI, value, "content URI")


def data_uri(value: str) -> str:
    """Return any URI with a scheme and without blanks, or raise BadValueError."""
    return _match(_DATA_URI, value, "URI")


def mime_type(value: str) -> str:
    """Return `type/subtype`, or raise BadValueError."""
    return _match(_MIME, value, "MIME type")


def setting_key(value: str) -> str:
    """Return the name of a setting, or raise BadValueError."""
    return _match(_SETTING, value, "name of a setting")


def setting_namespace(value: str) -> str:
    """Return `system`, `secure` or `global`, or raise BadValueError."""
    if value not in ("system", "secure", "global"):
        raise BadValueError(f"{value!r:.80} is no settings namespace (system, secure, global)")
    return value


def property_name(value: str) -> str:
    """Return the name of a system property, or raise BadValueError."""
    return _match(_PROPERTY, value, "name of a property")


def serial(value: str) -> str:
    """Return an ADB serial, or raise BadValueError."""
    return _match(_SERIAL, value, "device serial")


def shared_path(value: str) -> str:
    """Return an absolute path below /sdcard without `.` and `..`, or raise BadValueError."""
    if "\0" in value or not value.startswith("/") or posixpath.normpath(value) != value.rstrip("/"):
        raise BadValueError(f"{value!r:.80} is no plain path; nothing was sent to the phone")
    path = value.rstrip("/")
    if not any(path == root or path.startswith(f"{root}/") for root in _SHARED_ROOTS):
        raise BadValueError(f"{value!r:.80} is not below /sdcard; nothing was sent to the phone")
    transportable(path)
    return path


def database_path(value: str) -> str:
    """Return the path of an app's database below /data/data, or raise BadValueError."""
    if ".." in value.split("/"):
        raise BadValueError(f"{value!r:.80} is no database path; nothing was sent to the phone")
    return _match(_DATABASE, value, "database path")


def transportable(value: str) -> str:
    """Return text that can reach a shell unchanged: no NUL, no lone surrogate; or raise BadValueError."""
    if "\0" in value:
        raise BadValueError("a text with a NUL character cannot be sent to the phone; nothing was sent")
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as error:
        raise BadValueError("a text with half a character cannot be sent to the phone; nothing was sent") from error
    return value


def quote(word: str) -> str:
    """Return the word as one argument for a POSIX shell (mksh, toybox sh, dash), whatever it holds."""
    transportable(word)
    if _SAFE_WORD.fullmatch(word):
        return word
    return "'" + word.replace("'", "'\\''") + "'"


def command_line(argv: Sequence[str]) -> str:
    """Return the line that makes a POSIX shell run exactly `argv`.

    Raises:
        BadValueError: A word cannot be sent, or the line is longer than a request may be.
    """
    line = " ".join(quote(word) for word in argv)
    if len(line.encode("utf-8")) > COMMAND_LIMIT_BYTES:
        raise BadValueError(f"the command `{argv[0]}` is longer than {COMMAND_LIMIT_BYTES} bytes; nothing was sent")
    return line


def sql_text(value: str | int) -> str:
    """Return the value as an SQL literal: integers bare, text in single quotes."""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, int):
        return str(value)
    return "'" + transportable(value).replace("'", "''") + "'"


def where_clause(match: dict[str, str | int]) -> str:
    """Return `column=value AND …` for equality of every column, values bound as literals."""
    return " AND ".join(f"{column(name)}={sql_text(value)}" for name, value in match.items())
