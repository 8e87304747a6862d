"""Words that several readers of a wish share: verbs that begin one, people, days, switches. Tables and small matchers.

Knows words alone: no tools but by their names, no device.
"""

from __future__ import annotations

import re
from functools import cache

POLITE = (
    r"(?:please|kindly|only|just|hey|ok(?:ay)?|can you|could you|would you|i want (?:you )?to|i need (?:you )?to|let's"
    r"|let me|i'd like (?:you )?to|do me a favou?r(?:,| and)"
    r"|be (?:a dear|a love|an angel|so (?:kind|good))(?:,| and| as to)|would you mind"
    r"|(?:i'm )?sorry to (?:bother|trouble|disturb) you(?:,| but|, but)|(?:could|may|can) i (?:trouble|ask) you to)"
)
ACTS = """
set text message call phone ring dial turn switch open launch start stop add create make put schedule send tell let read
show list find look check delete remove erase cancel take save write note jot book mute unmute silence enable disable
activate deactivate wake remind give get bring go lower raise increase decrease dim brighten crank max maximize pause
reset run begin count time capture grab store record ping notify inform drop kill cut block lock search display pull
clear change adjust boost reduce bump fire shut ask reply answer respond forward throw scrap trash bin ditch sms shoot
buzz navigate keep use leave hold quit end
"""
"""Verbs with which a wish begins."""
QUESTIONS = "what what's whats who who's whose when when's where where's which how how's any"
TELLING = re.compile(
    rf"^(?:{POLITE},?\s+)*(?:text|message|send|tell|write|reply|answer|respond|sms|ask|let|inform|notify|ping|shoot"
    rf"|drop"
    r"|forward|give)\b(?! (?:me|down)\b)|^(?:请)?(?:给|告诉|问|回复|发短信)",
    re.IGNORECASE,
)
"""Begins a wish whose words may go on in a message to somebody."""
NOTING = re.compile(
    rf"^(?:{POLITE},?\s+)*(?:note|remind|jot|(?:make|take|write|add|create)\b.{{0,20}}\bnotes?\b|write down"
    r"|(?:add|put|schedule|create|book)\b)|^(?:记一下|记下|提醒)",
    re.IGNORECASE,
)
"""Begins a wish whose words may go on in a note, a reminder or a title."""
_ACT = re.compile(
    rf"^(?:{POLITE},?\s+)*(?:(?:{'|'.join(ACTS.split())})\b(?!['’])"
    r"|(?:the )?(?:(?:(?:media|ring|alarm|call) )?volume|(?:screen )?brightness) (?:up |down )?to \d"
    r"|(?:the )?(?:wi-?fi|bluetooth|dark mode|battery saver|airplane mode) (?:on|off)$)",
    re.IGNORECASE,
)

KIN = "mum|mom|mummy|mama|mother|dad|daddy|papa|father|granny|grandma|grandpa|nana|aunt|auntie|uncle|sis|bro"
_NO_NAME = (
    "i|i'm|you|we|he|she|it|they|him|her|them|me|us|that|this|these|those|there|here|nobody|somebody|someone"
    "|anybody|anyone|everyone"
    "|everybody|all|my|your|our|his|their|the|a|an|any|no|not|some|when|where|what|who|which|how|if|to|from|for|about"
    "|saying|with|and|or|but|is|are|was|has|have|just|last|sent|each|every|back"
)
WHO = rf"(?:my )?(?!(?:{_NO_NAME})\b)[^\W\d_][\w.’-]*(?: (?!(?:{_NO_NAME})\b)[^\W\d_][\w.’-]*){{0,2}}?"
"""A person's name or a word for one, spelt in whatever way."""
PRONOUN = r"(?:he|she|they|him|her|them)"
NAME = (
    rf"(?-i:(?:(?:Dr|Mr|Mrs|Ms|Prof)\.? )?(?!(?:I|I'm|The|My|That)\b)[A-Z][\w’-]*(?: [A-Z][\w’-]*){{0,2}})"
    rf"|(?:my )?(?:{KIN})\b"
)
"""A person's name as names are spelt, or a word for family."""
_WEEKDAY = "(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_MONTH = "(?:january|february|march|april|may|june|july|august|september|october|november|december)"
DAY = (
    rf"(?:today|tonight|tomorrow|yesterday|the day after tomorrow|(?:next |this |last |coming )?{_WEEKDAY}"
    rf"|(?:this|next) (?:week|weekend|month)|(?:the )?\d{{1,2}}(?:st|nd|rd|th)(?: of {_MONTH})?|{_MONTH} "
    rf"\d{{1,2}}(?:st|nd|rd|th)?)"
)
PART = "(?:morning|afternoon|evening|night)"
CLOCK = (
    r"(?:\d{1,2}(?:[:.]\d{2})?\s?(?:[ap]\.?m\b\.?|o'clock)?|noon|midnight"
    r"|(?:half|quarter) (?:past|to) \w+)"
)

EVENT = (
    r"(?:(?:[\w'’.-]+ ){0,3}?(?:lunch|dinner|breakfast|brunch|supper|meeting|appointment|check[- ]?up|party|stand[- "
    r"]?up"
    r"|review|interview|lesson|class|course|yoga|match|game|concert|cinema|film|movie|theatre|flight|train|visit|date"
    r"|call|conference|workshop|picnic|rehearsal|training|practice|haircut|dentist|doctor|exam|test|wedding|birthday"
    r"|club|session|event|tour|trip|swim|run|run-through|demo|seminar|lecture|talk|reservation|booking)"
    r"(?: (?:with|at|of|for) [\w'’.-]+(?: (?!is\b|starts\b|begins\b|on\b|tomorrow\b|today\b)[\w'’.-]+){0,2}?)?"
    r"|[\w'’.-]+(?: [\w'’.-]+)? with [\w'’.-]+(?: (?!is\b|starts\b|begins\b|on\b|tomorrow\b|today\b)[\w'’.-]+){0,2}?)"
)
"""What stands on a calendar, as it is spoken of."""

SWITCHES = {
    "wifi": r"wi-?fi|wireless(?: internet| network| lan)?",
    "bluetooth": r"bluetooth",
    "airplane": r"(?:air ?plane|aeroplane|flight)(?: mode)?",
    "do_not_disturb": r"do[ -]not[ -]disturb|dnd|don't disturb",
    "dark_mode": r"(?:dark|night)(?: (?:mode|theme))",
    "battery_saver": r"(?:battery|power)[ -]sav(?:er|ing)(?: mode)?|low power mode",
    "auto_rotate": r"(?:auto[ -]?|screen )?rotat(?:e|ion)|auto[ -]rotat(?:e|ion)",
}
SWITCH_NAMES = {
    "wifi": "Wi-Fi",
    "bluetooth": "Bluetooth",
    "airplane": "airplane mode",
    "do_not_disturb": "do not disturb",
    "dark_mode": "dark mode",
    "battery_saver": "battery saver",
    "auto_rotate": "auto-rotate",
}
_ABBREVIATION = re.compile(r"\b(?:dr|mr|mrs|ms|prof|st|jr|sr|no|vs|mt|ave|rd|[a-z])\.\s*$", re.IGNORECASE)
"""`Dr. Patel` is one name, `7 p.m. today` one time."""


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Return a pattern without regard to capital letters; each is compiled once, when it is first needed."""
    return re.compile(pattern, re.IGNORECASE)


def begins_act(text: str) -> bool:
    """Return whether a text begins like the wish for an act, after polite words."""
    return bool(_ACT.match(text))


def inside_quotes(text: str, position: int) -> bool:
    """Return whether a place of a text lies within quotation marks."""
    before = text[:position]
    return before.count('"') % 2 == 1 or any(before.count(a) > before.count(b) for a, b in ("“”", "«»", "「」", "『』"))


def ends_short(text: str) -> bool:
    """Return whether a text ends with the dot of an abbreviation."""
    return bool(_ABBREVIATION.search(text))


def switch_of(words: str) -> str:
    """Return the switch that is spoken of, or an empty text."""
    spoken = re.sub(r"^(?:the|my|your)\s+", "", words.strip(), flags=re.IGNORECASE)
    return next((name for name, way in SWITCHES.items() if re.fullmatch(way, spoken, re.IGNORECASE)), "")


def bare(words: str) -> str:
    """Return a phrase without article, possessive and quotation marks around it."""
    plain = words.strip().strip("\"'“”‘’「」").strip()
    return re.sub(r"^(?:the|my|a|an|our|some)\s+", "", plain, flags=re.IGNORECASE).strip(" .,!?;")


def since_day(words: str) -> str:
    """Return the day from which on something is meant to have happened, in words that name a past day."""
    plain = re.sub(r"(?i)^(?:on|since|from)\s+", "", words.strip())
    if re.fullmatch(r"(?i)(?:this (?:morning|afternoon|evening))|tonight", plain):
        return "today"
    if re.fullmatch(r"(?i)last (?:night|evening)", plain):
        return "yesterday"
    if re.fullmatch(rf"(?i){_WEEKDAY}", plain):
        return f"last {plain}"
    return "last Sunday" if re.fullmatch(r"(?i)(?:this|last) week", plain) else plain
