"""AndroidWorld's environment over any adb serial: what its task code needs of a device, and nothing of an emulator.

Knows: android_env's adb parser and AndroidWorld's controller, found where they are installed. Does not know: tasks.
Nothing of the two packages is contained here; `find_androidworld` says what to install when they are missing.
"""

from __future__ import annotations

import io
import os
import re
import sys
import time
from importlib import import_module
from importlib.util import find_spec
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

NEEDED = ("android_env", "android_world", "dm_env", "numpy", "cv2", "pandas")
_ADB_TIMEOUT_S = 60.0
_SEEN_TASK_CODE = "android_world."


class AndroidWorldMissingError(RuntimeError):
    """AndroidWorld or a package that it needs is not installed here."""


def find_androidworld() -> None:
    """Return when AndroidWorld can be imported; raises AndroidWorldMissingError otherwise."""
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise AndroidWorldMissingError(
            f"{', '.join(missing)} cannot be imported; no task was run. docs/androidworld.md says how to install them."
        )


def connect(serial: str, adb_server_port: int) -> Any:
    """Return AndroidWorld's AsyncAndroidEnv over the device `serial` of the adb server on this port."""
    controllers = import_module("android_world.env.android_world_controller")
    interface = import_module("android_world.env.interface")
    os.environ["ANDROID_ADB_SERVER_PORT"] = str(adb_server_port)  # uiautomator2 and adbutils read it as well

    class Controller(controllers.AndroidWorldController):  # type: ignore[misc, name-defined]
        """AndroidWorld's, with a tree that has hints: one task reads them, and API 33's own dump has none."""

        def _process_timestep(self, timestep: Any) -> Any:
            full = super()._process_timestep(timestep)
            full.observation[controllers.OBSERVATION_KEY_FOREST] = Forest(serial)
            return full

    controller = Controller(AdbOnlyEnv(serial, adb_server_port), a11y_method=controllers.A11yMethod.UIAUTOMATOR)
    return interface.AsyncAndroidEnv(controller)


def shorten_sleeps(longest_s: float) -> None:
    """Let AndroidWorld's modules sleep at most so long; they wait fixed times for what a virtual phone has done."""
    quick = SimpleNamespace(**vars(time))
    quick.sleep = lambda seconds: time.sleep(min(seconds, longest_s))
    for name, module in list(sys.modules.items()):
        if name.startswith(_SEEN_TASK_CODE) and getattr(module, "time", None) is time:
            module.time = quick  # type: ignore[attr-defined]


class Forest:
    """The screen as AndroidWorld's accessibility app would send it, read by uiautomator2 when somebody asks."""

    def __init__(self, serial: str) -> None:
        """Take the device; nothing is read yet."""
        self._serial = serial

    @property
    def windows(self) -> list[SimpleNamespace]:
        """The nodes of all windows as one window's tree."""
        from xml.etree import ElementTree

        import uiautomator2

        from .walks.access import adb_device

        root = ElementTree.fromstring(uiautomator2.connect(adb_device(self._serial)).dump_hierarchy())
        nodes = [_node(element) for element in root.iter("node")]
        return [SimpleNamespace(tree=SimpleNamespace(nodes=nodes))]


def _node(element: Element) -> SimpleNamespace:
    """Return one node under the names of android_env's AndroidAccessibilityNodeInfo."""

    def has(name: str) -> bool:
        return element.get(name) == "true"

    left, top, right, bottom = (int(number) for number in re.findall(r"-?\d+", element.get("bounds", "0,0,0,0")))
    return SimpleNamespace(
        bounds_in_screen=SimpleNamespace(left=left, top=top, right=right, bottom=bottom), child_ids=list(element),
        text=element.get("text"), content_description=element.get("content-desc"), hint_text=element.get("hint"),
        class_name=element.get("class"), package_name=element.get("package"),
        view_id_resource_name=element.get("resource-id"), is_editable="EditText" in element.get("class", ""),
        is_checkable=has("checkable"), is_checked=has("checked"), is_clickable=has("clickable"),
        is_enabled=has("enabled"), is_focusable=has("focusable"), is_focused=has("focused"),
        is_long_clickable=has("long-clickable"), is_scrollable=has("scrollable"), is_selected=has("selected"),
        is_visible_to_user=has("visible-to-user"),
    )  # fmt: skip


class AdbOnlyEnv:
    """The part of android_env's interface that task code uses: adb calls, and observations with pixels."""

    def __init__(self, serial: str, adb_server_port: int) -> None:
        """Take a device; nothing is sent to it yet."""
        config = import_module("android_env.components.config_classes").AdbControllerConfig(
            adb_path="adb", device_name=serial, adb_server_port=adb_server_port, default_timeout=_ADB_TIMEOUT_S,
            use_adb_server_port_from_os_env=True,
        )  # fmt: skip
        self._controller = _adb_controller_class()(config)
        self._parser = import_module("android_env.components.adb_call_parser").AdbCallParser(self._controller)

    def execute_adb_call(self, request: Any) -> Any:
        """Carry out an AdbRequest and return the AdbResponse."""
        return self._parser.parse(request)

    def reset(self) -> Any:
        """Return a first observation; the device is left as it is."""
        return import_module("dm_env").restart({"pixels": self._pixels()})

    def step(self, action: Any) -> Any:
        """Return an observation; actions go through adb, so `action` is not looked at."""
        return import_module("dm_env").transition(reward=0.0, observation={"pixels": self._pixels()})

    def close(self) -> None:
        """Let go of the device; it keeps running."""

    def _pixels(self) -> Any:
        """Return the screen as height x width x 3 bytes."""
        from PIL import Image

        picture = Image.open(io.BytesIO(self._controller.execute_command(["exec-out", "screencap", "-p"])))
        return import_module("numpy").asarray(picture.convert("RGB"))


def _adb_controller_class() -> Any:
    base = import_module("android_env.components.adb_controller").AdbController

    class Controller(base):  # type: ignore[misc, valid-type]
        """android_env's, without its habit of killing the adb server after a failed command."""

        def _restart_server(self, timeout: float | None = None) -> None:
            pass

    return Controller
