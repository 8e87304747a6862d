"""What a run looks like: a readable trace for people, or one JSON object a line for programs."""

from __future__ import annotations

import json
import sys
import textwrap
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TextIO

from ..agent.events import Event
from ..android_bridge.inert import inert as one_line_inert
from ..tools.types import UNPROBED

if TYPE_CHECKING:
    from rich.status import Status

TIERS = {
    "device": "on-device", "server": "your own server", "cloud": "cloud", "scripted": "script", "template": "no model",
}  # fmt: skip
_HEADS = {"in_doubt": "in doubt", "limit": "stopped at a limit"}
_VERDICT_STYLES = {"allow": "dim", "approved": "green", "refused": "yellow", "deny": "red", "asked": "yellow"}
_PHASES = {"decide": "deciding", "observe": "looking", "recall": "remembering", "guard": "checking and asking",
           "act": "acting", "verify": "reading back"}  # fmt: skip
_BARRED = {
    "secret": "may see no secret", "policy": "may not be asked unasked", "offline": "cannot be reached",
    "budget": "is over the budget", "too_long": "cannot read so much", "battery": "would drain the battery",
    "hot": "would heat the machine",
}  # fmt: skip
_MEMORY_TOOLS = frozenset({"remember", "forget_memory"})
_MIN_WIDTH = 40


class JsonTrace:
    """Writes each event as one JSON line."""

    def __init__(self, out: TextIO | None = None) -> None:
        self._out = out or sys.stdout

    def __call__(self, event: Event) -> None:
        """Write one event at once."""
        self._out.write(json.dumps(event.as_dict(), default=str, ensure_ascii=True) + "\n")
        self._out.flush()

    def close(self) -> None:
        """Do nothing; every line is out already."""


class PlainTrace:
    """Writes a trace for people: what is done, why, by which model, and how it was proved.

    At a terminal, lines are wrapped between words and a spinner says what is going on. In a replay (`runs show`),
    what was asked and answered is written too; live, the person who was asked has just seen it.
    """

    def __init__(self, out: TextIO | None = None, *, color: bool | None = None, replay: bool = False) -> None:
        from rich.console import Console

        self._console = Console(
            file=out or sys.stdout, highlight=False, soft_wrap=True, no_color=None if color is None else not color
        )
        self._replay = replay
        self._status: Status | None = None
        self._recalled: list[Mapping[str, Any]] = []
        self._reflection = ""
        self._result = ""
        self._routed: Mapping[str, Any] = {}

    def __call__(self, event: Event) -> None:
        """Write what a person wants to know of an event."""
        self.close()
        write = getattr(self, f"_on_{event.type}", None)
        if write is not None:
            write(event.facts, event)
        doing = _doing(event)
        if doing and self._console.is_terminal and not self._replay:
            self._status = self._console.status(f"[dim]{doing}[/dim]")
            self._status.start()

    def close(self) -> None:
        """Take the spinner away."""
        if self._status is not None:
            self._status.stop()
            self._status = None

    def _line(self, text: str, *, style: str = "", indent: int = 2, hang: int = 0) -> None:
        """Write one line; at a terminal it is wrapped, and the rest stands `hang` columns further in."""
        from rich.text import Text

        text = inert(text)
        lines = [" " * indent + text]
        if self._console.is_terminal:
            width = max(_MIN_WIDTH, self._console.width)
            lines = textwrap.wrap(
                text, width, initial_indent=" " * indent, subsequent_indent=" " * (indent + hang),
                break_on_hyphens=False, replace_whitespace=False,
            ) or [""]  # fmt: skip
        self._console.print(Text("\n".join(lines), style=style))

    def _row(self, name: str, text: str) -> None:
        self._line(f"{name:<15}{text}", hang=15)

    def _on_run(self, facts: Mapping[str, Any], event: Event) -> None:
        self._line(f"“{facts['goal']}”", style="bold", indent=0)
        began = time.strftime(", %Y-%m-%d %H:%M:%S", time.localtime(event.time)) if self._replay else ""
        resumed = "resumed " if facts.get("resumed") else ""
        self._line(
            f"{resumed}on {facts['device']}, privacy {facts['profile']}, run {event.run}{began}", style="dim", indent=0
        )

    def _on_plan(self, facts: Mapping[str, Any], event: Event) -> None:
        if text := facts.get("text"):  # what became of one sub-goal: skipped, done for each item, waiting
            self._line(text, style="yellow" if "skipped" in facts else "dim", indent=0)
            return
        texts, conditions = list(facts["subgoals"]), facts.get("conditions", {})
        if len(texts) > 1:
            self._line("plan", style="bold cyan", indent=0)
            for number, text in enumerate(texts):
                done = "  (done before)" if number in facts.get("done", ()) else ""
                if number in facts.get("looks", ()):
                    self._line(f"{number + 1}. look: {text}{done}", style="dim", hang=3)
                    continue
                text = f"wait until {text}" if number in facts.get("waits", ()) else text
                hangs = f"{conditions[str(number)]}: " if str(number) in conditions else ""
                self._line(f"{number + 1}. {hangs}{text}{done}", hang=3)

    def _on_recall(self, facts: Mapping[str, Any], event: Event) -> None:
        self._recalled = list(facts["rows"])
        if facts.get("failed"):
            self._line(f"the memory cannot be used: {facts['failed']}", style="yellow")
        if held := facts.get("held_back"):
            rows = "1 remembered row is" if held == 1 else f"{held} remembered rows are"
            self._line(f"{rows} more private than this step and not shown to the model", style="dim")

    def _on_used(self, facts: Mapping[str, Any], event: Event) -> None:
        for row in facts["rows"]:
            self._line(f"from memory: {row['what']}  ({row['id']}, {_said_by(row['source'])})", style="cyan", hang=13)

    def _on_route(self, facts: Mapping[str, Any], event: Event) -> None:
        self._routed = facts if "options" in facts else self._routed
        if failed := facts.get("failed"):
            self._line(f"{failed}; going on with {facts['model']}", style="yellow")
        verdict = facts.get("verdict", "allow")
        if verdict == "allow":
            return
        if verdict == "confirm":
            self._line(f"{facts['reason']}; {facts['model']} in the cloud may see it only if you say so", style="dim")
        else:
            self._line(f"not sent to {facts['model']}: {facts['rule']}", style="yellow")

    def _on_decision(self, facts: Mapping[str, Any], event: Event) -> None:
        if self._reflection:
            self._line(f"reflection: {self._reflection}", style="magenta", hang=12)
            self._reflection = ""
        self._console.print()
        tier = TIERS.get(facts["tier"], facts["tier"])
        if facts["tool"] is None:
            self._line(f"step {event.step}  no tool fits", style="bold yellow", indent=0)
        else:
            arguments = ", ".join(f"{k}: “{v}”" for k, v in facts["arguments"].items())
            self._line(f"step {event.step}  {facts['tool']}  {arguments}".rstrip(), style="bold cyan", indent=0, hang=8)
        for row in self._recalled if facts["tier"] != "device" else ():  # the on-device model reads none
            text = row.get("text", "(forgotten)")
            self._line(f"recalled  {text}  ({_said_by(row['source'])}, {row['score']:.2f})", style="dim", hang=10)
        self._line(
            f"decided by {facts['model']} ({tier}) in {seconds(facts['ms'])}, confidence {facts['confidence']:.2f}",
            style="dim",
        )
        if self._routed:
            self._line(f"why: {_why(self._routed)}", style="dim", hang=5)
            self._routed = {}

    def _on_approval(self, facts: Mapping[str, Any], event: Event) -> None:
        verdict, reason = facts["verdict"], facts["reason"]
        if verdict == "confirm":
            return  # the question follows
        if verdict == "asked":
            if self._replay:
                self._line(f"asked: {facts['asked']['title']}? Because {reason}", style="yellow", hang=7)
            return
        self._line(f"policy: {verdict}, {reason}", style=_VERDICT_STYLES.get(verdict, ""), hang=8)

    def _on_question(self, facts: Mapping[str, Any], event: Event) -> None:
        if self._replay:
            choices = f" ({' / '.join(facts['choices'])})" if facts["choices"] else ""
            self._line(f"asked: {facts['question']}{choices}", style="yellow", hang=7)

    def _on_answer(self, facts: Mapping[str, Any], event: Event) -> None:
        if self._replay:
            self._line(f"you said: {facts['answer'] or 'nothing'}", style="yellow", hang=10)

    def _on_interruption(self, facts: Mapping[str, Any], event: Event) -> None:
        self._line(f"in the way: {facts['title']}  ({facts['kind'].replace('_', ' ')}): {facts['done']}",
                   style="yellow", hang=12)  # fmt: skip

    def _on_journal(self, facts: Mapping[str, Any], event: Event) -> None:
        self._line(facts["text"], style="yellow")

    def _on_result(self, facts: Mapping[str, Any], event: Event) -> None:
        way = f"  [{facts['way']}]" if facts["way"] != "none" else ""
        self._line(f"{facts['text']}{way}")
        self._result = facts["text"]

    def _on_verify(self, facts: Mapping[str, Any], event: Event) -> None:
        if facts.get("expected") == UNPROBED:  # a touch: what it was for is judged when the sub-goal ends
            self._line("· judged at the end, by what the phone shows then", style="dim", hang=2)
            return
        mark, style = ("✓ verified", "green") if facts["holds"] else ("✗ not verified", "red")
        found = "read from the phone" if facts["found"] == self._result else facts["found"]
        self._line(f"{mark}: {found}", style=style, hang=2)

    def _on_reflection(self, facts: Mapping[str, Any], event: Event) -> None:
        self._reflection = facts["text"]  # written when another try follows; otherwise the end says it

    def _on_end(self, facts: Mapping[str, Any], event: Event) -> None:
        self._console.print()
        receipt = facts["receipt"]
        if facts["status"] == "done" and facts["verified"]:
            # What changed stands in the receipt, so only what was asked for is said here.
            answer = "" if len(receipt["effects"]) >= facts["steps"] > 0 else f": {facts['answer']}"
            self._line(f"done and verified{answer}", style="bold green", indent=0)
        else:
            head = _HEADS.get(facts["status"], facts["status"])
            answer = facts["answer"].removeprefix(f"{head} ")  # never "stopped: stopped by you"
            self._line(f"{head}: {answer}", style="bold red", indent=0)
        if facts["hint"]:
            self._line(f"next:  {facts['hint']}", indent=0, hang=7)
        self._receipt(receipt)

    def _receipt(self, receipt: Mapping[str, Any]) -> None:
        self._line("receipt", style="bold cyan", indent=0)
        for effect in receipt["effects"]:
            where = "in memory" if effect.get("tool") in _MEMORY_TOOLS else "on the phone"
            self._row(where, f"{'✓' if effect['verified'] else '✗'} {effect['effect']}")
        if not receipt["effects"]:
            self._row("on the phone", "nothing was changed")
        for used in receipt.get("remembered", ()):
            self._row("from memory", f"{used['what']}  ({used['id']}, {_said_by(used['source'])})")
        if not receipt["models"]:
            return  # nothing was decided, so nothing was spent
        self._row("decided by", ", ".join(f"{name} × {count}" for name, count in receipt["models"].items()))
        requests = receipt["cloud_requests"]
        own = receipt["steps_by_tier"].get("server", 0)
        sent = "0 requests, nothing left for a cloud" if own else "0 requests, nothing left this machine"
        if requests:
            sent = (
                f"{requests} request{'' if requests == 1 else 's'}, {receipt['bytes_to_cloud']:,} bytes, "
                f"highest label {receipt['highest_label_sent']}, ${receipt['usd']:.4f}; each: ainos runs sent"
            )
        self._row("cloud", sent)
        phases = receipt["ms_by_phase"]
        total = sum(phases.values())
        parts = ", ".join(f"{_PHASES.get(name, name)} {seconds(ms)}" for name, ms in phases.items() if ms > total / 100)
        self._row("time", f"{seconds(total)}: {parts}")


def _why(routed: Mapping[str, Any]) -> str:
    """Return why this model decides, and what became of the others."""
    told = [str(routed["reason"])]
    for option in routed["options"]:
        if option["tier"] != routed["tier"]:
            money = f", ${option['usd']:.4f}" if option["usd"] else ""
            what = _BARRED.get(option["barred"], "comes second")
            told.append(f"{option['model']} ({TIERS[option['tier']]}, {option['seconds']:.1f} s{money}) {what}")
    return "; ".join(told)


def _said_by(source: str) -> str:
    return "you said so" if source == "user" else f"from {source}"


def _doing(event: Event) -> str:
    """Return what goes on after an event until the next one, or nothing while a person is asked."""
    match event.type:
        case "run":
            return "planning …"
        case "plan" | "verify":
            return "looking at the phone …"
        case "route":
            return "" if event.facts.get("verdict") else "deciding …"
        case "action":
            return "doing it …"
        case "result":
            return "reading the effect back …"
    return ""


def seconds(milliseconds: float) -> str:
    """Return a duration for people: `85 ms`, `1.4 s`."""
    return f"{milliseconds:.0f} ms" if milliseconds < 1000 else f"{milliseconds / 1000:.1f} s"


def inert(text: str) -> str:
    """Return text that cannot steer a terminal nor hide in it: control, direction and invisible characters escaped."""
    return one_line_inert(text.replace("\n", " ").replace("\t", " "), limit_chars=len(text) + 1)
