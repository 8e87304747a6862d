"""The decoder reads arguments off the wish and can never invent one, whatever the model's numbers are."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ainos.models.grammar import fill, tool_scores
from ainos.models.prompt import NONE, Signature, Slot, answer_parts, bounds, parse_signature, tidy_wish

ALARM = parse_signature("set_alarm(time, days?, label?)")
WIFI = parse_signature("set_wifi(state: on/off)")


class LetterReader:
    """A reader whose tokens are letters and whose taste is a text that it wants to write, or noise."""

    end = 0

    def __init__(self, wanted: str = "", *, seed: int | None = None) -> None:
        self.fed: list[int] = []
        self.wanted = [*self.tokens(wanted), self.end]
        self.noise = np.random.default_rng(seed) if seed is not None else None

    def tokens(self, text: str) -> list[int]:
        return [ord(c) % 4096 for c in text.replace(" | ", "\x01")]

    def _row(self, place: int) -> np.ndarray:
        if self.noise is not None:
            return np.log(self.noise.dirichlet(np.ones(4096))).astype(np.float32)
        row = np.full(4096, -12.0, np.float32)
        if place < len(self.wanted):
            row[self.wanted[place]] = -0.01
        return row

    def feed(self, tokens, *, last_only=False):
        begin = len(self.fed)
        self.fed.extend(tokens)
        rows = [self._row(begin + i + 1) for i in range(len(tokens))]
        return np.stack(rows[-1:] if last_only else rows)

    def back_to(self, count: int) -> None:
        del self.fed[count:]

    def score(self, after, alternatives):
        begin = len(self.fed)
        return [
            float(after[a[0]]) + sum(float(self._row(begin + i + 1)[t]) for i, t in enumerate(a[1:]))
            for a in alternatives
        ]


def written(signature: Signature, wish: str, spans: dict[str, tuple[int, int] | str]) -> str:
    limits = bounds(wish)
    pieces = {n: [s] if isinstance(s, str) else limits.pieces(*s) for n, s in spans.items()}
    return "".join(answer_parts(signature.name, pieces))


def read(signature: Signature, wish: str, spans: dict[str, tuple[int, int] | str]) -> dict[str, str]:
    return fill(LetterReader(written(signature, wish, spans)), bounds(wish), signature).arguments


def span(wish: str, text: str) -> tuple[int, int]:
    start = wish.index(text)
    return start, start + len(text)


def test_two_arguments_are_read_as_the_model_wants_them():
    wish = "wake me at 7:30 tomorrow for the gym, please"
    wanted = {"time": span(wish, "7:30 tomorrow"), "label": span(wish, "gym")}
    assert read(ALARM, wish, wanted) == {"time": "7:30 tomorrow", "label": "gym"}


def test_a_required_argument_may_stay_absent():
    assert read(ALARM, "set an alarm", {}) == {}


def test_closed_words_come_from_the_list_though_the_wish_lacks_them():
    assert read(WIFI, "kill the wireless", {"state": "off"}) == {"state": "off"}


def test_punctuation_and_possessives_can_be_left_out_of_an_argument():
    wish = 'text Bob\'s wife: "call me back?"'
    signature = parse_signature("send(to, text)")
    spans = {"to": span(wish, "Bob's wife"), "text": span(wish, "call me back?")}
    assert read(signature, wish, spans) == {"to": "Bob's wife", "text": "call me back?"}
    assert read(signature, wish, {"to": span(wish, "Bob")}) == {"to": "Bob"}


def test_the_right_one_of_two_equal_words_is_taken():
    wish = "note buy milk and buy bread"
    signature = parse_signature("add_note(text)")
    assert read(signature, wish, {"text": span(wish, "buy bread")}) == {"text": "buy bread"}
    assert read(signature, wish, {"text": span(wish, "buy milk and buy bread")}) == {"text": "buy milk and buy bread"}


def test_a_long_message_is_copied_whole():
    message = " ".join(f"word{i}" for i in range(60))
    wish = tidy_wish(f"text Bob {message}")
    signature = parse_signature("send(to, text)")
    spans = {"to": span(wish, "Bob"), "text": (9, len(wish))}
    assert read(signature, wish, spans)["text"] == message


def test_an_end_that_is_no_value_is_passed_over():
    wish = "book it tomorrow 10 to be held outside"
    signature = parse_signature("book(start)")
    reader = LetterReader(written(signature, wish, {"start": span(wish, "tomorrow 10 to be held outside")}))
    found = fill(reader, bounds(wish), signature, lambda _slot, text: text == "tomorrow 10")
    assert found.arguments == {"start": "tomorrow 10"}


def test_an_argument_without_any_valid_text_stays_out():
    wish = "countdown please"
    signature = parse_signature("set_timer(duration, label?)")
    reader = LetterReader(written(signature, wish, {"duration": span(wish, "countdown")}))
    assert fill(reader, bounds(wish), signature, lambda _slot, _text: False).arguments == {}


def test_names_and_none_share_all_probability():
    reader = LetterReader(" set_wifi")
    after = reader.feed(reader.tokens("call:"), last_only=True)[0]
    scores = tool_scores(reader, after, [ALARM, WIFI])
    assert set(scores) == {"set_alarm", "set_wifi", NONE}
    assert sum(np.exp(list(scores.values()))) == pytest.approx(1.0)


WISHES = st.text(st.sampled_from("abc de,.'\"!?:é 7"), max_size=60).map(tidy_wish).filter(bool)
SIGNATURES = st.sampled_from(
    [ALARM, WIFI, parse_signature("send(to, text)"), Signature("x", (Slot("a", False), Slot("b", True, ("p", "q"))))]
)


@settings(max_examples=60, deadline=None)
@given(WISHES, SIGNATURES, st.integers(0, 10_000))
def test_whatever_the_model_prefers_arguments_are_pieces_of_the_wish(wish, signature, seed):
    found = fill(LetterReader(seed=seed), bounds(wish), signature)
    slots = {s.name: s for s in signature.slots}
    for name, value in found.arguments.items():
        if slots[name].choices:
            assert value in slots[name].choices
        else:
            a, b = found.spans[name]
            assert value == wish[a:b]
            assert value == value.strip()
            assert value
    assert list(found.arguments) == [n for n in slots if n in found.arguments]
    assert 0.0 <= found.confidence <= 1.0


@settings(max_examples=80, deadline=None)
@given(WISHES, st.data())
def test_every_allowed_span_can_be_read(wish, data):
    limits = bounds(wish)
    start = data.draw(st.sampled_from(limits.starts))
    end = data.draw(st.sampled_from([e for e in limits.ends if e > start]))
    signature = parse_signature("note(text)")
    got = read(signature, wish, {"text": (start, end)})["text"]
    # Where equal words begin at two places the texts are equal, which is all that counts.
    assert re.sub(r"\s+", " ", got) == wish[start:end]


def test_a_place_that_is_known_is_written_and_read_around():
    wish = "log half an hour of guitar"
    habit = parse_signature("habit_log(habit, time)")
    reader = LetterReader(written(habit, wish, {"habit": (20, 26), "time": (4, 16)}))
    found = fill(reader, bounds(wish), habit, given={"time": (4, 16)})
    assert found.arguments == {"habit": "guitar", "time": "half an hour"}
    assert found.spans == {"habit": (20, 26), "time": (4, 16)}


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_nothing_overlaps_a_place_that_is_known(seed):
    wish = "track 10 minutes of push-ups with Bob at home"
    tool = parse_signature("log(what, time, who?, place?)")
    found = fill(LetterReader(seed=seed), bounds(wish), tool, given={"time": (6, 16)})
    spans = sorted(found.spans.values())
    assert found.arguments["time"] == "10 minutes"
    assert all(a[1] <= b[0] for a, b in zip(spans, spans[1:], strict=False))
