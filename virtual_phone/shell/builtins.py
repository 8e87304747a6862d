"""The shell's own commands: those that change the shell itself, and echo.

Knows: mksh's builtins. Does not know: programs.
"""

from __future__ import annotations

from ..fs import normalise
from .arithmetic import evaluate
from .interpreter import ExitShell, LoopJump, ReturnFrom
from .io import Call, Command, decode, pause, read_line
from .registry import programs
from .state import SHELL
from .words import decode_escapes


def echo(call: Call) -> int:
    """Print the arguments; mksh's echo understands backslash escapes unless -E is given."""
    args, newline, escapes = call.args[1:], True, True
    while args and len(args[0]) > 1 and args[0][0] == "-" and set(args[0][1:]) <= set("neE"):
        for flag in args.pop(0)[1:]:
            newline = newline and flag != "n"
            escapes = {"e": True, "E": False}.get(flag, escapes)
    text = " ".join(args)
    if escapes and "\\" in text:
        head, stop, _ = text.partition("\\c")
        text, newline = decode_escapes(head), newline and not stop
    call.out(text + ("\n" if newline else ""))
    return 0


def _shell_error(call: Call, text: str, code: int = 1) -> int:
    call.err(f"{SHELL}: {call.args[0]}: {text}\n")
    return code


def change_dir(call: Call) -> int:
    """cd [DIR | -]."""
    target = call.args[1] if len(call.args) > 1 else call.shell.get("HOME") or "/"
    if target == "-":
        target = call.shell.get("OLDPWD") or call.cwd
        call.out(target + "\n")
    parts: list[str] = []
    for part in normalise(target, call.cwd).split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part:
            parts.append(part)
    path = "/" + "/".join(parts)
    try:
        node = call.fs.stat(path, uid=call.uid)
        if not node.is_dir:
            return _shell_error(call, f"{target}: Not a directory", 2)
        if not node.allows(call.uid, 1):
            return _shell_error(call, f"{target}: Permission denied", 2)
    except OSError as error:
        return _shell_error(call, f"{target}: {error.strerror}", 2)
    call.shell.variables["OLDPWD"] = call.shell.cwd
    call.shell.cwd = path
    return 0


def pwd(call: Call) -> int:
    """Print the working directory."""
    path = call.cwd
    if "-P" in call.args:
        path = call.fs.real_path(path)
    call.out(path + "\n")
    return 0


def export(call: Call) -> int:
    """export NAME[=VALUE]…; alone or with -p: print what is exported."""
    names = [arg for arg in call.args[1:] if arg != "-p"]
    if not names:
        for name, value in call.shell.environment().items():
            call.out(f"{name}={value}\n")
    for arg in names:
        name, equals, value = arg.partition("=")
        if equals:
            call.shell.put(name, value)
        call.shell.exported.add(name)
    return 0


def local(call: Call) -> int:
    """local/typeset/readonly NAME[=VALUE]…: sets variables (scoping is not kept apart)."""
    for arg in call.args[1:]:
        name, equals, value = arg.partition("=")
        if equals and not arg.startswith("-"):
            call.shell.put(name, value)
    return 0


def unset(call: Call) -> int:
    """unset [-f] NAME…"""
    for name in call.args[1:]:
        call.shell.variables.pop(name, None)
        call.shell.exported.discard(name)
        if "-f" in call.args:
            call.shell.functions.pop(name, None)
    return 0


_OPTIONS = {"e": "errexit", "f": "noglob", "u": "nounset", "x": "xtrace"}


def set_options(call: Call) -> int:
    """set [-efux] [+efux] [--] [ARG]…; alone: print the variables."""
    args = call.args[1:]
    if not args:
        for name, value in sorted(call.shell.variables.items()):
            call.out(f"{name}={_quoted(value)}\n")
    while args and args[0][:1] in "-+" and len(args[0]) > 1:
        flag = args.pop(0)
        if flag == "--":
            call.shell.arguments = args
            return 0
        if flag[1:] == "o":
            long = args.pop(0) if args else ""
            if long in _OPTIONS.values():
                setattr(call.shell, long, flag[0] == "-")
            continue
        for letter in flag[1:]:
            if letter in _OPTIONS:
                setattr(call.shell, _OPTIONS[letter], flag[0] == "-")
    if args:
        call.shell.arguments = args
    return 0


def _quoted(value: str) -> str:
    plain = value and all(char.isalnum() or char in "_-./:,@%+" for char in value)
    return value if plain else "'" + value.replace("'", "'\\''") + "'"


def shift(call: Call) -> int:
    """shift [N]."""
    count = int(call.args[1]) if len(call.args) > 1 and call.args[1].isdigit() else 1
    if count > len(call.shell.arguments):
        return _shell_error(call, "nothing to shift")
    call.shell.arguments = call.shell.arguments[count:]
    return 0


def _code(call: Call) -> int:
    if len(call.args) < 2:
        return call.shell.status
    try:
        return int(call.args[1]) & 255
    except ValueError:
        raise ExitShell(_shell_error(call, f"{call.args[1]}: bad number")) from None


def leave(call: Call) -> int:
    """exit [N]."""
    raise ExitShell(_code(call))


def give_back(call: Call) -> int:
    """return [N]."""
    raise ReturnFrom(_code(call))


def jump(call: Call) -> int:
    """break/continue [N]."""
    levels = int(call.args[1]) if len(call.args) > 1 and call.args[1].isdigit() else 1
    raise LoopJump(max(1, levels), call.args[0] == "continue")


async def read(call: Call) -> int:
    """read [-r] [NAME]…: one line of standard input into variables; 1 at the end."""
    names = [arg for arg in call.args[1:] if not arg.startswith("-")] or ["REPLY"]
    raw = "-r" in call.args
    line, ended = await read_line(call.io.stdin)
    text = decode(line)
    while not raw and text.endswith("\\") and ended:
        more, ended = await read_line(call.io.stdin)
        text = text[:-1] + decode(more)
    if not raw:
        text = text.replace("\\", "")
    separators = call.shell.variables.get("IFS", " \t\n")
    blank = "".join(char for char in separators if char.isspace())
    rest = text.strip(blank) if blank else text
    for index, name in enumerate(names):
        if index == len(names) - 1:
            call.shell.put(name, rest)
            break
        cut = next((at for at, char in enumerate(rest) if char in separators), len(rest))
        call.shell.put(name, rest[:cut])
        rest = rest[cut + 1 :].lstrip(blank) if blank else rest[cut + 1 :]
    return 0 if ended or line else 1


async def evaluate_text(call: Call) -> int:
    """eval WORD…"""
    from .parser import parse

    return await call.shell.run_script(parse(" ".join(call.args[1:])), call.io)


async def source(call: Call) -> int:
    """. FILE [ARG]…"""
    from .parser import parse

    if len(call.args) < 2:
        return _shell_error(call, "missing argument")
    try:
        text = decode(call.fs.read(call.path(call.args[1]), uid=call.uid))
    except OSError as error:
        return _shell_error(call, f"{call.args[1]}: {error.strerror}")
    try:
        return await call.shell.run_script(parse(text), call.io)
    except ReturnFrom as leaving:
        return leaving.code


def kind_of(call: Call) -> int:
    """type/whence NAME…, command -v NAME…"""
    names = [arg for arg in call.args[1:] if not arg.startswith("-")]
    status = 0
    for name in names:
        text = None
        if name in call.shell.functions:
            text = name if "-v" in call.args else f"{name} is a function"
        elif name in COMMANDS:
            text = name if "-v" in call.args else f"{name} is a shell builtin"
        elif name in programs():
            text = f"/system/bin/{name}" if "-v" in call.args else f"{name} is /system/bin/{name}"
        if text is None:
            status = 1 if "-v" in call.args else 127
            if "-v" not in call.args:
                call.out(f"{name} not found\n")
        else:
            call.out(text + "\n")
    return status


async def command(call: Call) -> int:
    """command [-v] NAME [ARG]…: without functions."""
    args = call.args[1:]
    if args[:1] in (["-v"], ["-V"]):
        return kind_of(call)
    if not args:
        return 0
    kept, call.shell.functions = call.shell.functions, {}
    try:
        return await call.run(args)
    finally:
        call.shell.functions = kept


async def execute(call: Call) -> int:
    """exec COMMAND…: run it and leave the shell."""
    if len(call.args) < 2:
        return 0
    raise ExitShell(await call.run(call.args[1:]))


async def let(call: Call) -> int:
    """let EXPRESSION…"""
    value = 0
    for text in call.args[1:]:
        value = evaluate(text, call.shell.get, call.shell.put)
    return int(value == 0)


async def wait(call: Call) -> int:
    """wait [PID]…: until background commands have ended."""
    wanted = [int(arg) for arg in call.args[1:] if arg.isdigit()]
    while True:
        alive = [row.pid for row in call.phone.processes.all() if row.ppid == call.shell.pid and row.name == "sh"]
        if not any(pid in alive for pid in wanted) and (wanted or not alive):
            return 0
        await pause(0.02)


def trap(call: Call) -> int:
    """trap COMMAND SIGNAL…: EXIT fires at the end, HUP, INT, QUIT and TERM when they end the whole shell."""
    action, traps = (call.args[1] if len(call.args) > 1 else ""), call.shell.traps
    for word in call.args[2:]:
        name = _TRAPPED.get(word, word.removeprefix("SIG"))
        if name not in _TRAPPED.values():
            call.err(f"{SHELL}: trap: bad signal '{word}'\n")
            return 1
        if action == "-":
            traps.pop(name, None)
        else:
            traps[name] = action
    if len(call.args) == 1:
        call.out("".join(f"trap -- '{text}' {name}\n" for name, text in traps.items()))
    return 0


_TRAPPED = {"0": "EXIT", "1": "HUP", "2": "INT", "3": "QUIT", "13": "PIPE", "14": "ALRM", "15": "TERM",
            "10": "USR1", "12": "USR2", "20": "TSTP", "28": "WINCH"}  # fmt: skip


def kill(call: Call) -> int:
    """kill [-SIGNAL] PID…"""
    signals = {"HUP": 1, "INT": 2, "QUIT": 3, "KILL": 9, "TERM": 15, "STOP": 19, "CONT": 18, "USR1": 10}
    args, signal = call.args[1:], 15
    if args[:1] == ["-s"] and len(args) > 1:
        args = ["-" + args[1], *args[2:]]
    if args[:1] == ["-l"]:
        call.out(" ".join(signals) + "\n")
        return 0
    if args and args[0].startswith("-") and len(args[0]) > 1:
        name = args.pop(0)[1:].removeprefix("SIG")
        signal = int(name) if name.isdigit() else signals.get(name, 15)
    status = 0
    for arg in args:
        problem = (
            call.phone.processes.kill(int(arg), signal, call.uid)
            if arg.isdigit()
            else "arguments must be jobs or process IDs"
        )
        if problem is not None:
            status = _shell_error(call, f"{arg}: {problem}")
    return status


def nothing(call: Call) -> int:
    """: and true, and builtins without effect here (umask, ulimit, alias)."""
    return 0


def no(call: Call) -> int:
    """false."""
    return 1


COMMANDS: dict[str, Command] = {
    ":": nothing, "true": nothing, "false": no, "echo": echo, "cd": change_dir, "pwd": pwd, "export": export,
    "local": local, "typeset": local, "readonly": local, "unset": unset, "set": set_options, "shift": shift,
    "exit": leave, "return": give_back, "break": jump, "continue": jump, "read": read, "eval": evaluate_text,
    ".": source, "source": source, "type": kind_of, "whence": kind_of, "command": command, "exec": execute,
    "let": let, "wait": wait, "trap": trap, "umask": nothing, "ulimit": nothing, "alias": nothing,
    "unalias": nothing, "kill": kill,
}  # fmt: skip
