"""Ten spoken commands end to end: synthesised voice, packaged recogniser, on-device model, verified effects."""

from __future__ import annotations

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
from ainos.console.do import contact_names
from ainos.console.voice import transcribe
from ainos.console.wiring import Options, open_session, phones_of
from ainos.evals.runner import Attempt, Verdict, run_tasks
from ainos.evals.speech import count_word_errors, speak
from ainos.evals.task import load_tasks

COMMANDS = Path(__file__).parent / "data" / "spoken.yaml"
NEEDED = 7


def main() -> int:
    """Run the commands; exit 0 when at least seven of ten end in the right verified effect."""
    heard: list[tuple[str, str, float]] = []
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        settings = replace(load_settings({}), home=Path(folder))
        phones = phones_of(settings)
        running = [phones.start(1)[0]]
        stack.callback(lambda: [phones.stop(s) for s in running])
        options = Options(
            serial=running[0],
            model="local",
            policy="local-only",
            sink=lambda _: None,
            approver=Nobody(),
            unattended=True,
        )
        session = stack.enter_context(open_session(settings, options))

        def run(goal: str) -> Attempt:
            fresh = phones.start(1)[0]
            phones.stop(running.pop())
            running.append(fresh)
            office = TicketOffice()
            device = choose_device(fresh, office=office)
            transcript = transcribe(speak(goal, Path(folder) / "spoken.wav"), contact_names(device))
            heard.append((goal, transcript.text, transcript.milliseconds))
            return Attempt(Agent(replace(session.parts, device=device, office=office)).run(transcript.text), device)

        verdicts = run_tasks(load_tasks(COMMANDS), run, lambda n, v: say(n, v, heard[-1][1]))
    return report(verdicts, heard)


def say(number: int, verdict: Verdict, transcript: str) -> None:
    """Print one command's result."""
    mark = "ok " if verdict.passed else "no "
    print(f"{number:3} {mark} {verdict.task.goal}\n        heard: {transcript}", flush=True)
    if not verdict.passed:
        print(f"        {verdict.outcome.status}: {verdict.outcome.answer[:140]}  ({verdict.found[:80]})", flush=True)


def report(verdicts: list[Verdict], heard: list[tuple[str, str, float]]) -> int:
    """Print and write the table; return the exit code."""
    counts = [count_word_errors(said, text) for said, text, _ in heard]
    rate = sum(e for e, _ in counts) / max(1, sum(n for _, n in counts))
    passed = sum(v.passed for v in verdicts)
    milliseconds = sorted(ms for *_, ms in heard)[len(heard) // 2]
    rows = [
        ("right verified effect", f"{passed} of {len(verdicts)}"),
        ("false success", sum(v.false_success for v in verdicts)),
        ("word error rate", f"{rate:.1%}"),
        ("recogniser, median ms", f"{milliseconds:.0f}"),
    ]
    print()
    print_table(("ten spoken commands, virtual phone", "figure"), rows)
    figures = {"passed": passed, "tasks": len(verdicts), "word_error_rate": rate, "recogniser_median_ms": milliseconds}
    write_results("voice", {**figures, "heard": [{"said": s, "heard": h} for s, h, _ in heard]})
    return 0 if passed >= NEEDED else 1


if __name__ == "__main__":
    sys.exit(main())
