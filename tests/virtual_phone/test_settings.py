from __future__ import annotations

import pytest

from ainos.virtual_phone.clock import Clock
from ainos.virtual_phone.ledger import Ledger
from ainos.virtual_phone.services.settings import Settings


@pytest.fixture
def settings() -> Settings:
    return Settings(Ledger(Clock(0, running=False)))


def test_a_put_value_is_got_listed_and_deleted(settings):
    settings.put("system", "k", "v")
    assert settings.get("system", "k") == "v"
    assert settings.list("system")["k"] == "v"
    assert settings.delete("system", "k")
    assert not settings.delete("system", "k")
    assert settings.get("system", "k") is None


def test_observers_hear_real_changes_only(settings):
    heard = []
    settings.on_change(lambda *change: heard.append(change))
    settings.put("global", "zen_mode", "0")
    settings.put("global", "zen_mode", "1")
    settings.delete("global", "zen_mode")
    assert heard == [("global", "zen_mode", "1"), ("global", "zen_mode", None)]


def test_an_unknown_namespace_is_refused(settings):
    with pytest.raises(KeyError, match="secure"):
        settings.get("private", "k")
