from itertools import product

import pytest

from ainos.agent.policy import PROFILES, ActionFacts, Verdict, decide_action, decide_egress
from ainos.android_bridge.labels import Confidentiality, Integrity, Label
from ainos.tools.types import Risk

LABELS = [Label(i, c) for i, c in product(Integrity, Confidentiality)]
BOOLS = (False, True)
GRID = [
    ActionFacts(risk, planned, scope, context, session, trusted, payload, unattended)
    for risk, planned, scope, context, session, trusted, payload, unattended in product(
        Risk, BOOLS, BOOLS, LABELS, LABELS, BOOLS, Confidentiality, BOOLS
    )
]


def test_action_table_is_total_and_says_why():
    assert all(decide_action(f).reason for f in GRID)


def test_destructive_is_never_allowed_without_a_person():
    verdicts = {decide_action(f).verdict for f in GRID if f.risk is Risk.DESTRUCTIVE}
    assert verdicts == {Verdict.CONFIRM, Verdict.DENY}


def test_a_secret_never_leaves():
    outward = [f for f in GRID if f.risk is Risk.OUTWARD and f.payload is Confidentiality.SECRET]
    assert {decide_action(f).verdict for f in outward} == {Verdict.DENY}


def test_outward_is_free_only_when_the_user_named_it_and_the_recipient():
    free = [f for f in GRID if f.risk is Risk.OUTWARD and decide_action(f).verdict is Verdict.ALLOW]
    assert free
    assert all(f.planned and f.destination_trusted and f.in_scope for f in free)


def test_rule_of_two_asks_when_untrusted_text_was_read_and_private_data_is_at_hand():
    two = [
        f for f in GRID
        if f.risk is Risk.OUTWARD and f.context.integrity is Integrity.UNTRUSTED
        and f.session.confidentiality >= Confidentiality.SENSITIVE
    ]  # fmt: skip
    assert all(decide_action(f).verdict >= Verdict.CONFIRM for f in two)


def test_unattended_never_asks():
    assert all(decide_action(f).verdict is not Verdict.CONFIRM for f in GRID if f.unattended)


def test_outside_the_task_nothing_outward_happens():
    outside = [f for f in GRID if not f.in_scope and f.risk >= Risk.OUTWARD]
    assert {decide_action(f).verdict for f in outside} == {Verdict.DENY}


@pytest.mark.parametrize("profile", PROFILES)
def test_secrets_never_reach_a_cloud_model(profile):
    for local, alone in product(BOOLS, BOOLS):
        label = Label(Integrity.TRUSTED, Confidentiality.SECRET)
        assert decide_egress(label, profile, local_can=local, unattended=alone).verdict is Verdict.DENY


def test_local_only_never_lets_anything_out():
    for label, local, alone in product(LABELS, BOOLS, BOOLS):
        verdict = decide_egress(label, "local-only", local_can=local, unattended=alone).verdict
        assert verdict in (Verdict.LOCAL, Verdict.DENY)


def test_a_local_failure_asks_before_it_becomes_cloud():
    label = Label.of_user()
    assert decide_egress(label, "balanced", local_can=True, unattended=False).verdict is Verdict.LOCAL
    assert decide_egress(label, "balanced", local_can=False, unattended=False).verdict is Verdict.CONFIRM
    assert decide_egress(label, "balanced", local_can=False, unattended=True).verdict is Verdict.DENY


def test_egress_is_monotone_in_confidentiality():
    for profile, local, alone in product(PROFILES, BOOLS, BOOLS):
        verdicts = [
            decide_egress(Label(Integrity.TRUSTED, c), profile, local_can=local, unattended=alone).verdict
            for c in Confidentiality
        ]
        assert verdicts == sorted(verdicts)
