"""Objects of the uiautomator2 server: how they are looked up, ids, collections, watchers, errors."""

from __future__ import annotations

import pytest

SETTINGS = "com.android.settings/.Settings"
DEMOS = "io.appium.android.apis/.ApiDemos"
PATH = "io.appium.android.apis.Path"


@pytest.fixture
def settings(u2):
    u2.start(SETTINGS)
    return u2


def test_simple_lookups_mind_the_case_and_lists_do_not(settings):
    loose = settings.selector(textContains="DEVICES")
    assert not settings.call("exist", loose)
    assert settings.call("count", loose) == 1
    assert settings.call("waitForExists", loose, 20) is False
    assert settings.call("exist", settings.selector(textStartsWith="Connected"))


def test_what_has_no_text_fits_any_pattern_in_a_simple_lookup_and_none_in_a_list(settings):
    frame = settings.selector(resourceId="android:id/content", textMatches=".*")
    assert settings.call("exist", frame)
    assert settings.call("count", frame) == 0


def test_an_object_found_by_instance_has_empty_texts_where_a_simple_one_has_none(settings):
    plain = settings.call("objInfo", settings.selector(text="Display"))
    numbered = settings.call("objInfo", settings.selector(text="Display", instance=0))
    assert (plain["contentDescription"], plain["resourceName"]) == (None, "android:id/title")
    assert (numbered["contentDescription"], numbered["resourceName"]) == ("", None)
    assert plain["bounds"] == plain["visibleBounds"]
    frame = settings.selector(resourceId="android:id/content")
    assert settings.call("getText", frame) is None
    assert settings.call("getText", frame | {"mask": frame["mask"] | 0x1000000, "instance": 0}) == ""


def test_the_bounds_of_a_half_hidden_object_are_told_twice(u2):
    u2.start(DEMOS, **{PATH: "Graphics"})
    rows = u2.call("objInfoOfAllInstances", u2.selector(resourceId="android:id/text1"))
    last = rows[-1]
    assert last["bounds"]["bottom"] > last["visibleBounds"]["bottom"]
    assert rows[0]["bounds"] == rows[0]["visibleBounds"]


def test_a_missing_child_is_told_with_its_whole_path(settings):
    wanted = settings.selector(className="android.widget.ListView", clickable=True) | {
        "childOrSibling": ["child", "sibling"],
        "childOrSiblingSelector": [settings.selector(textMatches="x.*"), settings.selector(instance=3)],
    }
    assert settings.error("getText", wanted)["data"] == (
        "UiSelector[CLASS=android.widget.ListView, CLICKABLE=true, CHILD=[PARENT=[INSTANCE=3], TEXT_REGEX=x.*]]"
    )


def test_a_broken_pattern_is_javas_exception_with_a_stack_trace(settings):
    error = settings.error("exist", settings.selector(textMatches="["))
    assert (error["code"], error["message"]) == (-32001, "java.util.regex.PatternSyntaxException")
    assert "\n\tat com.wetest.uia2" in error["data"]


def test_ids_are_good_for_a_minute(settings):
    clock = settings.phone.clock
    ident = settings.call("getUiObject", settings.selector(text="Display"))
    assert settings.call("getUiObjects") == [ident]
    assert settings.call("exist", ident)
    assert settings.call("getText", ident) == "Display"
    clock.advance(61_000)
    assert settings.call("getUiObjects") == []
    assert settings.call("exist", ident) is False
    assert settings.error("click", ident) == {
        "code": -32001,
        "message": "androidx.test.uiautomator.UiObjectNotFoundException",
        "data": f"UiObject {ident} not found!",
    }


def test_an_id_leads_to_children_and_siblings_and_can_be_dropped(settings):
    call, selector = settings.call, settings.selector
    title = call("getUiObject", selector(text="Apps"))
    summary = call("getFromParent", title, selector(resourceId="android:id/summary"))
    assert call("getText", summary) == "Recent apps, default apps"
    whole = call("getUiObject", selector(scrollable=True))
    assert call("getText", call("getChild", whole, selector(text="Display"))) == "Display"
    call("removeUiObject", title)
    assert call("getFromParent", title, selector(clickable=True)) is None


def test_a_child_is_found_by_text_in_a_list_that_must_be_scrolled(u2):
    u2.start(DEMOS, **{PATH: "Views"})
    lists, rows = u2.selector(resourceId="android:id/list"), u2.selector(className="android.widget.TextView")
    assert not u2.call("exist", u2.selector(text="WebView3"))
    ident = u2.call("childByText", lists, rows, "WebView3")
    assert u2.call("getText", ident) == "WebView3"
    u2.call("scrollToBeginning", lists, True, 50, 55)
    error = u2.error("childByText", lists, rows, "WebView3", False)
    assert error["data"] == 'for text= "WebView3"'
    assert u2.call("getText", u2.call("childByDescription", lists, rows, "Buttons")) == "Buttons"
    assert u2.call("getText", u2.call("childByInstance", lists, rows, 1)) == "Auto Complete"
    assert u2.error("getText", u2.call("childByInstance", lists, rows, 400))["code"] == -32001


def test_a_watcher_acts_when_an_object_is_missing_and_is_remembered(settings):
    call, selector = settings.call, settings.selector
    call("registerClickUiObjectWatcher", "open", [selector(text="Apps")], selector(text="Display"))
    assert not call("hasAnyWatcherTriggered")
    numbered = selector(text="Dark theme", instance=0)
    assert call("getText", numbered) == "Dark theme"
    call("registerPressKeyskWatcher", "leave", [selector(text="Dark theme")], ["back", "home"])
    assert call("getWatchers") == ["open", "leave"]
    assert (call("hasWatcherTriggered", "open"), call("hasWatcherTriggered", "leave")) == (True, False)
    call("removeWatcher", "open")
    call("runWatchers")
    assert call("hasWatcherTriggered", "leave")
    assert call("deviceInfo")["currentPackageName"] == "com.google.android.apps.nexuslauncher"
    call("resetWatcherTriggers")
    assert not call("hasAnyWatcherTriggered")


def test_set_text_touches_a_simple_field_first(u2):
    u2.start("io.appium.android.apis/.app.SearchInvoke")
    field = u2.selector(resourceId="io.appium.android.apis:id/txt_query_prefill")
    assert u2.call("setText", field, "hello")
    assert u2.call("objInfo", field)["focused"]
    assert u2.phone.windows.input_shown
    u2.call("clearInputText")
    assert u2.call("getText", field) == ""
    assert u2.call("setText", u2.selector(text="Prefill query:", instance=0), "x") is False
    assert u2.call("setText", u2.selector(text="Prefill query:"), "x") is True
    assert u2.text(text="Prefill query:") == "Prefill query:"


def test_shell_commands_are_split_at_blanks_and_told_in_three_parts(u2):
    assert u2.call("executeShellCommand", "echo a | cat", 5000) == {
        "returnCode": 0, "stdout": "a | cat\n", "stderr": "",
    }  # fmt: skip
    missing = u2.call("executeShellCommand", "ls /nowhere", 5000)
    assert (missing["returnCode"], missing["stdout"]) == (1, "")
    assert "No such file" in missing["stderr"]
    assert u2.call("executeShellCommand", "sleep 30", 30)["returnCode"] == -1


def test_the_configurator_keeps_what_it_is_told(u2):
    assert u2.call("getConfigurator")["scrollAcknowledgmentTimeout"] == 200
    assert u2.call("setConfigurator", {"keyInjectionDelay": 40})["keyInjectionDelay"] == 40
    assert u2.call("getConfigurator")["keyInjectionDelay"] == 40


def test_apps_are_launched_by_package_and_windows_are_waited_for(u2):
    assert u2.call("launchApp", "io.appium.android.apis")
    assert not u2.call("launchApp", "no.such.package")
    assert u2.call("clickAndWaitForNewWindow", u2.selector(text="App"), 3000)
    assert u2.text(text="Alarm") == "Alarm"
    assert u2.call("waitForWindowUpdate", "no.such.package", 3000) is False
    assert u2.call("waitForWindowUpdate", None, 30) is False


def test_direction_keys_in_a_web_view_tell_what_they_reached(u2):
    u2.start("io.appium.android.apis/.view.WebView1")
    assert u2.call("getLastTraversedText") is None
    for _ in range(4):
        u2.call("pressKey", "down")
    assert u2.call("getLastTraversedText") == "i am a link"
    u2.call("clearLastTraversedText")
    assert u2.call("getLastTraversedText") is None
    assert u2.call("pressKey", "no such key") is False


def test_rotation_is_frozen_where_it_is_and_unknown_names_are_left_alone(u2):
    u2.call("setOrientation", "r")
    u2.call("setOrientation", "upsidedown")
    u2.call("freezeRotation", True)
    assert u2.call("deviceInfo")["displayRotation"] == 3
    u2.call("freezeRotation", False)
    assert u2.call("deviceInfo")["naturalOrientation"]


def test_a_frozen_clock_moves_on_while_something_is_waited_for(u2):
    u2.phone.clock.running = False
    before = u2.phone.clock.now_ms()
    assert u2.call("waitForExists", u2.selector(text="Nowhere"), 20_000) is False
    assert u2.phone.clock.now_ms() - before == 20_000
