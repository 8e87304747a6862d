"""A settings file makes the policy stricter, cell by cell, and nothing in it can make it milder."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ainos.agent.policy import ActionFacts, Verdict, decide_action, decide_egress
from ainos.agent.policy_settings import PolicySettings, PolicySettingsError, read_policy
from ainos.agent.policy_tables import ACTION_RULES, PROFILES, Tables
from ainos.android_bridge.labels import Confidentiality, Integrity, Label, Origin
from ainos.tools.types import Risk

CONFIRM, DENY = Verdict.CONFIRM, Verdict.DENY
PUBLIC, PERSONAL, SENSITIVE, SECRET = Confidentiality
RULES = {rule.name: rule.verdict for rule in ACTION_RULES}


def test_nothing_said_is_the_tables_as_they_are():
    assert read_policy({}) == PolicySettings()
    assert PolicySettings().profile == "balanced"
    assert PolicySettings().tables == Tables()
    assert PolicySettings().cloud_apps == frozenset()


def test_the_short_form_names_the_profile():
    for profile in PROFILES:
        assert read_policy(profile) == read_policy({"profile": profile}) == PolicySettings(profile)


def test_every_entry_is_read():
    read = read_policy(
        {
            "profile": "cloud-ok", "cloud_apps": ["com.a.clock", "com.b"],
            "cloud": {"personal": "local", "public": "deny"},
            "action": {"outward-planned": "confirm", "destructive": "deny"}, "tools": {"call": "deny"},
            "apps": {"com.bank": "confirm"},
        }
    )  # fmt: skip
    assert (read.profile, read.cloud_apps) == ("cloud-ok", {"com.a.clock", "com.b"})
    assert read.tables.rules == {"outward-planned": CONFIRM, "destructive": DENY}
    assert read.tables.cells == {(p, PERSONAL): Verdict.LOCAL for p in PROFILES} | {(p, PUBLIC): DENY for p in PROFILES}
    assert (read.tables.tools, read.tables.apps) == ({"call": DENY}, {"com.bank": CONFIRM})


@pytest.mark.parametrize("name", RULES)
def test_each_rule_can_be_made_stricter_and_never_milder(name):
    for word, verdict in (("confirm", CONFIRM), ("deny", DENY)):
        if verdict < RULES[name]:
            with pytest.raises(PolicySettingsError, match=f"policy.action.{name}: it is deny and can only be stricter"):
                read_policy({"action": {name: word}})
        else:
            assert read_policy({"action": {name: word}}).tables.rules == {name: verdict}


@pytest.mark.parametrize("level", ["public", "personal", "sensitive", "secret"])
@pytest.mark.parametrize("word", ["local", "confirm", "deny"])
def test_each_level_can_be_kept_here_and_a_secret_is_never_less_than_denied(level, word):
    if level == "secret" and word != "deny":
        with pytest.raises(PolicySettingsError, match="policy.cloud.secret: it is deny"):
            read_policy({"cloud": {level: word}})
        return
    cells = read_policy({"cloud": {level: word}}).tables.cells
    assert cells == {(profile, Confidentiality[level.upper()]): Verdict[word.upper()] for profile in PROFILES}


BAD = [
    ({"colour": 1}, "policy.colour: there is no such setting"),
    ("free", "policy.profile: 'free': choose from local-only, balanced, cloud-ok"),
    ({"profile": None}, "policy.profile: None"),
    ({"profile": ["balanced"]}, "choose from local-only"),
    ({"action": "deny"}, "policy.action: 'deny' is no table"),
    ({"cloud": []}, "policy.cloud: .. is no table"),
    ({"tools": 3}, "policy.tools: 3 is no table"),
    ({"apps": None}, "policy.apps: None is no table"),
    ({"action": {"destroy": "deny"}}, "policy.action.destroy: there is no such rule"),
    ({"action": {"write": "allow"}}, "policy.action.write: 'allow': choose confirm or deny"),
    ({"action": {"write": "local"}}, "choose confirm or deny; a setting can only be stricter"),
    ({"action": {"write": 3}}, "policy.action.write: 3"),
    ({"action": {"write": ["deny"]}}, "policy.action.write"),
    ({"cloud": {"top": "deny"}}, "policy.cloud.top: choose from public, personal, sensitive, secret"),
    ({"cloud": {"personal": "allow"}}, "choose local or confirm or deny"),
    ({"tools": {"call": "allow"}}, "policy.tools.call: 'allow'"),
    ({"apps": {"com.bank": "allow"}}, "policy.apps.com.bank: 'allow'"),
    ({"apps": {"com bank": "deny"}}, "policy: 'com bank' is no package name"),
    ({"cloud_apps": "com.a"}, "policy.cloud_apps: a list of at most 500 package names is needed"),
    ({"cloud_apps": {"com.a": 1}}, "policy.cloud_apps: a list"),
    ({"cloud_apps": [3]}, "policy: 3 is no package name"),
    ({"cloud_apps": ["user"] + ["a b"]}, "policy: 'a b' is no package name"),
    ({"cloud_apps": [f"com.a{n}" for n in range(501)]}, "at most 500"),
]


@pytest.mark.parametrize(("table", "said"), BAD)
def test_a_wrong_entry_is_named(table, said):
    with pytest.raises(PolicySettingsError, match=said):
        read_policy(table)


def test_the_longest_list_of_apps_is_read():
    assert len(read_policy({"cloud_apps": [f"com.a{n}" for n in range(500)]}).cloud_apps) == 500


def test_what_is_shown_of_a_wrong_entry_is_short():
    with pytest.raises(PolicySettingsError) as caught:
        read_policy("x" * 5000)
    assert len(str(caught.value)) < 140


OWN = read_policy(
    {"cloud_apps": ["com.a"], "action": {"write": "deny"}, "tools": {"call": "confirm"}, "cloud": {"public": "confirm"}}
)


def test_a_folders_file_only_adds():
    both = read_policy(
        {"profile": "local-only", "action": {"write": "confirm", "navigate": "confirm"}, "tools": {"call": "deny"},
         "cloud": {"public": "local", "personal": "deny"}, "apps": {"com.x": "deny"}}, base=OWN,
    )  # fmt: skip
    assert both.profile == "local-only"
    assert both.cloud_apps == {"com.a"}
    assert both.tables.rules == {"write": DENY, "navigate": CONFIRM}
    assert both.tables.tools == {"call": DENY}
    assert both.tables.apps == {"com.x": DENY}
    assert both.tables.cells[("balanced", PUBLIC)] is CONFIRM
    assert both.tables.cells[("balanced", PERSONAL)] is DENY
    assert read_policy({}, base=OWN) == OWN


def test_a_folders_file_cannot_choose_a_milder_profile_or_opt_apps_in():
    for mine, theirs in product(PROFILES, PROFILES):
        base = read_policy(mine)
        if PROFILES.index(theirs) > PROFILES.index(mine):
            with pytest.raises(PolicySettingsError, match=f"{theirs} is milder than your own {mine}"):
                read_policy(theirs, base=base)
        else:
            assert read_policy(theirs, base=base).profile == theirs
    for apps in ([], ["com.a"]):
        with pytest.raises(PolicySettingsError, match="only your own settings file"):
            read_policy({"cloud_apps": apps}, base=OWN)


# ---------------------------------------------------------------------- whatever a file says (SEC-16)

words = st.sampled_from(["allow", "local", "confirm", "deny", "", "ALLOW", 0, None, True, ["deny"]])
tables = st.fixed_dictionaries(
    {},
    optional={
        "profile": st.sampled_from([*PROFILES, "free", 1]),
        "cloud_apps": st.lists(st.sampled_from(["com.android.deskclock", "a.b", "bad name", 7]), max_size=3),
        "action": st.dictionaries(st.sampled_from([*RULES, "other"]), words, max_size=4),
        "cloud": st.dictionaries(
            st.sampled_from(["public", "personal", "sensitive", "secret", "other"]), words, max_size=3
        ),
        "tools": st.dictionaries(st.sampled_from(["call", "delete_note"]), words, max_size=2),
        "apps": st.dictionaries(st.sampled_from(["com.bank", "bad name"]), words, max_size=2),
        "other": st.just(1),
    },
)
labels = st.builds(
    Label, st.sampled_from(Integrity), st.sampled_from(Confidentiality),
    st.frozensets(st.sampled_from([Origin.user(), Origin.app("com.android.deskclock"), Origin.sms("+1")])),
)  # fmt: skip
facts = st.builds(
    ActionFacts, risk=st.sampled_from(Risk), planned=st.booleans(), in_scope=st.booleans(), context=labels,
    session=labels, destination_trusted=st.booleans(), payload=st.sampled_from(Confidentiality),
    clearance=st.sampled_from(Confidentiality), unlocked=st.booleans(), shown=st.booleans(), unattended=st.booleans(),
    tool=st.sampled_from(["call", "other"]), apps=st.frozensets(st.sampled_from(["com.bank", "a.b"])),
)  # fmt: skip


def usable(table, base=None):
    try:
        return read_policy(table, base=base)
    except PolicySettingsError:
        return base or PolicySettings()


@given(tables, tables, facts)
def test_no_file_makes_an_act_milder(mine, theirs, call):
    own = usable(mine)
    both = usable(theirs, own)
    plain, first, second = (decide_action(call, s.tables).verdict for s in (PolicySettings(), own, both))
    assert plain <= first <= second
    if call.risk is Risk.DESTRUCTIVE:
        assert second >= CONFIRM


@given(tables, tables, labels, st.booleans(), st.booleans())
def test_no_file_lets_a_secret_out_and_a_folders_file_lets_nothing_more_out(mine, theirs, label, local, alone):
    def freely(settings):
        ruling = decide_egress(
            label, settings.profile, local_can=local, unattended=alone, opted_in=settings.cloud_apps,
            tables=settings.tables,
        )  # fmt: skip
        return {Verdict.ALLOW: 2, CONFIRM: 1}.get(ruling.verdict, 0), ruling.verdict

    own = usable(mine)
    both = usable(theirs, own)
    assert freely(both)[0] <= freely(own)[0]
    if label.confidentiality is SECRET:
        assert freely(own)[1] is freely(both)[1] is DENY
