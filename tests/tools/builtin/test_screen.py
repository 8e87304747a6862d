import io

import pytest

from ainos.android_bridge.errors import TextEntryError
from ainos.android_bridge.fake import FakeDevice, fake_element
from ainos.android_bridge.icons import place_of
from ainos.android_bridge.marks import draw_marks, marked_targets
from ainos.android_bridge.ocr import needs_ocr, with_words
from ainos.android_bridge.tickets import TicketOffice
from ainos.android_bridge.types import Bounds
from ainos.tools.registry import builtin_registry
from ainos.tools.targets import target_of
from ainos.tools.types import Context, ToolFailedError, ToolRetryError

REGISTRY = builtin_registry()


def use(device, name, **values):
    """Run a screen tool on what the device shows now."""
    tool, seen = REGISTRY.lookup(name), device.observe()
    ticket = device.office.issue(name, values, task="t", target=target_of(tool, values, seen))
    with device.acting(ticket, name, values, task="t") as hands:
        return tool.run(Context(device, hands, device.now(), seen), values)


def device(*names):
    found = FakeDevice(office=TicketOffice())
    found.show(*rows(*names))
    return found


def rows(*names):
    """The title of a page and, far below it, these rows."""
    title = fake_element("Title", index=99, bounds=Bounds(0, 50, 500, 120), clickable=False)
    low = (
        fake_element(n, index=i, bounds=Bounds(0, 1100 + 100 * i, 900, 1190 + 100 * i)) for i, n in enumerate(names, 1)
    )
    return [title, *low] if names else []


def test_a_touch_after_which_nothing_changed_says_so():
    phone = device("Save")
    assert "Nothing on the screen changed" in use(phone, "tap", element=1).text
    phone.reactions["tap"] = lambda d, facts: d.show(fake_element("Saved", index=2))
    assert "Nothing" not in use(phone, "tap", element=1).text


def test_text_that_a_field_did_not_take_is_told_to_the_model():
    phone = device()
    phone.show(fake_element("", index=1, editable=True, focused=True))

    def refuse(d, facts):
        raise TextEntryError("the field does not hold the text")

    phone.reactions["type_text"] = refuse
    with pytest.raises(ToolRetryError, match="was not taken"):
        use(phone, "type_text", text="hello", element=1)


def test_scrolling_to_words_stops_when_they_show():
    phone, pages = device("A", "B"), [("B", "C"), ("C", "Storage")]
    phone.reactions["swipe"] = lambda d, facts: d.show(*rows(*pages.pop(0)))
    assert use(phone, "scroll_to", text="storage", direction="up").data["found"]
    assert len(phone.effects) == 2


def test_scrolling_to_words_stops_where_the_screen_no_longer_changes():
    phone = device("A", "B")
    result = use(phone, "scroll_to", text="Storage", direction="up")
    assert not result.data["found"]
    assert "end" in result.text
    assert len(phone.effects) == 1


def test_scrolling_to_words_is_bounded():
    phone, count = device("A"), iter(range(1000))
    phone.reactions["swipe"] = lambda d, facts: d.show(*rows(f"Row {next(count)}"))
    assert not use(phone, "scroll_to", text="Storage", direction="up").data["found"]
    assert len(phone.effects) == 12


def test_a_question_about_the_screen_is_answered_in_its_own_words():
    tool, phone = REGISTRY.lookup("tell_screen"), device("Rain jacket", "Price: 69.40", "Sizes")
    context = Context(phone, None, phone.now())
    assert tool.run(context, {"about": "the price"}).text == "Price: 69.40"
    with pytest.raises(ToolFailedError, match="nothing about"):
        tool.run(context, {"about": "shoes"})


def test_a_control_without_words_is_called_by_its_place():
    icon = fake_element("", class_name="android.widget.ImageButton", bounds=Bounds(900, 100, 1000, 200))
    assert place_of(icon, device().observe()) == "icon top right"
    assert "top right" in use(_one(icon), "tap", element=1).text


def _one(element):
    phone = device()
    phone.show(element)
    return phone


def test_the_marks_are_drawn_on_every_target_in_sight():
    from PIL import Image

    plain = Image.new("RGB", (1080, 2400), "white")
    out = io.BytesIO()
    plain.save(out, "PNG")
    phone = device("Save", "Cancel")
    phone.elements.append(fake_element("far", index=9, bounds=Bounds(0, 3000, 100, 3100)))
    seen = phone.observe()
    assert [e.index for e in marked_targets(seen)] == [1, 2]
    marked = Image.open(io.BytesIO(draw_marks(out.getvalue(), seen)))
    assert marked.size == plain.size
    assert len(marked.getcolors(1 << 24)) > 2


def test_a_picture_is_read_only_where_the_tree_says_nothing():
    phone = device("Save")
    seen = phone.observe()
    assert not needs_ocr(seen)
    assert with_words(seen, phone) is seen
    assert needs_ocr(device().observe())
