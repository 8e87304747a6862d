"""A server that takes only some forms of a request: it is found out once, cheaply, and remembered."""

import json

import pytest

from ainos.android_bridge.labels import Label
from ainos.evals.fault_server import Answer
from ainos.models.cloud import CloudConfig, CloudModel
from ainos.models.server_forms import STREAMED, Form, ServerForms
from ainos.models.types import DecisionRequest, ModelError
from ainos.tools.types import Parameter, Risk, Tool

TIMER = Tool("set_timer", "Start a countdown.", (Parameter("duration", "text", "how long"),), Risk.WRITE, None)
GOOD = Answer.call("set_timer", {"duration": "ten minutes"})
HEAD = b"HTTP/1.1 200 x\r\nContent-Type: text/event-stream\r\n"
EMPTY = Answer.raw(HEAD + b"Connection: close\r\nContent-Length: 0\r\n\r\n")
BROKEN = Answer.raw(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")


def asked(server):
    return [(r.json()["tool_choice"], bool(r.json().get("stream"))) for r in server.requests]


@pytest.fixture
def ask(server, way):
    """Return ask(forms) -> decision of one request on a pass of its own."""

    def decide(forms=None):
        model = CloudModel(CloudConfig(server.url, "m", "k", 5.0), way.gateway, forms)
        given = way.issue(server.url)
        request = DecisionRequest("timer ten minutes", [TIMER], Label.of_user(), egress=given)
        try:
            return model.decide(request)
        finally:
            way.office.close(given)

    return decide


@pytest.mark.parametrize(
    ("answers", "forms"),
    [
        ([], [("required", True)]),
        ([Answer.failure(400)], [("required", True), ("auto", True)]),
        ([Answer.failure(422), Answer.failure(422)], [("required", True), ("auto", True), ("required", False)]),
        ([EMPTY], [("required", True), ("required", False)]),
        ([BROKEN, Answer.failure(500)], [("required", True), ("required", False), ("auto", False)]),
    ],
)
def test_a_server_that_does_not_take_a_form_is_asked_in_a_gentler_one(ask, server, answers, forms):
    server.answers.extend(answers)
    assert ask().call.arguments == {"duration": "ten minutes"}
    assert asked(server) == forms


def test_the_form_that_worked_is_kept_for_the_next_request_and_the_next_process(ask, server, tmp_path):
    file = tmp_path / "forms.json"
    server.answers.extend([EMPTY, Answer.failure(500)])
    forms = ServerForms(path=file, key="here|m")
    ask(forms)
    ask(forms)
    ask(ServerForms(path=file, key="here|m"))
    assert asked(server)[3:] == [("auto", False)] * 2
    assert ServerForms(path=file, key="elsewhere|m").current == STREAMED[0]


def test_a_form_that_worked_is_not_given_up_for_a_failure_of_the_moment(ask, server):
    forms = ServerForms()
    ask(forms)
    server.answers.append(Answer.failure(500))
    ask(forms)
    assert set(asked(server)) == {("required", True)}


def test_a_server_that_takes_no_form_fails_with_its_status_and_is_asked_in_the_first_form_next_time(ask, server):
    forms = ServerForms()
    server.answers.extend([Answer.failure(400)] * 4)
    with pytest.raises(ModelError, match="400"):
        ask(forms)
    assert forms.current == STREAMED[0]


def test_a_damaged_file_of_forms_is_as_good_as_none(tmp_path):
    file = tmp_path / "forms.json"
    for text in ("{", "[1]", json.dumps({"k": 99}), json.dumps({"k": "x"})):
        file.write_text(text)
        assert ServerForms(path=file, key="k").current == Form(True, True)
