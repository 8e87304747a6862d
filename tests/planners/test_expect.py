import pytest

from ainos.planners.expect import draw_expectation, place_of


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
