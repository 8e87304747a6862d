"""Chrome (com.android.chrome): shows HTML files, and pages of the phone's own ports, as plain text and forms.

It runs no scripts and reaches no network: `adb reverse tcp:8000 tcp:PORT` on the computer makes a server there
`http://localhost:8000/` here, as on any phone.
Knows: the address bar, the page view, and the intents for web addresses and HTML files. Does not know: HTML (page.py),
what is filled in (forms.py), how a page is fetched (loading.py).
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from urllib.parse import unquote

from ...intents import Intent, IntentFilter
from ...ui.nodes import (
    Node,
    column,
    empty_state,
    icon,
    progress,
    row,
    screen,
    search_bar,
    spacer,
    text,
)
from ..app import Activity, ActivityInfo, Icon, Manifest
from .loading import Answer, fetch, is_near
from .page import read_page
from .view import PageView

if TYPE_CHECKING:
    from ...phone import Phone

PACKAGE = "com.android.chrome"
_VIEW = "android.intent.action.VIEW"
_RUNNING: set[asyncio.Task[None]] = set()
"""Pages that are being fetched; the event loop itself keeps no task alive."""


class Main(Activity):
    """One tab."""

    name = "com.google.android.apps.chrome.Main"

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self._typed = self._address = ""
        self._history: list[str] = []
        self._view: PageView | None = None
        self._error = ""
        self._visits = 0
        self._loading = False
        self._go(intent.data or "")

    def on_new_intent(self, intent: Intent) -> None:
        """Open the address of a later intent."""
        super().on_new_intent(intent)
        if intent.data:
            self._go(intent.data)

    def build(self) -> Node:
        """Show address bar and page."""
        bar = search_bar(
            self._typed, self._type, hint="Search or type web address", id="url_bar",
            on_submit=self._submit, margin=(12.0, 6.0),
        )  # fmt: skip
        line = progress(0.4, id="toolbar_progress_bar", desc="Loading") if self._loading else None
        toolbar = column(row(bar.styled(weight=1.0), height=64.0, id="toolbar"), line)
        return screen(self._body(), bar=toolbar)

    def _body(self) -> Node | None:
        if not self._address:
            return empty_state("globe", "New tab", "Open an HTML file of this phone, or type its address.")
        if self._view is None and not self._error and not self._loading:
            self._load_file()
        if self._error:
            return _error(self._address, self._error)
        return self._view.build() if self._view is not None else spacer(weight=1.0)

    def _type(self, words: str) -> None:
        self._typed = words

    def _submit(self) -> None:
        """Open what was typed; the address bar gives the focus away, as Chrome's does."""
        self._go(self._typed)
        self.phone.windows.editor.blur()

    def _go(self, address: str, body: bytes | None = None) -> None:
        address = address.strip()
        if address and "://" not in address:
            address = _whole(address)
        if self._address:
            self._history.append(self._address)
        self._open(address, body)

    def _open(self, address: str, body: bytes | None = None) -> None:
        """Make this the address; the page before stays until the new one is here."""
        self._address = self._typed = address
        self._visits += 1
        if is_near(address):
            self._loading = True
            task = asyncio.get_running_loop().create_task(self._fetch(address, body, self._visits))
            _RUNNING.add(task)
            task.add_done_callback(_RUNNING.discard)
        else:
            self._view, self._error, self._loading = None, "", False

    async def _fetch(self, address: str, body: bytes | None, visit: int) -> None:
        answer = await fetch(self.phone.ports, address, body)
        if visit == self._visits:  # else another page was opened meanwhile
            self._show(answer)
            self.invalidate()

    def _show(self, answer: Answer) -> None:
        self._loading = False
        self._address = self._typed = answer.address
        self._error, self._view = answer.error, None
        if not answer.error:
            self._view = self._view_of(answer.content)

    def _load_file(self) -> None:
        content = self._read(self._address)
        if content is None:
            is_file = self._address.startswith(("file:", "content:"))
            self._error = "ERR_FILE_NOT_FOUND" if is_file else "ERR_INTERNET_DISCONNECTED"
        else:
            self._view = self._view_of(content)

    def _view_of(self, content: bytes) -> PageView:
        return PageView(self, read_page(content.decode("utf-8", "replace")), self._address, self._visits, self._go)

    def _read(self, address: str) -> bytes | None:
        path = unquote(address.removeprefix("file://"))
        if address.startswith("content://"):
            rows = self.phone.content.query(address, ["_data"])[1]
            path = str(rows[0][0]) if rows else ""
        node = self.phone.fs.find(path) if path.startswith("/") else None
        return node.content() if node is not None and not node.is_dir else None

    def on_back(self) -> bool:
        """Go to the page before."""
        if self._history:
            self._open(self._history.pop())
            return True
        return False


def _whole(address: str) -> str:
    """Return what was typed with its scheme, as Chrome completes it."""
    if address.startswith("/"):
        return f"file://{address}"
    return f"http://{address}" if is_near(f"http://{address}") else f"https://{address}"


def _error(address: str, code: str) -> Node:
    """Say that a page cannot be shown, in Chrome's words: there is no network, no such file, or nobody answers."""
    titles = {"ERR_FILE_NOT_FOUND": "Your file couldn't be accessed", "ERR_INTERNET_DISCONNECTED": "No internet"}
    title = titles.get(code, "This site can’t be reached")
    return column(
        icon("error", size=64.0, color="on_surface_variant"), text(title, size=22.0, id="main-message"),
        text(address, color="on_surface_variant"), text(code, size=12.0, color="on_surface_variant"),
        gap=12.0, padding=32.0,
    )  # fmt: skip


MANIFEST = Manifest(
    PACKAGE,
    "Chrome",
    version_name="113.0.5672.136",
    version_code=567263637,
    icon=Icon("globe", "#4285f4"),
    permissions=("android.permission.INTERNET", "android.permission.POST_NOTIFICATIONS"),
    activities=(
        ActivityInfo(
            Main.name, Main,
            (
                IntentFilter((_VIEW,), ("android.intent.category.DEFAULT", "android.intent.category.BROWSABLE"),
                             schemes=("http", "https")),
                IntentFilter((_VIEW,), schemes=("file", "content"),
                             mime_types=("text/html", "application/xhtml+xml")),
            ),
            launcher=True, launch_mode="singleTask",
        ),
    ),
)  # fmt: skip
