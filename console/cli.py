"""The entry point and the one place for errors. Imports almost nothing, so that Ctrl-C finds it ready at once."""

from __future__ import annotations

import sys
from collections.abc import Callable


def main() -> None:
    """Run the command line; the exit code is the contract's."""
    sys.exit(guarded(_command_line))


def _command_line() -> object:
    from .commands import group

    return group.main(standalone_mode=False, prog_name="ainos")


def guarded(work: Callable[[], object]) -> int:
    """Run `work` and return its exit code; every error becomes a sentence, a next command and a code."""
    code: object
    try:
        code = work()
    except BrokenPipeError:
        sys.stderr.close()  # the reader has gone; a message would fail the same way
        code = 1
    except KeyboardInterrupt:
        code = _stopped()
    except Exception as error:  # the last line of defence: a person never sees a traceback
        try:
            code = _known(error)
        except KeyboardInterrupt:
            code = _stopped()
    return code if isinstance(code, int) else 0


def _stopped() -> int:
    return _say("stopped by you; nothing more was done", "", 130)


def _known(error: Exception) -> int:
    """Say an error that a layer below typed; anything else is a defect, said as such with the way to its details."""
    import os

    import click

    if isinstance(error, click.exceptions.Abort):
        return _stopped()
    if isinstance(error, click.ClickException):
        return _usage(error)

    from ..agent.journal import JournalError
    from ..agent.limits import EpisodeEnd
    from ..android_bridge.errors import BridgeError, NoDeviceError, SeveralDevicesError
    from ..memory.types import ConsentError, MemoryFailure
    from ..models.types import ModelError
    from .config import ConfigError
    from .voice import VoiceError

    hint = getattr(error, "hint", "")
    if isinstance(error, NoDeviceError | SeveralDevicesError):
        return _say(str(error), hint or "ainos doctor", 4 if isinstance(error, NoDeviceError) else 2)
    if type(error).__name__ == "PhoneStartError":  # not imported: most commands never load the virtual phone
        return _say(*explain_start(str(error)), 4)
    if isinstance(error, ConfigError | VoiceError):
        return _say(str(error), hint, 2)
    if isinstance(error, EpisodeEnd):
        return _say(str(error), hint, error.exit_code)
    if isinstance(error, MemoryFailure):
        return _say(str(error), hint or "ainos memory list", 3 if isinstance(error, ConsentError) else 1)
    if isinstance(error, ModelError):
        return _say(str(error), hint or "ainos doctor", 5)
    if isinstance(error, BridgeError | JournalError):
        return _say(str(error), hint or "ainos doctor", 1)
    if type(error).__name__ in ("TaskFileError", "RecordError"):  # of evals/, which most commands never load
        return _say(str(error), "ainos eval list", 2)
    if type(error).__name__ in ("SkillError", "ReplayError"):
        return _say(str(error), hint, 2)
    if os.environ.get("AINOS_TRACEBACK"):
        raise error
    return _say(f"a defect in ainos: {type(error).__name__}: {error}", "AINOS_TRACEBACK=1 ainos …  and report it", 1)


def _usage(error: Exception) -> int:
    """Say a mistake in the command's words; a group that was called without a command shows its help."""
    import click

    assert isinstance(error, click.ClickException)
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()
        return 2
    where = error.ctx.command_path if isinstance(error, click.UsageError) and error.ctx is not None else "ainos"
    text = error.format_message().rstrip(".")
    return _say(text[:1].lower() + text[1:], getattr(error, "next", "") or f"{where} --help", 2)


def explain_start(text: str) -> tuple[str, str]:
    """Return one sentence and the next command for a PhoneStartError, whose text ends in its log and the log's path."""
    lines = [line for line in text.splitlines() if line.strip()]
    path = lines[-1].strip("()") if lines and lines[-1].startswith("(/") else ""
    reason = lines[-2].strip() if len(lines) > 2 else lines[0]
    sentence = f"the virtual phone could not be started: {reason}; nothing was done"
    return sentence, f"less {path}" if path else "ainos doctor"


def _say(message: str, hint: str, code: int) -> int:
    from ..android_bridge.inert import inert

    # A message may name what stands on the phone, in a plugin or in a file.
    shown = "\n".join(inert(line, limit_chars=len(line) + 1) for line in message.splitlines())
    print(f"ainos: {shown}", file=sys.stderr)
    if hint:
        print(f"next:  {inert(hint, limit_chars=len(hint) + 1)}", file=sys.stderr)
    return code


if __name__ == "__main__":
    main()
