"""General forms in which a person tells something of himself: `my X is Y`, `I parked …`, `我把X放在Y`, `to do X, …`.

Patterns of whole sentences only, their end marks taken off. What a match means stands in told.py.
"""

from __future__ import annotations

import re

CORRECTION = re.compile(
    r"^(?:(?:actually|correction|update|oh|no|wait|sorry|well|oops|my mistake|in fact|btw|by the way|fyi|as of "
    r"(?:today|now)"
    r"|just so you know|so you know)[,:]? )+"
    r"|^(?:(?:不对|其实|更正|更正一下|哦|对了|说错了|事实上|实际上|顺便说一下)[，,：:]?)+",
    re.IGNORECASE,
)

_PHONE_WORDS = """
screen display volume battery phone cellphone smartphone device alarm alarms wifi wi-fi brightness sound sounds
    ringtone ringer notification notifications bluetooth timer timers stopwatch app apps font text texts keyboard camera
    internet data signal storage memory mic microphone speaker speakers eyes eye ears hands music video call calls
    message messages inbox contacts contact note notes reminder reminders list file files folder flashlight torch
    hotspot connection network rotation theme day agenda schedule appointments events calendar plans turn fault bad
    point question problem idea guess god time settings airplane downloads photos
"""
PHONE = frozenset(_PHONE_WORDS.split())
PHONE_ZH = re.compile(
    r"屏幕|音量|电池|手机|闹钟|无线|网络|蓝牙|亮度|声音|铃声|字体|通知|电量|计时器|应用|壁纸|键盘|流量|信号|短信"
    r"|日程|日历|消息|天气"
)
_NO_KEY_WORDS = """
i you he she it we they my your his her that this said says told tells thinks think asked asks wrote texted called
    wants if because who when what where was has does did will would and or but not to should know nothing
    everything can must may might
"""
NO_KEY = frozenset(_NO_KEY_WORDS.split())
PASSING = re.compile(
    r"^(?:too|so|not (?:working|loud|bright|charging|here|responding)|low|dead|dying|slow|full|loud"
    r"|quiet|dark"
    r"|bright|killing|gone|tired|here|there|late|early|ready|done|busy|asleep|sick|ill|cancelled|canceled"
    r"|delayed|broken|cracked|hot|cold|wet|dirty|hungry|fine|ok|okay|good|great|bad|a mess|private|useless|old|empty"
    r"|being|going|gonna|about to|supposed|almost|nearly|running|up to|out of|all"
    r"|on (?:silent|vibrate|mute|fire|hold|(?:his|her|its|their|the) way)|(?:off|on|over|away|out|in)(?=$|,))(?!\w)",
    re.IGNORECASE,
)
"""How things are just now: nothing to keep."""
DOING = re.compile(r"^(?:not |always |just |still )?[a-z]{2,}ing(?: (?!of\b).*)?$")
MAY_BE_DOING = frozenset(
    ("hobby", "sport", "job", "favourite", "favorite", "passion", "profession", "name", "nickname")
)
ORDER = re.compile(
    r"\b(?:can you|could you|would you|will you|please|remind me|wake me|let (?:him|her|them|\w+) know|tell (?:him"
    r"|her|them|me)"
    r"|text (?:him|her|them)|call (?:him|her|them|me)|reply|save it|store it|add it|put (?:it|that)|delete (?:it"
    r"|the)|remove it"
    r"|go ahead|set (?:a|an|the|my)|drop the|alarm at|timer|keep it|use it|time it|make it|mode (?:on|off)|activate"
    r"|enable"
    r"|disable|louder|quieter|louder|turn (?:it|on|off|up|down))\b|[!?]|[；;]"
    r"|请|帮我|提醒我|给我|能不能|可不可以|可以吗|[吗呢]$|打电话|发短信|发消息|打开|关掉|关闭|什么|哪里|哪儿|多少"
    r"|怎么|谁$|几[点个]",
    re.IGNORECASE,
)
"""Signs that the sentence wants something done or asks something."""

_PLACE = (
    r"(?:(?:back |right |just |over |down |up )?(?:in|on|at|under|underneath|behind|beside|by|next to|near|inside"
    r"|above|below|"
    r"between|with|against|outside|across from|opposite|beneath|on top of|in front of|around|upstairs|downstairs"
    r"|hidden|kept|"
    r"stored|parked)\b|(?:room|floor|level|row|bay|gate|shelf|drawer|locker) \w)"
)
IS_PLACE = re.compile(rf"^{_PLACE}", re.IGNORECASE)
INSTEAD = re.compile(r"^.+?,? (?:it's|it is|but|now it's|he's|she's)(?: now)? (?P<value>\S.*)$", re.IGNORECASE)
"""`not Dr. Patel any more, it's Dr. Kim`: what holds instead."""
INSTEAD_ZH = re.compile(r"^[^，,]+[，,](?:而)?(?:现在)?(?:是|在|叫)(?P<value>.+)$")
NEWS = re.compile(
    r"(?:,? (?:now|these days|at the moment|instead|from now on|any ?more|as of today|by the way))+$", re.IGNORECASE
)
A_TIME = re.compile(
    r"^(?:at|on|in|by) (?:the )?(?:\d|noon|midnight|half past|quarter|mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr"
    r"|may|june?\b"
    r"|july?\b|aug|sep|oct|nov|dec|spring|summer|autumn|fall|winter|first|second|third|one\b|two\b|three\b|four\b"
    r"|five\b|six\b"
    r"|seven\b|eight\b|nine\b|ten\b|eleven\b|twelve\b)",
    re.IGNORECASE,
)
KEY = r"(?P<key>[\w'’./&-]+(?: [\w'’./&-]+){0,6}?)"
_NOW = r"(?: (?:now|currently|actually|also|always|usually|officially))?"
MY_IS = re.compile(
    rf"^(?P<whose>my|our) {KEY}{_NOW} (?:is|are|was|were|will be)(?P<no> no longer|n't| not)?{_NOW}"
    r"(?: called| named| spelled)? (?P<value>\S.*)$",
    re.IGNORECASE,
)
MY_MOVED = re.compile(
    rf"^(?P<whose>my|our) {KEY} (?:has |have |was |were |got |is |are |has been |have been )?(?:just |now )?"
    r"(?P<verb>changed|moved|switched|relocated|renamed|rescheduled)(?: over| from .+?)? (?:to|into) (?P<value>\S.*)$",
    re.IGNORECASE,
)
CHANGED = re.compile(
    rf"^(?:i|we)(?:'ve| have)? (?:just |recently |now )?(?:changed|switched) (?:my |our )?{KEY}(?: to|,? (?:and |so )?"
    r"(?:now )?(?:it's|it is|he's|she's|they're|i'm at|i'm with|i go to|i use|the new one is)) (?P<value>\S.*)$",
    re.IGNORECASE,
)
"""`I switched dentists, now it's Dr. Kim`: a new one of what he has."""
MY_DOES = re.compile(
    rf"^(?P<whose>my|our) {KEY} (?P<verb>leaves|departs|starts|begins|ends|opens|closes|expires|costs|likes|loves"
    rf"|prefers|hates|has|"
    r"works|lives|goes|speaks|uses|eats|drinks|meets|goes by|owns|drives|plays|studies|takes|belongs|doesn't|never"
    r"|always)"
    r" (?P<value>\S.*)$",
    re.IGNORECASE,
)
NAME_S = re.compile(
    rf"^(?P<key>(?:[A-Z][\w.-]*(?: [A-Z][\w.-]*)?)['’]s [\w'’-]+(?: [\w'’-]+){{0,3}}?){_NOW} (?:is|are)(?P<no> no "
    rf"longer| not)?"
    r"(?: now)? (?P<value>\S.*)$"
)
NUMBER_OF = re.compile(r"\b(?:number|phone|mobile|cell)$", re.IGNORECASE)
"""`Bob's number is …` puts a number into the contacts."""
NAME_MY = re.compile(
    r"^(?P<value>[A-Z0-9][^,?]{0,60}?) (?:is|are) (?:now )?(?:my|our) (?:new "
    r")?(?P<key>[\w'’-]+(?: [\w'’-]+){0,3}?)(?: now)?$"
)
THE_IN = re.compile(
    rf"^the {KEY}(?: (?:is|are))(?: now| kept| hidden| stored)* (?P<value>(?:in|on|under|behind|beside|next to"
    rf"|inside|below|above|with) "
    r"(?:the|my|our|a|an) \S.*)$",
    re.IGNORECASE,
)
PUT = re.compile(
    r"^(?:i|we)(?:'ve| have)? (?:just |always |usually |now )?(?P<verb>parked|left|put|keep|kept|hid|hide|stored?"
    r"|placed?|locked|stashed|dropped|moved|leave|hung|"
    rf"buried|packed)(?: (?:(?P<owner>my|the|our|an?"
    rf"|some) )?(?!(?:on|in|at|by|under|level|row"
    rf"|near)\b)(?P<key>[\w'’-]+(?: [\w'’-]+){{0,5}}?))? (?P<value>{_PLACE} ?.*)$",
    re.IGNORECASE,
)
MOVED = re.compile(r"^(?:i|we)(?:'ve| have)? (?:just |now )?moved (?:house |home )?to (?P<value>\S.*)$", re.IGNORECASE)
SELF: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), key)
    for pattern, key in (
        (r"^i (?P<value>(?:no longer|don't|do not) live (?:in|at|on) .+)$", "home"),
        (r"^i (?:now )?live (?:in|at|on|near|by) (?P<value>.+)$", "home"),
        (r"^i (?P<value>(?:no longer|don't|do not) work (?:at|for|in|as) .+)$", "workplace"),
        (r"^i (?:now )?work (?:at|for|in) (?P<value>.+)$", "workplace"),
        (r"^i (?:now )?work (?P<value>(?:as|from) .+)$", "work"),
        (r"^i(?:'m| am) (?P<value>(?:no longer|not) allergic to .+)$", "allergic to {rest}"),
        (r"^i(?:'m| am) (?:(?:very|severely|also|now) )*allergic to (?P<value>.+)$", "allergic to {value}"),
        (r"^i(?:'m| am) intolerant (?:of|to) (?P<value>.+)$", "intolerant to {value}"),
        (r"^i have (?P<value>an? [\w' -]+ (?:allergy|intolerance))$", "{value}"),
        (r"^i(?:'m| am) (?:a |an )?(?:strict )?(?P<value>vegetarian|vegan|pescatarian|diabetic|coeliac"
         r"|celiac)$", "diet"),
        (r"^i(?:'m| am) (?P<value>(?:a|an) (?!bit|little|mess|lot)\w[\w -]{2,40})$", "occupation"),
        (r"^i(?:'m| am) (?P<value>left-handed|right-handed|colou?r-?blind|\w+[- ]intolerant|married|retired"
         r"|pregnant)$", "{value}"),
        (r"^i(?:'m| am) (?:originally )?from (?P<value>.+)$", "origin"),
        (r"^i(?:'m| am) (?P<value>\d+ years old|\d+(?: cm| centimet\w+| feet| foot)[\w ]* tall)$", "{rest}"),
        (r"^i (?:was born|turned \d+) (?:on|in) (?P<value>.+)$", "birthday"),
        (r"^i have (?:a|an|two|three) (?!file|folder|note|contact|meeting|event|timer|alarm|app\b"
         r"|song)(?P<what>\w+(?: \w+)?) (?:named|called) (?P<value>.+)$", "{what}"),
        (r"^i go to (?P<value>.+ (?:on \w+days?|every \w+|each \w+|once a \w+|twice a \w+).*)$", "go to {value}"),
        (r"^i (?:take|drink|have) my (?P<what>coffee|tea) (?P<value>.+)$", "{what}"),
        (r"^i (?:drive|ride) (?P<value>(?:a|an) .+)$", "vehicle"),
        (r"^i (?:wear|take) (?:a )?(?P<value>(?:shoe )?size .+)$", "size"),
        (r"^i (?P<value>(?:don't|do not|no longer|never|can't|cannot) (?:eat|drink|smoke|drive|fly|stand"
         r"|tolerate) ?.*)$", "{rest}"),
        (r"^i (?:have )?(?P<value>(?:stopped|gave up|given up|quit) (?:eating|drinking|smoking"
         r"|taking) ?.*)$", "{rest}"),
        (r"^i (?:speak|study|play|own|teach) (?P<value>[\w' -]+)$", "{whole}"),
        (r"^我今年(?P<value>[\d一二三四五六七八九十]+岁)$", "age"),
        (r"^我(?:已经|刚刚?)?(?:搬家|搬)了?[，,]?(?:现在)?(?:住在?|在)(?P<value>.+?)了?$", "home"),
        (r"^我换了?(?:个)?(?:新?工作|公司)了?[，,](?:现在)?在(?P<value>.+?)(?:工作|上班)?了?$", "workplace"),
        (r"^我(?:现在|已经)?(?:搬到了?|搬去了?|住在?)(?P<value>.+?)了?$", "home"),
        (r"^我(?:现在)?在(?P<value>.+?)(?:工作|上班)(?:了)?$", "workplace"),
        (r"^我对(?P<value>.+?)(?:严重)?过敏$", "allergic to {value}"),
        (r"^我(?:是)?(?P<value>素食者|吃素|吃素的|糖尿病人|左撇子|孕妇)$", "diet"),
        (r"^我是(?P<value>(?:一[名个位])?\w{2,10}(?:师|生|员|人|医生|老师))$", "occupation"),
        (r"^我(?P<value>(?:从来)?(?:不吃|不喝|不抽|不能吃|不能喝|不再)\w+)$", "{value}"),
        (r"^我(?:的生日是|出生于|生于)(?P<value>.+)$", "生日"),
    )
)  # fmt: skip
LIKES = re.compile(
    r"^(?:i|we) (?:really |also |now |actually )*(?P<how>no longer like|prefer|like|love|hate|dislike|enjoy|don't "
    r"like|do not like|"
    r"can't stand|avoid|favou?r)(?: to)? (?P<value>\S.*)$",
    re.IGNORECASE,
)
LIKES_ZH = re.compile(
    r"^我(?:现在|其实|也)?(?P<how>(?:更|最|很|比较|特别|非常)?(?:喜欢|爱|偏好|偏爱|习惯)|不(?:太|再)?(?:喜欢|爱"
    r"|习惯)|讨厌)(?:于|了)?(?P<value>.+)$"
)
NOT_LIKED = re.compile(
    r"^(?:this|that|it|you|them|him|her|these|those|to (?:know|hear|see|call|talk|speak|send)|how|the (?:sound"
    r"|screen|volume|music|light)|alarms?|timers?|mondays?|(?:the |a )?(?:dark|light|white|black)(?:er)? (?:looks?"
    r"|menus?|mode|theme|background|screen|colou?rs?)"
    r"|a (?:note|reminder|timer)|an alarm|你|他|她|它|这|那)\b|^(?:你|他|她|它|这|那)",
    re.IGNORECASE,
)
HABIT = re.compile(
    r"^i (?P<how>usually|always|normally|typically|generally|often|never|rarely|mostly|tend to|only|no "
    r"longer) (?P<do>\S.*)$",
    re.IGNORECASE,
)
HABIT_ZH = re.compile(
    r"^我(?P<how>通常|平时|一般|经常|常常|总是|一直|从来不|从不|从来没|每天都?|每周都?|习惯|只)(?P<do>\w.*)$"
)
NOT_HABIT = re.compile(r"^(?:\w+ed|forget|lose|miss|wanted|thought|knew|said|want|need|have to|just)\b", re.IGNORECASE)

WHEN_ZH = re.compile(r"(?:的时候|时|以前|以后)总?$")
"""A condition is no thing."""
_Y = r"(?P<value>[^？?]+?)了?"
KIN_ZH = (
    "妈妈?|爸爸?|母亲|父亲|老婆|老公|妻子|丈夫|儿子|女儿|哥哥?|弟弟?|姐姐?|妹妹?|爷爷|奶奶|外公|外婆|老板|经理|同事"
    "|老师|教练|室友|邻居|房东|牙医"
    "|医生|律师|会计|理发师|保姆|生日|公司|学校|女朋友|男朋友|朋友|司机|助理|家人"
)
_KEPT_ZH = "[存停摆寄]?放在|寄?存在|停在|藏在|挂在|锁在|[挪移]到了?"
IS_AT_ZH = re.compile(rf"^(?P<key>[^，。？?我你今明昨请把]\w{{1,9}}?)(?P<is>{_KEPT_ZH}){_Y}$")
SINCE_ZH = re.compile(
    r"(?:现在|目前|已经|平时|平常|一般|通常|经常|常常|一直|总是?|每次|都|暂时|今天|刚才|刚刚?|最近)+$"
)
"""How often or since when, before the verb: it belongs to no thing's name."""
MY_ZH = re.compile(
    rf"^(?:我的|我们的|我家的?|我现在的|我新的?|我(?={KIN_ZH}|老家|家乡|猫|狗)|我(?=最?(?:喜欢|爱|常去|常用"
    rf"|想去)\w{{0,6}}的))(?P<key>\w{{1,14}}?)(?:的名字)?(?:现在"
    r"|目前|已经)?"
    rf"(?P<is>不再是|不是|不在|叫做|名叫|叫|姓|是|在|{_KEPT_ZH}|住在|借给|交给|寄给|(?<![搬换改移挪调升])到(?=[今明后大\d一二三四五六七八九十年月]))了?{_Y}$"
)
MY_MOVED_ZH = re.compile(
    rf"^我(?:们|家)?的?(?P<key>(?![把将])\w{{1,10}}?)(?:现在|已经)?(?P<is>改成|换成|变成|改为|换到|搬到|改到|移到|挪到|搬去)了?{_Y}$"
)
PUT_ZH = re.compile(
    r"^(?!.*(?:放|存|加|收|写|记)(?:到|进|在)我?的?(?:\w{0,6})(?:日程|日历|清单|笔记|备忘录|便签|待办|通讯录|联系人|提醒)(?:里|中|上)?$)"
    rf"我?(?:已经|刚才?|一直)?(?:把|将)(?P<key>\w{{1,12}}?)(?:(?:放|停|忘|藏|留|存|收|挂|锁|搁|搬|挪|落)(?:在|到|进)"
    rf"|(?:借|交|寄|留|送)给)了?{_Y}$"
)
CHANGED_ZH = re.compile(
    rf"^我(?:已经|刚刚?)?换(?:了(?:个|家|新的?)?)?(?!新?工作|公司)(?P<key>\w{{1,8}}?)了?[，,](?:现在|新的?)?(?:是|在|叫|用){_Y}$"
)
"""`我换牙医了，现在是陈大夫`: a new one of what he has."""
A_TIME_ZH = re.compile(
    r"^(?:每|今|明|后天|下?周|下?个?星期|下?个?礼拜|上午|下午|早上|晚上|中午|[\d一二三四五六七八九十]+[点月号日年]"
    r"|\d+[:：]\d)"
)
WHO_ZH = re.compile(r"^(?P<value>[^，。？?的]{1,20}?)(?:现在)?是(?:我的|我们的|我)(?P<key>\w{1,10})$")
OF_ZH = re.compile(rf"^(?P<key>[^，。？?我你今明昨]\w{{0,7}}的\w{{1,8}}?)(?:现在)?(?P<is>叫做|叫|是|在|放在){_Y}$")

_ACTS = (
    "open|tap|press|choose|select|click|go|scroll|swipe|type|enter|fill|pick|hold|pull|unplug|plug|water|feed|lock"
    "|check|switch|turn|call|text|send|mix|take|put|push|ask|log|set|use|find|read|start|show|wait|press|remove"
    "|close|dial"
)
PROCEDURES: tuple[re.Pattern[str], ...] = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"^(?:to|in order to|when i want to|if i want to|whenever i want to) (?P<name>\w[^,:]{2,60}?),? (?:i |you "
        r"|we )?(?:have to |need to |must )?"
        rf"(?P<do>first,? (?:{_ACTS})\b.+(?:then|after that|finally|and|,).+)$",
        rf"^(?:to|in order to) (?P<name>\w[^,:]{{2,60}}?), (?:i |you |we )?(?:have to |need to |must |always "
        rf")?(?P<do>(?:{_ACTS})\b[^,]+, .+(?:,|\band\b|\bthen\b).+)$",
        rf"^(?:to|in order to) (?P<name>\w[^,:]{{2,60}}?), (?P<do>(?:{_ACTS})\b.+\bthen\b.+)$",
        rf"^(?:how to|how i|steps to|the steps to|the way (?:i|to)) (?P<name>\w[^,:]{{2,60}}?)(?::| is:?"
        rf"| are:?) (?:to )?(?P<do>(?:first,? )?(?:{_ACTS})\b.+)$",
        rf"^my (?P<name>\w[^,:]{{2,40}}?) (?:routine|procedure|ritual|checklist)(?::| is:?| is to"
        rf"| means) (?P<do>(?:first,? )?(?:{_ACTS})\b.+)$",
        r"^(?:要|想要?|如果要|如果想|需要)(?P<name>[^，,：:]{2,20})(?:的话|时|的时候)?[，,：:]?(?:我)?(?:就|要|得"
        r"|需要)?"
        r"(?P<do>先[^，,]+(?:[，,].+|再.+|然后.+))$",
        r"^(?P<name>[^，,：:我]{2,16}?)(?:的步骤|的方法|的流程|的时候|时)(?:是|就)?[，,：:]?(?:就"
        r"|要)?(?P<do>先[^，,]+(?:[，,].+|再.+|然后.+))$",
    )
)  # fmt: skip
"""A recipe in a sentence: its name, and at least two steps."""
