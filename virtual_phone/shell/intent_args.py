"""Reads an intent from command arguments, as `am` and `cmd package` understand them.

Knows: every option of Intent.parseCommandArgs. Does not know: what is done with the intent.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from ..intents import LAUNCHER, MAIN, VIEW, Intent


class BadIntent(ValueError):
    """The arguments do not make an intent; the text is Android's."""


@dataclass(slots=True)
class ParsedIntent:
    """An intent and the options that belong to the command, by their letters or long names."""

    intent: Intent
    options: dict[str, str] = field(default_factory=dict)


def _boolean(text: str) -> bool:
    lowered = text.lower()
    if lowered in ("true", "t"):
        return True
    if lowered in ("false", "f"):
        return False
    try:
        return int(text, 0) != 0
    except ValueError:
        raise BadIntent(f"Invalid boolean value: {text}") from None


def _integer(text: str) -> int:
    try:
        return int(text, 0)
    except ValueError:
        raise BadIntent(f'For input string: "{text}"') from None


def _decimal(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise BadIntent(f'For input string: "{text}"') from None


def _listed(kind: Callable[[str], Any]) -> Callable[[str], Any]:
    return lambda text: [kind(piece.strip()) for piece in text.split(",")]


def _strings(text: str) -> list[str]:
    """Split at commas that no backslash stands before."""
    pieces, current, at = [], "", 0
    while at < len(text):
        if text[at] == "\\" and text[at + 1 : at + 2] == ",":
            current += ","
            at += 2
            continue
        if text[at] == ",":
            pieces.append(current)
            current = ""
        else:
            current += text[at]
        at += 1
    return [*pieces, current]


_EXTRAS: dict[str, Callable[[str], Any]] = {
    "-e": str, "--es": str, "--ez": _boolean, "--ei": _integer, "--el": _integer, "--ef": _decimal, "--ed": _decimal,
    "--eu": str, "--ecn": str, "--eia": _listed(_integer), "--eial": _listed(_integer), "--ela": _listed(_integer),
    "--elal": _listed(_integer), "--efa": _listed(_decimal), "--efal": _listed(_decimal), "--eda": _listed(_decimal),
    "--edal": _listed(_decimal), "--esa": _strings, "--esal": _strings,
}  # fmt: skip
_FLAGS = {
    "--grant-read-uri-permission": 0x1, "--grant-write-uri-permission": 0x2, "--exclude-stopped-packages": 0x10,
    "--include-stopped-packages": 0x20, "--debug-log-resolution": 0x8, "--activity-brought-to-front": 0x00400000,
    "--activity-clear-top": 0x04000000, "--activity-clear-when-task-reset": 0x00080000,
    "--activity-exclude-from-recents": 0x00800000, "--activity-launched-from-history": 0x00100000,
    "--activity-multiple-task": 0x08000000, "--activity-no-animation": 0x00010000,
    "--activity-no-history": 0x40000000, "--activity-no-user-action": 0x00040000,
    "--activity-previous-is-top": 0x01000000, "--activity-reorder-to-front": 0x00020000,
    "--activity-reset-task-if-needed": 0x00200000, "--activity-single-top": 0x20000000,
    "--activity-clear-task": 0x00008000, "--activity-task-on-home": 0x00004000,
    "--activity-match-external": 0x800, "--receiver-registered-only": 0x40000000,
    "--receiver-replace-pending": 0x20000000, "--receiver-foreground": 0x10000000,
    "--receiver-no-abort": 0x08000000, "--receiver-include-background": 0x01000000, "--selector": 0,
}  # fmt: skip
_SWITCHES = {"-W", "-D", "-N", "-S", "--streaming", "--track-allocation", "--task-overlay", "--lock-task",
             "--allow-background-activity-starts", "--async", "--brief", "--dismiss-keyguard",
             "--splashscreen-show-icon",
             "--components", "--query-flags-help"}  # fmt: skip
_VALUES = {"-R", "-P", "--start-profiler", "--sampling", "--attach-agent", "--attach-agent-bind", "--user", "--display",
           "--windowingMode", "--activityType", "--task", "--receiver-permission", "--query-flags", "-k"}  # fmt: skip


def parse_intent(args: list[str]) -> ParsedIntent:
    """Read options and at most one trailing URI, component or package. Raises BadIntent."""
    intent, options, at, given = Intent(), {}, 0, False

    def value() -> str:
        nonlocal at
        at += 1
        if at >= len(args):
            raise BadIntent(f'Argument expected after "{args[at - 1]}"')
        return args[at]

    while at < len(args):
        arg = args[at]
        if arg in _EXTRAS:
            key = value()
            intent.extras[key] = _EXTRAS[arg](value())
        elif arg == "--esn":
            intent.extras[value()] = None
        elif arg in ("-a", "-d", "-t", "-i", "-c", "-n", "-p", "-f"):
            _basic(intent, arg, value())
            given = True
        elif arg in _FLAGS:
            intent.flags |= _FLAGS[arg]
        elif arg in _SWITCHES:
            options[arg] = ""
        elif arg in _VALUES:
            options[arg] = value()
        elif arg.startswith("-") and len(arg) > 1 and arg != "--":
            raise BadIntent(f"Unknown option: {arg}")
        elif arg != "--":
            _positional(intent, arg)
            given = True
        at += 1
    if not given and not intent.extras:
        raise BadIntent("No intent supplied")
    return ParsedIntent(intent, options)


def _basic(intent: Intent, option: str, text: str) -> None:
    if option == "-a":
        intent.action = text
    elif option == "-d":
        intent.data = text
    elif option == "-t":
        intent.mime_type = text
    elif option == "-i":
        intent.identifier = text
    elif option == "-c":
        intent.categories = (*intent.categories, text)
    elif option == "-p":
        intent.package = text
    elif option == "-f":
        intent.flags |= _integer(text)
    else:
        if "/" not in text or text.endswith("/"):
            raise BadIntent(f"Bad component name: {text}")
        intent.component = text


def _positional(intent: Intent, text: str) -> None:
    if ":" in text:
        if text.startswith(("intent:", "android-app:")) or "#Intent;" in text:
            _from_uri(intent, text)
        else:
            intent.data = text
            intent.action = intent.action or VIEW
        return
    intent.action = intent.action or MAIN
    if LAUNCHER not in intent.categories:
        intent.categories = (*intent.categories, LAUNCHER)
    if "/" in text:
        intent.component = text
    else:
        intent.package = text


_URI_EXTRAS: dict[str, Callable[[str], Any]] = {
    "S": str, "B": _boolean, "b": _integer, "c": str, "d": _decimal, "f": _decimal, "i": _integer, "l": _integer,
    "s": _integer,
}  # fmt: skip


def _from_uri(intent: Intent, text: str) -> None:
    """Read 'intent:…#Intent;action=…;S.key=value;end'."""
    head, _, fragment = text.partition("#Intent;")
    scheme = None
    for piece in fragment.split(";"):
        key, equals, raw = piece.partition("=")
        content = unquote(raw)
        if not equals:
            continue
        if key == "action":
            intent.action = content
        elif key == "category":
            intent.categories = (*intent.categories, content)
        elif key == "type":
            intent.mime_type = content
        elif key == "component":
            intent.component = content
        elif key == "package":
            intent.package = content
        elif key == "launchFlags":
            intent.flags |= _integer(content)
        elif key == "scheme":
            scheme = content
        elif key[1:2] == "." and key[0] in _URI_EXTRAS:
            intent.extras[unquote(key[2:])] = _URI_EXTRAS[key[0]](content)
    rest = head.removeprefix("intent:").removeprefix("android-app:")
    if rest:
        intent.data = f"{scheme}:{rest}" if scheme else rest
    intent.action = intent.action or VIEW
