"""What a wish wants of an app's screens: which app, where in it, what is done to what. Of the user's words alone.

Knows how people say such wishes in English and Chinese. Knows no phone, no page and no tool.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from ..android_bridge.types import App
from ..tools.builtin.apps import chinese_names
from .page_words import ordered_terms, terms

WalkKind = Literal["ask", "switch", "set", "add", "put", "act", "open"]
"""`ask` reads something. `switch` turns something on or off. `set` gives something another value or name. `add` makes
something new of the user's words. `put` adds what is there to something else, such as a cart. `act` does what its verb
says to one thing. `open` shows it."""
SETTINGS = "com.android.settings"


@dataclass(frozen=True, slots=True)
class WalkWish:
    """A wish, taken apart; every text is the user's own."""

    text: str
    kind: WalkKind
    subject: str = ""
    """What it is about: `Rain jacket`, `font size`."""
    value: str = ""
    """What is picked or typed."""
    verb: str = ""
    """What is done, as a key of `walk_verbs.DOES`."""
    holder: str = ""
    """What something is added to: `cart`; what kind of thing is made: `folder`."""
    details: tuple[str, ...] = ()
    """What must be chosen on the way, such as a size."""
    on: bool = True
    app: App | None = None
    path: str = ""
    """Where in the app, such as `About phone`."""
    sure: bool = True
    """Its words have a form that is known; else `kind` is a guess."""
    named: bool = True
    """The sub-goal's own words name the app."""


_POLITE = re.compile(
    r"^(?:\W*(?:please|kindly|hey|ok(?:ay)?|ainos|can you|could you|would you|will you|i want (?:you )?to|i need to"
    r"|i'd like (?:you )?to|let's|now|then|also|请|帮我|麻烦|你)\b[\s,]*|请|帮我|麻烦你?)+",
    re.IGNORECASE,
)
_AT = (
    r"(?:(?:look(?:ing)?|according|listed|shown|found)\s+)?"
    r"(?:in|inside|within|at|on|from|to|with|using|under|by|into|onto)"
)
_WITHIN = [["in"], ["at"], ["on"], ["inside"], ["within"], ["using"], ["to"]]
_PAGE = r"(?:page|section|screen|tab|menu|folder|view|options?|settings?|preferences)"
_NAME_WORD = r"(?!(?:in|inside|within|at|on|from|to|with|under|into|the|my|called|named)\b)[\w&-]+"
_SETTINGS_OF = re.compile(
    rf"[,;:]?\s*\b(?:{_AT})\s+(?:the\s+|my\s+)?(?P<path>(?:{_NAME_WORD}\s+){{0,3}}{_NAME_WORD})\s+settings\b",
    re.IGNORECASE,
)
_PART_OF = re.compile(
    rf"[,;:]?\s*\b(?:{_AT})\s+(?:the\s+|my\s+)?(?P<path>(?:{_NAME_WORD}\s+){{0,3}}{_PAGE})\b(?!\s+\w)", re.IGNORECASE
)
_BARE_PART = re.compile(r"[,;:]?\s*\b(?:inside|under|within)\s+(?:the\s+|my\s+)?(?P<path>[A-Z][\w&' -]*)$")
_QUESTION = re.compile(
    r"^(?:what|what's|whats|which|who|who's|whose|when|when's|where|where's|how|is|are|was|were|do|does|did|has|have"
    r"|tell me|look up|find out|check|read|say)\b",
    re.IGNORECASE,
)
_ZH_QUESTION = re.compile(r"[?？]|多少|什么|哪|几[点个天]|多[大长久远]|吗|查一下|查看|看看|告诉我|是不是|有没有")
_CHINESE = re.compile(r"[㐀-鿿]")


def read_wish(text: str, apps: Sequence[App], whole: str = "") -> WalkWish:
    """Return the wish, taken apart.

    Args:
        text: A sub-goal, in the user's words.
        apps: What is installed.
        whole: All that the user said; an app that only stands there counts too.
    """
    rest = _POLITE.sub("", text.strip()).strip(" ?.!？。！")
    app, rest, path = _place(rest, apps)
    named = app is not None
    if app is None and whole and whole != text:
        app, _, path = _place(whole.strip(" ?.!？。！"), apps)
    found = _zh(text, rest) if _CHINESE.search(text) else _english(text, rest)
    kind, parts = found
    parts["named"] = named
    parts["path"] = " ".join(p for p in (path, str(parts.get("path", ""))) if p)
    return WalkWish(text=text, kind=kind, app=app, **parts)


# ------------------------------------------------------------------ where


def _place(text: str, apps: Sequence[App]) -> tuple[App | None, str, str]:
    """Return the app, the words that are left, and where in the app."""
    if _CHINESE.search(text):
        return _zh_place(text, apps)
    app, rest, after = _named_app(text, apps)
    path = [after] if after else []
    settings = next((a for a in apps if a.package == SETTINGS), None)
    if (found := _SETTINGS_OF.search(rest)) and (app is None or app.package == SETTINGS):
        app, rest = settings, _cut(rest, found.start(), found.end())
        path.append(found["path"])
    for shape in (_PART_OF, _BARE_PART):
        if (found := shape.search(rest)) and not re.match(r"(?:my|the)?\s*list\b", found["path"], re.IGNORECASE):
            path.append(re.sub(rf"\b{_PAGE}\b", "", found["path"], flags=re.IGNORECASE).strip() or found["path"])
            rest = _cut(rest, found.start(), found.end())
            if app is None and re.search(r"options$", found["path"]):
                app, path[-1] = settings, found["path"]
    return app, rest.strip(" ,.;:"), " ".join(path)


def _named_app(text: str, apps: Sequence[App]) -> tuple[App | None, str, str]:
    """Return the app whose name stands in the text as a place, the text without it, and the part of it named after."""
    best: tuple[int, int, App, re.Match[str]] | None = None
    for app in apps:
        name = re.escape(app.label).replace(r"\ ", r"\s+")
        shape = (
            rf"[,;:]?\s*(?:\b(?P<at>{_AT})\s+)?(?P<the>\b(?:the|my|this|that)\s+)?(?<![\w-]){name}(?:'s)?(?![\w-])"
            rf"(?P<app>\s+app(?:lication)?\b)?(?P<part>(?:,\s*|\s+)(?:(?:in|under|at|on)\s+)?(?:the\s+)?(?-i:[A-Z])[\w&]*(?:\s[\w&]+){{0,2}}$)?"
        )
        for found in re.finditer(shape, text, re.IGNORECASE):
            at = (found["at"] or "").lower().split()[-1:]
            score = 4 * bool(found["app"]) + 2 * bool(at) + (at in _WITHIN) + (app.label in found[0])
            score -= 4 * bool((found["the"] or "").strip().lower() in ("this", "that", "my") and not found["app"])
            if score > 0 and (best is None or (score, len(app.label)) > best[:2]):
                best = (score, len(app.label), app, found)
    if best is None or best[0] < 3:
        return None, text, ""
    found = best[3]
    part = re.sub(r"^[,\s]*(?:(?:in|under|at|on)\s+)?(?:the\s+)?", "", found["part"] or "", flags=re.IGNORECASE)
    if part and found.end() < len(text.rstrip(" ?.!")):
        part = ""
    end = found.end() if part else found.end() - len(found["part"] or "")
    return best[2], _cut(text, found.start(), end), part


def _cut(text: str, start: int, end: int) -> str:
    return f"{text[:start].rstrip(' ,')} {text[end:].lstrip(' ,')}".strip()


def _zh_place(text: str, apps: Sequence[App]) -> tuple[App | None, str, str]:
    named = [(name, a) for a in apps for name in (a.label, *chinese_names(a.label)) if name and name in text]
    name, app = max(named, key=lambda pair: (pair[1].package == SETTINGS, len(pair[0])), default=("", None))
    if app is None:
        return None, text, ""
    found = re.search(
        rf"在?(?:我的)?(?P<before>[^，,在]{{0,8}}?){re.escape(name)}(?:应用)?(?:(?:的|里的?|中的?)(?P<path>[^，,把将打开关查]{{1,10}}?)(?:里面?|中|页面|的))?(?:里面?|中|，|,)?",
        text,
    )
    if found is None:
        return app, text, ""
    path = " ".join(p for p in (found["before"], found["path"]) if p and not re.search(r"[请帮我]", p))
    return app, _cut(text, found.start(), found.end()), path


# ------------------------------------------------------------------ what

_Found = tuple[WalkKind, dict[str, Any]]
_ON = r"(?:on|off)"
_ARTICLE = re.compile(r"^(?:the|my|a|an|this|that|some)\s+", re.IGNORECASE)
_EXISTING = re.compile(
    r"\b(?:cart|basket|bag|trolley|favou?rites?|wish\s?list|playlist|queue|bookmarks?|starred)\b", re.IGNORECASE
)
_PLACED = re.compile(r"\b(?:folder|file|directory|note|album|playlist)$", re.IGNORECASE)
_DETAIL = re.compile(
    r"\s*,?\s*\b(?:in|with|of)?\s*(?:the\s+)?(?:size|colou?r)\s+(?!(?:to|of|in|for|as|is|on|off)\b)(?P<value>[\w-]+)\b",
    re.IGNORECASE,
)
_STATE_AT_END = re.compile(
    r"[:;,.]\s*(?:please\s+)?(?:turn|switch|set|put)\s+(?:it|that|this|them)\s+(?P<state>on|off)\W*$", re.IGNORECASE
)
_SHAPES: tuple[tuple[str, str], ...] = (
    ("switch", rf"(?:turn|switch|put|set|toggle|flip)\s+(?P<state>{_ON})\s+(?P<subject>.+)"),
    ("switch", rf"(?:turn|switch|put|set|toggle|flip|leave|keep)\s+(?P<subject>.+?)\s+(?:to\s+)?(?P<state>{_ON})"),
    ("switch", r"(?P<state>enable|disable|activate|deactivate)\s+(?P<subject>.+)"),
    ("act", r"(?P<verb>tick|check|cross)\s+(?:off\s+)?(?P<subject>.+?)(?:\s+off)?"),
    ("act", r"mark\s+(?P<subject>.+?)\s+as\s+(?P<verb>[\w ]+)"),
    ("act", r"(?:remove|take)\s+(?:the\s+)?(?P<star>star|favou?rite)\s+(?:mark\s+)?(?:from|off)\s+(?P<subject>.+)"),
    ("act", r"(?:remove|take)\s+(?P<subject>.+?)\s+(?:from|off)\s+(?:my\s+|the\s+)?(?P<star>favou?rites|starred)"),
    ("set", r"rename\s+(?P<subject>.+?)\s+(?:to|as|into)\s+(?P<value>.+)"),
    ("set", r"change\s+the\s+(?:name|title)\s+of\s+(?P<subject>.+?)\s+(?:to|into)\s+(?P<value>.+)"),
    ("set", r"(?:set|change|switch|make|choose|pick|select)\s+(?P<subject>.+?)\s+(?:to|into)\s+(?P<value>.+)"),
    (
        "add",
        r"(?:make|create|add|start|new)\s+(?:an?\s+|the\s+)?(?:new\s+)?(?P<holder>[\w -]+?)\s+(?:named"
        r"|called|titled)\s+(?P<value>.+)"
    ),
    (
        "add",
        r"(?:add|put|write|enter|insert|place)\s+(?P<value>.+?)\s+(?:to|on|onto|into|in)\s+(?:my\s+"
        r"|the\s+)?(?P<holder>[\w\s-]+)"
    ),
    (
        "act",
        r"(?:delete|remove|erase|trash|bin)\s+(?P<subject>.+?)\s+(?:from|off)\s+(?:my|the)\s+(?:list"
        r"|tasks?|items?|inbox)(?P<gone>)"
    ),
    ("open", r"(?:open|go to|show me|bring up|take me to)\s+(?P<subject>.+)"),
    (
        "act",
        r"(?P<verb>archive|unarchive|star|unstar|favou?rite|unfavou?rite|delete|remove|erase|trash|bin"
        r"|pin|unpin|mute|unmute|copy|duplicate|print|hide|unhide|complete|finish|flag|snooze|block"
        r"|unblock|edit|clear|empty|restore|like|follow|bookmark)\s+(?P<subject>.+)"
    ),
)  # fmt: skip
_OF_KIND = re.compile(
    r"^(?:(?:e-?mail|mail|message|conversation|chat|thread|note|event|entry|task|item|file|folder|contact|call)s?\s+"
    r"(?:from|about|by|with|called|named|titled|of)\s+(?:the\s+)?|(?:contact|task|item|entry|event|conversation)\s+(?=\S))",
    re.IGNORECASE,
)


def _english(text: str, rest: str) -> _Found:
    rest = rest.strip(" ?.!")
    if (state := _STATE_AT_END.search(rest)) is not None:
        subject = re.sub(
            r"^(?:don't|do not|show|let|make|use)\s+(?:show\s+)?", "", rest[: state.start()], flags=re.IGNORECASE
        )
        return "switch", {"subject": _bare(subject), "on": state["state"].lower() == "on"}
    if _QUESTION.match(rest):
        return "ask", {"subject": rest}
    for kind, shape in _SHAPES:
        if (found := re.fullmatch(shape, rest, re.IGNORECASE)) is None:
            continue
        done, parts = _parts(kind, found.groupdict())
        details = tuple(m["value"] for m in _DETAIL.finditer(rest)) if done == "put" else ()
        if details and (found := re.fullmatch(shape, _DETAIL.sub("", rest).strip(), re.IGNORECASE)) is not None:
            done, parts = _parts(kind, found.groupdict())
        return done, {**parts, "details": details} if details else parts
    if re.match(r"(?:log|sign)\s*-?(?:in|on)\b", rest, re.IGNORECASE):
        return "open", {"subject": ""}
    after = rest.rpartition(":")[2].strip()
    return "set", {"subject": after or rest, "sure": after != rest}


def _parts(kind: str, found: dict[str, str | None]) -> _Found:
    subject, value, holder = (_bare(found.get(name) or "") for name in ("subject", "value", "holder"))
    if kind == "switch":
        return "switch", {"subject": subject, "on": (found["state"] or "").lower() in ("on", "enable", "activate")}
    if kind == "add" and _EXISTING.search(holder):
        verb = "star" if re.search(r"favou?rite|starred", holder, re.IGNORECASE) else ""
        if verb:
            return "act", {"subject": value, "verb": verb}
        return "put", {"subject": value, "holder": holder}
    if kind == "add":
        value = (found["value"] or "").strip(" \"'“”")
        inside = (
            re.fullmatch(r"(.+?)\s+(?:in|inside|under|within)\s+(?:the\s+)?(.+)", value)
            if _PLACED.search(holder)
            else None
        )
        more = {"path": inside[2]} if inside else {}
        return "add", {"value": inside[1] if inside else value, "holder": holder, **more}
    if kind == "act":
        verb = "unstar" if found.get("star") else "delete" if "gone" in found else (found.get("verb") or "").lower()
        return "act", {"subject": subject, "verb": verb}
    if kind == "open":
        return "open", {"subject": subject}
    return "set", {"subject": subject, "value": (found["value"] or "").strip(" \"'“”")}


def _bare(text: str) -> str:
    """Return a thing's name without its article, and without what kind of thing it is."""
    plain = _ARTICLE.sub("", text.strip(" ,.;:\"'“”"))
    return _OF_KIND.sub("", plain) or plain


_ZH_SHAPES: tuple[tuple[str, str], ...] = (
    (
        "set",
        r"(?:请)?[把将](?P<subject>.+?)(?:重命名为|改名为|设置为|设置成|设为|设成|改成|改为|调成|调到|调为|换成|选为)"
        r"(?P<value>.+)",
    ),
    ("switch", r"(?:请)?[把将](?P<subject>.+?)(?P<state>打开|开启|启用|关闭|关掉|关上|禁用)"),
    ("switch", r"(?:请)?(?P<state>打开|开启|启用|关闭|关掉|禁用)(?P<subject>.+)"),
    ("add", r"(?:新建|创建|添加)(?:一个|个)?(?:名为|叫做?|叫)(?P<value>.+?)的(?P<holder>.+)"),
    ("act", r"(?P<verb>删除|归档|收藏|星标)(?P<subject>.+)"),
)  # fmt: skip
_ZH_VERBS = {"删除": "delete", "归档": "archive", "收藏": "star", "星标": "star"}


def _zh(text: str, rest: str) -> _Found:
    rest = rest.strip(" ，,。.!！")
    plain = re.sub(r"(?:查一下|查看|看看|告诉我|[?？])", "", rest)
    for kind, shape in _ZH_SHAPES:
        if (found := re.fullmatch(shape, rest)) is None or (kind == "switch" and _ZH_QUESTION.search(rest)):
            continue
        if kind == "switch":
            return "switch", {"subject": found["subject"], "on": found["state"] in ("打开", "开启", "启用")}
        if kind == "act":
            return "act", {"subject": found["subject"], "verb": _ZH_VERBS[found["verb"]]}
        if kind == "add":
            return "add", {"value": found["value"], "holder": found["holder"]}
        return "set", {"subject": found["subject"], "value": found["value"]}
    subject = re.sub(r"多少|什么|是多[大长久远]|哪[个些天]?|吗|是$", "", plain)
    asks = _ZH_QUESTION.search(text) is not None
    return ("ask" if asks else "open"), {"subject": subject, "sure": asks}


# ------------------------------------------------------------------ words that say little

_AUXILIARY = terms(
    """
    phone app setting mode option button thing kind type current currently according much many long big large old set
    show shown stand need want say cost write wrote written own read pay paid put made make give given last latest first
    top use used there installed look find tell up down under called titled left exactly please now today one ones our
    its their does did done been going go come mean me entitled switch place about which where who whose when
    """
)
"""Words that carry a question or a wish and name nothing."""
_LITTLE = _AUXILIARY | terms(
    "mail email message item task entry note contact page list price value number name alarm file folder device free"
)


def needed(text: str) -> tuple[str, ...]:
    """Return the words of a text that a row which is meant by it, or where it stands, has to have."""
    return tuple(t for t in ordered_terms(text) if t not in _AUXILIARY)


def telling(text: str) -> tuple[str, ...]:
    """Return the words of a text that tell one thing from another; all of them where none does."""
    all_terms = ordered_terms(text)
    return tuple(t for t in all_terms if t not in _LITTLE) or all_terms
