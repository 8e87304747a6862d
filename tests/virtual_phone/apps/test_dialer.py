"""Claims about the phone app."""

from __future__ import annotations

CALLS = "content://call_log/calls"
MAIN = "com.google.android.dialer/.extensions.GoogleDialtactsActivity"
IN_CALL = "com.google.android.dialer/com.android.incallui.InCallActivity"


def test_dial_prefills_and_calls_only_after_the_button(hand):
    hand.start(action="android.intent.action.DIAL", data="tel:+14155550103")
    assert hand.find(text="+14155550103", id="digits") is not None
    assert hand.phone.telephony.call is None
    hand.tap(desc="dial")
    assert hand.front == IN_CALL
    assert hand.effects("call_placed") == [{"number": "+14155550103"}]


def test_call_intent_places_the_call_at_once_and_hanging_up_writes_the_log(hand):
    hand.start(action="android.intent.action.CALL", data="tel:%2B14155550104")
    assert hand.front == IN_CALL
    assert "Mum" in hand.texts()
    hand.phone.clock.advance(10_000)
    hand.tap(desc="End call")
    assert hand.phone.telephony.call is None
    assert hand.rows(CALLS, "number", "type", "duration", "name")[0] == ("+14155550104", 2, 6, "Mum")
    assert hand.front != IN_CALL


def test_number_is_typed_on_the_keypad_and_erased(hand):
    hand.start(MAIN).tap(desc="key pad")
    for key in ("5,JKL", "5,JKL", "1"):
        hand.tap(desc=key)
    assert hand.find(text="551", id="digits") is not None
    hand.tap(desc="backspace").hold(desc="0,+")
    assert hand.find(text="55+", id="digits") is not None


def test_recents_tell_missed_incoming_and_outgoing_calls(hand):
    hand.start(MAIN)
    said = " ".join(hand.texts())
    assert "Missed call Mum" in said
    assert "Outgoing call Bob Martin" in said
    assert "Incoming call (415) 555-0101" not in said, "known callers are shown by name"
    assert "Incoming call Alice Chen" in said


def test_incoming_call_fills_the_screen_of_a_phone_that_is_not_in_use(hand):
    hand.phone.power.sleep()
    hand.phone.telephony.receive_call("+14155550107")
    assert hand.front == IN_CALL
    hand.tap(desc="Decline")
    assert hand.rows(CALLS, "type")[0] == 5
    hand.phone.power.sleep()
    hand.phone.telephony.receive_call("+14155550107")
    hand.tap(desc="Answer")
    assert hand.phone.telephony.call.state == "active"


def test_history_is_cleared_only_after_a_question(hand):
    hand.start(MAIN).tap(desc="More options").tap(text="Clear call history").tap(text="Cancel")
    assert len(hand.rows(CALLS)) == 5
    hand.tap(desc="More options").tap(text="Clear call history").tap(text="Clear")
    assert hand.rows(CALLS) == []
