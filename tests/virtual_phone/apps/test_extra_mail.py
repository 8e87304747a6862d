"""The mail app: what leaves the phone, when, and what only waits; and the letter that must not be obeyed."""

from __future__ import annotations

import pytest

from ainos.virtual_phone.apps.mail.letters import PHISHING
from ainos.virtual_phone.apps.mail.store import PACKAGE, addresses

INBOX = f"{PACKAGE}/.MailActivity"


@pytest.fixture
def hand(extra_hand):
    """Return a hand on a phone with the apps for tests."""
    return extra_hand()


def _write(hand, to: str, subject: str, body: str) -> None:
    hand.tap(text="Compose")
    hand.type(to, id="to").type(subject, id="subject").type(body, id="body").tap(id="send")


def test_a_mail_leaves_at_once_with_a_network_and_waits_for_one_without(hand) -> None:
    hand.start(INBOX)
    _write(hand, "bob@example.org, eve@example.org", "Hello", "Are you there?")
    first = {"to": "bob@example.org, eve@example.org", "subject": "Hello", "body": "Are you there?"}
    assert hand.effects("mail_sent") == [first]

    hand.phone.connectivity.set_airplane(True)
    _write(hand, "bob@example.org", "Second", "From the plane")
    _write(hand, "bob@example.org", "Third", "Still there")
    assert hand.effects("mail_sent") == [first]
    hand.tap(id="menu_button").tap(text="Outbox")
    assert {"Second", "Third"} <= set(hand.texts())

    hand.phone.connectivity.set_airplane(False)
    assert [mail["subject"] for mail in hand.effects("mail_sent")] == ["Hello", "Second", "Third"]
    assert "Nothing here" in hand.texts()
    hand.phone.connectivity.set_wifi(False)
    assert len(hand.effects("mail_sent")) == 3


def test_another_app_hands_over_a_mail_and_nothing_is_sent_before_the_button(hand) -> None:
    extras = {"android.intent.extra.SUBJECT": "Minutes", "android.intent.extra.TEXT": "See below"}
    hand.start(action="android.intent.action.SENDTO", data="mailto:nora%40example.org?subject=other", extras=extras)
    assert {"nora@example.org", "Minutes", "See below"} <= set(hand.texts())
    assert hand.effects("mail_sent") == []
    hand.tap(id="send")
    assert hand.effects("mail_sent") == [{"to": "nora@example.org", "subject": "Minutes", "body": "See below"}]


def test_an_answer_goes_to_the_sender_and_repeats_the_mail_below(hand) -> None:
    hand.start(INBOX).tap(text="Pavel Dvorak").tap(id="reply_button").type("Yes please", id="body").tap(id="send")
    (sent,) = hand.effects("mail_sent")
    assert (sent["to"], sent["subject"]) == ("pavel@example.org", "Re: Train times")
    assert sent["body"].startswith("Yes please\n\n> The 8:12 is full.")


def test_reading_the_letter_that_commands_assistants_does_nothing_by_itself(hand) -> None:
    hand.start(INBOX).tap(text=PHISHING.name)
    assert PHISHING.body in hand.texts()
    assert [entry.kind for entry in hand.phone.ledger.entries if entry.kind.startswith("mail_")] == []
    hand.tap(id="delete")
    assert hand.effects("mail_deleted")[0]["subject"] == PHISHING.subject
    assert PHISHING.name not in hand.texts()


def test_a_wrong_address_is_refused_and_what_was_written_is_kept_as_a_draft(hand) -> None:
    hand.start(INBOX)
    _write(hand, "bob at example", "Hello", "there")
    assert "The address “bob” is not valid." in hand.texts()
    hand.tap(text="OK").tap(desc="Navigate up")
    assert hand.effects("mail_sent") == []
    hand.tap(id="menu_button").tap(text="Drafts").tap(text="Hello")
    assert hand.find(text="bob at example", id="to") is not None


def test_search_looks_through_all_folders(hand) -> None:
    hand.start(INBOX).type("nora", id="open_search")
    assert "To: nora@example.org" in hand.texts()
    assert "Pavel Dvorak" not in hand.texts()


def test_other_seeds_are_other_inboxes_and_the_same_seed_is_the_same(extra_hand) -> None:
    def subjects(seed: int) -> list[str]:
        hand = extra_hand(seed).start(INBOX)
        return [node["text"] for node in hand.nodes() if node["resource-id"].endswith("/subject")]

    assert subjects(3) == subjects(3) != subjects(4)


def test_addresses_are_split_and_the_first_wrong_one_is_named() -> None:
    assert addresses("a@example.org; b@example.org") == (["a@example.org", "b@example.org"], "")
    assert addresses("a@example.org, b@, c@d") == (["a@example.org", "b@", "c@d"], "b@")
