"""Secrets that the user keeps with ainos: each has a name, a value, and the one app that it may be typed into.

One JSON file that only the user may read. Values leave it in one place, tools/builtin/secrets.py; everything else knows
names. Knows no tool and no console.
"""

from __future__ import annotations

import json
import os
import re
import stat
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..android_bridge import grammar
from ..android_bridge.device import Device
from ..android_bridge.errors import BadValueError
from ..android_bridge.strict_json import StrictJsonError, parse_json

FILE = "secrets.json"
_VERSION = 1
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_LONGEST_VALUE = 1000
_MOST = 200
_PACKAGE_HEAD = re.compile(r"^ {2}Package \[([^\]\s]+)\]", re.MULTILINE)
_SIGNER = re.compile(
    r"^ {4}signatures=PackageSignatures\{[0-9a-f]+(?: version:\d+)?, signatures:\[([0-9a-f]+(?:, ?[0-9a-f]+)*)\]",
    re.MULTILINE,
)


class SecretError(Exception):
    """The secrets cannot be used so; `hint` is the next command."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Secret:
    """One kept secret."""

    name: str
    """What the user and models call it; no secret itself."""
    package: str
    signer: str
    """How the phone names the app's certificate; another signer under the same package name gets nothing."""
    value: str = field(repr=False)


class SecretStore:
    """Reads and writes the file; made on first use."""

    def __init__(self, home: Path) -> None:
        self._path = home / FILE

    def all(self) -> tuple[Secret, ...]:
        """Return all secrets by name; none where there is no file.

        Raises:
            SecretError: Others may read the file, or it is damaged.
        """
        try:
            handle = os.open(self._path, os.O_RDONLY | os.O_NOFOLLOW)
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise SecretError(f"{self._path} cannot be read: {error.strerror}", f"ls -l {self._path}") from error
        with os.fdopen(handle, "rb") as file:
            facts = os.fstat(file.fileno())
            if not stat.S_ISREG(facts.st_mode) or facts.st_mode & 0o077 or facts.st_uid != os.getuid():
                raise SecretError(f"others may read or write {self._path}; it is not used", f"chmod 600 {self._path}")
            data = file.read(4 << 20)
        return tuple(sorted(_read(data, self._path), key=lambda secret: secret.name))

    def find(self, name: str) -> Secret | None:
        """Return the secret of that name, or None."""
        return next((secret for secret in self.all() if secret.name == name), None)

    def add(self, secret: Secret) -> None:
        """Keep a secret.

        Raises:
            SecretError: Name, app or value is not possible, or the name is taken.
        """
        known = self.all()
        if not _NAME.fullmatch(secret.name):
            raise SecretError("a secret's name has small letters, digits, - and _, and begins with a letter")
        if any(other.name == secret.name for other in known):
            raise SecretError(f"there is a secret {secret.name} already", f"ainos secrets remove {secret.name}")
        if not secret.value or len(secret.value) > _LONGEST_VALUE or "\n" in secret.value:
            raise SecretError(f"a secret is one line of 1 to {_LONGEST_VALUE} characters; nothing was kept")
        if len(known) >= _MOST:
            raise SecretError(f"there are {_MOST} secrets; nothing was kept", "ainos secrets list")
        try:
            grammar.package(secret.package)
            grammar.transportable(secret.value)
        except BadValueError as error:
            what = "the app's package name" if secret.package in str(error) else "the value"
            raise SecretError(f"{what} cannot be used; nothing was kept") from None
        self._write([*known, secret])

    def remove(self, name: str) -> None:
        """Forget a secret.

        Raises:
            SecretError: There is none of that name.
        """
        known = self.all()
        left = [secret for secret in known if secret.name != name]
        if len(left) == len(known):
            raise SecretError(f"there is no secret {name}", "ainos secrets list")
        self._write(left)

    def _write(self, secrets: Sequence[Secret]) -> None:
        rows = [{"name": s.name, "package": s.package, "signer": s.signer, "value": s.value} for s in secrets]
        body = json.dumps({"version": _VERSION, "secrets": rows}, ensure_ascii=True).encode()
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            # mkstemp makes files that only their owner may read.
            handle, name = tempfile.mkstemp(prefix=".secrets-", dir=self._path.parent)
            with os.fdopen(handle, "wb") as file:
                file.write(body)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(self._path)
        except OSError as error:
            raise SecretError(f"{self._path} cannot be written: {error.strerror}; nothing was changed") from None


def _read(data: bytes, path: Path) -> list[Secret]:
    damaged = SecretError(f"{path} is damaged; no secret of it is used", f"mv {path} {path}.broken")
    try:
        body = parse_json(data)
        if body["version"] != _VERSION:
            raise damaged
        found = [Secret(row["name"], row["package"], row["signer"], row["value"]) for row in body["secrets"]]
    except (StrictJsonError, LookupError, TypeError):
        raise damaged from None  # the text of such an error may hold a part of the file
    if not all(isinstance(part, str) for s in found for part in (s.name, s.package, s.signer, s.value)):
        raise damaged
    return found


def signer_of(device: Device, package: str) -> str:
    """Return how the phone names the certificate of an installed app; empty where it names none or several.

    It is Android's own short hash of the certificate (32 bits), the most that a shell without root is told.
    """
    text = device.dumpsys("package", grammar.package(package))
    heads = list(_PACKAGE_HEAD.finditer(text))
    found: set[str] = set()
    for position, head in enumerate(heads):
        if head[1] == package:
            end = heads[position + 1].start() if position + 1 < len(heads) else len(text)
            found |= {match[1].replace(" ", "") for match in _SIGNER.finditer(text, head.end(), end)}
    return found.pop() if len(found) == 1 else ""
