"""What the phone says about itself, in the forms of several Android versions."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ainos.android_bridge.state import (
    COMMANDS,
    battery_of,
    clock_of,
    foreground,
    keyboard_of,
    read_state,
    rotation_of,
    screen_size,
    short_component,
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "  mCurrentFocus=Window{1a2b u0 com.android.settings/com.android.settings.SubSettings}\n",
            ("com.android.settings", "com.android.settings/.SubSettings"),
        ),
        (
            "  mCurrentFocus=Window{1a2b com.android.settings/com.android.settings.Sub paused=false}\n",
            ("com.android.settings", "com.android.settings/.Sub"),
        ),
        (
            "  mFocusedApp=ActivityRecord{9 u0 com.x/.sub.Home t9}\n"
            "  mFocusedApp=ActivityRecord{8 u0 a.b/c.d.Main t4}\n"
            "  mCurrentFocus=Window{7 u0 a.b/c.d.Main}\n  mCurrentFocus=null\n",
            ("a.b", "a.b/c.d.Main"),
        ),
        (
            "  mCurrentFocus=Window{5 u0 NotificationShade}\n  mFocusedApp=ActivityRecord{8 u0 a.b/.Main t4}\n",
            ("com.android.systemui", "a.b/.Main"),
        ),
        (
            "  mCurrentFocus=Window{5 u0 com.sony.dialog}\n"
            "  mFocusedApp=AppWindowToken{1 token=Token{2 ActivityRecord{3 u0 t.p/t.p.Home t2}}}\n",
            ("com.sony.dialog", "t.p/.Home"),
        ),
        (
            "  mCurrentFocus=Window{5 u0 PopupWindow:a1b2}\n  mFocusedApp=ActivityRecord{8 u0 a.b/.Main t4}\n",
            ("a.b", "a.b/.Main"),
        ),
        ("  mCurrentFocus=null\n  mFocusedApp=ActivityRecord{8 u0 a.b/.Main t4}\n", ("a.b", "a.b/.Main")),
        ("    mResumedActivity: ActivityRecord{3 u0 a.b/.Main t27}\n", ("a.b", "a.b/.Main")),
        ("    topResumedActivity=ActivityRecord{3 u0 a.b/a.b.Main t27}\n", ("a.b", "a.b/.Main")),
        ("", ("", "")),
    ],
)
def test_the_window_in_front_is_found(text, expected):
    assert foreground(text) == expected


@pytest.mark.parametrize(
    ("text", "turns"),
    [
        ("mCurrentRotation=ROTATION_90", 1),
        ("mRotation=3", 3),
        ("mDisplayRotation=ROTATION_0", 0),
        ("mRotation=270", 3),
        ("", 0),
    ],
)
def test_rotation_is_in_quarter_turns(text, turns):
    assert rotation_of(text) == turns


def test_the_keyboard_is_seen_in_old_and_new_forms():
    assert keyboard_of("  mShowRequested=true mInputShown=true\n")
    assert not keyboard_of("  mInputShown=false\n  mIsInputViewShown=true\n")
    assert keyboard_of("  mIsInputViewShown=true\n")
    assert not keyboard_of("")


def test_battery_is_percent_and_charging():
    text = "Current Battery Service state:\n  AC powered: true\n  status: 2\n  level: 42\n  scale: 84\n"
    assert battery_of(text) == (50, True)
    assert battery_of("  status: 3\n  level: 7\n  scale: 100\n") == (7, False)
    assert battery_of("") == (0, False)


def test_an_override_of_the_screen_size_wins():
    assert screen_size("Physical size: 1080x2400\nOverride size: 720x1600\n") == (720, 1600)
    assert screen_size("nothing") == (0, 0)


def test_the_clock_has_the_phones_zone():
    time = clock_of("1773676800 -0700\n", "America/Los_Angeles\n")
    assert time.isoformat() == "2026-03-16T09:00:00-07:00"
    assert str(time.tzinfo) == "America/Los_Angeles"
    assert clock_of("1773676800 +0530", "no such zone").utcoffset() == timedelta(hours=5, minutes=30)
    assert clock_of("garbage", "").year == 1970


def test_classes_outside_the_package_keep_their_full_name():
    assert short_component("a.b/a.b.C") == "a.b/.C"
    assert short_component("a.b/x.y.C") == "a.b/x.y.C"
    assert short_component("a.b/.C") == "a.b/.C"


def test_width_and_height_turn_with_the_screen():
    texts = ["mCurrentRotation=ROTATION_90"] + [""] * 8 + ["Physical size: 1080x2400"]
    around = read_state(texts)
    assert (around.width_px, around.height_px, around.state.rotation) == (2400, 1080, 1)


@pytest.mark.parametrize(
    "line", ["isStatusBarKeyguard=true", "mShowingLockscreen=true", "isKeyguardShowing=true", "      showing=true"]
)
def test_a_locked_phone_is_seen(line):
    assert read_state([line]).state.locked
    assert not read_state([line.replace("true", "false")]).state.locked


@given(st.lists(st.text(max_size=80), max_size=len(COMMANDS)))
def test_any_text_gives_a_state(texts):
    read_state(texts)
