"""Finds and runs one command by name: functions, builtins, programs in /system/bin, scripts on the phone.

Knows: lookup order, Android's 'not found' texts, how a running program is entered in the process table.
Does not know: what programs do (registry.py lists them).
"""

from __future__ import annotations

import asyncio
import inspect
import sqlite3
from typing import TYPE_CHECKING

from ..bounded_regex import SlowPatternError
from ..fs import normalise
from .io import Call, Command, Streams, UsageProblem, decode
from .processes import ACTING
from .registry import builtins, programs
from .state import SHELL

if TYPE_CHECKING:
    from .interpreter import Shell

_MAX_DEPTH = 40
_BIN = "/system/bin"


async def call_by_name(
    shell: Shell, args: list[str], io: Streams, env: dict[str, str], assigned: dict[str, str]
) -> int:
    """Run args[0] with its arguments and return its exit code; 127 and 126 as mksh gives them."""
    name = args[0]
    if name in shell.functions:
        return await _function(shell, args, io, assigned)
    builtin = builtins().get(name)
    if builtin is not None:
        for key, value in assigned.items():
            shell.put(key, value)
        return await _invoke(Call(shell.phone, args, io, env, shell.cwd, shell.uid, shell), builtin)
    env = {**env, **assigned}
    program = _program(shell, name)
    if program is None:
        return await _script(shell, args, io)
    process = shell.phone.processes.start(args, shell.uid, shell.pid)
    call = Call(shell.phone, args, io, env, shell.cwd, shell.uid, shell, process.pid)
    task = asyncio.ensure_future(_invoke_program(call, program))
    process.task = task
    try:
        return await task
    except asyncio.CancelledError:
        current = asyncio.current_task()
        if process.killed and not (current is not None and current.cancelling()):
            return 128 + process.killed
        raise
    finally:
        shell.phone.processes.end(process.pid)


async def _invoke_program(call: Call, program: Command) -> int:
    """Run a program in its own task, so that its context can say who is acting."""
    ACTING.set(call.name)
    if (refused := call.phone.faults.refusal(" ".join(call.args))) is not None:
        call.err(refused)
        return 1
    return await _invoke(call, program)


async def _invoke(call: Call, command: Command) -> int:
    """Run one command and turn the errors that commands leave to us into text and exit codes."""
    try:
        result = command(call)
        return await result if inspect.isawaitable(result) else result
    except UsageProblem as problem:
        return call.complain(str(problem), problem.code)
    except SlowPatternError as error:
        return call.complain(str(error), 2)
    except (BrokenPipeError, ConnectionError):
        raise
    except OSError as error:
        return call.complain(f"{error.filename}: {error.strerror}")
    except sqlite3.Error as error:
        return call.complain(str(error))


def _program(shell: Shell, name: str) -> Command | None:
    if "/" not in name:
        folders = shell.get("PATH").split(":")
        return programs().get(name) if _BIN in folders or "/bin" in folders else None
    try:
        real = shell.phone.fs.real_path(normalise(name, shell.cwd), uid=shell.uid)
    except OSError:
        return None
    folder, _, base = real.rpartition("/")
    return programs().get(base) if folder == _BIN else None


async def _function(shell: Shell, args: list[str], io: Streams, assigned: dict[str, str]) -> int:
    from .interpreter import ExitShell, ReturnFrom

    if shell.depth > _MAX_DEPTH:
        io.stderr.write(f"{SHELL}: {args[0]}: function nested too deeply\n".encode())
        raise ExitShell(1)
    kept, shell.arguments = shell.arguments, args[1:]
    shell.variables.update(assigned)
    shell.depth += 1
    try:
        return await shell.run_node(shell.functions[args[0]], io)
    except ReturnFrom as leaving:
        return leaving.code
    finally:
        shell.depth -= 1
        shell.arguments = kept


async def _script(shell: Shell, args: list[str], io: Streams) -> int:
    """Run a text file of the phone as a script, or say why not."""
    name = args[0]
    path = normalise(name, shell.cwd)
    node = shell.phone.fs.find(path, uid=shell.uid) if "/" in name else None
    if node is None:
        io.stderr.write(f"{SHELL}: {name}: inaccessible or not found\n".encode())
        return 127
    if node.is_dir or not node.mode & 0o111 or not node.allows(shell.uid, 1):
        reason = "Is a directory" if node.is_dir else "Permission denied"
        io.stderr.write(f"{SHELL}: {name}: can't execute: {reason}\n".encode())
        return 126
    if shell.depth > _MAX_DEPTH:
        io.stderr.write(f"{SHELL}: {name}: Resource temporarily unavailable\n".encode())
        return 126
    child = shell.fork()
    child.name, child.arguments, child.depth = name, args[1:], shell.depth + 1
    return await child.run_text(decode(node.content()), io)
