"""The process of one plugin: imports it, answers JSON-RPC on standard input and output, and is thrown away after harm.

Run as `python -m ainos.tools.plugin_host FOLDER MODULE [HOST,…]`. Standard output belongs to the protocol; what the
plugin prints goes to standard error. Sockets, processes and foreign libraries are refused by an audit hook: a fence
against accidents and simple malice, no wall against hostile native code.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from collections.abc import Mapping
from datetime import datetime
from typing import IO, Any

from .plugin_manifest import described
from .types import Context, Tool, ToolError

MEMORY_BYTES = 1 << 30
CPU_S = 60
_FORBIDDEN = (
    "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.forkpty", "pty.spawn",
    "ctypes.dlopen", "shutil.rmtree", "socket.bind", "socket.sendto", "os.kill", "os.putenv",
)  # fmt: skip


def main(arguments: list[str] | None = None) -> int:
    """Serve one plugin until standard input ends."""
    words = sys.argv[1:] if arguments is None else arguments
    folder, module = words[0], words[1]
    hosts = frozenset(words[2].split(",")) if len(words) > 2 and words[2] else frozenset[str]()
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    _limit()
    sys.path.insert(0, folder)
    sys.dont_write_bytecode = True
    _fence(hosts)
    try:
        tools = _tools(importlib.import_module(module))
    except Exception as error:  # foreign code: any failure is told and ends this process only
        _say(answers, {"jsonrpc": "2.0", "method": "failed", "params": {"message": _told(error)}})
        return 1
    _say(answers, {"jsonrpc": "2.0", "method": "ready", "params": {"tools": described(tools)}})
    for line in sys.stdin:
        _say(answers, _answer(tools, line))
    return 0


def _tools(module: object) -> dict[str, Tool]:
    found = {value.name: value for value in vars(module).values() if isinstance(value, Tool)}
    if not found:
        raise LookupError("it defines no tool; decorate a function with @tool")
    return found


def _answer(tools: Mapping[str, Tool], line: str) -> dict[str, Any]:
    try:
        request = json.loads(line)
        number, name, values = request["id"], request["params"]["name"], request["params"]["arguments"]
    except (ValueError, LookupError, TypeError):
        return _error(None, "not a request")
    tool = tools.get(name)
    if tool is None:
        return _error(number, f"there is no tool {name}")
    try:
        result = tool.run(_NO_CONTEXT, values)
    except ToolError as error:
        return _error(number, str(error), kind=type(error).__name__)
    except Exception as error:  # foreign code: any failure becomes one typed error over there
        return _error(number, _told(error))
    answer = {"jsonrpc": "2.0", "id": number, "result": {"text": result.text, "data": dict(result.data)}}
    try:
        json.dumps(answer)
    except (TypeError, ValueError) as error:
        return _error(number, f"its result is not JSON: {error}")
    return answer


class _NoDevice:
    """Stands where a device would; a plugin has none."""

    def __getattr__(self, name: str) -> Any:
        raise ToolError("a plugin has no device")


_NO_CONTEXT = Context(device=_NoDevice(), hands=None, now=datetime.min)


def _error(number: object, message: str, *, kind: str = "") -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": number, "error": {"code": -32000, "message": message[:500], "data": kind}}


def _told(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"[:500]


def _say(answers: IO[str], message: Mapping[str, Any]) -> None:
    answers.write(json.dumps(message) + "\n")
    answers.flush()


def _limit() -> None:
    import resource

    for what, most in ((resource.RLIMIT_AS, MEMORY_BYTES), (resource.RLIMIT_CPU, CPU_S), (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(what, (most, most))


def _fence(hosts: frozenset[str]) -> None:
    allowed_addresses: set[str] = set()

    def hook(event: str, details: tuple[Any, ...]) -> None:
        if event in _FORBIDDEN or event.startswith(("winreg.", "_winapi.")):
            raise PermissionError(f"a plugin may not do this: {event}")
        if event == "socket.getaddrinfo" and str(details[0]) not in hosts:
            raise PermissionError(f"a plugin may not reach {details[0]}; its manifest names no such host")
        if event == "socket.getaddrinfo":
            allowed_addresses.add(str(details[0]))
        if event == "socket.connect" and not allowed_addresses:
            raise PermissionError("a plugin may not open connections; its manifest names no host")
        if event == "open" and isinstance(details[0], str) and _is_private(details[0]):
            raise PermissionError(f"a plugin may not open {details[0]}")

    sys.addaudithook(hook)


def _is_private(path: str) -> bool:
    return path.startswith("/proc/") and path.endswith(("/environ", "/mem"))


if __name__ == "__main__":
    raise SystemExit(main())
