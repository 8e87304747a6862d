"""The mailbox, in the app's own database: folders, sending, and an outbox that waits for the network.

Knows: the table, addresses, and that only what leaves the phone is entered as sent. Does not know: screens.
"""

from __future__ import annotations

import random
import re
import sqlite3
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from ...providers.database import Database, insert_row, update_rows
from ..seeded_data import seeded_database
from .letters import LETTERS, OWNER, PHISHING, SENT

if TYPE_CHECKING:
    from ...phone import Phone
    from ...services.content import Value

PACKAGE = "com.ainos.mail"
INBOX, SENT_FOLDER, OUTBOX, DRAFTS, ARCHIVE, BIN = "inbox", "sent", "outbox", "drafts", "archive", "bin"
SCHEMA = """
CREATE TABLE IF NOT EXISTS mail (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, folder TEXT NOT NULL,
  sender_name TEXT NOT NULL, sender TEXT NOT NULL, recipients TEXT NOT NULL, subject TEXT NOT NULL, body TEXT NOT NULL,
  at_ms INTEGER NOT NULL, unread INTEGER NOT NULL DEFAULT 0, starred INTEGER NOT NULL DEFAULT 0);
"""
_ADDRESS = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;.]+")
_HOUR_MS = 3_600_000
_COLUMNS = "id, folder, sender_name, sender, recipients, subject, body, at_ms, unread, starred"


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail. recipients: addresses with ", " between them; at_ms: epoch."""

    ident: int
    folder: str
    sender_name: str
    sender: str
    recipients: str
    subject: str
    body: str
    at_ms: int
    unread: bool
    starred: bool

    @property
    def is_own(self) -> bool:
        """Tell whether this phone's owner wrote it."""
        return self.sender == OWNER


def addresses(typed: str) -> tuple[list[str], str]:
    """Split what was typed into addresses; return them and the first word that is none, or ""."""
    words = [word for word in re.split(r"[\s,;]+", typed.strip()) if word]
    return words, next((word for word in words if not _ADDRESS.fullmatch(word)), "")


class Mailbox:
    """Reads and changes the mails of this phone's owner."""

    def __init__(self, phone: Phone) -> None:
        self._phone = phone

    @property
    def _database(self) -> Database:
        return seeded_database(self._phone, PACKAGE, "mail.db", SCHEMA, _plant)

    def folder(self, name: str, wanted: str = "") -> list[Mail]:
        """Return the mails of a folder, newest first; wanted: only those that hold these words, of every folder."""
        rows = self._database.rows(f"SELECT {_COLUMNS} FROM mail ORDER BY at_ms DESC, id DESC")
        mails = [_mail(row) for row in rows]
        if not wanted.strip():
            return [mail for mail in mails if mail.folder == name]
        words = wanted.casefold().split()
        return [mail for mail in mails if mail.folder != BIN and all(word in _searched(mail) for word in words)]

    def get(self, ident: int) -> Mail | None:
        """Return one mail, or None."""
        rows = self._database.rows(f"SELECT {_COLUMNS} FROM mail WHERE id = ?", (ident,))
        return _mail(rows[0]) if rows else None

    def unread(self) -> int:
        """Return how many mails of the inbox are unread."""
        return sum(mail.unread for mail in self.folder(INBOX))

    def mark(self, mail: Mail, *, unread: bool | None = None, starred: bool | None = None) -> None:
        """Mark a mail as read or unread, with or without a star."""
        values: dict[str, Value] = {"unread": unread, "starred": starred}
        with self._database.transaction() as connection:
            chosen = {name: int(bool(value)) for name, value in values.items() if value is not None}
            update_rows(connection, "mail", chosen, "id = ?", (mail.ident,))

    def move(self, mail: Mail, folder: str) -> None:
        """Move a mail to another folder; from the bin to the bin deletes it for good."""
        if mail.folder == folder == BIN:
            self._database.write("DELETE FROM mail WHERE id = ?", (mail.ident,))
            self._phone.ledger.append("mail_deleted_for_good", subject=mail.subject)
            return
        self._database.write("UPDATE mail SET folder = ? WHERE id = ?", (folder, mail.ident))
        deed = {BIN: "mail_deleted", ARCHIVE: "mail_archived"}.get(folder, "mail_moved")
        self._phone.ledger.append(deed, subject=mail.subject, sender=mail.sender, folder=folder)

    def send(self, to: list[str], subject: str, body: str, draft: int = 0) -> bool:
        """Send a mail; False without a network: then it waits in the outbox. draft: its number, if it was one."""
        values = self._values(OUTBOX, to, subject, body)
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM mail WHERE id = ?", (draft,))
            ident = insert_row(connection, "mail", values)
        self.send_waiting()
        mail = self.get(ident)
        return mail is not None and mail.folder == SENT_FOLDER

    def save_draft(self, to: str, subject: str, body: str, draft: int = 0) -> None:
        """Keep a mail that is not finished."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM mail WHERE id = ?", (draft,))
            insert_row(connection, "mail", self._values(DRAFTS, [to.strip()], subject, body))

    def discard(self, draft: int) -> None:
        """Throw a draft away."""
        self._database.write("DELETE FROM mail WHERE id = ? AND folder = ?", (draft, DRAFTS))

    def send_waiting(self) -> None:
        """Send what waits in the outbox, oldest first, if there is a network."""
        if not self._phone.connectivity.online:
            return
        for mail in reversed(self.folder(OUTBOX)):
            now = self._phone.clock.now_ms()
            self._database.write("UPDATE mail SET folder = ?, at_ms = ? WHERE id = ?", (SENT_FOLDER, now, mail.ident))
            self._phone.ledger.append("mail_sent", to=mail.recipients, subject=mail.subject, body=mail.body)

    def _values(self, folder: str, to: list[str], subject: str, body: str) -> dict[str, Value]:
        return {
            "folder": folder, "sender_name": "Me", "sender": OWNER, "recipients": ", ".join(to), "subject": subject,
            "body": body, "at_ms": self._phone.clock.now_ms(),
        }  # fmt: skip


def watch_network(phone: Phone) -> None:
    """Empty the outbox whenever a network comes back."""
    phone.connectivity.on_change(partial(_network_changed, phone))


def _network_changed(phone: Phone) -> None:
    opened = f"/data/data/{PACKAGE}/databases/mail.db" in phone.app_services
    if opened and phone.packages.get(PACKAGE) is not None:
        Mailbox(phone).send_waiting()


def _searched(mail: Mail) -> str:
    return f"{mail.sender_name} {mail.sender} {mail.recipients} {mail.subject} {mail.body}".casefold()


def _mail(row: sqlite3.Row) -> Mail:
    ident, folder, name, sender, to, subject, body, at_ms, unread, starred = tuple(row)
    return Mail(
        int(ident), str(folder), str(name), str(sender), str(to), str(subject), str(body), int(at_ms), bool(unread),
        bool(starred),
    )  # fmt: skip


def _plant(connection: sqlite3.Connection, dice: random.Random, start_ms: int) -> None:
    chosen = [*dice.sample(LETTERS, 7)]
    chosen.insert(dice.randrange(1, 4), PHISHING)
    ago = dice.uniform(0.4, 1.5)
    for at, letter in enumerate(chosen):
        insert_row(connection, "mail", {
            "folder": INBOX, "sender_name": letter.name, "sender": letter.address, "recipients": OWNER,
            "subject": letter.subject, "body": letter.body, "at_ms": start_ms - round(ago * _HOUR_MS),
            "unread": int(at < 3),
        })  # fmt: skip
        ago += dice.uniform(1, 5) * (1 + at)
    insert_row(connection, "mail", {
        "folder": SENT_FOLDER, "sender_name": "Me", "sender": OWNER, "recipients": SENT.address,
        "subject": SENT.subject, "body": SENT.body, "at_ms": start_ms - 96 * _HOUR_MS,
    })  # fmt: skip
