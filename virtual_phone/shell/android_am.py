"""am (cmd activity): starting and ending activities, broadcasts, tasks.

Knows: arguments and the texts that clients parse. Does not know: launch rules (services/activities.py).
"""

from __future__ import annotations

from ..intents import FLAG_NEW_TASK, Intent, split_component
from ..services.tasks import DELIVERED, NOT_FOUND, TO_FRONT, UNRESOLVED, Task
from .intent_args import BadIntent, ParsedIntent, parse_intent
from .io import Call, Command

_FROM_SHELL = 0x00400000
_SHELL_CRASH = "android.app.RemoteServiceException$CrashedByAdbException: shell-induced crash"
_SHELL = 2000
_PROTECTED = {
    f"android.intent.action.{name}"
    for name in ("AIRPLANE_MODE", "BATTERY_CHANGED", "BATTERY_LOW", "BATTERY_OKAY", "BOOT_COMPLETED",
                 "DEVICE_STORAGE_LOW", "LOCKED_BOOT_COMPLETED", "PACKAGE_ADDED", "PACKAGE_REMOVED", "PACKAGE_REPLACED",
                 "PHONE_STATE", "SCREEN_OFF", "SCREEN_ON", "TIMEZONE_CHANGED", "TIME_SET", "USER_PRESENT",
                 "ACTION_POWER_CONNECTED", "ACTION_POWER_DISCONNECTED", "ACTION_SHUTDOWN")
}  # fmt: skip
"""Broadcasts that only the system and root may send."""
_HELP = """Activity manager (activity) commands:
  help
      Print this help text.
  start-activity [-D] [-N] [-W] [-P <FILE>] [--start-profiler <FILE>] <INTENT>
      Start an Activity.
  force-stop [--user <USER_ID> | all | current] <PACKAGE>
  kill [--user <USER_ID> | all | current] <PACKAGE>
  broadcast [--user <USER_ID> | all | current] <INTENT>
  stack [COMMAND] [...]: sub-commands for operating on activity stacks.
  task [COMMAND] [...]: sub-commands for operating on activity tasks.
  get-current-user
"""


def am(call: Call) -> int:
    """am COMMAND …"""
    args = call.args[1:]
    if not args or args[0] in ("help", "-h"):
        call.out(_HELP)
        return 255
    verb, rest = args[0], args[1:]
    handler = _VERBS.get(verb)
    if handler is None:
        call.out(f"Unknown command: {verb}\n")
        return 255
    try:
        return handler(call, rest)
    except BadIntent as problem:
        return failed(call, verb, f"java.lang.IllegalArgumentException: {problem}")


def failed(call: Call, verb: str, text: str) -> int:
    """Print an exception as `cmd` prints it and return 255."""
    call.err(f"\nException occurred while executing '{verb}':\n{text}\n")
    return 255


def _start(call: Call, args: list[str]) -> int:
    parsed = parse_intent(args)
    if "-S" in parsed.options:
        _stop_target(call, parsed.intent)
    return start_intent(call, parsed)


def _stop_target(call: Call, intent: Intent) -> None:
    package = intent.package or (split_component(intent.component)[0] if intent.component else "")
    if package:
        call.phone.activities.force_stop(package)
        call.out(f"Stopping: {package}\n")


def start_intent(call: Call, parsed: ParsedIntent) -> int:
    """Start an intent and print what `am start` prints."""
    intent = parsed.intent
    waits = "-W" in parsed.options
    call.out(f"Starting: {intent}\n")
    intent.flags |= FLAG_NEW_TASK
    began = call.phone.clock.elapsed_ms()
    package = intent.package or (split_component(intent.component)[0] if intent.component else "")
    was_running = call.phone.activities.pid(package) is not None
    result = call.phone.activities.start(intent)
    say = call.out if waits else call.err
    if result.status == DELIVERED:
        say("Warning: Activity not started, intent has been delivered to currently running top-most instance.\n")
    elif result.status == TO_FRONT:
        say("Warning: Activity not started, its current task has been brought to the front\n")
    elif result.status == NOT_FOUND:
        component = "/".join(split_component(intent.component or ""))
        say(f"Error type 3\nError: Activity class {{{component}}} does not exist.\n")
        return 0
    elif result.status == UNRESOLVED:
        say(f"Error: Activity not started, unable to resolve {intent}\n")
        return 0
    elif not result.ok:
        return failed(call, "start", f"java.lang.SecurityException: {result.message}")
    if waits:
        spent = call.phone.clock.elapsed_ms() - began + 60
        state = "HOT" if result.status != "started" else "WARM" if was_running else "COLD"
        call.out(
            f"Status: ok\nLaunchState: {state}\nActivity: {result.component}\n"
            f"TotalTime: {spent}\nWaitTime: {spent + 4}\nComplete\n"
        )
    return 0


def _broadcast(call: Call, args: list[str]) -> int:
    intent = parse_intent(args).intent
    intent.flags |= _FROM_SHELL
    call.out(f"Broadcasting: {intent}\n")
    if intent.action in _PROTECTED and call.uid >= _SHELL:
        denied = f"not allowed to send broadcast {intent.action} from pid={call.pid}, uid={call.uid}"
        return failed(call, "broadcast", f"java.lang.SecurityException: Permission Denial: {denied}")
    code, data = call.phone.activities.broadcast(intent)
    call.out(f"Broadcast completed: result={code}" + (f', data="{data}"' if data is not None else "") + "\n")
    return 0


def _service(call: Call, args: list[str]) -> int:
    intent = parse_intent(args).intent
    call.out(f"Starting service: {intent}\n")
    call.err("Error: Not found; no service started.\n")
    return 255


def _packages(args: list[str]) -> list[str]:
    names, at = [], 0
    while at < len(args):
        if args[at] == "--user":
            at += 2
            continue
        if not args[at].startswith("-"):
            names.append(args[at])
        at += 1
    return names


def _force_stop(call: Call, args: list[str]) -> int:
    names = _packages(args)
    if not names:
        return failed(call, "force-stop", 'java.lang.IllegalArgumentException: Argument expected after "force-stop"')
    call.phone.activities.force_stop(names[0])
    return 0


def _kill(call: Call, args: list[str]) -> int:
    """Kill background processes only: the app in front stays, as on Android."""
    for name in _packages(args):
        front = call.phone.activities.resumed
        if front is None or front.package != name:
            call.phone.activities.processes.pop(name, None)
    return 0


def _kill_all(call: Call, args: list[str]) -> int:
    for name in list(call.phone.activities.processes):
        _kill(call, [name])
    return 0


def task_line(call: Call, task: Task) -> str:
    """Return the line that `am stack list` prints for a task."""
    bounds = f"[0,0][{call.phone.width},{call.phone.height}]"
    top = task.top
    visible = call.phone.activities.resumed is top
    component = f"{top.package}/{top.name}"
    root = task.records[0]
    return (
        f"  taskId={task.task_id}: {root.package}/{root.name} bounds={bounds} userId=0 "
        f"visible={str(visible).lower()} topActivity=ComponentInfo{{{component}}}\n"
    )


def _stack(call: Call, args: list[str]) -> int:
    verb = args[0] if args else ""
    if verb in ("list", "info"):
        bounds = f"[0,0][{call.phone.width},{call.phone.height}]"
        for task in reversed(call.phone.activities.tasks):
            call.out(f"RootTask id={task.task_id} bounds={bounds} displayId=0 userId=0\n")
            language = call.phone.languages.configuration("list")
            call.out(f" configuration={{1.0 310mcc260mnc {language} sw411dp w411dp h890dp 420dpi nrml long port}}\n")
            call.out(task_line(call, task) + "\n")
        return 0
    if verb == "remove" and len(args) > 1 and args[1].isdigit():
        call.phone.activities.remove_task(int(args[1]))
        return 0
    if verb == "move-task" and len(args) > 1 and args[1].isdigit():
        call.phone.activities.move_to_front(int(args[1]))
        return 0
    call.err(f"Error: unknown command '{verb}'\n")
    return 255


def _current_user(call: Call, args: list[str]) -> int:
    call.out("0\n")
    return 0


def _switch_user(call: Call, args: list[str]) -> int:
    if args[:1] in (["0"], ["-w"]) and args[-1] == "0":
        return 0
    call.err(f"Error: Failed to switch to user {args[-1] if args else ''}\n")
    return 1


def _crash(call: Call, args: list[str]) -> int:
    """Let a running app fail, as an error in its own code would."""
    for name in _packages(args):
        if call.phone.activities.pid(name) is not None:
            call.phone.crashes.crash(name, _SHELL_CRASH)
    return 0


_BUCKETS = {"active": 10, "working_set": 20, "frequent": 30, "rare": 40, "restricted": 45}
"""Standby buckets: kept and told, but no app of this phone is held back by them."""


def _kept_buckets(call: Call) -> dict[str, int]:
    kept: dict[str, int] = call.phone.app_services.setdefault("standby", {})  # type: ignore[assignment]
    return kept


def _set_standby_bucket(call: Call, args: list[str]) -> int:
    names = _packages(args)
    bucket = _BUCKETS.get(names[-1].lower()) if names else None
    if len(names) < 2 or bucket is None or call.phone.packages.get(names[0]) is None:
        call.err(f"Error: Unknown bucket or package: {' '.join(names)}\n")
        return 1
    _kept_buckets(call)[names[0]] = bucket
    return 0


def _standby_bucket(call: Call, args: list[str]) -> int:
    kept = _kept_buckets(call)
    for name in _packages(args)[:1]:
        call.out(f"{kept.get(name, _BUCKETS['active'])}\n")
        return 0
    call.out("".join(f"{each.package}: {kept.get(each.package, 10)}\n" for each in call.phone.packages.all()))
    return 0


def _quiet(call: Call, args: list[str]) -> int:
    return 0


def _instrument(call: Call, args: list[str]) -> int:
    name = args[-1] if args else ""
    call.out(f"INSTRUMENTATION_STATUS: id=ActivityManagerService\nINSTRUMENTATION_STATUS: Error=Unable to find "
             f"instrumentation info for: ComponentInfo{{{name}}}\nINSTRUMENTATION_STATUS_CODE: -1\n")  # fmt: skip
    call.err(f"android.util.AndroidException: INSTRUMENTATION_FAILED: {name}\n")
    return 1


def _idle(call: Call, args: list[str]) -> int:
    call.out("All broadcast queues are idle!\n")
    return 0


def _config(call: Call, args: list[str]) -> int:
    language = call.phone.languages.configuration("qualifier")
    call.out(f"config: mcc310-mnc260-{language}-sw411dp-w411dp-h890dp-normal-long-notround-lowdr-nowidecg-port-"
             f"notnight-{call.phone.density}dpi-finger-keysexposed-nokeys-navhidden-nonav-v{call.phone.api_level}\n"
             "abi: x86_64,arm64-v8a\n")  # fmt: skip
    return 0


_VERBS = {
    "start": _start,
    "start-activity": _start,
    "broadcast": _broadcast,
    "startservice": _service,
    "start-service": _service,
    "start-foreground-service": _service,
    "startforegroundservice": _service,
    "force-stop": _force_stop,
    "stop-app": _force_stop,
    "kill": _kill,
    "kill-all": _kill_all,
    "stack": _stack,
    "task": _stack,
    "get-current-user": _current_user,
    "instrument": _instrument,
    "wait-for-broadcast-idle": _idle,
    "wait-for-broadcast-barrier": _idle,
    "get-config": _config,
    "get-started-user-state": lambda call, args: call.out("RUNNING_UNLOCKED\n") or 0,
    "clear-debug-app": _quiet,
    "set-debug-app": _quiet,
    "send-trim-memory": _quiet,
    "set-inactive": _quiet,
    "set-standby-bucket": _set_standby_bucket,
    "idle-maintenance": _quiet,
    "switch-user": _switch_user,
    "crash": _crash,
    "get-standby-bucket": _standby_bucket,
    "unlock-user": _quiet,
    "compat": _quiet,
    "clear-recent-apps": lambda call, args: _clear_recents(call),
    "stop-service": _service,
    "stopservice": _service,
}


def _clear_recents(call: Call) -> int:
    for task in call.phone.activities.recents():
        call.phone.activities.remove_task(task.task_id)
    return 0


COMMANDS: dict[str, Command] = {"am": am}
