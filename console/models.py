"""`ainos models`: what models there are, what they do on this machine, which ones fit a phone, and retraining."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from ..models.fit import Fit
    from ..models.measure import Machine, Measured
    from ..models.measure_flash import Flash

_CONTEXT = {"help_option_names": ["-h", "--help"]}


@click.group("models", context_settings=_CONTEXT)
def command() -> None:
    """Models: language, adapters, classifier, sentence vectors, speech, reading the screen."""


@command.command("list")
@click.option("--json", "as_json", is_flag=True)
def list_(as_json: bool) -> int:
    """List every model that ainos can use, and how to get those that are not here."""
    from ..models.catalogue import ENTRIES, own_model
    from .models_show import show_models

    own = own_model()
    if not as_json:
        show_models(ENTRIES, own)
        return 0
    rows = []
    for entry in ENTRIES:
        missing = entry.missing()
        rows.append({
            "name": entry.name, "role": entry.role, "about": entry.about, "licence": entry.licence,
            "languages": entry.languages, "megabytes": entry.megabytes, "file": str(entry.path() or ""),
            "present": not missing, "missing": list(missing), "get": entry.get if missing else "",
        })  # fmt: skip
    click.echo(json.dumps({"models": rows, "own_model": str(own) if own else ""}))
    return 0


@command.command("adapters")
@click.option("--json", "as_json", is_flag=True)
def adapters_(as_json: bool) -> int:
    """List the adapters: small files that make the one language model good at a task."""
    from ..models.catalogue import adapters
    from .models_show import show_adapters

    specs = adapters()
    if as_json:
        rows = [{"name": s.name, "file": str(s.file), "base": s.base, "task": s.task, "card": str(s.card),
                 "present": s.present, "languages": s.languages, "figure": s.figure, "train": s.train}
                for s in specs]  # fmt: skip
        click.echo(json.dumps(rows))
        return 0
    show_adapters(specs)
    return 0


@command.command("bench")
@click.option("--threads", type=click.IntRange(1, 64), default=2, show_default=True)
@click.option(
    "--prefix", type=click.IntRange(64, 3000), default=1000, show_default=True, help="Tokens of the kept prefix."
)
@click.option("--flash", is_flag=True, help="Also with weights larger than the memory: one minute, 600 MB on the disk.")
@click.option("--json", "as_json", is_flag=True)
def bench(threads: int, prefix: int, flash: bool, as_json: bool) -> int:
    """Measure the language model on this machine, and hold the estimate of `fit` against it.

    Takes half a minute on an idle machine; close what else computes.
    """
    from dataclasses import asdict

    from ..models.measure import measure_machine, measure_model
    from ..models.weights import local_weights
    from .models_show import show_bench, show_flash
    from .progress import progress

    with progress("measuring memory and kernels", quiet=as_json):
        machine = measure_machine(threads)
    with progress("measuring the language model", quiet=as_json):
        measured = measure_model(local_weights(), machine, prefix_tokens=prefix)
    estimate = _estimate_here(machine, measured)
    from_storage = _measure_flash(machine, threads, quiet=as_json) if flash else []
    if as_json:
        body = {"machine": asdict(machine), "model": {**asdict(measured), "warm_gain": measured.warm_gain},
                "estimate": asdict(estimate) if estimate else None,
                "flash": [{**asdict(f), "write_tps": f.write_tps, "reread": f.reread, "estimate_tps": e}
                          for f, e in from_storage]}  # fmt: skip
        click.echo(json.dumps(body))
        return 0
    show_bench(machine, measured, estimate)
    show_flash(from_storage)
    return 0


def _measure_flash(machine: Machine, threads: int, *, quiet: bool) -> list[tuple[Flash, float]]:
    """Return what was measured under memory limits, each with the estimate."""
    from ..models.measure_flash import expected_tps, measure_flash
    from ..models.weights import local_weights
    from .progress import progress

    weights = local_weights()
    with progress("writing with weights larger than the memory, five limits", quiet=quiet):
        found = measure_flash(weights, threads=threads)
    best = max(one.storage_gbs for one in found)
    return [(one, expected_tps(machine, weights, one, best)) for one in found]


def _estimate_here(machine: Machine, measured: Measured) -> Fit | None:
    """Return the estimate for the packaged model, from the machine's own figures; None for a model of unknown shape."""
    from ..models.fit import SHAPES, estimate
    from ..models.measure import packaged_quant, ram_gb

    quant = packaged_quant(measured.model)
    return estimate(machine.profile(ram_gb()), SHAPES[0], quant, context=64) if quant else None


@command.command("fit")
@click.option("--profile", "name", metavar="NAME|FILE", help="One machine: a packaged profile or an own TOML file.")
@click.option("--context", type=click.IntRange(128, 131072), default=2048, show_default=True, help="Tokens of cache.")
@click.option("--plot", type=click.Path(dir_okay=False, path_type=Path), help="Write a picture (PNG): speed by size.")
@click.option("--example", is_flag=True, help="Print a profile to start an own one from.")
@click.option("--json", "as_json", is_flag=True)
def fit(name: str | None, context: int, plot: Path | None, example: bool, as_json: bool) -> int:
    """Say which model sizes and quantisations run on phones and computers, how fast, and for how long.

    These are estimates from memory bandwidth and compute; `ainos models bench` measures this machine.
    """
    from dataclasses import asdict

    from ..models.fit import PROFILES, profile, profiles, table
    from .models_show import show_all, show_one

    if example:
        click.echo((PROFILES / "snapdragon-8-gen-3.toml").read_text(encoding="utf-8"), nl=False)
        return 0
    chosen = [profile(name)] if name else profiles()
    if as_json:
        click.echo(
            json.dumps([{"profile": asdict(p), "fits": [asdict(f) for f in table(p, context=context)]} for p in chosen])
        )
    elif name:
        show_one(chosen[0], context)
    else:
        show_all(chosen, context)
    if plot:
        from .models_plot import draw

        draw(chosen, plot, context=context)
        click.echo(f"written: {plot}", err=as_json)
    return 0


@command.command("train")
@click.argument("name")
@click.option(
    "--minutes", type=click.FloatRange(0.1, 600), help="Training time; by default what gave the shipped adapter."
)
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Folder for what is made on the way.")
@click.option("--install", is_flag=True, help="Put the new adapter in the place of the shipped one.")
def train(name: str, minutes: float | None, out: Path | None, install: bool) -> int:
    """Train an adapter again, from the committed code and data, on this machine's CPU.

    Needs the source tree and the training libraries (`pip install 'ainos[train]'`, about 1 GB).
    """
    from .models_train import run

    return run(name, minutes=minutes, out=out, install=install)
