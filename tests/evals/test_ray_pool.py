"""Claims about evaluations on a Ray cluster of two nodes on this machine: as local, and a dead worker loses nothing."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest

from ainos.evals.arms import parse_arm
from ainos.evals.pool import Job, run_jobs
from ainos.evals.record import Episode
from ainos.evals.suites import load_suite

NODE = "127.0.0.2"
"""Not .1: Ray replaces that by the machine's address in the network."""
ray = pytest.importorskip("ray", reason="the extra `ray` is not installed")


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """Give the address of a cluster of two nodes with one core each."""
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    from ray.cluster_utils import Cluster

    made = Cluster()
    made.add_node(num_cpus=1, include_dashboard=False, node_ip_address=NODE)
    made.add_node(num_cpus=1, node_ip_address=NODE)
    yield made.address
    made.shutdown()


def jobs() -> list[Job]:
    return [Job(case, parse_arm("oracle"), trial) for trial in range(2) for case in load_suite("smoke")[:8]]


def figures(episodes: list[Episode]) -> list[tuple[object, ...]]:
    return sorted((e.key, e.passed, e.status, e.answer, e.steps) for e in episodes)


@pytest.mark.filterwarnings("ignore")  # Ray's own, about its own
def test_two_nodes_give_the_results_of_one_machine_and_a_worker_that_is_killed_loses_no_episode(cluster: str) -> None:
    from ainos.evals.ray_pool import run_on_ray

    here: list[Episode] = []
    run_jobs(jobs(), 2, here.append)
    pids: list[int] = []
    there: list[Episode] = []

    def done(episode: Episode) -> None:
        there.append(episode)
        if len(there) == 4:
            os.kill(pids[0], signal.SIGKILL)

    run_on_ray(jobs(), 2, done, address=cluster, node_ip=NODE, started=pids.extend)
    assert figures(there) == figures(here)
    assert all(e.passed for e in there)
