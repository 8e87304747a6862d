"""Android Intents as arguments of `am`, and what `am` answers. Pure; every field passes a grammar first."""

from __future__ import annotations

import re

from .errors import BadValueError, CommandFailedError
from .grammar import action, component, data_uri, extra_key, mime_type, package, transportable
from .shell import ShellResult
from .types import ExtraValue, Intent

_INT_MIN, _INT_MAX = -(2**31), 2**31 - 1
_LONG_MIN, _LONG_MAX = -(2**63), 2**63 - 1
_LIST_KEYS = frozenset({"android.intent.extra.alarm.DAYS"})
"""Extras that apps read as ArrayList<Integer>, not as int[]."""
_FAILED = re.compile(
    r"^(?:Error\b.*|.*Exception\b.*|Bad component name.*|Exception occurred.*|Security exception.*)$",
    re.MULTILINE,
)
_RESULT = re.compile(
    r"Broadcast completed: result=(-?[0-9]{1,10})(?:, data=\"(.*?)\")?(?:, extras: .*)?\s*\Z", re.DOTALL
)


def intent_arguments(intent: Intent) -> list[str]:
    """Return the arguments that make `am` build this Intent.

    Raises:
        BadValueError: A field is outside its grammar, or the Intent is empty; nothing was sent.
    """
    words: list[str] = []
    if intent.action:
        words += ["-a", action(intent.action)]
    if intent.data:
        words += ["-d", data_uri(transportable(intent.data))]
    if intent.mime_type:
        words += ["-t", mime_type(intent.mime_type)]
    for category in intent.categories:
        words += ["-c", action(category)]
    if intent.component:
        words += ["-n", component(intent.component)]
    if intent.package:
        words += ["-p", package(intent.package)]
    if intent.flags:
        words += ["-f", str(int(intent.flags))]
    if not (intent.action or intent.component or intent.data):
        raise BadValueError("an Intent needs an action, a component or data; nothing was sent to the phone")
    for key, value in intent.extras.items():
        words += extra_arguments(extra_key(key), value)
    return words


def packages_of(intent: Intent) -> tuple[str, ...]:
    """Return the apps that an Intent names; none where Android chooses the app."""
    return tuple(name for name in (intent.package, intent.component.partition("/")[0]) if name)


def extra_arguments(key: str, value: ExtraValue) -> list[str]:
    """Return the option, key and value that carry one extra with its type."""
    if isinstance(value, bool):
        return ["--ez", key, "true" if value else "false"]
    if isinstance(value, int):
        return ["--ei" if _INT_MIN <= value <= _INT_MAX else "--el", key, _long(value)]
    if isinstance(value, float):
        return ["--ef", key, repr(value)]
    if isinstance(value, str):
        return ["--es", key, transportable(value)]
    if isinstance(value, tuple) and all(isinstance(part, int) for part in value):
        option = "--eial" if key in _LIST_KEYS else "--eia"
        return [option, key, ",".join(_long(int(part)) for part in value)]
    if isinstance(value, tuple) and all(isinstance(part, str) for part in value):
        if any("," in str(part) for part in value):
            raise BadValueError("`am` cannot carry a comma inside a list of texts; nothing was sent to the phone")
        return ["--esa", key, ",".join(transportable(str(part)) for part in value)]
    raise BadValueError(f"an Intent extra cannot carry {type(value).__name__}; nothing was sent to the phone")


def _long(value: int) -> str:
    if not _LONG_MIN <= value <= _LONG_MAX:
        raise BadValueError(f"{value} does not fit 64 bits; nothing was sent to the phone")
    return str(int(value))


def check_started(result: ShellResult) -> None:
    """Raise CommandFailedError unless `am start -W` says that the activity was started or got the Intent."""
    text = result.all_text
    failed = _FAILED.search(text)
    if failed or result.exit_code != 0:
        raise CommandFailedError("am start", result.exit_code, failed[0] if failed else text)


def broadcast_result(result: ShellResult) -> tuple[int, str]:
    """Return (result code, result data) out of what `am broadcast` says."""
    found = _RESULT.search(result.text)
    if result.exit_code != 0 or not found:
        raise CommandFailedError("am broadcast", result.exit_code, result.all_text)
    return int(found[1]), found[2] or ""
