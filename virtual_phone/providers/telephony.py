"""Text messages: content://sms, content://mms-sms and the (empty) content://mms, over mmssms.db.

Knows: Android's tables, message types and how threads follow from addresses.
Does not know: the radio; services/telephony.py sends and receives, this only keeps what was sent and received.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence

from ..services.content import Row, Value
from .database import Database, DatabaseFile
from .phone_numbers import digits_of, same_number
from .tables import Collection, TableProvider
from .uris import join_uri, parse_uri

PATH = "/data/data/com.android.providers.telephony/databases/mmssms.db"

INBOX, SENT, DRAFT, OUTBOX, FAILED, QUEUED = 1, 2, 3, 4, 5, 6

SCHEMA = """
CREATE TABLE IF NOT EXISTS sms (_id INTEGER PRIMARY KEY, thread_id INTEGER, address TEXT, person INTEGER,
  date INTEGER, date_sent INTEGER DEFAULT 0, protocol INTEGER, read INTEGER DEFAULT 0, status INTEGER DEFAULT -1,
  type INTEGER, reply_path_present INTEGER, subject TEXT, body TEXT, service_center TEXT, locked INTEGER DEFAULT 0,
  sub_id INTEGER DEFAULT -1, error_code INTEGER DEFAULT -1, creator TEXT, seen INTEGER DEFAULT 0);
CREATE TABLE IF NOT EXISTS threads (_id INTEGER PRIMARY KEY AUTOINCREMENT, date INTEGER DEFAULT 0,
  message_count INTEGER DEFAULT 0, recipient_ids TEXT, snippet TEXT, snippet_cs INTEGER DEFAULT 0,
  read INTEGER DEFAULT 1, archived INTEGER DEFAULT 0, type INTEGER DEFAULT 0, error INTEGER DEFAULT 0,
  has_attachment INTEGER DEFAULT 0);
CREATE TABLE IF NOT EXISTS canonical_addresses (_id INTEGER PRIMARY KEY AUTOINCREMENT, address TEXT);
CREATE TABLE IF NOT EXISTS pdu (_id INTEGER PRIMARY KEY AUTOINCREMENT, thread_id INTEGER, date INTEGER,
  date_sent INTEGER DEFAULT 0, msg_box INTEGER, read INTEGER DEFAULT 0, m_id TEXT, sub TEXT, sub_cs INTEGER,
  ct_t TEXT, m_type INTEGER, seen INTEGER DEFAULT 0, text_only INTEGER DEFAULT 0);
CREATE TABLE IF NOT EXISTS part (_id INTEGER PRIMARY KEY AUTOINCREMENT, mid INTEGER, seq INTEGER DEFAULT 0, ct TEXT,
  name TEXT, _data TEXT, text TEXT);
CREATE INDEX IF NOT EXISTS typeThreadIdIndex ON sms (type, thread_id);
"""

_BOXES = {"inbox": INBOX, "sent": SENT, "draft": DRAFT, "outbox": OUTBOX, "failed": FAILED, "queued": QUEUED}
_NEWEST = "date DESC"
_PER_THREAD = "(SELECT s.thread_id AS thread_id, (SELECT COUNT(*) FROM sms c WHERE c.thread_id = s.thread_id) AS msg_count, s.body AS snippet, s.date AS date FROM sms s WHERE s._id = (SELECT n._id FROM sms n WHERE n.thread_id = s.thread_id ORDER BY n.date DESC, n._id DESC LIMIT 1))"  # noqa: E501
_LATEST = "(SELECT s.*, 'sms' AS transport_type FROM sms s WHERE s._id = (SELECT n._id FROM sms n WHERE n.thread_id = s.thread_id ORDER BY n.date DESC, n._id DESC LIMIT 1))"  # noqa: E501
_DIR = "vnd.android.cursor.dir/sms"
_ITEM = "vnd.android.cursor.item/sms"

_SMS = (
    Collection("", "sms", "sms", sort=_NEWEST, mime_type=_DIR),
    Collection("#", "sms", "sms", where="_id = ?", mime_type=_ITEM),
    *(
        Collection(name, "sms", "sms", where=f"type = {number}", sort=_NEWEST, presets={"type": number}, mime_type=_DIR)
        for name, number in _BOXES.items()
    ),
    *(Collection(f"{name}/#", "sms", "sms", where="_id = ?", mime_type=_ITEM) for name in _BOXES),
    Collection("undelivered", "sms", where="type IN (4, 5, 6)", sort=_NEWEST, mime_type=_DIR),
    Collection("conversations", _PER_THREAD, sort=_NEWEST, columns=("thread_id", "msg_count", "snippet")),
    Collection("conversations/#", "sms", "sms", where="thread_id = ?", sort=_NEWEST, mime_type=_DIR),
)
_THREADS = (
    Collection("conversations", _LATEST, sort=_NEWEST),
    Collection("conversations/#", "sms", "sms", where="thread_id = ?", sort="date"),
    Collection("canonical-addresses", "canonical_addresses"),
    Collection("canonical-address/#", "canonical_addresses", where="_id = ?"),
    Collection("complete-conversations", "(SELECT *, 'sms' AS transport_type FROM sms)", sort=_NEWEST),
)


class Sms(TableProvider):
    """Answers content://sms."""

    def __init__(self, place: DatabaseFile, now_ms: Callable[[], int]) -> None:
        super().__init__(Database(place, SCHEMA, version=67), _SMS)
        self._now_ms = now_ms

    def before_insert(self, collection: Collection, values: dict[str, Value]) -> dict[str, Value]:
        """Fill in type, date, thread and the read mark as SmsProvider does."""
        row = {"type": INBOX, "date": self._now_ms(), **values}
        if not row.get("thread_id") and row.get("address"):
            row["thread_id"] = thread_for(self.database, str(row["address"]))
        if str(row["type"]) != str(INBOX):
            row.setdefault("read", 1)
            row.setdefault("seen", 1)
        return row

    def after_change(self, collection: Collection) -> None:
        """Bring the threads up to date with their messages."""
        with self.database.transaction() as connection:
            _refresh_threads(connection)

    def delete(self, uri: str, where: str | None, args: Sequence[str]) -> int:
        """Remove messages; threads that became empty go with them."""
        with self.database.transaction() as connection:
            count = super().delete(uri, where, args)
            _drop_empty_threads(connection)
        return count

    def address_of_new(self, uri: str, collection: Collection) -> str:
        """A new message is addressed as content://sms/N in whatever box it lies."""
        return uri if not collection.presets else "content://sms"


class MmsSms(TableProvider):
    """Answers content://mms-sms: conversations, canonical addresses and thread numbers."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, _THREADS)

    def query(
        self, uri: str, projection: Sequence[str] | None, where: str | None, args: Sequence[str], sort: str | None
    ) -> tuple[list[str], list[Row]]:
        """Return rows; `conversations?simple=true` reads threads and `threadID?recipient=N` makes one if needed."""
        parsed = parse_uri(uri)
        if parsed.path == "threadID" and parsed.parameters.get("recipient"):
            return ["_id"], [(thread_for(self.database, parsed.parameters["recipient"]),)]
        if parsed.path == "conversations" and parsed.flag("simple"):
            simple = TableProvider(self.database, (Collection("conversations", "threads", sort=_NEWEST),))
            return simple.query(uri, projection, where, args, sort)
        return super().query(uri, projection, where, args, sort)

    def delete(self, uri: str, where: str | None, args: Sequence[str]) -> int:
        """Remove the messages of one conversation (conversations/N) or of all, and their threads."""
        parsed = parse_uri(uri)
        condition = where or "1"
        if parsed.segments[:1] == ("conversations",) and len(parsed.segments) == 2:
            condition = f"({condition}) AND thread_id = {int(parsed.segments[1])}"
        elif parsed.path != "conversations":
            raise ValueError(f"Unknown URI {uri}")
        with self.database.transaction() as connection:
            count = connection.execute(f"DELETE FROM sms WHERE {condition}", tuple(args)).rowcount
            _refresh_threads(connection)
            _drop_empty_threads(connection)
        return count


class Mms(TableProvider):
    """Answers content://mms: picture messages. The phone receives none, so it stays empty unless a client inserts."""

    def __init__(self, database: Database) -> None:
        boxes = (("", ""), ("inbox", "msg_box = 1"), ("sent", "msg_box = 2"), ("drafts", "msg_box = 3"))
        super().__init__(database, tuple(Collection(name, "pdu", "pdu", where=where) for name, where in boxes))


def thread_for(database: Database, address: str) -> int:
    """Return the number of the thread with this one recipient; makes it when it is new."""
    for row in database.rows("SELECT _id, address FROM canonical_addresses"):
        if row["address"] == address or same_number(row["address"], address):
            recipient = int(row["_id"])
            break
    else:
        kept = address if any(c.isalpha() for c in address) else digits_of(address) or address
        recipient = int(database.write("INSERT INTO canonical_addresses (address) VALUES (?)", (kept,)).lastrowid or 0)
    found = database.rows("SELECT _id FROM threads WHERE recipient_ids = ?", (str(recipient),))
    if found:
        return int(found[0]["_id"])
    made = database.write("INSERT INTO threads (recipient_ids) VALUES (?)", (str(recipient),))
    return int(made.lastrowid or 0)


def _refresh_threads(connection: sqlite3.Connection) -> None:
    """Recount every thread."""
    latest = "SELECT {} FROM sms WHERE sms.thread_id = threads._id AND type != 3 ORDER BY date DESC, _id DESC LIMIT 1"
    connection.execute(
        "UPDATE threads SET message_count = (SELECT COUNT(*) FROM sms WHERE thread_id = threads._id AND type != 3),"
        " read = NOT EXISTS (SELECT 1 FROM sms WHERE thread_id = threads._id AND type = 1 AND read = 0),"
        " error = EXISTS (SELECT 1 FROM sms WHERE thread_id = threads._id AND type = 5),"
        f" date = COALESCE(({latest.format('date')}), date), snippet = ({latest.format('body')})"
    )


def _drop_empty_threads(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM threads WHERE _id NOT IN (SELECT thread_id FROM sms WHERE thread_id NOTNULL)")


def sms_uri(number: int) -> str:
    """Return the URI of one message."""
    return join_uri("content://sms", number)
