"""One worker's place: phones by world, restored between episodes; one on-device model; a home of its own."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..agent.egress import JournalLedger
from ..agent.events import Event
from ..agent.journal import Journal, JournalError
from ..agent.limits import Limits
from ..agent.loop import Agent, Outcome
from ..agent.parts import Parts
from ..agent.templated import TemplateSource
from ..android_bridge.choose import choose_device
from ..android_bridge.device import Device
from ..android_bridge.errors import BridgeError
from ..android_bridge.tickets import TicketOffice
from ..memory.store import open_memory
from ..memory.tools import memory_tools
from ..memory.types import MemoryStore, NoMemory
from ..models.passes import PassOffice
from ..models.reading import texts_of
from ..models.router import ModelSet
from ..models.types import Model
from ..planners.plan import Plan, SubGoal
from ..planners.sources import Source
from ..planners.split import Judge
from ..tools.registry import Registry, builtin_registry
from ..virtual_phone.control_commands import ControlError
from ..virtual_phone.registry import PhoneStartError
from .arms import BASELINES, ON_DEVICE, WITH_CLOUD, Arm, models_of
from .broken import broken
from .checks import CheckError, Judged, Scene
from .cpu_time import cpu_since, cpu_times
from .overheard import Asked, overheard, with_prompts
from .person import SimulatedPerson
from .pictures import Album, small_picture
from .places import Place, VirtualPhones
from .record import Episode
from .state import changes, read_state
from .task import Case, Task
from .web import served
from .world import open_page, prepare

if TYPE_CHECKING:
    from ..agent.skills import Learned, Skills
    from ..models.cloud import CloudConfig
    from ..planners.walker import Walker
    from ..tools.embedding import MiniLm
    from ..virtual_phone.pace import Pace

_LIMITS = Limits(deadline_s=180.0)


@dataclass(frozen=True, slots=True)
class Setup:
    """What every worker of an evaluation needs to know."""

    cloud: CloudConfig | None = None
    """The model server of the arms that have one."""
    pace: Pace = "fast"
    """`real`: gestures take as long as on a phone; `phone`: all commands do."""
    devices: tuple[str, ...] = ()
    """Serials of attached devices to run on in the place of virtual phones."""
    leases: Path | None = None
    """The file in which devices are leased; see leases.py."""
    pictures: bool = False
    """Keep the screen after every act."""


class Bench:
    """Runs episodes one after the other."""

    def __init__(self, home: Path, setup: Setup) -> None:
        self._home = home
        self._setup = setup
        self._stack = ExitStack()
        self._place = _place_of(home, setup)
        self._stack.callback(self._place.close)
        self._registry = builtin_registry()
        self._model: Model | None = None
        self._judge: Judge | None = None
        self._vectors: MiniLm | None = None
        self._number = 0
        home.mkdir(parents=True, exist_ok=True)
        self._journal = self._stack.enter_context(closing(Journal(home / "runs.sqlite3")))
        self.skills: Skills | None = None
        """What is learned from an episode and used in later ones; None: nothing is kept."""
        self.learned: Learned | None = None
        """What the last episode did to the skills."""
        self.teacher: Callable[[Case], ModelSet] | None = None
        """Decides in the place of the arm's model."""
        self.script: Source | None = None
        """Decides before anybody else: a replay."""
        self.adjust: Callable[[Parts], Parts] | None = None
        """Changes the parts of each episode, such as its limits or its memory."""

    def keep_skills(self) -> Skills:
        """From now on let episodes learn from earlier ones."""
        from ..agent.skills import Shelf, Skills

        self.skills = Skills(Shelf(self._home / "skills"))
        return self.skills

    def close(self) -> None:
        """End the phones and the journal."""
        self._stack.close()

    def run(self, case: Case, arm: Arm, trial: int) -> Episode:
        """Run one episode and judge it; what cannot be judged is an error of the episode, never of the evaluation."""
        self._number += 1
        began = time.perf_counter()
        try:
            with ExitStack() as stack:
                episode = self._episode(case, arm, trial, stack)
            return replace(episode, wall=round(time.perf_counter() - began, 4))
        except (BridgeError, CheckError, ControlError, PhoneStartError, JournalError) as error:
            return blank(case, arm, trial, f"{type(error).__name__}: {error}")

    def _episode(self, case: Case, arm: Arm, trial: int, stack: ExitStack) -> Episode:
        task = case.task
        serial = stack.enter_context(self._place.at(task.world))
        office = TicketOffice()
        device = choose_device(serial, office=office)
        web = stack.enter_context(served(task.world.web.pages, serial)) if task.world.web else None
        prepare(task.world, device, office)
        if task.world.notifications:
            self._place.notify(serial, task.world.notifications)
        if web is not None and task.world.web is not None:
            open_page(task.world.web.open, web, device, office)
        memory, registry = self._memory(task, stack)
        events: list[Event] = []
        album = Album(device, events.append)
        person = SimulatedPerson(task.user)
        ways = tuple(way for way in arm.ways if way in task.ways)
        passes = PassOffice()
        local = self._local() if arm.who in ON_DEVICE else None
        cloud = self._server(passes, stack) if arm.who in WITH_CLOUD else None
        models, asked = self.teacher(case) if self.teacher else models_of(arm, case, local, cloud, trial), list[Asked]()
        parts = Parts(
            device=device, office=office, registry=registry, passes=passes,
            models=models if self._setup.devices else overheard(models, asked),
            memory=memory, approver=person, journal=self._journal,
            sink=album if self._setup.pictures else events.append,
            judge=self._judge if arm.who in ON_DEVICE else None, profile=arm.profile, limits=_LIMITS,
            ways=frozenset(ways), sources=self._sources(arm),
            fallback=self._walker(device) if arm.who in ON_DEVICE else None, texts=texts_of(local),
        )  # fmt: skip
        parts = self.adjust(parts) if self.adjust else parts
        scene = Scene(device, memory=memory, web=web)
        before = read_state(scene) if task.changes is not None else {}
        if task.world.faults:
            self._place.disturb(serial, task.world.faults)
        began, before_cpu = time.perf_counter(), cpu_times()
        with broken(arm.habit) if arm.habit else nullcontext():
            agent = Agent(parts)
            outcome = agent.run(case.goal, revise=unplanned if arm.who in BASELINES else None)
        seconds, cpu = time.perf_counter() - began, cpu_since(before_cpu)
        self.learned = self.skills.conclude(agent.trail, outcome) if self.skills else None
        if task.world.faults:
            self._place.calm(serial)
        # A run that failed has no answer, only a reason; a task that wants it to fail may look at the reason.
        scene.answer = outcome.answer if outcome.status == "done" or _says_how_it_ends(task) else ""
        scene.outcome = outcome
        scene.events = [event.as_dict() for event in events]
        judged = [check.judge(scene) for check in task.checks]
        also = {
            part: tuple(lines)
            for part, lines in (changes(before, read_state(scene)) if before else {}).items()
            if part not in (task.changes or ())
        }
        episode = _verdict(case, arm, trial, outcome, judged, also, person, scene.events, seconds)
        episode = replace(episode, cpu=round(cpu, 4), device=serial if self._setup.devices else "")
        if episode.passed:
            return replace(episode, events=with_prompts(episode.events, album.taken))
        told = with_prompts(episode.events, [*asked, *album.taken])
        return replace(episode, events=told, picture=small_picture(device))

    def _sources(self, arm: Arm) -> tuple[Source, ...]:
        """Return what decides before a model: skills, and for an on-device model sentence templates."""
        templates = (TemplateSource(),) if arm.who in ON_DEVICE and self.teacher is None else ()
        first = (self.script,) if self.script is not None else ()
        return (*first, *((self.skills.source,) if self.skills else ()), *templates)

    def _memory(self, task: Task, stack: ExitStack) -> tuple[MemoryStore, Registry]:
        """Return an empty memory of the episode's own where the task looks at it, else none."""
        registry = Registry(self._registry.all())
        if task.kind != "security" and not any(check.kind == "memory" for check in task.checks):
            return NoMemory(), registry
        memory = stack.enter_context(closing(open_memory(self._home / f"memory-{self._number}")))
        for tool in memory_tools(memory, "default"):
            registry.register(tool)
        return memory, registry

    def _server(self, passes: PassOffice, stack: ExitStack) -> Model | None:
        if self._setup.cloud is None:
            return None
        from ..models.cloud import CloudModel
        from ..models.gateway import Gateway

        model = CloudModel(self._setup.cloud, Gateway(passes, JournalLedger(self._journal)))
        stack.callback(model.close)
        return model

    def _walker(self, device: Device) -> Walker:
        """Return the screen walker for one episode; the vectors are loaded once."""
        from ..planners.walker import Walker
        from ..tools.embedding import MiniLm

        self._vectors = self._vectors or MiniLm()
        return Walker(device.apps, self._vectors.embed)

    def device_model(self) -> Model:
        """Return the on-device model, loaded once."""
        return self._local()

    def _local(self) -> Model:
        if self._model is None:
            from ..models.classifier import ToolClassifier
            from ..models.local import LocalModel

            self._model = LocalModel()
            self._judge = ToolClassifier().judge([t for t in self._registry.all() if t.kind == "goal"])
        return self._model


def unplanned(plan: Plan) -> Plan:
    """Return a plan that is the goal as it stands: a baseline does nothing that its model did not decide."""
    return Plan(plan.goal, (SubGoal(plan.goal),))


def _place_of(home: Path, setup: Setup) -> Place:
    """Return where episodes happen."""
    if not setup.devices:
        return VirtualPhones(home / "phones", setup.pace)
    from .attached import AttachedDevices
    from .leases import Leases

    return AttachedDevices(setup.devices, Leases(setup.leases or home / "devices.sqlite3"))


def _verdict(
    case: Case, arm: Arm, trial: int, outcome: Outcome, judged: Sequence[Judged], also: dict[str, tuple[str, ...]],
    person: SimulatedPerson, events: Sequence[Any], seconds: float,
) -> Episode:  # fmt: skip
    task = case.task
    holds = all(result.holds for result in judged) and not also
    said = outcome.status == "done" and outcome.verified
    # Where the task says how the run shall end, that check stands for the claim.
    claims = said or _says_how_it_ends(task)
    checks = [
        {"kind": check.kind, "holds": result.holds, "expected": result.expected, "found": result.found}
        for check, result in zip(task.checks, judged, strict=True)
    ]
    return Episode(
        case=case.id, task=task.name, goal=case.goal, kind=task.kind, language=task.language, arm=arm.name,
        trial=trial, passed=holds and claims, holds=holds, false_success=said and not holds, status=outcome.status,
        verified=outcome.verified, answer=outcome.answer, steps=sum(outcome.receipt.steps_by_tier.values()),
        optimal_steps=task.optimal_steps, seconds=round(seconds, 4), checks=tuple(checks), changed=also,
        questions=tuple(person.questions), confirmations=(*person.approved, *person.refused),
        receipt=outcome.receipt.as_dict(), events=tuple(events),
    )  # fmt: skip


def _says_how_it_ends(task: Task) -> bool:
    return any(check.kind == "status" for check in task.checks)


def blank(case: Case, arm: Arm, trial: int, error: str) -> Episode:
    """Return an episode that could not be judged; it counts as failed."""
    task = case.task
    return Episode(
        case=case.id, task=task.name, goal=case.goal, kind=task.kind, language=task.language, arm=arm.name,
        trial=trial, passed=False, holds=False, false_success=False, status="error", verified=False, answer="",
        steps=0, optimal_steps=task.optimal_steps, seconds=0.0, error=error,
    )  # fmt: skip
