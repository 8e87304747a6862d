"""The kinds of checks that a task may have; each reads the device over ADB or the run's own account, never a tool's
probe."""

from __future__ import annotations

from typing import Annotated, get_args

from pydantic import Field

from . import clock, people, run, system, things, web
from .scene import BaseCheck, CheckError, Judged, Scene

Check = Annotated[
    clock.AlarmCheck | clock.NoAlarmCheck | clock.AlarmCountCheck | clock.TimerCheck | clock.NoTimerCheck
    | clock.StopwatchCheck
    | people.SmsCheck | people.SmsMatchCheck | people.SmsCountCheck | people.NoThreadCheck | people.SmsReadCheck
    | people.CallCheck | people.NoCallCheck | people.ContactCheck | people.NoContactCheck | people.ContactCountCheck
    | things.EventCheck | things.NoEventCheck | things.EventCountCheck | things.NoteCheck | things.NoNoteCheck
    | things.NoteCountCheck | things.FileCheck | things.NoFileCheck | things.FileCountCheck | things.FolderCheck
    | things.RowCheck | things.TableCheck
    | system.SwitchCheck | system.SettingCheck | system.VolumeCheck | system.PropertyCheck | system.DeviceStateCheck
    | system.ForegroundCheck | system.InstalledCheck | system.PermissionCheck | system.NotificationCheck
    | system.ElementCheck | system.FieldCheck | system.DialogCheck | system.KeyboardCheck | system.ShellCheck
    | run.AnswerCheck | run.AnswerLacksCheck | run.AnswerNumberCheck | run.StatusCheck | run.AskedCheck | run.ToolCheck
    | run.WayCheck | run.StepsCheck | run.CloudCheck | run.MemoryCheck
    | web.WebFormCheck | web.WebFormCountCheck | web.WebVisitCheck,
    Field(discriminator="kind"),
]  # fmt: skip


def check_kinds() -> dict[str, type[BaseCheck]]:
    """Return every kind's name with its class."""
    classes: tuple[type[BaseCheck], ...] = get_args(get_args(Check)[0])
    return {str(get_args(c.model_fields["kind"].annotation)[0]): c for c in classes}


__all__ = ["BaseCheck", "Check", "CheckError", "Judged", "Scene", "check_kinds"]
