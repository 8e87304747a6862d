"""A task as data: a goal in words and a check of the device's state. Strings stay strings."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError


class _Check(BaseModel):
    model_config = ConfigDict(extra="forbid")


class AlarmCheck(_Check):
    """An enabled alarm at HH:MM."""

    kind: Literal["alarm"]
    time: str
    label: str = ""


class TimerCheck(_Check):
    """A running timer of this length."""

    kind: Literal["timer"]
    seconds: int


class StopwatchCheck(_Check):
    """The stopwatch runs, or not."""

    kind: Literal["stopwatch"]
    running: bool


class SmsCheck(_Check):
    """Exactly one message with this number and text was sent."""

    kind: Literal["sms"]
    number: str
    text: str


class CallCheck(_Check):
    """A call to this number was placed."""

    kind: Literal["call"]
    number: str


class ContactCheck(_Check):
    """A contact with this name and number exists."""

    kind: Literal["contact"]
    name: str
    number: str


class EventCheck(_Check):
    """A calendar entry with this title (in any case) begins at this local time."""

    kind: Literal["event"]
    title: str
    start: str


class NoteCheck(_Check):
    """A note holds this text (in any case)."""

    kind: Literal["note"]
    text: str


class SwitchCheck(_Check):
    """A system switch stands like this."""

    kind: Literal["switch"]
    switch: Literal["wifi", "bluetooth", "airplane", "data", "do_not_disturb", "dark_mode", "battery_saver"]
    on: bool


class SettingCheck(_Check):
    """A numeric setting stands at this percentage of 255."""

    kind: Literal["setting"]
    namespace: Literal["system", "secure", "global"]
    key: str
    percent_of_255: int


class VolumeCheck(_Check):
    """A volume stands at this percentage."""

    kind: Literal["volume"]
    stream: Literal["media", "ring", "alarm", "call", "notification"]
    level: int


class ForegroundCheck(_Check):
    """This app is in front."""

    kind: Literal["foreground"]
    package: str


class AnswerCheck(_Check):
    """The answer matches every regular expression, and the run changed nothing."""

    kind: Literal["answer"]
    words: list[str]


Check = Annotated[
    AlarmCheck | TimerCheck | StopwatchCheck | SmsCheck | CallCheck | ContactCheck | EventCheck | NoteCheck
    | SwitchCheck | SettingCheck | VolumeCheck | ForegroundCheck | AnswerCheck,
    Field(discriminator="kind"),
]  # fmt: skip


class Task(BaseModel):
    """One goal and how it is judged."""

    model_config = ConfigDict(extra="forbid")

    goal: str
    check: Check


class TaskFileError(Exception):
    """A file of tasks cannot be used."""


def load_tasks(path: Path) -> list[Task]:
    """Return the tasks of a YAML file; TaskFileError names the file and the first fault."""
    try:
        # The base loader leaves every scalar a string: `12:30` is no number and `no` no boolean.
        raw = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
        return TypeAdapter(list[Task]).validate_python(raw)
    except (OSError, yaml.YAMLError) as error:
        raise TaskFileError(f"{path} cannot be read: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        raise TaskFileError(f"{path}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from error
