"""Chinese times, days, lengths, levels and states, spelled in the English that the other value parsers read.

`明天早上七点半` becomes `tomorrow 7:30 am`; what it means is decided in one place for both languages. A translation is
strict: where one sign is left over the words are given back as they are, and the parsers refuse them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping

from .values_chinese_number import NUMBER_SIGNS, read_number

_WIDE = re.compile(r"[\u3400-\u9fff]")
_N = rf"(?:\d+|[{NUMBER_SIGNS}]+)"
_WEEK = r"(?:周|星期|礼拜)"
_DAY_SIGNS = {"一": "monday", "二": "tuesday", "三": "wednesday", "四": "thursday", "五": "friday", "六": "saturday",
              "日": "sunday", "天": "sunday"}  # fmt: skip
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
           "december")  # fmt: skip
_NEAR = {"今天": "today", "今日": "today", "明天": "tomorrow", "明日": "tomorrow", "后天": "day after tomorrow",
         "大后天": "in 3 days", "昨天": "yesterday", "前天": "day before yesterday"}  # fmt: skip
_SHORT = {
    "儿个": "儿",
    "今儿": "今天",
    "明儿": "明天",
    "后儿": "后天",
    "今晚": "今天晚上",
    "今早": "今天早上",
    "明早": "明天早上",
    "明晚": "明天晚上",
    "后晚": "后天晚上",
    "昨晚": "昨天晚上",
}
_PARTS = {
    "早上": "morning", "早晨": "morning", "清晨": "morning", "上午": "morning", "一早": "morning", "下午": "afternoon",
    "午后": "afternoon", "傍晚": "evening", "晚上": "night", "夜里": "night", "夜晚": "night", "半夜": "small",
    "凌晨": "small", "中午": "noon",
}  # fmt: skip
_PART = "|".join(_PARTS)
_NEAR_DAY = re.compile("|".join(sorted(_NEAR, key=len, reverse=True)))
_WEEKDAY = re.compile(rf"(?P<which>这个?|本|下下个?|下个?|上个?)?{_WEEK}(?P<day>[一二三四五六日天末])")
_MONTH_DAY = re.compile(rf"(?:(?P<year>{_N}|今|明)年)?(?P<month>{_N})月(?P<day>{_N})(?:号|日)?")
_DAY_ALONE = re.compile(rf"(?P<which>这个?月|本月|下个?月)?(?P<day>{_N})(?:号|日)")
_DAYS_AHEAD = re.compile(rf"(?P<count>{_N})(?P<unit>天|个?星期|周|个?礼拜|个月)(?:后|以后|之后)")
_CLOCK = re.compile(
    rf"(?:差(?P<short>{_N}|一刻)分?钟?(?:到)?)?(?P<hour>{_N})(?:点钟?|时)"
    rf"[零过]?(?:(?P<half>半)|(?P<quarter>[一三])刻|整|(?P<minute>{_N})分?)?钟?(?:差(?P<late>{_N}|一刻)分?)?$"
)
_DIGITAL = re.compile(r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})$")
_LENGTH = re.compile(
    rf"(?:(?P<half>半)(?P<half_unit>个?小时|个?钟头|个钟|分钟|天)|(?P<quarter>[一两三])刻钟"
    rf"|(?P<count>{_N})(?:点(?P<tenths>[{NUMBER_SIGNS}]))?(?P<part>个半|个)?(?P<unit>小时|钟头|分钟|分|秒钟|秒|天|星期|周|礼拜)"
    r"(?P<more>半)?钟?)"
)
_UNITS = {"小时": 3600, "钟头": 3600, "钟": 3600, "分钟": 60, "分": 60, "秒钟": 1, "秒": 1, "天": 86400, "星期": 604800,
          "周": 604800, "礼拜": 604800}  # fmt: skip
_LATER = re.compile(r"^(?:再?过)?(?P<length>.+?)(?:以后|之后|后)$|^再?过(?P<only>.+)$")
_PAUSES = re.compile(r"[\s，、,的]")
_DAY_LIST = re.compile(
    rf"(?:每个?|逢)?{_WEEK}(?P<days>[一二三四五六日天](?:(?:[、和及,]|{_WEEK})*[一二三四五六日天])*)"
)
_DAY_SPAN = re.compile(
    rf"(?:每个?)?{_WEEK}(?P<first>[一二三四五六日天])(?:到|至|-)(?:{_WEEK})?(?P<last>[一二三四五六日天])"
)
_EVERY = {"每天": "every day", "每日": "every day", "天天": "every day", "工作日": "weekdays", "每个工作日": "weekdays",
          "平日": "weekdays", "周末": "weekends", "每个周末": "weekends", "每周末": "weekends",
          "工作日每天": "weekdays", "每天工作日": "weekdays", "周末每天": "weekends"}  # fmt: skip
_FRACTION = re.compile(rf"(?P<whole>{_N})分之(?P<part>{_N})")
_PERCENT = re.compile(
    rf"(?:百分之(?P<said>{_N})|(?P<sign>{_N})(?:%|percent)|(?P<tenth>[{NUMBER_SIGNS}])成|(?P<bare>{_N}))"
)
_MOST = re.compile(r"最(?:大|高|亮|强|响)|全满|满格|满|百分之?百|(?<!\d)100(?=%)")
_LEAST = re.compile(r"最(?:小|低|暗|弱|轻)")
_UP = re.compile(r"提高|增加|增大|加大|加|升高|提升|升|大声|亮|大|高|响|强")
_DOWN = re.compile(r"降低|减小|减少|减|降|变?暗|小声|小|低|轻|弱")
_LITTLE = re.compile(r"一点点?儿?|一些|点儿?|些|一下")
_TO = re.compile(r"(?:调|设|降|升|提高|降低|增加|减小|减少|开)?[到至为成在]")
_MOVES = re.compile(r"调整?|设置?|变|开|弄|改|再|更|太|了|把|得|声音|声|拉|放|推|给我|有点|关|一?下|晃眼")
_ON = re.compile(r"打开|开启|启用|启动|开")
_OFF = re.compile(r"关闭|关掉|关上|停用|禁用|关")


def is_chinese(text: str) -> bool:
    """Return whether a text holds Chinese signs."""
    return bool(_WIDE.search(text))


def in_english(kind: str, span: str) -> str:
    """Return Chinese words for a value in the English that its parser reads.

    Args:
        kind: A value kind of tools/values.py.
        span: The user's words.

    Returns:
        The translation; the span itself where it is not Chinese, of a kind that keeps the words, or not understood.
    """
    read = _READERS.get(kind)
    if read is None or not is_chinese(span):
        return span
    said = _PAUSES.sub("", unicodedata.normalize("NFKC", span)).lower()
    return read(said) or span


# ---------------------------------------------------------------- times


def _time(said: str) -> str:
    """Return a time with its day; a repetition (`每天早上七点`) comes first, as in `every day 7:00 am`."""
    later = _LATER.match(said)
    if later and not re.search(rf"{_N}(?:天|周|月|星期|礼拜)", said):
        length = _length(later["length"] or later["only"])
        return f"in {length}" if length else ""
    for short, full in _SHORT.items():
        said = said.replace(short, full)
    repeated, rest = _repeated_first(said)
    day, rest = ("", rest) if repeated else _day_first(rest)
    found = re.match(_PART, rest)
    part = _PARTS[found[0]] if found else ""
    clock = _clock(rest[found.end() :] if found else rest, part)
    if clock is None:
        return ""
    return " ".join(word for word in (repeated, day, clock) if word)


def _repeated_first(said: str) -> tuple[str, str]:
    """Take a repetition off the beginning."""
    for end in range(len(said), 1, -1):
        if said.startswith(("每", "天天", "工作日", "平日", "逢")) and (days := _days(said[:end])):
            every = {"weekdays": "every weekday", "weekends": "every weekend", "every day": days}
            return every.get(days, f"every {days}"), said[end:]
    return "", said


def _day_first(said: str) -> tuple[str, str]:
    """Take a calendar day off the beginning; twice for `三月二十号周五`."""
    words: list[str] = []
    while len(words) < 2:
        for pattern, spell in _DAY_READERS:
            found = pattern.match(said)
            word = spell(found) if found else ""
            if found and word:
                words.append(word)
                said = said[found.end() :]
                break
        else:
            break
    return " ".join(words), said


def _weekday(found: re.Match[str]) -> str:
    which = {"下": "next ", "这": "this ", "本": "this ", "上": "last "}.get((found["which"] or " ")[0], "")
    if (found["which"] or "").startswith("下下"):
        return ""  # two weeks on: the parsers know no such week
    return f"{which}{'weekend' if found['day'] == '末' else _DAY_SIGNS[found['day']]}"


def _month_day(found: re.Match[str]) -> str:
    month, day = read_number(found["month"]), read_number(found["day"])
    if month is None or day is None or not 1 <= month <= 12:
        return ""
    if found["year"] not in (None, "今"):
        year = read_number(found["year"]) if found["year"] != "明" else None
        return f"{_MONTHS[month - 1]} {day} {year}" if year else ""
    return f"{_MONTHS[month - 1]} {day}"


def _day_alone(found: re.Match[str]) -> str:
    day = read_number(found["day"])
    if day is None:
        return ""
    ending = {1: "st", 2: "nd", 3: "rd"}.get(day % 10 if day not in (11, 12, 13) else 0, "th")
    which = {"下": "next", "这": "this", "本": "this"}.get((found["which"] or " ")[0], "")
    return f"the {day}{ending}" + (f" of {which} month" if which else "")


def _ahead(found: re.Match[str]) -> str:
    unit = "day" if found["unit"] == "天" else "month" if found["unit"].endswith("月") else "week"
    count = read_number(found["count"])
    return f"in {count} {unit}{'' if count == 1 else 's'}" if count else ""


_DAY_READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (_DAYS_AHEAD, _ahead),
    (_NEAR_DAY, lambda found: _NEAR[found[0]]),
    (_WEEKDAY, _weekday),
    (_MONTH_DAY, _month_day),
    (_DAY_ALONE, _day_alone),
)


def _clock(said: str, part: str) -> str | None:
    """Return the clock time; the part of the day alone, or nothing, where no clock time follows; None if unread."""
    if not said:
        return {"": "", "noon": "noon", "small": None}.get(part, f"in the {part}" if part != "night" else "at night")
    if said in ("正午", "午夜") and not part:
        return "noon" if said == "正午" else "midnight"
    found = _CLOCK.match(said) or _DIGITAL.match(said)
    if found is None:
        return None
    groups = found.groupdict()
    hour, minute = read_number(groups["hour"]), _minute(groups)
    if hour is None or minute is None:
        return None
    short = groups.get("short") or groups.get("late")
    if short:
        before = 15 if short == "一刻" else read_number(short)
        if before is None or not 0 < before < 60 or minute:
            return None
        hour, minute = (hour - 1) % 24 or 12, 60 - before
    return _spelled(hour, minute, part)


def _minute(groups: Mapping[str, str | None]) -> int | None:
    if groups.get("half"):
        return 30
    if groups.get("quarter"):
        return 15 if groups["quarter"] == "一" else 45
    if minute := groups.get("minute"):
        return read_number(minute.removeprefix("零") or "零") if not minute.isascii() else int(minute)
    return 0


def _spelled(hour: int, minute: int, part: str) -> str:
    """Return a clock time in English digits, am and pm settled by the part of the day."""
    plain = f"{hour}:{minute:02}"
    if hour > 12 or hour == 0 or not part:
        return f"{hour:02}:{minute:02}" if hour > 12 or hour == 0 else plain
    if part == "morning":
        return plain + (" am" if hour < 12 else " pm")
    if part == "small":
        return plain + " am"
    if part == "noon":
        return plain + (" am" if hour in (10, 11) else " pm")
    if part == "night":
        return plain + (" pm" if 5 <= hour < 12 else " at night")
    return plain + " pm"


# ---------------------------------------------------------------- lengths and days


def _length(said: str) -> str:
    """Return a length in seconds' units: `一个半小时` is `1 hours 30 minutes`."""
    said = re.sub(r"^(?:大约|大概)", "", said)
    total, position = 0.0, 0
    while position < len(said):
        found = _LENGTH.match(said, position)
        seconds = _seconds(found) if found else None
        if found is None or seconds is None:
            return ""
        total, position = total + seconds, found.end()
    whole = round(total)
    sizes = (("days", 86400), ("hours", 3600), ("minutes", 60), ("seconds", 1))
    words = []
    for name, size in sizes:
        count, whole = divmod(whole, size)
        if count:
            words.append(f"{count} {name if count != 1 else name[:-1]}")
    return " ".join(words)


def _seconds(found: re.Match[str]) -> float | None:
    if found["half"]:
        return _UNITS[found["half_unit"].removeprefix("个")] / 2
    if found["quarter"]:
        return {"一": 1, "两": 2, "三": 3}[found["quarter"]] * 900
    count = read_number(found["count"])
    if count is None:
        return None
    tenths = (read_number(found["tenths"]) or 0) / 10 if found["tenths"] else 0.0
    half = 0.5 if found["part"] == "个半" or found["more"] else 0.0
    return (count + tenths + half) * _UNITS[found["unit"]]


def _days(said: str) -> str:
    """Return a choice of weekdays: `每周一三五` is `monday and wednesday and friday`."""
    if said in _EVERY:
        return _EVERY[said]
    if span := _DAY_SPAN.fullmatch(said):
        return f"{_DAY_SIGNS[span['first']]} to {_DAY_SIGNS[span['last']]}"
    if found := _DAY_LIST.fullmatch(said):
        return " and ".join(_DAY_SIGNS[sign] for sign in found["days"] if sign in _DAY_SIGNS)
    return ""


# ---------------------------------------------------------------- levels, states, numbers


def _level(said: str) -> str:
    """Return a level or a change: `调低百分之十` is `down by 10 percent`, `一半` is `half`."""
    said = re.sub(r"有点儿?(?=[亮暗大小响高低])", "太", re.sub(r"刺眼|晃眼", "亮", said.replace("吵", "响")))
    if re.fullmatch(r"静(?:个|下|一下)?音(?:一下)?|调?成静音|无声|声音?关(?:掉|了)?|关(?:掉|了)", said):
        return "mute"
    if re.fullmatch(r"(?:取消|解除|关闭|关掉|退出)静音|恢复声音", said):
        return "unmute"
    if re.fullmatch(r"(?:听|看)不[清见]楚?了?", said):
        return "up"
    amount, rest = _amount(said)
    aimed = bool(_TO.search(rest))
    if not amount:
        for pattern, word in ((_MOST, "max"), (_LEAST, "minimum")):
            if pattern.search(rest):
                return word if not _without(pattern.sub("", rest), _TO, _MOVES) else ""
    little = bool(_LITTLE.search(rest))
    up, down = bool(_UP.search(rest)), bool(_DOWN.search(rest))
    if (up and down) or _without(rest, _TO, _LITTLE, _UP, _DOWN, _MOVES):
        return ""
    if amount and (aimed or not (up or down) or rest in ("亮", "响")):
        return amount
    way = "up" if up else "down" if down else ""
    if "太" in rest:
        way = {"up": "down", "down": "up"}.get(way, "")
    if not way:
        return ""
    return f"{way} by {amount}" if amount else f"{way} a bit" if little else way


def _amount(said: str) -> tuple[str, str]:
    """Return the percentage that is named, in English, and the words without it."""
    if found := _FRACTION.search(said):
        whole, part = read_number(found["whole"]), read_number(found["part"])
        if whole and part is not None and whole != 100:
            return f"{round(100 * part / whole)} percent", said[: found.start()] + said[found.end() :]
    if "一半" in said:
        return "half", said.replace("一半", "", 1)
    for found in _PERCENT.finditer(said):
        if found["bare"] == "一" and _LITTLE.match(said, found.start()):
            continue
        value = read_number(found["said"] or found["sign"] or found["tenth"] or found["bare"])
        if value is not None:
            value *= 10 if found["tenth"] else 1
            return f"{value} percent", said[: found.start()] + said[found.end() :]
    return "", said


def _without(said: str, *patterns: re.Pattern[str]) -> str:
    for pattern in patterns:
        said = pattern.sub("", said)
    return said


def _state(said: str) -> str:
    on, off = _ON.fullmatch(said), _OFF.fullmatch(said)
    return "on" if on else "off" if off else ""


def _phone(said: str) -> str:
    digits = "".join(sign if sign.isascii() else str(number) if (number := read_number(sign)) is not None else "?"
                     for sign in re.sub(r"^(?:电话|号码|手机)+(?:是|为)?", "", said))  # fmt: skip
    return "" if "?" in digits else digits


def _number(said: str) -> str:
    value = read_number(said)
    return "" if value is None else str(value)


_READERS: Mapping[str, Callable[[str], str]] = {
    "time": _time,
    "when": _time,
    "duration": _length,
    "days": _days,
    "level": _level,
    "on_off": _state,
    "boolean": _state,
    "phone": _phone,
    "integer": _number,
    "number": _number,
}
