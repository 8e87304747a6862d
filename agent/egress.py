"""The ledger of what left for model servers, kept in the journal beside everything else that a run did."""

from __future__ import annotations

from ..models.ledger import EgressRecord
from .journal import Journal
from .records import JournalError


class JournalLedger:
    """Keeps the gateway's records in a journal, which is opened after the models were made."""

    def __init__(self, journal: Journal | None = None) -> None:
        self.journal = journal

    def add(self, record: EgressRecord) -> None:
        """Keep a record; returns only when it is on the disk.

        Raises:
            JournalError: There is no journal, or it could not be written; nothing may be sent.
        """
        if self.journal is None:
            raise JournalError("what is sent cannot be noted, because no journal is open; nothing was sent")
        self.journal.add_egress(record.run, record.step, record.as_json())

    def records(self, run: str | None = None) -> list[EgressRecord]:
        """Return the records in order, of one run or of all."""
        return [] if self.journal is None else sent(self.journal, run)


def sent(journal: Journal, run: str | None = None) -> list[EgressRecord]:
    """Return what a journal holds of requests to model servers, in order, of one run or of all."""
    return [EgressRecord.from_json(body) for body in journal.egress(run or "")]
