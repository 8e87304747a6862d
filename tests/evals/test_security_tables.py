"""The security proof's tables: read as they stand, and a damaged one is refused with its place."""

from __future__ import annotations

import re

import pytest

from ainos.evals.security import tables
from ainos.evals.security.attacks import attacks
from ainos.evals.security.goals import Goal, goals
from ainos.evals.security.steps import Step
from ainos.evals.security.tables import TableError, read_table, values_of


def test_every_row_has_a_name_of_its_own_and_steps():
    for rows in (goals(), attacks()):
        assert len({row.name for row in rows}) == len(rows) >= 80
        assert all(row.steps for row in rows)
        assert all(isinstance(step, Step) for row in rows for step in row.steps)


def test_a_fact_may_be_a_regular_expression_and_numbers_stay_numbers():
    assert values_of({"title": {"matches": "^Check-up"}, "count": 2}) == {"title": re.compile("^Check-up"), "count": 2}


@pytest.mark.parametrize(
    ("row", "said"),
    [("{name: a, words: b}", "'steps'"), ("{name: a, words: b, steps: [], colour: red}", "'colour'")],
)
def test_a_damaged_row_is_refused_with_its_place(tmp_path, monkeypatch, row, said):
    folder = tmp_path / "data" / "security"
    folder.mkdir(parents=True)
    (folder / "goals.yaml").write_text(f"- {row}\n")
    monkeypatch.setattr(tables.resources, "files", lambda package: tmp_path)
    with pytest.raises(TableError, match=f"row 1 .a.: {said}"):
        read_table("goals.yaml", Goal)
