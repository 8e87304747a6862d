"""Everything an agent works with. The agent knows Protocols; console/ and evals/ choose the classes."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..android_bridge.device import Device
from ..android_bridge.tickets import TicketOffice
from ..memory.types import DEFAULT_PROFILE, MemoryStore
from ..models.passes import PassOffice
from ..models.router import ModelSet
from ..planners.sources import Fallback, Source
from ..planners.split import Judge
from ..tools.registry import Registry
from ..tools.types import TextModel, Way
from .approval import Approver
from .events import EventSink
from .journal import Journal
from .limits import Limits
from .policy import Profile
from .policy_settings import PolicySettings
from .routing import RoutingSettings
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
    fallback: Fallback | None = None
    """Asked where the on-device model found nothing that fits, before a stronger model: the screen walker."""
    reflects: bool = True
    """Look back at a try that failed and do the next otherwise; without, it is only repeated (for comparison)."""
    routing: RoutingSettings = field(default_factory=RoutingSettings)
    """What the user wishes of the router."""
    ways: frozenset[Way] = frozenset({"function", "intent", "screen"})
    texts: TextModel | None = None
    """The on-device model for tools that read texts; None: they go by rules."""

    @property
    def deciders(self) -> tuple[Source, ...]:
        """All deciders without a language model, in the order in which they are asked."""
        return self.sources if self.fallback is None else (*self.sources, self.fallback)
