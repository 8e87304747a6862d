"""`ainos chat` at a real terminal: wishes, questions and approvals at one prompt; a failed wish never ends the talk."""


def test_a_talk_with_wishes_questions_approvals_and_a_stop(phone, terminal, script):
    model = script(
        ("get_time", {}),
        ("send_message", {"recipient": "Alice", "text": "hello"}),
        ("delete_contact", {"name": "Eve Johnson"}),
        ("delete_contact", {"name": "Eve Johnson"}),
    )
    talk = terminal("chat", "--device", phone.serial, "--model", model, columns=100)
    talk.wait_for(r"/help says what you can do")
    talk.wait_for("ainos>")
    talk.type("/help\r")
    talk.wait_for("what ainos can do")
    talk.type("/fly\r")
    talk.wait_for("there is no /fly")
    talk.type("what time is it\r")
    talk.wait_for("done and verified: It is ")
    talk.type("text Alice hello\r")
    talk.wait_for(r"1\. Alice Chen")
    talk.wait_for(r"\n>")
    talk.type("1\r")
    talk.wait_for("SMS to \\+14155550101: hello")
    talk.wait_for("ainos>")
    talk.type("delete the contact Eve Johnson\r")
    talk.wait_for(r"Do it\? \[y/N\]")
    talk.type("\x03")
    talk.wait_for("stopped: by you")
    talk.wait_for("ainos>")
    talk.type("delete the contact Eve Johnson\r")
    talk.wait_for(r"Do it\? \[y/N\]")
    talk.type("y\r")
    talk.wait_for("contact Eve Johnson deleted")
    talk.wait_for("ainos>")
    talk.type("undo that\r")
    talk.wait_for("undo 1 +Delete the contact Eve Johnson")
    talk.wait_for(r"Do it\? \[y/N\]")
    talk.type("y\r")
    talk.wait_for("taken back: Delete the contact Eve Johnson")
    talk.type("/screen\r")
    talk.wait_for("app com")
    talk.type("/quit\r")
    assert talk.end() == 0


def test_lines_from_a_pipe_are_shown_as_if_typed(shared_phone, ainos, script):
    done = ainos(
        "chat", "--device", shared_phone.serial, "--model", script(("get_time", {})), stdin="what time is it\n/runs\n"
    )
    assert done.returncode == 0
    assert "ainos> what time is it\n" in done.stdout
    assert "done and verified: It is " in done.stdout
    assert done.stdout.endswith("bye\n")


def test_voice_without_a_microphone_says_what_to_install_and_goes_on(shared_phone, terminal, script, tmp_path):
    talk = terminal(
        "chat", "--voice", "--device", shared_phone.serial, "--model", script(("get_time", {})),
        env={"PATH": str(tmp_path)},
    )  # fmt: skip
    talk.wait_for("An empty line starts to listen")
    talk.wait_for("ainos>")
    talk.type("\r")
    talk.wait_for("no recorder for the microphone")
    talk.wait_for("next:  apt-get install alsa-utils")
    talk.wait_for("ainos>")
    talk.type("\x04")
    assert talk.end() == 0
