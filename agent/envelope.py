"""The plan envelope: which acts and apps the user's own words allow. Pure; reads no screen.

Recipients and amounts are not listed: they are whatever stands in the words of the wish, and agent/planned.py compares
a call's values with those.

It is drawn right after the plan, before anything of the phone was read, and only a person widens it. A wish names a
tool by being one of its known sentences in full, in any language that has them; else by how it begins (`text Bob …`,
`delete the note …`), as the tool's own example phrases do, and by the judge's or the words' ranking. That is strict for
acts that leave the phone (at most one such tool a wish) and generous for others.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..android_bridge.types import App
from ..models.templates import SentenceTemplates
from ..tools.builtin.apps import chinese_names
from ..tools.recent import Recent
from ..tools.registry import Registry
from ..tools.retrieval import ToolIndex, words
from ..tools.types import Risk, Tool
from .wording import find_words, first_word, means_here, stands_in, tokens, wants_it_himself, word_set

Judge = Callable[[str], tuple[str, float]]
"""From a wish to its most likely tool (`none` if nothing fits) and the probability."""

SURE = 0.5
"""From this probability on, the judge's tool is the one that a wish names."""
SURE_OF_NONE = 0.8
"""From this probability on, the judge's word that no tool fits is taken."""
_NEAR = 5
"""So many tools that a wish's words rank highest may be used where they do no harm that cannot be taken back."""
_NEAR_SCORE = 0.3
_LEADS: Mapping[str, tuple[str, ...]] = {
    "send_message": (
        "let",
        "reply",
        "answer",
        "ask",
        "drop",
        "shoot",
        "ping",
        "notify",
        "inform",
        "发短信",
        "发信息",
        "发消息",
        "告诉",
        "转告",
    ),
    "call": ("talk", "speak", "打电话", "呼叫", "拨打", "致电", "打给"),
}
"""How wishes begin besides a tool's examples."""
_SERVICES = word_set(
    """
    email mail gmail outlook whatsapp telegram signal slack instagram messenger facebook discord teams skype viber qq
    wechat snapchat tiktok twitter linkedin kakao zoom facetime video
    """
)
"""Other ways to reach people: a wish that names one does not mean a text message or a phone call."""
_SERVICES_CHINESE = ("微信", "邮件", "邮箱", "微博", "钉钉", "飞书", "视频通话", "语音通话")
SURFACES = word_set(
    """
    android com.android.launcher com.android.launcher2 com.android.launcher3 com.google.android.apps.nexuslauncher
    com.sec.android.app.launcher com.miui.home com.huawei.android.launcher com.oppo.launcher com.coloros.launcher
    com.android.inputmethod.latin com.google.android.inputmethod.latin com.android.intentresolver
    com.android.permissioncontroller com.google.android.permissioncontroller
    com.android.packageinstaller com.google.android.packageinstaller
    """
)
"""The system's own surfaces between apps; every task may pass over them. What they do is ruled by its risk alone."""
SETTINGS = "com.android.settings"
"""Where a tool without an app of its own would have to work on the screen."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What one sub-goal's words allow."""

    text: str
    tools: frozenset[str] = frozenset()
    """Names of the goal tools that the words name."""
    sure: bool = False
    """The words begin like a wish for some tool that there is; else a person decides what they mean."""
    wants: Risk = Risk.OBSERVE
    """The risk class of the one tool that the words ask for; what is weaker cannot fulfil them."""
    asks: str = ""
    """The words with names for pronouns and stand-ins for what is read first; made of the user's words by the plan."""

    def names(self, tool: str) -> bool:
        """Return whether the words name the tool."""
        return tool in self.tools


@dataclass(frozen=True, slots=True)
class Envelope:
    """What the user's words allow in one run."""

    wishes: tuple[Wish, ...] = ()
    apps: frozenset[str] = frozenset()
    """Packages that belong to the task."""
    replies: str = ""
    """What the user answered in this run."""
    here: bool = False
    """The words speak of the app that is in front; it joins `apps` at the first look."""

    def wish(self, text: str) -> Wish:
        """Return the wish of that sub-goal; all wishes as one for an empty text; else one that names nothing."""
        if not text and self.wishes:
            tools = frozenset().union(*(wish.tools for wish in self.wishes))
            return Wish("\n".join(w.text for w in self.wishes), tools, all(w.sure for w in self.wishes))
        return next((wish for wish in self.wishes if wish.text == text), Wish(text, sure=True))

    def said(self, text: str) -> str:
        """Return the user's words that count for a sub-goal: its own and his replies."""
        asks = next((wish.asks for wish in self.wishes if wish.text == text), "")
        return "\n".join(filter(None, (text, asks, self.replies)))

    def holds_apps(self, packages: Collection[str]) -> bool:
        """Return whether there are packages and all of them belong to the task."""
        return bool(packages) and self.apps.issuperset(packages)

    def with_apps(self, packages: Iterable[str]) -> Envelope:
        """Return the envelope with more apps."""
        return replace(self, apps=self.apps | frozenset(packages))

    def with_front(self, package: str) -> Envelope:
        """Return the envelope after the first look: `this screen` means the app that was in front."""
        return replace(self, apps=self.apps | {package}, here=False) if self.here and package else self

    def with_tool(self, text: str, tool: str) -> Envelope:
        """Return the envelope with a tool more for one wish."""
        wishes = tuple(replace(w, tools=w.tools | {tool}) if w.text == text else w for w in self.wishes)
        return replace(self, wishes=wishes)

    def with_reply(self, reply: str) -> Envelope:
        """Return the envelope with the user's answer among his words: it can name values, never tools."""
        return replace(self, replies=f"{self.replies}\n{reply}".strip())


EMPTY = Envelope()


@dataclass(frozen=True, slots=True)
class ToolNames:
    """How the goal tools of a registry are called for; made once a run."""

    tools: Mapping[str, Tool]
    index: ToolIndex
    leads: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Per tool: first words of its example phrases and the words of its name, in one form each."""
    sentences: SentenceTemplates = field(default_factory=lambda: SentenceTemplates(()))
    """What names a tool by being one of its known sentences."""
    drawn: Recent[tuple[str, Judge | None], Wish] = field(default_factory=Recent)
    """What wishes name, where that was worked out before: it hangs on the words, the tools and the judge alone."""

    def begin(self, text: str) -> list[str]:
        """Return the tools for which wishes begin like this one."""
        first = _form(first_word(text))
        if first == "let" and "know" in tokens(text) and "send_message" in self.tools:
            return ["send_message"]  # `let Bob know …` is no wish for a setting, as `let me sleep` is
        return [name for name, leads in self.leads.items() if first in leads]

    def risk(self, name: str) -> Risk:
        """Return a tool's own risk; OBSERVE for no tool."""
        return self.tools[name].risk if name else Risk.OBSERVE

    def ranked(self, text: str) -> dict[str, float]:
        """Return all tools with their scores, best first."""
        return {tool.name: score for tool, score in self.index.best(text, k=len(self.tools))}


def tool_names(tools: Iterable[Tool]) -> ToolNames:
    """Return how these tools are called for; only goal tools count."""
    goals = {tool.name: tool for tool in tools if tool.kind == "goal"}
    leads = {name: frozenset(map(_form, _leads(tool))) for name, tool in goals.items()}
    return ToolNames(goals, ToolIndex(goals.values()), leads, SentenceTemplates(goals.values()))


def _leads(tool: Tool) -> list[str]:
    """Return how wishes for a tool begin; `read_messages` is called by `read`, not by `message`."""
    name = tool.name.split("_")
    own = name[:1] if tool.risk is Risk.OBSERVE else name
    return [*map(first_word, tool.examples), *own, *_LEADS.get(tool.name, ())]


_NAMES: Recent[tuple[int, ...], ToolNames] = Recent(8)
"""By the tools' identities; a ToolNames holds its tools, so that no other tool gets the identity of one of them."""


def names_of(registry: Registry) -> ToolNames:
    """Return how a registry's tools are called for; worked out once a process for the same tools."""
    tools = [tool for tool in registry.all() if tool.kind == "goal"]
    return _NAMES.get(tuple(map(id, tools)), lambda: tool_names(tools))


def draw_envelope(
    wishes: Sequence[str], registry: Registry, *, judge: Judge | None = None, asks: Mapping[str, str] | None = None
) -> Envelope:
    """Return what the wishes of a plan allow.

    Args:
        wishes: The plan's sub-goals, in the user's own words.
        registry: The tools that there are.
        judge: Ranks tools for a wish; it reads the user's words only. None: the words alone decide.
        asks: Per wish, its words with names for pronouns and stand-ins, where the plan has them; they name the tools.
    """
    names = names_of(registry)
    said = {text: (asks or {}).get(text, "") for text in wishes}
    drawn = tuple(
        replace(draw_wish(said[text] or text, names, judge), text=text, asks=said[text])
        for text in dict.fromkeys(wishes)
    )
    used = [names.tools[tool] for wish in drawn for tool in wish.tools]
    apps = {package for tool in used for package in tool.scope or (SETTINGS,)}
    return Envelope(drawn, frozenset(apps), here=any(means_here(text) for text in wishes))


def draw_wish(text: str, names: ToolNames, judge: Judge | None) -> Wish:
    """Return what one wish names."""
    return names.drawn.get((text, judge), lambda: _draw_wish(text, names, judge))


def _draw_wish(text: str, names: ToolNames, judge: Judge | None) -> Wish:
    scores, begin = names.ranked(text), names.begin(text)
    best = names.sentences.names(text) or _by_judge(text, names, judge)
    alone = bool(best) or len(begin) == 1
    if best is None:
        best = _by_words(text, begin, scores, names)
    near = [name for name, score in list(scores.items())[:_NEAR] if score >= _NEAR_SCORE]
    light = [name for name in near + begin if names.tools[name].risk < Risk.OUTWARD and scores[name] >= _NEAR_SCORE]
    return Wish(text, frozenset((*light, best)) - {""}, bool(best), names.risk(best if alone else ""))


def _by_judge(text: str, names: ToolNames, judge: Judge | None) -> str | None:
    """Return the judge's tool, an empty text where it is sure that none fits; None where the words have to decide."""
    said, share = judge(text) if judge is not None else ("", 0.0)
    if said in names.tools and share >= SURE:
        tool = names.tools[said]
        return "" if tool.risk >= Risk.OUTWARD and _other_service(text, tool) else said
    return "" if said == "none" and share >= SURE_OF_NONE else None


def _by_words(text: str, begin: Sequence[str], scores: Mapping[str, float], names: ToolNames) -> str:
    """Return the one tool for which wishes begin so, or the best of several if no other tool's words fit better."""
    if not wants_it_himself(text):  # `tell Eve …` is no `tell me …`
        begin = [name for name in begin if names.tools[name].risk is not Risk.OBSERVE] or begin
    best = max(begin, key=lambda name: scores[name], default="")
    if not best or (len(begin) > 1 and scores[best] < 1.0):
        return ""
    tool = names.tools[best]
    if tool.risk >= Risk.OUTWARD and (wants_it_himself(text) or _other_service(text, tool)):
        return ""
    return best


def named_apps(wishes: Iterable[str], installed: Iterable[App]) -> frozenset[str]:
    """Return the packages of the installed apps whose whole names stand in the user's words.

    A name that several apps bear names none of them: a look-alike does not join a task.
    """
    said = [words(text) for text in wishes]
    found: dict[tuple[str, ...], set[str]] = {}
    for app in installed:
        name = tuple(words(app.label)) or tokens(app.label)
        if any(find_words(name, text) for text in said) or any(stands_in(app.label, text) for text in wishes):
            found.setdefault(name, set()).add(app.package)
        for other in chinese_names(app.label):
            if any(stands_in(other, text) for text in wishes):
                found.setdefault(tokens(other), set()).add(app.package)
    return frozenset(package for same in found.values() if len(same) == 1 for package in same)


def _other_service(text: str, tool: Tool) -> bool:
    """Whether the wish names a way to reach people that the tool does not take."""
    if any(service in text for service in _SERVICES_CHINESE):
        return True
    return bool(
        _SERVICES.intersection(tokens(text)).difference(tokens(f"{tool.name.replace('_', ' ')} {tool.description}"))
    )


def _form(word: str) -> str:
    """Return a word in the form in which words are compared: endings cut."""
    return next(iter(words(word)), word)
