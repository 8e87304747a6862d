"""One worker's place: phones by world, restored between episodes; one on-device model; a home of its own."""

from __future__ import annotations

import base64
import io
import os
import time
from collections import OrderedDict
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
from ..models.router import ModelSet
from ..models.types import Model
from ..planners.plan import Plan, SubGoal
from ..planners.sources import Source
from ..planners.split import Judge
from ..tools.registry import Registry, builtin_registry
from ..virtual_phone.control_commands import ControlError
from ..virtual_phone.registry import PhoneStartError
from ..virtual_phone.registry import Registry as Phones
from ..virtual_phone.remote import ask
from .arms import BASELINES, ON_DEVICE, WITH_CLOUD, Arm, models_of
from .broken import broken
from .checks import CheckError, Judged, Scene
from .person import SimulatedPerson
from .record import Episode
from .state import changes, read_state
from .task import Case, Task, World
from .world import prepare

if TYPE_CHECKING:
    from ..agent.skills import Learned, Skills
    from ..models.cloud import CloudConfig
    from ..planners.walker import Walker
    from ..tools.embedding import MiniLm
    from ..virtual_phone.pace import Pace

_PHONES_KEPT = 3
_FRESH = "fresh"
_PICTURE_PX = 270
_PORT = "ANDROID_ADB_SERVER_PORT"
_AWAY_S = 10.0
"""A phone that a fault took away is back within this."""
_LIMITS = Limits(deadline_s=180.0)


@dataclass(frozen=True, slots=True)
class Setup:
    """What every worker of an evaluation needs to know."""

    cloud: CloudConfig | None = None
    """The model server of the arms that have one."""
    pace: Pace = "fast"
    """`real`: gestures take as long as on a phone; `phone`: all commands do."""


class Bench:
    """Runs episodes one after the other."""

    def __init__(self, home: Path, setup: Setup) -> None:
        self._home = home
        self._setup = setup
        self._stack = ExitStack()
        self._phones = Phones(home / "phones")
        self._stack.callback(self._phones.stop_all)
        self._stack.callback(_set_port, os.environ.get(_PORT))
        self._serials: OrderedDict[tuple[object, ...], str] = OrderedDict()
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
        try:
            with ExitStack() as stack:
                return self._episode(case, arm, trial, stack)
        except (BridgeError, CheckError, ControlError, PhoneStartError, JournalError) as error:
            return blank(case, arm, trial, f"{type(error).__name__}: {error}")

    def _episode(self, case: Case, arm: Arm, trial: int, stack: ExitStack) -> Episode:
        task = case.task
        serial = self._fresh_phone(task.world)
        office = TicketOffice()
        device = choose_device(serial, office=office)
        prepare(task.world, device, office)
        memory, registry = self._memory(task, stack)
        events: list[Event] = []
        person = SimulatedPerson(task.user)
        ways = tuple(way for way in arm.ways if way in task.ways)
        passes = PassOffice()
        local = self._local() if arm.who in ON_DEVICE else None
        cloud = self._server(passes, stack) if arm.who in WITH_CLOUD else None
        parts = Parts(
            device=device, office=office, registry=registry, passes=passes,
            models=self.teacher(case) if self.teacher else models_of(arm, case, local, cloud, trial),
            memory=memory, approver=person, journal=self._journal, sink=events.append,
            judge=self._judge if arm.who in ON_DEVICE else None, profile=arm.profile, limits=_LIMITS,
            ways=frozenset(ways), sources=self._sources(arm),
            fallback=self._walker(device) if arm.who in ON_DEVICE else None,
        )  # fmt: skip
        parts = self.adjust(parts) if self.adjust else parts
        scene = Scene(device, memory=memory)
        before = read_state(scene) if task.changes is not None else {}
        for fault in task.world.faults:
            request: dict[str, Any] = {"cmd": "fault", "name": fault.name, "options": fault.options}
            ask(serial, request, folder=self._phones.folder)
        began = time.perf_counter()
        with broken(arm.habit) if arm.habit else nullcontext():
            agent = Agent(parts)
            outcome = agent.run(case.goal, revise=unplanned if arm.who in BASELINES else None)
        seconds = time.perf_counter() - began
        self.learned = self.skills.conclude(agent.trail, outcome) if self.skills else None
        if task.world.faults:
            ask(serial, {"cmd": "fault", "clear": True}, folder=self._phones.folder)
            _await(serial)
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
        return episode if episode.passed else replace(episode, picture=_small_picture(device))

    def _sources(self, arm: Arm) -> tuple[Source, ...]:
        """Return what decides before a model: skills, and for an on-device model sentence templates."""
        templates = (TemplateSource(),) if arm.who in ON_DEVICE and self.teacher is None else ()
        first = (self.script,) if self.script is not None else ()
        return (*first, *((self.skills.source,) if self.skills else ()), *templates)

    def _fresh_phone(self, world: World) -> str:
        """Return a phone of this world as it was when it started; the longest unused one makes room."""
        serial = self._serials.get(world.phone)
        if serial is not None:
            self._serials.move_to_end(world.phone)
            ask(serial, {"cmd": "fault", "clear": True}, folder=self._phones.folder)
            ask(serial, {"cmd": "restore", "name": _FRESH}, folder=self._phones.folder)
            _await(serial)
            return serial
        while len(self._serials) >= _PHONES_KEPT:
            self._phones.stop(self._serials.popitem(last=False)[1])
        serial = self._phones.start(
            1, seed=world.seed, apps=world.apps, app_versions=world.app_versions, clock=world.clock,
            locale=world.locale, api_level=world.api, pace=self._setup.pace,
            keeper=os.getpid(),
        )[0]  # fmt: skip
        os.environ[_PORT] = str(self._phones.host_port())
        choose_device(serial, office=TicketOffice()).observe()  # the automator is up in every later episode
        ask(serial, {"cmd": "snapshot", "name": _FRESH}, folder=self._phones.folder)
        self._serials[world.phone] = serial
        return serial

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


def _set_port(port: str | None) -> None:
    """Let adb clients of this process find the adb server that they found before."""
    if port is None:
        os.environ.pop(_PORT, None)
    else:
        os.environ[_PORT] = port


def _await(serial: str) -> None:
    """Wait until a phone that was away answers again; NoDeviceError when it does not."""
    until = time.monotonic() + _AWAY_S
    while True:
        try:
            choose_device(serial, office=TicketOffice()).get_setting("global", "airplane_mode_on")
        except BridgeError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            return


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


def _small_picture(device: Device) -> str:
    """Return the screen as a small PNG in base64; empty where the phone gives none."""
    from PIL import Image

    try:
        picture = Image.open(io.BytesIO(device.screenshot()))
    except BridgeError:
        return ""
    picture.thumbnail((_PICTURE_PX, _PICTURE_PX * 3))
    data = io.BytesIO()
    picture.convert("P", palette=Image.Palette.ADAPTIVE, colors=64).save(data, "PNG", optimize=True)
    return base64.b64encode(data.getvalue()).decode()


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
