"""Secrets are typed by name into the app that owns them, and their values are nowhere else (SEC-11)."""

from __future__ import annotations

import base64
from pathlib import Path
from urllib.parse import quote

import pytest

from ainos.agent.approval import ScriptedApprover
from ainos.agent.journal import Journal
from ainos.agent.loop import Agent
from ainos.agent.parts import Parts
from ainos.android_bridge.fake import FakeDevice, fake_element
from ainos.android_bridge.targets import NodeTarget
from ainos.android_bridge.tickets import TicketOffice
from ainos.memory.types import NoMemory
from ainos.models.router import ModelSet
from ainos.models.scripted import ScriptedModel
from ainos.tools.builtin import builtin_tools
from ainos.tools.builtin.secrets import secret_tools
from ainos.tools.registry import Registry
from ainos.tools.secret_store import FILE, Secret, SecretError, SecretStore, signer_of
from ainos.tools.targets import target_of
from ainos.tools.types import Context, Risk, ToolError, ToolFailedError

BANK, FAKE_BANK, SIGNER = "com.example.bank", "com.example.bank.login", "a1b2c3d4"
CANARY = "Zx9!canary-Q7"
FIELD = fake_element(
    "", index=1, package=BANK, editable=True, password=True, focused=True, class_name="android.widget.EditText",
    hint="Password",
)  # fmt: skip


def dump(package: str, signer: str) -> str:
    return (
        f"Packages:\n  Package [{package}] (1a2b3c):\n    userId=10100\n    versionName=1\n"
        f"    signatures=PackageSignatures{{5c6d7e8 version:3, signatures:[{signer}], past signatures:[]}}\n"
    )


@pytest.fixture
def store(tmp_path: Path) -> SecretStore:
    store = SecretStore(tmp_path / "home")
    store.add(Secret("bank", BANK, SIGNER, CANARY))
    return store


@pytest.fixture
def device() -> FakeDevice:
    device = FakeDevice(office=TicketOffice(), dumps={f"package {BANK}": dump(BANK, SIGNER)})
    device.show(FIELD, package=BANK, activity=f"{BANK}/.Login")
    return device


def type_it(device: FakeDevice, store: SecretStore, element: int = 1, secret: str = "bank"):
    tool = secret_tools(store)[0]
    looking = Context(device, None, device.time, device.observe(), run="r")
    values = tool.resolve(looking, {"secret": secret, "element": element})
    target = target_of(tool, values, looking.observation)
    ticket = device.office.issue(tool.name, values, task="r", target=target)
    with device.acting(ticket, tool.name, values, task="r") as hands:
        return tool.run(Context(device, hands, device.time, looking.observation, run="r"), values)


def typed(device: FakeDevice) -> list[object]:
    return [effect.facts["text"] for effect in device.effects if effect.kind == "type_text"]


def test_a_secret_is_typed_into_the_field_of_its_app(device, store):
    result = type_it(device, store)
    assert typed(device) == [CANARY]
    assert CANARY not in repr(result)
    assert result.text == "Typed the secret bank."


def test_its_ticket_covers_the_field_alone(device, store):
    tool = secret_tools(store)[0]
    assert isinstance(target_of(tool, {"secret": "bank", "element": 1}, device.observe()), NodeTarget)
    assert tool.risk >= Risk.WRITE
    assert CANARY not in repr(tool)


@pytest.mark.parametrize(
    "change",
    [
        {"package": FAKE_BANK},
        {"package": "com.example.Bank"},
        {"package": "com.evil"},
        {"password": False},
        {"editable": False},
    ],
)
def test_a_field_of_a_look_alike_or_one_that_shows_it_gets_nothing(device, store, change):
    from dataclasses import replace

    package = change.get("package", BANK)
    device.show(replace(FIELD, **change), package=package, activity=f"{package}/.Login")
    device.dumps[f"package {package}"] = dump(package, SIGNER)
    with pytest.raises(ToolError, match="nothing was typed"):
        type_it(device, store)
    assert device.effects == []


def test_a_field_of_the_app_behind_another_apps_window_gets_nothing(device, store):
    device.package = "com.evil"
    with pytest.raises(ToolFailedError, match="nothing was typed"):
        type_it(device, store)
    assert device.effects == []


@pytest.mark.parametrize(
    "text", [dump(BANK, "deadbeef"), "", dump(FAKE_BANK, SIGNER), dump(BANK, SIGNER) + dump(BANK, "ff")]
)
def test_another_signer_under_the_same_name_gets_nothing(device, store, text):
    device.dumps[f"package {BANK}"] = text
    with pytest.raises(ToolFailedError, match="not signed"):
        type_it(device, store)
    assert device.effects == []


def test_no_words_of_an_app_pass_for_its_signature(device):
    forged = dump(BANK, "deadbeef").replace(
        "versionName=1", f"versionName=x signatures=PackageSignatures{{1 version:3, signatures:[{SIGNER}]"
    )
    device.dumps[f"package {BANK}"] = forged
    assert signer_of(device, BANK) == "deadbeef"


def test_a_field_that_keeps_something_else_is_emptied_and_no_length_is_told(device, store):
    from ainos.android_bridge.errors import TextEntryError

    def cut(phone, facts):
        if facts["text"]:
            raise TextEntryError("the field does not hold the text: it has 5 characters instead of 13")

    device.reactions["type_text"] = cut
    with pytest.raises(ToolFailedError, match="emptied") as caught:
        type_it(device, store)
    assert typed(device) == [CANARY, ""]
    assert not any(character.isdigit() for character in str(caught.value))
    assert caught.value.__suppress_context__


def test_without_secrets_there_is_no_tool(tmp_path):
    assert secret_tools(SecretStore(tmp_path)) == ()


# ---------------------------------------------------------------- the file


def test_only_the_user_may_read_the_file(store, tmp_path):
    file = tmp_path / "home" / FILE
    assert file.stat().st_mode & 0o777 == 0o600
    file.chmod(0o640)
    with pytest.raises(SecretError, match="others may") as caught:
        store.all()
    assert caught.value.hint.startswith("chmod 600")


def test_a_link_is_no_file_of_secrets(store, tmp_path):
    file = tmp_path / "home" / FILE
    file.rename(tmp_path / "elsewhere")
    file.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(SecretError):
        store.all()


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[" * 9999, b'{"version": 2, "secrets": []}', b'{"version": 1, "secrets": [{"name": "a"}]}',
             b'{"version": 1, "secrets": [{"name": 1, "package": 2, "signer": 3, "value": "%s"}]}' % CANARY.encode()]
)  # fmt: skip
def test_a_damaged_file_is_a_typed_error_that_tells_nothing_of_it(store, tmp_path, body):
    (tmp_path / "home" / FILE).write_bytes(body)
    with pytest.raises(SecretError) as caught:
        store.all()
    assert CANARY not in repr(caught.value)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


@pytest.mark.parametrize(
    ("name", "package", "value"),
    [("Bank", BANK, "x"), ("bank", BANK, "x"), ("a b", BANK, "x"), ("a", "com x", "x"), ("a", BANK, ""),
     ("a", BANK, "x\ny"), ("a", BANK, "x" * 1001), ("a", BANK, "\0"), ("a", BANK, "\ud800")],
)  # fmt: skip
def test_what_could_not_be_typed_is_not_kept(store, name, package, value):
    with pytest.raises(SecretError):
        store.add(Secret(name, package, SIGNER, value))
    assert [secret.name for secret in store.all()] == ["bank"]


def test_a_removed_secret_is_gone_from_the_file(store, tmp_path):
    store.remove("bank")
    assert store.all() == ()
    assert CANARY.encode() not in (tmp_path / "home" / FILE).read_bytes()
    assert [path.name for path in (tmp_path / "home").iterdir()] == [FILE]
    with pytest.raises(SecretError):
        store.remove("bank")


# ---------------------------------------------------------------- the canary


def forms(value: str) -> list[bytes]:
    """The value as it is, and as it could be dressed: base64, URL, JSON, hex, reversed."""
    raw = value.encode()
    return [raw, base64.b64encode(raw).rstrip(b"="), quote(value).encode(), raw.hex().encode(), raw[::-1], raw[:9]]


def test_no_byte_of_a_whole_run_holds_the_secret_but_the_file_itself(device, store, tmp_path):
    """Run the loop with a model that types it, then look through everything that was written, told and asked."""
    told: list[str] = []
    prompts: list[str] = []

    class Listening(ScriptedModel):
        def decide(self, request, *arguments, **more):
            prompts.append(repr(request))
            return super().decide(request, *arguments, **more)

    journal = Journal(tmp_path / "home" / "runs.sqlite3")
    approver = ScriptedApprover(approvals=[True] * 9)
    registry = Registry((*builtin_tools(), *secret_tools(store)))
    calls = [("type_secret", {"secret": "bank", "element": "1"}), ("finish", {"answer": "Logged in."})]
    parts = Parts(
        device=device, office=device.office, registry=registry, models=ModelSet(scripted=Listening(calls)),
        memory=NoMemory(), approver=approver, journal=journal, sink=lambda event: told.append(repr(event.as_dict())),
    )  # fmt: skip
    outcome = Agent(parts).run("log in to the bank with the kept password")
    journal.close()
    assert typed(device) == [CANARY], (outcome, told[-3:])
    written = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file() and path.name != FILE}
    said = "\n".join([*told, *prompts, repr(outcome), repr(approver.seen), repr(device.observe())]).encode()
    for form in forms(CANARY):
        assert form not in said
        for path, data in written.items():
            assert form not in data, path
    assert prompts
    assert written
