"""The example workflow is one that a CI server takes, and every command of it is one that ainos takes."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import yaml

from ainos.console.evaluate import command

WORKFLOW = Path(__file__).parents[2] / "examples" / "workflow" / "ainos.yml"


@pytest.fixture(scope="module")
def workflow():
    # The plain loader: YAML 1.1 reads the key `on` as a boolean.
    return yaml.load(WORKFLOW.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


def test_every_job_and_step_has_what_a_workflow_needs(workflow):
    assert {"name", "on", "jobs"} <= set(workflow)
    assert set(workflow["on"]) <= {"push", "pull_request", "workflow_dispatch", "schedule"}
    for job in workflow["jobs"].values():
        assert job["runs-on"]
        assert int(job["timeout-minutes"]) > 0
        for step in job["steps"]:
            assert ("uses" in step) is not ("run" in step), step
            assert set(step) <= {"uses", "run", "with", "if", "name", "env"}
            if "uses" in step:
                assert re.fullmatch(r"[\w-]+/[\w-]+@v\d+", step["uses"])


def test_the_baseline_that_is_made_once_is_the_one_that_is_compared_with(workflow):
    text = WORKFLOW.read_text(encoding="utf-8")
    runs = [step["run"] for job in workflow["jobs"].values() for step in job["steps"] if "run" in step]
    (gated,) = (line for line in runs if "--gate" in line)
    folder, kept = re.search(r"--out (\S+)", text), re.search(r"--gate (\S+)", gated)
    assert f"baseline {folder[1]} {kept[1]}" in text


def commands():
    lines = re.findall(r"ainos eval ([^\n&]+)", WORKFLOW.read_text(encoding="utf-8"))
    return [shlex.split(line) for line in lines]


@pytest.mark.parametrize("words", commands(), ids=lambda words: " ".join(words[:2]))
def test_every_command_is_one_that_ainos_takes(words):
    part = command.commands[words[0]]
    with part.make_context(words[0], list(words[1:])) as context:
        assert context.params
