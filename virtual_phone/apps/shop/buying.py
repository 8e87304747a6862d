"""Buying: the cart, the checkout, and the orders of before.

Knows: the steps and their fields. Does not know: prices or what an order needs (store.py).
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ...intents import Intent
from ...ui.nodes import (
    Node,
    app_bar,
    button,
    card,
    column,
    divider,
    edit_text,
    empty_state,
    icon,
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
from ..amounts import money
from ..app import Activity
from ..clock_texts import long_when
from ..done_page import done_page
from .browsing import ORDERS, product_image
from .store import CARD, DELIVERIES, PACKAGE, Delivery, Line, Order, OrderError, Shop

if TYPE_CHECKING:
    from ...phone import Phone

_CHECKOUT = f"{PACKAGE}/.CheckoutActivity"


def _sum_row(label: str, cents: int, place: str, *, bold: bool = False) -> Node:
    size = 18.0 if bold else 14.0
    return row(
        text(label, size=size, bold=bold, weight=1.0), text(money(cents), size=size, bold=bold, id=place),
        padding=(0.0, 4.0),
    )  # fmt: skip


class CartActivity(Activity):
    """What is going to be bought."""

    name = ".CartActivity"

    def build(self) -> Node:
        """Show the lines and what they cost."""
        shop = Shop(self.phone)
        lines = shop.cart()
        bar = app_bar("Cart", on_up=self.finish, id="toolbar")
        if not lines:
            return screen(empty_state("cart", "Your cart is empty", "What you add appears here"), bar=bar)
        rows = [node for line in lines for node in (self._row(line), divider())]
        go_on = button("Checkout", self._checkout, id="checkout_button", width="fill", height=52.0)
        foot = column(
            _sum_row("Subtotal", shop.subtotal(), "cart_subtotal", bold=True), go_on, padding=16.0, gap=12.0,
            background="surface_container",
        )  # fmt: skip
        return screen(scroll(*rows, id="cart_list"), foot, bar=bar)

    def _row(self, line: Line) -> Node:
        def change(quantity: int) -> None:
            Shop(self.phone).set_quantity(line.product, line.size, quantity)

        steps = row(
            icon_button("remove", "", lambda: change(line.quantity - 1), id="quantity_less"),
            text(str(line.quantity), size=16.0, id="quantity", width=24.0, align="center"),
            icon_button("add", "", lambda: change(line.quantity + 1), id="quantity_more"),
            spacer(weight=1.0), icon_button("delete", "", lambda: change(0), id="remove_line"), gap=4.0,
        )  # fmt: skip
        size = text(f"Size {line.size}", color="on_surface_variant", id="line_size") if line.size else None
        words = column(
            row(text(line.product.name, size=16.0, id="line_name", weight=1.0, width="fill", max_lines=1),
                text(money(line.cents), size=16.0, bold=True, id="line_price"), gap=8.0),
            size, steps, weight=1.0, gap=2.0,
        )  # fmt: skip
        return row(product_image(line.product, 72.0), words, padding=(16.0, 12.0), gap=16.0, id="cart_line",
                   valign="top")  # fmt: skip

    def _checkout(self) -> None:
        self.start(Intent(component=_CHECKOUT))


class CheckoutActivity(Activity):
    """Address, delivery, payment; then the order is placed."""

    name = ".CheckoutActivity"

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self._fields = {"name": "", "street": "14 Harbour Road", "city": "Oakland"}
        self._delivery = DELIVERIES[0]
        self._order: Order | None = None

    def build(self) -> Node:
        """Show the form, or that the order was placed."""
        if self._order is not None:
            return self._placed(self._order)
        total = Shop(self.phone).subtotal() + self._delivery.cents
        ready = all(value.strip() for value in self._fields.values())
        pay = button(f"Place order and pay {money(total)}", self._place, id="place_order", width="fill", height=52.0,
                     enabled=ready)  # fmt: skip
        fields = column(
            self._field("name", "Full name"), self._field("street", "Street"), self._field("city", "City"),
            padding=(16.0, 0.0), gap=12.0,
        )  # fmt: skip
        payment = list_item(
            f"Visa ending {CARD}", "Saved card", icon="wallet", id="payment_card", title_id="payment_title",
            trailing=icon("check_circle", color="primary"),
        )  # fmt: skip
        sums = card(
            _sum_row("Items", Shop(self.phone).subtotal(), "sum_items"),
            _sum_row("Delivery", self._delivery.cents, "sum_delivery"),
            _sum_row("Total", total, "sum_total", bold=True),
        )
        body = scroll(
            section("Address"), fields, section("Delivery"), *(self._way(way) for way in DELIVERIES),
            section("Payment"), payment, sums, column(pay, padding=16.0), spacer(16.0), recycler=False, id="checkout",
        )  # fmt: skip
        return screen(body, bar=app_bar("Checkout", on_up=self.finish, id="toolbar"))

    def _field(self, key: str, hint: str) -> Node:
        def change(typed: str) -> None:
            self._fields[key] = typed

        return edit_text(self._fields[key], change, hint=hint, id=f"address_{key}")

    def _way(self, way: Delivery) -> Node:
        def choose() -> None:
            self._delivery = way

        price = text(money(way.cents) if way.cents else "Free", id="delivery_price")
        return list_item(
            way.name, way.about, icon=radio("", way == self._delivery, width=40.0, id="delivery_radio"), trailing=price,
            on_click=choose, padding=(16.0, 6.0), title_id="delivery_name", id="delivery_row",
        )  # fmt: skip

    def _place(self) -> None:
        address = ", ".join(self._fields[key].strip() for key in ("name", "street", "city"))
        try:
            self._order = Shop(self.phone).place(address, self._delivery)
        except OrderError as error:
            self.toast(str(error))

    def _placed(self, order: Order) -> Node:
        message = f"Order {order.number}\n{money(order.total_cents)} paid with Visa ending {CARD}"
        more = button("See my orders", self._see_orders, kind="tonal", id="see_orders")
        return screen(done_page("Order placed", message, spacer(8.0), more),
                      bar=app_bar("", on_up=self._leave, up_icon="close"))  # fmt: skip

    def _see_orders(self) -> None:
        self.start(Intent(component=ORDERS))
        self.finish()

    def _leave(self) -> None:
        self.finish()


class OrdersActivity(Activity):
    """What was ordered before."""

    name = ".OrdersActivity"

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self._open: set[int] = set()

    def build(self) -> Node:
        """Show the orders; a touch opens one."""
        orders = Shop(self.phone).orders()
        body = scroll(*map(self._card, orders), spacer(24.0), id="order_list")
        shown = body if orders else empty_state("history", "No orders yet")
        return screen(shown, bar=app_bar("Orders", on_up=self.finish, id="toolbar"))

    def _card(self, order: Order) -> Node:
        head = row(
            text(f"Order {order.number}", size=16.0, bold=True, weight=1.0, id="order_number"),
            text(money(order.total_cents), size=16.0, bold=True, id="order_total"),
        )
        facts = [text(f"{order.delivery} · {order.address}", color="on_surface_variant", id="order_address",
                      width="fill")] if order.number in self._open else []  # fmt: skip
        return card(
            head, text(long_when(self.phone, order.placed_ms), color="on_surface_variant", id="order_when"),
            *(text(item, id="order_item", width="fill") for item in order.items), *facts, gap=6.0, id="order_card",
            on_click=partial(self._toggle, order.number),
        )  # fmt: skip

    def _toggle(self, number: int) -> None:
        self._open ^= {number}
