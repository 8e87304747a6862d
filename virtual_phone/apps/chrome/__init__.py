"""Chrome (com.android.chrome): shows HTML files of the phone as plain text. It runs no scripts and has no network.

Knows: the address bar, the page view, and the intents for web addresses and HTML files. Does not know: HTML (page.py).
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin

from ...intents import Intent, IntentFilter
from ...ui.nodes import (
    Node,
    alert_row,
    button,
    column,
    empty_state,
    icon,
    row,
    screen,
    scroll,
    search_bar,
    spacer,
    text,
)
from ..app import Activity, ActivityInfo, Icon, Manifest
from .page import Block, Page, read_page

if TYPE_CHECKING:
    from ...phone import Phone

PACKAGE = "com.android.chrome"
_VIEW = "android.intent.action.VIEW"
_NO_SCRIPTS = "Scripts do not run in this browser."


class Main(Activity):
    """One tab."""

    name = "com.google.android.apps.chrome.Main"

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self._typed = self._address = ""
        self._history: list[str] = []
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
        return screen(self._body(), bar=row(bar.styled(weight=1.0), height=64.0, id="toolbar"))

    def _body(self) -> Node:
        if not self._address:
            return empty_state("globe", "New tab", "Open an HTML file of this phone, or type its address.")
        content = self._read(self._address)
        if content is None:
            return _error(self._address)
        page = read_page(content.decode("utf-8", "replace"))
        return self._page(page)

    def _page(self, page: Page) -> Node:
        note = alert_row("info", _NO_SCRIPTS) if page.has_scripts else None
        blocks = [self._block(block) for block in page.blocks]
        view = column(*blocks, padding=(16.0, 8.0), gap=8.0, cls="android.view.View", desc=page.title)
        return column(
            note, scroll(view, spacer(48), recycler=False, id="compositor_view_holder", cls="android.webkit.WebView"),
            height="fill", weight=1.0,
        )  # fmt: skip

    def _block(self, block: Block) -> Node:
        match block.kind:
            case "heading":
                return text(block.text, size=24.0, bold=True, width="fill")
            case "item":
                return text(f"• {block.text}", size=16.0, width="fill", padding=(8.0, 0.0))
            case "link":
                act = partial(self._go, urljoin(self._address, block.target))
                return text(block.text, size=16.0, color="primary", on_click=act, cls="android.view.View")
            case "button":
                return button(block.text, lambda: self.toast(_NO_SCRIPTS), kind="outlined")
            case "field":
                return text(block.text or " ", size=16.0, border="outline", radius=6.0, padding=10.0, width="fill")
            case _:
                return text(block.text, size=16.0, width="fill")

    def _type(self, words: str) -> None:
        self._typed = words

    def _submit(self) -> None:
        """Open what was typed; the address bar gives the focus away, as Chrome's does."""
        self._go(self._typed)
        self.phone.windows.editor.blur()

    def _go(self, address: str) -> None:
        address = address.strip()
        if address and "://" not in address:
            address = f"file://{address}" if address.startswith("/") else f"https://{address}"
        if self._address:
            self._history.append(self._address)
        self._address = self._typed = address

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
            self._address = self._typed = self._history.pop()
            return True
        return False


def _error(address: str) -> Node:
    """Say that a page cannot be shown, in Chrome's words: there is no network, or no such file."""
    if address.startswith(("file:", "content:")):
        title, code = "Your file couldn't be accessed", "ERR_FILE_NOT_FOUND"
    else:
        title, code = "No internet", "ERR_INTERNET_DISCONNECTED"
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
