"""Whether the words for a message or a note only point at what it is to say: `what time dinner is`, `the date of …`.

Such words are looked up or refused; they are never sent or written as they stand. Pure: knows words alone, and not
whether what they point at can be found. What stands in quotation marks or after a colon is the user's own text.
"""

from __future__ import annotations

import re

_QUESTION = r"(?:what|when|where|who|whom|whose|which|why|how|whether)"
_AUX = (
    r"(?:is|are|am|was|were|be|do|does|did|can|could|will|would|shall|should|have|has|had|may|might|must|isn['’]t"
    r"|aren['’]t"
    r"|don['’]t|doesn['’]t|didn['’]t|won['’]t|can['’]t|hasn['’]t|haven['’]t)"
)
_DIRECT = re.compile(
    rf"{_QUESTION}['’](?:s|re|d|ll|ve)\b(?!.*\b(?:on|in|left on) (?:my|the|our)\b)|{_QUESTION} {_AUX}\b(?! (?:on|in"
    rf"|written|noted|planned)\b)"
    rf"|(?:what|how|which|whose)(?: [\w'’-]+){{1,3}}? {_AUX} (?:i|you|we|he|she|they|it|that|this|the|your|our|there"
    rf"|my)\b"
    rf"|(?:(?:what|which|whose) [\w'’-]+|how [\w'’-]+) {_AUX} (?!left\b|there\b|written\b|noted\b|planned\b|on\b"
    rf"|in\b)\S"
    rf"|(?:what|how) about\b|how come\b|why not\b|what (?:an?|the)\b|how (?:[\w'’-]+ )?(?:lovely|nice|great|kind"
    rf"|sweet)\W*$",
    re.IGNORECASE,
)
"""A question to whom it is sent (`what time is dinner`), or a cry (`what a day`)."""
_INDIRECT = re.compile(rf"{_QUESTION}\b\W*\S+", re.IGNORECASE)
_IF = re.compile(r"if (?:there|i|my|it|the|we|he|she|they|[A-Z])[^,]*$", re.IGNORECASE)
_VALUE = (
    r"(?:address|number|date|day|time|hour|place|location|venue|title|name|price|level|percentage|code|password|pin"
    r"|list"
    r"|recipe|link|schedule|birthday|e-?mail|message|text|note|photo|picture|directions|details|contents?|items"
    r"|appointments?|events|agenda|amount|balance|start|whereabouts|temperature|weather)"
)
_OWN = r"(?:my|our|the|that|this|those|these|his|her|their|[\w.’'-]+(?: [\w.’'-]+)?(?:'s|’s))"
_THING = re.compile(
    rf"(?:all |everything )?{_OWN} (?:(?!{_AUX}\b)[\w’'.-]+ ){{0,3}}?{_VALUE}(?P<rest>(?:$|[ ,.;]).*)",
    re.IGNORECASE | re.DOTALL,
)
_ALL = re.compile(
    r"(?:everything|all|anything|whatever) (?:that )?(?:is |stands )?(?:on|in|from) (?:my|the|our)\b", re.IGNORECASE
)
_TIED = re.compile(
    r"(?:\s+(?:of|from|in|on|at|for|with|by|out of|to)\s+.+|\s+(?:that|which|who|when|where)\s+.+"
    r"|\s+[\w.’'-]+(?: [\w.’'-]+)?"
    r" (?:has |just |last )*(?:sent|gave|texted|wrote|told|mailed|mentioned|said|has|have)\b.*)",
    re.IGNORECASE | re.DOTALL,
)
_PAST = r"(?!red\b|need)\w{2,}ed"
_STATES = re.compile(
    rf"\b(?:(?:{_AUX} (?:just |already |last )*)?(?:sent|gave|given|wrote|written|told|said|met|made|took|bought"
    rf"|found|{_PAST})|{_AUX}"
    r"|changed|moved|starts?|begins?|ends?|opens?|closes?|works?|broke|arrived|came|went|got|needs?|looks?|costs?"
    r"|goes|sounds?|says|means|seems?|stays?|remains|i['’]m|we['’]re|it['’]s|s?he['’]s|you|your)\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"\s(?:that|which|who|when|where)\s|\s(?:i|we|he|she|they|[A-Z][\w’'-]*) (?:\w+ )?(?:sent|gave|texted|wrote|told"
    r"|said)"
)
_HINT = re.compile(
    r"\s*(?:[,;(–—-]|\.)\s*(?:(?:it|that|this|they|he|she)(?:['’]s|['’]re| is| are| stands?)|(?:please )?(?:see|check"
    r"|look(?: it up| them up| that up| up)?"
    r"|you (?:can |will )?find (?:it|them)|as (?:it )?(?:is|stands|noted|written)|according to|from))"
    r"(?: (?:all|somewhere|noted|written|saved|stored|down))*(?: (?:in|on|at|from|into|among))? (?:my|the|our) "
    r"(?P<where>calendar|diary|schedule|notes?|[\w' -]{1,30}? (?:notes?|list)|contacts?|address book|messages?|texts?"
    r"|mails?"
    r"|e-?mails?|inbox|phone|files|call log)\s*\)?\s*$",
    re.IGNORECASE,
)
_BY = re.compile(r"^(?:by|via|in|as|with) (?:an? )?(?:text(?: message)?|sms|message)[,:]?\s+(?=\S)", re.IGNORECASE)
_OPENS_TEXT = re.compile(
    r"(?:[:“\"「《]|\b(?:that|saying|says|say|reading|with the (?:words?|text|message))|说|內容|内容(?:是|为)?"
    r"|(?<!请)问(?:问|一?下)?(?:[他她]们?|对方|看看?)?)[，,]?\s*$",
    re.IGNORECASE,
)
_ASKED = re.compile(r"^(?:\W*(?:please|can you|could you|kindly|hey|ok(?:ay)?)\W+)*(?:ask\b|请?问)", re.IGNORECASE)
_KNOWING = re.compile(
    r"^(?:(?:please|can you|could you|kindly|hey|ok(?:ay)?)\W+)*(?:let\b.{1,40}?\bknow|inform|notify)\b", re.IGNORECASE
)
_WIDE = re.compile(r"[\u3400-\u9fff]")
_FEW = 2
_ASKS_ZH = re.compile(r"多少|几[点号个时]|什么时[候间]|什么|哪[里儿个天]|在哪|是谁|谁[的在]?|是否|有没有|怎么")
_DIRECT_ZH = re.compile(r"[吗呢？?]\s*$|不知道|没想好|不管|无论|不确定|你|什么都|没什么|什么也")
_STORED_ZH = re.compile(r"(?:日历|日程|备忘录|笔记|通讯录|联系人|短信|便签)(?:里|中|上)(?:面|边)?的")


def without_hint(words: str) -> tuple[str, str]:
    """Return a phrase without a hint at its end where to look (`…, it's in my calendar`), and that place or nothing."""
    found = _HINT.search(words)
    return (words[: found.start()].rstrip(), found["where"].lower()) if found else (words, "")


def without_way(words: str) -> str:
    """Return what is told, without `by text` before it."""
    return _BY.sub("", words.strip())


def only_points(words: str, *, note: bool = False, knowing: bool = False) -> bool:
    """Return whether a text points at what is to be told, and does not say it.

    Args:
        words: The text, as it would be sent or written.
        note: It would be written down; there a bare thing (`the garage code`) may be all that is meant.
        knowing: Somebody is let know it: nobody is asked anything, in whatever order the words stand.
    """
    plain, hint = without_hint(without_way(words).strip())
    plain = plain.strip(" .!")
    if not plain or plain[0] in "\"“「《:'‘":
        return False
    if len(_WIDE.findall(plain)) > _FEW:
        stored = bool(_STORED_ZH.search(plain)) and not re.search(r"[了吧]", plain)
        return stored or (bool(_ASKS_ZH.search(plain)) and not _DIRECT_ZH.search(plain))
    if _INDIRECT.match(plain):
        return knowing or bool(hint) or (not plain.endswith("?") and not _DIRECT.match(plain))
    if _IF.match(plain) or _ALL.match(plain):
        return True
    return _is_thing(plain, note=note and not hint)


def _is_thing(plain: str, *, note: bool) -> bool:
    """Whether words name a thing that stands somewhere, as `the date of Mum's birthday`, and state nothing of it."""
    found = _THING.fullmatch(plain)
    if found is None:
        return False
    rest = found["rest"].rstrip()
    if not rest:
        return not note
    if _TIED.fullmatch(rest) is None:
        return False
    return len(_STATES.findall(rest)) <= (1 if _CLAUSE.search(f" {rest.strip()} ") else 0)


def pointed_at(wish: str, text: str, *, note: bool = False, at: int | None = None) -> str:
    """Return the text that a call took out of a wish where it only points at what is to be told; else an empty text.

    What is asked of somebody (`ask Bob what time it is`), quoted, or stands after a colon or `that` is a text. `at` is
    where the text begins, where that is known.
    """
    at = wish.find(text.strip()) if at is None else at
    if at < 0 or _ASKED.match(wish) or _OPENS_TEXT.search(wish[:at]):
        return ""
    pointing = only_points(text, note=note, knowing=lets_know(wish))
    return without_hint(without_way(text))[0].strip(" .!") if pointing else ""


def lets_know(wish: str) -> bool:
    """Return whether a wish lets somebody know something: `let Bob know who is coming` asks Bob nothing."""
    return bool(_KNOWING.match(wish.strip()))
