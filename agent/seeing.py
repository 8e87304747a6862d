"""A picture of the screen for a model that reads pictures: only where the tree says next to nothing, never of a secret.

The picture bears a label of its own; whether it may leave with the request is the policy's word in agent/choose.py.
"""

from __future__ import annotations

import io
from dataclasses import replace

from ..android_bridge.app_labels import label_of_picture, label_of_screen
from ..android_bridge.device import Device
from ..android_bridge.errors import BridgeError
from ..android_bridge.labels import Confidentiality
from ..android_bridge.ocr import has_ocr
from ..android_bridge.types import Element, Observation
from ..models.redaction import Vault
from ..models.types import DecisionRequest, Model, Picture

ENOUGH_NAMED = 3
"""Elements with a name from which on the tree says enough."""
LONGEST_PX = 768
"""Longest side of what is sent: enough for large text, a tenth of the bytes of the whole."""
_QUALITY = 80
_BLACK = 8


def base64_size(size: int) -> int:
    """Return how many bytes so many are in base64."""
    return 4 * ((size + 2) // 3)


def needs_picture(seen: Observation) -> bool:
    """Return whether the tree of a screen names too little to act by."""
    return bool(seen.problem) or sum(bool(element.name) for element in seen.elements) < ENOUGH_NAMED


def with_picture(
    request: DecisionRequest, model: Model, seen: Observation, device: Device, vault: Vault
) -> DecisionRequest:
    """Return the request with a picture where this model reads one and this screen needs one; else as it is.

    Codes that a reader of pictures finds on it, or a black frame (a window that forbids pictures), leave it out. So
    does a secret of the run where no reader is installed: it might stand on the picture.
    """
    if not getattr(model, "sees", False) or not needs_picture(seen):
        return request
    if seen.label.confidentiality >= Confidentiality.SECRET or (len(vault) and not has_ocr()):
        return request
    try:
        png = device.screenshot()
        label = label_of_picture(seen.package, secure=_is_black(png), on_screen=seen.label)
        label = label.join(label_of_screen({seen.package}, _words(png, seen.package)))
        if label.confidentiality >= Confidentiality.SECRET:
            return request
        return replace(request, picture=Picture(_small(png, seen), label), label=request.label.join(label))
    except BridgeError:
        return request  # without a picture the model reads what there is


def _words(png: bytes, package: str) -> tuple[Element, ...]:
    from ..android_bridge.ocr import words_of

    return tuple(words_of(png, package)) if has_ocr() else ()


def _small(png: bytes, seen: Observation) -> bytes:
    """Return the picture with the elements' numbers on it, as JPEG."""
    from PIL import Image

    from ..android_bridge.marks import draw_marks

    marked = Image.open(io.BytesIO(draw_marks(png, seen, longest_px=LONGEST_PX)))
    out = io.BytesIO()
    marked.convert("RGB").save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()


def _is_black(png: bytes) -> bool:
    from PIL import Image

    from ..android_bridge.picture import check_png

    check_png(png)
    with Image.open(io.BytesIO(png)) as image:
        return max(image.convert("L").resize((32, 64)).tobytes()) < _BLACK
