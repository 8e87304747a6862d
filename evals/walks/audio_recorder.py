"""Walks through Audio Recorder: a recording, with or without a name of its own."""

from __future__ import annotations

from .access import PhoneAccess
from .screen import Screen
from .walk import Params, Walk

PACKAGE = "com.dimowner.audiorecorder"
_ID = f"{PACKAGE}:id/"
_FOLDER = f"/storage/emulated/0/Android/data/{PACKAGE}/files/Music/records"


def _record(screen: Screen) -> None:
    """Record a second of sound, past the pages of the first use; ends at the question for a name."""
    screen.open_app(PACKAGE)
    screen.find(resourceIdMatches=f"{_ID}btn_(action|record)")
    if screen.exists(resourceId=f"{_ID}btn_action"):
        screen.tap(resourceId=f"{_ID}btn_action")
        screen.tap(resourceId=f"{_ID}btn_apply")
    screen.tap(resourceId=f"{_ID}btn_record")
    screen.wait(resourceId=f"{_ID}txt_progress", text="00:01")
    screen.tap(resourceId=f"{_ID}btn_record_stop")


def _record_and_save(screen: Screen, params: Params) -> None:
    _record(screen)
    screen.tap(text="Save")
    screen.wait_gone(text="Save")


def _record_with_name(screen: Screen, params: Params) -> None:
    _record(screen)
    screen.type_into(params["file_name"], resourceId=f"{_ID}input_name")
    screen.tap(text="Save")
    screen.find(resourceId=f"{_ID}txt_name", text=params["file_name"])


def _empty(access: PhoneAccess, params: Params) -> None:
    access.shell(f"rm -rf {_FOLDER} && mkdir -p {_FOLDER}")


def _check_any(access: PhoneAccess, params: Params, answer: str | None) -> str:
    found = access.files(_FOLDER)
    return "" if len(found) == 1 else f"recordings: {found}"


def _check_name(access: PhoneAccess, params: Params, answer: str | None) -> str:
    content = access.read(f"{_FOLDER}/{params['file_name']}.m4a")
    return "" if content is not None and content[4:8] == b"ftyp" else f"recordings: {access.files(_FOLDER)}"


WALKS = (
    Walk("AudioRecorderRecordAudio", "Record an audio clip using Audio Recorder app and save it.", {}, _empty,
         _record_and_save, _check_any),
    Walk("AudioRecorderRecordAudioWithFileName", 'Record an audio clip and save it with name "lecture_7.m4a" using '
         "Audio Recorder app.", {"file_name": "lecture_7.m4a", "text": ""}, _empty, _record_with_name, _check_name),
)  # fmt: skip
