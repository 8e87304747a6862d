import time

import pytest

from ainos.android_bridge.labels import Label
from ainos.evals.fault_server import FaultServer
from ainos.models.cloud import CloudConfig, CloudModel
from ainos.models.gateway import Gateway
from ainos.models.ledger import MemoryLedger
from ainos.models.passes import PassOffice
from ainos.models.types import Price


@pytest.fixture
def server():
    with FaultServer(("set_timer", {"duration": "ten minutes"})) as server:
        yield server


class Way:
    """A gateway with its office and ledger, and passes for it."""

    def __init__(self, **more):
        self.office, self.ledger = PassOffice(), MemoryLedger()
        self.gateway = Gateway(self.office, self.ledger, **more)

    def issue(self, url, *, label=None, local=False, **more):
        place = self.gateway.place(url, declared_local=local)
        facts = {"model": "m", "reason": "a test", "run": "r1", "step": 1, "retry_s": 5.0}
        return self.office.issue(place=place, label=label or Label.of_user(), **{**facts, **more})

    def post(self, given, body=b"{}", **more):
        return self.gateway.send(given, "/chat/completions", {"Authorization": "Bearer k"}, body, **more)


@pytest.fixture
def way(client_library):
    way = Way()
    yield way
    way.gateway.close()


@pytest.fixture
def open_way():
    """Return open_way(**options of the gateway)."""
    opened = []

    def make(**more):
        opened.append(Way(**more))
        return opened[-1]

    yield make
    for each in opened:
        each.gateway.close()


@pytest.fixture
def model(server, way):
    model = CloudModel(CloudConfig(server.url, "m", "k", 5, 1.0, 2.0), way.gateway)
    model.price = Price(1.0, 2.0)
    yield model
    model.close()


class Clock:
    """A monotonic clock that stands still until it is moved."""

    def __init__(self):
        self.now = time.monotonic()

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()
