"""`ainos runs sent`: every request that left, as the server got it."""

import json

from ainos.evals.fault_server import FaultServer

GOAL = "what will the weather be like in Lisbon"


def run(ainos, phone, server, *more, **settings):
    phone.shell("input keyevent KEYCODE_HOME")  # what is in front decides what may be sent
    env = {"AINOS_CLOUD_BASE_URL": server.url, "AINOS_CLOUD_MODEL": "far-1", "AINOS_CLOUD_API_KEY": "k", **settings}
    done = ainos("do", GOAL, "--device", phone.serial, "--json", "--model", "cloud", *more, env=env, stdin="")
    return [json.loads(line) for line in done.stdout.splitlines()][-1]


def test_each_request_is_listed_with_its_bytes_label_and_reason(shared_phone, ainos):
    with FaultServer(("get_battery", {})) as server:
        end = run(ainos, shared_phone, server, "--policy", "cloud-ok")
        received = len(server.received)
    assert received == end["receipt"]["bytes_to_cloud"] > 0
    listed = [json.loads(line) for line in ainos("runs", "sent", end["run"], "--json").stdout.splitlines()]
    assert sum(r["bytes"] for r in listed) == received
    assert {(r["model"], r["tier"], r["run"]) for r in listed} == {("far-1", "cloud", end["run"])}
    shown = ainos("runs", "sent", end["run"]).stdout
    assert f"{received:,} bytes" in shown
    assert "because there is no on-device model" in shown


def test_a_run_that_sent_nothing_says_so_and_an_unknown_one_is_an_error(ainos, shared_phone):
    done = ainos("do", "what is the battery level", "--device", shared_phone.serial, "--json", "--model", "local")
    number = json.loads(done.stdout.splitlines()[-1])["run"]
    assert ainos("runs", "sent", number).stdout == "nothing was sent to any model server\n"
    unknown = ainos("runs", "sent", "nonsense")
    assert unknown.returncode == 1
    assert "next:  ainos runs list" in unknown.stderr


def test_a_server_of_ones_own_works_under_local_only_and_a_far_one_is_refused(ainos, shared_phone, tmp_path):
    with FaultServer(("get_battery", {})) as server:
        end = run(ainos, shared_phone, server, "--policy", "local-only", AINOS_CLOUD_LOCAL="1")
        assert server.requests
        assert end["receipt"]["cloud_requests"] == 0
    listed = [json.loads(line) for line in ainos("runs", "sent", end["run"], "--json").stdout.splitlines()]
    assert {r["tier"] for r in listed} == {"server"}
    far = {"AINOS_CLOUD_BASE_URL": "https://192.0.2.1/v1", "AINOS_CLOUD_MODEL": "m", "AINOS_CLOUD_API_KEY": "k"}
    done = ainos(
        "do", GOAL, "--device", shared_phone.serial, "--model", "cloud", env={**far, "AINOS_CLOUD_LOCAL": "1"}, stdin=""
    )  # fmt: skip
    assert done.returncode == 5
    assert "not this machine" in done.stdout


def test_a_plan_asks_the_cloud_under_the_same_rules(ainos, shared_phone):
    with FaultServer(("get_battery", {})) as server:
        env = {"AINOS_CLOUD_BASE_URL": server.url, "AINOS_CLOUD_MODEL": "far-1", "AINOS_CLOUD_API_KEY": "k"}
        words = ("do", GOAL, "--device", shared_phone.serial, "--model", "cloud", "--dry-run", "--unattended")
        assert ainos(*words, "--policy", "balanced", env=env).returncode != 0
        assert server.received == b""


def test_a_memory_server_that_is_far_away_is_refused(ainos):
    done = ainos("memory", "list", env={"AINOS_MEMORY_URL": "https://192.0.2.1:8000"})
    assert done.returncode == 2
    assert "not this machine" in done.stderr
