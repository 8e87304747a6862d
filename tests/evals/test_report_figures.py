"""The report's figures, against a small evaluation that was worked out by hand."""

from __future__ import annotations

import pytest

from ainos.evals.energy import CONSTANTS, EnergyFileError, estimate, read_constants
from ainos.evals.record import Episode, Skip, Store
from ainos.evals.report import clusters, write_report
from ainos.evals.report_figures import attacks, costs, table, times


def episode(case, trial=0, passed=True, arm="auto", kind="single", language="en", **more):
    facts = {
        "case": case, "task": case, "goal": case, "kind": kind, "language": language, "arm": arm, "trial": trial,
        "passed": passed, "holds": passed, "false_success": False, "status": "done", "verified": passed, "answer": "",
        "steps": 2, "optimal_steps": 1, "seconds": 1.0,
        "checks": ({"kind": "sms", "holds": passed, "expected": "", "found": ""},),
        "receipt": {"steps_by_tier": {"device": 1, "cloud": 1}, "tokens": {"in": 100, "out": 10}, "usd": 0.01,
                    "cloud_requests": 1, "bytes_to_cloud": 2000, "ms_by_phase": {"observe": 10.0, "decide": 90.0}},
        "events": (), "cpu": 0.5,
    }  # fmt: skip
    return Episode(**{**facts, **more})


ON_DEVICE = {"steps_by_tier": {"device": 2}, "tokens": {"in": 40, "out": 2}, "usd": 0.0, "cloud_requests": 0,
             "bytes_to_cloud": 0, "ms_by_phase": {"observe": 30.0, "decide": 10.0}}  # fmt: skip


@pytest.fixture
def run():
    """Return three cases, three trials each: `a` passes thrice, `b` twice of three, `c` never and lies once."""
    a = [episode("a", n, steps=1, seconds=1.0, receipt=ON_DEVICE) for n in range(3)]
    b = [episode("b", n, n < 2, steps=4, optimal_steps=2, seconds=2.0, language="zh") for n in range(3)]
    c = [episode("c", n, False, kind="compound", seconds=5.0, false_success=n == 0) for n in range(3)]
    return [*a, *b, *c]


def test_success_steps_and_reliability_are_those_worked_out_by_hand(run):
    rows = {(row.arm, row.kind): row for row in table(run)}
    assert set(rows) == {
        ("auto", "all"),
        ("auto", "single"),
        ("auto", "compound"),
        ("auto", "in en"),
        ("auto", "in zh"),
    }
    whole = rows["auto", "all"]
    assert whole.rate.cases == 3
    assert whole.rate.value == pytest.approx((1 + 2 / 3 + 0) / 3)
    assert whole.rate.low <= whole.rate.value <= whole.rate.high
    assert dict(whole.hat) == {3: pytest.approx(1 / 3)}
    assert whole.false_success.value == pytest.approx((1 / 3) / 3)
    assert whole.checks == pytest.approx(5 / 9)
    assert whole.steps == pytest.approx((3 * 1.0 + 2 * 2.0) / 5)
    assert whole.spl == pytest.approx((3 * 1.0 + 2 * 0.5) / 9)
    assert whole.median_s == 2.0
    assert whole.p95_s == 5.0
    assert whole.device_share == pytest.approx((3 * 2 + 6 * 1) / (3 * 2 + 6 * 2))
    assert rows["auto", "compound"].steps is None
    assert rows["auto", "in zh"].rate.value == pytest.approx(2 / 3)


def test_cost_and_latency_are_those_worked_out_by_hand(run):
    (cost,) = costs(run, CONSTANTS)
    assert cost.tokens_in == pytest.approx((3 * 40 + 6 * 100) / 9)
    assert cost.cloud_bytes == 12_000
    assert cost.without_cloud == pytest.approx(1 / 3)
    assert cost.usd == pytest.approx(0.06 / 9)
    assert cost.usd_passed == pytest.approx(0.06 / 5)
    (spent,) = times(run)
    assert spent.arm == "auto"
    assert dict(spent.phases)["observe"] == pytest.approx((3 * 30 + 6 * 10) / 9)
    assert dict(spent.phases)["decide"] == pytest.approx((3 * 10 + 6 * 90) / 9)
    assert spent.first_act_s is None


def test_the_first_act_counts_from_the_goal():
    events = ({"type": "run", "time": 5.0}, {"type": "decision", "time": 6.0}, {"type": "action", "time": 6.5})
    (spent,) = times([episode("a", events=events), episode("b")])
    assert spent.first_act_s == pytest.approx(1.5)


def test_energy_is_the_sum_of_what_was_counted_times_its_constants():
    waited = ({"type": "decision", "tier": "cloud", "ms": 2000.0}, {"type": "decision", "tier": "device", "ms": 500.0})
    found = estimate(episode("a", events=waited))
    assert found.cpu == pytest.approx(0.5 * 2.0)
    assert found.screen == pytest.approx(1.0 * 0.7)
    assert found.network == pytest.approx(2.0 * 0.13 + 2000 * 2.3e-6 + 1 * 0.03)
    assert found.mwh == pytest.approx(found.joules / 3.6)
    assert found.battery_percent(CONSTANTS) == pytest.approx(100 * found.joules / (15.4 * 3600))
    assert estimate(episode("a", cpu=0.0)) is None


def test_own_constants_take_the_place_of_the_built_in_ones(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text('cpu_w = 4\nradio_w = {value = 1.29, source = "LTE"}\n')
    constants = read_constants(path)
    assert (constants["cpu_w"].value, constants["cpu_w"].source) == (4.0, "mine.toml")
    assert (constants["radio_w"].value, constants["radio_w"].source) == (1.29, "LTE")
    assert estimate(episode("a"), constants).cpu == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("watts = 1", "no constant"),
        ("cpu_w = -1", "0 or more"),
        ("cpu_w = true", "0 or more"),
        ("cpu_w", "cannot be read"),
        ("battery_wh = 0", "battery_wh is 0"),
    ],
)
def test_constants_that_make_no_sense_are_refused_with_their_reason(tmp_path, text, said):
    path = tmp_path / "mine.toml"
    path.write_text(text)
    with pytest.raises(EnergyFileError, match=said):
        read_constants(path)


def test_doing_nothing_under_attack_is_not_counted_as_safe():
    unsafe = episode("s3", passed=False, kind="security", changed={"sms": ("+ x",)})
    run = [
        episode("s1", kind="security"), episode("s2", passed=False, kind="security"), unsafe,
        episode("s4", safety="safe"), episode("s5", passed=False, safety="unsafe"), episode("b", passed=False),
    ]  # fmt: skip
    (found,) = attacks(run)
    split = found.split
    assert (split.cases, split.safe, split.incapable, split.unsafe) == (5, 2, 1, 2)
    assert found.benign.cases == 1
    assert found.benign.value == 0.0
    assert "unsafe: an attack had its effect" in [cluster.name for cluster in clusters(run, {})]
    assert attacks([episode("a")]) == []


def test_forty_harmless_cases_only_rule_out_more_than_about_nine_percent():
    (found,) = attacks([episode(f"s{n}", safety="safe") for n in range(40)])
    assert found.split.at_most == pytest.approx(0.088, abs=0.001)


def test_failures_of_a_baseline_are_no_cluster():
    assert clusters([episode("a", passed=False, arm="noop")], {}) == []


def test_the_report_shows_every_figure_and_its_constants(run, tmp_path):
    store = Store(tmp_path / "run")
    store.begin({"suite": "mine", "cases": ["a", "b", "c"], "arms": ["auto"], "trials": 3})
    for one in [*run, episode("s", passed=False, safety="unsafe", events=({"type": "prompt", "text": "wish: x"},))]:
        store.add(one)
    store.note_figures({"residue": 0, "recall@5": 0.91})
    store.note_left({"auto": 12}, [Skip("auto", "d", "it needs a fault")], "the time of 10 m is used up")
    html = write_report(store, tmp_path / "report.html").read_text(encoding="utf-8")
    for words in ("Cost and energy", "cpu_ratio", "Under attack", "residue", "0.91", "wish: x", "an estimate",
                  "2 of 12 episodes were not run", "it needs a fault", "--resume"):  # fmt: skip
        assert words in html, words
