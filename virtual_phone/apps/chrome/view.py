"""One page on the screen: its blocks as text, links, buttons and fields that can be filled and sent.

Knows: how a block looks and what touching it does. Does not know: where the page came from, or where it leads to.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Literal, cast
from urllib.parse import urljoin

from ...ui.nodes import (
    Node,
    alert_row,
    button,
    check_box,
    column,
    dialog,
    edit_text,
    icon,
    list_item,
    radio,
    row,
    scroll,
    spacer,
    text,
)
from .forms import Filled
from .page import Block, Field, Page

if TYPE_CHECKING:
    from ..app import Activity

NO_SCRIPTS = "Scripts do not run in this browser."
_MISSING = "Please fill out this field."
_INPUT_TYPES = {"number": "number", "tel": "phone", "email": "email", "search": "search", "date": "datetime"}
_InputType = Literal["text", "number", "phone", "email", "search", "datetime"]
Go = Callable[[str, bytes | None], None]


class PageView:
    """A page with what is filled in on it."""

    def __init__(self, activity: Activity, page: Page, address: str, visit: int, go: Go) -> None:
        """Show `page`, which came from `address`; `go` opens an address, with the body of a form where it has one.

        visit: A number of its own for each page that is opened, so that it begins at its top.
        """
        self._activity = activity
        self._page = page
        self._address = address
        self._visit = visit
        self._go = go
        self._filled = Filled(page)

    def build(self) -> Node:
        """Return the page below the address bar."""
        note = alert_row("info", NO_SCRIPTS) if self._page.has_scripts else None
        blocks = [self._block(block) for block in self._page.blocks]
        view = column(*blocks, padding=(16.0, 8.0), gap=8.0, cls="android.view.View", desc=self._page.title)
        return column(
            note,
            scroll(
                view, spacer(48), recycler=False, id="compositor_view_holder", cls="android.webkit.WebView",
                key=f"page{self._visit}",
            ),
            height="fill", weight=1.0,
        )  # fmt: skip

    def _block(self, block: Block) -> Node:
        if block.field is not None:
            return self._field(block.field)
        match block.kind:
            case "heading":
                return text(block.text, size=24.0, bold=True, width="fill")
            case "item":
                return row(
                    text("•", size=16.0), text(block.text, size=16.0, weight=1.0), gap=8.0, padding=(8.0, 0.0),
                    width="fill", cls="android.view.View",
                )  # fmt: skip
            case "link":
                act = partial(self._go, urljoin(self._address, block.target), None)
                return text(block.text, size=16.0, color="primary", on_click=act, cls="android.view.View")
            case "submit":
                return button(block.text, partial(self._submit, block.form, block.target))
            case "button":
                return button(block.text, lambda: self._activity.toast(NO_SCRIPTS), kind="outlined")
            case _:
                return text(block.text, size=16.0, width="fill")

    def _field(self, field: Field) -> Node:
        if field.type in ("checkbox", "radio"):
            make = check_box if field.type == "checkbox" else radio
            node = make(field.label, self._filled.is_checked(field), partial(self._filled.check, field), width="fill")
            return self._marked(field, node)
        words = field.label or field.hint
        label = text(field.label, size=14.0, color="on_surface_variant", width="fill") if field.label else None
        box = self._select(field) if field.type == "select" else self._text_field(field, words)
        return column(label, self._marked(field, box), gap=4.0, width="fill")

    def _marked(self, field: Field, node: Node) -> Node:
        if self._filled.missing is not field:
            return node
        return column(node, text(_MISSING, size=12.0, color="error", width="fill"), gap=4.0, width="fill")

    def _text_field(self, field: Field, hint: str) -> Node:
        return edit_text(
            self._filled.value(field), partial(self._filled.put, field), hint=hint, key=self._key(field),
            password=field.type == "password", multiline=field.type == "textarea",
            input_type=cast("_InputType", _INPUT_TYPES.get(field.type, "text")),
            on_submit=None if field.type == "textarea" or field.form < 0 else partial(self._submit, field.form, ""),
        )  # fmt: skip

    def _key(self, field: Field) -> str:
        return f"page{self._visit}-field{field.number}"

    def _select(self, field: Field) -> Node:
        chosen = dict(field.options).get(self._filled.value(field), "")
        return row(
            text(chosen, size=16.0, weight=1.0, width="fill"), icon("arrow_drop_down", color="on_surface_variant"),
            border="outline", radius=8.0, padding=(16.0, 12.0), width="fill", cls="android.widget.Spinner",
            desc=field.label, on_click=partial(self._activity.show_dialog, partial(self._choices, field)),
        )  # fmt: skip

    def _choices(self, field: Field) -> Node:
        rows = [
            list_item(
                words,
                on_click=partial(self._filled.put, field, value),
                dismisses=True,
                trailing=radio("", self._filled.value(field) == value),
            )  # fmt: skip
            for value, words in field.options
        ]
        return dialog("", content=column(*rows, width="fill"), content_bleeds=True)

    def _submit(self, form: int, button: str) -> None:
        sent = self._filled.send(form, self._address, button)
        if sent is not None:
            self._activity.phone.windows.editor.blur()
            self._go(*sent)
