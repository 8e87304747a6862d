"""Runs awk programs that were read: records, fields, variables, arrays, output and the functions that awk has.

Knows: what a program can see and change while it runs. Does not know: the language (awk_parser.py) or the shell.
A program gets a second in one go: what never ends must not stop the phones that share this process.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable

from ..bounded_regex import BoundedPattern
from .awk_values import UNSET, Outside, Unset, Value, number, short, text
from .io import MEMORY_BYTES, UsageProblem
from .regexes import compile_posix

SLICE_S = 1.0
_CHECK_EVERY = 512
_DEEPEST = 200

Array = dict[str, Value]
Expression = Callable[["Machine"], Value]
Statement = Callable[["Machine"], None]


class Next(Exception):
    """Go on with the next record."""


class Break(Exception):
    """Leave the loop."""


class Continue(Exception):
    """Begin the loop's next turn."""


class Exit(Exception):
    """End the program."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Return(Exception):
    """Leave a function."""

    def __init__(self, value: Value) -> None:
        super().__init__()
        self.value = value


class Machine:
    """The state of one running program. read: gives the text of a file, or None; lines: the records still to come."""

    def __init__(self, variables: dict[str, Value | Array], read: Callable[[str], str | None]) -> None:
        """Start with these variables; awk's own have their usual values."""
        self.variables: dict[str, Value | Array] = {
            "NR": 0.0, "NF": 0.0, "FNR": 0.0, "FS": " ", "OFS": " ", "ORS": "\n", "RS": "\n", "SUBSEP": "\x1c",
            "CONVFMT": "%.6g", "OFMT": "%.6g", "RSTART": 0.0, "RLENGTH": -1.0, "FILENAME": "", **variables,
        }  # fmt: skip
        self.frames: list[dict[str, Value | Array]] = []
        self.output: list[str] = []
        self.files: dict[str, tuple[str, bool]] = {}
        """What was printed to files, by name: (text, whether it is put at the end of what the file had)."""
        self.lines: list[str] = []
        self.code = 0
        self._fields: list[Value] = [Outside("")]
        self._read = read
        self._sources: dict[str, list[str] | None] = {}
        self._patterns: dict[str, BoundedPattern] = {}
        self._random, self._seed = random.Random(0), 0.0
        self._steps = self._size = 0
        self._deadline = 0.0

    # ── time ──

    def begin_slice(self) -> None:
        """Give the program its second anew; the others had their turn."""
        self._deadline = time.monotonic() + SLICE_S
        self._patterns.clear()

    def step(self) -> None:
        """Count a statement or a turn of a loop. Raises UsageProblem when the second is over."""
        self._steps += 1
        if self._steps % _CHECK_EVERY == 0 and time.monotonic() > self._deadline:
            raise UsageProblem(f"this phone gives up on a program that takes more than {SLICE_S:.0f} s in one go", 2)

    # ── variables ──

    def get(self, name: str, local: bool) -> Value:
        """Return a variable's value. Raises UsageProblem for an array."""
        value = (self.frames[-1] if local else self.variables).get(name, UNSET)
        if isinstance(value, dict):
            raise UsageProblem(f"can't read value of {name}; it's an array name.", 2)
        return value

    def put(self, name: str, local: bool, value: Value) -> None:
        """Set a variable; setting NF rebuilds the record."""
        place = self.frames[-1] if local else self.variables
        if isinstance(place.get(name), dict):
            raise UsageProblem(f"can't assign to {name}; it's an array name.", 2)
        place[name] = value
        if name == "NF" and not local:
            self._resize(int(number(value)))

    def array(self, name: str, local: bool) -> Array:
        """Return an array, made on first use."""
        place = self.frames[-1] if local else self.variables
        found = place.get(name, UNSET)
        if isinstance(found, Unset):
            found = place[name] = {}
        if not isinstance(found, dict):
            raise UsageProblem(f"can't use {name} as array", 2)
        return found

    def call(self, run: Statement, frame: dict[str, Value | Array]) -> Value:
        """Run a function's body with its own variables. Raises UsageProblem when calls go too deep."""
        if len(self.frames) >= _DEEPEST:
            raise UsageProblem("function calls nested too deeply", 2)
        self.frames.append(frame)
        try:
            run(self)
        except Return as leaving:
            return leaving.value
        finally:
            self.frames.pop()
        return UNSET

    # ── records and fields ──

    def take(self, record: str) -> None:
        """Make this the present record."""
        self._fields = [Outside(record), *self.split(record, text(self.get("FS", False)))]
        self.variables["NF"] = float(len(self._fields) - 1)

    def count(self) -> None:
        """Count a record that was read."""
        for name in ("NR", "FNR"):
            self.variables[name] = number(self.get(name, False)) + 1

    def split(self, line: str, separator: str) -> list[Value]:
        """Return the fields of a text."""
        if separator == " ":
            return [Outside(part) for part in line.split()]
        if not line:
            return []
        if separator == "":
            return [Outside(char) for char in line]
        if len(separator) == 1:
            return [Outside(part) for part in line.split(separator)]
        return [Outside(part) for part in self._parts(separator, line)]

    def pattern(self, source: str) -> BoundedPattern:
        """Return a compiled pattern. Raises UsageProblem when it is malformed."""
        found = self._patterns.get(source)
        if found is None:
            found = self._patterns[source] = compile_posix(source, extended=True)
        return found

    def _parts(self, separator: str, line: str) -> list[str]:
        parts, at = [], 0
        for found in self.pattern(separator).finditer(line):
            if found.end() > found.start():
                parts.append(line[at : found.start()])
                at = found.end()
        return [*parts, line[at:]]

    def field(self, at: float) -> Value:
        """Return $at; empty beyond the last."""
        if at < 0:
            raise UsageProblem(f"trying to access out of range field {int(at)}", 2)
        return self._fields[int(at)] if at < len(self._fields) else UNSET

    def put_field(self, at: float, value: Value) -> None:
        """Set $at: the record is put together again; setting $0 splits it again."""
        if at == 0:
            self.take(text(value))
            return
        if at < 0 or at > 100_000:
            raise UsageProblem(f"trying to access out of range field {int(at)}", 2)
        if at >= len(self._fields):
            self._resize(int(at))
        self._fields[int(at)] = value
        self._join()

    def _resize(self, count: int) -> None:
        if not 0 <= count <= 100_000:
            raise UsageProblem(f"trying to access out of range field {count}", 2)
        self._fields = (self._fields + [Outside("")] * count)[: count + 1]
        self.variables["NF"] = float(count)
        self._join()

    def _join(self) -> None:
        form = text(self.get("CONVFMT", False))
        parts = (text(part, form) for part in self._fields[1:])
        self._fields[0] = Outside(short(text(self.get("OFS", False)).join(parts)))

    def next_line(self, name: str | None) -> str | None:
        """Return the next record of the input (None) or of a file, or None at the end.

        Raises:
            FileNotFoundError: The file cannot be read.
        """
        if name is None:
            return self.lines.pop() if self.lines else None
        if name not in self._sources:
            content = self._read(name)
            self._sources[name] = None if content is None else self.records(content)[::-1]
        rest = self._sources[name]
        if rest is None:
            raise FileNotFoundError(name)
        return rest.pop() if rest else None

    def records(self, content: str) -> list[str]:
        """Split a file's text by RS: a character, an empty one for paragraphs, or a pattern."""
        separator = text(self.get("RS", False))
        if not content:
            return []
        if separator == "":
            return [part for part in self._parts("\n\n+", content.strip("\n")) if part]
        if len(separator) > 1:
            return self._parts(separator, content.removesuffix("\n"))
        return content.removesuffix(separator).split(separator)

    # ── output ──

    def write(self, words: str, name: str | None, append: bool) -> None:
        """Print to standard output (None) or to a file. Raises UsageProblem when it becomes too much."""
        self._size += len(words)
        if self._size > MEMORY_BYTES:
            raise UsageProblem("out of memory", 2)
        if name is None:
            self.output.append(words)
        else:
            before, kept = self.files.get(name, ("", append))
            self.files[name] = (before + words, kept)

    def close(self, name: str) -> float:
        """Forget how far a file was read."""
        return 0.0 if self._sources.pop(name, None) is not None or name in self.files else -1.0

    # ── chance ──

    def rand(self) -> float:
        """Return the next number from 0 to 1; the same ones in each run, as awk does."""
        return self._random.random()

    def srand(self, seed: float) -> float:
        """Take another seed and return the last one."""
        last, self._seed = self._seed, seed
        self._random.seed(seed)
        return last
