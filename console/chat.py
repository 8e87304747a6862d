"""`ainos chat`: one prompt for goals, approvals and questions; with `--voice`, push-to-talk."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .cli import guarded
from .do import contact_names
from .progress import progress
from .voice import PushToTalk, VoiceError

if TYPE_CHECKING:
    from .wiring import Session

_HELP = """Type a wish, such as: set a timer for ten minutes
  /tools   what ainos can do        /runs    what was done
  /screen  what is on the phone     /help    this text
  /plan WISH  change its plan in your editor before it is done
  undo that   take back what the last wish did
  /quit    leave (or Ctrl-D)        Ctrl-C   stop the current wish"""
_VOICE_HELP = "  An empty line starts to listen; Enter stops. You can correct what was heard before it is done."

_UNDO = re.compile(r"(?:please )?(?:undo(?: (?:that|it|the last one))?|take (?:that|it) back)[.!]?", re.IGNORECASE)
Read = Callable[[str, str], str]
"""From a prompt and a text to start from, to the line that the person typed."""


@click.command("chat", context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--voice", is_flag=True, help="Push-to-talk on an empty line.")
@click.option("--device", "serial", help="ADB serial; by default the one connected device.")
@click.option("--policy", type=click.Choice(("local-only", "balanced", "cloud-ok")))
@click.option("--model", help="auto, local, cloud, or scripted:FILE.")
def command(voice: bool, serial: str | None, policy: str | None, model: str | None) -> int:
    """Talk to ainos at one prompt."""
    from .config import load_settings, ready_home
    from .person import TerminalPerson
    from .wiring import Options, open_session

    settings = load_settings()
    read = _reader(ready_home(settings))
    options = Options(serial=serial, policy=policy, model=model, approver=TerminalPerson())
    with open_session(settings, options) as session:
        click.echo(f"ainos on {session.parts.device.serial}. /help says what you can do.")
        talk(session, read, PushToTalk() if voice else None)
    return 0


def talk(session: Session, read: Read, microphone: PushToTalk | None) -> None:
    """Read lines until the person leaves; a failed wish never ends the talk."""
    if microphone is not None:
        click.echo(_VOICE_HELP)
    while True:
        try:
            line = read("ainos> ", "").strip()
            if not line and microphone is not None:
                line = _listen(read, microphone, session)
        except EOFError:
            click.echo("bye")
            return
        except KeyboardInterrupt:
            continue
        if line in ("/quit", "/exit", "/q"):
            return
        if _UNDO.fullmatch(line):
            guarded(partial(_undo, session))
        elif line.startswith("/"):
            guarded(partial(_slash, line, session))
        elif line:
            guarded(partial(session.run, line))
            click.echo()


def _undo(session: Session) -> None:
    """Take back what the last wish of this talk did."""
    from .runs import tell_undo

    if not session.ended:
        click.echo("nothing was done in this talk yet\nnext:  ainos runs undo")
        return
    tell_undo(session.undo(session.ended[-1]), session.ended[-1])


def _listen(read: Read, microphone: PushToTalk, session: Session) -> str:
    """Record, show what was heard, and let the person correct it before anything is done."""
    try:
        microphone.start()
        read("listening, Enter stops … ", "")
        with progress("listening to the recording …"):
            heard = microphone.stop(contact_names(session.parts.device))
    except VoiceError as error:
        click.echo(f"ainos: {error}\nnext:  {error.hint}")
        return ""
    return read(f"heard in {heard.milliseconds / 1000:.1f} s, Enter does it> ", heard.text).strip()


def _slash(line: str, session: Session) -> None:
    from .trace import inert

    match line.split()[0]:
        case "/help":
            click.echo(_HELP)
        case "/tools":
            tools = session.parts.registry.select(kinds=frozenset({"goal"}))
            width = max(len(tool.signature) for tool in tools)
            for tool in tools:
                click.echo(inert(f"  {tool.signature:<{width}}  {tool.description}"))
        case "/runs":
            for run in session.parts.journal.runs(10):
                click.echo(f"  {run.id}  {run.status:<9} {inert(run.goal)[:80]}")
        case "/plan":
            from .do import reviser

            wish = line.removeprefix("/plan").strip()
            if not wish:
                click.echo("say the wish after it: /plan text Bob Martin hello, then turn on the wifi")
            else:
                session.run(wish, reviser(session, as_json=False))
        case "/screen":
            from ..android_bridge.elements import screen_text

            click.echo(inert_lines(screen_text(session.parts.device.observe())))
        case other:
            click.echo(f"there is no {other}; /help says what there is")


def inert_lines(text: str) -> str:
    """Return text line by line with control characters escaped."""
    from .trace import inert

    return "\n".join("  " + inert(line) for line in text.splitlines())


def _reader(home: Path) -> Read:
    """Return a prompt with history and editing, or plain input where there is no terminal."""
    import sys

    if not sys.stdin.isatty():
        from .person import read_line

        return lambda prompt, start: start or read_line(prompt)
    from prompt_toolkit import PromptSession
    from prompt_toolkit.completion import WordCompleter
    from prompt_toolkit.history import FileHistory

    words = WordCompleter(["/help", "/tools", "/runs", "/screen", "/plan", "/quit"], sentence=True)
    prompt: PromptSession[str] = PromptSession(history=FileHistory(str(home / "history")), completer=words)
    return lambda text, start: prompt.prompt(text, default=start)
