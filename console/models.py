"""`ainos models`: what models there are, what they do on this machine, which ones fit a phone, and retraining."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from ..models.fit import Fit, Profile
    from ..models.measure import Machine, Measured

_CONTEXT = {"help_option_names": ["-h", "--help"]}


@click.group("models", context_settings=_CONTEXT)
def command() -> None:
    """Models: language, adapters, classifier, sentence vectors, speech, reading the screen."""


@command.command("list")
@click.option("--json", "as_json", is_flag=True)
def list_(as_json: bool) -> int:
    """List every model that ainos can use, and how to get those that are not here."""
    from ..models.catalogue import ENTRIES, own_model
    from .trace import inert

    rows = []
    for entry in ENTRIES:
        missing = entry.missing()
        rows.append({
            "name": entry.name, "role": entry.role, "about": entry.about, "licence": entry.licence,
            "languages": entry.languages, "megabytes": entry.megabytes, "file": str(entry.path() or ""),
            "present": not missing, "missing": list(missing), "get": entry.get if missing else "",
        })  # fmt: skip
    own = own_model()
    if as_json:
        click.echo(json.dumps({"models": rows, "own_model": str(own) if own else ""}))
        return 0
    for row in rows:
        mark = "✓" if row["present"] else "–"
        click.echo(f"{mark} {row['name']:<16} {row['role']:<15} {row['megabytes']:>6.1f} MB  {row['about']}")
        click.echo(f"  {'':<16} {'':<15} {row['licence']}; {row['languages']}")
        if not row["present"]:
            click.echo(f"  {'':<16} {'':<15} not here ({', '.join(entry_names(row['missing']))})  next:  {row['get']}")
    if own:
        there = "" if own.is_file() else ", which is no file"
        click.echo(inert(f"AINOS_LOCAL_MODEL names {own}{there}; it is used instead of smollm2-135m, without adapters"))
    click.echo("adapters:  ainos models adapters")
    return 0


def entry_names(missing: object) -> list[str]:
    """Return the names of what is missing as text."""
    return [str(name) for name in missing] if isinstance(missing, list) else []


@command.command("adapters")
@click.option("--json", "as_json", is_flag=True)
def adapters_(as_json: bool) -> int:
    """List the adapters: small files that make the one language model good at a task."""
    from ..models.catalogue import adapters

    specs = adapters()
    if as_json:
        rows = [{"name": s.name, "file": str(s.file), "base": s.base, "task": s.task, "card": str(s.card),
                 "present": s.present, "languages": s.languages, "train": s.train} for s in specs]  # fmt: skip
        click.echo(json.dumps(rows))
        return 0
    for spec in specs:
        size = f"{spec.file.stat().st_size / 1e6:.1f} MB" if spec.present else "no file"
        click.echo(f"{'✓' if spec.present else '✗'} {spec.name:<12} {size:<9} for {spec.base}; {spec.languages}")
        click.echo(f"  {'':<12} {spec.task}")
        click.echo(f"  {'':<12} card: {spec.card}")
        if spec.train:
            click.echo(f"  {'':<12} retrain: ainos models train {spec.train}")
    return 0


@command.command("bench")
@click.option("--threads", type=click.IntRange(1, 64), default=2, show_default=True)
@click.option(
    "--prefix", type=click.IntRange(64, 3000), default=1000, show_default=True, help="Tokens of the kept prefix."
)
@click.option("--flash", is_flag=True, help="Also with weights that are read from storage again for each token.")
@click.option("--json", "as_json", is_flag=True)
def bench(threads: int, prefix: int, flash: bool, as_json: bool) -> int:
    """Measure the language model on this machine, and hold the estimate of `fit` against it.

    Takes half a minute on an idle machine; close what else computes.
    """
    from dataclasses import asdict

    from ..models.measure import measure_machine, measure_model
    from ..models.weights import local_weights
    from .progress import progress

    with progress("measuring memory and kernels", quiet=as_json):
        machine = measure_machine(threads)
    with progress("measuring the language model", quiet=as_json):
        measured = measure_model(local_weights(), machine, prefix_tokens=prefix)
    estimate = _estimate_here(machine, measured)
    read_again = []
    if flash:
        from ..models.measure_flash import measure_flash

        with progress("reading weights from storage", quiet=as_json):
            read_again = measure_flash(local_weights(), threads=threads)
    if as_json:
        body = {"machine": asdict(machine), "model": {**asdict(measured), "warm_gain": measured.warm_gain},
                "estimate": asdict(estimate) if estimate else None,
                "flash": [asdict(f) for f in read_again]}  # fmt: skip
        click.echo(json.dumps(body))
        return 0
    _show_bench(machine, measured, estimate)
    for f in read_again:
        click.echo(f"storage    {f.share:.0%} of the weights read again for each token: {f.write_tps:.1f} tokens/s "
                   f"(expected {f.expected_tps:.1f} at {f.storage_gbs:.2f} GB/s)")  # fmt: skip
    return 0


def _estimate_here(machine: Machine, measured: Measured) -> Fit | None:
    """Return the estimate for the packaged model, from the machine's own figures; None for a model of unknown shape."""
    from ..models.fit import SHAPES, estimate
    from ..models.measure import packaged_quant, ram_gb

    quant = packaged_quant(measured.model)
    return estimate(machine.profile(ram_gb()), SHAPES[0], quant, context=64) if quant else None


def _show_bench(machine: Machine, measured: Measured, estimate: Fit | None) -> None:
    share = f"{measured.share:.0%} of what memory gives"
    click.echo(f"machine    {machine.threads} threads: memory {machine.stream_gbs:.1f} GB/s; the library reads packed "
               f"weights at {machine.kernel_gbs:.1f} GB/s and computes {machine.kernel_gops:.0f} GOP/s")  # fmt: skip
    click.echo(f"model      {measured.model}, {measured.weights_mb:.1f} MB")
    click.echo(f"writing    {measured.write_tps:.0f} tokens/s, {share}")
    if measured.adapter_write_tps:
        click.echo(f"           {measured.adapter_write_tps:.0f} tokens/s with the adapter; "
                   f"a swap takes {measured.swap_ms:.2f} ms")  # fmt: skip
    click.echo(f"reading    {measured.prompt_tps:.0f} tokens/s")
    click.echo(f"prefix     {measured.prefix_tokens} tokens: {measured.cold_ms:.0f} ms cold, "
               f"{measured.warm_ms:.0f} ms kept, {measured.warm_gain:.1f} times as fast")  # fmt: skip
    if estimate:
        writing, reading = estimate.write_tps / measured.write_tps - 1, estimate.prompt_tps / measured.prompt_tps - 1
        click.echo(f"estimate   writing {estimate.write_tps:.0f} tokens/s ({writing:+.0%}), "
                   f"reading {estimate.prompt_tps:.0f} ({reading:+.0%}), "
                   "from the machine's figures alone")  # fmt: skip


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

    if example:
        click.echo((PROFILES / "snapdragon-8-gen-3.toml").read_text(encoding="utf-8"), nl=False)
        return 0
    chosen = [profile(name)] if name else profiles()
    if as_json:
        click.echo(
            json.dumps([{"profile": asdict(p), "fits": [asdict(f) for f in table(p, context=context)]} for p in chosen])
        )
    elif name:
        _show_one(chosen[0], context)
    else:
        _show_all(chosen, context)
    if plot:
        from .models_plot import draw

        draw(chosen, plot, context=context)
        click.echo(f"written: {plot}", err=as_json)
    return 0


def _show_one(profile: Profile, context: int) -> None:
    from ..models.fit import ANSWER, CALLS, FIRST_PROMPT, NEXT_PROMPT, table
    from .trace import inert

    power = f"{profile.watts:g} W" + (f", battery {profile.battery_wh:g} Wh" if profile.battery_wh else ", mains")
    click.echo(inert(f"{profile.name}: {profile.ram_gb:g} GB, memory {profile.bandwidth_gbs:g} GB/s of which packed "
                     f"weights reach {profile.reached:.0%}, {profile.cpu_gops:g} GOP/s, {power}"))  # fmt: skip
    if profile.npu_tops:
        click.echo(f"neural processor {profile.npu_tops:g} TOPS: not counted, llama.cpp computes on the CPU")
    click.echo(f"\n{'model':<14} {'quant':<5} {'weights':>8} {'memory':>8}  {'reads':>7} {'writes':>7}  {'step':>8} "
               f"{'energy':>8} {'battery':>8}  runs")  # fmt: skip
    for f in table(profile, context=context):
        battery = f"{f.battery_min:.0f} min" if f.battery_min else "–"
        click.echo(f"{f.model:<14} {f.quant:<5} {f.weights_gb:>6.2f}GB {f.memory_gb:>6.2f}GB  {f.prompt_tps:>5.0f}/s "
                   f"{f.write_tps:>5.1f}/s  {f.step_s:>6.1f} s {f.step_j:>6.0f} J {battery:>8}  "
                   f"{f.verdict}")  # fmt: skip
    click.echo(f"\nstep: {CALLS} calls, the first reads {FIRST_PROMPT} tokens, the others {NEXT_PROMPT} each (the "
               f"prefix is kept), each writes {ANSWER}; cache for {context} tokens. "
               "battery: minutes of nothing but that.\n"
               "runs: within half of the memory (good from 100 tokens/s, usable from 20), tight: within nine tenths "
               "of it, flash: read from storage again and again.")  # fmt: skip
    if profile.sources:
        click.echo(inert(f"sources: {profile.sources}"))


def _show_all(profiles: list[Profile], context: int) -> None:
    from ..models.fit import SHAPES, estimate

    width = max(len(p.name) for p in profiles)
    click.echo(f"{'Q4, tokens/s while writing':<{width}}  " + "  ".join(f"{s.name.split()[-1]:>6}" for s in SHAPES))
    for profile in profiles:
        cells = []
        for shape in SHAPES:
            f = estimate(profile, shape, "Q4", context=context)
            sign = {"memory": " ", "tight": "~", "flash": "!", "no": "x"}[f.place]
            cells.append(f"{f.write_tps:>5.0f}{sign}" if f.write_tps >= 10 else f"{f.write_tps:>5.1f}{sign}")
        click.echo(f"{profile.name:<{width}}  " + "  ".join(cells))
    click.echo(
        "~ more than half of the memory   ! read from storage again and again   20: usable, 100: good for agents"
    )
    click.echo('one machine in full:  ainos models fit --profile "Snapdragon 8 Gen 3"')


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
