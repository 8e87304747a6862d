"""Tickets: the only way to act on the phone. The policy issues them, the device redeems each one once.

A ticket is bound to one tool call, to what that call may touch (targets.py), to the task, to one office, and to a
monotonic deadline.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass

from .errors import TicketError
from .targets import Target, target_json

TICKET_LIFETIME_S = 120.0
"""The longest that a permission may wait."""
_encode = json.JSONEncoder(sort_keys=True, default=str).encode


def digest_call(tool: str, arguments: Mapping[str, object], *, task: str = "", target: Target | None = None) -> str:
    """Return the SHA-256 hex digest that binds a ticket, or a Yes, to a tool, its arguments, a task and a target."""
    text = _encode([tool, arguments, task, target_json(target)])
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Ticket:
    """Permission to act for one tool call, once."""

    number: str
    """Random, unguessable; only the office that issued it knows it."""
    tool: str
    task: str
    """The run that it was given for."""
    target: Target
    """What it covers on the screen."""
    digest: str
    """`digest_call` of the tool call that was decided on, with task and target."""
    deadline: float
    """`time.monotonic()` seconds after which the ticket is void."""


class TicketOffice:
    """Issues tickets to the policy and redeems them for the device; one per run."""

    def __init__(self) -> None:
        self._open: dict[str, Ticket] = {}
        self.issued = 0
        self.redeemed = 0

    def issue(
        self,
        tool: str,
        arguments: Mapping[str, object],
        *,
        task: str,
        target: Target,
        lifetime_s: float = TICKET_LIFETIME_S,
    ) -> Ticket:
        """Return a new ticket for exactly this call on exactly this target; it lives 120 s at most."""
        digest = digest_call(tool, arguments, task=task, target=target)
        deadline = time.monotonic() + min(lifetime_s, TICKET_LIFETIME_S)
        ticket = Ticket(secrets.token_hex(16), tool, task, target, digest, deadline)
        self._open[ticket.number] = ticket
        self.issued += 1
        return ticket

    def redeem(self, ticket: Ticket, tool: str, arguments: Mapping[str, object], *, task: str) -> None:
        """Use up the ticket.

        Raises:
            TicketError: It is unknown, used, expired, or was issued for another call or task.
        """
        if type(ticket) is not Ticket:
            raise TicketError(f"{tool}: this is no ticket; nothing was done")
        known = self._open.pop(ticket.number, None)
        if known is None or known != ticket:
            raise TicketError(f"{tool}: this ticket was never issued or was used before; nothing was done")
        if time.monotonic() > known.deadline:
            raise TicketError(f"{tool}: the permission has expired; nothing was done")
        if known.task != task:
            raise TicketError(f"{tool}: the permission was given for another task; nothing was done")
        if known.tool != tool or known.digest != digest_call(tool, arguments, task=task, target=known.target):
            raise TicketError(f"{tool}: the permission was given for another call; nothing was done")
        self.redeemed += 1
