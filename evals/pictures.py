"""Pictures of an episode's screen, small enough for a report. Knows a device; nothing of runs or reports."""

from __future__ import annotations

import base64
import io
import time
from dataclasses import dataclass, field
from typing import Any

from ..agent.events import Event, EventSink
from ..android_bridge.device import Device
from ..android_bridge.errors import BridgeError

_WIDTH_PX = 270
_MOST = 30
"""So many pictures of one episode are kept."""


def small_picture(device: Device) -> str:
    """Return the screen as a small PNG in base64; empty where the phone gives none."""
    from PIL import Image

    try:
        picture = Image.open(io.BytesIO(device.screenshot()))
    except BridgeError:
        return ""
    picture.thumbnail((_WIDTH_PX, _WIDTH_PX * 3))
    data = io.BytesIO()
    picture.convert("P", palette=Image.Palette.ADAPTIVE, colors=64).save(data, "PNG", optimize=True)
    return base64.b64encode(data.getvalue()).decode()


@dataclass(slots=True)
class Album:
    """A sink that keeps the screen after every act, and passes events on. The pictures' time counts as the agent's."""

    device: Device
    sink: EventSink
    taken: list[dict[str, Any]] = field(default_factory=list)
    """Each: type `picture`, time, step, png (base64), and `text`: what was done."""

    def __call__(self, event: Event) -> None:
        """Pass an event on; after what an act did, take a picture."""
        self.sink(event)
        if event.type == "result" and event.facts.get("way") != "none" and len(self.taken) < _MOST:
            png = small_picture(self.device)
            if png:
                text = str(event.as_dict().get("text", ""))
                row = {"type": "picture", "time": time.time(), "step": event.step, "png": png, "text": text}
                self.taken.append(row)
