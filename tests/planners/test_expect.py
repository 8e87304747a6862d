import pytest

from ainos.planners.expect import Expectation, covers_values, draw_expectation, place_of, values_of


@pytest.mark.parametrize(
    ("wish", "kind", "what", "value", "where"),
    [
        ("Add Water the plants to my list in the To-do app", "there", "Water the plants", "", "To-do app"),
        ("please rename Lunch to Late lunch", "renamed", "Lunch", "Late lunch", ""),
        ("In the Notes app, delete the note about the moon", "gone", "moon", "delete", "Notes app"),
        ("Archive the mail from Eve in Mail", "gone", "Eve", "archive", "Mail"),
        ("Set the ringtone to Aurora in the sound settings", "row", "ringtone", "Aurora", "sound settings"),
        ("Switch the 6:30 alarm off", "checked", "6:30 alarm", "off", ""),
        ("enable Show taps in the developer options", "checked", "Show taps", "on", "developer options"),
        ("Star Bob Martin", "marked", "Bob Martin", "star", ""),
        ("Remove the star from Bob Martin in the Contacts app", "marked", "Bob Martin", "unstar", "Contacts app"),
        ("Add the boots in size 42 to my cart at Mill Lane", "basket", "boots", "42", "Mill Lane"),
        ("Mark Buy milk as done", "checked", "Buy milk", "on", ""),
        ("把字体大小设为最大", "row", "字体大小", "最大", ""),
        ("在设置里打开粗体文字", "checked", "粗体文字", "on", "设置"),
    ],
)
def test_the_words_tell_what_must_show(wish, kind, what, value, where):
    drawn = draw_expectation(wish)
    assert (drawn.kind, drawn.what, drawn.value, drawn.where) == (kind, what, value, where)


@pytest.mark.parametrize(
    "wish",
    ["Call mum", "Send Bob a message", "Pay the bill", "Delete all my notes", "Delete the note unless it is new",
     "What is the time", "Mute the phone", "不要删除照片"],
)  # fmt: skip
def test_nothing_is_drawn_where_one_thing_on_the_screen_proves_too_little(wish):
    assert draw_expectation(wish) is None


def test_a_place_is_told_from_a_thing():
    assert place_of("Switch it on in the Clock app") == ("Switch it on", "Clock app")
    assert place_of("Delete lunch with Bob") == ("Delete lunch with Bob", "")
    assert place_of("Delete Bob from Contacts") == ("Delete Bob", "Contacts")


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ("turn on night light so that the display isn't so blue", '"night light" is on'),
        ("switch on colour inversion, I can't see a thing", '"colour inversion" is on'),
        ("make a folder called Bills inside Documents", '"Bills" is there and was not before (Documents)'),
        ("delete the whole conversation with Zoe", '"Zoe" was there and is gone (delete)'),
        (
            "put the wool hat in size M into my Oak Street cart, but don't order it",
            '"wool hat" M was put into the cart',
        ),
        ("choose the smallest font size, my eyes are good", '"font size" shows "smallest"'),
        ("在Notes应用里加一条：买米", '"买米" is there and was not before (Notes)'),
    ],
)
def test_what_is_said_beside_a_wish_stays_out_of_what_must_show(wish, words):
    assert draw_expectation(wish).words == words


@pytest.mark.parametrize(
    "wish", ["make the screen go dark after a while", "turn it off", "those beeps annoy me, turn them off"]
)
def test_what_names_no_thing_draws_nothing(wish):
    assert draw_expectation(wish) is None


def test_brackets_hold_a_second_name():
    assert draw_expectation("打开单声道音频（Mono audio）").names[1:] == ("单声道音频", "Mono audio")


@pytest.mark.parametrize(
    ("wish", "what", "holds"),
    [
        ("add swimming on Sunday at 9 am", "swimming", False),
        ("add swimming on Sunday at 9 am", "swimming on Sunday, 9:00", True),
        ("add swimming, plus a note", "swimming", False),
        ("add milk to my list, I am out since Monday", "milk", True),  # the day belongs to what is said beside it
        ("add milk to my list", "milk", True),
    ],
)
def test_a_proof_speaks_of_every_day_and_time_of_the_wish(wish, what, holds):
    assert covers_values(wish, Expectation("there", what)) is holds


def test_values_are_days_times_and_numbers():
    assert values_of("put yoga on Friday at 10:30 with 4 friends") == {"friday", "10:30", "4"}
