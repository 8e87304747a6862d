"""Skills as data: a wish with slots, and the calls that fulfilled it. The same form is the file that a person reads.

Values that stood in the user's words are slots, written `{time}`; what was read on the phone only names what is
touched. Knows no phone, no matching and no folder.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

SCHEMA = 1
_LARGEST_FILE_BYTES = 256 << 10
PLACE = re.compile(r"\{([a-z_]+\d*)\}")


class SkillError(Exception):
    """A skill cannot be read, found or used; the text says which and why. `hint` is the next command."""

    def __init__(self, message: str, hint: str = "ainos skills list") -> None:
        super().__init__(message)
        self.hint = hint


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Slot(_Strict):
    """A value of the user's words."""

    name: str = Field(pattern=r"^[a-z_]+\d*$")
    kind: str
    """A kind of tools/values.py, or `label`: words that name something on the screen."""
    example: str
    """What it was in the run that the skill was learned from."""


class Where(_Strict):
    """The screen that a step is decided on."""

    app: str
    page: str = ""
    """The activity's name without its package."""
    dialog: str = ""


class Target(_Strict):
    """What tells an element from the others. Texts may hold slots."""

    role: str
    """button, field, switch, row, text, …: what kind of thing it is."""
    id: str = ""
    """The resource id."""
    text: str = ""
    """Its own text or description, or the first text inside it."""
    contains: bool = False
    """`text` is only a part of what the element says."""
    beside: str = ""
    """A text in the same row, for something without words of its own."""
    was: Literal["", "on", "off"] = ""
    """How a switch stood: one that stands otherwise now is not touched."""
    nth: int = 0
    """Its number among elements that look the same, from 1; 0 where something else tells it."""
    of: int = 0
    """How many such elements there were."""
    place: str = ""
    """Its middle, as `50% 92%` of the screen."""


class Step(_Strict):
    """One call."""

    tool: str
    arguments: dict[str, str] = {}
    """The user's words, with slots for those that may differ; without the element's number."""
    where: Where | None = None
    target: Target | None = None
    """For screen calls that name an element, and for an answer: where it stands."""
    parts: str = ""
    """Of an answer: which of the target's texts, as `1` or `0-1`."""
    risk: int = 0
    """The risk class that it had; an element found in another way may not have a higher one."""
    read_phone: bool = False
    """Who decided it had read the phone's texts."""
    on_the_way: bool = False
    """A goal tool's call that only led to the rest, such as opening the app: what it proves is not the wish."""
    expects: str = ""
    """The post-condition, in the words of the run that it was learned from."""


class Part(_Strict):
    """One sub-goal: its words with slots, and how it was reached."""

    wish: str
    role: str = "act"
    shape: str = ""
    """What it waits for and takes from others, such as `when found 0` or `takes text 0`; empty for nothing."""
    slots: tuple[Slot, ...] = ()
    steps: tuple[Step, ...] = ()
    """Empty where it was not done in the run, because its condition did not hold."""

    @model_validator(mode="after")
    def _slots_are_known(self) -> Part:
        names = {slot.name for slot in self.slots}
        wished = set(PLACE.findall(self.wish))
        texts = [text for step in self.steps for text in (*step.arguments.values(), *_target_texts(step))]
        if wished != names:
            raise ValueError(f"the wish and the slots differ: {', '.join(sorted(wished ^ names))}")
        if missing := {name for text in texts for name in PLACE.findall(text)} - names:
            raise ValueError(f"a step uses a slot that the wish does not have: {', '.join(sorted(missing))}")
        return self

    @property
    def key(self) -> str:
        """What tells parts apart: the words, and the kinds of the slots."""
        kinds = {slot.name: slot.kind for slot in self.slots}
        return " ".join(PLACE.sub(lambda found: f"<{kinds[found[1]]}>", self.wish).casefold().split())


class Skill(_Strict):
    """A learned procedure."""

    schema_: int = Field(default=SCHEMA, alias="schema")
    name: str = Field(pattern=r"^[\w-]{1,80}$")
    version: int = 1
    goal: str
    """With slots."""
    learned_from: str
    """The run."""
    learned_at: str
    """Date and time of this machine."""
    taught_by: str = ""
    """Who decided the steps, such as `device` or `scripted`."""
    label: str = ""
    """Of the screens that it was learned on, as JSON."""
    failures: int = 0
    """Runs in a row that could not be finished with it."""
    parts: tuple[Part, ...] = Field(min_length=1)

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    @model_validator(mode="after")
    def _known_schema(self) -> Skill:
        if self.schema_ != SCHEMA:
            raise ValueError(f"schema {self.schema_} is unknown; this ainos reads {SCHEMA}")
        return self

    @property
    def key(self) -> str:
        """What tells skills apart."""
        return " ; ".join(f"{part.role} {part.shape} {part.key}" for part in self.parts)

    @property
    def is_aside(self) -> bool:
        """Whether it failed too often to be used."""
        return self.failures >= FAILURES


FAILURES = 2
"""A skill that failed so often in a row is set aside."""


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return a text with values for its slots."""
    return PLACE.sub(lambda found: values.get(found[1], found[0]), text)


def _target_texts(step: Step) -> tuple[str, ...]:
    return (step.target.text, step.target.beside) if step.target is not None else ()


def as_yaml(skill: Skill) -> str:
    """Return the skill as a file; `from_yaml` reads it back. What is not its default is left out."""
    import yaml

    body = skill.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    body = {"schema": SCHEMA, "name": skill.name, "version": skill.version, **body}
    return str(yaml.safe_dump(body, sort_keys=False, allow_unicode=True, width=110))


def from_yaml(text: str, source: str) -> Skill:
    """Return the skill of a file.

    Raises:
        SkillError: It is no YAML, uses tags or aliases, or breaks the schema; names the first fault.
    """
    import yaml

    if len(text.encode()) > _LARGEST_FILE_BYTES:
        raise SkillError(f"{source} is larger than {_LARGEST_FILE_BYTES:,} bytes")
    BaseLoader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        for event in yaml.parse(text, Loader=BaseLoader):
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) or _tagged(event):
                line = event.start_mark.line + 1 if event.start_mark is not None else 0
                raise SkillError(f"{source}:{line}: tags and aliases are not allowed")
        return Skill.model_validate(yaml.load(text, Loader=BaseLoader))
    except (yaml.YAMLError, RecursionError) as error:
        raise SkillError(f"{source} is no YAML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        raise SkillError(f"{source}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from error


def _tagged(event: Any) -> bool:
    return getattr(event, "tag", None) not in (None, "!")


def read_skill(path: Path) -> Skill:
    """Return the skill of a file on the disk; raises SkillError."""
    try:
        return from_yaml(path.read_text(encoding="utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise SkillError(f"{path} cannot be read: {error}") from error
