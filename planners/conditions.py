"""From the words of a condition to the look that settles it. Knows the looks' names and arguments, no device.

A condition that nothing on a phone can tell (rain, traffic) has no look: the user is asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from ..tools.types import ToolCall
from ..tools.values_words import with_digits
from .chinese import condition_in_english, is_chinese
from .condition_words import BELOW, FAMILIES
from .phrases import CLOCK, NAME, SWITCH_NAMES, SWITCHES, bare, compiled, since_day, switch_of
from .plan import TestKind


@dataclass(frozen=True, slots=True)
class Condition:
    """What is looked at, and what has to hold of it."""

    kind: TestKind
    call: ToolCall | None = None
    """None: nothing on the phone tells it."""
    value: str = ""
    negated: bool = False
    person: str = ""
    """Who `him` and `her` are in the act that follows."""
    thing: str = ""
    """What `it` is in that act, in words that name it alone."""
    happens: bool = False
    """Something that happens, such as an answer, not a state."""


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a condition: it may speak of that."""

    person: str = ""
    act: str = ""
    """The act that depends on it."""
    waits: bool = False
    """Whether the user waits for it: then only what comes from now on counts."""


ASKED = Condition("asked")
_Reader = Callable[[re.Match[str], Around], "Condition | None"]
_NOT = re.compile(r"\b(?:not|no|never|nothing|nobody|none|n't)\b|n't\b|\bwithout\b", re.IGNORECASE)
_FILLER = re.compile(r"\s+(?:yet|already|now|right now|currently|at the moment|still|again|too|at all)$", re.IGNORECASE)
_NUMBER_WORD = re.compile(
    r"\b(?:half|quarter|five|ten|fifteen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty)\b", re.IGNORECASE
)
_COMES = re.compile(
    r"\b(?:answers|replies|responds|writes|texts|messages me|mails|emails|calls(?! from)|rings|phones|comes|arrives"
    r"|sends)\b|\b(?:you|i) (?:get|receive)\b"
)
"""Happens from now on; `has answered` is how things stand."""
_POPS_UP = re.compile(r"(?i)\b(?:pops|shows|turns) up\b|\bappears\b|\bnotifies me\b|\bis posted\b")


def read_condition(words: str, around: Around | None = None) -> Condition | None:
    """Return what a condition means on a phone; None where nothing there tells it.

    Args:
        words: The condition alone, without `if`.
        around: Who was spoken of, and the act that depends on it.
    """
    text = _spelt_out((condition_in_english(words) if is_chinese(words) else None) or words.strip(" ,.;:"))
    while (shorter := _FILLER.sub("", text)) != text:
        text = shorter
    known = _read(text, around or Around())
    if known is None and _NUMBER_WORD.search(text):
        return _read(_in_figures(text), around or Around())
    return known


def _read(text: str, around: Around) -> Condition | None:
    for pattern, family in FAMILIES:
        found = compiled(pattern).fullmatch(text)
        if found is not None and (condition := _FAMILIES[family](found, around)) is not None:
            return condition
    return None


def _in_figures(text: str) -> str:
    """Return a text with `half` and `thirty percent` as figures."""
    halves = re.sub(r"(?i)\b(?:a )?half(?: full)?$", "50", text)
    return with_digits(re.sub(r"(?i)\ba quarter(?: full)?$", "25", halves))


def _spelt_out(text: str) -> str:
    """Return a text with `it's` as `it is` and `hasn't` as `has not`; a name's `'s` stays."""
    plain = re.sub(
        r"(?i)\b(there|it|that|he|she|today|battery|phone|wi-?fi|bluetooth|mode)['’]s\b(?! battery)",
        r"\1 is",
        text.replace("’", "'"),
    )
    plain = re.sub(r"(?i)\b(is|are|was|were|has|have|had|does|do|did)n't\b", r"\1 not", plain)
    return re.sub(r"(?i)\b(do|did) not (?=disturb)", "do not ", re.sub(r"(?i)\bi'm\b", "I am", plain))


def _turned(text: str) -> bool:
    return bool(re.search(r"(?i)\bnot\b", text))


def person_of(words: str, around: Around) -> str:
    """Return the name that a `he` or a name stands for; empty for an unknown `he`."""
    name = bare(words) if not words.lower().startswith("my ") else words
    return around.person if re.fullmatch(r"(?i)he|she|they|him|her|them", name) else name


def _got(found: re.Match[str], name: str) -> str:
    return (found.groupdict().get(name) or "").strip()


def _call(tool: str, **arguments: str) -> ToolCall:
    return ToolCall(tool, {name: value for name, value in arguments.items() if value})


def _refused(found: re.Match[str]) -> bool:
    """Whether the words themselves say no; of two no's one is left."""
    return len(_NOT.findall(found.group())) % 2 == 1


# ---------------------------------------------------------------- one reader a family


def _switch(found: re.Match[str], around: Around) -> Condition | None:
    name = switch_of(found["switch"])
    if not name:
        return None
    state = "off" if re.fullmatch(r"(?i)off|disabled|inactive", _got(found, "state")) else "on"
    rest = found.group().replace(found["switch"], "")  # `do not disturb is on` says no no
    return Condition("is", _call("look_switch", switch=name), state, _turned(rest), thing=SWITCH_NAMES[name])


def _amount(found: re.Match[str], tool: ToolCall) -> Condition:
    """Compare a number: `at least` is not below, `at most` not above."""
    how, value = found["how"].lower(), re.sub(r"\D", "", found["number"])
    turned = _turned(found.group())
    if re.fullmatch(r"at least|no less than|not less than|not below|not under", how):
        return Condition("below", tool, value, True)
    if re.fullmatch(r"at most|no more than|not more than|not above|not over|up to", how):
        return Condition("above", tool, value, True)
    return Condition("below" if re.fullmatch(BELOW, how) else "above", tool, value, turned)


def _battery_amount(found: re.Match[str], around: Around) -> Condition:
    return _amount(found, _call("get_battery"))


def _battery_word(found: re.Match[str], around: Around) -> Condition:
    word, tool = found["word"].lower(), _call("get_battery")
    turned = _turned(found.group())
    if re.fullmatch(r"full|fully charged|charged|at 100 ?(?:%|percent)", word):
        return Condition("is", tool, "full", turned)
    if re.fullmatch(r"low|almost empty|nearly empty|running low|weak", word):
        return Condition("below", tool, "20", turned)
    return Condition("is", tool, "charging", turned != bool(re.match(r"unplugged", word)))


def _level(found: re.Match[str], around: Around) -> Condition:
    which = "brightness" if "bright" in found["level"].lower() else "volume"
    stream = re.search(r"media|ring|alarm|call|notification|music", found["level"].lower())
    name = "" if which == "brightness" or stream is None else stream.group().replace("music", "media")
    look = _call("look_level", which=which, stream=name)
    named = re.sub(r"(?i)^(?:the|my) ", "", found["level"])
    if "word" in found.groupdict():
        return Condition("below", look, "1", _turned(found.group()), thing=f"the {named}")
    return replace(_amount(found, look), thing=f"the {named}")


def _events(found: re.Match[str], around: Around) -> Condition:
    part = _got(found, "part") or _got(found, "this") or _got(found, "rest")
    day = _got(found, "day") or "today"
    title = bare(_got(found, "title"))
    free = bool(re.search(r"(?i)\b(?:free|empty|clear|available)\b", found.group()))
    look = _call("look_events", day=day, part=part, title=title)
    turned = _refused(found)
    company = re.search(rf"\bwith (?P<who>{NAME})", found.group())
    return Condition("found", look, negated=turned != free, person=company["who"] if company else "")


def _switch_in(act: str) -> str:
    """Return the one switch that an act names: `it` in `turn off the wifi if it is on`; an empty text for none."""
    named = [name for name, way in SWITCHES.items() if re.search(rf"(?i)\b(?:{way})\b", act)]
    return named[0] if len(named) == 1 else ""


def _alarms(found: re.Match[str], around: Around) -> Condition:
    time = _got(found, "time")
    if re.match(r"(?i)it\b", found.group()) and (switch := _switch_in(around.act)):
        off = re.search(r"(?i)\boff$", found.group())
        look = _call("look_switch", switch=switch)
        return Condition("is", look, "off" if off else "on", _refused(found), thing=SWITCH_NAMES[switch])
    if re.match(r"(?i)(?:one|it)\b", found.group()):
        if "alarm" not in around.act.lower() and "wake" not in around.act.lower():
            return ASKED
        clock = re.search(rf"\b{CLOCK}(?!\w)", around.act, re.IGNORECASE)
        time = clock.group() if clock else ""
    turned = _refused(found) != bool(re.search(r"(?i)\boff$", found.group()))
    thing = f"the {time} alarm" if time else "the alarm"
    return Condition("found", _call("look_alarms", time=time), negated=turned, thing=thing)


def _messages(found: re.Match[str], around: Around) -> Condition | None:
    """Whether there is a message, of somebody, unread or since some day."""
    said = found.group().lower()
    who = person_of(_got(found, "who"), around) if _got(found, "who") else ""
    if _got(found, "who") and not who:
        return None
    since = since_day(_got(found, "since"))
    mail = bool(re.search(r"\be?-?mail", said))
    if _refused(found) and re.search(r"\bdo(?:es)? not\b", said) and _got(found, "who"):
        return None  # `if Bob does not answer`: from now on, and until when is not said
    unread = "" if since or around.waits else "yes"
    new = "yes" if around.waits else ""
    look = _call("look_mails" if mail else "look_messages", sender=who, unread=unread, new=new, since=since)
    return Condition(
        "found", look, negated=_refused(found), person=who, happens=around.waits or bool(_COMES.search(said))
    )


def _message_says(found: re.Match[str], around: Around) -> Condition | None:
    who = person_of(found["who"], around)
    mail = bool(re.search(r"(?i)\be?-?mail", found.group()))
    look = _call("look_mails" if mail else "look_messages", sender=who, new="yes" if around.waits else "")
    turned = bool(re.search(r"(?i)\b(?:does|did)(?:n't| not)\b", found.group()))
    return Condition("holds_text", look, bare(found["text"]), turned, person=who) if who else None


def _calls(found: re.Match[str], around: Around) -> Condition | None:
    who = person_of(_got(found, "who"), around) if _got(found, "who") else ""
    if _got(found, "who") and not who:
        return None
    said = found.group().lower()
    if _refused(found) and re.search(r"\bdo(?:es)? not\b", said) and "call from" not in said and not around.waits:
        return None
    missed = bool(re.search(r"\bmiss|\btried\b", said))
    since = since_day(_got(found, "since"))
    new = "yes" if around.waits else ""
    look = _call("look_calls", kind="missed" if missed else "received", who=who, since=since, new=new)
    return Condition(
        "found", look, negated=_refused(found), person=who, happens=around.waits or bool(_COMES.search(said))
    )


def _notifications(found: re.Match[str], around: Around) -> Condition:
    app = re.sub(r"(?i)^(?:the |my )|\s+app$", "", _got(found, "app"))
    app = "" if re.fullmatch(r"(?i)phone|system|an?y? app|them|it", app) else app
    look = _call("look_notifications", app=app, words=bare(_got(found, "text")), new="yes" if around.waits else "")
    comes = bool(_COMES.search(found.group().lower()) or _POPS_UP.search(found.group()))
    thing = f"the notifications from {app}" if app else "my notifications"
    return Condition("found", look, negated=_refused(found), happens=around.waits or comes, thing=thing)


def _files(found: re.Match[str], around: Around) -> Condition:
    name, folder = bare(found["name"]), bare(_got(found, "folder"))
    look = _call("look_files", folder=re.sub(r"(?i) folder$", "", folder), name=name)
    return Condition("found", look, negated=_refused(found), thing=name)


def _it_is_there(found: re.Match[str], around: Around) -> Condition:
    """`delete draft.txt if it exists`: what the act speaks of."""
    named = re.search(r"[\w-]+\.\w{2,4}\b", around.act)
    if named is None:
        return ASKED
    look = _call("look_files", name=named.group())
    return Condition("found", look, negated=_refused(found), thing=named.group())


def _note_holds(found: re.Match[str], around: Around) -> Condition:
    return Condition(
        "holds_text", _call("find_note", query=note_name(found["note"])), bare(found["text"]), _refused(found)
    )


def note_name(words: str) -> str:
    """Return what a note is about, of words such as `my shopping list note`."""
    return re.sub(r"(?i)\s+notes?$", "", bare(words)) or bare(words)


def _note_there(found: re.Match[str], around: Around) -> Condition:
    name = bare(found["note"])
    return Condition("found", _call("find_note", query=name), negated=_refused(found), thing=f"the note about {name}")


def _contact(found: re.Match[str], around: Around) -> Condition | None:
    who = person_of(found["who"], around)
    look = _call("look_contact", name=who)
    return Condition("found", look, negated=_refused(found), person=who) if who else None


def _app(found: re.Match[str], around: Around) -> Condition:
    name = re.sub(r"(?i)\s+app$", "", bare(found["app"]))
    if name.lower() in ("it", "that", "this"):
        opened = re.match(r"(?i)(?:please )?(?:open|launch|start) (.+)$", around.act)
        if opened is None:
            return ASKED
        name = re.sub(r"(?i)\s+app$", "", bare(opened[1]))
    state = "installed" if "install" in found.group().lower() else "open"
    return Condition("is", _call("look_app", app=name, state=state), "yes", _refused(found), thing=name)


def _clock(found: re.Match[str], around: Around) -> Condition:
    later = bool(re.search(r"(?i)after|past|later", found["how"]))
    turned = _turned(found.group())
    return Condition("above" if later else "below", _call("get_time"), found["time"], turned)


def _weekday(found: re.Match[str], around: Around) -> Condition:
    day = re.sub(r"(?i)^(?:a|the) ", "", found["name"]).lower()
    return Condition("is", _call("get_time"), day, _turned(found.group()))


def _running(found: re.Match[str], around: Around) -> Condition:
    tool = "look_stopwatch" if "stopwatch" in found.group().lower() else "look_timer"
    return Condition("is", _call(tool), "running", _refused(found), thing=f"the {found['clock'].lower()}")


_FAMILIES: dict[str, _Reader] = {
    "alarms": _alarms,
    "app": _app,
    "battery_amount": _battery_amount,
    "battery_word": _battery_word,
    "calls": _calls,
    "clock": _clock,
    "contact": _contact,
    "events": _events,
    "files": _files,
    "it_is_there": _it_is_there,
    "level": _level,
    "message_says": _message_says,
    "messages": _messages,
    "note_holds": _note_holds,
    "note_there": _note_there,
    "notifications": _notifications,
    "running": _running,
    "switch": _switch,
    "weekday": _weekday,
}
