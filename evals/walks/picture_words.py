"""Words on pictures of the gallery: read off the screen by a walk, or drawn for a walk to read.

Knows: Simple Gallery Pro's viewer. Does not know: how letters are told apart (reading.py) or what the words mean.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence

from . import gallery
from .reading import load_font, read_lines
from .screen import Screen, ScreenError

FOLDER = "/sdcard/DCIM"
_FONT, _SIZE = "Roboto-Regular.ttf", 24


def words_on(screen: Screen, name: str) -> list[str]:
    """Open a picture of the camera's folder and read the lines of text on it off the screen."""
    from PIL import Image

    gallery.open_picture(screen, "DCIM", name)
    screen.tap(description="More options")
    screen.tap(text="Properties")
    facts = screen.text_of(textContains="Resolution: ")
    screen.tap(text="OK")
    size = re.search(r"Resolution: (\d+) x (\d+)", facts)
    if size is None:
        raise ScreenError(f"the properties of {name} lack its resolution: {facts!r}")
    box = screen.find(resourceId=f"{gallery.PACKAGE}:id/gestures_view").bounds()
    shown = screen.device.screenshot().crop(box)
    return read_lines(shown.resize((int(size[1]), int(size[2])), Image.Resampling.LANCZOS))


def draw(lines: Sequence[str], kind: str = "PNG") -> bytes:
    """Print lines of text, black on white, and return the picture as a file of this kind."""
    from PIL import Image, ImageDraw

    font = load_font(_FONT, _SIZE)
    picture = Image.new("RGB", (20 + round(max(map(font.getlength, lines))), 20 + 30 * len(lines)), "white")
    for place, line in enumerate(lines):
        ImageDraw.Draw(picture).text((10, 10 + 30 * place), line, fill="black", font=font)
    content = io.BytesIO()
    picture.save(content, kind)
    return content.getvalue()
