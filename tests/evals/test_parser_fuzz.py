"""The fuzzer finds what is there to find, and nothing in the parsers (SEC-39; the long form is `./run bench fuzz`)."""

from __future__ import annotations

import pytest

from ainos.evals import parser_fuzz
from ainos.evals.parser_fuzz import PARSERS, Parser, fuzz


def test_a_few_seconds_break_no_parser():
    report = fuzz(4, 1)
    assert report.findings == []
    assert set(report.runs) == set(PARSERS)
    assert all(report.lines[name] > 3 for name in PARSERS)


def test_it_finds_a_defect_behind_a_word(monkeypatch: pytest.MonkeyPatch):
    def weak(data: bytes) -> None:
        if b"]]" in data:
            raise IndexError("there it is")

    monkeypatch.setitem(parser_fuzz.PARSERS, "weak", Parser(weak, (b"a",), (b"]", b"[")))
    report = fuzz(1, 1, ["weak"])
    assert report.findings
    assert "IndexError" in report.findings[0].what
