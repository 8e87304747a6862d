"""Which process owns a memory: a lock on a file in its folder, with the process' name in it."""

from __future__ import annotations

import fcntl
import json
import os
import sys
from pathlib import Path

from .types import MemoryFailure


class OwnedElsewhereError(MemoryFailure):
    """Another process owns this memory."""


def own_folder(folder: Path) -> int:
    """Take the folder's lock for this process, and say in it who has it.

    Raises:
        OwnedElsewhereError: Another process has it.
    """
    lock = os.open(folder / "owner.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(lock)
        raise OwnedElsewhereError(owner_name(folder)) from error
    name = json.dumps({"name": Path(sys.argv[0]).name or "python", "pid": os.getpid()})
    os.ftruncate(lock, 0)
    os.pwrite(lock, name.encode(), 0)
    return lock


def owner_name(folder: Path) -> str:
    """Return the name of the memory's owner for a person, such as `ainos (process 4711)`."""
    try:
        owner = json.loads((folder / "owner.lock").read_text())
        return f"{owner['name']} (process {owner['pid']})"
    except (OSError, ValueError, KeyError):
        return "another process"
