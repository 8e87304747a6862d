"""What differs between Android versions: one table, from the name of a text to the text by API level.

Knows: which levels the phone can be, their versions and builds, and the formats and words that changed between them.
A value holds from its level on, until a later one takes its place. Where a row comes from stands beside it: "recorded"
is the output of a device, "documented" is Android's documentation or its published source.
Does not know: who prints the texts. What is not here prints the same at every level, in the form of API 33.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .apps.app import Manifest

LEVELS = (30, 31, 33, 34)
DEFAULT_LEVEL = 33
_SYSTEM_VERSION_CODE = 33
"""What the apps that are part of Android have in their manifests; on a phone of another level they have that one's."""


class UnknownApiLevelError(ValueError):
    """No phone of this API level can be made."""


Row = Mapping[int, str]

_BUILD: Mapping[str, Row] = {
    # documented: the version table of the platform
    "release": {30: "11", 31: "12", 33: "13", 34: "14"},
    # documented: the list of build numbers; its dates are those of the builds' security patches
    "build.id": {30: "RQ3A.211001.001", 31: "SP1A.210812.016", 33: "TQ3A.230805.001", 34: "UP1A.231005.007"},
    "build.patch": {30: "2021-10-01", 31: "2021-10-05", 33: "2023-08-05", 34: "2023-10-05"},
    # documented: the kernels that came with each version; the patch levels are the phone's own
    "kernel": {
        30: "5.4.147-android11-2", 31: "5.10.66-android12-9", 33: "5.15.41-android13-8", 34: "6.1.23-android14-4",
    },
    # recorded, each on a device of that version
    "toybox": {30: "0.8.3-android", 31: "0.8.4-android", 33: "0.8.6-android", 34: "0.8.9-android"},
}  # fmt: skip

_ACTIVITY: Mapping[str, Row] = {
    # documented (the printing code of each version): 11 has stacks, which hold tasks; from 12 on there are tasks alone
    "activity.stack": {
        30: "  Stack #{task}: type={kind} mode=fullscreen\n  isSleeping={sleeping}\n  mBounds=Rect(0, 0 - 0, 0)",
        31: "",
    },
    "activity.indent": {30: "    ", 31: "  "},
    # documented (the same), recorded for 11 and 14: what a task says of itself, and in which order
    "activity.task": {
        30: "Task{{{token} #{task} visible={visible} type={kind} mode=fullscreen translucent=false "
            "A={uid}:{affinity} U=0 StackId={task} sz={size}}}",
        31: "Task{{{token} #{task} type={kind} A={uid}:{affinity} U=0 visible={visible} mode=fullscreen "
            "translucent=false sz={size}}}",
        33: "Task{{{token} #{task} type={kind} A={uid}:{affinity} U=0 visible={visible} visibleRequested={visible} "
            "mode=fullscreen translucent=false sz={size}}}",
    },
    # documented (the same): two blanks since 13
    "activity.history": {30: "* Hist #{number}:", 33: "* Hist  #{number}:"},
    # recorded: clients that read several versions look for `mResumedActivity: ` up to 12, `topResumedActivity=` from 13
    "activity.resumed": {30: "    mResumedActivity: {record}", 33: "    topResumedActivity={record}"},
    # documented (Task.java): the line of the whole display, at every level; from 12 on also one for each display area
    "activity.areas": {30: "", 31: "  Resumed activities in task display areas (from top to bottom):\n"
                                   "    Resumed: {record}\n"},
    # recorded on 13 and 14 (rootTaskId); documented (WindowState.java) for 11
    "window.task": {30: "stackId", 31: "rootTaskId"},
}  # fmt: skip

_DEVICE: Mapping[str, Row] = {
    # documented: BatteryService.java of 13 has no dock, that of 14 has
    "battery.dock": {30: "", 34: "  Dock powered: false\n"},
    # recorded: clients of all versions look for these three; documented (TouchInputMapper.cpp): a number, then a name
    "input.orientation": {
        30: "      SurfaceWidth: {width}px\n      SurfaceHeight: {height}px\n      SurfaceOrientation: {rotation}\n",
        33: "      InputDeviceOrientation: {rotation}\n",
        34: "      InputDeviceOrientation: Rotation{degrees}\n",
    },
    # documented (TouchInputMapper.cpp): the size of the touch area, gone with the surface lines
    "input.physical": {30: "      PhysicalWidth: {wide}px\n      PhysicalHeight: {high}px\n", 33: ""},
    # documented (Settings.java): renamed in 14
    "package.uid": {30: "userId", 34: "appId"},
    # documented (Settings.java): since 13 each user has an own time of the first installation
    "package.first": {30: "    firstInstallTime={moment}\n", 33: ""},
    "package.user_first": {30: "", 33: "      firstInstallTime={moment}\n"},
}  # fmt: skip

_PERMISSION: Mapping[str, Row] = {
    # documented: the permission dialogs of 11; recorded from 12 on, with the curly apostrophe
    "permission.deny": {30: "Deny", 31: "Don’t allow"},
    # documented (permissions in Android 11): location, camera and microphone have it
    "permission.once": {30: "Only this time"},
    "permission.using": {30: "While using the app"},
    # documented: READ_EXTERNAL_STORAGE until 12; 13 asks for pictures and films, and for music
    "permission.READ_EXTERNAL_STORAGE": {30: "access photos and media on your device"},
    "permission.READ_MEDIA_IMAGES": {33: "access photos and videos on this device"},
    "permission.READ_MEDIA_VIDEO": {33: "access photos and videos on this device"},
    "permission.READ_MEDIA_AUDIO": {33: "access music and audio on this device"},
    # documented: Android 13 asks before an app may notify; before, every app may
    "permission.POST_NOTIFICATIONS": {33: "send you notifications"},
}  # fmt: skip

_SETTINGS: Mapping[str, Row] = {
    # documented (help pages of the versions): one page in 11, two from 12 on
    "settings.apps": {30: "Apps & notifications", 31: "Apps"},
    # documented: named so since 12
    "settings.sound": {30: "Sound", 31: "Sound & vibration"},
    # documented: the page got its longer name in 14
    "settings.security": {30: "Security", 34: "Security & privacy"},
}  # fmt: skip

_FEATURES: Mapping[str, int] = {
    # documented (dump format of each version's AccessibilityNodeInfoDumper)
    "dump.drawing_order_and_hint": 34,
    # documented: one command for all of Bluetooth, in its own module since 13
    "cmd.bluetooth_switch": 33,
    # documented: languages for single apps came with 13
    "cmd.locale": 33,
}
"""Since which level something is there at all."""

_TABLE: Mapping[str, Row] = {**_BUILD, **_ACTIVITY, **_DEVICE, **_PERMISSION, **_SETTINGS}


def checked(level: int) -> int:
    """Return the level when there are phones of it.

    Raises:
        UnknownApiLevelError: There are none; the text names those that there are.
    """
    if level not in LEVELS:
        known = ", ".join(map(str, LEVELS))
        raise UnknownApiLevelError(f"there is no virtual phone of API {level}; there are: {known}")
    return level


def text(level: int, name: str, **values: object) -> str:
    """Return a text of the table at a level, with its {fields} filled in; "" where it does not exist yet.

    Raises:
        KeyError: The table has no such row.
    """
    row = _TABLE[name]
    since = max((first for first in row if first <= level), default=None)
    return "" if since is None else row[since].format(**values)


def has(level: int, feature: str) -> bool:
    """Tell whether a feature of the table is there at a level. Raises KeyError for one that the table lacks."""
    return level >= _FEATURES[feature]


def has_text(level: int, name: str) -> bool:
    """Tell whether the table has a text of this name that exists at a level."""
    return any(first <= level for first in _TABLE.get(name, ()))


def knows_permission(level: int, permission: str) -> bool:
    """Tell whether a permission exists at a level; one that the table does not name always does."""
    name = f"permission.{permission.rpartition('.')[2]}"
    return name not in _TABLE or has_text(level, name)


def version_of(manifest: Manifest, level: int) -> tuple[str, int, int]:
    """Return (version name, version code, target level) of an app; Android's own apps go with the phone."""
    if manifest.system and manifest.version_code == _SYSTEM_VERSION_CODE:
        return text(level, "release"), level, level
    return manifest.version_name, manifest.version_code, manifest.target_sdk


def build_properties(level: int) -> dict[str, str]:
    """Return the properties that say which Android this is."""
    release, build = text(level, "release"), text(level, "build.id")
    fingerprint = f"ainos/vphone/vphone:{release}/{build}/1:userdebug/dev-keys"
    return {
        "ro.bootimage.build.fingerprint": fingerprint,
        "ro.build.description": f"vphone-userdebug {release} {build} 1 dev-keys",
        "ro.build.display.id": f"{build} dev-keys",
        "ro.build.fingerprint": fingerprint,
        "ro.build.id": build,
        "ro.build.version.incremental": "1",
        "ro.build.version.release": release,
        "ro.build.version.release_or_codename": release,
        "ro.build.version.sdk": str(level),
        "ro.build.version.security_patch": text(level, "build.patch"),
        "ro.kernel.version": ".".join(text(level, "kernel").split(".")[:2]),
        "ro.product.first_api_level": str(level),
        "ro.system.build.version.release": release,
        "ro.system.build.version.sdk": str(level),
    }
