"""Activity instances, tasks and the result of a start: the values that the activity manager keeps.

Does not know: how they change (services/activities.py).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ..apps.app import Activity, ActivityInfo
from ..intents import HOME, Intent, short_component

OnResult = Callable[[int, Any], None]

STARTED = "started"
TO_FRONT = "brought_to_front"
DELIVERED = "delivered"
NOT_FOUND = "class_not_found"
UNRESOLVED = "unresolved"
DENIED = "denied"


@dataclass(slots=True, eq=False)
class ActivityRecord:
    """One activity instance. name: full class name; token: the hex word that dumps show."""

    package: str
    name: str
    activity: Activity
    task_id: int
    info: ActivityInfo
    intent: Intent
    token: str
    visible: bool = False
    on_result: OnResult | None = None

    @property
    def component(self) -> str:
        """Return 'pkg/.Name' as Android prints it."""
        return short_component(self.package, self.name)


@dataclass(slots=True, eq=False)
class Task:
    """One task: activities from root to top. affinity: the package it belongs to."""

    task_id: int
    affinity: str
    records: list[ActivityRecord] = field(default_factory=list)
    base_intent: Intent = field(default_factory=Intent)
    last_active_ms: int = 0

    @property
    def top(self) -> ActivityRecord:
        """Return the topmost activity; a task is never empty."""
        return self.records[-1]

    @property
    def is_home(self) -> bool:
        """Tell whether this is the launcher's task."""
        return HOME in self.base_intent.categories


@dataclass(frozen=True, slots=True)
class StartResult:
    """What became of a start. status: started, brought_to_front, delivered, class_not_found, unresolved, denied."""

    status: str
    message: str = ""
    component: str = ""

    @property
    def ok(self) -> bool:
        """Tell whether an activity is now in front because of this start."""
        return self.status in {STARTED, TO_FRONT, DELIVERED}
