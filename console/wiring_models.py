"""Puts the models of a session together: on the device, behind an endpoint, scripted; and what the router should do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ..agent.egress import JournalLedger
from ..agent.policy import Profile
from ..agent.routing import RoutingSettings
from ..models.ledger import Ledger
from ..models.passes import PassOffice
from ..models.router import ModelSet
from ..models.routing_learned import Learned
from ..models.types import Model, ModelUnavailableError
from ..planners.split import Judge
from ..tools.registry import Registry
from .config import ConfigError, Settings

if TYPE_CHECKING:
    from ..models.cloud import CloudConfig

LEARNED = "routing.json"


def build_models(
    settings: Settings, choice: str, profile: Profile, passes: PassOffice | None = None, ledger: Ledger | None = None
) -> ModelSet:
    """Return the models of a choice: auto, local, cloud, scripted:FILE."""
    if choice.startswith("scripted:"):
        from ..models.scripted import ScriptedModel

        return ModelSet(scripted=ScriptedModel.from_file(Path(choice.partition(":")[2])))
    if choice not in ("auto", "local", "cloud"):
        raise ConfigError(f"model {choice!r}: choose auto, local, cloud or scripted:FILE", "ainos do --help")
    device = _local(settings) if choice != "cloud" else None
    may = choice != "local" and (profile != "local-only" or settings.cloud_local)
    cloud = _cloud(settings, passes or PassOffice(), ledger or JournalLedger()) if may else None
    if choice == "cloud" and cloud is None:
        raise ConfigError(
            "no cloud model is set up, or the policy is local-only",
            "export AINOS_CLOUD_BASE_URL=… AINOS_CLOUD_MODEL=… AINOS_CLOUD_API_KEY=…",
        )
    return ModelSet(device=device, cloud=cloud)


def _local(settings: Settings) -> Model:
    from ..models.local import LocalModel
    from ..models.weights import Weights

    if not settings.local_model:
        return LocalModel()
    path = Path(settings.local_model).expanduser()
    if not path.is_file():
        raise ModelUnavailableError(
            f"there is no model file {path} (AINOS_LOCAL_MODEL, or `local.model` in ainos.toml); nothing was done",
            hint="unset AINOS_LOCAL_MODEL" if settings.source == "defaults" else "ainos doctor",
        )
    return LocalModel(weights=Weights(path, None))


def _cloud(settings: Settings, passes: PassOffice, ledger: Ledger) -> Model | None:
    if not settings.has_cloud:
        return None
    from ..models.cloud import CloudModel
    from ..models.gateway import Gateway
    from ..models.server_forms import ServerForms

    forms = ServerForms(
        path=settings.home / "server-forms.json", key=f"{settings.cloud_base_url}|{settings.cloud_model}"
    )
    return CloudModel(cloud_config(settings), Gateway(passes, ledger, lan_hosts=settings.lan_hosts), forms)


def routing_of(settings: Settings) -> RoutingSettings:
    """Return what the user wishes of the router, with what his own runs taught where he wants that."""
    return RoutingSettings(
        settings.prefer, settings.max_usd_per_step or float("inf"), settings.device_below_battery,
        Learned(settings.home / LEARNED).table() if settings.learns_routing else None,
    )  # fmt: skip


def cloud_config(settings: Settings) -> CloudConfig:
    """Return how the model server of these settings is reached."""
    from ..models.cloud import CloudConfig

    return CloudConfig(
        settings.cloud_base_url, settings.cloud_model, settings.cloud_api_key or "none",
        usd_per_million_in=settings.usd_per_million_in, usd_per_million_out=settings.usd_per_million_out,
        local=settings.cloud_local, vision=settings.cloud_vision,
    )  # fmt: skip


def build_judge(models: ModelSet, registry: Registry) -> Judge | None:
    """Return the tool classifier as a judge for compound wishes; None where no on-device model is used."""
    if models.device is None:
        return None
    from ..models.classifier import ToolClassifier

    return ToolClassifier().judge([tool for tool in registry.all() if tool.kind == "goal"])
