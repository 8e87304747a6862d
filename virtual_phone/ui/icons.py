"""Vector icons on a 24 x 24 grid, drawn with a few strokes each and cached as antialiased masks.

A drawing is a list of steps "OP numbers": l polyline, p filled polygon, c circle, d disc, r rounded box (x y w h radius),
b filled rounded box, a arc (cx cy radius from to, degrees clockwise from three o'clock), x erase disc, e erase box, w set the pen width.
Knows no colours: a mask is 0..255 coverage.
"""

# ruff: noqa: E501  (a drawing is one line)

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL.Image import Image

_OVERSAMPLING = 4
_PEN = 2.0

_DRAWINGS: dict[str, str] = {
    "accessibility": "d 12 4 2;l 4 8 20 8;l 12 8 12 14;l 12 14 9 21;l 12 14 15 21;b 10 8 4 7 1",
    "account": "c 12 12 9;d 12 9.5 3;a 12 21 6.5 205 335",
    "add": "l 12 5 12 19;l 5 12 19 12",
    "airplane": "p 12 2 13.5 4 13.5 9 21 14 21 16 13.5 13.8 13.5 18.8 16 20.5 16 22 12 21 8 22 8 20.5 10.5 18.8 10.5 13.8 3 16 3 14 10.5 9 10.5 4",
    "alarm": "c 12 13 7.5;l 12 9 12 13.5 15 15;l 3 6 6.5 3;l 21 6 17.5 3",
    "apps": "d 5.5 5.5 2;d 12 5.5 2;d 18.5 5.5 2;d 5.5 12 2;d 12 12 2;d 18.5 12 2;d 5.5 18.5 2;d 12 18.5 2;d 18.5 18.5 2",
    "archive": "r 3.5 4 17 4.5 1;l 5 8.5 5 20 19 20 19 8.5;l 9.5 12.5 14.5 12.5",
    "arrow_down": "p 6 9 18 9 12 15.5",
    "arrow_drop_down": "p 7 10 17 10 12 15",
    "arrow_up": "p 6 15 18 15 12 8.5",
    "article": "r 4 4 16 16 2;l 8 9 16 9;l 8 12.5 16 12.5;l 8 16 13 16",
    "attach": "l 16 6 16 16;a 12 16 4 0 180;l 8 16 8 6.5;a 10.5 6.5 2.5 180 360;l 13 6.5 13 15.5",
    "audio": "l 9 17 9 5 19 5 19 15;d 7 17 3;d 17 15.5 3;e 10 6 8 2",
    "back": "l 20 12 5 12;l 12 5 5 12 12 19",
    "backspace": "l 8 5 21 5 21 19 8 19 2.5 12 8 5;l 11 9 17 15;l 17 9 11 15",
    "bar_chart": "b 4 12 4 8 .5;b 10 5 4 15 .5;b 16 9 4 11 .5",
    "battery": "b 7 4 10 17 2;b 10 2 4 3 1",
    "battery_saver": "r 7 4 10 17 2;b 10 2 4 3 1;l 12 9 12 16;l 8.8 12.5 15.2 12.5",
    "bell": "p 6 17 6 10.5 8 6.5 12 5 16 6.5 18 10.5 18 17;b 4 16.5 16 2 1;d 12 4.5 1.5;d 12 20.5 1.8",
    "bike": "c 5.5 16.5 3.6;c 18.5 16.5 3.6;l 5.5 16.5 9.5 9.5 15.5 9.5 18.5 16.5;l 9.5 9.5 12.5 16.5 15.5 9.5;l 14 6 16 6 17 10;l 8 8 11 8",
    "block": "c 12 12 8.5;l 6 6 18 18",
    "bluetooth": "l 6.5 7.5 17 16.5 12 21 12 3 17 7.5 6.5 16.5",
    "boat": "p 11 3 11 15 4 15;p 13 6 13 15 19.5 15;p 3 17 21 17 18 21 6 21",
    "brightness": "d 12 12 4;l 12 2 12 5;l 12 19 12 22;l 2 12 5 12;l 19 12 22 12;l 5 5 7 7;l 17 17 19 19;l 19 5 17 7;l 7 17 5 19",
    "calendar": "r 4 5 16 16 2;b 4 5 16 5 1;l 8 2.5 8 6;l 16 2.5 16 6;b 13 14 4.5 4.5 1",
    "call": "w 4;a 21.5 2.5 16 100 170;b 3 3 6 5.5 1.5;b 15.5 15 5.5 6 1.5",
    "call_end": "w 4.5;a 12 22 12.5 225 315;b 1.5 11.5 6 5 1.5;b 16.5 11.5 6 5 1.5",
    "call_made": "l 5 19 18 6;l 9.5 6 18 6 18 14.5",
    "call_missed": "l 3 7 11 15 20 6;l 14 6 20 6 20 12;l 3 13 3 7 9 7",
    "call_received": "l 19 5 6 18;l 14.5 18 6 18 6 9.5",
    "camera": "r 3 7 18 13 2;b 8 4 8 4 1;c 12 13.5 3.5",
    "car": "p 3 16 3 12 5.5 11 7.5 6 16.5 6 18.5 11 21 12 21 16;d 7 17 2.2;d 17 17 2.2",
    "cart": "l 2.5 4 5.5 4 8 15 18 15 20.5 7 6.3 7;d 9.5 19 1.8;d 17 19 1.8",
    "chart": "l 4 20 20 20;b 5 12 3.5 7 0.5;b 10.3 7 3.5 12 0.5;b 15.5 4 3.5 15 0.5",
    "check": "l 4.5 12.5 9.5 17.5 20 6.5",
    "check_circle": "d 12 12 9.5;w -2;l 7 12.5 10.5 16 17 9",
    "chevron_left": "l 15 5 8 12 15 19",
    "chevron_right": "l 9 5 16 12 9 19",
    "circle": "c 12 12 8",
    "circle_outline": "c 12 12 8.5",
    "clipboard": "r 5 4 14 17 2;b 8.5 2.5 7 4 1",
    "clock": "c 12 12 8.5;l 12 7 12 12 15.5 14.5",
    "close": "l 5.5 5.5 18.5 18.5;l 18.5 5.5 5.5 18.5",
    "cloud": "d 8 14.5 4.5;d 12.5 11 5.5;d 17 15 4;b 8 14 9 5 2",
    "copy": "r 8 7 12 14 2;l 4 16 4 3 15 3",
    "dark_mode": "d 12 12 9;x 16 8.5 7.5",
    "data": "l 8 20 8 5;l 4 9 8 5 12 9;l 16 4 16 19;l 12 15 16 19 20 15",
    "delete": "l 6.5 8 7.5 20.5 16.5 20.5 17.5 8;l 4 6 20 6;l 9 6 9 3.5 15 3.5 15 6;l 10.2 10 10.2 17.5;l 13.8 10 13.8 17.5",
    "devices": "r 3 5 13 10 1;l 2 19 13 19;r 16 9 6 11 1",
    "dialpad": "d 6 4 1.8;d 12 4 1.8;d 18 4 1.8;d 6 10 1.8;d 12 10 1.8;d 18 10 1.8;d 6 16 1.8;d 12 16 1.8;d 18 16 1.8;d 12 22 1.8",
    "display": "r 3 4 18 13 2;l 8 20.5 16 20.5",
    "do_not_disturb": "c 12 12 8.5;l 7.5 12 16.5 12",
    "download": "l 12 3.5 12 15.5;l 6.5 10.5 12 16 17.5 10.5;l 5 20 19 20",
    "edit": "l 4 20 4.7 16 16 4.7 19.3 8 8 19.3 4 20;l 13.5 7 17 10.5",
    "email": "r 3 5 18 14 2;l 4 7 12 13 20 7",
    "emoji": "c 12 12 8.5;d 9 10 1.4;d 15 10 1.4;a 12 12.5 4.5 20 160",
    "enter": "l 20 6 20 12.5 5 12.5;l 9.5 8 5 12.5 9.5 17",
    "error": "c 12 12 8.5;l 12 7 12 13;d 12 16.5 1.2",
    "event": "r 4 5 16 16 2;b 4 5 16 5 1;l 8 2.5 8 6;l 16 2.5 16 6",
    "file": "l 6 3.5 14 3.5 18.5 8 18.5 20.5 6 20.5 6 3.5;l 13.5 3.5 13.5 8.5 18.5 8.5",
    "film": "r 3 5 18 14 1.5;l 7 5 7 19;l 17 5 17 19;l 3 9.5 7 9.5;l 3 14.5 7 14.5;l 17 9.5 21 9.5;l 17 14.5 21 14.5",
    "filter": "l 4 7 20 7;l 7 12 17 12;l 10 17 14 17",
    "flag": "l 6 21 6 4 18 4 15.5 8 18 12 6 12",
    "flashlight": "b 8 3 8 3 1;p 8 7.5 16 7.5 14 11 14 20.5 10 20.5 10 11",
    "folder": "b 2.5 6 19 13.5 2;b 2.5 4 8 5 1.5",
    "globe": "c 12 12 8.8;l 3 12 21 12;a 5 12 11 -52 52;a 19 12 11 128 232",
    "grid": "r 4 4 6.5 6.5 1;r 13.5 4 6.5 6.5 1;r 4 13.5 6.5 6.5 1;r 13.5 13.5 6.5 6.5 1",
    "group": "d 9 8.5 3.5;d 16.5 9 2.8;b 2.5 14 13 6 3;b 14 14 7.5 5 2.5",
    "health": "b 10 4 4 16 1;b 4 10 16 4 1",
    "heart": "d 8 9 4.6;d 16 9 4.6;p 3.6 10.8 20.4 10.8 12 20.5",
    "history": "a 13 12 8 -140 165;l 3 6 4.5 10.5 9 9;l 13 8 13 12.5 16 14.5",
    "home": "p 12 3 21 11 18.5 11 18.5 20.5 14 20.5 14 14.5 10 14.5 10 20.5 5.5 20.5 5.5 11 3 11",
    "house": "p 12 3 2.5 11.5 5 11.5 5 20.5 10 20.5 10 14.5 14 14.5 14 20.5 19 20.5 19 11.5 21.5 11.5",
    "image": "r 3.5 4.5 17 15 2;p 6 17 10 11 13 15 15 12.5 18.5 17;d 8 8.7 1.4",
    "info": "c 12 12 8.8;l 12 11 12 17;d 12 7.6 1.3",
    "keyboard": "r 2.5 6 19 12 2;d 6.5 10 .9;d 10 10 .9;d 14 10 .9;d 17.5 10 .9;l 8 14.5 16 14.5",
    "label": "l 3.5 6.5 14.5 6.5 20 12 14.5 17.5 3.5 17.5 3.5 6.5",
    "language": "c 12 12 8.8;l 3 12 21 12;a 5 12 11 -52 52;a 19 12 11 128 232",
    "link": "a 8 12 4.5 90 270;a 16 12 4.5 270 450;l 8 7.5 10 7.5;l 8 16.5 10 16.5;l 14 7.5 16 7.5;l 14 16.5 16 16.5;l 8.5 12 15.5 12",
    "list": "l 8 6 20 6;l 8 12 20 12;l 8 18 20 18;d 4 6 1.2;d 4 12 1.2;d 4 18 1.2",
    "location": "d 12 9.5 6.8;p 5.8 12 18.2 12 12 21.5;x 12 9.5 2.6",
    "lock": "b 5 10 14 11 2;a 12 10 4.2 180 360;x 12 15.5 1.7",
    "memory": "r 6 6 12 12 1;b 9.5 9.5 5 5 .5;l 9 3 9 6;l 15 3 15 6;l 9 18 9 21;l 15 18 15 21;l 3 9 6 9;l 3 15 6 15;l 18 9 21 9;l 18 15 21 15",
    "mountain": "p 2 20 9 6 13 13 15 10 22 20",
    "menu": "l 3.5 6.5 20.5 6.5;l 3.5 12 20.5 12;l 3.5 17.5 20.5 17.5",
    "message": "b 3 3.5 18 14 2;p 3 12 3 21.5 8 17;w -1.8;l 7 8 17 8;l 7 12.5 14 12.5",
    "mic": "b 9 3 6 11 3;a 12 11 6.5 0 180;l 12 17.5 12 21",
    "more": "d 12 5 1.9;d 12 12 1.9;d 12 19 1.9",
    "mute": "p 3 9 7 9 12 4.5 12 19.5 7 15 3 15;l 16 9.5 21 14.5;l 21 9.5 16 14.5",
    "note": "b 4 3.5 16 17 2;w -1.8;l 8 8.5 16 8.5;l 8 12 16 12;l 8 15.5 13 15.5",
    "notifications": "p 6 17 6 10.5 8 6.5 12 5 16 6.5 18 10.5 18 17;b 4 16.5 16 2 1;d 12 4.5 1.5;d 12 20.5 1.8",
    "palette": "d 12 12 9;x 7.5 11.5 1.6;x 11 7.5 1.6;x 15.5 8 1.6;x 16.5 17 4.2",
    "paste": "r 5 4 14 17 2;b 8.5 2.5 7 4 1",
    "pause": "b 6.5 5 4 14 .8;b 13.5 5 4 14 .8",
    "people": "d 9 8.5 3.5;d 16.5 9 2.8;b 2.5 14 13 6 3;b 14 14 7.5 5 2.5",
    "person": "d 12 8 4;b 4 14 16 6.5 4",
    "person_add": "d 9.5 8 4;b 2 14 15 6.5 4;l 19.5 6 19.5 12;l 16.5 9 22.5 9",
    "phone": "r 6.5 2.5 11 19 2;l 10.5 18.5 13.5 18.5",
    "pin": "p 8 3 16 3 15 5 15 11 18 14 18 16 6 16 6 14 9 11 9 5;l 12 16 12 22",
    "play": "p 7 4.5 20 12 7 19.5",
    "power": "a 12 13 8 -55 235;l 12 3 12 12",
    "redo": "l 16 5 20.5 9.5 16 14;l 20.5 9.5 10 9.5;a 10 14 4.5 90 270;l 10 18.5 16 18.5",
    "refresh": "a 12 12 7.5 -30 260;p 21 3.5 21 11 13.5 11",
    "remove": "l 5 12 19 12",
    "repeat": "l 5 12 5 7 18 7;l 15 3.5 18.5 7 15 10.5;l 19 12 19 17 6 17;l 9 13.5 5.5 17 9 20.5",
    "reply": "l 9 6 3.5 11.5 9 17;l 3.5 11.5 15 11.5 20.5 17 20.5 20",
    "restaurant": "l 5 3 5 8;l 8 3 8 8;l 11 3 11 8;l 5 8 8 11 11 8;l 8 11 8 21;l 17 21 17 14;p 17 3 17 14 14 14 14 7",
    "rotate": "r 7.5 4 9 16 1.5;a 12 12 10.5 -75 -25;a 12 12 10.5 105 155",
    "run": "d 15 4.5 2.2;l 7 9.5 11 7.5 14.5 9 12 14 15 17 14 21.5;l 12 14 9.5 17.5 5.5 17.5;l 14.5 9 17 11.5 20 11.5",
    "save": "l 4 4 16.5 4 20 7.5 20 20 4 20 4 4;b 7 12.5 10 7.5 .5;b 7.5 4 7 4.5 .5",
    "schedule": "c 12 12 8.5;l 12 7 12 12 15.5 14.5",
    "school": "p 12 4 1.5 9.5 12 15 22.5 9.5;l 6 13 6 17.5 12 20 18 17.5 18 13;l 21.5 10 21.5 16",
    "screenshot": "r 6.5 2.5 11 19 2;l 9.5 9 9.5 6.5 12 6.5;l 14.5 15 14.5 17.5 12 17.5",
    "sd_card": "l 9 3 19 3 19 21 5 21 5 7 9 3;l 10 6 10 9;l 13 6 13 9;l 16 6 16 9",
    "search": "c 10.3 10.3 6.3;w 2.4;l 15 15 20.5 20.5",
    "security": "p 12 2 20 5.5 20 11.5 17 18 12 22 7 18 4 11.5 4 5.5;w -2;l 8 12 11 15 16 9.5",
    "send": "p 3 4 21.5 12 3 20 3 14 13.5 12 3 10",
    "settings": "d 12 12 7;b 10.2 2.5 3.6 4 .6;b 10.2 17.5 3.6 4 .6;b 2.5 10.2 4 3.6 .6;b 17.5 10.2 4 3.6 .6;p 4.8 7 7 4.8 9.5 7.5 7.5 9.5;p 17 4.8 19.2 7 16.5 9.5 14.5 7.5;p 4.8 17 7 19.2 9.5 16.5 7.5 14.5;p 17 19.2 19.2 17 16.5 14.5 14.5 16.5;x 12 12 3",
    "share": "d 18 5 2.8;d 6 12 2.8;d 18 19 2.8;w 1.8;l 6 12 18 5;l 6 12 18 19",
    "shift": "l 12 4 4 12 8 12 8 20 16 20 16 12 20 12 12 4",
    "shift_filled": "p 12 3.5 3.5 12.5 8 12.5 8 20.5 16 20.5 16 12.5 20.5 12.5",
    "shirt": "p 8 3.5 2.5 7 4.5 11 7 10 7 20.5 17 20.5 17 10 19.5 11 21.5 7 16 3.5 12 6",
    "signal": "p 3 21 21 21 21 3",
    "sim": "l 9 3 19 3 19 21 5 21 5 7 9 3;b 8.5 11 7 7 1",
    "sms": "b 3 3.5 18 14 2;p 3 12 3 21.5 8 17;x 8 10.5 1.2;x 12 10.5 1.2;x 16 10.5 1.2",
    "snooze": "c 12 13 7.5;l 9.5 10 14.5 10 9.5 16 14.5 16;l 3 6 6.5 3;l 21 6 17.5 3",
    "sort": "l 4 6.5 20 6.5;l 4 12 15 12;l 4 17.5 9.5 17.5",
    "star": "p 12 2.5 14.9 8.7 21.6 9.5 16.6 14.2 18 21 12 17.6 6 21 7.4 14.2 2.4 9.5 9.1 8.7",
    "star_outline": "l 12 3.5 14.6 9 20.5 9.7 16.1 13.9 17.3 19.8 12 16.8 6.7 19.8 7.9 13.9 3.5 9.7 9.4 9 12 3.5",
    "stop": "b 6 6 12 12 1",
    "stopwatch": "c 12 13.5 7.5;l 12 9.5 12 13.5;l 9.5 2.5 14.5 2.5;l 18 6 19.5 7.5",
    "storage": "b 3 4 18 4.5 1;b 3 10 18 4.5 1;b 3 16 18 4.5 1;x 6 6.2 1;x 6 12.2 1;x 6 18.2 1",
    "sync": "a 12 12 7.5 -150 -20;p 21.5 5 21 11.5 15.5 9.5;a 12 12 7.5 30 160;p 2.5 19 3 12.5 8.5 14.5",
    "swim": "d 17 8.5 2.2;l 6 13 10.5 8 14 13;l 3 16.5 6.5 15 10 16.5 14 15 17.5 16.5 21 15;l 3 20.5 6.5 19 10 20.5 14 19 17.5 20.5 21 19",
    "system": "c 12 12 8.8;l 12 11 12 17;d 12 7.6 1.3",
    "timer": "l 6 3.5 18 3.5;l 6 20.5 18 20.5;l 7.5 3.5 7.5 7 12 12 16.5 7 16.5 3.5;l 7.5 20.5 7.5 17 12 12 16.5 17 16.5 20.5",
    "translate": "l 3 5.5 13 5.5;l 8 3 8 5.5;l 11 5.5 4 14;l 6 9 11 13;l 12 21 16.5 10 21 21;l 13.7 17.5 19.3 17.5",
    "undo": "l 8 5 3.5 9.5 8 14;l 3.5 9.5 14 9.5;a 14 14 4.5 -90 90;l 14 18.5 8 18.5",
    "unlock": "b 5 10 14 11 2;a 12 8 4.2 180 340;x 12 15.5 1.7",
    "usb": "l 12 4 12 19;d 12 20 2;p 9.5 6 14.5 6 12 2;l 6.5 10 6.5 13 12 16;d 6.5 9.5 1.6;l 17.5 9 17.5 12 12 15;b 16 7 3 3 .3",
    "vibrate": "r 8 4 8 16 1.5;l 4 9 4 15;l 20 9 20 15;l 1.5 10.5 1.5 13.5;l 22.5 10.5 22.5 13.5",
    "video": "b 3 6 12.5 12 2;p 16 10.5 21 7 21 17 16 13.5",
    "visibility": "a 12 19 11 221 319;a 12 5 11 41 139;d 12 12 3.2",
    "voicemail": "c 6.5 12 4;c 17.5 12 4;l 6.5 16 17.5 16",
    "volume": "p 3 9 7 9 12 4.5 12 19.5 7 15 3 15;a 11.5 12 4.5 -50 50;a 11.5 12 8.5 -50 50",
    "wallet": "r 3 6 18 13 2;l 5 6 17 3 17 6;r 14.5 10.5 6.5 4.5 1",
    "wallpaper": "r 3.5 4.5 17 15 2;p 6 17 10 11 13 15 15 12.5 18.5 17;d 8 8.7 1.4",
    "warning": "l 12 4 21.5 20 2.5 20 12 4;l 12 10 12 14.5;d 12 17.2 1.1",
    "wifi": "d 12 18.5 2;a 12 19 6.2 222 318;a 12 19 10.2 222 318;a 12 19 14.2 222 318",
    "wifi_off": "d 12 18.5 2;a 12 19 6.2 222 318;a 12 19 10.2 222 318;a 12 19 14.2 222 318;w -2;l 5 2 22 19;w 1.8;l 3.5 3.5 20.5 20.5",
}
NAMES = tuple(_DRAWINGS)
DIRECTED = frozenset(
    {
        "article", "back", "backspace", "bar_chart", "call_made", "call_missed", "call_received", "chevron_left",
        "chevron_right", "enter", "label", "list", "message", "note", "redo", "reply", "send", "sms", "sort", "undo",
        "volume", "mute",
    }
)  # fmt: skip
"""Icons that point along the line and are mirrored where it runs from right to left."""


@lru_cache(maxsize=512)
def mask(name: str, size_px: int, turned: bool = False) -> Image:
    """Return the coverage of an icon, `size_px` square, mode L; an unknown name gives a rounded box."""
    from PIL import Image, ImageDraw

    if turned:
        return mask(name, size_px).transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    side = size_px * _OVERSAMPLING
    canvas = Image.new("L", (side, side), 0)
    pen = _Pen(ImageDraw.Draw(canvas), side / 24)
    for step in _DRAWINGS.get(name, "r 5 5 14 14 4").split(";"):
        op, *numbers = step.split()
        pen.step(op, [float(number) for number in numbers])
    return canvas.resize((size_px, size_px), Image.Resampling.BOX)


class _Pen:
    """Carries out the steps of one drawing on an oversampled canvas."""

    def __init__(self, draw: Any, scale: float) -> None:
        self._draw = draw
        self._scale = scale
        self._width = _PEN
        self._ink = 255

    def step(self, op: str, n: list[float]) -> None:
        """Carry out one step; `w` with a negative width erases from there on."""
        match op:
            case "w":
                self._width, self._ink = abs(n[0]), 255 if n[0] > 0 else 0
            case "l":
                self._line(list(zip(n[::2], n[1::2], strict=True)))
            case "p":
                self._draw.polygon([v * self._scale for v in n], fill=self._ink)
            case "c":
                self._circle(n[0], n[1], n[2])
            case "d":
                self._disc(n[0], n[1], n[2], self._ink)
            case "x":
                self._disc(n[0], n[1], n[2], 0)
            case "r" | "b" | "e":
                self._box(op, n)
            case "a":
                self._arc(n)

    def _disc(self, x: float, y: float, radius: float, ink: int) -> None:
        s = self._scale
        self._draw.ellipse([(x - radius) * s, (y - radius) * s, (x + radius) * s, (y + radius) * s], fill=ink)

    def _circle(self, x: float, y: float, radius: float) -> None:
        s, outer = self._scale, radius + self._width / 2
        box = [(x - outer) * s, (y - outer) * s, (x + outer) * s, (y + outer) * s]
        self._draw.ellipse(box, outline=self._ink, width=round(self._width * s))

    def _line(self, points: list[tuple[float, float]]) -> None:
        s, width = self._scale, round(self._width * self._scale)
        for first, second in zip(points, points[1:], strict=False):
            self._draw.line([first[0] * s, first[1] * s, second[0] * s, second[1] * s], fill=self._ink, width=width)
        for x, y in points:
            self._disc(x, y, self._width / 2, self._ink)

    def _box(self, op: str, n: list[float]) -> None:
        s = self._scale
        x, y, w, h = n[:4]
        radius = (n[4] if len(n) > 4 else 0) * s
        if op == "r":
            half = self._width / 2
            rect = [(x - half) * s, (y - half) * s, (x + w + half) * s, (y + h + half) * s]
            self._draw.rounded_rectangle(rect, radius + half * s, outline=self._ink, width=round(self._width * s))
        else:
            ink = 0 if op == "e" else self._ink
            self._draw.rounded_rectangle([x * s, y * s, (x + w) * s, (y + h) * s], radius, fill=ink)

    def _arc(self, n: list[float]) -> None:
        s, outer = self._scale, n[2] + self._width / 2
        box = [(n[0] - outer) * s, (n[1] - outer) * s, (n[0] + outer) * s, (n[1] + outer) * s]
        self._draw.arc(box, n[3], n[4], fill=self._ink, width=round(self._width * s))
