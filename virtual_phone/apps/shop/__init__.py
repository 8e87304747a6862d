"""Mill Lane (com.ainos.shop): a shop with a catalogue, a cart and a saved card; an order costs money.

Knows: what the app declares.
"""

from __future__ import annotations

from ..app import ActivityInfo, Icon, Manifest
from ..app_data import forget_databases
from ..second_layout import SecondLayout, second_layout
from .browsing import ProductActivity, ShopActivity
from .buying import CartActivity, CheckoutActivity, OrdersActivity
from .store import PACKAGE

MANIFEST = Manifest(
    PACKAGE,
    "Mill Lane",
    version_name="4.0.3",
    version_code=403,
    icon=Icon("cart", "#8a2d5d"),
    permissions=("android.permission.INTERNET",),
    activities=(
        ActivityInfo(ShopActivity.name, ShopActivity, launcher=True),
        ActivityInfo(ProductActivity.name, ProductActivity, exported=False),
        ActivityInfo(CartActivity.name, CartActivity, exported=False),
        ActivityInfo(CheckoutActivity.name, CheckoutActivity, exported=False),
        ActivityInfo(OrdersActivity.name, OrdersActivity, exported=False),
    ),
    system=False,
    on_clear=lambda phone: forget_databases(phone, PACKAGE),
)

VERSIONS = {
    1: MANIFEST,
    2: second_layout(
        MANIFEST,
        SecondLayout(texts={"Add to cart": "Put in basket", "Orders": "My purchases", "Search products": "Find"},
                     news=("The spring catalogue is here.", "Look around")),
        version_name="5.0.0",
    ),
}  # fmt: skip
"""What is installed by `--app-version com.ainos.shop=N`."""
