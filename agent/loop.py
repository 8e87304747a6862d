"""The main loop; a reader starts here.

plan(goal) -> sub-goals
for each: observe -> recall -> route -> decide -> guard -> act -> verify -> journal
a failure -> reflect -> try again (bounded) -> stop, saying what was and was not done
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from ..android_bridge.elements import screen_lines, screen_text
from ..android_bridge.errors import BridgeError, CommandFailedError
from ..android_bridge.labels import Confidentiality, Integrity, Label
from ..android_bridge.types import Observation
from ..memory.types import Recalled
from ..models.redaction import Vault
from ..models.router import Route
from ..models.types import DecisionRequest, Turn
from ..planners.plan import Plan, SubGoal
from ..planners.planner import make_plan
from ..planners.react import Progress, build_request, offered_tools
from ..planners.reflect import Reflection
from ..planners.sources import ON_THE_WAY, Moment, PlannedCall, Source
from ..tools.types import Context, Tool, ToolCall, ToolError, ToolResult, ToolRetryError
from .account import Account
from .act import Acted, Actor
from .choose import Chooser, Decided
from .envelope import draw_envelope
from .events import Teller
from .expectations import Expectations
from .flow import Flow
from .flowed import Filled, Read
from .guard import Guard, PermittedCall
from .interruptions import Interruptions
from .limits import Declined, EpisodeEnd, Meter, checked_goal
from .loop_detector import LoopDetector
from .parts import Parts
from .past import Past, digest_of
from .planned import touched
from .receipt import Outcome, Receipt
from .records import DecisionRecord, JournalError, Reply
from .remembered import Remembered
from .retry import Retry
from .seeing import with_picture
from .settle import Settler
from .step_guard import answer_guard
from .trail import Trail, TrailStep

_MEMORY_PATIENCE_S = 3.0
"""A model that reads recalled rows waits this long for a memory that is still opening; the on-device one reads none."""
Revise = Callable[[Plan], Plan]
__all__ = ["Agent", "Outcome", "Revise"]


class Agent:
    """Pursues one goal on one phone."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._guard = Guard(parts.office, parts.approver, parts.unattended, parts.policy)
        self.receipt = Receipt()
        self._meter = Meter(parts.limits)
        self._session = Label.of_user()
        self._words = ""
        """Everything the user said in this run."""
        self._run = ""
        self._vault = Vault(parts.journal.keep_out)
        self._tell = Teller("", parts.sink, self._vault)
        self._account = Account(parts, self.receipt, self._tell)
        self._interruptions = Interruptions(
            parts, self._guard, self._tell, self._ask, self._permit, lambda: self._words
        )
        self._actor = Actor(parts.journal, self._account, self._tell, self._interruptions)
        self._circles = LoopDetector()
        self._chooser = Chooser(parts, self.receipt, self._meter, self._tell, self._vault)
        self._remembered = Remembered(parts, self._tell, self.receipt)
        self._retry = Retry(parts, self._tell)
        self._settler = Settler(self._guard, self._remembered, self._ask_once, self._retry)
        self._past = Past()
        self._called: tuple[ToolCall, bool] | None = None
        """The call of this step as it was decided, and whether only the user's words decided it."""
        self.trail = Trail()
        self._expected = Expectations(parts.device, parts.registry)
        self._flow = self._flow_of(Plan("", ()), {})
        self._sources: tuple[Source, ...] = (self._retry, PlannedCall(), self._remembered, *parts.deciders)
        """Asked in order before a model."""

    def run(self, goal: str, options: Mapping[str, Any] | None = None, revise: Revise | None = None) -> Outcome:
        """Pursue a goal, after `revise` by the user; never raises for what the phone, a model or a person does."""
        self._open(f"{time.strftime('%Y%m%d-%H%M%S')}-{secrets.token_hex(2)}", goal)

        def begin() -> Plan:
            text = checked_goal(goal)
            device = self._parts.device
            marked = {**(options or {}), "user": device.get_setting("secure", "android_id") or ""}
            self._parts.journal.begin_run(self._run, text, marked, device.serial, device.boot_id)
            plan = make_plan(text, self._split(text), self._parts.judge)
            if revise is not None:
                plan, self._meter.started = revise(plan), time.monotonic()
                self._words = "\n".join((self._words, *plan.texts))
            self._parts.journal.set_plan(self._run, plan.as_json(), self._words)
            return plan

        return self._to_its_end(begin)

    def _split(self, goal: str) -> list[str]:
        """Return the single wishes of a goal; a routine of the user's stands for its steps, in his own words."""
        steps = self._remembered.steps_of(goal)
        if steps:
            self._words += f"\n{steps}"
        return self._remembered.split(goal, steps, self._parts.judge)

    def resume(self, run: str, plan: Plan, past: Past) -> Outcome:
        """Go on with a run whose pending intents were settled (agent/resume.py); the same promises as `run`."""
        self._open(run, plan.goal, resumed=True)
        self._past, self._words, self._session, self._tell.step = past, past.words, past.session, past.last_step
        self._account.take_up(past, [n for n, s in enumerate(plan.subgoals) if s.role != "act"])
        self._meter.usd = sum(d.decision.usage.usd for d in past.decisions) if past.was_cut else 0.0
        return self._to_its_end(lambda: past.marked(plan))

    def _to_its_end(self, begin: Callable[[], Plan]) -> Outcome:
        try:
            return self._finish(self._pursue(begin()))
        except JournalError as error:
            return self._account.end(self._account.journal_failed(error))
        except EpisodeEnd as end:
            return self._account.end(end)
        except BridgeError as error:
            return self._account.end(self._account.device_failed(error))
        except KeyboardInterrupt:
            return self._account.end(self._account.stopped())

    def close_early(self, run: str, goal: str, end: EpisodeEnd) -> Outcome:
        """End a resumed run before its first step: what it did before cannot be settled."""
        self._open(run, goal, resumed=True)
        return self._account.end(end)

    def repeat_end(self, run: str, goal: str, answer: str) -> Outcome:
        """Tell the end of a run that was done before; nothing is repeated."""
        self._open(run, goal, resumed=True)
        return self._account.tell_end(Outcome(run, "done", 0, True, answer, "", self.receipt))

    def _open(self, run: str, goal: str, *, resumed: bool = False) -> None:
        self._run, self._words = run, goal
        self._tell.run = self._account.run = run
        self._interruptions.begin(run)
        more = {"resumed": True} if resumed else {}
        self._tell.tell("run", goal=goal, device=self._parts.device.serial, profile=self._parts.profile, **more)

    # ------------------------------------------------------------------ the loop

    def _pursue(self, plan: Plan) -> Plan:
        self._tell.tell("plan", **plan.facts)
        parts = self._parts
        self._guard.begin(draw_envelope(plan.texts, parts.registry, judge=parts.judge, asks=plan.asks), plan.goal)
        flow = self._flow = self._flow_of(plan, self._past.read)
        while (index := flow.next()) is not None:
            subgoal = flow.plan.subgoals[index]
            self._account.silent = subgoal.role != "act"
            acted = self._pursue_subgoal(index, subgoal)
            if flow.close(index, acted) and subgoal.role == "act":
                self._remembered.keep_result(subgoal.text, parts.registry.lookup(acted.tool), acted.result, self._run)
        return flow.plan

    def _flow_of(self, plan: Plan, read: dict[int, Read]) -> Flow:
        return Flow(plan, self._tell, self._parts, self._account, self._ask_once, lambda: self._words, read)

    def _pursue_subgoal(self, index: int, subgoal: SubGoal) -> Acted:
        """Step until the sub-goal is proved; a failed try is reflected on, and tries are bounded."""
        text, progress = subgoal.text, Progress(subgoal.text)
        self._circles = LoopDetector()
        self._retry.begin(text)
        failures = self._past.take_up(index, progress)
        while failures < self._parts.limits.tries:
            self._meter.check()
            try:
                acted = self._step(index, progress, failures)
            except (ToolError, CommandFailedError) as error:
                if self._called is None:
                    raise
                failures += 1
                self._parts.journal.conclude(self._run, self._tell.step, "failed", str(error))
                acted_maybe = self._interruptions.may_have_acted
                self._reflect(progress, self._retry.look_back_at_error(*self._called, error, acted_maybe))
                final = not isinstance(error, ToolRetryError) and not self._retry.has_more
                if final or not self._can_improve(failures):
                    raise self._retry.give_up(error, self._account, text) from error
                continue
            if acted is None:
                continue  # a screen action: the sub-goal goes on
            if acted.proof.holds:
                self._retry.succeeded(acted.tool, acted.result.way)
                return acted
            failures += 1
            self._reflect(progress, self._retry.look_back_at_proof(self._called, acted.tool, acted.result, acted.proof))
            if doubt := self._account.unproved(text, acted.risk, acted.proof):
                raise doubt
            if not self._can_improve(failures):
                break
        raise self._retry.give_up(None, self._account, text)

    def _step(self, index: int, progress: Progress, failures: int) -> Acted | None:
        """One turn of the loop; None when what was done is only on the way, such as a touch: the sub-goal goes on."""
        self._tell.step += 1
        self._meter.steps += 1
        self._called = None
        with self.receipt.timed("observe"):
            observation = self._interruptions.observe()
        self._tell.tell(
            "observation", app=observation.package, activity=observation.activity, elements=len(observation.elements)
        )
        if observation.label.confidentiality is Confidentiality.SECRET:
            self._vault.see((line.text, line.label) for line in screen_lines(observation))
        if (reached := self._expected.look(index, self._flow.plan.subgoals[index], observation)) is not None:
            self._tell.tell("verify", holds=True, expected=reached.proof.expected, found=reached.proof.found)
            self._account.note(self._parts.registry.lookup(reached.tool), reached.result, reached.proof)
            return reached
        decision, request = self._decided(index, progress, observation, failures)
        if decision.call is None:
            self._account.undone = str(decision.parts.get("left_undone", ""))
            raise self._retry.give_up(None, self._account, progress.subgoal)
        self._called = decision.call, request.label.integrity is Integrity.TRUSTED
        self._circles.note(observation, decision.call)
        tool = self._parts.registry.lookup(decision.call.tool)
        if tool.kind == "memory" and decision.tier != "template":
            raise ToolRetryError("the memory takes the user's own words only, never a model's; nothing was kept")
        began_ms = int(observation.time.timestamp() * 1000)
        phone, ways = self._parts.device, self._retry.ways(tool)
        context = Context(phone, None, observation.time, observation, ways, began_ms, self._run, self._parts.texts)
        if tool.kind == "control":
            answered = self._control(decision.call, tool, context, progress, self._flow.plan.subgoals[index])
            return self.trail.note_answer(index, tool, decision, observation, answered)
        filled = self._flow.fill(index, decision.call, strict=decision.tier in ("device", "template"))
        progress.label = progress.label.join(filled.label)
        call, values = self._interruptions.patiently(
            lambda: self._settler.settle(filled.call, tool, context, progress.subgoal, self._account.so_far)
        )
        sure = decision.confidence
        permitted = self._permit(call, tool, values, context, request.label, progress.subgoal, filled, sure)
        self._expected.before(tool, permitted.risk)
        acted = self._actor.carry_out(index, permitted, context)
        self._retry.check_found(tool, acted.result)
        touch = touched(permitted.values, observation) if tool.kind == "screen" else None
        done = (permitted.values, decision.tier, permitted.risk, observation, touch, acted.result, acted.proof)
        self.trail.steps.append(TrailStep(index, tool, decision.call, *done, request.label))
        self._expected.note(self.trail.steps[-1])
        if tool.kind == "memory" and acted.proof.holds:
            self._parts.journal.forget_row(values)
        label = request.label.join(acted.result.label, filled.label)
        progress.label = progress.label.join(label)
        self._session = self._session.join(acted.result.label)
        if decision.model == ON_THE_WAY or "on_the_way" in decision.parts:
            tool = replace(tool, kind="screen")  # what it opens is on the way, as a touch is
        after = self._after(acted, tool, call, progress, label)
        ends = permitted.fulfils and self._expected.ends(decision, tool, self._guard.envelope.wish(progress.subgoal))
        return after if ends or not acted.proof.holds else None

    def _decided(self, index: int, progress: Progress, seen: Observation, failures: int) -> Decided:
        """Return the answer that an interrupted run has paid for, else the next one, recorded before it is judged."""
        if (kept := self._past.take_decision(index, seen, progress)) is not None:
            self._tell.step = kept.step
            return self._chooser.known(kept.decision, progress.subgoal, kept.label)
        decision, request = decided = self._decide(index, progress, seen, failures)
        self._expected.take(decision)
        record = DecisionRecord(self._tell.step, index, decision, request.label, digest_of(seen))
        self._parts.journal.record_decision(self._run, record)
        return decided

    def _decide(self, index: int, progress: Progress, seen: Observation, failures: int) -> Decided:
        """Return the next call: of the first source that proposes one, else of a model."""
        at = Moment(self._run, self._flow.plan, index, progress, seen, failures, self._parts.registry, self._parts.ways)
        for source in self._sources:
            if (proposal := source.propose(at)) is not None and not self._retry.avoids(proposal.call, seen):
                return self._chooser.propose(proposal, progress.subgoal)
        decided = self._ask_model(progress, seen, failures, at)
        if (call := decided[0].call) is not None and decided[0].tier == "device" and self._retry.avoids(call, seen):
            decided = self._ask_model(progress, seen, failures, at)
        if decided[0].call is None and (last := self._retry.last_resort()) is not None:
            return self._chooser.propose(last, progress.subgoal)
        return decided

    def _ask_model(self, progress: Progress, seen: Observation, failures: int, at: Moment | None = None) -> Decided:
        """Return a model's next call; it reads `asks`, where there is one, in the place of the sub-goal's words."""
        asks = at.subgoal.asks if at is not None else ""
        read = replace(progress, subgoal=asks) if asks else progress
        shown, goal = list[Recalled](), self._flow.plan.goal

        def build(route: Route) -> DecisionRequest:
            tier = route.model.tier
            offered = offered_tools(self._parts.registry, progress.subgoal, tier, self._parts.ways)
            request = partial(build_request, read, route.model, goal=goal, tools=offered, observation=seen)
            if tier == "device":
                return self._retry.offer(request(recalled=()))
            with self.receipt.timed("recall"):
                rows = self._remembered.recall(
                    progress.subgoal, self._run, seen, failures=failures, patience_s=_MEMORY_PATIENCE_S
                )
            shown[:] = self._remembered.fit(rows, progress.label.join(seen.label, self._session))
            return with_picture(request(recalled=shown), route.model, seen, self._parts.device, self._vault)

        with self.receipt.timed("decide"):
            choose = partial(self._chooser.choose, so_far=self._account.so_far, repeated=self._circles.repeated)
            decided = choose(build, failures=failures, at=at)
        if decided[0].tier != "device":
            self._remembered.note_sent(shown)
        wish = asks or progress.subgoal
        if decided[0].call is None and (named := self._remembered.named(wish)) != wish:
            decision, request = self._ask_model(replace(progress, subgoal=named), seen, failures)
            return self._remembered.said_back(decision), request
        return decided

    def _control(
        self, call: ToolCall, tool: Tool, context: Context, progress: Progress, subgoal: SubGoal
    ) -> Acted | None:
        """Ask the person what the model asks, or check the answer that it gives; neither touches the phone."""
        seen = context.observation
        assert seen is not None
        values = self._guard.resolve(call, tool, context)
        if tool.name in ("ask_user", "expect"):
            expects = tool.name == "expect"
            said = "" if expects else f"The user said: {self._ask_once(str(values['question']), ())}"
            progress.turns.append(Turn(call, said or self._expected.declare(values)))
            return None
        result = ToolResult(str(values["answer"]), label=progress.label.join(seen.label))
        self._tell.tell("result", text=result.text, way=result.way, effect="")
        read = [t.result for t in progress.turns if self._parts.registry.lookup(t.call.tool).kind != "control"]
        proof = self._expected.at_finish(subgoal, result.text, [screen_text(seen), *read], seen)
        self._tell.tell("verify", holds=proof.holds, expected=proof.expected, found=proof.found)
        self._parts.journal.conclude(
            self._run, self._tell.step, "done" if proof.holds else "unproved", result.text,
            label=result.label, found=proof.found, expected=proof.expected, guard=answer_guard(result.text, seen),
        )  # fmt: skip
        return self._after(Acted(tool.name, tool.risk, result, proof), tool, call, progress, result.label)

    def _permit(
        self, call: ToolCall, tool: Tool, values: Mapping[str, Any], at: Context, seen: Label, wish: str = "",
        filled: Filled | None = None, confidence: float = 1.0,
    ) -> PermittedCall:  # fmt: skip
        """Return the call with its ticket; Declined says what was done before and how to be asked again."""
        try:
            with self.receipt.timed("guard"):
                return self._guard.permit(
                    call, tool, values, at=at, words=self._words, context=seen, session=self._session, tell=self._tell,
                    wish=wish, flowed=filled, confidence=confidence,
                )  # fmt: skip
        except Declined as no:
            self._parts.journal.record_refusal(self._run, self._tell.step, tool.name, str(no))
            raise self._account.declined(no) from no

    def _after(self, acted: Acted, tool: Tool, call: ToolCall, progress: Progress, label: Label) -> Acted | None:
        progress.turns.append(Turn(call, acted.result.text, label))
        if tool.kind == "screen":
            return None
        if acted.proof.holds:
            self._account.note(tool, acted.result, acted.proof)
        return acted

    # ------------------------------------------------------------------ ask

    def _ask_once(self, question: str, choices: tuple[str, ...], step: int | None = None) -> str:
        """Ask what a call needs to know; what was answered before an interruption is not asked again."""
        step = self._tell.step if step is None else step
        reply = self._past.take_reply(question, step)
        if reply is None:
            reply = self._ask(question, choices)
            self._parts.journal.record_reply(self._run, Reply(step, question, reply))
        return reply

    def _ask(self, question: str, choices: tuple[str, ...]) -> str:
        self._tell.tell("question", question=question, choices=list(choices))
        reply = None if self._parts.unattended else self._parts.approver.ask(question, choices)
        if not reply or not reply.strip():
            options = f" ({' / '.join(choices)})" if choices else ""
            raise Declined(f"{question}{options} Nobody answered.{self._account.so_far}", self._account.again)
        self._tell.tell("answer", answer=reply)
        self._words += f"\n{reply}"
        return reply.strip()

    # ------------------------------------------------------------------ memory

    def _finish(self, plan: Plan) -> Outcome:
        self.trail.plan = plan
        self._remembered.keep_episode(plan, self._run, self._session)
        return self._account.finish(all(s.state in ("done", "skipped") for s in plan.subgoals))

    def _can_improve(self, failures: int) -> bool:
        """Whether another try could differ: a model reads what went wrong, or code knows something else."""
        models = self._parts.models
        reads = models.scripted is not None or models.cloud is not None
        return failures < self._parts.limits.tries and (reads or self._retry.has_more)

    def _reflect(self, progress: Progress, reflection: Reflection) -> None:
        progress.reflections.append(reflection.text)
        self._tell.tell("reflection", text=reflection.text, **reflection.as_json())
