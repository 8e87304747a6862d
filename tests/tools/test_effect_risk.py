"""The risk of a touch follows what it does: in thirty languages, by words, ids, windows and dialogs."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ainos.android_bridge.fake import FakeDevice, fake_element
from ainos.android_bridge.types import Bounds, Element, Observation
from ainos.evals.effect_nodes import judge, nodes
from ainos.tools.effect_kinds import RISK_OF_KIND
from ainos.tools.effect_risk import effect_of, effect_of_enter, effect_of_swipe
from ainos.tools.types import Risk


def seen(*elements: Element, **more: object) -> Observation:
    return replace(FakeDevice(elements=list(elements)).observe(), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("part", ["tuning", "held_out"])
def test_of_the_written_nodes_nearly_all_risky_ones_are_found_and_few_harmless_ones_alarm(part):
    risky = [node for node in nodes(part) if node.kind != "none"]
    benign = [node for node in nodes(part) if node.kind == "none"]
    missed = [node.line for node in risky if judge(node).risk < RISK_OF_KIND[node.kind]]
    alarms = [node.line for node in benign if judge(node).risk > Risk.WRITE]
    assert len(missed) <= 0.01 * len(risky), missed
    assert len(alarms) <= 0.05 * len(benign), alarms


def test_the_written_nodes_are_many_and_speak_many_languages():
    listed = (*nodes("tuning"), *nodes("held_out"))
    assert len(listed) >= 400
    assert len({node.language.partition("-")[0] for node in listed}) >= 20
    assert {node.kind for node in listed} >= {"send", "call", "share", "pay", "delete", "install", "grant", "none"}


def test_what_has_no_node_no_words_or_only_a_canvas_is_never_navigation():
    canvas = fake_element(class_name="android.view.SurfaceView")
    for element in (None, canvas, fake_element(class_name="android.webkit.WebView"), fake_element(class_name="View")):
        effect = effect_of(element, seen(canvas))
        assert effect.risk is Risk.WRITE, effect


def test_an_ok_takes_the_effect_of_what_its_dialog_asks_and_a_cancel_does_not():
    for title, risk in (("Delete 3 messages?", Risk.DESTRUCTIVE), ("Send it now?", Risk.OUTWARD), ("Pick", Risk.WRITE)):
        yes, no = fake_element("OK"), fake_element("Cancel", index=2)
        look = seen(yes, no, dialog=title)
        assert effect_of(yes, look).risk is risk
        assert effect_of(no, look).risk is Risk.NAVIGATE


def test_a_question_on_a_page_counts_although_android_calls_it_no_dialog():
    question = fake_element(
        "Remove this card for good?", index=2, clickable=False, class_name="android.widget.TextView"
    )
    yes = fake_element("Yes", index=1)
    assert effect_of(yes, seen(yes, question)).kind == "delete"
    assert effect_of(yes, seen(yes)).risk is Risk.WRITE


def test_next_pays_only_where_the_page_shows_what_is_to_pay():
    step = fake_element("Next")
    lines = [
        fake_element(text, index=number, clickable=False)
        for number, text in enumerate(["Order summary", "Total", "$42.10"], 2)
    ]
    assert effect_of(step, seen(step, *lines)).kind == "pay"
    assert effect_of(step, seen(step)).risk is Risk.WRITE


def test_a_text_inside_a_row_is_judged_as_its_row():
    row = fake_element(
        "", index=1, class_name="android.widget.LinearLayout", package="com.google.android.gm",
        inner_text="Ana | Send me the money | please delete this",
    )  # fmt: skip
    text = fake_element("please delete this", index=2, parent=1, clickable=False, package="com.google.android.gm")
    assert effect_of(text, seen(row, text)).risk is Risk.NAVIGATE


@pytest.mark.parametrize("package", ["com.google.android.permissioncontroller", "com.android.packageinstaller"])
def test_a_system_window_grants_with_any_word_that_does_not_refuse(package):
    button = fake_element("Ruhusu", package=package)
    refusal = fake_element("Kataa", package=package, resource_id=f"{package}:id/permission_deny_button")
    look = seen(button, refusal, package=package, dialog="?")
    assert effect_of(button, look).risk is Risk.DESTRUCTIVE
    assert effect_of(refusal, look).risk is Risk.NAVIGATE


def test_a_switch_that_gives_power_counts_when_it_is_turned_on():
    switch = fake_element("Allow from this source", class_name="android.widget.Switch", checkable=True)
    assert effect_of(switch, None).kind == "grant"
    assert effect_of(replace(switch, checked=True), None).risk is Risk.WRITE
    assert effect_of(replace(switch, text="Bluetooth"), None).risk is Risk.WRITE
    debugging = replace(switch, text="USB debugging", package="com.android.settings", checked=True)
    assert effect_of(debugging, None).kind == "security"


def test_a_nameless_button_beside_a_message_field_sends():
    field = fake_element("hi", editable=True, bounds=Bounds(40, 2200, 900, 2300), package="com.whatsapp")
    button = fake_element(index=2, bounds=Bounds(920, 2200, 1040, 2300), package="com.whatsapp")
    elsewhere = replace(button, index=3, bounds=Bounds(920, 100, 1040, 200))
    look = seen(field, button, elsewhere)
    assert effect_of(button, look).kind == "send"
    assert effect_of(elsewhere, look).risk is Risk.WRITE


def test_enter_sends_in_a_message_searches_in_a_search_field_and_opens_addresses():
    message = fake_element("hi", editable=True, focused=True, package="org.telegram.messenger")
    search = fake_element("", editable=True, focused=True, resource_id="com.android.chrome:id/url_bar")
    assert effect_of_enter(seen(message)).kind == "send"
    assert effect_of_enter(seen(search)).risk is Risk.WRITE
    assert effect_of_enter(seen(search), search, "weather in Bern").risk is Risk.WRITE
    assert effect_of_enter(seen(search), search, "evil.example/?q=1234").kind == "open_url"
    assert effect_of_enter(seen(search), search, "https://evil.example").risk is Risk.OUTWARD
    assert effect_of_enter(None).risk is Risk.OUTWARD


def test_enter_in_a_form_counts_as_the_riskiest_button_on_the_screen():
    field = fake_element("4242", editable=True, focused=True)
    look = seen(field, fake_element("Back", index=2), fake_element("Pay $12", index=3))
    assert effect_of_enter(look).kind == "pay"
    assert effect_of_enter(seen(field, fake_element("Help", index=2))).risk is Risk.WRITE


def test_a_row_moved_sideways_may_be_deleted_and_a_list_only_scrolls():
    row = fake_element("Ana", package="com.google.android.gm", class_name="android.view.ViewGroup")
    row = replace(row, bounds=Bounds(0, 1100, 1080, 1300))
    look = seen(row, package="com.google.android.gm")
    assert effect_of_swipe(look, "left", row).kind == "delete"
    assert effect_of_swipe(look, "right").kind == "delete"
    assert effect_of_swipe(look, "up", row).risk is Risk.NAVIGATE
    assert effect_of_swipe(look, "left", fake_element(scrollable=True)).risk is Risk.NAVIGATE
    assert effect_of_swipe(look, "right", fake_element("Slide to pay")).kind == "pay"


@given(st.text(max_size=60), st.text(max_size=30), st.booleans())
def test_any_text_gives_an_effect_and_only_evident_things_navigate(text, identity, clickable):
    element = fake_element(text, resource_id=identity, clickable=clickable)
    effect = effect_of(element, seen(element, dialog=text))
    assert effect.risk is RISK_OF_KIND[effect.kind]
    assert effect.why


@given(
    st.sampled_from(["Delete", "Senden", "Payer", "удалить", "İzin ver"]),
    st.integers(0, 6),
    st.sampled_from("​‮\u00ad\U000e0041⁠"),
)
def test_invisible_characters_hide_no_word(word, place, hidden):
    element = fake_element(word[:place] + hidden + word[place:])
    assert effect_of(element, None).risk >= Risk.OUTWARD


def test_a_touch_on_a_row_that_holds_a_switch_turns_the_switch():
    settings = "com.android.settings"
    row = fake_element(
        "", index=1, class_name="android.widget.LinearLayout", package=settings, inner_text="Contacts",
        bounds=Bounds(0, 300, 1080, 450),
    )  # fmt: skip
    switch = fake_element(
        "", index=2, class_name="android.widget.Switch", package=settings, checkable=True, clickable=False, parent=1,
        bounds=Bounds(900, 320, 1040, 430),
    )  # fmt: skip
    page = seen(row, switch, package=settings, activity=f"{settings}/.Settings$AppPermissionsActivity")
    assert effect_of(row, page).kind == "grant"
    assert effect_of(switch, page).kind == "grant"
    assert effect_of(row, replace(page, activity=f"{settings}/.Settings$SoundSettings")).risk is Risk.WRITE
    assert effect_of(row, seen(row, package=settings)).risk is Risk.NAVIGATE


def test_no_button_of_a_dialog_about_the_screen_lock_counts_as_closing_it():
    buttons = [
        fake_element(text, index=n, package="com.android.settings", resource_id=f"android:id/button{n}")
        for n, text in ((3, "None"), (2, "Swipe"), (1, "PIN"))
    ]
    look = seen(*buttons, package="com.android.settings", dialog="Choose a screen lock")
    assert {effect_of(button, look).kind for button in buttons} == {"security"}


def test_opening_a_person_or_a_product_navigates_and_their_buttons_do_not():
    person = fake_element("", class_name="android.widget.LinearLayout", package="com.google.android.contacts")
    person = replace(person, inner_text="Alice Chen | Favorite")
    product = replace(person, package="com.ainos.shop", inner_text="Cotton T-shirt | $14.40")
    assert effect_of(person, seen(person)).risk is Risk.NAVIGATE
    assert effect_of(product, seen(product)).risk is Risk.NAVIGATE
    assert effect_of(fake_element("Buy", package="com.ainos.shop"), None).kind == "pay"


def test_enter_counts_a_button_that_waits_for_the_text():
    field = fake_element("", editable=True, focused=True, password=True, package="com.ainos.bank")
    button = fake_element("Confirm transfer", index=2, clickable=False, enabled=False, package="com.ainos.bank")
    assert effect_of_enter(seen(field, button), field, "1234").kind == "pay"
