"""The post-conditions of sub-goals that no single tool proves: what must show on the phone when touches are done.

Drawn from the user's words before the first touch, or said by a model before it changes anything; read back by code.
It acts on nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, get_args

from ..android_bridge.device import Device
from ..android_bridge.errors import BridgeError
from ..android_bridge.types import Observation
from ..models.types import Decision
from ..planners.coverage import left_undone, untouched
from ..planners.coverage_words import without_talk
from ..planners.expect import Expectation, ExpectKind, covers_values, draw_expectation, values_of
from ..planners.phrases import ACTS
from ..planners.plan import SubGoal
from ..tools.registry import Registry
from ..tools.types import Context, Proof, Risk, Tool, ToolCall, ToolError, ToolResult
from .act import Acted
from .control import is_question, prove_answer
from .envelope import Wish
from .postcondition import check
from .screen_facts import tokens_of
from .trail import TrailStep
from .wishmarks import read_star
from .witness import Witness
from .wording import word_set

_MODEL_KINDS = frozenset(get_args(ExpectKind)) - {"probe", "basket", "marked"}
_FRAME = word_set(
    """
    please kindly can could would will you i we want need to lets like just now then also and hey ok okay go ahead me
    the a an my our his her their its them they one itself this that of in on at from for with into by as it is
    are be so up out there new make set change put switch turn add create choose select pick use let get give
    have adjust app application setting settings page screen tab section menu phone list called named titled so
    that
    """
)
"""Words of a wish that an expectation need not speak of."""
_LEAVES = word_set(
    """
    send text message call phone ring dial mail email write reply answer forward post publish tweet share upload pay buy
    order book reserve transfer donate subscribe sign invite tell notify inform ping contact tip checkout
    """
)
"""A wish with one of these leaves the phone, or costs: no screen that a model names proves it."""
_LEAVES_CHINESE = re.compile(
    r"(?<!开)发|拨(?!号键)|[寄付买订捐]|转(?!屏)|打(?!开)|告诉|通知|回复|呼叫|致电|分享|评论|预约|邀请|支付|下单|短信|联系(?!人)"
)
"""The same of Chinese wishes."""
_SAID = "Seen on the phone, in words of the model that acted: {words} ({found}). Nothing more was verified."


class Expectations:
    """What one sub-goal has to bring about, beside what its tools prove themselves."""

    def __init__(self, device: Device, registry: Registry) -> None:
        self._device = device
        self._registry = registry
        self._index = -1
        self._wish = ""
        self._wanted: list[Expectation] = []
        self._stale: set[int] = set()
        """Of `_wanted`: those that held before the first change, so they prove nothing."""
        self._began_ms = 0
        self._acts: dict[tuple[object, ...], tuple[ToolCall, Tool]] = {}
        """Goal tools' calls that were proved for this sub-goal: two for one of `do this and that`."""
        self.witness = Witness()

    def look(self, index: int, subgoal: SubGoal, seen: Observation) -> Acted | None:
        """Take the look that begins a step; return what was reached when it proves the sub-goal, else None.

        The first look of a sub-goal draws what must hold at its end; what holds there is no proof of any act.
        """
        if index != self._index:
            self.begin(index, subgoal, seen)
            return None
        return self.after_touch(seen)

    def begin(self, index: int, subgoal: SubGoal, seen: Observation) -> None:
        """Draw what must hold at the end of a sub-goal; `seen` is the screen before its first step."""
        self._index, self._wish, self.witness, self._stale, self._acts = index, subgoal.text, Witness(), set(), {}
        self._began_ms = int(seen.time.timestamp() * 1000)
        drawn = draw_expectation(subgoal.text)
        self._wanted = [] if drawn is None else _as_probe(drawn, self._registry)
        self._wanted += [drawn] if drawn is not None and covers_values(subgoal.text, drawn) else []
        self.witness.see(seen)

    def expect(self, wanted: Expectation) -> str:
        """Take a post-condition that a model or a learned skill names; return why not, or an empty text."""
        if self.witness.has_changed:
            return "something was changed already; what is expected has to be said before that"
        if wanted.source == "model" and (why := self._unfit(wanted)):
            return why
        if wanted.source != "skill" and wanted.kind != "probe" and not covers_values(self._wish, wanted):
            return f"it leaves part of the goal out: {', '.join(sorted(values_of(self._wish))) or 'a second act'}"
        if check(wanted, self.witness, self.witness.looks[-1], self._device, self._probe).holds:
            return f"it holds now already: {wanted.words}; that proves nothing"
        self._wanted.append(wanted)
        return ""

    def take(self, decision: Decision) -> None:
        """Take what a source without a model expects of its touches, as it read the user's words; JSON rows."""
        rows = decision.parts.get("expects", ()) if decision.tier == "template" else ()
        for row in rows if isinstance(rows, tuple) else ():
            self.expect(Expectation.from_json(row))

    def declare(self, values: Mapping[str, Any]) -> str:
        """Take what a model says by `expect`; return what it is told."""
        kind = str(values["kind"])
        if kind not in _MODEL_KINDS:
            return f"Not taken: there is no kind {kind!r}."
        named = {name: str(values.get(name) or "").strip() for name in ("what", "value", "where")}
        if not named["what"]:
            return "Not taken: it names nothing."
        wanted = Expectation(kind, **named, source="model")  # type: ignore[arg-type]
        why = self.expect(wanted)
        return f"Not taken: {why}." if why else f"Taken: when {wanted.words}, the goal is reached."

    def before(self, tool: Tool, risk: Risk) -> None:
        """Read what no screen tells, before the first touch that may change something."""
        if tool.kind != "screen" or risk < Risk.WRITE or self.witness.has_changed:
            return
        for number, wanted in enumerate(self._wanted):
            if wanted.kind == "marked":
                self.witness.facts["starred"] = read_star(self._device, wanted.what)
            if wanted.kind == "probe" and self._probe(wanted.tool, wanted.arguments).holds:
                self._stale.add(number)

    def note(self, step: TrailStep) -> None:
        """Note a call that was carried out; a goal tool that failed names what touches may still reach."""
        if step.tool.kind == "screen":
            text = str(step.values.get("text") or step.values.get("key") or step.values.get("direction") or "")
            self.witness.touch(step.tool.name, step.element, step.risk, text)
        elif step.tool.kind == "goal" and step.tool.probe is not None and not step.proof.holds:
            said = {name: str(value) for name, value in step.call.arguments.items()}
            self._wanted.insert(0, Expectation("probe", self._wish, tool=step.tool.name, arguments=said))
            self._stale = {number + 1 for number in self._stale}

    def ends(self, decision: Decision, tool: Tool, wish: Wish) -> bool:
        """Return whether a proved call of a goal tool ends the sub-goal; else it was only on the way.

        An on-device choice was compared with the words before it was carried out. Another model's call must be one
        that the words name, and leave nothing of them undone: what an app that was opened holds is no answer.
        """
        call = decision.call
        if decision.tier in ("device", "template") or tool.kind not in ("goal", "look") or call is None:
            return True
        if tool.risk < Risk.WRITE and not wish.names(tool.name):
            return False
        self._acts[(tool.name, *sorted(call.arguments.items()))] = (call, tool)
        if not left_undone(wish.text, call, tool):
            return True
        return tool.risk >= Risk.WRITE and len(self._acts) > 1 and not untouched(wish.text, self._acts.values())

    def after_touch(self, seen: Observation) -> Acted | None:
        """Return what was reached when a look after a touch proves the sub-goal; None while it goes on."""
        if not self.witness.touches:
            self.witness.see(seen)
            return None
        proofs = [(wanted, self._check(number, seen)) for number, wanted in enumerate(self._wanted)]
        self.witness.see(seen)
        for wanted, proof in proofs:
            if proof.holds:
                return self._reached(wanted, proof, seen)
        return None

    def at_finish(self, subgoal: SubGoal, answer: str, shown: Sequence[str], seen: Observation) -> Proof:
        """Return whether the sub-goal is reached, when a model says that it is.

        Args:
            subgoal: What was wished.
            answer: What the model wants to tell the user.
            shown: Texts that were read from the phone for this sub-goal, the last screen first.
            seen: The last screen.
        """
        if not self._wanted or is_question(subgoal.text):
            return prove_answer(subgoal.text, answer, shown)
        if not self.witness.touches:
            return Proof(False, self._wanted[-1].words, "only the model's word that it is done: nothing was touched")
        return self._check(len(self._wanted) - 1, seen)

    def _check(self, number: int, seen: Observation) -> Proof:
        wanted = self._wanted[number]
        if number in self._stale:
            return Proof(False, wanted.words, "it held before anything was touched")
        return check(wanted, self.witness, seen, self._device, self._probe)

    def _reached(self, wanted: Expectation, proof: Proof, seen: Observation) -> Acted:
        """Return the touches of this sub-goal as one act, told as exactly what was verified."""
        last = self.witness.touches[-1]
        text = _SAID if wanted.source == "model" else "Seen on the phone: {found}."
        result = ToolResult(
            text.format(words=wanted.words, found=proof.found), {"expectation": wanted.as_json()}, seen.label, "screen",
            wanted.words if self.witness.has_changed else "",
        )  # fmt: skip
        return Acted(last.tool, max(touch.risk for touch in self.witness.touches), result, proof)

    def _probe(self, name: str, arguments: Mapping[str, str]) -> Proof:
        """Return what a goal tool's probe reads back for a call in the user's words."""
        from ..tools.values import normalise_call

        tool = self._registry.lookup(name)
        if tool.probe is None:
            return Proof(False, "a probe", f"{name} has none")
        try:
            context = Context(self._device, None, self._device.now(), started_ms=self._began_ms)
            values = tool.resolve(context, normalise_call(ToolCall(name, arguments), tool, context.now))
            return tool.probe(context, values)
        except (ToolError, BridgeError) as error:
            return Proof(False, f"what {name} reads back", str(error))

    def _unfit(self, wanted: Expectation) -> str:
        """Return why a model's expectation proves nothing of the wish; an empty text where it speaks of all of it."""
        own = draw_expectation(self._wish)
        if is_question(self._wish):
            return "the goal is a question; answer it with what the screen shows"
        bare = _SPOKEN_OF.sub("", without_talk(self._wish, ", "))
        if leaving := sorted(_LEAVES.intersection(_words_of(bare))) or _LEAVES_CHINESE.findall(self._wish):
            return f"no screen proves what leaves the phone ({', '.join(leaving)}); use the goal's own tool"
        if own is not None and own.kind != wanted.kind:
            return f"the goal asks for something else: {own.words}"
        if own is not None and own.value and tokens_of(own.value) != tokens_of(wanted.value):
            return f'the goal says "{own.value}"'
        wish = _words_of(_what_is_ordered(without_talk(self._wish, ", ")))
        place = tokens_of(own.where) if own is not None else ()
        said = {*tokens_of(wanted.what), *tokens_of(wanted.value), *tokens_of(wanted.where)}
        left = [word for word in dict.fromkeys(wish) if word not in {*said, *_FRAME, *place, *_verb(own)}]
        if left:
            return f"it does not speak of: {', '.join(left)}"
        if own is None and wanted.kind == "checked" and _turned_round(wanted.value, wish):
            return "the goal says the other state"
        whole = set(_words_of(self._wish))
        if not set(wish) - _FRAME - {"on", "off"} and not whole.issuperset(tokens_of(wanted.what)):
            return "it names another thing than the goal"
        if not said.intersection(whole) - _FRAME:
            return "it uses no word of the goal"
        return "" if own is None or covers_where(own, wanted) else f"the goal names {own.where}"


_SPOKEN_OF = re.compile(
    r"\b(?:call|text|message|mail|email|order)s?\s+(?:history|logs?|volume|size|sounds?|waiting|list)\b", re.IGNORECASE
)
"""Things of the phone, not acts that leave it."""
_AN_ORDER = re.compile(
    r"\s*(?:please\s+|just\s+|then\s+)?(?:" + "|".join(sorted(ACTS.split())) + r"|use|choose|pick|select)\b",
    re.IGNORECASE,
)
_AND = re.compile(r"\b(?:and|then|plus|also|but)\b", re.IGNORECASE)


def _words_of(text: str) -> list[str]:
    return [word.removesuffix("'s") for word in tokens_of(re.sub(r"[’']s\b", "", text))]


def _turned_round(state: str, wish: Sequence[str]) -> bool:
    """Whether the words say only the other one of on and off."""
    other = {"on": {"off", "disable", "deactivate"}, "off": {"on", "enable", "activate"}}.get(state, set())
    return bool(other.intersection(wish)) and state not in wish


def _what_is_ordered(text: str) -> str:
    """Return the clause that orders something, where the others beside it only tell; else the whole text."""
    clauses = re.split(r"[,;]\s+", text)
    orders = [clause for clause in clauses if _AN_ORDER.match(clause)]
    return text if len(orders) != 1 or _AND.search(text) else orders[0]


def covers_where(own: Expectation, wanted: Expectation) -> bool:
    """Return whether a model's expectation keeps to the app or page that the user named."""
    return not own.where or tokens_of(wanted.where) == tokens_of(own.where)


def _verb(own: Expectation | None) -> frozenset[str]:
    """Return the wish's verbs that the kind of the expectation stands for."""
    return (
        word_set("rename delete remove archive erase trash open enable disable activate deactivate")
        if own
        else frozenset()
    )


def _as_probe(drawn: Expectation, registry: Registry) -> list[Expectation]:
    """Return the probe of the goal tool that a switch's words name in full: `Wi-Fi` is `set_wifi`."""
    if drawn.kind != "checked" or drawn.where:
        return []
    name = f"set_{'_'.join(tokens_of(drawn.what))}"
    joined = name.replace("_", "")
    for tool in registry.all():
        if tool.kind == "goal" and tool.probe is not None and tool.name.replace("_", "") == joined:
            kinds = {p.name: p.kind for p in tool.parameters if p.required}
            if list(kinds.values()) == ["on_off"]:
                [parameter] = kinds
                return [replace(drawn, kind="probe", tool=tool.name, arguments={parameter: drawn.value})]
    return []
