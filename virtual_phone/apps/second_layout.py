"""Another layout of an app over the same state: other words, ids and places, a page more.

An agent that learned the first one has to find its way in the second. Knows trees of nodes, no particular app.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from ..ui.nodes import Action, Node, dialog
from .app import Activity, Manifest


@dataclass(frozen=True, slots=True)
class SecondLayout:
    """What differs from the first layout; ids are those of the first one."""

    prefix: str = "v2_"
    """Before every id."""
    texts: Mapping[str, str] | None = None
    """Whole texts, descriptions and hints, and what stands there now."""
    reordered: frozenset[str] = frozenset()
    """Ids of what holds its parts in the other order now."""
    between: Mapping[str, tuple[str, str]] | None = None
    """A question, and the button that goes on, before the click on an id does what it did."""
    news: tuple[str, str] = ("", "")
    """A message, and its button, when the app is opened."""


def second_layout(manifest: Manifest, layout: SecondLayout, *, version_name: str) -> Manifest:
    """Return the app's manifest with every screen in the other layout."""
    activities = tuple(
        replace(info, cls=_relaid(info.cls, layout, is_first=info.launcher)) for info in manifest.activities
    )
    return replace(manifest, activities=activities, version_name=version_name, version_code=manifest.version_code + 100)


def _relaid(base: type[Activity], layout: SecondLayout, *, is_first: bool) -> type[Activity]:
    class Relaid(base):  # type: ignore[misc, valid-type]  # the base is known when the app is
        """One screen in the other layout."""

        def build(self) -> Node:
            """Show the screen of the first layout, changed."""
            return _changed(super().build(), layout, self)

        def show_dialog(self, factory: Callable[[], Node]) -> None:
            """Show a dialog of the first layout, changed."""
            super().show_dialog(lambda: _changed(factory(), layout, self))

        def on_start(self) -> None:
            """Tell what is new, once."""
            super().on_start()
            said, button = layout.news
            if is_first and said and not getattr(self, "_told_news", False):
                self._told_news = True
                super().show_dialog(lambda: dialog("What's new", said, buttons=((button, None),)))

    Relaid.__name__, Relaid.__qualname__ = base.__name__, base.__qualname__
    return Relaid


def _changed(node: Node, layout: SecondLayout, activity: Activity) -> Node:
    """Change a tree in place, and return it."""
    texts = layout.texts or {}
    first_id = node.id
    node.text, node.desc, node.hint = (texts.get(said, said) for said in (node.text, node.desc, node.hint))
    if first_id in (layout.between or {}) and node.on_click is not None:
        node.on_click = _asking(node.on_click, *(layout.between or {})[first_id], activity)
    if first_id and ":" not in first_id:
        node.id = f"{layout.prefix}{first_id}"
    if first_id in layout.reordered:
        node.children = node.children[::-1]
    for child in node.children:
        _changed(child, layout, activity)
    return node


def _asking(then: Action, question: str, button: str, activity: Activity) -> Action:
    def ask() -> None:
        buttons = (("Not now", None), (button, then))
        Activity.show_dialog(activity, lambda: dialog(question, buttons=buttons))

    return ask
