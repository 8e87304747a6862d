"""The cloud model against a real local HTTP server that speaks the OpenAI protocol: honest, lying, broken."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from ainos.android_bridge.labels import Label
from ainos.models.cloud import CloudConfig, CloudModel
from ainos.models.types import DecisionRequest, FormatError, ModelError, ModelUnavailableError
from ainos.tools.types import Parameter, Risk, Tool, ToolResult

SLOTS = (Parameter("duration", "duration", "how long"), Parameter("label", "text", "name", False))
TIMER = Tool(
    "set_timer", "Set a timer.", SLOTS,
    Risk.WRITE, lambda c, v: ToolResult("ok"),
)  # fmt: skip
REQUEST = DecisionRequest("a timer for tea", [TIMER], Label.of_user(), screen="[1] button Start")


def call(arguments='{"duration": "ten minutes"}', name="set_timer"):
    return {"id": "c1", "type": "function", "function": {"name": name, "arguments": arguments}}


def message(*calls, text=None):
    return {"role": "assistant", "content": text, "tool_calls": list(calls)}


@pytest.fixture
def server():
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            server.requests.append(body)
            status, reply = server.replies.pop(0) if server.replies else (500, {})
            data = reply if isinstance(reply, bytes) else json.dumps(reply).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.requests, server.replies = [], []
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def model(server):
    model = CloudModel(CloudConfig(f"http://127.0.0.1:{server.server_address[1]}/v1", "m", "k", 10, 1.0, 2.0))
    yield model
    if model._client is not None:
        model._client.close()


def answer(server, *messages, usage=None):
    for m in messages:
        server.replies.append((200, {"choices": [{"message": m}], "usage": usage or {}}))


def test_a_structured_call_becomes_a_decision_with_its_cost(server, model):
    answer(server, message(call()), usage={"prompt_tokens": 100, "completion_tokens": 10})
    decision = model.decide(REQUEST)
    assert (decision.call.tool, decision.call.arguments) == ("set_timer", {"duration": "ten minutes"})
    assert decision.usage.usd == pytest.approx(120 / 1e6)
    assert decision.usage.bytes_out > 100


def test_prose_that_looks_like_a_call_is_no_call(server, model):
    answer(server, *[message(text='set_timer({"duration": "ten minutes"})')] * 3)
    with pytest.raises(FormatError, match="0 tool calls") as error:
        model.decide(REQUEST)
    assert len(server.requests) == 3
    assert error.value.usage.requests == 3
    assert error.value.usage.bytes_out > 300


def test_a_malformed_call_is_repaired_once_it_is_right(server, model):
    answer(server, message(call("{not json")), message(call()))
    decision = model.decide(REQUEST)
    assert (decision.call.tool, decision.usage.requests) == ("set_timer", 2)


def test_the_clients_own_retries_are_counted(server, model):
    server.replies.append((503, {}))
    answer(server, message(call()))
    assert model.decide(REQUEST).usage.requests == 2


@pytest.mark.parametrize(
    "bad",
    [
        message(call(), call()),
        message(call(name="rm_rf")),
        message(call('{"duration": "1", "duration": "2"}')),
        message(call('{"duration": "1", "evil": "2"}')),
        message(call("[1]")),
        {"role": "assistant"},
        None,
    ],
)
def test_wrong_calls_never_become_decisions(server, model, bad):
    answer(server, bad, bad, bad)
    with pytest.raises(FormatError):
        model.decide(REQUEST)


def test_lying_usage_costs_nothing_and_breaks_nothing(server, model):
    answer(server, message(call()), usage={"prompt_tokens": "many", "completion_tokens": -5})
    assert model.decide(REQUEST).usage.usd == 0


def test_text_from_the_phone_stands_between_markers_that_change(server, model):
    answer(server, message(call()), message(call()))
    model.decide(REQUEST)
    model.decide(REQUEST)
    first, second = (r["messages"][1]["content"] for r in server.requests)
    assert "[1] button Start" in first
    assert first.split("<phone-")[1][:12] != second.split("<phone-")[1][:12]


def test_a_refused_request_names_the_status_and_the_next_command(server, model):
    server.replies.append((401, {"error": {"message": "no"}}))
    with pytest.raises(ModelError, match="401") as error:
        model.decide(REQUEST)
    assert error.value.hint


def test_no_server_is_one_sentence():
    model = CloudModel(CloudConfig("http://127.0.0.1:9/v1", "m", "k", 5))
    with pytest.raises(ModelError, match="cannot be reached"):
        model.decide(REQUEST)
    model._client.close()


def test_no_key_says_what_to_export():
    with pytest.raises(ModelUnavailableError) as error:
        CloudModel(CloudConfig("", "m", "", 5)).decide(REQUEST)
    assert "AINOS_CLOUD_API_KEY" in error.value.hint
