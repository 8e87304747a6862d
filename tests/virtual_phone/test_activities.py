from __future__ import annotations

import pytest

from ainos.virtual_phone.apps.app import Activity, ActivityInfo, Manifest, ReceiverInfo
from ainos.virtual_phone.intents import (
    FLAG_CLEAR_TASK,
    FLAG_CLEAR_TOP,
    FLAG_NEW_TASK,
    LAUNCHER,
    MAIN,
    Intent,
    IntentFilter,
)
from ainos.virtual_phone.phone import Phone
from ainos.virtual_phone.ui.nodes import column

PKG = "com.example.app"


class Front(Activity):
    name = ".Front"

    def __init__(self, phone, intent):
        super().__init__(phone, intent)
        self.life: list[str] = []

    def build(self):
        return column()

    def on_start(self):
        self.life.append("start")

    def on_resume(self):
        self.life.append("resume")

    def on_stop(self):
        self.life.append("stop")


class Second(Front):
    name = ".Second"


class Hidden(Front):
    name = ".Hidden"


@pytest.fixture
def phone() -> Phone:
    made = Phone()
    made.packages.install(
        Manifest(
            PKG,
            "Example",
            activities=(
                ActivityInfo(".Front", Front, launcher=True),
                ActivityInfo(
                    ".Second", Second, (IntentFilter(("x.OPEN",), schemes=("thing",)),), launch_mode="singleTop"
                ),
                ActivityInfo(".Hidden", Hidden, exported=False),
            ),
            permissions=("android.permission.CAMERA",),
            receivers=(ReceiverInfo(".R", (IntentFilter(("x.PING",)),), lambda phone, intent: (7, "pong")),),
            system=False,
        )
    )
    return made


def front(phone: Phone) -> str:
    assert phone.activities.resumed is not None
    return phone.activities.resumed.component


def launch(phone: Phone, name: str, flags: int = FLAG_NEW_TASK, **more):
    return phone.activities.start(Intent(component=f"{PKG}/{name}", flags=flags, **more))


def test_launching_twice_brings_the_task_to_the_front_unchanged(phone):
    intent = Intent(MAIN, categories=(LAUNCHER,), component=f"{PKG}/.Front", flags=FLAG_NEW_TASK)
    assert phone.activities.start(intent).status == "started"
    first = phone.activities.resumed
    phone.activities.home()
    assert phone.activities.start(intent).status == "brought_to_front"
    assert phone.activities.resumed is first
    assert first.activity.life == ["start", "resume", "stop", "start", "resume"]


def test_an_implicit_intent_finds_the_activity_by_scheme(phone):
    assert phone.activities.start(Intent("x.OPEN", data="thing:1", flags=FLAG_NEW_TASK)).component == f"{PKG}/.Second"
    assert phone.activities.start(Intent("x.OPEN", data="other:1")).status == "unresolved"


def test_single_top_gets_the_new_intent_in_the_same_instance(phone):
    launch(phone, ".Second", data="thing:1")
    shown = phone.activities.resumed.activity
    assert launch(phone, ".Second", data="thing:2").status == "delivered"
    assert phone.activities.resumed.activity is shown
    assert shown.intent.data == "thing:2"


def test_a_missing_class_and_a_private_one_are_told_apart(phone):
    assert launch(phone, ".Nope").status == "class_not_found"
    assert launch(phone, ".Hidden").status == "denied"


def test_back_goes_down_the_task_and_then_home(phone):
    launch(phone, ".Front")
    phone.activities.resumed.activity.start(Intent(component=f"{PKG}/.Hidden"))
    assert front(phone) == f"{PKG}/.Hidden"
    phone.activities.back()
    assert front(phone) == f"{PKG}/.Front"
    phone.activities.back()
    assert front(phone).startswith("com.google.android.apps.nexuslauncher/")


def test_a_result_comes_back_to_whoever_asked(phone):
    launch(phone, ".Front")
    got = []
    asker = phone.activities.resumed.activity
    asker.start(Intent(component=f"{PKG}/.Hidden"), on_result=lambda code, data: got.append((code, data)))
    phone.activities.resumed.activity.finish(-1, "chosen")
    assert got == [(-1, "chosen")]
    assert phone.activities.resumed.activity is asker


def test_clear_top_and_clear_task_drop_what_is_above(phone):
    launch(phone, ".Front")
    phone.activities.resumed.activity.start(Intent(component=f"{PKG}/.Hidden"))
    launch(phone, ".Front", FLAG_NEW_TASK | FLAG_CLEAR_TOP)
    assert [record.name for record in phone.activities.tasks[-1].records] == [f"{PKG}.Front"]
    task = phone.activities.tasks[-1].task_id
    launch(phone, ".Second", FLAG_NEW_TASK | FLAG_CLEAR_TASK)
    assert phone.activities.task(task) is None
    assert len(phone.activities.tasks[-1].records) == 1


def test_force_stop_ends_screens_process_and_alarms(phone):
    launch(phone, ".Front")
    phone.alarms.set(PKG, phone.clock.now_ms() + 1000, lambda: None)
    assert phone.activities.pid(PKG) is not None
    phone.activities.force_stop(PKG)
    assert phone.activities.pid(PKG) is None
    assert all(alarm.package != PKG for alarm in phone.alarms.pending())
    assert front(phone).startswith("com.google.android.apps.nexuslauncher/")


def test_a_broadcast_gets_the_receivers_answer(phone):
    assert phone.activities.broadcast(Intent("x.PING")) == (7, "pong")
    assert phone.activities.broadcast(Intent("x.NOBODY")) == (0, None)


def test_recents_lists_newest_first_without_the_launcher(phone):
    launch(phone, ".Front")
    phone.activities.home()
    phone.activities.start(
        Intent(MAIN, categories=(LAUNCHER,), component="com.android.settings/.Settings", flags=FLAG_NEW_TASK)
    )
    packages = [task.affinity for task in phone.activities.recents()]
    assert packages[-1] == PKG
    assert "com.google.android.apps.nexuslauncher" not in packages


def test_permissions_are_granted_at_install_and_can_be_taken(phone):
    assert phone.packages.has_permission(PKG, "android.permission.CAMERA")
    phone.packages.revoke(PKG, "android.permission.CAMERA")
    assert not phone.packages.has_permission(PKG, "android.permission.CAMERA")
    with pytest.raises(LookupError, match="has not requested"):
        phone.packages.grant(PKG, "android.permission.SEND_SMS")


def test_finishing_the_last_activity_of_a_task_shows_the_task_below(phone):
    phone.activities.start(phone.packages.launch_intent("com.android.settings"))
    phone.activities.start(Intent(component=f"{PKG}/.Front", flags=FLAG_NEW_TASK))
    phone.activities.resumed.activity.finish()
    assert phone.activities.resumed.package == "com.android.settings"
    assert phone.activities.resumed.visible


def test_back_at_the_root_of_a_task_shows_the_task_below_and_keeps_it(phone):
    phone.activities.start(phone.packages.launch_intent("com.android.settings"))
    phone.activities.start(Intent(component=f"{PKG}/.Front", flags=FLAG_NEW_TASK))
    phone.activities.back()
    assert phone.activities.resumed.package == "com.android.settings"
    phone.activities.back()
    assert phone.activities.resumed.package == "com.google.android.apps.nexuslauncher"
    assert len(phone.activities.recents()) == 2


def test_force_stop_cancels_the_alarms_of_that_package_only(phone):
    rang = []
    for package in (PKG, "com.android.settings"):
        phone.alarms.set(package, phone.clock.now_ms() + 1000, lambda package=package: rang.append(package))
    phone.activities.force_stop(PKG)
    phone.clock.advance(2000)
    assert rang == ["com.android.settings"]
