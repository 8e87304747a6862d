"""Trees as real phones have them: labels that are missing, buttons in buttons; and clean ones."""

from __future__ import annotations

import functools

import pytest

from ainos.virtual_phone.phone import Phone
from ainos.virtual_phone.ui.dump import shown_text
from ainos.virtual_phone.ui.nodes import avatar, button, column, icon, icon_button, list_item, row, stack, text
from ainos.virtual_phone.ui.realism import Voice, adapted
from ainos.virtual_phone.ui.translate import words_of
from ainos.virtual_phone.ui.view import LINEAR, VIEW

from .crawl import Visit, crawl

MOST = 6
"""Screens of each app that are counted."""
USUAL, CLEAN = Voice(None, clean=False), Voice(None, clean=True)


@functools.cache
def visits(clean: bool) -> tuple[Visit, ...]:
    """Visit the screens of the basic apps and of those of the benchmark."""
    return tuple(crawl(Phone(app_sets=("androidworld",), pace="fast", speed=0.0, clean=clean), most=MOST))


def clickable(clean: bool):
    return [(visit.name, box) for visit in visits(clean) for box in visit.boxes if box.node.clickable]


def silent(box) -> bool:
    return not shown_text(box.node) and not box.node.desc


def test_more_than_a_third_of_the_clickable_views_say_nothing_of_themselves():
    found = clickable(clean=False)
    share = sum(silent(box) for _, box in found) / len(found)
    print(f"{len(visits(False))} screens, {len(found)} clickable views, {share:.1%} without text and description")
    assert len(visits(False)) > 100
    assert 0.33 <= share <= 0.41, share


def test_a_third_or_more_of_the_views_have_an_id():
    boxes = [box for visit in visits(False) for box in visit.boxes]
    assert sum(bool(box.node.id) for box in boxes) / len(boxes) > 0.33


def test_icons_without_a_label_and_buttons_in_buttons_are_among_them():
    found = [box for _, box in clickable(clean=False) if silent(box)]
    assert any(not box.children and box.node.icon for box in found)
    assert any(any(a.node.clickable for a in box.ancestors() if a is not box) for box in found)


def test_a_clean_phone_labels_everything_that_can_be_clicked():
    bare = [(name, box.node.cls, box.node.id) for name, box in clickable(clean=True) if silent(box)]
    assert bare == []


def test_rows_out_of_sight_are_not_in_the_tree():
    phone = Phone(pace="fast", speed=0.0)
    phone.activities.start(phone.packages.launch_intent("com.android.settings"))
    titles = [box.node.text for box in phone.windows.boxes()]
    assert "Network & internet" in titles
    assert "About phone" not in titles
    lowest = phone.windows.frame.height
    assert all(box.seen[3] <= lowest for box in phone.windows.boxes())


def test_a_badge_does_what_its_row_does():
    opened = []
    tree = adapted(list_item("Mum", icon=avatar("Mum"), on_click=lambda: opened.append(1)), USUAL)
    badge = tree.children[0]
    assert (badge.clickable, badge.desc, badge.text) == (True, "", "")
    badge.on_click()
    assert opened == [1]
    assert not adapted(list_item("Mum", icon=avatar("Mum"), on_click=print), CLEAN).children[0].clickable


def test_a_description_that_only_repeats_the_words_inside_is_left_out():
    repeated = row(text("Wi-Fi"), text("Connected"), desc="Wi-Fi, connected", on_click=print)
    assert adapted(repeated, USUAL).desc == ""
    assert adapted(repeated, CLEAN).desc == "Wi-Fi, connected"
    more = row(text("16"), desc="16 March, one event", on_click=print)
    assert adapted(more, USUAL).desc == "16 March, one event"


@pytest.mark.parametrize(
    ("node", "desc"),
    [
        (row(text("Wi-Fi"), text("On"), on_click=print), "Wi-Fi, On"),
        (row(text("File"), icon_button("more", "", print, id="item_more"), on_click=print), "File"),
        (icon_button("send", "", print, id="send_now"), "send now"),
        (stack(on_click=print), "FrameLayout"),
        (button("OK", print), ""),
    ],
)
def test_clean_trees_take_their_words_from_what_is_inside(node, desc):
    assert adapted(node, CLEAN).desc == desc


def test_clean_descriptions_are_in_the_language_of_the_screen():
    tree = row(text("Display"), text("Off"), on_click=print)
    assert adapted(tree, Voice(words_of("zh"), clean=True)).desc == "显示, 已关闭"


def test_web_pages_are_plain_views():
    page = stack(column(row(text("Hello")), icon("star")), cls="android.webkit.WebView")
    shown = adapted(page, USUAL)
    body = shown.children[0]
    assert [body.cls, *(child.cls for child in body.children)] == [VIEW, VIEW, "android.widget.Image"]
    assert body.children[0].children[0].cls == "android.widget.TextView"
    assert page.children[0].cls == LINEAR


def test_an_app_keeps_the_tree_that_it_built():
    inner = icon_button("more", "More options for a.txt", print, id="item_more")
    tree = column(row(text("a.txt"), inner, on_click=print))
    shown = adapted(tree, USUAL)
    assert shown is not tree
    assert inner.desc == "More options for a.txt"
    assert shown.children[0].children[1].desc == ""
    plain = column(text("a"), button("b", print))
    assert adapted(plain, USUAL) is plain
