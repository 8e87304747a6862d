"""Makes the layers of the screen: asks every open window for its tree and lays it out.

Knows which windows there are, their order, and scroll offsets. A window of an app that fails while it is made is a
crash of that app. Does not know touches, text or pictures.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from .frame import Frame
from .layers import Layer, decor
from .layout import Box, Layouter, Rect
from .mirror import mirror
from .realism import Voice, adapted
from .system_window import SystemWindow
from .translate import Words, is_system, words_of
from .view import FRAME, Node, Style

if TYPE_CHECKING:
    from ..services.tasks import ActivityRecord
    from .windows import WindowManager

_DIALOG_MARGIN_DP = 24.0
_DIM = 0.55
_CRASHES_IN_A_ROW = 3
"""So many activities that crash while they are drawn are tried; then the screen stays blank."""


class Composer:
    """Builds layers for one window manager."""

    def __init__(self, windows: WindowManager) -> None:
        self._windows = windows
        self._phone = windows.phone
        self.offsets: WeakKeyDictionary[object, dict[str, int]] = WeakKeyDictionary()
        """How far each scroll of a window has moved, in px, by owner of the window and key of the scroll."""

    def layers(self, frame: Frame) -> list[Layer]:
        """Return the layers from back to front, at least one; the last one has the focus."""
        windows, made = self._windows, self._front(frame)
        for window in self._open_windows():
            root = self._system(window, frame)
            made.append(Layer(window, window.package, window.title, root, window.dim, window))
        keyboard = windows.keyboard_area
        low = keyboard[1] if keyboard else frame.height - frame.navigation
        windows.text_toolbar.attach(made[-1], self._layouter(self), (0, frame.status, frame.width, low))
        return made

    def lock_in_front(self) -> bool:
        """Tell whether the phone is locked and no activity shows over its lock screen."""
        record = self._phone.activities.resumed
        return self._phone.power.locked and not (record is not None and record.info.show_when_locked)

    def _open_windows(self) -> list[SystemWindow]:
        """Return the system windows that show, back to front.

        The lock screen lies above all that belongs to apps. An activity that shows over it (an alarm, a call) hides
        it, and what belongs to other apps stays behind as if it were there.
        """
        windows = self._windows
        order: tuple[SystemWindow, ...]
        if self.lock_in_front():
            order = (windows.lock, windows.shade, windows.power_menu)
        elif windows.lock.is_open():
            order = (windows.shade, windows.power_menu)
        else:
            order = (windows.recents, windows.shade, windows.chooser, windows.permissions, windows.crash_dialog,
                     windows.interruption, windows.power_menu)  # fmt: skip
        return [window for window in order if window.is_open()]

    def banner(self, frame: Frame) -> Layer | None:
        """Return the heads-up notification that lies over the screen now, or None."""
        banner = self._windows.banner
        content = banner.build()
        if content is None:
            return None
        content = self._spoken(content, banner.package)
        layouter = self._layouter(banner)
        _, height = layouter.measure(content, frame.width, frame.height)
        area = (0, frame.status, frame.width, frame.status + height)
        root = self._run(layouter, content, area, frame, banner.package)
        return Layer(banner, banner.package, banner.title, root)

    def _spoken(self, content: Node, package: str) -> Node:
        """Return a window's tree in the phone's language, labelled as the phone's trees are."""
        return adapted(content, Voice(self._words(package), self._phone.clean))

    def _words(self, package: str) -> Words | None:
        language = self._phone.languages.shown_by(package)
        return words_of(language) if language != "en" and is_system(package) else None

    def said(self, message: str) -> str:
        """Return a message of the app in front in its language."""
        record = self._phone.activities.resumed
        words = self._words(record.package if record is not None else "android")
        return message if words is None else words.say(message)

    def _run(self, layouter: Layouter, node: Node, area: Rect, frame: Frame, package: str) -> Box:
        """Lay out a window's tree, the other way round in languages that are written from the right."""
        root = layouter.run(node, area, frame.screen, package)
        if self._phone.languages.runs_rtl(package):
            mirror(root, frame.width)
        return root

    def _front(self, frame: Frame) -> list[Layer]:
        """Return the layers of the activity in front; one that crashes gives way to what is below it."""
        for _ in range(_CRASHES_IN_A_ROW):
            record = self._phone.activities.resumed
            if record is None:
                break
            with self._phone.crashes.guard(record.package):
                return self._app_layers(record, frame)
        return [self._blank(frame)]

    def _app_layers(self, record: ActivityRecord, frame: Frame) -> list[Layer]:
        activity = record.activity
        content = self._spoken(activity.build(), record.package)
        made = [self._activity_layer(record.package, record.component, activity, content, frame)]
        if activity.dialogs:
            factory = activity.dialogs[-1]
            root = self._dialog(self._spoken(factory(), record.package), factory, record.package, frame)
            made.append(Layer(factory, record.package, record.component, root, _DIM, is_dialog=True))
        for layer in made:
            layer.secure = activity.secure
        return made

    def _blank(self, frame: Frame) -> Layer:
        node = Node(FRAME, style=Style(width="fill", height="fill", background="background"))
        root = self._layouter(self).run(node, frame.screen, frame.screen, "android")
        return Layer(self, "android", "Boot", root)

    def _layouter(self, owner: object) -> Layouter:
        offsets = self.offsets.setdefault(owner, {})

        def offset_of(key: str, largest: int, from_end: bool) -> int:
            return min(offsets.get(key, largest if from_end else 0), largest)

        drafts = self._windows.editor.drafts(owner)
        return Layouter(self._phone.density, offset_of, font_scale=self.font_scale(), drafts=drafts)

    def font_scale(self) -> float:
        """Return the user's font scale, 0.5 to 2."""
        try:
            return min(max(float(self._phone.settings.get("system", "font_scale") or 1.0), 0.5), 2.0)
        except ValueError:
            return 1.0

    def _activity_layer(self, package: str, title: str, owner: object, content: Node, frame: Frame) -> Layer:
        keyboard = self._windows.keyboard_area
        bottom = frame.height - (keyboard[1] if keyboard else frame.height - frame.navigation)
        insets = (0.0, 0.0) if content.fullscreen else (frame.status / frame.scale, bottom / frame.scale)
        root = decor(content, insets, content.style.background or "background")
        return Layer(owner, package, title, self._run(self._layouter(owner), root, frame.screen, frame, package))

    def _dialog(self, panel: Node, owner: object, package: str, frame: Frame) -> Box:
        """Lay out a dialog: in the middle of what the keyboard leaves, or at the top right for menus."""
        keyboard = self._windows.keyboard_area
        margin = round(_DIALOG_MARGIN_DP * frame.scale)
        low = keyboard[1] if keyboard else frame.height - frame.navigation
        area = (margin, frame.status + margin // 2, frame.width - margin, low - margin // 2)
        room = (area[2] - area[0]) / frame.scale
        if not isinstance(panel.style.width, str) and panel.style.width > room:
            panel = panel.styled(width=room)
        layouter = self._layouter(owner)
        root = Node(FRAME, children=[Node(FRAME, id="android:id/content", children=[panel])])
        width, height = layouter.measure(root, area[2] - area[0], area[3] - area[1])
        if panel.key == "popup_menu":
            left, top = area[2] + margin // 2 - width, area[1]
        else:
            left = area[0] + (area[2] - area[0] - width) // 2
            top = area[1] + (area[3] - area[1] - height) // 2
        return self._run(layouter, root, (left, top, left + width, top + height), frame, package)

    def _system(self, window: SystemWindow, frame: Frame) -> Box:
        content = self._spoken(window.build(), window.package)
        if window.is_dialog:
            return self._dialog(content, window, window.package, frame)
        root = Node(FRAME, style=Style(width="fill", height="fill"), children=[content])
        return self._run(self._layouter(window), root, frame.screen, frame, window.package)
