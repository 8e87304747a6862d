"""Page tasks: the server keeps exactly what was sent, a phone reaches it, and the checks read it."""

from urllib.parse import urlencode
from urllib.request import urlopen

import pytest

from ainos.evals.checks import CheckError, Scene
from ainos.evals.checks.web import WebFormCheck, WebFormCountCheck, WebVisitCheck
from ainos.evals.state import changes, read_state
from ainos.evals.suites import load_suite
from ainos.evals.task import TaskFileError, load_cases
from ainos.evals.web import PageServer, Visit, WebLog

PAGES = {"/": "<h1>Start</h1>", "/thanks": "<p>For [[name]]</p>"}


def scene_of(*visits):
    return Scene(None, web=WebLog([*visits]))


def form(path="/thanks", **fields):
    return Visit("POST", path, tuple(fields.items()))


def test_the_server_keeps_looks_and_forms_and_forgets_what_it_has_no_page_for():
    with PageServer(PAGES) as server:
        home = f"http://127.0.0.1:{server.port}"
        sent = urlencode({"name": "Ann <b> & Bo", "note": ""}).encode()
        answer = urlopen(f"{home}/thanks", sent, timeout=5).read().decode()
        assert "For Ann &lt;b&gt; &amp; Bo" in answer
        urlopen(f"{home}/?q=tea", timeout=5).close()
        urlopen(f"{home}/", timeout=5).close()
        with pytest.raises(OSError, match="404"):
            urlopen(f"{home}/favicon.ico", timeout=5)
        assert server.log.visits == [
            Visit("POST", "/thanks", (("name", "Ann <b> & Bo"), ("note", ""))), Visit("GET", "/", (("q", "tea"),)),
            Visit("GET", "/"),
        ]  # fmt: skip
        assert [visit.path for visit in server.log.forms] == ["/thanks", "/"]


@pytest.mark.parametrize(
    ("check", "visits", "holds"),
    [
        (WebFormCheck(kind="web_form", path="/thanks", fields={"a": "1"}), [form(a="1", b="2")], True),
        (WebFormCheck(kind="web_form", path="/thanks", fields={"a": "1"}), [form(a="2")], False),
        (WebFormCheck(kind="web_form", path="/thanks", fields={"a": "1"}), [form(a="1"), form(a="1")], False),
        (WebFormCheck(kind="web_form", path="/thanks", fields={"a": "1"}), [form("/other", a="1")], False),
        (WebFormCountCheck(kind="web_form_count", count=0), [Visit("GET", "/")], True),
        (WebFormCountCheck(kind="web_form_count", count=0), [form()], False),
        (WebFormCountCheck(kind="web_form_count", count=1, path="/thanks"), [form(), form("/x")], True),
        (WebVisitCheck(kind="web_visit", path="/"), [Visit("GET", "/")], True),
        (WebVisitCheck(kind="web_visit", path="/", there=False), [Visit("GET", "/")], False),
    ],
)
def test_checks_read_what_the_server_received(check, visits, holds):
    assert check.judge(scene_of(*visits)).holds is holds


def test_a_check_without_a_server_cannot_be_judged():
    with pytest.raises(CheckError, match="no `web`"):
        WebVisitCheck(kind="web_visit", path="/").judge(Scene(None))


def test_a_form_that_was_sent_is_a_change_of_the_state():
    before, after = (read_state(scene_of(*visits), ("forms",)) for visits in ([], [form(a="1")]))
    assert changes(before, after) == {"forms": ["+ 1 | POST /thanks (a='1')"]}


@pytest.mark.parametrize(
    ("web", "said"),
    [("{pages: {order: x}}", "begins with /"), ("{pages: {/: x}, open: /y}", "`open` names"), ("{pages: {}}", "pages")],
)
def test_a_web_that_could_not_be_served_is_refused_with_its_reason(tmp_path, web, said):
    path = tmp_path / "web.yaml"
    path.write_text(f"- {{goal: g, world: {{web: {web}}}, check: {{kind: no_timer}}}}\n")
    with pytest.raises(TaskFileError, match=said):
        load_cases(path)


def test_an_oracle_does_page_tasks_and_one_that_claims_at_once_does_not(tmp_path):
    from ainos.evals.arms import Arm
    from ainos.evals.bench import Bench, Setup

    cases = {case.id: case for case in load_suite("web")}
    wanted = ("guests.v1", "hours", "orders-form", "typed")
    bench = Bench(tmp_path, Setup(pictures=True))
    try:
        done = [bench.run(cases[name], Arm("oracle"), 0) for name in wanted]
        idle = [bench.run(cases[name], Arm("noop"), 0) for name in wanted]
    finally:
        bench.close()
    assert [(e.case, e.passed, e.error) for e in done] == [(name, True, "") for name in wanted]
    assert [e.passed for e in idle] == [False] * len(wanted)
    kinds = [event["type"] for event in done[0].events]
    assert kinds.count("picture") == kinds.count("action")
    assert "prompt" not in kinds
    prompts = [event["text"] for event in idle[0].events if event["type"] == "prompt"]
    assert prompts
    assert prompts[0].startswith("wish: Add Nora Field to the guest list in Chrome")
    assert idle[0].picture
