"""What a run looks like: a readable trace for people, or one JSON object a line for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import Any, TextIO

from ..agent.events import Event

_TIERS = {"device": "on-device", "cloud": "cloud", "scripted": "script", "template": "template"}


class JsonTrace:
    """Writes each event as one JSON line."""

    def __init__(self, out: TextIO | None = None) -> None:
        self._out = out or sys.stdout

    def __call__(self, event: Event) -> None:
        """Write one event at once."""
        self._out.write(json.dumps(event.as_dict(), default=str, ensure_ascii=True) + "\n")
        self._out.flush()


class PlainTrace:
    """Writes a trace for people: what is done, why, by which model, and how it was proved."""

    def __init__(self, out: TextIO | None = None, *, color: bool | None = None) -> None:
        from rich.console import Console

        self._console = Console(
            file=out or sys.stdout, highlight=False, soft_wrap=True, no_color=None if color is None else not color
        )
        self._step_said = -1
        self._subgoals: list[str] = []

    def __call__(self, event: Event) -> None:
        """Write what a person wants to know of an event."""
        write = getattr(self, f"_on_{event.type}", None)
        if write is not None:
            write(event.facts, event)

    def _line(self, text: str, *, style: str = "", indent: int = 2) -> None:
        from rich.text import Text

        self._console.print(Text(" " * indent + inert(text), style=style))

    def _on_run(self, facts: Mapping[str, Any], event: Event) -> None:
        self._line(f"“{facts['goal']}”", style="bold", indent=0)
        self._line(f"on {facts['device']}, privacy {facts['profile']}, run {event.run}", style="dim", indent=0)

    def _on_plan(self, facts: Mapping[str, Any], event: Event) -> None:
        self._subgoals = list(facts["subgoals"])
        if len(self._subgoals) > 1:
            self._line("plan", style="bold cyan", indent=0)
            for number, text in enumerate(self._subgoals, 1):
                self._line(f"{number}. {text}")

    def _on_recall(self, facts: Mapping[str, Any], event: Event) -> None:
        for row in facts["rows"][:2]:
            if row["score"] > 0.6:
                self._line(f"recalled  {row['text']}  ({row['source']}, {row['score']:.2f})", style="dim")

    def _on_route(self, facts: Mapping[str, Any], event: Event) -> None:
        if "verdict" in facts and facts["verdict"] != "allow":
            self._line(f"not sent to {facts['model']}: {facts['rule']}", style="yellow")

    def _on_decision(self, facts: Mapping[str, Any], event: Event) -> None:
        self._console.print()
        tier = _TIERS.get(facts["tier"], facts["tier"])
        if facts["tool"] is None:
            self._line(f"step {event.step}  no tool fits", style="bold yellow", indent=0)
        else:
            arguments = ", ".join(f"{k}: “{v}”" for k, v in facts["arguments"].items())
            self._line(f"step {event.step}  {facts['tool']}  {arguments}", style="bold cyan", indent=0)
        self._line(
            f"decided by {facts['model']} ({tier}), {facts['ms']:.0f} ms, confidence {facts['confidence']:.2f}",
            style="dim",
        )

    def _on_approval(self, facts: Mapping[str, Any], event: Event) -> None:
        verdict = facts["verdict"]
        style = {"allow": "dim", "approved": "green", "refused": "yellow", "deny": "red", "confirm": "yellow"}.get(
            verdict, ""
        )
        self._line(f"policy: {verdict}, {facts['reason']}", style=style)

    def _on_result(self, facts: Mapping[str, Any], event: Event) -> None:
        way = f"  [{facts['way']}]" if facts["way"] != "none" else ""
        self._line(f"{facts['text']}{way}")

    def _on_verify(self, facts: Mapping[str, Any], event: Event) -> None:
        mark, style = ("✓ verified", "green") if facts["holds"] else ("✗ not verified", "red")
        self._line(f"{mark}: {facts['found']}", style=style)

    def _on_reflection(self, facts: Mapping[str, Any], event: Event) -> None:
        self._line(f"reflection: {facts['text']}", style="magenta")

    def _on_end(self, facts: Mapping[str, Any], event: Event) -> None:
        self._console.print()
        good = facts["status"] == "done" and facts["verified"]
        head = (
            "done and verified"
            if good
            else {"in_doubt": "in doubt", "limit": "stopped at a limit"}.get(facts["status"], facts["status"])
        )
        self._line(f"{head}: {facts['answer']}", style="bold green" if good else "bold red", indent=0)
        if facts["hint"]:
            self._line(f"next:  {facts['hint']}", indent=0)
        self._receipt(facts["receipt"])

    def _receipt(self, receipt: Mapping[str, Any]) -> None:
        self._line("receipt", style="bold cyan", indent=0)
        for effect in receipt["effects"]:
            self._line(f"on the phone   {effect['effect']}  {'✓' if effect['verified'] else '✗'}")
        if not receipt["effects"]:
            self._line("on the phone   nothing was changed")
        models = ", ".join(f"{name} × {count}" for name, count in receipt["models"].items()) or "none"
        self._line(f"decided by     {models}")
        cloud = receipt["cloud_requests"]
        sent = f", {receipt['bytes_to_cloud']:,} bytes, highest label {receipt['highest_label_sent']}" if cloud else ""
        self._line(f"cloud          {cloud} requests{sent}, ${receipt['usd']:.4f}")
        phases = ", ".join(f"{name} {ms:,.0f}" for name, ms in receipt["ms_by_phase"].items())
        self._line(f"milliseconds   {phases}")


def inert(text: str) -> str:
    """Return text that cannot steer a terminal: control and bidirectional characters become escapes."""
    return "".join(c if c.isprintable() else (" " if c in "\n\t" else f"\\u{ord(c):04x}") for c in text)
