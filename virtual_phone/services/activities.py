"""The activity manager: tasks, the back stack, processes and broadcasts.

Knows: which activity is in front, Android's launch rules (tasks, singleTop, the usual flags), process ids.
Does not know: what is drawn (ui/windows.py) or which packages exist (services/packages.py).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ..apps.app import Activity, ActivityInfo, Manifest
from ..intents import (
    FLAG_CLEAR_TASK,
    FLAG_CLEAR_TOP,
    FLAG_MULTIPLE_TASK,
    FLAG_NEW_TASK,
    FLAG_SINGLE_TOP,
    HOME,
    MAIN,
    Intent,
    short_component,
)
from .tasks import (
    DELIVERED,
    DENIED,
    NOT_FOUND,
    STARTED,
    TO_FRONT,
    UNRESOLVED,
    ActivityRecord,
    OnResult,
    StartResult,
    Task,
)

if TYPE_CHECKING:
    from ..phone import Phone

RESOLVER = "android/com.android.internal.app.ResolverActivity"
"""What asks which app to use."""


class ActivityManager:
    """Starts, stacks and ends activities. `tasks` is ordered from back to front; the last one is in front."""

    def __init__(self, phone: Phone) -> None:
        self._phone = phone
        self.tasks: list[Task] = []
        self.processes: dict[str, int] = {}
        self._next_task = 2
        self._next_pid = 1800
        self._next_token = 0x0A2F6C1
        self._broadcast_hooks: list[Callable[[Intent], tuple[int, str | None] | None]] = []

    # -- looking ---------------------------------------------------------------------------------------------

    @property
    def resumed(self) -> ActivityRecord | None:
        """Return the activity in front, or None during boot."""
        return self.tasks[-1].top if self.tasks else None

    def record_of(self, activity: Activity) -> ActivityRecord | None:
        """Find the record of a live activity object."""
        for task in self.tasks:
            for record in task.records:
                if record.activity is activity:
                    return record
        return None

    def recents(self) -> list[Task]:
        """Return the tasks for the overview screen, newest first, without the launcher."""
        return [task for task in reversed(self.tasks) if not task.is_home]

    def task(self, task_id: int) -> Task | None:
        """Find a task by its number."""
        return next((task for task in self.tasks if task.task_id == task_id), None)

    def pid(self, package: str) -> int | None:
        """Return the process id of a running package, or None."""
        return self.processes.get(package)

    def ensure_process(self, package: str) -> int:
        """Start the package's process when it does not run; return its id."""
        if package not in self.processes:
            self._next_pid += 37
            self.processes[package] = self._next_pid
            state = self._phone.packages.state(package)
            if state is not None:
                state.stopped = False
            self._phone.logcat.log("I", "ActivityManager", f"Start proc {self._next_pid}:{package}")
            if state is not None and state.manifest.on_process is not None:
                with self._phone.crashes.guard(package):
                    state.manifest.on_process(self._phone)
        return self.processes.get(package, 0)

    # -- starting --------------------------------------------------------------------------------------------

    def start(
        self, intent: Intent, *, caller: Activity | None = None, on_result: OnResult | None = None
    ) -> StartResult:
        """Start the activity that an intent asks for.

        caller: the activity that starts it (it goes onto the caller's task); None means a new-task start
        from outside, as `am` and the launcher do.
        """
        found = self._phone.packages.resolve(intent)
        if not found:
            return self._not_resolved(intent)
        if self._phone.packages.must_ask(intent):
            self._phone.windows.chooser.ask(
                intent, found, lambda chosen: self.start(chosen, caller=caller, on_result=on_result)
            )
            return StartResult(STARTED, "", RESOLVER)
        manifest, info = found[0]
        name = info.full_name(manifest.package)
        component = short_component(manifest.package, name)
        if not info.exported and (caller is None or self._package_of(caller) != manifest.package):
            text = f"Permission Denial: starting {intent} from null (pid=0, uid=2000) not exported from uid 10000"
            return StartResult(DENIED, text, component)
        self._phone.logcat.log("I", "ActivityTaskManager", f"START u0 {{{str(intent)[8:-2].strip()}}} from uid 2000")
        target = intent.with_component(component)
        self.ensure_process(manifest.package)
        status = self._place(target, manifest, info, caller, on_result)
        self._phone.windows.invalidate()
        return StartResult(status, "", component)

    def _not_resolved(self, intent: Intent) -> StartResult:
        if intent.component:
            return StartResult(NOT_FOUND, f"Activity class {{{intent.component}}} does not exist.")
        return StartResult(UNRESOLVED, f"unable to resolve {intent}")

    def _package_of(self, activity: Activity) -> str:
        record = self.record_of(activity)
        return record.package if record else ""

    def _place(
        self,
        intent: Intent,
        manifest: Manifest,
        info: ActivityInfo,
        caller: Activity | None,
        on_result: OnResult | None,
    ) -> str:
        caller_record = self.record_of(caller) if caller is not None else None
        new_task = caller_record is None or bool(intent.flags & FLAG_NEW_TASK) or info.launch_mode == "singleTask"
        if not new_task and caller_record is not None:
            home = self.task(caller_record.task_id)
            assert home is not None
            return self._put_on(home, intent, manifest, info, on_result)
        task = None if intent.flags & FLAG_MULTIPLE_TASK else self._find_task(intent, manifest.package)
        if task is not None and intent.flags & FLAG_CLEAR_TASK:
            self._drop_task(task)
            task = None
        if task is None:
            task = Task(self._next_task, manifest.package, base_intent=intent)
            self._next_task += 1
            self._push(task, intent, manifest, info, on_result)
            return STARTED
        same_as_root = task.base_intent.same_filter(intent) or self._is_launch_of(intent, task)
        if same_as_root and not intent.flags & FLAG_CLEAR_TOP and info.launch_mode == "standard":
            already_front = self.tasks[-1] is task
            self._to_front(task)
            return DELIVERED if already_front and len(task.records) == 1 else TO_FRONT
        return self._put_on(task, intent, manifest, info, on_result)

    def _find_task(self, intent: Intent, package: str) -> Task | None:
        home = HOME in intent.categories
        for task in reversed(self.tasks):
            if task.affinity == package and task.is_home == home:
                return task
        return None

    def _is_launch_of(self, intent: Intent, task: Task) -> bool:
        return intent.action in (MAIN, None) and not intent.data and intent.component == task.base_intent.component

    def _put_on(
        self, task: Task, intent: Intent, manifest: Manifest, info: ActivityInfo, on_result: OnResult | None
    ) -> str:
        name = info.full_name(manifest.package)
        single = info.launch_mode in {"singleTop", "singleTask"} or bool(intent.flags & FLAG_SINGLE_TOP)
        if info.launch_mode == "singleTask" or intent.flags & FLAG_CLEAR_TOP:
            for at, record in enumerate(task.records):
                if record.name == name:
                    for above in reversed(task.records[at + 1 :]):
                        self._destroy(task, above)
                    if not single:
                        self._destroy(task, record)
                    break
        if single and task.records and task.top.name == name:
            self._to_front(task)
            record = task.top
            record.intent = intent
            with self._phone.crashes.guard(record.package):
                record.activity.on_new_intent(intent)
                record.activity.on_resume()
            return DELIVERED
        self._push(task, intent, manifest, info, on_result)
        return STARTED

    def _push(
        self, task: Task, intent: Intent, manifest: Manifest, info: ActivityInfo, on_result: OnResult | None
    ) -> None:
        self._next_token += 0x1D3F7
        activity: Activity | None = None
        with self._phone.crashes.guard(manifest.package):
            activity = info.cls(self._phone, intent)
        if activity is None:
            return
        name, token = info.full_name(manifest.package), f"{self._next_token:x}"
        record = ActivityRecord(
            manifest.package, name, activity, task.task_id, info, intent, token, on_result=on_result
        )
        task.records.append(record)
        if task in self.tasks:
            self.tasks.remove(task)
        self.tasks.append(task)
        self._refresh()

    def _to_front(self, task: Task) -> None:
        if self.tasks and self.tasks[-1] is task:
            return
        if task in self.tasks:
            self.tasks.remove(task)
        self.tasks.append(task)
        self._refresh()

    def _refresh(self) -> None:
        """Run the lifecycle so that exactly the top activity of the front task is visible."""
        front = self.resumed
        for task in self.tasks:
            for record in task.records:
                if record.visible and record is not front:
                    self._stop(record)
        if front is not None and not front.visible:
            front.visible = True
            self.tasks[-1].last_active_ms = self._phone.clock.now_ms()
            self.ensure_process(front.package)
            with self._phone.crashes.guard(front.package):
                front.activity.on_start()
                if self.resumed is front:
                    front.activity.on_resume()
        self._phone.windows.invalidate()

    def _stop(self, record: ActivityRecord) -> None:
        record.visible = False
        with self._phone.crashes.guard(record.package):
            record.activity.on_stop()

    # -- leaving ---------------------------------------------------------------------------------------------

    def back(self) -> None:
        """Send the back gesture to the activity in front; a launcher activity at its task's root only goes behind
        all other tasks, any other is finished."""
        record = self.resumed
        if record is None:
            return
        handled = True
        with self._phone.crashes.guard(record.package):
            handled = record.activity.on_back()
        self._phone.windows.invalidate()
        if handled:
            return
        task = self.tasks[-1]
        if len(task.records) > 1 or not (task.is_home or record.info.launcher):
            record.activity.finish()
        elif not task.is_home:
            self._leave(task)

    def _leave(self, task: Task) -> None:
        """Put a task behind all others; the one below comes to the front, or the launcher when there is none."""
        self.tasks.remove(task)
        self.tasks.insert(0, task)
        if self.tasks[-1] is task:
            self.home()
        self._refresh()

    def home(self) -> None:
        """Go to the launcher."""
        self.start(Intent(MAIN, categories=(HOME,), flags=FLAG_NEW_TASK))

    def move_to_front(self, task_id: int) -> bool:
        """Bring a task to the front; return False when there is no such task."""
        task = self.task(task_id)
        if task is not None:
            self._to_front(task)
        return task is not None

    def finish(self, activity: Activity) -> None:
        """End one activity and give its result to whoever waits for it."""
        record = self.record_of(activity)
        if record is None:
            return
        task = self.task(record.task_id)
        assert task is not None
        self._destroy(task, record)
        if not task.records:
            self.tasks.remove(task)
        self._show_next()
        below = self.task(record.task_id)
        if record.on_result is not None:
            with self._phone.crashes.guard(below.top.package if below else record.package):
                record.on_result(*activity.result)
            self._phone.windows.invalidate()

    def _show_next(self) -> None:
        """Resume what is in front now; without any task that is the launcher."""
        if not self.tasks:
            self.home()
        self._refresh()

    def _destroy(self, task: Task, record: ActivityRecord) -> None:
        task.records.remove(record)
        record.activity.finished = True
        if record.visible:
            self._stop(record)

    def _drop_task(self, task: Task) -> None:
        for record in reversed(list(task.records)):
            self._destroy(task, record)
        if task in self.tasks:
            self.tasks.remove(task)

    def remove_task(self, task_id: int) -> bool:
        """End a whole task (swiped away, or `am stack remove`); return False when there is no such task."""
        task = self.task(task_id)
        if task is None:
            return False
        front = self.tasks[-1] is task
        self._drop_task(task)
        if front:
            self.home()
        self._refresh()
        return True

    def end_all(self) -> None:
        """End every task and process without going home (a reboot does this)."""
        for task in list(self.tasks):
            self._drop_task(task)
        for package in self.processes:
            self._phone.packages.process_ended(package)
        self.processes.clear()

    def force_stop(self, package: str) -> None:
        """End all activities and the process of a package; its alarms are dropped as Android does."""
        self._kill(package)
        self._phone.windows.interruption.close_of(package)
        self._phone.alarms.cancel_package(package)
        self._phone.notifications.cancel_all(package)
        state = self._phone.packages.state(package)
        if state is not None:
            state.stopped = True
        self._show_next()

    def process_died(self, package: str, *, restart_home: bool = True) -> None:
        """Take away the activities of a process that crashed; what is below comes to the front.

        restart_home: start the launcher when nothing is left (not when the launcher crashes at each start).
        """
        self._kill(package)
        if self.tasks or restart_home:
            self._show_next()

    def _kill(self, package: str) -> None:
        """End a process: its activities get no word of it."""
        for task in list(self.tasks):
            for record in [r for r in task.records if r.package == package]:
                task.records.remove(record)
                record.visible, record.activity.finished = False, True
            if not task.records:
                self.tasks.remove(task)
        self.processes.pop(package, None)
        self._phone.packages.process_ended(package)

    # -- broadcasts ------------------------------------------------------------------------------------------

    def on_broadcast(self, hook: Callable[[Intent], tuple[int, str | None] | None]) -> None:
        """Let a service see each broadcast; a hook that returns (code, data) sets the result."""
        self._broadcast_hooks.append(hook)

    def broadcast(self, intent: Intent) -> tuple[int, str | None]:
        """Deliver a broadcast to all receivers; return the final (result code, data)."""
        result: tuple[int, str | None] = (0, None)
        for hook in self._broadcast_hooks:
            answer = hook(intent)
            if answer is not None:
                result = answer
        for manifest, receiver in self._phone.packages.receivers(intent):
            self.ensure_process(manifest.package)
            with self._phone.crashes.guard(manifest.package):
                result = receiver.handle(self._phone, intent)
        self._phone.windows.invalidate()
        return result
