"""Claims about apps and providers as an adb client sees them: a phone process, the real adb, nothing else."""

from __future__ import annotations

import re
import sqlite3

SMS_DB = "/data/data/com.android.providers.telephony/databases/mmssms.db"


def tap_desc(phone, desc):
    xml = phone.shell("uiautomator dump /dev/tty")
    found = re.search(rf'content-desc="{desc}"[^>]*bounds="\[(\d+),(\d+)\]\[(\d+),(\d+)\]"', xml)
    assert found, xml
    left, top, right, bottom = map(int, found.groups())
    phone.shell(f"input tap {(left + right) // 2} {(top + bottom) // 2}")


def test_message_is_prefilled_by_an_intent_and_sent_by_a_tap(phone):
    phone.shell('am start -a android.intent.action.SENDTO -d sms:+14155550101 --es sms_body "Ten minutes late"')
    assert "Ten minutes late" not in phone.shell("content query --uri content://sms/sent")
    tap_desc(phone, "Send SMS")
    sent = phone.shell("content query --uri content://sms/sent --projection address:body")
    assert sent.count("body=Ten minutes late") == 1
    assert "address=+14155550101, body=Ten minutes late" in sent


def test_contact_is_inserted_found_and_deleted_with_content(phone):
    people = "content://com.android.contacts"
    phone.shell(f"content insert --uri {people}/raw_contacts --bind account_type:s: --bind account_name:s:")
    raw = max(
        map(int, re.findall(r"_id=(\d+)", phone.shell(f"content query --uri {people}/raw_contacts --projection _id")))
    )
    for kind, value in (("name", "Zoe"), ("phone_v2", "+14155550190")):
        phone.shell(
            f"content insert --uri {people}/data --bind raw_contact_id:i:{raw}"
            f" --bind mimetype:s:vnd.android.cursor.item/{kind} --bind data1:s:{value}"
        )
    assert "display_name=Zoe, number=+14155550190" in phone.shell(
        "content query --uri content://contacts/phones/ --projection display_name:number"
    )
    phone.shell(f"content delete --uri {people}/raw_contacts --where '_id={raw}'")
    assert "Zoe" not in phone.shell(f"content query --uri {people}/contacts --projection display_name")


def test_pulled_edited_and_pushed_database_is_taken_over(phone, tmp_path):
    local = tmp_path / "mmssms.db"
    phone.adb("root")
    phone.wait_until_online()
    assert phone.adb("pull", SMS_DB, str(local)).returncode == 0
    with sqlite3.connect(local) as database:
        database.execute("DELETE FROM sms WHERE address NOT LIKE '%0101'")
    database.close()
    phone.shell(f"rm -r {SMS_DB.rpartition('/')[0]}/*")
    assert phone.adb("push", str(local), SMS_DB).returncode == 0
    found = phone.shell("content query --uri content://sms --projection address")
    assert set(re.findall(r"address=(\S+)", found)) == {"+14155550101"}


def test_alarm_is_set_without_touching_the_screen(phone):
    phone.shell(
        "am start -a android.intent.action.SET_ALARM --ei android.intent.extra.alarm.HOUR 7"
        " --ei android.intent.extra.alarm.MINUTES 30 --ez android.intent.extra.alarm.SKIP_UI true"
    )
    assert "com.google.android.deskclock" in phone.shell("dumpsys alarm")
    alarms = "/data/user_de/0/com.google.android.deskclock/databases/alarms.db"
    phone.adb("root")
    phone.wait_until_online()
    query = f"sqlite3 {alarms} 'SELECT hour, minutes, enabled FROM alarm_templates'"
    assert "7|30|1" in phone.shell(query).splitlines()
