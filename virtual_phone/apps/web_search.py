"""What takes a web search on a phone with Google's apps. This phone has no internet, and the app says so.

Knows: the words that are to be searched for. Does not know: any answer; nothing leaves the phone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..intents import DEFAULT, Intent, IntentFilter
from ..ui.nodes import Node, column, empty_state, screen, search_bar
from .app import Activity, ActivityInfo, Icon, Manifest

if TYPE_CHECKING:
    from ..phone import Phone

_ACTIONS = ("android.intent.action.WEB_SEARCH", "android.intent.action.ASSIST", "android.search.action.GLOBAL_SEARCH")


class SearchPage(Activity):
    """A field with the words, and that there is no connection."""

    name = ".SearchActivity"

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self._words = str(intent.extras.get("query", ""))

    def build(self) -> Node:
        """Return the field and the state below it."""
        field = search_bar(self._words, self._typed, hint="Search", id="googleapp_search_box")
        offline = empty_state("wifi", "You’re offline", "Nothing was searched: this phone has no internet.")
        return screen(column(field, offline, width="fill", height="fill"))

    def _typed(self, words: str) -> None:
        self._words = words


MANIFEST = Manifest(
    package="com.google.android.googlequicksearchbox",
    label="Google",
    version_name="14.10",
    version_code=301185930,
    icon=Icon("search", "#4285F4"),
    permissions=("android.permission.INTERNET",),
    activities=(
        ActivityInfo(SearchPage.name, SearchPage, (IntentFilter(_ACTIONS, (DEFAULT,)),), label="Google", launcher=True),
    ),
)
