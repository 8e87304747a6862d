"""The process that workers are forked from. Imports nothing heavy, so that it can be started before anything else is.

It imports what an episode needs while the caller still reads its suite; a worker is then there in a few milliseconds.
"""

from __future__ import annotations

import multiprocessing
from multiprocessing.context import ForkServerContext

_PRELOADED = ["ainos.evals.bench"]


def context() -> ForkServerContext:
    """Return how worker processes are made."""
    made = multiprocessing.get_context("forkserver")
    made.set_forkserver_preload(_PRELOADED)
    return made


def warm_up() -> None:
    """Start the process that workers are forked from; it goes on by itself."""
    from multiprocessing import forkserver

    context()
    forkserver.ensure_running()
