"""Reads toybox-style options: single letters, joined letters, letters with values, long names.

Knows: how toybox words its complaints. Does not know: what options mean.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from .io import Call, UsageProblem


@dataclass(slots=True)
class Options:
    """What was given. flags: letters (or long names) in order; values: the last value of each; rest: operands."""

    flags: list[str] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)
    every: dict[str, list[str]] = field(default_factory=dict)
    rest: list[str] = field(default_factory=list)

    def __contains__(self, flag: str) -> bool:
        return flag in self.flags

    def number(self, flag: str, default: int) -> int:
        """Return a value as a number with an optional suffix k, m, g (1024) or b (512)."""
        return parse_size(self.values[flag]) if flag in self.values else default


def parse_size(text: str) -> int:
    """Read '12', '4k', '1M', '2G', '0x10'. Raises UsageProblem."""
    scales = {"b": 512, "k": 1024, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40}
    body, scale = text, 1
    if text and not text.lower().startswith("0x") and text[-1].lower() in scales:
        body, scale = text[:-1], scales[text[-1].lower()]
    try:
        return int(body, 16 if body.lower().startswith("0x") else 10) * scale
    except ValueError:
        raise UsageProblem(f"bad number '{text}'") from None


def read_options(
    call: Call,
    flags: str,
    valued: str = "",
    long: dict[str, str] | None = None,
    *,
    stop_early: bool = False,
    least: int = 0,
) -> Options:
    """Read the options of a command. flags/valued: letters without and with value; long: long name -> letter.

    stop_early: the first operand ends the options (xargs, timeout). least: how many operands are needed.
    """
    found, args, at = Options(), call.args[1:], 0
    while at < len(args):
        arg = args[at]
        at += 1
        if arg == "--":
            found.rest += args[at:]
            break
        if arg.startswith("--"):
            at = _long(call, found, arg[2:], long or {}, valued, args, at)
        elif arg.startswith("-") and len(arg) > 1:
            at = _short(call, found, arg[1:], flags, valued, args, at)
        else:
            found.rest.append(arg)
            if stop_early:
                found.rest += args[at:]
                break
    if len(found.rest) < least:
        raise UsageProblem(f'Needs {least} argument{"s" if least > 1 else ""} (see "{call.name} --help")')
    return found


def _set(found: Options, flag: str, value: str) -> None:
    found.flags.append(flag)
    found.values[flag] = value
    found.every.setdefault(flag, []).append(value)


def _short(call: Call, found: Options, letters: str, flags: str, valued: str, args: list[str], at: int) -> int:
    for index, letter in enumerate(letters):
        if letter in valued:
            value = letters[index + 1 :]
            if not value:
                if at >= len(args):
                    raise UsageProblem(f'Missing argument to -{letter} (see "{call.name} --help")')
                value = args[at]
                at += 1
            _set(found, letter, value)
            return at
        if letter not in flags:
            raise UsageProblem(f"Unknown option '{letter}' (see \"{call.name} --help\")")
        found.flags.append(letter)
    return at


def _long(call: Call, found: Options, text: str, long: dict[str, str], valued: str, args: list[str], at: int) -> int:
    name, equals, value = text.partition("=")
    if name not in long:
        raise UsageProblem(f"Unknown option '{text}' (see \"{call.name} --help\")")
    flag = long[name]
    if flag in valued:
        if not equals:
            if at >= len(args):
                raise UsageProblem(f"Missing argument to --{name}")
            value = args[at]
            at += 1
        _set(found, flag, value)
    else:
        found.flags.append(flag)
    return at
