"""The head of a request is what the openai client writes, and the body is byte for byte what it would write."""

import json
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ainos.models import openai_client
from ainos.models.openai_client import PATH, HeadSource, build_head, encode_body, head_of
from ainos.models.types import ModelUnavailableError

URL = "http://127.0.0.1:9/some/base/v1"
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


@pytest.fixture(scope="module")
def written(client_library):
    """Return written(body): the request that an untouched openai client would send."""
    httpx = sys.modules[next(c.__module__ for c in client_library.DefaultHttpxClient.__mro__ if c.__name__ == "Client")
                        .partition(".")[0]]  # fmt: skip
    kept = []

    def keep(request):
        kept.append(request)
        return httpx.Response(200, json={})

    client = client_library.OpenAI(
        base_url=URL, api_key="k", http_client=httpx.Client(transport=httpx.MockTransport(keep))
    )

    def write(body):
        client.post(PATH, body=body, cast_to=httpx.Response)
        return kept[-1]

    yield write
    client.close()


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(TEXTS, JSON, max_size=5))
def test_a_body_is_byte_for_byte_what_the_client_writes(written, body):
    assert encode_body(body).encode() == written(body).content


def test_what_goes_over_the_wire_is_what_the_client_writes(server, way, model, written):
    from .test_cloud import REQUEST

    model.decide(replace(REQUEST, egress=way.issue(server.url)))
    [sent] = server.requests
    theirs = written(json.loads(sent.body))
    assert sent.body == theirs.content
    ours = dict(line.split(": ", 1) for line in sent.head.decode().lower().split("\r\n")[1:])
    for name in ("authorization", "content-type", "accept", "content-length"):
        assert ours[name] == theirs.headers[name].lower()
    assert sent.head.startswith(b"POST /v1/chat/completions HTTP/1.1\r\n")


def test_the_head_holds_the_path_the_key_and_what_the_environment_adds(monkeypatch, client_library):
    monkeypatch.setenv("OPENAI_ORG_ID", "org-1")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "proj-1")
    head = build_head(URL, "key-1")
    assert head.path == "/chat/completions"
    found = {name.lower(): value for name, value in head.headers.items()}
    assert found["authorization"] == "Bearer key-1"
    assert (found["openai-organization"], found["openai-project"]) == ("org-1", "proj-1")


def test_a_process_of_its_own_builds_the_same_head_and_the_client_is_not_loaded_here(tmp_path):
    (tmp_path / "openai.py").write_text("raise SystemExit('the folder one stands in is not imported from')")
    script = """
import json, sys
from ainos.models.openai_client import build_head, head_of
far = head_of(sys.argv[1], "k")
assert "openai" not in sys.modules
sys.path[:] = [p for p in sys.path if p]
near = build_head(sys.argv[1], "k")
same = lambda head: (head.path, {n: v for n, v in head.headers.items() if "stainless" not in n.lower()})
assert same(far) == same(near), (far, near)
"""
    subprocess.run([sys.executable, "-c", script, URL], check=True, timeout=120, cwd=tmp_path)


@pytest.mark.parametrize("program", ["/bin/false", "/no/such/program"])
def test_a_client_that_cannot_be_asked_is_one_sentence(monkeypatch, program):
    monkeypatch.setattr(openai_client.sys, "modules", {})
    monkeypatch.setattr(openai_client.sys, "executable", program)
    with pytest.raises(ModelUnavailableError, match="could not build a request") as error:
        head_of(URL, "k")
    assert error.value.hint == "ainos doctor"


def slow_client(monkeypatch, tmp_path):
    """Put a program in the place of Python that says where it is, and never answers."""
    program = tmp_path / "python"
    program.write_text(f"#!/bin/sh\necho $$ > {tmp_path}/pid\nexec sleep 60\n")
    program.chmod(0o755)
    monkeypatch.setattr(openai_client.sys, "modules", {})
    monkeypatch.setattr(openai_client.sys, "executable", str(program))


def test_a_head_made_in_a_thread_is_the_one_that_is_used(client_library):
    source = HeadSource(URL, "k")
    source.begin()
    head = source.get()
    assert head.path == PATH
    assert source.get() is head
    source.stop()


def test_the_making_of_a_head_ends_with_its_owner(monkeypatch, tmp_path):
    slow_client(monkeypatch, tmp_path)
    source = HeadSource(URL, "k")
    source.begin()
    deadline = time.monotonic() + 10
    while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_text().strip():
        assert time.monotonic() < deadline
        time.sleep(0.01)
    began = time.monotonic()
    source.stop()
    assert time.monotonic() - began < 5
    assert not Path("/proc", (tmp_path / "pid").read_text().strip()).exists()
    assert not [t for t in threading.enumerate() if t.name == "request-head"]


def test_a_head_that_could_not_be_made_beforehand_is_complained_about_when_it_is_needed(monkeypatch):
    monkeypatch.setattr(openai_client.sys, "modules", {})
    monkeypatch.setattr(openai_client.sys, "executable", "/no/such/program")
    source = HeadSource(URL, "k")
    source.begin()
    with pytest.raises(ModelUnavailableError, match="could not build a request"):
        source.get()
    source.stop()
