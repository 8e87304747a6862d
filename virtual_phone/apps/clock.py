"""The clock app: alarms, time of day, timers, stopwatch; the AlarmClock intents; the ringing screen.

Knows: the activities and what each intent of android.provider.AlarmClock asks for.
Does not know: how alarms are kept (clock_store.py), scheduled (clock_service.py) or drawn (clock_screens.py).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..intents import DEFAULT, FLAG_NEW_TASK, Intent, IntentFilter
from ..providers.alarm_clock import ALARMS, INSTANCES, LAPS, TIMERS
from ..providers.live_file import hand_over
from ..ui.nodes import Node, app_bar, bottom_bar, button, column, icon, row, screen, spacer, text
from .app import Activity, ActivityInfo, AppFunction, Icon, Manifest, ReceiverInfo
from .clock_screens import AlarmTab, ClockTab, StopwatchTab, TimerTab, label_dialog, set_for
from .clock_service import DESK_CLOCK, SHOW_ALARMS, SHOW_TIMERS, SNOOZE_MINUTES, ClockService, Ringing
from .clock_store import PACKAGE, Alarm, AlarmStore, Stopwatch, TimerStore
from .clock_texts import DAYS, clock_time, day_of
from .second_layout import SecondLayout, second_layout

if TYPE_CHECKING:
    from ..phone import Phone

SET_ALARM = "android.intent.action.SET_ALARM"
SET_TIMER = "android.intent.action.SET_TIMER"
DISMISS_ALARM = "android.intent.action.DISMISS_ALARM"
SNOOZE_ALARM = "android.intent.action.SNOOZE_ALARM"
DISMISS_TIMER = "android.intent.action.DISMISS_TIMER"
SHOW_STOPWATCH = "com.android.deskclock.action.SHOW_STOPWATCH"
START_STOPWATCH = "com.android.deskclock.action.START_STOPWATCH"
PAUSE_STOPWATCH = "com.android.deskclock.action.PAUSE_STOPWATCH"
LAP_STOPWATCH = "com.android.deskclock.action.LAP_STOPWATCH"
RESET_STOPWATCH = "com.android.deskclock.action.RESET_STOPWATCH"
_EXTRA = "android.intent.extra.alarm."
_ALARM, _CLOCK, _TIMER, _STOPWATCH = range(4)
_TABS = (("alarm", "Alarm"), ("clock", "Clock"), ("timer", "Timer"), ("stopwatch", "Stopwatch"))
_DAY_MS = 86_400_000


class DeskClock(Activity):
    """The main screen with its four tabs."""

    name = "com.android.deskclock.DeskClock"

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self.alarms, self.timers, self.stopwatch = AlarmStore(phone), TimerStore(phone), Stopwatch(phone)
        self.alarm_tab, self.timer_tab = AlarmTab(self), TimerTab(self)
        self._tabs = (self.alarm_tab, ClockTab(self), self.timer_tab, StopwatchTab(self))
        self._at = _CLOCK
        self._follow(intent)

    def on_new_intent(self, intent: Intent) -> None:
        """Show the tab that a later intent asks for."""
        super().on_new_intent(intent)
        self._follow(intent)

    def _follow(self, intent: Intent) -> None:
        wanted = {SHOW_ALARMS: _ALARM, SHOW_TIMERS: _TIMER, SHOW_STOPWATCH: _STOPWATCH}
        self._at = wanted.get(intent.action or "", self._at)
        if intent.action == SHOW_TIMERS and intent.extra("new"):
            self.timer_tab.setting_up = True
        if intent.action == SHOW_ALARMS and intent.extra("new"):
            self.alarm_tab.new_alarm(str(intent.extra(_EXTRA + "MESSAGE", "")))

    def on_back(self) -> bool:
        """Leave the timer keypad before the app."""
        return self._at == _TIMER and self.timer_tab.on_back()

    def build(self) -> Node:
        """Build the tab in front."""
        tab = self._tabs[self._at]
        return screen(
            tab.body(), bar=app_bar(_TABS[self._at][1], title_id="action_bar_title"), fab=tab.button(),
            bottom=bottom_bar(_TABS, self._at, self._show),
        )  # fmt: skip

    def _show(self, at: int) -> None:
        self._at = at

    def say_when(self, alarm: Alarm) -> None:
        """Tell in a toast how far off an alarm is."""
        found = self.alarms.get(alarm.ident)
        moment = self.alarms.next_ring(found) if found else None
        if moment is not None:
            self.toast(set_for(int(moment.timestamp() * 1000), self.phone.clock.now_ms()))

    def ask_text(self, title: str, value: str, done: Callable[[str], None]) -> None:
        """Ask for a short text in a dialog."""
        typed = [value]

        def change(words: str) -> None:
            typed[0] = words

        self.show_dialog(lambda: label_dialog(title, typed[0], change, lambda: done(typed[0].strip())))


class HandleApiCalls(Activity):
    """Takes the intents of android.provider.AlarmClock; it has no screen of its own."""

    name = "com.android.deskclock.HandleApiCalls"

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        front = phone.activities.resumed
        self._came_from = front.task_id if front else None

    def build(self) -> Node:
        """An empty screen: this activity ends before it is seen."""
        return column()

    def on_start(self) -> None:
        """Do what the intent says, then end or show the clock."""
        shown = {
            SET_ALARM: self._set_alarm,
            SET_TIMER: self._set_timer,
            DISMISS_ALARM: self._dismiss_alarm,
            SNOOZE_ALARM: self._snooze_alarm,
            DISMISS_TIMER: self._dismiss_timer,
        }.get(self.intent.action or "", self._stopwatch)()
        if shown is not None:
            self.start(shown)
        self.finish(-1)
        if shown is None and self._came_from is not None:
            # Without a screen of its own it must leave the user where they were.
            self.phone.activities.move_to_front(self._came_from)

    def _extra(self, name: str, default: Any = None) -> Any:
        return self.intent.extra(_EXTRA + name, default)

    def _show(self, action: str, **extras: Any) -> Intent:
        return Intent(action, component=DESK_CLOCK, flags=FLAG_NEW_TASK, extras=extras)

    def _set_alarm(self) -> Intent | None:
        store, label = AlarmStore(self.phone), str(self._extra("MESSAGE") or "")
        if self._extra("HOUR") is None:
            return self._show(SHOW_ALARMS, new=True, **{_EXTRA + "MESSAGE": label})
        hour, minutes = _whole(self._extra("HOUR")), _whole(self._extra("MINUTES", 0))
        if hour is None or minutes is None or not (0 <= hour < 24 and 0 <= minutes < 60):
            self.toast(f"Invalid time {self._extra('HOUR')}:{self._extra('MINUTES', 0)}")
            return self._show(SHOW_ALARMS)
        days, skip = day_bits(self._extra("DAYS")), _truth(self._extra("SKIP_UI"))
        vibrate = _truth(self._extra("VIBRATE", True))
        alarm = store.add(hour, minutes, days=days, label=label, vibrate=vibrate, delete_after_use=skip and not days)
        moment = store.next_ring(alarm)
        if moment is not None:
            self.toast(set_for(int(moment.timestamp() * 1000), self.phone.clock.now_ms()))
        return None if skip else self._show(SHOW_ALARMS)

    def _set_timer(self) -> Intent | None:
        seconds, label = _whole(self._extra("LENGTH")), str(self._extra("MESSAGE") or "")
        if self._extra("LENGTH") is None:
            return self._show(SHOW_TIMERS, new=True)
        if seconds is None or not 1 <= seconds <= 86_400:
            self.toast("Invalid timer length")
            return self._show(SHOW_TIMERS)
        store, skip = TimerStore(self.phone), _truth(self._extra("SKIP_UI"))
        same = (t for t in store.all() if t.state == "reset" and (t.length_ms, t.label) == (seconds * 1000, label))
        timer = next(same, None) or store.add(seconds * 1000, label=label, delete_after_use=skip)
        store.start(timer)
        return None if skip else self._show(SHOW_TIMERS)

    def _dismiss_alarm(self) -> Intent | None:
        ringing = Ringing(self.phone)
        firing = ringing.firing()
        mode = self._extra("SEARCH_MODE")
        if firing and mode is None:
            ringing.dismiss(firing[0].ident)
            return None
        matches = self._matching(mode)
        if not matches:
            self.toast("No scheduled alarms" if mode in (None, "android.all", "android.next") else "No matching alarms")
            return None if mode else self._show(SHOW_ALARMS)
        if len(matches) > 1 and mode is None:
            return self._show(SHOW_ALARMS)
        for alarm in matches:
            rings = [instance for instance in firing if instance.alarm_id == alarm.ident]
            for instance in rings:
                ringing.dismiss(instance.ident)
            if not rings:
                self._dismiss_later(alarm)
        return None

    def _matching(self, mode: str | None) -> list[Alarm]:
        """Return the alarms that DISMISS_ALARM means, as AlarmClock's search modes say."""
        store = AlarmStore(self.phone)
        alarms = [alarm for alarm in store.all() if alarm.enabled]
        alarms.sort(key=lambda alarm: store.next_ring(alarm) or self.phone.clock.now())
        if mode == "android.time":
            hour, minutes = _whole(self._extra("HOUR")), _whole(self._extra("MINUTES", 0))
            if hour is not None and self._extra("IS_PM") is not None and hour <= 12:
                hour = hour % 12 + (12 if _truth(self._extra("IS_PM")) else 0)
            return [a for a in alarms if a.hour == hour and a.minutes == minutes]
        if mode == "android.label":
            label = str(self._extra("MESSAGE") or "").casefold()
            return [a for a in alarms if label and label in a.label.casefold()]
        return alarms[:1] if mode == "android.next" else alarms

    def _dismiss_later(self, alarm: Alarm) -> None:
        store = AlarmStore(self.phone)
        moment = store.next_ring(alarm)
        time = clock_time(self.phone, alarm.hour, alarm.minutes)
        if moment is not None and int(moment.timestamp() * 1000) - self.phone.clock.now_ms() > _DAY_MS:
            self.toast(f"{time} alarm can't be dismissed yet, still more than 24 hours away")
            return
        store.dismiss_upcoming(alarm)
        self.toast(f"{time} alarm dismissed")

    def _snooze_alarm(self) -> Intent | None:
        ringing = Ringing(self.phone)
        for instance in ringing.firing():
            ringing.snooze(instance.ident)
        return None

    def _dismiss_timer(self) -> Intent | None:
        ringing, store = Ringing(self.phone), TimerStore(self.phone)
        for timer in [timer for timer in store.all() if timer.state == "expired"]:
            ringing.stop_timer(timer.ident)
        return None

    def _stopwatch(self) -> Intent | None:
        watch = Stopwatch(self.phone)
        match self.intent.action:
            case "com.android.deskclock.action.START_STOPWATCH":
                watch.start()
            case "com.android.deskclock.action.PAUSE_STOPWATCH":
                watch.pause()
            case "com.android.deskclock.action.LAP_STOPWATCH":
                watch.lap()
            case "com.android.deskclock.action.RESET_STOPWATCH":
                watch.reset()
        return self._show(SHOW_STOPWATCH)


class AlarmActivity(Activity):
    """The full screen that a ringing alarm shows, also over the lock screen."""

    name = "com.android.deskclock.alarms.AlarmActivity"

    def _ident(self) -> int:
        return int((self.intent.data or "0").rpartition("/")[2] or 0)

    def build(self) -> Node:
        """Show time, label, Snooze and Dismiss."""
        ringing = Ringing(self.phone)
        instance = next((i for i in ringing.firing() if i.ident == self._ident()), None)
        now = self.phone.clock.now()

        def end(act: Callable[[int], None]) -> None:
            act(self._ident())
            if not self.finished:
                self.finish()

        buttons = row(
            button(f"Snooze {SNOOZE_MINUTES} min", lambda: end(ringing.snooze), kind="tonal", id="snooze",
            desc="Snooze", height=64.0, weight=1.0),
            button("Dismiss", lambda: end(ringing.dismiss), id="dismiss", desc="Dismiss", height=64.0, weight=1.0),
            gap=16.0, padding=(24.0, 0.0),
        )  # fmt: skip
        return screen(
            column(
                icon("alarm", size=64.0, color="primary"),
                text(clock_time(self.phone, now.hour, now.minute), size=72.0, id="digital_clock"),
                text(day_of(now), size=18.0, color="on_surface_variant"),
                text((instance.label if instance else "") or "Alarm", size=24.0, id="title"),
                spacer(0, weight=1.0), buttons, height="fill", align="center", gap=12.0,
                padding=(0.0, 120.0, 0.0, 64.0),
            ),
        )  # fmt: skip

    def on_back(self) -> bool:
        """Back does nothing while an alarm rings."""
        return True


def day_bits(days: Any) -> int:
    """Turn EXTRA_DAYS (java.util.Calendar days, Sunday is 1) into weekday bits with Monday as bit 0."""
    if days is None:
        return 0
    items = days if isinstance(days, list | tuple) else str(days).split(",")
    numbers = [_whole(item) for item in items]
    return sum(1 << (n - 2) % 7 for n in set(numbers) if n is not None and 1 <= n <= 7)


def _whole(value: Any) -> int | None:
    try:
        return int(value)
    except (TypeError, ValueError):
        return None


def _truth(value: Any) -> bool:
    return str(value).lower() in {"true", "1"}


def _list_alarms(phone: Phone, given: dict[str, Any]) -> dict[str, Any]:
    """The app function listAlarms: what an app without root may ask."""
    store = AlarmStore(phone)
    rings = {alarm.ident: store.next_ring(alarm) for alarm in store.all()}
    alarms = [
        {
            "hour": alarm.hour,
            "minutes": alarm.minutes,
            "days": [name for at, name in enumerate(DAYS) if alarm.days >> at & 1],
            "label": alarm.label,
            "enabled": alarm.enabled,
            "nextRing": moment.isoformat() if (moment := rings[alarm.ident]) else None,
        }
        for alarm in store.all()
    ]
    return {"alarms": alarms}


def _boot(phone: Phone, intent: Intent) -> tuple[int, str | None]:
    state = phone.packages.state(PACKAGE)
    if state is not None:
        hand_over(phone.fs, f"/data/user_de/0/{PACKAGE}", state.uid)
    return 0, None


def _process_started(phone: Phone) -> None:
    """Schedule anew what the database holds: a force-stop or a reboot made the system forget the app's alarms."""
    service = phone.app_services.get(PACKAGE)
    if isinstance(service, ClockService):
        service.refresh()
    else:
        phone.app_services[PACKAGE] = ClockService(phone)


def _clear(phone: Phone) -> None:
    """Forget every alarm and timer (pm clear)."""
    for uri in (INSTANCES, ALARMS, TIMERS, LAPS):
        phone.content.delete(uri)
    Stopwatch(phone).reset()


_API = (SET_ALARM, SET_TIMER, DISMISS_ALARM, SNOOZE_ALARM, DISMISS_TIMER)
_WATCH = (START_STOPWATCH, PAUSE_STOPWATCH, LAP_STOPWATCH, RESET_STOPWATCH)

MANIFEST = Manifest(
    PACKAGE,
    "Clock",
    version_name="7.4.1",
    version_code=74001,
    icon=Icon("clock", "#4f5bd5"),
    permissions=(
        "android.permission.SET_ALARM", "com.android.alarm.permission.SET_ALARM", "android.permission.VIBRATE",
        "android.permission.WAKE_LOCK", "android.permission.POST_NOTIFICATIONS",
        "android.permission.RECEIVE_BOOT_COMPLETED",
    ),
    activities=(
        ActivityInfo(
            DeskClock.name, DeskClock, (IntentFilter((SHOW_ALARMS, SHOW_TIMERS, SHOW_STOPWATCH), (DEFAULT,)),),
            launcher=True,
            launch_mode="singleTask",
        ),
        ActivityInfo(HandleApiCalls.name, HandleApiCalls, (IntentFilter(_API + _WATCH, (DEFAULT,)),)),
        ActivityInfo(AlarmActivity.name, AlarmActivity, show_when_locked=True, launch_mode="singleTop"),
    ),
    receivers=(
        ReceiverInfo("com.android.deskclock.AlarmInitReceiver",
        (IntentFilter(("android.intent.action.BOOT_COMPLETED",)),), _boot),
    ),
    providers=("com.android.deskclock",),
    functions=(
        AppFunction("listAlarms", "Return all alarms with their next ring.", {"type": "object"}, _list_alarms),
    ),
    on_process=_process_started,
    on_clear=_clear,
)  # fmt: skip

VERSIONS = {
    1: MANIFEST,
    2: second_layout(
        MANIFEST,
        SecondLayout(texts={"Alarm": "Wake up", "Timer": "Count down", "Add alarm": "New alarm"},
                     news=("Alarms can be named now.", "Continue")),
        version_name="8.0.0",
    ),
}  # fmt: skip
"""What is installed by `--app-version PACKAGE=N`."""
