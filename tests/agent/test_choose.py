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
    parts, _ = build(models=models(Canned("device", decision("device", confidence=0.4)), cloud), replies=["yes"])
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


# ---------------------------------------------------------------- routing over several steps


READ_ON = {"kind": "screen"}


def tiers(events):
    return [e["tier"] for e in events if e["type"] == "decision"]


def codes(events):
    return [e["code"] for e in events if e["type"] == "route" and "code" in e]


@dataclass
class Turns:
    """Gives one answer after the other."""

    tier: str
    answers: list
    name: str = "turns"
    requests: list = field(default_factory=list)

    def decide(self, request):
        self.requests.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def look(tier):
    return Decision("call", ToolCall("read_lamp", {}), tier, tier, 1.0, Usage(bytes_out=10, requests=1))


def test_a_hard_wish_stays_with_the_stronger_model_and_the_next_one_begins_here_again(build):
    device = Turns("device", [decision("device", None), decision("device")])
    cloud = Turns("cloud", [look("cloud"), look("cloud"), decision("cloud")])
    parts, events = build(models=models(device, cloud), profile="cloud-ok", replies=["yes"],
                          tools=build.changed("read_lamp", **READ_ON))  # fmt: skip
    outcome = Agent(parts).run("set lamp on and then set lamp on")
    assert outcome.status == "done"
    assert tiers(events) == ["device", "cloud", "cloud", "cloud", "device"]
    assert len(device.requests) == 2
    assert "hard_part" in codes(events)
    assert codes(events)[-1] == "hard_part_over"


def test_a_server_that_dies_in_a_hard_part_hands_the_same_step_back(build):
    device = Turns("device", [decision("device", None), decision("device")])
    cloud = Turns("cloud", [look("cloud"), ModelError("gone", usage=Usage(bytes_out=10, requests=1))])
    parts, events = build(models=models(device, cloud), profile="cloud-ok", replies=["yes"],
                          tools=build.changed("read_lamp", **READ_ON))  # fmt: skip
    outcome = Agent(parts).run("lamp on")
    assert outcome.status == "done"
    assert tiers(events) == ["device", "cloud", "device"]
    assert "cloud_failed" in codes(events)
    assert outcome.receipt.bytes_to_cloud == 20


def test_a_failed_post_condition_asks_the_stronger_model_and_the_on_device_one_not_again(build):
    device = Turns("device", [decision("device", "paint_lamp", what="x")])
    cloud = Turns("cloud", [decision("cloud")])
    parts, events = build(models=models(device, cloud), profile="cloud-ok", replies=["yes"] * 3, approvals=[True] * 3)
    Agent(parts).run("lamp on")
    assert "cloud" in tiers(events)
    assert len(device.requests) == 1
    assert {"failed_before", "hard_part", "unsure"} & set(codes(events))


def test_the_record_of_a_choice_is_told_with_its_alternatives_and_features(build):
    cloud = Canned("cloud", decision("cloud"))
    parts, events = build(models=models(Canned("device", decision("device")), cloud))
    Agent(parts).run("lamp on")
    told = next(e for e in events if e["type"] == "route")
    assert (told["code"], told["reason"]) == ("cheapest_able", "the on-device model is the cheapest that can")
    assert {o["tier"] for o in told["options"]} == {"device", "cloud"}
    assert told["features"]["kind"] == "en-short"
    assert "lamp" not in str(told["features"])
    assert next(o for o in told["options"] if o["tier"] == "cloud")["barred"] == "policy"


def test_a_server_that_is_left_alone_is_not_asked_and_no_question_is_put_for_it(build):
    cloud = Canned("cloud", decision("cloud"))
    cloud.reachable = lambda: False
    parts, _ = build(models=models(Canned("device", decision("device", confidence=0.4)), cloud), replies=["yes"])
    assert Agent(parts).run("lamp on").status == "done"
    assert (cloud.requests, parts.approver.questions) == ([], [])


def test_preferring_this_machine_lets_an_unsure_answer_stand_and_preferring_the_best_asks_for_a_better_one(build):
    from ainos.agent.routing import RoutingSettings

    for prefer, asked in (("best", 1), ("local", 0)):
        device = Canned("device", decision("device", confidence=0.7))
        cloud = Canned("cloud", decision("cloud"))
        parts, _ = build(models=models(device, cloud), profile="cloud-ok", replies=["yes"],
                         routing=RoutingSettings(prefer=prefer))  # fmt: skip
        Agent(parts).run("lamp on")
        assert len(cloud.requests) == asked, prefer
