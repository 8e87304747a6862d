"""Gestures through the uiautomator2 server: one finger live, along points, two fingers, and how long they take."""

from __future__ import annotations

import time

import pytest

from ainos.virtual_phone.ui.nodes import Motion

DEMO, APIS = "com.example.u2testdemo", "io.appium.android.apis"


@pytest.fixture
def pinch(u2):
    u2.start(f"{DEMO}/.PinchActivity")
    return u2


@pytest.fixture
def paper(u2):
    u2.start(f"{APIS}/.graphics.TouchPaint")
    return u2


def scale(u2) -> str:
    return u2.text(resourceId=f"{DEMO}:id/scale")


def strokes(u2) -> list[list[tuple[float, float]]]:
    return u2.phone.activities.resumed.activity._strokes


def test_two_fingers_zoom_a_picture_and_its_limits_hold(pinch):
    picture = pinch.selector(description="pinch image")
    apart = [{"x": x, "y": 1200} for x in (400, 680, 330, 750)]
    assert pinch.call("gesture", picture, *apart, 20)
    assert scale(pinch) == "Scale: 1.50"
    assert pinch.call("pinchIn", picture, 80, 50)
    assert scale(pinch) == "Scale: 0.50"
    assert pinch.call("pinchOut", picture, 100, 50)
    assert scale(pinch) == "Scale: 3.00"
    spots = [{"x": x, "y": 1200} for x in (108, 972, 540, 540)]
    assert pinch.call("gesture", pinch.selector(), *spots, 20)
    assert scale(pinch) == "Scale: 0.50"


def test_two_fingers_where_nothing_zooms_change_nothing(u2):
    u2.start("com.android.settings/.Settings")
    before = u2.call("dumpWindowHierarchy", False, 50)
    assert u2.call("pinchOut", u2.selector(scrollable=True), 50, 10)
    assert u2.call("dumpWindowHierarchy", False, 50) == before


def test_a_pinch_that_cannot_be_is_the_devices_own_error(pinch):
    picture = pinch.selector(description="pinch image")
    assert pinch.error("pinchIn", picture, 101, 10)["data"].startswith(
        "java.lang.IllegalArgumentException: Percent must be between 0 and 100"
    )
    pinch.phone.display.set_density(120)
    small = pinch.selector(description="Navigate up")
    assert pinch.error("pinchOut", small, 50, 10)["message"] == "java.lang.IllegalStateException"


def test_both_fingers_reach_a_view_that_takes_motion_events(paper):
    seen: list[Motion] = []
    activity = paper.phone.activities.resumed.activity
    draw = activity._touched
    activity._touched = lambda motion: (seen.append(motion), draw(motion))
    spots = [{"x": x, "y": y} for x, y in ((200, 600), (800, 600), (200, 1200), (800, 1200))]
    assert paper.call("gesture", paper.selector(description="paper"), *spots, 10)
    actions = [motion.action for motion in seen]
    assert actions == ["down", "pointer_down", *["move"] * 10, "pointer_up", "up"]
    assert {len(motion.points) for motion in seen if motion.action == "move"} == {2}
    assert len(strokes(paper)) == 2


def test_a_finger_draws_as_it_moves(paper):
    for action, x, y in ((0, 200, 700), (2, 400, 900), (2, 600, 800), (1, 600, 800)):
        assert paper.call("injectInputEvent", action, x, y, 0)
    stroke = strokes(paper)[0]
    assert len(stroke) == 3
    assert stroke[0][0] < stroke[1][0] < stroke[2][0]
    assert paper.text(resourceId=f"{APIS}:id/strokes") == "1 strokes"
    assert paper.call("injectInputEvent", 9, 0, 0, 0) is False


def test_swipe_points_go_through_every_point(paper):
    assert paper.call("swipePoints", [200, 600, 800, 600, 800, 1400], 20)
    xs = [x for x, _ in strokes(paper)[0]]
    ys = [y for _, y in strokes(paper)[0]]
    assert max(xs) == pytest.approx(800 / 1080, abs=0.01)
    assert ys.index(max(ys)) == len(ys) - 1
    assert len(xs) > 10


def test_taps_drags_and_swipes_draw_too(paper):
    paper.call("click", 300, 700)
    paper.call("drag", 300, 700, 500, 900, 20)
    paper.call("swipe", 300, 1200, 700, 1200, 20)
    assert [len(stroke) > 2 for stroke in strokes(paper)] == [False, True, True]


def test_a_list_follows_a_finger_there_and_back(u2):
    u2.start(f"{APIS}/.ApiDemos", **{f"{APIS}.Path": "Views"})
    top = u2.selector(text="Animation")
    for action, y in ((0, 1500), (2, 1100), (2, 700)):
        u2.call("injectInputEvent", action, 540, y, 0)
    assert not u2.call("exist", top)
    for action, y in ((2, 1400), (1, 1500)):
        u2.call("injectInputEvent", action, 540, y, 0)
    assert u2.call("exist", top)
    assert u2.call("exist", u2.selector(text="Buttons"))


def test_a_finger_that_rests_is_a_long_press_before_it_leaves(u2):
    u2.call("pressKey", "home")
    icon = u2.call("objInfo", u2.selector(text="Settings"))["bounds"]
    x, y = (icon["left"] + icon["right"]) / 2, (icon["top"] + icon["bottom"]) / 2
    u2.call("injectInputEvent", 0, x, y, 0)
    before = u2.call("dumpWindowHierarchy", False, 50)
    u2.phone.clock.advance(600)
    during = u2.call("dumpWindowHierarchy", False, 50)
    u2.call("injectInputEvent", 1, x, y, 0)
    assert during != before


@pytest.mark.parametrize(("direction", "moved"), [("up", True), ("down", False), ("sideways", False)])
def test_an_object_is_swiped_from_edge_to_edge(u2, direction, moved):
    u2.start(f"{APIS}/.ApiDemos", **{f"{APIS}.Path": "Views"})
    swiped = u2.call("swipe", u2.selector(resourceId="android:id/list"), direction, 20)
    assert swiped is (direction != "sideways")
    assert u2.call("exist", u2.selector(text="Animation")) is not moved


def test_corners_and_impossible_points(u2):
    u2.start(f"{DEMO}/.ToastActivity")
    button = u2.selector(text="Show Toast")
    assert u2.call("click", button, "middle") is False
    assert u2.call("click", -5, 10) is False
    assert u2.call("getLastToast") is None
    assert u2.call("click", button, "br")
    assert u2.call("getLastToast") == "Button Clicked!"


def test_flinging_and_scrolling_tell_whether_there_is_more(u2):
    u2.start(f"{APIS}/.ApiDemos", **{f"{APIS}.Path": "Views"})
    lists = u2.selector(resourceId="android:id/list")
    assert u2.call("scrollBackward", lists, True, 10) is False
    assert u2.call("scrollToEnd", lists, True, 1, 55) in (True, False)
    assert u2.call("flingToEnd", lists, True, 20)
    assert u2.call("flingForward", lists, True) is False
    assert u2.call("flingToBeginning", lists, True, 20)
    assert u2.call("scrollForward", lists, True, 10)
    assert u2.error("scrollForward", u2.selector(text="Nowhere"), True, 10)["code"] == -32001


def test_gestures_take_five_milliseconds_a_step_with_the_real_pace(pinch):
    picture = pinch.selector(description="pinch image")
    pinch.phone.pace = "real"
    begin = time.monotonic()
    pinch.call("pinchIn", picture, 50, 40)
    assert time.monotonic() - begin >= 0.2
    begin = time.monotonic()
    pinch.call("swipePoints", [1, 500, 1, 600, 1, 700], 20)
    assert time.monotonic() - begin >= 0.2
    pinch.phone.pace = "fast"
    begin = time.monotonic()
    pinch.call("drag", 100, 500, 100, 600, 400)
    assert time.monotonic() - begin < 0.3
