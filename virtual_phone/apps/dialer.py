"""The phone app: favourites, recent calls, contacts and the keypad.

Knows: the call log, contacts, and the DIAL, CALL and VIEW tel: intents.
Does not know: the line; the phone's telephony service places and ends calls and writes the log.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..intents import BROWSABLE, DEFAULT, Intent, IntentFilter
from ..providers.call_log import INCOMING, MISSED, OUTGOING, REJECTED
from ..providers.phone_numbers import digits_of, pretty, same_number
from ..providers.rows import RowDict, number, query, words
from ..ui.nodes import (
    Node,
    app_bar,
    avatar,
    bottom_bar,
    button,
    column,
    dialog,
    empty_state,
    fab,
    grid,
    icon,
    icon_button,
    list_item,
    popup_menu,
    row,
    screen,
    scroll,
    search_bar,
    spacer,
    text,
)
from .app import Activity, ActivityInfo, Icon, Manifest
from .clock_texts import countdown, short_when
from .contacts_store import ROOT, ContactStore
from .dialer_call import CallActivity, InCallActivity, number_of

if TYPE_CHECKING:
    from ..phone import Phone

PACKAGE = "com.google.android.dialer"
_DIAL, _CALL, _VIEW = "android.intent.action.DIAL", "android.intent.action.CALL", "android.intent.action.VIEW"
_CALLS = "content://call_log/calls"
_FAVORITES, _RECENTS, _CONTACTS = range(3)
_TABS = (("star", "Favorites"), ("history", "Recents"), ("people", "Contacts"))
_KEYS = (("1", ""), ("2", "ABC"), ("3", "DEF"), ("4", "GHI"), ("5", "JKL"), ("6", "MNO"), ("7", "PQRS"), ("8", "TUV"),
("9", "WXYZ"),
         ("*", ""), ("0", "+"), ("#", ""))  # fmt: skip
_SPOKEN_KEYS = {"*": "star", "#": "pound"}
_LOG_ICONS = {INCOMING: "call_received", OUTGOING: "call_made", MISSED: "call_missed", REJECTED: "block"}
_LOG_WORDS = {INCOMING: "Incoming call", OUTGOING: "Outgoing call", MISSED: "Missed call", REJECTED: "Declined call"}


class DialtactsActivity(Activity):
    """The main screen: three tabs, and the keypad over them."""

    name = ".extensions.GoogleDialtactsActivity"

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self._store = ContactStore(phone)
        self._at, self._keypad, self._typed, self._wanted = _RECENTS, False, "", ""
        self._follow(intent)

    def on_new_intent(self, intent: Intent) -> None:
        """Take the number of a later DIAL."""
        super().on_new_intent(intent)
        self._follow(intent)

    def _follow(self, intent: Intent) -> None:
        if intent.action == _DIAL or number_of(intent):
            self._keypad, self._typed = True, number_of(intent)
        elif intent.action == _VIEW:
            self._at, self._keypad = _RECENTS, False

    def on_resume(self) -> None:
        """Calls that are looked at are no longer new."""
        if self._at == _RECENTS:
            self.phone.content.update(_CALLS, {"new": 0, "is_read": 1}, "new = 1 OR is_read = 0")
            self.phone.notifications.cancel(PACKAGE, 2)

    def build(self) -> Node:
        """Show the tab in front, or the keypad."""
        if self._keypad:
            return self._dialpad()
        body = (self._favorites, self._recents, self._people)[self._at]()
        bar = search_bar(
            self._wanted, self._search, hint="Search contacts", id="open_search_bar_text_view", margin=(16.0, 8.0)
        )
        key = fab("dialpad", "key pad", self._open_keypad, id="dialpad_fab")
        return screen(bar, body, fab=key, bottom=bottom_bar(_TABS, self._at, self._show))

    def _show(self, at: int) -> None:
        self._at, self._wanted = at, ""

    def _search(self, wanted: str) -> None:
        self._wanted = wanted
        self._at = _CONTACTS if wanted else self._at

    def _open_keypad(self) -> None:
        self._keypad = True

    def on_back(self) -> bool:
        """Close keypad or search first."""
        if self._keypad or self._wanted:
            self._keypad, self._typed, self._wanted = False, "", ""
            return True
        return False

    # -- tabs ------------------------------------------------------------------------------------------------

    def _favorites(self) -> Node:
        people = [contact for contact in self._store.all() if contact.starred]
        if not people:
            return empty_state("star", "No favorites yet", "Star a contact to see it here")
        return scroll(*(self._person(c.contact_id, c.name) for c in people), id="favorites_list")

    def _people(self) -> Node:
        people = self._store.all(self._wanted.strip())
        if not people:
            return empty_state("people", "No contacts found")
        return scroll(*(self._person(c.contact_id, c.name) for c in people), spacer(96), id="contacts_list")

    def _person(self, contact_id: int, name: str) -> Node:
        lines = self._store.draft(contact_id).phones
        line = lines[0].number if lines else ""
        call = icon_button("call", f"Call {name}", lambda: self._call(line), id="call_button") if line else None
        return list_item(
            name, pretty(line), icon=avatar(name), trailing=call, title_id="contact_name", subtitle_id="contact_number",
            on_click=lambda: self._open_contact(contact_id),
        )  # fmt: skip

    def _open_contact(self, contact_id: int) -> None:
        self.start(Intent(_VIEW, data=f"{ROOT}/contacts/{contact_id}"))

    def _recents(self) -> Node:
        rows = query(self.phone.content, _CALLS)
        if not rows:
            return empty_state("history", "Your call log is empty")
        clear = row(
            text("Recent calls", bold=True, color="primary", weight=1.0, width="fill"),
            icon_button("more", "More options", self._menu, id="recents_overflow"), padding=(16.0, 0.0, 4.0, 0.0),
        )  # fmt: skip
        return column(
            clear,
            scroll(*(self._call_row(entry) for entry in rows), spacer(96), id="recycler_view"),
            weight=1.0,
            height="fill",
        )

    def _call_row(self, entry: RowDict) -> Node:
        line, kind = words(entry, "number"), number(entry, "type")
        name = self.phone.telephony.display_name(line)
        shown = pretty(line) if name == line else name
        missed = kind == MISSED
        what, when = _LOG_WORDS.get(kind, "Call"), short_when(self.phone, number(entry, "date"))
        seconds = number(entry, "duration")
        detail = row(
            icon(_LOG_ICONS.get(kind, "call"), size=16.0, desc=what, color="error" if missed else "on_surface_variant"),
            text(f"{what} • {when}" + (f" • {countdown(seconds * 1000)}" if seconds else ""), id="call_log_detail",
                 color="on_surface_variant"),
            gap=6.0,
        )  # fmt: skip
        title = text(shown, size=16.0, id="call_log_name", color="error" if missed else "on_surface", max_lines=1)
        return row(
            avatar(shown), column(title, detail, weight=1.0, gap=2.0),
            icon_button("call", f"Call {shown}", lambda: self._call(line), id="call_button"),
            gap=16.0, padding=(16.0, 8.0, 4.0, 8.0), desc=f"{what} {shown}, {when}",
            on_click=lambda: self._open_entry(line),
            on_long_click=lambda: self._entry_menu(entry, line),
        )  # fmt: skip

    def _open_entry(self, line: str) -> None:
        found = self._store.find(f"{ROOT}/phone_lookup/{line.replace('+', '%2B')}")
        if found is not None:
            self._open_contact(found.contact_id)
        else:
            self._keypad, self._typed = True, line

    def _entry_menu(self, entry: RowDict, line: str) -> None:
        def delete() -> None:
            self.phone.content.delete(f"{_CALLS}/{number(entry, '_id')}")

        def message() -> None:
            self.start(Intent("android.intent.action.SENDTO", data=f"smsto:{line}"))

        entries = [("Copy number", lambda: self.phone.clipboard.set(line)), ("Message", message), ("Delete", delete)]
        self.show_dialog(lambda: popup_menu(entries))

    def _menu(self) -> None:
        self.show_dialog(lambda: popup_menu([("Clear call history", self._ask_clear)]))

    def _ask_clear(self) -> None:
        def clear() -> None:
            self.phone.content.delete(_CALLS)
            self.phone.ledger.append("call_log_cleared")

        self.show_dialog(
            lambda: dialog(
                "Clear call history?",
                "This will delete all calls from your history.",
                buttons=(("Cancel", None), ("Clear", clear)),
            )
        )

    # -- keypad ----------------------------------------------------------------------------------------------

    def _dialpad(self) -> Node:
        shown = text(
            self._typed,
            size=36.0,
            id="digits",
            align="center",
            weight=1.0,
            width="fill",
            max_lines=1,
            cls="android.widget.EditText",
        )
        erase = icon_button("backspace", "backspace", self._erase, id="deleteButton") if self._typed else spacer(48)
        keys = grid(
            *(self._key(key, letters) for key, letters in _KEYS),
            columns=3,
            gap=10.0,
            width=330.0,
            id="dialpad",
            keeps_ltr=True,
        )
        call = button(
            "Call", lambda: self._call(self._typed), id="dialpad_voice_call_button", icon="call", desc="dial",
            width=180.0, height=64.0,
            background="success", text_size=18.0,
        )  # fmt: skip
        return screen(
            scroll(*self._matches(), id="search_results", height="fill"),
            column(row(spacer(48), shown, erase, height=64.0), keys, call, align="center", gap=14.0,
            padding=(16.0, 8.0, 16.0, 24.0),
                   background="surface_container", radius=24.0, id="dialpad_view"),
            bar=app_bar("", on_up=self._close_keypad),
        )  # fmt: skip

    def _close_keypad(self) -> None:
        self.on_back()

    def _matches(self) -> list[Node]:
        """Suggest contacts for what is typed, and adding the number as a contact."""
        if not self._typed:
            return []
        rows = query(self.phone.content, f"{ROOT}/data/phones", ["contact_id", "display_name", "data1"])
        hits = [
            r
            for r in rows
            if digits_of(self._typed) in words(r, "data1") or same_number(words(r, "data1"), self._typed)
        ]
        found = [self._person(number(r, "contact_id"), words(r, "display_name")) for r in hits[:3]]
        return found or [list_item("Create new contact", icon="person_add", on_click=self._add_contact)]

    def _add_contact(self) -> None:
        extras = {"phone": self._typed}
        self.start(Intent("android.intent.action.INSERT", mime_type="vnd.android.cursor.dir/contact", extras=extras))

    def _key(self, key: str, letters: str) -> Node:
        def press(added: str = key) -> None:
            self._typed += added

        face = [
            text(key, size=28.0, id="dialpad_key_number"),
            text(letters, size=10.0, color="on_surface_variant", id="dialpad_key_letters"),
        ]
        name = {"*": "star", "#": "pound", "0": "zero", "1": "one", "2": "two", "3": "three", "4": "four", "5": "five",
        "6": "six",
                "7": "seven", "8": "eight", "9": "nine"}[key]  # fmt: skip
        return column(
            *face, align="center", valign="center", height=68.0, radius=999.0, background="surface_high",
            on_click=press,
            on_long_click=(lambda: press("+")) if key == "0" else None, id=name,
            desc=f"{_SPOKEN_KEYS.get(key, key)}{',' + letters if letters else ''}", cls="android.widget.FrameLayout",
        )  # fmt: skip

    def _erase(self) -> None:
        self._typed = self._typed[:-1]

    def _call(self, line: str) -> None:
        if not digits_of(line):
            self.toast("Enter a number first")
            return
        self._keypad, self._typed = False, ""
        self.phone.telephony.place_call(line)


MANIFEST = Manifest(
    PACKAGE,
    "Phone",
    version_name="96.0.0",
    version_code=9600000,
    icon=Icon("call", "#1a73e8"),
    permissions=(
        "android.permission.CALL_PHONE", "android.permission.READ_CALL_LOG", "android.permission.WRITE_CALL_LOG",
        "android.permission.READ_CONTACTS", "android.permission.READ_PHONE_STATE",
        "android.permission.POST_NOTIFICATIONS",
    ),
    activities=(
        ActivityInfo(
            DialtactsActivity.name, DialtactsActivity,
            (
                IntentFilter((_DIAL,)),
                IntentFilter((_DIAL, _VIEW), (DEFAULT, BROWSABLE), ("tel",)),
                IntentFilter((_VIEW,), mime_types=("vnd.android.cursor.dir/calls",)),
                IntentFilter(("android.intent.action.CALL_BUTTON",)),
            ),
            launcher=True, launch_mode="singleTask",
        ),
        ActivityInfo(
            CallActivity.name, CallActivity,
            (IntentFilter((_CALL, "android.intent.action.CALL_PRIVILEGED"), (DEFAULT,), ("tel",)),),
            permission="android.permission.CALL_PHONE",
        ),
        ActivityInfo(InCallActivity.name, InCallActivity, launch_mode="singleTask", show_when_locked=True),
    ),
)  # fmt: skip
