"""A picture of the screen reaches a model server only where the tree is poor, the model reads pictures, and it may."""

import base64
import io
from dataclasses import replace

import pytest
from PIL import Image, ImageDraw

from ainos.agent.egress import JournalLedger, sent
from ainos.agent.loop import Agent
from ainos.agent.seeing import LONGEST_PX, needs_picture, with_picture
from ainos.android_bridge.fake import FakeDevice, fake_element
from ainos.android_bridge.labels import Confidentiality, Label
from ainos.evals.fault_server import FaultServer
from ainos.models.cloud import CloudConfig, CloudModel
from ainos.models.gateway import Gateway
from ainos.models.passes import PassOffice
from ainos.models.redaction import Vault
from ainos.models.router import ModelSet
from ainos.models.types import DecisionRequest

CLOCK, CHAT = "com.android.deskclock", "com.chat"


@pytest.fixture
def server():
    with FaultServer(("set_lamp", {"state": "on"})) as server:
        yield server


def png(colour="white", text="7:30"):
    image = Image.new("RGB", (1080, 2400), colour)
    ImageDraw.Draw(image).text((400, 900), text, fill="black", font_size=180)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def look(build, server, monkeypatch):
    """Return look(elements, app, **more) -> (outcome, bodies that came in, parts)."""
    gateways = []

    def run(*elements, app=CLOCK, picture=None, vision=True, **more):
        monkeypatch.setattr(FakeDevice, "screenshot", lambda self: picture or png())
        passes = PassOffice()
        device = FakeDevice(package=app, activity=f"{app}/.Main")
        device.show(*elements, package=app, activity=f"{app}/.Main")
        parts, _ = build(office=device.office, passes=passes, device=device,
                         **{"profile": "cloud-ok", "replies": ["yes"], **more})  # fmt: skip
        gateway = Gateway(passes, JournalLedger(parts.journal))
        gateways.append(gateway)
        config = CloudConfig(server.url, "far-1", "k", 5.0, 1.0, 2.0, vision=vision)
        parts = replace(parts, models=ModelSet(cloud=CloudModel(config, gateway)))
        return Agent(parts).run("lamp on"), [r.json() for r in server.requests], parts

    yield run
    for gateway in gateways:
        gateway.close()


def pictures(bodies):
    found = []
    for message in (m for body in bodies for m in body["messages"] if isinstance(m["content"], list)):
        found += [part["image_url"]["url"] for part in message["content"] if part["type"] == "image_url"]
    return found


def test_a_screen_without_a_tree_is_sent_as_a_small_picture_and_counts_in_receipt_and_ledger(look, server):
    outcome, bodies, parts = look()
    (url,) = pictures(bodies)
    head, _, data = url.partition(",")
    assert head == "data:image/jpeg;base64"
    assert max(Image.open(io.BytesIO(base64.b64decode(data))).size) == LONGEST_PX
    assert outcome.receipt.bytes_to_cloud == len(server.received) == sum(r.bytes for r in sent(parts.journal))
    assert outcome.receipt.bytes_to_cloud > len(data)


def test_a_picture_costs_what_a_picture_costs_and_not_its_bytes(look):
    out = io.BytesIO()
    Image.effect_noise((1080, 2400), 90).save(out, "PNG")
    outcome, bodies, _ = look(picture=out.getvalue())
    assert len(pictures(bodies)[0]) > 60_000
    assert outcome.receipt.usd < 0.004


def test_a_screen_that_names_enough_is_sent_as_text(look):
    many = [fake_element(f"row {n}", index=n, package=CLOCK) for n in range(1, 5)]
    assert pictures(look(*many)[1]) == []


def test_a_model_that_reads_no_pictures_gets_none(look):
    assert pictures(look(vision=False)[1]) == []


def test_once_the_run_has_seen_a_secret_no_picture_leaves_without_a_reader_of_pictures(monkeypatch):
    device = FakeDevice(package=CLOCK, activity=f"{CLOCK}/.Main")
    request, seer = DecisionRequest("x", (), Label.of_user()), CloudModel(CloudConfig("u", "m", "k", vision=True), None)
    vault = Vault()
    monkeypatch.setattr(FakeDevice, "screenshot", lambda self: png())
    assert with_picture(request, seer, device.observe(), device, vault).picture is not None
    vault.learn("Your code is 482913", Label.of_app("com.bank").raised(Confidentiality.SECRET))
    assert with_picture(request, seer, device.observe(), device, vault).picture is None


@pytest.mark.parametrize("case", ["secret", "black", "handles", "local-only"])
def test_no_picture_leaves_of_what_may_not_be_seen(look, server, case):
    if case == "secret":
        look(fake_element("Your verification code is 482913", package="com.google.android.apps.messaging"),
             app="com.google.android.apps.messaging")  # fmt: skip
    elif case == "black":
        look(picture=png("black"))
    elif case == "handles":
        look(app=CHAT, private_handles=True)
    else:
        look(profile="local-only")
    assert b"image_url" not in server.received


def test_the_question_speaks_of_the_picture(look):
    _, bodies, parts = look(app=CHAT)
    assert any("text and picture" in question for question in parts.approver.questions)
    assert len(pictures(bodies)) == 1


def test_what_the_tree_names_decides_whether_a_picture_is_needed():
    device = FakeDevice()
    assert needs_picture(device.observe())
    device.show(*(fake_element(f"row {n}", index=n) for n in range(1, 4)))
    assert not needs_picture(device.observe())
