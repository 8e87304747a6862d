"""The table of commands; each is imported only when it is called."""

from __future__ import annotations

import difflib
import importlib

import click

_COMMANDS = {
    "do": ("do", "Do one goal on the phone and prove it."),
    "chat": ("chat", "Talk to ainos: goals, approvals and questions at one prompt."),
    "phone": ("phone", "Start, list, look at and stop virtual phones."),
    "doctor": ("doctor", "Say what is there, what is missing, and the next command to type."),
    "models": ("models", "List, measure and retrain the models; see which fit a phone."),
    "tools": ("tools", "List and show the tools."),
    "secrets": ("secrets", "Keep passwords that ainos types by their names, each into one app."),
    "memory": ("memory", "See, add, change and forget what is remembered."),
    "skills": ("skills", "See, run, change and delete what was learned from runs."),
    "replay": ("replay", "Record a run as a script and play it again, guarded."),
    "eval": ("evaluate", "Run suites of tasks on virtual phones and read the figures."),
    "runs": ("runs", "List, show and resume runs."),
}


class UnknownCommandError(click.UsageError):
    """No such command; `next` is what was probably meant."""

    def __init__(self, name: str, meant: str, ctx: click.Context) -> None:
        super().__init__(f"there is no command {name!r}", ctx)
        self.next = meant


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

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or say what was probably meant: a goal without `do`, or a slip of the finger."""
        name = args[0]
        if name not in _COMMANDS and not name.startswith("-"):
            raise UnknownCommandError(name, _meant(args), ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the table without importing the commands."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in _COMMANDS.items()])


def _meant(words: list[str]) -> str:
    if " " in words[0] or len(words) > 1:
        close = difflib.get_close_matches(words[0], _COMMANDS, n=1, cutoff=0.7)
        return f"ainos {close[0]} {' '.join(words[1:])}" if close else f'ainos do "{" ".join(words)}"'
    close = difflib.get_close_matches(words[0], _COMMANDS, n=1, cutoff=0.7)
    return f"ainos {close[0]}" if close else "ainos --help"


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
