"""Sending money: to whom and how much, a look at it with the second PIN, and that it is done.

Does not know: whether there is enough money (store.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...intents import Intent
from ...ui.nodes import (
    Node,
    app_bar,
    avatar,
    button,
    card,
    column,
    edit_text,
    icon_button,
    list_item,
    radio,
    row,
    screen,
    scroll,
    section,
    spacer,
    text,
)
from ..amounts import cents_of, money
from ..done_page import done_page
from .account import PrivateActivity
from .store import Bank, Payee, TransferError

if TYPE_CHECKING:
    from ...phone import Phone

_FORM, _REVIEW, _DONE = range(3)
_SHORTEST_ACCOUNT = 8


class TransferActivity(PrivateActivity):
    """One transfer, in three steps."""

    name = ".TransferActivity"

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self._step = _FORM
        self._payee: Payee | None = None
        self._is_new = False
        self._typed = {"name": "", "account": "", "amount": "", "reference": ""}
        self._pin = ""
        self._fault = ""

    def build(self) -> Node:
        """Show the present step."""
        return {_FORM: self._form, _REVIEW: self._review, _DONE: self._done}[self._step]()

    # -- who and how much ------------------------------------------------------------------------------------

    def _form(self) -> Node:
        rows = [self._payee_row(payee) for payee in Bank(self.phone).payees()]
        other = list_item(
            "Someone else", "Enter name and account", icon="person_add", id="payee_new",
            trailing=radio("", self._is_new, width=40.0, hidden_from_dump=True), on_click=self._choose_new,
        )  # fmt: skip
        fields = [self._field("name", "Name"), self._field("account", "Account number")] if self._is_new else []
        go_on = button(
            "Continue", self._continue, id="continue_button", width="fill", height=48.0, enabled=self._ready()
        )
        inputs = column(
            *fields, self._field("amount", "Amount in $", input_type="number"), self._field("reference", "Reference"),
            go_on, padding=(16.0, 8.0), gap=12.0,
        )  # fmt: skip
        body = scroll(section("To"), *rows, other, section("Transfer"), inputs, spacer(24.0), recycler=False, id="form")
        return screen(body, bar=app_bar("Transfer", on_up=self.finish))

    def _payee_row(self, payee: Payee) -> Node:
        def choose() -> None:
            self._payee, self._is_new = payee, False

        mark = radio("", payee == self._payee and not self._is_new, width=40.0, id="payee_radio")
        return list_item(
            payee.name, payee.account, icon=avatar(payee.name), trailing=mark, title_id="payee_name",
            subtitle_id="payee_account", id="payee_row", on_click=choose, padding=(16.0, 6.0),
        )  # fmt: skip

    def _choose_new(self) -> None:
        self._is_new = True

    def _field(self, key: str, hint: str, **options: str) -> Node:
        def change(typed: str) -> None:
            self._typed[key] = typed

        return edit_text(self._typed[key], change, hint=hint, id=f"{key}_input", **options)

    def _recipient(self) -> Payee | None:
        if not self._is_new:
            return self._payee
        name, account = self._typed["name"].strip(), self._typed["account"].strip()
        return Payee(name, account) if name and len(account) >= _SHORTEST_ACCOUNT else None

    def _ready(self) -> bool:
        return self._recipient() is not None and bool(cents_of(self._typed["amount"]))

    def _continue(self) -> None:
        self._step, self._pin, self._fault = _REVIEW, "", ""

    # -- the second PIN --------------------------------------------------------------------------------------

    def _facts(self) -> list[tuple[str, str, str]]:
        payee = self._recipient()
        assert payee is not None
        return [
            ("To", payee.name, "review_payee"), ("Account", payee.account, "review_account"),
            ("Amount", money(cents_of(self._typed["amount"]) or 0), "review_amount"),
            ("Reference", self._typed["reference"].strip() or "-", "review_reference"),
        ]  # fmt: skip

    def _review(self) -> Node:
        lines = [
            row(text(label, color="on_surface_variant", width=96.0),
                text(value, size=16.0, weight=1.0, width="fill", id=place), padding=(0.0, 4.0))
            for label, value, place in self._facts()
        ]  # fmt: skip
        field = edit_text(
            self._pin, self._type_pin, hint="Transfer PIN", id="confirm_pin_input", password=True, input_type="number",
            on_submit=self._confirm,
        )  # fmt: skip
        fault = text(self._fault, color="error", id="transfer_error", width="fill") if self._fault else None
        confirm = button(
            "Confirm transfer", self._confirm, id="confirm_button", width="fill", height=48.0,
            enabled=len(self._pin) >= 4,
        )  # fmt: skip
        words = text("Confirm with your transfer PIN. Money that was sent cannot be called back.", width="fill",
                     color="on_surface_variant")  # fmt: skip
        inputs = column(words, field, fault, confirm, padding=(16.0, 8.0), gap=12.0)
        body = scroll(card(*lines), inputs, recycler=False, id="review")
        return screen(body, bar=app_bar("Check and confirm", on_up=self._edit))

    def _type_pin(self, typed: str) -> None:
        self._pin, self._fault = typed[:8], ""

    def _confirm(self) -> None:
        payee, cents = self._recipient(), cents_of(self._typed["amount"])
        if payee is None or not cents:
            return
        try:
            Bank(self.phone).transfer(payee, cents, self._typed["reference"].strip(), self._pin)
            self._step = _DONE
        except TransferError as error:
            self._fault = str(error)
        self._pin = ""

    def _edit(self) -> None:
        self._step = _FORM

    # -- done ------------------------------------------------------------------------------------------------

    def _done(self) -> Node:
        facts = self._facts()
        back = button("Back to account", self.finish, id="done_button", width="fill", height=48.0)
        bar = app_bar("", (icon_button("close", "", self.finish, id="action_close"),))
        body = done_page(f"{facts[2][1]} sent", f"to {facts[0][1]}")
        return screen(body, row(back, padding=16.0), bar=bar)

    def on_back(self) -> bool:
        """Go from the review back to the form."""
        if self._step != _REVIEW:
            return False
        self._edit()
        return True
