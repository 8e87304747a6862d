"""The one way out: passes, the ledger, places, deadlines, connections."""

import ast
import socket
import threading
import time
from pathlib import Path

import pytest
from hypothesis import given as cases
from hypothesis import strategies as some

import ainos.agent
from ainos.android_bridge.labels import Confidentiality, Label
from ainos.evals.egress_tap import EgressTap
from ainos.evals.fault_server import Answer
from ainos.models.breaker import Breaker
from ainos.models.endpoint import locate, parse_endpoint
from ainos.models.ledger import EgressRecord, JsonlLedger
from ainos.models.passes import Pass
from ainos.models.types import (
    BusyError,
    DecisionRequest,
    EgressRefusedError,
    ModelError,
    OverBudgetError,
    UnreachableError,
)

ROOT = Path(ainos.agent.__file__).parent.parent
SECRET = Label.of_user().raised(Confidentiality.SECRET)


# ---------------------------------------------------------------- the ledger is what left


def test_the_ledger_is_byte_for_byte_what_left_and_what_arrived(server, way):
    server.answers.extend([Answer.failure(500), Answer.call("a", {}), Answer.garbage(), Answer.failure(429)])
    with EgressTap() as tap:
        for number in range(6):
            given = way.issue(server.url, step=number)
            way.post(given, b'{"n": %d}' % number)
            way.office.close(given)
    assert tap.to(server.port) == server.received
    records = way.ledger.records()
    assert [r.step for r in records] == list(range(6))
    assert sum(r.bytes for r in records) == len(server.received)
    assert {(r.model, r.label, r.tier, r.endpoint) for r in records} == {("m", "personal", "cloud", server.url)}


def test_the_record_stands_before_the_first_byte_leaves(server, open_way):
    seen = []

    class Slow:
        def add(self, record):
            time.sleep(0.05)
            seen.append((record.bytes, len(server.received)))

    way = open_way()
    way.gateway._ledger = Slow()
    way.post(way.issue(server.url))
    assert seen == [(len(server.received), 0)]


def test_what_cannot_be_noted_is_not_sent(server, way):
    class Full:
        def add(self, record):
            raise OSError(28, "No space left on device")

    way.gateway._ledger = Full()
    with pytest.raises(EgressRefusedError, match="No space left"):
        way.post(way.issue(server.url))
    assert server.received == b""


def test_the_file_ledger_outlives_its_process_and_a_torn_line(tmp_path):
    ledger = JsonlLedger(tmp_path / "deep" / "sent.jsonl")
    assert ledger.records() == []
    record = EgressRecord(1.5, "r1", 2, "m", "http://x", 99, "personal", "why", "cloud", "d")
    ledger.add(record)
    with ledger.path.open("ab") as file:
        file.write(b'{"time": 1.6, "run"')
    assert JsonlLedger(ledger.path).records("r1") == [record]
    assert JsonlLedger(ledger.path).records("r2") == []
    assert oct(ledger.path.stat().st_mode & 0o777) == "0o600"


# ---------------------------------------------------------------- passes


def test_no_pass_is_ever_issued_for_a_secret(server, way):
    with pytest.raises(EgressRefusedError):
        way.issue(server.url, label=SECRET)
    with pytest.raises(EgressRefusedError):
        way.issue(server.url, label=SECRET, local=True)


def test_nothing_leaves_on_a_wrong_pass(server, way, open_way):
    real = way.issue(server.url)
    closed = way.issue(server.url)
    way.office.close(closed)
    expired = way.issue(server.url, lifetime_s=-1)
    forged = Pass("0" * 32, "m", real.place, Label.of_user(), "", "r", 1, 0, time.monotonic() + 60)
    foreign = open_way().issue(server.url)
    for wrong in (None, "pass", closed, expired, forged, foreign):
        with pytest.raises(EgressRefusedError):
            way.post(wrong)
    way.office.advance()
    with pytest.raises(EgressRefusedError):
        way.post(real)
    assert server.received == b""
    assert way.ledger.records() == []


def test_a_pass_is_good_for_one_decision_and_its_size(server, way):
    given = way.issue(server.url, limit_bytes=2000)
    with pytest.raises(OverBudgetError):
        way.post(given, b"x" * 2001)
    assert server.received == b""

    def use_up():
        while True:
            way.post(given, b"{}")

    with pytest.raises(OverBudgetError):
        use_up()
    assert len(server.requests) <= 6
    assert len(server.received) <= 2000


def test_a_request_that_holds_a_secret_is_held_back(server, way):
    with pytest.raises(EgressRefusedError, match="secret"):
        way.post(way.issue(server.url, contains_secret=lambda data: b"482913" in data), b'{"code": 482913}')
    assert server.received == b""


# ---------------------------------------------------------------- places

NAMES = {"near.test": ["127.0.0.1"], "far.test": ["93.184.216.34"], "both.test": ["127.0.0.1", "93.184.216.34"],
         "mapped.test": ["::ffff:127.0.0.1"], "mapped-far.test": ["::ffff:93.184.216.34"], "lan.test": ["192.168.7.9"],
         "none.test": [], "meta.test": ["169.254.169.254"], "any.test": ["0.0.0.0"]}  # fmt: skip


def look(url, *, local=True, lan=()):
    return locate(parse_endpoint(url), declared_local=local, lan_hosts=lan, resolve=lambda host, port: NAMES[host])


@pytest.mark.parametrize(
    ("url", "lan"),
    [
        ("http://127.0.0.1:11434/v1", ()), ("http://127.8.9.1/v1", ()), ("http://[::1]:8000", ()),
        ("http://near.test:1", ()), ("http://mapped.test", ()), ("http://[::ffff:127.0.0.1]/", ()),
        ("http://lan.test", ("192.168.7.9",)), ("http://192.168.7.30", ("192.168.7.0/24",)),
    ],
)  # fmt: skip
def test_near_is_what_the_address_says(url, lan):
    assert look(url, lan=lan).local
    assert not look(url, lan=lan, local=False).local  # a tunnel may stand at a port of this machine


@pytest.mark.parametrize(
    ("url", "lan"),
    [
        ("https://far.test", ()), ("https://both.test", ()), ("https://mapped-far.test", ()), ("http://lan.test", ()),
        ("http://lan.test", ("192.168.8.0/24",)), ("https://far.test", ("0.0.0.0/0",)), ("http://meta.test", ()),
        ("https://far.test", ("93.184.216.34",)), ("http://any.test", ()), ("http://lan.test", ("nonsense",)),
        ("http://0.0.0.0", ()), ("http://[::ffff:93.184.216.34]", ()),
    ],
)  # fmt: skip
def test_what_is_not_near_is_refused_where_the_user_said_local(url, lan):
    with pytest.raises(EgressRefusedError):
        look(url, lan=lan)


@pytest.mark.parametrize(
    "url",
    [
        "http://0177.1/v1", "http://0x7f.1", "http://2130706433", "http://127.1", "http://0x7f000001", "ftp://x.test",
        "http://127.0.0.1.", "http://user:pass@x.test", "http://x.test?key=1", "http://", "x.test", "http://x test",
        "http://x.test:99999", "http://[::1", "http://x.test\r\nHost: y", "http://017700000001", "file:///etc/passwd",
    ],
)  # fmt: skip
def test_ambiguous_and_broken_addresses_are_refused(url):
    with pytest.raises(EgressRefusedError):
        look(url, local=False)


def test_far_away_is_reached_with_encryption_only():
    with pytest.raises(EgressRefusedError, match="https"):
        look("http://far.test", local=False)
    assert look("https://far.test", local=False).addresses == ("93.184.216.34",)


def test_a_server_that_cannot_encrypt_gets_no_request(server, way):
    with pytest.raises(UnreachableError):
        way.post(way.issue(server.url.replace("http:", "https:")), b"the body")
    assert way.ledger.records() == []
    assert b"the body" not in server.received
    assert b"Bearer" not in server.received


def test_a_name_that_changes_its_address_between_look_and_connection_leads_nowhere_else(server, open_way):
    answers = [["127.0.0.1"], ["93.184.216.34"], ["93.184.216.34"]]
    way = open_way(resolve=lambda host, port: answers.pop(0))
    given = way.issue(f"http://model.test:{server.port}/v1", local=True)
    with EgressTap() as tap:
        way.post(given)
    assert tap.connected == [("127.0.0.1", server.port)]
    assert len(answers) == 2


@cases(some.text(max_size=60))
def test_any_text_as_an_address_is_parsed_or_refused(text):
    for url in (text, f"http://{text}", f"https://{text}:80/v1"):
        try:
            endpoint = parse_endpoint(url)
        except EgressRefusedError:
            continue
        assert "\n" not in endpoint.authority
        assert "\r" not in endpoint.path


def test_no_proxy_and_no_address_of_the_environment_is_used(server, model, way, monkeypatch):
    from dataclasses import replace

    from .test_cloud import REQUEST

    for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    with EgressTap() as tap:
        model.decide(replace(REQUEST, egress=way.issue(server.url)))
    assert set(tap.connected) == {("127.0.0.1", server.port)}


def test_the_client_librarys_reports_about_this_machine_are_not_sent(server, model, way):
    from dataclasses import replace

    from .test_cloud import REQUEST

    model.decide(replace(REQUEST, egress=way.issue(server.url)))
    head = server.requests[0].head.lower()
    assert b"stainless" not in head
    assert b"x-ainos" not in head
    assert b"user-agent: ainos" in head


# ---------------------------------------------------------------- answers and connections


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0" * 100, b"HTTP/1.1 200\r\n\r\n", b"HTTP/9.9 200 OK\r\n\r\n{}", b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 500,
        b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{}", b"HTTP/1.1 200 OK\r\nContent-Length: -4\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}", b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70_000,
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}", b"SSH-2.0-OpenSSH\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n" * 1000,
    ],
)  # fmt: skip
def test_whatever_a_server_sends_ends_in_an_answer_or_a_typed_error(server, way, data):
    server.answers.append(Answer.raw(data))
    try:
        reply = way.post(way.issue(server.url, lifetime_s=3))
    except ModelError:
        return
    assert reply.status in (200, 100)


def test_a_connection_is_used_again_and_a_dead_one_is_not(server, way):
    with EgressTap() as tap:
        for _ in range(3):
            way.post(way.issue(server.url))
        assert len(tap.connected) == 1
        server.down()
        server.up()
        assert way.post(way.issue(server.url)).status == 200
    assert len(tap.connected) == 2


def test_a_network_that_goes_away_is_noticed_within_a_second(server, open_way):
    there = threading.Event()
    there.set()
    way = open_way(online=lambda address: there.is_set())
    server.answers.append(Answer.hang())
    threading.Timer(0.2, there.clear).start()
    began = time.monotonic()
    with pytest.raises(UnreachableError, match="network is gone"):
        way.post(way.issue(server.url))
    assert time.monotonic() - began < 1.2


def test_a_request_that_nobody_waits_for_any_more_is_broken_off(server, way):
    given = way.issue(server.url)
    server.answers.append(Answer.hang())
    threading.Timer(0.2, way.gateway.cancel).start()
    began = time.monotonic()
    with pytest.raises(ModelError):
        way.post(given)
    assert time.monotonic() - began < 1.2


# ---------------------------------------------------------------- the breaker


class Impatient:
    """Wants to stop a little later."""

    def __init__(self):
        self.until = time.monotonic() + 0.2

    def check(self):
        if time.monotonic() > self.until:
            raise KeyboardInterrupt

    def pause(self, seconds):
        time.sleep(min(seconds, max(0.0, self.until - time.monotonic())))
        self.check()

    def during(self, work):
        return work()


def test_every_wait_for_a_server_looks_for_a_stop(server, way, model):
    server.answers.extend([Answer.hang(), Answer.failure(500)])
    asked = DecisionRequest("x", (), Label.of_user())
    for kind in ("an answer", "the pause before another try"):
        given = way.issue(server.url, patience=Impatient())
        began = time.monotonic()
        with pytest.raises(KeyboardInterrupt):
            model.decide(asked.on_pass(given))
        assert time.monotonic() - began < 1.0, kind
        way.office.close(given)


def test_a_request_that_the_other_end_takes_slowly_is_left_too(way):
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        url = f"http://127.0.0.1:{deaf.getsockname()[1]}/v1"
        given = way.issue(url, patience=Impatient(), limit_bytes=50_000_000)
        began = time.monotonic()
        with pytest.raises(KeyboardInterrupt):
            way.post(given, b"x" * 20_000_000)
        assert time.monotonic() - began < 2.0


def test_a_dead_endpoint_is_left_alone_and_tried_once_after_a_while(server, open_way, clock):
    way = open_way(clock=clock)
    server.down()
    with EgressTap() as tap:
        for _ in range(5):
            with pytest.raises(UnreachableError):
                way.post(way.issue(server.url))
        assert len(tap.connected) == 2
        server.up()
        with pytest.raises(UnreachableError, match="left alone"):
            way.post(way.issue(server.url))
        clock.now += 6
        assert way.post(way.issue(server.url)).status == 200
    assert way.gateway.breaker(parse_endpoint(server.url)).state == "closed"


def test_answers_of_failure_open_it_too(server, way):
    server.answers.extend([Answer.failure(503)] * 3)
    for _ in range(3):
        assert way.post(way.issue(server.url)).status == 503
    with pytest.raises(UnreachableError, match="left alone"):
        way.post(way.issue(server.url))


def test_an_endpoint_that_comes_and_goes_is_used_ever_more_rarely(clock):
    breaker = Breaker(clock)
    began, switches, up = clock.now, 0, True
    while clock.now - began < 600:
        if breaker.wait_s() == 0:
            breaker.try_one()
            breaker.succeeded() if up else breaker.failed(lost=True)
            switches += not up
            breaker.release()
        up = not up
        clock.now += 1
    assert switches <= 14


def test_a_refused_trial_does_not_wedge_the_breaker(server, open_way, clock):
    way = open_way(clock=clock)
    server.down()
    for _ in range(2):
        with pytest.raises(UnreachableError):
            way.post(way.issue(server.url))
    server.up()
    clock.now += 6
    with pytest.raises(EgressRefusedError):
        way.post(way.issue(server.url, contains_secret=lambda data: True))
    assert way.post(way.issue(server.url)).status == 200


def test_silence_is_a_failure_and_not_a_loss(server, way):
    server.answers.append(Answer.hang())
    with pytest.raises(BusyError):
        way.post(way.issue(server.url), idle_s=0.3)


# ---------------------------------------------------------------- nobody else goes out

ALLOWED = {
    "models/gateway.py": {"socket", "http.client", "ssl"},
    "models/endpoint.py": {"socket"},  # the question to the name server
    "models/openai_client.py": {"openai"},  # its transport is the gateway
    "android_bridge/adb_socket.py": {"socket"},  # the adb server
    "memory/owner.py": {"socket"},  # a Unix socket in the memory's folder
    "memory/chroma_worker.py": {"chromadb"},
    "evals/memory_sessions.py": {"chromadb"},
    "evals/fault_proxy.py": {"socket"},  # from 127.0.0.1 to 127.0.0.1, in tests
    "evals/fault_server.py": {"socket"},  # these four listen or watch
    "evals/loopback_server.py": {"socket"},
    "evals/egress_tap.py": {"socket"},
    "evals/walks/access.py": {"socket"},
}
OUTWARD = {"socket", "ssl", "openai", "httpx", "httpx2", "httpcore", "requests", "aiohttp", "urllib3", "websockets",
           "http.client", "urllib.request", "ftplib", "smtplib", "telnetlib", "xmlrpc.client", "asyncio.streams",
           "chromadb", "huggingface_hub", "grpc"}  # fmt: skip
FOLDERS = ("agent", "android_bridge", "console", "evals", "memory", "models", "planners", "tools")


def imported(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_no_other_module_can_open_a_connection():
    found = {}
    for folder in FOLDERS:
        for path in (ROOT / folder).rglob("*.py"):
            names = {n for n in imported(path) if n in OUTWARD or n.split(".")[0] in OUTWARD}
            if names:
                found[str(path.relative_to(ROOT))] = {n if n in OUTWARD else n.split(".")[0] for n in names}
    beyond = {path: names - ALLOWED.get(path, set()) for path, names in found.items()}
    assert {path: names for path, names in beyond.items() if names} == {}


def test_only_the_chooser_issues_passes():
    calls = [
        str(path.relative_to(ROOT))
        for folder in FOLDERS
        for path in (ROOT / folder).rglob("*.py")
        if "passes.issue(" in path.read_text()
    ]
    assert calls == ["agent/choose.py"]
