"""Looking around in the shop: the catalogue, and one product with its sizes.

Does not know: what is done with the cart (buying.py).
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
    chip,
    column,
    empty_state,
    grid,
    icon_button,
    image,
    row,
    screen,
    scroll,
    search_bar,
    spacer,
    stack,
    text,
)
from ..amounts import money
from ..app import Activity
from .catalogue import DEPARTMENTS, Product, picture
from .store import PACKAGE, Shop

if TYPE_CHECKING:
    from ...phone import Phone

CART = f"{PACKAGE}/.CartActivity"
ORDERS = f"{PACKAGE}/.OrdersActivity"
_PRODUCT = f"{PACKAGE}/.ProductActivity"
_SMALL_PX, _LARGE_PX = 300, 480


def product_image(product: Product, size: float, *, large: bool = False) -> Node:
    """Show a product's picture in a square of `size` dp."""
    made = picture(product.shape, product.color, _LARGE_PX if large else _SMALL_PX)
    return image(made, desc=product.name if large else "", width=size, height=size, radius=12.0, id="product_image")


def cart_button(activity: Activity) -> Node:
    """Make the way to the cart, with how many things are in it."""
    count = Shop(activity.phone).count()
    badge = text(
        str(count), size=11.0, bold=True, color="on_error", background="error", radius=999.0, padding=(5.0, 1.0),
        id="cart_badge",
    )  # fmt: skip
    return stack(
        icon_button("cart", "", lambda: activity.start(Intent(component=CART)), id="action_cart", color="on_surface"),
        badge if count else None, width=48.0, height=48.0, align="end", valign="top",
    )  # fmt: skip


class ShopActivity(Activity):
    """The catalogue."""

    name = ".ShopActivity"

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self._wanted = ""
        self._department = DEPARTMENTS[0]

    def build(self) -> Node:
        """Show what was searched for."""
        products = Shop(self.phone).products(self._wanted, self._department)
        chips = [
            chip(name, selected=name == self._department, on_click=partial(self._choose, name), id="department_chip")
            for name in DEPARTMENTS
        ]
        head = column(
            search_bar(self._wanted, self._search, hint="Search products", id="search_src_text"),
            scroll(*chips, horizontal=True, gap=8.0, padding=(16.0, 8.0), height=48.0, id="departments"),
        )
        is_wide = self.phone.windows.rotation % 2 == 1
        columns, side = (5, 96.0) if is_wide else (2, 148.0)
        cells = grid(*(self._cell(x, side) for x in products), columns=columns, gap=12.0, padding=(16.0, 4.0))
        offline = None if self.phone.connectivity.online else text("You are offline", padding=(16.0, 4.0))
        nothing = empty_state("search", "Nothing found")
        body = scroll(head if is_wide else None, cells, spacer(24.0), id="product_grid") if products else nothing
        orders = icon_button("history", "Orders", self._orders, id="action_orders", color="on_surface")
        above = None if is_wide and products else head
        return screen(above, offline, body, bar=app_bar("Mill Lane", (orders, cart_button(self)), id="toolbar"))

    def _cell(self, product: Product, side: float) -> Node:
        return column(
            stack(product_image(product, side), width="fill", align="center"),
            text(product.name, size=16.0, max_lines=1, id="product_name", width="fill"),
            text(money(product.cents), bold=True, color="primary", id="product_price"),
            background="surface_container", radius=16.0, padding=12.0, gap=6.0, id="product_card",
            on_click=lambda: self.start(Intent(component=_PRODUCT, extras={"product": product.ident})),
        )  # fmt: skip

    def _search(self, wanted: str) -> None:
        self._wanted = wanted

    def _choose(self, name: str) -> None:
        self._department = name

    def _orders(self) -> None:
        self.start(Intent(component=ORDERS))

    def on_back(self) -> bool:
        """Leave the search and the department first."""
        if not self._wanted and self._department == DEPARTMENTS[0]:
            return False
        self._wanted, self._department = "", DEPARTMENTS[0]
        return True


class ProductActivity(Activity):
    """One product."""

    name = ".ProductActivity"

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self._size = ""

    def build(self) -> Node:
        """Show picture, price and sizes."""
        product = Shop(self.phone).product(int(self.intent.extra("product", 0)))
        bar = app_bar("", (cart_button(self),), on_up=self.finish, id="toolbar")
        if product is None:
            return screen(empty_state("search", "This product is gone"), bar=bar)
        chips = [
            chip(size, selected=size == self._size, on_click=partial(self._choose, size), height=40.0, id="size_chip",
                 padding=(20.0, 6.0))
            for size in product.sizes
        ]  # fmt: skip
        sizes = [text("Size", bold=True), row(*chips, gap=10.0, id="size_group")] if chips else []
        add = button(
            "Add to cart", partial(self._add, product), icon="cart", id="add_to_cart", width="fill", height=52.0
        )
        words = (
            text(product.name, size=26.0, id="product_name", width="fill"),
            text(money(product.cents), size=22.0, bold=True, color="primary", id="product_price"),
            text(product.about, size=16.0, color="on_surface_variant", id="product_about", width="fill"),
            *sizes, spacer(16.0),
        )  # fmt: skip
        foot = card(add, background="", padding=0.0)
        if self.phone.windows.rotation % 2:
            right = column(scroll(*words, gap=8.0, recycler=False), foot, weight=1.0, height="fill")
            left = stack(product_image(product, 232.0, large=True), padding=(20.0, 4.0))
            return screen(row(left, right, height="fill", valign="top"), bar=bar)
        picture = stack(product_image(product, 280.0, large=True), width="fill", align="center")
        body = scroll(picture, *words, padding=(20.0, 4.0), gap=12.0, recycler=False, id="product_scroll")
        return screen(body, foot, bar=bar)

    def _choose(self, size: str) -> None:
        self._size = size

    def _add(self, product: Product) -> None:
        if product.sizes and not self._size:
            self.toast("Choose a size first")
            return
        Shop(self.phone).put(product, self._size)
        self.toast("Added to cart")
