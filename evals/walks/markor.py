"""Walks through Markor's own screens: making, reading, changing, moving and deleting notes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from . import picture_words, simple_sms
from .access import PhoneAccess
from .screen import Screen
from .walk import Params, Walk

PACKAGE = "net.gsantner.markor"
NOTEBOOK = "/storage/emulated/0/Documents/Markor"
_ID = f"{PACKAGE}:id/"
_LIST = {"resourceId": f"{_ID}ui__filesystem_dialog__list"}
_TITLE = f"{_ID}opoc_filesystem_item__title"
_EDITOR = f"{_ID}document__fragment__edit__highlighting_editor"
_UP = ".."


# -- what hands do in Markor ---------------------------------------------------------------------------------------


def open_note(screen: Screen, name: str) -> None:
    """Open the app and a note of the notebook."""
    screen.open_app(PACKAGE)
    tap_in_list(screen, name)
    screen.find(resourceId=_EDITOR)


def read_note(screen: Screen, name: str) -> str:
    """Open the app and a note, and return its text."""
    open_note(screen, name)
    return screen.text_of(resourceId=_EDITOR)


def tap_in_list(screen: Screen, name: str) -> None:
    """Touch a file or folder of the list."""
    screen.scroll_to(within=_LIST, resourceId=_TITLE, text=name)
    screen.tap(resourceId=_TITLE, text=name)


def choose(screen: Screen, name: str) -> None:
    """Press a file of the list for long, so that it is selected."""
    screen.scroll_to(within=_LIST, resourceId=_TITLE, text=name)
    screen.long_tap(resourceId=_TITLE, text=name)


def write_and_save(screen: Screen, words: str) -> None:
    """Replace the text of the open note and save it."""
    screen.type_into(words, resourceId=_EDITOR)
    screen.tap(resourceId=f"{_ID}action_save")


def new_note(screen: Screen, name: str) -> None:
    """Make a note in the folder that is shown; it opens."""
    stem, dot, ending = name.rpartition(".")
    screen.tap(resourceId=f"{_ID}fab_add_new_item")
    screen.type_into(stem if dot else name, resourceId=f"{_ID}new_file_dialog__name")
    screen.type_into(dot + ending if dot else "", resourceId=f"{_ID}new_file_dialog__ext")
    screen.tap(text="OK")
    screen.find(resourceId=_EDITOR)


def create_note(screen: Screen, name: str, words: str) -> None:
    """Open the app and make a note with a text."""
    screen.open_app(PACKAGE)
    new_note(screen, name)
    write_and_save(screen, words)


def rename_note(screen: Screen, name: str, wanted: str) -> None:
    """Give a note of the list another name."""
    choose(screen, name)
    screen.tap(resourceId=f"{_ID}action_rename_selected_item")
    screen.type_into(wanted, resourceId=f"{_ID}new_name")
    screen.tap(text="OK")


def _delete_chosen(screen: Screen) -> None:
    screen.tap(resourceId=f"{_ID}action_delete_selected_items")
    screen.tap(text="OK")


def _first_file(screen: Screen) -> str:
    screen.find(resourceId=_TITLE)
    return next(name for name in screen.texts(resourceId=_TITLE) if name != _UP)


# -- the walks -----------------------------------------------------------------------------------------------------


def _create(screen: Screen, params: Params) -> None:
    create_note(screen, params["file_name"], params["text"])


def _create_by_pasting(screen: Screen, params: Params) -> None:
    screen.open_app(PACKAGE)
    new_note(screen, params["file_name"])
    screen.long_tap(resourceId=_EDITOR)
    screen.tap(text="Paste")
    screen.tap(resourceId=f"{_ID}action_save")


def _create_and_send(screen: Screen, params: Params) -> None:
    create_note(screen, params["file_name"], params["text"])
    words = screen.text_of(resourceId=_EDITOR)
    screen.open_app(simple_sms.PACKAGE)
    simple_sms.write_to(screen, params["number"])
    simple_sms.send(screen, words)


def _transcribe_receipt(screen: Screen, params: Params) -> None:
    lines = [line.strip() for line in picture_words.words_on(screen, _RECEIPT)]
    create_note(screen, "receipt.md", "\n".join([_HEADER_LINE, *(line for line in lines if line.count(", ") == 2)]))


def _create_folder(screen: Screen, params: Params) -> None:
    screen.open_app(PACKAGE)
    screen.tap(resourceId=f"{_ID}fab_add_new_item")
    screen.type_into(params["folder_name"], resourceId=f"{_ID}new_file_dialog__name")
    screen.tap(text="FOLDER")


def _delete(screen: Screen, params: Params) -> None:
    screen.open_app(PACKAGE)
    choose(screen, params["file_name"])
    _delete_chosen(screen)


def _delete_newest(screen: Screen, params: Params) -> None:
    screen.open_app(PACKAGE)
    screen.tap(resourceId=f"{_ID}action_sort")
    screen.tap(text="Date")
    screen.tap(text="OK")
    choose(screen, _first_file(screen))
    _delete_chosen(screen)


def _delete_all(screen: Screen, params: Params) -> None:
    screen.open_app(PACKAGE)
    choose(screen, _first_file(screen))
    screen.tap(description="More options")
    screen.tap(text="Select all")
    _delete_chosen(screen)


def _move(screen: Screen, params: Params) -> None:
    screen.open_app(PACKAGE)
    tap_in_list(screen, params["source_folder"])
    choose(screen, params["file_name"])
    screen.tap(description="More options")
    screen.tap(text="Move")
    tap_in_list(screen, params["destination_folder"])
    screen.tap(text="MOVE HERE")


def _edit(screen: Screen, params: Params) -> None:
    before = read_note(screen, params["file_name"])
    match params["edit_type"]:
        case "header":
            write_and_save(screen, f"{params['header']}\n{before}")
        case "footer":
            write_and_save(screen, f"{before.rstrip()}\n{params['footer']}\n")
        case _:
            write_and_save(screen, params["replace_text"])


def _change(screen: Screen, params: Params) -> None:
    open_note(screen, params["original_name"])
    write_and_save(screen, params["updated_content"])
    screen.tap(description="Navigate up")
    rename_note(screen, params["original_name"], params["new_name"])


def _add_header(screen: Screen, params: Params) -> None:
    before = read_note(screen, params["original_name"])
    write_and_save(screen, f"{params['header']}\n\n{before}")
    screen.tap(description="Navigate up")
    rename_note(screen, params["original_name"], params["new_name"])


def _merge(screen: Screen, params: Params) -> None:
    notes = [read_note(screen, params[f"file{number}_name"]).strip() for number in (1, 2, 3)]
    create_note(screen, params["new_file_name"], "\n\n".join(notes) + "\n")


# -- the start and the end, for runs without AndroidWorld ----------------------------------------------------------


def put_notes(access: PhoneAccess, notes: Mapping[str, str]) -> None:
    """Make these files, by path below the notebook, the only ones in it."""
    access.shell(f"mkdir -p {NOTEBOOK} && rm -rf {NOTEBOOK}/*")
    for name, words in notes.items():
        access.write(f"{NOTEBOOK}/{name}", words)


def note(access: PhoneAccess, name: str) -> str | None:
    """Return a note's text without the line ends around it, or None when there is none."""
    words = access.read_text(f"{NOTEBOOK}/{name}")
    return None if words is None else words.strip()


def _start(*names: str, texts: Mapping[str, str] | None = None) -> Callable[[PhoneAccess, Params], None]:
    """Prepare a notebook with some other notes, and those whose names or texts stand under these keys."""

    def prepare(access: PhoneAccess, params: Params) -> None:
        notes = {name: f"about {name}\n" for name in _OTHERS}
        notes |= {params[name]: f"old text of {name}\n" for name in names}
        notes |= {params[name]: params[words] + "\n" for name, words in (texts or {}).items()}
        put_notes(access, notes)

    return prepare


def _has(name: str, words: Callable[[Params], str]) -> Callable[[PhoneAccess, Params, str | None], str]:
    """Check the text of the note whose name stands under this key."""

    def check(access: PhoneAccess, params: Params, answer: str | None) -> str:
        found = note(access, params[name])
        return "" if found == words(params) else f"{params[name]} holds {found!r}"

    return check


def _only(left: Callable[[Params], Sequence[str]]) -> Callable[[PhoneAccess, Params, str | None], str]:
    """Check which entries the notebook has, by name."""

    def check(access: PhoneAccess, params: Params, answer: str | None) -> str:
        found = access.files(NOTEBOOK)
        return "" if found == sorted(left(params)) else f"the notebook has {', '.join(found) or 'nothing'}"

    return check


def _renamed(words: Callable[[Params], str]) -> Callable[[PhoneAccess, Params, str | None], str]:
    """Check that the note has its new name alone, and this text."""
    holds = _has("new_name", words)

    def check(access: PhoneAccess, params: Params, answer: str | None) -> str:
        old = note(access, params["original_name"])
        return f"{params['original_name']} is still there" if old is not None else holds(access, params, answer)

    return check


def _three_ages(access: PhoneAccess, params: Params) -> None:
    put_notes(access, dict.fromkeys(_OTHERS, "words\n"))
    for day, name in enumerate(_OTHERS):
        access.shell(f"touch -d 2026-03-{10 + day * 3 % 7:02d}T08:00:00 {NOTEBOOK}/{name}")


def _two_folders(access: PhoneAccess, params: Params) -> None:
    inside = [f"{params['source_folder']}/{name}" for name in (*_OTHERS, params["file_name"])]
    put_notes(access, dict.fromkeys(inside, "words\n"))
    access.shell(f"mkdir {NOTEBOOK}/{params['destination_folder']}")


def _moved(access: PhoneAccess, params: Params, answer: str | None) -> str:
    found = access.files(f"{NOTEBOOK}/{params['destination_folder']}")
    left = access.files(f"{NOTEBOOK}/{params['source_folder']}")
    there = found == [params["file_name"]] and left == sorted(_OTHERS)
    return "" if there else f"there: {found}, left: {left}"


def _noted_and_sent(access: PhoneAccess, params: Params, answer: str | None) -> str:
    noted = _has("file_name", lambda p: str(p["text"]))(access, params, answer)
    sent = access.query("content://sms/sent", ("address", "body"))
    there = [each for each in sent if simple_sms.digits(each["address"]) == simple_sms.digits(params["number"])]
    return noted or ("" if any(each["body"] == params["text"] for each in there) else f"sent to the number: {there}")


def _empty_with_clipboard(access: PhoneAccess, params: Params) -> None:
    put_notes(access, {})
    access.shell("am start -W -n ca.zgrs.clipper/.Main")
    access.shell(f"am broadcast -a clipper.set -e text {params['file_content']}")


_OTHERS = ("grocery_list_weekly.md", "2023_02_11_reading_list_2024.md", "garden_layout_plan_final.md",
           "client_meetings_schedule.md", "weekend_todo_list_edited.md")  # fmt: skip
_NAME = "happy_river_backup.md"
_LINE = "Don't forget the milk; it's 2 for 1."


def _edit_walk() -> Walk:
    params = {"file_name": "note_QxTzR.txt", "edit_type": "header", "header": _LINE}
    check = _has("file_name", lambda p: f"{p['header']}\nold text of file_name")
    goal = f"Edit note_QxTzR.txt in Markor. Add to the top of the note {_LINE}"
    return Walk("MarkorEditNote", goal, params, _start("file_name"), _edit, check)


def _merge_walk() -> Walk:
    params: dict[str, Any] = {f"file{n}_name": f"{word}_note.md" for n, word in enumerate(("red", "blue", "tall"), 1)}
    params |= {f"file{n}_content": f"words{n}OfThisNote" for n in (1, 2, 3)} | {"new_file_name": "Zc9kQ1aB"}
    start = _start(texts={f"file{n}_name": f"file{n}_content" for n in (1, 2, 3)})
    check = _has("new_file_name", lambda p: "\n\n".join(p[f"file{n}_content"] for n in (1, 2, 3)))
    goal = ("Merge the contents of Markor notes red_note.md, blue_note.md and tall_note.md (in the same order) into a "
            "new Markor note named Zc9kQ1aB and save it. Add a new line between the content of each note.")  # fmt: skip
    return Walk("MarkorMergeNotes", goal, params, start, _merge, check)


_RECEIPT, _HEADER_LINE = "receipt.png", "Date, Item, Amount"


def _put_receipt(access: PhoneAccess, params: Params) -> None:
    _start()(access, params)
    lines = ["Paper & More", "", *params["text"].splitlines()[1:], "", "Thank you!"]
    access.write(f"{picture_words.FOLDER}/{_RECEIPT}", picture_words.draw(lines))


_CREATE = {"file_name": _NAME, "text": _LINE}
_PASTE = {"file_name": _NAME, "file_content": "pK3xWq81Zt"}
_MOVE = {"file_name": _NAME, "source_folder": "BookNotes", "destination_folder": "TravelItineraries"}
_CHANGE = {"original_name": "calm_sky.txt", "new_name": "bold_hill.md", "updated_content": "Gh72kLmNoPqRsTuVwXyZ"}
_HEADER = {"original_name": "calm_sky.txt", "new_name": "bold_hill.md", "header": "Gh72kLmNoPqRsTuVwXyZ",
           "original_content": _LINE}  # fmt: skip

WALKS = (
    Walk("MarkorCreateNote", f"Create a new note in Markor named {_NAME} with the following text: {_LINE}", _CREATE,
         _start(), _create, _has("file_name", lambda p: str(p["text"]))),
    Walk("MarkorCreateNoteFromClipboard", f"Create a note in Markor named {_NAME}. Perform a paste operation in the "
         "note and save the note.", _PASTE, _empty_with_clipboard, _create_by_pasting,
         _has("file_name", lambda p: str(p["file_content"]))),
    Walk("MarkorCreateNoteAndSms", f"Create a new note in Markor named {_NAME} with the following text: {_LINE}. Share "
         "the entire content of the note with the phone number +14155550199 via SMS using Simple SMS Messenger",
         {**_CREATE, "number": "+14155550199"}, _start(), _create_and_send, _noted_and_sent),
    Walk("MarkorTranscribeReceipt", "Create a file in Markor, called receipt.md with the transactions from the "
         "receipt.png. Use Simple Gallery to view the receipt. Please enter transactions in csv format including the "
         'header "Date, Item, Amount".', {"file_name": "receipt.md", "text": f"{_HEADER_LINE}\n2023-01-16, Desk Lamp, "
         "$64.28\n2023-07-21, Paper Clips, $5.30"}, _put_receipt, _transcribe_receipt,
         _has("file_name", lambda p: str(p["text"]))),
    Walk("MarkorCreateFolder", "Create a new folder in Markor named folder_20231015_153400.",
         {"folder_name": "folder_20231015_153400"}, _start(), _create_folder,
         _only(lambda p: (*_OTHERS, p["folder_name"]))),
    Walk("MarkorDeleteNote", f"Delete the note in Markor named {_NAME}.", {"file_name": _NAME}, _start("file_name"),
         _delete, _only(lambda p: _OTHERS)),
    Walk("MarkorDeleteNewestNote", "Delete the newest note in Markor.", {}, _three_ages, _delete_newest,
         _only(lambda p: [name for place, name in enumerate(_OTHERS) if place != 2])),
    Walk("MarkorDeleteAllNotes", "Delete all my notes in Markor.", {}, _start(), _delete_all, _only(lambda p: ())),
    Walk("MarkorMoveNote", f"In Markor, move the note {_NAME} from BookNotes to TravelItineraries.", _MOVE,
         _two_folders, _move, _moved),
    _edit_walk(),
    _merge_walk(),
    Walk("MarkorChangeNoteContent", 'Update the content of calm_sky.txt to "Gh72kLmNoPqRsTuVwXyZ" in Markor and change '
         "its name to bold_hill.md.", _CHANGE, _start("original_name"), _change,
         _renamed(lambda p: str(p["updated_content"]))),
    Walk("MarkorAddNoteHeader", "Update the Markor note calm_sky.txt by adding the following text, along with a new "
         'blank line before the existing content: "Gh72kLmNoPqRsTuVwXyZ", and rename it to bold_hill.md.', _HEADER,
         _start(texts={"original_name": "original_content"}), _add_header,
         _renamed(lambda p: f"{p['header']}\n\n{p['original_content']}")),
)  # fmt: skip
