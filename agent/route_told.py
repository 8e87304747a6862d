"""What a run tells of its routing: the record of each choice, the policy's word on it, and what became of it."""

from __future__ import annotations

from ..models.router import REASONS, Ranking, Route
from .events import Teller
from .policy import Ruling


def tell_route(tell: Teller, route: Route, ruling: Ruling, ranking: Ranking | None, *, pictured: bool = False) -> None:
    """Tell that a model server would be asked, why, and the policy's word on the very request."""
    facts = ranking.facts() if ranking is not None else {"code": route.code}
    more = {"picture": True} if pictured else {}
    tell.tell(
        "route", model=route.model.name, tier=route.model.tier, reason=route.reason,
        verdict=ruling.verdict.name.lower(), rule=ruling.reason, **facts, **more,
    )  # fmt: skip


def tell_failed(tell: Teller, route: Route, instead: str, error: Exception) -> None:
    """Tell that a model server failed and which on-device model decides in its place."""
    tell.tell(
        "route", model=instead, tier="device", reason=REASONS["cloud_failed"], code="cloud_failed",
        failed=f"{route.model.name} failed: {error}",
    )  # fmt: skip


def tell_held_back(tell: Teller, ranking: Ranking, ruling: Ruling | None) -> None:
    """Tell that a better answer was not asked for because the policy forbids it; nothing where there is none."""
    here = ranking.options[0]
    better = next((o for o in ranking.options if o.barred == "policy" and o.utility > here.utility), None)
    if better is None or ruling is None:
        return
    tell.tell(
        "route", model=better.candidate.name, tier=better.candidate.tier, reason=ranking.reason,
        verdict=ruling.verdict.name.lower(), rule=ruling.reason, **ranking.facts(),
    )  # fmt: skip
