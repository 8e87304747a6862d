"""What a crash must not do: send twice, claim what is not so, or show a traceback."""

import json
import os
import signal
import subprocess
import sys

import pytest

GOAL = "text Bob Martin see you at nine"
SCRIPT = [{"tool": "send_message", "arguments": {"recipient": "Bob Martin", "text": "see you at nine"}}]


@pytest.fixture
def script(tmp_path):
    path = tmp_path / "script.json"
    path.write_text(json.dumps(SCRIPT))
    return f"scripted:{path}"


def ainos(*words, **more):
    command = [sys.executable, "-m", "ainos.console.cli", *words]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True, **more
    )


def run_until(process, type_, then):
    """Read events until one of this type, then act; return all events that came, and the rest."""
    events = []
    for line in process.stdout:
        events.append(json.loads(line))
        if events[-1]["type"] == type_:
            then()
            then = lambda: None  # noqa: E731
    _, errors = process.communicate(timeout=60)
    assert "Traceback" not in errors
    return events, process.returncode


def sent(phone):
    return [e for e in phone.control("state")["ledger"] if e["kind"] == "sms_sent"]


def do(phone, script):
    return ainos("do", GOAL, "--device", phone.serial, "--model", script, "--unattended", "--json")


def test_kill_9_right_after_the_message_was_sent_sends_no_second_one(phone, script):
    process = do(phone, script)
    events, _ = run_until(process, "result", lambda: os.kill(process.pid, signal.SIGKILL))
    assert len(sent(phone)) == 1
    resumed = ainos("runs", "resume", events[0]["run"], "--model", script, "--unattended", "--json")
    _, errors = resumed.communicate(timeout=60)
    assert resumed.returncode == 0, errors
    assert len(sent(phone)) == 1


def test_kill_9_before_the_act_sends_one_message_on_resume(phone, script):
    process = do(phone, script)
    events, _ = run_until(process, "decision", lambda: os.kill(process.pid, signal.SIGKILL))
    resumed = ainos("runs", "resume", events[0]["run"], "--model", script, "--unattended", "--json")
    _, errors = resumed.communicate(timeout=60)
    assert resumed.returncode == 0, errors
    assert len(sent(phone)) == 1


def test_a_phone_that_dies_in_the_middle_ends_with_a_sentence_and_is_not_resumed_on_another_one(
    phone, start_phone, script
):
    others = []

    def replace_phone():
        phone.kill()
        others.append(start_phone(port=phone.record.console_port))

    process = do(phone, script)
    events, code = run_until(process, "action", replace_phone)
    assert events[-1]["type"] == "end"
    assert (events[-1]["status"], code) in {("in_doubt", 7), ("failed", 4)}
    assert events[-1]["answer"]
    assert events[-1]["hint"]
    resumed = ainos("runs", "resume", events[0]["run"], "--model", script, "--unattended")
    out, errors = resumed.communicate(timeout=60)
    assert resumed.returncode in {7, 4}, (out, errors)
    assert "Traceback" not in errors
    assert sent(others[0]) == []


def test_a_second_process_is_refused_with_the_owners_name_and_nothing_is_sent_twice(phone, script):
    process = do(phone, script)
    refused = []

    def stall_and_try():
        os.kill(process.pid, signal.SIGSTOP)
        other = ainos("runs", "resume", "--device", phone.serial, "--model", script, "--unattended")
        _, errors = other.communicate(timeout=60)
        refused.append((other.returncode, errors))
        os.kill(process.pid, signal.SIGCONT)

    _, code = run_until(process, "decision", stall_and_try)
    assert refused[0][0] == 1
    assert f"still being worked on by process {process.pid}" in refused[0][1]
    assert code == 0
    assert len(sent(phone)) == 1
