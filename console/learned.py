"""Who decides before a model: a recorded script, or what was learned, then sentence templates. Puts these together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..agent.templated import TemplateSource
from ..memory.types import MemoryStore
from ..models.router import ModelSet
from ..planners.sources import Source
from .config import Settings

if TYPE_CHECKING:
    from ..agent.replays import ReplaySource
    from ..agent.skill_shelf import Shelf
    from ..agent.skills import Skills


def sources_of(skills: Skills | None, replay: ReplaySource | None) -> tuple[Source, ...]:
    """Return the deciders in the order in which they are asked."""
    if replay is not None:
        return (replay, TemplateSource()) if replay.hand_over else (replay,)
    return (*((skills.source,) if skills is not None else ()), TemplateSource())


def nobody() -> ModelSet:
    """Return models of which none decides."""
    from ..agent.replays import NoDecider

    return ModelSet(scripted=NoDecider())


def shelf_of(settings: Settings, memory: MemoryStore | None) -> Shelf:
    """Return the skills below the settings' home, with the memory that lists them."""
    from ..agent.skill_shelf import Shelf

    return Shelf(settings.home / "skills" / settings.memory_profile, memory, settings.memory_profile)


def open_skills(settings: Settings, memory: MemoryStore) -> Skills:
    """Return what runs use of them, and learns from runs."""
    from ..agent.skills import Skills

    return Skills(shelf_of(settings, memory))
