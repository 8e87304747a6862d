"""`ainos secrets`: kept from standard input, listed by name, never shown; browsers get none."""

from __future__ import annotations

import json

import pytest

VALUE = "Zx9!canary-Q7"
APP = "com.google.android.contacts"


@pytest.fixture
def kept(ainos, shared_phone):
    done = ainos("secrets", "add", "work", "--app", APP, "-s", shared_phone.serial, stdin=VALUE + "\n")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"kept: work, for {APP} signed by ")
    assert VALUE not in done.stdout + done.stderr
    return done


def test_a_secret_is_kept_listed_by_name_and_forgotten(ainos, kept, ainos_home):
    shown = ainos("secrets", "list")
    rows = [json.loads(line) for line in ainos("secrets", "list", "--json").stdout.splitlines()]
    assert shown.stdout.startswith(f"work  {APP}  signed by ")
    assert rows == [{"name": "work", "package": APP, "signer": rows[0]["signer"]}]
    assert VALUE not in shown.stdout + json.dumps(rows)
    holding = [path for path in ainos_home.rglob("*") if path.is_file() and VALUE.encode() in path.read_bytes()]
    assert [path.name for path in holding] == ["secrets.json"]
    assert holding[0].stat().st_mode & 0o777 == 0o600
    assert ainos("secrets", "remove", "work").stdout == "forgotten: work\n"
    assert "no secret is kept" in ainos("secrets", "list").stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("work", "--app", "com.android.chrome"), "pages of others"),
        (("work", "--app", "com.not.there"), "does not say who signed"),
        (("work", "--app", "a b; reboot"), "no package name"),
        (("Work!", "--app", APP), "small letters"),
    ],
)
def test_what_cannot_be_bound_is_not_kept(ainos, shared_phone, ainos_home, words, said):
    done = ainos("secrets", "add", *words, "-s", shared_phone.serial, stdin=VALUE + "\n")
    assert done.returncode == 1
    assert said in done.stderr
    assert VALUE not in done.stdout + done.stderr
    assert not list(ainos_home.rglob("secrets.json"))
