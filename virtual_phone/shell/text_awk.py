"""awk: the command around the language.

Knows: options, where records come from, and where output goes. The language is in awk_parser.py and beside it.
Not there, and refused with a message: pipes to and from commands, and system().
"""

from __future__ import annotations

import asyncio

from .awk_machine import Array, Exit, Machine, Next
from .awk_parser import Parser, Rule
from .awk_values import Outside, Value
from .io import Call, Command, UsageProblem, decode, encode
from .options import Options, read_options
from .text_view import each_input
from .words import decode_escapes

_RECORDS_IN_ONE_GO = 2000
"""Then others get their turn."""


async def awk(call: Call) -> int:
    """awk [-F SEPARATOR] [-v NAME=VALUE]… [-f FILE | PROGRAM] [FILE | NAME=VALUE]…"""
    options = read_options(call, "", "Fvf", least=0)
    names = list(options.rest)
    if "f" in options:
        program = "\n".join([decode(await call.content(name)) for name in options.every["f"]])
    elif names:
        program = names.pop(0)
    else:
        call.err("usage: awk [-F fs][-v var=value][prog | -f progfile][file ...]\n")
        return 2
    machine = Machine(_variables(call, options, names), lambda name: _file(call, name))
    try:
        parser = Parser(program)
        rules = parser.rules()
        if parser.reads_on:
            await _load(call, machine, [name for name in names if not _is_assignment(name)])
        await _run(call, machine, rules, [] if parser.reads_on else names, whole=parser.reads_on)
    except RecursionError:
        raise UsageProblem("the program is nested too deeply", 2) from None
    _save(call, machine)
    return machine.code


def _variables(call: Call, options: Options, names: list[str]) -> dict[str, Value | Array]:
    found: dict[str, Value | Array] = {}
    if "F" in options:
        separator = options.values["F"]
        found["FS"] = "\t" if separator == "t" else decode_escapes(separator)
    for name, _, value in (pair.partition("=") for pair in options.every.get("v", [])):
        found[name] = Outside(decode_escapes(value))
    arguments: Array = {"0": "awk", **{str(at): Outside(name) for at, name in enumerate(names, 1)}}
    environment: Array = {name: Outside(value) for name, value in call.env.items()}
    return {"ARGC": float(len(names) + 1), "ARGV": arguments, "ENVIRON": environment, **found}


async def _load(call: Call, machine: Machine, names: list[str]) -> None:
    """Read all input before the program begins: it takes records by itself."""
    texts = [decode(data) for _, data in await each_input(call, names)]
    machine.lines = [line for content in texts for line in machine.records(content)][::-1]


def _file(call: Call, name: str) -> str | None:
    try:
        return decode(call.fs.read(call.path(name), uid=call.uid))
    except OSError:
        return None


async def _run(call: Call, machine: Machine, rules: list[Rule], names: list[str], *, whole: bool) -> None:
    """Run BEGIN, the rules for every record, and END; `exit` ends everything, but between them it goes to END."""
    try:
        _rules(machine, rules, "BEGIN")
    except Exit as leaving:
        machine.code = leaving.code
        await _flush(call, machine)
        return
    try:
        if any(rule.when != "BEGIN" for rule in rules):
            await (_lines(call, machine, rules) if whole else _records(call, machine, rules, names))
    except Exit as leaving:
        machine.code = leaving.code
    finally:
        await _flush(call, machine)
    try:
        _rules(machine, rules, "END")
    except Exit as leaving:
        machine.code = leaving.code
    finally:
        await _flush(call, machine)


async def _records(call: Call, machine: Machine, rules: list[Rule], names: list[str]) -> None:
    files = [name for name in names if not _is_assignment(name)]
    for name in names if files else [*names, "-"]:
        if _is_assignment(name):
            key, _, value = name.partition("=")
            machine.put(key, False, Outside(decode_escapes(value)))
            continue
        found = await each_input(call, [name])
        if not found:
            machine.code = 2
            continue
        machine.variables |= {"FILENAME": "" if name == "-" else name, "FNR": 0.0}
        machine.lines = machine.records(decode(found[0][1]))[::-1]
        await _lines(call, machine, rules)


def _is_assignment(name: str) -> bool:
    key, equals, _ = name.partition("=")
    return bool(equals) and key.isidentifier()


async def _lines(call: Call, machine: Machine, rules: list[Rule]) -> None:
    machine.begin_slice()
    turn = 0
    while (line := machine.next_line(None)) is not None:
        turn += 1
        if turn % _RECORDS_IN_ONE_GO == 0:
            await _flush(call, machine)
            await asyncio.sleep(0)
            machine.begin_slice()
        machine.count()
        machine.take(line)
        _rules(machine, rules, "")


def _rules(machine: Machine, rules: list[Rule], when: str) -> None:
    if when:
        machine.begin_slice()
    try:
        for rule in rules:
            if rule.when == when and rule.applies(machine):
                rule.run(machine)
    except Next:
        return


async def _flush(call: Call, machine: Machine) -> None:
    if machine.output:
        call.out("".join(machine.output))
        machine.output.clear()
        await call.io.stdout.drain()


def _save(call: Call, machine: Machine) -> None:
    """Write what the program printed to files."""
    for name, (words, append) in machine.files.items():
        if name in ("/dev/stdout", "/dev/stderr", "-"):
            (call.err if name == "/dev/stderr" else call.out)(words)
            continue
        path = call.path(name)
        old = call.fs.read(path, uid=call.uid) if append and call.fs.find(path, uid=call.uid) is not None else b""
        call.fs.write(path, old + encode(words), uid=call.uid)


COMMANDS: dict[str, Command] = {"awk": awk}
