"""The suite `routing`: 200 mixed steps with labels, offline spans, low batteries, heat, spent budgets, long wishes.

Each step is decided by the agent's own chooser: templates, the packaged on-device model, the router, the policy. The
strong model is a simulation, and nothing else is: it gives the right call with a stated error rate and reads nothing.
What was asked of whom is judged against rules that are written here once more, apart from the router's own.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from .routing_steps import ERROR_RATE, Taken, read_steps, take
from .suite_kinds import Done, Ending, OwnCase, OwnJob, check, episode_of

if TYPE_CHECKING:
    from .record import Episode

ARMS = ("router", "prefer-local", "prefer-best")


class RoutingSuite:
    """200 steps; the arms are the user's three preferences."""

    about = "which model takes a step: hard rules, on-device share, quality against cost; the strong model is simulated"
    arms = ARMS

    def cases(self) -> Sequence[OwnCase]:
        """Return the steps; the kind is the situation."""
        return [OwnCase(s.id, s.goal, s.told, _language(s.goal), body=s) for s in read_steps()]

    def run(self, jobs: Sequence[OwnJob], workers: int, done: Done) -> None:
        """Run the steps in this process: one on-device model decides them one after the other."""
        for job in jobs:
            began = time.perf_counter()
            taken = take(job.case.body, _prefers(job.arm), trial=job.trial)
            done(episode_of(job, _ending(taken, time.perf_counter() - began)))

    def figures(self, episodes: Sequence[Episode]) -> Mapping[str, str | float]:
        """Return the violations, the on-device share, the quality and the money of each arm that was run."""
        found: dict[str, str | float] = {"strong model": f"simulated, error rate {ERROR_RATE:.0%}"}
        for arm in ARMS:
            of_arm = [e for e in episodes if e.arm == arm]
            if not of_arm:
                continue
            near = sum(1 for e in of_arm if not e.receipt.get("steps_by_tier", {}).get("cloud"))
            right = sum(1 for e in of_arm if _holds(e, "right"))
            found[f"{arm}: violations of hard rules"] = sum(not _holds(e, "hard rules") for e in of_arm)
            found[f"{arm}: on-device share"] = round(near / len(of_arm), 3)
            found[f"{arm}: steps right"] = round(right / len(of_arm), 3)
            found[f"{arm}: usd a step"] = round(sum(float(e.receipt.get("usd", 0)) for e in of_arm) / len(of_arm), 5)
        return found

    def bars(self, episodes: Sequence[Episode]) -> Sequence[str]:
        """Return a sentence for each step that broke a hard rule."""
        return [f"{e.arm} {e.case}: a hard rule was broken" for e in episodes if not _holds(e, "hard rules")]


def _holds(episode: Episode, kind: str) -> bool:
    return all(c["holds"] for c in episode.checks if c["kind"] == kind)


def _ending(taken: Taken, seconds: float) -> Ending:
    broken = "; ".join(taken.violations)
    checks = (
        check("hard rules", not broken, "none broken", broken or "none broken"),
        check("right", taken.right, "the call that the words ask for", taken.told),
    )
    return Ending(
        taken.right and not broken, checks, status="done" if taken.right else "failed", answer=taken.told,
        seconds=seconds, questions=taken.questions, receipt=taken.receipt, events=taken.events,
    )  # fmt: skip


def _prefers(arm: str) -> str:
    return {"router": "cheapest", "prefer-local": "local", "prefer-best": "best"}[arm]


def _language(text: str) -> str:
    return "zh" if any("\u4e00" <= c <= "\u9fff" for c in text) else "en"


SUITE = RoutingSuite()
