"""How secret an app's screen is, and which texts are secrets wherever they stand. Knows no policy and no
device.

Errs upward: an unknown app counts as SENSITIVE, and a pattern can only raise a label.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from .labels import Confidentiality, Integrity, Label
from .types import Element

_PERSONAL_APPS = frozenset(
    {
        "android",
        "com.android.settings",
        "com.android.deskclock",
        "com.google.android.deskclock",
        "com.android.launcher3",
        "com.google.android.apps.nexuslauncher",
        "com.android.calculator2",
        "com.google.android.calculator",
        "com.google.android.permissioncontroller",
        "com.android.permissioncontroller",
        "com.google.android.inputmethod.latin",
        "com.android.inputmethod.latin",
        "com.android.vending",
    }
)
_CODE_WORDS = re.compile(
    r"\b(otp|one[- ]time|verification|verify|security code|passcode|code is|login code|pin|tan|cvv|cvc|2fa"
    r"|is your (?:[\w-]+ ){0,3}code|to (?:log|sign) ?in"
    r"|bestätigungscode|sicherheitscode|código|codice|code de|kode|код)\b|验证码|認証コード|인증",
    re.IGNORECASE,
)
# A full stop after it ends a sentence; one with a digit behind it makes an amount.
_CODE = re.compile(r"(?<![\d.:/+])\d(?:[ -]?\d){3,7}(?![\d:/]|\.\d)")
_CARD = re.compile(r"(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)")


def label_of_screen(packages: Iterable[str], elements: Iterable[Element]) -> Label:
    """Return the label of a screen that these packages draw and these elements stand on."""
    label = Label(Integrity.UNTRUSTED, Confidentiality.PUBLIC)
    for package in packages:
        level = Confidentiality.PERSONAL if package in _PERSONAL_APPS else Confidentiality.SENSITIVE
        label = label.join(Label.of_app(package, level))
    if any(element.password or is_secret(_words(element)) for element in elements):
        label = label.join(Label(Integrity.UNTRUSTED, Confidentiality.SECRET))
    return label if label.origins else label.join(Label(Integrity.UNTRUSTED, Confidentiality.SENSITIVE))


def _words(element: Element) -> str:
    return f"{element.text} {element.description}"


def is_secret(text: str) -> bool:
    """Whether the text shows a one-time code or a card number."""
    if not any(character.isdigit() for character in text):
        return False
    if _CODE_WORDS.search(text) and _CODE.search(text):
        return True
    return any(_luhn(found[0]) for found in _CARD.finditer(text))


def _luhn(text: str) -> bool:
    digits = [int(character) for character in text if character.isdigit()]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    return (sum(doubled) + sum(digits[-1::-2])) % 10 == 0 and len(set(digits)) > 1
