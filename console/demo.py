"""`./run demo`: one goal on a fresh virtual phone, with its receipt and a picture of the screen."""

from __future__ import annotations

import sys
from pathlib import Path

GOAL = "Set an alarm for 7:30 tomorrow and text Alice Chen that I'll be ten minutes late"


def main(arguments: list[str]) -> int:
    """Start a virtual phone, run the goal, write `out/demo.png`, stop the phone; return the run's exit code."""
    from ..agent.limits import checked_goal
    from .config import load_settings, ready_home
    from .wiring import Options, open_session, phones_of

    goal = checked_goal(" ".join(arguments)) if arguments else GOAL
    settings = load_settings()
    ready_home(settings)
    phones = phones_of(settings)
    print("starting a virtual phone …", flush=True)
    serial = phones.start(1)[0]
    try:
        with open_session(settings, Options(serial=serial)) as session:
            outcome = session.run(goal)
            picture = Path("out/demo.png").resolve()
            picture.parent.mkdir(exist_ok=True)
            picture.write_bytes(session.parts.device.screenshot())
        print(f"\nthe phone's screen after the run: {picture}")
        print('go on:  ./run ainos do "…"   ./run ainos chat   ./run ainos phone start')
        return outcome.exit_code
    finally:
        phones.stop(serial)


if __name__ == "__main__":
    from .cli import guarded

    sys.exit(guarded(lambda: main(sys.argv[1:])))
