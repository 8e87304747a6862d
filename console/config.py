"""Settings: read once, here, from `ainos.toml` and `AINOS_*`; nothing else looks at the environment.

The user's own file is the one that `AINOS_CONFIG` names, else the one in his settings folder. An `ainos.toml` in the
working folder may come from somebody else: it can make the policy stricter, never milder, and says nothing of servers.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import platformdirs
from pydantic import BaseModel, ConfigDict, Field, IPvAnyNetwork, ValidationError

from ..agent.policy_settings import PolicySettings, PolicySettingsError, read_policy
from ..models.router import Preference

_LARGEST_BYTES = 1 << 20


class ConfigError(Exception):
    """The settings cannot be used."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class _Cloud(BaseModel):
    model_config = ConfigDict(extra="forbid")
    base_url: str = ""
    model: str = ""
    usd_per_million_in: float = 0.0
    usd_per_million_out: float = 0.0
    local: bool = False
    lan_hosts: list[IPvAnyNetwork] = []
    private_handles: bool = False
    vision: bool = False


class _Local(BaseModel):
    model_config = ConfigDict(extra="forbid")
    model: str = ""


class _Memory(BaseModel):
    model_config = ConfigDict(extra="forbid")
    profile: str = "default"
    url: str = Field(default="", pattern=r"^(?:https?://[^\s/@]+/?)?$")


class _Routing(BaseModel):
    model_config = ConfigDict(extra="forbid")
    prefer: Preference = "cheapest"
    max_usd_per_step: float = Field(default=0.0, ge=0)
    device_below_battery: int = Field(default=20, ge=0, le=100)
    learn: bool = False


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    policy: str | dict[str, Any] = {}
    model: str = "auto"
    plugins: list[str] = []
    cloud: _Cloud = _Cloud()
    local: _Local = _Local()
    memory: _Memory = _Memory()
    routing: _Routing = _Routing()


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of one process."""

    home: Path
    """Folder of the journal, the memory and the running virtual phones; made on first use."""
    policy: str
    """The privacy profile."""
    policy_rules: PolicySettings
    """What the user made stricter, and the apps that he opted in for the cloud."""
    model: str
    plugins: tuple[Path, ...]
    """Folders with an `ainos-plugin.toml`."""
    local_model: str
    """A GGUF path, or empty for the packaged weights."""
    cloud_base_url: str
    cloud_model: str
    cloud_api_key: str
    usd_per_million_in: float
    usd_per_million_out: float
    cloud_local: bool
    """The model server is the user's own, on this machine or a host in `lan_hosts`; it is refused elsewhere."""
    lan_hosts: tuple[str, ...]
    """Addresses or networks of the user's own network on which such a server may be."""
    private_handles: bool
    """Sensitive texts go to a cloud model as handles where the policy would not let it see them."""
    cloud_vision: bool
    """The cloud model reads pictures: it may get one of a screen whose tree says next to nothing."""
    memory_profile: str
    """Whose memory is read and written, where several people use one machine."""
    prefer: Preference
    """`local`: this machine unless it cannot; `cheapest`: what is likely right for the least; `best`: likely right."""
    max_usd_per_step: float
    """Most money that one step may cost at a model server; 0 is no limit beyond the run's."""
    device_below_battery: int
    """Percent, on battery, below which the model that needs the least energy decides."""
    learns_routing: bool
    """Count the user's own verified steps (no words) to tell which model is good at what."""
    memory_url: str
    """A chromadb server that several machines share, such as `http://127.0.0.1:8000`; empty for none."""
    source: str
    """The settings file that was read, or `defaults`."""

    @property
    def has_cloud(self) -> bool:
        """Whether a cloud model was set up; a key alone, with no model named, is not a wish to use it."""
        return bool(self.cloud_model and (self.cloud_api_key or self.cloud_base_url))


def load_settings(environment: Mapping[str, str] | None = None, folder: Path | None = None) -> Settings:
    """Return the settings: defaults, then the user's `ainos.toml`, then this folder's, then `AINOS_*`.

    Raises:
        ConfigError: A file is no TOML, has an unknown key, or a folder's file asks for what only the user may set.
    """
    env = os.environ if environment is None else environment
    own, local = _find_files(env, folder or Path.cwd())
    file = _read(own) if own else _File()
    rules = _rules(file, own, None)
    if local is None:
        return _settings(env, own, file, rules, _below(own, file.plugins))
    theirs = _read(local)
    _check_local(theirs, local)
    rules = _rules(theirs, local, rules)
    plugins = (*_below(own, file.plugins), *_below(local, theirs.plugins))
    return _settings(env, local, _joined(file, theirs), rules, plugins)


def default_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Return the settings without any file, for a look around when the file is broken."""
    return _settings(os.environ if environment is None else environment, None, _File(), PolicySettings(), ())


def ready_home(settings: Settings) -> Path:
    """Make the home folder and return it; ConfigError when nothing can be written there."""
    home = settings.home
    try:
        home.mkdir(parents=True, exist_ok=True)
        problem = "" if os.access(home, os.W_OK | os.X_OK) else "nothing may be written there"
    except OSError as error:
        problem = error.strerror or str(error)
    if problem:
        raise ConfigError(
            f"the folder for runs and phones, {home}, cannot be used: {problem}; nothing was done",
            "export AINOS_HOME=/a/folder/of/yours",
        )
    return home


def _settings(
    env: Mapping[str, str], path: Path | None, file: _File, rules: PolicySettings, plugins: Sequence[Path]
) -> Settings:
    return Settings(
        home=Path(env.get("AINOS_HOME") or platformdirs.user_state_dir("ainos")),
        policy=env.get("AINOS_POLICY") or rules.profile,
        policy_rules=rules,
        model=env.get("AINOS_MODEL") or file.model,
        plugins=tuple(plugins),
        local_model=env.get("AINOS_LOCAL_MODEL") or file.local.model,
        cloud_base_url=env.get("AINOS_CLOUD_BASE_URL") or file.cloud.base_url,
        cloud_model=env.get("AINOS_CLOUD_MODEL") or file.cloud.model,
        cloud_api_key=env.get("AINOS_CLOUD_API_KEY") or env.get("OPENAI_API_KEY", ""),
        usd_per_million_in=file.cloud.usd_per_million_in,
        usd_per_million_out=file.cloud.usd_per_million_out,
        cloud_local=env.get("AINOS_CLOUD_LOCAL", "").lower() in ("1", "true", "yes") or file.cloud.local,
        lan_hosts=tuple(str(network) for network in file.cloud.lan_hosts),
        private_handles=file.cloud.private_handles,
        cloud_vision=file.cloud.vision,
        memory_profile=env.get("AINOS_MEMORY_PROFILE") or file.memory.profile,
        prefer=file.routing.prefer,
        max_usd_per_step=file.routing.max_usd_per_step,
        device_below_battery=file.routing.device_below_battery,
        learns_routing=file.routing.learn,
        memory_url=env.get("AINOS_MEMORY_URL") or file.memory.url,
        source=str(path) if path else "defaults",
    )


def _find_files(env: Mapping[str, str], folder: Path) -> tuple[Path | None, Path | None]:
    """Return the user's own file and the folder's, each None where there is none."""
    if env.get("AINOS_CONFIG"):
        return Path(env["AINOS_CONFIG"]), None  # named, so it is an error when it is not there
    own, local = Path(platformdirs.user_config_dir("ainos")) / "ainos.toml", folder / "ainos.toml"
    own_there, local_there = own.is_file(), local.is_file()
    if own_there and local_there and own.samefile(local):
        return own, None
    return own if own_there else None, local if local_there else None


def _rules(file: _File, path: Path | None, base: PolicySettings | None) -> PolicySettings:
    try:
        return read_policy(file.policy, base=base)
    except PolicySettingsError as error:
        raise ConfigError(f"the settings {path}: {error}", f"$EDITOR {path}") from error


def _check_local(file: _File, path: Path) -> None:
    """Refuse what a folder's file must not say: where texts are sent to, and how readily."""
    said = ["cloud"] if "cloud" in file.model_fields_set else []
    said += ["routing"] if "routing" in file.model_fields_set else []
    said += ["memory.url"] if "url" in file.memory.model_fields_set else []
    if said:
        raise ConfigError(
            f"the settings {path}: {said[0]}: servers are set up in your own settings only, in "
            f"{Path(platformdirs.user_config_dir('ainos')) / 'ainos.toml'}",
            f"$EDITOR {path}",
        )


def _joined(own: _File, local: _File) -> _File:
    """Return the user's file with what the folder's file sets in its place."""
    update: dict[str, Any] = {}
    for name in local.model_fields_set:
        mine, theirs = getattr(own, name), getattr(local, name)
        part = isinstance(theirs, BaseModel)
        update[name] = (
            mine.model_copy(update={k: getattr(theirs, k) for k in theirs.model_fields_set}) if part else theirs
        )
    return own.model_copy(update=update)


def _below(path: Path | None, names: Sequence[str]) -> tuple[Path, ...]:
    return tuple((path.parent / name).resolve() for name in names) if path else ()


def _read(path: Path) -> _File:
    try:
        if path.stat().st_size > _LARGEST_BYTES:
            raise ConfigError(f"the settings {path} have more than {_LARGEST_BYTES:,} bytes", f"$EDITOR {path}")
        return _File.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except RecursionError as error:
        raise ConfigError(f"the settings {path} are nested too deeply", f"$EDITOR {path}") from error
    except OSError as error:
        raise ConfigError(f"the settings {path} cannot be read: {error.strerror}", f"ls -l {path}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"the settings {path} are no TOML: {error}", f"$EDITOR {path}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(p) for p in first["loc"])
        unknown = first["type"] == "extra_forbidden"
        fault = "there is no such setting" if unknown else first["msg"][:1].lower() + first["msg"][1:]
        raise ConfigError(f"the settings {path}: {where}: {fault}", f"$EDITOR {path}") from error
