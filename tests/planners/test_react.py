from dataclasses import replace

from ainos.android_bridge.fake import FakeDevice, fake_element
from ainos.models.scripted import ScriptedModel
from ainos.models.types import Turn
from ainos.planners.react import Progress, build_request
from ainos.tools.types import ToolCall


def look(*names, **more):
    device = FakeDevice()
    device.show(*(fake_element(name, index=number) for number, name in enumerate(names, 1)))
    return replace(device.observe(), **more)


LIST = ("Milk", "Eggs", "Bread", "Coffee", "Tea", "Rice", "Soap", "Salt")


def request(progress, seen, *, keeps=False):
    model = ScriptedModel([])
    model.keeps_history = keeps
    return build_request(progress, model, goal="g", tools=[], observation=seen, recalled=())


def test_the_first_look_is_whole_and_the_next_tells_only_what_changed_where_the_model_keeps_its_history():
    progress = Progress("g")
    first = request(progress, look(*LIST), keeps=True)
    assert all(name in first.screen for name in LIST)
    second = request(progress, look(*LIST[:-1], "Pepper"), keeps=True)
    assert "Pepper" in second.screen
    assert "Bread" not in second.screen
    assert len(second.screen.split()) <= 50


def test_a_model_without_a_memory_sees_the_whole_screen_each_time():
    progress = Progress("g")
    request(progress, look(*LIST))
    assert "Bread" in request(progress, look(*LIST[:-1], "Pepper")).screen


def test_another_page_is_shown_whole():
    progress = Progress("g")
    request(progress, look(*LIST), keeps=True)
    assert "Bread" in request(progress, look(*LIST, activity="com.example/.Other"), keeps=True).screen


def test_what_a_touch_changed_stands_in_its_turn_once_and_short():
    progress = Progress("g")
    request(progress, look(*LIST))
    progress.turns.append(Turn(ToolCall("tap", {"element": "1"}), 'Tapped "Milk".'))
    after = look(*LIST[:-1], "Pepper")
    request(progress, after)
    told = request(progress, after).history[-1].result
    assert told.count("Pepper") == 1
    assert len(told.split()) <= 50
