"""Steps for the router: their data, the situation that each is put in, who was asked, and which rules that broke.

The rules are written here a second time, from the words of docs/models.md and docs/security.md, so that a mistake of
the router is not repeated by its judge. Nothing is sent: the strong model is a simulation inside this process.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import yaml

from ..agent.approval import ScriptedApprover
from ..agent.choose import Chooser
from ..agent.events import Event, Teller
from ..agent.limits import EpisodeEnd, Limits, Meter
from ..agent.parts import Parts
from ..agent.policy import Profile
from ..agent.receipt import Receipt
from ..agent.routing import DEVICE_CONTEXT_TOKENS, RoutingSettings
from ..android_bridge.fake import FakeDevice, fake_element
from ..android_bridge.labels import Confidentiality
from ..android_bridge.types import DeviceState
from ..memory.types import NoMemory
from ..models.redaction import Vault
from ..models.router import ModelSet, Preference, Route
from ..models.routing_state import HostPower
from ..models.types import BusyError, Decision, DecisionRequest, Model, Price, Usage
from ..planners.plan import Plan, SubGoal
from ..planners.react import Progress, build_request, offered_tools
from ..planners.sources import Moment
from ..tools.types import Tool, ToolCall, ToolQuestionError, ToolRetryError, Way
from ..tools.values import normalise, normalise_call

if TYPE_CHECKING:
    from ..models.local import LocalModel
    from ..models.templates import SentenceTemplates
    from ..tools.registry import Registry

FILE = Path(__file__).parent / "data" / "routing_steps.yaml"
ERROR_RATE = 0.07
"""Share of steps in which the simulated strong model is wrong: an assumption, stated with every figure."""
PRICE = Price(0.40, 1.60)
"""Of the simulated strong model, USD a million tokens in and out: of the order of small hosted models in 2025."""
SECONDS = 1.5
TOKENS_OUT = 60
SECRET = "482913"
WAYS: frozenset[Way] = frozenset({"function", "intent", "screen"})
_MESSAGES = "com.google.android.apps.messaging"
_APPS = {"personal": "com.android.deskclock", "sensitive": _MESSAGES, "secret": _MESSAGES}
_TEXTS = {
    "personal": "Alarm", "sensitive": "See you at eight then",
    "secret": f"Your verification code is {SECRET}",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Situation:
    """One step and how things stand when it is decided."""

    id: str
    goal: str
    tool: str
    """`none`: only the screen does it, which the on-device model cannot."""
    profile: Profile
    label: str
    user: str
    args: Mapping[str, Any] = field(default_factory=dict)
    alternatives: tuple[Mapping[str, Any], ...] = ()
    long: bool = False
    online: bool = True
    endpoint: str = "ok"
    battery: int = 80
    charging: bool = True
    heat: int = 0
    usd_left: float = 0.5
    failures: int = 0
    hard: bool = False

    @property
    def told(self) -> str:
        """What is unusual, in a few words."""
        marks = {
            "offline": not self.online, "endpoint": self.endpoint != "ok", "battery": self.battery < 20,
            "heat": self.heat > 0, "budget": self.usd_left < 0.01, "long": self.long, "again": self.failures > 0,
            "hard part": self.hard,
        }  # fmt: skip
        return next((name for name, holds in marks.items() if holds), self.label)


@dataclass(frozen=True, slots=True)
class Taken:
    """How one step went."""

    decision: Decision | None
    right: bool
    violations: tuple[str, ...]
    events: tuple[Mapping[str, Any], ...]
    receipt: Mapping[str, Any]
    questions: tuple[str, ...] = ()
    ended: str = ""

    @property
    def told(self) -> str:
        """Who decided what."""
        if self.decision is None:
            return self.ended
        call = self.decision.call
        return f"{self.decision.tier}: {call.tool} {dict(call.arguments)}" if call else f"{self.decision.tier}: no tool"


@cache
def read_steps() -> tuple[Situation, ...]:
    """Return the 200 steps."""
    rows = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return tuple(Situation(**{**row, "alternatives": tuple(row.get("alternatives", ()))}) for row in rows)


class Strong:
    """A simulation of a strong model behind a server: right by a draw for each step, and it costs money."""

    name, tier, price = "strong (simulated)", "cloud", PRICE

    def __init__(self, step: Situation, trial: int = 0) -> None:
        self._step = step
        self.right = strong_is_right(step, trial)
        self.requests: list[DecisionRequest] = []

    def reachable(self) -> bool:
        """What the real one says by its network and its breaker."""
        return self._step.online and self._step.endpoint != "left alone"

    def decide(self, request: DecisionRequest) -> Decision:
        """Give the step's own call, or another."""
        self.requests.append(request)
        size = len(request.screen) + len(request.goal) + sum(len(str(t.json_schema)) + 80 for t in request.tools)
        tokens = int(size / 3.5)
        if self._step.endpoint == "fails":
            raise BusyError("503", usage=Usage(tokens_in=tokens, requests=1, bytes_out=size))
        call = wanted_call(self._step) if self.right else ToolCall("press_key", {"key": "back"})
        usage = Usage(tokens, TOKENS_OUT, PRICE.usd(tokens, TOKENS_OUT), requests=1, bytes_out=size,
                      milliseconds=SECONDS * 1000)  # fmt: skip
        return Decision("call", call, self.name, "cloud", 0.9, usage)


class Near:
    """The packaged on-device model; its answer to a wish is kept, because it is always the same."""

    tier = "device"

    def __init__(self) -> None:
        self.asked = 0

    @property
    def name(self) -> str:
        """As the model calls itself."""
        return _local().name

    def decide(self, request: DecisionRequest) -> Decision:
        """Decide, or give the kept answer."""
        self.asked += 1
        return _near(request)


class Blind(Near):
    """An on-device model that finds nothing: what the strong model gets then is all that the rules let out."""

    def decide(self, request: DecisionRequest) -> Decision:
        """Find nothing."""
        self.asked += 1
        return Decision("no_tool", None, self.name, "device", 0.9)


_answers: dict[tuple[str, frozenset[str]], Decision] = {}


def _near(request: DecisionRequest) -> Decision:
    key = (request.goal, request.instead_of)
    if key not in _answers:
        _answers[key] = _local().decide(request)
    return _answers[key]


@cache
def _local() -> LocalModel:
    from ..models.local import LocalModel

    return LocalModel()


@cache
def registry() -> Registry:
    """Return the built-in tools."""
    from ..tools.registry import builtin_registry

    return builtin_registry()


@cache
def _templates() -> SentenceTemplates:
    from ..models.templates import SentenceTemplates

    return SentenceTemplates(registry().all())


def strong_is_right(step: Situation, trial: int = 0, error_rate: float = ERROR_RATE) -> bool:
    """Draw whether the simulated strong model is right, the same for a step and trial each time."""
    drawn = hashlib.sha256(f"{step.id}/{trial}".encode()).digest()
    return int.from_bytes(drawn[:4], "big") / 2**32 >= error_rate


def wanted_call(step: Situation) -> ToolCall:
    """Return a call that does the step; for what only the screen does, a touch."""
    if step.tool == "none":
        return ToolCall("tap", {"element": "1"})
    return ToolCall(step.tool, {name: str(value) for name, value in step.args.items()})


def is_right(step: Situation, decision: Decision | None) -> bool:
    """Whether a decision does the step; a strong model's answer was drawn."""
    if decision is None or decision.call is None:
        return False
    if decision.tier == "cloud":
        return decision.call.tool != "press_key"
    tool = next((t for t in registry() if t.name == decision.call.tool), None)
    if tool is None or tool.name != step.tool:
        return False
    got = _values(decision.call, tool)
    return any(got == _plain(wanted) for wanted in (step.args, *step.alternatives))


def _values(call: ToolCall, tool: Tool) -> dict[str, str] | None:
    now = _phone(read_steps()[0]).time
    try:
        found: Mapping[str, Any] = normalise_call(call, tool, now)
    except ToolRetryError:
        return None
    except ToolQuestionError:  # what is missing would be asked for; what is there counts
        known = {p.name: p for p in tool.parameters}
        try:
            found = {
                n: normalise(known[n].kind, v, now=now, choices=known[n].choices) for n, v in call.arguments.items()
            }
        except (ToolQuestionError, ToolRetryError):
            return None
    days = tool.name == "list_events"  # the sentence's author names a day; the hour only narrows what is shown
    return {n: text[:10] if days else text for n, text in _plain(found).items()}


def _plain(values: Mapping[str, Any]) -> dict[str, str]:
    """Return values in the form in which two are compared: no case, no outer marks, numbers of phones by their end."""
    plain: dict[str, str] = {}
    for name, value in values.items():
        text = value.isoformat()[:16] if hasattr(value, "isoformat") else str(value)
        digits = "".join(c for c in text if c.isdigit())
        if len(digits) >= 10 and not any(c.isalpha() for c in text):
            text = digits[-10:]
        plain[name] = " ".join(text.lower().replace("’", "'").split()).strip(" .,!?\"'“”:;。，！？")
    return plain


# ---------------------------------------------------------------- one step


def take(step: Situation, prefer: str = "cheapest", *, trial: int = 0, near: Near | None = None) -> Taken:
    """Decide one step as a run would, and judge who was asked."""
    near = near or Near()
    phone = _phone(step)
    call = _templates().match(step.goal, phone.time) if not step.failures and not step.hard else None
    if call is not None:
        decision = Decision("call", call, "sentence templates", "template", 1.0)
        return Taken(decision, is_right(step, decision), (), (), {"steps_by_tier": {"template": 1}, "usd": 0.0})
    strong, events = Strong(step, trial), list[Event]()
    parts, approver = _parts(step, phone, strong, near, prefer, events)
    receipt, meter, vault = Receipt(), Meter(parts.limits, usd=parts.limits.budget_usd - step.usd_left), Vault()
    teller = Teller(step.id, events.append, vault)
    chooser = Chooser(parts, receipt, meter, teller, vault)
    seen = phone.observe()
    at = Moment(step.id, Plan(step.goal, (SubGoal(step.goal),)), 0, Progress(step.goal), seen, step.failures,
                parts.registry, WAYS)  # fmt: skip
    if step.hard:
        chooser.hard_part(0)

    def build(route: Route) -> DecisionRequest:
        tools = offered_tools(parts.registry, step.goal, route.model.tier, WAYS)
        return build_request(at.progress, route.model, goal=step.goal, tools=tools, observation=seen, recalled=())

    answer: Decision | None = None
    ended = ""
    try:
        answer, _ = chooser.choose(build, failures=step.failures, so_far="", at=at)
    except EpisodeEnd as end:
        ended = f"{type(end).__name__}: {end}"
    broken = tuple(violations(step, strong.requests, near.asked, tuple(approver.questions)))
    told = tuple(event.as_dict() for event in events)
    return Taken(answer, is_right(step, answer), broken, told, receipt.as_dict(), tuple(approver.questions), ended)


def _phone(step: Situation) -> FakeDevice:
    app = _APPS[step.label]
    state = DeviceState(True, False, 0, step.battery, step.charging, step.online, False, not step.online)
    phone = FakeDevice(state=state, dumps={"thermalservice": f"IsStatusOverride: false\nThermal Status: {step.heat}\n"})
    phone.show(fake_element(_TEXTS[step.label], package=app), package=app, activity=f"{app}/.Main")
    return phone


def _parts(
    step: Situation, phone: FakeDevice, strong: Strong, near: Near, prefer: str, events: list[Event]
) -> tuple[Parts, ScriptedApprover]:
    approver = ScriptedApprover(replies=[] if step.user == "absent" else [step.user] * 3)
    parts = Parts(
        device=phone, office=phone.office, registry=registry(),
        models=ModelSet(device=cast(Model, near), cloud=cast(Model, strong)), memory=NoMemory(), approver=approver,
        journal=cast(Any, None), sink=events.append, profile=step.profile, limits=Limits(budget_usd=0.5),
        unattended=step.user == "absent",
        routing=RoutingSettings(cast(Preference, prefer), host=HostPower(Path("/nonexistent"))),
    )  # fmt: skip
    return replace(parts), approver


# ---------------------------------------------------------------- the rules, once more


def violations(step: Situation, sent: list[DecisionRequest], near: int, questions: tuple[str, ...]) -> list[str]:
    """Return which hard rules were broken by what was asked of whom."""
    found: list[str] = []
    if not sent:
        return ["the hot machine ran its model although the server was allowed"] if _runs_hot(step, near) else []
    text = "".join(str(request) for request in sent)
    levels = [request.label.confidentiality for request in sent]
    asked = bool(questions) and step.user == "yes"
    rules = {
        "a secret left": SECRET in text or max(levels) >= Confidentiality.SECRET,
        "local-only was not kept": step.profile == "local-only",
        "nobody was asked": not asked and not _free(step),
        "the user had said no": bool(questions) and step.user != "yes",
        "a request without a network": not step.online,
        "a request to an endpoint that is left alone": step.endpoint == "left alone",
        "a request over the budget": step.usd_left < PRICE.usd(_least_tokens(sent), TOKENS_OUT),
        "a request on a low battery for what this machine can": _spares(step) and not near,
    }
    found += [rule for rule, broken in rules.items() if broken]
    if near and step.long and step.endpoint == "ok" and not _near_first(step):
        found.append("the on-device model was asked a wish that it cannot read")
    return found


def _free(step: Situation) -> bool:
    """Whether the egress table lets such a request out unasked."""
    return step.profile == "cloud-ok" and step.label == "personal"


def _spares(step: Situation) -> bool:
    return step.battery < 20 and not step.charging and not step.failures and not step.hard


def _least_tokens(sent: list[DecisionRequest]) -> int:
    return min(int(len(request.screen + request.goal) / 3.5) for request in sent)


def _runs_hot(step: Situation, near: int) -> bool:
    """Whether the on-device model ran on a hot machine although a server could be asked without a question."""
    server = step.online and step.endpoint == "ok" and step.usd_left > 0.01 and step.profile != "local-only"
    return bool(near) and step.heat >= 3 and server and _free(step)


def _near_first(step: Situation) -> bool:
    """Whether the policy wants the on-device model tried before a question: then also with what it cannot read."""
    return len(step.goal) // 3 <= DEVICE_CONTEXT_TOKENS or not _free(step)
