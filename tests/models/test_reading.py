"""How tools ask the embedded model about texts: shares, one line, errors that can be told. With real weights."""

from __future__ import annotations

from pathlib import Path

import pytest

from ainos.models.engine_process import EngineProcess
from ainos.models.local import LocalModel
from ainos.models.reading import DeviceTexts, read_in, texts_of
from ainos.models.scripted import ScriptedModel
from ainos.models.types import EngineLostError
from ainos.models.weights import Weights, local_weights
from ainos.tools.types import TextModelError

pytest.importorskip("llama_cpp")

LEAD = "set_alarm(time, days?, label?)\nset_timer(duration, label?)\nwish: "
ASKED = "wake me at 7:30\ncall:"


@pytest.fixture(scope="module")
def local():
    made = LocalModel(threads=1, apart=False)
    yield made
    made.close()


@pytest.fixture(scope="module")
def texts(local):
    return DeviceTexts(local)


def test_the_likeliest_option_and_all_shares_are_given(texts):
    options = (" set_timer", " set_alarm", " none")
    chosen = texts.choose("act", ASKED, options, lead=LEAD)
    assert chosen.option == " set_alarm"
    assert sum(chosen.shares) == pytest.approx(1)
    assert chosen.share == max(chosen.shares) == chosen.shares[1]


def test_a_lead_changes_nothing_but_the_time(texts, local):
    options = (" set_timer", " set_alarm", " none")
    whole = texts.choose("act", LEAD + ASKED, options)
    texts.choose("act", "else entirely", options)
    again = texts.choose("act", ASKED, options, lead=LEAD)
    assert again.shares == pytest.approx(whole.shares, abs=1e-3)
    with local.reading("act") as engine:
        read_in(engine, LEAD, ASKED)
        read_in(engine, "", "something else")
        before = engine.evaluated
        read_in(engine, LEAD, ASKED)
        assert engine.evaluated - before <= len(engine.tokens(ASKED)) + 1


def test_one_line_is_written_and_a_line_that_does_not_end_is_none(texts):
    assert texts.write("act", ASKED, 30, lead=LEAD) == "set_alarm | time = 7:30"
    assert texts.write("act", ASKED, 2, lead=LEAD) is None


def test_what_cannot_be_asked_is_told_in_one_kind_of_error(texts):
    with pytest.raises(TextModelError, match="no adapter called nothing"):
        texts.choose("nothing", ASKED, (" a", " b"))
    with pytest.raises(TextModelError, match="too long"):
        texts.choose("act", "word " * 1200, (" a",))
    with pytest.raises(TextModelError, match="too long"):
        texts.write("act", "word " * 900, 200)
    assert texts.choose("act", ASKED, (" none",)).share == 1.0, "it works again after each of them"


def test_a_model_of_the_users_own_and_no_model_read_no_texts(tmp_path):
    own = DeviceTexts(LocalModel(weights=Weights(local_weights().path, None), apart=False))
    with pytest.raises(TextModelError, match="no adapter"):
        own.choose("urgent", "x", (" a",))
    gone = DeviceTexts(LocalModel(weights=Weights(Path(tmp_path / "none.gguf"), None), apart=False))
    with pytest.raises(TextModelError, match="cannot be loaded"):
        gone.choose("urgent", "x", (" a",))
    assert texts_of(None) is None
    assert texts_of(ScriptedModel([])) is None


def test_a_worker_that_dies_costs_one_question(monkeypatch):
    local = LocalModel(threads=1, apart=True)
    texts = DeviceTexts(local)
    try:
        assert texts.choose("act", ASKED, (" set_alarm", " none"), lead=LEAD).option == " set_alarm"
        score = EngineProcess.score

        def lost(*_arguments):
            raise EngineLostError("the on-device model's program ended unexpectedly")

        monkeypatch.setattr(EngineProcess, "score", lost)
        with pytest.raises(TextModelError, match="ended unexpectedly"):
            texts.choose("act", ASKED, (" set_alarm", " none"), lead=LEAD)
        monkeypatch.setattr(EngineProcess, "score", score)
        with local.reading("act") as engine:
            worker = engine._child.process
        worker.kill()
        worker.wait()
        assert texts.choose("act", ASKED, (" set_alarm", " none"), lead=LEAD).option == " set_alarm"
    finally:
        local.close()
