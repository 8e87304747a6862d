"""A label is lost on no way, in any order: results, prompts, decisions, records, memory, files and back again."""

import itertools
import json

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ainos.agent.journal import Journal
from ainos.agent.records import DecisionRecord, StepRecord
from ainos.android_bridge.labels import Confidentiality, Integrity, Label, Origin
from ainos.memory.store import LocalMemory
from ainos.memory.types import MemoryRow
from ainos.models.types import Decision, Fragment, assemble
from ainos.planners.react import as_data
from ainos.tools.types import ToolCall, ToolResult

ORIGINS = (
    Origin.user(), Origin.app("com.example.bank"), Origin.web("news.example"), Origin.sms("+14155550101"),
    Origin.file(), Origin.plugin("dice"), Origin.memory(), Origin.model("m"),
)  # fmt: skip
LABELS = st.builds(
    Label, st.sampled_from(Integrity), st.sampled_from(Confidentiality), st.frozensets(st.sampled_from(ORIGINS))
)
CALL = ToolCall("send_message", {"recipient": "Bob", "text": "hi"})
NUMBERS = itertools.count(1)


class Ways:
    """Every way that a label goes, as a function from the label of what goes in to that of what comes out."""

    def __init__(self, journal, memory):
        self.journal, self.memory = journal, memory

    def result(self, label):
        return ToolResult("text", label=label).label

    def step_record(self, label):
        number = next(NUMBERS)
        self.journal.intend("r1", StepRecord(number, 0, CALL, CALL.arguments, 0, 1, "intent", "", Label.of_user()))
        self.journal.conclude("r1", number, "done", "text", label=label)
        return next(s.label for s in self.journal.steps("r1") if s.number == number)

    def decision_record(self, label):
        number = next(NUMBERS)
        decision = Decision("call", CALL, "m", "cloud", 1.0)
        self.journal.record_decision("r1", DecisionRecord(number, 0, decision, label, "seen"))
        return next(d.label for d in self.journal.decisions("r1") if d.step == number)

    def prompt(self, label):
        user = Label.of_user()
        return assemble([Fragment("goal", "g", user), Fragment("screen", "s", label), Fragment("recalled", "r", user)],
                        ()).label  # fmt: skip

    def file(self, label):
        return Label.from_json(json.loads(json.dumps(label.as_json())))

    def memory_row(self, label):
        if label.confidentiality is Confidentiality.SECRET:
            assert self.memory.add(self.row(label)) == ""  # it takes none in
            return label
        kept = self.memory.get(self.memory.add(self.row(label)))
        assert kept.label == label
        return assemble(
            [Fragment("goal", "g", Label.of_user()), Fragment("recalled", as_data(kept), kept.label)], ()
        ).label

    def export_and_import(self, label):
        if label.confidentiality is Confidentiality.SECRET:
            return label
        row_id = self.memory.add(self.row(label))
        [body] = [b for b in self.memory.export() if b["id"] == row_id]
        self.memory.forget(row_id)
        self.memory.import_rows([body], consent=True)
        return self.memory.get(row_id).label

    def row(self, label):
        return MemoryRow("fact", f"thing number {next(NUMBERS)}", "r1", "sms:+1", label, 1.0)


@pytest.fixture(scope="module")
def ways(tmp_path_factory):
    folder = tmp_path_factory.mktemp("labels")
    journal, memory = (
        Journal(folder / "runs.sqlite3"),
        LocalMemory(folder / "memory", lambda t: np.ones((len(t), 8)) / 8**0.5),
    )
    journal.begin_run("r1", "text Bob hi", {}, "emulator-1", "boot-1")
    yield Ways(journal, memory)
    memory.close()
    journal.close()


NAMES = [name for name in vars(Ways) if not name.startswith("_") and name != "row"]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=LABELS, then=st.lists(st.tuples(st.sampled_from(NAMES), LABELS), min_size=1, max_size=8))
def test_what_comes_out_is_at_least_as_strict_as_everything_that_went_in(ways, first, then):
    carried, put_in = first, first
    for name, more in then:
        carried, put_in = carried.join(more), put_in.join(more)
        carried = getattr(ways, name)(carried)
        assert carried.covers(put_in), name
