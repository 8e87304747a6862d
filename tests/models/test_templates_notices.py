"""Full sentences about notifications and sums are read without a model; their neighbours are left to others."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from ainos.models.templates import SentenceTemplates
from ainos.tools.registry import builtin_registry

NOW = datetime(2026, 3, 16, 9, 0, tzinfo=ZoneInfo("America/Los_Angeles"))


@pytest.fixture(scope="module")
def templates():
    return SentenceTemplates(builtin_registry().all())


@pytest.mark.parametrize(
    ("wish", "tool", "arguments"),
    [
        ("do I have any notifications?", "list_notifications", {}),
        ("show me the notifications from Gmail", "list_notifications", {"app": "Gmail"}),
        ("is there anything urgent", "urgent_notifications", {}),
        ("what did I miss while I was away?", "summarize_notifications", {}),
        ("sum up my calendar notifications", "summarize_notifications", {"app": "calendar"}),
        ("sum up what Bob Martin wrote", "summarize_messages", {"sender": "Bob Martin"}),
        ("please clear all my notifications", "dismiss_notifications", {}),
        ("dismiss the notifications from Calendar", "dismiss_notifications", {"app": "Calendar"}),
        ("有什么重要的吗", "urgent_notifications", {}),
        ("我错过了什么", "summarize_notifications", {}),
        ("总结一下Bob发的短信", "summarize_messages", {"sender": "Bob"}),
        ("清空所有通知", "dismiss_notifications", {}),
        ("any new messages?", "read_messages", {}),
    ],
)
def test_a_full_sentence_is_read(templates, wish, tool, arguments):
    call = templates.match(wish, NOW)
    assert call is not None
    assert (call.tool, dict(call.arguments)) == (tool, arguments)


@pytest.mark.parametrize(
    "wish",
    [
        "sum up the article",
        "reply to the notification",
        "turn off notifications from Calendar",
        "what did I miss in class",
        "don't clear my notifications",
        "clear my notifications at 5 pm",
        "总结一下这篇文章",
        "关闭日历的通知",
    ],
)
def test_a_neighbour_is_left_to_others(templates, wish):
    assert templates.match(wish, NOW) is None
