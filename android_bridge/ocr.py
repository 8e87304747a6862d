"""Words of a picture as elements, for screens whose tree says nothing: games, canvases, some web pages.

Uses RapidOCR where it is installed (`pip install rapidocr`; it runs on the onnxruntime that ainos brings); without it
such a screen stays empty, and that is said. What is read so is as untrusted as every text of a screen, and no target:
there is no node to check before a touch.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from .app_labels import label_of_screen
from .device import Device
from .labels import Confidentiality
from .types import Bounds, Element, Observation

OCR_CLASS = "ocr.Text"
"""Class of the elements that were read from the picture."""
SURE = 0.6
"""A text is taken from this confidence on."""
_MOST = 80


def has_ocr() -> bool:
    """Return whether a reader of pictures is installed; nothing is loaded."""
    return importlib.util.find_spec("rapidocr") is not None


def needs_ocr(seen: Observation) -> bool:
    """Return whether the tree names nothing on this screen."""
    return bool(seen.problem) or not any(element.name for element in seen.elements)


def with_words(seen: Observation, device: Device) -> Observation:
    """Return a look with the words of its picture where its tree is empty; the same look otherwise."""
    if not needs_ocr(seen) or not has_ocr():
        return seen
    read = tuple(words_of(device.screenshot(), seen.package, start=len(seen.elements) + 1))
    label = seen.label
    if read:  # a code in a picture is as secret as one in the tree
        label = label.join(label_of_screen({seen.package}, read)).raised(Confidentiality.PERSONAL)
    return replace(seen, elements=(*seen.elements, *read), label=label)


def words_of(picture_png: bytes, package: str, *, start: int = 1) -> Iterator[Element]:
    """Yield the lines of text of a picture from top to bottom, as elements.

    Args:
        picture_png: PNG of any size; bounds are in its pixels.
        package: App in front; the elements are said to be its own.
        start: Number of the first one.
    """
    import io

    import numpy
    from PIL import Image

    pixels = numpy.asarray(Image.open(io.BytesIO(picture_png)).convert("RGB"))[:, :, ::-1]
    found = _reader()(pixels)
    boxes, texts, scores = (getattr(found, name, None) for name in ("boxes", "txts", "scores"))
    if boxes is None or texts is None or scores is None:
        return
    lines = sorted(
        zip(boxes, texts, scores, strict=True), key=lambda line: (float(line[0][0][1]), float(line[0][0][0]))
    )
    for number, (box, text, score) in enumerate(lines[:_MOST], start):
        if score >= SURE and text.strip():
            yield _element(number, text.strip(), box, package)


def _element(number: int, text: str, box: Sequence[Sequence[float]], package: str) -> Element:
    across, down = [int(point[0]) for point in box], [int(point[1]) for point in box]
    bounds = Bounds(min(across), min(down), max(across) + 1, max(down) + 1)
    return Element(number, text, "", "", OCR_CLASS, package, bounds)


@cache
def _reader() -> Any:
    return importlib.import_module("rapidocr").RapidOCR(params={"Global.log_level": "error"})
