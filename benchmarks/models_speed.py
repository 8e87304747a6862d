"""How fast the on-device model writes here, against the memory's own speed, and what a kept prefix saves."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from table import print_table

from ainos.models.measure import measure_machine, measure_model
from ainos.models.weights import local_weights

LEAST_SHARE, LEAST_GAIN = 0.5, 3.5
"""Bars: of the memory bandwidth while writing, and of a warm prefix over a cold one."""


def bench_speed(threads: int = 2) -> dict[str, Any]:
    """Measure machine and model, print and return the figures."""
    machine = measure_machine(threads)
    found = measure_model(local_weights(), machine)
    print("\nspeed")
    print_table(["", "figure"], [
        ["memory read", f"{machine.stream_gbs:.1f} GB/s on {threads} threads"],
        ["reading a prompt", f"{found.prompt_tps:.0f} tokens/s"],
        ["writing", f"{found.write_tps:.0f} tokens/s; with the adapter {found.adapter_write_tps:.0f}"],
        ["share of the bandwidth limit", f"{found.share:.1%}"],
        [f"a step with a prefix of {found.prefix_tokens} tokens",
         f"cold {found.cold_ms:.0f} ms, warm {found.warm_ms:.0f} ms: {found.warm_gain:.1f} times faster"],
        ["another adapter", f"{found.swap_ms:.2f} ms"],
    ])  # fmt: skip
    return {**asdict(machine), **asdict(found), "warm_gain": found.warm_gain}


def missed_speed(found: dict[str, Any]) -> list[str]:
    """Return the bars that were not reached, in words."""
    missed = []
    if found["share"] < LEAST_SHARE:
        missed.append(f"writing: {found['share']:.1%} of the bandwidth limit of at least {LEAST_SHARE:.0%}")
    if found["warm_gain"] < LEAST_GAIN:
        missed.append(f"a warm prefix: {found['warm_gain']:.1f} times faster of at least {LEAST_GAIN}")
    return missed
