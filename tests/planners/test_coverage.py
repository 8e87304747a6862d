import pytest

from ainos.planners.coverage import left_undone
from ainos.tools.registry import builtin_registry
from ainos.tools.types import ToolCall

REGISTRY = builtin_registry()


def undone(wish, tool, **arguments):
    return left_undone(wish, ToolCall(tool, arguments), REGISTRY.lookup(tool))


@pytest.mark.parametrize(
    ("wish", "tool", "arguments"),
    [
        ("What is the serial number in Settings, About phone?", "open_settings", {"page": "about"}),
        ("Turn off the light after 5 minutes, in the display settings", "set_timer", {"duration": "5 minutes"}),
        ("Forward Eve my packing list note", "find_note", {"query": "packing list"}),
        ("Make a note with the password that Bob sent me", "add_note", {"text": "Bob sent me"}),
        ("Add supper to my calendar for the day that Eve writes of", "add_event",
         {"title": "supper", "start": "the day that Eve writes of"}),
        ("Find the class list and add the class to my calendar for Friday", "add_event",
         {"title": "class", "start": "Friday"}),
        ("turn on wifi, otherwise tell me why", "set_wifi", {"state": "on"}),
        ("make the screen as dark as it gets", "set_brightness", {"level": "dark"}),
        ("打开飞行模式，然后关掉蓝牙", "set_airplane_mode", {"state": "on"}),
        ("Delete Order paper in the To-do app", "delete_note", {"query": "Order paper"}),
        ("Open the app Quartz", "list_files", {"folder": "Quartz"}),
    ],
)  # fmt: skip
def test_half_of_a_wish_is_noticed(wish, tool, arguments):
    assert undone(wish, tool, **arguments)


@pytest.mark.parametrize(
    ("wish", "tool", "arguments"),
    [
        ("We have landed, turn off airplane mode", "set_airplane_mode", {"state": "off"}),
        ("my eyes hurt: dark mode on", "set_dark_mode", {"state": "on"}),
        ("Note that Bob sent me the money and call him", "add_note", {"text": "Bob sent me the money and call him"}),
        ("Send Bob a message that Eve texted me", "send_message", {"recipient": "Bob", "text": "Eve texted me"}),
        ("Text Mum: open the door, then call me", "send_message",
         {"recipient": "Mum", "text": "open the door, then call me"}),
        ("Add Grace Hill to my contacts, her number is 415 555 0133", "add_contact",
         {"name": "Grace Hill", "phone": "415 555 0133"}),
        ("Set an alarm for 7 in the Clock app", "set_alarm", {"time": "7"}),
        ("Turn on Bluetooth in the settings", "set_bluetooth", {"state": "on"}),
        ("What's on my calendar?", "list_events", {}),
        ("show me the display settings", "open_settings", {"page": "display"}),
        ("switch to the Files app", "open_app", {"app": "Files"}),
        ("add lunch on Friday at noon to my calendar", "add_event", {"title": "lunch", "start": "Friday at noon"}),
        ("put the volume at 30 percent, I can hear nothing", "set_volume", {"level": "30 percent"}),
        ("打开飞行模式", "set_airplane_mode", {"state": "on"}),
    ],
)  # fmt: skip
def test_a_whole_wish_is_left_alone(wish, tool, arguments):
    assert not undone(wish, tool, **arguments)
