"""An estimate of the energy that an episode would take on a phone, from what was counted and constants named here.

It is an estimate: nothing here was measured on a phone. Counted are CPU seconds (on-device models among them), bytes
and requests to model servers, seconds of waiting for them, and seconds with the screen on; the constants are for one
middling phone, and a TOML file replaces any of them. Does not know tasks or reports.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from .record import Episode

_REMOTE = frozenset({"cloud", "server"})
_RADIO = "A Close Examination of Performance and Power Characteristics of 4G LTE Networks (MobiSys 2012), rounded"


class EnergyFileError(Exception):
    """A file of constants cannot be used; the text says why."""


@dataclass(frozen=True, slots=True)
class Constant:
    """One constant: its name, value and unit, and where the value is from."""

    name: str
    value: float
    unit: str
    source: str


CONSTANTS: Mapping[str, Constant] = {
    constant.name: constant
    for constant in (
        Constant("cpu_w", 2.0, "W", "assumed: one busy big core; phones lie between 1 and 4"),
        Constant("cpu_ratio", 1.0, "s/s", "assumed: a phone's big core is as fast as one of the machine that counted"),
        Constant("screen_w", 0.7, "W", "assumed: 6 inch, middle brightness; phones lie between 0.4 and 1.2"),
        Constant("radio_w", 0.13, "W", f"while a request is open, Wi-Fi. {_RADIO}; LTE: 1.29"),
        Constant("byte_uj", 2.3, "µJ/byte", f"sent by Wi-Fi. {_RADIO}; LTE: 3.5"),
        Constant("tail_j", 0.03, "J/request", f"radio kept awake after it, Wi-Fi. {_RADIO}; LTE: 12.3"),
        Constant("battery_wh", 15.4, "Wh", "assumed: 4,000 mAh at 3.85 V"),
    )
}


@dataclass(frozen=True, slots=True)
class Estimate:
    """Joules of one episode, or of a mean of several, by what takes them."""

    cpu: float = 0.0
    screen: float = 0.0
    network: float = 0.0

    @property
    def joules(self) -> float:
        """The whole."""
        return self.cpu + self.screen + self.network

    @property
    def mwh(self) -> float:
        """The whole in milliwatt-hours."""
        return self.joules / 3.6

    def battery_percent(self, constants: Mapping[str, Constant]) -> float:
        """Return the share of a full battery, in percent."""
        return 100 * self.joules / (constants["battery_wh"].value * 3600)


def estimate(episode: Episode, constants: Mapping[str, Constant] = CONSTANTS) -> Estimate | None:
    """Return the energy of an episode; None where its CPU time was not counted, as in suites without a phone."""
    if not episode.cpu:
        return None
    value = {name: constant.value for name, constant in constants.items()}
    receipt = episode.receipt
    requests = int(receipt.get("cloud_requests", 0))
    network = (
        _waited_s(episode) * value["radio_w"]
        + int(receipt.get("bytes_to_cloud", 0)) * value["byte_uj"] * 1e-6
        + requests * value["tail_j"]
    )
    cpu = episode.cpu * value["cpu_ratio"] * value["cpu_w"]
    return Estimate(cpu=cpu, screen=episode.seconds * value["screen_w"], network=network)


def mean(estimates: list[Estimate]) -> Estimate | None:
    """Return the mean of several; None for none."""
    if not estimates:
        return None
    count = len(estimates)
    return Estimate(*(sum(asdict(e)[part] for e in estimates) / count for part in ("cpu", "screen", "network")))


def _waited_s(episode: Episode) -> float:
    """Return how long decisions of models elsewhere took."""
    remote = (e for e in episode.events if e["type"] == "decision" and e.get("tier") in _REMOTE)
    return sum(float(e.get("ms", 0)) for e in remote) / 1000


def read_constants(path: Path | None) -> Mapping[str, Constant]:
    """Return the constants, those of a TOML file in the place of the built-in ones.

    The file: `cpu_w = 3.1`, or `cpu_w = {value = 3.1, source = "measured on …"}`; names as in CONSTANTS.

    Raises:
        EnergyFileError: It cannot be read, names something else, or a value is no number of 0 or more.
    """
    if path is None:
        return CONSTANTS
    try:
        body: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise EnergyFileError(f"{path} cannot be read: {error}") from error
    own = dict(CONSTANTS)
    for name, given in body.items():
        if name not in CONSTANTS:
            raise EnergyFileError(f"{path}: {name!r} is no constant; there are {', '.join(CONSTANTS)}")
        value, source = (given.get("value"), given.get("source")) if isinstance(given, dict) else (given, None)
        if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
            raise EnergyFileError(f"{path}: {name} is {value!r}; a number of 0 or more is wanted")
        own[name] = replace(own[name], value=float(value), source=str(source or path.name))
    if not own["battery_wh"].value:
        raise EnergyFileError(f"{path}: battery_wh is 0")
    return own
