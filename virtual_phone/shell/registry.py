"""The table of everything that can be called: builtins of the shell and programs in /system/bin.

Knows: which module brings which commands. Does not know: what they do.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module

from .io import Command

_BUILTINS = ("builtins", "conditions")
_PROGRAMS = (
    "android_am", "android_cmd", "android_content", "android_input", "android_log", "android_pm", "android_settings",
    "android_svc", "archives", "bytes_dump", "bytes_view", "files_change", "files_list", "find_command",
    "framework_commands", "gzip_command", "net_cat", "run_commands", "screen_record", "sqlite_command",
    "system_commands", "system_files", "text_awk", "text_format", "text_match", "text_view", "unzip_command",
)  # fmt: skip
"""Modules of this package; each has its commands in COMMANDS."""
_OUTSIDE_TOYBOX = (
    "android_am",
    "android_cmd",
    "android_content",
    "android_input",
    "android_pm",
    "android_settings",
    "android_svc",
    "framework_commands",
    "screen_record",
    "sqlite_command",
    "text_awk",
)
_OTHER_PROGRAMS = {"bc", "ip", "logcat", "ping", "reboot", "run-as", "sh", "su", "toybox", "unzip"}
"""What is not toybox on a phone but stands beside its programs here."""


@cache
def builtins() -> dict[str, Command]:
    """Return the shell's own commands."""
    return _commands(_BUILTINS)


@cache
def programs() -> dict[str, Command]:
    """Return the programs by name."""
    return _commands(_PROGRAMS)


@cache
def applets() -> list[str]:
    """Return the names of the programs that are part of toybox."""
    own = {name for module in _OUTSIDE_TOYBOX for name in import_module(f".{module}", __package__).COMMANDS}
    return sorted(set(programs()) - own - _OTHER_PROGRAMS)


def _commands(modules: tuple[str, ...]) -> dict[str, Command]:
    found: dict[str, Command] = {}
    for module in modules:
        found.update(import_module(f".{module}", __package__).COMMANDS)
    return found
