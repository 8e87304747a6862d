"""No text is ever interpreted by a shell (SEC-30), or written over a path outside of /sdcard; names are allow-listed.

The long form is `./run bench injection`: 10,000 cases.
"""

from __future__ import annotations

import pytest

from ainos.android_bridge import grammar
from ainos.android_bridge.errors import BadValueError
from ainos.evals.injection import KINDS, Failure, Report, bench, run_case, run_cases

WORST = [
    "'; touch pwned; '",
    "$(touch pwned)",
    "`touch pwned`",
    "\ntouch pwned\n",
    "' OR ''='",
    "\0",
    "\ud83d",
    "-n",
    "",
]


def test_no_hostile_text_reaches_a_shell_as_anything_but_itself():
    report = run_cases(220, 7)
    assert report.failures == []
    assert report.cases == 220
    assert set(report.kinds) == set(KINDS)
    assert report.refused < report.cases / 2


def test_the_worst_texts_in_every_place():
    report = Report()
    with bench() as on:
        for kind in KINDS:
            for text in WORST:
                run_case(on, kind, text, report)
    assert report.failures == []


def test_the_oracle_would_see_an_injection():
    """The same bench with quoting taken out finds failures: it is no oracle that always says yes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(grammar, "quote", lambda word: word)
        report = Report()
        with bench() as on:
            for kind in ("intent extra", "setting", "app function"):
                run_case(on, kind, "a; touch pwned", report)
            assert (on.host.folder / "cwd" / "pwned").exists()
    assert len(report.failures) == 3
    assert isinstance(report.failures[0], Failure)


@pytest.mark.parametrize(
    "path", ["/sdcard/../etc", "/sdcard/a/../../b", "/data/a", "sdcard/a", "/sdcard/./a", "/sdcardx"]
)
def test_no_path_leaves_the_shared_folder(path):
    with pytest.raises(BadValueError):
        grammar.shared_path(path)
