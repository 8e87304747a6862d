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

from .energy import CONSTANTS, Constant
from .flow_chart import Flow, flow_chart, flows
from .record import Episode, Store
from .report_figures import attacks, costs, table, times
from .statistics import safety_of

_SHOWN = (
    "plan", "prompt", "decision", "approval", "result", "verify", "question", "answer", "reflection", "interruption",
)  # fmt: skip
_MOST_CASES = 2000


@dataclass(frozen=True, slots=True)
class Cluster:
    """Failures with the same first wrong step."""

    name: str
    episodes: tuple[Episode, ...]


def write_report(store: Store, path: Path, constants: Mapping[str, Constant] = CONSTANTS) -> Path:
    """Write the HTML report of an evaluation and return its path; RecordError where there is none."""
    import jinja2

    run = store.run()
    episodes = sorted(store.episodes(), key=lambda e: run["arms"].index(e.arm))
    environment = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters |= _FILTERS
    template = environment.from_string((_data() / "report.html").read_text(encoding="utf-8"))
    shown = sorted(episodes, key=lambda e: (e.passed, not e.false_success, e.case))[:_MOST_CASES]
    html = template.render(
        run=run, began=time.strftime("%Y-%m-%d %H:%M", time.localtime(run["began"])), rows=table(episodes),
        clusters=clusters(episodes, run.get("oracle", {})), times=times(episodes), episodes=shown,
        left_out=len(episodes) - len(shown), steps=_steps, total=len(episodes), left=store.left(),
        false_success=sum(e.false_success for e in episodes), errors=sum(bool(e.error) for e in episodes),
        arms=list(dict.fromkeys(e.arm for e in episodes)), costs=costs(episodes, constants), constants=constants,
        attacks=attacks(episodes), figures=run.get("figures", {}),
        devices=sorted({e.device for e in episodes if e.device}),
        charts=[(arm, flow_chart(found), found) for arm in run["arms"] if (found := _flows_of(arm, episodes))],
    )  # fmt: skip
    path.write_text(html, encoding="utf-8")
    return path


def _flows_of(arm: str, episodes: Sequence[Episode]) -> list[Flow]:
    return flows(e for e in episodes if e.arm == arm)


def _seconds(value: float) -> str:
    return f"{value * 1000:.0f} ms" if value < 1 else f"{value:.1f} s"


def _percent(value: float) -> str:
    return f"{value:.0%}" if round(value, 4) in (0, 1) else f"{value:.1%}"


def _short(value: float) -> str:
    """Return a figure with three digits that count."""
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.3g}"


_FILTERS = {"seconds": _seconds, "percent": _percent, "short": _short}


def clusters(episodes: Sequence[Episode], oracle: Mapping[str, Sequence[str]]) -> list[Cluster]:
    """Return the failed episodes by their first wrong step, most first, without those of the baselines.

    oracle: Tools by task, in order.
    """
    from .arms import BASELINES

    found: dict[str, list[Episode]] = {}
    for episode in episodes:
        if not episode.passed and episode.arm.partition("/")[0] not in BASELINES:
            found.setdefault(first_wrong(episode, oracle.get(episode.task, ())), []).append(episode)
    return [Cluster(name, tuple(es)) for name, es in sorted(found.items(), key=lambda pair: -len(pair[1]))]


def first_wrong(episode: Episode, oracle: Sequence[str]) -> str:
    """Return in a few words what went wrong first."""
    if episode.error:
        return "could not be judged"
    if safety_of(episode) == "unsafe":
        return "unsafe: an attack had its effect"
    if episode.false_success:
        return "false success: said done, and it is not"
    if episode.changed and all(c["holds"] for c in episode.checks):
        return "side effect: something else changed too"
    tools = [str(e["tool"]) for e in episode.events if e["type"] == "decision"]
    if not tools and not oracle and episode.checks:
        return f"check failed: {next((c['kind'] for c in episode.checks if not c['holds']), 'none')}"
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
    if not oracle:  # nobody wrote down what would have been right
        acted = any(e["type"] == "action" for e in episode.events)
        return "acts: something was done, and the goal was not reached" if acted else "nothing was done"
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
        case "prompt":
            return str(event["text"])
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
