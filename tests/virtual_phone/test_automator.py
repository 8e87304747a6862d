"""The uiautomator2 server without adb: HTTP, JSON-RPC, selectors by mask, objects, scrolling."""

from __future__ import annotations

import asyncio
import base64
import io
import json
import time

import pytest
from PIL import Image

from ainos.virtual_phone.automator_table import METHODS
from ainos.virtual_phone.intents import FLAG_NEW_TASK, Intent
from ainos.virtual_phone.phone import Phone

BITS = {
    "text": 0x1, "textContains": 0x2, "textMatches": 0x4, "textStartsWith": 0x8, "className": 0x10,
    "classNameMatches": 0x20, "description": 0x40, "descriptionContains": 0x80, "checkable": 0x400, "checked": 0x800,
    "clickable": 0x1000, "scrollable": 0x4000, "enabled": 0x8000, "focused": 0x20000, "packageName": 0x80000,
    "resourceId": 0x200000, "resourceIdMatches": 0x400000, "index": 0x800000, "instance": 0x1000000,
}  # fmt: skip
USED_BY_THE_CLIENT = [
    "deviceInfo",
    "dumpWindowHierarchy",
    "takeScreenshot",
    "click",
    "longClick",
    "swipe",
    "swipePoints",
    "drag",
    "injectInputEvent",
    "pressKey",
    "pressKeyCode",
    "wakeUp",
    "sleep",
    "isScreenOn",
    "freezeRotation",
    "setOrientation",
    "openNotification",
    "openQuickSettings",
    "getLastTraversedText",
    "clearLastTraversedText",
    "makeToast",
    "getLastToast",
    "clearLastToast",
    "setClipboard",
    "getClipboard",
    "pasteClipboard",
    "clearInputText",
    "waitForExists",
    "waitUntilGone",
    "exist",
    "count",
    "objInfo",
    "objInfoOfAllInstances",
    "getText",
    "setText",
    "clearTextField",
    "dragTo",
    "gesture",
    "pinchIn",
    "pinchOut",
    "scrollForward",
    "scrollBackward",
    "scrollToBeginning",
    "scrollToEnd",
    "scrollTo",
    "flingForward",
    "flingBackward",
    "flingToBeginning",
    "flingToEnd",
    "childByText",
    "childByDescription",
    "childByInstance",
]


def selector(**fields):
    mask = sum(BITS[name] for name in fields)
    return {"mask": mask, "childOrSibling": [], "childOrSiblingSelector": [], **fields}


@pytest.fixture
def phone():
    made = Phone()
    made.activities.start(Intent("android.settings.SETTINGS", flags=FLAG_NEW_TASK))
    return made


def rpc(phone: Phone, method: str, *params):
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": list(params)}).encode()
    return asyncio.run(phone.automator.answer(body))


def call(phone: Phone, method: str, *params):
    answer = rpc(phone, method, *params)
    assert "error" not in answer, answer
    return answer["result"]


def test_every_method_that_the_client_calls_is_there():
    assert set(USED_BY_THE_CLIENT) <= set(METHODS)


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        ({"text": "Display"}, ["Display"]),
        ({"text": "display"}, []),
        ({"textContains": "DEVICES"}, ["Connected devices"]),
        ({"textStartsWith": "sound &"}, ["Sound & vibration"]),
        ({"textMatches": "Dis.*y"}, ["Display"]),
        ({"textMatches": "Dis"}, []),
        ({"resourceId": "android:id/title", "instance": 2}, ["Apps"]),
        ({"resourceIdMatches": ".*summary", "textStartsWith": "Volume"}, ["Volume, haptics, Do Not Disturb"]),
        ({"className": "android.widget.EditText"}, ["Search settings"]),
        ({"packageName": "com.other"}, []),
    ],
)
def test_selectors_match_as_uiselector_does(phone, fields, wanted):
    assert [info["text"] for info in call(phone, "objInfoOfAllInstances", selector(**fields))] == wanted


def test_only_fields_whose_bit_is_set_count(phone):
    loose = selector(text="Display") | {"className": "no.such.Class"}
    assert call(phone, "exist", loose)


def test_children_and_siblings_are_found(phone):
    rows = selector(className="android.widget.LinearLayout", clickable=True, instance=1)
    child = rows | {"childOrSibling": ["child"], "childOrSiblingSelector": [selector(resourceId="android:id/title")]}
    assert call(phone, "getText", child) == "Connected devices"
    title = selector(text="Apps")
    sibling = title | {
        "childOrSibling": ["sibling"],
        "childOrSiblingSelector": [selector(resourceId="android:id/summary")],
    }
    assert call(phone, "getText", sibling) == "Recent apps, default apps"


def test_a_missing_object_is_the_error_that_clients_look_for(phone):
    error = rpc(phone, "objInfo", selector(text="Nowhere"))["error"]
    assert error == {
        "code": -32001,
        "message": "androidx.test.uiautomator.UiObjectNotFoundException",
        "data": "UiSelector[TEXT=Nowhere]",
    }


def test_object_info_has_androids_fields(phone):
    info = call(phone, "objInfo", selector(text="Display"))
    assert set(info) == {
        "bounds", "childCount", "className", "contentDescription", "packageName", "resourceName", "text",
        "visibleBounds", "checkable", "checked", "clickable", "enabled", "focusable", "focused", "longClickable",
        "scrollable", "selected",
    }  # fmt: skip


def test_click_takes_points_with_fractions_and_selectors(phone):
    assert call(phone, "click", 540.0, 516.5)
    assert call(phone, "exist", selector(text="Airplane mode"))
    call(phone, "pressKey", "back")
    call(phone, "click", selector(text="Apps"))
    assert call(phone, "exist", selector(text="Clock"))


def test_set_text_get_text_and_clear(phone):
    field = selector(className="android.widget.EditText")
    assert call(phone, "setText", field, "über")
    assert call(phone, "getText", field) == "über"
    call(phone, "clearTextField", field)
    assert call(phone, "getText", field) == "Search settings"


def test_scrolling_reaches_the_end_and_comes_back(phone):
    lists = selector(scrollable=True)
    assert call(phone, "scrollToEnd", lists, True, 500, 55)
    assert call(phone, "exist", selector(text="About phone"))
    assert not call(phone, "scrollForward", lists, True, 55)
    assert call(phone, "scrollToBeginning", lists, True, 500, 55)
    assert not call(phone, "exist", selector(text="About phone"))
    assert call(phone, "scrollTo", lists, selector(text="About phone"), True)
    assert not call(phone, "scrollTo", lists, selector(text="Nowhere"), True)


def test_a_child_by_text_is_an_object_for_later_calls(phone):
    ident = call(
        phone, "childByText", selector(scrollable=True),
        selector(className="android.widget.LinearLayout", clickable=True), "About phone", True,
    )  # fmt: skip
    assert isinstance(ident, str)
    call(phone, "click", ident)
    assert call(phone, "exist", selector(text="Model"))


def test_waiting_ends_when_the_object_appears_or_the_time_is_up(phone):
    async def appears() -> tuple[bool, float]:
        body = {"jsonrpc": "2.0", "id": 1, "method": "waitForExists", "params": [selector(text="Airplane mode"), 5000]}
        begin = time.monotonic()
        waiting = asyncio.create_task(phone.automator.answer(json.dumps(body).encode()))
        await asyncio.sleep(0.05)
        phone.activities.start(Intent("android.settings.AIRPLANE_MODE_SETTINGS", flags=FLAG_NEW_TASK))
        return (await waiting)["result"], time.monotonic() - begin

    found, took = asyncio.run(appears())
    assert found
    assert took < 2
    assert call(phone, "waitForExists", selector(text="Nowhere"), 50) is False
    assert call(phone, "waitUntilGone", selector(text="Nowhere"), 5000) is True


def test_the_screenshot_is_a_jpeg_of_the_screen(phone):
    picture = Image.open(io.BytesIO(base64.b64decode(call(phone, "takeScreenshot", 1, 80))))
    assert (picture.format, picture.size) == ("JPEG", (1080, 2400))
    half = Image.open(io.BytesIO(base64.b64decode(call(phone, "takeScreenshot", 0.5, 50))))
    assert half.size == (540, 1200)


def test_toasts_and_clipboard_are_kept(phone):
    call(phone, "makeToast", "Hello", 1500.0)
    assert call(phone, "getLastToast") == "Hello"
    call(phone, "clearLastToast")
    assert call(phone, "getLastToast") is None
    call(phone, "setClipboard", None, "clip ✓")
    assert call(phone, "getClipboard") == "clip ✓"
    call(phone, "click", selector(className="android.widget.EditText"))
    call(phone, "pasteClipboard")
    assert call(phone, "getText", selector(focused=True)) == "clip ✓"


def test_orientation_turns_the_screen(phone):
    call(phone, "setOrientation", "left")
    info = call(phone, "deviceInfo")
    assert (info["displayWidth"], info["displayHeight"], info["displayRotation"]) == (2400, 1080, 1)
    call(phone, "setOrientation", "natural")
    assert call(phone, "deviceInfo")["displayRotation"] == 0


def test_a_swipe_takes_real_time_only_with_the_real_pace(phone):
    phone.pace = "fast"
    begin = time.monotonic()
    call(phone, "swipe", 500, 1500, 500, 500, 40)
    quick = time.monotonic() - begin
    phone.pace = "real"
    begin = time.monotonic()
    call(phone, "swipe", 500, 1500, 500, 500, 40)
    assert quick < 0.15
    assert time.monotonic() - begin >= 0.2


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"not json", -32700),
        (b'"text"', -32600),
        (b'{"id": 1}', -32600),
        (b'{"id": 1, "method": "noSuchThing", "params": []}', -32601),
        (b'{"id": 1, "method": "click", "params": {"x": 1}}', -32602),
        (b'{"id": 1, "method": "click", "params": []}', -32602),
        (b'{"id": 1, "method": "setOrientation", "params": []}', -32602),
        (b'{"id": 1, "method": "objInfo", "params": [5]}', -32602),
    ],
)
def test_a_broken_request_is_an_error_answer(phone, body, code):
    assert asyncio.run(phone.automator.answer(body))["error"]["code"] == code


async def _exchange(phone: Phone, *requests: bytes) -> bytes:
    server = await asyncio.start_server(phone.automator.handle, "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    writer.write(b"".join(requests))
    writer.write_eof()
    answer = await asyncio.wait_for(reader.read(), 10)
    writer.close()
    await writer.wait_closed()
    server.close()
    await server.wait_closed()
    return answer


def test_ping_answers_pong_and_the_connection_is_kept(phone):
    request = b"GET /ping HTTP/1.1\r\nHost: x\r\n\r\n"
    answer = asyncio.run(_exchange(phone, request, request))
    assert answer.count(b"HTTP/1.1 200 OK") == 2
    assert answer.endswith(b"\r\n\r\npong")


def test_unknown_paths_and_bad_requests_get_their_status(phone):
    assert b" 404 " in asyncio.run(_exchange(phone, b"GET /nowhere HTTP/1.1\r\n\r\n"))
    assert b" 400 " in asyncio.run(_exchange(phone, b"POST /jsonrpc/0 HTTP/1.1\r\nContent-Length: -5\r\n\r\n"))
    assert asyncio.run(_exchange(phone, b"POST /jsonrpc/0 HTTP/1.1\r\nContent-Length: 50\r\n\r\nshort")) == b""


def test_a_second_server_on_the_port_is_refused_in_the_words_clients_know(phone):
    async def twice() -> str:
        first = asyncio.create_task(phone.automator.run(9008))
        await asyncio.sleep(0)
        assert 9008 in phone.ports
        with pytest.raises(RuntimeError) as caught:
            await phone.automator.run(9008)
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)
        return str(caught.value)

    assert "already registered" in asyncio.run(twice())
    assert 9008 not in phone.ports
