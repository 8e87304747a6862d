"""Claims about Simple SMS Messenger."""

from __future__ import annotations

import pytest

from ainos.virtual_phone.apps.simple_sms import MANIFEST
from ainos.virtual_phone.apps.simple_sms.names import PACKAGE

MAIN = f"{PACKAGE}/.activities.MainActivity"
SENT = "content://sms/sent"
SENDTO = "android.intent.action.SENDTO"


@pytest.fixture
def hand(hand):
    hand.phone.packages.install(MANIFEST)
    return hand


def test_sendto_shows_its_thread_with_a_button_called_sms_and_no_question_which_app(hand):
    hand.start(action=SENDTO, data="sms:+14155550101", extras={"sms_body": "On my way"})
    assert hand.front == f"{PACKAGE}/.activities.ThreadActivity"
    button = hand.find(text="SMS")
    assert button is not None
    assert (button["clickable"], button["enabled"]) == ("true", "true")
    hand.tap(text="SMS")
    assert hand.rows(SENT, "address", "body")[0] == ("+14155550101", "On my way")
    assert hand.rows(SENT, "creator")[0] == PACKAGE


def test_a_typed_number_begins_a_conversation_and_letters_do_not(hand):
    hand.start(MAIN).tap(id="conversations_fab").type("nobody", id="new_conversation_address")
    hand.tap(id="new_conversation_confirm")
    assert hand.phone.windows.last_toast == "Invalid number"
    hand.phone.windows.clear_text()
    hand.type("+1 415-555-0177", id="new_conversation_address").tap(id="new_conversation_confirm")
    hand.type("Hello", id="thread_type_message").tap(id="thread_send_message")
    assert hand.rows(SENT, "address", "body")[0] == ("+1 415-555-0177", "Hello")


def test_a_message_is_copied_and_pasted_by_long_presses(hand):
    hand.start(MAIN).tap(text="Bob Martin").hold(text="Can you send me the slides before noon?")
    assert hand.find(text="1 / 1") is not None
    hand.tap(desc="Copy to clipboard").hold(id="thread_type_message").tap(text="Paste")
    field = hand.find(id="thread_type_message")
    assert field is not None
    assert field["text"] == "Can you send me the slides before noon?"


def test_a_single_message_is_deleted_only_after_a_question(hand):
    hand.start(MAIN).tap(text="Bob Martin").hold(id="thread_message_body").tap(desc="Delete").tap(text="No")
    assert hand.rows("content://sms", "_id", where="address LIKE '%0103'") != []
    hand.tap(desc="Delete").tap(text="Yes")
    assert hand.rows("content://sms", "_id", where="address LIKE '%0103'") == []


def test_what_was_not_sent_is_sent_again_by_a_touch(hand):
    hand.phone.connectivity.set_airplane(True)
    hand.start(action=SENDTO, data="sms:+14155550101", extras={"sms_body": "Hello"}).tap(text="SMS")
    assert hand.rows(SENT, "_id", where="body = 'Hello'") == []
    hand.phone.connectivity.set_airplane(False)
    hand.tap(text="Message has not been sent. Touch to retry.")
    assert hand.rows(SENT, "_id", where="body = 'Hello'") != []
    assert hand.rows("content://sms/failed", "_id") == []


def test_search_finds_words_of_messages_and_names(hand):
    hand.start(MAIN).type("slides", id="top_toolbar_search")
    names = [node["text"] for node in hand.nodes() if node["resource-id"].endswith("/search_result_title")]
    assert names == ["Bob Martin"]


def test_after_its_data_was_cleared_it_asks_for_the_role_again(hand):
    hand.phone.packages.clear(PACKAGE)
    hand.start(MAIN).tap(text="SMS Messenger").tap(text="Set as default")
    assert hand.find(id="conversations_fab") is not None
    hand.phone.activities.force_stop(PACKAGE)
    assert hand.start(MAIN).find(text="Set as default") is None
