"""`ainos runs`: what it shows, and what its check finds."""

import json
import sqlite3

import pytest
from click.testing import CliRunner

from ainos.agent.journal import Journal, StepRecord
from ainos.agent.records import DecisionRecord
from ainos.android_bridge.labels import Label
from ainos.console.runs import command
from ainos.models.types import Decision
from ainos.tools.types import ToolCall

CALL = ToolCall("send_message", {"recipient": "Ann", "text": "the gate is 4711"})


@pytest.fixture
def home(ainos_home):
    ainos_home.mkdir(parents=True, exist_ok=True)
    journal = Journal(ainos_home / "runs.sqlite3")
    journal.begin_run("r1", "text Ann the gate is 4711", {}, "e1", "b1")
    journal.record_decision(
        "r1", DecisionRecord(1, 0, Decision("call", CALL, "small", "device", 0.9), Label.of_user(), "")
    )
    step = StepRecord(1, 0, CALL, CALL.arguments, 3, 1000, "intent", "", Label.of_user(), "allow", "you named it")
    journal.intend("r1", step)
    journal.conclude("r1", 1, "done", "Sent.", label=Label.of_app("com.sms"))
    journal.record_refusal("r1", 2, "call", "you did not say yes")
    journal.end_run("r1", "declined", "", {})
    journal.close()
    return ainos_home


def run(*words):
    return CliRunner().invoke(command, list(words), standalone_mode=False)


def test_verify_says_that_all_is_whole_and_gives_the_head(home):
    done = run("verify")
    assert done.return_value == 0
    assert "6 records; the chain is whole" in done.output
    head = done.output.split("head ")[1].strip()
    assert run("verify", "--head", head).return_value == 0
    assert run("verify", "--head", f"7:{head.partition(':')[2]}").return_value == 1


def test_verify_shows_who_decided_what_with_which_label_and_why_and_no_values(home):
    done = run("verify", "r1")
    assert "4711" not in done.output
    lines = {line["kind"]: line for line in json.loads(run("verify", "r1", "--json").output)["steps"]}
    assert (lines["decision"]["model"], lines["decision"]["tool"]) == ("small", "send_message")
    assert (lines["intent"]["verdict"], lines["intent"]["reason"]) == ("allow", "you named it")
    assert lines["outcome"]["label"][1] == 2
    assert (lines["refusal"]["tool"], lines["refusal"]["reason"]) == ("call", "you did not say yes")
    assert lines["end"]["status"] == "declined"


def test_verify_finds_a_change_and_names_the_next_command(home):
    db = sqlite3.connect(home / "runs.sqlite3", isolation_level=None)
    db.execute("UPDATE log SET body=replace(body, 'Ann', 'Eve') WHERE kind='intent'")
    db.close()
    done = run("verify")
    assert done.return_value == 1
    assert "changed: the text of entry 3 (intent) was changed (run r1)" in done.output
    assert "next:  mv " in done.output
    assert json.loads(run("verify", "--json").output)["problems"][0]["entry"] == 3


def test_what_was_forgotten_is_shown_as_taken_out(home):
    journal = Journal(home / "runs.sqlite3")
    journal.forget_words(["the gate is 4711"])
    journal.close()
    done = run("verify")
    assert done.return_value == 0
    assert "in 3 of them something was taken out on request" in done.output
    assert json.loads(run("verify", "r1", "--json").output)["steps"][0]["redacted"]
