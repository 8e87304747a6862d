"""Checks of switches, settings, apps, permissions, notifications and what is on the screen."""

from __future__ import annotations

import re
from typing import Literal

from .scene import BaseCheck, Judged, Scene, listed

Namespace = Literal["system", "secure", "global"]


class SwitchCheck(BaseCheck):
    """A system switch stands like this."""

    kind: Literal["switch"]
    switch: Literal["wifi", "bluetooth", "airplane", "data", "do_not_disturb", "dark_mode", "battery_saver"]
    on: bool

    def judge(self, scene: Scene) -> Judged:
        state = scene.device.get_switch(self.switch)
        return Judged(state is self.on, f"{self.switch} {_on(self.on)}", f"{self.switch} is {_on(state)}")


class SettingCheck(BaseCheck):
    """A setting has this value, or stands at this percentage of 255, give or take one."""

    kind: Literal["setting"]
    namespace: Namespace
    key: str
    value: str | None = None
    percent_of_255: int | None = None

    def judge(self, scene: Scene) -> Judged:
        found = scene.device.get_setting(self.namespace, self.key)
        if self.percent_of_255 is None:
            return Judged(found == self.value, f"{self.key}={self.value}", f"{self.key}={found}")
        holds = found is not None and abs(float(found) / 2.55 - self.percent_of_255) <= 1.0
        return Judged(holds, f"{self.key} at {self.percent_of_255} %", f"{self.key}={found}")


class VolumeCheck(BaseCheck):
    """A volume stands at this percentage, give or take four."""

    kind: Literal["volume"]
    stream: Literal["media", "ring", "alarm", "call", "notification"]
    level: int

    def judge(self, scene: Scene) -> Judged:
        level = scene.device.get_volume(self.stream)
        return Judged(abs(level - self.level) <= 4, f"{self.stream} at {self.level} %", f"{self.stream} at {level} %")


class PropertyCheck(BaseCheck):
    """A system property has this value."""

    kind: Literal["property"]
    name: str
    value: str

    def judge(self, scene: Scene) -> Judged:
        found = scene.device.get_property(self.name)
        return Judged(found == self.value, f"{self.name}={self.value}", f"{self.name}={found}")


class DeviceStateCheck(BaseCheck):
    """The screen is on or off, the phone locked or not, the screen turned by quarter turns; what is named counts."""

    kind: Literal["device_state"]
    screen_on: bool | None = None
    locked: bool | None = None
    rotation: int | None = None

    def judge(self, scene: Scene) -> Judged:
        state = scene.device.observe().state
        wanted = {k: v for k in ("screen_on", "locked", "rotation") if (v := getattr(self, k)) is not None}
        found = {name: getattr(state, name) for name in wanted}
        return Judged(wanted == found, str(wanted), str(found))


class ForegroundCheck(BaseCheck):
    """This app, and this activity where one is named, is in front; or is not, with `there: false`."""

    kind: Literal["foreground"]
    package: str
    activity: str = ""
    there: bool = True

    def judge(self, scene: Scene) -> Judged:
        seen = scene.device.observe()
        same = seen.package == self.package and self.activity in seen.activity
        return Judged(same is self.there, f"in front: {self.package} ({self.there})", f"in front: {seen.activity}")


class InstalledCheck(BaseCheck):
    """A package is installed, or is not."""

    kind: Literal["installed"]
    package: str
    there: bool = True

    def judge(self, scene: Scene) -> Judged:
        lines = scene.shell("pm", "list", "packages", self.package).splitlines()
        found = f"package:{self.package}" in lines
        return Judged(found is self.there, f"{self.package} installed: {self.there}", f"installed: {found}")


class PermissionCheck(BaseCheck):
    """A runtime permission of a package is granted, or is not."""

    kind: Literal["permission"]
    package: str
    permission: str
    granted: bool = True

    def judge(self, scene: Scene) -> Judged:
        text = scene.shell("dumpsys", "package", self.package)
        states = re.findall(rf"{re.escape(self.permission)}: granted=(true|false)", text)
        found = "true" in states
        return Judged(found is self.granted, f"{self.permission} granted: {self.granted}", f"granted: {listed(states)}")


class NotificationCheck(BaseCheck):
    """A notification matches this regular expression, or none does."""

    kind: Literal["notification"]
    words: str
    there: bool = True

    def judge(self, scene: Scene) -> Judged:
        texts = [text for each in scene.device.notifications() for text in (each.title, each.text)]
        found = any(re.search(self.words, line) for line in texts)
        return Judged(found is self.there, f"a notification {self.words!r}: {self.there}", f"texts: {listed(texts)}")


class ElementCheck(BaseCheck):
    """The screen shows an element with this text or id (regular expressions); or none, with `there: false`."""

    kind: Literal["element"]
    text: str = ""
    resource_id: str = ""
    checked: bool | None = None
    there: bool = True

    def judge(self, scene: Scene) -> Judged:
        seen = scene.device.observe()
        found = [
            element
            for element in seen.elements
            if re.search(self.text, f"{element.text}\n{element.description}")
            and re.search(self.resource_id, element.resource_id)
            and self.checked in (None, element.checked)
        ]
        expected = f"element {self.text!r} {self.resource_id!r}: {self.there}"
        return Judged(bool(found) is self.there, expected, f"{len(found)} such on {seen.activity}")


class FieldCheck(BaseCheck):
    """A text field of the screen, found by its id, holds exactly this text."""

    kind: Literal["field"]
    resource_id: str
    text: str

    def judge(self, scene: Scene) -> Judged:
        fields = [
            e for e in scene.device.observe().elements if e.editable and re.search(self.resource_id, e.resource_id)
        ]
        texts = [field.text for field in fields]
        return Judged(self.text in texts, f"{self.resource_id} holds {self.text!r}", f"fields: {listed(texts)}")


class DialogCheck(BaseCheck):
    """A dialog whose title matches is in front, or none is, with `there: false`."""

    kind: Literal["dialog"]
    words: str = "."
    there: bool = True

    def judge(self, scene: Scene) -> Judged:
        title = scene.device.observe().dialog
        found = bool(title and re.search(self.words, title))
        return Judged(found is self.there, f"a dialog {self.words!r}: {self.there}", f"dialog: {title!r}")


class KeyboardCheck(BaseCheck):
    """The keyboard is shown, or is not."""

    kind: Literal["keyboard"]
    shown: bool

    def judge(self, scene: Scene) -> Judged:
        shown = scene.device.observe().keyboard_shown
        return Judged(shown is self.shown, f"keyboard {_on(self.shown)}", f"keyboard {_on(shown)}")


class ShellCheck(BaseCheck):
    """What a command prints matches this regular expression."""

    kind: Literal["shell"]
    command: list[str]
    words: str
    root: bool = False

    def judge(self, scene: Scene) -> Judged:
        text = scene.shell(*self.command, root=self.root)
        return Judged(
            bool(re.search(self.words, text)), f"{self.command[0]} prints {self.words!r}", text.strip()[-160:]
        )


def _on(state: bool) -> str:
    return "on" if state else "off"
