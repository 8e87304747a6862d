"""`ainos models` lists, estimates and refuses in whole sentences; nothing heavy is loaded for it."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from ainos.console import models_train
from ainos.console.cli import guarded
from ainos.console.models import command
from ainos.models.fit import profiles
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
    assert "act" in run(capsys, "adapters")[1]


def test_fit_shows_all_machines_one_machine_and_a_picture(capsys, tmp_path):
    code, out, _ = run(capsys, "fit")
    assert code == 0
    assert all(p.name in out for p in profiles())
    picture = tmp_path / "fit.png"
    code, out, _ = run(capsys, "fit", "--profile", "tensor g4", "--plot", str(picture))
    assert code == 0
    assert "Qwen3 14B" in out
    assert "sources:" in out
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
