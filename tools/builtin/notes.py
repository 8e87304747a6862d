"""Notes: add, find, delete. Knows the provider of our Notes app, and `CREATE_NOTE` for phones that have another one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from ...android_bridge.device import Device
from ...android_bridge.errors import CommandFailedError
from ...android_bridge.labels import Label
from ...android_bridge.types import ExtraValue, Intent
from ..matching import match_name, similarity
from ..sdk import Name, Resolved, tool
from ..types import Context, Proof, Risk, ToolFailedError, ToolQuestionError, ToolResult
from .by_screen import need_way
from .messages import is_secret
from .waiting import since_ms, tap_named, wait_true

NOTES_APP = "com.ainos.notes"
NOTES = "content://com.ainos.notes/notes"
NOTES_LABEL = Label.of_app(NOTES_APP)


@dataclass(frozen=True, slots=True)
class Note:
    """One note."""

    number: int
    title: str
    body: str
    created_ms: int

    @property
    def shown(self) -> str:
        """Title, else the first words."""
        return self.title or " ".join(self.body.split()[:6])


def stored_notes(device: Device) -> list[Note] | None:
    """Return all notes, newest first; None on a phone without our Notes app."""
    try:
        rows = device.query(NOTES, columns=("_id", "created", "title", "body"), sort="modified DESC")
    except CommandFailedError:
        return None
    return [Note(int(r["_id"] or 0), r["title"] or "", r["body"] or "", int(r["created"] or 0)) for r in rows]


def _probe_added(context: Context, values: Mapping[str, Any]) -> Proof:
    notes, title, text = stored_notes(context.device), values.get("title") or "", values["text"]
    expected = f'a new note "{text}"'
    if notes is None:
        shown = any(text in element.text for element in context.device.observe().elements)
        return Proof(shown, expected, "the text stands on the screen" if shown else "the screen does not show it")
    since = since_ms(context)
    fresh = [n for n in notes if n.body == text and (not title or n.title == title) and n.created_ms >= since - 1000]
    return Proof(bool(fresh), expected, f"{len(fresh)} such note" if fresh else "no such new note")


def _undo_added(context: Context, values: Mapping[str, Any]) -> ToolResult:
    since = since_ms(context)
    for note in stored_notes(context.device) or ():
        if note.body == values["text"] and note.created_ms >= since - 1000:
            context.acting.delete(NOTES, match={"_id": note.number})
            return ToolResult("Removed the note again.", way="function", effect=f"note {note.shown} removed")
    raise ToolFailedError("the note is not there any more; nothing was done")


@tool(
    risk=Risk.WRITE,
    examples=(
        "note that the gate code changed",
        "write down: buy milk and eggs",
        "make a note called ideas saying paint the fence",
        "take a note: parking level 3",
        "jot down the wifi name of the cafe",
        "add a note to water the plants",
    ),
    probe=_probe_added,
    undo=_undo_added,
    confirm='Add the note "{text}"',
    scope=(NOTES_APP,),
    ways=("function", "intent"),
)
def add_note(
    context: Context,
    text: Annotated[str, "what the note says"],
    title: Annotated[Name | None, "the note's title"] = None,
) -> ToolResult:
    """Write a note."""
    device, hands = context.device, context.acting
    done = f'Noted "{text}"{f" under {title}" if title else ""}.'
    if "function" in context.ways and stored_notes(device) is not None:
        if context.started_ms and _probe_added(context, {"text": text, "title": title}).holds:
            return ToolResult(done, {"text": text}, way="function")
        hands.insert(NOTES, {"title": title or "", "body": text})
        wait_true(lambda: _probe_added(context, {"text": text, "title": title}).holds, timeout_s=3.0)
        return ToolResult(done, {"text": text}, way="function", effect=f"note {title or text}")
    need_way(context, "intent", "a note")
    extras: dict[str, ExtraValue] = {"android.intent.extra.TEXT": text}
    if title:
        extras["com.google.android.gms.actions.extra.NAME"] = title
    try:
        hands.start_activity(
            Intent(action="com.google.android.gms.actions.CREATE_NOTE", mime_type="text/plain", extras=extras)
        )
    except CommandFailedError:
        extras = {"android.intent.extra.TEXT": text, **({"android.intent.extra.SUBJECT": title} if title else {})}
        share = Intent(action="android.intent.action.SEND", mime_type="text/plain", package=NOTES_APP, extras=extras)
        try:
            hands.start_activity(share)
        except CommandFailedError as error:
            raise ToolFailedError("this phone has no app that takes notes; nothing was written") from error
    if "screen" in context.ways:
        tap_named(context, ("Save", "Done"), ("save", "action_save"), timeout_s=2.0)
    return ToolResult(done, {"text": text}, way="intent", effect=f"note {title or text}")


def all_notes(device: Device) -> list[Note]:
    """Return all notes, newest first; ToolFailedError where they cannot be read."""
    notes = stored_notes(device)
    if notes is None:
        raise ToolFailedError("the notes of this phone's app cannot be read without opening it")
    return notes


def note_score(query: str, note: Note) -> float:
    """Return how well words name a note, 0 to 100."""
    words = query.casefold().split()
    text = f"{note.title} {note.body}".casefold()
    inside = sum(word in text for word in words) / max(1, len(words))
    return max(100.0 * inside * (0.97 if inside < 1 else 1.0), similarity(query, note.title) if note.title else 0.0)


@tool(
    risk=Risk.OBSERVE,
    examples=(
        "find my note about the recipe",
        "read the shopping note",
        "what did I write down about parking",
        "show the note with the gate code",
        "look up my notes on the trip",
        "open the note called ideas",
    ),
    reads=NOTES_LABEL,
    scope=(NOTES_APP,),
    ways=("function",),
)
def find_note(context: Context, query: Annotated[Name, "what the note is about"]) -> ToolResult:
    """Find and read a note."""
    ranked = sorted(((note_score(query, note), note) for note in all_notes(context.device)), key=lambda item: -item[0])
    good = [note for score, note in ranked if score >= 60][:3]
    if not good:
        return ToolResult(f'No note is about "{query}".', {"notes": []}, NOTES_LABEL, "function")
    lines = [f"{note.title}: {note.body}" if note.title else note.body for note in good]
    return ToolResult(
        "\n".join(lines), {"notes": [{"title": n.title, "text": n.body} for n in good]}, NOTES_LABEL, "function"
    )


def _meant(device: Device, query: str) -> Note:
    notes = all_notes(device)
    match = match_name(query, [note for note in notes if note.title], lambda note: note.title)
    if match.best is not None:
        return match.best
    good = [note for note in notes if note_score(query, note) >= 90]
    if len(good) == 1:
        return good[0]
    candidates = tuple(good) or match.candidates
    if candidates:
        choices = tuple(note.shown for note in candidates)
        raise ToolQuestionError(f"Which note: {', '.join(choices)}?", parameter="query", choices=choices)
    raise ToolFailedError(f'there is no note about "{query}"; nothing was deleted')


def _preview_deleted(context: Context, values: Mapping[str, Any]) -> Mapping[str, Any]:
    note = _meant(context.device, values["query"])
    kept = {} if is_secret(f"{note.title} {note.body}") else {"_kept": {"title": note.title, "body": note.body}}
    return {"note_id": note.number, "shown": note.shown, **kept}


def _undo_deleted(context: Context, values: Mapping[str, Any]) -> ToolResult:
    kept = values["_kept"]
    context.acting.insert(NOTES, {"title": kept["title"], "body": kept["body"]})
    return ToolResult("The note is back.", way="function", effect=f"note {values['shown']} back")


def _probe_deleted(context: Context, values: Mapping[str, Any]) -> Proof:
    notes = all_notes(context.device)
    wanted = values.get("note_id")
    kept = values.get("_kept")
    there = any(note.number == wanted if wanted else note_score(values["query"], note) >= 90 for note in notes) or (
        kept is not None
        and any((n.title, n.body) == (kept["title"], kept["body"]) and n.number > int(wanted or 0) for n in notes)
    )
    return Proof(
        not there, f'no note "{values.get("shown", values["query"])}"', "still there" if there else "not there"
    )


@tool(
    risk=Risk.DESTRUCTIVE,
    examples=(
        "delete the note about the recipe",
        "remove my shopping note",
        "erase the note called ideas",
        "throw away the parking note",
        "get rid of the note with the gate code",
        "delete the note trip plans",
    ),
    probe=_probe_deleted,
    preview=_preview_deleted,
    undo=_undo_deleted,
    confirm='Delete the note "{shown}"',
    scope=(NOTES_APP,),
    ways=("function",),
)
def delete_note(
    context: Context,
    query: Annotated[Name, "which note"],
    note_id: Annotated[int | None, Resolved] = None,
    shown: Annotated[str | None, Resolved] = None,
) -> ToolResult:
    """Delete a note."""
    if note_id is None:
        note = _meant(context.device, query)
        note_id, shown = note.number, note.shown
    context.acting.delete(NOTES, match={"_id": note_id})
    return ToolResult(
        f'Deleted the note "{shown or query}".',
        {"note": shown},
        way="function",
        effect=f"note {shown or query} deleted",
    )
