"""The seam between planners and models: one request in, one decision out. Knows no device and no provider."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Literal, Protocol, runtime_checkable

from ..android_bridge.labels import Label
from ..tools.types import Tool, ToolCall

if TYPE_CHECKING:
    from .endpoint import Place
    from .passes import Pass

Tier = Literal["template", "device", "server", "cloud", "scripted"]
"""`server`: a model server that the user runs himself, on this machine or an approved host of his network."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What a decision cost."""

    tokens_in: int = 0
    tokens_out: int = 0
    usd: float = 0.0
    """By the server's own figures where they are sane, otherwise by our estimate."""
    usd_charged: float = 0.0
    """What counts against the budget: never less than our own estimate, whatever the server says."""
    tokens_charged: int = 0
    """Tokens in and out that count against the budget, likewise."""
    bytes_out: int = 0
    """Bytes that went to a model server, heads and bodies."""
    requests: int = 0
    """Requests to a model server; repairs and retries of a decision count too."""
    milliseconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Price:
    """What a model's tokens cost."""

    usd_per_million_in: float = 0.0
    usd_per_million_out: float = 0.0

    def usd(self, tokens_in: int, tokens_out: int) -> float:
        """Return the price of so many tokens."""
        return (tokens_in * self.usd_per_million_in + tokens_out * self.usd_per_million_out) / 1e6


class ModelError(Exception):
    """No usable answer. `hint` is the next command for the user."""

    def __init__(self, message: str, *, hint: str = "", usage: Usage | None = None) -> None:
        super().__init__(message)
        self.hint = hint
        self.usage = usage
        """What the failed attempt cost; None when nothing left the machine."""


class ModelUnavailableError(ModelError):
    """The model cannot be used at all here (not installed, no key, no weights)."""


class EngineLostError(ModelError):
    """The on-device model's program crashed or hung; the next decision starts it again."""


class FormatError(ModelError):
    """The model's answer is not one structured call."""


class UnreachableError(ModelError):
    """There is no connection to the model server, or it broke."""


class BrokenOffError(UnreachableError):
    """The connection ended before the answer did."""


class BusyError(ModelError):
    """The model server answered that it cannot answer now (429, 5xx) or took too long."""


class EgressRefusedError(ModelError):
    """The request may not leave: no pass, another place than the pass says, or a secret in it. Nothing was sent."""


class OverBudgetError(ModelError):
    """By our own estimate the next request would go over the run's budget. It was not sent."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier step of the sub-goal, as the model may see it."""

    call: ToolCall
    result: str
    label: Label | None = None
    """Join of what its decision and its result came from; None: as strict as the whole request."""


FragmentKind = Literal["goal", "whole_goal", "screen", "turn", "recalled"]


@dataclass(frozen=True, slots=True)
class Fragment:
    """One piece of a request with its own label, so that one secret line does not make the whole screen secret."""

    kind: FragmentKind
    text: str
    label: Label
    tool: str = ""
    """For a turn: the tool that was called; `text` is its result."""
    arguments: Mapping[str, str] = field(default_factory=dict)
    """For a turn: the call's arguments."""


@dataclass(frozen=True, slots=True)
class Picture:
    """The screen as a model that reads pictures gets it, with the elements' numbers drawn on it."""

    jpeg: bytes = field(repr=False)
    label: Label
    """Of what can be seen on it; it cannot be redacted, so with a higher label it does not leave at all."""


@dataclass(frozen=True, slots=True)
class DecisionRequest:
    """What a model may look at for one step."""

    goal: str
    """The sub-goal, in the user's words."""
    tools: Sequence[Tool]
    """The retrieved tools, best first."""
    label: Label
    """Join of the labels of everything in this request."""
    screen: str = ""
    """Compact text of the screen, or empty."""
    history: Sequence[Turn] = ()
    recalled: Sequence[str] = ()
    """Memory rows as data, never as instructions."""
    now: str = ""
    """The phone's clock, ISO 8601."""
    whole_goal: str = ""
    fragments: Sequence[Fragment] = ()
    """The same pieces with a label each (`assemble`); empty for a request that is one piece with one label."""
    egress: Pass | None = None
    """What lets the request leave for a model server; only agent/choose.py gives it."""
    instead_of: frozenset[str] = frozenset()
    """Tools that were tried for this wish and do not help; with any, an on-device model must name another one."""
    picture: Picture | None = None
    """Where the screen's tree says next to nothing; only for a model that reads pictures."""

    def on_pass(self, given: Pass) -> DecisionRequest:
        """Return this request with what lets it leave."""
        return DecisionRequest(
            self.goal, self.tools, self.label, self.screen, self.history, self.recalled, self.now, self.whole_goal,
            self.fragments, given, self.instead_of, self.picture,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Decision:
    """Exactly one structured answer."""

    kind: Literal["call", "no_tool"]
    """no_tool: the model says that none of the tools fits."""
    call: ToolCall | None
    model: str
    tier: Tier
    confidence: float
    """0 to 1; 1 for scripted models."""
    usage: Usage = field(default_factory=Usage)
    parts: Mapping[str, object] = field(default_factory=dict)
    """For the trace: tool ranking, margins."""


class Model(Protocol):
    """Decides one step."""

    @property
    def name(self) -> str: ...

    @property
    def tier(self) -> Tier: ...

    def decide(self, request: DecisionRequest) -> Decision:
        """Return one structured decision.

        Raises:
            ModelUnavailableError: The model cannot be used here.
            FormatError: The answer was not one structured call, after at most two repair tries.
        """


@runtime_checkable
class RemoteModel(Protocol):
    """A model behind a connection."""

    @property
    def price(self) -> Price:
        """What its tokens cost."""

    def place(self) -> Place:
        """Look up where its server is; nothing of a request is sent.

        Raises:
            UnreachableError, EgressRefusedError: It has no address, or one that the settings do not allow.
        """


class Reranker(Protocol):
    """Ranks tools for a sub-goal without a language model."""

    def rank(self, goal: str, tools: Sequence[Tool]) -> list[tuple[Tool, float]]:
        """Return tools with probabilities, best first."""


_LABEL, _KIND, _TEXT = attrgetter("label"), attrgetter("kind"), attrgetter("text")


def label_of(fragments: Sequence[Fragment], *more: Label) -> Label:
    """Return the join of the labels of these pieces, of which there is one at least, and of others."""
    labels: list[Label] = list(map(_LABEL, fragments))
    first, *others = dict(zip(map(id, labels), labels, strict=True)).values()  # most bear one and the same
    return first.join(*others, *more)


def assemble(
    fragments: Sequence[Fragment],
    tools: Sequence[Tool],
    *,
    now: str = "",
    egress: Pass | None = None,
    seen: Label | None = None,
    history: tuple[Turn, ...] | None = None,
) -> DecisionRequest:
    """Return the request that is made of these pieces; its label is their join, and of `seen` besides.

    `history` are the turns that the pieces tell of, where those are at hand.
    """
    texts: dict[FragmentKind, list[str]] = {}
    for kind, pieces in groupby(fragments, _KIND):
        texts.setdefault(kind, []).extend(map(_TEXT, pieces))
    if history is None:
        turns = [f for f in fragments if f.kind == "turn"]
        history = tuple([Turn(ToolCall(f.tool, f.arguments), f.text, f.label) for f in turns])
    return DecisionRequest(
        goal="".join(texts.get("goal", ())),
        tools=tools,
        label=label_of(fragments) if seen is None else label_of(fragments, seen),
        screen="\n".join(texts.get("screen", ())),
        history=history,
        recalled=tuple(texts.get("recalled", ())),
        now=now,
        whole_goal="".join(texts.get("whole_goal", ())),
        fragments=tuple(fragments),
        egress=egress,
    )


_MOST_ARGUMENT_CHARS = 20_000


def checked_decision(decision: Decision) -> Decision:
    """Return the decision if it is one: every model's answer passes here, whoever wrote the model.

    Raises:
        FormatError: A field is of another type or beyond all measure; nothing of it may be carried out.
    """
    call = decision.call
    if (decision.kind == "call") is (call is None):
        raise FormatError(f"{decision.model!s:.60} gave {decision.kind!s:.40} and {'no' if call is None else 'a'} call")
    if call is not None:
        if not isinstance(call.tool, str) or not isinstance(call.arguments, Mapping):
            raise FormatError(f"{decision.model!s:.60} gave a call that is none")
        for name, value in call.arguments.items():
            if not isinstance(name, str) or not isinstance(value, str):
                raise FormatError(f"{call.tool:.60}: the argument {name!s:.60} is no text")
            if len(value) > _MOST_ARGUMENT_CHARS:
                raise FormatError(f"{call.tool:.60}: the argument {name:.60} has {len(value):,} characters")
    if not isinstance(decision.confidence, int | float) or not 0 <= decision.confidence <= 1:
        raise FormatError(f"{decision.model!s:.60} gave a confidence that is none")
    return decision
