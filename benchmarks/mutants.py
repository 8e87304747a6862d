"""Breaks the policy in every small way that there is, and counts how many of the breaks its tests notice.

A mutant (see mutation.py) is killed when the module's fast tests fail, or run so long that a person would notice. Each
runs in a forked process of its own; nothing is written into the tree. Exit 1 below the bar.
"""

from __future__ import annotations

import contextlib
import importlib.abc
import importlib.util
import io
import os
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

from mutation import Mutant, mutants_of
from table import print_table, write_results

ROOT = Path(__file__).resolve().parents[1]
BAR = 0.95
LIMIT_S = 120
TARGETS: Mapping[str, tuple[str, ...]] = {
    "policy_tables": ("test_policy.py",),
    "policy": ("test_policy.py",),
    "policy_settings": ("test_policy_settings.py",),
    "envelope": ("test_envelope.py",),
}
"""Modules of agent/, and the tests of each; they need no device."""
_SHOWN = 40


class _Broken(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives one module with another text."""

    def __init__(self, name: str, source: str) -> None:
        self._name, self._source = name, source

    def find_spec(self, fullname: str, path: object = None, target: ModuleType | None = None) -> ModuleSpec | None:
        return importlib.util.spec_from_loader(fullname, self) if fullname == self._name else None

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self._source, f"<{self._name}>", "exec"), module.__dict__)  # noqa: S102


def main(arguments: list[str]) -> int:
    """Run all mutants of the named modules, or of all; exit 0 when at least 95 % are killed."""
    chosen = arguments or list(TARGETS)
    _warm_up()
    began = time.monotonic()
    survived: list[Mutant] = []
    rows: list[tuple[str, int, int, str]] = []
    for module in chosen:
        text = (ROOT / "agent" / f"{module}.py").read_text(encoding="utf-8")
        if _run_all([Mutant(module, 0, "unchanged", text)]):
            print(f"the tests of {module} fail without any break; nothing was counted", file=sys.stderr)
            return 1
        mutants = mutants_of(module, text)
        left = sorted(set(mutants) - set(_run_all(mutants)), key=lambda m: m.line)
        survived += left
        rows.append(_row(module, len(mutants), len(left)))
        print(f"{module}: {len(mutants)} mutants, {len(left)} survived", flush=True)
    total = sum(row[1] for row in rows)
    share = 1 - len(survived) / total
    print()
    for mutant in survived[:_SHOWN]:
        print(f"survived: {mutant.name}")
    print_table(("module", "mutants", "killed", "share"), [*rows, _row("all", total, len(survived))])
    names = [mutant.name for mutant in survived]
    write_results("mutants", {"mutants": total, "killed": total - len(survived), "share": round(share, 4),
                              "bar": BAR, "seconds": round(time.monotonic() - began), "survived": names})  # fmt: skip
    return 0 if share >= BAR else 1


def _row(name: str, total: int, left: int) -> tuple[str, int, int, str]:
    return name, total, total - left, f"{1 - left / total:.1%}"


def _warm_up() -> None:
    """Import what every mutant needs, and nothing that is broken."""
    import hypothesis
    import pytest  # noqa: F401
    import yaml  # noqa: F401

    from ainos.tools.registry import builtin_registry

    hypothesis.settings.register_profile("mutants", database=None, deadline=None, derandomize=True)
    hypothesis.settings.load_profile("mutants")
    builtin_registry()
    loaded = [name for name in sys.modules if name.startswith("ainos.agent.")]
    if loaded:
        raise RuntimeError(f"{loaded} were loaded already, so no mutant could take their place")


def _run_all(mutants: Sequence[Mutant]) -> list[Mutant]:
    """Return the mutants that were killed; as many run at once as there are cores."""
    waiting, running, killed = list(mutants), dict[int, Mutant](), list[Mutant]()
    while waiting or running:
        while waiting and len(running) < (os.cpu_count() or 2):
            mutant = waiting.pop()
            running[_start(mutant)] = mutant
        process, status = os.wait()
        mutant = running.pop(process)
        killed += [mutant] if status else []
    return killed


def _start(mutant: Mutant) -> int:
    sys.stdout.flush()
    process = os.fork()
    if process:
        return process
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(LIMIT_S)
    code = 1
    try:
        code = _test(mutant)
    finally:
        os._exit(code)


def _test(mutant: Mutant) -> int:
    """Run the tests against the mutant; the exit code is 0 when all of them pass."""
    import pytest

    sys.meta_path.insert(0, _Broken(f"ainos.agent.{mutant.module}", mutant.source))
    tests = [str(ROOT / "tests" / "agent" / name) for name in TARGETS[mutant.module]]
    hidden = io.StringIO()
    with contextlib.redirect_stdout(hidden), contextlib.redirect_stderr(hidden):
        return int(pytest.main(["-x", "-q", "--noconftest", "--assert=plain", "-p", "no:cacheprovider", *tests]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
