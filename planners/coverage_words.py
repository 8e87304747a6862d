"""Which words of a wish neither a tool's vocabulary nor its arguments nor talk beside the wish account for.

Knows words alone: stop words, politeness, asides, reasons, a small table of synonyms. What is left over may mean
another wish; planners/coverage.py judges that. No model, no device.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from ..tools.types import Tool

_WORD = re.compile(r"[^\W\d_][^\W_]*(?:[’'-][^\W_]+)*")
_POSSESSIVE = re.compile(r"[’']s$")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_STOP = _words(
    """
    a an the this that these those some any all each every both either no none not never only just even still already
    again too also very really quite rather so such as than then there here now once soon later sooner away back off on
    in out up down over under at by for from to into onto of with without about across after before until till since
    during between within around through per via and or but nor if when while because though
    i i'm i'd i'll i've im me my mine myself you your yours we we're us our ours he him his she her hers it it's its
    itself they them their theirs who whom whose what what's whats which where where's when's how how's why
    is isn't are aren't was wasn't were be been being am do don't does doesn't did didn't done doing have haven't has
    hasn't had having can can't cannot could couldn't will won't would wouldn't shall should must may might let let's
    please kindly hey hi hello ok okay thanks thank thx cheers dear well oh ah yes yeah no
    want wanna need needs like love wish would help try go goes going get gets got give make makes put set use keep
    take bring tell say show see look check find know see hear think mean ask feel leave start begin run change
    thing things something anything everything nothing one ones someone somebody way bit little lot much many more most
    less least few several other another same else own new old good better best fine sure right left exactly actually
    right-now today tonight tomorrow yesterday morning noon midday midnight afternoon evening night day days week
    weekday weekdays weekend weekends weekly daily hour hours minute minutes min mins second seconds sec secs quarter
    half past o'clock clock am pm time times moment monday tuesday wednesday thursday friday saturday sunday mondays
    tuesdays wednesdays thursdays fridays saturdays sundays january february march april june july august september
    october november december next last first final early late earlier long short quick quickly fast slow
    zero two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
    nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred percent per-cent couple dozen
    yet lately itself myself arrange hit words whether nobody anyone anybody everyone everybody people fact speak
    talk yo ugh gotta pls plz sharp nearly dead alive kick come comes coming came among amongst happen happens happening
    phone device mobile handset app application feature option mode setting settings switch turn state status currently
    current ainos assistant going gonna longer anymore any-more mind instead completely totally entirely fully
    """
)
"""Say nothing of which wish it is: grammar, politeness, times and amounts, the phone."""
_SYNONYMS: dict[str, str] = {
    "alarm": "wake woken awake waking up ring rings ringing bed alert buzz rise sleep snooze buzzer oversleep"
    " wake-up wake-ups getting planned supposed switched remember",
    "timer": "countdown count counting egg eggs ding beep ring rings poke remind ping passed elapsed timing stop buzz",
    "stopwatch": "lap timing chronometer measure clock seconds counting",
    "message": "text texts sms chat chats conversation inbox written wrote write writes unread news mail texted reply",
    "calls": "called caller answer answered picked pick back rang ring phoned missed dial dialled phone log missing"
    " tried reach",
    "calendar": "agenda schedule appointment appointments meeting meetings plan plans planned busy free event events"
    " diary entry entries on happening up",
    "wi": "wifi wi-fi wireless internet network web online connect disconnect hotspot wlan net connection network",
    "bluetooth": "headphones headset speaker earbuds bt wireless pair",
    "airplane": "flight plane aeroplane fly flying landed aircraft offline radios boarding mode land",
    "disturb": "dnd quiet silence interruptions interrupt bother peace notifications focus disturbed undisturbed"
    " disturbance buzz buzzing silent mute ring rings ringing call calls calling callers message messages alerts block"
    " blocking blocked reach contact hold meeting",
    "dark": "theme night black light colours colors dark-mode bright scheme white look"
    " display screen",
    "rotate": "rotation rotating landscape portrait sideways screen orientation turns turning tilt spin spinning lock"
    " upright locked auto-rotate orientation"
    " display stay flip picture view",
    "battery": "charge charging charged juice power percentage plugged charger saver saving save energy low full drain"
    " last economy level empty enough finished die dying",
    "brightness": "bright brighter dim dimmer dark darker screen display light backlight glare maximum minimum max min",
    "volume": "loud louder quiet quieter sound sounds music media noise mute silence hear ringtone ringer ring tone"
    " notification alarm call maximum minimum max min silent speaker message",
    "screenshot": "screen capture grab snapshot picture shot photo save screengrab snap image page showing display"
    " shoot frame",
    "time": "date clock hour year month day o'clock",
    "files": "file folder folders documents downloads download directory content contents pictures storage",
    "contact": "person people address book number list",
    "note": "notes memo memos jot list lists",
    "settings": "page menu options preferences open",
    "notifications": "notification notif notifs alert alerts shade bar panel tray drawer centre center lock buzz buzzed"
    " ping pinged pop popped push pushed vibrated screen apps app",
    "urgent": "important pressing critical serious attention matter matters wait emergency priority ignore deal handle"
    " react immediately worth sort rank order importance urgency pick skip rest name shouldn't separate junk spam noise"
    " stuff burning fire arrive arrived happened sent requires require dealt answered answer",
    "summarize": "summary summarise sum sums recap gist point points main version brief rundown digest overview catch"
    " miss missed essentials condense boil tldr nutshell speed date fill highlights piled offline asleep story"
    " bottom line lines sentence sentences shorten compress tl dr make put few",
    "dismiss": "clear wipe swipe remove delete rid empty tidy clean throw sweep bin vanish disappear seen mark",
}  # fmt: skip
"""Further words for what a tool of that vocabulary is about."""
_SUBJECTS = """
alarm timer stopwatch message sms email mail calendar appointment meeting birthday contact note memo file folder photo
wifi bluetooth airplane battery brightness screen display volume ringtone wallpaper screenshot location hotspot keyboard
font language cinema parcel flight shop cart list reminder event
"""
"""What wishes are about."""
_STOPPING = "stop cancel kill end quit drop remove delete clear off disable deactivate dismiss rid abort halt forget"
_STARTING = "start begin launch run enable activate on switch turn flip toggle put set crank pump bump lower raise"
_SHOWING = "show list tell read see check look display give recent newest latest open"
_TALK = re.compile(
    r"^(?:(?:and|but|as|since|because|so|for|cause|cos|while|although|even though|now that|before|after|in case"
    r"|that way|otherwise)\s+)?"
    r"(?:i|i['’](?:m|ve|ll|d)|we|we['’](?:re|ve|ll|d)|it|it['’]s|they|they['’]re|he|she|you|my|our|this|that|there"
    r"|everything|everyone|nobody|no one|sorry|apologies|excuse|pardon|been|was|just\s+(?:got|woke|back|came|landed)"
    r"|hope|quick\s+(?:question|one|check)|do\s+me\s+a|be\s+(?:a\s+dear|so)|could\s+i\s+trouble|the\s+\w+(?:\s+\w+)?\s+(?:is|are|was|were|hurts?|has|have|keeps?|needs?"
    r"|won['’]t|isn['’]t|doesn['’]t|starts?|begins?|comes?|looks?))\b",
    re.IGNORECASE,
)
"""An aside speaks of the user or of how things are."""
_ORDERING = re.compile(
    r"^(?:i|we)(?:['’](?:d|ll)|\s+(?:would|want|need|also|just))*\s+(?:want|need|like|wish)\b", re.IGNORECASE
)
"""`I need …` orders something."""
_FORBIDS = re.compile(r"^but\s+(?:please\s+)?(?:don['’]?t|do not)\b", re.IGNORECASE)
"""What is not to be done beside it."""
_REASON = re.compile(
    r"\s+(?:(?:because|since|so(?: that)?|in order to|as|while|before|whenever|when|now that|though)\s+"
    r"(?:i|i['’]m|i['’]ve|we|we['’]re|it|it['’]s|my|the|there|they|he|she|nobody|everyone|this|that|to)\b"
    r"|or\s+(?:else\s+)?(?:i|we|he|she|it|they)(?:['’](?:ll|m|d))?\b"
    r"|so\s+\w+\s+(?:is|isn['’]t|can|can['’]t|won['’]t|doesn['’]t)\b|for\s+(?:when|my|the|our|a|an)\b).*$",
    re.IGNORECASE,
)
_NAMED_SO = re.compile(r"\b((?:my|the|an?)\s+)[a-z]\w+\s+((?:alarm|timer)s?\b)", re.IGNORECASE)
"""`my gym alarm`: what it is for."""
_CLAUSES = re.compile(r"\s*(?:[,;:!?](?!\d)|\.(?=\s|$)|\s[-–—]+\s)\s*")
_RUNS_ON = re.compile(
    r"^(?P<aside>(?:\w\S*\s+){2,}?)(?=(?:can|could|would|will) (?:you|we)\b|please\b|what(?:['’]s| is| are| time) "
    r"|(?:stick|whack|put|chuck|turn|get|read|show|take|scrap|bin) (?:it|me|the|that|him|her|them|my)\b)",
    re.IGNORECASE,
)
"""Speech without commas: `my hands are full could you read me …`."""


def content_words(text: str) -> tuple[str, ...]:
    """Return the words that say what a wish is about, as written, without stop words, numbers and 's."""
    words = (_POSSESSIVE.sub("", word) for word in _WORD.findall(text.replace("’", "'")))
    return tuple(word for word in words if len(word) > 1 and word.casefold() not in _STOP)


def without_talk(text: str, joint: str = " , ") -> str:
    """Return a wish without asides between commas and without the reasons that end it.

    An aside is a clause about the user or about how things are; a text that is nothing but that stays whole.

    Args:
        text: The wish.
        joint: What stands between the clauses that are left.
    """
    clauses = [clause.strip() for clause in _CLAUSES.split(_paused(text)) if clause.strip()]
    kept = [c for c in clauses if not _FORBIDS.match(c) and (not _TALK.match(c) or _ORDERING.match(c))]
    plain = joint.join(kept) if kept and len(kept) < len(clauses) else text
    return _REASON.sub("", plain) or plain


def _paused(text: str) -> str:
    """Return a wish with a comma after an aside that runs on into it."""
    found = _RUNS_ON.match(text)
    if found is None or not _TALK.match(found["aside"]) or _ORDERING.match(found["aside"]):
        return text
    return f"{found['aside'].rstrip()}, {text[found.end() :]}"


def left_over(text: str, tool: Tool, values: Iterable[str]) -> tuple[str, ...]:
    """Return the content words of a wish that neither the tool nor its arguments account for.

    Args:
        text: The wish, without free text that goes into arguments.
        tool: The tool that was chosen.
        values: The call's arguments.
    """
    known = vocabulary(tool) | {_stem(word) for value in values for word in _WORD.findall(value)}
    plain = _NAMED_SO.sub(r"\1\2", without_talk(text))
    return tuple(word for word in content_words(plain) if not _is_known(word, known))


def foreign_words(words: Iterable[str], tool: Tool) -> tuple[str, ...]:
    """Return those of the words that speak of what other tools are for."""
    known = vocabulary(tool)
    return tuple(word for word in words if _stem(word) in _subjects() and _stem(word) not in known)


@lru_cache(maxsize=1)
def _subjects() -> frozenset[str]:
    return frozenset(_stem(word) for word in _SUBJECTS.split())


@lru_cache(maxsize=256)
def vocabulary(tool: Tool) -> frozenset[str]:
    """Return the stems of the words that speak of a tool."""
    own = f"{tool.name.replace('_', ' ')} {tool.description} {' '.join(tool.examples)}"
    own += "".join(f" {p.name.replace('_', ' ')} {p.description} {' '.join(p.choices)}" for p in tool.parameters)
    about = {word.casefold() for word in _WORD.findall(f"{tool.name.replace('_', ' ')} {tool.description}")}
    more = " ".join(words for name, words in _SYNONYMS.items() if name in about or _stem(name) in map(_stem, about))
    verb = tool.name.split("_")[0]
    more += f" {_STOPPING}" if verb in ("cancel", "stop", "delete", "set", "forget") else ""
    more += (
        f" {_STARTING}"
        if verb in ("set", "start")
        else f" {_SHOWING}"
        if verb in ("get", "list", "find", "read")
        else ""
    )
    return frozenset(_stem(word) for word in _WORD.findall(f"{own} {more}"))


def _is_known(word: str, known: frozenset[str]) -> bool:
    return _stem(word) in known or (
        "-" in word and all(_stem(p) in known or p.casefold() in _STOP for p in word.split("-"))
    )


def _stem(word: str) -> str:
    """Return a word without its ending; rough, the same for both sides."""
    plain = _POSSESSIVE.sub("", word.replace("’", "'")).casefold()
    for ending in ("ations", "ation", "ings", "ing", "ied", "ies", "ed", "es", "er", "s", "e", "y"):
        if plain.endswith(ending) and len(plain) - len(ending) >= 3:
            plain = plain.removesuffix(ending)
            break
    return plain[:-1] if len(plain) > 3 and plain[-1] == plain[-2] else plain
