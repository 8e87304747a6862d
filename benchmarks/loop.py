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
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from phone import measure_program
from table import print_table, write_results

STEPS = 50
WARM = 4
_GOAL = "look whether it is done"
ENDPOINT = "AINOS_BENCH_ENDPOINT"


class _Server(BaseHTTPRequestHandler):
    """Answers chat completions with a call of `nudge`, until the last one of a task ends it.

    The base URL says how many answers a task has and its name: `/50/NAME/v1`.
    """

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    """Head and body are two writes: without it the second waits up to 40 ms for the receipt of the first."""
    wbufsize = -1
    """And with this they are one, so that a client wakes up once."""
    wait_s = 0.0
    answered: Counter[str] = Counter()

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        task = self.path.removesuffix("/chat/completions")
        self.answered[task] += 1
        message = _message(self.answered[task], int(task.split("/")[1]), body)
        reply = {
            "id": "x", "object": "chat.completion", "created": 0, "model": "fake",
            "choices": [{"index": 0, "finish_reason": "tool_calls" if "tool_calls" in message else "stop",
                         "message": message}],
            "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
        }  # fmt: skip
        raw = json.dumps(reply).encode()
        time.sleep(self.wait_s)
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def _message(number: int, last: int, body: dict[str, Any]) -> dict[str, Any]:
    """Return the answer of this number: a nudge, or in the end what the asking framework takes for one."""
    offered = {tool["function"]["name"] for tool in body.get("tools", ())}
    name, arguments = "nudge", "{}"
    if number >= last:
        ends = {"look_done": "{}", "final_answer": '{"answer": "done"}'}
        name, arguments = next(((n, a) for n, a in ends.items() if n in offered), ("", ""))
    if not name:
        return {"role": "assistant", "content": "done"}
    call = {"id": f"c{number}", "type": "function", "function": {"name": name, "arguments": arguments}}
    return {"role": "assistant", "content": None, "tool_calls": [call]}


@contextmanager
def fake_endpoint(wait_s: float = 0.0) -> Iterator[str]:
    """Serve chat completions on loopback; give the URL to which a task's length and name are added.

    Args:
        wait_s: What each answer takes; after such a wait the processor's caches hold something else.
    """
    handler = type("_Slow", (_Server,), {"wait_s": wait_s})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def task_url(steps: int, name: str) -> str:
    """Return the base URL of a task of so many answers; each of a run has another name."""
    return f"{os.environ[ENDPOINT]}/{steps}/{name}/v1"


def run_ours(model_of: Callable[[int], Any], tier: str, passes: Any = None) -> dict[str, float]:
    """Run one goal on a phone in memory, shortly to warm up and then 50 steps; return CPU milliseconds a step."""
    _run_ours(model_of(WARM), tier, passes, WARM)
    return _run_ours(model_of(STEPS), tier, passes, STEPS)


def _run_ours(model: Any, tier: str, passes: Any, steps: int) -> dict[str, float]:
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
            limits=Limits(max_steps=steps + 10), **({"passes": passes} if passes else {}),
        )  # fmt: skip
        before = time.process_time()
        outcome = Agent(parts).run(_GOAL)
        spent = (time.process_time() - before) * 1000
        done = sum(outcome.receipt.steps_by_tier.values())
        journal.close()
    device_class.observe = observe  # type: ignore[method-assign]
    if outcome.status != "done" or done != steps:
        raise SystemExit(f"the loop did not do its {steps} steps: {outcome.status}, {done}, {outcome.answer}")
    return {"step_ms": spent / steps, "outside_ms": (spent - inside[0]) / steps}


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

    def make(steps: int) -> Any:
        model = ScriptedModel([("nudge", {})] * (steps - 1) + [("look_done", {})])

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

    def make(steps: int) -> Any:
        url = task_url(steps, f"ours-{os.getpid()}")
        model = CloudModel(CloudConfig(url, "fake", "none", stream=False), Gateway(passes, MemoryLedger()))
        model.warm()  # its imports are no step's cost
        return model

    return run_ours(make, "cloud", passes)


def openai_alone() -> dict[str, float]:
    """Ask 50 times through the client's `create`, with a history that grows as an agent's does."""
    import openai

    client = openai.OpenAI(base_url=task_url(9_999, f"openai-{os.getpid()}"), api_key="none")
    return _asking(lambda body: client.chat.completions.create(**body))


def httpx_alone() -> dict[str, float]:
    """Ask 50 times through httpx."""
    import httpx

    with httpx.Client() as client:
        url = f"{task_url(9_999, f'httpx-{os.getpid()}')}/chat/completions"
        return _asking(lambda body: client.post(url, json=body).json())


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
            [sys.executable, __file__, "--way", way], env={**os.environ, ENDPOINT: endpoint}, capture_output=True,
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
