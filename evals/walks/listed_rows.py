"""Tables as AndroidWorld writes them into notes and pictures: lines with bars, or blocks of "name: value" lines.

Does not know: what the rows mean.
"""

from __future__ import annotations

Row = dict[str, str]


def rows_of(words: str, title_key: str) -> list[Row]:
    """Read a table in either form. title_key: what the first line of a block is about, such as "title".

    A value that goes on over several lines of a block is joined by blanks. Words before the table are left out.
    """
    lines = words.splitlines()
    head = next((place for place, line in enumerate(lines) if line.startswith(f"{title_key}|")), None)
    if head is not None:
        keys = lines[head].split("|")
        return [dict(zip(keys, line.split("|"), strict=False)) for line in lines[head + 1 :] if "|" in line]
    rows: list[Row] = []
    key, block = "", ""
    for line in lines:
        if not line.strip():
            key = ""
            continue
        name, colon, value = line.partition(":")
        if colon and line.startswith(" ") and rows and name.strip().isidentifier():
            key = name.strip()
            rows[-1][key] = value.strip()
        elif colon and not line.startswith(" ") and name.isidentifier() and (name == block or not key):
            key, block = title_key, name
            rows.append({key: value.strip()})
        elif rows and key:
            rows[-1][key] = f"{rows[-1][key]} {line.strip()}".strip()
    return rows
