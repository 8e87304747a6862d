"""Which model runs a step, and why: a pure function from what is known of the step to a ranking of the models.

Hard rules first: what they bar is never chosen, whatever it would bring. Among the rest the expected utility decides:
the measured chance to be right, less money, waiting, energy and being asked. No I/O, no clock, no state; the policy is
asked again about the very request before anything leaves (agent/choose.py), so a mistake here can cost, not leak.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from ..android_bridge.labels import Confidentiality
from .types import Model, Tier

Choice = Literal["auto", "local", "cloud", "scripted"]
Preference = Literal["local", "cheapest", "best"]
Egress = Literal["allow", "local", "confirm", "deny"]
"""The policy's word on what a request for this step would carry; `deny` too where nobody is there to be asked."""
Answer = Literal["none", "call", "no_tool"]
Code = Literal[
    "script", "only_model", "cheapest_able", "prefer_best", "sure_enough", "no_other", "unsure", "no_tool",
    "failed_before", "repeated_state", "hard_part", "hard_part_over", "hot", "battery", "too_long", "better_for_kind",
    "device_failed", "cloud_failed", "not_let_out", "no_model",
]  # fmt: skip
Bar = Literal["", "secret", "policy", "offline", "budget", "too_long", "battery", "hot"]

SEVERE = 3
"""Android's thermal status from which the on-device model is spared; 0 is cool, 6 is about to shut down."""
REASONS: Mapping[Code, str] = {
    "script": "a script was given",
    "only_model": "there is no on-device model",
    "cheapest_able": "the on-device model is the cheapest that can",
    "prefer_best": "your settings prefer the best model",
    "sure_enough": "the on-device model is sure enough",
    "no_other": "no other model may be asked",
    "unsure": "the on-device model is unsure",
    "no_tool": "the on-device model found no fitting tool",
    "failed_before": "the on-device model's last try failed",
    "repeated_state": "the same act on the same screen changed nothing",
    "hard_part": "the on-device model could not do this part of the wish",
    "hard_part_over": "the hard part is over: the on-device model is the cheapest that can",
    "hot": "the machine is hot and the on-device model would heat it",
    "battery": "the battery is low and this needs the least energy",
    "too_long": "the wish is too long for the on-device model",
    "better_for_kind": "another model is much better at this kind of step",
    "device_failed": "the on-device model failed",
    "cloud_failed": "the model server failed",
    "not_let_out": "the request may not leave",
    "no_model": "no model may decide this step",
}
"""Each without figures, so that a report can add up the steps of one reason."""


GIVEN_UP = -1000.0
"""Utility of an answer that does nothing: whatever the user allows another model to cost is less."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What the utility takes off, in units of one step done right."""

    per_usd: float
    per_second: float
    per_joule: float
    asking: float
    """For a question to the user."""
    leaving: float
    """For letting a request out at all."""


WEIGHTS: Mapping[Preference, Weights] = {
    "local": Weights(40.0, 0.01, 0.0005, 0.2, 0.5),
    "cheapest": Weights(20.0, 0.02, 0.0005, 0.05, 0.05),
    "best": Weights(1.0, 0.005, 0.0, 0.02, 0.0),
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """One model as this step would find it."""

    tier: Tier
    name: str
    right: float
    """Chance from 0 to 1 that its answer does the step: measured, or learned, or assumed and said to be."""
    keeps: float = 1.0
    """Share of such steps in which its own confidence will let its answer stand."""
    right_if_kept: float = -1.0
    """Chance that an answer which stands is right; below 0: the same as `right`."""
    usd: float = 0.0
    seconds: float = 0.0
    joules: float = 0.0
    context_tokens: int = 0
    """Most tokens that it can read; 0: not known to be limited."""
    tokens: int = 0
    """Tokens that this step would be for it."""
    reachable: bool = True
    """There is a network and its server is not being left alone after failures."""
    egress: Egress = "allow"
    own: bool = False
    """A model server of the user's own: no cloud, but no place for a secret either."""

    @property
    def remote(self) -> bool:
        """Whether a request leaves the process for it."""
        return self.tier in ("cloud", "server")


@dataclass(frozen=True, slots=True)
class Features:
    """Everything that the decision looks at."""

    candidates: tuple[Candidate, ...]
    """At most one a tier."""
    kind: str = "en"
    """Kind of step, as models/routing_table.py names it."""
    label: Confidentiality = Confidentiality.PUBLIC
    """Highest label of what a request would carry, after secrets were replaced by handles."""
    answered: Answer = "none"
    """What the on-device model has said in this step already."""
    confidence: float = 0.0
    failures: int = 0
    """Earlier tries of this sub-goal that failed."""
    repeated: bool = False
    """The last act was done on the same screen before and changed nothing."""
    hard: bool = False
    """This sub-goal went to a stronger model before, and is not done."""
    was_hard: bool = False
    """The sub-goal before went to a stronger model, and is done."""
    battery_percent: int = 100
    """The lowest of those that do not charge, of the phone and of this machine."""
    charging: bool = True
    heat: int = 0
    """Android's thermal status, the higher of the phone's and this machine's."""
    budget_open: bool = True
    """Tokens and bytes are left for a model server."""
    usd_left: float = float("inf")
    prefer: Preference = "cheapest"
    max_usd_per_step: float = float("inf")
    saver_percent: int = 20
    """Below it, on battery, the model that needs the least energy decides."""

    @property
    def stuck(self) -> bool:
        """Whether the on-device model has shown that it cannot do this step."""
        return self.answered == "no_tool" or self.failures > 0 or self.repeated or self.hard


@dataclass(frozen=True, slots=True)
class Option:
    """One model in a ranking."""

    candidate: Candidate
    utility: float
    barred: Bar = ""
    """The hard rule that speaks against it, or empty."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """The record of one routing decision."""

    features: Features
    options: tuple[Option, ...]
    """Those that may be asked, best first, then the barred ones."""
    code: Code

    @property
    def chosen(self) -> Candidate | None:
        """The model that decides, or None where all are barred."""
        return self.options[0].candidate if self.options and not self.options[0].barred else None

    @property
    def reason(self) -> str:
        """The reason in words."""
        return REASONS[self.code]

    def facts(self) -> dict[str, object]:
        """Return the record for the trace and the journal: plain values, no texts of the wish or the phone."""
        f = self.features
        return {
            "code": self.code,
            "options": [
                {
                    "tier": o.candidate.tier, "model": o.candidate.name, "utility": round(o.utility, 3),
                    "right": round(o.candidate.right, 3), "usd": round(o.candidate.usd, 6),
                    "seconds": round(o.candidate.seconds, 2), "joules": round(o.candidate.joules, 1),
                    "barred": o.barred,
                }
                for o in self.options
            ],
            "features": {
                "kind": f.kind, "label": f.label.name.lower(), "answered": f.answered,
                "confidence": round(f.confidence, 3), "failures": f.failures, "repeated": f.repeated, "hard": f.hard,
                "battery": f.battery_percent, "charging": f.charging, "heat": f.heat, "budget": f.budget_open,
                "prefer": f.prefer,
            },
        }  # fmt: skip


def rank(features: Features) -> Ranking:
    """Return the models of a step, best first, with what bars the others and the reason of the choice."""
    bars = [_bar(features, c) for c in features.candidates]
    _spare(features, bars)
    free = [c for c, bar in zip(features.candidates, bars, strict=True) if not bar]
    best_remote = max((_alone(features, c) for c in free if c.remote), default=0.0)
    options = [
        Option(c, _utility(features, c, best_remote), bar) for c, bar in zip(features.candidates, bars, strict=True)
    ]
    # Of equals the one that lets nothing out.
    options.sort(key=lambda o: (bool(o.barred), -o.utility, o.candidate.remote))
    return Ranking(features, tuple(options), _code(features, options))


def _bar(f: Features, c: Candidate) -> Bar:
    """Return the rule that bars a model server whatever else there is, or an empty text."""
    if not c.remote:
        return ""
    if _is_too_long(c):
        return "too_long"
    if f.label >= Confidentiality.SECRET:
        return "secret"
    if c.egress in ("deny", "local"):
        return "policy"
    if not c.reachable:
        return "offline"
    if not f.budget_open or c.usd > f.usd_left or c.usd > f.max_usd_per_step:
        return "budget"
    return ""


def _spare(f: Features, bars: list[Bar]) -> None:
    """Bar the on-device model where it is too small or too warm, and what drains a battery; never the last one."""
    free = [number for number, bar in enumerate(bars) if not bar]
    on_device = [n for n in free if f.candidates[n].tier == "device"]
    if f.answered == "none" and len(free) > len(on_device):
        for number in on_device:
            if _is_too_long(f.candidates[number]):
                bars[number] = "too_long"
            elif f.heat >= SEVERE:
                bars[number] = "hot"
    able = [n for n in free if not bars[n] and (f.candidates[n].remote or not f.stuck)]
    if f.battery_percent < f.saver_percent and not f.charging and len(able) > 1:
        least = min(f.candidates[n].joules for n in able)
        for number in able:
            if f.candidates[number].joules > least:
                bars[number] = "battery"


def _is_too_long(c: Candidate) -> bool:
    return 0 < c.context_tokens < c.tokens


def _alone(f: Features, c: Candidate) -> float:
    """Return the utility of asking this model and nobody else."""
    w = WEIGHTS[f.prefer]
    if c.tier == "device" and f.answered == "no_tool":
        return GIVEN_UP
    if c.tier == "device" and f.answered == "call":
        return c.right  # it has been paid for
    costs = w.per_usd * c.usd + w.per_second * c.seconds + w.per_joule * c.joules
    if c.remote and not c.own:
        costs += w.leaving
    if c.remote and c.egress == "confirm":
        costs += w.asking
    return c.right - costs


def _utility(f: Features, c: Candidate, best_remote: float) -> float:
    """Return the utility of asking this model first; an on-device answer that is unsure can still be handed on."""
    alone = _alone(f, c)
    if c.tier != "device" or f.answered != "none" or c.keeps >= 1.0:
        return alone
    kept = c.right if c.right_if_kept < 0 else c.right_if_kept
    rest = (c.right - c.keeps * kept) / (1.0 - c.keeps)
    return c.keeps * kept + (1.0 - c.keeps) * max(rest, best_remote) - (c.right - alone)


def _code(f: Features, options: list[Option]) -> Code:
    """Return why the first option is the first."""
    if not options or options[0].barred:
        return "no_model"
    first = options[0].candidate
    if first.tier == "scripted":
        return "script"
    device = next((o for o in options if o.candidate.tier == "device"), None)
    if device is None:
        return "only_model"
    return _code_of_remote(f, device) if first.remote else _code_of_device(f, options)


def _code_of_device(f: Features, options: list[Option]) -> Code:
    others = [o for o in options if o.candidate.remote]
    if any(o.barred == "battery" for o in others):
        return "battery"
    if f.answered != "none":
        return "sure_enough" if any(not o.barred for o in others) else "no_other"
    if f.was_hard:
        return "hard_part_over"
    return "cheapest_able"


def _code_of_remote(f: Features, device: Option) -> Code:
    if device.barred in ("hot", "battery", "too_long"):
        return device.barred
    if f.answered == "no_tool":
        return "no_tool"
    if f.repeated:
        return "repeated_state"
    if f.failures:
        return "failed_before"
    if f.answered == "call":
        return "unsure"
    if f.hard:
        return "hard_part"
    return "prefer_best" if f.prefer == "best" else "better_for_kind"


@dataclass(frozen=True, slots=True)
class Route:
    """The model for one step and the reason."""

    model: Model
    reason: str
    code: Code = "only_model"


@dataclass(frozen=True, slots=True)
class ModelSet:
    """The models of one run; None where there is none."""

    device: Model | None = None
    cloud: Model | None = None
    """Also a server of the user's own: its `tier` says which."""
    scripted: Model | None = None

    def cheapest(self) -> Route | None:
        """Return the model that would be asked first where nothing speaks against it; None where there is none."""
        if self.scripted is not None:
            return Route(self.scripted, REASONS["script"], "script")
        if self.device is not None:
            return Route(self.device, REASONS["cheapest_able"], "cheapest_able")
        return Route(self.cloud, REASONS["only_model"], "only_model") if self.cloud is not None else None
