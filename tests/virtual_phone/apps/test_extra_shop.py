"""The shop: what an order says it costs is what its lines cost, and nothing is paid without the last button."""

from __future__ import annotations

import pytest

from ainos.virtual_phone.apps.amounts import cents_of
from ainos.virtual_phone.apps.shop.store import PACKAGE


@pytest.fixture
def hand(extra_hand):
    """Return a hand in the shop."""
    return extra_hand().start(f"{PACKAGE}/.ShopActivity")


def _put(hand, words: str, product: str, size: str = "") -> None:
    hand.type(words, id="search_src_text").back().tap(text=product)
    if size:
        hand.tap(text=size)
    hand.tap(id="add_to_cart").back().back()


def _cents(hand, place: str) -> list[int]:
    shown = [node["text"] for node in hand.nodes() if node["resource-id"].endswith(f"/{place}")]
    return [cents_of(words.lstrip("$").replace(",", "")) or 0 for words in shown]


def test_an_order_costs_the_sum_of_its_lines_and_the_delivery_on_every_screen_and_in_the_ledger(hand) -> None:
    _put(hand, "jacket", "Rain jacket", "M")
    _put(hand, "bottle", "Steel bottle")
    hand.tap(id="action_cart").tap(id="quantity_more")
    assert sum(_cents(hand, "line_price")) == _cents(hand, "cart_subtotal")[0]

    hand.tap(id="checkout_button").type("Sam Berg", id="address_name").back().tap(text="Express")
    items, delivery, total = (_cents(hand, place)[0] for place in ("sum_items", "sum_delivery", "sum_total"))
    assert (items + delivery, hand.effects("payment")) == (total, [])
    hand.tap(id="place_order")
    (order,), (payment,) = hand.effects("order_placed"), hand.effects("payment")
    assert order["total_cents"] == payment["amount_cents"] == total
    assert sum(item["price_cents"] * item["quantity"] for item in order["items"]) == items
    assert [(item["name"], item["size"], item["quantity"]) for item in order["items"]] == [
        ("Rain jacket", "M", 2), ("Steel bottle", "", 1),
    ]  # fmt: skip
    assert payment["card"] == "4242"

    hand.tap(id="see_orders")
    assert {f"Order {order['order']}", "2 × Rain jacket, M", "1 × Steel bottle"} <= set(hand.texts())


def test_clothes_need_a_size_and_an_order_needs_a_network(hand) -> None:
    hand.tap(text="Rain jacket").tap(id="add_to_cart")
    assert hand.phone.windows.last_toast == "Choose a size first"
    hand.tap(text="S").tap(id="add_to_cart").tap(id="action_cart").tap(id="checkout_button")
    assert hand.find(id="place_order")["enabled"] == "false"
    hand.type("Sam Berg", id="address_name").back()
    hand.phone.connectivity.set_airplane(True)
    hand.tap(id="place_order")
    assert hand.phone.windows.last_toast == "You are offline. Nothing was ordered"
    assert (hand.effects("order_placed"), hand.effects("payment")) == ([], [])


def test_a_line_goes_away_at_none(hand) -> None:
    _put(hand, "mug", "Enamel mug")
    hand.tap(id="action_cart").tap(id="quantity_less")
    assert "Your cart is empty" in hand.texts()
