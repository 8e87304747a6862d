"""The notes app: a list with search, and an editor that saves by itself.

Knows: content://com.ainos.notes/notes and the SEND intent for text. Does not know: formatting, folders.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..intents import Intent, IntentFilter
from ..providers.live_file import hand_over
from ..providers.notes import URI
from ..providers.rows import RowDict, number, query, words
from ..ui.nodes import (
    Node,
    app_bar,
    card,
    dialog,
    edit_text,
    empty_state,
    fab,
    icon_button,
    popup_menu,
    screen,
    scroll,
    search_bar,
    spacer,
    text,
)
from .app import Activity, ActivityInfo, AppFunction, Icon, Manifest, ReceiverInfo
from .clock_texts import long_when, short_when

if TYPE_CHECKING:
    from ..phone import Phone

PACKAGE = "com.ainos.notes"
_VIEW, _EDIT, _INSERT, _SEND = (f"android.intent.action.{name}" for name in ("VIEW", "EDIT", "INSERT", "SEND"))
_CREATE_NOTE = "android.intent.action.CREATE_NOTE"
_DIR, _ITEM = "vnd.android.cursor.dir/vnd.ainos.note", "vnd.android.cursor.item/vnd.ainos.note"
_EDITOR = f"{PACKAGE}/.EditorActivity"


@dataclass(frozen=True, slots=True)
class Note:
    """One note; modified_ms is epoch."""

    ident: int
    title: str
    body: str
    modified_ms: int

    @property
    def heading(self) -> str:
        """Return the title, else the first line of the text."""
        return self.title or next((line for line in self.body.splitlines() if line.strip()), "Untitled")


class NoteStore:
    """Reads and changes notes."""

    def __init__(self, phone: Phone) -> None:
        self._phone = phone

    def all(self, wanted: str = "") -> list[Note]:
        """Return the notes that hold the wanted text, newest first."""
        notes = [_note(row) for row in query(self._phone.content, URI)]
        return [n for n in notes if wanted.casefold() in f"{n.title}\n{n.body}".casefold()]

    def get(self, ident: int) -> Note | None:
        """Return one note, or None."""
        rows = query(self._phone.content, f"{URI}/{ident}")
        return _note(rows[0]) if rows else None

    def add(self, title: str, body: str) -> int:
        """Add a note and return its number."""
        ident = int(self._phone.content.insert(URI, {"title": title, "body": body}).rpartition("/")[2])
        self._phone.ledger.append("note_added", title=title, body=body, note_id=ident)
        return ident

    def change(self, ident: int, title: str, body: str) -> None:
        """Replace title and text of a note."""
        self._phone.content.update(f"{URI}/{ident}", {"title": title, "body": body})
        self._phone.ledger.append("note_changed", title=title, body=body, note_id=ident)

    def delete(self, note: Note) -> None:
        """Delete a note for good."""
        self._phone.content.delete(f"{URI}/{note.ident}")
        self._phone.ledger.append("note_deleted", title=note.title, note_id=note.ident)


class MainActivity(Activity):
    """The list of notes."""

    name = ".MainActivity"

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self._store = NoteStore(phone)
        self._wanted = ""

    def build(self) -> Node:
        """Show the notes, or those that hold the searched words."""
        notes = self._store.all(self._wanted.strip())
        search = search_bar(
            self._wanted, self._search, hint="Search notes", id="search_src_text", margin=(16.0, 0.0, 16.0, 8.0)
        )
        if notes:
            body = scroll(*(self._card(note) for note in notes), spacer(96), id="note_list")
        elif self._wanted:
            body = empty_state("search", "No matching notes")
        else:
            body = empty_state("note", "No notes yet", "Tap + to write one")
        return screen(search, body, bar=app_bar("Notes"), fab=fab("add", "New note", self._create, id="fab_new_note"))

    def _card(self, note: Note) -> Node:
        rest = note.body if note.title else "\n".join(note.body.splitlines()[1:])
        return card(
            text(note.heading, size=18.0, bold=True, id="note_title", max_lines=1, width="fill"),
            text(rest, color="on_surface_variant", id="note_body", max_lines=4, width="fill") if rest.strip() else None,
            text(short_when(self.phone, note.modified_ms), size=12.0, color="outline", id="note_time"), gap=6.0,
            id="note_item",
            on_click=lambda: self._open(note),
            on_long_click=lambda: ask_delete(self, self._store, note, self.invalidate),
        )  # fmt: skip

    def _search(self, wanted: str) -> None:
        self._wanted = wanted

    def _open(self, note: Note) -> None:
        self.start(Intent(_EDIT, data=f"{URI}/{note.ident}", component=_EDITOR))

    def _create(self) -> None:
        self.start(Intent(_INSERT, component=_EDITOR))

    def on_back(self) -> bool:
        """Clear the search first."""
        if self._wanted:
            self._wanted = ""
            return True
        return False


class EditorActivity(Activity):
    """One note; what is written is saved when the screen is left."""

    name = ".EditorActivity"

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self._store = NoteStore(phone)
        tail = (intent.data or "").rpartition("/")[2]
        self._note = self._store.get(int(tail)) if tail.isdigit() else None
        extras = intent.extras
        subject = (
            extras.get("android.intent.extra.SUBJECT")
            or extras.get("android.intent.extra.TITLE")
            or extras.get("title")
        )
        body = extras.get("android.intent.extra.TEXT") or extras.get("body")
        self._title = self._note.title if self._note else str(subject or "")
        self._body = self._note.body if self._note else str(body or "")
        if intent.action == _SEND and self._body:
            self._save()

    def build(self) -> Node:
        """Show title and text."""
        note = self._note
        when = f"Edited {long_when(self.phone, note.modified_ms)}" if note else "Not saved yet"
        actions = (
            icon_button("check", "Save", self._done, id="action_save"),
            icon_button("more", "More options", self._menu, id="action_overflow"),
        )
        title = edit_text(
            self._title, self._type_title, hint="Title", id="edit_title", text_size=26.0, border="",
            padding=(20.0, 12.0), bold=True,
        )  # fmt: skip
        body = edit_text(
            self._body, self._type_body, hint="Note", id="edit_body", border="", multiline=True, padding=(20.0, 8.0),
            valign="top",
        )  # fmt: skip
        stamp = text(when, size=12.0, color="outline", padding=(20.0, 10.0), id="edit_time")
        return screen(
            scroll(title, body, spacer(200), recycler=False, id="edit_scroll"),
            stamp,
            bar=app_bar("", actions, on_up=self._done),
        )

    def _type_title(self, typed: str) -> None:
        self._title = typed

    def _type_body(self, typed: str) -> None:
        self._body = typed

    def _save(self) -> None:
        if self._note is None:
            if self._title.strip() or self._body.strip():
                self._note = self._store.get(self._store.add(self._title.strip(), self._body))
        elif (self._title, self._body) != (self._note.title, self._note.body):
            self._store.change(self._note.ident, self._title.strip(), self._body)
            self._note = self._store.get(self._note.ident)

    def on_stop(self) -> None:
        """Save what was written."""
        self._save()

    def _done(self) -> None:
        self._save()
        self.finish(-1)

    def on_back(self) -> bool:
        """Save, then leave as usual."""
        self._save()
        return False

    def _menu(self) -> None:
        def share() -> None:
            extras = {"android.intent.extra.TEXT": self._body, "android.intent.extra.SUBJECT": self._title}
            self.start(
                Intent(_SEND, mime_type="text/plain", extras=extras, package="com.google.android.apps.messaging")
            )

        def delete() -> None:
            if self._note is not None:
                ask_delete(self, self._store, self._note, self._forget)

        self.show_dialog(lambda: popup_menu([("Share by message", share), ("Delete", delete)]))

    def _forget(self) -> None:
        self._note, self._title, self._body = None, "", ""
        self.finish()


def ask_delete(activity: Activity, store: NoteStore, note: Note, done: Callable[[], None]) -> None:
    """Ask before a note is deleted for good."""

    def delete() -> None:
        store.delete(note)
        activity.toast("Note deleted")
        done()

    buttons = (("Cancel", None), ("Delete", delete))
    activity.show_dialog(lambda: dialog("Delete this note?", f"“{note.heading}” will be deleted.", buttons=buttons))


def _note(row: RowDict) -> Note:
    return Note(number(row, "_id"), words(row, "title"), words(row, "body"), number(row, "modified"))


def _create_note(phone: Phone, given: dict[str, Any]) -> dict[str, Any]:
    """The app function createNote."""
    title, body = str(given.get("title", "")), str(given.get("content", ""))
    if not title.strip() and not body.strip():
        raise ValueError("title or content is required")
    return {"noteId": NoteStore(phone).add(title.strip(), body)}


def _find_notes(phone: Phone, given: dict[str, Any]) -> dict[str, Any]:
    """The app function findNotes."""
    found = NoteStore(phone).all(str(given.get("query", "")))
    return {"notes": [{"noteId": note.ident, "title": note.title, "content": note.body} for note in found]}


_TEXT = {"type": "string"}
_FUNCTIONS = (
    AppFunction(
        "createNote",
        "Add a note with a title and a text.",
        {"type": "object", "properties": {"title": _TEXT, "content": _TEXT}},
        _create_note,
    ),
    AppFunction(
        "findNotes",
        "Return the notes that hold a text; all of them without one.",
        {"type": "object", "properties": {"query": _TEXT}},
        _find_notes,
    ),
)


def _boot(phone: Phone, intent: Intent) -> tuple[int, str | None]:
    state = phone.packages.state(PACKAGE)
    if state is not None:
        hand_over(phone.fs, f"/data/data/{PACKAGE}", state.uid)
    return 0, None


def _clear(phone: Phone) -> None:
    phone.content.delete(URI)


MANIFEST = Manifest(
    PACKAGE,
    "Notes",
    version_name="1.0",
    version_code=1,
    icon=Icon("note", "#f9ab00"),
    activities=(
        ActivityInfo(".MainActivity", MainActivity, (IntentFilter((_VIEW,), mime_types=(_DIR,)),), launcher=True),
        ActivityInfo(
            ".EditorActivity", EditorActivity,
            (
                IntentFilter((_SEND, _CREATE_NOTE), mime_types=("text/plain",)),
                IntentFilter((_CREATE_NOTE, _INSERT)),
                IntentFilter((_INSERT,), mime_types=(_DIR,)),
                IntentFilter((_VIEW, _EDIT), mime_types=(_ITEM,)),
            ),
        ),
    ),
    receivers=(ReceiverInfo(".BootReceiver", (IntentFilter(("android.intent.action.BOOT_COMPLETED",)),), _boot),),
    providers=(PACKAGE,),
    functions=_FUNCTIONS,
    on_clear=_clear,
)  # fmt: skip
