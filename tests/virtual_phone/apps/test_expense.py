"""Claims about Pro Expense: amounts in cents, in its own database, written and read on its screens."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ainos.virtual_phone.apps.amounts import cents_of, money
from ainos.virtual_phone.apps.app_data import set_welcomed
from ainos.virtual_phone.apps.expense import MANIFEST
from ainos.virtual_phone.apps.expense.store import PACKAGE, Expense, Ledger

MAIN = f"{PACKAGE}/.ui.MainActivity"
DATABASE = f"/data/data/{PACKAGE}/databases/accounting.db"
COLUMNS = ["amount", "category", "created_date", "expense_id", "modified_date", "name", "note"]


@pytest.fixture
def hand(hand):
    """A phone with Pro Expense and two equal taxi rides but for the note."""
    phone = hand.phone
    phone.packages.install(MANIFEST)
    set_welcomed(phone, PACKAGE)
    for note in ("there", "back"):
        Ledger(phone).save(Expense(0, "Taxi", 1250, 7, note, phone.clock.now_ms()))
    return hand.start(MAIN)


def rows(hand) -> list[dict[str, object]]:
    connection = sqlite3.connect(":memory:")
    connection.deserialize(hand.phone.fs.read(DATABASE))
    connection.row_factory = sqlite3.Row
    return [dict(row) for row in connection.execute("SELECT * FROM expense ORDER BY expense_id")]


def test_the_table_has_exactly_the_columns_that_others_read(hand):
    assert sorted(rows(hand)[0]) == COLUMNS


@given(st.integers(1, 10**9))
def test_an_amount_is_read_as_it_is_written(cents):
    assert cents_of(money(cents).lstrip("$").replace(",", "")) == cents


@pytest.mark.parametrize(("typed", "cents"), [("270.3", 27030), ("12", 1200), (".5", 50), ("1,05", 105)])
def test_amounts_need_not_have_two_digits_after_the_point(typed, cents):
    assert cents_of(typed) == cents


@pytest.mark.parametrize("typed", ["", "-1", "1.234", "one", "1.2.3", "$5"])
def test_what_is_no_amount_is_refused(typed):
    assert cents_of(typed) is None


def test_a_new_expense_has_the_chosen_category_and_day(hand):
    hand.tap(desc="Add expense").type("Lunch", id="edt_name").type("9.4", id="edt_amount").tap(text="Food").back()
    hand.tap(id="btn_date").tap(desc="02 March 2026").tap(text="OK").tap(text="SAVE")
    new = rows(hand)[2]
    assert (new["name"], new["amount"], new["category"]) == ("Lunch", 940, 3)
    assert hand.phone.clock.local(new["created_date"]).date().isoformat() == "2026-03-02"
    assert hand.effects("expense_added")[-1] == {"name": "Lunch", "amount_cents": 940}


def test_nothing_is_saved_without_name_and_amount(hand):
    hand.tap(desc="Add expense").type("Lunch", id="edt_name").type("free", id="edt_amount")
    assert hand.find(text="SAVE")["enabled"] == "false"
    assert "Write an amount such as 12.50" in hand.texts()


def test_equal_rows_are_told_apart_by_their_sheets_and_one_is_deleted_after_a_question(hand):
    hand.tap(text="MORE").tap(text="Taxi")
    assert "back" in hand.texts()
    hand.tap(desc="Delete").tap(text="CANCEL")
    assert len(rows(hand)) == 2
    hand.tap(text="Taxi").tap(desc="Delete").tap(text="DELETE")
    assert [row["note"] for row in rows(hand)] == ["there"]


def test_several_are_chosen_by_a_long_touch_and_deleted_together(hand):
    hand.tap(text="MORE").hold(text="Taxi")
    assert "1 selected" in hand.texts()
    hand.back()
    assert "Expense Logs" in hand.texts()
    hand.hold(text="Taxi").tap(desc="Delete").tap(text="DELETE")
    assert len(rows(hand)) == 1


def test_clearing_forgets_expenses_and_welcome_pages(hand):
    hand.phone.packages.clear(PACKAGE)
    hand.start(MAIN).tap(text="NEXT").tap(text="CONTINUE")
    assert "No expenses yet" in hand.texts()
    assert rows(hand) == []
