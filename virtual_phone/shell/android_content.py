"""content: query, insert, update, delete, read, write, gettype and call on content providers.

Knows: the command's arguments and its output. Does not know: any provider.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from ..services.content import UnknownAuthority, Value
from .io import Call, Command, encode

_URI = "--uri <URI> [--user <USER_ID>]"
_BINDINGS = "--bind <BINDING> [--bind <BINDING>...]"
_EXTRA = "[--extra <BINDING>...]"
_USAGES = (
    f"insert {_URI} {_BINDINGS} {_EXTRA}",
    f"update {_URI} [--where <WHERE>] {_EXTRA}",
    f"delete {_URI} {_BINDINGS} [--where <WHERE>] {_EXTRA}",
    f"query {_URI} [--projection <PROJECTION>] [--where <WHERE>] [--sort <SORT_ORDER>] {_EXTRA}",
    "call --uri <URI> --method <METHOD> [--arg <ARG>] [--extra <BINDING> ...]",
    f"read {_URI}",
    f"write {_URI}",
    f"gettype {_URI}",
)
_HELP = "".join(f"usage: adb shell content {usage}\n\n" for usage in ("[subcommand] [options]", *_USAGES))


class _Bad(ValueError):
    pass


def _split_at_colons(text: str) -> list[str]:
    """Split as the content command of Android 11 and later does: a backslash takes the next ':' or '\\' as it is."""
    parts, at = [""], 0
    while at < len(text):
        char = text[at]
        if char == "\\" and text[at + 1 : at + 2] in (":", "\\"):
            at += 1
            parts[-1] += text[at]
        elif char == ":":
            parts.append("")
        else:
            parts[-1] += char
        at += 1
    return parts


def _binding(text: str) -> tuple[str, Value]:
    r"""Read 'name:type:value', exactly three parts; `\:` and `\\` stand for themselves. Types s i l f d b n."""
    parts = _split_at_colons(text)
    if len(parts) != 3:
        raise _Bad(f"Binding not well formed: {text}")
    name, kind, value = parts
    try:
        if kind == "s":
            return name, value
        if kind in ("i", "l"):
            return name, int(value)
        if kind in ("f", "d"):
            return name, float(value)
    except ValueError:
        raise _Bad(f'For input string: "{value}"') from None
    if kind == "b":
        return name, int(value.lower() == "true")
    if kind == "n":
        return name, None
    raise _Bad(f"Unsupported type: {kind}")


_VALUED = ("--uri", "--user", "--bind", "--where", "--projection", "--sort", "--method", "--arg", "--extra")


def _options(verb: str, args: list[str]) -> tuple[dict[str, str], dict[str, Value], dict[str, Value]]:
    found: dict[str, str] = {}
    bound: dict[str, Value] = {}
    extras: dict[str, Value] = {}
    at = 0
    while at < len(args):
        name = args[at]
        if name not in _VALUED:
            raise _Bad(f"Unsupported argument: {name}")
        value = args[at + 1] if at + 1 < len(args) else ""
        if not value or (value.startswith("--") and name not in ("--bind", "--extra")):
            raise _Bad(
                f"Binding not well formed: {'null' if at + 1 >= len(args) else ''}"
                if name in ("--bind", "--extra")
                else f"No value for argument: {name}"
            )
        value = args[at + 1]
        at += 2
        if name == "--bind":
            key, item = _binding(value)
            bound[key] = item
        elif name == "--extra":
            key, item = _binding(value)
            extras[key] = item
        else:
            found[name] = value
    if not found.get("--uri"):
        raise _Bad("Content provider URI not specified. Did you specify --uri argument?")
    if verb in ("insert", "update") and not bound and not extras:
        raise _Bad("Bindings not specified. Did you specify --bind argument(s)?")
    if verb == "call" and "--method" not in found:
        raise _Bad("Content provider method not specified.")
    return found, bound, extras


def _shown(value: Value) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bytes):
        return "BLOB"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value)


def format_rows(columns: Sequence[str], rows: Sequence[Sequence[Value]]) -> str:
    """Return the text that `content query` prints."""
    if not rows:
        return "No result found.\n"
    lines = []
    for number, row in enumerate(rows):
        cells = ", ".join(f"{name}={_shown(value)}" for name, value in zip(columns, row, strict=True))
        lines.append(f"Row: {number} {cells}\n")
    return "".join(lines)


async def content(call: Call) -> int:
    """content SUBCOMMAND --uri URI …"""
    args = call.args[1:]
    if not args or args[0] not in ("query", "insert", "update", "delete", "read", "write", "gettype", "call"):
        return _refuse(call, f"Unsupported operation: {args[0] if args else 'null'}")
    try:
        options, bound, extras = _options(args[0], args[1:])
    except _Bad as problem:
        return _refuse(call, str(problem))
    uri = options["--uri"]
    # Whatever a provider throws is printed, and the exit code stays 0: the real command ends as if nothing was.
    try:
        return await _run(call, args[0], uri, options, bound, extras)
    except UnknownAuthority as unknown:
        _failed(call, f"content://{unknown}", f"java.lang.IllegalStateException: Could not find provider: {unknown}")
    except (sqlite3.Error, sqlite3.Warning) as error:
        _failed(call, uri, f"android.database.sqlite.SQLiteException: {error} (code 1 SQLITE_ERROR)")
    except FileNotFoundError as error:
        _failed(call, uri, f"java.io.FileNotFoundException: {error}")
    except PermissionError as error:
        _failed(call, uri, f"java.lang.SecurityException: {error}")
    except (ValueError, LookupError) as error:
        text = error.args[0] if error.args else error
        _failed(call, uri, f"java.lang.IllegalArgumentException: {text}")
    return 0


def _refuse(call: Call, text: str) -> int:
    """Say how it is meant, then what was wrong; the real command does so on standard output and ends with 0."""
    call.out(f"{_HELP}\n[ERROR] {text}\n")
    return 0


def _failed(call: Call, uri: str, text: str) -> None:
    from ..services.content import authority_of

    try:
        authority = authority_of(uri)
    except ValueError:
        authority = uri
    call.err(f"Error while accessing provider:{authority}\n{text}\n")


async def _run(
    call: Call, verb: str, uri: str, options: dict[str, str], bound: dict[str, Value], extras: dict[str, Value]
) -> int:
    resolver = call.phone.content
    where = options.get("--where")
    if verb == "query":
        projection = options["--projection"].split(":") if options.get("--projection") else None
        call.out(format_rows(*resolver.query(uri, projection, where, (), options.get("--sort"))))
    elif verb == "insert":
        resolver.insert(uri, bound)
    elif verb == "update":
        resolver.update(uri, bound, where)
    elif verb == "delete":
        resolver.delete(uri, where)
    elif verb == "read":
        call.io.stdout.write(resolver.read(uri))
    elif verb == "write":
        resolver.write(uri, await call.input())
    elif verb == "gettype":
        call.out(f"Result: {resolver.get_type(uri)}\n")
    else:
        answer = resolver.call(uri, options.get("--method", ""), options.get("--arg"), dict(extras))
        if answer is None:
            call.out("Result: null\n")
        else:
            inside = ", ".join(f"{key}={_shown(value)}" for key, value in answer.items())
            call.io.stdout.write(encode(f"Result: Bundle[{{{inside}}}]\n"))
    return 0


COMMANDS: dict[str, Command] = {"content": content}
