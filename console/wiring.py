"""Puts the parts together: device, models, tools, memory, journal. The only place that picks classes."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from ..agent.approval import Approver, Nobody
from ..agent.egress import JournalLedger
from ..agent.events import Event, EventSink
from ..agent.guard import Guard
from ..agent.journal import Journal
from ..agent.limits import Limits
from ..agent.loop import Agent, Outcome, Revise
from ..agent.parts import Parts
from ..agent.policy import PROFILES, Profile
from ..agent.resume import resume_run
from ..agent.routing import RoutingSettings, steps_of
from ..android_bridge.errors import NoDeviceError
from ..android_bridge.tickets import TicketOffice
from ..memory.tools import memory_tools
from ..memory.types import MemoryStore, NoMemory
from ..models.passes import PassOffice
from ..models.reading import texts_of
from ..models.routing_learned import Learned
from ..models.types import Tier
from ..planners.react import offered_tools
from ..planners.sources import Fallback
from ..tools.registry import Registry
from ..tools.types import Tool, Way
from . import memory_job
from .config import ConfigError, Settings, ready_home
from .learned import nobody, open_skills, sources_of
from .progress import progress
from .wiring_models import LEARNED, build_judge, build_models, routing_of

if TYPE_CHECKING:
    from ..agent.replays import ReplaySource
    from ..agent.skills import Skills
    from ..agent.undo import Report
    from ..android_bridge.adb_device import AdbDevice
    from ..models.cloud import CloudModel
    from ..virtual_phone.registry import Registry as Phones


_KEPT = frozenset(
    ("run", "plan", "recall", "used", "route", "decision", "approval", "result", "verify", "reflection", "question",
     "answer", "interruption", "end")
)  # fmt: skip
"""Events that `runs show` needs; the others are about the screen. Of recalled rows the ids are kept, not the texts."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line chose for one run; None means: as the settings say."""

    serial: str | None = None
    policy: str | None = None
    model: str | None = None
    ways: str | None = None
    unattended: bool = False
    as_json: bool = False
    limits: Limits = field(default_factory=Limits)
    sink: EventSink | None = None
    approver: Approver | None = None
    skills: bool = True
    """Whether runs use what was learned, and are learned from."""
    replay: ReplaySource | None = None
    """A recorded script that decides; unless it hands over, nobody else does."""


@dataclass(frozen=True, slots=True)
class Session:
    """One device with everything that is needed to run goals on it."""

    parts: Parts
    guard: Guard
    ended: list[str] = field(default_factory=list)
    """Runs that have ended in this session; when it closes, the memory may draw from them."""
    skills: Skills | None = None
    tells: bool = False
    """Whether a person is told what was learned."""
    learned: Learned | None = None
    """Counts which model did what, where the user wants that."""

    def run(self, goal: str, revise: Revise | None = None) -> Outcome:
        """Run one goal; `revise` lets the user change its plan first."""
        options = {"profile": self.parts.profile, "ways": sorted(self.parts.ways), "unattended": self.parts.unattended}
        agent = Agent(self.parts)
        outcome = agent.run(goal, options, revise)
        self.ended.append(outcome.run)
        if self.learned is not None:
            self.learned.note(steps_of(agent.trail))
        if self.skills is not None:
            learned = self.skills.conclude(agent.trail, outcome)
            if self.tells:
                for line in learned.lines:
                    print(f"  {line}", file=sys.stderr)
        return outcome

    def resume(self, run: str) -> Outcome:
        """Resume one run."""
        return resume_run(run, self.parts)

    def undo(self, run: str) -> Report:
        """Take back what a run did."""
        from ..agent.undo import undo_run

        return undo_run(run, self.parts)

    def offered(self, text: str, tier: Tier) -> list[Tool]:
        """Return the tools that a model of this tier would see for a wish."""
        return offered_tools(self.parts.registry, text, tier, self.parts.ways)


@contextmanager
def open_session(settings: Settings, options: Options) -> Iterator[Session]:
    """Open the device and the parts; close them afterwards.

    Raises:
        ConfigError: A setting or option is unknown.
        NoDeviceError, SeveralDevicesError: No device can be chosen and no virtual phone can be started.
    """
    profile = _profile(options.policy or settings.policy)
    ways = parse_ways(options.ways)
    ready_home(settings)
    passes, ledger = PassOffice(), JournalLedger()
    models = build_models(settings, options.model or settings.model, profile, passes, ledger)
    office = TicketOffice()
    ended: list[str] = []
    with ExitStack() as stack:
        stack.callback(memory_job.after_runs, settings.home, settings.memory_profile, ended)
        if models.cloud is not None:
            _warm(cast("CloudModel", models.cloud), profile, stack)
        registry = stack.enter_context(open_registry(settings))
        device = stack.enter_context(open_device(settings, options.serial, office, quiet=options.as_json))
        journal = stack.enter_context(closing(Journal(ready_home(settings) / "runs.sqlite3")))
        ledger.journal = journal
        memory = stack.enter_context(closing(_usable_memory(settings)))
        for tool in (*memory_tools(memory, settings.memory_profile), *kept_secrets(settings)):
            registry.register(tool)
        skills = open_skills(settings, memory) if options.skills and options.replay is None else None
        parts = Parts(
            device=device,
            office=office,
            registry=registry,
            models=models if options.replay is None or options.replay.hand_over else nobody(),
            memory=memory,
            approver=_approver(options),
            journal=journal,
            sink=_sink(options, journal, stack),
            judge=build_judge(models, registry),
            fallback=_walker(device) if models.device is not None and options.replay is None else None,
            profile=profile,
            policy=settings.policy_rules,
            memory_profile=settings.memory_profile,
            limits=options.limits,
            unattended=options.unattended,
            ways=ways,
            texts=texts_of(models.device),
            passes=passes,
            private_handles=settings.private_handles,
            sources=sources_of(skills, options.replay),
            routing=routing_of(settings) if models.cloud is not None else RoutingSettings(),
        )
        guard = Guard(office, parts.approver, options.unattended, settings.policy_rules)
        tells = not options.as_json and options.sink is None
        learned = Learned(settings.home / LEARNED) if settings.learns_routing and models.cloud is not None else None
        yield Session(parts, guard, ended, skills, tells, learned)


def _warm(cloud: CloudModel, profile: Profile, stack: ExitStack) -> None:
    """Have the head of the cloud's requests made while the phone is looked for; it takes a CPU second elsewhere."""
    stack.callback(cloud.close)
    if profile != "local-only" or cloud.tier == "server":
        cloud.warm(wait=False)


def _walker(device: AdbDevice) -> Fallback:
    """Return what walks the screens where the on-device model finds nothing that fits."""
    from ..planners.walker import Walker
    from ..tools.embedding import MiniLm

    return Walker(device.apps, MiniLm().embed)


def parse_ways(text: str | None) -> frozenset[Way]:
    """Return the ways of `functions,intents,screen`; all of them for None."""
    names = {
        "functions": "function",
        "function": "function",
        "intents": "intent",
        "intent": "intent",
        "screen": "screen",
    }
    if text is None:
        return frozenset({"function", "intent", "screen"})
    chosen = [w.strip() for w in text.split(",") if w.strip()]
    if not chosen or any(w not in names for w in chosen):
        raise ConfigError(f"--ways {text!r}: choose from functions, intents, screen", "ainos do --help")
    return frozenset(cast(Way, names[w]) for w in chosen)


def _profile(text: str) -> Profile:
    if text not in PROFILES:
        raise ConfigError(f"policy {text!r}: choose from {', '.join(PROFILES)}", "ainos do --help")
    return text


def open_device(settings: Settings, serial: str | None, office: TicketOffice, *, quiet: bool = False) -> AdbDevice:
    """Return the chosen device; with none connected, start a virtual phone and say so."""
    from ..android_bridge.choose import choose_device

    try:
        with progress("looking for a phone …", quiet=quiet):
            return choose_device(serial, office=office)
    except NoDeviceError as error:
        if serial is not None or error.hint != "ainos phone start":
            raise  # a phone is there, but cannot be used: starting another one would not be what was meant
    return choose_device(_start_virtual_phone(settings, quiet=quiet), office=office)


def phones_of(settings: Settings) -> Phones:
    """Return the running virtual phones of these settings."""
    from ..virtual_phone.registry import Registry as Phones

    return Phones(settings.home / "phones")  # made when the first phone starts


def _start_virtual_phone(settings: Settings, *, quiet: bool) -> str:
    if not quiet:
        print("no phone is connected: starting a virtual one …", file=sys.stderr, flush=True)
    from .cli import explain_start

    try:
        with progress("starting …", quiet=quiet):
            serial = phones_of(settings).start(1)[0]
    except (OSError, RuntimeError) as error:
        message, hint = explain_start(str(error))
        raise NoDeviceError(f"no phone is connected, and {message}", hint=hint) from error
    if not quiet:
        print(
            f"virtual phone {serial} is ready; it stays until you type: ainos phone stop {serial}",
            file=sys.stderr,
            flush=True,
        )
    return serial


@contextmanager
def open_registry(settings: Settings) -> Iterator[Registry]:
    """Give the built-in tools and those of plugins, installed or named; end the plugins' processes after."""
    from ..tools.plugins import load_plugins
    from ..tools.registry import builtin_registry

    for folder in settings.plugins:
        if not folder.is_dir():
            raise ConfigError(
                f"the settings {settings.source} name a plugin folder that is not there: {folder}",
                f"$EDITOR {settings.source}",
            )
    registry = builtin_registry()
    with load_plugins(registry, settings.plugins) as left_out:
        for plugin in left_out:
            print(f"ainos: plugin {plugin.name} is left out: {plugin.problem}", file=sys.stderr)
        yield registry


def kept_secrets(settings: Settings) -> tuple[Tool, ...]:
    """Return the tool that types the secrets of the user; ConfigError where their file cannot be used."""
    from ..tools.builtin.secrets import secret_tools
    from ..tools.secret_store import SecretError, SecretStore

    try:
        return secret_tools(SecretStore(settings.home))
    except SecretError as error:
        raise ConfigError(str(error), error.hint) from error


def _usable_memory(settings: Settings) -> MemoryStore:
    """Return the memory; where its files cannot be opened, as on a full disk, none: a wish can do without."""
    try:
        return build_memory(settings)
    except (sqlite3.OperationalError, OSError) as error:
        print(f"ainos: the memory cannot be opened and is left out this time: {error}", file=sys.stderr)
        return NoMemory()


def build_memory(settings: Settings) -> MemoryStore:
    """Return the memory below the settings' home."""
    from ..memory.store import open_memory

    url = settings.memory_url if settings.memory_url and _is_near(settings) else ""
    return open_memory(settings.home / "memory", url=url)


def _is_near(settings: Settings) -> bool:
    """Whether the memory server can be found; one that is far away is refused, because rows are sensitive."""
    from ..models.endpoint import locate, parse_endpoint
    from ..models.types import EgressRefusedError, UnreachableError

    try:
        return locate(parse_endpoint(settings.memory_url), declared_local=True, lan_hosts=settings.lan_hosts).local
    except UnreachableError:
        return False  # without it the memory works alone
    except EgressRefusedError as error:
        raise ConfigError(f"memory.url: {str(error).replace('cloud endpoint', 'memory server')}", error.hint) from error


def _approver(options: Options) -> Approver:
    if options.approver is not None:
        return options.approver
    if options.unattended:
        return Nobody()
    from .person import JsonPerson, TerminalPerson

    return JsonPerson() if options.as_json else TerminalPerson()


def _sink(options: Options, journal: Journal, stack: ExitStack) -> EventSink:
    from .trace import JsonTrace, PlainTrace

    if options.sink is not None:
        shown = options.sink
    else:
        trace = JsonTrace() if options.as_json else PlainTrace()
        stack.callback(trace.close)
        shown = trace

    def tell(event: Event) -> None:
        shown(event)
        if event.type in _KEPT:
            journal.add_event(event.run, _without_texts(event))

    return tell


def _without_texts(event: Event) -> dict[str, Any]:
    """Return what the journal keeps of an event; of recalled rows not the texts: they stand in the memory."""
    body = event.as_dict()
    if event.type == "recall":
        body["rows"] = [{k: v for k, v in row.items() if k != "text"} for row in body["rows"]]
    return body
