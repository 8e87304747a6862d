"""dumpsys notification, as NotificationRecord.dump and the manager print it on Android 11 to 14.

Knows the lines and their indents. A record's texts stand as they are with --noredact, else only their lengths; as on a
real phone a text may hold line breaks and so look like anything, while a record's hash is known to nobody outside.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ...phone import Phone
    from ..notifications import Notification
    from . import Section

_ONGOING, _AUTO_CANCEL, _SUMMARY = 0x2, 0x10, 0x200
_IMPORTANCES = ("NONE", "MIN", "LOW", "DEFAULT", "HIGH", "MAX")
_FIELD, _EXTRA = 12 * " ", 16 * " "


def notification(phone: Phone, args: list[str]) -> str:
    """dumpsys notification [--noredact]: texts are hidden unless --noredact is given."""
    active = phone.notifications.active
    lines = ["Current Notification Manager state:"]
    if active:
        lines.append("  Notification List:")
        for rank, each in enumerate(active):
            lines += _record(phone, each, rank, "--noredact" in args)
        lines.append("  ")
    zen = ("off", "important_interruptions", "no_interruptions", "alarms")[phone.audio.zen_mode % 4]
    lines += [
        "  mUseAttentionLight=true", "  mHasLight=true", "  mNotificationPulseEnabled=true",
        "  mSoundNotificationKey=null", "  mVibrateNotificationKey=null",
        "  mDisableNotificationEffects=false", "  mSystemReady=true", "  mMaxPackageEnqueueRate=5.0",
        "  mArchive=Archive (0 notifications)", "", f"  mInterruptionFilter={phone.audio.zen_mode + 1}", "  Zen Mode:",
        f"    mZenMode=ZEN_MODE_{zen.upper()}",
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def _record(phone: Phone, each: Notification, rank: int, open_texts: bool) -> list[str]:
    seed = f"{phone.boot_id} {each.key} {each.posted_ms}"
    mark = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:4], "big") & 0x0FFFFFFF
    shown = f"0x{(_ONGOING if each.ongoing else _AUTO_CANCEL) | (_SUMMARY if each.summary else 0):x}"
    importance = _IMPORTANCES[each.importance]
    group = f"0|{each.package}|g:{each.group}" if each.group else each.key
    return [
        f"    NotificationRecord(0x{mark:08x}: pkg={each.package} user=UserHandle{{0}} id={each.ident} "
        f"tag={each.tag or 'null'} importance={each.importance} key={each.key}: {_head(each, shown)})",
        f"      uid={each.uid} userId=0", f"      opPkg={each.package}",
        f"      icon=Icon(typ=RESOURCE pkg={each.package} id=0x7f080001)", f"      flags={shown}", "      pri=0",
        f"      key={each.key}", "      seen=true", f"      groupKey={group}", "      notification=",
        *_notification(each, open_texts), "      publicNotification=", f"{_FIELD}None",
        f"      stats=SingleNotificationStats{{posttimeElapsedMs={phone.clock.elapsed_ms()}, "
        "posttimeToFirstClickMs=-1, airtimeCount=0, userExpansionCount=0}",
        "      mContactAffinity=0.0", "      mRecentlyIntrusive=false", "      mPackagePriority=0",
        "      mPackageVisibility=-1000", "      mSystemImportance=UNSPECIFIED", "      mAsstImportance=UNSPECIFIED",
        f"      mImportance={importance}", "      mImportanceExplanation=app", "      mIsAppImportanceLocked=false",
        "      mIntercept=false", "      mHidden==false",
        f"      mGlobalSortKey=crtcl=0x0001:intrsv=1:grnk=0x{rank:04x}:gsmry={int(each.summary)}:{each.ident}"
        f":rnk=0x{rank:04x}",
        f"      mRankingTimeMs={each.posted_ms}", f"      mCreationTimeMs={each.posted_ms}",
        "      mVisibleSinceMs=0", f"      mUpdateTimeMs={each.posted_ms}", "      mInterruptionTimeMs=0",
        "      mSuppressedVisualEffects= 0", "      mSound= content://settings/system/notification_sound",
        "      mVibration= null", "      mAttributes= AudioAttributes: usage=USAGE_NOTIFICATION", "      mLight= null",
        "      mShowBadge=true", "      mColorized=false", "      mAllowBubble=false", "      isBubble=false",
        "      mIsInterruptive=true",
        f"      effectiveNotificationChannel=NotificationChannel{{mId='{each.channel}', mName={each.channel}, "
        f"mImportance={each.importance}}}",
        "      mAdjustments=[]", "      shortcut=null found valid? false", "      mUserVisOverride=-1000",
    ]  # fmt: skip


def _head(each: Notification, flags: str) -> str:
    facts = [f"channel={each.channel} shortcut=null contentView=null vibrate=null sound=null defaults=0x0",
             f"flags={flags} color=0x00000000"]  # fmt: skip
    facts += [f"groupKey={each.group}"] if each.group else []
    facts += [f"actions={len(each.actions)}"] if each.actions else []
    facts += [f"category={each.category}"] if each.category else []
    return f"Notification({' '.join([*facts, 'vis=PRIVATE'])})"


def _notification(each: Notification, open_texts: bool) -> list[str]:
    intent = f"PendingIntent{{9a8b7c: PendingIntentRecord{{6d5e4f {each.package} startActivity}}}}"
    lines = [
        "fullscreenIntent=" + (intent if each.full_screen else "null"),
        "contentIntent=" + (intent if each.intent else "null"), "deleteIntent=null", "number=0",
        "groupAlertBehavior=0", f"when={each.posted_ms}", "tickerText=null", "vis=0", "contentView=null",
        "bigContentView=null", "headsUpContentView=null", "color=0x00000000", "timeout=0",
    ]  # fmt: skip
    if each.actions:
        lines.append("actions={")
        lines += [f'    [{place}] "{action.title}" -> {intent}' for place, action in enumerate(each.actions)]
        lines.append("  }")
    return [_FIELD + line for line in lines] + [f"{_FIELD}extras={{", *_extras(each, open_texts), f"{_FIELD}}}"]


def _extras(each: Notification, open_texts: bool) -> list[str]:
    """Print the extras in a Bundle's order, which is that of the names' hashes."""

    def words(name: str, value: str) -> str:
        told = f"({value})" if open_texts else f"[length={_units(value)}]"
        return f"{_EXTRA}android.{name}=String {told}"

    lines = [words("title", each.title)]
    if each.lines:
        lines.append(f"{_EXTRA}android.textLines=CharSequence[] ({len(each.lines)})")
        lines += [f"{_EXTRA}  [{place}] {line}" for place, line in enumerate(each.lines)] if open_texts else []
    lines.append(f"{_EXTRA}android.subText=null")
    style = "InboxStyle" if each.lines else "BigTextStyle" if each.big_text else ""
    if style:
        lines.append(f"{_EXTRA}android.template=String (android.app.Notification${style})")
    lines += [
        f"{_EXTRA}android.showChronometer=Boolean (false)",
        words("text", each.text),
        f"{_EXTRA}android.progress=Integer (0)",
        f"{_EXTRA}android.progressMax=Integer (0)",
        f"{_EXTRA}android.appInfo=ApplicationInfo (ApplicationInfo{{7b8c9d0 {each.package}}})",
        f"{_EXTRA}android.showWhen=Boolean (true)",
    ]
    if each.big_text:
        lines.append(words("bigText", each.big_text))
    return lines


def _units(text: str) -> int:
    """Return how long Java says a text is."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


SECTIONS: dict[str, Section] = {"notification": notification}
