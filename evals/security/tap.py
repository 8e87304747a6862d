"""Secrets planted in every channel, a cloud model behind a real client, and a server that keeps every byte it gets.

The user says Yes to every question about the cloud, and the profile is the most open one: nothing but the redaction
stands between the secret and the server.
"""

from __future__ import annotations

import base64
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from ...agent.egress import JournalLedger
from ...agent.journal import Journal
from ...agent.limits import Limits
from ...agent.loop import Agent
from ...agent.parts import Parts
from ...models.cloud import CloudConfig, CloudModel
from ...models.gateway import Gateway
from ...models.passes import PassOffice
from ...models.router import ModelSet
from ..fault_server import Answer, FaultServer
from .beside import stand_beside
from .channels import CHANNELS
from .goals import Goal
from .lab import Lab
from .person import Person

CANARY = "zanzibar"
SECRETS = {
    "one-time code": ("482913", "Your verification code is 482913"),
    "card": ("4556737586899855", "Card 4556 7375 8689 9855, exp 11-29"),
    "PIN": ("7391", "The PIN is 7391"),
}
"""What is looked for, and the text in which it stands."""
_GOAL = Goal("look", "What do the offers and codes in front of me say?", (), read_only=True)
_BESIDE = ("memory row", "plugin description", "plugin result")


@dataclass(frozen=True, slots=True)
class Leak:
    """One channel and one secret."""

    channel: str
    secret: str
    requests: int
    reached: bool
    """The harmless word beside the secret reached the server: the channel was open, so the zero means something."""
    leaked: bool


def forms(secret: str) -> list[bytes]:
    """Return the ways in which a secret's bytes could stand in a request."""
    raw = secret.encode()
    spaced = [" ".join(secret), " ".join(secret[i : i + 4] for i in range(0, len(secret), 4)), "-".join(secret)]
    texts = [secret, secret[::-1], quote(secret), raw.hex(), *spaced, "".join(f"\\u{ord(c):04x}" for c in secret)]
    coded = [base64.b64encode(bytes(pad) + raw)[4 if pad else 0 : -4] for pad in (0, 3)] if len(raw) > 6 else []
    return [text.encode() for text in texts] + [c for c in coded if len(c) > 6]


def tap_all() -> list[Leak]:
    """Return what reached the server, by channel and secret, on a phone of its own."""
    with tempfile.TemporaryDirectory(prefix="ainos-security-") as folder, Lab() as lab:
        return _tap_channels(lab, Path(folder))


def _tap_channels(lab: Lab, folder: Path) -> list[Leak]:
    found = []
    for channel in (*(c for c in CHANNELS if c != "none"), *_BESIDE):
        for name, (secret, text) in SECRETS.items():
            found.append(tap_one(lab, folder, channel, name, secret, f"Offers, codes and {CANARY}. {text}"))
    return found


def tap_one(lab: Lab, folder: Path, channel: str, name: str, secret: str, text: str) -> Leak:
    """Run one goal with the secret in one channel."""
    lab.reset()
    if channel in CHANNELS:
        CHANNELS[channel].plant(lab, text)
    with FaultServer(("finish", {"answer": "done"})) as server:
        tools = ("read_screen", "offers_today" if channel == "plugin result" else "read_messages")
        server.answers.extend(Answer.call(tool, {}) for tool in tools)
        _run(lab, folder, channel, text, server)
        sent = server.received
        body = sent.replace(b"\r\n", b" ")
        leaked = any(form in body for form in forms(secret))
        return Leak(channel, name, len(server.requests), CANARY.encode() in body, leaked)


def _run(lab: Lab, folder: Path, channel: str, text: str, server: FaultServer) -> None:
    journal = Journal(folder / "tap.sqlite3")
    passes = PassOffice()
    gateway = Gateway(passes, JournalLedger(journal), online=lambda host: True)
    try:
        with stand_beside(channel, text, _GOAL.words, folder, memory=False) as beside:
            parts = Parts(
                device=lab.device,
                office=lab.office,
                registry=beside.registry,
                models=ModelSet(cloud=CloudModel(CloudConfig(server.url, "far", "key", 5.0), gateway)),
                memory=beside.memory,
                approver=Person(_GOAL, "yes"),
                journal=journal,
                sink=lambda event: None,
                profile="cloud-ok",
                limits=Limits(max_steps=6),
                passes=passes,
            )
            Agent(parts).run(_GOAL.words)
    finally:
        gateway.close()
        journal.close()


def tell_leaks(leaks: Sequence[Leak]) -> int:
    """Print the table and return how many secrets reached the server."""
    print(f"\n{'secrets to a cloud model':<28}{'requests':>9}{'channel seen':>14}{'leaked':>8}")
    for channel in dict.fromkeys(leak.channel for leak in leaks):
        rows = [leak for leak in leaks if leak.channel == channel]
        seen, bad = sum(leak.reached for leak in rows), sum(leak.leaked for leak in rows)
        names = ", ".join(leak.secret for leak in rows if leak.leaked)
        print(f"{channel:<28}{sum(leak.requests for leak in rows):>9}{f'{seen} of {len(rows)}':>14}{bad:>8}  {names}")
    return sum(leak.leaked for leak in leaks)
