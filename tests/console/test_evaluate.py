"""`ainos eval` as a person uses it, on real virtual phones: run, go on, compare, refuse."""

import json

import pytest
from click.testing import CliRunner

from ainos.console.evaluate import command
from ainos.evals.suites import names

SUITE = """
- {goal: "Set an alarm for 6:15", id: alarm, check: {kind: alarm, time: "06:15"}, changes: [alarms],
   oracle: [{tool: set_alarm, arguments: {time: "6:15"}}]}
- goal: "What is Zoe Young's number?"
  id: zoe
  kind: read_only
  world:
    contacts: [{name: Zoe Young, number: "+14155550177"}]
    messages: [{number: "+14155550177", text: "meet: at 5"}]
    events: [{title: Tea, start: "2026-03-18T10:00"}]
    notes: ["List\\nmilk"]
    files: [{path: /sdcard/Download/a.txt, text: hi}]
    settings: [{namespace: system, key: screen_brightness, value: "77"}]
    switches: {bluetooth: off}
  checks:
    - {kind: answer, words: ["0177"]}
    - {kind: event, title: Tea, start: "2026-03-18T10:00"}
    - {kind: note, text: milk}
    - {kind: file, path: /sdcard/Download/a.txt, text: hi}
    - {kind: setting, namespace: system, key: screen_brightness, value: "77"}
    - {kind: switch, switch: bluetooth, on: "false"}
    - {kind: row, uri: "content://sms/inbox", match: {body: "meet: at 5"}}
  changes: []
  oracle: [{tool: find_contact, arguments: {name: Zoe Young}}]
"""


@pytest.fixture
def run(tmp_path, monkeypatch):
    (tmp_path / "mine.yaml").write_text(SUITE)
    monkeypatch.chdir(tmp_path)

    def run(*words):
        return CliRunner().invoke(command, list(words), standalone_mode=False)

    return run


def test_a_suite_is_run_gone_on_with_and_compared(run, tmp_path):
    done = run("run", "mine.yaml", "--arm", "oracle", "--workers", "1", "--out", "one")
    assert (done.return_value, done.exception) == (0, None), done.output
    assert "100.0%" in done.output
    episodes = [json.loads(line) for line in (tmp_path / "one/trace.jsonl").read_text().splitlines()]
    assert {e["case"]: e["passed"] for e in episodes} == {"alarm": True, "zoe": True}, episodes
    assert (tmp_path / "one/report.html").stat().st_size > 5_000
    again = run("run", "mine.yaml", "--arm", "oracle", "--workers", "1", "--out", "one")
    assert "2 of 2 episodes were run before" in again.output
    broken = [{**e, "passed": False, "false_success": True} for e in episodes]
    (tmp_path / "two").mkdir()
    (tmp_path / "two/run.json").write_text((tmp_path / "one/run.json").read_text())
    (tmp_path / "two/trace.jsonl").write_text("\n".join(map(json.dumps, broken)))
    worse = run("compare", "one", "two")
    assert (worse.return_value, "newly failing  alarm" in worse.output) == (1, True)
    assert run("compare", "one", "one").return_value == 0


@pytest.mark.parametrize(
    "words",
    [
        ("run", "none"),
        ("run", "mine.yaml", "--arm", "nobody"),
        ("run", "mine.yaml", "--only", "("),
        ("run", "mine.yaml", "--only", "nothing"),
        ("compare", "one", "two"),
        ("report", "none"),
        ("lint", "none.yaml"),
    ],
)
def test_bad_words_are_refused_with_a_sentence(run, words):
    done = run(*words)
    assert done.exception is not None
    assert type(done.exception).__name__ in ("TaskFileError", "UsageError", "RecordError")
    assert str(done.exception)


@pytest.mark.parametrize("suite", names())
def test_every_suite_that_ships_has_no_fault(run, suite):
    done = run("lint", suite)
    assert done.return_value == 0, done.output
