"""`ainos models` lists, estimates and refuses in whole sentences; nothing heavy is loaded for it."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace

import pytest

from ainos.console import models_train
from ainos.console.cli import guarded
from ainos.console.models import command
from ainos.console.models_show import show_flash
from ainos.models.catalogue import adapters
from ainos.models.fit import profiles
from ainos.models.measure_flash import Flash
from ainos.models.types import ModelUnavailableError


def run(capsys, *arguments):
    code = guarded(lambda: command.main(list(arguments), standalone_mode=False, prog_name="ainos models"))
    shown = capsys.readouterr()
    return code, shown.out, shown.err


def test_the_list_names_every_role_with_licence_and_what_to_type(capsys):
    code, out, _ = run(capsys, "list", "--json")
    rows = json.loads(out)["models"]
    assert code == 0
    assert {"language", "classifier", "embedding", "recogniser", "speaker", "screen reading"} <= {
        r["role"] for r in rows
    }
    assert all(r["licence"] and (r["present"] or r["get"]) for r in rows)
    code, plain, _ = run(capsys, "list")
    assert code == 0
    assert all(r["name"] in plain for r in rows)


def test_an_own_model_that_is_no_file_is_said(capsys, monkeypatch):
    monkeypatch.setenv("AINOS_LOCAL_MODEL", "/nowhere/mine.gguf")
    _, out, _ = run(capsys, "list")
    assert "/nowhere/mine.gguf, which is no file" in out


def test_adapters_are_listed_with_their_cards(capsys):
    code, out, _ = run(capsys, "adapters", "--json")
    assert code == 0
    act = next(row for row in json.loads(out) if row["name"] == "act")
    assert act["present"]
    assert act["card"].endswith("act.md")
    out = run(capsys, "adapters")[1]
    assert "act" in out
    assert "ainos models train act" in out


def test_every_card_tells_what_was_measured():
    for spec in (s for s in adapters() if s.present):
        assert any(c.isdigit() for c in spec.figure), f"{spec.card.name} has no line `figure: …` at its head"
        assert "./run bench" in spec.figure, spec.card.name


@pytest.mark.parametrize("columns", [80, 120])
def test_no_line_is_wider_than_the_terminal(capsys, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", str(columns))
    for words in (["list"], ["adapters"], ["fit"], ["fit", "--profile", "tensor g4"], ["fit", "--profile", "exynos"]):
        _, out, _ = run(capsys, *words)
        wide = [line for line in out.splitlines() if len(line) > columns and "  " in line.strip()]
        assert not wide, (words, wide)


def test_larger_weights_are_shown_with_what_was_limited_and_what_was_estimated(capsys):
    forced = Flash("cgroup v1", 564_000_000, 376_000_000, 0.0, 110_000_000, 0.5, 0.4, 18.0, 564_000_000.0, 1.2)
    thrown = replace(forced, how="thrown out", limit_bytes=0, thrown_share=0.5)
    show_flash([(forced, 1.8)])
    show_flash([(thrown, 0.0)])
    limited, fallback = capsys.readouterr().out.split("larger ")[1:]
    assert "cgroup v1" in limited
    assert "150%" in limited
    assert "2.0/s  1.8/s (-10%)" in limited
    assert "no limit allowed" in fallback
    assert "282 MB" in fallback


def test_fit_shows_all_machines_one_machine_and_a_picture(capsys, tmp_path):
    code, out, _ = run(capsys, "fit")
    assert code == 0
    assert all(p.name in out for p in profiles())
    picture = tmp_path / "fit.png"
    code, out, _ = run(capsys, "fit", "--profile", "tensor g4", "--plot", str(picture))
    assert code == 0
    assert "Qwen3 14B" in out
    assert "source " in out
    assert "assumed " in out
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_the_example_profile_can_be_read_back(capsys, tmp_path):
    _, out, _ = run(capsys, "fit", "--example")
    own = tmp_path / "own.toml"
    own.write_text(out)
    code, out, _ = run(capsys, "fit", "--profile", str(own), "--json")
    assert code == 0
    assert json.loads(out)[0]["profile"]["name"] == "Snapdragon 8 Gen 3"


def test_an_unknown_profile_ends_with_the_next_command(capsys):
    code, _, err = run(capsys, "fit", "--profile", "abacus")
    assert code == 5
    assert "next:" in err
    assert "Tensor G4" in err


def test_training_without_its_libraries_says_how_to_get_them_and_does_nothing(capsys, tmp_path, monkeypatch):
    monkeypatch.setattr(models_train, "LIBRARIES", ("a_library_that_is_not_here",))
    code, _, err = run(capsys, "train", "act", "--out", str(tmp_path / "out"))
    assert code == 5
    assert "a_library_that_is_not_here" in err
    assert "nothing was done" in err
    assert not (tmp_path / "out").exists()


def test_an_unknown_adapter_cannot_be_trained():
    with pytest.raises(ModelUnavailableError, match="nobody"):
        models_train.run("nobody", minutes=None, out=None, install=False)


def test_training_runs_its_programs_in_order_and_replaces_nothing_unless_asked(capsys, tmp_path, monkeypatch):
    ran = []

    def program(arguments):
        ran.append(str(arguments[0]) + (f" {arguments[1]}" if arguments[0] == "training.parity" else ""))
        return 1 if ran[-1] == fails else 0

    monkeypatch.setattr(models_train, "LIBRARIES", ())
    monkeypatch.setattr(models_train, "_program", program)
    fails = ""
    code, out, _ = run(capsys, "train", "act", "--out", str(tmp_path))
    assert code == 0
    assert ran == [
        "training.unpack",
        "training.train",
        "training.export",
        "training.parity write",
        "training.parity check",
    ]
    assert "the shipped one stays" in out
    fails = "training.export"
    ran.clear()
    code, _, err = run(capsys, "train", "act", "--out", str(tmp_path))
    assert code == 1
    assert ran[-1] == fails
    assert "no adapter was replaced" in err


def test_listing_loads_no_model_library():
    code = (
        "import sys; from ainos.console.models import command\n"
        "command.main(['list'], standalone_mode=False)\n"
        "print([m for m in ('llama_cpp', 'onnxruntime', 'numpy', 'PIL', 'faster_whisper') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.rstrip().endswith("[]")
