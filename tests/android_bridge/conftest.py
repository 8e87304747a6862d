"""A small adb server on a real socket, see ainos.evals.shell_oracle; one for each test, or one for a whole module."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ainos.evals.shell_oracle import BOOT_ID, FakeHost, serve_host

__all__ = ["BOOT_ID", "FakeHost"]


@pytest.fixture
def host(tmp_path: Path) -> Iterator[FakeHost]:
    with serve_host(tmp_path) as served:
        yield served


@pytest.fixture(scope="module")
def shared_host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FakeHost]:
    with serve_host(tmp_path_factory.mktemp("host")) as served:
        yield served
