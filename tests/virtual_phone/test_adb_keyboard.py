"""The broadcast keyboard of uiautomator2: what each broadcast does and answers."""

from __future__ import annotations

import asyncio
import base64

import pytest

from ainos.virtual_phone.services.inputs import ADB_KEYBOARD, LATIN
from ainos.virtual_phone.shell.streams import BufferWriter, BytesReader

ADDITION = "com.example.u2testdemo/.AdditionActivity"


@pytest.fixture
def fields(u2):
    u2.start(ADDITION)
    u2.call("click", u2.selector(className="android.widget.EditText", instance=0))
    assert shell(u2, f"ime enable {ADB_KEYBOARD}; ime set {ADB_KEYBOARD}")
    return u2


def shell(u2, command: str) -> str:
    out = BufferWriter()
    asyncio.run(u2.phone.run_shell(command, stdin=BytesReader(), stdout=out, stderr=out))
    return out.text()


def send(u2, action: str, extras: str = "") -> str:
    """Return what stands after "Broadcast completed: "."""
    said = shell(u2, f"am broadcast -a ADB_KEYBOARD_{action} {extras}")
    return said.partition("Broadcast completed: ")[2].strip()


def coded(text: str) -> str:
    return "--es text " + base64.b64encode(text.encode()).decode()


def field(u2, place: int) -> str | None:
    return u2.text(className="android.widget.EditText", instance=place)


def test_text_goes_in_at_the_cursor_and_out_again(fields):
    assert send(fields, "INPUT_TEXT", coded("größe ")) == "result=-1"
    assert send(fields, "INPUT_TEXT", coded("😀")) == "result=-1"
    assert field(fields, 0) == "größe 😀"
    assert send(fields, "SET_TEXT", coded("new")) == "result=-1"
    assert field(fields, 0) == "new"
    assert send(fields, "INPUT_KEYCODE", "--ei code 67") == "result=-1"
    assert field(fields, 0) == "ne"
    assert send(fields, "CLEAR_TEXT") == "result=-1"
    assert field(fields, 0) == ""


def test_text_that_is_no_base64_is_an_error_and_types_nothing(fields):
    assert send(fields, "INPUT_TEXT", "--es text '*not*'") == 'result=0, data="error:bad base-64"'
    assert field(fields, 0) == ""


def test_the_clipboard_is_read_as_base64(fields):
    fields.phone.clipboard.set("clip ✓")
    assert send(fields, "GET_CLIPBOARD") == f'result=-1, data="{base64.b64encode("clip ✓".encode()).decode()}"'


def test_the_action_key_leads_from_field_to_field_and_says_what_it_is(fields):
    assert send(fields, "SMART_ENTER") == 'result=-1, data="Next"'
    assert send(fields, "INPUT_TEXT", coded("7")) == "result=-1"
    assert (field(fields, 0), field(fields, 1)) == ("", "7")
    assert send(fields, "EDITOR_CODE", "--ei code 7") == "result=-1"
    send(fields, "INPUT_TEXT", coded("8"))
    assert field(fields, 0) == "8"
    assert send(fields, "EDITOR_CODE", "--es code 5") == "result=-1"
    send(fields, "INPUT_TEXT", coded("9"))
    assert field(fields, 0) == "89"
    fields.call("click", fields.selector(className="android.widget.EditText", instance=2))
    assert send(fields, "SMART_ENTER") == 'result=-1, data="Done"'


def test_hide_and_show_are_answered(fields):
    assert send(fields, "HIDE") == "result=-1"
    assert send(fields, "SHOW") == "result=-1"


def test_nobody_answers_while_another_keyboard_is_chosen_or_the_action_is_unknown(fields):
    assert send(fields, "NO_SUCH_THING") == "result=0"
    assert f"{ADB_KEYBOARD}: now disabled" in shell(fields, f"ime disable {ADB_KEYBOARD}")
    assert shell(fields, "settings get secure default_input_method").strip() == LATIN
    assert send(fields, "INPUT_TEXT", coded("x")) == "result=0"
    assert field(fields, 0) == ""


def test_keyboards_are_listed_enabled_and_chosen_in_androids_words(u2):
    assert ADB_KEYBOARD in shell(u2, "ime list -s -a").splitlines()
    assert shell(u2, f"ime enable {ADB_KEYBOARD}").startswith(f"Input method {ADB_KEYBOARD}: ")
    assert shell(u2, f"ime set {ADB_KEYBOARD}") == f"Input method {ADB_KEYBOARD} selected for user #0\n"
    assert "Unknown input method no/.such" in shell(u2, "ime enable no/.such")
