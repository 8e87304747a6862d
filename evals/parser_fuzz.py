"""Coverage-guided fuzzing of what reads foreign bytes (SEC-39): an input that reaches new lines is kept and changed on.

A finding is an exception that is not the parser's own error, or a run of more than a second. Knows the parsers, no
phone; one process, no compiled part, so it is slow and runs for an hour as a scheduled job.
"""

from __future__ import annotations

import random
import shlex
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from .. import android_bridge
from ..android_bridge import apps, grammar, providers, settings, state
from ..android_bridge.errors import BridgeError
from ..android_bridge.fake import FakeDevice
from ..android_bridge.intents import broadcast_result, check_started
from ..android_bridge.picture import check_png
from ..android_bridge.screen_tree import elements_of, parse_tree
from ..android_bridge.shell import ShellResult
from ..android_bridge.strict_json import StrictJsonError, parse_json
from ..android_bridge.touch import touch_point
from ..tools import plugin_manifest
from ..tools.plugin_manifest import PluginError, parse_manifest

LONGEST_S = 1.0
_MOST_BYTES = 4096
_FOLDERS = (
    *(str(Path(path).resolve()) for path in android_bridge.__path__),
    str(Path(plugin_manifest.__file__).parent),
)
_TYPED = (BridgeError, StrictJsonError, PluginError)


@dataclass(frozen=True, slots=True)
class Parser:
    """One reader, some inputs that it knows, and words of its grammar."""

    read: Callable[[bytes], object]
    seeds: tuple[bytes, ...]
    words: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """An input that broke a parser."""

    parser: str
    data: bytes
    what: str


@dataclass(slots=True)
class Report:
    """What a run did."""

    runs: dict[str, int] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    """Transitions between lines that were reached."""
    findings: list[Finding] = field(default_factory=list)


def _tree(data: bytes) -> None:
    elements = elements_of(parse_tree(data))
    for element in elements[:20]:
        touch_point(element, elements)


def _quoted(data: bytes) -> None:
    text = data.decode("utf-8", "surrogateescape")
    if shlex.split(grammar.quote(text)) != [text]:
        raise AssertionError("a shell reads another word")


def _said(data: bytes) -> None:
    result = ShellResult("x", data, b"", 0)
    for check in (check_started, broadcast_result, providers.check_rows):
        try:
            check(result)
        except BridgeError:
            continue


def _rows(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    ids = providers.row_ids(text)
    for part in providers.split_rows(text, ids or [1, 2]) or [text]:
        providers.split_values(part, ["a", "b"])


def _state(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    state.read_state([text] * len(state.COMMANDS))
    settings.volume_of(text)
    apps.parse_apps(text)


_NODE = b'<node index="0" text="a" class="V" package="com.x" bounds="[0,0][9,9]" clickable="true"/>'
PARSERS: Mapping[str, Parser] = {
    "screen tree": Parser(
        _tree,
        (
            b'<hierarchy rotation="0">' + _NODE * 2 + b"</hierarchy>",
            b"<hierarchy><node>" + _NODE + b"</node></hierarchy>",
        ),
        (
            b"<!DOCTYPE x [",
            b"<!ENTITY a 'b'>",
            b"&a;",
            b"&#0;",
            b"<node",
            b"/>",
            b"</node>",
            b"bounds=",
            b"[-1,9999999]",
            b"<![CDATA[",
            b"]]>",
            b"<?xml",
            b"\xff\xfe",
            b"\xed\xa0\x80",
            b"scrollable='true'",
        ),
    ),
    "json": Parser(
        parse_json,
        (b'{"jsonrpc": "2.0", "result": [1, -2.5e3, null, true, "a\\u00e9"]}',),
        (b"[", b"]", b"{", b"}", b'"', b"\\", b"\\u", b"NaN", b"1e999", b'"a":', b",", b"-", b"0" * 50, b"\xff"),
    ),
    "picture": Parser(
        check_png, (FakeDevice().screenshot(),), (b"IHDR", b"IDAT", b"IEND", b"\0\0\0\0", b"\xff\xff\xff\xff", b"PLTE")
    ),
    "shell word": Parser(
        _quoted, (b"it's",), (b"'", b'"', b"\\", b"$(", b"`", b"\n", b"\0", b" ", b"#", b"\xf0\x9f\x98\x80")
    ),
    "shell answer": Parser(
        _said,
        (b'Broadcast completed: result=0, data="a"\n', b"Status: ok\n"),
        (b"Error", b"Exception", b"[ERROR]", b"result="),
    ),
    "rows": Parser(
        _rows, (b"Row: 0 _id=1, a=x, b=y\nRow: 1 _id=2, a=, b=\n",), (b"Row: ", b"_id=", b", a=", b", b=", b"\n")
    ),
    "state": Parser(
        _state,
        (b"mCurrentFocus=Window{1 u0 com.x/.A}\nlevel: 80\nPhysical size: 9x9\n", b"1773676800 -0700"),
        (
            b"mFocusedApp=ActivityRecord{1 u0 a/b t1}",
            b"scale: ",
            b"level: ",
            b"mRotation=",
            b"9" * 30,
            b"+9999",
            b"NULL",
        ),
    ),
    "manifest": Parser(
        lambda data: parse_manifest(data.decode("utf-8", "replace"), "x"),
        (b'[plugin]\nid = "dice"\nversion = "1.0.0"\napi = 1\nmodule = "m"\n[[tools]]\nname = "t"\n',),
        (b"[[", b"]]", b"=", b'"""', b"'", b"{", b"}", b"0x", b"1979-05-27", b"inf", b"\\u0000", b"risk = ", b"[a.b]"),
    ),
}


class _Lines:
    """Notes which line follows which, in the parsers' own files."""

    def __init__(self) -> None:
        self.seen: set[tuple[int, int, int]] = set()
        self.new = 0

    def __call__(self, frame: FrameType, event: str, _: Any) -> Any:
        if event != "call" or not frame.f_code.co_filename.startswith(_FOLDERS):
            return None
        code, last = id(frame.f_code), frame.f_lineno

        def line(inner: FrameType, kind: str, _: Any) -> Any:
            nonlocal last
            if kind == "line":
                step = (code, last, inner.f_lineno)
                last = inner.f_lineno
                if step not in self.seen:
                    self.seen.add(step)
                    self.new += 1
            return line

        return line


def fuzz(seconds: float, seed: int, names: Sequence[str] = ()) -> Report:
    """Change inputs for so long, the parsers in turn."""
    rng, report = random.Random(seed), Report()
    chosen = list(names or PARSERS)
    kept = {name: list(PARSERS[name].seeds) for name in chosen}
    lines = {name: _Lines() for name in chosen}
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        for name in chosen:
            parser = PARSERS[name]
            data = _changed(rng, rng.choice(kept[name]), parser.words, kept[name])
            before = lines[name].new
            problem = _run(parser.read, data, lines[name])
            report.runs[name] = report.runs.get(name, 0) + 1
            if problem:
                report.findings.append(Finding(name, data, problem))
            elif lines[name].new > before:
                kept[name].append(data)
    report.lines = {name: len(lines[name].seen) for name in chosen}
    return report


def _run(read: Callable[[bytes], object], data: bytes, lines: _Lines) -> str:
    """Return what went wrong, or an empty string."""
    started = time.process_time()
    sys.settrace(lines)
    try:
        read(data)
    except _TYPED:
        pass
    except (Exception, RecursionError) as error:  # noqa: BLE001  # anything else is what is looked for
        return f"{type(error).__name__}: {str(error)[:200]}"
    finally:
        sys.settrace(None)
    took = time.process_time() - started
    return f"took {took:.1f} s" if took > LONGEST_S else ""


def _changed(rng: random.Random, data: bytes, words: Sequence[bytes], others: Sequence[bytes]) -> bytes:
    """Return the input with one to four changes."""
    found = bytearray(data)
    for _ in range(rng.randint(1, 4)):
        at = rng.randint(0, len(found))
        match rng.randrange(7):
            case 0 if found:
                found[at % len(found)] ^= 1 << rng.randrange(8)
            case 1:
                del found[at : at + rng.randint(1, 16)]
            case 2 | 3:
                found[at:at] = rng.choice(words)
            case 4:
                found[at:at] = found[at : at + rng.randint(1, 40)] * rng.randint(1, 8)
            case 5:
                other = rng.choice(others)
                cut = rng.randint(0, len(other))
                found[at:] = other[cut:]
            case _:
                found[at:at] = bytes(rng.randrange(256) for _ in range(rng.randint(1, 4)))
    return bytes(found[:_MOST_BYTES])
