"""Permits: what a redeemed ticket turns into while its block runs. Knows offices and tickets, no device.

Every acting function of the bridge takes a permit and checks it; a permit is made here only, by redeeming a
ticket.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from .errors import TicketError
from .targets import NodeTarget, Target, Window, check_command, check_element, check_front
from .tickets import Ticket, TicketOffice
from .types import Element

_MADE_HERE: Final = object()


class Permit:
    """Lets one tool act on one target until its block ends."""

    __slots__ = ("_alive", "_target", "_tool")

    def __init__(self, tool: str, target: Target, made_by: object) -> None:
        if made_by is not _MADE_HERE:
            raise TicketError(f"{tool}: a permit comes from a ticket only; nothing was done")
        self._tool = tool
        self._target = target
        self._alive = True

    @property
    def element(self) -> Element | None:
        """The one element that it covers, where it covers one."""
        return self._target.element if isinstance(self._target, NodeTarget) else None

    def check(self) -> None:
        """Raise TicketError once the block has ended."""
        if not self._alive:
            raise TicketError(f"{self._tool}: the permission ended with its block; nothing was done")

    def check_element(self, element: Element) -> None:
        """Raise TicketError unless it lives and covers this element."""
        self.check()
        check_element(self._tool, self._target, element)

    def check_front(self, front: Window, *, heading: bool = True) -> None:
        """Raise TargetChangedError unless the window in front is one that it covers."""
        self.check()
        check_front(self._tool, self._target, front, heading=heading)

    def check_command(self, what: str, packages: Iterable[str] = ()) -> None:
        """Raise TicketError unless it lives and covers an act that is no touch, on the apps that are named."""
        self.check()
        check_command(self._tool, self._target, what, packages)

    def end(self) -> None:
        """End the permission."""
        self._alive = False


@contextmanager
def permitted(
    office: TicketOffice, ticket: Ticket, tool: str, arguments: Mapping[str, object], *, task: str
) -> Iterator[Permit]:
    """Redeem the ticket and give a permit that dies with the block.

    Raises:
        TicketError: The ticket is forged, used, expired, or for another call or task.
    """
    office.redeem(ticket, tool, arguments, task=task)
    permit = Permit(tool, ticket.target, _MADE_HERE)
    try:
        yield permit
    finally:
        permit.end()
