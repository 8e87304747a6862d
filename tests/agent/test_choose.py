"""When a cloud model is asked, and when it is not."""

from dataclasses import dataclass, field

import pytest

from ainos.agent.limits import Declined
from ainos.agent.loop import Agent
from ainos.android_bridge.fake import FakeDevice, fake_element
from ainos.android_bridge.labels import Confidentiality, Label
from ainos.android_bridge.tickets import TicketOffice
from ainos.models.router import ModelSet
from ainos.models.types import Decision, ModelError, ModelUnavailableError, Usage
from ainos.tools.types import ToolCall


@dataclass
class Canned:
    """Answers the same each time and keeps what it was asked."""

    tier: str
    answer: object
    name: str = "canned"
    requests: list = field(default_factory=list)

    def decide(self, request):
        self.requests.append(request)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def decision(tier, tool="set_lamp", confidence=1.0, **arguments):
    call = ToolCall(tool, arguments or {"state": "on"}) if tool else None
    return Decision(
        "call" if call else "no_tool", call, tier, tier, confidence, Usage(bytes_out=10, requests=int(tier == "cloud"))
    )


def models(local, cloud):
    return ModelSet(device=local, cloud=cloud)


def test_a_sure_device_model_keeps_everything_here(build):
    local, cloud = Canned("device", decision("device")), Canned("cloud", decision("cloud"))
    parts, _ = build(models=models(local, cloud))
    outcome = Agent(parts).run("lamp on")
    assert outcome.status == "done"
    assert cloud.requests == []
    assert outcome.receipt.cloud_requests == 0


def test_the_device_model_sees_only_the_users_words(build):
    local = Canned("device", decision("device"))
    parts, _ = build(models=models(local, None))
    Agent(parts).run("lamp on")
    assert (local.requests[0].screen, local.requests[0].history, local.requests[0].recalled) == ("", (), ())


@pytest.mark.parametrize("weak", [decision("device", None), decision("device", confidence=0.2)])
def test_a_weak_device_model_asks_the_user_before_the_cloud_sees_the_wish(build, weak):
    cloud = Canned("cloud", decision("cloud"))
    parts, _ = build(models=models(Canned("device", weak), cloud), replies=["yes"])
    outcome = Agent(parts).run("lamp on")
    assert outcome.status == "done"
    assert len(parts.approver.questions) == 1
    assert outcome.receipt.cloud_requests == 1
    assert outcome.receipt.highest_label_sent == "sensitive"  # an unknown app was on the screen


def test_a_no_keeps_the_wish_here(build):
    cloud = Canned("cloud", decision("cloud"))
    parts, _ = build(models=models(Canned("device", decision("device", None)), cloud), replies=["no"])
    outcome = Agent(parts).run("lamp on")
    assert outcome.exit_code == 1
    assert cloud.requests == []


def test_unattended_never_asks_the_cloud_under_balanced(build):
    cloud = Canned("cloud", decision("cloud"))
    parts, _ = build(models=models(Canned("device", decision("device", None)), cloud), unattended=True)
    Agent(parts).run("lamp on")
    assert cloud.requests == []


def test_local_only_never_asks_the_cloud(build):
    cloud = Canned("cloud", decision("cloud"))
    parts, _ = build(
        models=models(Canned("device", decision("device", None)), cloud), profile="local-only", replies=["yes"]
    )
    Agent(parts).run("lamp on")
    assert cloud.requests == []


def test_cloud_ok_asks_no_question_for_personal_words_but_does_for_a_private_screen(build):
    cloud = Canned("cloud", decision("cloud"))
    parts, events = build(
        models=models(Canned("device", decision("device", None)), cloud), profile="cloud-ok", replies=["no"]
    )
    Agent(parts).run("lamp on")
    verdicts = [e["verdict"] for e in events if e["type"] == "route" and "verdict" in e]
    assert verdicts in (["allow"], ["confirm"])


def test_a_missing_device_model_never_becomes_cloud_silently(build):
    cloud = Canned("cloud", decision("cloud"))
    missing = Canned("device", ModelUnavailableError("no weights", hint="pip install"))
    parts, _ = build(models=models(missing, cloud), replies=["no"])
    outcome = Agent(parts).run("lamp on")
    assert outcome.exit_code == 3
    assert cloud.requests == []


def test_a_missing_device_model_alone_ends_with_5_and_its_hint(build):
    parts, _ = build(models=models(Canned("device", ModelUnavailableError("no weights", hint="pip install x")), None))
    outcome = Agent(parts).run("lamp on")
    assert (outcome.exit_code, outcome.hint) == (5, "pip install x")


def test_a_failing_cloud_leaves_what_the_device_model_said(build):
    cloud = Canned("cloud", ModelError("503", usage=Usage(bytes_out=10, requests=3)))
    parts, _ = build(models=models(Canned("device", decision("device", confidence=0.2)), cloud), replies=["yes"])
    outcome = Agent(parts).run("lamp on")
    assert outcome.status == "done"
    assert (outcome.receipt.cloud_requests, outcome.receipt.bytes_to_cloud) == (3, 10)


SECRET_SCREEN = "Your verification code is 482913"


MESSAGES = "com.google.android.apps.messaging"


@pytest.mark.parametrize("profile", ["local-only", "balanced", "cloud-ok"])
def test_a_secret_on_the_screen_becomes_a_handle_and_the_step_goes_on(build, profile):
    cloud = Canned("cloud", decision("cloud"))
    office = TicketOffice()
    device = FakeDevice(office=office)
    device.show(fake_element(SECRET_SCREEN, package=MESSAGES), package=MESSAGES, activity=f"{MESSAGES}/.Main")
    assert device.observe().label.confidentiality is Confidentiality.SECRET
    parts, _ = build(models=models(None, cloud), profile=profile, replies=["yes"], device=device, office=office)
    outcome = Agent(parts).run("lamp on")
    assert outcome.exit_code == (3 if profile == "local-only" else 0)
    assert len(cloud.requests) == (0 if profile == "local-only" else 1)
    assert all("482913" not in str(r) and "verification code is <secret:1>" in r.screen for r in cloud.requests)
    assert outcome.receipt.highest_label_sent in ("none", "sensitive")


def test_a_request_that_is_secret_as_a_whole_is_never_sent(build):
    from ainos.models.types import DecisionRequest

    parts, _ = build(models=models(None, Canned("cloud", decision("cloud"))), profile="cloud-ok", replies=["yes"])
    agent = Agent(parts)
    label = Label.of_user().raised(Confidentiality.SECRET)
    with pytest.raises(Declined):
        agent._chooser.choose(lambda route: DecisionRequest("x", (), label), failures=0, so_far="")
    assert parts.models.cloud.requests == []


def test_a_local_model_that_breaks_never_becomes_cloud_silently(build):
    cloud = Canned("cloud", decision("cloud"))
    parts, _ = build(models=models(Canned("device", ModelError("it crashed")), cloud), replies=["no"])
    outcome = Agent(parts).run("lamp on")
    assert (outcome.exit_code, cloud.requests, len(parts.approver.questions)) == (3, [], 1)
    parts, _ = build(models=models(Canned("device", ModelError("it crashed")), cloud), unattended=True)
    assert Agent(parts).run("lamp on").exit_code == 3
    assert cloud.requests == []


def test_a_chosen_cloud_model_asks_once_a_run(build):
    cloud = Canned("cloud", decision("cloud"))
    parts, _ = build(models=models(None, cloud), replies=["yes"])
    outcome = Agent(parts).run("set lamp on and then set lamp on")
    assert outcome.status == "done"
    assert len(parts.approver.questions) == 1
    assert outcome.receipt.cloud_requests == 2
