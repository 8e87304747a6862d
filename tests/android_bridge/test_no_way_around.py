"""No code path reaches the phone's acting channel without a permit: read from the source, and counted at run time."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import ainos.android_bridge.shell as shell_module
from ainos.android_bridge.adb_device import AdbDevice
from ainos.android_bridge.automator import Automator
from ainos.android_bridge.files import SyncFiles
from ainos.android_bridge.shell import Shell
from ainos.android_bridge.targets import AppsTarget
from ainos.android_bridge.tickets import TicketOffice
from ainos.android_bridge.types import Intent

ROOT = Path(shell_module.__file__).resolve().parents[1]
PRODUCT = ("agent", "planners", "memory", "models", "tools", "console")
INNER = {"adb_socket", "link", "shell", "automator", "files", "hands", "touch", "text_entry", "permit", "observe"}
"""Modules of the bridge that hold a channel or a permit."""
PURE = {"same_element", "AdbServer", "MOVING_KEYS", "AutomatorDeadError", "AutomatorLostError", "RpcError"}
"""Names of those modules that anybody may use: they can reach no phone."""
PRIVATE = {"_link", "_permit", "_screen", "_office", "_automator"}
PROGRAMS = {
    "memory/chroma.py": "subprocess",  # the vector database's own process
    "models/engine_process.py": "subprocess",  # llama.cpp's own process
    "models/measure_flash.py": "subprocess",  # writes tokens under a memory limit, for a measurement
    "models/openai_client.py": "subprocess",  # builds the head of requests, with no connection
    "console/models_train.py": "subprocess",  # the training programs
    "tools/plugins.py": "subprocess",  # plugins, without a device
    "console/voice.py": "subprocess",  # microphone and loudspeaker
    "console/plan_edit.py": "subprocess",  # the user's own editor
    "console/memory_job.py": "subprocess",  # ainos itself, in the background
    "console/doctor.py": "adbutils",  # its version, and which phones there are
}
CHANNEL = {"open_service", "_run", "_push", "_call", "_http", "_open"}
LOOKS = {"_must_look", "_LOOKS"}
"""What a looking function asks before it sends."""


def sources(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))


def imported(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield (module's last part, name) of every import."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield (node.module or "").rpartition(".")[2], alias.name
                if "android_bridge" in (node.module or "").rpartition(".")[2]:
                    yield alias.name, "*"
        elif isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name.rpartition(".")[2], "*"


def called(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            yield name, node


def test_nobody_outside_the_bridge_holds_a_channel_or_a_permit():
    for path, tree in sources(*PRODUCT):
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and "android_bridge" in (node.module or ""):
                module = (node.module or "").rpartition(".")[2]
                names = {alias.name for alias in node.names}
                assert module not in INNER or names <= PURE, (path, module, names)
                assert not (module == "android_bridge" and names & INNER), (path, names)
            if isinstance(node, ast.Attribute) and node.attr in PRIVATE:
                assert isinstance(node.value, ast.Name), (path, node.lineno)
                assert node.value.id == "self", (path, node.lineno, "somebody else's inner parts")


def test_nobody_outside_the_bridge_starts_adb_or_a_driver():
    for path, tree in sources(*PRODUCT):
        for module, _ in imported(tree):
            if module in ("subprocess", "adbutils", "uiautomator2", "pty", "ppadb"):
                assert PROGRAMS.get(path) == module, (path, module)
        for name, node in called(tree):
            assert name not in ("system", "popen", "execv", "execvp", "posix_spawn"), (path, node.lineno)


def test_tickets_are_issued_by_the_guard_and_redeemed_in_one_place():
    issuing = {
        path for path, tree in sources(*PRODUCT) for name, node in called(tree)
        if name == "issue" and any(word.arg == "target" for word in node.keywords)  # a target is what tickets demand
    }  # fmt: skip
    redeeming = {path for path, tree in sources(*PRODUCT) for name, _ in called(tree) if name == "acting"}
    assert issuing == {"agent/guard.py"}
    # watch.py is the same device with an eye on it: it hands the ticket through.
    assert {"agent/act.py"} <= redeeming <= {"agent/act.py", "agent/watch.py"}


def functions_on_the_channel() -> Iterator[tuple[str, ast.FunctionDef]]:
    for path, tree in sources("android_bridge"):
        for owner in [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef | ast.Module)]:
            for node in owner.body:
                if not isinstance(node, ast.FunctionDef):
                    continue
                name = f"{Path(path).stem}.{node.name}"
                if any(call in CHANNEL for call, _ in called(node)):
                    yield name, node


def test_every_function_that_sends_looks_first_or_has_a_permit():
    """A new function on the channel must be looked at by a person: it is not in this list."""
    kinds = {
        "adb_socket.open_service": "channel",
        "shell._run": "channel",
        "shell.look": "look",
        "shell.look_each": "look",
        "shell.act": "permit",
        "automator._call": "channel",
        "automator._http": "channel",
        "automator._alive": "ping",
        "automator.look": "look",
        "automator.act": "permit",
        "automator.start": "server",
        "files._open": "channel",
        "files._push": "channel",
        "files.stat": "reads",
        "files.entries": "reads",
        "files.read": "reads",
        "files.write": "permit",
        "files.install_server_file": "server",
    }
    found = dict(functions_on_the_channel())
    found.pop("adb_socket.open_service", None)
    kinds.pop("adb_socket.open_service")
    assert set(found) == set(kinds)
    for name, node in found.items():
        text = ast.unparse(node)
        assert (kinds[name] == "permit") == ("permit: Permit" in text), name
        if kinds[name] == "permit":
            statement = node.body[1]  # behind the docstring
            assert ast.unparse(statement) == "permit.check()", name
        if kinds[name] == "look":
            assert any(word in text for word in LOOKS), name
        if kinds[name] == "reads":
            assert not any(word in text for word in ("SEND", 'DATA" +', "DONE")), name


def test_every_method_of_the_hands_asks_its_permit_before_anything_else():
    _, tree = next(item for item in sources("android_bridge") if item[0].endswith("hands.py"))
    hands = next(node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "AdbHands")
    asks = ("self._permit.check()", "self._permit.check_command(")
    for method in hands.body:
        if not isinstance(method, ast.FunctionDef) or method.name.startswith("_"):
            continue
        statements = [ast.unparse(statement) for statement in method.body[1:]]
        # A grammar may come first: it sends nothing.
        pure = ("words = intent_arguments(", "name = grammar.")
        first = next(text for text in statements if not text.startswith(pure))
        assert first.startswith(asks), (method.name, first)


def test_the_permits_used_are_the_tickets_redeemed(host, monkeypatch):
    """Each acting call on the wire goes through a permit; the permits are as many as the tickets redeemed."""
    permits: list[int] = []
    allowed: list[str] = []
    raw: list[str] = []
    kept: list[object] = []

    def through(cls, name, label):
        inner = getattr(cls, name)

        def logged(self, permit, *arguments, **more):
            kept.append(permit)  # a living object: its id is not used twice
            permits.append(id(permit))
            allowed.append(label(arguments))
            return inner(self, permit, *arguments, **more)

        monkeypatch.setattr(cls, name, logged)

    through(Shell, "act", lambda words: shell_module.command_line(words))
    through(Automator, "act", lambda words: str(words[0]))
    through(SyncFiles, "write", lambda words: str(words[0]))
    run, call = Shell._run, Automator._call

    def run_logged(self, line, timeout_s, told=""):
        raw.append(line)
        return run(self, line, timeout_s, told)

    def call_logged(self, method, params, timeout_s):
        raw.append(method)
        return call(self, method, params, timeout_s)

    monkeypatch.setattr(Shell, "_run", run_logged)
    monkeypatch.setattr(Automator, "_call", call_logged)
    host.rpc = {
        "dumpWindowHierarchy": lambda _: (
            '<hierarchy><node package="com.x" bounds="[0,0][1080,2400]"><node package="com.x" class="B" text="Send" '
            'clickable="true" bounds="[0,0][100,100]"/></node></hierarchy>'
        ),
        "objInfo": lambda _: {"visibleBounds": {"left": 0, "top": 0, "right": 100, "bottom": 100}},
        "click": lambda _: True, "swipe": lambda _: True, "pressKeyCode": lambda _: True,
    }  # fmt: skip
    host.answers = {"am start": b"Status: ok\n", "settings get": b"1\n", "content query": b"No result found.\n"}
    office = TicketOffice()
    device = AdbDevice("fake-1", office, server=host.server, patience_s=0)
    seen = device.observe()
    acts = [
        lambda hands: hands.tap(seen.elements[0]),
        lambda hands: (hands.press("back"), hands.swipe("up")),
        lambda hands: hands.start_activity(Intent(action="a.b")),
        lambda hands: hands.insert("content://sms", {"a": 1}),
        lambda hands: hands.put_setting("system", "a", "1"),
        lambda hands: hands.stop_app("com.x"),
    ]
    for act in acts:
        ticket = office.issue("t", {}, task="r", target=AppsTarget(frozenset({"com.x"})))
        with device.acting(ticket, "t", {}, task="r") as hands:
            act(hands)
        device.observe()
    acting = [
        line for line in raw
        if line in ("click", "swipe", "pressKeyCode", "setText")
        or line.split()[0] in ("am", "input", "ime", "rm", "svc")
        or line.startswith(("content insert", "content update", "content delete", "settings put"))
    ]  # fmt: skip
    assert sorted(acting) == sorted(allowed)
    assert len(set(permits)) == office.redeemed == office.issued == len(acts)


@pytest.mark.parametrize(
    "method", ["click", "setText", "injectInputEvent", "pressKeyCode", "launchApp", "freezeRotation"]
)
def test_a_driver_method_that_acts_is_refused_without_a_permit(method, host):
    from ainos.android_bridge.errors import BridgeError
    from ainos.android_bridge.link import Link

    host.rpc = {method: lambda _: True}
    with pytest.raises(BridgeError, match="nothing was done"):
        Link(host.server, "fake-1").automator.look(method, 1, 1)
    assert host.rpc_calls == []
