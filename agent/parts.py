"""Everything an agent works with. The agent knows Protocols; console/ and evals/ choose the classes."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..android_bridge.device import Device
from ..android_bridge.tickets import TicketOffice
from ..memory.types import DEFAULT_PROFILE, MemoryStore
from ..models.passes import PassOffice
from ..models.router import ModelSet
from ..planners.split import Judge
from ..tools.registry import Registry
from ..tools.types import Way
from .approval import Approver
from .events import EventSink
from .journal import Journal
from .limits import Limits
from .policy import Profile
from .policy_settings import PolicySettings
from .sources import Source
from .stop import Stop


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of one run."""

    device: Device
    office: TicketOffice
    registry: Registry
    models: ModelSet
    memory: MemoryStore
    approver: Approver
    journal: Journal
    sink: EventSink
    judge: Judge | None = None
    """Tool ranking for splitting compound wishes."""
    profile: Profile = "balanced"
    policy: PolicySettings = field(default_factory=PolicySettings)
    """What the user made stricter, and the apps that he opted in for the cloud."""
    memory_profile: str = DEFAULT_PROFILE
    """Whose memory is read and written."""
    limits: Limits = field(default_factory=Limits)
    unattended: bool = False
    stop: Stop = field(default_factory=Stop)
    passes: PassOffice = field(default_factory=PassOffice)
    """Lets requests out to model servers; the gateway of the models redeems at the same office."""
    private_handles: bool = False
    """Sensitive texts go to a cloud model as handles where the policy would not let it see them."""
    sources: tuple[Source, ...] = ()
    """Deciders without a language model, asked in order before one: skills, sentence templates."""
    ways: frozenset[Way] = frozenset({"function", "intent", "screen"})
