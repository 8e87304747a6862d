"""The report is made from its two files alone, is inert whatever a phone says, and torn files lose one episode."""

import re
from xml.etree import ElementTree

import pytest

from ainos.evals.record import Episode, RecordError, Store
from ainos.evals.report import clusters, write_junit, write_report

FACTS = {"suite": "mine", "cases": ["a", "b"], "arms": ["local"], "trials": 1, "oracle": {"a": ["set_alarm"]}}
HOSTILE = "<script>alert(1)</script><img src=http://example.com/x onerror=x>\x1b[31m\u202e"


def episode(case="a", **more):
    facts = {
        "case": case, "task": case, "goal": HOSTILE, "kind": "single", "language": "en", "arm": "local", "trial": 0,
        "passed": True, "holds": True, "false_success": False, "status": "done", "verified": True, "answer": HOSTILE,
        "steps": 1, "optimal_steps": 1, "seconds": 0.5,
        "checks": ({"kind": "alarm", "holds": True, "expected": "x", "found": HOSTILE},),
        "receipt": {"steps_by_tier": {"device": 1}, "ms_by_phase": {"observe": 10.0}, "bytes_to_cloud": 0, "usd": 0},
        "events": ({"type": "decision", "tool": "set_alarm", "arguments": {"time": HOSTILE}, "model": "m",
                    "confidence": 1},),
    }  # fmt: skip
    return Episode(**{**facts, **more})


@pytest.fixture
def store(tmp_path):
    store = Store(tmp_path / "run")
    store.begin(FACTS)
    return store


def test_what_a_phone_says_is_inert_in_the_report(store):
    store.add(episode())
    html = write_report(store, store.folder / "report.html").read_text()
    assert "<script" not in html
    assert "onerror=x>" not in html
    assert not re.search(r'(?:src|href)="https?:', html)
    assert "default-src 'none'" in html


def test_a_torn_line_is_left_out_and_run_again(store):
    store.add(episode())
    with (store.folder / "trace.jsonl").open("a") as out:
        out.write('{"case": "b", "arm"')
    assert [e.key for e in store.episodes()] == [("a", "local", 0)]


def test_a_folder_of_another_evaluation_is_refused(store):
    with pytest.raises(RecordError, match="another evaluation"):
        store.begin({**FACTS, "trials": 2})
    store.begin(FACTS)


def test_no_evaluation_is_said(tmp_path):
    with pytest.raises(RecordError, match="holds no evaluation"):
        Store(tmp_path).run()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"error": "no phone"}, "could not be judged"),
        ({"false_success": True}, "false success"),
        ({"changed": {"sms": ("+ x",)}}, "side effect"),
        ({"events": ({"type": "decision", "tool": "call"},)}, "tool: another"),
        ({"events": ({"type": "decision", "tool": None},)}, "routing"),
        ({"status": "limit"}, "limit"),
        ({"status": "declined", "confirmations": ("Send x",)}, "confirmation refused"),
        ({"events": ()}, "planning"),
        ({}, "arguments or execution"),
    ],
)
def test_failures_are_clustered_by_their_first_wrong_step(more, said):
    (cluster,) = clusters([episode(passed=False, **more)], FACTS["oracle"])
    assert said in cluster.name


def test_junit_has_one_case_an_episode_and_is_xml(store, tmp_path):
    store.add(episode())
    store.add(
        episode("b", passed=False, checks=({"kind": "k", "holds": False, "expected": "e", "found": HOSTILE + "\x00"},))
    )
    root = ElementTree.parse(write_junit(store, tmp_path / "j.xml")).getroot()
    assert (root.get("tests"), root.get("failures")) == ("2", "1")
    assert "found" in root.find("testcase/failure").text


def test_the_flow_tells_who_decided_and_escapes_what_a_reason_says():
    from dataclasses import replace

    from ainos.evals.flow_chart import flow_chart, flows

    events = (
        {"type": "route", "reason": "<unsure>"},
        {"type": "decision", "tier": "cloud", "model": "far-1"},
        {"type": "decision", "tier": "template", "model": "sentence templates"},
    )
    found = flows([replace(episode(), events=events)])
    assert found == [("<unsure>", "the cloud", 1), ("sentence templates", "no model", 1)]
    chart = flow_chart(found)
    assert "&lt;unsure&gt;" in chart
    assert "<unsure>" not in chart
    assert flow_chart([]) == ""
