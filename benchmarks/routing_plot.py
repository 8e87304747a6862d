"""Draws the curve of quality against strong calls as an SVG. Knows points only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 760, 440, 64, 56, 200, 60
BLUE, RED, GREY, LIGHT = "#1d4ed8", "#b91c1c", "#64748b", "#e2e8f0"
COLOURS = {
    "on-device only": BLUE, "strong wherever allowed": "#c2410c", "at random, half": GREY, "oracle": "#15803d",
    "the router": RED,
}  # fmt: skip

Place = Callable[[float, float], tuple[float, float]]
"""From (share of strong calls, share right) to a point of the picture."""


@dataclass(frozen=True, slots=True)
class Curve:
    """What is drawn; shares from 0 to 1."""

    sweep: Sequence[tuple[float, float]]
    """(share of strong calls, share right), few calls first."""
    points: dict[str, tuple[float, float]]
    """By name: the same."""
    router_interval: tuple[float, float]
    """In which the router's share right lies with 95 %."""
    note: str
    """How many steps this is of."""


def draw(curve: Curve) -> str:
    """Return the picture."""
    most = max(x for x, _ in [*curve.sweep, *curve.points.values()]) * 1.04
    heights = [y for _, y in [*curve.sweep, *curve.points.values()]] + list(curve.router_interval)
    low, high = int(min(heights) * 20) / 20, min(1.0, int(max(heights) * 20) / 20 + 0.05)

    def at(share: float, right: float) -> tuple[float, float]:
        x = LEFT + share / most * (WIDTH - LEFT - RIGHT)
        y = HEIGHT - BOTTOM - (right - low) / (high - low) * (HEIGHT - TOP - BOTTOM)
        return round(x, 1), round(y, 1)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" '
        'font-size="13" fill="#334155" role="img" aria-label="Share of steps done right against share of steps that '
        'the strong model decided">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        f'<text x="{LEFT}" y="24" font-size="15" fill="#0f172a">Steps done right, by share of steps that the strong '
        "model decided</text>",
        f'<text x="{LEFT}" y="42" fill="{GREY}">{curve.note}; the strong model is simulated; bar: 95 % interval</text>',
        *_axes(at, most, low, high),
        *_lines(at, curve),
        *_points(at, curve),
    ]
    return "\n".join([*parts, "</svg>"]) + "\n"


def _axes(at: Place, most: float, low: float, high: float) -> list[str]:
    parts: list[str] = []
    step = 0.05 if high - low < 0.45 else 0.1
    for n in range(round((high - low) / step) + 1):
        right = low + n * step
        _, y = at(0.0, right)
        parts.append(f'<line x1="{LEFT}" y1="{y}" x2="{WIDTH - RIGHT}" y2="{y}" stroke="{LIGHT}"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y + 4}" text-anchor="end">{right:.0%}</text>')
    for n in range(int(most * 10) + 1):
        x, y = at(n / 10, low)
        parts.append(f'<text x="{x}" y="{y + 20}" text-anchor="middle">{n * 10}%</text>')
    middle = (LEFT + WIDTH - RIGHT) / 2
    parts.append(f'<text x="{middle}" y="{HEIGHT - 16}" text-anchor="middle">steps decided by the strong model</text>')
    return parts


def _lines(at: Place, curve: Curve) -> list[str]:
    """Return the sweep, and what drawing steps at random would give."""
    ends = (curve.points["on-device only"], curve.points["strong wherever allowed"])
    (x1, y1), (x2, y2) = (at(*p) for p in ends)
    path = " ".join(f"{'M' if not n else 'L'}{x},{y}" for n, (x, y) in enumerate(at(*p) for p in curve.sweep))
    return [
        f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{GREY}" stroke-dasharray="5 5"/>',
        f'<path d="{path}" fill="none" stroke="{BLUE}" stroke-width="2" stroke-linejoin="round"/>',
    ]


def _points(at: Place, curve: Curve) -> list[str]:
    """Return the points, and at the right their names with lines to them, so that no two names meet."""
    x, _ = at(*curve.points["the router"])
    below, above = (at(0, y)[1] for y in curve.router_interval)
    parts = [f'<line x1="{x}" y1="{below}" x2="{x}" y2="{above}" stroke="{RED}" stroke-width="2"/>']
    named = [(name, *at(*point), f"{name} {point[1]:.0%}", COLOURS[name]) for name, point in curve.points.items()]
    named = [n for n in named if n[0] != "at random, half"]
    middle = at(*curve.sweep[len(curve.sweep) // 2])
    named.append(("sweep", *middle, "by confidence alone", BLUE))
    named.append(("random", *at(*curve.points["at random, half"]), "at random", GREY))
    last = TOP - 20.0
    for name, x, y, text, colour in sorted(named, key=lambda n: n[2]):
        height = max(y, last + 22)
        last = height
        end = WIDTH - RIGHT + 16
        parts.append(f'<path d="M{x},{y} L{end - 6},{height}" stroke="{colour}" stroke-width="0.8" opacity="0.5"/>')
        parts.append(f'<text x="{end}" y="{height + 4}" fill="{colour}">{text}</text>')
        if name not in ("sweep", "random"):
            size = 7 if name == "the router" else 5
            parts.append(f'<circle cx="{x}" cy="{y}" r="{size}" fill="{colour}" stroke="#fff" stroke-width="1.5"/>')
    return parts
