"""Does a shell ever interpret what a user, a model or a screen said? (SEC-30) Asked of a real POSIX sh.

Each case gives one hostile text to one method of the bridge; `shell_oracle` hands the command line to sh, whose
commands log their argv. Right is: argv is the intended one to the character, or the text was refused and nothing was
sent.
"""

from __future__ import annotations

import base64
import json
import random
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from ..android_bridge.errors import BadValueError, CommandFailedError, TextEntryError, TicketError
from ..android_bridge.hands import AdbHands
from ..android_bridge.link import Link
from ..android_bridge.observe import Screen
from ..android_bridge.permit import Permit, permitted
from ..android_bridge.targets import AppsTarget
from ..android_bridge.tickets import TicketOffice
from ..android_bridge.types import Intent
from .shell_oracle import FakeHost, serve_host

APP = "com.x"
KEYBOARD = "com.github.uiautomator/.AdbKeyboard"
_SIGNS = "'\"`\\$;&|<>\n\r\t\x0b*?~#!()%-=:, \x7f\x01\0\ud83d\u200d\u202e\u200b\u2028\u0085\ufeffé"
_NASTY = [
    *_SIGNS, "$(touch pwned)", "`touch pwned`", "${HOME}", "$((1+1))", "||", "&&", "> pwned", "\x1b[2J", "[a]", "{a,b}",
    "%s", "%n", "--", "-n", "--es", "\\:", "''", "'\\''", "'; touch pwned; '", '"; touch pwned; "', "\ntouch pwned\n",
    "", "e\u0301", "中文", "עברית", "😀", "/../", "..", "/", "OR 1=1", "' OR ''='", "'); DROP TABLE sms; --", "a" * 500,
]  # fmt: skip


def hostile_text(rng: random.Random) -> str:
    """Return one text: pieces that shells, `am`, `content` and SQL know, and characters of all planes."""
    parts = []
    for _ in range(rng.randint(0, 6)):
        if rng.random() < 0.7:
            parts.append(rng.choice(_NASTY))
        else:
            parts += [chr(rng.choice([rng.randrange(0x20), rng.randrange(0x300), rng.randrange(0x110000)]))]
    return "".join(parts)


@dataclass(frozen=True, slots=True)
class Failure:
    """A text that a shell or a reader behind it took for something else."""

    kind: str
    text: str
    seen: str


@dataclass(slots=True)
class Report:
    """What the cases gave."""

    cases: int = 0
    refused: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    failures: list[Failure] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Bench:
    """Hands on a fake host, with a permission that lives as long as the bench."""

    host: FakeHost
    link: Link
    hands: AdbHands
    permit: Permit

    def field_is_shown(self, keeps: str) -> None:
        """Put a focused text field on the screen whose text reads back as `keeps`, and which set-text cannot fill."""
        self.host.rpc = {
            "dumpWindowHierarchy": lambda _: (
                '<hierarchy><node package="com.x" bounds="[0,0][1080,2400]"><node package="com.x" focused="true" '
                'class="android.widget.EditText" bounds="[0,0][100,100]"/></node></hierarchy>'
            ),
            "getText": lambda _: keeps if self.host.argvs and self.host.argvs[-1][:1] == ["am"] else "",
        }


@contextmanager
def bench() -> Iterator[Bench]:
    """Give a bench; its folder and its server are gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="ainos-injection-") as folder, serve_host(Path(folder)) as host:
        host.answers = {
            "am start": b"Status: ok\n",
            "am broadcast": b"Broadcast completed: result=0\n",
            "content query": b"No result found.\n",
            "ime list": f"{KEYBOARD}\n".encode(),
        }
        office, link = TicketOffice(), Link(host.server, "fake-1")
        ticket = office.issue("injection", {}, task="run", target=AppsTarget(frozenset({APP})))
        with permitted(office, ticket, "injection", {}, task="run") as permit:
            yield Bench(host, link, AdbHands(permit, link, Screen(link)), permit)


def run_cases(count: int, seed: int) -> Report:
    """Run `count` cases, the kinds in turn."""
    rng, report = random.Random(seed), Report()
    with bench() as on:
        names = sorted(KINDS)
        for number in range(count):
            kind, text = names[number % len(names)], hostile_text(rng)
            run_case(on, kind, text, report)
        left = [path.name for path in (on.host.folder / "cwd").iterdir()]
        if left:
            report.failures.append(Failure("files", "", f"commands left files behind: {left[:5]}"))
    return report


def run_case(on: Bench, kind: str, text: str, report: Report) -> None:
    """Give one text to one method and judge what the shell saw."""
    on.host.forget()
    on.host.files.clear()
    report.cases += 1
    report.kinds[kind] += 1
    refused = False
    try:
        right, seen = KINDS[kind](on, text)
    except (BadValueError, TextEntryError, TicketError):  # another app's name is outside of the permission
        refused, seen = True, _acts(on.host)
        right = not seen
    report.refused += refused
    if not right:
        report.failures.append(Failure(kind, text, repr(seen)[:300]))


def _acts(host: FakeHost) -> list[list[str]]:
    """Return the argvs of commands that change something."""
    looks = ({"content", "query"}, {"settings", "get"}, {"ime", "list"})
    return [argv for argv in host.argvs if set(argv[:2]) not in looks and argv[0] not in ("dumpsys", "grep")]


Judged = tuple[bool, object]


def _extra(on: Bench, text: str) -> Judged:
    on.hands.start_activity(Intent(action="a.b", extras={"k": text}))
    seen = _acts(on.host)
    return seen == [["am", "start", "-W", "-a", "a.b", "--es", "k", text]], seen


def _extra_list(on: Bench, text: str) -> Judged:
    on.hands.broadcast(Intent(action="a.b", package=APP, extras={"k": (text, "b")}))
    seen = _acts(on.host)
    return seen == [["am", "broadcast", "-a", "a.b", "-p", APP, "--esa", "k", f"{text},b"]], seen


def _data(on: Bench, text: str) -> Judged:
    on.hands.start_activity(Intent(action="a.b", data=f"sms:{text}"))
    seen = _acts(on.host)
    return seen == [["am", "start", "-W", "-a", "a.b", "-d", f"sms:{text}"]], seen


def _row(on: Bench, text: str) -> Judged:
    on.hands.insert("content://sms", {"body": text})
    seen = _acts(on.host)
    right = len(seen) == 1 and seen[0][:5] == ["content", "insert", "--uri", "content://sms", "--bind"]
    return right and len(seen[0]) == 6 and _bound(seen[0][5]) == ("body", "s", text), seen


def _bound(word: str) -> tuple[str, str, str]:
    """Read a binding as Android 11's `content` does: colons part, a backslash takes the next character as it is."""
    parts: list[str] = []
    current, position = "", 0
    while position < len(word):
        if word[position] == "\\" and position + 1 < len(word):
            current += word[position + 1]
            position += 2
        elif word[position] == ":" and len(parts) < 2:
            parts.append(current)
            current, position = "", position + 1
        else:
            current += word[position]
            position += 1
    return parts[0], parts[1], current


def _where(on: Bench, text: str) -> Judged:
    on.hands.delete("content://sms", match={"body": text, "_id": 7})
    seen = _acts(on.host)
    if len(seen) != 1 or seen[0][:5] != ["content", "delete", "--uri", "content://sms", "--where"]:
        return False, seen
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE t (_id INTEGER, body TEXT)")
    database.executemany("INSERT INTO t VALUES (?,?)", [(7, text), (8, text), (7, text + "x"), (7, "")])
    found = database.execute(f"SELECT _id, body FROM t WHERE {seen[0][5]}").fetchall()
    database.close()
    return set(found) == {(7, text)} and len(seen[0]) == 6, seen


def _setting(on: Bench, text: str) -> Judged:
    with suppress(CommandFailedError):  # it is read back, and this host keeps nothing
        on.hands.put_setting("system", "k", text)
    seen = _acts(on.host)
    return seen == [["settings", "put", "system", "k", text]], seen


def _removed(on: Bench, text: str) -> Judged:
    path = f"/sdcard/{text}"
    on.host.files[path.rstrip("/").encode("utf-8", "surrogatepass")] = b"x"
    with suppress(CommandFailedError):  # the stub removes nothing
        on.hands.delete_file(path)
    seen = _acts(on.host)
    return seen == [["rm", "-f", "--", path.rstrip("/")]], seen


def _written(on: Bench, text: str) -> Judged:
    path = f"/sdcard/{text}/f"
    on.hands.write_file(path, b"data")
    return not _acts(on.host) and on.host.files == {path.encode(): b"data"}, on.host.files


def _typed(on: Bench, text: str) -> Judged:
    on.field_is_shown(text)
    try:
        on.hands.type_text(text)
    finally:
        on.host.rpc = {}
    coded = base64.b64encode(text.encode()).decode()
    words = ["am", "broadcast", "-a", "ADB_KEYBOARD_INPUT_TEXT", "--es", "text", coded]
    seen = _acts(on.host)
    return not text or words in seen or not seen, seen


def _function(on: Bench, text: str) -> Judged:
    body = json.dumps({"text": text}, ensure_ascii=False)
    argv = ["cmd", "app_function", "execute-app-function", "--package", APP, "--parameters", body]
    on.link.shell.act(on.permit, *argv)
    seen = _acts(on.host)
    return seen == [argv] and json.loads(seen[0][-1]) == {"text": text}, seen


def _name(on: Bench, text: str) -> Judged:
    on.hands.stop_app(f"{APP}{text}")
    seen = _acts(on.host)
    return not text and seen == [["am", "force-stop", APP]], seen


KINDS: Mapping[str, Callable[[Bench, str], Judged]] = {
    "intent extra": _extra,
    "intent extra, list": _extra_list,
    "intent data": _data,
    "row": _row,
    "where": _where,
    "setting": _setting,
    "path removed": _removed,
    "path written": _written,
    "typed text": _typed,
    "app function": _function,
    "package": _name,
}
