"""The two decision tables, over their whole grids, against the words of the reference written down a second time."""

from dataclasses import fields, replace
from functools import cache
from itertools import product

import pytest

from ainos.agent.policy import PROFILES, ActionFacts, Verdict, covered_by, decide_action, decide_egress
from ainos.agent.policy_tables import ACTION_RULES, DEFAULT_TABLES, EGRESS_CELLS, Tables
from ainos.android_bridge.labels import Confidentiality, Integrity, Label, Origin
from ainos.tools.types import Risk

PUBLIC, PERSONAL, SENSITIVE, SECRET = Confidentiality
ALLOW, LOCAL, CONFIRM, DENY = Verdict
BOOLS = (False, True)
LABELS = [Label(i, c) for i, c in product(Integrity, Confidentiality)]


def facts_of(risk, scope, planned, context, session, trusted, payload, clearance, unlocked, shown, unattended):
    return ActionFacts(
        risk=risk, planned=planned, in_scope=scope, context=context, session=session, destination_trusted=trusted,
        payload=payload, clearance=clearance, unlocked=unlocked, shown=shown, unattended=unattended,
    )  # fmt: skip


@cache
def grid():
    """Every combination that the table can tell apart, for an attended run; with its verdict."""
    found = []
    for risk in Risk:
        lights = list(product(BOOLS, BOOLS)) if risk is Risk.DESTRUCTIVE else [(True, True), (False, False)]
        sessions = LABELS[:4] if risk is Risk.OUTWARD else LABELS[:1]
        clearances = Confidentiality if risk is Risk.OUTWARD else [SENSITIVE]
        for scope, planned, context, session, trusted, payload, clearance, (unlocked, shown) in product(
            BOOLS, BOOLS, LABELS, sessions, BOOLS, Confidentiality, clearances, lights
        ):
            facts = facts_of(
                risk, scope, planned, context, session, trusted, payload, clearance, unlocked, shown, False
            )
            found.append((facts, decide_action(facts)))
    return found


def expected(f):
    """The action table of the reference, read out line by line."""
    untrusted = f.context.integrity is Integrity.UNTRUSTED
    private = f.session.confidentiality >= SENSITIVE or f.context.confidentiality >= SENSITIVE
    if not f.in_scope and f.risk in (Risk.NAVIGATE, Risk.WRITE):
        return CONFIRM
    if not f.in_scope and f.risk in (Risk.OUTWARD, Risk.DESTRUCTIVE):
        return DENY
    if f.risk in (Risk.OBSERVE, Risk.NAVIGATE):
        return ALLOW
    if f.risk is Risk.WRITE:
        return CONFIRM if f.payload is SECRET or (untrusted and not f.planned) else ALLOW
    if f.risk is Risk.DESTRUCTIVE:
        return CONFIRM if f.unlocked and f.shown else DENY
    if f.payload is SECRET:
        return DENY
    if (not f.planned and untrusted) or not f.destination_trusted:
        return DENY if f.payload >= SENSITIVE else CONFIRM
    if f.payload > f.clearance or (untrusted and private) or not f.planned:
        return CONFIRM
    return ALLOW


def test_the_action_table_says_what_the_reference_says_over_the_whole_grid():
    assert len(grid()) > 5_000
    wrong = [(f, r) for f, r in grid() if r.verdict is not expected(f)]
    assert wrong == []


RULES = [
    "outside", "outside-outward", "observe", "navigate", "write-secret", "write-clean", "write-planned", "write",
    "outward-secret", "outward-unnamed-sensitive", "outward-unnamed", "outward-destination-sensitive",
    "outward-destination", "outward-clearance", "outward-rule-of-two", "outward-planned", "outward",
    "destructive-locked", "destructive-unseen", "destructive",
]  # fmt: skip


def test_the_action_table_names_its_rule_and_its_reason():
    names = [rule.name for rule in ACTION_RULES]
    assert names == RULES
    assert {r.rule for _, r in grid()} == set(names)  # every rule is reached, and only rules speak
    reasons = {rule.name: rule.reason for rule in ACTION_RULES}
    assert all(r.reason == reasons[r.rule] for _, r in grid())


def test_unattended_is_the_same_with_no_in_the_place_of_asking():
    for facts, ruling in grid():
        alone = decide_action(replace(facts, unattended=True))
        assert alone.verdict is (DENY if ruling.verdict is CONFIRM else ruling.verdict)
        assert alone.rule == ruling.rule
        assert ("nobody is there" in alone.reason) is (ruling.verdict is CONFIRM)


WORSE = {
    "in_scope": (True, False), "planned": (True, False), "destination_trusted": (True, False),
    "unlocked": (True, False), "shown": (True, False),
}  # fmt: skip


@pytest.mark.parametrize("name", WORSE)
def test_a_worse_fact_never_makes_a_verdict_milder(name):
    better, worse = WORSE[name]
    for facts, ruling in grid():
        if getattr(facts, name) is better:
            assert decide_action(replace(facts, **{name: worse})).verdict >= ruling.verdict


def test_a_stricter_label_never_makes_a_verdict_milder():
    for facts, ruling in grid():
        if facts.risk is not Risk.OUTWARD and facts.session != LABELS[0]:
            continue
        for name in ("context", "session"):
            label = getattr(facts, name)
            stricter = [Label(Integrity.UNTRUSTED, label.confidentiality)]
            if label.confidentiality < SECRET:
                stricter.append(label.raised(Confidentiality(label.confidentiality + 1)))
            assert all(decide_action(replace(facts, **{name: s})).verdict >= ruling.verdict for s in stricter)
        if facts.payload < SECRET:
            more = replace(facts, payload=Confidentiality(facts.payload + 1))
            assert decide_action(more).verdict >= ruling.verdict
        if facts.clearance > PUBLIC:
            less = replace(facts, clearance=Confidentiality(facts.clearance - 1))
            assert decide_action(less).verdict >= ruling.verdict


def test_a_higher_risk_is_never_milder_up_to_outward_and_destruction_is_never_free():
    for facts, ruling in grid():
        if facts.risk < Risk.OUTWARD:
            assert decide_action(replace(facts, risk=Risk(facts.risk + 1))).verdict >= ruling.verdict
        if facts.risk is Risk.DESTRUCTIVE:
            assert ruling.verdict >= CONFIRM


def test_rule_of_two_in_every_session_and_whatever_was_planned():
    two = [
        r for f, r in grid()
        if f.risk is Risk.OUTWARD and f.context.integrity is Integrity.UNTRUSTED
        and max(f.session.confidentiality, f.context.confidentiality) >= SENSITIVE
    ]  # fmt: skip
    assert len(two) > 500
    assert all(r.verdict >= CONFIRM for r in two)


def test_what_no_rule_names_is_denied():
    class Other:
        """A risk class that the table does not know."""

    facts = replace(grid()[0][0], risk=Other())
    assert (decide_action(facts).verdict, decide_action(facts).rule) == (DENY, "")
    alone = decide_egress(Label.of_user(), "whatever", local_can=True, unattended=False)
    assert (alone.verdict, alone.rule) == (DENY, "")


def test_the_facts_have_no_mild_defaults():
    mild = {f.name for f in fields(ActionFacts) if f.default is not f.default_factory}
    assert mild == {"tool", "apps"}


# ---------------------------------------------------------------------- egress

APP = Origin.app("com.android.deskclock")
OTHER = Origin.app("com.android.settings")
EGRESS_LABELS = [
    Label(i, c, frozenset(o))
    for i, c in product(Integrity, Confidentiality)
    for o in ((), (Origin.user(),), (APP,), (APP, OTHER), (APP, Origin.sms("+1")), (Origin.model("m"), APP))
]
OPTED: tuple[frozenset[str], ...] = (frozenset(), frozenset({APP.name}), frozenset({APP.name, OTHER.name}))
EGRESS_GRID = list(product(EGRESS_LABELS, PROFILES, BOOLS, BOOLS, OPTED))


def egress(label, profile, local, alone, opted, tables=DEFAULT_TABLES):
    return decide_egress(label, profile, local_can=local, unattended=alone, opted_in=opted, tables=tables)


def expected_egress(label, profile, local, alone, opted):
    """The egress table of the reference, read out cell by cell."""
    level = label.confidentiality
    covered = bool(opted) and label.origins <= {Origin.user(), Origin.model("m"), *(Origin.app(a) for a in opted)}
    stays = LOCAL if local else DENY if alone or profile == "local-only" else CONFIRM
    if level is SECRET:
        return DENY
    if profile == "local-only":
        return stays
    if level is PUBLIC or (profile == "cloud-ok" and level is PERSONAL):
        return ALLOW
    if covered and (profile, level) in (("balanced", PERSONAL), ("cloud-ok", SENSITIVE)):
        return ALLOW
    return stays


def test_the_egress_table_says_what_the_reference_says_over_the_whole_grid():
    wrong = [row for row in EGRESS_GRID if egress(*row).verdict is not expected_egress(*row)]
    assert wrong == []
    assert set(EGRESS_CELLS) == set(product(PROFILES, Confidentiality))


def test_egress_says_why():
    for label, profile, local, alone, opted in EGRESS_GRID:
        ruling = egress(label, profile, local, alone, opted)
        level = label.confidentiality.name.lower()
        assert ruling.rule == f"policy.cloud.{profile}.{level}"
        assert ruling.reason.startswith(f"{level} data under {profile}")
        waits = egress(label, profile, True, False, opted).verdict is LOCAL and not local
        assert ("could not do it" in ruling.reason) is waits
        asks = egress(label, profile, local, False, opted).verdict is CONFIRM
        assert ("nobody is there" in ruling.reason) is (alone and asks)


def sendable(verdict):
    """How freely a verdict lets a request out: not at all, after a Yes, freely."""
    return {ALLOW: 2, CONFIRM: 1, LOCAL: 0, DENY: 0}[verdict]


def test_egress_is_monotone():
    for label, profile, local, alone, opted in EGRESS_GRID:
        verdict = egress(label, profile, local, alone, opted).verdict
        if label.confidentiality < SECRET:
            more = label.raised(Confidentiality(label.confidentiality + 1))
            assert egress(more, profile, local, alone, opted).verdict >= verdict
        wider = label.join(Label.of(OTHER, PUBLIC), Label.of(Origin.file(), PUBLIC))
        assert egress(wider, profile, local, alone, opted).verdict >= verdict
        if profile != "local-only":
            stricter = PROFILES[PROFILES.index(profile) - 1]
            assert egress(label, stricter, local, alone, opted).verdict >= verdict
        assert egress(label, profile, local, True, opted).verdict >= verdict
        assert egress(label, profile, False, alone, opted).verdict >= egress(label, profile, True, alone, opted).verdict


def test_without_a_local_model_nothing_is_called_local():
    assert all(egress(*row).verdict is not LOCAL for row in EGRESS_GRID if not row[2])


def test_an_opt_in_covers_only_the_apps_that_it_names():
    opted = frozenset({APP.name})
    assert covered_by(Label(Integrity.UNTRUSTED, PERSONAL, frozenset({APP, Origin.user(), Origin.model()})), opted)
    for other in (
        OTHER,
        Origin.sms("+1"),
        Origin.web(APP.name),
        Origin.file(),
        Origin.memory(),
        Origin.plugin(APP.name),
    ):
        assert not covered_by(Label(Integrity.UNTRUSTED, PERSONAL, frozenset({APP, other})), opted)
    assert not covered_by(Label.of_user(), frozenset())


# ---------------------------------------------------------------------- what a user makes stricter


def test_a_users_own_rules_only_raise():
    tables = Tables(
        {"outward-planned": CONFIRM, "destructive": DENY, "write-clean": ALLOW},
        {},
        {"call": DENY},
        {"com.bank": CONFIRM},
    )
    for facts, ruling in grid():
        if facts.session != LABELS[0]:
            continue
        assert decide_action(facts, Tables(tables.rules)).verdict == max(
            ruling.verdict, tables.rules.get(ruling.rule, ALLOW)
        )
        call = decide_action(replace(facts, tool="call"), Tables(tools=tables.tools))
        assert (call.verdict, call.rule) == (
            (DENY, "policy.tools.call") if ruling.verdict < DENY else (DENY, ruling.rule)
        )
        bank = decide_action(replace(facts, apps=frozenset({"a.b", "com.bank"})), Tables(apps=tables.apps))
        assert bank.verdict == max(ruling.verdict, CONFIRM)
        assert ("your settings" in bank.reason) is (ruling.verdict < CONFIRM)
        assert (
            decide_action(replace(facts, tool="other", apps=frozenset({"a.b"})), Tables(tools=tables.tools)) == ruling
        )


def test_a_users_own_confirm_is_a_no_when_nobody_is_there():
    free = next(f for f, r in grid() if r.rule == "outward-planned")
    tables = Tables({"outward-planned": CONFIRM})
    assert decide_action(free, tables).verdict is CONFIRM
    assert decide_action(replace(free, unattended=True), tables).verdict is DENY


@pytest.mark.parametrize("least", [LOCAL, CONFIRM, DENY])
def test_a_stricter_cell_never_lets_more_out(least):
    for level in (PUBLIC, PERSONAL, SENSITIVE, SECRET):
        tables = Tables(cells={(profile, level): least for profile in PROFILES})
        for row in EGRESS_GRID:
            before, after = egress(*row).verdict, egress(*row, tables).verdict
            if row[0].confidentiality is not level:
                assert after is before
                continue
            assert sendable(after) <= sendable(before)
            if least is DENY:
                assert after is DENY
            elif before is ALLOW:
                stays = least if row[2] or least is CONFIRM else CONFIRM
                assert after is (DENY if stays is CONFIRM and row[3] else stays)
            else:
                assert after is before
