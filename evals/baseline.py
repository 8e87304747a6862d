"""A baseline: what an evaluation reached, small enough to keep beside the code; a later run is compared with it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from .record import Episode, RecordError, Store

_FORMAT = 1


def write_baseline(store: Store, path: Path) -> Path:
    """Write the results of an evaluation as a baseline and return its path."""
    run = store.run()
    rows = [[e.case, e.arm, e.trial, e.passed, e.false_success] for e in store.episodes()]
    body = {"format": _FORMAT, "suite": run["suite"], "commit": run.get("commit", ""), "episodes": rows}
    path.write_text(json.dumps(body, ensure_ascii=False).replace("], [", "],\n["), encoding="utf-8")
    return path


def read_results(path: Path) -> list[Episode]:
    """Return the episodes of an evaluation's folder, or those of a baseline file, which know how they ended only.

    Raises:
        RecordError: It is neither.
    """
    if path.is_dir():
        store = Store(path)
        store.run()
        return list(store.episodes())
    try:
        body = json.loads(path.read_text(encoding="utf-8"))
        if body["format"] != _FORMAT:
            raise RecordError(f"{path} was written by another version of ainos (format {body['format']})")
        return list(_episodes(body["episodes"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RecordError(
            f"{path} is no baseline and no evaluation ({error}); `ainos eval baseline` writes one"
        ) from error


def _episodes(rows: Iterable[list[object]]) -> Iterable[Episode]:
    for case, arm, trial, passed, lied in rows:
        yield Episode(
            case=str(case), task=str(case), goal="", kind="", language="", arm=str(arm), trial=int(str(trial)),
            passed=bool(passed), holds=bool(passed), false_success=bool(lied), status="", verified=bool(passed),
            answer="", steps=0, optimal_steps=0, seconds=0.0,
        )  # fmt: skip
