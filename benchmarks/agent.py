"""Thirty simple commands end to end: words in, verified effects out, each on a fresh virtual phone, no cloud.

Prints one line a command and the table; judged by checks on the device that are independent of the tools' own probes.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from table import print_table, write_results

from ainos.agent.approval import Nobody
from ainos.agent.loop import Agent
from ainos.android_bridge.choose import choose_device
from ainos.android_bridge.tickets import TicketOffice
from ainos.console.config import load_settings
from ainos.console.wiring import Options, open_session, phones_of
from ainos.evals.runner import Attempt, Verdict, run_tasks
from ainos.evals.task import load_tasks

COMMANDS = Path(__file__).parent / "data" / "commands.yaml"


def main(arguments: list[str]) -> int:
    """Run the commands; exit 0 when at least 27 of 30 (90 %) are done and verified, with no false success."""
    tasks = load_tasks(Path(arguments[0]) if arguments else COMMANDS)
    with tempfile.TemporaryDirectory() as home, ExitStack() as stack:
        settings = replace(load_settings({}), home=Path(home))
        phones = phones_of(settings)
        first = phones.start(1)[0]
        running = [first]
        stack.callback(lambda: [phones.stop(s) for s in running])
        options = Options(
            serial=first, model="local", policy="local-only", sink=lambda _: None, approver=Nobody(), unattended=True
        )
        session = stack.enter_context(open_session(settings, options))

        def run(goal: str) -> Attempt:
            fresh = phones.start(1)[0]
            phones.stop(running.pop())
            running.append(fresh)
            office = TicketOffice()
            device = choose_device(fresh, office=office)
            parts = replace(session.parts, device=device, office=office)
            return Attempt(Agent(parts).run(goal), device)

        verdicts = run_tasks(tasks, run, say)
    return report(verdicts)


def say(number: int, verdict: Verdict) -> None:
    """Print one command's result."""
    mark = "ok  " if verdict.passed else "LIE " if verdict.false_success else "no  "
    print(f"{number:3} {mark} {verdict.seconds:5.1f} s  {verdict.task.goal}", flush=True)
    if not verdict.passed:
        print(
            f"         {verdict.outcome.status}: {verdict.outcome.answer[:160]}\n         {verdict.found[:160]}",
            flush=True,
        )


def report(verdicts: list[Verdict]) -> int:
    """Print and write the table; return the exit code."""
    passed = sum(v.passed for v in verdicts)
    lies = sum(v.false_success for v in verdicts)
    agent = [sum(v.outcome.receipt.ms_by_phase.values()) / 1000 for v in verdicts]
    tiers: dict[str, int] = {}
    for v in verdicts:
        for tier, count in v.outcome.receipt.steps_by_tier.items():
            tiers[tier] = tiers.get(tier, 0) + count
    share = tiers.get("device", 0) / max(1, sum(tiers.values()))
    cloud = sum(v.outcome.receipt.cloud_requests for v in verdicts)
    rows = [
        ("done and verified", f"{passed} of {len(verdicts)}"),
        ("false success", lies),
        ("asked or said it could not", sum(not v.passed and not v.false_success for v in verdicts)),
        ("seconds a command, median", f"{statistics.median(agent):.2f}"),
        ("seconds a command, longest", f"{max(agent):.2f}"),
        ("on-device share of steps", f"{share:.0%}"),
        ("cloud requests", cloud),
    ]
    print()
    print_table(("thirty commands, virtual phone", "figure"), rows)
    write_results(
        "agent",
        {
            "passed": passed, "tasks": len(verdicts), "false_success": lies, "median_s": statistics.median(agent),
            "on_device_share": share, "cloud_requests": cloud,
            "rows": [
                {"goal": v.task.goal, "passed": v.passed, "status": v.outcome.status, "found": v.found}
                for v in verdicts
            ],
        },
    )  # fmt: skip
    return 0 if passed >= 0.9 * len(verdicts) and not lies else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
