"""`ainos do`: one goal, from words or a recording to verified effects."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from ..agent.loop import Revise
    from ..android_bridge.device import Device
    from .wiring import Session

_DEADLINE_S = 900.0
"""A run lasts so long at most, besides what it may wait for."""
POLICIES = ("local-only", "balanced", "cloud-ok")


class NoGoalError(click.UsageError):
    """Nothing was wished for."""

    next = 'ainos do "Set a timer for ten minutes"'

    def __init__(self) -> None:
        super().__init__("say what to do")


@click.command("do", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("goal", required=False)
@click.option("--audio", type=click.Path(path_type=Path), help="A recording (WAV) that says the goal.")
@click.option("--device", "serial", help="ADB serial; by default the one connected device.")
@click.option("--policy", type=click.Choice(POLICIES), help="What a cloud model may see.")
@click.option("--model", help="auto, local, cloud, or scripted:FILE.")
@click.option("--ways", help="Allowed ways, such as functions,intents,screen.")
@click.option("--max-steps", type=click.IntRange(1, 1000), default=30, show_default=True)
@click.option("--budget-usd", type=click.FloatRange(0), default=0.5, show_default=True)
@click.option("--unattended", is_flag=True, help="Nobody can confirm: what would be asked is refused.")
@click.option("--json", "as_json", is_flag=True, help="One event per line.")
@click.option("--dry-run", is_flag=True, help="Show the plan and its side effects; change nothing.")
@click.option("--edit-plan", is_flag=True, help="Change the plan before it is done, in $EDITOR or as JSON.")
@click.option(
    "--max-wait",
    type=click.FloatRange(1, 86400),
    default=600,
    show_default=True,
    help="Seconds that `wait until …` may last.",
)
def command(
    goal: str | None, audio: Path | None, serial: str | None, policy: str | None, model: str | None, ways: str | None,
    max_steps: int, budget_usd: float, unattended: bool, as_json: bool, dry_run: bool, edit_plan: bool, max_wait: float,
) -> int:  # fmt: skip
    """Do GOAL on the phone and prove it.

    \b
    Exit codes: 0 done and verified, 1 failed, 2 usage, 3 declined or needs approval, 4 no device,
    5 no model, 6 budget or step limit, 7 in doubt, 130 stopped.
    """
    from ..agent.limits import Limits, checked_goal
    from .config import load_settings
    from .wiring import Options, open_session

    if audio is not None and not audio.is_file():
        raise click.UsageError(f"there is no recording {audio}; nothing was done")
    if goal is None and audio is None:
        raise NoGoalError()
    if goal is not None and audio is not None:
        raise click.UsageError("a goal or --audio, not both; nothing was done")
    if goal is not None:
        goal = checked_goal(goal)  # before a phone is looked for
    options = Options(
        serial=serial, policy=policy, model=model, ways=ways, unattended=unattended, as_json=as_json,
        limits=Limits(
            max_steps=max_steps, budget_usd=budget_usd, max_wait_s=max_wait, deadline_s=_DEADLINE_S + max_wait
        ),
    )  # fmt: skip
    with open_session(load_settings(), options) as session:
        wish = goal or checked_goal(hear(audio, session, as_json=as_json))
        if dry_run:
            from .dry_run import show_plan

            return show_plan(wish, session, as_json=as_json)
        return session.run(wish, reviser(session, as_json=as_json) if edit_plan else None).exit_code


def reviser(session: Session, *, as_json: bool) -> Revise:
    """Return what lets the user change a plan; words that he changes are planned like a goal of his."""
    from .dry_run import plan_of
    from .plan_edit import edit_plan

    return lambda plan: edit_plan(plan, lambda words: plan_of(words, session).subgoals, as_json=as_json)


def hear(audio: Path | None, session: Session, *, as_json: bool) -> str:
    """Return what a recording says, and show it before anything is done."""
    import json
    import time

    from .progress import progress
    from .trace import inert
    from .voice import VoiceError, transcribe

    assert audio is not None
    with progress("listening to the recording …", quiet=as_json):
        transcript = transcribe(audio, contact_names(session.parts.device))
    if as_json:
        heard = {
            "type": "transcript", "time": round(time.time(), 3), "run": "", "step": 0,
            "text": transcript.text, "ms": round(transcript.milliseconds),
        }  # fmt: skip
        print(json.dumps(heard), flush=True)
    else:
        print(
            f"heard: “{inert(transcript.text)}”  ({transcript.milliseconds / 1000:.1f} s, on this machine)", flush=True
        )
    if not transcript.text.strip():
        raise VoiceError(
            "nothing was understood in that recording; nothing was done",
            "ainos chat --voice",
        )
    return transcript.text


def contact_names(device: Device) -> list[str]:
    """Return the names in the phone's contacts; they stay on this machine. Empty where they cannot be read."""
    from ..android_bridge.errors import CommandFailedError

    try:
        rows = device.query("content://com.android.contacts/contacts", columns=("display_name",))
    except CommandFailedError:
        return []
    return [name for row in rows if (name := row["display_name"])]
