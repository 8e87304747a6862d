"""Files below /sdcard: list, delete one, keep a screenshot. Touches nothing outside the shared storage."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from ...android_bridge.device import Device
from ...android_bridge.errors import BridgeError
from ...android_bridge.labels import Confidentiality, Label, Origin
from ...android_bridge.types import FileEntry
from ..matching import match_name
from ..sdk import FolderName, Resolved, tool
from ..types import Context, Proof, Risk, ToolFailedError, ToolQuestionError, ToolResult
from ..values_names import folder_path
from .waiting import wait_true

FILES_LABEL = Label.of(Origin.file(), Confidentiality.SENSITIVE)
_SCREENSHOTS = "/sdcard/Pictures/Screenshots"
_SEARCHED = ("Download", "Documents", "Pictures", "DCIM", "Music", "Movies", "Recordings")
_DEPTH = 3
_SHOWN = 30


def _name(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]


def _size(size_bytes: int) -> str:
    size = float(size_bytes)
    for unit in ("B", "KB", "MB", "GB"):
        if size < 1024 or unit == "GB":
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1024
    return ""


def entries_of(device: Device, path: str) -> list[FileEntry]:
    """Return what is in a folder; ToolFailedError where there is no such folder."""
    try:
        return list(device.list_files(path))
    except BridgeError as error:
        raise ToolFailedError(f'there is no folder "{path}" on the phone, or it cannot be read') from error


@tool(
    risk=Risk.OBSERVE,
    examples=(
        "what's in my downloads",
        "list the files in documents",
        "show the pictures folder",
        "which files are on the phone",
        "list my downloaded files",
        "show the contents of the music folder",
    ),
    reads=FILES_LABEL,
    ways=("function",),
)
def list_files(context: Context, folder: Annotated[FolderName, "which folder"]) -> ToolResult:
    """List the files in a folder of the phone."""
    path = folder_path(folder)
    found = sorted(entries_of(context.device, path), key=lambda entry: (not entry.is_folder, entry.path.casefold()))
    if not found and path != "/sdcard" and not _exists(context.device, path.rstrip("/")):
        raise ToolFailedError(f'there is no folder "{path}" on the phone')
    lines = [f"{_name(e.path)}/" if e.is_folder else f"{_name(e.path)} ({_size(e.size_bytes)})" for e in found[:_SHOWN]]
    more = f"\nand {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    told = "\n".join([f"{path}: {len(found)} entries", *lines]) + more if found else f"{path} is empty."
    return ToolResult(told, {"folder": path, "names": [_name(e.path) for e in found]}, FILES_LABEL, "function")


def all_files(device: Device) -> list[FileEntry]:
    """Return the files of the usual folders, and those right below /sdcard."""
    top = entries_of(device, "/sdcard")
    files = [entry for entry in top if not entry.is_folder]
    waiting = [(entry.path, 1) for entry in top if entry.is_folder and _name(entry.path) in _SEARCHED]
    while waiting:
        path, depth = waiting.pop()
        for entry in entries_of(device, path):
            if not entry.is_folder:
                files.append(entry)
            elif depth < _DEPTH and not _name(entry.path).startswith("."):
                waiting.append((entry.path, depth + 1))
    return files


def _meant(device: Device, said: str) -> FileEntry:
    """Return the one file that is meant.

    Raises:
        ToolQuestionError: Several fit.
        ToolFailedError: None does.
    """
    files = all_files(device)
    if "/" in said:
        path = folder_path(said)
        files = [entry for entry in files if entry.path == path]
        said = _name(said)
    exact = [entry for entry in files if _name(entry.path).casefold() == said.casefold()]
    if len(exact) == 1:
        return exact[0]
    match = match_name(said, exact or files, lambda entry: _name(entry.path))
    stems = match_name(said, exact or files, lambda entry: _name(entry.path).rpartition(".")[0] or _name(entry.path))
    best = match if match.score >= stems.score else stems
    if best.best is not None:
        return best.best
    if best.candidates:
        choices = tuple(entry.path for entry in best.candidates)
        raise ToolQuestionError(
            f"Which file: {', '.join(_name(c) for c in choices)}?", parameter="name", choices=choices
        )
    raise ToolFailedError(f'there is no file called "{said}" in the usual folders; nothing was deleted')


def _preview_delete(context: Context, values: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"path": _meant(context.device, values["name"]).path}


def _exists(device: Device, path: str) -> bool:
    return any(entry.path == path for entry in entries_of(device, path.rpartition("/")[0]))


def _probe_deleted(context: Context, values: Mapping[str, Any]) -> Proof:
    path = values.get("path")
    if not path:
        there = any(_name(entry.path).casefold() == values["name"].casefold() for entry in all_files(context.device))
        return Proof(not there, f"no file {values['name']}", "still there" if there else "not there")
    there = _exists(context.device, path)
    return Proof(not there, f"no file {path}", "still there" if there else "not there")


@tool(
    risk=Risk.DESTRUCTIVE,
    examples=(
        "delete the file report.pdf",
        "remove notes.txt from my downloads",
        "erase invoice.pdf",
        "delete budget.csv",
        "get rid of the file holiday.jpg",
        "throw away the document draft.docx",
    ),
    probe=_probe_deleted,
    preview=_preview_delete,
    confirm="Delete the file {path}",
    ways=("function",),
)
def delete_file(
    context: Context,
    name: Annotated[str, "the file's name"],
    path: Annotated[str | None, Resolved] = None,
) -> ToolResult:
    """Delete a file on the phone."""
    chosen = path or _meant(context.device, name).path
    context.acting.delete_file(chosen)
    if not wait_true(lambda: not _exists(context.device, chosen), timeout_s=3.0):
        raise ToolFailedError(f"{chosen} is still there; it was not deleted")
    return ToolResult(f"Deleted {chosen}.", {"path": chosen}, way="function", effect=f"file {chosen} deleted")


def _taken_since(device: Device, since: datetime) -> list[FileEntry]:
    try:
        found = device.list_files(_SCREENSHOTS)
    except BridgeError:
        return []
    stamp = f"Screenshot_{since:%Y%m%d-%H%M%S}"
    return [
        entry for entry in found if _name(entry.path) >= stamp and entry.path.endswith(".png") and entry.size_bytes > 0
    ]


def _probe_screenshot(context: Context, values: Mapping[str, Any]) -> Proof:
    since = datetime.fromtimestamp(context.started_ms / 1000, context.now.tzinfo) if context.started_ms else context.now
    found = _taken_since(context.device, since)
    return Proof(bool(found), "a new screenshot in Pictures/Screenshots", found[-1].path if found else "no new file")


@tool(
    risk=Risk.WRITE,
    examples=(
        "take a screenshot",
        "capture the screen",
        "screenshot please",
        "save a picture of the screen",
        "grab the screen",
        "make a screen capture",
    ),
    probe=_probe_screenshot,
    confirm="Take a screenshot",
    ways=("function",),
)
def take_screenshot(context: Context) -> ToolResult:
    """Take a screenshot and keep it on the phone."""
    path = f"{_SCREENSHOTS}/Screenshot_{context.device.now():%Y%m%d-%H%M%S}.png"
    context.acting.write_file(path, context.device.screenshot())
    return ToolResult(f"Screenshot saved as {path}.", {"path": path}, way="function", effect=f"file {path}")
