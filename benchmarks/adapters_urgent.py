"""The priority of hand-written notifications, decided several ways: right answers, `now` found, ranking, confidence.

Read only by `adapters.py`. Ways: the adapter as the product asks it, the keyword rule alone, what Android itself knows
(category and importance), and the base model without the adapter.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from adapters_bare import BareModel, Heard, Shown, Watched
from models_figures import auroc, interval, shown
from sentences import NOW
from table import print_table, show_passing

from ainos.android_bridge.notifications import Notified
from ainos.models.local import LocalModel
from ainos.models.reading import DeviceTexts
from ainos.tools.types import TextModel
from ainos.tools.urgency import OPTIONS, Judged, priority_of

ADAPTER, RULE, ANDROID, BARE = "adapter urgent", "keyword rule alone", "Android's category and importance", "base model"
LEVELS = ("noise", "later", "soon", "now")
"""From the least urgent to the most."""
NOW_MS = int(NOW.timestamp() * 1000)
_BY_CATEGORY: Mapping[str, str] = {
    "alarm": "now", "call": "now", "navigation": "now", "msg": "soon", "missed_call": "soon", "event": "soon",
    "reminder": "soon", "email": "soon", "err": "soon", "promo": "noise", "recommendation": "noise",
}  # fmt: skip
_SCORES = {"now": 1.0, "soon": 0.75, "later": 0.25, "noise": 0.0}
_PACKAGES = {
    "Clock": "com.google.android.deskclock", "时钟": "com.google.android.deskclock",
    "Phone": "com.google.android.dialer", "电话": "com.google.android.dialer",
}  # fmt: skip
_EXAMPLES = (
    ("Stove Guard", "alarm", 4, "The hob is still on", "You left home 5 minutes ago", "now"),
    ("Messages", "msg", 4, "Ruben", "Can you tell me later today which colour you want?", "soon"),
    ("Photo Album", "status", 2, "Album saved", "31 pictures", "later"),
    ("Toy World", "promo", 3, "Half price on kites", "Only this week", "noise"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One judged notification."""

    wanted: str
    also: frozenset[str]
    deceptive: bool
    got: str
    share: float
    score: float
    """How urgent, 0 to 1: the share of `now` and `soon` together where a model told shares, else by the level."""
    by: str
    seconds: float
    cpu_seconds: float

    @property
    def right(self) -> bool:
        """Whether the answer is a fair one."""
        return self.got == self.wanted or self.got in self.also


@dataclass(slots=True)
class Counts:
    """The answers of one way."""

    rows: list[Row] = field(default_factory=list)

    def figures(self) -> dict[str, Any]:
        """Return everything that the results file keeps; no notification."""
        rows = self.rows
        right = sum(r.right for r in rows)
        due, said = [r for r in rows if r.wanted == "now"], [r for r in rows if r.got == "now"]
        tricky = [r for r in rows if r.deceptive]
        clear = [r for r in rows if len({_urgent(x) for x in (r.wanted, *r.also)}) == 1]
        ranked = auroc([r.score for r in clear], [_urgent(r.wanted) for r in clear])
        sure = auroc([r.share for r in rows], [r.right for r in rows])
        milliseconds = [1000 * r.cpu_seconds for r in rows]
        return {
            "n": len(rows), "right": right, "share": round(right / len(rows), 4),
            "right_95": [round(x, 3) for x in interval(right, len(rows))],
            "strictly": sum(r.got == r.wanted for r in rows),
            "now": len(due), "now_found": sum(r.right for r in due), "now_strictly": sum(r.got == "now" for r in due),
            "now_said": len(said), "now_said_rightly": sum(r.right for r in said),
            "deceptive": len(tricky), "deceptive_right": sum(r.right for r in tricky),
            "auroc_urgent": _rounded(ranked), "auroc_urgent_n": len(clear), "auroc_confidence": _rounded(sure),
            "by_model": sum(r.by == "model" for r in rows),
            "p50_ms": round(1000 * statistics.median(r.seconds for r in rows), 2),
            "p50_cpu_ms": round(statistics.median(milliseconds), 2),
            "p95_cpu_ms": round(sorted(milliseconds)[int(0.95 * (len(rows) - 1))], 2),
            "confusion": {
                wanted: {got: sum(r.wanted == wanted and r.got == got for r in rows) for got in LEVELS}
                for wanted in LEVELS
            },
        }  # fmt: skip


def _urgent(level: str) -> bool:
    return level in ("now", "soon")


def score_of(said: Judged, shares: Sequence[float]) -> float:
    """Return how urgent an answer holds its notification, 0 to 1."""
    if said.by == "model" and shares:
        return sum(share for option, share in zip(OPTIONS, shares, strict=True) if _urgent(option.strip()))
    return _SCORES[said.priority]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def notified(item: Mapping[str, Any]) -> Notified:
    """Return the notification as the bridge would."""
    package = _PACKAGES.get(item["app"]) or "app." + "".join(c for c in item["app"].lower() if c.isalnum())
    return Notified(
        key=f"0|{package}|1|null|10001", package=package, title=item["title"], text=item["text"],
        posted_ms=NOW_MS - 60_000 * item["minutes"], importance=item["importance"],
        ongoing=bool(item.get("ongoing")), category=item["category"],
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Way:
    """One way of judging, and the model that it asks."""

    judge: Callable[[Mapping[str, Any]], Judged]
    model: Watched | None = None


def way_of(texts: TextModel | None) -> Way:
    """Return the product's own way with this model, or without any."""
    watched = None if texts is None else Watched(texts)
    return Way(lambda item: priority_of(watched, notified(item), item["app"], NOW), watched)


def by_android(item: Mapping[str, Any]) -> Judged:
    """Return what category and importance alone tell."""
    importance = item["importance"]
    level = "now" if importance >= 5 else _BY_CATEGORY.get(item["category"], "later")
    if level in ("now", "soon") and importance < 3:
        level = "later"
    return Judged(level, importance / 5, "rule")  # type: ignore[arg-type]


def examples() -> str:
    """Return worked examples in the form in which the adapter is asked."""
    written = ""
    for app, category, importance, title, text, answer in _EXAMPLES:
        heard = Heard()
        item = {"app": app, "category": category, "importance": importance, "minutes": 2, "title": title, "text": text}
        priority_of(heard, notified(item), app, NOW)
        written += f"{heard.asked} {answer}\n\n"
    return written


def ways(model: LocalModel, bare: BareModel | None) -> dict[str, Way]:
    """Return the ways in which a notification is judged."""
    return {
        ADAPTER: way_of(DeviceTexts(model)),
        RULE: way_of(None),
        ANDROID: Way(by_android),
        **({BARE: way_of(Shown(bare, examples()))} if bare else {}),
    }


def measure(name: str, items: Sequence[Mapping[str, Any]], way: Way) -> Counts:
    """Judge all notifications one way."""
    counts = Counts()
    way.judge(items[0])  # loads what is loaded once
    for number, item in enumerate(items, 1):
        show_passing(f"  {name}: {number} of {len(items)} ")
        began, worked = time.perf_counter(), time.process_time()
        said = way.judge(item)
        times = time.perf_counter() - began, time.process_time() - worked
        score = score_of(said, way.model.shares if way.model else ())
        counts.rows.append(Row(
            item["priority"], frozenset(item.get("also", ())), bool(item.get("deceptive")), said.priority, said.share,
            score, said.by, *times,
        ))  # fmt: skip
    show_passing()
    return counts


def bench(
    sets: Mapping[str, Sequence[Mapping[str, Any]]], model: LocalModel, bare: BareModel | None, *, misses: bool
) -> dict[str, Any]:
    """Measure and print every part of the set; return the figures. No `bare`: without the base model's way."""
    found: dict[str, Any] = {}
    for part, items in sets.items():
        if not items:
            continue
        tallies = {name: measure(name, items, way) for name, way in ways(model, bare).items()}
        found[part] = {name: counts.figures() for name, counts in tallies.items()}
        _print(part, found[part])
        if misses:
            _print_misses(items, tallies[ADAPTER])
    return found


def _print(part: str, figures: Mapping[str, Mapping[str, Any]]) -> None:
    print(f"\npriority of notifications, {part}")
    print_table(
        ["way", "n", "right (95 %)", "strictly", "now found", "now said rightly", "deceptive right", "AUROC urgent",
         "AUROC confidence", "by model", "p50 CPU ms"],
        [[
            name, f["n"], shown(f["right"], f["n"]), f["strictly"], f"{f['now_found']}/{f['now']}",
            f"{f['now_said_rightly']}/{f['now_said']}", f"{f['deceptive_right']}/{f['deceptive']}",
            f["auroc_urgent"], f["auroc_confidence"], f["by_model"], f["p50_cpu_ms"],
        ] for name, f in figures.items()],
    )  # fmt: skip
    table = figures[ADAPTER]["confusion"]
    print_table(["the adapter: wanted", *LEVELS], [[w, *(table[w][g] for g in LEVELS)] for w in reversed(LEVELS)])


def _print_misses(items: Sequence[Mapping[str, Any]], counts: Counts) -> None:
    """Print what was missed; only ever called for tuning sets."""
    for item, row in zip(items, counts.rows, strict=True):
        if not row.right:
            print(f"  MISS {item['app']} [{item['category']} {item['importance']}, {item['minutes']} min] "
                  f"{item['title']!r} {item['text']!r}: wanted {row.wanted}, got {row.got} "
                  f"[{row.by} {row.share:.2f}]")  # fmt: skip
