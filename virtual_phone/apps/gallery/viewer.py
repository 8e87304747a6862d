"""One picture on the whole screen, with its neighbours a swipe away.

Knows: what can be done with it. Does not know: how a video plays; another app is asked for that.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ...intents import VIEW, Intent
from ...providers.media import mime_type_of
from ...ui.nodes import (
    Node,
    app_bar,
    column,
    dialog,
    empty_state,
    icon,
    icon_button,
    image,
    popup_menu,
    row,
    stack,
    text,
)
from ..app import Activity
from ..clock_texts import long_when
from ..files_changes import ask_delete, ask_rename
from ..files_texts import shared_path, size_words
from ..pictures import fitted, size_of
from .copying import ask_target
from .media import Folder, Medium, folder_at

if TYPE_CHECKING:
    from PIL.Image import Image

    from ...phone import Phone

_STREAM = "android.intent.extra.STREAM"


class ViewPagerActivity(Activity):
    """A picture by the extra "path", or by the data of a VIEW intent from another app."""

    name = ".activities.ViewPagerActivity"

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self._path = shared_path(str(intent.extra("path") or self._path_of(phone, intent.data or "")))
        self._place = 0
        self._bars = True

    @staticmethod
    def _path_of(phone: Phone, uri: str) -> str:
        if uri.startswith("file://"):
            return uri[len("file://") :]
        rows = phone.content.query(uri, ["_data"])[1] if uri.startswith("content://media/") else []
        return str(rows[0][0]) if rows else ""

    def build(self) -> Node:
        """Show the picture; a tap hides and shows the bars."""
        folder = folder_at(self.phone, self._path.rpartition("/")[0])
        medium = self._medium(folder)
        if medium is None:
            return column(app_bar("", on_up=self.finish), empty_state("image", "No media files found"), height="fill")
        place = stack(self._face(medium), width="fill", height="fill", align="center", valign="center",
                      id="view_pager", on_click=lambda: self._touch(medium), cls="androidx.viewpager.widget.ViewPager",
                      on_swipe=lambda way: self._turn(folder, way), background="background")  # fmt: skip
        if not self._bars:
            return stack(place, width="fill", height="fill", fullscreen=True, background="background")
        return column(self._bar(medium), stack(place, width="fill", height="fill", weight=1.0), self._actions(medium),
                      height="fill", background="background")  # fmt: skip

    def _medium(self, folder: Folder) -> Medium | None:
        """Return the medium to show; after it went away, the one that took its place."""
        for place, medium in enumerate(folder.media):
            if medium.path == self._path:
                self._place = place
                return medium
        if not folder.media:
            return None
        found = folder.media[min(self._place, len(folder.media) - 1)]
        self._path = found.path
        return found

    def _face(self, medium: Medium) -> Node:
        frame = self.phone.windows.frame
        content = medium.node.content()
        shown = None if medium.is_video else fitted(content, frame.width, round(frame.height * 0.8))
        if shown is None:
            glyph = "play" if medium.is_video else "image"
            words = None if medium.is_video else text("This picture cannot be shown", color="on_surface_variant")
            return column(icon(glyph, size=72.0, color="primary"), words, align="center", width="wrap", gap=12.0)
        wide, high = self._size_dp(shown)
        return image(shown, width=wide, height=high, id="gestures_view")

    def _size_dp(self, shown: Image) -> tuple[float, float]:
        frame = self.phone.windows.frame
        factor = min(frame.width / shown.width, frame.height * 0.8 / shown.height)
        return shown.width * factor / frame.scale, shown.height * factor / frame.scale

    def _bar(self, medium: Medium) -> Node:
        more = icon_button("more", "More options", lambda: self._menu(medium))
        return app_bar(medium.name, (more,), on_up=self.finish, id="medium_viewer_toolbar")

    def _actions(self, medium: Medium) -> Node:
        share_it = icon_button("share", "Share", lambda: share(self, [medium.path]), id="bottom_share")
        delete = icon_button("delete", "Delete", lambda: ask_delete(self, [medium.path], self.invalidate),
                             id="bottom_delete")  # fmt: skip
        facts = icon_button("info", "Properties", lambda: properties(self, medium.path), id="bottom_properties")
        return row(share_it, facts, delete, align="between", padding=(40.0, 8.0), id="bottom_actions", height=64.0)

    def _menu(self, medium: Medium) -> None:
        entries = [
            ("Rename", lambda: ask_rename(self, medium.path, self.invalidate)),
            ("Copy to", lambda: ask_target(self, [medium.path], self.invalidate, keep=True)),
            ("Move to", lambda: ask_target(self, [medium.path], self.invalidate, keep=False)),
            ("Properties", lambda: properties(self, medium.path)),
        ]
        self.show_dialog(lambda: popup_menu(entries))

    def _touch(self, medium: Medium) -> None:
        if medium.is_video:
            play = Intent(VIEW, data=f"file://{medium.path}", mime_type=mime_type_of(medium.name))
            if not self.start(play).ok:
                self.toast("No app can play this video")
            return
        self._bars = not self._bars

    def _turn(self, folder: Folder, way: str) -> bool:
        step = {"left": 1, "right": -1}.get(way, 0)
        if not step or not 0 <= self._place + step < len(folder.media):
            return False
        self._place += step
        self._path = folder.media[self._place].path
        return True


def share(activity: Activity, paths: Sequence[str]) -> None:
    """Hand pictures to another app."""
    uris = [f"file://{path}" for path in paths]
    action = "android.intent.action.SEND" if len(uris) == 1 else "android.intent.action.SEND_MULTIPLE"
    extras = {_STREAM: uris[0] if len(uris) == 1 else uris}
    kind = mime_type_of(paths[0])
    if not activity.start(Intent(action, mime_type=kind, extras=extras)).ok:
        activity.toast("No app can take this")


def properties(activity: Activity, path: str) -> None:
    """Show what is known of a file."""
    node = activity.phone.fs.find(path)
    if node is None:
        return
    size = size_of(node.content())
    lines = [f"Name: {path.rpartition('/')[2]}", f"Path: {path.rpartition('/')[0]}", f"Size: {size_words(node.size)}"]
    lines += [f"Resolution: {size[0]} x {size[1]}"] if size else []
    lines.append(f"Last modified: {long_when(activity.phone, node.mtime_ms)}")
    activity.show_dialog(lambda: dialog("Properties", "\n".join(lines), buttons=(("OK", None),)))
