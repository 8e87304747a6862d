"""The tools that come with ainos: 41 goal tools, screen and control tools, looks. They know the bridge only."""

from __future__ import annotations

from ..types import Tool


def builtin_tools() -> tuple[Tool, ...]:
    """Return all built-in tools: goal tools in the catalogue's order, then screen and control tools, then looks."""
    from .looks import look_tools
    from .screen_words import tell_screen

    return (*goal_tools(), *screen_tools(), *control_tools(), *look_tools(), tell_screen)


def goal_tools() -> tuple[Tool, ...]:
    """Return the 41 tools that complete a sub-goal by themselves."""
    from . import (
        alarms,
        apps,
        calls,
        contacts,
        events,
        facts,
        files,
        levels,
        messages,
        notes,
        notifications,
        summaries,
        switches,
        timers,
        urgent,
    )

    return (
        alarms.set_alarm, alarms.cancel_alarm, alarms.list_alarms,
        timers.set_timer, timers.cancel_timer, timers.start_stopwatch, timers.stop_stopwatch,
        messages.send_message, messages.read_messages, calls.call, calls.list_calls,
        contacts.add_contact, contacts.find_contact, contacts.delete_contact,
        events.add_event, events.list_events, events.delete_event,
        notes.add_note, notes.find_note, notes.delete_note,
        *switches.switch_tools(), levels.set_brightness, levels.set_volume,
        facts.get_battery, facts.get_time, apps.open_app, apps.open_settings,
        files.list_files, files.delete_file, files.take_screenshot,
        notifications.list_notifications, urgent.urgent_notifications, summaries.summarize_notifications,
        summaries.summarize_messages, notifications.dismiss_notifications,
    )  # fmt: skip


def screen_tools() -> tuple[Tool, ...]:
    """Return the tools for one touch or look."""
    from . import screen

    return (
        screen.tap,
        screen.long_press,
        screen.type_text,
        screen.swipe,
        screen.press,
        screen.scroll_to,
        screen.read_screen,
        screen.wait_for,
    )


def control_tools() -> tuple[Tool, ...]:
    """Return the tools that ask or finish."""
    from . import control

    return (control.ask_user, control.expect, control.finish)
