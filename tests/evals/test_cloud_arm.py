"""Claims about the arms with a model server: the same suite, and the receipt tells what the server received."""

from __future__ import annotations

from ainos.evals.arms import parse_arm
from ainos.evals.bench import Setup
from ainos.evals.fault_server import FaultServer
from ainos.evals.pool import Job, run_here
from ainos.evals.record import Episode
from ainos.evals.task import Case, Task
from ainos.models.cloud import CloudConfig

TASK = Task.model_validate(
    {
        "id": "wifi",
        "goal": "kill the wifi",
        "checks": [{"kind": "switch", "switch": "wifi", "on": "false"}],
        "changes": ["settings"],
    }
)


def test_a_server_decides_in_the_arm_cloud_and_its_bytes_are_in_the_receipt() -> None:
    done: list[Episode] = []
    with FaultServer(("set_wifi", {"state": "off"})) as server:
        config = CloudConfig(server.url, "far-1", "k", 10.0)
        run_here([Job(Case(TASK, TASK.goal), parse_arm("cloud"), 0)], done.append, Setup(config))
        bodies = sum(len(request.body) for request in server.requests)
    (episode,) = done
    assert episode.passed, (episode.answer, episode.checks, episode.error)
    assert episode.receipt["steps_by_tier"] == {"cloud": 1}
    assert 0 < bodies <= episode.receipt["bytes_to_cloud"]
