"""How people speak to a memory, in English and Chinese: patterns only. What a match means stands in writing.py.

Each pattern must hold for a whole sentence (its end marks taken off). Groups: `key`, `value`, `name`, `to`, `do`, `q`.
"""

from __future__ import annotations

import re

POLITE = re.compile(
    r"^(?:(?:hey|hi|ok|okay|please|kindly|can you|could you|would you|will you|i want you to|i'd like you to|ainos)"
    r"[, ]+)+"
    r"|^(?:请你?|麻烦你?|帮我|你要)[，,]?",
    re.IGNORECASE,
)
POLITE_END = re.compile(
    r"[，,]\s*(?:请|你要|要)?(?:记住|记好|别忘)了?吧?$"
    r"|[,，]?\s*(?:please|thanks|thank you|ok\?|okay\?|谢谢)$",
    re.IGNORECASE,
)
LEAD = re.compile(
    r"^(?:remember|keep in mind|bear in mind|don't forget|do not forget|for the record|note for "
    r"later)(?:[,:]? that)?[,:]? (?!to\b|me\b)"
    r"|^remember to (?=always\b|never\b)|^(?:记住|请记住|要记得|记得|别忘了|别忘记|不要忘记?|记一下"
    r"|记下来?)[，,：:]?\s*",
    re.IGNORECASE,
)
REMEMBER_ANY = re.compile(
    r"^(?:remember|keep in mind|bear in mind|don't forget|do not forget|for the record|note for later)"
    r"(?:[,:]? that|[,:]) (?!to\b|me\b)\S",
    re.IGNORECASE,
)
"""Said to be remembered, whatever it is: a note on the phone as before, and kept here as well."""
OF_ME = re.compile(r"\b(?:i|my|me|mine|i'm|we|our|us)\b", re.IGNORECASE)
NOTED = re.compile(r"^note for later\b|^(?:记一下|记下)", re.IGNORECASE)
"""Words for a note, not for the memory."""
REMEMBER_ANY_ZH = re.compile(
    r"^(?:记住|别忘了|别忘记|不要忘记?|记得)[，,：:]?(?!要|去|把|给|叫|提醒|买"
    r"|带)[^，,].*[是在有叫放会不]"
)
FROM_NOW_ON = re.compile(
    r"^(?:from now on|from today on|in future|in the future)[,:]? "
    r"|^(?:以后|从现在起|从现在开始|从今以后|今后)[，,]?(?:都|请)?",
    re.IGNORECASE,
)

_KEY = r"(?P<key>[\w'’.-]+(?: [\w'’.-]+){0,4}?)"
MY_IS = re.compile(
    rf"^my {_KEY}(?:['’]s name)? (?:is|are|was)(?: now)?(?: called| named)? (?P<value>\S.*)$", re.IGNORECASE
)
IS_MY = re.compile(
    r"^(?!(?:this|that|it|he|she|who|what|where|which|there|is)\b)(?P<value>[^,?]{2,60}?) (?:is|are) my "
    r"(?P<key>[\w'’-]+(?: [\w'’-]+){0,3})$",
    re.IGNORECASE,
)
MY_IS_ZH = re.compile(r"^我的?(?P<key>\w{1,12}?)(?:的名字)?(?:现在)?(?:叫做|名叫|叫|是|在)(?P<value>[^吗？?]+)$")
IS_MY_ZH = re.compile(r"^(?P<value>[^，。？?]{1,20}?)是我的?(?P<key>\w{1,10})$")

ABOUT_ME: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), key)
    for pattern, key in (
        (r"^i live (?:in|at|on) (?P<value>.+)$", "home"),
        (r"^i work (?:at|for) (?P<value>.+)$", "workplace"),
        (r"^i was born (?:on|in) (?P<value>.+)$", "birthday"),
        (r"^i(?:'m| am) allergic to (?P<value>.+)$", "allergic to {value}"),
        (r"^i(?:'m| am) an? (?P<value>vegetarian|vegan|diabetic)$|^i(?:'m| am) (?P<value2>vegetarian|vegan)$", "diet"),
        (r"^我住在?(?P<value>.+)$", "home"),
        (r"^我在(?P<value>.+?)(?:工作|上班)$", "workplace"),
        (r"^我对(?P<value>.+?)过敏$", "allergic to {value}"),
        (r"^我(?:是)?(?P<value>素食者|吃素|糖尿病人)$", "diet"),
    )
)
"""What somebody says of himself in one fixed form, and the key of the fact."""

LIKES = re.compile(
    r"^(?:i|we) (?:really )?(?P<how>prefer|like|love|hate|dislike|don't like|do not like) (?P<value>.+)$"
    r"|^我(?P<how_zh>更?喜欢|不喜欢|讨厌|爱)(?P<value_zh>.+)$",
    re.IGNORECASE,
)
CALL_ME = re.compile(
    r"^call me (?P<value>[\w'’-]+(?: [\w'’-]+)?)$|^(?:请)?(?:叫|称呼)我(?P<value_zh>[^，。？?]{1,12})$", re.IGNORECASE
)
NOT_A_NAME = frozenset(
    re.findall(r"\w+", "a an at back later tomorrow today tonight maybe when if in on now up again by after the uber")
)

_DO = (
    "use|set|call|text|message|open|ask|show|answer|reply|respond|send|read|write|put|keep|start|turn|mute|add|tell|"
    "speak|give|wake|confirm|check|include|delete|share|round|switch"
)
ALWAYS = re.compile(
    rf"^(?P<how>always|never|don't ever|do not ever) (?P<do>(?!(?:turn|switch) o|delete )(?:{_DO})\b.+)$"
    r"|^(?P<how_zh>总是|永远不要|永远|一直|每次都|绝对不要|绝不要|千万别|千万不要)(?P<do_zh>.+)$",
    re.IGNORECASE,
)

WHENEVER = re.compile(rf"^(?:whenever|every time) [^,]+, (?:{_DO})\b|^每次[^，,]+[，,]", re.IGNORECASE)
RULE = re.compile(
    r"^(?:always|never|don't ever|do not ever|only ever|make sure to always) [a-z]\S*(?: \S.*)?$"
    r"|^(?:总是|都要?|一律|永远|一直|从来不|从不|每次都|绝对?不要|永远不要|千万别|总要|请?总是)\S+$"
    r"|^\S{0,12}(?:总是|一律|永远|从来不|从不|每次都)\S+$",
    re.IGNORECASE,
)
"""A rule, after the words that say when or where it holds; any verb."""
_SAY = r"[\"“「']?(?P<name>[^\"”」,，]{1,40}?)[\"”」']?"
ALIAS: tuple[re.Pattern[str], ...] = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"^when(?:ever)? i say {_SAY},? (?:i mean|that means|it means) (?P<to>.+)$",
        rf"^by {_SAY},? i mean (?P<to>.+)$",
        r"^(?P<name>[\w'’-]+(?: [\w'’-]+)?) is (?:short for|what i call|my (?:nick)?name for) (?P<to>.+)$",
        rf"^(?:当)?我说{_SAY}(?:的时候|时)?[，,]?(?:我)?(?:就是指|指的是|意思是|就是|是指|是说)(?P<to>.+)$",
        r"^把(?P<to>[^，。]{1,20}?)叫做?(?P<name>[^，。]{1,12})$",
    )
)
NICKNAME = re.compile(r"^call (?P<to>.+) (?P<name>[\w'’-]+)$", re.IGNORECASE)
"""`call Alice Chen Ally`: after `from now on`, or where the first part is exactly a contact."""
NICKNAME_BARE = re.compile(r"^[Cc]all (?P<to>[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*)+) (?P<name>[A-Z][\w'’-]*)$")

_STEP = "turn|set|open|call|text|send|mute|start|put|enable|disable|switch|take|show|read|dim|add|message|stop|cancel"
ANOTHER_WISH = re.compile(
    rf"(?:,|;|\band\b|\bthen\b) (?:then |also |please )*(?:{_STEP}|remind|wake|delete|find)\b"
    r"|[,;.] (?:so )?(?:what(?:'s|’s)?|who(?:'s|’s)?|how (?:many|much|full|long)|any(?:thing|body)?|(?:is|are) there"
    r"|did|do i)\b"
    r"|[，,；;。]\s*(?:请|帮我|麻烦|就|快|给我)*(?:把|换|改成?|调|关|打开|开|设|删|全部|都删|取消|静音|切)",
    re.IGNORECASE,
)
"""A second wish in the same sentence: such a sentence is not only about the memory."""
PROCEDURE: tuple[re.Pattern[str], ...] = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"^when(?:ever)? i say {_SAY},? (?:then )?(?:please )?(?P<do>(?:{_STEP})\b.+)$",
        rf"^(?:当)?我说{_SAY}(?:的时候|时)?[，,](?:就|请)?(?P<do>(?:打开|关闭|关掉|发|打|设|调|开|把).+)$",
    )
)

ASK: tuple[tuple[re.Pattern[str], bool], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), sure)
    for pattern, sure in (
        (r"^what (?:do you (?:know|remember)|did i (?:say|tell you)|have i told you) about (?P<q>.+)$", True),
        (r"^do you (?:still )?(?:remember|know) what i (?:said|told you) about (?P<q>.+)$", True),
        (r"^do you (?:still )?(?:remember|know) (?:who |what |where |when )?my (?P<q>.+?)(?: is| are)?$", False),
        (r"^(?:what|who|which|where|when)(?:['’]?s| is| are| was) (?:the name of )?my (?P<q>.+?)"
         r"(?:['’]s name| called)?$", False),
        (r"^what (?:do i call|did i name) my (?P<q>.+)$", False),
        (r"^(?:tell|remind) me (?:who |what |where |when )?my (?P<q>.+?)(?:['’]s name)?(?: is| are)?$", False),
        (r"^where do i (?P<q>live|work)$", False),
        (r"^我的?(?P<q>\w{1,12}?)(?:的名字)?"
         r"(?:是谁|是什么|叫什么(?:名字)?|在哪里?|在哪儿|是哪一?[个位]|是多少|是哪天)$", False),
        (r"^你还?记得我的?(?P<q>\w{1,12}?)(?:是谁|是什么|叫什么)?吗$", False),
        (r"^(?:关于)?(?P<q>\w{1,12}?)[，,]?我(?:跟你)?(?:说过|告诉过你)(?:些)?什么$", True),
        (r"^你(?:知道|记得)关于(?P<q>\w{1,12}?)的?(?:什么|哪些事|些什么)$", True),
    )
)  # fmt: skip
"""Patterns of questions; False: only when the memory holds something of exactly that name."""

FORGET: tuple[tuple[re.Pattern[str], bool], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), sure)
    for pattern, sure in (
        (r"^forget (?:everything |all |anything |whatever |what )(?:that )?"
         r"(?:i(?:'ve)? (?:said|told you|ever said)|you (?:know|remember))(?: to you)? about (?P<q>.+)$", True),
        (r"^forget that (?:my )(?P<q>.+?) (?:is|are) .+$", True),
        (r"^(?:delete|remove|erase|clear) (?:everything |all )?(?:what )?you (?:know|remember) about (?P<q>.+)$", True),
        (r"^(?:delete|remove|erase) (?P<q>.+) from (?:your |the )?memory$", True),
        (r"^forget (?:about )?(?P<q>(?:my|the alias|the name|that i|how to|when i say) .+)$", False),
        (r"^忘(?:记|掉|了)?(?:我(?:说过|告诉你)的)(?:关于)?(?:我的)?(?P<q>\w{1,12}?)"
         r"(?:的(?:事情?|一切|信息|话))?$", True),
        (r"^忘(?:记|掉|了)?关于(?:我的)?(?P<q>\w{1,12}?)(?:的(?:事情?|一切|信息|话))?$", True),
        (r"^忘(?:记|掉|了)?我的(?P<q>\w{1,12})$", False),
    )
)  # fmt: skip

SECRET_KEYS = re.compile(
    r"\b(?:password|passphrase|passcode|pin|pin code|cvv|cvc|security code|otp|private key|seed phrase|secret|token|"
    r"ssn|social security)\b|密码|口令|验证码|私钥",
    re.IGNORECASE,
)

SCOPES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), scope)
    for pattern, scope in (
        (r"\balarms?\b|闹钟", "tool:set_alarm"),
        (r"\btimers?\b|计时器|倒计时", "tool:set_timer"),
        (r"\bvolume\b|音量", "tool:set_volume"),
        (r"\bbrightness\b|亮度", "tool:set_brightness"),
        (r"\b(?:text|texts|texting|message|messages|sms)\b|短信|信息", "tool:send_message"),
        (r"\b(?:meetings?|events?|appointments?|calendar)\b|日历|会议|日程", "tool:add_event"),
        (r"\bnotes?\b|笔记|备忘", "tool:add_note"),
        (r"\b(?:in the|every) mornings?\b|早上|早晨", "time:morning"),
        (r"\b(?:in the|every) afternoons?\b|下午", "time:afternoon"),
        (r"\b(?:in the|every) evenings?\b|晚上", "time:evening"),
        (r"\bat night\b|夜里|半夜", "time:night"),
    )
)
"""Where a preference holds, by the words in it; the first that fits."""

_ZH = "(?:总是|一直|每次都)(?:把)?"
DEFAULTS: tuple[tuple[re.Pattern[str], str, str, str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), tool, parameter, kind)
    for tool, parameter, kind, pattern in (
        ("set_alarm", "time", "time", r"^always set (?:my |the |an )?alarms? (?:for|at|to) (?P<value>.+)$"),
        ("set_alarm", "time", "time",
         r"^my (?:morning )?alarms? (?:is|are|should be) (?:always )?(?:at|for) (?P<value>.+)$"),
        ("set_alarm", "days", "days", r"^always (?:set|repeat) (?:my )?alarms? on (?P<value>weekdays|weekends|daily)$"),
        ("set_alarm", "time", "time", rf"^{_ZH}闹钟(?:都)?(?:设在|设为|定在)(?P<value>[\d:：]+)$"),
        ("set_timer", "duration", "duration",
         r"^always (?:set|start|make) (?:my |the |all )?timers? (?:for|to) (?P<value>.+)$"),
        ("set_timer", "duration", "duration", r"^my timers? (?:is|are|should be) (?:always )?(?:for )?(?P<value>.+)$"),
        ("set_timer", "duration", "duration", rf"^{_ZH}(?:计时器|倒计时)(?:都)?(?:设为|定为)(?P<value>\d+ ?分钟)$"),
        ("set_volume", "level", "level", r"^always (?:set|put|turn) (?:my |the )?volume (?:to|at) (?P<value>.+)$"),
        ("set_volume", "stream", "choice",
         r"^always (?:use|change|set) (?:my |the )?(?P<value>media|ring|alarm|call|notification) volume$"),
        ("set_brightness", "level", "level", r"^always (?:set|put) (?:my |the )?brightness (?:to|at) (?P<value>.+)$"),
    )
)  # fmt: skip
"""Preferences that fill one argument of one tool when a wish leaves it out."""

TOPICS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), topic)
    for pattern, topic in (
        (r"\b(?:12|24|twelve|twenty[- ]four)[- ]?h(?:our)?s?\b|(?:12|24|十二|二十四)小时", "clock format"),
        (r"\bcelsius\b|\bfahrenheit\b|摄氏|华氏", "temperature unit"),
        (r"\bmetric\b|\bimperial\b|\b(?:kilomet\w+|miles)\b|公里|英里", "units"),
        (r"\b(?:reply|answer|speak|respond)\b.*\b(?:english|chinese|french|spanish)\b|用(?:中文|英文)", "language"),
        (r"\b(?:dark|light) (?:mode|theme)\b|深色|浅色", "theme"),
    )
)  # fmt: skip
"""Preferences about one thing are one preference: the newer one replaces the older one."""
