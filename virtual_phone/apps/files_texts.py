"""How files are named on screens: sizes, kinds, the pictures of kinds, the name of the storage.

Knows: media types and folders of shared storage. Does not know: any screen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..providers.media import ROOT, mime_type_of

if TYPE_CHECKING:
    from ..phone import Phone

_ICONS = {"image": "image", "audio": "audio", "video": "video", "text": "article"}
_EMULATOR_STORAGE = "sdk_gphone_x86_64"


def storage_name(phone: Phone) -> str:
    """Return what the top of shared storage is called.

    With the apps for AndroidWorld on the phone it bears the name of Google's emulator, as that benchmark's goals do.
    """
    return _EMULATOR_STORAGE if "androidworld" in phone.app_sets else "Internal storage"


def shared_path(path: str) -> str:
    """Return a path under the top of shared storage, whatever alias it came by; the top for paths elsewhere."""
    for alias in ("/sdcard", "/data/media/0", "/storage/self/primary"):
        if path == alias or path.startswith(alias + "/"):
            return ROOT + path[len(alias) :]
    return path if path.startswith(ROOT) else ROOT


def size_words(size: int) -> str:
    """Write a size as '193 B', '4.2 kB' or '1.5 MB'."""
    if size < 1000:
        return f"{size} B"
    for unit, factor in (("kB", 1000), ("MB", 1000**2), ("GB", 1000**3)):
        if size < factor * 1000:
            return f"{size / factor:.1f} {unit}"
    return f"{size / 1000**4:.1f} TB"


def kind_words(name: str) -> str:
    """Write the kind of a file, e.g. 'PDF document', 'TXT file'."""
    suffix = name.rpartition(".")[2].upper() if "." in name else ""
    main = mime_type_of(name).partition("/")[0]
    words = {"image": "image", "audio": "audio", "video": "video"}.get(
        main, "document" if suffix in {"PDF", "DOC", "DOCX"} else "file"
    )
    return f"{suffix} {words}".strip()


def kind_icon(name: str) -> str:
    """Return the name of the icon for a file's kind."""
    return _ICONS.get(mime_type_of(name).partition("/")[0], "file")
