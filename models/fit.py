"""Estimates which language models run on a phone or computer: memory, speed, the time and energy of an agent's step.

Everything follows from a few figures of the machine (a profile) and the shape of the model: writing a token reads all
weights once (bandwidth), reading a prompt multiplies with all weights (compute). It knows profiles and shapes. It
measures nothing (`measure` does) and runs no model.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal

from .types import ModelUnavailableError

PROFILES = Path(__file__).parent / "profiles"
BITS: Mapping[str, float] = {"Q4": 4.85, "Q8": 8.5, "F16": 16.0}
"""Bits a weight takes with its scales: Q4_K_M, Q8_0 and half precision."""
PACKAGED = "Q4_1"
"""The packaged model's own packing: Q4_1 with the vocabulary's vectors in Q8_0."""
_LAYER_BITS, _VOCABULARY_BITS = 5.0, 8.5
WORKING_GB = 0.15
"""What the program takes beside weights and cache: buffers, the library, Python."""
SHARE = 0.5
"""Share of the memory that a model may take beside the user's other apps: the half-of-RAM rule."""
MOST = 0.9
"""Share of the memory beyond which the weights no longer stay in it."""
FIRST_PROMPT, NEXT_PROMPT, ANSWER, CALLS = 1000, 150, 60, 5
"""An agent's step: five calls; the first reads the constant prefix too, the others what is new; each writes a call."""
USABLE, GOOD = 20.0, 100.0
"""Tokens a second: the least that feels usable, and what an agent wants that calls its model five times."""

Place = Literal["memory", "tight", "flash", "no"]


class ProfileError(ModelUnavailableError):
    """A profile cannot be used; the text says why."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A machine as the estimate sees it."""

    name: str
    kind: str
    """`phone`, `computer` or `measured`."""
    ram_gb: float
    bandwidth_gbs: float
    """Peak memory bandwidth, GB/s."""
    reached: float
    """Share of it that reading packed weights reaches, 0 to 1."""
    cpu_gops: float
    """Billions of operations a second (a multiplication and an addition are two) that reading a prompt reaches."""
    npu_tops: float
    """The maker's figure for the neural processor, 8-bit; 0: none. Told, not used: llama.cpp runs on the CPU."""
    flash_gbs: float
    """Sequential read of the storage."""
    watts: float
    """Of the whole chip while a model runs."""
    battery_wh: float
    """0: runs on mains."""
    device: str = ""
    """The phone or computer that memory, storage and battery are of."""
    assumed: str = ""
    """Names of the figures that nobody published: our assumptions."""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shape:
    """A language model as the estimate sees it."""

    name: str
    parameters: float
    """Billions."""
    embedding: float
    """Billions of them that are only looked up while a prompt is read."""
    kv_kb: float
    """Kilobytes of cache a token takes, half precision."""

    def deeper(self, times: int) -> Shape:
        """Return the shape with its layers several times over."""
        layers = (self.parameters - self.embedding) * times
        return Shape(f"{self.name}, layers x {times}", self.embedding + layers, self.embedding, self.kv_kb * times)

    def weights_gb(self, quant: str) -> float:
        """Return the size of its weights."""
        if quant == PACKAGED:
            bits = (self.parameters - self.embedding) * _LAYER_BITS + self.embedding * _VOCABULARY_BITS
            return bits / 8
        return self.parameters * BITS[quant] / 8


SHAPES: tuple[Shape, ...] = (
    Shape("SmolLM2 135M", 0.1345, 0.0283, 23.04),
    Shape("Gemma 3 270M", 0.268, 0.168, 18.4),
    Shape("Qwen3 0.6B", 0.596, 0.156, 112.0),
    Shape("Llama 3.2 1B", 1.236, 0.263, 32.0),
    Shape("Qwen3 1.7B", 1.72, 0.311, 112.0),
    Shape("Llama 3.2 3B", 3.213, 0.394, 112.0),
    Shape("Qwen3 4B", 4.02, 0.389, 144.0),
    Shape("Llama 3.1 8B", 8.03, 0.525, 128.0),
    Shape("Qwen3 14B", 14.77, 0.778, 160.0),
)
"""Shapes from the models' published configurations: layers x 2 x key-value heads x head size x 2 bytes."""


@dataclass(frozen=True, slots=True)
class Fit:
    """One model, one quantisation, one machine."""

    model: str
    quant: str
    weights_gb: float
    memory_gb: float
    """With cache and working memory."""
    place: Place
    """`memory`: within half of the RAM; `tight`: within nine tenths; `flash`: weights are read again and again."""
    prompt_tps: float
    """Tokens a second while reading."""
    write_tps: float
    """Tokens a second while writing."""
    step_s: float
    """Five calls."""
    step_j: float
    battery_min: float
    """Minutes until an otherwise idle full battery is empty; 0: mains."""

    @property
    def verdict(self) -> str:
        """One word for a table."""
        if self.place in ("flash", "no"):
            return self.place
        speed = "good" if self.write_tps >= GOOD else "usable" if self.write_tps >= USABLE else "slow"
        return speed if self.place == "memory" else f"{speed}, tight"


def estimate(profile: Profile, shape: Shape, quant: str, *, context: int = 2048, most: float = MOST) -> Fit:
    """Return what the model would do there, with `context` tokens of cache and this share of the memory at most.

    Weights that do not stay in memory are read from storage whole for every token, however little is missing: they are
    used in the same order each time, so the system has always just thrown out what comes next.
    """
    weights = shape.weights_gb(quant)
    memory = weights + shape.kv_kb * context / 1e6 + WORKING_GB
    place: Place = (
        "memory" if memory <= profile.ram_gb * SHARE else "tight" if memory <= profile.ram_gb * most else "flash"
    )
    speed = profile.bandwidth_gbs * profile.reached
    read = weights + shape.kv_kb * context / 2 / 1e6
    per_token = read / speed
    per_prompt = 2 * (shape.parameters - shape.embedding) / profile.cpu_gops
    if place == "flash":
        from_storage = weights / profile.flash_gbs if profile.flash_gbs > 0 else float("inf")
        per_token += from_storage
        per_prompt += from_storage / 512  # once for a batch
        place = "flash" if per_token < 60 else "no"
    step = (FIRST_PROMPT + (CALLS - 1) * NEXT_PROMPT) * per_prompt + CALLS * ANSWER * per_token
    battery = profile.battery_wh * 60 / profile.watts if profile.battery_wh else 0.0
    return Fit(
        shape.name, quant, weights, memory, place, 1 / per_prompt, 1 / per_token, step, step * profile.watts, battery
    )


def table(profile: Profile, shapes: Sequence[Shape] = SHAPES, *, context: int = 2048) -> list[Fit]:
    """Return estimates for every model and quantisation."""
    return [estimate(profile, shape, quant, context=context) for shape in shapes for quant in BITS]


def profiles() -> list[Profile]:
    """Return the packaged profiles, by name."""
    return [load_profile(path) for path in sorted(PROFILES.glob("*.toml"))]


def profile(name: str) -> Profile:
    """Return a packaged profile by name or file name, or the one in a TOML file.

    Raises:
        ProfileError: There is none, or the file is no profile.
    """
    path = Path(name).expanduser()
    if path.suffix == ".toml" and path.is_file():
        return load_profile(path)
    wanted = _plain(name)
    for packaged in sorted(PROFILES.glob("*.toml")):
        if wanted == _plain(packaged.stem):
            return load_profile(packaged)
    found = [p for p in profiles() if wanted in _plain(p.name)]
    if len(found) == 1:
        return found[0]
    what = f"several profiles fit {name!r}" if found else f"there is no profile {name!r}"
    raise ProfileError(f"{what}: {', '.join(p.name for p in found or profiles())}", hint="ainos models fit")


def load_profile(path: Path) -> Profile:
    """Read a profile.

    Raises:
        ProfileError: The file cannot be read, a figure is missing or of another type, or a name is unknown.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ProfileError(f"the profile {path} cannot be read: {error}", hint="ainos models fit --example") from error
    known = {f.name: f for f in fields(Profile)}
    if unknown := sorted(set(data) - set(known)):
        raise ProfileError(f"{path.name} has an unknown figure: {unknown[0]}", hint="ainos models fit --example")
    values: dict[str, Any] = {"device": "", "assumed": "", "sources": ()}
    for name, value in data.items():
        values[name] = _value(path, name, value)
    if missing := [n for n in known if n not in values]:
        raise ProfileError(f"{path.name} lacks {', '.join(missing)}", hint="ainos models fit --example")
    for name in ("ram_gb", "bandwidth_gbs", "reached", "cpu_gops", "watts"):
        if not values[name]:
            raise ProfileError(f"{path.name}: {name} must be above 0", hint="")
    return Profile(**values)


def _value(path: Path, name: str, value: object) -> str | float | tuple[str, ...]:
    """Return a figure or text of a profile, or raise ProfileError."""
    if name == "sources":
        lines = [value] if isinstance(value, str) else value
        if isinstance(lines, list) and all(isinstance(line, str) for line in lines):
            return tuple(lines)
        raise ProfileError(f"{path.name}: sources must be a list of texts", hint="ainos models fit --example")
    is_text = name in ("name", "kind", "device", "assumed")
    if isinstance(value, bool) or not isinstance(value, str if is_text else (int, float)):
        raise ProfileError(f"{path.name}: {name} must be a {'text' if is_text else 'number'}", hint="")
    if isinstance(value, str):
        return value
    if not 0 <= value < float("inf"):
        raise ProfileError(f"{path.name}: {name} must be a number from 0", hint="")
    return float(value)


def _plain(name: str) -> str:
    return "".join(c for c in name.lower() if c.isalnum())
