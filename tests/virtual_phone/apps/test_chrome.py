"""Claims about Chrome: HTML files as text, no scripts, no network."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

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


@given(st.text(alphabet=st.sampled_from("<>/abp!-\"'= &;script"), max_size=80))
def test_no_text_breaks_the_reader(html):
    assert isinstance(read_page(html), Page)


def test_the_address_bar_gives_the_focus_away_after_enter(aw_hand):
    aw_hand.start(action="android.intent.action.VIEW", data="https://example.com")
    aw_hand.type("/page", id="url_bar")
    aw_hand.phone.windows.key(66)
    assert aw_hand.phone.windows.focused_editable() is None
    assert not aw_hand.phone.windows.input_shown
