"""The kinds that name something: contact, phone, text, app, settings_page, folder, choice. Asks no phone.

Names stay the user's words (only the marks around them go); matching.py compares them later with what a phone has.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from .matching import match_name
from .types import ToolQuestionError, ToolRetryError
from .values_words import unclear, with_digits

MAX_TEXT_CHARS = 4000
MAX_NAME_CHARS = 120
_QUOTE_PAIRS = (('"', '"'), ("“", "”"), ("«", "»"), ("‘", "’"), ("'", "'"))
_SOMEBODY = frozenset(
    [
        "him",
        "her",
        "them",
        "it",
        "someone",
        "somebody",
        "anyone",
        "they",
        "he",
        "she",
        "this",
        "that",
        "person",
        "contact",
        "everyone",
        "everybody",
        "one",
    ]
)
_PHONE_LIKE = re.compile(r"^\+?[\d\s().\-/]{3,}$")
_REPEATED = re.compile(r"\b(double|triple)[ -](\w+)\b")

_CHOICE_WORDS: Mapping[str, tuple[str, ...]] = {
    "media": (
        "music",
        "video",
        "videos",
        "sound",
        "audio",
        "song",
        "songs",
        "multimedia",
        "speaker",
        "game",
        "媒体",
        "音乐",
        "视频",
        "多媒体",
    ),
    "ring": ("ringer", "ringtone", "ringing", "ring tone", "phone", "铃声", "响铃", "来电", "手机", "来电铃声"),
    "alarm": ("alarms", "alarm clock", "clock", "闹钟", "闹铃"),
    "call": ("calls", "voice", "in-call", "voice call", "earpiece", "通话", "电话"),
    "notification": ("notifications", "notification sound", "alerts", "alert", "通知", "提示音"),
    "missed": ("unanswered", "not answered", "lost", "未接", "未接来电", "没接"),
    "incoming": ("received", "answered", "inbound", "got", "in", "来电", "已接", "已接来电", "打进来"),
    "outgoing": ("dialed", "dialled", "made", "placed", "outbound", "out", "拨出", "打出", "呼出", "去电", "拨打"),
}

SETTINGS_PAGES: Mapping[str, tuple[str, ...]] = {
    "display": (
        "screen",
        "brightness",
        "wallpaper",
        "dark mode",
        "dark theme",
        "font size",
        "night light",
        "rotation",
        "显示",
        "屏幕",
        "亮度",
        "壁纸",
    ),
    "sound": (
        "sounds",
        "volume",
        "audio",
        "ringtone",
        "vibration",
        "sound and vibration",
        "do not disturb",
        "声音",
        "音量",
        "铃声",
        "声音和振动",
    ),
    "battery": ("power", "battery saver", "battery usage", "charging", "电池", "电量"),
    "storage": ("memory", "space", "disk", "free space", "存储", "储存", "存储空间", "内存"),
    "network": (
        "wifi",
        "wi-fi",
        "internet",
        "wlan",
        "network and internet",
        "wireless",
        "connections",
        "mobile data",
        "data",
        "网络",
        "无线网络",
        "网络和互联网",
        "移动网络",
        "流量",
    ),
    "bluetooth": ("connected devices", "bluetooth devices", "pairing", "蓝牙", "已连接的设备"),
    "apps": (
        "applications",
        "app",
        "app info",
        "installed apps",
        "application",
        "programs",
        "应用",
        "应用程序",
        "软件",
    ),
    "security": (
        "privacy",
        "lock screen",
        "screen lock",
        "fingerprint",
        "security and privacy",
        "passwords",
        "安全",
        "隐私",
        "密码",
        "锁屏",
        "指纹",
    ),
    "location": ("gps", "location services", "position", "位置", "定位", "位置信息"),
    "accessibility": ("talkback", "magnification", "a11y", "captions", "无障碍", "辅助功能"),
    "date": (
        "time",
        "date and time",
        "clock",
        "time zone",
        "timezone",
        "date time",
        "日期",
        "时间",
        "日期和时间",
        "时区",
    ),
    "language": (
        "languages",
        "keyboard",
        "input",
        "languages and input",
        "language and input",
        "locale",
        "语言",
        "输入法",
        "键盘",
        "语言和输入法",
    ),
    "about": (
        "about phone",
        "about device",
        "phone info",
        "system info",
        "build number",
        "android version",
        "device info",
        "关于手机",
        "关于本机",
        "关于设备",
        "手机信息",
    ),
    "main": ("settings", "all settings", "main page", "home", "设置", "系统设置", "主页"),
}
FOLDERS: Mapping[str, tuple[str, ...]] = {
    "/sdcard/Download": ("download", "downloads", "downloaded files", "下载"),
    "/sdcard/Documents": ("documents", "document", "docs", "my documents", "文档", "文件"),
    "/sdcard/Pictures": ("pictures", "picture", "images", "image", "图片"),
    "/sdcard/Pictures/Screenshots": ("screenshots", "screenshot", "screen shots", "截图", "截屏"),
    "/sdcard/DCIM": ("dcim", "photos", "photo", "camera", "camera roll", "gallery", "照片", "相册", "相机"),
    "/sdcard/Music": ("music", "songs", "audio", "音乐", "歌曲"),
    "/sdcard/Movies": ("movies", "videos", "video", "movie", "films", "视频", "电影"),
    "/sdcard/Alarms": ("alarms",),
    "/sdcard/Ringtones": ("ringtones",),
    "/sdcard/Podcasts": ("podcasts",),
    "/sdcard/Notifications": ("notifications",),
    "/sdcard/Recordings": ("recordings", "voice recordings", "录音"),
    "/sdcard": (
        "sdcard",
        "storage",
        "internal storage",
        "home",
        "root",
        "files",
        "phone",
        "main",
        "internal",
        "sd card",
        "手机",
        "内部存储",
        "存储",
    ),
}


def normalise_text(span: str) -> str:
    """Return the text exactly as said, without space around it and without one pair of quotes around all of it.

    Raises:
        ToolRetryError: Empty, too long, or with characters that no app shows.
    """
    text = span.strip()
    for opening, closing in _QUOTE_PAIRS:
        inner = text[1:-1]
        if len(text) > 2 and text[0] == opening and text[-1] == closing and not {opening, closing} & set(inner):
            text = inner.strip()
            break
    if not text:
        raise ToolRetryError("the text is empty")
    if len(text) > MAX_TEXT_CHARS:
        raise ToolRetryError(f"the text has {len(text)} characters; at most {MAX_TEXT_CHARS} are allowed")
    if re.search(r"[\x00-\x08\x0b-\x1f\x7f]", text):
        raise ToolRetryError("the text holds control characters")
    return text


def normalise_name(span: str) -> str:
    """Return a name as said: one line, no quotes around it.

    Raises:
        ToolRetryError: Empty or far too long.
    """
    name = re.sub(r"\s+", " ", normalise_text(span)).strip(" ,;:!?")
    if not name or len(name) > MAX_NAME_CHARS:
        raise unclear(span[:60], f"a name of 1 to {MAX_NAME_CHARS} characters")
    return name


def normalise_contact(span: str, region: str = "US") -> str:
    """Return the person's name as said, without `my` before and `'s` behind it, or a phone number.

    Raises:
        ToolQuestionError: A pronoun or `someone`.
    """
    name = re.sub(r"^(?:my|our|the)\s+(?=\S)", "", normalise_name(span), flags=re.IGNORECASE)
    name = re.sub(r"(?:'s|’s)(?:\s+(?:phone|number|cell|mobile))*$|(?<=s)['’]$", "", name)
    if _PHONE_LIKE.match(name):
        return normalise_phone(name, region)
    if name.lower() in _SOMEBODY:
        raise ToolQuestionError("Who exactly?", parameter="contact")
    return name


def normalise_phone(span: str, region: str = "US") -> str:
    """Return the number in E.164 where it is complete, else its digits as typed.

    Args:
        span: `(415) 555-0101`, `plus four four …`, `five five five oh one two three`.
        region: Country of numbers without a country code, two letters.

    Raises:
        ToolRetryError: It holds fewer than 3 or more than 15 digits, or words.
    """
    spoken = re.sub(r"\bplus\b", "+", span.lower().strip())
    spoken = _REPEATED.sub(lambda m: " ".join([m[2]] * (2 if m[1] == "double" else 3)), spoken)
    digits = re.sub(r"\b(?:zero|oh|o|nought)\b", "0", with_digits(spoken))
    digits = re.sub(
        r"\b(?:number|phone|tel|telephone|mobile|cell|is|the|at|dash|hyphen|area|code|it's|its)\b|:", " ", digits
    )
    if re.search(r"[^\d\s+()./,*#\-–]", digits):
        raise unclear(span, "a phone number")
    typed = ("+" if digits.strip().startswith("+") else "") + re.sub(r"[^\d*#]", "", digits)
    count = len(re.sub(r"\D", "", typed))
    if not 3 <= count <= 15:
        raise unclear(span, "a phone number: it needs 3 to 15 digits")
    return _e164(typed, region)


def _e164(typed: str, region: str) -> str:
    import phonenumbers

    try:
        number = phonenumbers.parse(typed, region)
    except phonenumbers.NumberParseException:
        return typed
    complete = phonenumbers.is_possible_number_with_reason(number) == phonenumbers.ValidationResult.IS_POSSIBLE
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) if complete else typed


def normalise_choice(span: str, choices: Sequence[str]) -> str:
    """Return the choice that the words mean.

    Raises:
        ToolQuestionError: None of them, or several.
    """
    word = re.sub(r"^(?:the|my)\s+|\s+(?:volume|calls?|sound|stream)$", "", span.strip().lower())
    full = span.strip().lower()
    if full in choices:
        return full  # before the other words: one choice may be another's synonym
    for choice in choices:
        if full == choice or word == choice or {full, word} & set(_CHOICE_WORDS.get(choice, ())):
            return choice
    close = match_name(word, list(choices), lambda choice: choice)
    if close.best is not None and close.score >= 85:
        return close.best
    raise ToolQuestionError(f"Which one: {', '.join(choices)}?", parameter="choice", choices=tuple(choices))


def settings_page(span: str) -> str:
    """Return the canonical page of Settings for the user's words.

    Raises:
        ToolQuestionError: No such page; the choices are offered.
    """
    word = re.sub(
        r"^(?:the|my)\s+|\s+(?:settings?|page|screen|options|menu)$|^settings? (?:for|of)\s+"
        r"|(?<=.)(?:的?设置)?(?:页面)?$",
        "",
        span.strip().lower(),
    )
    found = _by_word(SETTINGS_PAGES, word or "settings")
    if found is None:
        pages = tuple(page for page in SETTINGS_PAGES if page != "main")
        raise ToolQuestionError(
            f'There is no page "{span.strip()}" that I know. Which one?', parameter="page", choices=pages
        )
    return found


def folder_path(span: str) -> str:
    """Return the folder below /sdcard for the user's words: `downloads`, `/sdcard/Documents/Work`, `Documents/Work`.

    Raises:
        ToolRetryError: It leaves /sdcard.
    """
    word = span.strip().strip("\"'")
    if ".." in word.split("/") or "\x00" in word:
        raise ToolRetryError(f'"{word}" is outside the shared storage; only folders below /sdcard can be read')
    for root in ("/storage/emulated/0", "/mnt/sdcard", "/sdcard"):
        if word == root or word.startswith(root + "/"):
            return ("/sdcard" + word[len(root) :]).rstrip("/")
    if word.startswith("/"):
        raise ToolRetryError(f'"{word}" is outside the shared storage; only folders below /sdcard can be read')
    plain = re.sub(r"^(?:the|my)\s+|\s+(?:folder|directory|dir)$|(?<=.)的?(?:文件夹|目录)$", "", word.lower())
    known = _by_word(FOLDERS, plain)
    if known is not None:
        return known
    return f"/sdcard/{re.sub(r'^(?:the|my) | folder$', '', word, flags=re.IGNORECASE)}"


def _by_word(table: Mapping[str, tuple[str, ...]], word: str) -> str | None:
    for key, words in table.items():
        if word in (key, key.rpartition("/")[2].lower(), *words):
            return key
    entries = [(key, alias) for key, words in table.items() for alias in (key.rpartition("/")[2].lower(), *words)]
    close = match_name(word, entries, lambda entry: entry[1])
    return close.best[0] if close.best is not None and close.score >= 85 else None


_NO_APP = re.compile(
    r"(?:(?:my|the|this|that|these|those|your|our|any|all|some)\b.*\b(?:phone|mobile|handset|device|screen|shade|bar|"
    r"panel|tray|morning|afternoon|evening|night|day|week|weekend|thing|things|stuff|one|ones|app|apps)"
    r"|phone|mobile|handset|device|screen|shade|notifications?|alerts?|apps?|new|latest|unread|recent|last|other|others"
    r"|(?:today|yesterday|tonight|tomorrow|now|earlier|(?:this|last|next) \w+|\w+day)(?:['’]s)?|last night['’]?s?"
    r"|me|my|us|it|them|everything|anything|something|everyone|here)",
    re.IGNORECASE,
)


def names_no_app(words: str) -> bool:
    """Return whether words where an app could be named speak of the phone, of a time or of things in general."""
    return _NO_APP.fullmatch(words.strip()) is not None
