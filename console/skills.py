"""`ainos skills`: what was learned from earlier runs, in the user's hands: look, run, change, delete."""

from __future__ import annotations

import json
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..agent.skill_shelf import Shelf
    from ..agent.skill_types import Skill


@click.group("skills", context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """Ways that were learned from verified runs; they run without a model."""


@command.command("list")
@click.option("--json", "as_json", is_flag=True)
def list_(as_json: bool) -> int:
    """List the skills."""
    from .trace import inert

    with _shelf() as shelf:
        skills, problems = shelf.all(), shelf.problems
    if as_json:
        rows = [{"name": s.name, "version": s.version, "goal": s.goal, "steps": _count(s), "aside": s.is_aside,
                 "learned_from": s.learned_from} for s in skills]  # fmt: skip
        click.echo(json.dumps(rows))
        return 0
    for skill in skills:
        aside = "  set aside: it failed twice" if skill.is_aside else ""
        steps = f"{_count(skill)} step{'' if _count(skill) == 1 else 's'}"
        click.echo(inert(f"{skill.name:<40}  v{skill.version:<2}  {steps:<8}  {skill.goal}{aside}"))
    for problem in problems:
        click.echo(inert(f"left out: {problem}"), err=True)
    if not skills:
        click.echo('nothing was learned yet; what is done and verified is\nnext:  ainos do "Set an alarm for 7:30"')
    return 0


@command.command("show", short_help="Show a skill, or what its newest version changed.")
@click.argument("name")
@click.option("--diff", is_flag=True, help="What the newest version changed.")
@click.option("--version", type=int, help="An older version.")
def show(name: str, diff: bool, version: int | None) -> int:
    """Show a skill as it stands in its file, or what its newest version changed."""
    from ..agent.skill_types import SkillError, as_yaml
    from .trace import inert

    with _shelf() as shelf:
        if diff:
            text = shelf.diff(name) or f"{name} has one version"
        else:
            known = {skill.version: skill for skill in shelf.history(name)}
            wanted = version or max(known)
            if wanted not in known:
                raise SkillError(f"{name} has no version {wanted}; there are {', '.join(map(str, known))}")
            text = as_yaml(known[wanted])
    for line in text.splitlines():
        click.echo(inert(line))
    return 0


@command.command("run", short_help="Run a skill, with other values if you like.")
@click.argument("name")
@click.option("--param", "params", multiple=True, metavar="NAME=VALUE", help="A value; by default that of the example.")
@click.option("--device", "serial")
@click.option("--unattended", is_flag=True)
@click.option("--json", "as_json", is_flag=True)
def run(name: str, params: tuple[str, ...], serial: str | None, unattended: bool, as_json: bool) -> int:
    """Run a skill: the same as saying its goal with these values."""
    from ..agent.skill_types import filled
    from .config import load_settings
    from .wiring import Options, open_session

    with _shelf() as shelf:
        skill = shelf.get(name)
    goal = filled(skill.goal, values_of(skill, params))
    with open_session(load_settings(), Options(serial=serial, unattended=unattended, as_json=as_json)) as session:
        return session.run(goal).exit_code


def values_of(skill: Skill, params: tuple[str, ...]) -> dict[str, str]:
    """Return the values of the slots: the examples, and what was given; raises SkillError for an unknown name."""
    from ..agent.skill_types import SkillError

    values = {slot.name: slot.example for part in skill.parts for slot in part.slots}
    for param in params:
        name, equals, value = param.partition("=")
        if not equals or name not in values:
            known = ", ".join(values) or "none"
            raise SkillError(f"--param {param!r}: write NAME=VALUE; {skill.name} has {known}",
                             f"ainos skills show {skill.name}")  # fmt: skip
        values[name] = value
    return values


@command.command("edit")
@click.argument("name")
def edit(name: str) -> int:
    """Change a skill in your editor; what cannot be read is not taken."""
    from ..agent.skill_types import as_yaml, from_yaml

    with _shelf() as shelf:
        before = shelf.get(name)
        text = click.edit(as_yaml(before), extension=".yaml")
        if text is None or text == as_yaml(before):
            click.echo("nothing was changed")
            return 0
        after = from_yaml(text, f"your version of {name}")
        fixed = {"name": before.name, "version": before.version + 1, "failures": 0}
        shelf.put(after.model_copy(update=fixed))
        click.echo(f"{name} is version {before.version + 1} now\nnext:  ainos skills show {name} --diff")
    return 0


@command.command("delete")
@click.argument("names", nargs=-1, required=True)
def delete(names: tuple[str, ...]) -> int:
    """Delete skills for good, with their older versions."""
    with _shelf() as shelf:
        for name in names:
            shelf.delete(name)
            click.echo(f"{name} is deleted")
    return 0


def _count(skill: Skill) -> int:
    return sum(len(part.steps) for part in skill.parts)


@contextmanager
def _shelf() -> Iterator[Shelf]:
    """Give the skills of the settings' profile."""
    from contextlib import closing

    from .config import load_settings, ready_home
    from .learned import shelf_of
    from .wiring import build_memory

    settings = load_settings()
    ready_home(settings)
    with ExitStack() as stack:
        yield shelf_of(settings, stack.enter_context(closing(build_memory(settings))))
