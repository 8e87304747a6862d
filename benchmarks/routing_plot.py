"""Draws the curve of quality against strong calls as an SVG. Knows points only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 760, 420, 64, 30, 30, 56
COLOURS = {
    "always on the device": "#2563eb", "always the strong model": "#ea580c", "random, half": "#64748b",
    "oracle": "#16a34a", "the router": "#b91c1c",
}  # fmt: skip
LABELS = {
    "always on the device": (12, 22, "start"), "always the strong model": (-6, 26, "end"),
    "random, half": (12, 16, "start"), "oracle": (0, -14, "middle"), "the router": (0, -14, "middle"),
}  # fmt: skip


Place = Callable[[float, float], tuple[float, float]]
"""From a share of strong calls and a share right to a point of the picture."""


@dataclass(frozen=True, slots=True)
class Curve:
    """What is drawn; shares from 0 to 1."""

    sweep: Sequence[tuple[float, float]]
    """(share of strong calls, share right), few calls first."""
    points: dict[str, tuple[float, float]]
    """By name: (share right, share of strong calls)."""


def draw(curve: Curve) -> str:
    """Return the picture."""
    most = max([x for x, _ in curve.sweep] + [s for _, s in curve.points.values()]) * 1.08
    lows = [y for _, y in curve.sweep] + [q for q, _ in curve.points.values()]
    low, high = int(min(lows) * 20) / 20 - 0.05, min(1.0, int(max(lows) * 20) / 20 + 0.1)

    def at(share: float, quality: float) -> tuple[float, float]:
        x = LEFT + share / most * (WIDTH - LEFT - RIGHT)
        y = HEIGHT - BOTTOM - (quality - low) / (high - low) * (HEIGHT - TOP - BOTTOM)
        return round(x, 1), round(y, 1)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" '
        'font-size="13" fill="#334155" role="img" aria-label="Share of steps done right against share of steps that '
        'went to the strong model">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
    ]
    parts += _axes(at, most, low, high)
    (weak, first), (strong, last) = (curve.points[n] for n in ("always on the device", "always the strong model"))
    (x1, y1), (x2, y2) = at(first, weak), at(last, strong)
    parts.append(f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="#94a3b8" stroke-dasharray="5 5"/>')
    path = " ".join(f"{'M' if not n else 'L'}{x},{y}" for n, (x, y) in enumerate(at(*p) for p in curve.sweep))
    parts.append(f'<path d="{path}" fill="none" stroke="#b91c1c" stroke-width="2.2" stroke-linejoin="round"/>')
    x, y = at(*curve.sweep[len(curve.sweep) // 3])
    parts.append(f'<text x="{x - 10}" y="{y - 8}" text-anchor="end" fill="#b91c1c">by threshold of confidence</text>')
    for name, (quality, share) in curve.points.items():
        x, y = at(share, quality)
        dx, dy, anchor = LABELS[name]
        parts.append(f'<circle cx="{x}" cy="{y}" r="5.5" fill="{COLOURS[name]}" stroke="#fff" stroke-width="1.5"/>')
        parts.append(
            f'<text x="{x + dx}" y="{y + dy}" text-anchor="{anchor}" fill="{COLOURS[name]}" '
            f'stroke="#fff" stroke-width="3.5" paint-order="stroke">{name} {quality:.0%}</text>'
        )
    return "\n".join([*parts, "</svg>"]) + "\n"


def _axes(place: Place, most: float, low: float, high: float) -> list[str]:
    parts: list[str] = []
    step = 0.05 if high - low < 0.45 else 0.1
    for n in range(round((high - low) / step) + 1):
        quality = low + n * step
        x, y = place(0.0, quality)
        parts.append(f'<line x1="{LEFT}" y1="{y}" x2="{WIDTH - RIGHT}" y2="{y}" stroke="#e2e8f0"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y + 4}" text-anchor="end">{quality:.0%}</text>')
    for n in range(int(most * 10) + 1):
        x, y = place(n / 10, low)
        parts.append(f'<text x="{x}" y="{y + 20}" text-anchor="middle">{n * 10}%</text>')
    parts.append(f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 12}" text-anchor="middle">steps decided by the '
                 "strong model (simulated)</text>")  # fmt: skip
    parts.append(f'<text x="{LEFT}" y="{TOP - 12}">steps done right</text>')
    return parts
