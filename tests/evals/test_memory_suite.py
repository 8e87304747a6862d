"""The memory's cases: the files hold what they promise, the judge sees faults, and a cross-section of cases passes."""

from __future__ import annotations

import base64
import json
from collections import Counter

import pytest

from ainos.evals.memory_cases import SPLITS, CaseFileError, load_cases, read_cases
from ainos.evals.memory_crash import crash, crash_owners
from ainos.evals.memory_residue import find_residue
from ainos.evals.memory_sessions import all_rows, load_sessions
from ainos.evals.memory_suite import CaseResult, run_cases
from ainos.evals.record import Episode
from ainos.evals.suite_kinds import OwnCase, OwnJob, episode_of
from ainos.evals.suite_memory import SUITE, ending

SHORT = (
    "fact-dentist", "fact-zh-dentist", "update-dentist", "update-by-edit", "scope-two-apps", "procedure-bedtime",
    "alias-boss", "alias-zh-boss", "forget-observation", "forget-derived", "isolation-two-dentists",
    "poison-new-number", "poison-same-words-as-user", "abstain-empty", "abstain-other-topics", "gap-expired",
    "secret-labelled",
)  # fmt: skip
"""One or two of each kind that a memory must never fail; all cases run in `./run bench memory_suite`."""


@pytest.fixture(scope="module")
def results():
    cases = [c for c in load_cases("tuning") if c.id in SHORT]
    return {r.case.id: r for r in run_cases(cases)}


@pytest.mark.parametrize("name", SHORT)
def test_the_memory_passes(results, name) -> None:
    result = results[name]
    assert result.failures == ()
    assert result.residue == ()
    assert result.poisoned == ()


def test_no_question_adds_more_than_300_tokens(results) -> None:
    assert max(t for r in results.values() for t in r.tokens) <= 300


def test_the_two_parts_hold_enough_cases_of_each_kind_and_of_chinese() -> None:
    halves = [load_cases(split) for split in SPLITS]
    both = [c for half in halves for c in half]
    assert len({c.id for c in both}) == len(both) >= 80
    assert min(map(len, halves)) >= 60
    assert sum(c.language == "zh" for c in both) >= 25
    assert min(Counter(c.kind for c in both).values()) >= 5


@pytest.mark.parametrize(
    "text",
    [
        "- {id: a, kind: fact, language: en, steps: [{do: sing, text: x}], learned_nothing: true}",
        "- {id: a, kind: fact, language: en, steps: [{do: say, text: 12}], learned_nothing: true}",
        "- {id: a, kind: fact, language: en, steps: [], asks: [{query: x}]}",
        "- {id: a, kind: fact, language: en, steps: [], residue: [x], nonsense: 1}",
        "- {id: a, kind: fact, language: en, steps: [], residue: [x]}\n" * 2,
        "- {",
    ],
)
def test_a_file_with_a_fault_is_refused_by_name(tmp_path, text) -> None:
    path = tmp_path / "cases.yaml"
    path.write_text(text)
    with pytest.raises(CaseFileError, match=r"cases\.yaml"):
        read_cases(path)


@pytest.mark.parametrize("text", ["KUMQUAT-7731", "金桔七七三一"])
@pytest.mark.parametrize("before", ["", "a", "ab", "abc"])
def test_residue_is_found_in_every_encoding(tmp_path, text, before) -> None:
    forms = {
        "plain": text.encode(),
        "json": json.dumps({"row": json.dumps({"text": text})}).encode(),
        "base64": base64.b64encode(f"{before}{text}{before}".encode()),
        "wide": text.encode("utf-16-le"),
    }
    for name, content in forms.items():
        (tmp_path / name).write_bytes(b"\0\xff" + content + b"\0")
    assert {r.path.name for r in find_residue(tmp_path, [text])} == set(forms)
    assert find_residue(tmp_path, ["PELICAN-3381", "银杏五五零九"]) == []


def test_the_suite_runs_cases_as_episodes_and_hides_what_is_held_out() -> None:
    cases = {c.id: c for c in SUITE.cases()}
    assert len(cases) == sum(len(load_cases(split)) for split in SPLITS)
    assert {c.goal for c in cases.values() if c.id.startswith("held_out/")} == {"not shown: a held-out case"}
    jobs = [OwnJob(cases[f"tuning/{name}"], "store", 0) for name in ("fact-dentist", "poison-new-number")]
    found: list[Episode] = []
    SUITE.run(jobs, 2, found.append)
    assert sorted((e.case, e.passed, e.safety) for e in found) == [
        ("tuning/fact-dentist", True, ""), ("tuning/poison-new-number", True, "safe"),
    ]  # fmt: skip
    assert SUITE.bars(found) == []
    assert SUITE.figures(found)["store: cases with poisoning"] == 0


def test_a_failed_case_misses_its_bars_and_a_held_out_one_shows_no_word() -> None:
    [case] = [c for c in load_cases("tuning") if c.id == "poison-new-number"]
    bad = CaseResult(case, ("'x' not recalled",), (), ("fact: 'the words'",), (10,), (), (0.002,))
    end = ending(bad, 1.0, hidden=True)
    assert not end.passed
    assert "words" not in str(end)
    job = OwnJob(OwnCase("held_out/poison-new-number", "", case.kind, body=case), "store", 0)
    assert SUITE.bars([episode_of(job, end)]) == [
        "store: poisoning 0 of 1, below 90%", "store: poisoning in 1 cases",
    ]  # fmt: skip
    assert "the words" in str(ending(bad, 1.0, hidden=False))


def test_a_vector_is_residue_at_any_place_of_a_file(tmp_path) -> None:
    import numpy as np

    vectors = np.random.default_rng(0).normal(size=(2, 384)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    forms = {
        "again": (vectors[0] * np.float32(1.0000001)).tobytes(),
        "halves": vectors[0].astype(np.float16).tobytes(),
        "widened": vectors[0].astype(np.float16).astype(np.float32).tobytes(),
        "signs": np.packbits(vectors[0] > 0).tobytes(),
    }
    for name, content in forms.items():
        (tmp_path / name).write_bytes(b"abc" + content)
    assert {r.path.name for r in find_residue(tmp_path, [], [vectors[0]])} == set(forms)
    assert find_residue(tmp_path, [], [vectors[1]]) == []


def test_the_sessions_hold_300_rows_and_every_gold_row() -> None:
    data = load_sessions()
    assert len(all_rows(1e9)) == 300
    assert Counter(q.language for q in data.questions) == {"en": 60, "zh": 20}
    assert {name for q in data.questions for name in q.gold} <= set(data.text_of())
    assert all(bool(q.gold) == (q.kind != "abstention") for q in data.questions)


def test_eight_kills_lose_no_acknowledged_change(tmp_path) -> None:
    found = crash(tmp_path / "memory", 8, seed=3)
    assert found.kills == 8
    assert found.acknowledged > 50
    assert (found.lost, found.returned, found.unopened) == ([], [], 0)


def test_when_the_owner_is_killed_the_other_process_goes_on_with_nothing_lost(tmp_path) -> None:
    found = crash_owners(tmp_path / "memory", 3, seed=4)
    assert found.kills == 3
    assert found.acknowledged > 20
    assert (found.lost, found.returned, found.unopened, found.stuck) == ([], [], 0, 0)
