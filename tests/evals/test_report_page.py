"""Claims about the report as a browser shows it: it fits a phone, in both colour schemes, and loads nothing."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from ainos.evals.record import Episode, Store
from ainos.evals.report import write_report

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
pytestmark = pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium here")
LONG = "Text Bob Martin the address that Alice Chen sent me yesterday evening, and then the number of the plumber"
EVENTS = (
    {"type": "route", "step": 1, "reason": "the on-device model is the cheapest that can"},
    {"type": "decision", "step": 1, "tool": "set_wifi", "arguments": {"state": "off"}, "tier": "device", "model": "m",
     "confidence": 0.9},
    {"type": "result", "step": 1, "text": "x" * 300},
)  # fmt: skip


@pytest.fixture
def page(tmp_path: Path) -> Path:
    store = Store(tmp_path)
    store.begin({"suite": "goals", "cases": ["a", "b"], "arms": ["local"], "trials": 1})
    for name, passed in (("a", True), ("b", False)):
        store.add(
            Episode(
                case=name,
                task=name,
                goal=LONG,
                kind="data_flow",
                language="en",
                arm="local",
                trial=0,
                passed=passed,
                holds=passed,
                false_success=False,
                status="done",
                verified=True,
                answer="",
                steps=1,
                optimal_steps=1,
                seconds=0.2,
                events=EVENTS,
                receipt={"ms_by_phase": {"observe": 3.0, "decide": 90.0}},
            )  # fmt: skip
        )
    return write_report(store, tmp_path / "report.html")


@pytest.mark.parametrize("width", [390, 1200])
def test_nothing_of_the_report_stands_out_of_the_window(page: Path, width: int, tmp_path: Path) -> None:
    measured = tmp_path / "measured.html"
    ask = "<script>document.title = 'wide ' + document.documentElement.scrollWidth + ' of ' + innerWidth</script>"
    text = re.sub(r"<meta http-equiv[^>]*>", "", page.read_text(encoding="utf-8"))  # it forbids scripts, also ours
    measured.write_text(text + ask, encoding="utf-8")
    done = subprocess.run(
        [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}",
         f"--window-size={width},900", "--dump-dom", measured.as_uri()],
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    found = re.search(r"wide (\d+) of (\d+)", done.stdout)
    assert found is not None, done.stdout[:500]
    assert int(found[1]) <= int(found[2])


def test_the_report_names_no_address_and_runs_no_script(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert "<script" not in text
    assert "default-src 'none'" in text
    assert not re.search(r"(?:src|href)=\"(?!#)", text)
    assert "url(" not in text
