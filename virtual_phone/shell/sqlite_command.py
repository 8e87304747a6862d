"""sqlite3: the command line tool over database files of the phone.

Knows: list, csv, column, line and json output, the common dot commands, and that the file is rewritten after changes.
Does not know: who owns a database; live ones take the new bytes over by themselves.
"""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from dataclasses import dataclass

from .io import Call, Command, decode

_MAGIC = b"SQLite format 3\x00"


@dataclass(slots=True)
class _Settings:
    mode: str = "list"
    header: bool = False
    separator: str = "|"
    null: str = ""


_FLAGS = {
    "-csv": "csv",
    "-column": "column",
    "-line": "line",
    "-json": "json",
    "-list": "list",
    "-html": "list",
    "-quote": "quote",
}


async def sqlite(call: Call) -> int:
    """sqlite3 [-csv|-json|-line|-column] [-header] [-separator X] [-nullvalue X] [-readonly] FILE [SQL]…"""
    settings, at = _Settings(), 1
    rest: list[str] = []
    while at < len(call.args):
        arg = call.args[at].replace("--", "-", 1) if call.args[at].startswith("--") else call.args[at]
        if arg in _FLAGS and not rest:
            settings.mode = _FLAGS[arg]
        elif arg in ("-header", "-noheader") and not rest:
            settings.header = arg == "-header"
        elif arg in ("-separator", "-nullvalue", "-cmd", "-init") and not rest:
            at += 1
            value = call.args[at] if at < len(call.args) else ""
            settings.separator = value if arg == "-separator" else settings.separator
            settings.null = value if arg == "-nullvalue" else settings.null
        elif arg == "-version":
            call.out("3.32.2 2020-06-04 12:58:43\n")
            return 0
        elif arg in ("-batch", "-bail", "-readonly", "-safe", "-interactive") and not rest:
            pass
        elif arg.startswith("-") and not rest and len(arg) > 1:
            call.err(f"sqlite3: Error: unknown option: {call.args[at]}\nUse -help for a list of options.\n")
            return 1
        else:
            rest.append(call.args[at])
        at += 1
    path = call.path(rest[0]) if rest and rest[0] != ":memory:" else None
    script = rest[1:] or [decode(await call.input())]
    return _run(call, path, script, settings, read_only="-readonly" in call.args)


def _run(call: Call, path: str | None, scripts: list[str], settings: _Settings, *, read_only: bool) -> int:
    before = b""
    if path is not None:
        try:
            if call.fs.find(path, uid=call.uid) is not None:
                before = call.fs.read(path, uid=call.uid)
            else:
                call.fs.list_dir(path.rpartition("/")[0] or "/", uid=call.uid)
        except OSError:
            call.err(f'Error: unable to open database "{path}": unable to open database file\n')
            return 1
        if before and not before.startswith(_MAGIC):
            call.err("Error: file is not a database\n")
            return 26
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        if before:
            connection.deserialize(before[:18] + b"\x01\x01" + before[20:])
        status = 0
        for script in scripts:
            status = _script(call, connection, script, settings) or status
            if status:
                break
        after = connection.serialize()
    except sqlite3.DatabaseError as error:
        call.err(f"Error: {error}\n")
        return 1
    finally:
        connection.close()
    if path is not None and not read_only and after and after[24:] != before[24:]:
        try:
            call.fs.write(path, after, uid=call.uid, mode=None if before else 0o660)
        except OSError:
            call.err("Error: attempt to write a readonly database\n")
            return 8
    return status


def _script(call: Call, connection: sqlite3.Connection, script: str, settings: _Settings) -> int:
    pending = ""
    for line in script.splitlines(keepends=True):
        if not pending.strip() and line.lstrip().startswith("."):
            status = _dot(call, connection, line.split(), settings)
            if status:
                return 0 if status == 99 else status
            continue
        pending += line
        while (end := _statement_end(pending)) is not None:
            status = _statement(call, connection, pending[:end], settings)
            pending = pending[end:]
            if status:
                return status
    return _statement(call, connection, pending, settings) if pending.strip() else 0


def _statement_end(text: str) -> int | None:
    at = text.find(";")
    while at >= 0:
        if sqlite3.complete_statement(text[: at + 1]):
            return at + 1
        at = text.find(";", at + 1)
    return None


def _statement(call: Call, connection: sqlite3.Connection, sql: str, settings: _Settings) -> int:
    if not sql.strip().strip(";"):
        return 0
    if sql.lower().lstrip().startswith(("attach", "vacuum into")):
        call.err("Error: not authorized\n")
        return 1
    try:
        cursor = connection.execute(sql)
        if cursor.description is not None:
            call.out(_table([column[0] for column in cursor.description], cursor.fetchall(), settings))
    except (sqlite3.Error, sqlite3.Warning) as error:
        call.err(f"Error: {error}\n")
        return 1
    return 0


def _text(value: object, settings: _Settings) -> str:
    if value is None:
        return settings.null
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, float):
        return repr(value)
    return str(value)


def _table(columns: list[str], rows: list[tuple[object, ...]], settings: _Settings) -> str:
    texts = [[_text(value, settings) for value in row] for row in rows]
    if settings.mode == "json":
        records = [
            {
                name: value if not isinstance(value, bytes) else value.hex()
                for name, value in zip(columns, row, strict=True)
            }
            for row in rows
        ]
        lines = ",\n".join(json.dumps(record, separators=(",", ":"), ensure_ascii=False) for record in records)
        return f"[{lines}]\n" if rows else ""
    if settings.mode == "line":
        width = max((len(name) for name in columns), default=0)
        return "\n".join(
            "".join(f"{name:>{width}} = {value}\n" for name, value in zip(columns, row, strict=True)) for row in texts
        )
    if settings.mode == "csv":
        buffer = io.StringIO()
        writer = csv.writer(buffer, lineterminator="\n")
        writer.writerows(([columns] if settings.header else []) + texts)
        return buffer.getvalue()
    if settings.mode == "column":
        widths = [max(len(cell) for cell in column) for column in zip(columns, *texts, strict=True)]
        shown = ([columns, ["-" * width for width in widths]] if settings.header or rows else []) + texts
        return "".join(
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() + "\n"
            for row in shown
        )
    shown = ([columns] if settings.header else []) + texts
    return "".join(settings.separator.join(row) + "\n" for row in shown)


def _dot(call: Call, connection: sqlite3.Connection, words: list[str], settings: _Settings) -> int:
    name, args = words[0], words[1:]
    if name in (".quit", ".exit", ".q"):
        return 99
    if name in (".headers", ".header"):
        settings.header = args[:1] == ["on"]
    elif name == ".mode":
        settings.mode = args[0] if args else "list"
    elif name == ".separator":
        settings.separator = args[0].strip("'\"") if args else "|"
    elif name == ".nullvalue":
        settings.null = args[0].strip("'\"") if args else ""
    elif name in (".tables", ".schema", ".dump", ".indices", ".indexes", ".databases"):
        call.out(_schema(connection, name, args))
    else:
        call.err(f'Error: unknown command or invalid arguments:  "{name[1:]}". Enter ".help" for help\n')
        return 1
    return 0


def _schema(connection: sqlite3.Connection, name: str, args: list[str]) -> str:
    if name == ".databases":
        return "main: \n"
    if name == ".dump":
        return "PRAGMA foreign_keys=OFF;\n" + "".join(line + "\n" for line in connection.iterdump())
    pattern = args[0].strip("'\"") if args else "%"
    if name == ".schema":
        rows = connection.execute(
            "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name LIKE ? AND name NOT LIKE 'sqlite_%'",
            (pattern,),
        )
        return "".join(f"{row[0]};\n" for row in rows)
    kinds = "('table','view')" if name == ".tables" else "('index')"
    rows = connection.execute(
        f"SELECT name FROM sqlite_master WHERE type IN {kinds} AND name LIKE ? AND name NOT LIKE 'sqlite_%' ORDER BY 1",
        (pattern,),
    )
    names = [row[0] for row in rows]
    if not names:
        return ""
    width = max(map(len, names)) + 2
    per_row = max(1, 80 // width)
    count = -(-len(names) // per_row)
    lines = ["".join(cell.ljust(width) for cell in names[row::count]).rstrip() for row in range(count)]
    return "".join(line + "\n" for line in lines)


COMMANDS: dict[str, Command] = {"sqlite3": sqlite}
