"""Carry out one permitted call and prove its effect, with the intent on the disk before. The only place where tools
run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ..android_bridge.errors import BridgeError, CommandFailedError
from ..tools.types import UNPROBED, Context, Proof, Risk, Tool, ToolError, ToolFailedError, ToolResult, ToolRetryError
from .account import Account
from .events import Teller
from .guard import PermittedCall, describe_call
from .journal import Journal, StepRecord, StepState
from .limits import InDoubt
from .step_guard import touch_guard

if TYPE_CHECKING:
    from ..android_bridge.device import Device
    from .interruptions import Interruptions


@dataclass(frozen=True, slots=True)
class Acted:
    """A call that ran, and what the device says of it."""

    tool: str
    risk: Risk
    result: ToolResult
    proof: Proof


@dataclass(frozen=True, slots=True)
class Actor:
    """Carries out the calls of one run."""

    journal: Journal
    account: Account
    tell: Teller
    interruptions: Interruptions

    def carry_out(self, subgoal: int, permitted: PermittedCall, context: Context) -> Acted:
        """Record the intent, act, prove, record the outcome.

        Raises:
            ToolError: The tool failed, and said what was and was not done.
            InDoubt: The phone failed in the middle of an outward act.
            BridgeError: The phone failed in the middle of another act.
        """
        tool = permitted.tool
        self._intend(subgoal, permitted, context)
        what = describe_call(tool, permitted.values, context.observation)
        self.tell.tell("action", tool=tool.name, values=dict(permitted.values), what=what)
        self.account.acting = what if permitted.risk >= Risk.OUTWARD else ""
        try:
            with self.account.receipt.timed("act"):
                result = self.interruptions.attempt(permitted, context)
            self.tell.learn(result.text, result.label)
            self.tell.tell("result", text=result.text, way=result.way, effect=result.effect)
            with self.account.receipt.timed("verify"):
                proof = self.interruptions.prove(permitted, context, result)
        except ToolError as error:
            self.account.acting = ""
            self._broke_off(permitted, what)
            self.journal.conclude(context.run, self.tell.step, "failed", str(error))
            may_have_left = permitted.risk >= Risk.OUTWARD and self.interruptions.may_have_acted
            if may_have_left and isinstance(error, ToolRetryError):
                raise ToolFailedError(str(error)) from error  # so nobody tries it again
            raise
        except BridgeError as error:
            refused = isinstance(error, CommandFailedError) and not self.interruptions.may_have_acted
            if permitted.risk < Risk.OUTWARD or refused:  # refused: the phone said no before anything could leave it
                self.account.acting = ""
                self._broke_off(permitted, what)
                raise
            raise InDoubt(
                f"{what}: the phone failed in the middle ({error}), so it may or may not have happened."
                f"{self.account.so_far}",
                self.account.again,
            ) from error
        self.account.acting = ""
        self.tell.tell("verify", holds=proof.holds, expected=proof.expected, found=proof.found)
        if permitted.risk >= Risk.WRITE and (tool.kind == "screen" or not proof.holds):
            self.account.tried.append(result.text)
        # A touch is done when it was carried out; what came of it the next look shows.
        state: StepState = "done" if proof.holds or tool.kind == "screen" else "unproved"
        self.journal.conclude(
            context.run, self.tell.step, state, result.text, label=result.label, effect=result.effect,
            found=proof.found, expected=proof.expected,
        )  # fmt: skip
        return Acted(tool.name, permitted.risk, result, proof)

    def _broke_off(self, permitted: PermittedCall, what: str) -> None:
        """Note an act that began and failed: then it is not known that nothing was changed."""
        if permitted.risk >= Risk.WRITE and self.interruptions.may_have_acted:
            self.account.tried.append(f"{what} was begun and broke off.")

    def _intend(self, subgoal: int, permitted: PermittedCall, context: Context) -> None:
        seen = permitted.tool.reads.join(context.observation.label) if context.observation else permitted.tool.reads
        self.journal.intend(
            context.run,
            StepRecord(
                self.tell.step, subgoal, permitted.call, permitted.values, int(permitted.risk), context.started_ms,
                "intent", "", seen, permitted.ruling.verdict.name.lower(), permitted.ruling.reason,
                fulfils=permitted.fulfils, guard=touch_guard(permitted.tool, permitted.values, context.observation),
            ),
        )  # fmt: skip


def act(permitted: PermittedCall, at: Context, device: Device | None = None) -> ToolResult:
    """Redeem the ticket and run the tool with hands that die afterwards, on `device` in the place of the context's."""
    device = device or at.device
    with device.acting(permitted.ticket, permitted.tool.name, permitted.values, task=at.run) as hands:
        context = Context(device, hands, at.now, at.observation, at.ways, at.started_ms, at.run, at.texts)
        return permitted.tool.run(context, permitted.values)


def prove(tool: Tool, values: Mapping[str, Any], context: Context, result: ToolResult) -> Proof:
    """Return what the tool's probe reads back; a tool that only looks is proved by what it read.

    A tool that changes something and has no probe is never proved.
    """
    if tool.probe is not None:
        return tool.probe(replace(context, hands=None) if context.hands is not None else context, values)
    if tool.risk is Risk.OBSERVE:
        return Proof(True, "an answer read from the phone", result.text)
    return Proof(False, UNPROBED, "this tool has none, so its effect cannot be verified")
