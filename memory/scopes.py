"""When or in which app a rule of the user holds, read from the beginning or the end of his sentence. Pure patterns.

`In the morning, …`, `… on weekends`, `in the Clock app …`, `晚上…`. It knows no clock and no phone: the names of apps
are those that Android's usual apps have.
"""

from __future__ import annotations

import re

_TIMES: tuple[tuple[str, str], ...] = (
    ("time:morning", r"(?:in the|every|each) mornings?|mornings|before (?:noon|breakfast)"),
    ("time:afternoon", r"(?:in the|every|each) afternoons?|afternoons|after lunch"),
    ("time:evening", r"(?:in the|every|each) evenings?|evenings|after (?:dinner|work)"),
    ("time:night", r"(?:at|every|each|during the) nights?|nights|before bed(?:time)?|at bedtime"),
    ("time:weekend", r"(?:on |at |every |over )?(?:the )?weekends?|on saturdays and sundays"),
    ("time:weekday", r"(?:on |during )?(?:the )?(?:weekdays|work ?days|working days|week)"),
)
_TIMES_ZH: tuple[tuple[str, str], ...] = (
    ("time:morning", "(?:每天)?(?:早上|早晨|上午|清晨)"),
    ("time:afternoon", "(?:每天)?(?:下午|中午)"),
    ("time:evening", "(?:每天)?(?:晚上|傍晚|晚间)"),
    ("time:night", "(?:每天)?(?:夜里|夜间|半夜|深夜|睡前)"),
    ("time:weekend", "(?:每个?)?周末(?:的时候)?"),
    ("time:weekday", "(?:每个?)?(?:工作日|上班日)"),
)
_LEADING = tuple((s, re.compile(rf"^(?:{p}),? ", re.IGNORECASE)) for s, p in _TIMES)
_TRAILING = tuple((s, re.compile(rf"(?<!\d)(?<!\d [ap]m)(?<!clock),? (?:{p})$", re.IGNORECASE)) for s, p in _TIMES)
_LEADING_ZH = tuple((s, re.compile(rf"^(?:在)?(?:{p})[，,]?(?:我)?(?:要|请)?")) for s, p in _TIMES_ZH)
_INNER_ZH = tuple((s, re.compile(rf"^我(?:{p})[，,]?")) for s, p in _TIMES_ZH)

_APPS: dict[str, str] = {
    "settings": "com.android.settings",
    "clock": "com.google.android.deskclock",
    "messages": "com.google.android.apps.messaging",
    "contacts": "com.google.android.contacts",
    "phone": "com.google.android.dialer",
    "calendar": "com.android.calendar",
    "notes": "com.ainos.notes",
    "files": "com.google.android.documentsui",
    "chrome": "com.android.chrome",
    "browser": "com.android.chrome",
    "play store": "com.android.vending",
    "camera": "com.android.camera2",
    "photos": "com.google.android.apps.photos",
    "maps": "com.google.android.apps.maps",
    "google maps": "com.google.android.apps.maps",
    "gmail": "com.google.android.gm",
    "youtube": "com.google.android.youtube",
    "calculator": "com.google.android.calculator",
    "设置": "com.android.settings",
    "时钟": "com.google.android.deskclock",
    "短信": "com.google.android.apps.messaging",
    "信息": "com.google.android.apps.messaging",
    "通讯录": "com.google.android.contacts",
    "电话": "com.google.android.dialer",
    "日历": "com.android.calendar",
    "笔记": "com.ainos.notes",
    "文件": "com.google.android.documentsui",
    "浏览器": "com.android.chrome",
    "相机": "com.android.camera2",
    "照片": "com.google.android.apps.photos",
    "地图": "com.google.android.apps.maps",
    "邮件": "com.google.android.gm",
    "计算器": "com.google.android.calculator",
}
_NAME = r"(?P<app>[\w]+(?: [\w]+){0,2}?)"
_LEADING_APP = re.compile(rf"^(?:when (?:i(?:'m| am) )?)?(?:in|using|inside) (?:the )?{_NAME}(?P<word> app)?, ", re.I)
_LEADING_APP_BARE = re.compile(rf"^in the {_NAME} app ", re.IGNORECASE)
_TRAILING_APP = re.compile(rf",? in (?:the )?{_NAME}(?: app)?$", re.IGNORECASE)
_LEADING_APP_ZH = re.compile(r"^(?:在|用)(?P<app>\w{2,8}?)(?:应用|软件|程序|App|app)?(?:里面?|中|的时候|时)[，,]?")

SITUATION = re.compile(
    r"^(?:when(?:ever)? (?:\w+ing|i'm|i am|i|my|we|we're|it's|it is) [^,]{2,60}|while [^,]{2,40}|during "
    r"[^,]{2,40}|at "
    r"(?:work|home)"
    r"|(?:before|after) [^,]{2,40}|on (?:mon|tues|wednes|thurs|fri|satur|sun)days|for [^,]{2,40})(?:, | (?=always "
    r"|never ))"
    r"|^(?:当)?我?(?:在)?[^，,]{2,12}(?:的时候|时)(?:[，,]|(?=总是|一律|永远|都要|一定要|不要|别))"
    r"|^每次[^，,]{2,14}?(?:的时候|时)?(?=都要|总是|一定要)",
    re.IGNORECASE,
)
"""A condition that the phone cannot tell by itself: the rule is kept with it in its words, and holds everywhere."""

RULE_THEN_ZH = re.compile(r"^(?:一定要|不要|别)\S+$")
"""A rule where a condition stands before it; alone it may be an order."""


def split_scope(text: str) -> tuple[str, str]:
    """Return the scope of a sentence and the sentence without it; `("", text)` where it names none that is known."""
    for scope, pattern in (*_LEADING, *_LEADING_ZH, *_INNER_ZH):
        if found := pattern.match(text):
            return scope, text[found.end() :]
    for pattern in (_LEADING_APP, _LEADING_APP_BARE, _LEADING_APP_ZH):
        found = pattern.match(text)
        if found and (package := _APPS.get(found["app"].casefold())):
            return f"app:{package}", text[found.end() :]
    tail = text[-60:]
    for scope, pattern in _TRAILING:
        if found := pattern.search(tail):
            return scope, text[: len(text) - len(tail) + found.start()]
    found = _TRAILING_APP.search(tail)
    if found and (package := _APPS.get(found["app"].casefold())):
        return f"app:{package}", text[: len(text) - len(tail) + found.start()]
    return "", text
