"""Runs parsed shell scripts: lists, pipelines, compound commands, redirections, functions.

Knows: control flow, variables and where commands are looked up. Does not know: what any command does
(builtins.py, registry.py) or how words expand (expand.py).
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from ..bounded_regex import SlowPatternError
from .arithmetic import ArithmeticFailure
from .expand import Expander, ExpansionFailure
from .io import MEMORY_BYTES, Streams, decode
from .parser import parse
from .patterns import matches
from .processes import ACTING
from .redirects import flush, open_redirect
from .state import ENVIRONMENT, SHELL, ShellState
from .streams import BufferWriter, ByteReader, BytesReader, ByteWriter, Pipe
from .syntax import (
    AndOr,
    Case,
    Condition,
    For,
    Function,
    Group,
    If,
    Loop,
    Pipeline,
    Redirect,
    Redirected,
    Script,
    ShellSyntaxError,
    Simple,
)
from .syntax import Command as Node

if TYPE_CHECKING:
    from ..phone import Phone


_HANGUP = 1
_SIGNALS = {_HANGUP: "HUP", 2: "INT", 3: "QUIT", 15: "TERM"}
_TRAP_S = 5.0


class ExitShell(Exception):
    """`exit N`: leave the whole shell."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class ReturnFrom(ExitShell):
    """`return N`: leave a function or a sourced file."""


class LoopJump(Exception):
    """break or continue, through `levels` loops."""

    def __init__(self, levels: int, again: bool) -> None:
        super().__init__(levels)
        self.levels, self.again = levels, again


async def run_command_line(
    phone: Phone,
    command: str,
    *,
    stdin: ByteReader,
    stdout: ByteWriter,
    stderr: ByteWriter,
    env: dict[str, str],
    uid: int,
) -> int:
    """Run `sh -c command` and return its exit code; output is drained before this returns."""
    shell = Shell(phone, uid, {**ENVIRONMENT, **({"USER": "root", "LOGNAME": "root"} if uid == 0 else {}), **env})
    io = Streams(stdin, stdout, stderr)
    process = phone.processes.start(["sh", "-c", command], uid, 310)
    shell.pid = process.pid
    acting = ACTING.set("sh")
    process.task = asyncio.ensure_future(shell.run_text(command, io))
    try:
        code = await process.task
        await stdout.drain()
        await stderr.drain()
    except (BrokenPipeError, ConnectionError):
        return 141
    except asyncio.CancelledError:
        code = await _ended_by_signal(shell, process.killed or _HANGUP, io)
        current = asyncio.current_task()
        if current is None or current.cancelling():
            raise
    finally:
        ACTING.reset(acting)
        phone.processes.end(process.pid)
    return code & 255


async def _ended_by_signal(shell: Shell, signal: int, io: Streams) -> int:
    """Run what `trap` set for the signal that ends a shell (a host that leaves is a hang-up); return its exit code."""
    name = _SIGNALS.get(signal)
    action = shell.traps.pop(name, "") if name else ""
    if not action and (name is None or "EXIT" not in shell.traps):
        return 128 + signal
    shell.status = 128 + signal
    with suppress(TimeoutError, ConnectionError):
        async with asyncio.timeout(_TRAP_S):
            return await shell.run_text(action, io)
    return 128 + signal


class Shell(ShellState):
    """One shell that runs scripts; its variables, place, functions and options are its state."""

    # -- running text ----------------------------------------------------------------------------------------

    async def run_text(self, text: str, io: Streams) -> int:
        """Parse and run a script; syntax errors are printed. Returns the exit code."""
        try:
            self.status = await self.run_script(parse(text), io)
        except ShellSyntaxError as error:
            io.stderr.write(f"{SHELL}: {error}\n".encode())
            self.status = 1
        except ExitShell as leaving:
            self.status = leaving.code
        except LoopJump:
            self.status = 0
        except RecursionError:
            io.stderr.write(f"{SHELL}: stack overflow\n".encode())
            self.status = 1
        trap = self.traps.pop("EXIT", None)
        if trap is not None:
            code = self.status
            await self.run_text(trap, io)
            self.status = code
        return self.status

    async def capture(self, script: Script, io: Streams) -> str:
        """Run a command substitution and return its output without trailing newlines."""
        buffer = BufferWriter(MEMORY_BYTES)
        child = self.fork()
        with suppress(BrokenPipeError):
            self.status = await child.run_apart(script, io.with_output(1, buffer))
        if buffer.is_full:
            raise ExpansionFailure("out of memory")
        return decode(bytes(buffer.data)).replace("\0", "").rstrip("\n")

    async def run_apart(self, script: Script, io: Streams) -> int:
        """Run a script as a subshell: `exit` ends only it."""
        try:
            return await self.run_script(script, io)
        except ExitShell as leaving:
            return leaving.code
        except LoopJump:
            return self.status

    async def run_script(self, script: Script, io: Streams) -> int:
        """Run a list; returns the status of its last part."""
        for item in script.items:
            if item.background:
                self._background(item, io)
            else:
                self.status = await self._and_or(item, io)
                if self.errexit and self.status and not item.rest and not item.first.negate:
                    raise ExitShell(self.status)
        return self.status

    def _background(self, item: AndOr, io: Streams) -> None:
        child = self.fork()
        quiet = Streams(BytesReader(), io.stdout, io.stderr, io.others)
        process = self.phone.processes.start(["sh"], self.uid, self.pid)
        script = Script((AndOr(item.first, item.rest),))

        async def work() -> int:
            try:
                return await child.run_apart(script, quiet)
            except (BrokenPipeError, ConnectionError):
                return 141
            finally:
                self.phone.processes.end(process.pid)

        process.task = asyncio.get_running_loop().create_task(work())
        self.last_background, self.status = process.pid, 0

    async def _and_or(self, item: AndOr, io: Streams) -> int:
        status = await self._pipeline(item.first, io)
        for operator, pipeline in item.rest:
            self.status = status
            if (status == 0) == (operator == "&&"):
                status = await self._pipeline(pipeline, io)
        return status

    async def _pipeline(self, pipeline: Pipeline, io: Streams) -> int:
        if len(pipeline.commands) == 1:
            status = await self.run_node(pipeline.commands[0], io)
        else:
            status = await self._joined(pipeline.commands, io)
        return int(status == 0) if pipeline.negate else status

    async def _joined(self, commands: tuple[Node, ...], io: Streams) -> int:
        pipes = [Pipe() for _ in commands[1:]]

        async def stage(index: int, node: Node) -> int:
            source = io.stdin if index == 0 else pipes[index - 1]
            sink = io.stdout if index == len(pipes) else pipes[index]
            child = self.fork()
            try:
                return await child._stage(node, Streams(source, sink, io.stderr, io.others))
            finally:
                if index < len(pipes):
                    pipes[index].close()
                if index > 0:
                    pipes[index - 1].close_reader()

        tasks = [asyncio.ensure_future(stage(index, node)) for index, node in enumerate(commands)]
        try:
            return (await asyncio.gather(*tasks))[-1]
        finally:
            for task in tasks:
                task.cancel()

    async def _stage(self, node: Node, io: Streams) -> int:
        try:
            status = await self.run_node(node, io)
            await io.stdout.drain()
            return status
        except ExitShell as leaving:
            return leaving.code
        except LoopJump:
            return self.status
        except BrokenPipeError:
            return 141

    # -- commands --------------------------------------------------------------------------------------------

    async def run_node(self, node: Node, io: Streams) -> int:
        """Run one command of any kind; expansion errors are printed and give status 1."""
        await asyncio.sleep(0)
        try:
            return await self._dispatch(node, io)
        except (ExpansionFailure, ArithmeticFailure, SlowPatternError) as error:
            io.stderr.write(f"{SHELL}: {error}\n".encode())
            raise ExitShell(1) from None

    async def _dispatch(self, node: Node, io: Streams) -> int:
        match node:
            case Simple():
                return await self._simple(node, io)
            case Redirected():
                opened = await self._redirect(node.redirects, io)
                return 1 if opened is None else await self._flushed(node.command, opened)
            case If():
                for condition, body in node.branches:
                    if await self._tested(condition, io):
                        return await self._body(body, io)
                return await self._body(node.otherwise, io) if node.otherwise is not None else 0
            case Loop():
                return await self._loop(node, io)
            case For():
                return await self._for(node, io)
            case Case():
                return await self._case(node, io)
            case Group():
                return await (self.fork().run_apart(node.body, io) if node.subshell else self.run_script(node.body, io))
            case Function():
                self.functions[node.name] = node.body
                return 0
            case Condition():
                from .conditions import double_bracket

                return await double_bracket(self, node.words, io)

    async def _flushed(self, node: Node, io: Streams) -> int:
        try:
            return await self.run_node(node, io)
        finally:
            flush(io)

    async def _tested(self, script: Script, io: Streams) -> bool:
        errexit, self.errexit = self.errexit, False
        try:
            return await self.run_script(script, io) == 0
        finally:
            self.errexit = errexit

    async def _body(self, script: Script, io: Streams) -> int:
        self.status = 0
        return await self.run_script(script, io)

    async def _loop(self, node: Loop, io: Streams) -> int:
        status = 0
        while await self._tested(node.condition, io) != node.until:
            try:
                status = await self._body(node.body, io)
            except LoopJump as jump:
                if self._leaves(jump):
                    break
            await io.stdout.drain()
        return status

    @staticmethod
    def _leaves(jump: LoopJump) -> bool:
        """Tell whether a jump ends this loop; jumps that go further out are raised again."""
        if jump.levels > 1:
            raise LoopJump(jump.levels - 1, jump.again)
        return not jump.again

    async def _for(self, node: For, io: Streams) -> int:
        values = list(self.arguments) if node.words is None else await Expander(self, io).fields(node.words)
        status = 0
        for value in values:
            self.put(node.name, value)
            try:
                status = await self._body(node.body, io)
            except LoopJump as jump:
                if self._leaves(jump):
                    break
            await io.stdout.drain()
        return status

    async def _case(self, node: Case, io: Streams) -> int:
        expander = Expander(self, io)
        subject = await expander.text(node.subject)
        for patterns, body in node.branches:
            for pattern in patterns:
                if matches(await expander.pattern(pattern), subject):
                    return await self._body(body, io)
        return 0

    async def _simple(self, node: Simple, io: Streams) -> int:
        expander = Expander(self, io)
        self_status = self.status
        args = await expander.fields(node.words)
        assigned = [(name, await expander.text(word)) for name, word in node.assignments]
        opened = await self._redirect(node.redirects, io)
        if opened is None:
            return 1
        try:
            if not args:
                for name, value in assigned:
                    if len(value) > MEMORY_BYTES // 4:
                        raise ExpansionFailure("out of memory")
                    self.put(name, value)
                # `x=$(false)` keeps the status of the substitution; a plain assignment gives 0.
                return (
                    self.status if any(word.parts for _, word in node.assignments) and self.status != self_status else 0
                )
            return await self.run_args(args, opened, None, dict(assigned))
        finally:
            if opened is not io:
                flush(opened)

    async def _redirect(self, redirects: tuple[Redirect, ...], io: Streams) -> Streams | None:
        """Open redirections from left to right; None when one failed (the error is printed)."""
        expander = Expander(self, io)
        for redirect in redirects:
            target = await expander.text(redirect.target)
            try:
                io = open_redirect(self, redirect, target, io)
            except OSError as error:
                verb = "can't open" if redirect.op == "<" else "can't create"
                io.stderr.write(f"{SHELL}: {verb} {target}: {error.strerror}\n".encode())
                return None
            except ValueError:
                io.stderr.write(f"{SHELL}: {target}: bad file descriptor\n".encode())
                return None
        return io

    async def run_args(
        self, args: list[str], io: Streams, env: dict[str, str] | None = None, assigned: dict[str, str] | None = None
    ) -> int:
        """Run a command by its arguments: function, builtin or program. assigned: variables for this call only."""
        from .calling import call_by_name

        return await call_by_name(self, args, io, self.environment() if env is None else env, assigned or {})
