"""ainos beside other agent frameworks: the loop's cost, and the screen as text. `./run bench peers`.

Every loop makes 50 steps with a tool that does nothing against one local server that answers at once, each in a fresh
process, warmed up before. All CPU of the process counts, the request included, as each framework pays for the way in
which it asks. A second column has the same against a server that takes 40 ms an answer: no loop does anything in that
time, but the processor goes to sleep or to others, and the same instructions cost more afterwards.

The peers live in an environment of their own (`./run setup peers`, versions pinned); nothing is fetched here. Without
it ours and the bare openai client are measured, and what is missing is said.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from bridge import SCREENS, made_screen, observation_of, targets_of, text_lines
from loop import ENDPOINT, STEPS, fake_endpoint, in_process
from phone import measure, private_stage
from table import print_table, write_results

from ainos.android_bridge.adb_device import AdbDevice
from ainos.android_bridge.elements import screen_diff, screen_text
from ainos.android_bridge.link import Link
from ainos.android_bridge.tickets import TicketOffice

PROGRAMS = Path(__file__).parent / "peer_programs"
PEERS = {"smolagents": "smolagents", "pydantic-ai": "pydantic-ai-slim", "langgraph": "langgraph"}
"""Names of the loops, and of the packages whose versions are told."""
TIMES = 3
WAIT_S = 0.04
MADE = "made: 300 nodes, 69 targets"
Tokens = Callable[[str], int]


def peers_python() -> Path | None:
    """Return the Python of the peers' environment, or None where it is not set up."""
    home = os.environ.get("AINOS_PEERS", "")
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
    python = (Path(home) if home else cache / "ainos" / "peers") / "bin" / "python"
    return python if python.exists() else None


def versions(python: Path) -> dict[str, str]:
    """Return the installed version of each peer; a missing one is left out."""
    script = (
        "import importlib.metadata as m, json\n"
        "def of(n):\n try: return m.version(n)\n except m.PackageNotFoundError: return ''\n"
        f"print(json.dumps({{n: of(n) for n in {[*PEERS.values(), 'openai', 'mobilerun']!r}}}))"
    )
    done = subprocess.run([python, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    return {name: version for name, version in json.loads(done.stdout).items() if version}


# ---------------------------------------------------------------------- the loop


def loops(python: Path | None, installed: dict[str, str]) -> dict[str, dict[str, float]]:
    """Return the cost of each loop, the median of three processes; `waited_ms` after a wait for each answer."""
    found = _loops(python, installed, 0.0)
    for name, figures in _loops(python, installed, WAIT_S).items():
        found[name]["waited_ms"] = figures["step_ms"]
    return found


def _loops(python: Path | None, installed: dict[str, str], wait_s: float) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    with fake_endpoint(wait_s) as server:
        found["ainos"] = in_process("cloud", server)
        found["openai client alone"] = in_process("openai", server)
        for name, package in PEERS.items():
            if python is not None and package in installed:
                found[f"{name} {installed[package]}"] = _peer_loop(python, name, server)
    return found


def _peer_loop(python: Path, name: str, server: str) -> dict[str, float]:
    found = []
    for _ in range(TIMES):
        done = subprocess.run(
            [python, PROGRAMS / "loops.py", name, server], capture_output=True, text=True, timeout=120, check=False,
            env={**os.environ, ENDPOINT: server},
        )  # fmt: skip
        if done.returncode:
            raise SystemExit(f"{name}: {done.stderr.strip()[-400:]}")
        found.append(json.loads(done.stdout.splitlines()[-1]))
    return {figure: statistics.median(f[figure] for f in found) for figure in found[0]}


# ---------------------------------------------------------------------- the screen as text


def dumps() -> dict[str, str]:
    """Return screens of a virtual phone as uiautomator dumps them, and a made one of 300 nodes."""
    found = {}
    with private_stage() as stage:
        serial = stage.start(1)[0]
        link = Link(stage.server, serial)
        with AdbDevice(serial, TicketOffice(), server=stage.server) as device:
            for name, command in SCREENS.items():
                words = [stage.adb, "-P", str(stage.server.port), "-s", serial, "shell", command]
                subprocess.run(words, capture_output=True, check=True, timeout=30)
                device.wait_settled()
                found[name] = str(link.automator.look("dumpWindowHierarchy", False, 200))
        link.close()
    return {**found, MADE: made_screen()}


def as_helper_app_sends(xml: str) -> dict[str, Any]:
    """Return a dump as the tree that mobilerun's helper app on the phone makes of the same screen."""
    tops = [_node(node) for node in ElementTree.fromstring(xml) if _visible(node)]
    screen = {"left": 0, "top": 0, "right": 1080, "bottom": 2400}
    top = tops[0] if len(tops) == 1 else {"className": "", "boundsInScreen": screen, "children": tops}
    package = next((n.get("package", "") for n in ElementTree.fromstring(xml).iter("node")), "")
    state = {"currentApp": package, "packageName": package, "isEditable": False, "focusedElement": {"text": ""}}
    return {"tree": top, "state": state}


def _visible(node: ElementTree.Element) -> bool:
    return node.get("visible-to-user") != "false"


def _node(node: ElementTree.Element) -> dict[str, Any]:
    left, top, right, bottom = (int(n) for n in node.get("bounds", "").replace("][", ",").strip("[]").split(","))
    flags = ("checkable", "checked", "clickable", "enabled", "focusable", "focused", "scrollable", "selected")
    return {
        "className": node.get("class", ""), "text": node.get("text", ""), "resourceId": node.get("resource-id", ""),
        "contentDescription": node.get("content-desc", ""), "packageName": node.get("package", ""),
        "boundsInScreen": {"left": left, "top": top, "right": right, "bottom": bottom}, "isVisibleToUser": True,
        "isLongClickable": node.get("long-clickable") == "true",
        **{f"is{flag.capitalize()}": node.get(flag) == "true" for flag in flags},
        "children": [_node(child) for child in node if _visible(child)],
    }  # fmt: skip


def tokenizer() -> tuple[str, Tokens]:
    """Return a way to count tokens and its name: the on-device model's own, or characters where it is not there."""
    try:
        from llama_cpp import Llama

        from ainos.models.weights import local_weights

        model = Llama(str(local_weights().path), vocab_only=True, verbose=False)
    except (ImportError, OSError, ValueError) as error:
        return f"characters / 4 ({error})", lambda text: len(text) // 4
    return "SmolLM2's tokens", lambda text: len(model.tokenize(text.encode(), add_bos=False))


def screens(python: Path, count: Tokens) -> list[dict[str, Any]]:
    """Return, for each screen, the text's tokens, the targets that have a line, and the CPU, theirs and ours."""
    raw = dumps()
    asked = json.dumps([as_helper_app_sends(xml) for xml in raw.values()])
    done = subprocess.run(
        [python, PROGRAMS / "screen_text.py"], input=f"{asked}\n", capture_output=True, text=True, timeout=300,
        check=False,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"mobilerun: {done.stderr.strip()[-400:]}")
    return [
        _screen_row(name, xml, theirs, count)
        for (name, xml), theirs in zip(raw.items(), json.loads(done.stdout), strict=True)
    ]


def _screen_row(name: str, xml: str, theirs: dict[str, Any], count: Tokens) -> dict[str, Any]:
    wanted = targets_of(xml)
    seen = observation_of(xml)
    lines = {_place(kind, bounds) for kind, bounds in theirs["elements"]}
    kept = sum(f"{w.split(' ')[0].rpartition('.')[2]} {w.split(' ')[1]}" in lines for w in wanted)
    return {
        "screen": name, "targets": len(wanted), "their_tokens": count(theirs["text"]),
        "our_tokens": count(screen_text(seen)), "their_kept": kept, "our_kept": len(wanted & text_lines(seen)),
        "their_cpu_ms": theirs["cpu_ms"], "our_cpu_ms": measure(lambda: screen_text(observation_of(xml)), times=60).cpu,
    }  # fmt: skip


def _place(kind: str, bounds: str) -> str:
    left, top, right, bottom = bounds.split(",")
    return f"{kind} [{left},{top}][{right},{bottom}]"


# ---------------------------------------------------------------------- the tables


def print_loops(found: dict[str, dict[str, float]]) -> dict[str, bool]:
    """Print the loops' table; return whether each bar is held, empty without peers."""
    peers = {n: f for n, f in found.items() if n.partition(" ")[0] in PEERS}
    best = {k: min((f[k] for f in peers.values()), default=0.0) for k in ("step_ms", "resident_mb")}
    print_table(
        (
            f"{STEPS} steps", "CPU ms a step", "of it outside the model's client", "ainos is", "answers take 40 ms",
            "ainos is", "resident MB",
        ),
        [
            (
                name, f"{f['step_ms']:.2f}", f"{f['outside_ms']:.2f}", _share(found, f, "step_ms"),
                f"{f['waited_ms']:.2f}", _share(found, f, "waited_ms"), f"{f['resident_mb']:.0f}",
            )
            for name, f in found.items()
        ],
    )  # fmt: skip
    print()
    if not peers:
        return {}
    ours = found["ainos"]
    return {
        "CPU a step at most 1/10 of the best peer's": ours["step_ms"] <= best["step_ms"] / 10,
        "memory at most 0.75 of the best peer's": ours["resident_mb"] <= 0.75 * best["resident_mb"],
    }


def _share(found: dict[str, dict[str, float]], figures: dict[str, float], name: str) -> str:
    ours = found["ainos"]
    return "" if figures is ours else f"1/{figures[name] / ours[name]:.1f}"


def print_screens(rows: list[dict[str, Any]], unit: str, diff_tokens: int) -> dict[str, bool]:
    """Print the screens' table; return whether each bar is held."""
    print_table(
        (f"screen as text, {unit}", "mobilerun", "ainos", "times smaller", "targets: mobilerun", "ainos",
         "CPU ms: mobilerun", "ainos", "ainos / mobilerun"),
        [
            (
                r["screen"], r["their_tokens"], r["our_tokens"], f"{r['their_tokens'] / r['our_tokens']:.1f}",
                f"{r['their_kept']} of {r['targets']}", f"{r['our_kept']} of {r['targets']}",
                f"{r['their_cpu_ms']:.2f}", f"{r['our_cpu_ms']:.2f}", f"{r['our_cpu_ms'] / r['their_cpu_ms']:.2f}",
            )
            for r in rows
        ],
    )  # fmt: skip
    print(f"two changed rows of the made screen, as a difference: {diff_tokens} of {unit}\n")
    made = rows[-1]
    return {
        "the made screen in at most 1/6 of mobilerun's tokens": 6 * made["our_tokens"] <= made["their_tokens"],
        "every target has a line": all(r["our_kept"] == r["targets"] for r in rows),
        "two changes in at most 50 tokens": diff_tokens <= 50,
        "the made screen in at most mobilerun's CPU": made["our_cpu_ms"] <= made["their_cpu_ms"],
    }


def main() -> int:
    """Print the tables and write the results; exit 1 when a bar is missed."""
    python = peers_python()
    installed = versions(python) if python else {}
    found = loops(python, installed)
    bars = print_loops(found)
    rows: list[dict[str, Any]] = []
    if python is not None and "mobilerun" in installed:
        unit, count = tokenizer()
        rows = screens(python, count)
        diff = screen_diff(observation_of(made_screen()), observation_of(made_screen(changed=True)))
        bars |= print_screens(rows, unit, count(diff))
    missing = [n for n in (*PEERS.values(), "mobilerun") if n not in installed]
    if missing:
        print(f"not measured, as not installed: {', '.join(missing)}. Next: ./run setup peers")
    load = {"cores": os.cpu_count(), "load": os.getloadavg()[0]}
    write_results(
        "peers", {**load, "steps": STEPS, "versions": installed, "loops": found, "screens": rows, "bars": bars}
    )
    for bar, held in bars.items():
        print(f"{'held' if held else 'MISSED'}: {bar}")
    return 0 if all(bars.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
