"""The real uiautomator2 client, over real adb, against a running phone."""

from __future__ import annotations

import time

import adbutils
import pytest


@pytest.fixture(scope="module")
def d(shared_phone):
    import uiautomator2

    client = adbutils.AdbClient(host="127.0.0.1", port=shared_phone.adb_server_port)
    device = uiautomator2.connect(client.device(shared_phone.serial))
    yield device
    device.stop_uiautomator()


@pytest.fixture(autouse=True)
def at_home(d):
    d.press("home")
    yield
    d.press("home")


@pytest.fixture
def settings_app(d):
    d.app_stop("com.android.settings")
    d.app_start("com.android.settings")
    assert d(text="Network & internet").wait(timeout=5)
    yield d
    d.app_stop("com.android.settings")


def test_info_and_window_size(d):
    assert d.info["sdkInt"] == 33
    assert d.window_size() == (1080, 2400)
    assert d.app_current()["package"] == "com.google.android.apps.nexuslauncher"


def test_the_hierarchy_is_dumped_and_searched_by_xpath(d):
    assert 'text="Settings"' in d.dump_hierarchy()
    assert d.xpath('//*[@text="Settings"]').exists
    d.xpath("Settings").click()
    assert d(text="Network & internet").wait(timeout=5)


def test_selectors_click_wait_and_vanish(settings_app):
    d = settings_app
    d(text="Display").click()
    assert d(text="Dark theme").wait(timeout=5)
    assert d(text="Network & internet").wait_gone(timeout=5)
    assert d(description="Navigate up").exists
    d.press("back")
    assert d(text="Display").wait(timeout=5)


def test_a_missing_object_raises_the_clients_error(d):
    from uiautomator2.exceptions import UiObjectNotFoundError

    with pytest.raises(UiObjectNotFoundError):
        d(text="Nowhere").click(timeout=0.1)


def test_relative_selectors(settings_app):
    d = settings_app
    assert d(text="Apps").sibling(resourceId="android:id/summary").get_text() == "Recent apps, default apps"
    assert d(className="android.widget.LinearLayout", clickable=True)[0].child(text="Network & internet").exists
    assert d(text="Display").up(resourceId="android:id/title").get_text() == "Sound & vibration"
    assert len(d(resourceId="android:id/title")) >= 10


def test_scrolling(settings_app):
    d = settings_app
    assert d(scrollable=True).scroll.to(text="About phone")
    assert d(text="About phone").exists
    d(scrollable=True).fling.toBeginning()
    assert d(text="Network & internet").exists
    d.swipe_ext("up", scale=0.8)
    assert d(text="About phone").exists


def test_text_goes_in_by_selector_and_by_the_adb_keyboard(settings_app):
    d = settings_app
    field = d(resourceId="com.android.settings:id/search_action_bar_title")
    field.set_text("sto")
    assert field.get_text() == "sto"
    assert d(text="Storage").exists
    field.click()
    d.clear_text()
    d.send_keys("größe 😀")
    assert d(focused=True).get_text() == "größe 😀"
    d.set_input_ime(False)


def test_an_object_by_text_is_a_handle_for_later_calls(settings_app):
    d = settings_app
    row = d(scrollable=True).child_by_text("About phone", className="android.widget.LinearLayout", clickable=True)
    assert row.exists
    row.click()
    assert d(text="Model").wait(timeout=5)


def test_two_fingers_shell_commands_and_watchers_of_the_server(settings_app):
    d = settings_app
    assert d(scrollable=True).pinch_out(percent=50, steps=5)
    assert d(scrollable=True).gesture((0.2, 0.5), (0.8, 0.5), (0.4, 0.5), (0.6, 0.5), steps=5)
    assert d.jsonrpc.executeShellCommand("getprop ro.build.version.sdk", 5000)["stdout"] == "33\n"
    assert d.jsonrpc.getWatchers() == []
    assert d.last_traversed_text is None


def test_screenshot(d):
    assert d.screenshot().size == (1080, 2400)


def test_toast_and_clipboard(d):
    d.toast.show("Hello from a test", 1)
    assert d.toast.get_message(2) == "Hello from a test"
    d.clipboard = "copied"
    assert d.clipboard == "copied"


def test_notifications_and_quick_settings_open(d):
    d.open_notification()
    assert d(packageName="com.android.systemui").wait(timeout=5)
    d.press("back")
    d.open_quick_settings()
    assert d(text="Bluetooth").wait(timeout=5)
    d.press("back")


def test_screen_off_and_unlock(d):
    d.screen_off()
    assert not d.info["screenOn"]
    d.unlock()
    assert d(text="Settings").wait(timeout=5)


def test_touch_down_move_up_and_drag(d):
    d.touch.down(540, 1700).move(540, 1200).up(540, 600)
    assert d(resourceId="com.google.android.apps.nexuslauncher:id/apps_view").wait(timeout=5)
    d.press("back")


def test_the_server_comes_back_after_it_was_stopped(d):
    d.stop_uiautomator()
    assert d.info["sdkInt"] == 33


def test_a_watcher_of_the_client_sees_the_tree(settings_app):
    d = settings_app
    with d.watch_context() as watch:
        watch.when("Battery").click()
        deadline = time.time() + 15
        while not d(text="Battery Saver").exists and time.time() < deadline:
            time.sleep(0.2)
    assert d(text="Battery Saver").exists


def test_a_message_is_answered_from_the_shade(d, shared_phone):
    shared_phone.adb("emu", "sms", "send", "+14155550108", "Are", "you", "there?")
    d.open_notification()
    assert d(text="Reply").wait(timeout=5)
    d(text="Reply").click()
    assert d(resourceId="com.android.systemui:id/remote_input_text").wait(timeout=5)
    d(focused=True).set_text("On my way")
    d(description="Send").click()
    sent = [entry for entry in shared_phone.control("state")["ledger"] if entry["kind"] == "sms_sent"]
    assert (sent[-1]["number"], sent[-1]["body"]) == ("+14155550108", "On my way")
