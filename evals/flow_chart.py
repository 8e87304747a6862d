"""Who decided the steps, as a flow: from the reason that a step was routed by to where it was decided. Makes an SVG."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from html import escape

from .record import Episode

_TIERS = {
    "template": "no model", "skill": "no model", "scripted": "a script", "device": "on the device",
    "server": "your own server", "cloud": "the cloud",
}  # fmt: skip
_COLOURS = {"no model": "#16a34a", "on the device": "#2563eb", "your own server": "#7c3aed", "the cloud": "#ea580c"}
_OTHER = "#64748b"
_WIDTH, _BAR, _GAP, _LEAST = 760, 12, 14, 10
Flow = tuple[str, str, int]
"""A reason, a place, and how many steps."""


def flows(episodes: Iterable[Episode]) -> list[Flow]:
    """Return how many steps went from each reason to each place, most first."""
    found: Counter[tuple[str, str]] = Counter()
    for episode in episodes:
        reason = ""
        for event in episode.events:
            if event["type"] == "route":
                reason = str(event.get("reason", ""))
            elif event["type"] == "decision":
                tier = str(event.get("tier", "unknown"))
                place = _TIERS.get(tier, tier)
                found[reason or str(event.get("model", "unknown")), place] += 1
                reason = ""
    return [(reason, place, count) for (reason, place), count in found.most_common()]


def flow_chart(found: Sequence[Flow]) -> str:
    """Return the SVG of these flows; an empty text for none."""
    if not found:
        return ""
    left, right = _sums(found, 0), _sums(found, 1)
    total = sum(count for *_, count in found)
    scale = 200 / total
    tall = {name: max(_LEAST, count * scale) for name, count in left.items()}
    height = sum(tall.values()) + _GAP * (len(tall) - 1) + 8
    starts = _tops(tall)
    ends = _tops({name: sum(tall[r] * n / left[r] for r, p, n in found if p == name) for name in right})
    parts = [
        f'<svg class="flow" viewBox="0 0 {_WIDTH} {height:.0f}" role="img" '
        'aria-label="From the reason of each step to where it was decided">'
    ]
    for reason, place, count in found:
        thick = tall[reason] * count / left[reason]
        parts.append(_ribbon(starts[reason], ends[place], thick, _COLOURS.get(place, _OTHER)))
        starts[reason] += thick
        ends[place] += thick
    parts += _labels(_tops(tall), tall, left, total, x=0)
    sizes = {name: sum(tall[r] * n / left[r] for r, p, n in found if p == name) for name in right}
    parts += _labels(_tops(sizes), sizes, right, total, x=1)
    return "".join([*parts, "</svg>"])


def _sums(found: Sequence[Flow], side: int) -> Counter[str]:
    sums: Counter[str] = Counter()
    for flow in found:
        sums[str(flow[side])] += flow[2]
    return sums


def _tops(sizes: Mapping[str, float]) -> dict[str, float]:
    tops, y = {}, 4.0
    for name, size in sizes.items():
        tops[name] = y
        y += size + _GAP
    return tops


def _ribbon(y1: float, y2: float, thick: float, colour: str) -> str:
    x1, x2 = 390 + _BAR, 590
    middle = (x1 + x2) / 2
    return (
        f'<path d="M{x1},{y1 + thick / 2:.1f} C{middle},{y1 + thick / 2:.1f} {middle},{y2 + thick / 2:.1f} '
        f'{x2},{y2 + thick / 2:.1f}" fill="none" stroke="{colour}" stroke-opacity=".28" '
        f'stroke-width="{max(thick, 1):.1f}"/>'
    )


def _labels(
    tops: Mapping[str, float], sizes: Mapping[str, float], counts: Mapping[str, int], total: int, *, x: int
) -> list[str]:
    parts = []
    for name, y in tops.items():
        middle = y + sizes[name] / 2 + 4
        shown = escape(name if len(name) <= 46 else f"{name[:45]}…")
        colour = _COLOURS.get(name, _OTHER)
        place, anchor, at = (380, "end", 390) if x == 0 else (610, "start", 590)
        parts.append(
            f'<rect x="{at}" y="{y:.1f}" width="{_BAR}" height="{sizes[name]:.1f}" rx="2" fill="{colour}"/>'
            f'<text x="{place}" y="{middle:.1f}" text-anchor="{anchor}">{shown} '
            f'<tspan class="n">{counts[name]} · {counts[name] / total:.0%}</tspan></text>'
        )
    return parts
