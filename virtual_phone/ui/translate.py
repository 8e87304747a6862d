"""The system's words in other languages: one table a language in `languages/`, keyed by the English text.

Knows phrases, phrases with gaps, dates and times, and which words on a screen are somebody's own. Does not know which
language the phone has (`services/languages.py`) or what the words stand on.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")  # fmt: skip
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTH = "(?P<m>" + "|".join(f"{name[:3]}(?:{name[3:]})?" if name[3:] else name for name in _MONTHS) + ")"
_WEEKDAY = "(?P<w>" + "|".join(f"{name[:3]}(?:{name[3:]})?" for name in _WEEKDAYS) + ")"
_TIME = re.compile("(?P<h>1?[0-9]):(?P<mm>[0-5][0-9])[ \u202f](?P<half>AM|PM)")
_DATES = tuple(
    re.compile(form)
    for form in (
        f"(?:{_WEEKDAY},? )?{_MONTH} (?P<d>[0-3]?[0-9])(?:, (?P<y>[0-9]{{4}}))?",
        f"(?P<d>[0-3]?[0-9]) {_MONTH} (?P<y>[0-9]{{4}})",
        f"{_MONTH} (?P<y>[0-9]{{4}})",
        f"{_WEEKDAY} (?P<rest>.*)",
    )
)
_PARTS = re.compile("( • | – | · | - |, |: |\\. |\n)")
_LOOSE = (" • ", " – ", " · ")
"""What separates parts that are said one by one even when some of them cannot be."""
_DEEPEST = 3
_MOST_KEPT = 4096


@dataclass(slots=True)
class Words:
    """The words of one language. `say` returns the text itself where the language has none for it."""

    phrases: dict[str, str]
    patterns: list[tuple[re.Pattern[str], str]]
    shapes: dict[str, str]
    """Shapes of dates by the parts that they have: wmdy, wmd, mdy, md, my."""
    names: dict[str, tuple[str, int]]
    """English names of months and weekdays, long and short: this language's name and its number."""
    time: str
    halves: tuple[str, str]
    comma: str
    initials: tuple[str, ...]
    """One letter for each day of the week, from Monday on."""
    _said: dict[str, str | None] = field(default_factory=dict)

    def say(self, text: str) -> str:
        """Return a text of the system in this language."""
        return self._find(text) or text

    def knows(self, text: str) -> bool:
        """Tell whether the language has words for a text."""
        return self._find(text) is not None

    def _find(self, text: str, depth: int = 0) -> str | None:
        if text in self._said:
            return self._said[text]
        found = self.phrases.get(text) or self._moment(text, depth)
        if found is None and depth < _DEEPEST:
            found = self._in_parts(text, depth + 1, _LOOSE) or self._pattern(text, depth + 1)
            found = found or self._in_parts(text, depth + 1, ())
        if len(self._said) >= _MOST_KEPT:
            self._said.clear()
        if depth == 0:
            self._said[text] = found
        return found

    def _pattern(self, text: str, depth: int) -> str | None:
        for form, template in self.patterns:
            match = form.fullmatch(text)
            if match is not None:
                return template.format(*(self._find(part, depth) or part for part in match.groups()))
        return None

    def _in_parts(self, text: str, depth: int, loose: tuple[str, ...]) -> str | None:
        """Say a text part by part: where `loose` separators stand some may stay as they are, else none may."""
        pieces = _PARTS.split(text)
        if loose:
            pieces = re.split(f"({'|'.join(map(re.escape, loose))})", text)
        if len(pieces) == 1:
            return None
        said = [self._find(piece, depth) for piece in pieces[::2]]
        known = [s is not None or not re.search("[A-Za-z]", p) for s, p in zip(said, pieces[::2], strict=True)]
        if not (any(s is not None for s in said) and (loose or all(known))):
            return None
        words = [s if s is not None else piece for s, piece in zip(said, pieces[::2], strict=True)]
        between = [self.comma if gap == ", " else gap for gap in pieces[1::2]]
        return "".join(word + gap for word, gap in zip(words, [*between, ""], strict=True))

    def _moment(self, text: str, depth: int) -> str | None:
        time = _TIME.fullmatch(text)
        if time is not None:
            hour = int(time["h"]) % 12 + (12 if time["half"] == "PM" else 0)
            half = self.halves[hour >= 12]
            return self.time.format(h=time["h"], h24=f"{hour:02}", mm=time["mm"], half=half)
        for form in _DATES:
            match = form.fullmatch(text)
            if match is None:
                continue
            found = match.groupdict()
            if "rest" in found:
                rest = self._moment(found["rest"], depth)
                return f"{self.names[found['w']][0]} {rest}" if rest else None
            return self._date(found)
        return None

    def _date(self, found: dict[str, Any]) -> str:
        shape = "".join(part for part in "wmdy" if found.get(part))
        name, number = self.names[found["m"]]
        weekday = self.names[found["w"]][0] if found.get("w") else ""
        day = str(int(found["d"])) if found.get("d") else ""
        return self.shapes[shape].format(m=name, n=number, d=day, y=found.get("y"), w=weekday)


@cache
def words_of(language: str) -> Words | None:
    """Return the words of a language such as "zh", or None where there is no table: its screens stay English."""
    file = resources.files(__package__).joinpath("languages", f"{language}.json")
    if not language.isalpha() or not file.is_file():
        return None
    table = json.loads(file.read_text("utf-8"))
    names = {name: (said, n) for n, (name, said) in enumerate(zip(_MONTHS, table["months"], strict=True), 1)}
    names |= {name[:3]: names[name] for name in _MONTHS}
    short = table.get("short_weekdays", table["weekdays"])
    days = {name: (said, 0) for name, said in zip(_WEEKDAYS, table["weekdays"], strict=True)}
    days |= {name[:3]: (said, 0) for name, said in zip(_WEEKDAYS, short, strict=True)}
    phrases = table["phrases"] | {name: said for name, (said, _) in days.items()}
    patterns = [(_gaps(english), said) for english, said in table["patterns"].items()]
    halves = (table["am"], table["pm"])
    initials = tuple(table["initials"])
    return Words(phrases, patterns, table["date"], names | days, table["time"], halves, table["comma"], initials)


def _gaps(english: str) -> re.Pattern[str]:
    """Return what finds a phrase with gaps: {} takes any words, {#} a number."""
    parts = re.split(r"(\{#?\})", english)
    forms = {"{}": "(.+?)", "{#}": "([0-9][0-9.,]*)"}
    return re.compile("".join(forms.get(part) or re.escape(part) for part in parts), re.DOTALL)


Say = Callable[[str], str]
OWN_WORDS = frozenset(
    {
        "message_text", "conversation_snippet", "conversation_name", "note_title", "note_body", "cliv_name_textview",
        "large_title", "organization_name", "contact_name", "call_log_name", "android:id/big_text",
    }
)  # fmt: skip
"""Ids of views that show what people wrote: names, messages, notes. Their text stays as it is."""
_SYSTEM_APPS = ("android", "com.android.", "com.google.android.", "com.ainos.")


def is_system(package: str) -> bool:
    """Tell whether an app is one of those whose words the tables hold."""
    return package.startswith(_SYSTEM_APPS)
