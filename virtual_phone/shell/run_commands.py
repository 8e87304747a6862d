"""env, xargs, timeout, which, sh, su, run-as, toybox, nohup: programs that run other programs; and yes.

Knows: how a command line is passed on. Does not know: what those programs do.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable

from ..api_levels import text
from .interpreter import ExitShell
from .io import Call, Command, Streams, decode, encode, read_line
from .options import read_options
from .parser import parse
from .state import SHELL
from .streams import BytesReader
from .syntax import ShellSyntaxError
from .system_commands import seconds_of


async def timeout(call: Call) -> int:
    """timeout [-k T] [-s SIGNAL] DURATION COMMAND…: 124 when time ran out."""
    options = read_options(call, "fiv", "ks", stop_early=True, least=2)
    try:
        async with asyncio.timeout(seconds_of(options.rest[0])):
            return await call.run(options.rest[1:])
    except TimeoutError:
        return 124


async def environment(call: Call) -> int:
    """env [-i] [-u NAME] [NAME=VALUE]… [COMMAND…]; printenv [NAME]…"""
    if call.name == "printenv":
        names = call.args[1:] or sorted(call.env)
        for name in names:
            if name in call.env:
                call.out((f"{name}=" if len(call.args) == 1 else "") + call.env[name] + "\n")
        return int(any(name not in call.env for name in names))
    options = read_options(call, "i0", "u", stop_early=True)
    env = {} if "i" in options else dict(call.env)
    for name in options.every.get("u", []):
        env.pop(name, None)
    rest = list(options.rest)
    while rest and "=" in rest[0]:
        name, _, value = rest.pop(0).partition("=")
        env[name] = value
    if rest:
        return await call.run(rest, env=env)
    for name, value in env.items():
        call.out(f"{name}={value}\n")
    return 0


async def xargs(call: Call) -> int:
    """xargs [-0prt] [-n N] [-I TEXT] [-P N] COMMAND…"""
    options = read_options(call, "0opr t", "nIPsE", {"max-args": "n", "no-run-if-empty": "r"}, stop_early=True)
    text = decode(await call.input())
    command = options.rest or ["echo"]
    if "I" in options:
        status = 0
        for line in text.splitlines():
            if line.strip():
                status = await call.run([part.replace(options.values["I"], line.strip()) for part in command]) or status
        return 123 if status else 0
    words = text.split("\0") if "0" in options else _xargs_words(text)
    words = [word for word in words if word] if "0" in options else words
    if not words and "r" in options:
        return 0
    size = options.number("n", max(1, len(words)))
    status = 0
    for at in range(0, max(1, len(words)), size):
        io = Streams(BytesReader(), call.io.stdout, call.io.stderr)
        code = await call.run([*command, *words[at : at + size]], io)
        status = code if code in (126, 127) else 123 if code else status
    return status


def _xargs_words(text: str) -> list[str]:
    pattern = r"""(?:[^\s'"\\]|'[^']*'|"[^"]*"|\\.)+"""
    return [re.sub(r"""'([^']*)'|"([^"]*)"|\\(.)""", lambda m: m.group(1) or m.group(2) or m.group(3) or "", word)
            for word in re.findall(pattern, text, re.DOTALL)]  # fmt: skip


def which(call: Call) -> int:
    """which [-a] NAME…"""
    from .registry import programs

    status = 0
    for name in read_options(call, "a", least=1).rest:
        base = name.rsplit("/", 1)[-1]
        if base in programs():
            call.out((name if "/" in name else f"/system/bin/{name}") + "\n")
        else:
            status = 1
    return status


def _more_is_needed(problem: str) -> bool:
    return problem.startswith("no closing") or "unmatched" in problem or problem.endswith("unexpected EOF")


async def sh(call: Call) -> int:
    """sh [-c TEXT [NAME [ARG]…] | FILE [ARG]… | -s]: a new shell; without text it reads standard input."""
    child = call.shell.fork()
    child.variables, child.exported = dict(call.env), set(call.env)
    child.cwd, child.pid, child.functions = call.cwd, call.pid, {}
    args = call.args[1:]
    while args and args[0][:1] in "-+" and len(args[0]) > 1:
        flag = args.pop(0)
        if "c" in flag and flag[0] == "-":
            if not args:
                call.err(f"{SHELL}: -c requires an argument\n")
                return 1
            child.errexit = "e" in flag
            child.name, child.arguments = (args[1] if len(args) > 1 else SHELL), args[2:]
            return await child.run_text(args[0], call.io)
        child.errexit = child.errexit or "e" in flag
    if args:
        try:
            text = decode(call.fs.read(call.path(args[0]), uid=call.uid))
        except OSError as error:
            call.err(f"{SHELL}: can't open '{args[0]}': {error.strerror}\n")
            return 127
        child.name, child.arguments = args[0], args[1:]
        return await child.run_text(text, call.io)
    return await _from_input(call)


async def _from_input(call: Call) -> int:
    """Run commands line by line as they arrive."""
    child = call.shell.fork()
    child.pid, child.cwd = call.pid, call.cwd
    text = ""
    while True:
        line, ended = await read_line(call.io.stdin)
        if not line and not ended:
            break
        text += decode(line) + "\n"
        try:
            script = parse(text)
        except ShellSyntaxError as error:
            if _more_is_needed(str(error)):
                continue
            call.io.stderr.write(encode(f"/system/bin/sh: {error}\n"))
            text, child.status = "", 1
            continue
        text = ""
        try:
            child.status = await child.run_script(script, call.io)
        except ExitShell as leaving:
            return leaving.code
        await call.io.stdout.drain()
    return await child.run_text(text, call.io) if text else child.status


async def passes_on(call: Call) -> int:
    """nohup, nice, ionice, setsid, time, busybox-like prefixes: run the rest."""
    args = call.args[1:]
    while args and args[0].startswith("-"):
        args = args[2:] if args[0] in ("-n", "-c") else args[1:]
    if not args:
        return call.complain("Needs 1 argument")
    return await call.run(args)


def toybox(call: Call) -> int | Awaitable[int]:
    """toybox [--version | COMMAND…]."""
    from .registry import applets

    if len(call.args) == 1:
        call.out(" ".join(applets()) + "\n")
        return 0
    if call.args[1] == "--version":
        call.out(f"toybox {text(call.phone.api_level, 'toybox')}\n")
        return 0
    if call.args[1] not in applets():
        call.err(f"toybox: Unknown command {call.args[1]}\n")
        return 127
    return call.run(call.args[1:])


async def su(call: Call) -> int:
    """su [UID | root] [-c] COMMAND…: this is a userdebug phone, so the shell may become root."""
    args = call.args[1:]
    uid = 0
    if args and (args[0].isdigit() or call.fs.user_id(args[0].split(",")[0]) is not None):
        uid = call.fs.user_id(args.pop(0).split(",")[0]) or 0
    if args[:1] == ["-c"]:
        args = ["sh", "-c", *args[1:]]
    child = call.shell.fork()
    child.uid, child.pid, child.cwd = uid, call.pid, call.cwd
    return await child.run_args(args or ["sh"], call.io, {**call.env, "USER": call.fs.user_name(uid)})


async def run_as(call: Call) -> int:
    """run-as PACKAGE [COMMAND [ARG]…]: as the app's user, in its data folder; only for apps that are no system apps."""
    if len(call.args) < 2:
        call.err("run-as: usage: run-as <package-name> [--user <uid>] <command> [<args>]\n")
        return 1
    package, args = call.args[1], call.args[2:]
    if args[:1] == ["--user"]:
        args = args[2:]
    state = call.phone.packages.state(package)
    if state is None:
        return call.complain(f"unknown package: {package}")
    if state.manifest.system:
        return call.complain(f"package not debuggable: {package}")
    child = call.shell.fork()
    child.uid, child.pid, child.cwd = state.uid, call.pid, f"/data/data/{package}"
    return await child.run_args(args or ["sh"], call.io, {**call.env, "USER": call.fs.user_name(state.uid)})


async def yes(call: Call) -> int:
    """yes [TEXT]…: the same line until nobody reads any more."""
    line = encode(" ".join(call.args[1:] or ["y"]) + "\n")
    piece = line * max(1, 8192 // len(line))
    while True:
        call.io.stdout.write(piece)
        await call.io.stdout.drain()
        await asyncio.sleep(0)


COMMANDS: dict[str, Command] = {
    "run-as": run_as, "yes": yes, "timeout": timeout, "env": environment, "printenv": environment, "xargs": xargs,
    "which": which, "sh": sh, "nohup": passes_on, "nice": passes_on, "ionice": passes_on, "setsid": passes_on,
    "time": passes_on, "toybox": toybox, "su": su,
}  # fmt: skip
