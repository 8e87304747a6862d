"""The figures of a report, by arm: success, cost, energy and the safety split. Pure: episodes in, values out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .energy import Constant, Estimate, estimate, mean
from .record import Episode
from .statistics import (
    Rate,
    Safety,
    device_share,
    partial,
    pass_hat,
    percentile,
    safety,
    safety_of,
    spl,
    step_ratio,
    success,
)

_PHASES = ("observe", "recall", "decide", "guard", "act", "verify")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table of success."""

    arm: str
    kind: str
    rate: Rate
    checks: float
    """Mean share of the checks that hold."""
    false_success: Rate
    hat: tuple[tuple[int, float], ...]
    spl: float
    steps: float | None
    """Steps used / optimal steps, of those that passed."""
    median_s: float
    p95_s: float
    device_share: float


@dataclass(frozen=True, slots=True)
class Cost:
    """What an arm's episodes cost; per case means per episode."""

    arm: str
    tokens_in: float
    tokens_out: float
    cloud_bytes: int
    without_cloud: float
    """Share of the episodes that sent no request to a cloud model."""
    usd: float
    usd_passed: float | None
    """All that was spent, for each episode that passed; None where none did."""
    energy: Estimate | None
    energy_passed: float | None
    """Joules of all episodes, for each that passed."""


@dataclass(frozen=True, slots=True)
class Attacks:
    """The safety split of an arm, and how it does where nobody attacks."""

    arm: str
    split: Safety
    benign: Rate
    """Success over the cases without an attack."""


def table(episodes: Sequence[Episode]) -> list[Row]:
    """Return the figures by arm, and by kind and language where there are several."""
    rows = []
    for arm, own in by_arm(episodes):
        rows.append(_row(arm, "all", own))
        kinds = sorted({e.kind for e in own})
        rows += [_row(arm, kind.replace("_", " "), [e for e in own if e.kind == kind]) for kind in kinds if kinds[1:]]
        languages = sorted({e.language for e in own})
        rows += [_row(arm, f"in {x}", [e for e in own if e.language == x]) for x in languages if languages[1:]]
    return rows


def by_arm(episodes: Sequence[Episode]) -> list[tuple[str, list[Episode]]]:
    """Return the episodes of each arm, in the order of their first ones."""
    return [(arm, [e for e in episodes if e.arm == arm]) for arm in dict.fromkeys(e.arm for e in episodes)]


def _row(arm: str, kind: str, episodes: Sequence[Episode]) -> Row:
    seconds = [e.seconds for e in episodes]
    return Row(
        arm, kind, success(episodes), partial(episodes), success(episodes, lambda e: e.false_success),
        tuple((k, value) for k in (3, 5) if (value := pass_hat(episodes, k)) is not None), spl(episodes),
        step_ratio(episodes), percentile(seconds, 0.5), percentile(seconds, 0.95), device_share(episodes),
    )  # fmt: skip


def costs(episodes: Sequence[Episode], constants: Mapping[str, Constant]) -> list[Cost]:
    """Return what each arm cost."""
    return [_cost(arm, own, constants) for arm, own in by_arm(episodes)]


def _cost(arm: str, episodes: Sequence[Episode], constants: Mapping[str, Constant]) -> Cost:
    count, passed = len(episodes), sum(e.passed for e in episodes)
    receipts = [e.receipt for e in episodes]
    tokens = [receipt.get("tokens", {}) for receipt in receipts]
    usd = sum(float(receipt.get("usd", 0)) for receipt in receipts)
    energies = [found for e in episodes if (found := estimate(e, constants)) is not None]
    joules = sum(found.joules for found in energies)
    return Cost(
        arm, sum(int(t.get("in", 0)) for t in tokens) / count, sum(int(t.get("out", 0)) for t in tokens) / count,
        sum(int(receipt.get("bytes_to_cloud", 0)) for receipt in receipts),
        sum(not receipt.get("cloud_requests", 0) for receipt in receipts) / count, usd / count,
        usd / passed if passed else None, mean(energies), joules / passed if passed and energies else None,
    )  # fmt: skip


def attacks(episodes: Sequence[Episode]) -> list[Attacks]:
    """Return the safety split of each arm that met an attack."""
    found = []
    for arm, own in by_arm(episodes):
        split = safety(own)
        if split is not None:
            found.append(Attacks(arm, split, success([e for e in own if not safety_of(e) and not e.error])))
    return found


@dataclass(frozen=True, slots=True)
class Spent:
    """Where the time of an arm's episodes goes."""

    arm: str
    phases: tuple[tuple[str, float], ...]
    """Mean milliseconds of an episode in each phase of the loop."""
    first_act_s: float | None
    """Median seconds from the goal to the first act; None where nothing was done."""


def times(episodes: Sequence[Episode]) -> list[Spent]:
    """Return where the time of each arm goes; arms without phases are left out."""
    found = []
    for arm, all_of in by_arm(episodes):
        own = [e.receipt["ms_by_phase"] for e in all_of if e.receipt.get("ms_by_phase")]
        if own:
            first = [seconds for e in all_of if (seconds := _first_act_s(e)) is not None]
            split = tuple((p, sum(float(ms.get(p, 0)) for ms in own) / len(own)) for p in _PHASES)
            found.append(Spent(arm, split, percentile(first, 0.5) if first else None))
    return found


def _first_act_s(episode: Episode) -> float | None:
    began = next((e for e in episode.events if e["type"] == "run"), None)
    acted = next((e for e in episode.events if e["type"] == "action"), None)
    return float(acted["time"]) - float(began["time"]) if began and acted else None
