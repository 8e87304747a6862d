"""The bank: black in every picture, whole in the tree, and no money moves without the second PIN."""

from __future__ import annotations

import io
import struct

import pytest

from ainos.virtual_phone.apps.bank.store import LOGIN_PIN, PACKAGE, TRANSFER_PIN

LOGIN = f"{PACKAGE}/.LoginActivity"
BLACK = ((0, 0), (0, 0), (0, 0))


@pytest.fixture
def hand(extra_hand):
    """Return a hand before the PIN."""
    return extra_hand().start(LOGIN)


def _log_in(hand):
    return hand.type(LOGIN_PIN, id="pin_input").tap(id="login_button")


def _fill(hand, amount: str) -> None:
    hand.tap(id="transfer_button").tap(text="Linden Dental").type(amount, id="amount_input").back()
    hand.tap(id="continue_button")


def test_money_is_sent_after_the_second_pin_only(hand) -> None:
    _log_in(hand)
    _fill(hand, "40.50")
    hand.type("1111", id="confirm_pin_input").back().tap(id="confirm_button")
    assert "Wrong transfer PIN. Nothing was transferred" in hand.texts()
    assert hand.effects("transfer") == []
    before = [node["text"] for node in hand.nodes() if node["resource-id"].endswith("/review_amount")]
    hand.type(TRANSFER_PIN, id="confirm_pin_input").back().tap(id="confirm_button")
    (sent,) = hand.effects("transfer")
    assert (sent["payee"], sent["amount_cents"], before) == ("Linden Dental", 4050, ["$40.50"])
    hand.tap(id="done_button")
    assert "-$40.50" in hand.texts()


@pytest.mark.parametrize(
    ("amount", "offline", "said"), [("99999", False, "Not enough money"), ("5", True, "No connec")]
)
def test_what_cannot_be_paid_is_refused_in_words(hand, amount: str, offline: bool, said: str) -> None:
    _log_in(hand)
    _fill(hand, amount)
    hand.phone.connectivity.set_airplane(offline)
    hand.type(TRANSFER_PIN, id="confirm_pin_input").back().tap(id="confirm_button")
    assert any(words.startswith(said) for words in hand.texts())
    assert hand.effects("transfer") == []


def test_pins_are_dots_and_three_wrong_ones_block_for_a_while(hand) -> None:
    hand.type("1234", id="pin_input")
    field = hand.find(id="pin_input")
    assert field is not None
    assert (field["password"], field["text"]) == ("true", "••••")
    hand.tap(id="login_button").type("1234", id="pin_input").tap(id="login_button")
    hand.type("1234", id="pin_input").tap(id="login_button").type(LOGIN_PIN, id="pin_input").tap(id="login_button")
    assert any(words.startswith("Too many wrong PINs") for words in hand.texts())
    hand.phone.clock.advance(31_000)
    assert _log_in(hand).front.endswith(".AccountActivity")


def test_who_was_away_for_long_or_left_has_to_give_the_pin_again(hand) -> None:
    def open_again() -> bool:
        hand.phone.activities.start(hand.phone.packages.launch_intent(PACKAGE))
        return hand.find(id="pin_input") is None

    _log_in(hand).phone.windows.home()
    hand.phone.clock.advance(10_000)
    assert open_again()
    hand.phone.windows.home()
    hand.phone.clock.advance(61_000)
    assert not open_again()
    _log_in(hand).back()
    assert not open_again()
    _log_in(hand).phone.activities.force_stop(PACKAGE)
    assert not open_again()


def test_pictures_over_adb_are_black_below_the_status_bar_and_the_tree_is_there(start_phone) -> None:
    from PIL import Image

    phone = start_phone(apps="extra")
    phone.shell(f"am start -W -n {LOGIN}")
    phone.shell("input keyevent KEYCODE_BACK")
    assert "Enter your PIN to log in" in phone.shell("uiautomator dump /dev/tty")
    png = Image.open(io.BytesIO(phone.adb("exec-out", "screencap", "-p").stdout)).convert("RGB")
    assert png.crop((0, 63, 1080, 2270)).getextrema() == BLACK
    assert png.crop((0, 0, 1080, 63)).getextrema() != BLACK
    assert " SECURE " in phone.shell("dumpsys window windows")
    raw = phone.adb("exec-out", "screencap").stdout
    width, height = struct.unpack("<II", raw[:8])
    rows = Image.frombytes("RGBA", (width, height), raw[16:]).convert("RGB")
    assert rows.crop((0, 63, 1080, 2270)).getextrema() == BLACK
    phone.shell("input keyevent KEYCODE_HOME")
    assert " SECURE " not in phone.shell("dumpsys window windows")
    png = Image.open(io.BytesIO(phone.adb("exec-out", "screencap", "-p").stdout)).convert("RGB")
    assert png.crop((0, 63, 1080, 2270)).getextrema() != BLACK
    phone.stop()


def test_a_dialog_of_a_secure_window_is_black_too_and_system_windows_are_not(hand) -> None:
    from ainos.virtual_phone.ui.nodes import dialog

    record = hand.phone.activities.resumed
    assert record is not None
    hand.back()
    record.activity.show_dialog(lambda: dialog("Secret"))
    assert "Secret" in hand.texts()
    assert hand.phone.windows.screenshot().crop((0, 63, 1080, 2270)).getextrema() == BLACK
    hand.phone.windows.open_notifications()
    assert hand.phone.windows.screenshot().crop((0, 63, 1080, 2270)).getextrema() != BLACK
