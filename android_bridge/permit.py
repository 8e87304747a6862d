"""Permits: what a redeemed ticket turns into while its block runs. Knows offices and tickets, no device.

Every acting function of the bridge takes a permit and checks it; a permit is made here only, by redeeming a
ticket.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from .errors import TicketError
from .tickets import Ticket, TicketOffice

_MADE_HERE: Final = object()


class Permit:
    """Lets one tool act until its block ends."""

    __slots__ = ("_alive", "tool")

    def __init__(self, tool: str, made_by: object) -> None:
        if made_by is not _MADE_HERE:
            raise TicketError(f"{tool}: a permit comes from a ticket only; nothing was done")
        self.tool = tool
        self._alive = True

    def check(self) -> None:
        """Raise TicketError once the block has ended."""
        if not self._alive:
            raise TicketError(f"{self.tool}: the permission ended with its block; nothing was done")

    def end(self) -> None:
        """End the permission."""
        self._alive = False


@contextmanager
def permitted(office: TicketOffice, ticket: Ticket, tool: str, arguments: Mapping[str, object]) -> Iterator[Permit]:
    """Redeem the ticket and give a permit that dies with the block.

    Raises:
        TicketError: The ticket is forged, used, expired, or for another call.
    """
    office.redeem(ticket, tool, arguments)
    permit = Permit(tool, _MADE_HERE)
    try:
        yield permit
    finally:
        permit.end()
