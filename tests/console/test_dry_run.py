"""`ainos do --dry-run` and `--edit-plan` of wishes with conditions and values, on a virtual phone."""

import json

CONDITIONAL = "If the battery is below 30 percent, turn on the battery saver, otherwise tell me the level"
FLOWS = "Text Bob Martin Eve Johnson's phone number"


def events(done):
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_dry_run_tells_conditions_tools_effects_and_costs_and_does_nothing(ainos, shared_phone):
    words = ("do", CONDITIONAL, "--device", shared_phone.serial, "--model", "local", "--dry-run", "--json")
    [told] = events(ainos(*words))
    look, save, tell = told["subgoals"]
    assert (look["role"], look["tool"], look["usd"], look["tier"]) == ("look", "get_battery", 0.0, "template")
    assert save["condition"] == {"words": "if the battery is below 30 percent", "kind": "below", "from": 1}
    assert (save["tool"], save["effect"], save["way"]) == (
        "set_battery_saver", "changes the phone (reversible)", "function",
    )  # fmt: skip
    assert tell["condition"]["words"].startswith("otherwise")
    shown = ainos(*words[:-1]).stdout
    assert "1. look, only if it is needed: the battery is below 30 percent" in shown
    assert "   if the battery is below 30 percent, read by 1" in shown
    assert "costs nothing" in shown
    assert shared_phone.shell("settings get global low_power").strip() in ("0", "null")


def test_a_dry_run_shows_the_users_words_in_the_place_of_what_would_be_read(ainos, shared_phone):
    words = ("do", FLOWS, "--device", shared_phone.serial, "--model", "local", "--dry-run")
    shown = ainos(*words).stdout
    assert "takes ‹" in shown
    assert "0108" not in shown
    [told] = events(ainos(*words, "--json"))
    send = told["subgoals"][-1]
    assert [(take["kind"], take["from"]) for take in send["takes"]] == [("phone", 1)]
    assert send["asks"]
    assert "‹" in send["what"]


def test_a_plan_can_be_changed_as_json_and_the_changes_are_done(ainos, shared_phone):
    words = ("do", CONDITIONAL, "--device", shared_phone.serial, "--model", "local", "--edit-plan", "--json")
    answer = {"plan": ["what time is it", "3. otherwise (not: the battery is below 30 percent): tell me the level"]}
    told = events(ainos(*words, stdin=f"nonsense\n{json.dumps(answer)}\n"))
    edits = [e for e in told if e.get("edit")]
    assert edits[0]["lines"][0] == "2. if the battery is below 30 percent: turn on the battery saver"
    assert edits[1]["faults"]
    assert told[-1]["status"] == "done"
    assert "percent" in told[-1]["answer"]
    assert [e["tool"] for e in told if e["type"] == "action"][0] == "get_time"


def test_without_a_readable_plan_nothing_is_done(ainos, shared_phone):
    words = ("do", CONDITIONAL, "--device", shared_phone.serial, "--model", "local", "--edit-plan")
    done = ainos(*words, "--json", stdin='{"plan": []}\n')
    assert done.returncode == 3
    assert "Nothing was done" in events(done)[-1]["answer"]
    assert not [e for e in events(done) if e["type"] == "action"]
    done = ainos(*words, stdin="")
    assert done.returncode == 3
    assert "no terminal to edit the plan in" in done.stdout


def test_a_wait_ends_after_max_wait_and_says_so(ainos, shared_phone):
    goal = "Wait until Bob Martin answers, then turn on the battery saver"
    done = ainos("do", goal, "--device", shared_phone.serial, "--model", "local", "--max-wait", "1", "--json")
    assert done.returncode == 6
    assert "did not come true within 1 s" in events(done)[-1]["answer"]
    assert shared_phone.shell("settings get global low_power").strip() in ("0", "null")
