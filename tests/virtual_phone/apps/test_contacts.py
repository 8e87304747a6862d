"""Claims about the contacts app."""

from __future__ import annotations

INSERT = "android.intent.action.INSERT"
DIR = "vnd.android.cursor.dir/contact"
PEOPLE = "com.google.android.contacts/com.android.contacts.activities.PeopleActivity"
PHONES = "content://contacts/phones/"


def test_list_shows_all_contacts_and_search_finds_by_name_and_number(hand):
    hand.start(PEOPLE)
    assert {"Alice Chen", "Alice Cheng", "Bob Martin", "Mum"} <= set(hand.texts())
    hand.type("cheng", id="open_search_bar")
    assert "Bob Martin" not in hand.texts()
    assert "Alice Cheng" in hand.texts()
    hand.phone.windows.clear_text()
    hand.phone.windows.text("0103")
    assert "Bob Martin" in hand.texts()


def test_insert_intent_prefills_the_form_and_save_adds_one_contact(hand):
    hand.start(action=INSERT, mime_type=DIR, extras={"name": "Ian Pereira", "phone": "+19093406621"})
    fields = [node["text"] for node in hand.nodes() if node["class"] == "android.widget.EditText"]
    assert fields[:2] == ["Ian", "Pereira"]
    assert "Mobile Phone" in hand.texts()
    assert ("Ian Pereira", "+19093406621") not in hand.rows(PHONES, "display_name", "number")
    hand.tap(text="Save")
    assert ("Ian Pereira", "+19093406621") in hand.rows(PHONES, "display_name", "number")
    assert hand.effects("contact_added")[0]["name"] == "Ian Pereira"


def test_form_is_filled_by_hand_with_a_phone_label(hand):
    hand.start(PEOPLE).tap(desc="Create contact")
    hand.type("Ivan", text="First name").type("Adams", text="Last name").type("7251304440", text="Phone").back()
    hand.tap(desc="Mobile Phone").tap(text="Work")
    assert hand.find(desc="Work Phone") is not None
    hand.tap(text="Save")
    assert hand.rows(PHONES, "number", "type", where="display_name = 'Ivan Adams'") == [("7251304440", "3")]


def test_editing_a_contact_changes_its_number(hand):
    hand.start(PEOPLE).tap(text="Bob Martin").tap(desc="Edit contact").type("9", text="+14155550103").tap(text="Save")
    assert hand.rows(PHONES, "number", where="display_name = 'Bob Martin'") == ["+141555501039"]
    assert len(hand.rows("content://com.android.contacts/contacts")) == 8


def test_leaving_a_changed_form_asks_first(hand):
    hand.start(PEOPLE).tap(desc="Create contact").type("Zed", text="First name").back().back()
    hand.tap(text="Keep editing").tap(desc="Close").tap(text="Discard")
    assert hand.front == PEOPLE
    assert len(hand.rows("content://com.android.contacts/contacts")) == 8


def test_contact_is_deleted_only_after_a_question(hand):
    hand.start(PEOPLE).tap(text="Eve Johnson").tap(desc="More options").tap(text="Delete").tap(text="Cancel")
    assert "Eve Johnson" in hand.rows(PHONES, "display_name")
    hand.tap(desc="More options").tap(text="Delete").tap(text="Delete")
    assert "Eve Johnson" not in hand.rows(PHONES, "display_name")
    assert hand.effects("contact_deleted")[0]["name"] == "Eve Johnson"


def test_view_intent_opens_a_contact_and_text_starts_a_message(hand):
    hand.start(action="android.intent.action.VIEW", data="content://com.android.contacts/contacts/3").tap(
        id="verb_text"
    )
    assert hand.front.startswith("com.google.android.apps.messaging/")
    assert "Bob Martin" in hand.texts()
