"""What a shell remembers: variables, arguments, place, options, functions.

Knows: special parameters and the environment that adbd gives. Does not know: how scripts run.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Self

from .syntax import Command as Node

if TYPE_CHECKING:
    from ..phone import Phone

SHELL = "/system/bin/sh"
ENVIRONMENT = {
    "ANDROID_ASSETS": "/system/app",
    "ANDROID_DATA": "/data",
    "ANDROID_ROOT": "/system",
    "ANDROID_STORAGE": "/storage",
    "EXTERNAL_STORAGE": "/sdcard",
    "HOME": "/",
    "HOSTNAME": "vphone",
    "LOGNAME": "shell",
    "PATH": "/product/bin:/apex/com.android.runtime/bin:/apex/com.android.art/bin:/system_ext/bin:"
    "/system/bin:/system/xbin:/odm/bin:/vendor/bin:/vendor/xbin",
    "SHELL": "/bin/sh",
    "TERM": "xterm-256color",
    "TMPDIR": "/data/local/tmp",
    "USER": "shell",
}


class ShellState:
    """The state of one shell; `fork` makes the copy that a subshell or pipeline stage gets."""

    def __init__(self, phone: Phone, uid: int, env: dict[str, str]) -> None:
        self.phone, self.uid = phone, uid
        self.variables = dict(env)
        self.exported = set(env)
        self.arguments: list[str] = []
        self.name = SHELL
        self.cwd = "/"
        self.status = 0
        self.pid = 0
        self.last_background = 0
        self.functions: dict[str, Node] = {}
        self.noglob = self.errexit = self.nounset = self.xtrace = False
        self.depth = 0
        self.traps: dict[str, str] = {}

    def fork(self) -> Self:
        """Return an independent copy."""
        child = type(self)(self.phone, self.uid, {})
        child.variables, child.exported = dict(self.variables), set(self.exported)
        child.arguments, child.name, child.cwd = list(self.arguments), self.name, self.cwd
        child.status, child.pid, child.functions = self.status, self.pid, dict(self.functions)
        child.noglob, child.errexit, child.nounset = self.noglob, self.errexit, self.nounset
        child.depth = self.depth
        return child

    # -- variables -------------------------------------------------------------------------------------------

    def lookup(self, name: str) -> str | None:
        """Return the value of a variable or special parameter, None when it is unset."""
        if name.isdigit():
            number = int(name)
            if number == 0:
                return self.name
            return self.arguments[number - 1] if number <= len(self.arguments) else None
        special: dict[str, Callable[[], str | None]] = {
            "?": lambda: str(self.status),
            "#": lambda: str(len(self.arguments)),
            "$": lambda: str(self.pid),
            "!": lambda: str(self.last_background) if self.last_background else None,
            "@": lambda: " ".join(self.arguments) if self.arguments else None,
            "*": lambda: " ".join(self.arguments) if self.arguments else None,
            "-": lambda: "e" if self.errexit else "",
            "PWD": lambda: self.cwd,
            "PPID": lambda: "310",
            "RANDOM": lambda: str(self.phone.random.randrange(32768)),
            "SECONDS": lambda: str(self.phone.clock.elapsed_ms() // 1000),
            "USER_ID": lambda: str(self.uid),
            "KSH_VERSION": lambda: "@(#)MIRBSD KSH R59 2020/10/31 Android",
        }
        return special[name]() if name in special else self.variables.get(name)

    def get(self, name: str) -> str:
        """Return the value of a variable, '' when it is unset."""
        return self.lookup(name) or ""

    def put(self, name: str, value: str) -> None:
        """Set a variable."""
        if name.endswith("+"):
            name, value = name[:-1], self.get(name[:-1]) + value
        self.variables[name] = value

    def environment(self) -> dict[str, str]:
        """Return the exported variables."""
        return {name: self.variables[name] for name in sorted(self.exported) if name in self.variables}
