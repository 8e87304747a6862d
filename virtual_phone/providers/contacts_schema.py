"""The tables and views of contacts2.db, in Android's names (the columns that clients read).

Knows: SQL text and MIME types. Does not know: how rows are made; contacts.py does.
"""

from __future__ import annotations

PATH = "/data/data/com.android.providers.contacts/databases/contacts2.db"

NAME = "vnd.android.cursor.item/name"
PHONE = "vnd.android.cursor.item/phone_v2"
EMAIL = "vnd.android.cursor.item/email_v2"
POSTAL = "vnd.android.cursor.item/postal-address_v2"
ORGANIZATION = "vnd.android.cursor.item/organization"
NOTE = "vnd.android.cursor.item/note"
BIRTHDAY = "vnd.android.cursor.item/contact_event"

_MIME_TYPES = (EMAIL, "vnd.android.cursor.item/im", "vnd.android.cursor.item/nickname", ORGANIZATION, PHONE,
               "vnd.android.cursor.item/sip_address", NAME, POSTAL, "vnd.android.cursor.item/identity",
               "vnd.android.cursor.item/photo", "vnd.android.cursor.item/group_membership", NOTE, BIRTHDAY,
               "vnd.android.cursor.item/website")  # fmt: skip

_DATA_COLUMNS = ", ".join(f"data{n} TEXT" for n in range(1, 15))

_TABLES = f"""
CREATE TABLE IF NOT EXISTS accounts (_id INTEGER PRIMARY KEY AUTOINCREMENT, account_name TEXT, account_type TEXT,
  data_set TEXT, sim_slot_index INTEGER, sim_ef_type INTEGER);
CREATE TABLE IF NOT EXISTS mimetypes (_id INTEGER PRIMARY KEY AUTOINCREMENT, mimetype TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS contacts (_id INTEGER PRIMARY KEY AUTOINCREMENT, name_raw_contact_id INTEGER,
  photo_id INTEGER, photo_file_id INTEGER, custom_ringtone TEXT, send_to_voicemail INTEGER NOT NULL DEFAULT 0,
  x_times_contacted INTEGER NOT NULL DEFAULT 0, x_last_time_contacted INTEGER, starred INTEGER NOT NULL DEFAULT 0,
  pinned INTEGER NOT NULL DEFAULT 0, has_phone_number INTEGER NOT NULL DEFAULT 0, lookup TEXT,
  status_update_id INTEGER, contact_last_updated_timestamp INTEGER);
CREATE TABLE IF NOT EXISTS raw_contacts (_id INTEGER PRIMARY KEY AUTOINCREMENT, account_id INTEGER DEFAULT 1,
  sourceid TEXT, backup_id TEXT, raw_contact_is_read_only INTEGER NOT NULL DEFAULT 0,
  version INTEGER NOT NULL DEFAULT 1,
  dirty INTEGER NOT NULL DEFAULT 0, deleted INTEGER NOT NULL DEFAULT 0, contact_id INTEGER,
  aggregation_mode INTEGER NOT NULL DEFAULT 0, custom_ringtone TEXT, send_to_voicemail INTEGER NOT NULL DEFAULT 0,
  starred INTEGER NOT NULL DEFAULT 0, pinned INTEGER NOT NULL DEFAULT 0, display_name TEXT, display_name_alt TEXT,
  display_name_source INTEGER NOT NULL DEFAULT 0, phonetic_name TEXT, phonetic_name_style TEXT, sort_key TEXT,
  phonebook_label TEXT, sort_key_alt TEXT, phonebook_label_alt TEXT);
CREATE TABLE IF NOT EXISTS data (_id INTEGER PRIMARY KEY AUTOINCREMENT, package_id INTEGER,
  mimetype_id INTEGER NOT NULL, raw_contact_id INTEGER NOT NULL, is_read_only INTEGER NOT NULL DEFAULT 0,
  is_primary INTEGER NOT NULL DEFAULT 0, is_super_primary INTEGER NOT NULL DEFAULT 0,
  data_version INTEGER NOT NULL DEFAULT 0, {_DATA_COLUMNS}, data15 BLOB);
CREATE TABLE IF NOT EXISTS phone_lookup (data_id INTEGER PRIMARY KEY, raw_contact_id INTEGER NOT NULL,
  normalized_number TEXT NOT NULL, min_match TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS groups (_id INTEGER PRIMARY KEY AUTOINCREMENT, account_id INTEGER, title TEXT, notes TEXT,
  system_id TEXT, deleted INTEGER NOT NULL DEFAULT 0, group_visible INTEGER NOT NULL DEFAULT 1);
INSERT OR IGNORE INTO accounts (_id) VALUES (1);
"""

_VIEWS = """
CREATE VIEW IF NOT EXISTS view_contacts AS SELECT c._id AS _id, c.lookup AS lookup, r.display_name AS display_name,
  r.display_name_alt AS display_name_alt, r.display_name_source AS display_name_source,
  r.phonetic_name AS phonetic_name, r.sort_key AS sort_key, r.sort_key_alt AS sort_key_alt,
  r.phonebook_label AS phonebook_label, c.has_phone_number AS has_phone_number, c.starred AS starred,
  c.pinned AS pinned, 0 AS times_contacted, 0 AS last_time_contacted, c.send_to_voicemail AS send_to_voicemail,
  c.custom_ringtone AS custom_ringtone, c.photo_id AS photo_id, NULL AS photo_uri, NULL AS photo_thumb_uri,
  1 AS in_visible_group, 0 AS is_user_profile, c.name_raw_contact_id AS name_raw_contact_id,
  c.contact_last_updated_timestamp AS contact_last_updated_timestamp
  FROM contacts c JOIN raw_contacts r ON r._id = c.name_raw_contact_id;
CREATE VIEW IF NOT EXISTS view_raw_contacts AS SELECT r._id AS _id, r.contact_id AS contact_id,
  a.account_name AS account_name, a.account_type AS account_type, r.sourceid AS sourceid, r.version AS version,
  r.dirty AS dirty, r.deleted AS deleted, r.display_name AS display_name, r.display_name_alt AS display_name_alt,
  r.display_name_source AS display_name_source, r.sort_key AS sort_key, r.starred AS starred,
  r.aggregation_mode AS aggregation_mode, r.custom_ringtone AS custom_ringtone,
  r.send_to_voicemail AS send_to_voicemail
  FROM raw_contacts r LEFT JOIN accounts a ON a._id = r.account_id;
CREATE VIEW IF NOT EXISTS view_data AS SELECT d._id AS _id, d.raw_contact_id AS raw_contact_id,
  r.contact_id AS contact_id, m.mimetype AS mimetype, d.is_primary AS is_primary,
  d.is_super_primary AS is_super_primary, d.data_version AS data_version, COLUMNS, d.data15 AS data15,
  r.display_name AS display_name, r.display_name_alt AS display_name_alt, r.sort_key AS sort_key,
  r.phonebook_label AS phonebook_label, c.lookup AS lookup, c.starred AS starred,
  c.has_phone_number AS has_phone_number,
  a.account_name AS account_name, a.account_type AS account_type, NULL AS photo_uri, NULL AS photo_thumb_uri,
  c.contact_last_updated_timestamp AS contact_last_updated_timestamp
  FROM data d JOIN mimetypes m ON m._id = d.mimetype_id JOIN raw_contacts r ON r._id = d.raw_contact_id
  LEFT JOIN contacts c ON c._id = r.contact_id LEFT JOIN accounts a ON a._id = r.account_id;
""".replace("COLUMNS", ", ".join(f"d.data{n} AS data{n}" for n in range(1, 15)))

SCHEMA = _TABLES + "".join(f"INSERT OR IGNORE INTO mimetypes (mimetype) VALUES ('{m}');" for m in _MIME_TYPES) + _VIEWS
