"""Android key codes: the ones with a meaning here, and which character a key types.

Source: android.view.KeyEvent; the US key character map.
"""

from __future__ import annotations

KEY_HOME, KEY_BACK, KEY_CALL, KEY_ENDCALL = 3, 4, 5, 6
KEY_VOLUME_UP, KEY_VOLUME_DOWN, KEY_POWER, KEY_CAMERA = 24, 25, 26, 27
KEY_TAB, KEY_ENTER, KEY_DEL = 61, 66, 67
KEY_MENU, KEY_NOTIFICATION, KEY_SEARCH = 82, 83, 84
KEY_PAGE_UP, KEY_PAGE_DOWN, KEY_ESCAPE, KEY_FORWARD_DEL = 92, 93, 111, 112
KEY_MOVE_HOME, KEY_MOVE_END = 122, 123
KEY_NUMPAD_ENTER, KEY_VOLUME_MUTE, KEY_SETTINGS, KEY_APP_SWITCH = 160, 164, 176, 187
KEY_BRIGHTNESS_DOWN, KEY_BRIGHTNESS_UP, KEY_SLEEP, KEY_WAKEUP = 220, 221, 223, 224
KEY_DPAD_CENTER = 23
GAME_KEYS = (96, 108)
"""A and Start of a game pad: an app that does not know them gets the D-pad's centre instead."""
ENTER_KEYS = (KEY_ENTER, KEY_NUMPAD_ENTER)
CURSOR_KEYS = {21: -1, 22: 1}
DPAD = {19: (0, -1), 20: (0, 1), 21: (-1, 0), 22: (1, 0)}
"""Direction keys: which way on x and y."""
META_SHIFT, META_CTRL, META_CAPS = 0x1, 0x1000, 0x100000

_NAMES = {
    "home": KEY_HOME,
    "back": KEY_BACK,
    "left": 21,
    "right": 22,
    "up": 19,
    "down": 20,
    "center": KEY_DPAD_CENTER,
    "menu": KEY_MENU,
    "search": KEY_SEARCH,
    "enter": KEY_ENTER,
    "delete": KEY_DEL,
    "del": KEY_DEL,
    "recent": KEY_APP_SWITCH,
    "volume_up": KEY_VOLUME_UP,
    "volume_down": KEY_VOLUME_DOWN,
    "volume_mute": KEY_VOLUME_MUTE,
    "camera": KEY_CAMERA,
    "power": KEY_POWER,
}

_PLAIN = {
    **{7 + digit: str(digit) for digit in range(10)},
    **{29 + place: letter for place, letter in enumerate("abcdefghijklmnopqrstuvwxyz")},
    **{144 + digit: str(digit) for digit in range(10)},
    17: "*",
    18: "#",
    55: ",",
    56: ".",
    62: " ",
    68: "`",
    69: "-",
    70: "=",
    71: "[",
    72: "]",
    73: "\\",
    74: ";",
    75: "'",
    76: "/",
    77: "@",
    81: "+",
    154: "/",
    155: "*",
    156: "-",
    157: "+",
    158: ".",
    159: ",",
    161: "=",
    162: "(",
    163: ")",
}
_SHIFTED = dict(zip("1234567890`-=[]\\;',./", '!@#$%^&*()~_+{}|:"<>?', strict=True))


def named(name: str) -> int | None:
    """Return the key code for a name of uiautomator2's pressKey, or None."""
    return _NAMES.get(name)


def character(code: int, meta: int = 0) -> str:
    """Return what a key types with these meta keys, or ""."""
    plain = _PLAIN.get(code, "")
    if plain.isalpha():
        return plain.upper() if bool(meta & META_SHIFT) != bool(meta & META_CAPS) else plain
    return _SHIFTED.get(plain, plain) if meta & META_SHIFT and code < 144 else plain
