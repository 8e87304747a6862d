"""llama.cpp's own server as the far end: real answers, faults on the way, the same task on whichever model is there."""

import json
import time
from dataclasses import replace

import pytest

from ainos.agent.egress import JournalLedger, sent
from ainos.agent.limits import Limits
from ainos.agent.loop import Agent
from ainos.android_bridge.fake import FakeDevice, fake_element
from ainos.android_bridge.labels import Confidentiality, Label
from ainos.android_bridge.tickets import TicketOffice
from ainos.evals.fault_proxy import Fault, FaultProxy
from ainos.evals.llama_server import llama_server, missing
from ainos.models.cloud import CloudConfig, CloudModel
from ainos.models.completions import read_call, read_reply
from ainos.models.gateway import Gateway
from ainos.models.passes import PassOffice
from ainos.models.router import ModelSet
from ainos.models.server_forms import ServerForms
from ainos.models.types import Decision, Turn, Usage
from ainos.planners.react import Progress
from ainos.tools.types import ToolCall

pytestmark = pytest.mark.skipif(bool(missing()), reason=f"not installed: {', '.join(missing())}")
LATER_S = 30.0


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    with llama_server(tmp_path_factory.mktemp("llama") / "log.txt", context_tokens=2048) as port:
        yield port


@pytest.fixture(scope="module")
def forms(tmp_path_factory):
    """What was found out of the server, shared as processes share it."""
    return tmp_path_factory.mktemp("forms") / "forms.json"


@pytest.fixture
def proxy(port):
    with FaultProxy(port) as proxy:
        yield proxy


class Here:
    """The on-device model: what it says comes from the test."""

    name, tier = "tiny", "device"

    def __init__(self, *calls):
        self.calls = list(calls)
        self.requests = []

    def decide(self, request):
        self.requests.append(request)
        state = self.calls.pop(0) if self.calls else "on"
        call = ToolCall("set_lamp", {"state": state}) if state else None
        return Decision("call" if call else "no_tool", call, self.name, "device", 0.99, Usage())


@pytest.fixture
def run(build, proxy, forms):
    """Return run(here, **parts) -> (agent, events, later): later() lets the gateway's clock jump half a minute."""
    gateways = []

    def make(here, *, prices=(1.0, 2.0), **more):
        passes, office, ahead = PassOffice(), TicketOffice(), [0.0]
        phone = more.pop("device", None) or FakeDevice(office=office, package="com.android.settings",
                                                       activity="com.android.settings/.Main")  # fmt: skip
        phone.office = office
        tools = [t for t in build.tools if t.name in ("set_lamp", "read_lamp")]
        parts, events = build(office=office, passes=passes, device=phone, tools=tools,
                              **{"profile": "cloud-ok", "replies": ["yes"] * 9, **more})  # fmt: skip
        gateway = Gateway(passes, JournalLedger(parts.journal), clock=lambda: time.monotonic() + ahead[0])
        gateways.append(gateway)
        cloud = CloudModel(CloudConfig(proxy.url, "smollm2", "k", 60.0, *prices), gateway,
                           ServerForms(path=forms, key="llama"))  # fmt: skip
        cloud.warm()  # importing the client is no part of a switch
        parts = replace(parts, models=ModelSet(device=here, cloud=cloud))
        return Agent(parts), events, lambda: ahead.__setitem__(0, ahead[0] + LATER_S)

    yield make
    for gateway in gateways:
        gateway.close()


def chooses(agent, label=None, text="lamp on"):
    """Let the agent's chooser decide one step over a request of this label."""
    parts = agent._parts

    def build(route):
        from ainos.planners.react import build_request

        seen = parts.device.observe()
        said = [Turn(ToolCall("read_lamp", {}), "It glows.", label)] if label else []
        progress = Progress(text, turns=said, label=label or Label.of_user())
        return build_request(progress, route.model, goal=text, tools=list(parts.registry.all()), observation=seen,
                             recalled=())  # fmt: skip

    began = time.monotonic()
    decision, request = agent._chooser.choose(build, failures=0, so_far="")
    return decision, request, time.monotonic() - began


def test_it_answers_with_a_structured_call_in_the_form_that_it_takes_and_that_is_remembered(run, proxy, forms):
    agent, events, _ = run(Here(None))
    decision, _, _ = chooses(agent)
    assert decision.tier == "cloud"
    assert decision.call is None or decision.call.tool in ("set_lamp", "read_lamp")
    assert decision.usage.tokens_in > 50
    first = proxy.requests
    assert chooses(agent)[0].tier == "cloud"
    assert proxy.requests == first + 1
    assert json.loads(forms.read_text()) == {"llama": 3}  # neither demanded nor streamed


def test_its_streams_are_read_as_they_come(run, proxy):
    agent, _, _ = run(Here(None))
    parts, cloud = agent._parts, agent._parts.models.cloud
    tool = parts.registry.lookup("set_lamp")
    function = {"name": "set_lamp", "parameters": tool.json_schema}
    body = {
        "model": "m", "messages": [{"role": "user", "content": "Turn the lamp on."}], "temperature": 0, "stream": True,
        "tools": [{"type": "function", "function": function}],
        "tool_choice": {"type": "function", "function": {"name": "set_lamp"}},
    }  # fmt: skip
    given = parts.passes.issue(model="m", place=cloud.place(), label=Label.of_user(), reason="a test", run="r", step=1)
    head = {"Content-Type": "application/json", "Authorization": "Bearer k"}
    parts.journal.begin_run("r", "lamp on", {}, "s", "b")
    reply = cloud._gateway.send(given, "/chat/completions", head, json.dumps(body).encode())
    assert reply.headers["content-type"].startswith("text/event-stream")
    assert reply.body.count(b"data: ") > 3
    call = read_call(read_reply(reply.body, reply.headers["content-type"]), [tool])
    assert call.tool == "set_lamp"
    assert set(call.arguments) <= {"state"}


def test_the_receipt_and_the_ledger_are_the_bytes_that_came_in_also_of_requests_that_failed(run, proxy):
    proxy.faults.append(Fault("status", status=503))
    agent, _, _ = run(Here(None), limits=Limits(max_steps=2))
    outcome = agent.run("lamp on")
    records = sent(agent._parts.journal, outcome.run)
    assert outcome.receipt.cloud_requests == len(records) == proxy.requests >= 2
    assert outcome.receipt.bytes_to_cloud == sum(r.bytes for r in records) == len(proxy.received)


@pytest.mark.parametrize("fault", [Fault("cut", wait_s=0.3), Fault("status", status=500), Fault("dead")])
def test_a_server_that_dies_in_the_middle_of_a_step_hands_it_to_this_machine_within_two_seconds(run, proxy, fault):
    proxy.faults.extend([fault] * 6)
    agent, events, _ = run(Here(None, "on"))
    agent._chooser._routing.note(Decision("no_tool", None, "m", "cloud", 0.9))  # the server had the hard part
    decision, _, took_s = chooses(agent)
    assert (decision.tier, took_s < 2.0) == ("device", True), took_s
    assert any(e.get("code") == "cloud_failed" for e in events)
    assert agent.receipt.bytes_to_cloud == len(proxy.received) > 0


def test_the_same_task_goes_to_this_machine_and_back_with_its_labels_and_budgets(run, proxy):
    private = Label.of_app("com.android.settings").raised(Confidentiality.SENSITIVE)
    agent, events, later = run(Here(None, "on", None))
    decision, request, _ = chooses(agent, private)
    assert (decision.tier, request.label.confidentiality) == ("cloud", Confidentiality.SENSITIVE)
    spent = agent._meter.usd, agent._meter.tokens, agent._meter.bytes_sent
    proxy.down()
    decision, _, took_s = chooses(agent, private)
    assert (decision.tier, took_s < 2.0) == ("device", True), took_s
    proxy.up()
    later()
    decision, request, _ = chooses(agent, private)
    assert (decision.tier, request.label.confidentiality) == ("cloud", Confidentiality.SENSITIVE)
    assert all(now > before > 0 for now, before in zip(
        (agent._meter.usd, agent._meter.tokens, agent._meter.bytes_sent), spent, strict=True))  # fmt: skip
    assert len(agent._parts.approver.questions) == 1  # the Yes to sensitive data holds for the run
    assert agent._meter.bytes_sent == len(proxy.received)


def test_an_answer_that_comes_late_is_dropped(run, proxy):
    agent, events, _ = run(Here("on"))
    agent._chooser._routing.note(Decision("no_tool", None, "m", "cloud", 0.9))
    proxy.faults.append(Fault("slow", wait_s=3.0))
    cloud = agent._parts.models.cloud
    cloud._config = replace(cloud._config, timeout_s=0.3)
    decision, _, took_s = chooses(agent)
    assert (decision.tier, took_s < 2.0) == ("device", True), took_s
    until = time.monotonic() + 5  # the proxy may still be reading the last one
    while proxy.requests < agent.receipt.cloud_requests and time.monotonic() < until:
        time.sleep(0.01)
    assert agent.receipt.cloud_requests == proxy.requests >= 1


def test_a_budget_that_drains_in_the_middle_of_a_task_keeps_the_rest_here_and_nothing_leaves(run, proxy):
    agent, events, _ = run(Here("on"), limits=Limits(budget_usd=0.01))
    agent._chooser._routing.note(Decision("no_tool", None, "m", "cloud", 0.9))  # the server had the hard part
    agent._meter.charge(0.0099999, 0, 0)
    assert chooses(agent)[0].tier == "device"
    assert proxy.received == b""
    told = next(e for e in events if e["type"] == "route" and "options" in e)
    assert next(o for o in told["options"] if o["tier"] == "cloud")["barred"] == "budget"


def test_a_budget_that_drains_in_the_middle_of_a_step_hands_it_to_this_machine_within_two_seconds(run, proxy):
    proxy.faults.extend([Fault("status", status=503)] * 20)
    agent, _, _ = run(Here("on"))
    agent._chooser._routing.note(Decision("no_tool", None, "m", "cloud", 0.9))  # the server had the hard part
    chooses(agent)
    asked = proxy.requests
    assert asked > 1  # tried again while there is time
    one = agent._meter.usd / asked
    agent, events, _ = run(Here("on"), limits=Limits(budget_usd=one * 1.9))
    known = Usage(tokens_in=int(one * 1e6) // 2)  # what a request costs is known, and the budget reaches for one
    agent._chooser._routing.note(Decision("no_tool", None, "m", "cloud", 0.9, known))
    decision, request, took_s = chooses(agent)
    assert (decision.tier, took_s < 2.0) == ("device", True), took_s
    assert proxy.requests == asked + 1  # a second try would have cost more than is left
    assert any(e.get("code") == "cloud_failed" for e in events)
    assert 0 < agent._meter.usd <= one * 1.9
    assert request.label.confidentiality < Confidentiality.SENSITIVE


def test_no_private_value_comes_in_where_the_model_plans_over_handles(run, proxy, build):
    phone = FakeDevice(package="com.chat", activity="com.chat/.Main")
    phone.show(fake_element("Dr. Patel: your results are in", package="com.chat"),
               fake_element("login code 482913", index=2, package="com.chat"), package="com.chat")  # fmt: skip
    agent, _, _ = run(Here(None), device=phone, private_handles=True, replies=[])
    decision, request, _ = chooses(agent)
    assert decision.tier == "cloud"
    assert request.label.confidentiality < Confidentiality.SENSITIVE
    for value in (b"Patel", b"results are in", b"482913", b"login code"):
        assert value not in proxy.received
    assert b"<private:1>" in proxy.received
