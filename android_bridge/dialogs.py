"""Recognises what comes uncalled: dialogs of the system, locks, overlays, a dark screen; and what stands under a
keyboard.

By package, resource id and window first, by words only where a dialog of the system has no id of its own. Pure: it
acts on nothing and decides nothing (agent/interruptions.py does). It errs to the silent side: a window that it does not
know is none of its kinds, so that a dialog of the task itself is never closed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from .types import Element, Observation

Kind = Literal[
    "anr",
    "crash",
    "permission",
    "update",
    "battery",
    "sim",
    "usb",
    "overlay",
    "shade",
    "locked",
    "screen_off",
    "keyboard",
]
Role = Literal["wait", "close", "deny", "later", "other"]
"""What a button does; `other` are those that nobody but the user may press."""

_PERMISSION_PACKAGES = frozenset({
    "com.android.permissioncontroller", "com.google.android.permissioncontroller", "com.android.packageinstaller",
    "com.google.android.packageinstaller", "com.samsung.android.permissioncontroller", "com.lbe.security.miui",
    "com.miui.securitycenter", "com.huawei.systemmanager", "com.coloros.securitypermission",
})  # fmt: skip
_PERMISSION_IDS = ("permission_message", "grant_dialog", "permission_deny_button", "permission_allow_button",
                   "permission_deny_and_dont_ask_again_button", "permission_no_upgrade_button")  # fmt: skip
_UPDATERS = frozenset({
    "com.google.android.gms", "com.android.vending", "com.wssyncmldm", "com.sec.android.soagent",
    "com.android.updater", "com.oneplus.opbackup", "com.oppo.ota", "com.coloros.sau", "com.huawei.android.hwouc",
    "com.motorola.ccc.ota", "com.google.android.update", "com.android.dynsystem",
})  # fmt: skip
_SYSTEM = frozenset({"android", "com.android.systemui", "com.android.settings", "com.android.phone", "com.android.stk"})
_SHADE_IDS = ("notification_stack_scroller", "quick_settings_panel", "qs_frame", "notification_panel", "expanded_qs")
_PIN_IDS = ("pinEntry", "passwordEntry", "simPinEntry", "lockPatternView", "keyguard_pin_view", "pin_view",
            "keyguard_message_area", "keyguard_password_view", "keyguard_pattern_view", "key5")  # fmt: skip
_ANR_IDS, _CRASH_IDS = ("aerr_wait",), ("aerr_close", "aerr_app_info", "aerr_restart", "aerr_report", "aerr_mute")
_TITLE_IDS = ("alertTitle", "permission_message", "title", "dialog_title", "message")

# Words in the languages of the virtual phone (en, de, zh, ar, he) and six more that Android speaks most.
_WORDS: dict[Kind, re.Pattern[str]] = {
    "update": re.compile(
        r"\b(?:update|upgrade)|aktualisier|更新|升级|تحديث|עדכון|actualiza|mise à jour|atualiza|обновл"
        r"|アップデート|업데이트",
        re.IGNORECASE,
    ),
    "battery": re.compile(
        r"\bbattery\b.*\b(?:low|run out|saver)|\blow battery|akku|电池|电量|البطارية|סוללה|batería|batterie|bateria"
        r"|батаре|バッテリー|電池|배터리",
        re.IGNORECASE,
    ),
    "sim": re.compile(r"\bsim\b|sim-karte|sim 卡|شريحة|כרטיס sim|сим", re.IGNORECASE),
    "usb": re.compile(r"\busb\b", re.IGNORECASE),
}
_BUTTON_WORDS: tuple[tuple[Role, re.Pattern[str]], ...] = (
    ("deny", re.compile(
        r"^(?:don.t allow|deny(?: anyway)?|no,? thanks|nicht zulassen|ablehnen|不允许|拒绝|عدم السماح|رفض|אין אישור"
        r"|דחייה|no permitir|ne pas autoriser|não permitir|не разрешать|запретить|許可しない|허용 안함)$",
        re.IGNORECASE)),
    ("wait", re.compile(r"^(?:wait|warten|等待|الانتظار|انتظار|המתנה|esperar|attendre|aguardar|подождать|待機|대기)$",
                        re.IGNORECASE)),
    ("later", re.compile(
        r"^(?:later|not now|remind me later|remind later|snooze|cancel|dismiss|später|nicht jetzt|abbrechen|schließen"
        r"|稍后|以后再说|取消|暂不|لاحقًا|لاحقا|ليس الآن|إلغاء|מאוחר יותר|לא עכשיו|ביטול|más tarde|ahora no|cancelar"
        r"|plus tard|pas maintenant|annuler|mais tarde|agora não|позже|не сейчас|отмена|後で|キャンセル|나중에|취소)$",
        re.IGNORECASE)),
    ("close", re.compile(
        r"^(?:close app|close|ok|got it|app schließen|schließen|关闭应用|关闭|确定|知道了|إغلاق التطبيق|إغلاق|حسنًا"
        r"|סגירת האפליקציה|סגירה|אישור|cerrar aplicación|fermer l.application|fechar app|закрыть приложение"
        r"|アプリを閉じる|앱 닫기)$", re.IGNORECASE)),
)  # fmt: skip
_BUTTON_IDS: dict[str, Role] = {
    "aerr_wait": "wait", "aerr_close": "close", "permission_deny_button": "deny", "later_button": "later",
    "permission_deny_and_dont_ask_again_button": "other", "permission_no_upgrade_button": "deny",
    "aerr_app_info": "other", "aerr_restart": "other", "aerr_mute": "other", "aerr_report": "other",
}  # fmt: skip
_NEVER = re.compile(r"allow|grant|accept|agree|continue|install|restart|permit|erlauben|zulassen", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Button:
    """One button of a dialog and what it does."""

    role: Role
    element: Element


@dataclass(frozen=True, slots=True)
class Interruption:
    """What stands in the way."""

    kind: Kind
    package: str
    """Whose window it is; of a hanging or crashed app its own package where it is known."""
    title: str
    """What it says, as shown."""
    buttons: tuple[Button, ...] = ()
    secure: bool = False
    """Of a lock: whether it asks for a PIN, a pattern or a password now."""

    def button(self, *roles: Role) -> Element | None:
        """Return the button of the first of these roles that it has."""
        for role in roles:
            for button in self.buttons:
                if button.role == role:
                    return button.element
        return None


def recognise(seen: Observation) -> Interruption | None:
    """Return what came uncalled and stands in front, or None.

    A dark screen comes before a lock, a lock before a dialog: in that order they must be dealt with.
    """
    if not seen.state.screen_on:
        return Interruption("screen_off", "com.android.systemui", "the screen is off")
    if seen.state.locked:
        secure = any(_last(e) in _PIN_IDS for e in seen.elements)
        return Interruption("locked", "com.android.systemui", "the phone is locked", secure=secure)
    return _dialog(seen) or _overlay(seen) or _shade(seen)


def _dialog(seen: Observation) -> Interruption | None:
    ids = {_last(e) for e in seen.elements if e.package in _SYSTEM}
    behind = seen.activity.partition("/")[0]
    if ids.intersection(_ANR_IDS):
        return _made("anr", behind or "android", seen)
    if ids.intersection(_CRASH_IDS):
        return _made("crash", behind or "android", seen)
    for element in seen.elements:
        if element.package in _PERMISSION_PACKAGES and _last(element) in _PERMISSION_IDS:
            return _made("permission", element.package, seen)
    return _notice(seen)


def _notice(seen: Observation) -> Interruption | None:
    """Return a dialog of the updater or the system that its words name."""
    owner, words = seen.package, " ".join((seen.dialog, seen.activity, *(e.text for e in seen.elements[:8])))
    if not seen.dialog:
        return None
    if owner in _UPDATERS and _WORDS["update"].search(words):
        return _made("update", owner, seen)
    if owner in _SYSTEM and seen.activity.partition("/")[0] != owner:  # a window of its own, not a page of Settings
        kinds: tuple[Kind, ...] = ("battery", "sim", "usb", "update")
        for kind in kinds:
            if _WORDS[kind].search(words):
                return _made(kind, owner, seen)
    return None


def _overlay(seen: Observation) -> Interruption | None:
    """Return another app's window that lies over the app in front: it has no activity there."""
    front = seen.activity.partition("/")[0]
    if not front or not seen.package or seen.package in (front, *_SYSTEM) or is_input_method(seen.package):
        return None
    if seen.package in _PERMISSION_PACKAGES or not any(e.package == seen.package for e in seen.elements):
        return None
    return _made("overlay", seen.package, seen)


def _shade(seen: Observation) -> Interruption | None:
    if seen.package != "com.android.systemui":
        return None
    if any(_last(e) in _SHADE_IDS for e in seen.elements):
        return Interruption("shade", seen.package, "the notification shade is open")
    return None


def _made(kind: Kind, package: str, seen: Observation) -> Interruption:
    title = seen.dialog or next((e.text for e in seen.elements if _last(e) in _TITLE_IDS and e.text), "")
    buttons = tuple(Button(_role(e), e) for e in seen.elements if e.clickable and e.enabled and not e.editable)
    return Interruption(kind, package, title or kind, buttons)


def _role(element: Element) -> Role:
    known = _BUTTON_IDS.get(_last(element))
    if known is not None:
        return known
    if _NEVER.search(_last(element)):
        return "other"
    name = element.name.strip()
    return next((role for role, words in _BUTTON_WORDS if words.match(name)), "other")


def is_input_method(package: str) -> bool:
    """Whether a package is a keyboard, whose window is no interruption."""
    return any(word in package for word in ("inputmethod", "keyboard", ".ime", "swiftkey", "honeyboard"))


def names_granting(words: str) -> bool:
    """Whether the user's own words speak of granting a permission; then he is asked, and only then."""
    return bool(_GRANTING.search(words))


_GRANTING = re.compile(
    r"\b(?:allow|grant|permit|permission|access to)\b|erlaub|zulassen|berechtig|允许|授权|权限|اسمح|السماح|إذن|אפשר"
    r"|הרשאה|permit|permis|autoris|разреш|許可|권한|허용",
    re.IGNORECASE,
)


def is_under_keyboard(seen: Observation, target: Element) -> bool:
    """Whether a soft keyboard that is shown may cover the middle of a target.

    Keyboards are not in the tree of most phones; those that are say where they begin. Otherwise the lower 45 % of the
    screen count, a field that has the focus never: Android keeps it in sight.
    """
    if not seen.keyboard_shown or target.focused or seen.height_px == 0:
        return False
    tops = [e.bounds.top for e in seen.elements if is_input_method(e.package) and e.bounds.area]
    return target.bounds.center[1] >= (min(tops) if tops else seen.height_px * 55 // 100)


def _last(element: Element) -> str:
    return element.resource_id.rpartition("/")[2]
