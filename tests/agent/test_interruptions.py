"""What comes uncalled while the agent works, on a virtual phone: cleared, refused or asked about, and nothing twice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ainos.agent.approval import Nobody
from ainos.agent.journal import Journal
from ainos.agent.loop import Agent
from ainos.agent.parts import Parts
from ainos.android_bridge.errors import DeviceOfflineError, InterruptionError, OtherPhoneError
from ainos.android_bridge.fake import FakeDevice, fake_element
from ainos.evals.interruptions import Person
from ainos.evals.security.lab import Lab
from ainos.memory.types import NoMemory
from ainos.models.router import ModelSet
from ainos.models.scripted import ScriptedModel
from ainos.tools.registry import builtin_registry
from ainos.tools.types import Risk, Tool, ToolResult

TEXT_BOB = "Text Bob Martin I'm on my way", ("send_message", {"recipient": "Bob Martin", "text": "I'm on my way"})
STOPWATCH: tuple[str, tuple[str, dict[str, str]]] = "start the stopwatch", ("start_stopwatch", {})
ON = ("set_lamp", {"state": "on"})


@pytest.fixture(scope="module")
def shared_lab():
    with Lab(("extra",)) as lab:
        yield lab


@pytest.fixture
def lab(shared_lab):
    shared_lab.do(lambda phone: phone.faults.clear())
    shared_lab.do(lambda phone: phone.windows.interruption.close_all())
    shared_lab.reset()
    return shared_lab


@pytest.fixture
def run(lab, tmp_path):
    """Run a goal with a script of calls; return the outcome, its interruptions and the phone's ledger."""
    journal = Journal(tmp_path / "runs.sqlite3")

    def start(goal, *calls, approver=None, tools=None, **more):
        events = []
        parts = Parts(
            device=lab.device, office=lab.office, registry=tools or builtin_registry(),
            models=ModelSet(scripted=ScriptedModel(list(calls))), memory=NoMemory(), approver=approver or Person(lab),
            journal=journal, sink=events.append, **more,
        )  # fmt: skip
        outcome = Agent(parts).run(goal)
        met = [(e.facts["kind"], e.facts["done"]) for e in events if e.type == "interruption"]
        return outcome, met, lab.do(lambda phone: [(e.kind, e.facts) for e in phone.ledger.entries])

    yield start
    journal.close()


def inject(lab, code, **options):
    lab.do(lambda phone: phone.faults.inject(code, options))


def tool_that(act, **more):
    """A registry in which `start_stopwatch` lets something come before it works."""
    registry = builtin_registry()
    tool = registry.lookup("start_stopwatch")
    done = []

    def run(context, values):
        if not done:
            done.append(1)
            act()
        return tool.run(context, values)

    tools = [replace(t, run=run, **more) if t.name == "start_stopwatch" else t for t in registry.all()]
    return type(registry)(tools)


@pytest.mark.parametrize(
    ("code", "options", "kind"),
    [
        ("F07", {"kind": "anr"}, "anr"), ("F07", {"kind": "crash"}, "crash"), ("F08", {}, "permission"),
        ("F09", {}, "update"), ("F10", {}, "locked"), ("F15", {}, "overlay"),
    ],
)  # fmt: skip
def test_what_comes_in_the_middle_of_a_tool_is_cleared_and_the_tool_tried_again(lab, run, code, options, kind):
    tools = tool_that(lambda: inject(lab, code, **options))
    outcome, met, ledger = run(*STOPWATCH, tools=tools)
    assert (outcome.status, outcome.verified) == ("done", True), outcome.answer
    assert kind in [k for k, _ in met]
    kinds = [k for k, _ in ledger]
    assert kinds.count("stopwatch_started") == 1
    assert not {"update_accepted", "overlay_touched"} & set(kinds)


def test_a_permission_is_refused_and_said_so_where_nobody_spoke_of_it(lab, run):
    answers = []
    lab.do(
        lambda phone: phone.windows.request_permission(
            "com.google.android.deskclock", "android.permission.CAMERA", answers.append
        )
    )
    outcome, met, _ = run(*STOPWATCH)
    assert outcome.status == "done"
    assert met == [("permission", "did not allow it")]
    assert answers == [False]


@pytest.mark.parametrize(("says", "granted"), [(True, True), (False, False)])
def test_a_permission_that_the_user_spoke_of_is_asked_about_and_his_word_holds(lab, run, says, granted):
    answers, asked = [], []

    class Someone(Person):
        def approve(self, request):
            asked.append(request.title)
            return says

    lab.do(
        lambda phone: phone.windows.request_permission(
            "com.google.android.deskclock", "android.permission.CAMERA", answers.append
        )
    )
    run("allow the Clock the camera and start the stopwatch", STOPWATCH[1], STOPWATCH[1], approver=Someone(lab))
    assert answers == [granted]
    assert any("take pictures" in title for title in asked), asked


def test_unattended_a_permission_is_refused_although_the_words_speak_of_it(lab, run):
    answers = []
    lab.do(
        lambda phone: phone.windows.request_permission(
            "com.google.android.deskclock", "android.permission.CAMERA", answers.append
        )
    )
    run("allow the Clock the camera", STOPWATCH[1], approver=Nobody(), unattended=True)
    assert answers == [False]


def test_a_dialog_over_the_send_button_sends_once(lab, run):
    """The dialog comes when the compose page is open: Send is not touched under it, and pressed once after it."""
    registry = builtin_registry()
    tool = registry.lookup("send_message")
    came = []

    def run_tool(context, values):
        real = context.device.wait_until

        class Late:
            def __getattr__(self, name):
                return getattr(context.device, name)

            def wait_until(self, condition, **more):
                seen = real(condition, **more)
                if not came:
                    came.append(inject(lab, "F07", kind="anr"))
                return seen

        return tool.run(replace(context, device=Late()), values)

    tools = type(registry)([replace(t, run=run_tool) if t.name == "send_message" else t for t in registry.all()])
    outcome, met, ledger = run(*TEXT_BOB, tools=tools)
    assert outcome.status == "done", outcome.answer
    assert [k for k, _ in met] == ["anr"]
    assert [k for k, _ in ledger].count("sms_sent") == 1


def test_a_lost_answer_to_the_send_button_is_looked_up_and_not_repeated(lab, run):
    inject(lab, "F03", matching="click", count=1)
    outcome, _, ledger = run(*TEXT_BOB)
    assert outcome.status == "done", outcome.answer
    assert [k for k, _ in ledger].count("sms_sent") == 1


def test_a_locked_phone_waits_for_its_user_and_unattended_for_nobody(lab, run):
    inject(lab, "F10", pin="2468")
    outcome, met, _ = run(*STOPWATCH, approver=Nobody(), unattended=True)
    assert (outcome.status, outcome.exit_code) == ("declined", 3)
    assert outcome.hint.startswith("ainos runs resume")
    outcome, met, _ = run(*STOPWATCH)
    assert outcome.status == "done"
    assert ("locked", "asked for it to be unlocked") in met


def test_a_person_who_takes_the_phone_is_asked_before_it_goes_on(lab, run):
    person = Person(lab)
    tools = tool_that(lambda: None)
    inner = tools.lookup("start_stopwatch")

    def leave_after_opening(context, values):
        if not person.questions:
            from ainos.android_bridge.types import Intent

            context.acting.start_activity(Intent(action="android.intent.action.MAIN", package=inner.scope[0],
                                                 categories=("android.intent.category.LAUNCHER",)))  # fmt: skip
            inject(lab, "F24", kind="home")
            context.device.wait_until(lambda seen: False, timeout_s=8.0)
        return inner.run(context, values)

    tools = type(tools)([replace(t, run=leave_after_opening) if t is inner else t for t in tools.all()])
    outcome, met, _ = run(*STOPWATCH, tools=tools, approver=person)
    assert outcome.status == "done", outcome.answer
    assert [k for k, _ in met] == ["user_touch"]
    assert "shall I go on" in person.questions[0]


# ---------------------------------------------------------------------- without a phone: what may be repeated


def raising(error, times=1, *, after=None):
    """Return a tool's run that fails so often, after `after(context)`, and then sets the lamp."""
    left = [times]

    def run(context, values):
        if left[0]:
            left[0] -= 1
            if after:
                after(context)
            raise error
        context.acting.put_setting("system", "lamp", values["state"])
        return ToolResult("The lamp is on.", effect="lamp on")

    return run


def test_an_interrupted_outward_call_that_may_have_acted_is_never_repeated(build):
    """The mail is on its way when the phone goes; it does not show: in doubt, and one mail at most."""

    def sends(context):
        context.acting.insert("content://mail/all", {"to": "somebody", "body": "hi"})

    mail = build.changed("send_mail", run=raising(DeviceOfflineError("gone"), times=9, after=sends))
    parts, _ = build(("send_mail", {"recipient": "Ann", "text": "hi"}), tools=mail, approvals=[True])
    parts.device.package = "com.android.settings"
    outcome = Agent(parts).run("mail Ann hi")
    assert (outcome.status, outcome.exit_code) == ("in_doubt", 7)
    assert sum(e.kind == "insert" for e in parts.device.effects) == 1


def test_a_reversible_call_is_tried_again_when_its_probe_says_that_nothing_happened(build):
    tools = build.changed("set_lamp", run=raising(InterruptionError("anr", "not responding"), times=2))
    parts, _ = build(ON, tools=tools)
    assert Agent(parts).run("lamp on").status == "done"


def test_a_call_that_took_effect_before_its_answer_was_lost_is_not_repeated(build):
    def switches(context):
        context.acting.put_setting("system", "lamp", "on")

    tools = build.changed("set_lamp", run=raising(DeviceOfflineError("gone"), times=9, after=switches))
    parts, _ = build(ON, tools=tools)
    assert Agent(parts).run("lamp on").status == "done"
    assert sum(e.kind == "put_setting" for e in parts.device.effects) == 1


def test_another_phone_under_the_same_serial_stops_the_run_with_4(build):
    tools = build.changed("set_lamp", run=raising(OtherPhoneError("another phone"), times=9))
    parts, _ = build(ON, tools=tools)
    outcome = Agent(parts).run("lamp on")
    assert outcome.exit_code == 4
    assert parts.device.effects == []


def test_a_phone_that_stays_away_pauses_the_run_with_4_and_a_way_back(build, monkeypatch):
    monkeypatch.setattr("ainos.agent.interruptions.AWAY_S", 0.3)

    class Away(FakeDevice):
        def observe(self, *, screenshot=False):
            raise DeviceOfflineError("the phone went away")

    parts, _ = build(ON, device=Away())
    outcome = Agent(parts).run("lamp on")
    assert (outcome.exit_code, outcome.hint) == (4, f"ainos runs resume {outcome.run}")


def test_a_phone_that_comes_back_is_gone_on_with(build):
    looks = []

    class Shaky(FakeDevice):
        def observe(self, *, screenshot=False):
            looks.append(1)
            if len(looks) < 4:
                raise DeviceOfflineError("the phone went away")
            return FakeDevice.observe(self, screenshot=screenshot)

    parts, _ = build(ON)
    parts = replace(parts, device=Shaky(office=parts.office))
    assert Agent(parts).run("lamp on").status == "done"


def test_repairs_are_bounded_within_a_step(build, monkeypatch):
    """A dialog that nothing closes is given up on; the run neither hangs nor presses what it must not."""
    monkeypatch.setattr("ainos.agent.interruptions._CLEARED_S", 0.1)
    parts, events = build(ON)
    parts.device.show(
        fake_element("Wait", package="android", resource_id="android:id/aerr_wait"),
        fake_element("Close app", index=2, package="android", resource_id="android:id/aerr_close"),
        package="android", activity="com.example/.Main",
    )  # fmt: skip
    Agent(parts).run("lamp on")
    assert 0 < sum(e["type"] == "interruption" for e in events) <= 4


def test_no_tool_of_the_repairs_is_offered_to_a_model():
    from ainos.tools import repairs

    own = [t for t in vars(repairs).values() if isinstance(t, Tool)]
    assert len(own) == 6
    assert not {t.name for t in own} & {t.name for t in builtin_registry().all()}
    assert [t.name for t in own if t.risk >= Risk.OUTWARD] == ["answer_permission"]


def test_a_touch_that_lies_under_the_keyboard_is_not_made(build):
    """The keyboard is put away with Back first; then the touch is made."""
    parts, events = build(("tap", {"element": "1"}), tools=builtin_registry().all(), approvals=[True] * 3)
    from ainos.android_bridge.types import Bounds

    parts.device.show(fake_element("Start", bounds=Bounds(0, 2000, 200, 2100)), package="com.android.settings")
    parts.device.keyboard_shown = True
    parts.device.reactions["press"] = lambda device, facts: setattr(device, "keyboard_shown", False)
    Agent(parts).run("tap Start in the settings")
    done = [e.kind for e in parts.device.effects]
    assert done[:2] == ["press", "tap"], (done, events)
