"""Pictures from the phone's files: read, made small, kept for the next build of the screen.

Knows: JPEG, PNG and what else Pillow reads, turned upright, within bounds of size. Does not know: folders or screens.
"""

from __future__ import annotations

import io
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

_LARGEST_FILE = 32 << 20
_MOST_PIXELS = 40_000_000
ENDINGS = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".bmp")
"""Endings (lower case) of files that can be shown."""


@lru_cache(maxsize=96)
def fitted(content: bytes, width: int, height: int) -> Image | None:
    """Return a picture scaled down to fit into width x height px, mode RGB; None when it cannot be read."""
    opened = _opened(content, (width, height))
    if opened is not None:
        opened.thumbnail((width, height))
    return opened


@lru_cache(maxsize=192)
def square(content: bytes, side: int) -> Image | None:
    """Return the middle of a picture as a square of `side` px, mode RGB; None when it cannot be read."""
    from PIL import ImageOps

    opened = _opened(content, (side * 2, side * 2))
    return ImageOps.fit(opened, (side, side)) if opened is not None else None


def size_of(content: bytes) -> tuple[int, int] | None:
    """Return width and height in px, or None when it cannot be read."""
    from PIL import Image

    try:
        with Image.open(io.BytesIO(content)) as found:
            return found.size
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None


def _opened(content: bytes, about: tuple[int, int]) -> Image | None:
    from PIL import Image, ImageOps

    if not content or len(content) > _LARGEST_FILE:
        return None
    try:
        with Image.open(io.BytesIO(content)) as found:
            if found.width * found.height > _MOST_PIXELS:
                return None
            found.draft("RGB", about)
            upright = ImageOps.exif_transpose(found)
            if upright.mode in ("RGBA", "LA", "PA", "P"):
                ground = Image.new("RGBA", upright.size, (255, 255, 255, 255))
                return Image.alpha_composite(ground, upright.convert("RGBA")).convert("RGB")
            return upright.convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None


def jpeg(picture: Image, quality: int = 85) -> bytes:
    """Return a picture as the bytes of a JPEG file; quality 1 to 95."""
    made = io.BytesIO()
    picture.convert("RGB").save(made, "JPEG", quality=quality)
    return made.getvalue()
