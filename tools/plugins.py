"""Plugins: found by their manifests, offered as tools, run in a process of their own. Decides no consent.

A call costs at most its deadline: a plugin that hangs, crashes, floods or lies costs one ToolFailedError and its
process; the next call starts a new one. A plugin gets its arguments and nothing else: no device, no keys, no policy.
"""

from __future__ import annotations

import json
import logging
import os
import selectors
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any

from ..android_bridge.labels import Confidentiality
from ..android_bridge.strict_json import StrictJsonError, parse_json
from .plugin_manifest import (
    MANIFEST,
    Manifest,
    PluginError,
    ToolEntry,
    parse_manifest,
    read_manifest,
    risk_of,
)
from .registry import Registry
from .types import Context, Parameter, Tool, ToolFailedError, ToolResult, ToolRetryError

logger = logging.getLogger(__name__)
ENTRY_POINT_GROUP = "ainos.plugins"
START_S = 10.0
CALL_S = 10.0
MAX_ANSWER_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class FoundPlugin:
    """A plugin that discovery met; its code has not been touched."""

    folder: Path
    manifest: Manifest | None
    problem: str = ""
    """Why it cannot be used, or empty."""

    @property
    def name(self) -> str:
        """Its id, or its folder's name where the manifest cannot be read."""
        return self.manifest.plugin.id if self.manifest else self.folder.name


def discover(folders: Iterable[Path] = (), *, installed: bool = True) -> list[FoundPlugin]:
    """Return the plugins in `folders` (each a plugin or a folder of plugins) and the installed ones, broken ones named.

    Imports nothing: installed plugins are found by entry points in the group `ainos.plugins`, whose value is the
    module that stands beside the manifest.
    """
    places: list[Path] = []
    for folder in folders:
        if (folder / MANIFEST).is_file():
            places.append(folder)
        elif folder.is_dir():
            places += sorted(place.parent for place in folder.glob(f"*/{MANIFEST}"))
    found = [_found(place) for place in places]
    if installed:
        found += [
            plugin for point in entry_points(group=ENTRY_POINT_GROUP) if (plugin := _installed(point)) is not None
        ]
    return found


def _found(folder: Path) -> FoundPlugin:
    try:
        return FoundPlugin(folder, read_manifest(folder))
    except PluginError as error:
        return FoundPlugin(folder, None, str(error))


def _installed(point: EntryPoint) -> FoundPlugin | None:
    for file in (point.dist.files if point.dist is not None else None) or ():
        if file.name == MANIFEST:
            path = Path(str(file.locate()))
            try:
                return FoundPlugin(path.parent, parse_manifest(path.read_text("utf-8"), point.name))
            except (PluginError, OSError) as error:
                return FoundPlugin(path.parent, None, str(error))
    return FoundPlugin(Path(point.name), None, f"{point.name}: its package holds no {MANIFEST}")


@dataclass(slots=True)
class PluginProcess:
    """One plugin's process, started by the first call; close it at the end."""

    folder: Path
    manifest: Manifest
    call_s: float = CALL_S
    _process: subprocess.Popen[bytes] | None = None
    _home: tempfile.TemporaryDirectory[str] | None = None
    _buffer: bytearray = field(default_factory=bytearray)
    _number: int = 0

    def call(self, tool: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Return the tool's result (`text`, `data`).

        Raises:
            ToolFailedError: The plugin failed, hung, crashed or answered nonsense; its process is gone then.
            ToolRetryError: The plugin says that the arguments are wrong.
        """
        self._ensure_started()
        self._number += 1
        request = {
            "jsonrpc": "2.0",
            "id": self._number,
            "method": "tools/call",
            "params": {"name": tool, "arguments": dict(arguments)},
        }
        answer = self._exchange(request, self.call_s)
        if answer.get("id") != self._number:
            raise self._broken("answered another question than was asked")
        error = answer.get("error")
        if isinstance(error, dict):
            message = f"{self._name}: {str(error.get('message', ''))[:500]}"
            raise ToolRetryError(message) if error.get("data") == "ToolRetryError" else ToolFailedError(message)
        result = answer.get("result")
        if (
            not isinstance(result, dict)
            or not isinstance(result.get("text"), str)
            or not isinstance(result.get("data"), dict)
        ):
            raise self._broken("answered something that is no result")
        return result

    def describe(self) -> list[dict[str, Any]]:
        """Start the plugin and return its tools as its code defines them; for writing and checking manifests."""
        self._spawn()
        ready = self._exchange(None, START_S)
        tools = ready.get("params", {}).get("tools")
        if ready.get("method") != "ready" or not isinstance(tools, list):
            raise self._broken(f"did not start: {ready.get('params', {}).get('message', 'no reason given')}")
        return tools

    def close(self) -> None:
        """End the process; fine when there is none."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()
            process.wait()
        self._buffer.clear()
        if self._home is not None:
            self._home.cleanup()
            self._home = None

    def __enter__(self) -> PluginProcess:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def _name(self) -> str:
        return f"plugin {self.manifest.plugin.id}"

    def _ensure_started(self) -> None:
        if self._process is not None and self._process.poll() is None:
            return
        self.close()
        if _comparable(self.describe()) != _comparable(
            [entry.model_dump(mode="json") for entry in self.manifest.tools]
        ):
            raise self._broken("its code offers other tools than its manifest; it was not used")

    def _spawn(self) -> None:
        self.close()
        self._home = tempfile.TemporaryDirectory(prefix="ainos-plugin-")
        plugin = self.manifest.plugin
        words = [
            sys.executable,
            "-m",
            "ainos.tools.plugin_host",
            str(self.folder.resolve()),
            plugin.module,
            ",".join(plugin.hosts),
        ]
        # nothing of the caller's environment: it holds API keys
        environment = {
            "PATH": os.defpath,
            "HOME": self._home.name,
            "TMPDIR": self._home.name,
            "LANG": "C.UTF-8",
            "PYTHONSAFEPATH": "1",
        }
        self._process = subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment,
            cwd=self._home.name, close_fds=True, start_new_session=True,
        )  # fmt: skip

    def _exchange(self, request: Mapping[str, Any] | None, limit_s: float) -> dict[str, Any]:
        process = self._process
        assert process is not None
        assert process.stdin is not None
        if request is not None:
            try:
                process.stdin.write(json.dumps(request).encode() + b"\n")
                process.stdin.flush()
            except (BrokenPipeError, OSError) as error:
                raise self._broken("has crashed") from error
        line = self._read_line(process, time.monotonic() + limit_s, limit_s)
        try:
            answer = parse_json(line, limit_bytes=MAX_ANSWER_BYTES)
        except StrictJsonError as error:
            raise self._broken("answered something that is no JSON") from error
        if not isinstance(answer, dict):
            raise self._broken("answered something that is no message")
        return answer

    def _read_line(self, process: subprocess.Popen[bytes], deadline: float, limit_s: float) -> bytes:
        assert process.stdout is not None
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            while b"\n" not in self._buffer:
                left = deadline - time.monotonic()
                if left <= 0 or not selector.select(left):
                    raise self._broken(f"did not answer within {limit_s:g} s")
                chunk = os.read(process.stdout.fileno(), 65536)
                if not chunk:
                    raise self._broken("has crashed")
                self._buffer += chunk
                if len(self._buffer) > MAX_ANSWER_BYTES:
                    raise self._broken(f"answered more than {MAX_ANSWER_BYTES} bytes")
        line, _, rest = bytes(self._buffer).partition(b"\n")
        self._buffer = bytearray(rest)
        return line

    def _broken(self, why: str) -> ToolFailedError:
        self.close()
        return ToolFailedError(f"{self._name} {why}; its process was stopped, nothing was done on the phone")


def _comparable(tools: list[dict[str, Any]]) -> list[str]:
    return sorted(json.dumps(ToolEntry.model_validate(tool).model_dump(mode="json"), sort_keys=True) for tool in tools)


def plugin_tools(plugin: FoundPlugin, process: PluginProcess) -> tuple[Tool, ...]:
    """Return a consented plugin's tools, named `<plugin>_<tool>`; results are untrusted.

    Raises:
        PluginError: Its manifest cannot be used.
    """
    if plugin.manifest is None:
        raise PluginError(plugin.problem)
    return tuple(_tool(entry, plugin.manifest, process) for entry in plugin.manifest.tools)


def _tool(entry: ToolEntry, manifest: Manifest, process: PluginProcess) -> Tool:
    def run(context: Context, values: Mapping[str, Any]) -> ToolResult:
        result = process.call(entry.name, values)
        return ToolResult(result["text"], result["data"], manifest.label, "function")

    name, risk = manifest.plugin.id, risk_of(entry)
    return Tool(
        name=f"{name}_{entry.name}",
        description=entry.description,
        parameters=tuple(
            Parameter(p.name, p.kind, p.description or p.name, p.required, p.choices) for p in entry.parameters
        ),
        risk=risk,
        run=run,
        examples=entry.examples,
        sentences=entry.sentences,
        confirm=entry.confirm or f"Run {entry.name} of the plugin {name}",
        source=f"plugin:{name}",
        ways=frozenset({"function"}),
        reads=manifest.label,
        writes=Confidentiality[manifest.plugin.receives.upper()],
    )


@contextmanager
def load_plugins(
    registry: Registry, folders: Iterable[Path] = (), *, consents: Mapping[str, str] | None = None
) -> Iterator[list[FoundPlugin]]:
    """Register the tools of plugins, give those that were left out and why, and end all processes after the block.

    A plugin in one of `folders` was named by the user and counts as consented to; an installed one needs consent. Where
    `consents` knows a plugin, its manifest must be unchanged since.

    Args:
        registry: Where the tools go.
        folders: Plugins, or folders of plugins, that the user named.
        consents: Plugin id to the manifest's digest at the time of consent.
    """
    agreed, left_out, named = consents or {}, [], list(folders)
    with ExitStack() as stack:
        for plugin in [*discover(named, installed=False), *discover(installed=True)]:
            problem = plugin.problem or _without_consent(plugin, agreed, named)
            if not problem and plugin.manifest is not None:
                process = stack.enter_context(PluginProcess(plugin.folder, plugin.manifest))
                try:
                    for tool in plugin_tools(plugin, process):
                        registry.register(tool)
                except ValueError as error:
                    problem = str(error)
            if problem:
                logger.warning("plugin %s is left out: %s", plugin.name, problem)
                left_out.append(replace(plugin, problem=problem))
        yield left_out


def _without_consent(plugin: FoundPlugin, agreed: Mapping[str, str], named: list[Path]) -> str:
    """Return why the plugin may not run, or nothing."""
    assert plugin.manifest is not None
    known = agreed.get(plugin.manifest.plugin.id)
    if known is not None:
        return (
            ""
            if known == plugin.manifest.digest
            else "it has changed since you allowed it; look at it and allow it again"
        )
    return (
        ""
        if any(plugin.folder == place or plugin.folder.parent == place for place in named)
        else "it was not allowed yet"
    )


__all__ = [
    "CALL_S", "ENTRY_POINT_GROUP", "FoundPlugin", "PluginError", "PluginProcess", "discover", "load_plugins",
    "plugin_tools",
]  # fmt: skip
