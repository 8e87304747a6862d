"""The command line: a table of commands, each imported only when it is called, and one place for errors."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable

import click

_COMMANDS = {
    "do": ("do", "Do one goal on the phone and prove it."),
    "chat": ("chat", "Talk to ainos: goals, approvals and questions at one prompt."),
    "phone": ("phone", "Start, list, look at and stop virtual phones."),
    "doctor": ("doctor", "Say what is there, what is missing, and the next command to type."),
    "tools": ("tools", "List and show the tools."),
    "runs": ("runs", "List, show and resume runs."),
}


class LazyGroup(click.Group):
    """A group whose commands are modules of this folder; `--help` imports none of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the command names in the order of the table."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command."""
        if cmd_name not in _COMMANDS:
            return None
        module = importlib.import_module(f".{_COMMANDS[cmd_name][0]}", __package__)
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the table without importing the commands."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in _COMMANDS.items()])


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog='Start here:  ainos do "Set an alarm for 7:30 tomorrow"',
)
@click.version_option(package_name="ainos", message="ainos %(version)s")
def group() -> None:
    """Say a wish, see it done on your phone, and proved.

    With no phone connected, ainos starts a virtual one.
    """


def main() -> None:
    """Run the command line; the exit code is the contract's."""
    sys.exit(guarded(lambda: group.main(standalone_mode=False)))


def guarded(work: Callable[[], object]) -> int:
    """Run `work` and return its exit code; every error becomes a sentence, a next command and a code."""
    code: object
    try:
        code = work()
    except click.exceptions.Abort:
        code = _say("stopped by you; nothing more was done", "", 130)
    except click.ClickException as error:
        error.show()
        code = 2
    except BrokenPipeError:
        sys.stderr.close()  # the reader has gone; a message would fail the same way
        code = 1
    except KeyboardInterrupt:
        code = _say("stopped by you; nothing more was done", "", 130)
    except Exception as error:  # the last line of defence: a person never sees a traceback
        code = _known(error)
    return code if isinstance(code, int) else 0


def _known(error: Exception) -> int:
    """Say an error that a layer below typed; anything else is a defect, said as such with the way to its details."""
    import os

    from ..agent.journal import JournalError
    from ..agent.limits import EpisodeEnd
    from ..android_bridge.errors import BridgeError, NoDeviceError, SeveralDevicesError
    from ..models.types import ModelError
    from .config import ConfigError
    from .voice import VoiceError

    hint = getattr(error, "hint", "")
    if isinstance(error, NoDeviceError | SeveralDevicesError):
        return _say(str(error), hint or "ainos doctor", 4 if isinstance(error, NoDeviceError) else 2)
    if type(error).__name__ == "PhoneStartError":  # not imported: most commands never load the virtual phone
        first = str(error).splitlines()[0]
        return _say(f"{first} (details: {str(error).splitlines()[-1]})", "ainos doctor", 4)
    if isinstance(error, ConfigError | VoiceError):
        return _say(str(error), hint, 2)
    if isinstance(error, EpisodeEnd):
        return _say(str(error), hint, error.exit_code)
    if isinstance(error, ModelError):
        return _say(str(error), hint or "ainos doctor", 5)
    if isinstance(error, BridgeError | JournalError):
        return _say(str(error), hint or "ainos doctor", 1)
    if os.environ.get("AINOS_TRACEBACK"):
        raise error
    return _say(f"a defect in ainos: {type(error).__name__}: {error}", "AINOS_TRACEBACK=1 ainos …  and report it", 1)


def _say(message: str, hint: str, code: int) -> int:
    click.echo(f"ainos: {message}", err=True)
    if hint:
        click.echo(f"next:  {hint}", err=True)
    return code


if __name__ == "__main__":
    main()
