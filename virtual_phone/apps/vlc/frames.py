"""One picture out of a video file: what is to be seen at a moment.

Knows: the optional package `av`, which decodes. Does not know: sound. Without `av`, or for a file that is no video,
there is no picture.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

STEP_MS = 250
"""Moments are rounded down to steps of this length, so that looking twice decodes once."""


def can_decode() -> bool:
    """Tell whether the package that decodes is installed."""
    return find_spec("av") is not None


@lru_cache(maxsize=4)
def picture_at(content: bytes, moment_ms: int) -> Image | None:
    """Return the picture shown at a moment (ms from the start), None when there is none to be had."""
    if not can_decode():
        return None
    av = import_module("av")
    try:
        with av.open(BytesIO(content)) as video:
            stream = video.streams.video[0]
            video.seek(int(moment_ms / 1000 / stream.time_base), stream=stream)
            shown = None
            for frame in video.decode(stream):
                if shown is not None and frame.time * 1000 > moment_ms:
                    break
                shown = frame
            return None if shown is None else shown.to_image()
    except (av.FFmpegError, IndexError, ValueError):
        return None
