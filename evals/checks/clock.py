"""Checks of the Clock: alarms, timers, the stopwatch. Reads the Clock's database as root."""

from __future__ import annotations

from typing import Literal

from .scene import BaseCheck, Judged, Scene, counted, listed

_DATABASE = "/data/user_de/0/com.google.android.deskclock/databases/alarms.db"


def _alarms(scene: Scene) -> list[tuple[str, bool, str]]:
    rows = scene.table(_DATABASE, "alarm_templates", ("hour", "minutes", "enabled", "label"))
    return [(f"{int(hour):02}:{int(minute):02}", on == "1", label) for hour, minute, on, label in rows]


class AlarmCheck(BaseCheck):
    """An enabled alarm at HH:MM whose label contains `label`, in any case."""

    kind: Literal["alarm"]
    time: str
    label: str = ""

    def judge(self, scene: Scene) -> Judged:
        alarms = _alarms(scene)
        holds = any(t == self.time and on and self.label.lower() in label.lower() for t, on, label in alarms)
        return Judged(holds, f"an enabled alarm at {self.time} {self.label}".strip(), f"alarms: {listed(alarms)}")


class NoAlarmCheck(BaseCheck):
    """No enabled alarm at HH:MM; without `time` no enabled alarm at all."""

    kind: Literal["no_alarm"]
    time: str = ""

    def judge(self, scene: Scene) -> Judged:
        enabled = [a for a in _alarms(scene) if a[1] and self.time in ("", a[0])]
        return Judged(not enabled, f"no enabled alarm {self.time}".strip(), f"enabled: {listed(enabled)}")


class AlarmCountCheck(BaseCheck):
    """So many alarms, enabled or not."""

    kind: Literal["alarm_count"]
    count: int

    def judge(self, scene: Scene) -> Judged:
        alarms = _alarms(scene)
        return counted(len(alarms), self.count, "alarms", f"alarms: {listed(alarms)}")


class TimerCheck(BaseCheck):
    """A running timer of this length in seconds."""

    kind: Literal["timer"]
    seconds: int

    def judge(self, scene: Scene) -> Judged:
        rows = scene.table(_DATABASE, "timers", ("length_ms", "state"))
        running = [int(length) // 1000 for length, state in rows if state == "running"]
        return Judged(self.seconds in running, f"a running timer of {self.seconds} s", f"running: {listed(running)}")


class NoTimerCheck(BaseCheck):
    """No timer runs."""

    kind: Literal["no_timer"]

    def judge(self, scene: Scene) -> Judged:
        running = [row for row in scene.table(_DATABASE, "timers", ("length_ms", "state")) if row[1] == "running"]
        return Judged(not running, "no running timer", f"running: {listed(running)}")


class StopwatchCheck(BaseCheck):
    """The stopwatch runs, or not."""

    kind: Literal["stopwatch"]
    running: bool

    def judge(self, scene: Scene) -> Judged:
        states = [state for (state,) in scene.table(_DATABASE, "stopwatch", ("state",))]
        holds = ("running" in states) is self.running
        return Judged(holds, f"the stopwatch {'runs' if self.running else 'does not run'}", f"states: {listed(states)}")
