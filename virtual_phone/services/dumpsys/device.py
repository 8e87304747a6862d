"""dumpsys battery, power, alarm, audio, uimode, media_session, …

Knows: the forms that clients parse.
Does not know: radios (radios.py), what is used up (usage.py) and what is allowed (rules.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...api_levels import text
from ..audio import STREAMS

if TYPE_CHECKING:
    from ...phone import Phone
    from . import Section


def _yes(value: bool) -> str:
    return str(value).lower()


def battery(phone: Phone, args: list[str]) -> str:
    """dumpsys battery."""
    state = phone.power.battery
    stopped = "  (UPDATES STOPPED -- use 'reset' to restart)\n" if state.updates_stopped else ""
    return (
        f"Current Battery Service state:\n{stopped}  AC powered: {_yes(state.ac)}\n  USB powered: {_yes(state.usb)}\n"
        f"  Wireless powered: {_yes(state.wireless)}\n{text(phone.api_level, 'battery.dock')}"
        "  Max charging current: 0\n"
        "  Max charging voltage: 0\n"
        f"  Charge counter: {state.level * 30000}\n  status: {state.status}\n  health: {state.health}\n"
        f"  present: {_yes(state.present)}\n"
        f"  level: {state.level}\n  scale: 100\n  voltage: {state.voltage}\n  temperature: {state.temperature}\n"
        f"  technology: {state.technology}\n"
    )


def power(phone: Phone, args: list[str]) -> str:
    """dumpsys power."""
    on = phone.power.screen_on
    return (
        "POWER MANAGER (dumpsys power)\n\nPower Manager State:\n"
        f"  mDirty=0x0\n  mWakefulness={'Awake' if on else 'Asleep'}\n  mWakefulnessChanging=false\n"
        f"  mIsPowered={_yes(phone.power.battery.plugged)}\n"
        f"  mPlugType={1 if phone.power.battery.ac else 2 if phone.power.battery.usb else 0}\n"
        f"  mBatteryLevel={phone.power.battery.level}\n"
        f"  mStayOn={_yes(phone.settings.get('global', 'stay_on_while_plugged_in') != '0')}\n"
        "  mProximityPositive=false\n  mBootCompleted=true\n"
        f"  mHoldingWakeLockSuspendBlocker=false\n  mHoldingDisplaySuspendBlocker={_yes(on)}\n\n"
        "Settings and Configuration:\n"
        f"  mScreenOffTimeoutSetting={phone.settings.get('system', 'screen_off_timeout')}\n\n"
        f"Battery saver:\n  Enabled={_yes(phone.power.saver)}\n  "
        f"mSettingBatterySaverEnabled={_yes(phone.power.saver)}\n\n"
        f"Display Power: state={'ON' if on else 'OFF'}\nWake Locks: size=0\n"
    )


def span(milliseconds: int) -> str:
    """Return a time as Android writes it: +1h2m3s4ms."""
    sign, rest = ("+" if milliseconds >= 0 else "-"), abs(milliseconds)
    days, rest = divmod(rest, 86_400_000)
    hours, rest = divmod(rest, 3_600_000)
    minutes, rest = divmod(rest, 60_000)
    seconds, rest = divmod(rest, 1000)
    parts = [(days, "d"), (hours, "h"), (minutes, "m"), (seconds, "s"), (rest, "ms")]
    while len(parts) > 1 and parts[0][0] == 0:
        parts.pop(0)
    return sign + "".join(f"{value}{unit}" for value, unit in parts)


def alarm(phone: Phone, args: list[str]) -> str:
    """dumpsys alarm."""
    now, elapsed = phone.clock.now_ms(), phone.clock.elapsed_ms()

    def moment(epoch_ms: int) -> str:
        return f"{phone.clock.local(epoch_ms):%Y-%m-%d %H:%M:%S}.{epoch_ms % 1000:03d}"

    lines = [
        "Current Alarm Manager state:",
        f"  nowRTC={now}={moment(now)} nowELAPSED={span(elapsed)}",
        "",
        "  Next alarm clock information: ",
    ]
    following = phone.alarms.next_alarm_clock()
    if following is not None:
        lines.append(
            f"    user:0 pendingSend:false time:{following.at_ms} = {moment(following.at_ms)[:-4]} "
            f"= {span(following.at_ms - now)}"
        )
    pending = phone.alarms.pending()
    lines += ["", f"  {len(pending)} pending alarms: "]
    for number, each in enumerate(pending):
        token = f"{0x1F00AB + number * 4099:x}"
        lines += [
            f"    RTC_WAKEUP #{len(pending) - number}: Alarm{{{token} type "
            f"0 origWhen {each.at_ms} whenElapsed {elapsed + each.at_ms - now} {each.package}}}",
            f"      tag={each.tag}",
            f"      type=RTC_WAKEUP origWhen={moment(each.at_ms)} window=0 "
            f"exactAllowReason=permission repeatInterval=0 count=0 flags={'0x3' if each.alarm_clock else '0x1'}",
        ]
        if each.alarm_clock:
            lines += [
                "      Alarm clock:",
                f"        triggerTime={moment(each.at_ms)}",
                "        showIntent=PendingIntent{9a8b7c: PendingIntentRecord{6d5e4f "
                + each.package
                + " startActivity}}",
            ]
            if each.label:
                lines.append(f"        label={each.label}")
    return "\n".join(lines) + "\n"


def audio(phone: Phone, args: list[str]) -> str:
    """dumpsys audio."""
    modes = {0: "SILENT", 1: "VIBRATE", 2: "NORMAL"}
    mode = modes.get(phone.audio.ringer, "NORMAL")
    lines = ["", "Stream volumes (device: index)"]
    for stream in STREAMS:
        volume = phone.audio.volume(stream.number)
        muted = stream.number in (2, 5) and phone.audio.ringer != 2
        lines += [
            f"- {stream.name}:", f"   Muted: {_yes(muted)}", "   Muted Internally: false",
            f"   Min: {stream.smallest}", f"   Max: {stream.largest}",
            f"   streamVolume:{0 if muted else volume}", "   Current: 2 "
                                                         f"(speaker): {volume}, 40000000 (default): {volume}",
                                                         "   Devices: speaker(2)",
        ]  # fmt: skip
    lines += [
        "",
        "Ringer mode: ",
        f"- mode (internal) = {mode}",
        f"- mode (external) = {mode}",
        "- ringer mode affected streams = 0x1a6",
    ]
    return "\n".join(lines) + "\n"


def ui_mode(phone: Phone, args: list[str]) -> str:
    """dumpsys uimode."""
    night = phone.display.night
    return (
        f"Current UI Mode Service state:\n  mDockState=0\n  mNightMode={2 if night else 1} "
        f"({'yes' if night else 'no'})\n  mComputedNightMode={_yes(night)}\n"
    )


def nothing(phone: Phone, args: list[str]) -> str:
    """dumpsys content, overlay, vibrator and their like: services that have nothing to tell here."""
    return "  (nothing)\n"


def media_session(phone: Phone, args: list[str]) -> str:
    """dumpsys media_session."""
    return (
        "MEDIA SESSION SERVICE (dumpsys media_session)\n\n0 sessions listeners.\nUser Records:\n"
        "  Sessions Stack - have 0 sessions:\n"
    )


SECTIONS: dict[str, Section] = {
    "battery": battery, "power": power, "alarm": alarm, "audio": audio, "uimode": ui_mode,
    "media_session": media_session,
    **{name: nothing for name in ("media.audio_flinger", "content", "vibrator", "webviewupdate", "overlay")},
}  # fmt: skip
