"""Kills a process that writes to the memory, again and again, and compares what it acknowledged with what is there.

The writer tells each change before and after the store has taken it. What was told as done must be there after the
kill; what was only begun may be there or not. Knows no file of the store.
"""

from __future__ import annotations

import json
import os
import random
import select
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from ..android_bridge.labels import Label
from ..memory.types import MemoryRow, MemoryStore, NoSuchRowError

if TYPE_CHECKING:
    import numpy as np

DIMENSIONS = 384
OPENING_S = 60.0
"""A memory that has not opened after this counts as one that does not open."""
_TOPICS = 40
_KILLED_OPENING = 0.1
"""Share of the kills that come while the memory opens."""
_FORGET, _EDIT, _REPLACE = 0.06, 0.16, 0.3
"""Shares of the kinds of change, heaped up; the rest are new rows."""


@dataclass(slots=True)
class Crashes:
    """What many kills did."""

    kills: int = 0
    acknowledged: int = 0
    """Changes told as done."""
    lost: list[str] = field(default_factory=list)
    """Acknowledged rows that are not there, or not as they were acknowledged."""
    returned: list[str] = field(default_factory=list)
    """Rows acknowledged as forgotten that are there."""
    unopened: int = 0
    kept: dict[str, str] = field(default_factory=dict)
    """Text by id of every acknowledged row that nobody began to forget."""
    stuck: int = 0
    """Processes that could not go on after the owner had been killed."""
    opening_s: list[float] = field(default_factory=list)


def embed(texts: Sequence[str]) -> np.ndarray[Any, Any]:
    """Return unit vectors of hashed words: the kills are not about meaning, and need no weights."""
    import numpy as np

    out = np.full((len(texts), DIMENSIONS), 1e-6, np.float32)
    for i, text in enumerate(texts):
        for word in text.lower().split():
            out[i, zlib.crc32(word.encode()) % DIMENSIONS] += 1
    unit: np.ndarray[Any, Any] = out / np.linalg.norm(out, axis=1, keepdims=True)
    return unit


# ---------------------------------------------------------------------- the process that is killed


def write_forever(folder: Path, seed: int, out: TextIO) -> None:
    """Open the memory, tell every row it holds, then change it at random and tell each change, until killed."""
    from ..memory.store import open_memory

    memory = open_memory(folder, embed)
    chance = random.Random(seed)
    live: list[str] = []
    for row in memory.rows(superseded=True):
        _tell(out, "has", row.id, row.text)
        live.append(row.id)
    _tell(out, "open", "", "")
    for number in range(10_000_000):
        _change(memory, chance, live, f"{seed:06d}-{number:06d}", out)


def _change(memory: MemoryStore, chance: random.Random, live: list[str], name: str, out: TextIO) -> None:
    dice = chance.random()
    if dice < _FORGET and len(live) > 5:
        gone = live.pop(chance.randrange(len(live)))
        versions = [row.id for row in memory.history(gone)]
        # Earlier versions go with it; what replaced it stays.
        doomed = versions[: versions.index(gone) + 1] if gone in versions else [gone]
        for row_id in doomed:
            _tell(out, "forgets", row_id, "")
        memory.forget(gone)
        for row_id in doomed:
            _tell(out, "forgot", row_id, "")
    elif dice < _EDIT and live:
        text = f"edited row {name}"
        row_id = chance.choice(live)
        try:
            live.append(memory.edit(row_id, text=text))
        except NoSuchRowError:
            # It went with another one, or the other process forgot it.
            live.remove(row_id)
            return
        _tell(out, "added", live[-1], text)
    else:
        row = _new_row(chance, name, replaces=dice < _REPLACE)
        live.append(memory.add(row))
        _tell(out, "added", live[-1], row.text)


def _new_row(chance: random.Random, name: str, *, replaces: bool) -> MemoryRow:
    if replaces:
        topic = f"topic {chance.randrange(_TOPICS)}"
        value = {"key": topic, "value": name}
        return MemoryRow("fact", f"{topic} is {name}", "", "user", Label.of_user(), time.time(), value)
    words = " ".join(chance.sample(("alarm", "note", "lunch", "call", "volume", "screen", "file"), 3))
    return MemoryRow("observation", f"row {name}: {words}", "run", "tool:test", Label.of_user(), time.time())


def _tell(out: TextIO, act: str, row_id: str, text: str) -> None:
    out.write(json.dumps([act, row_id, text]) + "\n")
    out.flush()


# ---------------------------------------------------------------------- the process that kills


class _Writer:
    """The writing process and the lines that it tells."""

    def __init__(self, folder: Path, seed: int) -> None:
        program = (
            "import sys, pathlib; from ainos.evals.memory_crash import write_forever;"
            "write_forever(pathlib.Path(sys.argv[1]), int(sys.argv[2]), sys.stdout)"
        )
        words = [sys.executable, "-c", program, str(folder), str(seed)]
        self._process = subprocess.Popen(words, stdout=subprocess.PIPE, bufsize=0)
        self._rest = b""

    def lines(self, patience_s: float) -> Iterator[list[str]]:
        """Yield whole lines as [act, id, text] until the process ends, or none comes when `patience_s` are over."""
        deadline = time.monotonic() + patience_s
        pipe = self._process.stdout
        assert pipe is not None
        while True:
            while b"\n" in self._rest:
                line, _, self._rest = self._rest.partition(b"\n")
                yield json.loads(line)
            if not select.select([pipe], [], [], max(0.0, deadline - time.monotonic()))[0]:
                return
            some = os.read(pipe.fileno(), 1 << 16)
            if not some:
                return
            self._rest += some

    def kill(self) -> Iterator[list[str]]:
        """Kill the process; yield what it told before, which may still be in the pipe. The second time nothing."""
        self._process.kill()
        self._process.wait()
        pipe = self._process.stdout
        if pipe is not None and not pipe.closed:
            yield from self.lines(1.0)
            pipe.close()


class _Ledger:
    """What was told as done, as begun and as forgotten, over all rounds."""

    def __init__(self) -> None:
        self.found = Crashes()
        self._wanted: dict[str, str] = {}
        self._unsure: set[str] = set()
        self._gone: set[str] = set()

    def note(self, told: list[str]) -> None:
        """Take down one line of the writer."""
        act, row_id, text = told
        if act == "added":
            self._wanted[row_id] = text
            self.found.acknowledged += 1
        elif act == "forgets":
            self._unsure.add(row_id)
        elif act == "forgot":
            self._gone.add(row_id)
            self._wanted.pop(row_id, None)
            self.found.acknowledged += 1

    def certain(self) -> dict[str, str]:
        """Return the acknowledged rows that must be there, text by id."""
        return {i: t for i, t in self._wanted.items() if i not in self._unsure}

    def compare(self, there: Mapping[str, str]) -> None:
        """Compare with the rows that a new opening has."""
        lost = [i for i, t in self.certain().items() if there.get(i) != t]
        self.found.lost += [f"{i}: wanted {self._wanted[i]!r}, found {there.get(i)!r}" for i in lost]
        back = [i for i in self._gone if i in there]
        self.found.returned += [f"{i}: {there[i]!r}" for i in back]
        # Each loss counts once.
        for row_id in lost:
            del self._wanted[row_id]
        self._gone.difference_update(back)


def crash(folder: Path, kills: int, *, seed: int = 0) -> Crashes:
    """Let a writer be killed `kills` times over one memory, then open it a last time; return what was found."""
    chance = random.Random(seed)
    ledger = _Ledger()
    for number in range(kills + 1):
        writer = _Writer(folder, seed * 1000 + number)
        try:
            _round(writer, chance, ledger, last=number == kills)
        finally:
            for told in writer.kill():
                ledger.note(told)
        ledger.found.kills += number < kills
    ledger.found.kept = ledger.certain()
    return ledger.found


def crash_owners(folder: Path, kills: int, *, seed: int = 0) -> Crashes:
    """Let two processes write to one memory and kill the owner, `kills` times; the other must go on.

    Every change that either of them told must be there for the next pair.
    """
    chance = random.Random(seed)
    ledger = _Ledger()
    for number in range(kills + 1):
        owner = _Writer(folder, seed * 1000 + 2 * number)
        other = None
        try:
            if _compared(owner, ledger) and number < kills:
                other = _Writer(folder, seed * 1000 + 2 * number + 1)
                _share(owner, other, chance, ledger)
        finally:
            for writer in (owner, other):
                for told in writer.kill() if writer else ():
                    ledger.note(told)
        ledger.found.kills += number < kills
    ledger.found.kept = ledger.certain()
    return ledger.found


def _share(owner: _Writer, other: _Writer, chance: random.Random, ledger: _Ledger) -> None:
    """Let both write, kill the owner, and see that the other goes on."""
    if not any(act == "open" for act, _, _ in other.lines(OPENING_S)):
        ledger.found.unopened += 1
        return
    for writer in (owner, other) * chance.randrange(1, 8):
        _listen(writer, chance.randrange(1, 12), ledger)
    for told in owner.kill():
        ledger.note(told)
    # What the pipe still holds was told before the kill; more than that must come.
    _listen(other, 1000, ledger, patience_s=0.0)
    ledger.found.stuck += _listen(other, 10, ledger, patience_s=OPENING_S) < 10


def _listen(writer: _Writer, count: int, ledger: _Ledger, *, patience_s: float = 10.0) -> int:
    """Take down up to `count` lines; return how many came."""
    heard = 0
    for told in writer.lines(patience_s):
        ledger.note(told)
        heard += 1
        if heard >= count:
            break
    return heard


def _compared(writer: _Writer, ledger: _Ledger) -> bool:
    """Compare what the writer found at its opening with what was acknowledged; return whether it opened."""
    began = time.monotonic()
    there: dict[str, str] = {}
    for act, row_id, text in writer.lines(OPENING_S):
        if act == "open":
            ledger.found.opening_s.append(time.monotonic() - began)
            ledger.compare(there)
            return True
        there[row_id] = text
    ledger.found.unopened += 1
    return False


def _round(writer: _Writer, chance: random.Random, ledger: _Ledger, *, last: bool) -> None:
    """Compare what the writer has with what was acknowledged, then let it write until the moment of the kill."""
    if not last and chance.random() < _KILLED_OPENING:
        deadline = time.monotonic() + chance.random() * 1.5
        while (left := deadline - time.monotonic()) > 0:
            if not _listen(writer, 1, ledger, patience_s=left):
                break
        return
    if not _compared(writer, ledger) or last:
        return
    _listen(writer, chance.randrange(1, 120), ledger)
    # The kill hits whatever the writer does a moment later.
    time.sleep(chance.random() * 0.01)
