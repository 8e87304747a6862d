"""The account that a run gives: what was done, what was not, and the sentences and the status in which it ends."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress

from ..android_bridge.errors import BridgeError, DeviceOfflineError, NoDeviceError
from ..planners.pointing import NOT_FOUND_OUT
from ..tools.types import Proof, Risk, Tool, ToolResult
from .events import Teller
from .limits import Declined, EpisodeEnd, Failed, InDoubt, LimitReached, NoDevice, Status, Stopped
from .parts import Parts
from .past import Past
from .receipt import Outcome, Receipt
from .records import FencedError, JournalError

_TRIED_SHOWN = 6


class Account:
    """Keeps what one run did, in words, and tells its end."""

    def __init__(self, parts: Parts, receipt: Receipt, tell: Teller) -> None:
        self._parts = parts
        self._tell = tell
        self.receipt = receipt
        self.run = ""
        self.done: list[str] = []
        """What was done and verified, in words."""
        self.tried: list[str] = []
        """What was carried out and may have changed the phone, unproved: touches, acts whose effect did not show."""
        self._proved = 0
        """So many of `tried` belong to sub-goals that were proved since by something else."""
        self.answers: list[str] = []
        self.silent = False
        """What is found now is for other sub-goals, and no answer."""
        self.undone = ""
        """What the last wish asks for that no tool's call would have done, in words."""
        self.acting = ""
        """The outward or destructive call that is being carried out, in words; empty otherwise."""

    # ------------------------------------------------------------------ sentences

    @property
    def so_far(self) -> str:
        """What was and was not done on the phone."""
        done = f" Done before that: {' '.join(self.done)}" if self.done else ""
        if not self.tried:
            return done or " Nothing was changed on the phone."
        shown = self.tried[-_TRIED_SHOWN:]
        more = "… " if len(self.tried) > len(shown) else ""
        return f"{done} Tried, and what came of it is not proved: {more}{' '.join(shown)}"

    @property
    def again(self) -> str:
        """The command that goes on with this run."""
        return f"ainos runs resume {self.run}"

    @property
    def details(self) -> str:
        """The command that shows this run."""
        return f"ainos runs show {self.run}"

    def take_up(self, past: Past, silent: Collection[int] = ()) -> None:
        """Take up what a run that is resumed did, and what it cost, before it was cut off.

        `silent` are the sub-goals whose findings are no answers.
        """
        for record in past.decisions:
            self.receipt.count_decision(record.decision, record.label.confidentiality)
        for one in past.finished:
            if one.index in silent:
                continue
            self.done += [one.text] * (one.state == "done")
            self.answers.append(one.text)
            if one.effect:
                self.receipt.effects.append(
                    {"effect": one.effect, "tool": one.tool, "verified": True, "proof": one.found}
                )

    def journal_failed(self, error: JournalError) -> EpisodeEnd:
        """Return the end of a run whose next intent could not be recorded: nothing is done without a record of it."""
        return Failed(f"{error}.{self.so_far}", error.hint or self.again)

    def note(self, tool: Tool, result: ToolResult, proof: Proof) -> None:
        """Note a verified call."""
        if self.silent:
            return
        if tool.kind == "screen":  # its touches are what was proved
            del self.tried[self._proved :]
        self._proved = len(self.tried)
        self.done.append(result.text)
        self.answers.append(result.text)
        if result.effect:
            self.receipt.effects.append(
                {"effect": result.effect, "tool": tool.name, "verified": proof.holds, "proof": proof.found}
            )

    def skip(self, told: str) -> None:
        """Note, in words, that a sub-goal was rightly left undone."""
        self.answers.append(told)

    def device_failed(self, error: BridgeError) -> EpisodeEnd:
        """Return the end that a failure of the phone comes to."""
        if isinstance(error, DeviceOfflineError | NoDeviceError):
            return NoDevice(f"{error}.{self.so_far}", self.again)
        return Failed(f"{error}.{self.so_far}", error.hint or self.details)

    def subgoal_failed(self, text: str, why: str) -> Failed:
        """Return the end of a run whose sub-goal was not reached."""
        what = "could not be read on the phone" if self.silent else "was not done"
        return Failed(f"{text!r} {what}: {why}{'' if why.endswith('.') else '.'}{self.so_far}", self.details)

    def unread(self, text: str, why: str) -> Failed:
        """Return the end of a run in which what a condition or a wait hangs on cannot be told from the phone."""
        self.silent = True
        return self.subgoal_failed(text, why)

    def no_tool(self, text: str) -> Failed:
        """Return the end of a run in which nothing fits a sub-goal."""
        ways = sorted(self._parts.ways)
        only = f" by {' or '.join(ways)} alone" if len(ways) < 3 else ""
        if self.undone.startswith(NOT_FOUND_OUT):
            return self.subgoal_failed(text, self.undone)
        if self.undone:
            return Failed(f"{text!r} was not done: the words ask for more: {self.undone}.{self.so_far}", self.details)
        fallback = self._parts.fallback
        looked = fallback.account(text) if fallback is not None else ""
        return Failed(f"nothing that ainos can do{only} fits {text!r}.{looked}{self.so_far}", "ainos tools list")

    def unproved(self, text: str, risk: Risk, proof: Proof) -> InDoubt | None:
        """Return the end of a run whose outward act the phone does not show; None where trying again harms nobody."""
        if risk < Risk.OUTWARD:
            return None
        return InDoubt(
            f"{text}: it was tried, but the phone does not show it (expected {proof.expected}, found {proof.found}). "
            f"It is not tried again, so that nothing is sent twice.{self.so_far}",
            self.details,
        )

    def declined(self, no: Declined) -> Declined:
        """Return a refusal with what was done before it and how to be asked again."""
        return Declined(f"{no}{self.so_far if self.done else ''}", no.hint or self.again)

    def stopped(self) -> Stopped:
        """Return the end of a run that the user stopped."""
        doubt = f" In the middle of it: {self.acting}; resuming looks whether it happened." if self.acting else ""
        before = "" if self.acting and not self.done else self.so_far
        return Stopped(f"stopped by you.{doubt}{before}", self.again)

    # ------------------------------------------------------------------ ends

    def finish(self, verified: bool) -> Outcome:
        """Close a run that came to the end of its plan."""
        return self._close("done", 0, verified, " ".join(self.answers), "")

    def end(self, end: EpisodeEnd) -> Outcome:
        """Close a run that ended before its goal was done."""
        answer, hint = str(end), end.hint
        if isinstance(end, LimitReached):
            answer, hint = f"{answer}.{self.so_far}", hint or self.again
        return self._close(end.status, end.exit_code, False, answer, hint)

    def _close(self, status: Status, exit_code: int, verified: bool, answer: str, hint: str) -> Outcome:
        journal = self._parts.journal
        with suppress(FencedError):  # another process ends it
            journal.end_run(self.run, status, answer, self.receipt.as_dict())
        if journal.trouble:
            self._tell.tell("journal", text=f"the record of this run could not be written: {journal.trouble}")
        return self.tell_end(Outcome(self.run, status, exit_code, verified, answer, hint, self.receipt))

    def tell_end(self, outcome: Outcome) -> Outcome:
        """Tell how a run ended, and return it."""
        self._tell.tell(
            "end",
            status=outcome.status,
            verified=outcome.verified,
            answer=outcome.answer,
            hint=outcome.hint,
            steps=self._tell.step,
            exit_code=outcome.exit_code,
            receipt=outcome.receipt.as_dict(),
        )
        return outcome
