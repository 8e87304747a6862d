"""Who `her` is and what `it` is, by what the wishes before spoke of. Knows words alone."""

from __future__ import annotations

import re

from .phrases import CLOCK, NAME, POLITE, SWITCH_NAMES, SWITCHES

_WHOM = r"(?P<whom>him|her|them)"
_TO_PERSON = re.compile(
    rf"^(?P<polite>(?:(?:{POLITE}),?\s+)*)(?P<verb>call|text|tell|message|sms|ring|phone|dial|ask|answer|write to|write"
    rf"|reply to|respond to|send|let|give|remind|inform|notify)(?P<back> back)? {_WHOM}(?P<rest>(?: back)?(?!\w).*)$",
    re.IGNORECASE | re.DOTALL,
)
_AS_TEXT = re.compile(r"(?i)tell|answer|write to|write|reply to|respond to|message|sms|inform|notify")
_TO_THING = re.compile(
    rf"^(?P<polite>(?:(?:{POLITE}),?\s+)*)(?P<verb>turn|switch|put|set|cancel|delete|remove|erase|open|launch"
    rf"|enable|disable|stop|start|mute"
    r"|activate|deactivate|read|trash|shut)(?P<before> (?:on|off|up|down))? (?:it|that|this)(?P<rest>(?: back)?(?: "
    r"(?:on|off|up|down))?(?!\w).*)$",
    re.IGNORECASE | re.DOTALL,
)
_TO_NOTICES = re.compile(
    rf"^(?P<polite>(?:(?:{POLITE}),?\s+)*)(?P<verb>clear|dismiss|remove|delete|erase|wipe|swipe|get rid of|read)"
    r" (?:it|them|that|those|these)(?P<rest>(?: (?:away|out|off|all|to me))?)$",
    re.IGNORECASE,
)
_REPLY = re.compile(
    rf"^(?:(?:{POLITE}),?\s+)*(?:reply to|answer|respond to) (?P<whom>{NAME})(?:'s|’s) (?:(?:last|latest|new) "
    rf")?(?:message|text)(?: that|,? saying|:| with) (?P<rest>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_ONE = re.compile(r"^(?P<verb>set|make|create|put) one(?P<rest> (?:for|at) .+)$", re.IGNORECASE)
_MENTIONS = re.compile(
    rf"(?:\b(?:from|call|text|tell|message|ring|phone|ask|find|write|to|with|of|by|did|has|answer|send|inform"
    rf"|sms)\s+(?P<name>{NAME})"
    rf"|(?P<owner>{NAME})(?:'s|’s))",
    re.IGNORECASE,
)
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_FILE = re.compile(r"(?<![\w.])[\w-]+\.(?:txt|pdf|docx?|jpe?g|png|csv|mp3|mp4|zip|md)\b", re.IGNORECASE)


def person_in(wish: str) -> str:
    """Return whom a wish speaks of first, or an empty text."""
    found = _MENTIONS.search(wish)
    return (found["name"] or found["owner"] or "").strip() if found else ""


def name_in(words: str) -> str:
    """Return the first name in a few words about somebody, such as `Bob is at home`; an empty text for none."""
    found = re.search(rf"(?<![\w’'])(?:{NAME})(?:'s|’s)?(?= |$)", _HAN.sub(" ", words))
    return re.sub(r"['’]s$", "", found.group()) if found is not None else ""


def thing_in(wish: str) -> str:
    """Return what a wish speaks of that can be turned, cancelled or deleted, in words that name it alone."""
    switches = [
        (found.start(), SWITCH_NAMES[name])
        for name, way in SWITCHES.items()
        if (found := re.search(rf"(?i)\b(?:{way})\b", wish))
    ]
    if switches:
        return min(switches)[1]
    alarm = re.search(rf"(?i)\balarm (?:for|at) (?P<time>{CLOCK})(?!\w)|\b(?P<time2>{CLOCK}) alarm\b", wish)
    if alarm:
        return f"the {alarm['time'] or alarm['time2']} alarm"
    if re.search(r"(?i)\b(?:timer|stopwatch)\b", wish):
        return "the stopwatch" if "stopwatch" in wish.lower() else "the timer"
    file = _FILE.search(wish)
    if file is not None:
        return file.group()
    notices = re.search(
        r"\bnotifications\b(?:[\w' ]*? (?:from|of) (?:the |my )?(?P<app>[A-Z][\w.&+-]*(?: [A-Z][\w.&+-]*)?))?", wish
    )
    app = notices["app"] if notices is not None else ""
    return f"the notifications from {app}" if app else "my notifications" if notices is not None else ""


def replace_pronouns(wish: str, person: str, thing: str) -> str:
    """Return a wish that names whom and what it means; the same words where nothing before tells it."""
    found = _TO_PERSON.match(wish)
    if found is not None and person:
        verb = _verb(found["verb"], found["rest"])
        return f"{found['polite']}{verb}{found['back'] or ''} {person}{found['rest']}".strip()
    if (reply := _REPLY.match(wish)) is not None:
        return f"text {reply['whom']} that {reply['rest']}"
    if "alarm" in thing and (one := _ONE.match(wish)) is not None:
        return f"{one['verb']} an alarm{one['rest']}"
    if "notifications" in thing:
        found = _TO_NOTICES.match(wish)
        return f"{found['polite']}{found['verb']} {thing}{found['rest']}".strip() if found is not None else wish
    found = _TO_THING.match(wish)
    if found is not None and thing:
        return f"{found['polite']}{found['verb']}{found['before'] or ''} {thing}{found['rest']}".strip()
    return wish


def _verb(verb: str, rest: str) -> str:
    """Return `text` for all that says something to somebody; `ask him to`, `tell him a` keep their sense with it."""
    if _AS_TEXT.fullmatch(verb) and re.match(r"(?i)\s*(?:that\b|:|saying\b|i\b|i'm\b|we\b|the\b)", rest):
        return "text"
    return verb


def names_nobody(wish: str) -> re.Match[str] | None:
    """Return the match of a wish to a person that is named by a pronoun only."""
    return _TO_PERSON.match(wish)
