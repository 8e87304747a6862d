"""What leaves in a whole run: a real client, a real server that keeps every byte, the journal, the JSON trace."""

import base64
import json
import threading
import time
from dataclasses import replace
from urllib.parse import quote

import pytest

from ainos.agent.egress import JournalLedger, sent
from ainos.agent.limits import Limits
from ainos.agent.loop import Agent
from ainos.android_bridge.fake import FakeDevice, fake_element
from ainos.android_bridge.labels import Confidentiality, Label
from ainos.android_bridge.tickets import TicketOffice
from ainos.evals.egress_tap import EgressTap
from ainos.evals.fault_server import Answer, FaultServer
from ainos.memory.types import MemoryRow, NoMemory, Recalled
from ainos.models.cloud import CloudConfig, CloudModel
from ainos.models.gateway import Gateway
from ainos.models.passes import PassOffice
from ainos.models.router import ModelSet
from ainos.models.types import Decision, ModelError, Usage
from ainos.tools.types import Parameter, Proof, Risk, Tool, ToolCall, ToolResult

OTP = "482913"
SETTINGS = "com.android.settings"
SECRET = Label.of_app("com.bank").raised(Confidentiality.SECRET)


@pytest.fixture
def server():
    with FaultServer(("set_lamp", {"state": "on"})) as server:
        yield server


class Local:
    """An on-device model that always says the same."""

    name, tier = "tiny", "device"

    def __init__(self, said=None, confidence=0.2):
        self.said, self.confidence = said, confidence

    def decide(self, request):
        if isinstance(self.said, Exception):
            raise self.said
        call = ToolCall("set_lamp", {"state": self.said}) if self.said else None
        return Decision("call" if call else "no_tool", call, self.name, "device", self.confidence, Usage())


@pytest.fixture
def wire(build, server, client_library):
    """Return wire(**more) -> (parts, events): a run whose cloud model is the fault server."""
    gateways = []

    def make(*, local=None, own=False, prices=(0.0, 0.0), online=None, **more):
        passes = PassOffice()
        office = TicketOffice()
        device = more.pop("device", None) or FakeDevice(office=office, tables={"content://mail/all": []})
        device.office = office
        if device.package in ("com.example", SETTINGS):
            device.package, device.activity = SETTINGS, f"{SETTINGS}/.Main"
        parts, events = build(
            office=office,
            device=device,
            passes=passes,
            **{"profile": "cloud-ok", "replies": ["yes"] * 9, "approvals": [True] * 9, **more},
        )
        gateway = Gateway(passes, JournalLedger(parts.journal), online=online)
        gateways.append(gateway)
        config = CloudConfig(server.url, "far-1", "k", 5.0, *prices, local=own)
        return replace(parts, models=ModelSet(device=local, cloud=CloudModel(config, gateway))), events

    yield make
    for gateway in gateways:
        gateway.close()


def everything_kept(parts, events):
    """All that was stored or written out of a run."""
    parts.journal.close()
    files = b"".join(p.read_bytes() for p in parts.journal.path.parent.rglob("*") if p.is_file())
    return files.decode("utf-8", "replace") + json.dumps(events)


def forms(text):
    raw = text.encode()
    return [text, f"{text[:3]} {text[3:]}", raw.hex(), base64.b64encode(raw).decode(), quote(text)]


def code_screen(device, text=f"Your verification code is {OTP}", **more):
    device.show(fake_element(text, package=SETTINGS, **more), package=SETTINGS)
    return device


# ---------------------------------------------------------------- the ledger


def test_a_runs_ledger_and_receipt_are_byte_for_byte_what_the_server_got(wire, server):
    server.answers.extend([Answer.failure(503), Answer.text("thinking"), Answer.call("set_lamp", {"state": "on"})])
    parts, _ = wire()
    with EgressTap() as tap:
        outcome = Agent(parts).run("lamp on")
    assert outcome.status == "done"
    records = sent(parts.journal, outcome.run)
    assert tap.to(server.port) == server.received
    assert sum(r.bytes for r in records) == len(server.received) == outcome.receipt.bytes_to_cloud
    assert len(records) == len(server.requests) == outcome.receipt.cloud_requests == 3
    assert {(r.model, r.step, r.label) for r in records} == {("far-1", 1, "personal")}
    assert all("there is no on-device model" in r.reason for r in records)


def test_without_a_journal_nothing_leaves(wire, server):
    parts, _ = wire()
    parts.models.cloud._gateway._ledger.journal = None
    outcome = Agent(parts).run("lamp on")
    assert outcome.status != "done"
    assert server.received == b""


# ---------------------------------------------------------------- secrets


def read_code(context, values):
    return ToolResult(f"The last message says: your login code is {OTP}", label=SECRET)


def type_it(context, values):
    context.acting.put_setting("system", "typed", values["text"])
    return ToolResult(f"Typed {values['text']}.", way="screen", effect=f"typed {values['text']}")


def typed(context, values):
    found = context.device.get_setting("system", "typed")
    return Proof(found == values["text"], values["text"], str(found))


READ = Tool("read_code", "Read the newest message.", (), Risk.OBSERVE, read_code, kind="screen")
TEXT = Parameter("text", "text", "what")
TYPE = Tool("type_it", "Type a text.", (TEXT,), Risk.NAVIGATE, type_it, probe=typed)
SAY = Tool("say_it", "Post a text.", (Parameter("text", "text", "what"),), Risk.OUTWARD, type_it)


def no_canary(parts, events, server):
    kept = everything_kept(parts, events)
    for form in forms(OTP):
        assert form.encode() not in server.received
        assert form not in kept, kept[max(0, kept.index(form) - 300) : kept.index(form) + 60]


def test_a_secret_on_the_screen_reaches_no_wire_no_journal_and_no_trace(wire, server, build):
    server.answers.extend([Answer.call("type_it", {"text": "<secret:1>"}), Answer.call("set_lamp", {"state": "on"})])
    parts, events = wire(tools=[*build.tools, TYPE], device=code_screen(FakeDevice()))
    outcome = Agent(parts).run("lamp on")
    assert outcome.status == "done", outcome.answer
    assert parts.device.settings["system", "typed"] == OTP  # the value was put back here
    assert b"verification code is <secret:1>" in server.received
    no_canary(parts, events, server)


def test_a_secret_in_a_tools_result_reaches_no_wire_no_journal_and_no_trace(wire, server, build):
    server.answers.extend([Answer.call("read_code", {}), Answer.call("set_lamp", {"state": "on"})])
    parts, events = wire(tools=[*build.tools, READ])
    assert Agent(parts).run("lamp on").status == "done"
    assert b"login code is <secret:1>" in server.received
    no_canary(parts, events, server)


@pytest.mark.parametrize("label", [SECRET, Label.of_app("com.notes")])
def test_a_secret_in_a_memory_row_reaches_no_wire(wire, server, label):
    text = f"The bank's login code is {OTP}"
    row = MemoryRow("fact", text, "r0", "user", label, 1.0, id="m0123456789ab")

    class Rows(NoMemory):
        def recall(self, *words, **more):
            return [Recalled(row, 0.9)]

    parts, events = wire(memory=Rows())
    assert Agent(parts).run("lamp on").status == "done"
    no_canary(parts, events, server)


def test_a_stop_breaks_a_request_off_and_nothing_more_leaves(wire, server):
    server.answers.append(Answer.hang())
    parts, _ = wire(replies=["yes"])
    threading.Timer(0.4, parts.stop.set).start()
    began = time.monotonic()
    assert Agent(parts).run("lamp on").status == "stopped"
    assert time.monotonic() - began < 1.0
    sent_then = len(server.received)
    assert Agent(parts).run("lamp on").status == "done"  # the thread that was left behind holds nothing up for long
    assert time.monotonic() - began < 4.0
    assert sum(r.bytes for r in sent(parts.journal)) == len(server.received) > sent_then


def test_a_secret_that_a_local_model_copies_off_the_screen_stays_out_of_the_records(build):
    device = code_screen(FakeDevice(activity=f"{SETTINGS}/.Main"))
    parts, events = build(("type_it", {"text": OTP}), tools=[*build.tools, TYPE], device=device, office=device.office,
                          approvals=[True] * 3)  # fmt: skip
    Agent(parts).run("lamp on")
    kept = everything_kept(parts, events)
    assert not any(form in kept for form in forms(OTP))


def test_a_secret_that_no_pattern_knows_stays_out_of_the_records_by_its_label(wire, server, build):
    read = replace(READ, run=lambda c, v: ToolResult("winter rain", label=SECRET))
    server.answers.extend([Answer.call("read_code", {}), Answer.call("set_lamp", {"state": "on"})])
    parts, events = wire(tools=[*build.tools, read])
    assert Agent(parts).run("lamp on").status == "done"
    assert b"winter rain" not in server.received
    assert "winter rain" not in everything_kept(parts, events)


def test_a_short_code_stays_out_of_the_records_too(wire, server, build):
    read = replace(READ, run=lambda c, v: ToolResult("Your PIN is 7391", label=SECRET))
    server.answers.extend([Answer.call("read_code", {}), Answer.call("set_lamp", {"state": "on"})])
    parts, events = wire(tools=[*build.tools, read])
    assert Agent(parts).run("lamp on").status == "done"
    assert b"7391" not in server.received
    assert "7391" not in everything_kept(parts, events)


def test_the_person_at_the_terminal_sees_the_true_value(wire, server, build):
    server.answers.extend([Answer.call("read_code", {}), Answer.call("set_lamp", {"state": "on"})])
    shown = []
    parts, _ = wire(tools=[*build.tools, READ], sink=shown.append)
    Agent(parts).run("lamp on")
    result = next(e for e in shown if e.type == "result")
    assert OTP in result.facts["text"]
    assert OTP not in json.dumps(result.as_dict())


def test_a_secret_that_would_go_outward_is_denied_even_with_a_yes(wire, server, build):
    server.answers.append(Answer.call("say_it", {"text": "my code: <secret:1>"}))
    parts, events = wire(tools=[*build.tools, SAY], device=code_screen(FakeDevice()))
    outcome = Agent(parts).run("lamp on")
    assert outcome.exit_code == 3
    assert ("system", "typed") not in parts.device.settings
    no_canary(parts, events, server)


def test_a_code_in_pieces_and_in_other_forms_is_found_too(wire, server, build):
    device = FakeDevice()
    spread = [
        f"login code {OTP}",
        f"{OTP[:3]} {OTP[3:]}",
        base64.b64encode(OTP.encode()).decode(),
        f"x{OTP[:3]}-{OTP[3:]}",
    ]
    device.show(*(fake_element(t, index=n, package=SETTINGS) for n, t in enumerate(spread, 1)), package=SETTINGS)
    parts, events = wire(device=device)
    Agent(parts).run("lamp on")
    assert server.requests
    no_canary(parts, events, server)


def test_private_text_goes_as_handles_where_the_user_wishes_it(wire, server, build):
    device = FakeDevice(package="com.chat", activity="com.chat/.Main")
    device.show(fake_element("Dr. Patel: your results are in", package="com.chat"))
    server.answers.extend([Answer.call("type_it", {"text": "<private:2>"}), Answer.call("set_lamp", {"state": "on"})])
    parts, _ = wire(tools=[*build.tools, TYPE], device=device, private_handles=True, replies=[])
    outcome = Agent(parts).run("lamp on")
    assert outcome.status == "done", outcome.answer
    assert b"Patel" not in server.received
    assert outcome.receipt.highest_label_sent == "personal"
    assert parts.device.settings["system", "typed"].startswith("Dr. Patel")


def test_no_picture_of_the_screen_is_even_taken_for_a_model_server(wire, server, monkeypatch):
    def refuse(self):
        raise AssertionError("a picture was taken")

    monkeypatch.setattr(FakeDevice, "screenshot", refuse)
    parts, _ = wire(device=code_screen(FakeDevice()))
    assert Agent(parts).run("lamp on").status == "done"
    assert b"image" not in server.received


# ---------------------------------------------------------------- servers of the user's own


def test_a_server_of_ones_own_is_asked_without_a_question_and_is_no_cloud(wire, server):
    device = FakeDevice(package="com.chat", activity="com.chat/.Main")
    talk = fake_element("private talk", package="com.chat")
    device.show(talk, fake_element(f"login code {OTP}", index=2, package="com.chat"))
    parts, events = wire(device=device, own=True, profile="local-only", replies=[])
    outcome = Agent(parts).run("lamp on")
    assert outcome.status == "done"
    assert (outcome.receipt.cloud_requests, outcome.receipt.highest_label_sent) == (0, "none")
    assert [r.tier for r in sent(parts.journal)] == ["server"]
    assert b"private talk" in server.received
    assert OTP.encode() not in server.received


def test_a_port_of_this_machine_that_was_not_declared_counts_as_cloud(wire, server):
    parts, _ = wire(profile="local-only")
    assert Agent(parts).run("lamp on").exit_code == 3
    assert server.received == b""


# ---------------------------------------------------------------- migration and budgets


@pytest.mark.parametrize(
    "fault", [Answer.reset(), Answer.failure(429, retry_after="30"), Answer.failure(500), Answer.raw(b"SSH-2.0\r\n")]
)
def test_the_step_goes_on_with_the_other_model_within_two_seconds(wire, server, fault):
    server.answers.extend([fault] * 9)
    parts, events = wire(local=Local("on"))
    outcome = Agent(parts).run("lamp on")
    assert outcome.status == "done"
    assert outcome.receipt.models == {"tiny": 1}
    assert outcome.receipt.ms_by_phase["decide"] < 2000
    assert any("failed" in e["reason"] for e in events if e["type"] == "route")
    assert outcome.receipt.bytes_to_cloud == len(server.received)


def test_a_dead_endpoint_and_a_lost_network_switch_within_two_seconds(wire, server):
    server.down()
    parts, _ = wire(local=Local("on"))
    assert Agent(parts).run("lamp on").receipt.ms_by_phase["decide"] < 2000
    server.up()
    server.answers.append(Answer.hang())
    parts, _ = wire(local=Local("on"), online=lambda address: False)
    outcome = Agent(parts).run("lamp on")
    assert outcome.status == "done"
    assert outcome.receipt.ms_by_phase["decide"] < 2000


def test_the_cloud_is_used_again_when_it_is_back(wire, server):
    server.answers.append(Answer.failure(429, retry_after="30"))
    parts, events = wire(local=Local("on"))
    outcome = Agent(parts).run("set lamp on and then set lamp on")
    assert outcome.status == "done"
    assert outcome.receipt.models == {"tiny": 2, "far-1": 1}  # the first try of each step was the small model's
    assert [e["model"] for e in events if e["type"] == "decision"][-1] == "far-1"


def test_a_local_model_that_breaks_hands_the_same_step_to_the_cloud_after_a_yes(wire, server):
    parts, _ = wire(local=Local(ModelError("it crashed")), profile="balanced", replies=["yes"])
    outcome = Agent(parts).run("lamp on")
    assert outcome.status == "done"
    assert len(parts.approver.questions) == 1


def test_a_drained_budget_keeps_the_task_here(wire, server):
    parts, events = wire(local=Local("on"), prices=(1000.0, 1000.0), limits=Limits(budget_usd=0.000001))
    outcome = Agent(parts).run("lamp on")
    assert outcome.status == "done"
    assert server.received == b""
    parts, events = wire(prices=(1000.0, 1000.0), limits=Limits(budget_usd=0.000001))
    assert Agent(parts).run("lamp on").exit_code == 6
    assert server.received == b""


@pytest.mark.parametrize("usage", [None, {"prompt_tokens": 0, "completion_tokens": 0}, {"prompt_tokens": -9}])
def test_lying_figures_of_a_server_do_not_stretch_a_budget(wire, server, usage, build):
    server.default = Answer.call("read_lamp", {}, usage=usage)
    look = replace(build.tool["read_lamp"], kind="screen")
    parts, _ = wire(tools=[*build.changed("read_lamp", kind="screen")], limits=Limits(max_steps=90, max_tokens=4000))
    assert look.kind == "screen"
    outcome = Agent(parts).run("lamp on")
    assert outcome.exit_code in (1, 6)
    assert len(server.received) / 3.5 < 4000 + 2000
    assert 1 <= len(server.requests) <= 8


def test_bytes_have_a_budget_too(wire, server, build):
    server.default = Answer.call("read_lamp", {})
    parts, _ = wire(tools=build.changed("read_lamp", kind="screen"), limits=Limits(max_steps=90, max_bytes_sent=6000))
    Agent(parts).run("lamp on")
    assert 0 < len(server.received) <= 6000


def test_the_label_of_what_was_read_goes_with_the_task_to_the_other_model(wire, server, build):
    device = FakeDevice(package="com.chat", activity="com.chat/.Main")
    device.show(fake_element("private talk", package="com.chat"))
    server.answers.extend([Answer.call("read_lamp", {}), Answer.call("set_lamp", {"state": "on"})])
    parts, events = wire(tools=build.changed("read_lamp", kind="screen"), device=device)
    Agent(parts).run("lamp on")
    labels = [d.label for d in parts.journal.decisions(events[0]["run"])]
    assert all(later.covers(earlier) for earlier, later in zip(labels, labels[1:], strict=False))
    assert labels[-1].confidentiality is Confidentiality.SENSITIVE
