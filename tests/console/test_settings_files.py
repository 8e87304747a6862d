"""The user's own settings and a folder's: the folder's can make things stricter, and nothing else."""

import platformdirs
import pytest

from ainos.agent.policy import Verdict
from ainos.console.config import ConfigError, load_settings


@pytest.fixture
def files(tmp_path, monkeypatch):
    """Return write(own=…, local=…) -> the settings that are read."""
    own, folder = tmp_path / "own", tmp_path / "project"
    own.mkdir()
    folder.mkdir()
    monkeypatch.setattr(platformdirs, "user_config_dir", lambda name: str(own))

    def write(mine="", theirs="", **environment):
        for path, text in ((own, mine), (folder, theirs)):
            if text:
                (path / "ainos.toml").write_text(text)
        return load_settings(environment, folder)

    write.own, write.folder = own, folder
    return write


def test_the_policy_table_and_its_short_form(files):
    read = files('[policy]\nprofile = "cloud-ok"\ncloud_apps = ["com.a.b"]\n[policy.action]\nwrite = "deny"')
    assert (read.policy, read.policy_rules.cloud_apps) == ("cloud-ok", {"com.a.b"})
    assert read.policy_rules.tables.rules == {"write": Verdict.DENY}
    assert files('policy = "local-only"').policy == "local-only"
    assert files("model = 'local'").policy == "balanced"


def test_a_folders_file_adds_to_the_users_own(files):
    read = files(
        '[policy]\nprofile = "cloud-ok"\n[policy.tools]\ncall = "confirm"\n[memory]\nurl = "http://127.0.0.1:8000"',
        'model = "local"\nplugins = ["p"]\n[policy]\nprofile = "balanced"\n[policy.tools]\ncall = "deny"\n'
        '[memory]\nprofile = "sam"',
    )
    assert (read.policy, read.model, read.memory_profile, read.memory_url) == (
        "balanced", "local", "sam", "http://127.0.0.1:8000",
    )  # fmt: skip
    assert read.policy_rules.tables.tools == {"call": Verdict.DENY}
    assert read.plugins == ((files.folder / "p").resolve(),)


@pytest.mark.parametrize(
    ("theirs", "said"),
    [
        ('policy = "cloud-ok"', "policy.profile: cloud-ok is milder than your own balanced"),
        ('[policy]\ncloud_apps = ["com.a"]', "policy.cloud_apps: only your own settings file"),
        ('[cloud]\nbase_url = "http://evil.example/v1"', "cloud: servers are set up in your own settings only"),
        ('[memory]\nurl = "http://evil.example"', "memory.url: servers are set up in your own settings only"),
        ('[routing]\nprefer = "best"', "routing: servers are set up in your own settings only"),
        ('[policy.action]\ndestructive = "allow"', "policy.action.destructive"),
        ('[policy.cloud]\nsecret = "confirm"', "policy.cloud.secret"),
        ("[policy]\nfree = 1", "policy.free: there is no such setting"),
    ],
)
def test_a_folders_file_that_wants_more_is_refused_and_named(files, theirs, said):
    with pytest.raises(ConfigError) as caught:
        files("", theirs)
    assert said in str(caught.value)
    assert str(files.folder / "ainos.toml") in str(caught.value)


def test_the_user_may_choose_his_own_profile_and_server(files):
    read = files('policy = "cloud-ok"\n[cloud]\nbase_url = "http://127.0.0.1:1/v1"\nmodel = "m"')
    assert (read.policy, read.cloud_model) == ("cloud-ok", "m")
    assert files("", 'policy = "local-only"', AINOS_POLICY="balanced").policy == "balanced"  # said by hand


def test_a_file_that_the_environment_names_is_the_users_own(files):
    other = files.own / "other.toml"
    other.write_text('policy = "cloud-ok"')
    assert files("", 'policy = "local-only"', AINOS_CONFIG=str(other)).policy == "cloud-ok"


def test_what_the_user_wishes_of_the_router(files, tmp_path):
    from ainos.console.wiring_models import routing_of

    read = files('[routing]\nprefer = "local"\nmax_usd_per_step = 0.01\ndevice_below_battery = 35\nlearn = true',
                 AINOS_HOME=str(tmp_path))  # fmt: skip
    wishes = routing_of(read)
    assert (wishes.prefer, wishes.max_usd_per_step, wishes.device_below_battery) == ("local", 0.01, 35)
    assert wishes.table is not None
    usual = routing_of(files("model = 'local'"))
    assert (usual.prefer, usual.max_usd_per_step, usual.table) == ("cheapest", float("inf"), None)


@pytest.mark.parametrize("text", ['prefer = "fast"', "max_usd_per_step = -1", "device_below_battery = 101", "free = 1"])
def test_a_wish_of_the_router_that_makes_no_sense_is_refused_by_its_name(files, text):
    with pytest.raises(ConfigError, match=r"routing\."):
        files(f"[routing]\n{text}")
