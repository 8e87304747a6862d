"""A cloud model behind a local server that speaks OpenAI's protocol: asked only after a Yes, counted in the receipt."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

GOAL = "what will the weather be like in Lisbon"


class Endpoint(ThreadingHTTPServer):
    """Answers every request with one tool call and keeps the bodies' sizes."""

    def __init__(self, tool, arguments):
        super().__init__(("127.0.0.1", 0), Answer)
        self.call = {"name": tool, "arguments": json.dumps(arguments)}
        self.sizes = []


class Answer(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.sizes.append(len(body))
        message = {"role": "assistant", "tool_calls": [{"id": "c", "type": "function", "function": self.server.call}]}
        usage = {"prompt_tokens": 90, "completion_tokens": 9}
        reply = json.dumps({"choices": [{"message": message}], "usage": usage}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(reply)))
        self.end_headers()
        self.wfile.write(reply)

    def log_message(self, *words):
        pass


@pytest.fixture
def endpoint():
    """Return endpoint(tool, arguments) -> (server, environment)."""
    running = []

    def start(tool, arguments):
        server = Endpoint(tool, arguments)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        running.append((server, thread))
        url = f"http://127.0.0.1:{server.server_port}/v1"
        return server, {"AINOS_CLOUD_BASE_URL": url, "AINOS_CLOUD_MODEL": "fake-1", "AINOS_CLOUD_API_KEY": "k"}

    yield start
    for server, thread in running:
        server.shutdown()
        thread.join(timeout=10)
        server.server_close()


def do(ainos, phone, env, *more, reply="", model="auto"):
    stdin = json.dumps({"reply": reply}) + "\n" if reply else ""
    done = ainos("do", GOAL, "--device", phone.serial, "--json", "--model", model, *more, env=env, stdin=stdin)
    events = [json.loads(line) for line in done.stdout.splitlines()]
    assert events[-1]["type"] == "end"
    return done.returncode, events


def test_escalation_asks_first_and_the_receipt_counts_the_bytes(shared_phone, ainos, endpoint):
    server, env = endpoint("list_alarms", {})
    _, events = do(ainos, shared_phone, env, reply="no")
    assert [e["choices"] for e in events if e["type"] == "question"] == [["yes", "no"]]
    assert server.sizes == []
    assert events[-1]["receipt"]["bytes_to_cloud"] == 0
    _, events = do(ainos, shared_phone, env, reply="yes")
    receipt = events[-1]["receipt"]
    assert len(server.sizes) == receipt["cloud_requests"] >= 1
    assert receipt["bytes_to_cloud"] == pytest.approx(sum(server.sizes), rel=0.1)
    assert receipt["highest_label_sent"] != "none"
    assert receipt["models"]["fake-1"] >= 1


def test_local_only_never_reaches_the_endpoint(shared_phone, ainos, endpoint):
    server, env = endpoint("get_battery", {})
    code, events = do(ainos, shared_phone, env, "--policy", "local-only", reply="yes")
    assert (code, events[-1]["receipt"]["cloud_requests"], server.sizes) == (1, 0, [])


def test_a_model_that_only_says_it_is_done_is_not_believed(shared_phone, ainos, endpoint):
    _, env = endpoint("finish", {"answer": "It will rain"})
    code, events = do(ainos, shared_phone, env, "--policy", "cloud-ok", reply="yes", model="cloud")
    assert events[-1]["verified"] is False
    assert code != 0


def test_an_endpoint_that_is_not_there_is_named(shared_phone, ainos):
    env = {"AINOS_CLOUD_BASE_URL": "http://127.0.0.1:9/v1", "AINOS_CLOUD_MODEL": "fake-1", "AINOS_CLOUD_API_KEY": "k"}
    code, events = do(ainos, shared_phone, env, reply="yes", model="cloud")
    assert code == 5 or "cannot be reached" in events[-1]["answer"]
    assert "Nothing was changed" in events[-1]["answer"]
