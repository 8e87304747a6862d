"""The benchmark of the adapters that read: what is a fact kept, a fact turned wrong, an invention; its sets' form."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
LEVELS = {"now", "soon", "later", "noise"}


@pytest.fixture(autouse=True)
def _beside_the_benchmarks(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    before = set(sys.modules)
    yield
    for name in set(sys.modules) - before:
        if str(getattr(sys.modules[name], "__file__", "") or "").startswith(str(BENCHMARKS)):
            del sys.modules[name]


INBOX = [
    {"app": "Messages", "title": "Ruben", "text": "I can bring 12 chairs at half past six"},
    {"app": "Messages", "title": "Oda", "text": "no cake from me, sorry"},
]


def test_a_fact_is_found_in_neighbouring_sentences_and_an_error_in_one():
    from adapters_facts import holds  # type: ignore[import-not-found]

    told = "Ruben brings chairs. He comes at six; Oda has no cake."
    assert holds(told, ["Ruben", "six"], ["Ruben", "Oda"], near=True)
    assert not holds(told, ["Ruben", "six"], ["Ruben", "Oda"], near=False)
    assert not holds(told, ["Ruben", "cake"], ["Ruben", "Oda"], near=True)


def test_what_follows_in_one_clause_is_told_from_what_another_sender_says():
    from adapters_facts import holds  # type: ignore[import-not-found]

    assert holds("Ruben has no cake", "Ruben ~ cake", ["Ruben", "Oda"], near=False)
    assert not holds("Ruben has chairs and Oda no cake", "Ruben ~ cake", ["Ruben", "Oda"], near=False)
    assert not holds("Ruben has chairs, no cake", "Ruben ~ cake", ["Ruben", "Oda"], near=False)


@pytest.mark.parametrize("text", [
    "Ruben brings 12 chairs at 6:30 pm; Oda has no cake",
    "2 messages: Ruben has twelve chairs",
    "Ruben (5 min ago): chairs at 18:30",
])  # fmt: skip
def test_what_the_inbox_says_is_no_invention(text):
    from adapters_facts import invented  # type: ignore[import-not-found]

    assert invented(text, INBOX) == []


@pytest.mark.parametrize(("text", "found"), [
    ("Ruben brings 13 chairs", ["13"]),
    ("Ruben brings chairs for Petronella", ["Petronella"]),
    ("Ruben brings 2 chairs", ["2"]),
    ("Ruben brings chairs at 7:30", ["7:30"]),
])  # fmt: skip
def test_numbers_and_names_that_nobody_wrote_are_found(text, found):
    from adapters_facts import invented  # type: ignore[import-not-found]

    assert invented(text, INBOX) == found


def test_the_sets_have_their_form():
    urgent = yaml.safe_load((BENCHMARKS / "data" / "urgent_test.yaml").read_text())
    for item in (*urgent["english"], *urgent["chinese"]):
        assert {item["priority"], *item.get("also", ())} <= LEVELS
        assert item["priority"] not in item.get("also", ())
        assert item["minutes"] >= 0
        assert 0 <= item["importance"] <= 5
    inboxes = yaml.safe_load((BENCHMARKS / "data" / "summarize_test.yaml").read_text())
    for inbox in (*inboxes["english"], *inboxes["chinese"]):
        assert 1 <= len(inbox["items"]) <= 12
        assert inbox["facts"]
        for written in (*inbox["facts"], *inbox["not"]):
            for pattern in [written] if isinstance(written, str) else written:
                re.compile(pattern.replace(" ~ ", ".*?"))


def test_the_inbox_itself_as_its_summary_keeps_every_fact_and_turns_none_wrong():
    from adapters_facts import holds, invented  # type: ignore[import-not-found]

    inboxes = yaml.safe_load((BENCHMARKS / "data" / "summarize_test.yaml").read_text())
    for inbox in (*inboxes["english"], *inboxes["chinese"]):
        told = "; ".join(f"{row['app']}: {row['title']}: {row['text']}" for row in inbox["items"])
        senders = [row["title"] for row in inbox["items"]]
        assert all(holds(told, fact, senders, near=True) for fact in inbox["facts"])
        assert not any(holds(told, fact, senders, near=False) for fact in inbox["not"])
        assert not invented(told, inbox["items"])


def test_the_base_model_is_asked_in_the_form_that_the_adapter_was_trained_on():
    import adapters_summary  # type: ignore[import-not-found]
    import adapters_urgent  # type: ignore[import-not-found]

    shown = adapters_urgent.examples()
    assert [block.splitlines()[-1] for block in shown.strip().split("\n\n")] == [
        "priority: now", "priority: soon", "priority: later", "priority: noise",
    ]  # fmt: skip
    assert adapters_summary.examples().count("says: ") == 3


def test_a_fair_other_answer_is_right_and_strictly_it_is_not():
    from adapters_urgent import Counts, Row  # type: ignore[import-not-found]

    rows = [
        Row("now", frozenset(), False, "now", 0.9, 0.95, "model", 0.1, 0.1),
        Row("soon", frozenset({"later"}), False, "later", 0.6, 0.4, "model", 0.1, 0.1),
        Row("noise", frozenset(), True, "now", 0.5, 0.7, "model", 0.1, 0.1),
    ]
    figures = Counts(rows).figures()
    assert (figures["right"], figures["strictly"], figures["deceptive_right"]) == (2, 1, 0)
    assert (figures["now_found"], figures["now_said"], figures["now_said_rightly"]) == (1, 2, 1)
    # The one that may be either is left out of the ranking.
    assert (figures["auroc_urgent"], figures["auroc_urgent_n"]) == (1.0, 2)
