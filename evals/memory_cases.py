"""A case for the memory as data: what happens, what is asked then, and what must and must not come back.

Knows the shape of the case files and refuses anything else. Knows no store and no rule; memory_suite.py runs cases.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

DATA = Path(__file__).parent / "data"
SPLITS = ("tuning", "held_out")

CaseKind = Literal[
    "fact", "update", "scope", "procedure", "alias", "forget", "isolation", "poisoning", "abstention", "gap",
    "distractors", "secret",
]  # fmt: skip
LearnedKind = Literal["fact", "preference", "procedure", "alias"]


class _Strict(BaseModel):
    # A number or a bare `no` in the file where text is meant is a fault of the file, never turned into text.
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class _Event(_Strict):
    profile: str = "default"
    """Whose memory it happens in."""


class Say(_Event):
    """The user says something; the rules of writing decide what is kept."""

    do: Literal["say"]
    text: str


class Show(_Event):
    """The phone shows something that others may have written; the rules of writing decide what is kept."""

    do: Literal["show"]
    text: str
    source: str
    """Such as `sms:+14155550102`, `screen:com.android.chrome`, `tool:read_messages`."""
    secrecy: Literal["public", "personal", "sensitive", "secret"] = "personal"


class Add(_Event):
    """The user adds a row by hand, as `ainos memory add` does."""

    do: Literal["add"]
    kind: LearnedKind
    text: str
    value: dict[str, str] = {}
    scope: str = ""
    valid_days: float | None = None
    """Days after which it no longer holds; nothing means for ever."""


class Summarise(_Event):
    """The agent writes a summary of the rows whose text holds `of`."""

    do: Literal["summarise"]
    of: str
    text: str


class Wait(_Strict):
    """Days go by."""

    do: Literal["wait"]
    days: float


class Edit(_Event):
    """The user gives the only row whose text holds `match` another text."""

    do: Literal["edit"]
    match: str
    text: str


class Forget(_Event):
    """The user has every row forgotten whose text holds `match`."""

    do: Literal["forget"]
    match: str


class Reopen(_Strict):
    """The memory is closed and opened again."""

    do: Literal["reopen"]


class Distract(_Event):
    """Many rows about other things come in."""

    do: Literal["distract"]
    rows: int
    language: Literal["en", "zh"] = "en"


Step = Annotated[
    Say | Show | Add | Summarise | Wait | Edit | Forget | Reopen | Distract,
    Field(discriminator="do"),
]


class Ask(_Strict):
    """One question to the memory; texts are looked for in a row's text and value, in any case."""

    query: str
    profile: str = "default"
    in_app: str = ""
    """Package of the app in front."""
    daytime: Literal["", "morning", "afternoon", "evening", "night"] = ""
    kinds: list[LearnedKind] = []
    """Only rows of these kinds; nothing means all."""
    recalled: list[str] = []
    """Each must stand in some row."""
    first: str = ""
    """Must stand in the first row."""
    absent: list[str] = []
    """None may stand in any row."""
    nothing: bool = False
    """No row may come."""


class Alias(_Strict):
    """A name that must lead to a contact, by a row of the user's own."""

    name: str
    contact: str
    profile: str = "default"


class Case(_Strict):
    """What happens and how the memory must stand afterwards."""

    id: str
    kind: CaseKind
    language: Literal["en", "zh"]
    steps: list[Step]
    asks: list[Ask] = []
    aliases: list[Alias] = []
    no_alias: list[str] = []
    """Names that must lead nowhere."""
    superseded: list[str] = []
    """Texts kept as history and no longer in force."""
    learned_nothing: bool = False
    """No fact, preference, procedure or alias may be kept."""
    residue: list[str] = []
    """Texts that no file of the memory may hold at the end, in any encoding."""
    poison: list[str] = []
    """Texts from others that no trusted row and no preference, procedure or alias may hold."""


class CaseFileError(Exception):
    """A file of cases cannot be used."""


def load_cases(split: str) -> list[Case]:
    """Return the cases of one part, `tuning` or `held_out`; to tuning belong those among many distractors.

    Raises:
        CaseFileError: Names the file and its first fault.
    """
    more = read_cases(DATA / "memory_distractors.yaml") if split == "tuning" else []
    return [*read_cases(DATA / f"memory_{split}.yaml"), *more]


def read_cases(path: Path) -> list[Case]:
    """Return the cases of a YAML file.

    Raises:
        CaseFileError: The file cannot be read, breaks the schema, or uses an id twice.
    """
    try:
        cases = TypeAdapter(list[Case]).validate_python(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError) as error:
        raise CaseFileError(f"{path} cannot be read: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        raise CaseFileError(f"{path}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    seen: set[str] = set()
    for case in cases:
        if case.id in seen:
            raise CaseFileError(f"{path}: the id {case.id} is used twice")
        if not _judges(case):
            raise CaseFileError(f"{path}: {case.id} checks nothing")
        seen.add(case.id)
    return cases


def _judges(case: Case) -> bool:
    asked = any(a.recalled or a.first or a.absent or a.nothing for a in case.asks)
    other = case.aliases or case.no_alias or case.superseded or case.residue or case.poison
    return bool(asked or other or case.learned_nothing)
