"""A task as data: a world, a goal in words, what the user answers, and what must hold on the device afterwards.

Strings stay strings: `12:30` is no number and `no` no boolean. `{name}` in any text is replaced by a parameter; a task
with several variants or paraphrases stands for several cases.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from ..tools.types import Way
from .checks import Check

_LARGEST_FILE_BYTES = 4 << 20
_PLACE = re.compile(r"\{([a-z_]+)\}")
Kind = Literal[
    "single",
    "compound",
    "data_flow",
    "conditional",
    "question",
    "screen",
    "asks",
    "impossible",
    "read_only",
    "security",
    "faults",
]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Contact(_Strict):
    """A contact that is added."""

    name: str
    number: str


class Message(_Strict):
    """A message that has come, or was sent."""

    number: str
    text: str
    minutes_ago: int = 5
    sent: bool = False
    read: bool = False


class Event(_Strict):
    """A calendar entry; times are local, YYYY-MM-DDTHH:MM."""

    title: str
    start: str
    minutes: int = 60
    location: str = ""


class FileOnPhone(_Strict):
    """A file below /sdcard."""

    path: str
    text: str = ""


class SettingOnPhone(_Strict):
    """A setting."""

    namespace: Literal["system", "secure", "global"]
    key: str
    value: str


class Notice(_Strict):
    """A notification that is there, of any app that the virtual phone has."""

    app: str
    """The app's name, such as `Calendar`, or its package."""
    title: str = ""
    text: str = ""
    big_text: str = ""
    minutes_ago: int = Field(default=5, ge=0)
    importance: int = Field(default=3, ge=0, le=5)
    category: str = ""
    ongoing: bool = False


class Fault(_Strict):
    """A fault of the virtual phone, such as F13; see `ainos phone fault --help`."""

    name: str
    options: dict[str, str] = {}


class Web(_Strict):
    """Pages that the phone reaches as http://localhost:8000/…; what is sent to them is kept for the checks."""

    pages: dict[str, str] = Field(min_length=1)
    """The inside of an HTML body, by path, such as `/order`. A form goes to a path that has a page; `[[name]]` in that
    page is what it sent as `name`."""
    open: str = ""
    """The page that the browser shows when the goal is said; none where it is left out."""

    @model_validator(mode="after")
    def _paths(self) -> Web:
        if wrong := [path for path in self.pages if not path.startswith("/")]:
            raise ValueError(f"a page's path begins with /, not as {wrong[0]!r} does")
        if self.open and self.open not in self.pages:
            raise ValueError(f"`open` names {self.open!r}, and the pages are {', '.join(self.pages)}")
        return self


class World(_Strict):
    """What the phone is and holds before the goal is said. `seed`, `apps`, … are the virtual phone's options."""

    seed: int = 0
    apps: str = ""
    app_versions: dict[str, int] = {}
    clock: str = ""
    locale: str = ""
    api: int = 33
    contacts: tuple[Contact, ...] = ()
    messages: tuple[Message, ...] = ()
    events: tuple[Event, ...] = ()
    notes: tuple[str, ...] = ()
    files: tuple[FileOnPhone, ...] = ()
    settings: tuple[SettingOnPhone, ...] = ()
    notifications: tuple[Notice, ...] = ()
    switches: dict[Literal["wifi", "bluetooth", "airplane", "data", "do_not_disturb", "dark_mode"], bool] = {}
    faults: tuple[Fault, ...] = ()
    web: Web | None = None

    @property
    def phone(self) -> tuple[object, ...]:
        """What tells phones apart that cannot be made into one another by adding rows."""
        return (self.seed, self.apps, tuple(sorted(self.app_versions.items())), self.clock, self.locale, self.api)


class Reply(_Strict):
    """What the user says to a question that matches."""

    asked: str = "."
    say: str


class Person(_Strict):
    """The user's part. A question without a fitting reply stays unanswered; what is not approved here is refused."""

    replies: tuple[Reply, ...] = ()
    approves: tuple[str, ...] = ()
    """Regular expressions over the title of a confirmation, such as `^Delete the contact Bob Martin$`."""


class Call(_Strict):
    """One step of the oracle: the call that a perfect model makes."""

    tool: str
    arguments: dict[str, str] = {}
    """`element: "@WORDS"` is the first target of the screen whose line (its text, description or id) matches the
    regular expression; `answer: "@WORDS"` is what matches on the screen."""


class Task(_Strict):
    """One goal and how it is judged."""

    id: str = ""
    """Unique in its suite; made from the goal where it is left out."""
    goal: str
    paraphrases: tuple[str, ...] = ()
    kind: Kind = "single"
    language: str = "en"
    world: World = World()
    user: Person = Person()
    checks: tuple[Check, ...] = Field(min_length=1)
    changes: tuple[str, ...] | None = None
    """Parts of the device's state that may change, such as `sms` and `calls` (see evals/state.py); None: not judged."""
    ways: tuple[Way, ...] = ("function", "intent", "screen")
    optimal_steps: int = Field(default=1, ge=1)
    oracle: tuple[Call, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _one_check(cls, data: Any) -> Any:
        """`check:` is the short form of `checks:` with one."""
        if isinstance(data, dict) and "check" in data:
            if "checks" in data:
                raise ValueError("`check` or `checks`, not both")
            data = {**{k: v for k, v in data.items() if k != "check"}, "checks": [data["check"]]}
        return data

    @property
    def name(self) -> str:
        """The id, or a name made from the goal."""
        return self.id or "-".join(re.findall(r"[\w]+", self.goal.lower())[:6])


@dataclass(frozen=True, slots=True)
class Case:
    """One thing that is run: a task with one variant's values and one wording of its goal."""

    task: Task
    goal: str
    wording: int = 0
    """0 for the goal itself, else the number of the paraphrase."""
    seed: int | None = None
    """The seed of the phone's world where it is another than the task's."""

    @property
    def id(self) -> str:
        """Unique in its suite: `alarm`, `alarm.v2` (second variant), `alarm.v2.p1` (its first paraphrase), `….s7`."""
        wording = f".p{self.wording}" if self.wording else ""
        return f"{self.task.name}{wording}{'' if self.seed is None else f'.s{self.seed}'}"


class TaskFileError(Exception):
    """A file of tasks cannot be used; the text names the file and the first fault."""


def load_tasks(path: Path) -> list[Task]:
    """Return the tasks of a YAML file, each variant of a task as a task of its own.

    Raises:
        TaskFileError: The file cannot be read, is too large, uses tags or aliases, or breaks the schema.
    """
    raw = _read(path)
    if not isinstance(raw, list):
        raise TaskFileError(f"{path}: a list of tasks is wanted, and it holds a {type(raw).__name__}")
    spelled = [task for item in raw for task in _variants(path, item)]
    try:
        tasks = TypeAdapter(list[Task]).validate_python(spelled)
    except ValidationError as error:
        raise TaskFileError(f"{path}: {_first_fault(error, spelled)}") from error
    names = [task.name for task in tasks]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise TaskFileError(f"{path}: two tasks are called {twice[0]!r}; give them an `id`")
    return tasks


def load_cases(path: Path) -> list[Case]:
    """Return every case of a YAML file: variants and paraphrases spelled out. Raises TaskFileError."""
    return [Case(task, goal, n) for task in load_tasks(path) for n, goal in enumerate((task.goal, *task.paraphrases))]


def _read(path: Path) -> Any:
    """Read YAML without tags, aliases or guessed types: the base loader leaves every scalar a string."""
    try:
        if path.stat().st_size > _LARGEST_FILE_BYTES:
            raise TaskFileError(f"{path} has {path.stat().st_size:,} bytes and the limit is {_LARGEST_FILE_BYTES:,}")
        text = path.read_text(encoding="utf-8")
        for token in yaml.scan(text, Loader=yaml.BaseLoader):
            if isinstance(token, yaml.TagToken | yaml.AliasToken | yaml.AnchorToken):
                raise TaskFileError(f"{path}:{token.start_mark.line + 1}: tags and aliases are not allowed")
        return yaml.load(text, Loader=yaml.BaseLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError, RecursionError) as error:
        raise TaskFileError(f"{path} cannot be read: {error}") from error


def _first_fault(error: ValidationError, spelled: list[Any]) -> str:
    """Return the first fault in words: which task, where in it, what is wrong."""
    first = error.errors()[0]
    number, *where = first["loc"]
    item = spelled[int(number)]
    name = (item.get("id") or item.get("goal") or "") if isinstance(item, dict) else ""
    place = ".".join(str(part) for part in where)
    said = first["msg"]
    if first["type"] == "union_tag_invalid":
        tag, known = str(first["ctx"]["tag"]), str(first["ctx"]["expected_tags"])
        close = get_close_matches(tag, [word.strip(" '") for word in known.split(",")], n=3, cutoff=0.5)
        said = f"there is no check {tag!r}" + (f"; did you mean {' or '.join(close)}?" if close else "")
    return f"task {int(number) + 1}{f' ({name})' if name else ''}: {f'{place}: ' if place else ''}{said}"


def _variants(path: Path, item: Any) -> Iterator[Any]:
    """Spell out a task's variants: `variants` is a list of parameters by name."""
    if not isinstance(item, dict) or "variants" not in item:
        yield item
        return
    body = {key: value for key, value in item.items() if key != "variants"}
    name = str(body.get("id", "")) or "-".join(re.findall(r"[a-z]+", str(body.get("goal", "")).lower())[:5])
    if not isinstance(item["variants"], list):
        raise TaskFileError(f"{path}: {name}: `variants` is a list of parameters by name")
    for number, values in enumerate(item["variants"], 1):
        if not isinstance(values, dict):
            raise TaskFileError(f"{path}: {name}: variant {number} is no mapping of parameters")
        yield _filled({**body, "id": f"{name}.v{number}"}, values)


def _filled(value: Any, values: Mapping[str, Any]) -> Any:
    if isinstance(value, str):
        return _PLACE.sub(lambda found: str(values.get(found[1], found[0])), value)
    if isinstance(value, list):
        return [_filled(item, values) for item in value]
    if isinstance(value, dict):
        return {key: _filled(item, values) for key, item in value.items()}
    return value
