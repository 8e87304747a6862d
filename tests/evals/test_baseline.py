"""Claims about what is kept of an evaluation: baselines to compare with, and decisions to train on."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from ainos.console.evaluate import command
from ainos.evals.baseline import read_results, write_baseline
from ainos.evals.export import training_rows
from ainos.evals.record import Episode, RecordError, Store

EVENTS = (
    {"type": "plan", "step": 0, "subgoals": ["wifi off", "dark on"]},
    {"type": "decision", "step": 1, "tool": "set_wifi", "arguments": {"state": "off"}, "tier": "device", "model": "m"},
    {"type": "result", "step": 1, "text": "Wi-Fi is off."},
    {"type": "verify", "step": 1, "holds": True, "expected": "off", "found": "off"},
    {
        "type": "decision",
        "step": 2,
        "tool": "set_dark_mode",
        "arguments": {"state": "on"},
        "tier": "device",
        "model": "m",
    },
    {"type": "approval", "step": 2, "verdict": "refused"},
)
EPISODE = Episode(
    case="a", task="a", goal="wifi off and dark on", kind="compound", language="en", arm="local", trial=0, passed=True,
    holds=True, false_success=False, status="done", verified=True, answer="", steps=2, optimal_steps=2, seconds=0.1,
    events=EVENTS,
)  # fmt: skip


def store_of(folder: Path, *episodes: Episode) -> Store:
    store = Store(folder)
    store.begin({"suite": "s", "cases": ["a"], "arms": ["local"], "trials": 1})
    for episode in episodes:
        store.add(episode)
    return store


def test_a_baseline_stands_in_for_the_folder_that_it_was_written_from(tmp_path: Path) -> None:
    good = store_of(tmp_path / "good", EPISODE)
    path = write_baseline(good, tmp_path / "base.json")
    assert [(e.key, e.passed) for e in read_results(path)] == [(EPISODE.key, True)]
    bad = store_of(tmp_path / "bad", replace(EPISODE, passed=False, false_success=True))
    for first in (good.folder, path):
        result = CliRunner().invoke(command, ["compare", str(first), str(bad.folder)], standalone_mode=False)
        assert result.return_value == 1
        assert "1 more false successes" in result.output


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 9, "episodes": []}', '{"format": 1, "episodes": [[1]]}'])
def test_a_file_that_is_no_baseline_is_refused_with_the_next_command(text: str, tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text(text)
    with pytest.raises(RecordError, match="ainos"):
        read_results(tmp_path / "x.json")


def test_decisions_that_were_verified_are_exported_with_the_wish_that_they_served(tmp_path: Path) -> None:
    rows = list(training_rows([EPISODE, replace(EPISODE, passed=False)]))
    assert [(r["wish"], r["call"], r["result"]) for r in rows] == [
        ("wifi off", {"tool": "set_wifi", "arguments": {"state": "off"}}, "Wi-Fi is off.")
    ]
    store = store_of(tmp_path / "e", EPISODE)
    out = tmp_path / "rows.jsonl"
    CliRunner().invoke(command, ["export", str(store.folder), "--out", str(out)], standalone_mode=False)
    assert [json.loads(line) for line in out.read_text().splitlines()] == rows
    assert asdict(EPISODE)["goal"] == rows[0]["goal"]
