"""Ten spoken commands, from a synthesised voice through the packaged recogniser to verified effects."""

import time
from contextlib import ExitStack
from dataclasses import replace

import pytest

from ainos.agent.approval import Nobody
from ainos.agent.loop import Agent
from ainos.android_bridge.choose import choose_device
from ainos.android_bridge.tickets import TicketOffice
from ainos.console.config import load_settings
from ainos.console.do import contact_names
from ainos.console.voice import VoiceError, transcribe
from ainos.console.wiring import Options, open_session
from ainos.evals.runner import Attempt, run_tasks
from ainos.evals.speech import count_word_errors, speak
from ainos.evals.task import load_tasks

NEEDED = 7


def test_at_least_seven_of_ten_spoken_commands_end_in_the_right_verified_effect(start_phone, tmp_path, request, capsys):
    tasks = load_tasks(request.config.rootpath / "benchmarks" / "data" / "spoken.yaml")
    assert len(tasks) == 10
    phones, heard = [start_phone()], []
    options = Options(
        serial=phones[0].serial, model="local", policy="local-only", sink=lambda _: None, approver=Nobody(),
        unattended=True,
    )  # fmt: skip
    with ExitStack() as stack:
        session = stack.enter_context(open_session(load_settings(), options))
        stack.callback(lambda: phones[-1].stop())

        def run(goal):
            phones[-1].stop()
            phones.append(start_phone())
            office = TicketOffice()
            device = choose_device(phones[-1].serial, office=office)
            words = transcribe(speak(goal, tmp_path / "spoken.wav"), contact_names(device)).text
            heard.append((goal, words))
            return Attempt(Agent(replace(session.parts, device=device, office=office)).run(words), device)

        verdicts = run_tasks(tasks, run, lambda number, verdict: None)
    counts = [count_word_errors(*pair) for pair in heard]
    rate = sum(errors for errors, _ in counts) / sum(words for _, words in counts)
    passed = sum(v.passed for v in verdicts)
    marks = ["ok" if v.passed else "no" for v in verdicts]
    lines = [f"  {mark}  {said!r} heard as {words!r}" for mark, (said, words) in zip(marks, heard, strict=True)]
    with capsys.disabled():
        print(f"\nspoken: {passed} of 10 verified, word error rate {rate:.1%}", *lines, sep="\n")
    assert passed >= NEEDED, [(v.task.goal, v.outcome.answer, v.found) for v in verdicts if not v.passed]


def test_a_spoken_goal_shows_what_was_heard_before_anything_is_done(phone, ainos, tmp_path):
    wav = speak("Set a timer for ten minutes", tmp_path / "wish.wav")
    began = time.monotonic()
    done = ainos("do", "--audio", str(wav), "--device", phone.serial, "--model", "local")
    assert done.returncode == 0, (done.stdout, done.stderr, time.monotonic() - began)
    assert done.stdout.index("heard: “") < done.stdout.index("step 1")
    assert "timer of 10 minutes" in done.stdout


def test_numbers_and_signs_count_as_heard_however_they_are_written():
    assert count_word_errors("Set the brightness to fifty percent", "set the brightness to 50%.") == (0, 6)


def test_a_file_that_is_no_recording_is_named(tmp_path):
    path = tmp_path / "wish.wav"
    path.write_text("not a recording")
    with pytest.raises(VoiceError, match=r"wish\.wav is no recording"):
        transcribe(path)
