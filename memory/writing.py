"""What is worth remembering, decided by rules over the user's own words. Knows no store, no model and no phone.

Only what the user says makes a preference, an alias, a procedure or a plain fact. Texts that were read on the phone
become observations with their label and source. A secret becomes nothing.

A sentence that fits no rule here is not about the memory: it goes on to the tools as before.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from ..android_bridge.labels import Confidentiality, Label, Origin
from ..tools.types import ToolError
from ..tools.values import normalise
from . import general, phrases, told
from .admission import shows_secret
from .scopes import RULE_THEN_ZH, SITUATION, split_scope
from .types import DEFAULT_PROFILE, Kind, MemoryRow

Act = Literal["remember", "recall", "forget"]
_MAX_CHARS = 400
_MAX_KEY_CHARS = 60
_OWN_KINDS: tuple[Kind, ...] = ("fact", "preference", "alias", "procedure")


@dataclass(frozen=True, slots=True)
class Statement:
    """Something that the user said of himself, ready to be kept."""

    kind: Kind
    text: str
    value: Mapping[str, Any] = field(default_factory=dict)
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """A wish that is about the memory."""

    act: Act
    text: str
    """For `remember` the statement; otherwise what is asked about or to be forgotten, in the user's words."""
    sure: bool = True
    """False: for `recall` and `forget`, it is meant so only if the memory holds something of exactly that name; for
    `remember`, it is a note for the tools, which the memory keeps besides."""
    contact: str = ""
    """Not empty: it is meant so only if this is exactly the name of a contact."""


def read_wish(sentence: str) -> Said | None:
    """Return what a wish asks of the memory, or None for every sentence that does not fit a rule exactly."""
    text = _tidy(sentence)
    if not text or len(text) > _MAX_CHARS:
        return None
    asked = _asked("forget", text, phrases.FORGET) or _asked("recall", text, phrases.ASK)
    if asked is not None:
        return asked
    if "?" in sentence or "？" in sentence:
        return None
    nickname = phrases.NICKNAME_BARE.match(text)
    if nickname and nickname["to"].lower() != "me":
        return Said("remember", f"when I say {nickname['name']} I mean {nickname['to']}", contact=nickname["to"])
    statement = _read(text, strict=True)
    if (statement is None or statement.kind != "procedure") and phrases.ANOTHER_WISH.search(text):
        return None
    noted = phrases.NOTED.match(text)
    if statement is not None:
        # `remember that the key is in the shed`: of his things, and not of him, he has always made notes.
        return Said("remember", text, sure=not (noted or _is_noted_too(text, statement)))
    if phrases.REMEMBER_ANY_ZH.match(text) and not told.wants_something(text):
        return Said("remember", text)
    return Said("remember", text, sure=False) if noted or phrases.REMEMBER_ANY.match(text) else None


def _is_noted_too(text: str, statement: Statement) -> bool:
    """Whether `remember that …` tells of things rather than of the user himself."""
    if statement.kind != "fact" or not phrases.REMEMBER_ANY.match(text):
        return False
    _, verb, what = str(statement.value.get("key", "")).partition(": ")
    return not phrases.OF_ME.search(text) or bool(verb and what != "place")


def _asked(act: Act, text: str, patterns: tuple[tuple[re.Pattern[str], bool], ...]) -> Said | None:
    for pattern, sure in patterns:
        found = pattern.match(text)
        if found and len(found["q"]) <= _MAX_KEY_CHARS and not re.search(r"[?？!,;，。]|\. ", found["q"]):
            return Said(act, found["q"].strip(), sure)
    return None


def stays_whole(sentence: str) -> bool:
    """Return whether a sentence teaches what a word means: what follows belongs to it, so it is never split."""
    text = phrases.FROM_NOW_ON.sub("", _led(_tidy(sentence)))
    return _procedure(text) is not None or _alias(text, False) is not None


def read_statement(sentence: str) -> Statement:
    """Return what a sentence says, for a person who adds it by hand; what fits no rule is a fact without a key."""
    text = _tidy(sentence)
    return _read(text, strict=False) or Statement("fact", _sentence(_led(text)))


def own_row(statement: Statement, *, run: str, now: float, profile: str = DEFAULT_PROFILE) -> MemoryRow:
    """Return the row of something that the user said himself."""
    return MemoryRow(
        statement.kind, statement.text, run, "user", Label.of_user(), now, statement.value, statement.scope, profile
    )


def is_secret(text: str) -> bool:
    """Whether a statement tells a password, a key, a one-time code or a card number; errs upwards."""
    return bool(phrases.SECRET_KEYS.search(text)) or shows_secret(text)


def observed_rows(
    tool: str, data: Mapping[str, Any], label: Label, *, run: str, now: float, profile: str = DEFAULT_PROFILE
) -> list[MemoryRow]:
    """Return the rows of texts that a tool read on the phone: data with their source, never the user's own word.

    Args:
        tool: The tool that read them.
        data: Its result's facts; `messages` are those of read_messages.
        label: The result's label. Single messages are looked at again: one with a code does not hide the others.
    """
    messages = data.get("messages")
    if not isinstance(messages, list):
        return []
    rows = []
    for message in messages:
        text, number = str(message.get("text", "")), str(message.get("number", ""))
        if not text or shows_secret(text):
            continue
        origins = frozenset({Origin.sms(number), *(o for o in label.origins if o.kind != "sms")})
        level = min(label.confidentiality, Confidentiality.SENSITIVE)
        rows.append(
            MemoryRow(
                "observation", f"{message.get('from') or number} wrote: {text}", run, f"sms:{number}",
                Label(label.integrity, level, origins), now, {"from_tool": tool}, profile=profile,
            )
        )  # fmt: skip
    return rows


def is_own(row: MemoryRow) -> bool:
    """Whether the user said this himself: what may stand in for his words. An imported or derived row may not."""
    return row.source == "user" and int(row.label.integrity) == 0 and row.kind in _OWN_KINDS


def fold_key(words: str) -> str:
    """Return a key for comparison: no case, no article or `my`, one spelling."""
    text = re.sub(r"[’`]", "'", words.casefold()).strip(' .?!"“”')
    text = re.sub(r"^(?:the alias|the name|my|the|our)\s+|^我的?", "", text)
    text = re.sub(r"(?:'s name|的名字)$", "", text)
    return re.sub(r"\s+", " ", text.replace("favorite", "favourite").replace("neighbor", "neighbour")).strip()


def key_of(row: MemoryRow) -> str:
    """Return what a row is about, folded: a fact's or preference's key, an alias' or procedure's name; or empty."""
    return fold_key(str(row.value.get("key") or row.value.get("name") or ""))


# ---------------------------------------------------------------------- one sentence


def _tidy(sentence: str) -> str:
    text = re.sub(r"\s+", " ", sentence.replace("’", "'")).strip()
    while True:
        shorter = phrases.POLITE_END.sub("", phrases.POLITE.sub("", text).strip(" .!?。！？")).strip()
        if shorter == text:
            return text
        text = shorter


def _sentence(text: str) -> str:
    text = text.strip()
    first = text[:1].upper() + text[1:]
    if not first or first[-1] in ".!?。！？":
        return first
    return first + ("。" if re.search(r"[\u4e00-\u9fff]", first) else ".")


def _led(text: str) -> str:
    """Return a sentence without `remember that`, `actually` and the like at its beginning."""
    return general.CORRECTION.sub("", phrases.LEAD.sub("", general.CORRECTION.sub("", text)))


def _read(text: str, *, strict: bool) -> Statement | None:
    """Return the statement of a tidy sentence; `strict` is for wishes, which may mean something else."""
    plain = _led(text)
    led = bool(phrases.LEAD.match(general.CORRECTION.sub("", text)))
    lasting = phrases.FROM_NOW_ON.sub("", plain)
    always = lasting != plain
    loose = led or not strict
    statement = (
        _procedure(lasting)
        or _alias(lasting, always)
        or _called(lasting, always or led, strict)
        or _default(lasting, always)
        or _scoped(lasting, always)
        or _told(lasting, loose)
        or _preference(lasting, always, loose)
        or (_fact(lasting) if loose or always else None)
    )
    return replace(statement, text=_sentence(plain)) if statement else None


def _procedure(text: str) -> Statement | None:
    for pattern in (*phrases.PROCEDURE, *general.PROCEDURES):
        if found := pattern.match(text):
            name = re.sub(r"^my (?=\w)|的话$", "", found["name"].strip())
            value = {"name": name, "steps": found["do"].strip()}
            return Statement("procedure", _sentence(text), value)
    return None


def _alias(text: str, always: bool) -> Statement | None:
    found = next((m for p in phrases.ALIAS if (m := p.match(text))), None)
    if found is None and always and not re.match(r"call me\b", text, re.IGNORECASE):
        found = phrases.NICKNAME.match(text)
    if found is None:
        return None
    contact = re.sub(r"^(?:my contact )", "", found["to"].strip(), flags=re.IGNORECASE)
    return Statement("alias", _sentence(text), {"name": found["name"].strip(), "contact": contact})


def _called(text: str, said_so: bool, strict: bool) -> Statement | None:
    found = phrases.CALL_ME.match(text)
    if found is None:
        return None
    name = (found["value"] or found["value_zh"] or "").strip()
    if name.split()[0].casefold() in phrases.NOT_A_NAME:
        return None
    if strict and not said_so and found["value"] and not name[0].isupper():
        return None  # `call me later`: a name is written large unless it is said to hold from now on
    return Statement("preference", _sentence(text), {"key": "name", "value": name})


def _default(text: str, always: bool) -> Statement | None:
    """Return a preference that fills one argument; only a value that the argument's kind can read counts."""
    if always and not phrases.ALWAYS.match(text):
        text = f"always {text}" if text.isascii() else f"总是{text}"
    for pattern, tool, parameter, kind in phrases.DEFAULTS:
        found = pattern.match(text)
        if found is None:
            continue
        value = found["value"].strip()
        if kind != "choice" and not _fits(kind, value):
            continue
        return Statement("preference", _sentence(text), {"key": parameter, "value": value}, f"tool:{tool}")
    return None


def _fits(kind: str, value: str) -> bool:
    from datetime import datetime

    try:
        normalise(kind, value, now=datetime.now().astimezone())
    except ToolError:
        return False
    return True


def _preference(text: str, always: bool, loose: bool) -> Statement | None:
    if found := phrases.ALWAYS.match(text):
        does = (found["do"] or found["do_zh"]).strip()
        how = (found["how"] or found["how_zh"]).lower()
        never = how in ("never", "don't ever", "do not ever") or "不" in how or "别" in how
        return _about(text, does, f"never {does}" if never else does)
    if loose and (found := phrases.LIKES.match(text)):
        liked = (found["value"] or found["value_zh"]).strip()
        how = (found["how"] or found["how_zh"]).lower()
        return _about(text, f"likes {liked}", f"{how} {liked}")
    if always and not _fact(text):
        return _about(text, text, text)
    return None


def _about(text: str, topic: str, value: str) -> Statement:
    key = next((name for pattern, name in phrases.TOPICS if pattern.search(text)), fold_key(topic))
    scope = next((name for pattern, name in phrases.SCOPES if pattern.search(text)), "")
    return Statement("preference", _sentence(text), {"key": key, "value": value}, scope)


def _scoped(text: str, always: bool) -> Statement | None:
    """Return a rule or a taste that holds at some time, in some app or in some situation."""
    scope, rest = split_scope(text)
    situation = None if scope else SITUATION.match(text)
    if situation:
        rest = text[situation.end() :]
    elif not scope:
        return None
    lasting = always or bool(phrases.WHENEVER.match(text))
    rule = bool(phrases.RULE.match(rest) or (situation and RULE_THEN_ZH.match(rest)))
    rule = rule or (lasting and not told.wants_something(rest))
    if rule and not rest.casefold().startswith("i "):
        return Statement("preference", _sentence(text), {"key": _topic(text, rest, situation), "value": rest}, scope)
    tells = told.read_told(rest)
    if tells is None or tells.kind != "preference":
        return None
    return Statement("preference", _sentence(text), {"key": tells.key, "value": tells.value}, scope)


def _topic(text: str, rule: str, situation: re.Match[str] | None) -> str:
    """Return what a rule is about, so that one about the same thing replaces it: its topic, tool or words.

    What holds at home and what holds at work are two rules, unless a topic says that they are about one thing.
    """
    if known := next((name for pattern, name in phrases.TOPICS if pattern.search(text)), ""):
        return known
    when = f"{fold_key(situation.group().strip(' ,，'))}: " if situation else ""
    tool = next((name for pattern, name in phrases.SCOPES if name.startswith("tool:set") and pattern.search(text)), "")
    return f"{when}{tool or told.rule_key(rule)}"


def _told(text: str, loose: bool) -> Statement | None:
    tells = told.read_told(text, the_too=loose)
    if tells is None:
        return None
    return Statement(tells.kind, _sentence(text), {"key": fold_key(tells.key), "value": tells.value})


def _fact(text: str) -> Statement | None:
    """Return a fact in a looser form than a bare sentence may have; for what was said to be remembered."""
    for pattern, key in phrases.ABOUT_ME:
        if found := pattern.match(text):
            value = next(v for v in found.groupdict().values() if v).strip()
            return Statement("fact", _sentence(text), {"key": key.format(value=value.casefold()), "value": value})
    mine = phrases.MY_IS.match(text) or phrases.IS_MY.match(text)
    chinese = phrases.IS_MY_ZH.match(text) or phrases.MY_IS_ZH.match(text)
    return _keyed(text, found) if (found := mine or chinese) else None


def _keyed(text: str, found: re.Match[str]) -> Statement:
    return Statement("fact", _sentence(text), {"key": fold_key(found["key"]), "value": found["value"].strip()})
