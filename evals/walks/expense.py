"""Walks through Pro Expense's own screens: writing expenses, finding equal ones, deleting; some find them in Markor."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import astuple, dataclass, replace
from xml.etree import ElementTree

from . import markor, picture_words
from .access import PhoneAccess
from .listed_rows import rows_of
from .screen import Screen
from .walk import Params, Walk

PACKAGE = "com.arduia.expense"
DATABASE = f"/data/data/{PACKAGE}/databases/accounting.db"
FILE, PICTURE = "my_expenses.txt", "expenses.jpg"
_MARK = ". Reimbursable."
"""What follows the note of an expense that is to be logged; it is not part of the note."""
_ID = f"{PACKAGE}:id/"
_LIST = {"resourceId": f"{_ID}rv_expense"}
_NAME = f"{_ID}tv_name"
_MOST_VIEWS = 60
_CATEGORIES = ("Others", "Income", "Food", "Housing", "Social", "Entertainment", "Transportation", "Clothes",
               "Health Care", "Education", "Donation")  # fmt: skip
Line = tuple[str, ...]
"""What a row of the list shows: name, category and time, amount."""


# -- what hands do in Pro Expense ----------------------------------------------------------------------------------


def add_expense(screen: Screen, name: str, amount: str, category: str, note: str) -> None:
    """Write a new expense, from any list of expenses; amount: such as "417.5" or "$417.5"."""
    screen.tap(resourceId=f"{_ID}fb_main_add")
    screen.type_into(name, resourceId=f"{_ID}edt_name")
    screen.type_into(amount.lstrip("$"), resourceId=f"{_ID}edt_amount")
    chip = {"resourceId": f"{_ID}tv_category", "text": category}
    if not screen.exists(**chip):
        screen.device(resourceId=f"{_ID}rv_category").scroll.horiz.to(**chip)
    screen.tap(**chip)
    screen.type_into(note, resourceId=f"{_ID}edt_note")
    screen.scroll_to(within={"resourceId": f"{_ID}sv_entry"}, resourceId=f"{_ID}btn_save")
    screen.tap(resourceId=f"{_ID}btn_save")
    screen.find(resourceId=f"{_ID}fb_main_add")


def _open_logs(screen: Screen) -> None:
    screen.open_app(PACKAGE)
    screen.scroll_to(text="MORE")
    screen.tap(text="MORE")
    screen.find(text="Expense Logs")


def _delete_shown(screen: Screen) -> None:
    """Delete the expense whose sheet is open."""
    screen.tap(resourceId=f"{_ID}btn_delete")
    screen.tap(text="DELETE")
    screen.find(text="Expense Logs")


def _lines(screen: Screen) -> list[Line]:
    """Return what the rows in view show; a row at the edge of the list may lack a part."""
    lines: list[list[str]] = []
    for node in ElementTree.fromstring(screen.device.dump_hierarchy()).iter("node"):
        if node.get("resource-id") == _NAME:
            lines.append([node.get("text", "")])
        elif node.get("resource-id") in (f"{_ID}tv_date", f"{_ID}tv_amount") and lines:
            lines[-1].append(node.get("text", ""))
    return [tuple(line) for line in lines]


def _views(screen: Screen) -> Iterator[None]:
    """Go through the list from its beginning, view by view."""
    if not screen.wait(1.0, resourceId=_NAME):
        return
    area = screen.device(**_LIST)
    if area.info["scrollable"]:
        area.scroll.toBeginning()
    for _ in range(_MOST_VIEWS):
        yield
        before = screen.words()
        if not area.scroll.forward() and screen.words() == before:
            return


def _sheet(screen: Screen, place: int) -> Line:
    """Open the sheet of a row in view and return its words."""
    screen.tap(resourceId=_NAME, instance=place)
    screen.find(resourceId=f"{_ID}tv_note_value")
    return tuple(screen.words())


# -- the walks -----------------------------------------------------------------------------------------------------


def _add(screen: Screen, params: Params) -> None:
    screen.open_app(PACKAGE)
    for row in params["row_objects"]:
        add_expense(screen, row.name, row.amount_dollars, row.category_name, row.note)


def _add_from_note(screen: Screen, params: Params) -> None:
    listed = rows_of(markor.read_note(screen, FILE), "name")
    screen.open_app(PACKAGE)
    for row in listed:
        if row["note"].endswith(_MARK):
            note = row["note"].removesuffix(_MARK)
            add_expense(screen, row["name"], row["amount_dollars"], row["category_name"], note)


def _add_from_picture(screen: Screen, params: Params) -> None:
    listed = rows_of("\n".join(picture_words.words_on(screen, PICTURE)), "name")
    screen.open_app(PACKAGE)
    for row in listed:
        add_expense(screen, row["name"], row["amount_dollars"], row["category_name"], row["note"])


def _delete(screen: Screen, params: Params) -> None:
    _open_logs(screen)
    for row in params["row_objects"]:
        screen.scroll_to(within=_LIST, resourceId=_NAME, text=row.name)
        screen.tap(resourceId=_NAME, text=row.name)
        _delete_shown(screen)


def _delete_duplicates(screen: Screen, params: Params) -> None:
    """Equal rows stand one after the other, for the list is ordered by time; their sheets tell whether all is equal."""
    _open_logs(screen)
    for _ in _views(screen):
        place = 1
        while place < len(lines := _lines(screen)):
            if lines[place] != lines[place - 1] or not _same_sheet(screen, place - 1, place):
                place += 1


def _same_sheet(screen: Screen, first: int, second: int) -> bool:
    """Compare two rows in view by their sheets; delete the second one, and say so, when they are equal."""
    before = _sheet(screen, first)
    screen.tap(resourceId=f"{_ID}btn_close")
    if _sheet(screen, second) == before:
        _delete_shown(screen)
        return True
    screen.tap(resourceId=f"{_ID}btn_close")
    return False


# -- the start and the end, for runs without AndroidWorld ----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ExpenseRow:
    """One expense, under the names of AndroidWorld's class and of the columns. amount: cents; dates: epoch ms."""

    name: str
    amount: int
    category: int
    note: str = "Paid by card"
    created_date: int = 1697362440000
    modified_date: int = 1697362440000

    @property
    def amount_dollars(self) -> str:
        """Return the amount as goals write it."""
        return f"${self.amount / 100}"

    @property
    def category_name(self) -> str:
        """Return the category's name."""
        return _CATEGORIES[self.category - 1]

    def listed(self) -> str:
        """Write the expense as one line of a table."""
        return f"{self.name}|{self.amount_dollars}|{self.category_name}|{self.note}"


_HEAD = "name|amount_dollars|category_name|note"


def _put(*keys: str) -> Callable[[PhoneAccess, Params], None]:
    """Prepare a phone whose only expenses are those under these keys; the note lists the wished ones and others."""

    def prepare(access: PhoneAccess, params: Params) -> None:
        rows = [row for key in keys for row in params[key]]
        columns = ("name", "amount", "category", "note", "created_date", "modified_date")
        access.change(DATABASE, [("DELETE FROM expense", ())])
        access.insert(DATABASE, "expense", *(dict(zip(columns, astuple(row), strict=True)) for row in rows))
        listed = "\n".join(
            [_HEAD, *(row.listed() for row in _OTHERS), *(row.listed() + _MARK for row in params["row_objects"])]
        )
        markor.put_notes(access, {FILE: listed + "\n"})

    return prepare


def _put_pictures(access: PhoneAccess, params: Params) -> None:
    _put("noise_row_objects")(access, params)
    for name, rows in ((PICTURE, params["row_objects"]), ("old_expenses_0.jpg", _OTHERS[5:7])):
        lines = [line for row in rows for line in ("", f"Expense: {row.name}", f" amount_dollars: {row.amount_dollars}",
                 f" category_name: {row.category_name}", f" note: {row.note}")]  # fmt: skip
        access.write(f"{picture_words.FOLDER}/{name}", picture_words.draw(lines[1:], "JPEG"))


def _compare(wanted: Callable[[Params], list[ExpenseRow]]) -> Callable[[PhoneAccess, Params, str | None], str]:
    """Check which expenses there are, in any order; the dates of new ones are free."""

    def check(access: PhoneAccess, params: Params, answer: str | None) -> str:
        rows = access.rows(DATABASE, "SELECT name, amount, category, note FROM expense")
        found, right = sorted(map(str, rows)), sorted(str(astuple(row)[:4]) for row in wanted(params))
        return "" if found == right else f"there are {found}"

    return check


_TUITION = ExpenseRow("Tuition Fees", 41755, 10, "Remember to transfer funds")
_PARTY = ExpenseRow("Dinner Party", 27030, 5, "Want to have")
_REFUND = ExpenseRow("Reimbursements", 1498, 2, "A need")
_WISHED = [_TUITION, _PARTY, _REFUND]
_DAY_MS = 86_400_000
_OTHERS = [
    ExpenseRow(f"{what} {place}", 1000 + 37 * place, 1 + place % 11, created_date=1697362440000 - place * _DAY_MS // 2)
    for place in range(1, 6)
    for what in ("Groceries", "Taxi Fare", "Shoes")
]
_NEARLY = [replace(_PARTY, amount=27080, created_date=1697362440000 - 3 * _DAY_MS), replace(_PARTY, note="Other")]
_DELETE = "Delete the following expenses from pro expense: "
_DUPLICATES = ("Delete all but one of any expenses in pro expense that are exact duplicates, ensuring at least one "
               "instance of each unique expense remains.")  # fmt: skip


def _adding(task: str, goal: str, rows: list[ExpenseRow], walk: Callable[[Screen, Params], None]) -> Walk:
    params: Mapping[str, list[ExpenseRow]] = {"row_objects": rows, "noise_row_objects": _OTHERS[:5]}
    check = _compare(lambda p: [*p["row_objects"], *p["noise_row_objects"]])
    return Walk(task, goal, params, _put("noise_row_objects"), walk, check)


def _wish(rows: list[ExpenseRow]) -> str:
    return "\n".join(["Add the following expenses into the pro expense:", _HEAD, *(row.listed() for row in rows)])


def _deleting(task: str, rows: list[ExpenseRow], others: list[ExpenseRow]) -> Walk:
    params = {"row_objects": rows, "noise_row_objects": others}
    check = _compare(lambda p: list(p["noise_row_objects"]))
    goal = f"{_DELETE}{', '.join(row.name for row in rows)}."
    return Walk(task, goal, params, _put("noise_row_objects", "row_objects"), _delete, check)


def _deduplicating(task: str, others: list[ExpenseRow]) -> Walk:
    params = {"row_objects": [_PARTY, _PARTY], "noise_row_objects": others}
    check = _compare(lambda p: [*p["noise_row_objects"], p["row_objects"][0]])
    return Walk(task, _DUPLICATES, params, _put("noise_row_objects", "row_objects"), _delete_duplicates, check)


WALKS = (
    _adding("ExpenseAddSingle", _wish(_WISHED[:1]), _WISHED[:1], _add),
    _adding("ExpenseAddMultiple", _wish(_WISHED), _WISHED, _add),
    _adding("ExpenseAddMultipleFromMarkor", "Go through the transactions in my_expenses.txt in Markor. Log the "
            "reimbursable transactions in the pro expense.", _WISHED[:2], _add_from_note),
    Walk("ExpenseAddMultipleFromGallery", "Add the expenses from expenses.jpg in Simple Gallery Pro to pro expense.",
         {"row_objects": _WISHED[1:], "noise_row_objects": _OTHERS[:2]}, _put_pictures, _add_from_picture,
         _compare(lambda p: [*p["row_objects"], *p["noise_row_objects"]])),
    _deleting("ExpenseDeleteSingle", _WISHED[:1], []),
    _deleting("ExpenseDeleteMultiple", _WISHED, []),
    _deleting("ExpenseDeleteMultiple2", _WISHED, _OTHERS),
    _deduplicating("ExpenseDeleteDuplicates", _OTHERS[:5]),
    _deduplicating("ExpenseDeleteDuplicates2", [*_OTHERS, *_NEARLY]),
)  # fmt: skip
