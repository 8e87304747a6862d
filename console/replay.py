"""`ainos replay`: a verified run as a script in a file, shown and played again, without a model."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from ..agent.replays import ReplaySource
    from ..agent.skill_shelf import Shelf
    from ..agent.skill_types import Skill
    from .config import Settings


@click.group("replay", context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """Runs as scripts: record, show, play again. A script heals nothing: it stops where the screen is another one."""


@command.command("record", short_help="Write RUN as a script to the terminal or a file.")
@click.argument("run")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="By default the terminal.")
def record(run: str, out: Path | None) -> int:
    """Write the calls of RUN (see `ainos runs list`), or of a skill by its name, as a script that you can edit.

    What was learned from the run is taken where something was, else what its journal holds.
    """
    from contextlib import closing

    from ..agent.skill_types import as_yaml
    from .config import load_settings
    from .learned import shelf_of
    from .wiring import build_memory

    settings = load_settings()
    with closing(build_memory(settings)) as memory:
        text = as_yaml(recorded(run, settings, shelf_of(settings, memory)))
    if out is None:
        click.echo(text, nl=False)
    else:
        out.write_text(text, encoding="utf-8")
        click.echo(f"written: {out}\nnext:  ainos replay run {out}", err=True)
    return 0


def recorded(run: str, settings: Settings, shelf: Shelf) -> Skill:
    """Return the script of a run: what was learned from it, or its own calls as its journal holds them.

    Raises:
        JournalError: There is no such run.
        SkillError: One of its calls cannot be repeated; says which and why.
    """
    from contextlib import closing

    from ..agent.journal import Journal
    from ..agent.recorded import script_of
    from ..tools.registry import builtin_registry

    skills = shelf.all()
    for skill in skills:
        for version in shelf.history(skill.name):
            if run in (version.learned_from, version.name):
                return version
    with closing(Journal(settings.home / "runs.sqlite3")) as journal:
        found = script_of(journal, run, builtin_registry())
    for note in found.notes:
        click.echo(f"note:  {note}", err=True)
    return found.script


@command.command("show")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def show(file: Path) -> int:
    """Show a script: its goal, its values, its steps."""
    from ..agent.skill_run import told
    from ..agent.skill_types import filled, read_skill
    from .trace import inert

    script = read_skill(file)
    values = {slot.name: slot.example for part in script.parts for slot in part.slots}
    click.echo(inert(f"goal   {filled(script.goal, values)}"))
    for part in script.parts:
        for slot in part.slots:
            click.echo(inert(f"value  --param {slot.name}={slot.example}   ({slot.kind})"))
    number = 0
    for part in script.parts:
        for step in part.steps:
            number += 1
            said = ", ".join(f"{name}={filled(text, values)}" for name, text in step.arguments.items())
            click.echo(inert(f"{number:>5}  {told(step, values)}{f'  ({said})' if said else ''}"))
    return 0


@command.command("run", short_help="Play a script again; it stops where the screen is another one.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--param", "params", multiple=True, metavar="NAME=VALUE", help="A value; by default the recorded one.")
@click.option("--hand-over", is_flag=True, help="Where it stops, let a model go on.")
@click.option("--device", "serial")
@click.option("--unattended", is_flag=True)
@click.option("--json", "as_json", is_flag=True)
def run(
    file: Path, params: tuple[str, ...], hand_over: bool, serial: str | None, unattended: bool, as_json: bool
) -> int:
    """Play a script again. Every call is asked about and proved as in any run; nothing is healed, no model decides."""
    from ..agent.replays import ReplaySource
    from ..agent.skill_types import filled, read_skill
    from .config import load_settings
    from .skills import values_of
    from .wiring import Options, open_session

    script = read_skill(file)
    values = values_of(script, params)
    source = ReplaySource(script, values, hand_over)
    options = Options(serial=serial, unattended=unattended, as_json=as_json, replay=source)
    with open_session(load_settings(), options) as session:
        outcome = session.run(filled(script.goal, values))
    if source.stopped is not None:
        tell_stop(source)
    return outcome.exit_code


def tell_stop(source: ReplaySource) -> None:
    """Say where a script stopped: the step, and how the screens differ."""
    from .trace import inert

    stopped = source.stopped
    assert stopped is not None
    click.echo(inert(f"the script stopped before step {stopped.step}: {stopped.expected}"), err=True)
    for line in stopped.diff.splitlines():
        click.echo(inert(f"  {line}"), err=True)
