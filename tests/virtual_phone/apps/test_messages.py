"""Claims about the messages app."""

from __future__ import annotations

SENT = "content://sms/sent"
SENDTO = "android.intent.action.SENDTO"


def test_sendto_prefills_and_the_send_button_sends_one_message(hand):
    hand.start(action=SENDTO, data="smsto:+14155550101", extras={"sms_body": "I'll be ten minutes late"})
    assert hand.find(text="I'll be ten minutes late", id="compose_message_text") is not None
    before = len(hand.rows(SENT))
    button = hand.find(desc="Send SMS")
    assert button is not None
    assert button["resource-id"] == "com.google.android.apps.messaging:id/send_message_button_icon"
    assert button["clickable"] == "true"
    hand.tap(desc="Send SMS")
    assert len(hand.rows(SENT)) == before + 1
    assert hand.rows(SENT, "address", "body")[0] == ("+14155550101", "I'll be ten minutes late")
    assert hand.effects("sms_sent") == [{"number": "+14155550101", "body": "I'll be ten minutes late"}]
    hand.tap(desc="Send SMS")
    assert len(hand.effects("sms_sent")) == 1, "an empty line sends nothing"


def test_body_in_the_uri_prefills_too(hand):
    hand.start(action=SENDTO, data="sms:+14155550103?body=Hello%20there")
    assert hand.find(text="Hello there", id="compose_message_text") is not None


def test_list_shows_newest_first_with_unread_marks(hand):
    hand.start("com.google.android.apps.messaging/.ui.ConversationListActivity")
    names = [node["text"] for node in hand.nodes() if node["resource-id"].endswith("/conversation_name")]
    assert names[:4] == ["Bob Martin", "Mum", "(415) 555-0142", "Alice Chen"]
    assert hand.texts().count("Unread") == 2


def test_opening_a_conversation_marks_it_read(hand):
    hand.start("com.google.android.apps.messaging/.ui.ConversationListActivity").tap(text="Bob Martin")
    assert hand.find(text="Can you send me the slides before noon?") is not None
    assert hand.rows("content://sms/inbox", "read", where="address LIKE '%0103'") == [1]


def test_incoming_message_posts_a_notification_that_opens_the_conversation(hand):
    hand.phone.telephony.receive_sms("+14155550106", "Are you there?")
    (note,) = hand.phone.notifications.active
    assert (note.title, note.text) == ("Chloe Dubois", "Are you there?")
    hand.phone.notifications.open(note.key)
    assert "Chloe Dubois said" in " ".join(hand.texts())
    assert hand.rows("content://sms/inbox", "read", where="body = 'Are you there?'") == [1]


def test_new_message_to_a_searched_contact(hand):
    hand.start("com.google.android.apps.messaging/.ui.ConversationListActivity").tap(text="Start chat")
    hand.type("cheng", id="recipient_text_view").tap(text="Alice Cheng")
    hand.type("See you on the 24th", id="compose_message_text").tap(desc="Send SMS")
    assert hand.rows(SENT, "address", "body")[0] == ("+14155550102", "See you on the 24th")


def test_new_message_to_a_typed_number(hand):
    hand.start(action=SENDTO).type("+14155550177", id="recipient_text_view").tap(text="Send to +14155550177")
    hand.type("Hi", id="compose_message_text").tap(desc="Send SMS")
    assert hand.rows(SENT, "address")[0] == "+14155550177"


def test_conversation_is_deleted_only_after_a_question(hand):
    hand.start("com.google.android.apps.messaging/.ui.ConversationListActivity").hold(text="Mum").tap(text="Cancel")
    assert hand.rows("content://sms", "_id", where="address LIKE '%0104'") != []
    hand.hold(text="Mum").tap(text="Delete")
    assert hand.rows("content://sms", "_id", where="address LIKE '%0104'") == []
    assert hand.find(text="Mum") is None


def test_without_service_the_message_is_marked_as_not_sent(hand):
    hand.phone.connectivity.set_airplane(True)
    hand.start(action=SENDTO, data="smsto:+14155550101", extras={"sms_body": "Hello"}).tap(desc="Send SMS")
    assert hand.effects("sms_sent") == []
    assert hand.find(text="Not sent") is not None
