"""The trace for people: nothing twice, times with units, wrapped between words at a terminal, inert text."""

import io

import pytest

from ainos.agent.events import Event
from ainos.console.trace import PlainTrace, seconds

RECEIPT = {
    "steps_by_tier": {"device": 1}, "models": {"small": 1}, "usd": 0.0, "ms_by_phase": {"decide": 1500.0, "act": 80.0},
    "cloud_requests": 0, "bytes_to_cloud": 0, "highest_label_sent": "none", "effects": [],
}  # fmt: skip


def shown(*events, width=None, monkeypatch=None, **options):
    out = io.StringIO()
    if width is not None:
        monkeypatch.setenv("COLUMNS", str(width))
        monkeypatch.setenv("TERM", "xterm")
        out.isatty = lambda: True
    trace = PlainTrace(out, color=False, **options)
    for type_, facts in events:
        trace(Event(type_, 0.0, "r1", 1, facts))
    trace.close()
    return out.getvalue()


def end(status="done", answer="The battery is at 80 percent.", effects=(), **more):
    facts = {"status": status, "verified": status == "done", "answer": answer, "hint": "", "steps": 1}
    return "end", {**facts, "receipt": {**RECEIPT, "effects": list(effects)}, **more}


def test_an_answer_is_said_at_the_end_and_what_changed_stands_in_the_receipt_only():
    assert "done and verified: The battery is at 80 percent." in shown(end())
    text = shown(end(answer="Wi-Fi is off now.", effects=[{"effect": "Wi-Fi off", "verified": True}]))
    assert "done and verified\n" in text
    assert "✓ Wi-Fi off" in text
    assert "Wi-Fi is off now." not in text


def test_a_stop_is_said_once():
    assert "stopped: by you. Nothing" in shown(end("stopped", "stopped by you. Nothing was changed on the phone."))


def test_a_reflection_is_shown_only_where_another_try_follows():
    decision = {"tool": "t", "arguments": {}, "tier": "cloud", "model": "m", "ms": 5.0, "confidence": 1.0}
    reflection = ("reflection", {"text": "Try another way."})
    assert "Try another way." not in shown(reflection, end("failed", "no"))
    assert "Try another way." in shown(reflection, ("decision", decision))


def test_lines_are_wrapped_between_words_at_a_terminal_and_whole_in_a_file(monkeypatch):
    event = ("result", {"text": "several words " * 12, "way": "none"})
    lines = shown(event, width=50, monkeypatch=monkeypatch, replay=True).splitlines()
    assert len(lines) > 1
    assert all(line.startswith("  ") and len(line) <= 50 for line in lines)
    assert len(shown(event).splitlines()) == 1


def test_text_from_the_phone_cannot_steer_the_terminal():
    assert "\x1b" not in shown(("result", {"text": "a\x1b[2Jb\u202ec", "way": "none"}))


@pytest.mark.parametrize(("ms", "text"), [(0, "0 ms"), (999.4, "999 ms"), (1500, "1.5 s"), (61_000, "61.0 s")])
def test_times_have_units(ms, text):
    assert seconds(ms) == text


def test_a_plan_shows_its_looks_and_conditions_and_what_was_skipped():
    plan = {
        "subgoals": ["the battery is low", "save power"],
        "looks": [0],
        "conditions": {"1": "if the battery is low"},
    }
    skipped = {"subgoals": [], "skipped": 1, "text": "The battery is full. So this was not done: save power."}
    text = shown(("plan", plan), ("plan", skipped))
    assert "  1. look: the battery is low\n  2. if the battery is low: save power\n" in text
    assert "\nThe battery is full. So this was not done: save power.\n" in text
