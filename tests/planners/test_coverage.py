import pytest

from ainos.planners.coverage import as_stated, left_undone, stated_state, untouched
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


@pytest.mark.parametrize(
    ("wish", "tool", "arguments"),
    [
        ("When does the film with Oscar start", "get_time", {}),
        ("what time does the bakery close", "get_time", {}),
        ("how full is my storage", "get_battery", {}),
        ("let the display go dark after 30 seconds", "set_timer", {"duration": "30 seconds"}),
        ("turn on bluetooth plus an alarm for 6", "set_bluetooth", {"state": "on"}),
        ("set an alarm for 7, as well as a timer for 10 minutes", "set_alarm", {"time": "7"}),
        ("switch off the wifi, but first send Bob the address", "set_wifi", {"state": "off"}),
        ("text Eve I'm late, but before that turn on the wifi", "send_message",
         {"recipient": "Eve", "text": "I'm late, but before that turn on the wifi"}),
    ],
)  # fmt: skip
def test_words_that_nothing_accounts_for_are_another_wish(wish, tool, arguments):
    assert undone(wish, tool, **arguments)


@pytest.mark.parametrize(
    ("wish", "tool", "arguments"),
    [
        ("ring back everyone who tried to reach me", "list_calls", {"kind": "missed"}),
        ("ask Chloe when she lands", "list_events", {}),
        ("text the plumber his address", "find_contact", {"name": "plumber"}),
    ],
)
def test_a_look_reaches_nobody(wish, tool, arguments):
    assert undone(wish, tool, **arguments)


@pytest.mark.parametrize(
    ("wish", "tool", "arguments"),
    [
        ("delete notes.txt and plan.pdf", "delete_file", {"name": "notes.txt"}),
        ("let both Alice and Bob Martin know I'm late", "send_message",
         {"recipient": "Bob Martin", "text": "I'm late"}),
        ("wake me at 6 and 7", "set_alarm", {"time": "6"}),
        ("alarms for 5:10 and for 5:40 please", "set_alarm", {"time": "5:10"}),
        ("先开蓝牙，然后记个笔记：买米", "set_bluetooth", {"state": "on"}),
    ],
)  # fmt: skip
def test_one_call_for_one_of_two_things_is_half_of_it(wish, tool, arguments):
    assert undone(wish, tool, **arguments)


@pytest.mark.parametrize(
    ("wish", "tool", "arguments"),
    [
        ("my flight leaves soon, turn on airplane mode", "set_airplane_mode", {"state": "on"}),
        ("how much battery have I got left for the way home", "get_battery", {}),
        ("set a timer for 9 minutes for the pasta", "set_timer", {"duration": "9 minutes"}),
        ("did anyone try to reach me", "list_calls", {}),
        ("it's far too loud in here, volume down to 10 percent", "set_volume", {"level": "10 percent"}),
        ("make the screen brighter, the sun is shining", "set_brightness", {"level": "brighter"}),
        ("wake me at 6:30 tomorrow so that I catch the train", "set_alarm", {"time": "6:30", "days": "tomorrow"}),
        ("stop the countdown, the cake is done", "cancel_timer", {}),
        ("show me my messages from Alice and tell me what she wants", "read_messages", {"sender": "Alice"}),
        ("take a screenshot of this page for my boss", "take_screenshot", {}),
        ("when is my gym alarm?", "list_alarms", {}),
        ("get me up at 4:15 or I'll miss my plane", "set_alarm", {"time": "4:15"}),
        ("dark mode on because the light hurts my eyes", "set_dark_mode", {"state": "on"}),
        ("let the babysitter know that we'll be home late", "send_message",
         {"recipient": "babysitter", "text": "we'll be home late"}),
    ],
)  # fmt: skip
def test_talk_beside_a_wish_is_no_second_wish(wish, tool, arguments):
    assert not undone(wish, tool, **arguments)


@pytest.mark.parametrize(
    ("wish", "tool", "state"),
    [
        ("turn on do not disturb, my head hurts", "set_do_not_disturb", "on"),
        ("disable the battery saver, I have a plug here", "set_battery_saver", "off"),
        ("turn on power saving, the charger won't be here before night", "set_battery_saver", "on"),
        ("switch airplane mode off, we aren't flying", "set_airplane_mode", "off"),
        ("turn off notifications for now", "set_do_not_disturb", ""),  # not its own name
        ("don't turn off the wifi", "set_wifi", ""),
        ("wifi on and wifi off", "set_wifi", ""),
        ("turn it off", "set_wifi", ""),
    ],
)
def test_the_words_say_the_state_of_a_switch(wish, tool, state):
    assert stated_state(wish, REGISTRY.lookup(tool)) == state


def test_the_words_win_over_a_model_that_takes_the_other_state():
    wish, tool = "turn on power saving, I won't be home for hours", REGISTRY.lookup("set_battery_saver")
    wrong = ToolCall("set_battery_saver", {"state": "off"})
    assert left_undone(wish, wrong, tool)
    assert as_stated(wish, wrong, tool).arguments == {"state": "on"}
    assert as_stated("battery saver please", wrong, tool) is wrong


def test_two_of_three_acts_leave_the_third_untouched():
    wish = "wifi off, do not disturb on, brightness to 20 percent"
    calls = [
        ("set_wifi", {"state": "off"}),
        ("set_do_not_disturb", {"state": "on"}),
        ("set_brightness", {"level": "20"}),
    ]
    done = [(ToolCall(name, arguments), REGISTRY.lookup(name)) for name, arguments in calls]
    assert untouched(wish, done[:2]) == "brightness"
    assert not untouched(wish, done)


def test_a_piece_of_a_long_form_is_not_the_wish():
    wish = "Add these expenses into the pro expense: Expense: Interest amount_dollars: 20.5 category: Income note: Mine"
    tool = builtin_registry().lookup("add_note")
    assert "expense" in left_undone(wish, ToolCall("add_note", {"title": "Income", "text": "Mine"}), tool)
