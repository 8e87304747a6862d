"""Walks through Simple SMS Messenger: write, answer, send again, pass on what came in or lies on the clipboard."""

from __future__ import annotations

import shlex

from .access import PhoneAccess
from .screen import Screen, ScreenError
from .walk import Params, Walk

PACKAGE = "com.simplemobiletools.smsmessenger"
_ID = f"{PACKAGE}:id/"
_SENT = "content://sms/sent"
_NUMBER = "+14155550172"
_ASKING = "Sorry, there was a glitch, what was the last message you sent me?"


def digits(number: str) -> str:
    """Return the last ten digits of a number as it is written on a screen."""
    return "".join(letter for letter in number if letter.isdigit())[-10:]


def write_to(screen: Screen, number: str) -> None:
    """Open the conversation with a number from the list of conversations."""
    screen.tap(resourceId=f"{_ID}conversations_fab")
    screen.type_into(number, resourceId=f"{_ID}new_conversation_address")
    screen.tap(resourceId=f"{_ID}new_conversation_confirm")


def send(screen: Screen, message: str) -> None:
    """Type a message into the open conversation and send it."""
    screen.type_into(message, resourceId=f"{_ID}thread_type_message")
    screen.tap(resourceId=f"{_ID}thread_send_message")
    screen.find(resourceId=f"{_ID}thread_message_body", text=message)


def _paste_and_send(screen: Screen) -> None:
    screen.long_tap(resourceId=f"{_ID}thread_type_message")
    screen.tap(text="Paste")
    message = screen.text_of(resourceId=f"{_ID}thread_type_message")
    screen.tap(resourceId=f"{_ID}thread_send_message")
    screen.find(resourceId=f"{_ID}thread_message_body", text=message)


def _open_with(screen: Screen, number: str) -> None:
    """Open the conversation whose row shows this number."""
    addresses = screen.collect(lambda: screen.texts(resourceId=f"{_ID}conversation_address"))
    title = next((each for each in addresses if digits(each) == digits(number)), None)
    if title is None:
        raise ScreenError(f"no conversation with {number} among {addresses}")
    screen.scroll_to(text=title)
    screen.tap(text=title)


def _send_new(screen: Screen, params: Params) -> None:
    screen.open_app(PACKAGE)
    write_to(screen, params["number"])
    send(screen, params["message"])


def _reply(screen: Screen, params: Params) -> None:
    screen.open_app(PACKAGE)
    _open_with(screen, params["number"])
    send(screen, params["message"])


def _reply_to_newest(screen: Screen, params: Params) -> None:
    screen.open_app(PACKAGE)
    screen.tap(resourceId=f"{_ID}conversation_address", instance=0)
    send(screen, params["message"])


def _send_clipboard(screen: Screen, params: Params) -> None:
    screen.open_app(PACKAGE)
    write_to(screen, params["number"])
    _paste_and_send(screen)


def _pass_address_on(screen: Screen, params: Params) -> None:
    screen.open_app(PACKAGE)
    screen.tap(resourceId=f"{_ID}conversation_address", text=params["name2"])
    screen.find(resourceId=f"{_ID}thread_message_body")
    last = len(screen.texts(resourceId=f"{_ID}thread_message_body")) - 1
    _copy(screen, last)
    screen.back()
    screen.tap(resourceId=f"{_ID}conversations_fab")
    screen.type_into(params["name1"], resourceId=f"{_ID}new_conversation_address")
    screen.tap(resourceId=f"{_ID}item_contact_name", text=params["name1"])
    _paste_and_send(screen)


def _resend(screen: Screen, params: Params) -> None:
    screen.open_app(PACKAGE)
    screen.tap(resourceId=f"{_ID}conversation_address", text=params["name"])
    screen.find(resourceId=f"{_ID}thread_message_body")
    # My own messages stand at the right edge, those of the other side at the left.
    rows = list(screen.device(resourceId=f"{_ID}thread_message_body"))
    width = screen.device.info["displayWidth"]
    mine = [place for place, row in enumerate(rows) if row.info["bounds"]["left"] > width * 0.12]
    if not mine:
        raise ScreenError(f"no message of mine among {screen.words()}")
    _copy(screen, mine[-1])
    _paste_and_send(screen)


def _copy(screen: Screen, place: int) -> None:
    """Copy the message at this place of the open conversation."""
    screen.long_tap(resourceId=f"{_ID}thread_message_body", instance=place)
    screen.tap(resourceId=f"{_ID}cab_copy_to_clipboard")
    screen.wait_gone(resourceId=f"{_ID}cab_copy_to_clipboard")


# -- starting states and checks --------------------------------------------------------------------------------


def _received(access: PhoneAccess, number: str, body: str, *, minutes_ago: int = 0) -> None:
    _row(access, "inbox", number, body, minutes_ago)


def _row(access: PhoneAccess, box: str, number: str, body: str, minutes_ago: int) -> None:
    then = (int(access.shell("date +%s")) - 60 * minutes_ago) * 1000
    binds = (f"address:s:{number}", f"body:s:{body}", f"date:l:{then}")
    access.shell(f"content insert --uri content://sms/{box} " + " ".join(f"--bind {shlex.quote(b)}" for b in binds))


def _contact(access: PhoneAccess, name: str, number: str) -> None:
    raw = "content://com.android.contacts/raw_contacts"
    access.shell(f"content insert --uri {raw} --bind account_name:n: --bind account_type:n:")
    ident = max(int(row["_id"]) for row in access.query(raw, ["_id"]))
    for kind, value in (("name", name), ("phone_v2", number)):
        access.shell(
            f"content insert --uri content://com.android.contacts/data --bind raw_contact_id:i:{ident} --bind "
            f"mimetype:s:vnd.android.cursor.item/{kind} --bind {shlex.quote(f'data1:s:{value}')}"
        )


def _no_messages(access: PhoneAccess, params: Params) -> None:
    access.shell("content delete --uri content://sms")


def _one_of_many(access: PhoneAccess, params: Params) -> None:
    _no_messages(access, params)
    texts = (("+14155550191", "Are you in?"), (params["number"], "Lunch?"), ("+14155550192", "Call me."))
    for age, (number, body) in enumerate(texts):
        _received(access, number, body, minutes_ago=age)


def _newest(access: PhoneAccess, params: Params) -> None:
    _no_messages(access, params)
    _received(access, "+14155550191", "Are you in?", minutes_ago=5)
    _received(access, params["number"], "Lunch?")


def _clipboard(access: PhoneAccess, params: Params) -> None:
    _no_messages(access, params)
    access.shell(f"am broadcast -a clipper.set -e text {shlex.quote(params['message'])}")


def _address(access: PhoneAccess, params: Params) -> None:
    _no_messages(access, params)
    _contact(access, params["name1"], params["number"])
    _contact(access, params["name2"], "+14155550193")
    _received(access, "+14155550193", params["message"])


def _glitch(access: PhoneAccess, params: Params) -> None:
    _no_messages(access, params)
    _contact(access, params["name"], params["number"])
    _row(access, "sent", params["number"], params["message"], 1)
    _received(access, params["number"], _ASKING)


def _sent(access: PhoneAccess, params: Params) -> list[dict[str, str]]:
    rows = access.query(_SENT, ["address", "body"])
    wanted = (digits(params["number"]), params["message"])
    return [row for row in rows if (digits(row["address"]), row["body"]) == wanted]


def _check(access: PhoneAccess, params: Params, answer: str | None) -> str:
    if not _sent(access, params):
        return f"sent are {access.query(_SENT, ['address', 'body'])}"
    return "" if access.in_front() == PACKAGE else f"in front is {access.in_front()}"


def _check_twice(access: PhoneAccess, params: Params, answer: str | None) -> str:
    count = len(_sent(access, params))
    return "" if count == 2 else f"the message is there {count} times"


_HELLO = {"number": _NUMBER, "message": "See you at the station at noon."}
_TALK = {"name": "Nadia Farouk", "number": _NUMBER, "message": "The keys are under the mat."}
_VENUE = {
    "name1": "Nadia Farouk",
    "number": _NUMBER,
    "name2": "Oleg Petrov",
    "message": "12 Quay St, Portland, ME 04101",
}

WALKS = (
    Walk("SimpleSmsSend", f"Send a text message using Simple SMS Messenger to {_NUMBER} with message: "
         f"{_HELLO['message']}", _HELLO, _no_messages, _send_new, _check),
    Walk("SimpleSmsReply", f"Reply to {_NUMBER} with message: {_HELLO['message']} in Simple SMS Messenger", _HELLO,
         _one_of_many, _reply, _check),
    Walk("SimpleSmsReplyMostRecent", "Reply to the most recent text message using Simple SMS Messenger with message: "
         f"{_HELLO['message']}", _HELLO, _newest, _reply_to_newest, _check),
    Walk("SimpleSmsSendClipboardContent", f"Send a message to {_NUMBER} with the clipboard content in Simple SMS "
         "Messenger", _HELLO, _clipboard, _send_clipboard, _check),
    Walk("SimpleSmsSendReceivedAddress", "Text the address of the event to Nadia Farouk that Oleg Petrov just sent me "
         "in Simple SMS Messenger", _VENUE, _address, _pass_address_on, _check),
    Walk("SimpleSmsResend", "Resend the message I just sent to Nadia Farouk in Simple SMS Messenger", _TALK, _glitch,
         _resend, _check_twice),
)  # fmt: skip
