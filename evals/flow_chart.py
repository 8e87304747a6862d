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
_BAR, _GAP, _LEAST, _REACH = 12, 14, 10, 190
_TALLEST, _TALL_EACH = 200, 60
_LETTER, _LONGEST = 7.2, 46
"""About how wide a letter is, and how many of them a label has at most."""
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
    """Return the SVG of these flows, as wide as its words need; an empty text for none."""
    if not found:
        return ""
    left, right = _sums(found, 0), _sums(found, 1)
    total = sum(count for *_, count in found)
    scale = min(_TALLEST, _TALL_EACH * len(found)) / total
    tall = {name: max(_LEAST, count * scale) for name, count in left.items()}
    thick = {(reason, place): tall[reason] * count / left[reason] for reason, place, count in found}
    sizes = {name: sum(thick[r, p] for r, p, _ in found if p == name) for name in right}
    height = max(sum(side.values()) + _GAP * (len(side) - 1) for side in (tall, sizes)) + 8
    from_x = _words_wide(left, total) + 10
    to_x = from_x + _BAR + _REACH
    width = to_x + _BAR + 10 + _words_wide(right, total)
    starts, ends = _tops(tall), _tops(sizes)
    parts = [
        f'<svg class="flow" viewBox="0 0 {width:.0f} {height:.0f}" style="width:{width:.0f}px" role="img" '
        'aria-label="From the reason of each step to where it was decided">'
    ]
    for reason, place, _ in found:
        wide = thick[reason, place]
        colour = _COLOURS.get(place, _OTHER)
        parts.append(_ribbon((from_x + _BAR, starts[reason]), (to_x, ends[place]), wide, colour))
        starts[reason] += wide
        ends[place] += wide
    parts += _labels(_tops(tall), tall, left, total, at=from_x, words_at=from_x - 10, anchor="end")
    parts += _labels(_tops(sizes), sizes, right, total, at=to_x, words_at=to_x + _BAR + 10, anchor="start")
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


def _words_wide(counts: Mapping[str, int], total: int) -> float:
    return max(len(f"{_cut(name)} {_share(count, total)}") for name, count in counts.items()) * _LETTER


def _cut(name: str) -> str:
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"


def _share(count: int, total: int) -> str:
    return f"{count} · {count / total:.0%}"


def _ribbon(start: tuple[float, float], end: tuple[float, float], thick: float, colour: str) -> str:
    (x1, y1), (x2, y2) = start, end
    middle = (x1 + x2) / 2
    return (
        f'<path d="M{x1:.1f},{y1 + thick / 2:.1f} C{middle:.1f},{y1 + thick / 2:.1f} {middle:.1f},{y2 + thick / 2:.1f} '
        f'{x2:.1f},{y2 + thick / 2:.1f}" fill="none" stroke="{colour}" stroke-opacity=".28" '
        f'stroke-width="{max(thick, 1):.1f}"/>'
    )


def _labels(
    tops: Mapping[str, float], sizes: Mapping[str, float], counts: Mapping[str, int], total: int, *, at: float,
    words_at: float, anchor: str,
) -> list[str]:  # fmt: skip
    parts = []
    for name, y in tops.items():
        middle = y + sizes[name] / 2 + 4
        colour = _COLOURS.get(name, _OTHER)
        parts.append(
            f'<rect x="{at:.1f}" y="{y:.1f}" width="{_BAR}" height="{sizes[name]:.1f}" rx="2" fill="{colour}"/>'
            f'<text x="{words_at:.1f}" y="{middle:.1f}" text-anchor="{anchor}">{escape(_cut(name))} '
            f'<tspan class="n">{_share(counts[name], total)}</tspan></text>'
        )
    return parts
