"""dumpsys activity: activities, top, recents, processes, services, broadcasts, intents.

Knows: the forms that clients parse. Does not know: windows (screen.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...api_levels import text
from ..tasks import ActivityRecord, Task
from .screen import activity_record

if TYPE_CHECKING:
    from ...phone import Phone
    from . import Section


def _record(record: ActivityRecord) -> str:
    return f"ActivityRecord{{{record.token} u0 {record.component} t{record.task_id}}}"


def _kind(task: Task) -> str:
    return "home" if "android.intent.category.HOME" in task.base_intent.categories else "standard"


def _stack(phone: Phone, task: Task) -> list[str]:
    """Return the lines above a task, where the Android has stacks."""
    sleeping = str(not phone.power.screen_on).lower()
    line = text(phone.api_level, "activity.stack", task=task.task_id, kind=_kind(task), sleeping=sleeping)
    return [line] if line else []


def _task(phone: Phone, task: Task) -> str:
    state = phone.packages.state(task.affinity)
    uid = state.uid if state else 10000
    visible = str(phone.activities.tasks[-1] is task).lower()
    kind = _kind(task)
    return text(
        phone.api_level, "activity.task", token=f"{0xA0B1C2 + task.task_id * 257:x}", task=task.task_id, kind=kind,
        uid=uid, affinity=task.affinity, visible=visible, size=len(task.records),
    )  # fmt: skip


def activities(phone: Phone) -> str:
    """dumpsys activity activities."""
    lines = ["ACTIVITY MANAGER ACTIVITIES (dumpsys activity activities)", "Display #0 (activities from top to bottom):"]
    for task in reversed(phone.activities.tasks):
        lines += _stack(phone, task)
        indent = text(phone.api_level, "activity.indent")
        lines += [f"{indent}* {_task(phone, task)}", f"{indent}  mBounds=Rect(0, 0 - {phone.width}, {phone.height})"]
        if phone.activities.tasks[-1] is task:
            lines.append(text(phone.api_level, "activity.resumed", record=activity_record(phone)))
        for number in range(len(task.records) - 1, -1, -1):
            record = task.records[number]
            state = "RESUMED" if phone.activities.resumed is record else "STOPPED"
            lines += [
                f"{indent}  {text(phone.api_level, 'activity.history', number=number)} {_record(record)}",
                f"      packageName={record.package} processName={record.package}",
                "      launchedFromUid=2000 launchedFromPackage=com.android.shell userId=0",
                f"      {record.intent}".replace("Intent { ", "Intent { ").rstrip(),
                f"      rootOfTask={str(number == 0).lower()} task={_task(phone, task)}",
                f"      mActivityComponent={record.component}",
                f"      state={state} nowVisible={str(record.visible).lower()} finishing=false",
            ]
        lines.append("")
    locked = str(phone.power.locked).lower()
    lines += text(phone.api_level, "activity.areas", record=activity_record(phone)).splitlines()
    lines += [
        f"  ResumedActivity: {activity_record(phone)}", "",
        "KeyguardController:", f"  mKeyguardShowing={locked}", "  mAodShowing=false", "  mKeyguardGoingAway=false",
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def top(phone: Phone) -> str:
    """dumpsys activity top."""
    lines = []
    for task in phone.activities.tasks:
        record = task.top
        state = phone.packages.state(task.affinity)
        lines += [
            f"TASK {state.uid if state else 10000}:{task.affinity} id={task.task_id} userId=0",
            f"  ACTIVITY {record.component} {record.token} "
            f"pid={phone.activities.pid(record.package) or '(not running)'}",
            f"    Local Activity {record.token} State:",
            f"      mResumed={str(phone.activities.resumed is record).lower()} "
            f"mStopped={str(not record.visible).lower()} mFinished=false",
            "",
        ]
    return "\n".join(lines) + "\n"


def recents(phone: Phone) -> str:
    """dumpsys activity recents."""
    lines = [
        "ACTIVITY MANAGER RECENT TASKS (dumpsys activity recents)",
        "mRecentsUid=10101",
        "mFreezeTaskListReordering=false",
        "  Recent tasks:",
    ]
    for number, task in enumerate(reversed(phone.activities.tasks)):
        root = task.records[0]
        lines += [
            f"  * Recent #{number}: {_task(phone, task)}",
            "    userId=0 mCallingUid=2000 mUserSetupComplete=true mCallingPackage=com.android.shell",
            f"    affinity={task.affinity}",
            f"    intent={{{str(task.base_intent)[8:-1].strip()}}}",
            f"    mActivityComponent={root.component}",
            f"    realActivity={{{root.package}/{root.name}}}",
            "    rootWasReset=false mNeverRelinquishIdentity=true mReuseTask=false",
            f"    Activities=[{', '.join(_record(record) for record in task.records)}]",
            f"    lastActiveTime={task.last_active_ms} (inactive for "
            f"{(phone.clock.now_ms() - task.last_active_ms) // 1000}s)",
        ]
    return "\n".join(lines) + "\n"


def processes(phone: Phone) -> str:
    """dumpsys activity processes."""
    lines = ["ACTIVITY MANAGER RUNNING PROCESSES (dumpsys activity processes)", "  All known processes:"]
    for row in phone.processes.all():
        if row.name == row.args and "." in row.name:
            uid = f"u0a{row.uid - 10000}" if row.uid >= 10000 else str(row.uid)
            record = f"ProcessRecord{{{row.pid * 977:x} {row.pid}:{row.name}/{uid}}}"
            lines += [f"  *APP* UID {row.uid} {record}", f"    pid={row.pid}"]
    return "\n".join(lines) + "\n"


def activity(phone: Phone, args: list[str]) -> str:
    """dumpsys activity [WHAT]."""
    what = args[0] if args else ""
    parts = {
        "activities": activities, "a": activities, "containers": activities, "top": top, "recents": recents,
        "r": recents,
        "processes": processes, "p": processes, "lru": processes,
    }  # fmt: skip
    if what in parts:
        return parts[what](phone)
    if what in ("services", "s"):
        return "ACTIVITY MANAGER SERVICES (dumpsys activity services)\n  (nothing)\n"
    if what in (
        "broadcasts",
        "b",
        "intents",
        "i",
        "providers",
        "prov",
        "settings",
        "oom",
        "permissions",
        "starter",
        "lastanr",
    ):
        return f"ACTIVITY MANAGER {what.upper()} (dumpsys activity {what})\n  (nothing)\n"
    if what and what not in ("all", "-a") and not what.startswith("-"):
        return _service(phone, what)
    return recents(phone) + "\n" + activities(phone) + "\n" + processes(phone)


def _service(phone: Phone, name: str) -> str:
    for task in phone.activities.tasks:
        for record in task.records:
            if name in (record.package, record.component):
                return (
                    f"TASK {task.affinity} id={task.task_id} userId=0\n  "
                    f"ACTIVITY {record.component} {record.token} pid={phone.activities.pid(record.package)}\n"
                )
    return f"Bad activity command, or no activities match: {name}\nUse -h for help.\n"


SECTIONS: dict[str, Section] = {"activity": activity}
