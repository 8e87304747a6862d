"""Runs the programs of training/ one after the other for `ainos models train`: unpack, train, export, compare."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import click

from ..models.catalogue import BASE, adapters, entry
from ..models.types import ModelUnavailableError

LIBRARIES = ("torch", "gguf", "tokenizers", "numpy")
TREE = Path(__file__).resolve().parent.parent


def run(name: str, *, minutes: float | None, out: Path | None, install: bool) -> int:
    """Train the adapter of that name; return the exit code. Nothing is replaced before all is done.

    Raises:
        ModelUnavailableError: A library, the source tree or the base's weights are missing; or no such adapter.
    """
    base_file = _ready(name)
    folder = (out or Path.cwd() / "out" / f"train-{name}").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    base, made = folder / "base", folder / f"{name}.gguf"
    more = ["--minutes", f"{minutes:g}"] if minutes else []
    threads = str(os.cpu_count() or 1)
    click.echo(f"training {name}; everything goes to {folder}")
    click.echo(f"stop early, keeping what was learnt:  touch {folder / 'run' / 'stop'}")
    steps: list[tuple[str, Sequence[str | Path]]] = []
    if not (base / "tokenizer.json").is_file():
        steps.append(("unpacking the base model", ["training.unpack", base_file, base]))
    steps += [
        ("training", ["training.train", "--task", name, "--base", base, "--out", folder / "run", "--threads", threads,
                      *more]),
        ("writing the adapter", ["training.export", folder / "run" / "last.pt", made, "--name", name]),
        ("computing samples", ["training.parity", "write", folder / "run" / "last.pt", folder / "sample.npz",
                               "--base", base, "--task", name]),
        ("comparing with llama.cpp", ["training.parity", "check", folder / "sample.npz", made]),
    ]  # fmt: skip
    for number, (what, arguments) in enumerate(steps, start=1):
        click.echo(f"[{number}/{len(steps)}] {what}")
        code = _program(arguments)
        if code:
            click.echo(
                f"ainos: {what} failed (exit code {code}); no adapter was replaced\nnext:  ls {folder}", err=True
            )
            return 1
    return _finish(name, made, install)


def _ready(name: str) -> Path:
    """Return the base's weights after everything that training needs was found."""
    if not (TREE / "training" / "train.py").is_file():
        raise ModelUnavailableError(
            "training needs the source tree: training/ is not part of the installed package",
            hint="ainos models adapters",
        )
    sys.path.insert(0, str(TREE))
    try:
        from training.tasks import NAMES
    finally:
        sys.path.remove(str(TREE))
    if name not in NAMES:
        known = ", ".join(NAMES)
        raise ModelUnavailableError(
            f"there is no training for {name!r}; there is: {known}", hint="ainos models adapters"
        )
    missing = [library for library in LIBRARIES if find_spec(library) is None]
    if missing:
        verb = "is" if len(missing) == 1 else "are"
        raise ModelUnavailableError(
            f"training needs {', '.join(missing)}, which {verb} not installed; nothing was done",
            hint="python3 -m venv .venv-train && .venv-train/bin/pip install -e '.[local,train]' && "
            f".venv-train/bin/ainos models train {name}",
        )
    return entry(BASE).require()


def _program(arguments: Sequence[str | Path]) -> int:
    """Run one program of training/ with its output on the terminal."""
    paths = os.pathsep.join((str(TREE / ".dev"), str(TREE), os.environ.get("PYTHONPATH", "")))
    surroundings = {**os.environ, "PYTHONPATH": paths, "OMP_WAIT_POLICY": "PASSIVE"}
    return subprocess.run([sys.executable, "-m", *map(str, arguments)], cwd=TREE, env=surroundings).returncode


def _finish(name: str, made: Path, install: bool) -> int:
    spec = next((s for s in adapters() if name in (s.train, s.name)), None)
    if not install or spec is None:
        click.echo(f"the adapter is in {made}; the shipped one stays as it is")
        click.echo(
            f"next:  ./run bench models  (after  cp {made} {spec.file if spec else TREE / 'models' / 'adapters'})"
        )
        return 0
    fresh = spec.file.with_suffix(".new")
    fresh.write_bytes(made.read_bytes())
    fresh.replace(spec.file)
    click.echo(f"{spec.file} was replaced; its card still tells of the old one: {spec.card}\nnext:  ./run bench models")
    return 0
