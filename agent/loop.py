"""The main loop; a reader starts here.

plan(goal) -> sub-goals
for each: observe -> recall -> route -> decide -> guard -> act -> verify -> journal
a failure -> reflect -> try again (bounded) -> stop, saying what was and was not done
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..android_bridge.elements import screen_text
from ..android_bridge.errors import BridgeError, DeviceOfflineError, NoDeviceError
from ..android_bridge.labels import Label
from ..android_bridge.types import Observation
from ..memory.types import Recalled
from ..models.router import Route
from ..models.types import DecisionRequest, Turn
from ..planners.plan import Plan, SubGoal
from ..planners.react import Progress, build_request, offered_tools
from ..planners.reflect import Reflection, reflect_on_error, reflect_on_proof
from ..tools.types import Context, Risk, Tool, ToolCall, ToolError, ToolFailedError, ToolResult, ToolRetryError
from .act import Acted, act, prove
from .choose import Chooser, Decided
from .control import prove_answer
from .events import Teller
from .guard import Guard, PermittedCall, describe_call
from .journal import StepRecord, StepState
from .limits import (
    Declined,
    EpisodeEnd,
    Failed,
    InDoubt,
    LimitReached,
    Meter,
    NoDevice,
    Status,
    Stopped,
    checked_goal,
)  # fmt: skip
from .parts import Parts
from .receipt import Outcome, Receipt
from .remembered import Remembered
from .settle import Settler

_MEMORY_PATIENCE_S = 3.0
"""A model that reads recalled rows waits this long for a memory that is still opening; the on-device one reads none."""
__all__ = ["Agent", "Outcome"]


class Agent:
    """Pursues one goal on one phone."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._guard = Guard(parts.office, parts.approver, parts.unattended)
        self.receipt = Receipt()
        self._meter = Meter(parts.limits)
        self._session = Label.of_user()
        self._answers: list[str] = []
        self._done: list[str] = []
        """What was done and verified, in words."""
        self._words = ""
        """Everything the user said in this run."""
        self._run = ""
        self._acting = ""
        """The outward or destructive call that is being carried out, in words; empty otherwise."""
        self._tell = Teller("", parts.sink)
        self._step_number = 0
        self._chooser = Chooser(parts, self.receipt, self._meter, self._tell)
        self._remembered = Remembered(parts, self._tell, self.receipt)
        self._settler = Settler(self._guard, self._remembered, self._ask)

    def run(self, goal: str, options: Mapping[str, Any] | None = None) -> Outcome:
        """Pursue a goal from its beginning; never raises for what the phone, a model or a person does."""
        self._open(f"{time.strftime('%Y%m%d-%H%M%S')}-{secrets.token_hex(2)}", goal)
        try:
            text = checked_goal(goal)
            device = self._parts.device
            self._parts.journal.begin_run(self._run, text, options or {}, device.serial, device.boot_id)
            plan = Plan(text, tuple(SubGoal(t) for t in self._split(text)))
            self._parts.journal.set_plan(self._run, plan.texts)
            return self._finish(self._pursue(plan))
        except EpisodeEnd as end:
            return self._end(end)
        except BridgeError as error:
            return self._end(self._device_failed(error))
        except KeyboardInterrupt:
            return self._end(self._stopped())

    def _split(self, goal: str) -> list[str]:
        """Return the single wishes of a goal; a routine of the user's stands for its steps, in his own words."""
        steps = self._remembered.steps_of(goal)
        if steps:
            self._words += f"\n{steps}"
        return self._remembered.split(goal, steps, self._parts.judge)

    def resume(self, run: str, plan: Plan, step_number: int, done: list[str]) -> Outcome:
        """Go on with a run whose pending intents were settled (agent/resume.py); the same promises as `run`."""
        self._open(run, plan.goal, resumed=True)
        self._step_number, self._done = step_number, list(done)
        try:
            return self._finish(self._pursue(plan))
        except EpisodeEnd as end:
            return self._end(end)
        except BridgeError as error:
            return self._end(self._device_failed(error))
        except KeyboardInterrupt:
            return self._end(self._stopped())

    def close_early(self, run: str, goal: str, end: EpisodeEnd) -> Outcome:
        """End a resumed run before its first step: what it did before cannot be settled."""
        self._open(run, goal, resumed=True)
        return self._end(end)

    def repeat_end(self, run: str, goal: str, answer: str) -> Outcome:
        """Tell the end of a run that was done before; nothing is repeated."""
        self._open(run, goal, resumed=True)
        return self._tell_end(Outcome(run, "done", 0, True, answer, "", self.receipt))

    def _open(self, run: str, goal: str, *, resumed: bool = False) -> None:
        self._run, self._words = run, goal
        self._tell.run = run
        more = {"resumed": True} if resumed else {}
        self._tell.tell("run", goal=goal, device=self._parts.device.serial, profile=self._parts.profile, **more)

    # ------------------------------------------------------------------ the loop

    def _pursue(self, plan: Plan) -> Plan:
        before = [number for number, subgoal in enumerate(plan.subgoals) if subgoal.state == "done"]
        self._tell.tell("plan", subgoals=list(plan.texts), **({"done": before} if before else {}))
        for index, subgoal in enumerate(plan.subgoals):
            if subgoal.state == "done":
                continue
            acted = self._pursue_subgoal(index, subgoal.text, plan)
            plan = plan.mark(index, "done", expected=acted.proof.expected, found=acted.proof.found)
            tool = self._parts.registry.lookup(acted.tool)
            self._remembered.keep_result(subgoal.text, tool, acted.result, self._run)
        return plan

    def _pursue_subgoal(self, index: int, text: str, plan: Plan) -> Acted:
        """Step until the sub-goal is proved; a failed try is reflected on, and tries are bounded."""
        progress = Progress(text)
        failures = 0
        while failures < self._parts.limits.tries:
            self._meter.check()
            try:
                acted = self._step(index, progress, plan, failures)
            except ToolError as error:
                failures += 1
                self._reflect(progress, reflect_on_error("the last call", str(error)))
                if isinstance(error, ToolFailedError) or not self._can_improve(failures):
                    raise self._subgoal_failed(text, str(error)) from error
                continue
            if acted is None:
                continue  # a screen action: the sub-goal goes on
            if acted.proof.holds:
                return acted
            failures += 1
            self._reflect(progress, reflect_on_proof(acted.tool, acted.proof.expected, acted.proof.found))
            if acted.risk >= Risk.OUTWARD:
                raise InDoubt(
                    f"{text}: it was tried, but the phone does not show it (expected {acted.proof.expected}, found "
                    f"{acted.proof.found}). It is not tried again, so that nothing is sent twice.{self._so_far()}",
                    f"ainos runs show {self._run}",
                )
            if not self._can_improve(failures):
                break
        raise self._subgoal_failed(text, "the effect could not be verified on the phone")

    def _step(self, index: int, progress: Progress, plan: Plan, failures: int) -> Acted | None:
        """One turn of the loop; None when a screen action was done and the sub-goal goes on."""
        self._step_number += 1
        self._meter.steps += 1
        self._tell.step = self._step_number
        with self.receipt.timed("observe"):
            observation = self._parts.device.observe()
        self._tell.tell(
            "observation", app=observation.package, activity=observation.activity, elements=len(observation.elements)
        )
        decision, request = self._decide(progress, plan, observation, failures)
        if decision.call is None:
            raise self._no_tool(progress.subgoal)
        tool = self._parts.registry.lookup(decision.call.tool)
        if tool.kind == "memory" and decision.tier != "template":
            raise ToolRetryError("the memory takes the user's own words only, never a model's; nothing was kept")
        began_ms = int(observation.time.timestamp() * 1000)
        phone, ways = self._parts.device, self._parts.ways
        context = Context(phone, None, observation.time, observation, ways, began_ms, self._run)
        if tool.kind == "control":
            return self._control(decision.call, tool, context, progress, observation)
        call, values = self._settler.settle(decision.call, tool, context, progress.subgoal, self._so_far())
        permitted = self._permit(call, tool, values, context, request.label)
        self._intend(index, permitted, context)
        acted = self._carry_out(permitted, context)
        if tool.kind == "memory" and acted.proof.holds:
            self._parts.journal.forget_row(values)
        progress.label = progress.label.join(acted.result.label)
        self._session = self._session.join(acted.result.label)
        return self._after(acted, tool, call, progress)

    def _decide(self, progress: Progress, plan: Plan, seen: Observation, failures: int) -> Decided:
        """Return the next call: by a fixed phrase about the memory, else by a model."""
        call = self._remembered.wish(progress.subgoal) if not progress.turns and not failures else None
        if call is not None:
            return self._chooser.by_phrase(call, progress.subgoal)
        shown: list[Recalled] = []

        def build(route: Route) -> DecisionRequest:
            tier = route.model.tier
            offered = offered_tools(self._parts.registry, progress.subgoal, tier, self._parts.ways)
            if tier != "device":
                with self.receipt.timed("recall"):
                    rows = self._remembered.recall(
                        progress.subgoal, self._run, seen, failures=failures, patience_s=_MEMORY_PATIENCE_S
                    )
                shown[:] = self._remembered.fit(rows, progress.label.join(seen.label, self._session))
            return build_request(progress, route.model, goal=plan.goal, tools=offered, observation=seen, recalled=shown)

        with self.receipt.timed("decide"):
            decided = self._chooser.choose(build, seen=self._session, failures=failures, so_far=self._so_far())
        if decided[0].tier != "device":
            self._remembered.note_sent(shown)
        if decided[0].call is None and (named := self._remembered.named(progress.subgoal)) != progress.subgoal:
            decision, request = self._decide(replace(progress, subgoal=named), plan, seen, failures)
            return self._remembered.said_back(decision), request
        return decided

    def _control(
        self, call: ToolCall, tool: Tool, context: Context, progress: Progress, seen: Observation
    ) -> Acted | None:
        """Ask the person what the model asks, or check the answer that it gives; neither touches the phone."""
        values = self._guard.resolve(call, tool, context)
        if tool.name == "ask_user":
            progress.turns.append(Turn(call, f"The user said: {self._ask(str(values['question']), ())}"))
            return None
        result = ToolResult(str(values["answer"]), label=progress.label.join(seen.label))
        self._tell.tell("result", text=result.text, way=result.way, effect="")
        read = [t.result for t in progress.turns if self._parts.registry.lookup(t.call.tool).kind != "control"]
        proof = prove_answer(progress.subgoal, result.text, [screen_text(seen), *read])
        self._tell.tell("verify", holds=proof.holds, expected=proof.expected, found=proof.found)
        return self._after(Acted(tool.name, tool.risk, result, proof), tool, call, progress)

    def _permit(self, call: ToolCall, tool: Tool, values: Mapping[str, Any], at: Context, seen: Label) -> PermittedCall:
        """Return the call with its ticket; Declined says what was done before and how to be asked again."""
        try:
            with self.receipt.timed("guard"):
                return self._guard.permit(
                    call, tool, values, at=at, words=self._words, context=seen, session=self._session, tell=self._tell
                )
        except Declined as no:
            before = self._so_far() if self._done else ""
            raise Declined(f"{no}{before}", no.hint or self._again) from no

    def _after(self, acted: Acted, tool: Tool, call: ToolCall, progress: Progress) -> Acted | None:
        progress.turns.append(Turn(call, acted.result.text))
        if tool.kind == "screen":
            return None
        if acted.proof.holds:
            self._note_done(acted, tool)
        return acted

    # ------------------------------------------------------------------ ask

    def _ask(self, question: str, choices: tuple[str, ...]) -> str:
        self._tell.tell("question", question=question, choices=list(choices))
        reply = None if self._parts.unattended else self._parts.approver.ask(question, choices)
        if not reply or not reply.strip():
            options = f" ({' / '.join(choices)})" if choices else ""
            raise Declined(f"{question}{options} Nobody answered.{self._so_far()}", self._again)
        self._tell.tell("answer", answer=reply)
        self._words += f"\n{reply}"
        return reply.strip()

    # ------------------------------------------------------------------ act

    def _intend(self, index: int, permitted: PermittedCall, context: Context) -> None:
        risk = int(permitted.risk)
        step = StepRecord(
            self._step_number, index, permitted.call, permitted.values, risk, context.started_ms, "intent", ""
        )
        self._parts.journal.intend(self._run, step)

    def _carry_out(self, permitted: PermittedCall, context: Context) -> Acted:
        tool = permitted.tool
        self._tell.tell(
            "action",
            tool=tool.name,
            values={k: v for k, v in permitted.values.items()},
            what=describe_call(tool, permitted.values),
        )
        number = self._step_number
        try:
            self._acting = describe_call(tool, permitted.values) if permitted.risk >= Risk.OUTWARD else ""
            with self.receipt.timed("act"):
                result = act(permitted, context)
            self._tell.tell("result", text=result.text, way=result.way, effect=result.effect)
            with self.receipt.timed("verify"):
                proof = prove(tool, permitted.values, context, result)
        except ToolError as error:
            self._acting = ""
            self._parts.journal.conclude(self._run, number, "failed", str(error))
            raise
        except BridgeError as error:
            if permitted.risk >= Risk.OUTWARD:
                raise InDoubt(
                    f"{describe_call(tool, permitted.values)}: the phone failed in the middle ({error}), so it "
                    f"may or may not have happened.{self._so_far()}", f"ainos runs resume {self._run}",
                ) from error  # fmt: skip
            raise
        self._acting = ""
        self._tell.tell("verify", holds=proof.holds, expected=proof.expected, found=proof.found)
        unproved: StepState = "unproved" if permitted.risk >= Risk.OUTWARD else "failed"
        self._parts.journal.conclude(self._run, number, "done" if proof.holds else unproved, result.text)
        return Acted(tool.name, permitted.risk, result, proof)

    # ------------------------------------------------------------------ ends

    def _note_done(self, acted: Acted, tool: Tool) -> None:
        self._done.append(acted.result.text)
        self._answers.append(acted.result.text)
        if acted.result.effect:
            proof = acted.proof
            self.receipt.effects.append(
                {"effect": acted.result.effect, "tool": tool.name, "verified": proof.holds, "proof": proof.found}
            )

    def _finish(self, plan: Plan) -> Outcome:
        verified = all(s.state == "done" for s in plan.subgoals)
        self._remembered.keep_episode(plan, self._run, self._session)
        return self._close("done", 0, verified, " ".join(self._answers), "")

    def _end(self, end: EpisodeEnd) -> Outcome:
        answer, hint = str(end), end.hint
        if isinstance(end, LimitReached):
            answer, hint = f"{answer}.{self._so_far()}", hint or self._again
        return self._close(end.status, end.exit_code, False, answer, hint)

    def _stopped(self) -> Stopped:
        doubt = f" In the middle of it: {self._acting}; resuming looks whether it happened." if self._acting else ""
        before = "" if self._acting and not self._done else self._so_far()
        return Stopped(f"stopped by you.{doubt}{before}", self._again)

    @property
    def _again(self) -> str:
        return f"ainos runs resume {self._run}"

    def _close(self, status: Status, exit_code: int, verified: bool, answer: str, hint: str) -> Outcome:
        self._parts.journal.end_run(self._run, status, answer, self.receipt.as_dict())
        return self._tell_end(Outcome(self._run, status, exit_code, verified, answer, hint, self.receipt))

    def _tell_end(self, outcome: Outcome) -> Outcome:
        self._tell.tell(
            "end",
            status=outcome.status,
            verified=outcome.verified,
            answer=outcome.answer,
            hint=outcome.hint,
            steps=self._step_number,
            exit_code=outcome.exit_code,
            receipt=outcome.receipt.as_dict(),
        )
        return outcome

    def _device_failed(self, error: BridgeError) -> EpisodeEnd:
        if isinstance(error, DeviceOfflineError | NoDeviceError):
            return NoDevice(f"{error}.{self._so_far()}", error.hint or f"ainos runs resume {self._run}")
        return Failed(f"{error}.{self._so_far()}", error.hint or f"ainos runs show {self._run}")

    def _subgoal_failed(self, text: str, why: str) -> Failed:
        return Failed(
            f"{text!r} was not done: {why}{'' if why.endswith('.') else '.'}{self._so_far()}",
            f"ainos runs show {self._run}",
        )

    def _no_tool(self, text: str) -> Failed:
        ways = sorted(self._parts.ways)
        only = f" by {' or '.join(ways)} alone" if len(ways) < 3 else ""
        return Failed(f"nothing that ainos can do{only} fits {text!r}.{self._so_far()}", "ainos tools list")

    def _so_far(self) -> str:
        """Say what was and was not done on the phone."""
        return f" Done before that: {' '.join(self._done)}" if self._done else " Nothing was changed on the phone."

    # ------------------------------------------------------------------ memory

    def _can_improve(self, failures: int) -> bool:
        """Whether another try could differ: an on-device model would repeat itself word for word."""
        models = self._parts.models
        return failures < self._parts.limits.tries and (models.scripted is not None or models.cloud is not None)

    def _reflect(self, progress: Progress, reflection: Reflection) -> None:
        progress.reflections.append(reflection.text)
        self._tell.tell("reflection", text=reflection.text)
        self._remembered.keep_lesson(progress.subgoal, reflection, self._run, progress.label)
