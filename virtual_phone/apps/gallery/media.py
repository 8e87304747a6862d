"""The pictures and videos of shared storage, by folder.

Knows: which files count, and their order. Does not know: what is in them (pictures.py) or screens.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...providers.media import ROOT
from ..pictures import ENDINGS

if TYPE_CHECKING:
    from ...fs_nodes import FileNode
    from ...phone import Phone

PACKAGE = "com.simplemobiletools.gallery.pro"
_VIDEOS = (".mp4", ".mkv", ".webm", ".3gp", ".mov", ".avi")


@dataclass(frozen=True, slots=True)
class Medium:
    """One picture or video."""

    path: str
    node: FileNode

    @property
    def name(self) -> str:
        """Return the file's name."""
        return self.path.rpartition("/")[2]

    @property
    def is_video(self) -> bool:
        """Tell whether it is a video."""
        return self.name.lower().endswith(_VIDEOS)


@dataclass(frozen=True, slots=True)
class Folder:
    """One folder with media right in it, the newest first."""

    path: str
    media: tuple[Medium, ...]

    @property
    def name(self) -> str:
        """Return what the folder is called; the top of shared storage is "Internal"."""
        return "Internal" if self.path == ROOT else self.path.rpartition("/")[2]


def folders(phone: Phone) -> list[Folder]:
    """Return every folder with media, the one that changed last first; hidden ones and apps' own are left out."""
    found: dict[str, list[Medium]] = {}
    top = phone.fs.real_path(ROOT)
    for real, node in phone.fs.walk(top):
        path = ROOT + real[len(top) :]
        if node.is_dir or "/." in path or path.startswith(f"{ROOT}/Android/"):
            continue
        if path.lower().endswith((*ENDINGS, *_VIDEOS)):
            found.setdefault(path.rpartition("/")[0], []).append(Medium(path, node))
    made = [Folder(path, tuple(sorted(media, key=_newest))) for path, media in found.items()]
    return sorted(made, key=lambda folder: (_newest(folder.media[0])[0], folder.path))


def folder_at(phone: Phone, path: str) -> Folder:
    """Return one folder, empty when it has no media."""
    return next((folder for folder in folders(phone) if folder.path == path), Folder(path, ()))


def _newest(medium: Medium) -> tuple[int, str]:
    return -medium.node.mtime_ms, medium.name
