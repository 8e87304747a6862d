"""The agent's own cost: CPU per step outside model and device, its memory, and `ainos --help`. `./run bench loop`.

Each way runs 50 steps in a process of its own: ours on a phone in memory with a scripted model; ours with the cloud
model against a local server that answers at once; the openai client alone against the same server with the history
that such a loop sends, which every framework on that client pays at least; and httpx, the floor of any request.
"""

from __future__ import annotations

import itertools
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from phone import measure_program
from table import print_table, write_results

STEPS = 50
_GOAL = "touch the lamp"
_ENDPOINT = "AINOS_BENCH_ENDPOINT"


class _Server(BaseHTTPRequestHandler):
    """Answers every chat completion with a call of `nudge`; the 50th one of a client ends its task."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        # Ours writes earlier calls as text between markers, the plain clients as messages of their own.
        turns = sum((m["role"] == "assistant") + (m["content"] or "").count("You called ") for m in body["messages"])
        name = "nudge" if turns + 1 < STEPS else "look_done"
        call = {"id": f"c{turns}", "type": "function", "function": {"name": name, "arguments": "{}"}}
        message = {"role": "assistant", "content": None, "tool_calls": [call]}
        reply = {
            "id": "x", "object": "chat.completion", "created": 0, "model": "fake",
            "choices": [{"index": 0, "finish_reason": "tool_calls", "message": message}],
            "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
        }  # fmt: skip
        raw = json.dumps(reply).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def fake_endpoint() -> Iterator[str]:
    """Serve chat completions on loopback; give the base URL."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Server) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/v1"
        server.shutdown()


def run_ours(model_of: Callable[[], Any], tier: str, passes: Any = None) -> dict[str, float]:
    """Run one goal of 50 steps on a phone in memory; return CPU milliseconds a step and what of it is not ours."""
    from ainos.agent.approval import Nobody
    from ainos.agent.journal import Journal
    from ainos.agent.limits import Limits
    from ainos.agent.loop import Agent
    from ainos.agent.parts import Parts
    from ainos.android_bridge.fake import FakeDevice, fake_element
    from ainos.android_bridge.tickets import TicketOffice
    from ainos.memory.types import NoMemory
    from ainos.models.router import ModelSet
    from ainos.tools.registry import Registry
    from ainos.tools.types import Proof, Risk, Tool, ToolResult

    office = TicketOffice()
    app = "com.android.launcher3"
    rows = [fake_element(f"Row {n}", index=n, package=app) for n in range(1, 21)]
    device = FakeDevice(office=office, elements=rows, package=app, activity=f"{app}/.Launcher")
    count = itertools.count(100)

    def nudge(*_: object) -> ToolResult:
        device.elements[0] = fake_element(f"Row {next(count)}", index=1, package=app)  # no step in circles
        return ToolResult("Nudged.")

    tools = [
        Tool("nudge", "Nudge it.", (), Risk.NAVIGATE, nudge, kind="screen"),
        Tool(
            "look_done", "Finish it.", (), Risk.OBSERVE, lambda c, v: ToolResult("Done."),
            probe=lambda c, v: Proof(True, "done", "done"),
        ),
    ]  # fmt: skip
    model = model_of()
    inside = [0.0]
    model.decide = _timed(model.decide, inside)
    device_class = type(device)
    observe = device_class.observe
    device_class.observe = _timed(observe, inside)  # type: ignore[method-assign]
    with tempfile.TemporaryDirectory() as folder:
        journal = Journal(Path(folder) / "runs.sqlite3")
        models = ModelSet(scripted=model) if tier == "scripted" else ModelSet(cloud=model)
        parts = Parts(
            device, office, Registry(tools), models, NoMemory(), Nobody(), journal, lambda _: None, profile="cloud-ok",
            limits=Limits(max_steps=STEPS + 10), **({"passes": passes} if passes else {}),
        )  # fmt: skip
        before = time.process_time()
        outcome = Agent(parts).run(_GOAL)
        spent = (time.process_time() - before) * 1000
        steps = sum(outcome.receipt.steps_by_tier.values())
        journal.close()
    if outcome.status != "done" or steps != STEPS:
        raise SystemExit(f"the loop did not do its {STEPS} steps: {outcome.status}, {steps}, {outcome.answer}")
    return {"step_ms": spent / STEPS, "outside_ms": (spent - inside[0]) / STEPS}


def _timed(work: Callable[..., Any], total_ms: list[float]) -> Callable[..., Any]:
    def call(*args: Any, **more: Any) -> Any:
        before = time.process_time()
        try:
            return work(*args, **more)
        finally:
            total_ms[0] += (time.process_time() - before) * 1000

    return call


def scripted() -> dict[str, float]:
    """Run our loop with canned calls."""
    from ainos.models.scripted import ScriptedModel

    calls: list[Any] = [("nudge", {})] * (STEPS - 1) + [("look_done", {})]

    def make() -> Any:
        model = ScriptedModel(calls)

        class Open:
            name, tier, decide = model.name, model.tier, staticmethod(model.decide)

        return Open()

    return run_ours(make, "scripted")


def cloud() -> dict[str, float]:
    """Run our loop with the cloud model against the local server."""
    from ainos.models.cloud import CloudConfig, CloudModel
    from ainos.models.gateway import Gateway
    from ainos.models.ledger import MemoryLedger
    from ainos.models.passes import PassOffice

    passes = PassOffice()

    def make() -> Any:
        model = CloudModel(CloudConfig(os.environ[_ENDPOINT], "fake", "none"), Gateway(passes, MemoryLedger()))
        model.warm()  # its imports are no step's cost
        return model

    return run_ours(make, "cloud", passes)


def openai_alone() -> dict[str, float]:
    """Ask 50 times through the client's `create`, with a history that grows as an agent's does."""
    import openai

    client = openai.OpenAI(base_url=os.environ[_ENDPOINT], api_key="none")
    return _asking(lambda body: client.chat.completions.create(**body))


def httpx_alone() -> dict[str, float]:
    """Ask 50 times through httpx."""
    import httpx

    with httpx.Client() as client:
        return _asking(lambda body: client.post(f"{os.environ[_ENDPOINT]}/chat/completions", json=body).json())


def _asking(ask: Callable[[dict[str, Any]], object]) -> dict[str, float]:
    function = {"name": "nudge", "description": "Nudge it.", "parameters": {"type": "object", "properties": {}}}
    messages: list[dict[str, Any]] = [{"role": "user", "content": _GOAL}]
    body = {"model": "fake", "messages": messages, "tools": [{"type": "function", "function": function}]}
    ask(body)
    before = time.process_time()
    for n in range(STEPS):
        ask(body)
        call = {"id": f"c{n}", "type": "function", "function": {"name": "nudge", "arguments": "{}"}}
        messages.append({"role": "assistant", "content": None, "tool_calls": [call]})
        messages.append({"role": "tool", "tool_call_id": f"c{n}", "content": "Nudged."})
    spent = (time.process_time() - before) * 1000 / STEPS
    return {"step_ms": spent, "outside_ms": spent}


def bare() -> dict[str, float]:
    """Do nothing: what Python itself takes."""
    return {"step_ms": 0.0, "outside_ms": 0.0}


WAYS: dict[str, tuple[str, Callable[[], dict[str, float]]]] = {
    "bare": ("Python alone", bare),
    "httpx": ("httpx alone, one request a step", httpx_alone),
    "openai": ("openai client alone, create()", openai_alone),
    "scripted": ("ainos, scripted model", scripted),
    "cloud": ("ainos, cloud model over HTTP", cloud),
}


def in_process(way: str, endpoint: str) -> dict[str, float]:
    """Run one way in a fresh process, three times; return the medians."""
    found = []
    for _ in range(3):
        done = subprocess.run(
            [sys.executable, __file__, "--way", way], env={**os.environ, _ENDPOINT: endpoint}, capture_output=True,
            text=True, timeout=60, check=False,
        )  # fmt: skip
        if done.returncode:
            raise SystemExit(f"{way}: {done.stderr.strip()[-400:]}")
        found.append(json.loads(done.stdout))
    return {name: statistics.median(f[name] for f in found) for name in found[0]}


def helps() -> dict[str, float]:
    """Return CPU milliseconds of `ainos --help`, beside Python alone and Python with click."""
    ainos = str(Path(sys.executable).parent / "ainos")
    return {
        "python -c pass": measure_program([sys.executable, "-c", "pass"], times=15).cpu,
        "python -c 'import click'": measure_program([sys.executable, "-c", "import click"], times=15).cpu,
        "ainos --help": measure_program([ainos, "--help"], times=15).cpu,
    }


def main(arguments: list[str]) -> int:
    """Print the tables and write the results."""
    if arguments[:1] == ["--way"]:
        figures = WAYS[arguments[1]][1]()
        figures["resident_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps(figures))
        return 0
    with fake_endpoint() as endpoint:
        found = {way: in_process(way, endpoint) for way in WAYS}
    peer = found["openai"]
    print_table(
        (
            f"{STEPS} steps", "CPU ms a step", "of it outside model and device", "x openai client", "resident MB",
            "x openai client",
        ),
        [
            (
                WAYS[w][0], f"{f['step_ms']:.2f}", f"{f['outside_ms']:.2f}", f"{f['outside_ms'] / peer['step_ms']:.2f}",
                f"{f['resident_mb']:.0f}", f"{f['resident_mb'] / peer['resident_mb']:.2f}",
            )
            for w, f in found.items()
        ],
    )  # fmt: skip
    print()
    shown = helps()
    base = shown["python -c 'import click'"]
    print_table(("start", "CPU ms", "x import click"), [(n, f"{v:.0f}", f"{v / base:.2f}") for n, v in shown.items()])
    write_results(
        "loop",
        {"cores": os.cpu_count(), "load": os.getloadavg()[0], "steps": STEPS, "loop": found, "help_cpu_ms": shown},
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
