"""Content providers through `content`: arguments, and rows out of its text. Knows no app and no column's
meaning.

`content query` prints `Row: 0 a=1, b=text` without escaping, so a text may forge delimiters and whole rows.
Rows are therefore taken apart against the list of `_id`s, which no text can forge; where a delimiter still
stands twice, the one value is asked for alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from .errors import BadValueError, CommandFailedError
from .grammar import column, content_uri, sort_order, transportable, where_clause
from .shell import Shell, ShellResult
from .types import ExtraValue, Row

_ROW_LIMIT = 5000
_TRIES = 3
_ESCAPE_PROBE = (
    "content", "query", "--uri", "content://settings/system", "--where", "_id=-1", "--extra", "a\\:q:s:x",
)  # fmt: skip
"""Well-formed only where a backslash escapes, which Android 11 brought; elsewhere `q` is taken for a type."""
_ID_ROW = re.compile(r"Row: ([0-9]{1,9}) _id=(-?[0-9]{1,19})")
_NAME = re.compile(r"(?:^|, )([A-Za-z_][A-Za-z0-9_]*)=")


class Providers:
    """Reads content providers of one phone."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._escapes: bool | None = None

    def escapes_bindings(self) -> bool:
        """Whether this phone's `content --bind` takes a backslash as an escape; asked once, by a query."""
        if self._escapes is None:
            try:
                check_rows(self._shell.look(*_ESCAPE_PROBE))
                self._escapes = True
            except CommandFailedError:
                self._escapes = False
        return self._escapes

    def bindings(self, values: Mapping[str, ExtraValue]) -> list[str]:
        """Return `--bind` and its binding for each value."""
        if not values:
            raise BadValueError("a row needs at least one value; nothing was written")
        plain = [binding(name, value, escaped=False) for name, value in values.items()]
        special = any(isinstance(value, str) and (":" in value or "\\" in value) for value in values.values())
        if special and self.escapes_bindings():
            plain = [binding(name, value, escaped=True) for name, value in values.items()]
        return [word for words in plain for word in ("--bind", words)]

    def query(
        self,
        uri: str,
        columns: Sequence[str] = (),
        match: Mapping[str, str | int] | None = None,
        sort: str = "",
    ) -> list[Row]:
        """Return the rows whose columns equal `match`; all columns where none are named.

        Raises:
            BadValueError: URI, column or sort order is outside the grammar.
            CommandFailedError: No such provider, no permission, or no such column.
        """
        names = [column(name) for name in columns] or self._all_columns(uri, match)
        if not names:
            return []
        for _ in range(_TRIES):
            rows = self._consistent(uri, names, match, sort)
            if rows is not None:
                return rows
        raise CommandFailedError(f"content query {uri}", -1, "the table changed during every look at it")

    def _consistent(
        self, uri: str, names: list[str], match: Mapping[str, str | int] | None, sort: str
    ) -> list[Row] | None:
        wanted = [name for name in names if name != "_id"]
        ids_first, rows = self._shell.look_each(
            [
                [query_arguments(uri, ["_id"], match, sort)],
                [query_arguments(uri, ["_id", *wanted], match, sort)],
            ]
        )
        ids = row_ids(ids_first.text)
        if ids is None:
            return self._without_ids(uri, names, match, sort)
        if not ids:
            return []
        if not wanted:
            return [{"_id": str(row_id)} for row_id in ids]
        check_rows(rows)
        parts = split_rows(rows.text, ids)
        if parts is None:
            return self._one_by_one(uri, ids, names) if _row_count_fits(rows.text, ids) else None
        return [self._row(uri, row_id, part, names) for row_id, part in zip(ids, parts, strict=True)]

    def _row(self, uri: str, row_id: int, part: str, names: list[str]) -> Row:
        values = split_values(part, [name for name in names if name != "_id"])
        if values is None:
            values = {name: self._single(uri, row_id, name) for name in names if name != "_id"}
        return {name: str(row_id) if name == "_id" else values[name] for name in names}

    def _one_by_one(self, uri: str, ids: list[int], names: list[str]) -> list[Row]:
        return [
            {name: str(row_id) if name == "_id" else self._single(uri, row_id, name) for name in names}
            for row_id in ids
        ]

    def _single(self, uri: str, row_id: int, name: str) -> str | None:
        result = self._shell.look(*query_arguments(uri, [name], {"_id": row_id}, ""))
        return single_value(result, name)

    def _without_ids(
        self, uri: str, names: list[str], match: Mapping[str, str | int] | None, sort: str
    ) -> list[Row] | None:
        """The row of a provider without `_id`; several are refused, as a text could have forged them."""
        result = self._shell.look(*query_arguments(uri, names, match, sort))
        check_rows(result)
        if result.text == "No result found.\n":
            return []
        if len(re.findall(r"^Row: \d+ ", result.text, re.MULTILINE)) == 1:
            values = split_values(", " + result.text.removeprefix("Row: 0 ").removesuffix("\n"), names)
            if values is not None:
                return [values]
        raise CommandFailedError(
            f"content query {uri}", 0, "without an _id column rows and values cannot be told from each other"
        )

    def _all_columns(self, uri: str, match: Mapping[str, str | int] | None) -> list[str]:
        result = self._shell.look(*query_arguments(uri, [], match, ""))
        check_rows(result)
        return common_names(result.text)


def query_arguments(uri: str, columns: Sequence[str], match: Mapping[str, str | int] | None, sort: str) -> list[str]:
    """Return the argv of one `content query`."""
    words = ["content", "query", "--uri", content_uri(uri)]
    if columns:
        words += ["--projection", ":".join(column(name) for name in columns)]
    if match:
        words += ["--where", where_clause(dict(match))]
    if sort:
        words += ["--sort", sort_order(sort)]
    return words


def binding(name: str, value: ExtraValue, *, escaped: bool) -> str:
    """Return `column:type:value` as `content --bind` reads it back to exactly `value`.

    Args:
        name: The column.
        value: What it shall hold.
        escaped: Whether this phone's `content` takes a backslash as an escape (see `escapes_bindings`).
    """
    if isinstance(value, bool):
        return f"{column(name)}:b:{str(value).lower()}"
    if isinstance(value, int):
        return f"{column(name)}:{'i' if -(2**31) <= value < 2**31 else 'l'}:{value}"
    if isinstance(value, float):
        return f"{column(name)}:d:{value!r}"
    if not isinstance(value, str):
        raise BadValueError(f"a column cannot hold {type(value).__name__}; nothing was sent to the phone")
    text = transportable(value)
    if escaped:
        text = text.replace("\\", "\\\\").replace(":", "\\:")
    return f"{column(name)}:s:{text}"


def check_rows(result: ShellResult) -> None:
    """Raise CommandFailedError where `content` said no; it says so on stdout or stderr with any exit code."""
    text = result.all_text
    start = text.lstrip()
    if result.exit_code != 0 or start.startswith(("[ERROR]", "Error", "Could not find provider", "usage:", "java.")):
        raise CommandFailedError(result.command, result.exit_code, text)


def row_ids(text: str) -> list[int] | None:
    """Return the `_id` of every row, or None where the provider has no such column or said something else."""
    lines = text.splitlines()
    if lines == ["No result found."]:
        return []
    ids: list[int] = []
    for line in lines:
        found = _ID_ROW.fullmatch(line)
        if not found or int(found[1]) != len(ids) or len(ids) >= _ROW_LIMIT:
            return None
        ids.append(int(found[2]))
    return ids or None


def split_rows(text: str, ids: Sequence[int]) -> list[str] | None:
    """Return the part of each row behind its `_id`, or None where a row's head stands not exactly once."""
    starts: list[tuple[int, int]] = []
    body = "\n" + text
    for position, row_id in enumerate(ids):
        head = f"\nRow: {position} _id={row_id}"
        found = [place.start() for place in re.finditer(re.escape(head), body) if _head_ends(body, place.end())]
        if len(found) != 1:
            return None
        starts.append((found[0], found[0] + len(head)))
    if [start for start, _ in starts] != sorted(start for start, _ in starts) or (starts and starts[0][0] != 0):
        return None
    ends = [start for start, _ in starts[1:]] + [len(body) - body.endswith("\n")]
    return [body[start:end] for (_, start), end in zip(starts, ends, strict=True)]


def _head_ends(body: str, end: int) -> bool:
    return body[end : end + 1] in (",", "\n", "")


def _row_count_fits(text: str, ids: Sequence[int]) -> bool:
    return all(f"Row: {position} _id={row_id}" in text for position, row_id in enumerate(ids))


def split_values(part: str, names: Sequence[str]) -> dict[str, str | None] | None:
    """Return the values of one row's `, a=1, b=2`, or None where a delimiter stands not exactly once."""
    places = []
    for name in names:
        delimiter = f", {name}="
        if part.count(delimiter) != 1:
            return None
        places.append((part.index(delimiter), len(delimiter)))
    if places != sorted(places) or (places and places[0][0] != 0):
        return None
    ends = [start for start, _ in places[1:]] + [len(part)]
    return {
        name: _value(part[start + length : end]) for name, (start, length), end in zip(names, places, ends, strict=True)
    }


def single_value(result: ShellResult, name: str) -> str | None:
    """Return the one value of a query for one column of one row: everything behind its name."""
    check_rows(result)
    head = f"Row: 0 {name}="
    if not result.text.startswith(head):
        raise CommandFailedError(result.command, result.exit_code, "the row is gone")
    return _value(result.text[len(head) :].removesuffix("\n"))


def _value(text: str) -> str | None:
    # `content` prints NULL for a missing value and cannot tell it from the text NULL.
    return None if text == "NULL" else text


def common_names(text: str) -> list[str]:
    """Return the column names that stand in every row, in the first row's order."""
    rows = re.split(r"^Row: \d+ ", text, flags=re.MULTILINE)[1:]
    if not rows:
        return []
    first = list(dict.fromkeys(_NAME.findall(rows[0])))
    everywhere = set(first).intersection(*(set(_NAME.findall(row)) for row in rows))
    return [name for name in first if name in everywhere]
