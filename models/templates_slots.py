"""What can stand in a slot: by kind of value, English and Chinese, checked sign by sign. Reads no device.

A slot is never `anything`: times, lengths and levels are made of their own words only, names have no verbs and no
connectors in them, and free text stands at the end and begins no other wish.
"""

from __future__ import annotations

import re
from functools import lru_cache

from ..tools.values_chinese import in_english, is_chinese
from ..tools.values_names import _CHOICE_WORDS, FOLDERS, SETTINGS_PAGES


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NUMBER = (
    r"(?:\d{1,3}(?:\.\d+)?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen"
    r"|sixteen|seventeen|eighteen|nineteen|(?:twenty|thirty|fou?rty|fifty|sixty|seventy|eighty|ninety)"
    r"(?:[ -](?:one|two|three|four|five|six|seven|eight|nine))?|hundred|(?:a|one) hundred)"
)
_DAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_ORDINAL = (
    r"(?:\d{1,2}(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth"
    r"|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth"
    r"|(?:twenty|thirty)[ -](?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth))"
)
_HALF = r"(?:[ap]\.?\s?m\.?)"
_UNIT = r"(?:seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h)"
_PAST = rf"(?:an? )?(?:half|quarter|{_NUMBER})(?: minutes?| mins?)? (?:past|to|after|before|till|til|of)"
_CLOCK_WORDS = (
    rf"day after tomorrow|{_PAST}|\d{{1,2}}[:.]\d{{2}}(?: ?{_HALF})?|\d{{3,4}}(?: ?{_HALF}| hours)"
    rf"|\d{{1,2}}(?: ?{_HALF})|o'?clock|oclock|{_HALF}|noon|midday|midnight|half"
)
_DATE_WORDS = (
    rf"today|tomorrow|tonight|tonite|tmrw|(?:in the |this )?(?:morning|afternoon|evening)|(?:at )?night|{_DAY}|{_MONTH}"
    rf"|{_ORDINAL}|20\d\d(?:-\d\d-\d\d)?|\d{{1,2}}/\d{{1,2}}(?:/\d{{2,4}})?|next|this|coming|on|at|in|the|of|an?"
    rf"|from now|weekend|days?|weeks?|{_UNIT}"
)
_LENGTH_WORDS = (
    rf"{_NUMBER}|\d+(?:\.\d+)?\s?{_UNIT}(?:\s?\d+\s?{_UNIT}?)?|\d{{1,2}}:\d{{2}}(?::\d{{2}})?|{_UNIT}|half|quarters?"
    rf"|a|an|and"
    r"|of|couple|days?|weeks?|three-quarters?|-"
)
_LEVEL_WORDS = (
    rf"{_NUMBER}(?:\s?%)?|per ?cent|%|up|down|by|to|at|half(?:way)?|quarters?|thirds?|of|a|an|the|max(?:imum)?"
    r"|min(?:imum)?|full(?:est)?|highest|lowest|loudest|quietest|brightest|dimmest|darkest|all the way|little|bit"
    r"|slightly|notch|touch|tad|lot|much|louder|quieter|softer|brighter|darker|dimmer|lower|higher|raise|increase"
    r"|decrease"
    r"|reduce|boost|bump|crank|dim|mute|unmute|silent|silence|off|maximi[sz]e|brighten"
)
_DAYS_WORDS = (
    rf"every|each|on|week ?days?|weekends?|work(?:ing)? ?days?|daily|everyday|day|morning|evening|night|{_DAY}s?"
    r"|and|to|through|single"
)


def _made_of(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?:(?:{words})(?:[\s,]+|$|(?=-|%)))+", re.IGNORECASE)


@lru_cache(maxsize=32)
def _vocabulary(kind: str) -> re.Pattern[str] | None:
    words = {
        "time": f"{_CLOCK_WORDS}|{_DATE_WORDS}|{_NUMBER}",
        "when": f"{_CLOCK_WORDS}|{_DATE_WORDS}|{_NUMBER}",
        "duration": _LENGTH_WORDS,
        "level": _LEVEL_WORDS,
        "days": _DAYS_WORDS,
    }.get(kind)
    return _made_of(words) if words else None


_LOOSE = re.compile(r"^(?:and|to|through|of)\b|\b(?:and|at|the|to|of|a|an|by)$|[\s,]on$")
"""A value neither begins nor ends with a word that only ties it to others."""
_NO_NAME = _words(
    """
    i me you he him his she her they them it we us who whom whose which what when where why how this that these those
    someone somebody anyone anybody everyone everybody nobody all every each both any some none nothing everything
    anything something and or but nor not no never don't except unless if then also plus to of off on in at by for from
    with about as into than until till before after under while because so is are was were be been am do does did have
    has had can could will would shall should must may might say says saying said tell tells send sends sent text texts
    texted message messages sms call calls called phone number numbers ring write wrote reply ask asks asked know that's
    today tomorrow tonight yesterday now later soon morning afternoon evening noon midnight monday tuesday wednesday
    thursday friday saturday sunday a an please thanks back again instead first last next new missed recent history log
    whatsapp telegram signal email mail slack facebook instagram messenger wechat skype facetime video zoom gmail home
    taxi people person contact contacts note notes event events alarm alarms timer file files basically roughly briefly
    really actually exactly wifi wi-fi bluetooth internet network brightness volume up down
    """
)
"""Words that are in no name that somebody is called by."""
_NAME_WORD = r"(?:(?:dr|mr|mrs|ms|prof|st|jr|sr|[a-z])\.|[^\W\d_]+(?:['\-][^\W\d_]+)*)"
_NAME = re.compile(rf"(?:(?:my|the) )?{_NAME_WORD}(?: {_NAME_WORD}){{0,3}}")
_PHONE = re.compile(r"\+?\(?\d[\d\s().\-/]{1,18}\d")
_NO_CHINESE_NAME = re.compile(
    r"[的了吗呢吧啊我你他她它们这那哪谁和跟与或且并再给把被让叫打发送说讲问请就都不没别所有每全]|大家|一下|短信|电话|信息|消息|微信|邮件|号码|联系|明天|今天|后天|现在"
    r"|然后|如果|闹钟|日程|文件|笔记|通知|收到|最近|最新|刚刚|刚才|[一二三四五六七八九十]点"
)
_CHINESE_NAME = re.compile(r"[\u3400-\u9fff·]{1,6}(?:老师|医生|先生|女士|阿姨|叔叔)?")
_KIN = _words(
    """
    妈妈 爸爸 老妈 老爸 母亲 父亲 奶奶 爷爷 外婆 外公 姥姥 姥爷 姐姐 哥哥 弟弟 妹妹 老婆 老公 妻子 丈夫 儿子 女儿
    叔叔 阿姨 老师
    """
)
_FILE = re.compile(r"(?![除掉去下])[\w\-]+(?:\.[\w\-]+){0,4}\.[a-z]\w{1,4}")
_APPS = _words(
    """
    calendar clock messages contacts phone notes files settings camera gallery photos calculator browser chrome gmail
    maps music youtube 日历 时钟 闹钟 短信 信息 通讯录 联系人 电话 拨号 笔记 备忘录 便签 文件 文件管理 文件管理器
    设置 相机 照相机 相册 图库 照片 计算器 浏览器 地图
    """
)
_APP = re.compile(r"[\w.+\-]+(?: [\w.+\-]+){0,3}")
_PHRASE_BREAKS = re.compile(
    rf"(?:^|[\s,;])(?:and|or|then|but|if|unless|when|after|before|except|all|every|everything|any|anything|each|not"
    rf"|never"
    rf"|him|her|them|it|today|tomorrow|tonight|{_DAY}|noon|midnight|at \w+|{_DAY}s|\d{{1,2}}[:.]\d\d|\d{{1,2}} ?[ap]m"
    r"|called|named|saying|from|which|o'?clock|every|calendar|contacts|note|notes|alarm|alarms|timer)(?=$|[\s,;])"
    r"|[.;:!?\"“”]"
)
_LOOSE_PHRASE = re.compile(
    r"^(?:my|the|a|an|on|in|at|for|to|of|with|by|about|called)\b|\b(?:on|in|at|for|to|of|with|by|the|a|an|my|about"
    r"|next|this)$"
)
_CHINESE_BREAKS = re.compile(
    r"然后|接着|并且|[把将]|如果|除了|所有|全部|一切|每|明天|今天|后天|起床|叫醒|[上下]午|早上|晚上|[一二三四五六七八九十\d]点|周[一二三四五六日天]|[，,。；;：:！!？?“”\"]"
    r"|日历|日程|笔记|闹钟|计时|定时器|秒表|联系人|通讯录|那个|这个|关于|的$|[上去要用来]了$|^[的个条把一我了在]|里$|^(?:叫|名为|说|上(?!课|班|海|学))"
)
_TOLD = {
    "told": re.compile(
        r"(?![:,\-])(?!(?:by|via|in) (?:an? )?(?:text|message|sms)\b)(?!that\b|(?:address|number|code|photo|picture"
        r"|file"
        r"|link|note|message|one|info|information|text)\b)\S+\s+\S.*",
        re.DOTALL,
    ),
    "clause": re.compile(
        r"(?:i|i'm|i'll|i've|i'd|im|we|we're|we'll|we've|he|he's|she|she's|they|they're|it|it's|there|there's|you"
        r"|you're|thanks"
        r"|thank|happy|good|hello|hi|sorry|yes|no|congratulations|merry|see)\b.*\S",
        re.DOTALL,
    ),
    "noted": re.compile(r"(?![:,]|来|一下).+", re.DOTALL),
    "told_zh": re.compile(r"[\u3400-\u9fff].+", re.DOTALL),
}
"""What is said to somebody: after `that` more than a thing (`that photo`), without `that` a sentence of its own."""
_QUOTED = re.compile(r"\"[^\"]+\"|“[^”]+”|「[^」]+」|《[^》]+》")


def may_be(kind: str, words: str, name: str, *, last: bool) -> bool:
    """Return whether words can be a value of a kind; that it is possible and means something is checked later.

    Args:
        kind: A value kind of tools/values.py.
        words: Folded words of the sentence.
        name: The parameter's name; `text` is free text, which goes to the sentence's end.
        last: The words end the sentence.
    """
    if len(words) > 4000:
        return False
    if kind == "text":
        return _text(words, name, last=last)
    if kind in _TOLD:
        return bool(_QUOTED.fullmatch(words)) or (last and bool(_TOLD[kind].fullmatch(words)))
    if len(words) > 80:
        return False
    if kind in ("time", "when", "duration", "level", "days"):
        return _typed(kind, words)
    match kind:
        case "quote":
            return bool(_QUOTED.fullmatch(words))
        case "file":
            return bool(_FILE.fullmatch(words))
        case "latin":
            return not is_chinese(words) and _is_name(words)
        case "kin":
            return words in _KIN
        case "person":
            return _is_name(words)
        case "contact":
            return bool(_PHONE.fullmatch(words)) or _is_name(words)
        case "phone":
            return bool(_PHONE.fullmatch(words)) or (is_chinese(words) and in_english("phone", words) != words)
        case "on_off":
            return words in ("on", "off")
        case "choice":
            return any(words == choice or words in more for choice, more in _CHOICE_WORDS.items())
        case "app":
            return bool(_APP.fullmatch(words)) and _is_app(words)
        case "settings_page":
            return any(words == page or words in more for page, more in SETTINGS_PAGES.items())
        case "folder":
            return _is_folder(words)
        case "integer" | "number":
            return bool(re.fullmatch(_NUMBER, words)) or (is_chinese(words) and in_english(kind, words) != words)
    return False


def _typed(kind: str, words: str) -> bool:
    if is_chinese(words):
        return in_english(kind, words) != words
    pattern = _vocabulary(kind)
    return bool(pattern and pattern.fullmatch(words)) and (kind == "level" or not _LOOSE.search(words))


def _is_name(words: str) -> bool:
    if is_chinese(words):
        return bool(_CHINESE_NAME.fullmatch(words)) and not _NO_CHINESE_NAME.search(words)
    return bool(_NAME.fullmatch(words)) and "'s" not in words and _NO_NAME.isdisjoint(words.replace(".", "").split())


def _is_app(words: str) -> bool:
    return words in _APPS


def _is_folder(words: str) -> bool:
    if words.startswith("/sdcard"):
        return " " not in words
    return words != "home" and any(
        words == path.rpartition("/")[2].lower() or words in more for path, more in FOLDERS.items()
    )


def _text(words: str, name: str, *, last: bool) -> bool:
    if _QUOTED.fullmatch(words):
        return True
    if words[:1] in ",:-" or words[-1:] in ",:-":
        return False
    if name == "text":
        return last
    if len(words) > 60:
        return False
    if is_chinese(words):
        return len(words) <= 16 and not _CHINESE_BREAKS.search(words)
    return words.count(" ") < 6 and not _PHRASE_BREAKS.search(words) and not _LOOSE_PHRASE.search(words)
