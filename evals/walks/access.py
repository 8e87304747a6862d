"""What prepares and judges a walk: the phone's state over adb, as root, never through the screen.

Knows: the root shell, sqlite databases in place, files, settings, content providers. Does not know: any task.
"""

from __future__ import annotations

import os
import shlex
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from adbutils import AdbDevice

Value = str | int | float | bytes | None


class AccessError(RuntimeError):
    """The phone refused; the text is its own."""


def adb_device(serial: str) -> AdbDevice:
    """Return adbutils' handle of a device of the adb server that the environment names."""
    import socket

    import adbutils

    class PromptClient(adbutils.AdbClient):  # type: ignore[misc]
        """adbutils' client, with sockets that send at once (a request in two parts waits 40 ms otherwise)."""

        _version = 0

        def make_connection(self, timeout: float | None = None) -> adbutils.AdbConnection:
            connection = super().make_connection(timeout)
            connection.conn.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return connection

        def server_version(self) -> int:
            """Ask the server once: adbutils asks before every connection, and closes each with a wait of 10 ms."""
            self._version = self._version or super().server_version()
            return self._version

    return PromptClient("127.0.0.1", int(os.environ.get("ANDROID_ADB_SERVER_PORT") or 5037)).device(serial)


class PhoneAccess:
    """One phone's state, by serial, through the adb server that the environment names."""

    def __init__(self, serial: str) -> None:
        """Connect and become root."""
        self.serial = serial
        self._device = adb_device(serial)

    def shell(self, command: str) -> str:
        """Run a command as root and return what it printed. Raises AccessError on a non-zero exit code."""
        done = self._device.shell2(f"su 0 sh -c {shlex.quote(command)}")
        if done.returncode:
            raise AccessError(f"{command}: exit {done.returncode}: {done.output}")
        return str(done.output)

    def read(self, path: str) -> bytes | None:
        """Return the bytes of a file, or None when there is none."""
        if not self.exists(path):
            return None
        return bytes(self._device.shell(f"su 0 cat {shlex.quote(path)}", encoding=None))

    def read_text(self, path: str) -> str | None:
        """Return the text of a file, or None when there is none."""
        content = self.read(path)
        return None if content is None else content.decode()

    def write(self, path: str, content: bytes | str) -> None:
        """Write a file; folders are made; whoever reads it may (mode 0666)."""
        data = content.encode() if isinstance(content, str) else content
        staged = "/data/local/tmp/staged"
        self._device.sync.push(data, staged)
        folder = shlex.quote(str(PurePosixPath(path).parent))
        self.shell(f"mkdir -p {folder} && cp {staged} {shlex.quote(path)} && chmod 666 {shlex.quote(path)}")

    def remove(self, path: str) -> None:
        """Remove a file or a folder with all in it; fine when there is none."""
        self.shell(f"rm -rf {shlex.quote(path)}")

    def exists(self, path: str) -> bool:
        """Tell whether a file or folder is there."""
        found = self._device.shell(f"su 0 ls -d {shlex.quote(path)} >/dev/null 2>&1 && echo yes")
        return str(found).strip() == "yes"

    def files(self, folder: str) -> list[str]:
        """Return the names in a folder, sorted; [] when there is none."""
        return sorted(self.shell(f"ls -1 {shlex.quote(folder)}").splitlines()) if self.exists(folder) else []

    def rows(self, database: str, statement: str, args: Sequence[Value] = ()) -> list[tuple[Value, ...]]:
        """Run a reading statement on a sqlite file of the phone."""
        with closing(self._copy(database)) as connection:
            return connection.execute(statement, tuple(args)).fetchall()

    def change(self, database: str, statements: Sequence[tuple[str, Sequence[Value]]]) -> None:
        """Change a sqlite file of the phone; the app it belongs to must cope with that, as it must in tests."""
        with closing(self._copy(database)) as connection:
            for statement, args in statements:
                connection.execute(statement, tuple(args))
            connection.commit()
            content = connection.serialize()
        self.write(database, content)

    def insert(self, database: str, table: str, *rows: dict[str, Value]) -> None:
        """Insert rows given as {column: value} into a table of a sqlite file of the phone."""
        self.change(
            database,
            [
                (f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", tuple(row.values()))
                for row in rows
            ],
        )

    def _copy(self, database: str) -> sqlite3.Connection:
        content = self.read(database)
        if content is None:
            raise AccessError(f"{database}: no such file on {self.serial}")
        connection = sqlite3.connect(":memory:")
        connection.deserialize(content)
        return connection

    def setting(self, namespace: str, key: str) -> str:
        """Return a setting's value, "null" when absent."""
        return self.shell(f"settings get {namespace} {key}").strip()

    def put_setting(self, namespace: str, key: str, value: str) -> None:
        """Set a setting."""
        self.shell(f"settings put {namespace} {key} {shlex.quote(value)}")

    def query(self, uri: str, columns: Sequence[str], where: str = "") -> list[dict[str, str]]:
        """Return the rows of a content provider with these columns."""
        command = f"content query --uri {shlex.quote(uri)} --projection {':'.join(columns)}"
        output = self.shell(f"{command} --where {shlex.quote(where)}" if where else command)
        return [_row(line, columns) for line in output.splitlines() if line.startswith("Row: ")]

    def in_front(self) -> str:
        """Return the package whose activity is resumed."""
        for line in self.shell("dumpsys activity activities").splitlines():
            if "ResumedActivity" in line and "/" in line:
                return line.partition("/")[0].split()[-1]
        return ""

    def set_clock(self, iso: str) -> None:
        """Set the phone's clock, in its own zone: "2023-10-15T15:34:00"."""
        day, _, time = iso.partition("T")
        year, month, date = day.split("-")
        hour, minute, second = time.split(":")
        self.shell(f"date {month}{date}{hour}{minute}{year}.{second}")


def _row(line: str, columns: Sequence[str]) -> dict[str, str]:
    """Split one line of `content query`: values may hold commas, but not ', <next column>='."""
    found: dict[str, str] = {}
    rest = line.split(" ", 2)[2]
    for this, following in zip(columns, [*columns[1:], ""], strict=True):
        rest = rest.removeprefix(f"{this}=")
        value, _, rest = rest.partition(f", {following}=") if following else (rest, "", "")
        found[this] = value
    return found
