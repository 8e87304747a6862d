"""content://media: the files of shared storage as the media store lists them.

Knows: volumes, collections by kind of file, stable row numbers. Rows are read from the file system at each query, so
they are never stale. Does not know: what is inside media files (no durations, no tags).
"""

from __future__ import annotations

import mimetypes
from collections.abc import Sequence

from ..fs import FileSystem
from ..services.content import Row, Value
from .tabular import select
from .uris import join_uri, parse_uri

ROOT = "/storage/emulated/0"

_COLUMNS = (
    "_id", "_data", "_display_name", "_size", "mime_type", "title", "date_added", "date_modified", "datetaken",
    "media_type", "relative_path", "bucket_display_name", "volume_name", "owner_package_name", "is_pending",
)  # fmt: skip
_KINDS = {"images": 1, "audio": 2, "video": 3}
_EXTRA_TYPES = {".md": "text/markdown", ".apk": "application/vnd.android.package-archive", ".heic": "image/heic"}


def mime_type_of(name: str) -> str:
    """Return the MIME type that Android gives a file by its name."""
    suffix = "." + name.rpartition(".")[2].lower()
    return _EXTRA_TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"


class Media:
    """Answers content://media/external/{file,downloads,images/media,video/media,audio/media}[/N]."""

    def __init__(self, fs: FileSystem) -> None:
        self._fs = fs
        self._numbers: dict[str, int] = {}

    def query(
        self, uri: str, projection: Sequence[str] | None, where: str | None, args: Sequence[str], sort: str | None
    ) -> tuple[list[str], list[Row]]:
        """Return (column names, rows)."""
        return select(_COLUMNS, self._rows(uri), projection, where, args, sort)

    def insert(self, uri: str, values: dict[str, Value]) -> str:
        """Make an empty file from _data, or relative_path and _display_name."""
        name = str(values.get("_display_name") or "untitled")
        folder = str(values.get("relative_path") or "Download").strip("/")
        path = str(values.get("_data") or f"{ROOT}/{folder}/{name}")
        if not path.startswith(ROOT + "/") or ".." in path.split("/"):
            raise ValueError(f"Requested path {path} doesn't appear under [{ROOT}]")
        self._fs.make_dirs(path.rpartition("/")[0])
        if not self._fs.exists(path):
            self._fs.write(path, b"")
        return join_uri("/".join(uri.split("/")[:4]), "file", self._number(path))

    def update(self, uri: str, values: dict[str, Value], where: str | None, args: Sequence[str]) -> int:
        """Rename files by _display_name; other columns follow from the files and are left alone."""
        paths = self._paths(uri, where, args)
        name = str(values.get("_display_name") or "")
        for path in paths if name else ():
            self._fs.rename(path, f"{path.rpartition('/')[0]}/{name}")
        return len(paths)

    def delete(self, uri: str, where: str | None, args: Sequence[str]) -> int:
        """Delete the chosen files."""
        paths = self._paths(uri, where, args)
        for path in sorted(paths, key=len, reverse=True):
            if self._fs.is_dir(path):
                self._fs.remove_tree(path)
            elif self._fs.exists(path):
                self._fs.remove(path)
        return len(paths)

    def get_type(self, uri: str) -> str | None:
        """Return the MIME type of one file, None for a collection."""
        if not parse_uri(uri).segments[-1:] or not parse_uri(uri).segments[-1].isdigit():
            return None
        rows = self.query(uri, ["mime_type"], None, (), None)[1]
        return str(rows[0][0]) if rows else None

    def read(self, uri: str) -> bytes:
        """Return the bytes of one file."""
        return self._fs.read(self._one(uri))

    def write(self, uri: str, data: bytes) -> None:
        """Replace the bytes of one file."""
        self._fs.write(self._one(uri), data)

    def uri_of(self, path: str) -> str:
        """Return the content URI of a file of shared storage."""
        return join_uri("content://media/external/file", self._number(self._canonical(path)))

    def path_of(self, uri: str) -> str | None:
        """Return the path behind a media URI, or None."""
        paths = self._paths(uri, None, ())
        return paths[0] if len(paths) == 1 else None

    def _one(self, uri: str) -> str:
        paths = self._paths(uri, None, ())
        if len(paths) != 1:
            raise FileNotFoundError(f"No item at {uri}")
        return paths[0]

    def _paths(self, uri: str, where: str | None, args: Sequence[str]) -> list[str]:
        return [str(row[0]) for row in self.query(uri, ["_data"], where, args, None)[1]]

    def _number(self, path: str) -> int:
        return self._numbers.setdefault(path, 1000 + len(self._numbers) + 1)

    def _canonical(self, path: str) -> str:
        return ROOT + path[len("/sdcard") :] if path.startswith("/sdcard/") else path

    def _rows(self, uri: str) -> list[tuple[Value, ...]]:
        parsed = parse_uri(uri)
        parts = [part for part in parsed.segments if part != "media"]
        if not parts or parts[0] not in {"external", "external_primary", "internal"}:
            raise ValueError(f"Unknown URI {uri}")
        if parts[0] == "internal":
            return []
        kind = parts[1] if len(parts) > 1 else "file"
        if kind not in {"file", "files", "downloads", *_KINDS}:
            raise ValueError(f"Unknown URI {uri}")
        wanted = int(parts[2]) if len(parts) > 2 and parts[2].isdigit() else None
        rows = (self._row(path) for path, node in self._fs.walk(ROOT) if path != ROOT and not _hidden(path))
        return [row for row in rows if _belongs(row, kind) and (wanted is None or row[0] == wanted)]

    def _row(self, path: str) -> tuple[Value, ...]:
        node = self._fs.stat(path)
        folder, _, name = path.rpartition("/")
        mime_type = None if node.is_dir else mime_type_of(name)
        media_type = 0 if mime_type is None else _KINDS.get(mime_type.partition("/")[0].rstrip("s") + "s", 0)
        if mime_type and mime_type.startswith(("audio/", "video/")):
            media_type = _KINDS[mime_type.partition("/")[0]]
        seconds = node.mtime_ms // 1000
        relative = folder[len(ROOT) + 1 :] + "/"
        bucket = folder.rpartition("/")[2] if folder != ROOT else "0"
        return (self._number(path), path, name, None if node.is_dir else node.size, mime_type,
        name.rpartition(".")[0] or name,
                seconds, seconds, node.mtime_ms, media_type, relative, bucket, "external_primary", None, 0)  # fmt: skip


def _hidden(path: str) -> bool:
    return any(part.startswith(".") for part in path.split("/"))


def _belongs(row: tuple[Value, ...], kind: str) -> bool:
    if kind in _KINDS:
        return row[9] == _KINDS[kind]
    return kind != "downloads" or (str(row[10]).startswith("Download/") and row[4] is not None)
