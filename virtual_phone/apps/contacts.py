"""The contacts app: list with search, one contact, the edit form.

Knows: its screens and the VIEW, INSERT, EDIT and PICK intents for contacts.
Does not know: rows (contacts_store.py).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ..intents import Intent, IntentFilter
from ..providers.phone_numbers import pretty
from ..ui.nodes import (
    Node,
    app_bar,
    avatar,
    button,
    card,
    column,
    dialog,
    edit_text,
    empty_state,
    fab,
    icon,
    icon_button,
    list_item,
    popup_menu,
    radio,
    row,
    screen,
    scroll,
    search_bar,
    spacer,
    text,
)
from .app import Activity, ActivityInfo, Icon, Manifest
from .contacts_store import PHONE_TYPES, ROOT, Contact, ContactDraft, ContactStore, PhoneLine
from .second_layout import SecondLayout, second_layout

if TYPE_CHECKING:
    from ..phone import Phone

PACKAGE = "com.google.android.contacts"
_DIR, _ITEM = "vnd.android.cursor.dir/contact", "vnd.android.cursor.item/contact"
_VIEW, _EDIT, _INSERT = "android.intent.action.VIEW", "android.intent.action.EDIT", "android.intent.action.INSERT"
_INSERT_OR_EDIT = "android.intent.action.INSERT_OR_EDIT"
_PICK = "android.intent.action.PICK"
_DETAIL_CLASS = "com.android.contacts.quickcontact.QuickContactActivity"
_EDITOR_CLASS = "com.android.contacts.activities.ContactEditorActivity"


class PeopleActivity(Activity):
    """The list of contacts; with a PICK intent a touch gives the contact back."""

    name = "com.android.contacts.activities.PeopleActivity"

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self._store = ContactStore(phone)
        self._wanted = ""

    def build(self) -> Node:
        """Show the contacts under their letters."""
        people = self._store.all(self._wanted.strip())
        bar = search_bar(self._wanted, self._search, hint="Search contacts", id="open_search_bar", margin=(16.0, 8.0))
        if not people:
            title = "No matching contacts" if self._wanted else "No contacts yet"
            return screen(bar, empty_state("people", title), fab=self._add_button())
        rows: list[Node] = []
        letter = ""
        for contact in people:
            shown = contact.letter if contact.letter != letter else ""
            letter = contact.letter
            rows.append(self._row(contact, shown))
        count = text(
            f"{len(people)} contacts", size=12.0, color="on_surface_variant", padding=(72.0, 4.0), id="contact_count"
        )
        return screen(bar, count, scroll(*rows, spacer(96), id="list"), fab=self._add_button())

    def _add_button(self) -> Node:
        return fab("add", "Create contact", self._create, id="floating_action_button")

    def _row(self, contact: Contact, letter: str) -> Node:
        head = text(
            letter, size=16.0, width=40.0, align="center", color="primary", bold=True, id="header" if letter else ""
        )
        item = list_item(
            contact.name, icon=avatar(contact.name), on_click=lambda: self._open(contact),
            title_id="cliv_name_textview", desc=contact.name,
            trailing=icon("star", size=18.0, color="primary", desc="Favorite") if contact.starred else None, weight=1.0,
            padding=(8.0, 8.0, 16.0, 8.0),
        )  # fmt: skip
        return row(head, item, padding=(8.0, 0.0, 0.0, 0.0))

    def _search(self, wanted: str) -> None:
        self._wanted = wanted

    def _open(self, contact: Contact) -> None:
        uri = f"{ROOT}/contacts/lookup/{contact.lookup}/{contact.contact_id}"
        if self.intent.action == _PICK:
            self.finish(-1, uri)
            return
        self.start(Intent(_VIEW, data=uri, component=f"{PACKAGE}/{_DETAIL_CLASS}"))

    def _create(self) -> None:
        self.start(Intent(_INSERT, mime_type=_DIR, component=f"{PACKAGE}/{_EDITOR_CLASS}"))

    def on_back(self) -> bool:
        """Clear the search first."""
        if self._wanted:
            self._wanted = ""
            return True
        return False


class ContactDetail(Activity):
    """One contact with what can be done with it."""

    name = _DETAIL_CLASS

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self._store = ContactStore(phone)

    def build(self) -> Node:
        """Show name, actions and all data of the contact."""
        contact = self._store.find(self.intent.data or "")
        if contact is None:
            return screen(empty_state("person", "The contact doesn't exist"), bar=app_bar("", on_up=self.finish))
        draft = self._store.draft(contact.contact_id)
        bar = app_bar("", (
            icon_button("edit", "Edit contact", lambda: self._edit(contact), id="menu_edit"),
            icon_button(
                "star" if contact.starred else "star_outline",
                "Remove from favorites" if contact.starred else "Add to favorites",
                lambda: self._store.star(contact, not contact.starred), id="menu_star",
            ),
            icon_button("more", "More options", lambda: self._menu(contact), id="menu_overflow"),
        ), on_up=self.finish)  # fmt: skip
        head = column(
            avatar(contact.name, size=112.0), text(contact.name, size=28.0, id="large_title", align="center"),
            text(draft.company, color="on_surface_variant", id="organization_name") if draft.company else None,
            align="center", gap=12.0, padding=(24.0, 8.0),
        )  # fmt: skip
        return screen(
            scroll(head, self._actions(draft), self._info(draft), recycler=False, id="contact_detail"), bar=bar
        )

    def _actions(self, draft: ContactDraft) -> Node:
        line = next((line.number for line in draft.phones if line.number), "")

        def action(name: str, label: str, ident: str, intent: Intent) -> Node:
            ready = bool(intent.data and not intent.data.endswith(":"))
            tint = "on_secondary_container" if ready else "outline"
            return column(
                icon(name, color=tint), text(label, size=12.0, bold=True, color=tint), align="center", gap=6.0,
                weight=1.0,
                padding=(0.0, 12.0), radius=16.0, background="secondary_container" if ready else "surface_container",
                on_click=lambda: self.start(intent), enabled=ready, desc=label, id=ident, cls="android.widget.Button",
            )  # fmt: skip

        return row(
            action("call", "Call", "verb_call", Intent("android.intent.action.CALL", data=f"tel:{line}")),
            action("message", "Text", "verb_text", Intent("android.intent.action.SENDTO", data=f"smsto:{line}")),
            action("email", "Email", "verb_email",
            Intent("android.intent.action.SENDTO", data=f"mailto:{draft.email}")),
            gap=12.0, padding=(16.0, 12.0),
        )  # fmt: skip

    def _info(self, draft: ContactDraft) -> Node:
        rows: list[Node | None] = [text("Contact info", bold=True, size=16.0, padding=(16.0, 4.0))]
        for line in draft.phones:
            rows.append(self._phone_row(line))
        if draft.email:
            rows.append(list_item(draft.email, "Email", icon="email", title_id="header", subtitle_id="sub_header"))
        return card(*rows, padding=(0.0, 12.0), id="contact_info_card")

    def _phone_row(self, line: PhoneLine) -> Node:
        def message() -> None:
            self.start(Intent("android.intent.action.SENDTO", data=f"smsto:{line.number}"))

        def call() -> None:
            self.start(Intent("android.intent.action.CALL", data=f"tel:{line.number}"))

        sms = icon_button("message", f"Text {line.label} {pretty(line.number)}", message, id="third_icon")
        return list_item(
            pretty(line.number), line.label, icon="call", trailing=sms, title_id="header", subtitle_id="sub_header",
            desc=f"Call {line.label} {pretty(line.number)}",
            on_click=call,
        )  # fmt: skip

    def _edit(self, contact: Contact) -> None:
        uri = f"{ROOT}/contacts/{contact.contact_id}"
        self.start(Intent(_EDIT, data=uri, component=f"{PACKAGE}/{_EDITOR_CLASS}"))

    def _menu(self, contact: Contact) -> None:
        self.show_dialog(lambda: popup_menu([("Delete", lambda: self._ask_delete(contact))]))

    def _ask_delete(self, contact: Contact) -> None:
        def delete() -> None:
            self._store.delete(contact)
            self.toast(f"{contact.name} deleted")
            self.finish()

        self.show_dialog(
            lambda: dialog(
                "Delete this contact?",
                f"{contact.name} will be removed from this phone.",
                buttons=(("Cancel", None), ("Delete", delete)),
            )  # fmt: skip
        )


class ContactEditor(Activity):
    """The form for a new or an old contact."""

    name = _EDITOR_CLASS

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self._store = ContactStore(phone)
        self._draft = self._from_intent(intent)
        self._changed = intent.action == _INSERT and not self._draft.is_empty

    def _from_intent(self, intent: Intent) -> ContactDraft:
        old = self._store.find(intent.data) if intent.data and intent.action in (_EDIT, _INSERT_OR_EDIT) else None
        draft = self._store.draft(old.contact_id) if old else ContactDraft()
        name = str(intent.extra("name") or "").strip()
        if name:
            given, _, family = name.rpartition(" ")
            draft.given, draft.family = (given, family) if given else (family, "")
        number = str(intent.extra("phone") or "")
        if number:
            kind = intent.extra("phone_type")
            line = PhoneLine(number, kind if isinstance(kind, int) and kind in PHONE_TYPES else 2)
            draft.phones = [p for p in draft.phones if p.number] + [line]
        draft.email = str(intent.extra("email") or draft.email)
        draft.company = str(intent.extra("company") or draft.company)
        draft.phones = draft.phones or [PhoneLine("")]
        return draft

    def build(self) -> Node:
        """Show the fields."""
        title = "Edit contact" if self._draft.contact_id else "Create contact"
        save = button("Save", self._save, id="toolbar_button", height=40.0, margin=(0.0, 0.0, 8.0, 0.0))
        picture = column(
            icon("person_add", size=44.0, color="on_secondary_container"), width=96.0, height=96.0, radius=999.0,
            background="secondary_container", align="center", valign="center", hidden_from_dump=True,
        )  # fmt: skip
        name = f"{self._draft.given} {self._draft.family}".strip()
        face = avatar(name, size=96.0) if name else picture
        phones = [self._phone_fields(at) for at in range(len(self._draft.phones))]
        return screen(
            scroll(
                column(face, align="center", padding=(0.0, 16.0)),
                self._field("person", "First name", "given", self._draft.given),
                self._field("", "Last name", "family", self._draft.family),
                self._field("article", "Company", "company", self._draft.company), *phones,
                row(spacer(56), button("Add phone", self._add_phone, kind="text", id="add_phone"), padding=(16.0, 0.0)),
                self._field("email", "Email", "email", self._draft.email), spacer(320),
                recycler=False, id="contact_editor_fragment",
            ),
            bar=app_bar(title, (save,), on_up=self._close, up_icon="close"),
        )  # fmt: skip

    def _field(self, picture: str, hint: str, field: str, value: str) -> Node:
        def change(typed: str) -> None:
            setattr(self._draft, field, typed)
            self._changed = True

        lead = icon(picture, color="on_surface_variant") if picture else spacer(24)
        kind = "email" if field == "email" else "text"
        box = edit_text(value, change, hint=hint, key=field, weight=1.0).styled(input_type=kind)
        return row(lead, box, gap=16.0, padding=(16.0, 6.0))

    def _phone_fields(self, at: int) -> Node:
        line = self._draft.phones[at]

        def change(typed: str) -> None:
            self._draft.phones[at] = replace(self._draft.phones[at], number=typed)
            self._changed = True

        box = edit_text(line.number, change, hint="Phone", key=f"phone{at}", input_type="phone", weight=1.0)
        label = row(
            text(line.label, size=16.0, weight=1.0, width="fill"), icon("arrow_drop_down", color="on_surface_variant"),
            desc=f"{line.label} Phone", on_click=lambda: self._choose_label(at), cls="android.widget.Spinner",
            border="outline",
            radius=8.0, padding=(16.0, 12.0), width=150.0, id="phone_label",
        )  # fmt: skip
        return column(
            row(icon("call", color="on_surface_variant"), box, gap=16.0),
            row(spacer(40), label, padding=0.0),
            gap=8.0,
            padding=(16.0, 6.0),
        )

    def _choose_label(self, at: int) -> None:
        def choice(kind: int, label: str) -> Node:
            def take(on: bool) -> None:
                self._draft.phones[at] = replace(self._draft.phones[at], kind=kind)
                self._changed = True

            return radio(label, self._draft.phones[at].kind == kind, take, dismisses=True, width="fill")

        def build() -> Node:
            return dialog("Phone label", content=column(*(choice(kind, label) for kind, label in PHONE_TYPES.items())))

        self.show_dialog(build)

    def _add_phone(self) -> None:
        self._draft.phones.append(PhoneLine(""))

    def _save(self) -> None:
        if self._draft.is_empty:
            self.toast("Add a name or a number first")
            return
        fresh = not self._draft.contact_id
        contact_id = self._store.save(self._draft)
        uri = f"{ROOT}/contacts/{contact_id}"
        self.toast("Contact saved")
        if fresh:
            self.start(Intent(_VIEW, data=uri, component=f"{PACKAGE}/{_DETAIL_CLASS}"))
        self.finish(-1, uri)

    def _close(self) -> None:
        if not self._changed:
            self.finish()
            return
        buttons = (("Discard", self.finish), ("Keep editing", None))
        self.show_dialog(lambda: dialog("Discard changes?", "Your changes have not been saved.", buttons=buttons))

    def on_back(self) -> bool:
        """Ask before changes are lost."""
        if self._changed:
            self._close()
        return self._changed


MANIFEST = Manifest(
    PACKAGE,
    "Contacts",
    version_name="4.8.17",
    version_code=4817,
    icon=Icon("person", "#1a73e8"),
    permissions=(
        "android.permission.READ_CONTACTS", "android.permission.WRITE_CONTACTS", "android.permission.CALL_PHONE",
        "android.permission.GET_ACCOUNTS",
    ),
    activities=(
        ActivityInfo(
            PeopleActivity.name, PeopleActivity,
            (
                IntentFilter(("android.intent.action.MAIN",),
                ("android.intent.category.DEFAULT", "android.intent.category.APP_CONTACTS")),
                IntentFilter((_VIEW, _PICK), mime_types=(_DIR,)),
                IntentFilter((_VIEW,), schemes=("content",), hosts=("contacts",), path_pattern="/people/?"),
            ),
            launcher=True,
        ),
        ActivityInfo(ContactDetail.name, ContactDetail,
        (IntentFilter((_VIEW,), mime_types=(_ITEM, "vnd.android.cursor.item/raw_contact")),)),
        ActivityInfo(
            ContactEditor.name, ContactEditor,
            (
                IntentFilter((_INSERT,),
                mime_types=(_DIR, "vnd.android.cursor.dir/raw_contact", "vnd.android.cursor.dir/person")),
                IntentFilter((_EDIT,), mime_types=(_ITEM, "vnd.android.cursor.item/raw_contact")),
                IntentFilter((_INSERT_OR_EDIT,), mime_types=(_ITEM,)),
            ),
        ),
    ),
)  # fmt: skip

VERSIONS = {
    1: MANIFEST,
    2: second_layout(
        MANIFEST,
        SecondLayout(
            texts={"Create contact": "New person", "Edit contact": "Change details", "Save": "Done",
                   "Search contacts": "Find people"},
            reordered=frozenset({"contact_info_card"}), news=("Favourites have a star in the corner now.", "Got it"),
        ),
        version_name="5.0.0",
    ),
}  # fmt: skip
"""What is installed by `--app-version com.google.android.contacts=N`."""
