"""From the user's words to values: one function per kind of CATALOGUE, and one for a whole tool call. Needs no device.

Kinds: time, duration, days, when, contact, phone, text, on_off, level, app, settings_page, folder, name, choice, and
for tools that read structured input (screen tools, plugins): integer, number, boolean, json.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from .types import Parameter, Tool, ToolCall, ToolQuestionError, ToolRetryError
from .values_amount import normalise_level, normalise_on_off
from .values_chinese import in_english
from .values_duration import normalise_duration
from .values_names import normalise_choice, normalise_contact, normalise_name, normalise_phone, normalise_text
from .values_time import normalise_days, normalise_time, normalise_when
from .values_words import with_digits

_REPEATING = re.compile(
    r"\b(?:every|each)\s+(?:single\s+)?(?:week\s?days?|weekends?|day|morning|evening|night|afternoon"
    r"|(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?s?"
    r"(?:(?:,| and|,? &|-| to| through)+ ?(?:every )?(?:mon|tue|wed|thu|fri|sat|sun)\w*)*)"
    r"|\b(?:on\s+)?(?:week\s?days|weekends|(?:mon|tues|wednes|thurs|fri|satur|sun)days"
    r"(?:(?:,| and| to| through)+ ?(?:mon|tue|wed|thu|fri|sat|sun)\w*)*)\b|\bdaily\b|\beveryday\b",
    re.IGNORECASE,
)


def normalise(kind: str, span: str, *, now: datetime, choices: Sequence[str] = (), region: str = "US") -> Any:
    """Return the value that the words mean.

    Args:
        kind: See the module's first lines.
        span: The user's words for this argument.
        now: The phone's clock, with its time zone.
        choices: The words allowed for `choice`.
        region: Country for phone numbers without a country code.

    Raises:
        ToolRetryError: The words mean nothing of this kind, or something impossible; says what.
        ToolQuestionError: They are too vague; says what to ask, often with choices.
    """
    span = in_english(kind, span)
    match kind:
        case "time":
            return normalise_time(span, now)
        case "when":
            return normalise_when(span, now)
        case "contact":
            return normalise_contact(span, region)
        case "phone":
            return normalise_phone(span, region)
        case "choice":
            return normalise_choice(span, choices)
    simple = _SIMPLE.get(kind)
    if simple is None:
        raise ToolRetryError(f'"{kind}" is not a kind of value')
    return simple(span)


def normalise_call(call: ToolCall, tool: Tool, now: datetime, *, region: str = "US") -> dict[str, Any]:
    """Return the values of a whole call, by parameter name; absent optional parameters stay absent.

    A repetition inside a time (`7 every weekday`) and a date inside days (`tomorrow`) are put where they belong.

    Raises:
        ToolRetryError: An argument that the tool does not have, or an impossible value.
        ToolQuestionError: A required argument is missing or too vague; `parameter` names it.
    """
    arguments = {name: span for name, span in call.arguments.items() if span.strip()}
    known = {parameter.name: parameter for parameter in tool.parameters}
    unknown = sorted(set(arguments) - set(known))
    if unknown:
        raise ToolRetryError(f"{tool.name} has no argument {', '.join(unknown)}; it takes {tool.signature}")
    arguments = {name: in_english(known[name].kind, span) for name, span in arguments.items()}
    arguments = _rearranged(arguments, known, now)
    values: dict[str, Any] = {}
    for parameter in tool.parameters:
        if parameter.name in arguments:
            values[parameter.name] = _value(parameter, arguments[parameter.name], now, region)
        elif parameter.required:
            raise missing(parameter)
    return values


def missing(parameter: Parameter) -> ToolQuestionError:
    """Return the question for a required argument that was not said."""
    description = parameter.description[:1].lower() + parameter.description[1:].rstrip(".")
    return ToolQuestionError(f"Please tell me {description}.", parameter=parameter.name, choices=parameter.choices)


def _value(parameter: Parameter, span: str, now: datetime, region: str) -> Any:
    try:
        return normalise(parameter.kind, span, now=now, choices=parameter.choices, region=region)
    except ToolQuestionError as error:
        raise ToolQuestionError(str(error), parameter=parameter.name, choices=error.choices) from error
    except ToolRetryError as error:
        raise ToolRetryError(f"{parameter.name}: {error}") from error


def _rearranged(arguments: Mapping[str, str], known: Mapping[str, Parameter], now: datetime) -> dict[str, str]:
    moved = dict(arguments)
    time_name = next((name for name, parameter in known.items() if parameter.kind == "time"), None)
    days_name = next((name for name, parameter in known.items() if parameter.kind == "days"), None)
    if time_name is None or days_name is None or time_name not in moved:
        return moved
    if days_name not in moved:
        found = _REPEATING.search(moved[time_name])
        if found and _fits(normalise_days, found[0]):
            rest = f"{moved[time_name][: found.start()]} {moved[time_name][found.end() :]}".strip()
            part = re.search(r"\b(?:morning|evening|night|afternoon)\b", found[0].lower())
            moved |= {
                days_name: found[0],
                time_name: f"{rest} in the {part[0]}" if part and rest else rest or moved[time_name],
            }
    elif not _fits(normalise_days, moved[days_name]):
        joined = f"{moved[time_name]} {moved[days_name]}"
        if _fits(lambda span: normalise_time(span, now), joined):
            moved[time_name] = joined
            del moved[days_name]
    return moved


def _fits(read: Callable[[str], object], span: str) -> bool:
    try:
        read(span)
    except (ToolRetryError, ToolQuestionError):
        return False
    return True


def _integer(span: str) -> int:
    number = _number(span)
    if number != int(number):
        raise ToolRetryError(f'"{span.strip()}" is not a whole number')
    return int(number)


def _number(span: str) -> float:
    text = with_digits(span.strip().lower()).replace(",", "")
    # A unit may follow: `5 km`, `20°`.
    found = re.fullmatch(r"([+-]?\d{1,15}(?:\.\d{1,15})?)(?:\s*[^\W\d]+|\s*[%°$€])?", text)
    if found is None:
        raise ToolRetryError(f'"{span.strip()[:60]}" is not a number')
    return float(found[1])


def _json(span: str) -> Any:
    from ..android_bridge.strict_json import StrictJsonError, parse_json

    try:
        return parse_json(span)
    except StrictJsonError as error:
        raise ToolRetryError(f"this is not JSON: {error}") from error


_SIMPLE: Mapping[str, Callable[[str], Any]] = {
    "duration": normalise_duration,
    "days": normalise_days,
    "text": normalise_text,
    "on_off": normalise_on_off,
    "level": normalise_level,
    "app": normalise_name,
    "settings_page": normalise_name,
    "folder": normalise_name,
    "name": normalise_name,
    "integer": _integer,
    "number": _number,
    "boolean": lambda span: normalise_on_off(span) == "on",
    "json": _json,
}
