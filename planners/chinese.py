"""Chinese sentences: where their wishes and conditions begin, and what those mean in the English that the readers know.

A condition or a wish that speaks of a value is put into English words before it is read; what the user said stays the
sub-goal's text. Knows words alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

_HAN = re.compile(r"[\u4e00-\u9fff]")
_WORD = r"[^，,。；;：:！!？?\s的把给]"
_WHO = rf"(?P<who>(?:[A-Z][A-Za-z.]*(?: [A-Z][A-Za-z.]*){{0,2}}|{_WORD}{{1,4}}?))"
_APP = r"(?P<app>[^，,。的有没收来条\s]+(?: [A-Za-z]+){0,2})"
_TO = r"(?P<to>(?:[A-Z][A-Za-z.]*(?: [A-Z][A-Za-z.]*){0,2}|[^，,。；;：:！!？?\s的把给发说]{1,4}?))"
_DIGITS = {"零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_NUMBER = r"(?:百分之)?(?P<number>\d{1,3}|[零一二两三四五六七八九十百]{1,5})\s*(?:%|％|以下|以上)?"
_CLOCK = (
    r"(?P<clock>(?:早上|上午|中午|下午|晚上|凌晨)?(?:\d{1,2}|[一二两三四五六七八九十]{1,3})(?:点(?:半|一刻"
    r"|[\d零一二三四五六七八九十]{1,3}分?)?|:\d{2}))"
)
_DAYS = {
    "今天": "today", "明天": "tomorrow", "昨天": "yesterday", "后天": "the day after tomorrow", "今晚": "tonight",
    "周一": "Monday", "周二": "Tuesday", "周三": "Wednesday", "周四": "Thursday", "周五": "Friday", "周六": "Saturday",
    "周日": "Sunday", "周天": "Sunday",
}  # fmt: skip
_PARTS = {"早上": "morning", "上午": "morning", "下午": "afternoon", "晚上": "evening"}
_DAY = r"(?P<day>今天|明天|昨天|后天|今晚|(?:这个|本)?(?:周|星期|礼拜)[一二三四五六日天])(?P<part>早上|上午|下午|晚上)?"
_SWITCHES = (
    (r"无线网络|无线网|无线|wlan|wi-?fi", "wifi"), (r"蓝牙", "bluetooth"), (r"飞行模式", "airplane mode"),
    (r"勿扰(?:模式)?|免打扰(?:模式)?", "do not disturb"), (r"(?:深色|暗色|黑暗|夜间)(?:模式|主题)", "dark mode"),
    (r"省电模式|节电模式|低电量模式", "battery saver"), (r"自动旋转|屏幕旋转", "auto-rotate"),
)  # fmt: skip
_SWITCH = rf"(?P<switch>{'|'.join(way for way, _ in _SWITCHES)})"
_ACT = (
    r"(?:请|帮我|麻烦)?(?:在[^，,。]{1,8}?(?:加|添加|新建|安排|创建)|打开|关闭|关掉|关上|开启|启动|启用|停用|设|定"
    r"|调|把|给|打电话|拨打|打给|发短信|发|告诉|读|念|查|看看|看一下|列出|删除|删掉|清除|清掉|清空|总结|概括"
    r"|取消|记一下|记下|添加|加|新建|创建|开始|停止|截屏|截图|叫我|提醒|回(?=他|她|[A-Z])|记个?一?[个条]笔记|静音|回复|存|保存|写|拍|关|开)"
)
_TELLING = re.compile(
    r"^(?:请|帮我)?(?:给.{1,20}?(?:发|写|说)|告诉|问|回复|发短信|发信息|通知|记一下|记下|写|提醒|写个笔记|新建笔记)"
)
_LEAD = re.compile(r"^(?:请|那么|那)?(?P<word>如果|要是|假如|倘若|若是|除非|万一)(?P<rest>.+)$", re.DOTALL)
_WAIT = re.compile(
    r"^(?:等到?|一旦|当|一(?=有|收到))(?P<condition>.+?)(?:(?:了)?(?:以后|之后|后|的时候|时)|了)?[，,]?\s*(?:就|再|便|立刻"
    r"|马上)(?P<act>.+)$"
    r"|^(?:等到?|一旦|当)?(?P<condition2>.+?(?:回复|回信|答复|充满|满电|通知).{0,3}?)(?:以后|之后|后|的时候"
    r"|时)?[，,]\s*(?:就|再|便)?(?P<act2>.+)$",
    re.DOTALL,
)
_WHETHER = re.compile(
    r"^(?:请|帮我|麻烦你?)*(?:看看|看一?下|查一?下|查查|瞧瞧|看)?(?P<before>[^，,。？?]*?)有没有(?P<after>[^，,。？?]+)[，,。？?]+\s*"
    r"(?:如果|要是)?(?P<no>没有?|没)?有?(?:的话)?[，,]?\s*(?:就|那就|便)?(?P<act>.+)$",
    re.DOTALL,
)
"""`看看明天有没有安排，没有的话就…`: a question, and what is to be done if so or if not."""
_OTHERWISE = re.compile(
    r"[，,；;。]?\s*(?:否则|不然|要不然|如果不是|不是的话|没有的话|如果没有)(?:的话)?[，,]?\s*(?:就|那就|请)?"
)
_THEN = re.compile(r"[，,；;。]?\s*(?:然后再?|接着|之后再?|随后|最后|并且|同时|再)[，,]?\s*|[；;。]\s*|[，,]\s*(?:并)?")
_STRONG = re.compile(r"然后|接着|随后|最后|[；;。]")

How = Literal["if", "unless", "wait"]


def is_chinese(text: str) -> bool:
    """Return whether a text has Chinese signs."""
    return bool(_HAN.search(text))


def read_chinese(text: str) -> tuple[How, str, str, str] | None:
    """Return how, the condition, the act and the act otherwise of a Chinese sentence; None for any other."""
    plain = text.strip().rstrip("。！.! ")
    asked = _WHETHER.match(plain)
    if asked is not None and re.search(r"[，,。？?]\s*(?:如果|要是)?(?:没有?|有)(?:的话|就|[，,])", plain):
        condition = f"{asked['before']}有{asked['after']}".removesuffix("吗").removesuffix("呢")
        act, otherwise = _apart(asked["act"])
        if re.match(_ACT, act) and condition_in_english(condition):
            return ("unless" if asked["no"] else "if"), condition, act, otherwise
    lead = _LEAD.match(plain)
    if lead is not None:
        cut = _cut(lead["rest"])
        if cut is None:
            return None
        act, otherwise = _apart(cut[1])
        return ("unless" if lead["word"] == "除非" else "if"), cut[0], act, otherwise
    wait = _WAIT.match(plain) if is_chinese(plain) else None
    if wait is not None and not _TELLING.match(plain):
        condition, act = wait["condition"] or wait["condition2"], wait["act"] or wait["act2"]
        if re.match(_ACT, act) and condition_in_english(condition):
            return "wait", condition, act, ""
    return None


def _cut(rest: str) -> tuple[str, str] | None:
    """Cut the condition from the act: at the first comma or `就` after which an act begins."""
    for found in re.finditer(r"(?:的话)?[，,]\s*(?:就|那就|那么就|那|便|则|请|否则|不然)*|(?:的话)?(?:就|那就)", rest):
        act = rest[found.end() :]
        if found.start() and re.match(_ACT, act):
            return rest[: found.start()], act
    return None


def _apart(acts: str) -> tuple[str, str]:
    found = _OTHERWISE.search(acts)
    if found is None or not acts[found.end() :].strip():
        return acts.strip(), ""
    return acts[: found.start()].strip("，,。；; "), acts[found.end() :].strip()


def split_chinese(text: str) -> list[str]:
    """Return the single wishes of a Chinese sentence; a condition and all that hangs on it are one."""
    plain = text.strip()
    if read_chinese(plain) is not None:
        return [plain]
    for found in _THEN.finditer(plain):
        left, right = plain[: found.start()].strip(), plain[found.end() :].strip()
        if not left or not _begins(right):
            continue
        strong = bool(_STRONG.search(found.group()))
        if not strong and (_TELLING.match(left) or is_time_first(left)):
            continue  # `五点提醒我接孩子，设个闹钟` says one thing twice
        left = re.sub(r"^(?:请)?(?:首先|先)", "", left)
        if re.match(_ACT, left) or is_time_first(left):
            return [left, *split_chinese(right)]
    return [plain]


def _begins(text: str) -> bool:
    return bool(re.match(_ACT, text) or (_LEAD.match(text) and read_chinese(text) is not None))


def is_time_first(text: str) -> bool:
    """Return whether a wish begins with its day or time: `明天早上七点叫我起床`."""
    found = re.match(rf"(?:{_DAY})?(?:{_CLOCK})?", text)
    return bool(found and found.end() and re.search(_ACT, text[found.end() :]))


# ---------------------------------------------------------------- words


def number_of(words: str) -> int:
    """Return a number below a thousand, of digits or Chinese signs; 0 for none."""
    if words.isdigit():
        return int(words)
    hundreds, _, rest = words.rpartition("百")
    tens, ten, ones = rest.rpartition("十")
    high = (_DIGITS.get(hundreds, 1) * 100) if "百" in words else 0
    return high + (_DIGITS.get(tens[-1:], 1) * 10 if ten else 0) + _DIGITS.get(ones[-1:], 0)


def _clock(words: str) -> str:
    """Return a clock time as `7:30` or `7:30 pm`."""
    found = re.match(
        r"(早上|上午|中午|下午|晚上|凌晨)?([\d一二两三四五六七八九十]+)(?:点|:)?(半|一刻|[\d零一二三四五六七八九十]+)?",
        words,
    )
    if found is None:
        return words
    rest = found[3] or ""
    minutes = {"半": 30, "一刻": 15}.get(rest, number_of(rest.removeprefix("零")) if rest else 0)
    half = {"下午": " pm", "晚上": " pm", "早上": " am", "上午": " am", "凌晨": " am"}.get(found[1] or "", "")
    return f"{number_of(found[2])}:{minutes:02}{half}"


def _day(words: str) -> str:
    short = re.sub(r"^(?:这个|本)|星期|礼拜", lambda m: "" if m.group() in ("这个", "本") else "周", words)
    return _DAYS.get(short, words)


def _switch(words: str) -> str:
    return next(name for way, name in _SWITCHES if re.fullmatch(way, words, re.IGNORECASE))


def _filled(template: str, found: re.Match[str]) -> str:
    """Put the parts of a Chinese phrase into an English one."""
    said = {name: words or "" for name, words in found.groupdict().items()}
    turned: dict[str, Callable[[str], str]] = {
        "number": lambda w: str(number_of(w)), "clock": _clock, "day": _day, "switch": _switch,
        "part": lambda w: _PARTS.get(w, ""), "noun": lambda w: _NOUNS.get(w, w), "event": lambda w: _EVENTS.get(w, w),
        "folder": lambda w: _FOLDERS.get(w, w),
    }  # fmt: skip
    english = {name: turned[name](words) if words and name in turned else words for name, words in said.items()}
    return " ".join(template.format(**english).split())


_NOUNS = {
    "地址": "address", "住址": "address", "号码": "number", "电话号码": "phone number", "电话": "phone number",
          "手机号": "phone number",
    "时间": "time", "日期": "date", "密码": "password", "链接": "link", "代码": "code", "验证码": "code", "短信":
          "message",
    "消息": "message", "名字": "name",
    "地点": "place", "位置": "place", "集合地点": "place", "见面地点": "place", "出发时间": "departure time",
    "见面时间": "time", "集合时间": "time", "开会时间": "time", "到达时间": "arrival time", "航班号": "flight number",
    "车次": "train number", "订单号": "order number", "房间号": "room number", "价格": "price", "金额": "amount",
    "门牌号": "house number", "门禁密码": "code", "取件码": "code",
}  # fmt: skip
_FOLDERS = {"下载": "Download", "文档": "Documents", "图片": "Pictures", "照片": "Pictures", "音乐": "Music"}
_EVENTS = {
    "午餐": "lunch", "午饭": "lunch", "晚餐": "dinner", "晚饭": "dinner", "早餐": "breakfast", "会议": "meeting", "会":
           "meeting",
    "预约": "appointment", "约会": "date", "聚会": "party", "体检": "check-up", "检查": "check-up",
}  # fmt: skip
_MESSAGE = "(?:短信|消息|信息)"
_NOTE = (
    r"(?:我(?:的)?)?(?P<note>[^，,。\s的里上]{1,8}?)(?:的)?(?:笔记|备忘录|便签)"
    r"|(?:我(?:的)?)?(?P<list>[^，,。\s的里上]{0,6}清单)"
)
_CONDITIONS: tuple[tuple[str, str], ...] = (
    (rf"{_SWITCH}(?:现在)?(?:是)?(?:开着|开了|开的|打开了|打开着|打开的|已打开|没关)(?:的)?", "{switch} is on"),
    (rf"{_SWITCH}(?:现在)?(?:是)?(?:关着|关了|关的|关闭的|关闭了|没开|没有开|没打开|没有打开)(?:的)?",
     "{switch} is off"),
    (rf"(?:手机)?(?:电池)?(?:的)?(?:电量|电池|电)(?:已经|只剩)?(?:低于|少于|不到|小于|不足){_NUMBER}",
     "the battery is below {number} percent"),
    (rf"(?:手机)?(?:电池)?(?:的)?(?:电量|电池|电)(?:已经)?(?:高于|超过|大于|多于){_NUMBER}",
     "the battery is above {number} percent"),
    (rf"(?:手机)?(?:电池)?(?:的)?(?:电量|电池|电)(?:至少|不低于)(?:有)?{_NUMBER}",
     "the battery is at least {number} percent"),
    (r"(?:手机|电池|电量|电)(?:已经)?(?:充满|满|充满电|满电)了?", "the battery is full"),
    (r"(?:手机|电池)?(?:正在|在)充电", "the phone is charging"),
    (r"(?:手机|电池)?(?:没有|没|不)在?充电", "the phone is not charging"),
    (r"(?:手机)?(?:电量(?:很|太)?低|快没电了?)", "the battery is low"),
    (rf"(?:我)?{_DAY}(?:我)?(?:日历上|日程上)?(?:没有|没)(?:任何|什么)?(?:安排|日程|事|会议|约会|预约)",
     "I have nothing {day} {part}"),
    (rf"(?:我)?{_DAY}(?:我)?(?:日历上|日程上)?有(?:安排|日程|事|会议|约会|预约)", "I have something {day} {part}"),
    (rf"(?:我)?{_DAY}(?:我)?有空", "I am free {day} {part}"),
    (rf"(?:我)?{_DAY}(?:我)?没(?:有)?空", "I am not free {day} {part}"),
    (rf"(?:有|收到)(?:新的?|未读的?){_MESSAGE}", "there are new messages"),
    (rf"没(?:有)?(?:新的?|未读的?){_MESSAGE}", "there are no new messages"),
    (rf"(?:有|收到){_WHO}的?(?:新的?|未读的?)?{_MESSAGE}", "there is a new message from {who}"),
    (rf"{_WHO}(?:给我)?(?:发了|发来了?)(?:新的?)?{_MESSAGE}", "{who} has written"),
    (rf"{_WHO}(?:{_DAY})?有(?:给我)?(?:发|发过|发来|写|写过){_MESSAGE}", "{who} has written {day}"),
    (rf"{_WHO}(?:没有|没|还没)(?:给我)?(?:回复|回信|回)(?:我)?", "{who} has not answered"),
    (rf"{_WHO}(?:给我)?(?:回复|回信|答复)(?:我)?了?", "{who} has answered"),
    (rf"{_WHO}(?:{_DAY})?(?:给我)?打(?:过|了|来)?电话(?:给我)?我?(?:没接到|没有接到|没接)",
     "there is a missed call from {who}"),
    (rf"{_WHO}(?:{_DAY})?(?:给我)?(?:打过|打了|打来了?|打来过)(?:电话)?", "{who} called {day}"),
    (rf"{_DAY}{_WHO}(?:给我)?(?:打过|打了|打来了?|打来过)(?:电话)?", "{who} called {day}"),
    (rf"{_WHO}(?:{_DAY})?有(?:给我)?打(?:过|来)?(?:电话)?", "{who} called {day}"),
    (rf"有{_WHO}的?未接(?:来电|电话)|(?:我)?(?:没接到|错过了?){_WHO.replace('<who>', '<who2>')}的电话",
     "there is a missed call from {who}{who2}"),
    (r"有未接(?:来电|电话)", "there is a missed call"),
    (r"有(?:新的?)?通知", "there is a notification"),
    (r"没(?:有)?(?:任何|新的?)?通知", "there is no notification"),
    (r"(?:收到|来了?)(?:一条|条)?(?:新的?)?通知", "a notification comes"),
    (r"有(?:关于|提到)(?P<text>[^，,。]+?)的通知", "there is a notification about {text}"),
    (rf"有{_APP}的(?:新的?)?通知", "there is a notification from {app}"),
    (rf"没(?:有)?{_APP}的(?:新的?)?通知", "there is no notification from {app}"),
    (rf"(?:收到|来了?)(?:一条|条)?{_APP}的?(?:新的?)?通知", "a notification from {app} comes"),
    (rf"{_APP}(?:来了?|发来了?|弹出了?|推送了?)(?:一条|条)?(?:新的?)?通知", "a notification from {app} comes"),
    (rf"有{_CLOCK}的闹钟", "there is an alarm at {clock}"),
    (r"(?:没有|没设|没有设)(?:任何)?闹钟", "no alarm is set"),
    (rf"(?:{_NOTE})(?:里|上)(?:面)?(?:没有|还没有)(?P<text>.+)", "my {note}{list} note does not have {text}"),
    (rf"(?:{_NOTE})(?:里|上)(?:面)?(?:已经)?有(?P<text>.+)", "my {note}{list} note has {text}"),
    (r"(?P<folder>\w+?)(?:文件夹)?里有(?:一个)?(?:叫|名叫|名为)?(?P<file>[\w-]+\.\w{2,4})(?:的文件)?",
     "there is a file named {file} in {folder}"),
    (rf"(?:现在|时间)?(?:已经)?(?:过了|晚于){_CLOCK}", "it is after {clock}"),
    (rf"(?:现在|时间)?(?:还没到|没到|早于){_CLOCK}", "it is before {clock}"),
    (r"今天是周末", "it is the weekend"),
    (r"今天是工作日", "it is a weekday"),
    (rf"今天是{_DAY}", "today is {day}"),
    (r"(?:手机(?:上)?)?(?:安装|装)了(?P<app>\w+)", "{app} is installed"),
)  # fmt: skip
_SENT = (
    rf"{_WHO}(?:刚|刚刚|刚才|昨天|今天)?(?:(?:发给|发|告诉|传给|给"
    rf"|写给)我|发来|传来|给我发|给我发来)的(?P<noun>{'|'.join(sorted(_NOUNS, key=len, reverse=True))})"
)
_VALUES: tuple[tuple[str, str], ...] = (
    (_SENT, "the {noun} that {who} sent me"),
    (rf"{_WHO}的(?:电话号码|电话|号码|手机号码?)", "{who}'s phone number"),
    (rf"{_WHO}的?(?:最后|最近|最新)(?:的)?(?:一条)?{_MESSAGE}", "{who}'s last message"),
    (rf"(?:{_NOTE})(?:里|上)(?:面)?(?:写)?的(?P<noun>{'|'.join(sorted(_NOUNS, key=len, reverse=True))})",
     "the {noun} in my {note}{list} note"),
    (rf"(?:{_NOTE})(?:里|上)?(?:的内容|写的(?:内容)?|的东西)?", "what is on my {note}{list} note"),
    (rf"(?:我)?{_DAY}的(?:安排|日程)", "my schedule for {day}"),
    (rf"我(?:和|跟|与)?{_WHO}的(?P<event>{'|'.join(_EVENTS)})(?:在哪里?|的地址|的地点)",
     "where my {event} with {who} is"),
    (rf"我(?:和|跟|与)?{_WHO}的(?P<event>{'|'.join(_EVENTS)})(?:是)?(?:什么时候|几点|的时间)",
     "when my {event} with {who} is"),
)  # fmt: skip
_WISHES: tuple[tuple[str, str], ...] = (
    (rf"把(?P<value>.+?)(?:用短信)?(?:发(?:短信|消息|信息)?|转发|发送|告诉|转告|转)(?:给)?{_TO}", "text {to} {value}"),
    (rf"(?:发|转发)(?P<value>.+?)给{_TO}", "text {to} {value}"),
    (rf"给{_TO}发(?:短信|消息|信息)?(?P<value>.+)", "text {to} {value}"),
    (rf"告诉{_TO}(?P<value>.+)", "text {to} {value}"),
    (r"(?:打|拨打|拨)(?P<value>.+)", "call {value}"),
    (r"(?:用|按照?|照)?(?P<value>.+?)(?:帮我)?(?:设|定|设置)(?:一个|个)?闹钟", "set an alarm for {value}"),
    (r"把?(?P<value>.+?)(?:记下来|记到笔记里?|写进笔记|存到笔记里?)", "make a note of {value}"),
    (r"把?(?P<value>.+?)(?:存为|保存为|存成)(?P<name>.+)", "save {value} as {name}"),
)  # fmt: skip
_POINTING: tuple[tuple[str, str], ...] = (
    (r"(?:给|打给)(?:她|他)(?:打)?(?:个)?(?:回)?(?:电话)?|打电话给(?:她|他)|打给(?:她|他)", "call her"),
    (r"(?:给(?:她|他)发(?:短信|消息|信息)(?:说)?|(?:发(?:短信|消息|信息))?告诉(?:她|他)|回复?(?:她|他)(?:说|一句)?)[：:，,]?(?P<text>.+)",
     "text her that {text}"),
    (r"(?:把它|把这个)(?:关掉|关闭|关上|关了)|(?:关掉|关闭|关上)它", "turn it off"),
    (r"(?:把它|把这个)(?:打开|开启|开了)|(?:打开|开启)它", "turn it on"),
    (r"(?:把它|把这个)(?:删掉|删除|删了)|(?:删掉|删除)它", "delete it"),
    (r"(?:把它|把这个)取消|取消它", "cancel it"),
    (r"把(?:它们?|这些)(?:都|全)?(?:清掉|清除|清空|清了)|(?:清除|清掉|清空)(?:它们?|这些)", "clear them"),
)  # fmt: skip
_LOOPS: tuple[tuple[str, str], ...] = (
    (r"(?:删除|删掉|取消|关掉|关闭)(?:我的)?(?:所有|全部|每个|每一个)(?:的)?闹钟|把(?:所有"
     r"|全部)(?:的)?闹钟(?:都)?(?:删除|删掉|取消|关掉)", "delete all alarms"),
    (rf"(?:回复|答复)(?:每|所有)(?:一)?条?(?:的)?未读(?:的)?{_MESSAGE}(?:说)?[：:，,]?(?P<text>.+)",
     "reply to each unread message saying {text}"),
    (rf"(?:给|对)(?:每|所有)(?:一)?条?(?:的)?未读(?:的)?{_MESSAGE}(?:的发件人)?(?:回复"
     rf"|发短信)(?:说)?[：:，,]?(?P<text>.+)", "reply to each unread message saying {text}"),
    (r"(?:给|对)(?:每|所有)个?(?P<day>今天|昨天)?(?:给我)?打(?:过|了)?电话(?:给我)?的人(?:都)?发(?:短信|消息"
     r"|信息)?(?:说)?[：:，,]?(?P<text>.+)",
     "text everyone who called me {day} saying {text}"),
)  # fmt: skip
_MANY = re.compile(
    r"^给(?P<names>[A-Z][A-Za-z.]*(?: [A-Z][A-Za-z.]*)?(?:\s*[、，,和跟]\s*[A-Z][A-Za-z.]*(?: "
    r"[A-Z][A-Za-z.]*)?)+)\s*(?P<rest>发(?:短信|消息|信息)?(?:说|：|:).+)$",
    re.DOTALL,
)
_PERSON = re.compile(
    rf"(?:打电话给|给|告诉|问|读一?下?)(?P<a>[A-Z][A-Za-z.]*(?: [A-Z][A-Za-z.]*){{0,2}}"
    rf"|[爸妈哥姐弟妹爷奶][爸妈哥姐弟妹爷奶]?)|(?P<b>[A-Z][A-Za-z.]*(?: [A-Z][A-Za-z.]*){{0,2}}"
    rf"|[爸妈哥姐弟妹爷奶][爸妈哥姐弟妹爷奶]?)的(?:最后|最近|最新|{_MESSAGE}|电话|号码)"
)


def condition_in_english(words: str) -> str | None:
    """Return a Chinese condition in the English that the readers know; None for one that they do not."""
    plain = words.strip("，,。 ").removesuffix("的话")
    for pattern, english in _CONDITIONS:
        found = re.fullmatch(pattern, plain, re.IGNORECASE)
        if found is not None:
            return _filled(english, found)
    return None


def wish_in_english(wish: str) -> str | None:
    """Return a Chinese wish that speaks of a value, of many items or of `it` in English; None for any other."""
    plain = wish.strip().rstrip("。！!. ")
    for pattern, english in (*_LOOPS, *_POINTING):
        found = re.fullmatch(pattern, plain)
        if found is not None:
            return _filled(english, found)
    for pattern, english in _WISHES:
        found = re.fullmatch(pattern, plain)
        if found is not None and (value := _value(found["value"])) is not None:
            return english.format(**{**found.groupdict(), "value": value})
    return None


def _value(phrase: str) -> str | None:
    for pattern, english in _VALUES:
        found = re.fullmatch(pattern, phrase.strip(" 说：:"))
        if found is not None:
            return _filled(english, found)
    return None


def several_in_chinese(wish: str) -> list[str]:
    """Return one wish for each recipient that a Chinese wish names."""
    found = _MANY.match(wish.strip())
    if found is None:
        return [wish]
    return [
        f"给{name.strip()}{found['rest']}" for name in re.split(r"\s*[、，,和跟]\s*", found["names"]) if name.strip()
    ]


def person_in_chinese(wish: str) -> str:
    """Return whom a Chinese wish speaks of, or an empty text."""
    found = _PERSON.search(wish)
    return (found["a"] or found["b"]) if found is not None else ""


def thing_in_chinese(wish: str) -> str:
    """Return the switch, or the notifications, that a Chinese wish speaks of, or an empty text."""
    if (found := re.search(_SWITCH, wish, re.IGNORECASE)) is not None:
        return _switch(found["switch"]).replace("wifi", "Wi-Fi")
    notices = re.search(r"(?:(?P<app>[^，,。的我下看读把\s]+)的)?通知(?=$|[，,。；？?都])", wish)
    app = notices["app"] if notices is not None else ""
    return f"the notifications from {app}" if app else "my notifications" if notices is not None else ""
