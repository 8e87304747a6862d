"""A sign of life while something takes longer than a moment: at a terminal only, on standard error."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def progress(text: str, *, quiet: bool = False) -> Iterator[None]:
    """Show a spinner with `text` while the block runs; nothing where standard error is no terminal, or `quiet`."""
    if quiet or not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(text):
        yield
