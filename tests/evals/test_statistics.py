"""The figures of a report, against values worked out by hand or by textbooks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ainos.evals.record import Episode
from ainos.evals.statistics import compare, mcnemar, pass_hat, percentile, spl, success, wilson


def episode(case, trial=0, passed=True, steps=1, optimal=1):
    return Episode(
        case, case, "goal", "single", "en", "local", trial, passed, passed, False, "done", True, "", steps, optimal, 0.1
    )


def test_one_trial_a_case_has_wilsons_interval():
    rate = success([episode(f"c{n}", passed=n < 9) for n in range(10)])
    assert rate.value == 0.9
    assert (rate.low, rate.high) == pytest.approx((0.5958, 0.9821), abs=1e-3)


def test_several_trials_count_by_case():
    cases = [episode("a", t, passed=t == 0) for t in range(4)] + [episode("b", 0)]
    assert success(cases).value == pytest.approx((0.25 + 1) / 2)


def test_pass_hat_falls_with_k_and_needs_the_trials():
    cases = [episode("a", t, passed=t != 0) for t in range(3)]
    assert pass_hat(cases, 1) == pytest.approx(2 / 3)
    assert pass_hat(cases, 2) == pytest.approx(1 / 3)
    assert pass_hat(cases, 3) == 0
    assert pass_hat(cases, 4) is None


def test_longer_paths_weigh_less():
    assert spl([episode("a", steps=4, optimal=2), episode("b", passed=False)]) == 0.25


def test_a_comparison_is_paired_and_names_what_changed():
    old = [episode("a"), episode("b"), episode("c", passed=False), episode("gone")]
    new = [episode("a"), episode("b", passed=False), episode("c"), episode("new", passed=False)]
    found = compare(old, new)
    assert (found.pairs, found.newly_passing, found.newly_failing) == (3, ("c",), ("b",))
    assert found.difference == 0
    assert found.p_value == 1.0
    assert not found.is_worse


def test_a_clear_drop_is_worse():
    old = [episode(f"c{n}") for n in range(30)]
    new = [episode(f"c{n}", passed=n > 12) for n in range(30)]
    found = compare(old, new)
    assert found.is_worse
    assert found.p_value < 0.001


def test_mcnemar_is_the_binomial_tail():
    assert mcnemar(0, 0) == 1.0
    assert mcnemar(0, 6) == pytest.approx(2 / 64)
    assert mcnemar(5, 6) == 1.0


def test_percentiles_of_nothing_are_zero():
    assert percentile([], 0.5) == 0
    assert percentile([3, 1, 2], 0.5) == 2


@given(st.integers(0, 60), st.integers(1, 60))
def test_wilson_holds_the_share_and_stays_a_share(good, count):
    good = min(good, count)
    low, high = wilson(good, count)
    assert 0 <= low <= good / count + 1e-9
    assert good / count - 1e-9 <= high <= 1
