"""Every kind of check says yes and no on a real virtual phone, with what it found."""

import pytest
from pydantic import TypeAdapter

from ainos.android_bridge.choose import choose_device
from ainos.android_bridge.tickets import TicketOffice
from ainos.evals.checks import Check, Scene, check_kinds
from ainos.evals.web import Visit, WebLog

CLOCK = "/data/user_de/0/com.google.android.deskclock/databases/alarms.db"
INBOX = "content://sms/inbox"
HOLDS = [
    {"kind": "alarm", "time": "06:45"},
    {"kind": "no_alarm", "time": "03:33"},
    {"kind": "no_timer"},
    {"kind": "stopwatch", "running": "false"},
    {"kind": "sms_count", "number": "+14155559999", "count": "0"},
    {"kind": "no_thread", "number": "+14155559999"},
    {"kind": "no_call", "number": "+14155559999"},
    {"kind": "contact", "name": "Bob Martin", "number": "415-555-0103"},
    {"kind": "no_contact", "name": "Zoe Nobody"},
    {"kind": "contact_count", "name": "Mum", "count": "1"},
    {"kind": "no_event", "title": "Moon landing"},
    {"kind": "note", "text": "gift ideas"},
    {"kind": "no_note", "text": "no such words"},
    {"kind": "folder", "path": "/sdcard/Download"},
    {"kind": "no_file", "path": "/sdcard/Download/none.txt"},
    {"kind": "file_count", "folder": "/sdcard/Download", "name": "none", "count": "0"},
    {"kind": "row", "uri": "content://com.ainos.notes/notes", "match": {"title": "Gift ideas"}, "count": "1"},
    {"kind": "table", "path": CLOCK, "table": "alarm_templates", "match": {"hour": "6", "minutes": "45"}},
    {"kind": "switch", "switch": "airplane", "on": "false"},
    {"kind": "setting", "namespace": "global", "key": "airplane_mode_on", "value": "0"},
    {"kind": "property", "name": "ro.build.version.sdk", "value": "33"},
    {"kind": "device_state", "screen_on": "true", "rotation": "0"},
    {"kind": "foreground", "package": "com.android.settings", "there": "false"},
    {"kind": "installed", "package": "com.google.android.deskclock"},
    {"kind": "permission", "package": "com.google.android.deskclock", "permission": "android.permission.CAMERA",
     "granted": "false"},
    {"kind": "notification", "words": "no such words", "there": "false"},
    {"kind": "element", "text": "no such words", "there": "false"},
    {"kind": "dialog", "there": "false"},
    {"kind": "keyboard", "shown": "false"},
    {"kind": "shell", "command": ["echo", "12:30"], "words": "^12:30$"},
    {"kind": "answer", "words": ["7", "alarm"]},
    {"kind": "answer_lacks", "words": ["sorry"]},
    {"kind": "answer_number", "value": "7"},
    {"kind": "asked", "words": "Which Alice"},
    {"kind": "tool", "tool": "set_alarm"},
    {"kind": "way", "way": "intent"},
    {"kind": "steps", "most": "3"},
    {"kind": "cloud"},
    {"kind": "memory", "words": ".", "there": "false"},
    {"kind": "web_form", "path": "/thanks", "fields": {"name": "Ann"}},
    {"kind": "web_form_count", "count": "1"},
    {"kind": "web_visit", "path": "/none", "there": "false"},
]  # fmt: skip
FAILS = [
    {"kind": "alarm", "time": "03:33"},
    {"kind": "no_alarm", "time": "06:45"},
    {"kind": "alarm_count", "count": "99"},
    {"kind": "timer", "seconds": "77"},
    {"kind": "sms", "number": "+14155550103", "text": "never sent"},
    {"kind": "sms_match", "number": "+14155550103", "words": ["never sent"]},
    {"kind": "sms_read", "number": "+14155559999"},
    {"kind": "no_thread", "number": "+14155550104"},
    {"kind": "call", "number": "+14155559999"},
    {"kind": "contact", "name": "Bob Martin", "number": "+14155550199"},
    {"kind": "no_contact", "name": "Bob Martin"},
    {"kind": "event", "title": "Moon landing", "start": "2026-03-20T10:00"},
    {"kind": "event_count", "count": "99"},
    {"kind": "note_count", "count": "99"},
    {"kind": "file", "path": "/sdcard/Download/none.txt"},
    {"kind": "row", "uri": "content://com.ainos.notes/notes", "match": {"title": "none"}},
    {"kind": "switch", "switch": "airplane", "on": "true"},
    {"kind": "setting", "namespace": "system", "key": "screen_brightness", "percent_of_255": "1"},
    {"kind": "volume", "stream": "media", "level": "99"},
    {"kind": "device_state", "rotation": "1"},
    {"kind": "installed", "package": "com.example.none"},
    {"kind": "notification", "words": "no such words"},
    {"kind": "element", "text": "no such words"},
    {"kind": "field", "resource_id": "none", "text": ""},
    {"kind": "dialog"},
    {"kind": "shell", "command": ["echo", "12:30"], "words": "^750$"},
    {"kind": "answer", "words": ["nothing"]},
    {"kind": "answer_number", "value": "8"},
    {"kind": "status", "status": "done"},
    {"kind": "asked", "words": "Which Bob"},
    {"kind": "tool", "tool": "send_sms"},
    {"kind": "way", "way": "screen"},
    {"kind": "steps", "most": "1"},
    {"kind": "web_form", "path": "/thanks", "fields": {"name": "Bo"}},
    {"kind": "web_form_count", "count": "1", "path": "/none"},
    {"kind": "web_visit", "path": "/none"},
]
EVENTS = [
    {"type": "question", "step": 1, "question": "Which Alice?", "choices": []},
    {"type": "action", "step": 2, "tool": "set_alarm"},
    {"type": "result", "step": 2, "way": "intent"},
]


@pytest.fixture(scope="module")
def scene(start_phone):
    phone = start_phone()
    phone.shell(f"su 0 sqlite3 {CLOCK} 'UPDATE alarm_templates SET enabled = 1'")
    device = choose_device(phone.serial, office=TicketOffice())
    web = WebLog([Visit("POST", "/thanks", (("name", "Ann"),))])
    yield Scene(device, "The alarm is at 7.", None, EVENTS, web=web)
    phone.stop()


def read(raw):
    return TypeAdapter(Check).validate_python(raw)


@pytest.mark.parametrize("raw", HOLDS, ids=lambda raw: raw["kind"])
def test_a_check_that_holds_says_so(scene, raw):
    judged = read(raw).judge(scene)
    assert judged.holds, judged


@pytest.mark.parametrize("raw", FAILS, ids=lambda raw: raw["kind"])
def test_a_check_that_fails_says_what_it_found(scene, raw):
    judged = read(raw).judge(scene)
    assert not judged.holds, judged
    assert all((judged.found, judged.expected)), judged


def test_every_kind_is_judged_here_and_documented():
    kinds = check_kinds()
    assert len(kinds) >= 40
    assert set(kinds) == {raw["kind"] for raw in HOLDS + FAILS}
    assert all(kind.__doc__ for kind in kinds.values())
