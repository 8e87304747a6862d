"""Where skills are kept: one readable file each in a folder, older versions beside them, and a row in the memory.

The row holds the user's words only. A skill whose row was forgotten is forgotten: its files go when they are next read.
"""

from __future__ import annotations

import difflib
import json
import os
import time
from collections.abc import Collection
from pathlib import Path

from ..android_bridge.labels import Label
from ..memory.types import DEFAULT_PROFILE, MemoryFailure, MemoryRow, MemoryStore, NoMemory
from .skill_types import Skill, SkillError, as_yaml, read_skill

_OLD = "older"
_ROWS = ".rows.json"
_READ = ".read.json"
"""What was read last, with the files' times and sizes: YAML is slow to read. The files count."""


class Shelf:
    """The skills of one person, by name."""

    def __init__(self, folder: Path, memory: MemoryStore | None = None, profile: str = DEFAULT_PROFILE) -> None:
        self.folder = folder
        self._memory = memory if memory is not None and not isinstance(memory, NoMemory) else None
        self._profile = profile
        self._read: dict[str, tuple[tuple[int, int], Skill]] = {}
        self.problems: list[str] = []
        """Files that cannot be used, each in one sentence."""

    def all(self) -> list[Skill]:
        """Return every skill, by name; files that cannot be used are left out and stand in `problems`."""
        self.problems, found = [], []
        rows = self._rows()
        if not self._read:
            self._recall_read()
        before = dict(self._read)
        for path in sorted(self.folder.glob("*.yaml")) if self.folder.is_dir() else ():
            if path.stem in rows and self._is_forgotten(rows[path.stem]):
                self._remove_files(path.stem)
                continue
            try:
                found.append(self._cached(path))
            except SkillError as error:
                self.problems.append(str(error))
        if self._read != before:
            self._keep_read()
        return found

    def get(self, name: str) -> Skill:
        """Return one skill; raises SkillError with the nearest names."""
        path = self.path(name)
        if not path.is_file():
            near = difflib.get_close_matches(name, [s.name for s in self.all()], n=3, cutoff=0.4)
            hint = f"; did you mean {', '.join(near)}?" if near else ""
            raise SkillError(f"there is no skill {name!r}{hint}")
        return read_skill(path)

    def path(self, name: str) -> Path:
        """Return the file of a skill's name."""
        if "/" in name or name.startswith("."):
            raise SkillError(f"{name!r} is no name of a skill")
        return self.folder / f"{name}.yaml"

    def put(self, skill: Skill) -> None:
        """Keep a skill; another version of it goes to the older ones. It is on the disk before this returns."""
        path = self.path(skill.name)
        self.folder.mkdir(parents=True, exist_ok=True)
        if path.is_file():
            try:
                before = read_skill(path)
            except SkillError:
                before = None
            if before is not None and before.version != skill.version:
                (self.folder / _OLD).mkdir(exist_ok=True)
                _write(self._older(skill.name, before.version), as_yaml(before))
        _write(path, as_yaml(skill))
        self._note(skill)

    def delete(self, name: str) -> None:
        """Forget a skill with its older versions and its row; raises SkillError where there is none."""
        if not self.path(name).is_file():
            self.get(name)
        row = self._rows().get(name)
        if row and self._memory is not None:
            self._memory.forget(row)
        self._remove_files(name)

    def history(self, name: str) -> list[Skill]:
        """Return the versions of a skill, oldest first."""
        newest = self.get(name)
        older = (self._older(name, version) for version in range(1, newest.version))
        return [*(read_skill(path) for path in older if path.is_file()), newest]

    def diff(self, name: str) -> str:
        """Return what the newest version changed, as a unified diff; empty for a first version."""
        versions = self.history(name)[-2:]
        return diff_of(*versions) if len(versions) > 1 else ""

    # ------------------------------------------------------------------ files and rows

    def _cached(self, path: Path) -> Skill:
        stat = path.stat()
        stamp = (stat.st_mtime_ns, stat.st_size)
        known = self._read.get(path.stem)
        if known is None or known[0] != stamp:
            known = self._read[path.stem] = (stamp, read_skill(path))
        return known[1]

    def _recall_read(self) -> None:
        try:
            kept = json.loads((self.folder / _READ).read_text(encoding="utf-8"))
            self._read = {
                str(name): ((int(row[0]), int(row[1])), Skill.model_validate(row[2])) for name, row in kept.items()
            }
        except (OSError, ValueError, TypeError, AttributeError, IndexError, KeyError):
            self._read = {}

    def _keep_read(self) -> None:
        names = {path.stem for path in self.folder.glob("*.yaml")}
        self._read = {name: row for name, row in self._read.items() if name in names}
        kept = {name: (*stamp, skill.model_dump(mode="json", by_alias=True, exclude_defaults=True))
                for name, (stamp, skill) in self._read.items()}  # fmt: skip
        _write(self.folder / _READ, json.dumps(kept, ensure_ascii=False))

    def _older(self, name: str, version: int) -> Path:
        return self.folder / _OLD / f"{name}.{version}.yaml"

    def _remove_files(self, name: str) -> None:
        for path in (self.path(name), *(self.folder / _OLD).glob(f"{name}.*.yaml")):
            path.unlink(missing_ok=True)
        self._read.pop(name, None)
        self._keep_read()
        self._write_rows({k: v for k, v in self._rows().items() if k != name})

    def _rows(self) -> dict[str, str]:
        """Return the memory's rows by the skills' names."""
        try:
            rows = json.loads((self.folder / _ROWS).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return {str(k): str(v) for k, v in rows.items()} if isinstance(rows, dict) else {}

    def _write_rows(self, rows: dict[str, str]) -> None:
        if self.folder.is_dir():
            _write(self.folder / _ROWS, json.dumps(rows, indent=0, ensure_ascii=False))

    def _is_forgotten(self, row: str) -> bool:
        if self._memory is None:
            return False
        try:
            return self._memory.get(row) is None
        except MemoryFailure:
            return False

    def _note(self, skill: Skill) -> None:
        """Keep the row by which the memory lists the skill and forgets it."""
        rows = self._rows()
        if self._memory is None or (skill.name in rows and not self._is_forgotten(rows[skill.name])):
            return
        examples = "; ".join(f"{slot.name} such as {slot.example}" for part in skill.parts for slot in part.slots)
        text = f"learned to do “{skill.goal}”{f' ({examples})' if examples else ''}"
        row = MemoryRow(
            "procedure", text, skill.learned_from, f"skill:{skill.name}", Label.of_user(), time.time(),
            {"skill": skill.name}, profile=self._profile,
        )  # fmt: skip
        try:
            row_id = self._memory.add(row)
        except MemoryFailure:
            return
        if row_id:
            self._write_rows({**rows, skill.name: row_id})


def diff_of(before: Skill, after: Skill) -> str:
    """Return the difference of two versions as a person reads it; examples and dates are left out."""
    old, new = (_shown(skill).splitlines() for skill in (before, after))
    was, now = (f"{skill.name} version {skill.version} ({skill.learned_at})" for skill in (before, after))
    return "\n".join(difflib.unified_diff(old, new, was, now, lineterm="", n=2))


def _shown(skill: Skill) -> str:
    return as_yaml(skill.model_copy(update={"version": 1, "learned_at": "", "learned_from": "", "failures": 0,
                                            "taught_by": "", "label": ""}))  # fmt: skip


def names_of(skills: Collection[Skill]) -> set[str]:
    """Return the names that are taken."""
    return {skill.name for skill in skills}


def _write(path: Path, text: str) -> None:
    """Write a file so that a crash leaves the old or the new one."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    with temporary.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.chmod(0o600)
    temporary.replace(path)
