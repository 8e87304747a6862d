"""Tools as values: what they are called, what they take, what they risk, how their effect is proved.

ToolError                    outcome told to the model (or the user)
├── ToolRetryError           wrong arguments: they may be corrected
├── ToolQuestionError        an argument is missing or ambiguous: the user is asked, with choices
└── ToolFailedError          done and failed, or could not be done; says what was and was not done
    └── WayClosedError       one way to do it does not work on this phone; nothing was done by it
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import Any, Literal, Protocol

from ..android_bridge.device import Device, Hands
from ..android_bridge.labels import PUBLIC, Confidentiality, Label
from ..android_bridge.types import Observation

Way = Literal["function", "intent", "screen", "none"]
ToolKind = Literal["goal", "screen", "control", "memory", "look"]


class Risk(IntEnum):
    """Risk classes of the policy."""

    OBSERVE = 0
    NAVIGATE = 1
    WRITE = 2
    """Local and reversible."""
    OUTWARD = 3
    """Leaves the phone: messages, calls, sharing, spending."""
    DESTRUCTIVE = 4
    """Deletes, installs, grants, pays."""


class ToolError(Exception):
    """An outcome that is told, not a crash."""


class ToolRetryError(ToolError):
    """Wrong arguments: they may be corrected."""


class ToolQuestionError(ToolError):
    """An argument is missing or ambiguous."""

    def __init__(self, question: str, *, parameter: str, choices: tuple[str, ...] = ()) -> None:
        super().__init__(question)
        self.parameter = parameter
        self.choices = choices


class ToolFailedError(ToolError):
    """Done and failed, or could not be done."""


class WayClosedError(ToolFailedError):
    """One way does not work on this phone; nothing was done by it, and another way may."""

    def __init__(self, message: str, way: Way) -> None:
        super().__init__(message)
        self.way: Way = way


@dataclass(frozen=True, slots=True)
class Parameter:
    """One argument of a tool."""

    name: str
    kind: str
    """A value kind of tools/values.py: time, duration, days, when, contact, phone, text, on_off, level, app, …"""
    description: str
    required: bool = True
    choices: tuple[str, ...] = ()
    """For kinds with fixed words."""


@dataclass(frozen=True, slots=True)
class ToolCall:
    """The use of a tool, as decided by a model: arguments are the user's words (spans), not yet values."""

    tool: str
    arguments: Mapping[str, str]
    call_id: str = ""


@dataclass(frozen=True, slots=True)
class ToolResult:
    """What a tool did."""

    text: str
    """One sentence for the user."""
    data: Mapping[str, Any] = field(default_factory=dict)
    """JSON-able facts: what was read or written."""
    label: Label = field(default_factory=Label.of_user)
    way: Way = "none"
    """The way that was taken."""
    effect: str = ""
    """What changed on the phone or left it, in one line; empty for none."""


class TextModelError(Exception):
    """The on-device model cannot judge or write now; says why. Tools go by rules then, and say so."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a small model chose among given words."""

    option: str
    share: float
    """Its probability among the options, 0 to 1."""
    shares: tuple[float, ...] = ()
    """Those of all options, in their order; empty where the model tells none."""


class TextModel(Protocol):
    """A small model on this machine that a tool may ask about texts. What it says is data, never an instruction."""

    def choose(self, task: str, prompt: str, options: Sequence[str], *, lead: str = "") -> Chosen:
        """Return the likeliest of `options` after `lead` and `prompt`, with the adapter `task`.

        `lead` is a beginning that comes again: what was computed of it is kept.

        Raises:
            TextModelError: There is no such adapter or no weights, the model was lost, or the text is too long for it.
        """

    def write(self, task: str, prompt: str, limit: int, *, lead: str = "") -> str | None:
        """Return one line that the model writes; None where `limit` tokens did not bring it to an end.

        Raises:
            TextModelError: As `choose`.
        """


@dataclass(frozen=True, slots=True)
class Context:
    """What a running tool may use. `hands` is None while a tool only looks (probe, preview)."""

    device: Device
    hands: Hands | None
    now: datetime
    """The phone's clock when the call began."""
    observation: Observation | None = None
    """The last look at the screen, for tools that take an element number."""
    ways: frozenset[Way] = frozenset({"function", "intent", "screen"})
    started_ms: int = 0
    """The phone's clock in epoch milliseconds when the journal recorded the intent; probes count from here."""
    run: str = ""
    """The run's id; empty outside a run."""
    texts: TextModel | None = None
    """The on-device model, for tools that read texts; None where there is none, or where it may not be asked."""

    @property
    def acting(self) -> Hands:
        """The hands, for tools that act."""
        if self.hands is None:
            raise ToolFailedError("this tool needs a permission to act and had none; nothing was done")
        return self.hands


class TouchEffect(Protocol):
    """What a touch would do, as far as its target tells."""

    @property
    def risk(self) -> Risk:
        """The risk class."""

    @property
    def kind(self) -> str:
        """Such as `send`, `call`, `delete` or `none`."""

    @property
    def why(self) -> str:
        """What gave it away, in words."""


class Probe(Protocol):
    """Reads the device and says whether the call's effect is there. It never acts."""

    def __call__(self, context: Context, values: Mapping[str, Any]) -> Proof: ...


UNPROBED = "a probe"
"""What was expected of a tool that has no probe: nothing can be said of its effect until the sub-goal ends."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What a probe saw."""

    holds: bool
    expected: str
    """In words, such as `an enabled alarm at 07:30`."""
    found: str
    """In words; what the device said."""


@dataclass(frozen=True, slots=True)
class Tool:
    """A capability offered to a model."""

    name: str
    description: str
    """One sentence: what it does and when to use it."""
    parameters: tuple[Parameter, ...]
    risk: Risk
    run: Callable[[Context, Mapping[str, Any]], ToolResult]
    """Takes the context and the normalised values."""
    examples: tuple[str, ...] = ()
    """About six phrases a user might say; retrieval uses them."""
    sentences: tuple[str, ...] = ()
    """Sentence templates that are answered without a model (docs/templates.md); of a plugin."""
    probe: Probe | None = None
    not_done: Probe | None = None
    """Reads evidence that the effect did NOT happen, such as a draft that still stands in its field. That the effect
    is not seen is no such evidence. An outward call that was cut off may be tried again only with it."""
    risk_of: Callable[[Context, Mapping[str, Any]], Risk] | None = None
    """Raises the risk by what this very call would touch; the policy never lets it lower the risk."""
    undo: Callable[[Context, Mapping[str, Any]], ToolResult] | None = None
    confirm: str = ""
    """Template of the approval text with {parameter} fields, such as `Send "{text}" to {recipient}`."""
    preview: Callable[[Context, Mapping[str, Any]], Mapping[str, Any]] | None = None
    """Returns the values completed by what needs the device (a contact's number), before approval; never acts."""
    scope: tuple[str, ...] = ()
    """Packages that the tool touches; empty means the system."""
    kind: ToolKind = "goal"
    """goal: completes a sub-goal by itself. screen: one touch or look. control: ask_user, finish. memory: about what is
    remembered; chosen by fixed phrases of the user and offered to no model. look: reads what a condition or a value of
    a plan needs; only plans call it."""
    source: str = "builtin"
    """`builtin` or `plugin:<name>`."""
    ways: frozenset[Way] = frozenset({"none"})
    """The ways it can take; with `none` it needs no way at all."""
    reads: Label = PUBLIC
    """The least label of what it returns; a result may carry a stricter one, never a milder one."""
    writes: Confidentiality = Confidentiality.SENSITIVE
    """The most confidential value that may go into it without asking (its clearance)."""

    effect_of: Callable[[Context, Mapping[str, Any]], TouchEffect] | None = None
    """For screen tools: what this very touch would do; raises the risk like `risk_of`, and names the kind."""

    def resolve(self, context: Context, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the completed values: what approval shows, and what `run`, `probe` and `undo` are given."""
        return dict(self.preview(context, values) if self.preview is not None else values)

    @property
    def signature(self) -> str:
        """Compact form for prompts, such as `set_alarm(time, days?, label?)`."""
        names = ", ".join(p.name if p.required else f"{p.name}?" for p in self.parameters)
        return f"{self.name}({names})"

    @property
    def json_schema(self) -> dict[str, Any]:
        """JSON Schema 2020-12 of the arguments as a model gives them: the user's words, so all are strings."""
        properties: dict[str, Any] = {}
        for parameter in self.parameters:
            properties[parameter.name] = {"type": "string", "description": parameter.description}
            words = ("on", "off") if parameter.kind == "on_off" else parameter.choices
            if words:
                properties[parameter.name]["enum"] = list(words)
        required = [parameter.name for parameter in self.parameters if parameter.required]
        return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}
