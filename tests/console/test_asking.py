"""Approvals and questions: at a real terminal, and by JSON lines."""

import json

import pytest

GOAL = "delete the contact Eve Johnson"
DELETE = ("delete_contact", {"name": "Eve Johnson"})
TEXT = ("send_message", {"recipient": "Alice", "text": "on my way"})


def names(phone):
    return phone.shell("content query --uri content://com.android.contacts/contacts --projection display_name")


@pytest.mark.parametrize(("keys", "code"), [("n\r", 3), ("\r", 3), ("\x04", 3), ("\x03", 130)])
def test_anything_but_yes_leaves_the_contact(shared_phone, terminal, script, keys, code):
    screen = terminal("do", GOAL, "--device", shared_phone.serial, "--model", script(DELETE))
    screen.wait_for(r"Delete the contact Eve Johnson \(\+14155550108\)\?")
    screen.wait_for(r"Do it\? \[y/N\]")
    screen.type(keys)
    assert screen.end() == code
    assert "Eve Johnson" in names(shared_phone)
    assert "ainos runs resume" in screen.text
    assert "nothing was changed" in screen.text


def test_ctrl_c_stops_and_resume_asks_again_and_ends_once(phone, terminal, script):
    model = script(DELETE)
    stopped = terminal("do", GOAL, "--device", phone.serial, "--model", model)
    stopped.wait_for(r"\[y/N\]")
    stopped.type("\x03")
    assert stopped.end() == 130
    assert stopped.text.count("stopped: by you") == 1
    resumed = terminal("runs", "resume", "--model", model)
    resumed.wait_for(r"resumed on")
    resumed.wait_for(r"\[y/N\]")
    resumed.type("y\r")
    assert resumed.end() == 0
    assert resumed.text.count("done and verified") == 1
    assert "Eve Johnson" not in names(phone)


def test_a_choice_is_made_by_number_and_a_number_that_stands_for_none_is_asked_again(phone, terminal, script):
    screen = terminal("do", "text Alice on my way", "--device", phone.serial, "--model", script(TEXT))
    screen.wait_for(r"2\. Alice Cheng\n> ")
    screen.type("7\r")
    screen.wait_for(r"no choice 7: type 1 to 2")
    screen.type("2\r")
    assert screen.end() == 0
    assert 'Sent "on my way" to Alice Cheng.' in screen.text


def test_approvals_and_replies_come_as_json_lines(phone, ainos, script):
    words = ("--device", phone.serial, "--json", "--model")
    refused = ainos("do", GOAL, *words, script(DELETE), stdin='{"approve": "true"}\n')
    assert refused.returncode == 3
    done = ainos("do", GOAL, *words, script(DELETE), stdin='{"approve": true}\n')
    assert done.returncode == 0
    events = [json.loads(line) for line in done.stdout.splitlines()]
    assert all({"type", "time", "run", "step"} <= event.keys() for event in events)
    [asked] = [e["asked"] for e in events if e.get("verdict") == "asked"]
    assert asked["values"]["phone"] == "+14155550108"
    replied = ainos("do", "text Alice on my way", *words, script(TEXT), stdin='{"reply": "Alice Cheng"}\n')
    assert replied.returncode == 0
    assert json.loads(replied.stdout.splitlines()[-1])["answer"] == 'Sent "on my way" to Alice Cheng.'


def test_unattended_refuses_what_would_be_asked(shared_phone, ainos, script):
    done = ainos("do", GOAL, "--device", shared_phone.serial, "--unattended", "--model", script(DELETE))
    assert done.returncode == 3
    assert "nobody is there to confirm" in done.stdout
    assert "Eve Johnson" in names(shared_phone)
