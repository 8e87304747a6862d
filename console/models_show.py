"""Prints what `ainos models` has to say, within the terminal's width. Knows values of models/; measures nothing."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .trace import inert

if TYPE_CHECKING:
    from ..models.catalogue import AdapterSpec, Entry
    from ..models.fit import Fit, Profile
    from ..models.measure import Machine, Measured
    from ..models.measure_flash import Flash

_NARROW, _WIDE = 60, 120
_BLANK = " "
_FIGURES = {
    "ram_gb": "memory", "bandwidth_gbs": "memory's speed", "reached": "share of it that is reached",
    "cpu_gops": "GOP/s", "npu_tops": "TOPS", "flash_gbs": "storage's speed", "watts": "watts", "battery_wh": "battery",
}  # fmt: skip
"""What the figures of a profile are called."""


def say(text: str, indent: int = 0, *, hang: int | None = None) -> None:
    """Print text in lines no wider than the terminal; a long word, as a path, stays whole."""
    width = min(max(shutil.get_terminal_size().columns, _NARROW), _WIDE)
    further = _BLANK * (indent if hang is None else hang)
    lines = textwrap.wrap(inert(text), width, initial_indent=_BLANK * indent, subsequent_indent=further,
                          break_long_words=False, break_on_hyphens=False)  # fmt: skip
    for line in lines:
        click.echo(line)


def show_models(entries: Sequence[Entry], own: Path | None) -> None:
    """Print every model, those of one role together."""
    role = ""
    for entry in entries:
        if entry.role != role:
            click.secho(f"\n{entry.role}" if role else entry.role, bold=True)
            role = entry.role
        missing = entry.missing()
        mark = "–" if missing else "✓"
        click.echo(f"  {mark} {entry.name:<16} {entry.megabytes:>6.1f} MB  {entry.languages:<7} {entry.licence}")
        say(entry.about, 6)
        if missing:
            say(f"not here; get it:  {entry.get}", 6, hang=8)
    click.echo()
    if own:
        there = "" if own.is_file() else ", which is no file"
        say(f"AINOS_LOCAL_MODEL names {own}{there}; it is used instead of smollm2-135m, without adapters")
    click.echo("adapters:  ainos models adapters")


def show_adapters(specs: Sequence[AdapterSpec]) -> None:
    """Print every adapter with its task and what was measured."""
    for number, spec in enumerate(specs):
        size = f"{spec.file.stat().st_size / 1e6:.1f} MB" if spec.present else "no file"
        if number:
            click.echo()
        click.echo(f"{'✓' if spec.present else '✗'} {spec.name:<12} {size:>8}  {spec.languages:<7} over {spec.base}")
        say(spec.task, 4)
        if spec.figure:
            say(f"measured  {spec.figure}", 4, hang=14)
        say(f"card      {_short(spec.card)}", 4, hang=14)
        if spec.train:
            say(f"retrain   ainos models train {spec.train}", 4, hang=14)


def _short(path: Path) -> str:
    """Return a path as it is typed from here."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


# ---------------------------------------------------------------- bench


def show_bench(machine: Machine, measured: Measured, estimate: Fit | None) -> None:
    """Print what was measured here, and how far the estimate is off."""
    threads = "1 thread" if machine.threads == 1 else f"{machine.threads} threads"
    _row("machine", f"{threads}: memory {machine.stream_gbs:.1f} GB/s; the library reads packed weights at "
                    f"{machine.kernel_gbs:.1f} GB/s and computes {machine.kernel_gops:.0f} GOP/s")  # fmt: skip
    _row("model", f"{measured.model}, {measured.weights_mb:.1f} MB")
    _row("writing", f"{measured.write_tps:.0f} tokens/s, {measured.share:.0%} of what memory gives")
    if measured.adapter_write_tps:
        _row("", f"{measured.adapter_write_tps:.0f} tokens/s with the adapter; a swap takes {measured.swap_ms:.2f} ms")
    _row("reading", f"{measured.prompt_tps:.0f} tokens/s")
    _row("prefix", f"{measured.prefix_tokens} tokens: {measured.cold_ms:.0f} ms cold, {measured.warm_ms:.0f} ms kept, "
                   f"{measured.warm_gain:.1f} times as fast")  # fmt: skip
    if estimate:
        writing, reading = estimate.write_tps / measured.write_tps - 1, estimate.prompt_tps / measured.prompt_tps - 1
        _row("estimate", f"writing {estimate.write_tps:.0f} tokens/s ({writing:+.0%}), reading "
                         f"{estimate.prompt_tps:.0f} ({reading:+.0%}), from the machine's figures alone")  # fmt: skip


def _row(name: str, text: str) -> None:
    say(f"{name:<10} {text}" if name else text, 0 if name else 11, hang=11)


def show_flash(found: Sequence[tuple[Flash, float]]) -> None:
    """Print writing with weights of several shares of the memory, each with its estimate."""
    if not found:
        return
    first = found[0][0]
    limited = first.limit_bytes > 0
    how = f"memory limited by {first.how}" if limited else "no limit allowed here, parts thrown out after each token"
    _row("larger", f"{first.weights_bytes / 1e6:.0f} MB of weights (the model's layers repeated), {how}")
    click.echo(f"  {'limit' if limited else 'kept':>8} {'weights':>8}  {'read again':>10} {'faults':>7} "
               f"{'storage':>9} {'writes':>8}  estimate")  # fmt: skip
    for one, estimate in found:
        limit = one.limit_bytes or one.weights_bytes * (1 - one.thrown_share)
        off = f"{estimate:.1f}/s ({estimate / one.write_tps - 1:+.0%})" if estimate else "–"
        share = one.weights_bytes / limit
        click.echo(f"  {limit / 1e6:>5.0f} MB {share:>8.0%}  {one.reread:>10.0%} {one.faults:>7.0f} "
                   f"{one.storage_gbs:>4.1f} GB/s {one.write_tps:>6.1f}/s  {off}")  # fmt: skip
    say("weights: of the limit. read again: share of them that a token reads from storage.", 2)


# ---------------------------------------------------------------- fit


def show_one(profile: Profile, context: int) -> None:
    """Print one machine with every model and quantisation."""
    from ..models.fit import table

    power = f"{profile.watts:g} W" + (f", battery {profile.battery_wh:g} Wh" if profile.battery_wh else ", mains")
    name = f"{profile.name} ({profile.device})" if profile.device else profile.name
    say(f"{name}: {profile.ram_gb:g} GB, memory {profile.bandwidth_gbs:g} GB/s of which packed weights reach "
        f"{profile.reached:.0%}, {profile.cpu_gops:g} GOP/s, storage {profile.flash_gbs:g} GB/s, {power}")  # fmt: skip
    if profile.npu_tops:
        say(f"neural processor {profile.npu_tops:g} TOPS: not counted, llama.cpp computes on the CPU")
    click.echo(f"\n{'model':<12} {'quant':<5} {'weights':>8} {'memory':>8} {'reads':>7} {'writes':>7} {'step':>6} "
               f"{'energy':>7}  runs")  # fmt: skip
    for f in table(profile, context=context):
        click.echo(f"{f.model:<12} {f.quant:<5} {f.weights_gb:>5.2f} GB {f.memory_gb:>5.2f} GB {f.prompt_tps:>5.0f}/s "
                   f"{f.write_tps:>5.1f}/s {_seconds(f.step_s):>6} {_energy(f.step_j):>7}  {f.verdict}")  # fmt: skip
    click.echo()
    _explain(profile, context)


def _seconds(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"


def _energy(joules: float) -> str:
    return f"{joules:.0f} J" if joules < 10_000 else f"{joules / 1000:.0f} kJ"


def _explain(profile: Profile, context: int) -> None:
    from ..models.fit import ANSWER, CALLS, FIRST_PROMPT, NEXT_PROMPT

    _row("step", f"{CALLS} calls; the first reads {FIRST_PROMPT} tokens, the others {NEXT_PROMPT} (the prefix is "
                 f"kept), each writes {ANSWER}; cache for {context} tokens")  # fmt: skip
    _row("runs", "good from 100 tokens/s, usable from 20, within half of the memory; tight: within nine tenths of it; "
                 "flash: all weights are read from storage for every token")  # fmt: skip
    if profile.battery_wh:
        minutes = profile.battery_wh * 60 / profile.watts
        _row("battery", f"{minutes:.0f} minutes of nothing but that")
    if profile.assumed:
        _row("assumed", ", ".join(_FIGURES.get(name, name) for name in profile.assumed.split(", ")))
    for line in profile.sources:
        _row("source", line)


def show_all(profiles: Sequence[Profile], context: int) -> None:
    """Print all machines, four bits a weight, with speed and place of each model."""
    from ..models.fit import SHAPES, estimate

    width = max(len(p.name) for p in profiles)
    click.echo("tokens a second while writing, four bits a weight (estimate)")
    click.echo((_BLANK * width + "".join(f" {s.name.split()[-1]:>4} " for s in SHAPES)).rstrip())
    for profile in profiles:
        cells = []
        for shape in SHAPES:
            f = estimate(profile, shape, "Q4", context=context)
            sign = {"memory": " ", "tight": "~", "flash": "!", "no": "x"}[f.place]
            cells.append(f" {f.write_tps:>4.0f}{sign}" if f.write_tps >= 10 else f" {f.write_tps:>4.1f}{sign}")
        click.echo(f"{profile.name:<{width}}" + "".join(cells).rstrip())
    say("~ more than half of the memory; ! all weights read from storage for every token; x no use. "
        "20 is usable, 100 is good for agents.")  # fmt: skip
    click.echo('one machine in full:  ainos models fit --profile "Snapdragon 8 Gen 3"')
