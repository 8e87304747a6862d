"""Languages: the tables, dates, right-to-left text and mirrored screens, fonts, and screens that stay usable."""

from __future__ import annotations

import asyncio
import functools
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from ainos.virtual_phone.phone import Phone
from ainos.virtual_phone.services.languages import is_tag
from ainos.virtual_phone.shell.streams import BufferWriter, BytesReader
from ainos.virtual_phone.ui import fallback, translate
from ainos.virtual_phone.ui.bidi import has_rtl, join, marked, runs_rtl, visual
from ainos.virtual_phone.ui.layout import intersect
from ainos.virtual_phone.ui.theme import theme
from ainos.virtual_phone.ui.translate import OWN_WORDS, words_of
from ainos.virtual_phone.ui.typeset import _roboto, break_lines, width_of

from .crawl import Visit, crawl

SETTINGS = "com.android.settings"
LANGUAGES = ("zh", "ar", "he", "de")
TABLES = Path(translate.__file__).with_name("languages")
_LATIN = re.compile("[A-Za-z]{2,}")


@pytest.fixture
def phone():
    return Phone(pace="fast", speed=0.0)


def opened(phone: Phone, package: str = SETTINGS) -> list[str]:
    phone.activities.start(phone.packages.launch_intent(package))
    return texts(phone)


def texts(phone: Phone) -> list[str]:
    return [box.node.text for box in phone.windows.boxes() if box.node.text]


def shell(phone: Phone, command: str) -> str:
    out = BufferWriter()
    asyncio.run(phone.run_shell(command, stdin=BytesReader(), stdout=out, stderr=out))
    return out.text()


# ── where the language comes from ──


@pytest.mark.parametrize(
    "command", ["settings put system system_locales zh-CN,en-US", "setprop persist.sys.locale zh-Hans-CN"]
)
def test_a_setting_and_a_property_change_the_language(phone, command):
    assert "Network & internet" in opened(phone)
    shell(phone, command)
    assert "网络和互联网" in texts(phone)
    assert shell(phone, "getprop persist.sys.locale").startswith("zh-")
    shell(phone, "settings put system system_locales en-US")
    assert "Network & internet" in texts(phone)


def test_a_phone_starts_in_the_language_that_is_asked_for():
    phone = Phone(pace="fast", speed=0.0, locale="zh-CN")
    assert phone.ledger.entries == []
    assert {"设置", "日历"} <= set(texts(phone))


def test_one_app_can_have_a_language_of_its_own(phone):
    shell(phone, f"cmd locale set-app-locales {SETTINGS} --locales ar-EG")
    assert "الإعدادات" in opened(phone)
    assert f"Locales for {SETTINGS} for user 0 are [ar-EG]" in shell(phone, f"cmd locale get-app-locales {SETTINGS}")
    assert "Clock" in opened(phone, "com.google.android.deskclock")
    shell(phone, f"cmd locale set-app-locales {SETTINGS} --locales ''")
    assert "Settings" in opened(phone)


def test_clients_read_language_and_direction_of_the_configuration(phone):
    assert "mcc310-mnc260-en-rUS-ldltr-" in shell(phone, "am get-config")
    phone.languages.set("ar")
    assert "mcc310-mnc260-ar-rEG-ldrtl-" in shell(phone, "am get-config")
    assert "[ar_EG] ldrtl" in shell(phone, "dumpsys window")


def test_the_language_is_part_of_a_snapshot(phone):
    kept = phone.snapshot()
    phone.languages.set("zh-CN")
    phone.languages.set_for_app(SETTINGS, "ar")
    phone.restore(kept)
    assert (phone.languages.tag, phone.languages.of_app(SETTINGS)) == ("en-US", "")
    assert "Settings" in opened(phone)


def test_only_tags_are_taken_as_languages(phone):
    assert [is_tag(tag) for tag in ("de", "zh-CN", "zh-Hans-CN", "es-419")] == [True] * 4
    assert [is_tag(tag) for tag in ("", "german", "zh_CN", "../x", "zh-cn")] == [False] * 5
    shell(phone, "settings put system system_locales ../../etc")
    assert phone.languages.tag == "en-US"
    phone.languages.set("xx-XX")
    assert "Settings" in opened(phone), "a language without a table stays English"


# ── words ──


def test_every_table_has_the_same_shape():
    shapes = {"date", "time", "am", "pm", "comma", "months", "weekdays", "initials", "patterns", "phrases"}
    for language in LANGUAGES:
        table = json.loads((TABLES / f"{language}.json").read_text("utf-8"))
        assert shapes <= set(table), language
        assert [len(table[name]) for name in ("months", "weekdays", "initials")] == [12, 7, 7]
        for english, said in table["patterns"].items():
            assert english.count("{}") + english.count("{#}") == said.count("{}") > 0, english


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("Settings", "设置"),
        ("Mon, Mar 16", "3月16日周一"),
        ("Monday, Mar 16, 2026, 2 events", "2026年3月16日星期一，2 个活动"),
        ("02 March 2026", "2026年3月2日"),
        ("March 2026", "2026年3月"),
        ("6:45 AM", "上午6:45"),
        ("Tue 6:45 AM", "周二 上午6:45"),
        ("Mon, Tue, Wed", "周一、周二、周三"),
        ("9:30 AM – 9:45 AM • Video call", "上午9:30 – 上午9:45 • 视频通话"),
        ("15% used - 54.6 GB free", "已使用 15% - 还剩 54.6 GB"),
        ("Delete “a.txt”?", "要删除“a.txt”吗？"),
        ("Alice Chen", "Alice Chen"),
        ("Perfect, see you there.", "Perfect, see you there."),
    ],
)
def test_words_dates_and_times_are_said_in_chinese(english, chinese):
    assert words_of("zh").say(english) == chinese


def test_dates_have_the_shape_of_the_language():
    assert words_of("de").say("Monday, Mar 16, 2026") == "Montag, 16. März 2026"
    assert words_of("de").say("9:05 PM") == "21:05"
    assert words_of("ar").say("9:05 PM") == "9:05 م"
    assert words_of("xx") is None
    assert words_of("../zh") is None


@given(some.text(max_size=40))
def test_any_text_can_be_asked_for(text):
    assert isinstance(words_of("zh").say(text), str)


def test_messages_over_the_screen_are_said_in_the_language():
    phone = Phone(pace="fast", speed=0.0, locale="zh-CN")
    phone.windows.toast("Alarm set for 3 hours from now.")
    assert phone.windows.toast_text() == "已将闹钟设置为3小时后响铃。"


def test_what_people_wrote_stays_as_it_is():
    phone = Phone(pace="fast", speed=0.0, locale="zh-CN")
    phone.telephony.receive_sms("+14155550103", "Settings")
    assert "Settings" in opened(phone, "com.google.android.apps.messaging")
    assert "信息" in texts(phone)


@functools.cache
def visits(locale: str, scale: str, most: int = 10, density: int = 420) -> tuple[Visit, ...]:
    phone = Phone(pace="fast", speed=0.0, locale=locale)
    phone.display.set_density(density)
    phone.settings.put("system", "font_scale", scale)
    return tuple(crawl(phone, most=most))


def test_nine_of_ten_words_of_the_basic_apps_are_chinese():
    """Own words, names of the world's people, networks and files, and codes are left out of the count."""
    world = re.compile(
        "Alice|Bob|Mum|Patel|Chloe|Daniel|Eve|AndroidWifi|HomeNet|Cafe|T-Mobile|ainos|@|/|\\.(m3u|txt|pdf|csv)|Gym"
        "|stand-up|com\\.|Shopping|Gift|^[A-Z]$|^[A-Z]{3,4}$|^[0-9. ]+ ?[kMG]?B$|English|TQ3A"
        "|^(Android|Audiobooks|DCIM|Documents|Download|Movies|Pictures|Podcasts|Recordings|Ringtones|data|media|obb)$"
    )
    chinese, english = set(), set()
    for visit in visits("zh-CN", "1.0", 25):
        for box in visit.boxes:
            node = box.node
            for word in (node.hint if node.editable else node.text, node.desc):
                if not word or node.id in OWN_WORDS or world.search(word):
                    continue
                if re.search("[\u4e00-\u9fff]", word):
                    chinese.add(word)
                elif _LATIN.search(word):
                    english.add(word)
    share = len(chinese) / (len(chinese) + len(english))
    print(f"{share:.1%} of {len(chinese) + len(english)} different texts; English: {sorted(english)}")
    assert len(chinese) > 200
    assert share >= 0.9, sorted(english)


@pytest.mark.parametrize("language", ["ar", "he", "de"])
def test_launcher_settings_and_shade_are_said_in_other_languages(language):
    phone = Phone(pace="fast", speed=0.0)
    said = texts(phone) + opened(phone)
    phone.windows.open_quick_settings()
    said = [text for text in said + texts(phone) if _LATIN.search(text) and not re.search("AndroidWifi", text)]
    unknown = [text for text in said if not words_of(language).knows(text)]
    assert len(said) > 30
    assert unknown == []


# ── fonts and lines ──


def test_every_character_of_the_tables_has_a_glyph_in_the_fonts_that_come_along():
    fonts = fallback.bundled_fonts()
    for language in LANGUAGES:
        shown = (TABLES / f"{language}.json").read_text("utf-8")
        for text in (shown, join(shown)):
            lacking = {
                c for c in text if not c.isspace() and not (_roboto().covers(c) or any(f.covers(c) for f in fonts))
            }
            assert lacking == set(), language


def test_the_commonest_chinese_characters_have_glyphs():
    pairs = [bytes((row, cell)) for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF)]
    level_one = b"".join(pairs).decode("gb2312", "ignore")
    chinese = fallback.bundled_fonts()[0]
    assert len(level_one) > 3600
    assert all(chinese.covers(char) for char in level_one)


def test_chinese_is_broken_anywhere_but_before_a_stop():
    lines = break_lines("连接设备，并共享文件。", 40, False, 200).lines
    assert "".join(lines) == "连接设备，并共享文件。"
    assert all(width_of(line, 40, False) <= 200 for line in lines[:1])
    assert not any(line.startswith(("，", "。")) for line in lines)


def test_a_cut_line_is_filled_to_its_end():
    (line,) = break_lines("Do Not Disturb", 40, False, 200, 1).lines
    assert line.startswith("Do Not D")
    assert line.endswith("…")


# ── right to left ──


@pytest.mark.parametrize(
    ("text", "painted"),
    [
        ("abc", "abc"),
        ("שלום", "םולש"),
        ("שלום abc 12", "abc 12 םולש"),
        ("abc שלום 12 def", "abc 12 םולש def"),
        ("(שלום)", "(םולש)"),
        ("מחיר: 15% (סופי)", "(יפוס) 15% :ריחמ"),
        ("שעה 9:30", "9:30 העש"),
    ],
)
def test_a_line_is_painted_in_its_visual_order(text, painted):
    assert visual(text) == painted


def test_arabic_letters_are_joined():
    assert join("سلام") == "\ufeb3\ufefc\ufee1"
    assert join("باب") == "\ufe91\ufe8e\ufe8f"
    assert join("بَب") == "\ufe91\u064e\ufe90", "marks do not part letters"


@given(some.text(some.sampled_from("אבגabc 12%(),.-ـسلامو"), max_size=30))
def test_no_character_is_lost_in_reordering(text):
    mirrored = str.maketrans("()", "((")
    assert sorted(visual(text).translate(mirrored)) == sorted(join(text).translate(mirrored))


def test_a_line_keeps_the_direction_of_its_paragraph():
    assert (runs_rtl("12 שלום abc"), runs_rtl("abc שלום"), has_rtl("abc")) == (True, False, False)
    assert runs_rtl(marked("abc", rtl=True))
    assert visual(marked("abc!", rtl=True)) == "!abc"


def bounds(phone: Phone, ident: str):
    return next(box.rect for box in phone.windows.boxes() if box.node.id == ident)


def test_screens_are_mirrored_and_touches_follow(phone):
    opened(phone, "com.google.android.apps.messaging")
    left = bounds(phone, "start_chat_fab")
    phone.properties["debug.force_rtl"] = "1"
    phone.windows.invalidate()
    right = bounds(phone, "start_chat_fab")
    assert (right[0], right[2]) == (phone.width - left[2], phone.width - left[0])
    phone.windows.tap((right[0] + right[2]) / 2, (right[1] + right[3]) / 2)
    assert "New conversation" in texts(phone)


def test_sliders_and_navigation_keys_work_the_other_way_round():
    phone = Phone(pace="fast", speed=0.0, locale="ar")
    phone.windows.open_quick_settings()
    slider = next(box for box in phone.windows.boxes() if box.node.on_slide is not None)
    left, top, right, bottom = slider.rect
    phone.windows.tap(left + 40, (top + bottom) / 2)
    assert phone.settings.get_int("system", "screen_brightness") > 240
    phone.windows.collapse()
    opened(phone)
    phone.windows.tap(phone.width * 0.78, phone.height - 40)
    assert "الإعدادات" in texts(phone)
    assert phone.windows.current_focus.startswith("com.google.android.apps.nexuslauncher")


def test_number_pads_keep_their_order():
    phone = Phone(pace="fast", speed=0.0, locale="ar")
    opened(phone, "com.google.android.dialer")
    left, top, right, bottom = bounds(phone, "dialpad_fab")
    phone.windows.tap((left + right) / 2, (top + bottom) / 2)
    assert bounds(phone, "one")[0] < bounds(phone, "two")[0] < bounds(phone, "three")[0]


# ── usable in every combination ──


@pytest.mark.parametrize("scale", ["1.0", "1.3"])
@pytest.mark.parametrize("locale", ["", "zh-CN", "ar"])
def test_nothing_is_cut_or_covered(locale, scale):
    wrong = [fault for visit in visits(locale, scale) for fault in _faults(visit)]
    assert wrong == []
    assert len(visits(locale, scale)) > 50


@pytest.mark.parametrize("density", [360, 540])
def test_nothing_is_cut_or_covered_at_other_display_sizes(density):
    assert [fault for visit in visits("", "1.0", 6, density) for fault in _faults(visit)] == []


def _faults(visit: Visit) -> list[tuple[object, ...]]:
    found: list[tuple[object, ...]] = []
    width, height = visit.boxes[0].clip[2], visit.boxes[0].clip[3]
    for box in visit.boxes:
        name = (visit.name, box.node.id, box.node.text or box.node.desc)
        scrolls = any(around.node.scrollable for around in box.ancestors() if around is not box)
        if box.node.clickable and not box.children and not scrolls and box.parent is not None:
            for outer in ((0, 0, width, height), box.parent.rect):
                if intersect(box.rect, outer) != box.rect:
                    found.append((*name, "outside", box.rect, outer))
        painted = not box.node.editable and box.node.paint != "none"
        if painted and box.lines is not None and box.lines.height > box.rect[3] - box.rect[1] + 2:
            found.append((*name, "text cut", box.lines.height, box.rect))
        if box.node.layout != "stack":
            kids = [child for child in box.children if child.node.clickable]
            pairs = [(a, b) for at, a in enumerate(kids) for b in kids[at + 1 :]]
            common = [intersect(a.rect, b.rect) for a, b in pairs]
            found += [(*name, "overlap", r) for r in common if r[2] - r[0] > 1 and r[3] - r[1] > 1]
    return found


@pytest.mark.parametrize("dark", [False, True])
def test_words_can_be_read_on_their_grounds(dark):
    colors = theme(dark)
    pairs = [(f"on_{role}", role) for role in colors if f"on_{role}" in colors]
    grounds = ("background", "surface", "surface_container", "surface_high")
    pairs += [(ink, ground) for ink in ("on_surface", "on_surface_variant", "primary") for ground in grounds]
    for ink, ground in pairs:
        assert _contrast(colors[ink], colors[ground]) >= 4.5, (ink, ground)


def _contrast(first, second) -> float:
    """Return the contrast ratio of WCAG 2."""

    def light(color) -> float:
        parts = [part / 255 / 12.92 if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in color]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    low, high = sorted((light(first), light(second)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("locale", ["", "zh-CN", "ar"])
def test_dark_screens_have_the_same_layout(locale):
    phone = Phone(pace="fast", speed=0.0, locale=locale)
    opened(phone)
    light = [(box.node.text, box.rect) for box in phone.windows.boxes()]
    bright = phone.windows.screenshot().resize((1, 1)).getpixel((0, 0))
    phone.display.set_night(True)
    assert [(box.node.text, box.rect) for box in phone.windows.boxes()] == light
    assert sum(phone.windows.screenshot().resize((1, 1)).getpixel((0, 0))) < sum(bright) / 2
