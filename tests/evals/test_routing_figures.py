"""Figures of routing: known curves have known areas, intervals hold them, and the picture names every point."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture(autouse=True)
def _beside_the_benchmarks(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    before = set(sys.modules)
    yield
    for name in set(sys.modules) - before:
        if str(getattr(sys.modules[name], "__file__", "") or "").startswith(str(BENCHMARKS)):
            del sys.modules[name]


def rows(sure: bool):
    """Return 40 steps; the device does half of them, and is sure of those, or sure of all alike."""
    from routing_figures import Row  # type: ignore[import-not-found]

    return [
        Row(str(n), (0.9 if n % 2 else 0.1) if sure else 0.5, bool(n % 2), (True,), True, not n % 2, bool(n % 2))
        for n in range(40)
    ]


def test_a_confidence_that_says_nothing_is_as_good_as_chance():
    from routing_figures import SHARES, apgr_and_cpt, curve_of

    found = apgr_and_cpt(curve_of(rows(sure=False), 0))
    assert found["apgr"] == pytest.approx(sum(SHARES) / len(SHARES)) == pytest.approx(0.55)
    assert (found["cpt50"], found["cpt80"]) == (pytest.approx(0.5), pytest.approx(0.8))


def test_a_confidence_that_knows_recovers_the_gap_with_half_of_the_calls():
    from routing_figures import apgr_and_cpt, curve_of

    points = curve_of(rows(sure=True), 0)
    assert points == [(0.0, 0.5), (0.5, 1.0), (1.0, 1.0)]
    found = apgr_and_cpt(points)
    assert found["apgr"] == pytest.approx((0.2 + 0.4 + 0.6 + 0.8 + 6) / 10)
    assert (found["cpt50"], found["cpt80"]) == (pytest.approx(0.25), pytest.approx(0.4))


def test_the_router_is_judged_by_what_it_sent_out_and_what_it_kept():
    from routing_figures import figures, ways

    steps = rows(sure=True)
    found = figures(steps)
    assert (found["router_right"], found["router_recovered"], found["router_calls"]) == (1.0, 1.0, 0.5)
    assert (found["escalation_precision"], found["escalation_recall"]) == (1.0, 1.0)
    assert ways(steps, 0)["oracle"] == ways(steps, 0)["the router"] == (0.5, 1.0)


def test_intervals_hold_the_figures_and_are_the_same_each_time():
    from routing_figures import figures, intervals

    steps = rows(sure=True)[:30] + rows(sure=False)[:10]
    found, spread = figures(steps), intervals(steps, draws=60)
    assert spread == intervals(steps, draws=60)
    assert all(low <= found[name] + 1e-9 and found[name] - 1e-9 <= high for name, (low, high) in spread.items())
    assert spread["apgr"][0] < spread["apgr"][1]


def test_a_strong_model_that_is_no_better_has_no_gap_to_recover():
    from dataclasses import replace

    from routing_figures import figures

    assert figures([replace(r, far_right=(False,)) for r in rows(sure=True)]) == {}


def test_the_picture_names_every_point_once_and_no_name_lies_on_another():
    import re

    from routing_figures import curve_of, ways
    from routing_plot import Curve, draw  # type: ignore[import-not-found]

    steps = rows(sure=True)
    picture = draw(Curve(curve_of(steps, 0), ways(steps, 0), (0.9, 1.0), "40 steps"))
    for name in ("on-device only 50%", "strong wherever allowed 100%", "oracle 100%", "the router 100%", "at random"):
        assert picture.count(f">{name}<") == 1
    names = [float(y) for y in re.findall(r'<text x="576" y="([\d.]+)"', picture)]
    assert len(names) == 6
    assert all(b - a >= 20 for a, b in zip(sorted(names), sorted(names)[1:], strict=False))
