from dataclasses import replace

import pytest

from ainos.agent.approval import ScriptedApprover
from ainos.agent.journal import Journal
from ainos.agent.parts import Parts
from ainos.android_bridge.fake import FakeDevice
from ainos.android_bridge.tickets import TicketOffice
from ainos.memory.types import NoMemory
from ainos.models.router import ModelSet
from ainos.models.scripted import ScriptedModel
from ainos.tools.registry import Registry
from ainos.tools.types import Parameter, Proof, Risk, Tool, ToolFailedError, ToolQuestionError, ToolResult


def put_run(context, values):
    context.acting.put_setting("system", "lamp", values["state"])
    return ToolResult(f"The lamp is {values['state']}.", way="function", effect=f"lamp {values['state']}")


def lamp_probe(context, values):
    found = context.device.get_setting("system", "lamp")
    return Proof(found == values["state"], f"lamp {values['state']}", f"lamp {found}")


def mail_run(context, values):
    context.acting.insert("content://mail/all", {"to": values["recipient"], "body": values["text"]})
    return ToolResult(f"Sent to {values['recipient']}.", way="function", effect=f"mail to {values['recipient']}")


def mail_probe(context, values):
    rows = [r for r in context.device.query("content://mail/all") if r["to"] == values["recipient"]]
    return Proof(any(r["body"] == values["text"] for r in rows), "one mail", f"{len(rows)} mails")


def mail_preview(context, values):
    if "recipient" not in values:
        raise ToolQuestionError("To whom?", parameter="recipient", choices=("Ann", "Anna"))
    return values


def broken_run(context, values):
    raise ToolFailedError("the lamp has no bulb; nothing was done")


LAMP = Parameter("state", "on_off", "on or off")
TOOLS = [
    Tool("set_lamp", "Turn the lamp on or off.", (LAMP,), Risk.WRITE, put_run, probe=lamp_probe),
    Tool(
        "send_mail", "Send a mail.", (Parameter("recipient", "text", "who", False), Parameter("text", "text", "what")),
        Risk.OUTWARD, mail_run, examples=("mail Ann hello", "tell Ann hello"),
        probe=mail_probe, preview=mail_preview, confirm='Send "{text}" to {recipient}',
    ),
    Tool("break_lamp", "Destroy the lamp.", (), Risk.DESTRUCTIVE, put_run, probe=lamp_probe),
    Tool("fix_lamp", "Fix the lamp.", (), Risk.WRITE, broken_run, probe=lamp_probe),
    Tool("paint_lamp", "Paint it, unproved.", (), Risk.WRITE, lambda c, v: ToolResult("Painted.", effect="paint")),
    Tool("read_lamp", "Read the lamp.", (), Risk.OBSERVE, lambda c, v: ToolResult("It glows.")),
]  # fmt: skip


def changed(name, **more):
    """The tools with one of them changed."""
    return [replace(t, **more) if t.name == name else t for t in TOOLS]


@pytest.fixture
def build(tmp_path):
    """Return a function from a script of calls to the parts of a run, and the list of its events."""
    opened = []

    def make(*calls, replies=(), approvals=(), **more):
        office = TicketOffice()
        journal = Journal(tmp_path / "runs.sqlite3")
        opened.append(journal)
        device = more.pop("device", None) or FakeDevice(office=office, tables={"content://mail/all": []})
        events = []
        parts = Parts(
            device=device, office=office, registry=Registry(more.pop("tools", TOOLS)),
            models=ModelSet(scripted=ScriptedModel(list(calls))),
            memory=NoMemory(), approver=ScriptedApprover(approvals=approvals, replies=replies), journal=journal,
            sink=lambda e: events.append(e.as_dict()),
        )  # fmt: skip
        return replace(parts, **more), events

    make.changed = changed
    make.tools = TOOLS
    make.tool = {t.name: t for t in TOOLS}
    yield make
    for journal in opened:
        journal.close()
