"""The contacts provider: content://com.android.contacts and the old content://contacts, over contacts2.db.

Knows: contacts, raw contacts, data rows, phone look-up, and how display names follow from name rows. Every raw
contact is a contact of its own (Android's merging of accounts is left out).
Does not know: screens, accounts that sync, photos.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..services.content import Row, Value
from .contacts_schema import EMAIL, NAME, PHONE, POSTAL, SCHEMA
from .database import Database, DatabaseFile, insert_row
from .phone_numbers import min_match, normalized, same_number
from .tables import Collection, TableProvider
from .uris import parse_uri

_BY_NAME = "sort_key COLLATE NOCASE, _id"
_CONTACT_DIR, _CONTACT = "vnd.android.cursor.dir/contact", "vnd.android.cursor.item/contact"
_PHONES = f"mimetype = '{PHONE}'"
_LIKE = "LIKE '%' || ? || '%'"

_COLLECTIONS = (
    Collection("contacts", "view_contacts", "contacts", sort=_BY_NAME, mime_type=_CONTACT_DIR),
    Collection("contacts/#", "view_contacts", "contacts", where="_id = ?", mime_type=_CONTACT),
    Collection("contacts/#/data", "view_data", where="contact_id = ?", mime_type="vnd.android.cursor.dir/data"),
    Collection("contacts/lookup/*", "view_contacts", "contacts", where="lookup = ?", mime_type=_CONTACT),
    Collection("contacts/lookup/*/#", "view_contacts", "contacts", where="lookup = ?", mime_type=_CONTACT),
    Collection("contacts/filter/*", "view_contacts", where=f"display_name {_LIKE}", sort=_BY_NAME),
    Collection("contacts/strequent", "view_contacts", where="starred = 1", sort=_BY_NAME),
    Collection("raw_contacts", "view_raw_contacts", "raw_contacts", mime_type="vnd.android.cursor.dir/raw_contact"),
    Collection("raw_contacts/#", "view_raw_contacts", "raw_contacts", where="_id = ?",
               mime_type="vnd.android.cursor.item/raw_contact"),
    Collection("raw_contacts/#/data", "view_data", "data", where="raw_contact_id = ?"),
    Collection("data", "view_data", "data", mime_type="vnd.android.cursor.dir/data"),
    Collection("data/#", "view_data", "data", where="_id = ?"),
    Collection("data/phones", "view_data", "data", where=_PHONES, sort=_BY_NAME,
               mime_type="vnd.android.cursor.dir/phone_v2"),
    Collection("data/phones/#", "view_data", "data", where=f"{_PHONES} AND _id = ?", mime_type=PHONE),
    Collection("data/phones/filter/*", "view_data", where=f"{_PHONES} AND display_name || ' ' || data1 {_LIKE}",
               sort=_BY_NAME),
    Collection("data/callables", "view_data", where=_PHONES, sort=_BY_NAME),
    Collection("data/emails", "view_data", "data", where=f"mimetype = '{EMAIL}'", sort=_BY_NAME,
               mime_type="vnd.android.cursor.dir/email_v2"),
    Collection("data/postals", "view_data", "data", where=f"mimetype = '{POSTAL}'", sort=_BY_NAME),
    Collection("groups", "groups", "groups"),
    Collection("mimetypes", "mimetypes"),
)  # fmt: skip

_OLD = (
    Collection("phones",
    f"(SELECT *, data1 AS number, data2 AS type, display_name AS name FROM view_data WHERE {_PHONES})",  # noqa: E501
               sort=_BY_NAME, columns=("_id", "display_name", "number", "type")),
    Collection("people", "(SELECT *, display_name AS name FROM view_contacts)", sort=_BY_NAME,
               columns=("_id", "name", "starred")),
)  # fmt: skip

_LOOKUP_SOURCE = (
    "(SELECT contact_id AS _id, contact_id, _id AS data_id, lookup, display_name, data1 AS number,"
    " data4 AS normalized_number, data2 AS type, data3 AS label, starred, has_phone_number, photo_uri FROM view_data"
    f" WHERE {_PHONES})"
)


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name in pieces, as the name row of a contact keeps it."""

    given: str
    family: str

    @property
    def display(self) -> str:
        """Return the pieces joined as they are shown."""
        return " ".join(part for part in (self.given, self.family) if part)

    @classmethod
    def split(cls, display: str) -> PersonName:
        """Take a shown name apart: the last word is the family name."""
        given, _, family = display.strip().rpartition(" ")
        return cls(given, family) if given else cls(family, "")


class Contacts(TableProvider):
    """Answers content://com.android.contacts."""

    def __init__(self, place: DatabaseFile, now_ms: Callable[[], int]) -> None:
        super().__init__(Database(place, SCHEMA, version=1501), _COLLECTIONS)
        self._now_ms = now_ms

    def query(
        self, uri: str, projection: Sequence[str] | None, where: str | None, args: Sequence[str], sort: str | None
    ) -> tuple[list[str], list[Row]]:
        """Return rows; phone_lookup/NUMBER compares numbers as Android does."""
        parsed = parse_uri(uri)
        if parsed.segments[:1] == ("phone_lookup",) and len(parsed.segments) == 2:
            wanted = parsed.segments[1]
            hits = [row["_id"] for row in self._phone_rows() if same_number(row["data1"] or "", wanted)]
            chosen = Collection("phone_lookup/*", _LOOKUP_SOURCE, where=f"data_id IN ({', '.join(map(str, hits))})")
            return TableProvider(self.database, (chosen,)).query(uri, projection, where, args, sort)
        return super().query(uri, projection, where, args, sort)

    def name_of(self, number: str) -> str | None:
        """Return the shown name of whoever has this phone number, or None."""
        rows = self._phone_rows() if number else []
        return next((row["display_name"] for row in rows if same_number(row["data1"] or "", number)), None)

    def _phone_rows(self) -> list[sqlite3.Row]:
        return self.database.rows(f"SELECT _id, data1, display_name FROM view_data WHERE {_PHONES} ORDER BY _id")

    def before_insert(self, collection: Collection, values: dict[str, Value]) -> dict[str, Value]:
        """Give a raw contact its contact, a data row its MIME type number."""
        if collection.table == "contacts":
            raise ValueError("Aggregate contacts are created automatically")
        if collection.table == "raw_contacts":
            return self._new_raw_contact(values)
        return self._data_row(values) if collection.table == "data" else values

    def _new_raw_contact(self, values: dict[str, Value]) -> dict[str, Value]:
        name, kind = values.pop("account_name", None) or None, values.pop("account_type", None) or None
        with self.database.transaction() as connection:
            if name or kind:
                values["account_id"] = _account(connection, name, kind)
            stamp = {"contact_last_updated_timestamp": self._now_ms()}
            return {**values, "contact_id": insert_row(connection, "contacts", stamp)}

    def _data_row(self, values: dict[str, Value]) -> dict[str, Value]:
        if not values.get("raw_contact_id"):
            raise ValueError("raw_contact_id is required")
        mime_type = values.pop("mimetype", None)
        if not mime_type:
            raise ValueError("mimetype is required")
        known = self.database.rows("SELECT 1 FROM raw_contacts WHERE _id = ?", (values["raw_contact_id"],))
        if not known:
            raise ValueError(f"raw_contact_id {values['raw_contact_id']!r} does not exist")
        self.database.write("INSERT OR IGNORE INTO mimetypes (mimetype) VALUES (?)", (mime_type,))
        number = self.database.rows("SELECT _id FROM mimetypes WHERE mimetype = ?", (mime_type,))[0]["_id"]
        return {"mimetype_id": number, **_completed(str(mime_type), values)}

    def update(self, uri: str, values: dict[str, Value], where: str | None, args: Sequence[str]) -> int:
        """Change rows; name rows keep whole and parts in step, phone rows their normalised number."""
        _, collection, taken = self._writable(uri)
        if collection.table != "data":
            return super().update(uri, values, where, args)
        condition, arguments = self._chosen(collection, taken, where, args)
        with self.database.transaction() as connection:
            rows = connection.execute(
                "SELECT _id, mimetype, data1, data2, data3 FROM view_data WHERE _id IN"
                f" (SELECT _id FROM data WHERE {condition})",
                arguments,
            ).fetchall()
            for row in rows:
                changed = _completed(row["mimetype"], dict(values), row)
                changed.pop("mimetype", None)
                sets = ", ".join(f'"{name}" = ?' for name in changed)
                connection.execute(f"UPDATE data SET {sets} WHERE _id = ?", (*changed.values(), row["_id"]))
            self.after_change(collection)
        return len(rows)

    def after_change(self, collection: Collection) -> None:
        """Drop orphans and derive display names, look-up keys and phone marks."""
        with self.database.transaction() as connection:
            _drop_orphans(connection)
            _derive_names(connection)
            _derive_phones(connection)


class OldContacts(TableProvider):
    """Answers content://contacts (the API before Android 2), which old scripts still ask."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, _OLD)


def _account(connection: sqlite3.Connection, name: Value, kind: Value) -> int:
    query = "SELECT _id FROM accounts WHERE account_name IS ? AND account_type IS ?"
    found = connection.execute(query, (name, kind)).fetchone()
    return int(found[0]) if found else insert_row(connection, "accounts", {"account_name": name, "account_type": kind})


def _completed(mime_type: str, values: dict[str, Value], old: sqlite3.Row | None = None) -> dict[str, Value]:
    """Add the columns of a data row that follow from others."""
    if mime_type == PHONE and values.get("data1") is not None:
        return {**values, "data4": normalized(str(values["data1"]))}
    if mime_type != NAME:
        return values
    if values.keys() & {"data2", "data3"}:
        given, family = (str(values.get(k, old[k] if old else "") or "") for k in ("data2", "data3"))
        return {**values, "data1": PersonName(given, family).display}
    if values.get("data1") is not None:
        name = PersonName.split(str(values["data1"]))
        return {**values, "data2": name.given, "data3": name.family}
    return values


def _drop_orphans(connection: sqlite3.Connection) -> None:
    for sql in (
        "DELETE FROM raw_contacts WHERE contact_id NOT IN (SELECT _id FROM contacts)",
        "DELETE FROM contacts WHERE _id NOT IN (SELECT contact_id FROM raw_contacts WHERE contact_id NOTNULL)",
        "DELETE FROM data WHERE raw_contact_id NOT IN (SELECT _id FROM raw_contacts)",
    ):
        connection.execute(sql)


def _derive_names(connection: sqlite3.Connection) -> None:
    """The shown name is the name row's, else the number's, else the e-mail address."""
    rank = f"CASE m.mimetype WHEN '{NAME}' THEN 40 WHEN '{PHONE}' THEN 20 WHEN '{EMAIL}' THEN 10 ELSE 0 END"
    rows = connection.execute(
        f"SELECT d.raw_contact_id AS raw, {rank} AS rank, d.data1 AS shown, d.data2 AS given, d.data3 AS family"
        " FROM data d JOIN mimetypes m ON m._id = d.mimetype_id WHERE COALESCE(d.data1, '') != ''"
        " ORDER BY rank, d._id DESC"
    ).fetchall()
    best = {row["raw"]: row for row in rows if row["rank"]}
    for (raw,) in connection.execute("SELECT _id FROM raw_contacts").fetchall():
        row = best.get(raw)
        shown = row["shown"] if row else None
        reverse = f"{row['family']}, {row['given']}" if row and row["rank"] == 40 and row["family"] else shown
        letter = shown[0].upper() if shown and shown[0].isalpha() else "#"
        connection.execute(
            "UPDATE raw_contacts SET display_name = ?1, display_name_alt = ?2, sort_key = ?1, sort_key_alt = ?2,"
            " phonebook_label = ?3, display_name_source = ?4 WHERE _id = ?5",
            (shown, reverse, letter, row["rank"] if row else 0, raw),
        )
        key = f"0r{raw}-{(shown or '').encode('utf-8').hex().upper()[:32]}"
        connection.execute(
            "UPDATE contacts SET name_raw_contact_id = ?1, lookup = ?2 WHERE _id ="
            " (SELECT contact_id FROM raw_contacts WHERE _id = ?1)",
            (raw, key),
        )


def _derive_phones(connection: sqlite3.Connection) -> None:
    rows = connection.execute(
        "SELECT d._id, d.raw_contact_id, d.data1 FROM data d JOIN mimetypes m ON m._id = d.mimetype_id"
        " WHERE m.mimetype = ? AND d.data1 NOTNULL",
        (PHONE,),
    ).fetchall()
    connection.execute("DELETE FROM phone_lookup")
    connection.executemany(
        "INSERT INTO phone_lookup (data_id, raw_contact_id, normalized_number, min_match) VALUES (?, ?, ?, ?)",
        [(row[0], row[1], normalized(row[2]), min_match(row[2])) for row in rows],
    )
    connection.execute(
        "UPDATE contacts SET has_phone_number = EXISTS (SELECT 1 FROM phone_lookup p JOIN raw_contacts r"
        " ON r._id = p.raw_contact_id WHERE r.contact_id = contacts._id)"
    )
