"""The report of an evaluation: one HTML file without scripts, made from `run.json` and `trace.jsonl` alone; and JUnit.

Text from phones and models is hostile: the template escapes everything.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from .flow_chart import flow_chart, flows
from .record import Episode, Store
from .statistics import Rate, device_share, pass_hat, percentile, spl, success

_PHASES = ("observe", "recall", "decide", "guard", "act", "verify")
_SHOWN = ("plan", "decision", "approval", "result", "verify", "question", "answer", "reflection", "interruption")
_MOST_CASES = 2000


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table of figures."""

    arm: str
    kind: str
    rate: Rate
    false_success: int
    hat: tuple[tuple[int, float], ...]
    spl: float
    median_s: float
    p95_s: float
    device_share: float
    cloud_bytes: int
    usd: float


@dataclass(frozen=True, slots=True)
class Cluster:
    """Failures with the same first wrong step."""

    name: str
    episodes: tuple[Episode, ...]


def write_report(store: Store, path: Path) -> Path:
    """Write the HTML report of an evaluation and return its path; RecordError where there is none."""
    import jinja2

    run = store.run()
    episodes = sorted(store.episodes(), key=lambda e: run["arms"].index(e.arm))
    environment = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters["seconds"] = lambda s: f"{s * 1000:.0f} ms" if s < 1 else f"{s:.1f} s"
    environment.filters["percent"] = lambda x: f"{x:.0%}" if x in (0, 1) else f"{x:.1%}"
    template = environment.from_string((_data() / "report.html").read_text(encoding="utf-8"))
    shown = sorted(episodes, key=lambda e: (e.passed, not e.false_success, e.case))[:_MOST_CASES]
    html = template.render(
        run=run, began=time.strftime("%Y-%m-%d %H:%M", time.localtime(run["began"])), rows=table(episodes),
        clusters=clusters(episodes, run.get("oracle", {})), phases=phases(episodes), episodes=shown,
        left_out=len(episodes) - len(shown), steps=_steps, total=len(episodes),
        false_success=sum(e.false_success for e in episodes), errors=sum(bool(e.error) for e in episodes),
        arms=list(dict.fromkeys(e.arm for e in episodes)),
        charts=[(arm, flow_chart(flows(e for e in episodes if e.arm == arm))) for arm in run["arms"]],
    )  # fmt: skip
    path.write_text(html, encoding="utf-8")
    return path


def table(episodes: Sequence[Episode]) -> list[Row]:
    """Return the figures by arm, and by kind and language where there are several."""
    rows = []
    for arm in dict.fromkeys(e.arm for e in episodes):
        own = [e for e in episodes if e.arm == arm]
        rows.append(_row(arm, "all", own))
        kinds = sorted({e.kind for e in own})
        rows += [_row(arm, kind.replace("_", " "), [e for e in own if e.kind == kind]) for kind in kinds if kinds[1:]]
        languages = sorted({e.language for e in own})
        rows += [_row(arm, f"in {x}", [e for e in own if e.language == x]) for x in languages if languages[1:]]
    return rows


def _row(arm: str, kind: str, episodes: Sequence[Episode]) -> Row:
    seconds = [e.seconds for e in episodes]
    hat = tuple((k, value) for k in (1, 3, 5) if k > 1 and (value := pass_hat(episodes, k)) is not None)
    return Row(
        arm, kind, success(episodes), sum(e.false_success for e in episodes), hat, spl(episodes),
        percentile(seconds, 0.5), percentile(seconds, 0.95), device_share(episodes),
        sum(int(e.receipt.get("bytes_to_cloud", 0)) for e in episodes),
        sum(float(e.receipt.get("usd", 0)) for e in episodes),
    )  # fmt: skip


def phases(episodes: Sequence[Episode]) -> list[tuple[str, list[tuple[str, float]]]]:
    """Return by arm the mean milliseconds of an episode in each phase of the loop."""
    found = []
    for arm in dict.fromkeys(e.arm for e in episodes):
        own = [e for e in episodes if e.arm == arm and e.receipt]
        spent: list[tuple[str, float]] = [
            (phase, sum(float(e.receipt["ms_by_phase"].get(phase, 0)) for e in own) / max(1, len(own)))
            for phase in _PHASES
        ]
        found.append((arm, spent))
    return found


def clusters(episodes: Sequence[Episode], oracle: Mapping[str, Sequence[str]]) -> list[Cluster]:
    """Return the failed episodes by their first wrong step, most first. oracle: tools by task, in order."""
    found: dict[str, list[Episode]] = {}
    for episode in episodes:
        if not episode.passed:
            found.setdefault(first_wrong(episode, oracle.get(episode.task, ())), []).append(episode)
    return [Cluster(name, tuple(es)) for name, es in sorted(found.items(), key=lambda pair: -len(pair[1]))]


def first_wrong(episode: Episode, oracle: Sequence[str]) -> str:
    """Return in a few words what went wrong first."""
    if episode.error:
        return "could not be judged"
    if episode.false_success:
        return "false success: said done, and it is not"
    if episode.changed and all(c["holds"] for c in episode.checks):
        return "side effect: something else changed too"
    tools = [str(e["tool"]) for e in episode.events if e["type"] == "decision"]
    if tools and tools[-1] == "None":
        return "routing: no tool was found"
    wanted = Counter(oracle)
    if oracle and Counter(tools) - wanted:
        return "tool: another one was chosen"
    if episode.status == "declined":
        return (
            "asked, and nobody answered" if episode.questions or not episode.confirmations else "confirmation refused"
        )
    if episode.status == "limit":
        return "limit: steps, time or budget used up"
    if oracle and len(tools) < len(oracle):
        return "planning: stopped early"
    return "arguments or execution: the right tool, another effect"


def _steps(episode: Episode) -> list[tuple[str, str]]:
    """Return (type, sentence) of the events that a reader wants."""
    return [(str(e["type"]), _sentence(e)) for e in episode.events if e["type"] in _SHOWN]


def _sentence(event: Mapping[str, Any]) -> str:
    match event["type"]:
        case "plan":
            return "; ".join(map(str, event["subgoals"]))
        case "decision":
            arguments = ", ".join(f"{k}: {v}" for k, v in event["arguments"].items())
            return f"{event['tool'] or 'no tool'}({arguments}) by {event['model']}, confidence {event['confidence']}"
        case "approval":
            return f"{event['verdict']}: {event['reason']}"
        case "verify":
            return f"{'holds' if event['holds'] else 'does not hold'}: expected {event['expected']}; {event['found']}"
        case "question":
            return str(event["question"])
        case "answer":
            return str(event["answer"] or "nobody answered")
        case _:
            return str(event.get("text", ""))


def write_junit(store: Store, path: Path) -> Path:
    """Write the episodes as JUnit XML, one test case each, and return the path."""
    episodes = list(store.episodes())
    failed = sum(not e.passed for e in episodes)
    root = ElementTree.Element(
        "testsuite", name=str(store.run()["suite"]), tests=str(len(episodes)), failures=str(failed)
    )
    for episode in episodes:
        case = ElementTree.SubElement(
            root, "testcase", classname=episode.arm, name=f"{episode.case}#{episode.trial}", time=f"{episode.seconds}"
        )
        if not episode.passed:
            first = next((c for c in episode.checks if not c["holds"]), {"expected": "", "found": episode.answer})
            failure = ElementTree.SubElement(case, "failure", message=_legal(f"{episode.status}: {episode.error}"))
            failure.text = _legal(f"expected {first['expected']}; found {first['found']}\n{episode.changed or ''}")
    ElementTree.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)
    return path


def _legal(text: str) -> str:
    """Leave out what XML 1.0 cannot carry."""
    return "".join(c for c in text if c in "\t\n" or (c.isprintable() and not "\ud800" <= c <= "\udfff"))


def _data() -> Path:
    return Path(str(resources.files(__package__))) / "data"
