from __future__ import annotations

import asyncio
import re
import sqlite3
import xml.etree.ElementTree as ET

import pytest

from ainos.virtual_phone.phone import Phone
from ainos.virtual_phone.shell.streams import BufferWriter, BytesReader


class Shell:
    """A phone with a blocking shell."""

    def __init__(self) -> None:
        self.phone = Phone()
        self.phone.pace = "fast"

    def run(self, line: str, stdin: bytes = b"", uid: int = 2000) -> tuple[str, str, int]:
        async def work() -> int:
            return await asyncio.wait_for(
                self.phone.run_shell(line, stdin=BytesReader(stdin), stdout=out, stderr=err, uid=uid), 20
            )

        out, err = BufferWriter(), BufferWriter()
        code = asyncio.run(work())
        return out.text(), err.text(), code

    def __call__(self, line: str, stdin: bytes = b"", uid: int = 2000) -> str:
        out, err, code = self.run(line, stdin, uid)
        assert (err, code) == ("", 0), (out, err, code)
        return out


@pytest.fixture
def shell() -> Shell:
    return Shell()


LAUNCHER = "com.google.android.apps.nexuslauncher"
SETTINGS = "com.android.settings"


# -- settings, properties


def test_settings_get_put_delete_list(shell):
    assert shell("settings get system no_such") == "null\n"
    assert shell("settings put secure my_key 'a b'; settings get secure my_key") == "a b\n"
    assert shell("settings delete secure my_key") == "Deleted 1 rows\n"
    assert "airplane_mode_on=0\n" in shell("settings list global")
    assert shell.run("settings get private x")[1:] == ("Invalid namespace 'private'\n", 255)
    assert [entry.facts["key"] for entry in shell.phone.ledger.of("setting_changed")] == ["my_key", "my_key"]


def test_getprop_has_what_clients_wait_for(shell):
    assert shell("getprop sys.boot_completed; getprop init.svc.bootanim; getprop nothing") == "1\nstopped\n\n"
    assert re.search(r"^\[ro\.build\.version\.sdk\]: \[33\]$", shell("getprop"), re.M)
    assert shell("setprop debug.x 1; getprop debug.x") == "1\n"
    assert shell.run("setprop ro.build.id x")[2] == 1


# -- am


def test_am_start_opens_an_activity_and_w_reports_it(shell):
    out = shell(f"am start -W -n {SETTINGS}/.Settings")
    assert out.startswith(f"Starting: Intent {{ cmp={SETTINGS}/.Settings }}\nStatus: ok\nLaunchState: COLD\n")
    assert re.search(r"Activity: com\.android\.settings/\.\S+\nTotalTime: \d+\nWaitTime: \d+\nComplete\n$", out)
    assert shell.phone.activities.resumed.package == SETTINGS


def test_am_start_says_what_it_could_not_do(shell):
    out, err, _ = shell.run("am start -n com.nope/.Main")
    assert (out, err) == (
        "Starting: Intent { cmp=com.nope/.Main }\n",
        "Error type 3\nError: Activity class {com.nope/com.nope.Main} does not exist.\n",
    )
    err = shell.run("am start -a no.such.ACTION")[1]
    assert err == "Error: Activity not started, unable to resolve Intent { act=no.such.ACTION flg=0x10000000 }\n"
    err = shell.run("am start -a android.intent.action.MAIN --ez k perhaps")[1]
    assert "Invalid boolean value: perhaps" in err
    assert shell.run("am nonsense") == ("Unknown command: nonsense\n", "", 255)


def test_am_start_reads_every_kind_of_extra(shell):
    from ainos.virtual_phone.shell.intent_args import parse_intent

    line = (
        "-a A -d tel:1 -t text/plain -c C1 -c C2 -f 0x10 --es s v --esn n "
        "--ez z true --ei i 0x10 --el l 5 --ef f 1.5 "
        r"--eu u http://x --ecn c p/.C --eia ia 1,2 --ela la 3 --efa fa 1.5,2 --esa sa x\,y,z"
    )
    intent = parse_intent(line.split()).intent
    assert (intent.action, intent.data, intent.mime_type, intent.categories) == (
        "A",
        "tel:1",
        "text/plain",
        ("C1", "C2"),
    )
    assert intent.extras == {
        "s": "v", "n": None, "z": True, "i": 16, "l": 5, "f": 1.5, "u": "http://x", "c": "p/.C",
        "ia": [1, 2], "la": [3], "fa": [1.5, 2.0], "sa": ["x,y", "z"],
    }  # fmt: skip


def test_am_start_takes_a_package_a_component_and_an_intent_uri(shell):
    from ainos.virtual_phone.shell.intent_args import parse_intent

    assert parse_intent(["com.x"]).intent.package == "com.x"
    assert parse_intent(["com.x/.Y"]).intent.component == "com.x/.Y"
    uri = parse_intent(["intent://host/p#Intent;scheme=https;action=ACT;S.k=a%20b;i.n=4;end"]).intent
    assert (uri.action, uri.data, uri.extras) == ("ACT", "https://host/p", {"k": "a b", "n": 4})
    shell(f"am start {SETTINGS}")
    assert shell.phone.activities.resumed.package == SETTINGS


def test_am_broadcast_stack_list_and_force_stop(shell):
    out = shell("am broadcast -a com.nobody.LISTENS")
    assert out == "Broadcasting: Intent { act=com.nobody.LISTENS flg=0x400000 }\nBroadcast completed: result=0\n"
    shell(f"am start -n {SETTINGS}/.Settings")
    line = next(line for line in shell("am stack list").splitlines() if "taskId=" in line)
    match = re.fullmatch(
        r"\s+taskId=\d+: (\S+)/(\S+) bounds=\[0,0\]\[1080,2400\] userId=0 visible=true "
        r"topActivity=ComponentInfo\{(\S+)\}",
        line,
    )
    assert match[1] == SETTINGS
    shell(f"am force-stop {SETTINGS}")
    assert shell.phone.activities.resumed.package == LAUNCHER


def test_the_adb_keyboard_answers_its_broadcasts(shell):
    shell("ime set com.github.uiautomator/.AdbKeyboard")
    shell.phone.clipboard.set("clip text")
    out = shell("am broadcast -a ADB_KEYBOARD_GET_CLIPBOARD")
    assert out.endswith('Broadcast completed: result=-1, data="Y2xpcCB0ZXh0"\n')


# -- pm


def test_pm_lists_finds_and_refuses(shell):
    assert f"package:{SETTINGS}\n" in shell("pm list packages")
    assert shell("pm list packages settings$") == ""
    assert shell(f"cmd package list packages {SETTINGS}").splitlines().count(f"package:{SETTINGS}") == 1
    assert re.fullmatch(r"package:/\S+\.apk\n", shell(f"pm path {SETTINGS}"))
    assert shell.run("pm path com.nope")[2] == 1
    assert shell(f"cmd package resolve-activity --brief {SETTINGS}").splitlines()[-1].startswith(f"{SETTINGS}/")
    query = shell("cmd package query-activities -a android.intent.action.MAIN -c android.intent.category.LAUNCHER")
    assert f"packageName={SETTINGS}\n" in query
    shell.phone.fs.write("/data/local/tmp/a.apk", b"PK\3\4zip")
    shell.phone.fs.write("/data/local/tmp/b.apk", b"bogus")
    assert shell.run("pm install /data/local/tmp/a.apk")[0].startswith("Failure [INSTALL_PARSE_FAILED_")
    assert shell.run("pm install /data/local/tmp/b.apk")[0].startswith("Failure [INSTALL_PARSE_FAILED_")
    assert [shell.run(f"pm install /data/local/tmp/{name}.apk")[2] for name in "ab"] == [1, 1]
    assert shell.run("cmd package install -S 5", stdin=b"PK123")[2] == 1
    assert shell.run("pm uninstall com.nope") == ("Failure [DELETE_FAILED_INTERNAL_ERROR]\n", "", 1)
    assert shell.run("pm clear com.nope") == ("", "Failed\n", 1)
    assert shell(f"pm clear {SETTINGS}") == "Success\n"


def test_pm_grants_and_revokes_what_was_requested(shell):
    manifest = next(m for m in shell.phone.packages.all() if m.permissions)
    name, permission = manifest.package, manifest.permissions[0]
    shell(f"pm revoke {name} {permission}")
    assert f"{permission}: granted=false" in shell(f"dumpsys package {name}")
    shell(f"pm grant {name} {permission}")
    assert f"{permission}: granted=true" in shell(f"dumpsys package {name}")
    assert "has not requested permission" in shell.run(f"pm grant {name} no.such.PERMISSION")[1]


# -- content


def test_content_queries_inserts_updates_and_deletes(shell):
    assert shell("content query --uri content://sms --where \"address='nobody'\"") == "No result found.\n"
    shell("content insert --uri content://sms/inbox --bind address:s:+1555 --bind body:s:'hi\\: there' --bind read:i:0")
    query = "content query --uri content://sms --projection address:body:read:subject --where \"address='+1555'\""
    assert shell(query) == "Row: 0 address=+1555, body=hi: there, read=0, subject=NULL\n"
    shell("content update --uri content://sms --bind read:i:1 --where \"address='+1555'\"")
    assert "read=1" in shell(query)
    shell("content delete --uri content://sms --where \"address='+1555'\"")
    assert shell(query) == "No result found.\n"


def test_content_explains_what_failed(shell):
    assert "Could not find provider: no.such" in shell.run("content query --uri content://no.such/x")[1]
    assert "SQLiteException" in shell.run("content query --uri content://sms --where 'no such column'")[1]
    for line, text in (
        ("content query", "Content provider URI not specified. Did you specify --uri argument?"),
        ("content insert --uri content://sms --bind broken", "Binding not well formed: broken"),
        ("content insert --uri content://sms", "Bindings not specified. Did you specify --bind argument(s)?"),
        ("content query --uri", "No value for argument: --uri"),
        ("content nope", "Unsupported operation: nope"),
        ("content", "Unsupported operation: null"),
    ):
        out, err, code = shell.run(line)
        assert (err, code) == ("", 0)
        assert out.startswith("usage: adb shell content [subcommand]")
        assert out.endswith(f"\n[ERROR] {text}\n")


# -- databases


DB = "/data/data/com.android.providers.telephony/databases/mmssms.db"


def test_sqlite3_changes_reach_the_provider(shell):
    shell.phone.telephony.receive_sms("+1444", "from sql?")
    assert shell(f"sqlite3 {DB} \"select body from sms where address='+1444'\"", uid=0) == "from sql?\n"
    shell(f"sqlite3 {DB} \"update sms set body='changed' where address='+1444'\"", uid=0)
    rows = shell.phone.content.query("content://sms", ["body"], "address='+1444'")[1]
    assert [row[0] for row in rows] == ["changed"]
    assert shell.run(f"sqlite3 {DB} .tables")[2] == 1


def test_sqlite3_makes_files_that_sqlite_reads(shell):
    shell("sqlite3 /data/local/tmp/x.db \"create table t(a,b); insert into t values(1,'x'),(2,null)\"")
    assert shell("sqlite3 -header -csv /data/local/tmp/x.db 'select * from t'") == "a,b\n1,x\n2,\n"
    assert shell("sqlite3 /data/local/tmp/x.db", stdin=b".tables\nselect count(*) from t;\n") == "t\n2\n"
    connection = sqlite3.connect(":memory:")
    connection.deserialize(shell.phone.fs.read("/data/local/tmp/x.db"))
    assert connection.execute("select a from t order by 1").fetchall() == [(1,), (2,)]
    connection.close()
    assert shell.run("sqlite3 /data/local/tmp/x.db 'select nope from t'")[1] == "Error: no such column: nope\n"


# -- dumpsys


@pytest.mark.parametrize(
    ("line", "pattern"),
    [
        ("dumpsys window", r"mCurrentFocus=Window\{\w+ u0 com\.google\.android\.apps\.nexuslauncher/\S+\}"),
        ("dumpsys window displays", r"mCurrentRotation=ROTATION_0"),
        ("dumpsys activity activities", r"topResumedActivity=ActivityRecord\{\w+ u0 \S+/\S+ t\d+\}"),
        ("dumpsys activity top", r"ACTIVITY \S+/\S+ \w+ pid=\d+"),
        ("dumpsys activity recents", r"Recent #0: Task\{"),
        ("dumpsys battery", r"AC powered: false\n(?s:.*)  level: 100\n"),
        ("dumpsys power", r"mHoldingDisplaySuspendBlocker=true"),
        ("dumpsys display", r"orientation=0"),
        ("dumpsys display", r"DisplayViewport\{type=INTERNAL, .*isActive=true.*uniqueId='local:\d+'"),
        ("dumpsys input", r"InputDeviceOrientation: 0"),
        ("dumpsys package com.android.settings", r"versionCode=\d+ minSdk=\d+ targetSdk=33"),
        ("dumpsys package com.nope", r"^Unable to find package: com\.nope$"),
        ("dumpsys activity com.nope", r"^Bad activity command, or no activities match: com\.nope"),
        ("dumpsys audio", r"- STREAM_MUSIC:\n   Muted: false\n"),
        ("dumpsys telephony.registry", r"mCallState=0"),
        ("dumpsys SurfaceFlinger --display-id", r"^Display \d+ \(HWC display 0\)"),
        ("dumpsys wifi", r"^Wi-Fi is enabled"),
        ("dumpsys input_method", r"mInputShown=false"),
        ("dumpsys notification --noredact", r"^Current Notification Manager state:$"),
        ("dumpsys alarm", r"nowRTC=\d+=2026-03-16 09:0"),
        ("dumpsys meminfo com.google.android.apps.nexuslauncher", r"^ +TOTAL PSS: +\d+ +TOTAL RSS: +\d+"),
        ("dumpsys meminfo com.nope", r"^No process found for: com\.nope$"),
        ("dumpsys cpuinfo", r"^  0% \d+/com\.google\.android\.apps\.nexuslauncher: 0% user \+ 0% kernel$"),
        ("dumpsys gfxinfo com.google.android.apps.nexuslauncher", r"^Total frames rendered: 0\nJanky frames: 0 \("),
        ("dumpsys usagestats", r'time="2026-03-16 09:0\S+" type=ACTIVITY_RESUMED package=com\.google\.'),
        ("dumpsys netstats", r'^  iface=wlan0 ident=\[\{type=1, .*wifiNetworkKey="AndroidWifi"'),
        ("dumpsys batterystats", r"currently on battery: true"),
        ("dumpsys diskstats", r"^Data-Free: \d+K / \d+K total = \d+% free$"),
        ("dumpsys procstats", r"^  \* com\.google\.android\.apps\.nexuslauncher / u0a\d+ / v\d+:$"),
        ("dumpsys appops --package com.google.android.apps.messaging", r"^      READ_SMS \(allow\):$"),
        ("dumpsys role", r"name=android\.app\.role\.SMS\n +holders=com\.google\.android\.apps\.messaging$"),
        ("dumpsys location", r"^    gps provider:\n      last location=null\n      enabled=true$"),
        ("dumpsys jobscheduler", r"^Registered 0 jobs:$"),
        ("dumpsys accessibility", r"Enabled services:\{\}"),
    ],
)
def test_dumpsys_has_the_forms_that_clients_parse(line, pattern, shell_once):
    assert re.search(pattern, shell_once(line), re.M)


@pytest.fixture(scope="module")
def shell_once() -> Shell:
    return Shell()


def test_notification_texts_are_redacted_unless_asked(shell):
    shell.phone.telephony.receive_sms("+14155550103", "secret words")
    assert "secret words" not in shell("dumpsys notification")
    assert "android.text=String (secret words)" in shell("dumpsys notification --noredact")


def test_an_alarm_clock_shows_in_dumpsys_alarm(shell):
    at = shell.phone.clock.now_ms() + 3_600_000
    shell.phone.alarms.set("com.google.android.deskclock", at, lambda: None, alarm_clock=True)
    assert f"user:0 pendingSend:false time:{at} = 2026-03-16 10:00:0" in shell("dumpsys alarm")


# -- radios, sound, looks


def test_radio_switches_change_the_phone_and_its_settings(shell):
    shell("svc wifi disable; svc data disable; svc bluetooth disable")
    keys = ("wifi_on", "mobile_data", "bluetooth_on")
    assert [shell.phone.settings.get("global", key) for key in keys] == ["0", "0", "0"]
    assert shell("cmd wifi status").startswith("Wifi is disabled\n")
    shell("cmd wifi set-wifi-enabled enabled; cmd bluetooth_manager enable; cmd connectivity airplane-mode enable")
    assert shell("cmd connectivity airplane-mode; settings get global airplane_mode_on") == "enabled\n1\n"
    assert "inet addr" not in shell("ifconfig wlan0")


def test_volume_dnd_dark_mode_and_battery(shell):
    assert "[V] volume is 9 in range [0..15]\n" in shell("cmd media_session volume --stream 3 --set 9 --get")
    assert shell.run("media volume --stream 3 --set 99")[2] == 1
    assert shell("cmd notification set_dnd priority; settings get global zen_mode") == "1\n"
    assert shell("cmd uimode night yes; settings get secure ui_night_mode") == "Night mode: yes\n2\n"
    shell("cmd battery unplug; dumpsys battery set level 42; cmd power set-mode 1")
    assert re.search(r"UPDATES STOPPED(?s:.*)level: 42\n", shell("dumpsys battery"))
    assert shell.phone.power.saver


def test_wm_ime_locksettings_and_the_status_bar(shell):
    assert shell("wm size; wm density") == "Physical size: 1080x2400\nPhysical density: 420\n"
    assert shell("wm size 720x1280; wm size; wm size reset; wm size") == (
        "Physical size: 1080x2400\nOverride size: 720x1280\nPhysical size: 1080x2400\n"
    )
    assert "com.github.uiautomator/.AdbKeyboard\n" in shell("ime list -s -a")
    assert shell("locksettings set-pin 1234; locksettings verify --old 1234; locksettings clear --old 1234") == (
        "Pin set to '1234'\nLock credential verified successfully\nLock credential cleared\n"
    )
    assert shell("locksettings get-disabled") == "false\n"  # there is a lock screen to swipe
    assert shell("locksettings set-disabled true; locksettings set-pin 1234; locksettings get-disabled") == (
        "Lock screen disabled set to true\nPin set to '1234'\nfalse\n"
    )
    shell("input keyevent SLEEP")
    assert shell.phone.power.locked
    assert shell("locksettings clear --old 1234; locksettings get-disabled") == "Lock credential cleared\ntrue\n"
    shell("locksettings set-disabled false; input keyevent WAKEUP; wm dismiss-keyguard")
    assert "set-pin" in shell("locksettings help")
    shell("cmd statusbar expand-notifications")
    assert shell.phone.windows.current_focus == "NotificationShade"
    shell("cmd statusbar collapse")
    assert shell.phone.windows.current_focus != "NotificationShade"


def test_notifications_can_be_posted_from_the_shell(shell):
    shell("cmd notification post -t Title tag 'some text'")
    shown = shell.phone.notifications.active[0]
    assert (shown.title, shown.text, shown.tag) == ("Title", "some text", "tag")


# -- looking and touching


def test_screencap_writes_a_png_to_the_stream_and_to_a_file(shell):
    out = BufferWriter()
    asyncio.run(shell.phone.run_shell("screencap -p", stdin=BytesReader(), stdout=out, stderr=BufferWriter()))
    assert bytes(out.data).startswith(b"\x89PNG\r\n")
    shell("screencap -p /sdcard/s.png")
    assert shell.phone.fs.read("/sdcard/s.png").startswith(b"\x89PNG\r\n")


def test_uiautomator_dump_writes_a_tree_and_says_so_misspelt(shell):
    assert shell("uiautomator dump /sdcard/d.xml") == "UI hierchary dumped to: /sdcard/d.xml\n"
    root = ET.fromstring(shell.phone.fs.read("/sdcard/d.xml"))
    assert root.tag == "hierarchy"
    assert any(node.get("package") == LAUNCHER for node in root.iter("node"))
    assert shell("uiautomator dump /dev/tty").endswith("</hierarchy>UI hierchary dumped to: /dev/tty\n")


def test_keys_taps_and_bad_input(shell):
    shell(f"am start -n {SETTINGS}/.Settings; input keyevent KEYCODE_HOME")
    assert shell.phone.activities.resumed.package == LAUNCHER
    shell("input tap 1 1; input swipe 500 1500 500 500 100; input swipe 5 5 5 5 600; input keyevent 4 --longpress 3")
    assert shell.run("input keyevent NOPE; input keyevent 9999") == ("", "", 0)
    assert "Unknown keycode: NOPE" in shell.run("input keycombination NOPE 26")[1]
    assert shell.run("input wave 1 2") == ("Unknown command: wave\n", "", 0)
    assert 'Argument expected after "7"' in shell.run("input tap 7")[1]
    assert "Error: Invalid arguments for command: tap" in shell.run("input tap a b")[1]
    assert shell.run("input text 'snowman ☃'")[2] == 255


def test_monkey_launches_an_app(shell):
    out, _, code = shell.run(f"monkey -p {SETTINGS} -c android.intent.category.LAUNCHER 1")
    assert ("Events injected: 1\n" in out, code) == (True, 0)
    assert shell.phone.activities.resumed.package == SETTINGS
    assert "No activities found to run, monkey aborted." in shell.run("monkey -p com.nope 1")[1]


# -- time, log, processes, refusals


def test_date_prints_formats_and_only_root_sets(shell):
    assert shell("date +%Y-%m-%d; date '+%a %b %d %H' -u") == "2026-03-16\nMon Mar 16 16\n"
    assert shell.run("date 101512002023.30")[1] == "date: cannot set date: Operation not permitted\n"
    assert shell("date 101512002023.30", uid=0) == "Sun Oct 15 12:00:30 PDT 2023\n"
    assert shell("touch /sdcard/t; ls -ll /sdcard/t").split()[5] == "2023-10-15"
    shell("service call alarm 3 s16 UTC")
    assert shell("date +%Z; getprop persist.sys.timezone") == "UTC\nUTC\n"


def test_logcat_dumps_filters_clears_and_follows(shell):
    shell("logcat -c; log -p w -t Tag 'hello log'; log -p i -t Other x")
    out = shell("logcat -d -v brief Tag:V '*:S'")
    assert re.fullmatch(r"--------- beginning of main\nW/Tag     \( *\d+\): hello log\n", out)
    assert re.search(r"^03-16 09:\d\d:\d\d\.\d{3} +\d+ +\d+ I Other   : x$", shell("logcat -d"), re.M)
    assert shell("(sleep 0.05; log -t Late y) & logcat -v raw -T 1 -m 1 -s Late & sleep 0.2") is not None


def test_following_logcat_ends_when_the_stream_closes(shell):
    async def work() -> str:
        out = BufferWriter()
        task = asyncio.create_task(
            shell.phone.run_shell("logcat -v raw", stdin=BytesReader(), stdout=out, stderr=BufferWriter())
        )
        while b"beginning" not in out.data:
            await asyncio.sleep(0.01)
        shell.phone.logcat.log("I", "T", "new line")
        while b"new line" not in out.data:
            await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return out.text()

    assert asyncio.run(asyncio.wait_for(work(), 10)).endswith("new line\n")


def test_app_process_runs_the_automator_while_its_stream_is_open(shell):
    shell.phone.fs.write("/data/local/tmp/u2.jar", b"PK")

    async def work() -> None:
        line = "CLASSPATH=/data/local/tmp/u2.jar app_process / com.wetest.uia2.Main -p 9008"
        task = asyncio.create_task(
            shell.phone.run_shell(line, stdin=BytesReader(), stdout=BufferWriter(), stderr=BufferWriter())
        )
        while 9008 not in shell.phone.ports:
            await asyncio.sleep(0.01)
        assert any(row.name == "app_process" for row in shell.phone.processes.all())
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert 9008 not in shell.phone.ports

    asyncio.run(asyncio.wait_for(work(), 10))
    assert shell.run("app_process / com.other.Main")[2] == 1


def test_what_is_not_offered_is_refused_in_androids_words(shell):
    assert (
        shell("service call isms 5 i32 0 s16 x") == 'Result: Parcel(Error: 0xffffffffffffffb6 "Not a data message")\n'
    )
    assert shell.run("cmd nothing")[1:] == ("cmd: Can't find service: nothing\n", 20)
    assert "no service started" in shell.run("am start-foreground-service -n a/.B")[1]
    assert not shell.phone.ledger.of("sms_sent")


def test_ps_has_nine_columns_and_app_users(shell):
    lines = shell("ps -A").splitlines()
    assert lines[0].split() == ["USER", "PID", "PPID", "VSZ", "RSS", "WCHAN", "ADDR", "S", "NAME"]
    row = next(line.split() for line in lines if line.endswith(LAUNCHER))
    assert row[0].startswith("u0_a")
    assert len(row) == 9


def test_the_ledger_has_what_the_shell_did_to_the_users_files(shell):
    shell("echo x > /sdcard/n.txt; mv /sdcard/n.txt /sdcard/m.txt; rm /sdcard/m.txt; echo y > /data/local/tmp/own")
    paths = [entry.facts["path"] for entry in shell.phone.ledger.of("file_deleted")]
    assert paths == ["/storage/emulated/0/n.txt", "/storage/emulated/0/m.txt"]
    assert not any("/data/local" in str(entry.facts) for entry in shell.phone.ledger.entries)


# -- toybox as test suites use it


@pytest.mark.parametrize(
    ("line", "out"),
    [
        ("mkdir -p a/b; echo 1 > a/b/c; find a -type f -o -mindepth 1 -type d", "a/b\na/b/c\n"),
        ("mkdir d; touch d/1 d/2; find d -name 1 -delete; ls -1 d", "2\n"),
        ("printf 'x\\ny\\nx\\n' | sort | uniq -c | sort -rn | head -1 | tr -s ' ' | cut -d' ' -f2-", "2 x\n"),
        ("echo abc | sed -e 's/b/[&]/' -e 's/c$/C/'; seq 5 | sed -n '2,3p'; seq 3 | sed '2d'", "a[b]C\n2\n3\n1\n3\n"),
        ("printf 'one\\ntwo\\n' | grep -n t; printf 'a.b\\n' | grep -F . ; echo x | grep -c y", "2:two\na.b\n0\n"),
        (
            "echo 'k=v' | cut -d= -f2; seq 3 | paste -sd,; echo hi | md5sum",
            "v\n1,2,3\n764efa883dda1e11db47671c4a3bbd9e  -\n",
        ),
        (
            "printf '%5.2f|%-4s|%x\\n' 3.14159 ab 255; expr 4 '*' 5; basename /a/b.txt .txt; dirname /a/b",
            " 3.14|ab  |ff\n20\nb\n/a\n",
        ),
        ("echo a b c | xargs -n1 echo -; printf 'p q' | xargs -I X echo [X]", "- a\n- b\n- c\n[p q]\n"),
        (
            "dd if=/dev/zero bs=4 count=2 2>/dev/null | xxd",
            "00000000: 0000 0000 0000 0000                      ........\n",
        ),
        (
            "echo hello > f; cp -a f g; cmp f g && mv g h && cat h; stat -c '%s %F %a' h; rm f h",
            "hello\n6 regular file 666\n",
        ),
        ("touch a; touch -d '2020-01-02 03:04:05' a; ls -ll a | cut -d' ' -f6,7", "2020-01-02 03:04:05.000000000\n"),
        ("echo aGk= | base64 -d; echo; wc -c < /system/etc/hosts", "hi\n56\n"),
        ("mkdir x; echo 1 > 'x/a b'; ls x | cat; rm -rf x; ls | wc -l", "a b\n0\n"),
    ],
)
def test_toybox_commands(line, out, shell_once):
    shell_once("rm -rf /data/local/tmp/t; mkdir /data/local/tmp/t")
    ran = shell_once.run(f"cd /data/local/tmp/t; {line}")
    assert ran[0] == out, ran


def test_only_root_sends_the_systems_own_broadcasts(shell):
    out, err, code = shell.run("am broadcast -a android.intent.action.BOOT_COMPLETED")
    assert out.startswith("Broadcasting: Intent { act=android.intent.action.BOOT_COMPLETED")
    assert code == 255
    assert "SecurityException: Permission Denial: not allowed to send broadcast" in err
    assert (
        "Broadcast completed"
        in shell.run("su 0 am broadcast -a android.intent.action.AIRPLANE_MODE --ez state true")[0]
    )
