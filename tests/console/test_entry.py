"""What a person gets who mistypes, misconfigures, or has not read anything: one sentence and the next command."""

import json
import re

import pytest


@pytest.mark.parametrize(
    ("words", "said", "following"),
    [
        (["fly"], "no command 'fly'", "ainos --help"),
        (["phne", "list"], "no command 'phne'", "ainos phone list"),
        (["set a timer"], "no command", 'ainos do "set a timer"'),
        (["set", "a", "timer"], "no command", 'ainos do "set a timer"'),
        (["do"], "say what to do", "ainos do"),
        (["do", "hi", "--policy", "none"], "'none' is not one of", "ainos do --help"),
        (["do", "hi", "--ways", "magic"], "choose from functions", "ainos do --help"),
        (["do", "hi", "--max-steps", "0"], "not in the range", "ainos do --help"),
        (["do", "hi", "--model", "gpt"], "choose auto", "ainos do --help"),
        (["do", "hi", "--audio", "x.wav"], "no recording x.wav", "ainos do --help"),
        (["phone", "stop"], "name a serial", "ainos phone stop --help"),
        (["phone", "start", "--port", "5551"], "even number", "ainos phone start --help"),
        (["tools", "show", "fly"], "no tool 'fly'", "ainos tools list"),
    ],
)
def test_a_mistake_in_the_words_is_one_sentence_with_the_next_command(ainos, words, said, following):
    done = ainos(*words)
    assert done.returncode == 2
    sentence, following_line = done.stderr.splitlines()
    assert said in sentence
    assert following_line.startswith(f"next:  {following}")


@pytest.mark.parametrize(
    ("settings", "said"),
    [('policy = "bogus"', "policy"), ("policy = ", "no TOML"), ("colour = 1", "colour: there is no such setting"),
     ('plugins = ["/nowhere"]', "/nowhere")],
)  # fmt: skip
def test_broken_settings_name_the_file_and_doctor_still_looks_at_the_rest(ainos, adb_server, tmp_path, settings, said):
    (tmp_path / "ainos.toml").write_text(settings)
    done = ainos("tools", "list", cwd=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
    assert re.search(r"next:  \$EDITOR .*ainos\.toml", done.stderr)
    doctor = ainos("doctor", cwd=tmp_path)
    assert doctor.returncode == 1
    assert said in doctor.stdout
    assert "disk" in doctor.stdout


@pytest.mark.parametrize("words", [["do", "hi"], ["runs", "list"], ["phone", "start"], ["chat"]])
def test_a_home_that_cannot_be_written_is_named(ainos, adb_server, words):
    done = ainos(*words, env={"AINOS_HOME": "/proc/ainos"})
    assert done.returncode == 2
    assert "/proc/ainos" in done.stderr
    assert "next:  export AINOS_HOME=" in done.stderr


def test_a_model_file_that_is_not_there_ends_with_5_before_any_run(ainos, shared_phone):
    env = {"AINOS_LOCAL_MODEL": "/nowhere.gguf"}
    done = ainos("do", "open the clock", "--device", shared_phone.serial, env=env)
    assert (done.returncode, done.stdout) == (5, "")
    assert "/nowhere.gguf" in done.stderr
    assert "next:  unset AINOS_LOCAL_MODEL" in done.stderr
    assert "/nowhere.gguf" in ainos("doctor", env=env).stdout


def test_a_plugin_of_the_settings_is_listed_and_called(ainos, shared_phone, script, tmp_path, request):
    units = request.config.rootpath / "examples" / "plugins" / "units"
    (tmp_path / "ainos.toml").write_text(f"plugins = [{json.dumps(str(units))}]")
    assert "units_convert(" in ainos("tools", "list", cwd=tmp_path).stdout
    call = ("units_convert", {"amount": "5 km", "source": "km", "target": "miles"})
    done = ainos("do", "convert 5 km to miles", "--device", shared_phone.serial, "--model", script(call), cwd=tmp_path)
    assert done.returncode == 0, done.stdout
    assert "5 km are 3.107 miles" in done.stdout


def test_a_run_is_shown_as_it_was_with_what_was_asked_and_answered(ainos, shared_phone, script):
    call = ("delete_contact", {"name": "Eve Johnson"})
    live = ainos("do", "delete the contact Eve Johnson", "--device", shared_phone.serial, "--model", script(call))
    assert live.returncode == 3
    shown = ainos("runs", "show").stdout
    assert "asked: Delete the contact Eve Johnson (+14155550108)?" in shown
    assert "refused, you did not say yes" in shown
    assert live.stdout.splitlines()[-4:] == shown.splitlines()[-4:]
