"""Keys that the system takes before any app: Home, Back, Overview, volume, power, search, notifications."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..intents import FLAG_NEW_TASK, Intent
from .keycodes import (
    KEY_APP_SWITCH,
    KEY_BACK,
    KEY_BRIGHTNESS_DOWN,
    KEY_BRIGHTNESS_UP,
    KEY_CALL,
    KEY_CAMERA,
    KEY_ENDCALL,
    KEY_ESCAPE,
    KEY_HOME,
    KEY_NOTIFICATION,
    KEY_POWER,
    KEY_SETTINGS,
    KEY_SLEEP,
    KEY_VOLUME_DOWN,
    KEY_VOLUME_MUTE,
    KEY_VOLUME_UP,
    KEY_WAKEUP,
)

if TYPE_CHECKING:
    from .windows import WindowManager

_VOICE_CALL, _RING, _MUSIC = 0, 2, 3
_SILENCING = (KEY_POWER, KEY_VOLUME_UP, KEY_VOLUME_DOWN)


def press_system_key(windows: WindowManager, code: int) -> bool:
    """Carry out a system key; False when the key is none. With the screen off only power and wake-up keys work."""
    phone = windows.phone
    match code:
        case c if c in _SILENCING and phone.power.screen_on and phone.telephony.silence():
            pass  # the first press of a call that rings only takes the sound away
        case c if c == KEY_POWER:
            phone.power.toggle()
        case c if c == KEY_WAKEUP:
            phone.power.wake()
        case c if c == KEY_SLEEP:
            phone.power.sleep()
        case _ if not phone.power.screen_on:
            return True
        case c if c == KEY_HOME:
            if not phone.power.locked:
                windows.home()
        case c if c in (KEY_BACK, KEY_ESCAPE):
            windows.back()
        case c if c == KEY_APP_SWITCH:
            if not phone.power.locked:
                windows.toggle_recents()
        case c if c == KEY_NOTIFICATION:
            windows.open_notifications()
        case c if c == KEY_SETTINGS:
            phone.activities.start(Intent("android.settings.SETTINGS", flags=FLAG_NEW_TASK))
        case c if c == KEY_CALL:
            phone.telephony.answer()
        case c if c == KEY_ENDCALL:
            phone.telephony.end_call()
        case c if c in (KEY_CAMERA, KEY_VOLUME_UP, KEY_VOLUME_DOWN) and _app_took(windows, c):
            pass
        case c if c in (KEY_VOLUME_UP, KEY_VOLUME_DOWN, KEY_VOLUME_MUTE):
            _volume(windows, c)
        case c if c in (KEY_BRIGHTNESS_UP, KEY_BRIGHTNESS_DOWN):
            step = 12 if c == KEY_BRIGHTNESS_UP else -12
            level = phone.settings.get_int("system", "screen_brightness", 102) + step
            phone.settings.put("system", "screen_brightness", str(max(1, min(255, level))))
        case _:
            return False
    windows.invalidate()
    return True


def _app_took(windows: WindowManager, code: int) -> bool:
    """Offer a key to the activity in front, unless a window of the system has the focus."""
    record = windows.phone.activities.resumed
    if record is None or windows.focused.owner is not record.activity:
        return False
    with windows.guard():
        return record.activity.on_key(code)
    return True


def _volume(windows: WindowManager, code: int) -> None:
    """Change the volume of what would sound: a call, else media (Android's default since version 9)."""
    audio = windows.phone.audio
    stream = _VOICE_CALL if windows.phone.telephony.state == 2 else _MUSIC
    if code == KEY_VOLUME_MUTE:
        audio.set_volume(stream, 0)
    else:
        audio.adjust(stream, 1 if code == KEY_VOLUME_UP else -1)
    windows.volume_panel.show(stream)
