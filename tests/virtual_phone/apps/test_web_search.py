"""A web search reaches its app with its words, and the app says that nothing was searched."""

from __future__ import annotations

from ainos.virtual_phone.intents import FLAG_NEW_TASK, Intent
from ainos.virtual_phone.phone import Phone


def test_a_web_search_shows_its_words_and_that_there_is_no_connection():
    phone = Phone(app_sets=("demos",))
    intent = Intent("android.intent.action.WEB_SEARCH", extras={"query": "foo"}, flags=FLAG_NEW_TASK)
    assert phone.activities.start(intent).ok
    shown = [box.node.text for box in phone.windows.boxes() if box.node.text]
    assert shown[0] == "foo"
    assert "You’re offline" in shown
