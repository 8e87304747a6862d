"""SMS: send one and prove it, read those that came. Knows the SMS provider and the compose screen."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Annotated, Any

from ...android_bridge.device import Device
from ...android_bridge.labels import Confidentiality, Integrity, Label, Origin
from ...android_bridge.types import Intent, Observation
from ..sdk import ContactName, Resolved, tool
from ..types import Context, Proof, Risk, ToolFailedError, ToolResult
from .by_screen import compose_message, need_way, read_app
from .people import Person, names_by_number, resolve_person, same_number
from .waiting import find_named, since_ms, wait_named, wait_true

MESSAGES_APP = "com.google.android.apps.messaging"
SENT = "content://sms/sent"
INBOX = "content://sms/inbox"
MESSAGES_LABEL = Label.of_app(MESSAGES_APP)
_SEND_IDS = ("send_message_button_icon", "send_message_button", "Compose:Draft:Send", "send_message_button_container")
_SEND_NAMES = ("Send SMS", "Send message", "Send", "Send encrypted message", "Send RCS message")
_SHOWN = 5
_CODE = re.compile(
    r"\b(?:code|otp|pin|passcode|password|verification|verify|2fa|tan|one[- ]time)\b.{0,60}?"
    r"\b[A-Z0-9]{0,2}[- ]?\d[\d -]{2,8}\b"
    r"|\b\d[\d -]{2,8}\b.{0,60}\b(?:code|otp|pin|passcode|password|verification|verify|2fa|tan|one[- ]time)\b"
    r"|(?:验证码|校验码|动态码|动态密码|安全码|提取码|取件码|口令|密码).{0,20}?[0-9A-Za-z]{4,8}"
    r"|[0-9]{4,8}.{0,20}?(?:验证码|校验码|动态码|动态密码|安全码|口令|密码)",
    re.IGNORECASE | re.DOTALL,
)


def is_secret(text: str) -> bool:
    """Return whether a message looks like a one-time code or a password; errs upwards."""
    return bool(_CODE.search(text))


def _preview(context: Context, values: Mapping[str, Any]) -> Mapping[str, Any]:
    person = resolve_person(context.device, values["recipient"], parameter="recipient")
    found = {"recipient": person.name or person.numbers[0], "number": person.numbers[0], "exact": person.exact}
    package = _handler(context.device)
    return {**found, "package": package} if package else found  # the user's SMS app: the one that may be touched


def _sent_rows(device: Device, number: str, text: str, since_ms: int) -> int:
    rows = device.query(SENT, columns=("_id", "address", "date", "body"), sort="date DESC")
    return sum(
        1
        for row in rows
        if row["body"] == text and same_number(row["address"] or "", number) and int(row["date"] or 0) >= since_ms
    )


def _probe_sent(context: Context, values: Mapping[str, Any]) -> Proof:
    number = (
        values.get("number") or resolve_person(context.device, values["recipient"], parameter="recipient").numbers[0]
    )
    count = _sent_rows(context.device, number, values["text"], since_ms(context))
    found = {0: "no such message among the sent ones"}.get(
        count, f"{count} such message{'s' if count > 1 else ''} among the sent ones"
    )
    return Proof(count == 1, f'one sent message "{values["text"]}" to {number}', found)


def _texts_into(seen: Observation, text: str) -> bool:
    return any(element.editable and element.text == text for element in seen.elements)


def _draft_stands(context: Context, values: Mapping[str, Any]) -> Proof:
    """Whether the text still waits in its field, beside a button that would send it, and was never sent."""
    number, text = values.get("number") or "", values["text"]
    seen = context.device.observe()
    waits = _texts_into(seen, text) and find_named(seen, _SEND_NAMES, _SEND_IDS) is not None
    sent = _sent_rows(context.device, number, text, since_ms(context)) if number else 1
    return Proof(waits and not sent, "a draft that was not sent", "it waits in its field" if waits else "no draft")


@tool(
    risk=Risk.OUTWARD,
    examples=(
        "text Alice Chen that I'll be ten minutes late",
        "send a message to mum saying happy birthday",
        "tell Bob I'm on my way",
        "sms Daniel: see you at 5",
        "write Chloe a text: thanks for yesterday",
        "message Dr. Patel that I have to cancel",
    ),
    probe=_probe_sent,
    not_done=_draft_stands,
    preview=_preview,
    confirm='Send "{text}" to {recipient} ({number})',
    scope=(MESSAGES_APP,),
    ways=("intent", "screen"),
)
def send_message(
    context: Context,
    recipient: Annotated[ContactName, "who gets the message"],
    text: Annotated[str, "what the message says"],
    number: Annotated[str | None, Resolved] = None,
    package: Annotated[str | None, Resolved] = None,
) -> ToolResult:
    """Send a text message (SMS) to a person or a number."""
    device, hands = context.device, context.acting
    if number is None:
        number = resolve_person(device, recipient, parameter="recipient").numbers[0]
    if context.started_ms and _sent_rows(device, number, text, context.started_ms):
        return ToolResult(
            f"The message to {recipient} was sent already.", {"number": number, "text": text}, way="intent"
        )
    need_way(context, "screen", "sending a message")
    if "intent" in context.ways:
        hands.start_activity(
            Intent(
                action="android.intent.action.SENDTO",
                data=f"sms:{number}",
                package=package or "",
                extras={"sms_body": text},
            )
        )
    else:
        compose_message(context, package or MESSAGES_APP, number)
    button, seen = wait_named(device, _SEND_NAMES, _SEND_IDS, timeout_s=8.0)
    if not _texts_into(seen, text):
        field = next((e for e in seen.elements if e.editable and "recipient" not in e.resource_id), None)
        if field is None:
            raise ToolFailedError("the messages app showed no field for the text; nothing was sent")
        hands.type_text(text, into=field, clear=True)
        button, seen = wait_named(device, _SEND_NAMES, _SEND_IDS, timeout_s=4.0)
    if button is None:
        raise ToolFailedError("the messages app showed no send button; the text is written, nothing was sent")
    hands.tap(button)
    since = since_ms(context)
    sent = wait_true(lambda: _sent_rows(device, number, text, since) > 0, timeout_s=8.0)
    told = (
        f'Sent "{text}" to {recipient}.'
        if sent
        else f"The send button for {recipient} was pressed; the phone does not list the message as sent yet."
    )
    return ToolResult(told, {"number": number, "text": text}, way="screen", effect=f"SMS to {number}: {text}")


def _handler(device: Device) -> str:
    """Return the default SMS app, so that no chooser comes up; empty when unknown."""
    return device.get_setting("secure", "sms_default_application") or ""


@tool(
    risk=Risk.OBSERVE,
    examples=(
        "read my messages",
        "do I have new texts",
        "what did Bob write",
        "show the last message from mum",
        "any unread messages",
        "read me the text from Alice Chen",
    ),
    reads=MESSAGES_LABEL,
    scope=(MESSAGES_APP,),
    ways=("function", "screen"),
)
def read_messages(
    context: Context, sender: Annotated[ContactName | None, "whose messages; all if nobody is named"] = None
) -> ToolResult:
    """Read the newest or unread text messages, maybe of one person."""
    if "function" not in context.ways and sender is not None:
        raise ToolFailedError("by the screen alone the conversations are listed, and not what one person wrote")
    if "function" not in context.ways:
        return read_app(context, _handler(context.device) or MESSAGES_APP, "the messages", MESSAGES_LABEL)
    person, received = received_messages(context, sender)
    unread = [message for message in received if message["unread"]]
    messages = (unread or received)[:_SHOWN]
    if not messages:
        return ToolResult(
            f"There are no messages{f' from {person.shown}' if person else ''}.",
            {"messages": []},
            MESSAGES_LABEL,
            "function",
        )
    head = f"{len(unread)} unread." if unread else "Nothing unread; the latest:"
    lines = [f"{m['from']}, {m['when']}: {m['text']}" for m in messages]
    data = {"messages": messages, "unread": len(unread)}
    return ToolResult("\n".join([head, *lines]), data, label_of(messages), "function")


def received_messages(context: Context, sender: str | None) -> tuple[Person | None, list[dict[str, Any]]]:
    """Return whose messages are meant, and those that came, newest first.

    Each: `from` (name or number), `number`, `text`, `when` in words, `at` (ISO), `unread`.
    """
    device = context.device
    person = resolve_person(device, sender, parameter="sender") if sender else None
    rows = device.query(INBOX, columns=("_id", "address", "date", "read", "body"), sort="date DESC")
    if person is not None:
        rows = [row for row in rows if any(same_number(row["address"] or "", number) for number in person.numbers)]
    names = names_by_number(device)
    messages: list[dict[str, Any]] = []
    for row in rows:
        address, stamp_ms = row["address"] or "unknown", int(row["date"] or 0)
        name = names.get(re.sub(r"\D", "", address)[-10:], address)
        at = datetime.fromtimestamp(stamp_ms / 1000, context.now.tzinfo)
        messages.append(
            {
                "from": name,
                "number": address,
                "text": row["body"] or "",
                "when": _when(stamp_ms, context.now),
                "at": at.isoformat(timespec="milliseconds"),
                "unread": row["read"] == "0",
            }
        )
    return person, messages


def label_of(messages: Sequence[Mapping[str, Any]]) -> Label:
    """Return the label of messages: SECRET where one looks like a code or a password; their senders are origins."""
    secret = any(is_secret(str(m["text"])) for m in messages)
    origins = frozenset({Origin.app(MESSAGES_APP), *(Origin.sms(str(m["number"])) for m in messages)})
    return Label(Integrity.UNTRUSTED, Confidentiality.SECRET if secret else Confidentiality.SENSITIVE, origins)


def _when(stamp_ms: int, now: datetime) -> str:
    moment = datetime.fromtimestamp(stamp_ms / 1000, now.tzinfo)
    if moment.date() == now.date():
        return f"today {moment:%H:%M}"
    if moment.date() == (now - timedelta(days=1)).date():
        return f"yesterday {moment:%H:%M}"
    return f"{moment:%a %b} {moment.day} {moment:%H:%M}"
