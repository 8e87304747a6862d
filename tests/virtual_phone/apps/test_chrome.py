"""Claims about Chrome: HTML files as text, forms of pages behind the phone's own ports, no scripts, no network."""

from __future__ import annotations

import asyncio
import re
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ainos.virtual_phone.apps.chrome.forms import Filled
from ainos.virtual_phone.apps.chrome.page import Page, read_page

_PAGE = b"""<html><head><title>Game</title><style>p{}</style></head><body><h1>Hello</h1><p>First <b>words</b></p>
<script>document.write('Success!')</script><a href="other.html">Next</a></body></html>"""


def test_a_page_is_shown_as_text_and_its_scripts_are_told_of_and_not_run(aw_hand):
    aw_hand.phone.fs.write("/sdcard/Download/task.html", _PAGE)
    aw_hand.phone.fs.write("/sdcard/Download/other.html", b"<p>The other page")
    aw_hand.start(action="android.intent.action.VIEW", data="file:///sdcard/Download/task.html", mime_type="text/html")
    assert aw_hand.front.startswith("com.android.chrome/")
    assert {"Hello", "First words", "Scripts do not run in this browser."} <= set(aw_hand.texts())
    assert not any("Success!" in words for words in aw_hand.texts())
    aw_hand.tap(text="Next")
    assert "The other page" in aw_hand.texts()
    aw_hand.back()
    assert "Hello" in aw_hand.texts()


def test_web_addresses_and_missing_files_are_refused_in_chromes_words(aw_hand):
    aw_hand.start(action="android.intent.action.VIEW", data="https://example.com/")
    assert "ERR_INTERNET_DISCONNECTED" in aw_hand.texts()
    aw_hand.start(action="android.intent.action.VIEW", data="file:///sdcard/none.html", mime_type="text/html")
    assert "ERR_FILE_NOT_FOUND" in aw_hand.texts()


_PIECES = [
    "<form>", "</form>", "<input name=a>", "<input type=radio name=r value=1>", "<select name=s>", "<option>",
    "</select>", "<label>", "</label>", "<label for=x>", "<textarea name=t>", "</textarea>", "<button>", "<li>",
    "words", "<input type=submit>",
]  # fmt: skip


@given(st.text(alphabet=st.sampled_from("<>/abp!-\"'= &;script"), max_size=80))
def test_no_text_breaks_the_reader(html):
    assert isinstance(read_page(html), Page)


@given(st.lists(st.sampled_from(_PIECES), max_size=14))
def test_no_heap_of_forms_and_fields_breaks_what_is_sent(pieces):
    page = read_page("".join(pieces))
    assert [f.number for f in page.fields] == list(range(len(page.fields)))
    for number in range(len(page.forms)):
        assert Filled(page).send(number, "http://localhost:8000/") is not None


def test_the_address_bar_gives_the_focus_away_after_enter(aw_hand):
    aw_hand.start(action="android.intent.action.VIEW", data="https://example.com")
    aw_hand.type("/page", id="url_bar")
    aw_hand.phone.windows.key(66)
    assert aw_hand.phone.windows.focused_editable() is None
    assert not aw_hand.phone.windows.input_shown


_FORM = """<h1>Order</h1><form method="post" action="/thanks"><input type="hidden" name="shop" value="7">
<label>Name <input name="name" required></label>
<label for="size">Size</label>
<select id="size" name="size"><option value="s">Small<option value="l" selected>Large</select>
<label><input type="checkbox" name="gift" value="yes"> A gift</label>
<label><input type="radio" name="pay" value="cash" checked> Cash</label>
<label><input type="radio" name="pay" value="card"> Card</label>
<textarea name="note" placeholder="Note">
Ring twice</textarea><button name="go" value="now">Send</button></form><a href="/old?page=2">Older</a>"""


class _Shop:
    """A port of the phone behind which pages are; keeps what was asked."""

    def __init__(self, phone):
        self.asked = []
        phone.ports[8000] = self._serve

    async def _serve(self, reader, writer):
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        length = re.search(r"Content-Length: (\d+)", head)
        body = await reader.readexactly(int(length[1])) if length else b""
        line = head.splitlines()[0]
        self.asked.append((line, body.decode()))
        pages = {"/": _FORM, "/thanks": "<p>Thank you", "/old": "<p>Old orders", "/broken": None}
        path = line.split()[1]
        if path == "/away":
            writer.write(b"HTTP/1.0 302 Found\r\nlocation: /thanks\r\n\r\n")
        elif (page := pages[path.partition("?")[0]]) is not None:
            writer.write(f"HTTP/1.0 200 OK\r\nContent-Length: {len(page)}\r\n\r\n{page}".encode())
        writer.close()


@pytest.fixture
def shop(aw_hand):
    """Return browse(do), which runs `do` with a phone's hand and the shop behind its port 8000, on a running loop."""

    def browse(do):
        async def run():
            await do(aw_hand, _Shop(aw_hand.phone))

        asyncio.run(run())

    return browse


async def _open(hand, path):
    hand.start(action="android.intent.action.VIEW", data=f"http://localhost:8000{path}")
    await _loaded(hand)


async def _loaded(hand):
    async with asyncio.timeout(5):
        while hand.find(desc="Loading") is not None:
            await asyncio.sleep(0)


def test_a_form_sends_what_was_filled_in_and_no_more(shop):
    async def do(hand, server):
        await _open(hand, "/")
        field = next(n for n in hand.nodes() if n["class"].endswith("EditText") and not n["resource-id"])
        left, top, right, bottom = map(int, re.findall(r"\d+", field["bounds"]))
        hand.phone.windows.tap((left + right) / 2, (top + bottom) / 2)
        hand.phone.windows.text("Ann & Bo é")
        hand.tap(desc="Size").tap(text="Small").tap(text="A gift").tap(text="Card").tap(text="Send")
        await _loaded(hand)
        assert "Thank you" in hand.texts()
        line, body = server.asked[-1]
        assert line == "POST /thanks HTTP/1.0"
        assert dict(parse_qsl(body)) == {
            "shop": "7", "name": "Ann & Bo é", "size": "s", "gift": "yes", "pay": "card", "note": "Ring twice",
            "go": "now",
        }  # fmt: skip
        hand.back()
        await _loaded(hand)
        assert "Order" in hand.texts()

    shop(do)


def test_a_form_with_a_required_field_left_empty_is_not_sent(shop):
    async def do(hand, server):
        await _open(hand, "/")
        hand.tap(text="Send")
        assert "Please fill out this field." in hand.texts()
        assert [line for line, _ in server.asked] == ["GET / HTTP/1.0"]

    shop(do)


def test_links_redirects_and_addresses_lead_to_pages(shop):
    async def do(hand, server):
        await _open(hand, "/")
        hand.tap(text="Older")
        await _loaded(hand)
        assert "Old orders" in hand.texts()
        assert server.asked[-1][0] == "GET /old?page=2 HTTP/1.0"
        await _open(hand, "/away")
        assert {"Thank you", "http://localhost:8000/thanks"} <= set(hand.texts())

    shop(do)


def test_a_port_where_nobody_answers_and_a_broken_answer_are_told_in_chromes_words(shop):
    async def do(hand, server):
        await _open(hand, "/broken")
        assert "ERR_EMPTY_RESPONSE" in hand.texts()
        hand.start(action="android.intent.action.VIEW", data="http://localhost:9999/")
        await _loaded(hand)
        assert "ERR_CONNECTION_REFUSED" in hand.texts()

    shop(do)


def test_a_page_with_what_was_typed_survives_a_snapshot(shop):
    async def do(hand, server):
        await _open(hand, "/")
        hand.tap(text="A gift")
        kept = hand.phone.snapshot()
        hand.tap(text="A gift").tap(text="Older")
        await _loaded(hand)
        hand.phone.restore(kept)
        assert hand.find(text="A gift")["checked"] == "true"
        assert [line for line, _ in server.asked] == ["GET / HTTP/1.0", "GET /old?page=2 HTTP/1.0"]

    shop(do)
