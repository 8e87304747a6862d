"""Settings: read once, here, from `ainos.toml` and `AINOS_*`; nothing else looks at the environment."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import platformdirs
from pydantic import BaseModel, ConfigDict, ValidationError


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


class _Local(BaseModel):
    model_config = ConfigDict(extra="forbid")
    model: str = ""


class _Memory(BaseModel):
    model_config = ConfigDict(extra="forbid")
    profile: str = "default"


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    policy: Literal["local-only", "balanced", "cloud-ok"] = "balanced"
    model: str = "auto"
    plugins: list[str] = []
    cloud: _Cloud = _Cloud()
    local: _Local = _Local()
    memory: _Memory = _Memory()


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of one process."""

    home: Path
    """Folder of the journal, the memory and the running virtual phones; made on first use."""
    policy: str
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
    memory_profile: str
    """Whose memory is read and written, where several people use one machine."""
    source: str
    """The settings file that was read, or `defaults`."""

    @property
    def has_cloud(self) -> bool:
        """Whether a cloud model was set up; a key alone, with no model named, is not a wish to use it."""
        return bool(self.cloud_model and (self.cloud_api_key or self.cloud_base_url))


def load_settings(environment: Mapping[str, str] | None = None, folder: Path | None = None) -> Settings:
    """Return the settings: defaults, then `ainos.toml` (this folder, else the user's), then `AINOS_*`.

    Raises:
        ConfigError: The file is no TOML or has an unknown key.
    """
    env = os.environ if environment is None else environment
    path = _find_file(env, folder or Path.cwd())
    return _settings(env, path, _read(path) if path else _File())


def default_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Return the settings without any file, for a look around when the file is broken."""
    return _settings(os.environ if environment is None else environment, None, _File())


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


def _settings(env: Mapping[str, str], path: Path | None, file: _File) -> Settings:
    return Settings(
        home=Path(env.get("AINOS_HOME") or platformdirs.user_state_dir("ainos")),
        policy=env.get("AINOS_POLICY") or file.policy,
        model=env.get("AINOS_MODEL") or file.model,
        plugins=tuple((path.parent / p).resolve() for p in file.plugins) if path else (),
        local_model=env.get("AINOS_LOCAL_MODEL") or file.local.model,
        cloud_base_url=env.get("AINOS_CLOUD_BASE_URL") or file.cloud.base_url,
        cloud_model=env.get("AINOS_CLOUD_MODEL") or file.cloud.model,
        cloud_api_key=env.get("AINOS_CLOUD_API_KEY") or env.get("OPENAI_API_KEY", ""),
        usd_per_million_in=file.cloud.usd_per_million_in,
        usd_per_million_out=file.cloud.usd_per_million_out,
        memory_profile=env.get("AINOS_MEMORY_PROFILE") or file.memory.profile,
        source=str(path) if path else "defaults",
    )


def _find_file(env: Mapping[str, str], folder: Path) -> Path | None:
    if env.get("AINOS_CONFIG"):
        return Path(env["AINOS_CONFIG"])  # named, so it is an error when it is not there
    candidates = [folder / "ainos.toml", Path(platformdirs.user_config_dir("ainos")) / "ainos.toml"]
    return next((c for c in candidates if c.is_file()), None)


def _read(path: Path) -> _File:
    try:
        return _File.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
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
