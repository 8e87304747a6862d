"""Labels only rise, keep their origins, and survive storing."""

import ast
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ainos.android_bridge.labels import PUBLIC, Confidentiality, Integrity, Label, LabelError, Origin

ROOT = Path(__file__).parents[2]
FOLDERS = ("android_bridge", "tools", "models", "memory", "planners", "agent", "evals", "console", "benchmarks")

names = st.text(max_size=260)
origins = st.one_of(
    st.sampled_from([Origin.user(), Origin.file(), Origin.memory(), Origin.model()]),
    st.builds(
        lambda make, name: make(name),
        st.sampled_from([Origin.app, Origin.web, Origin.sms, Origin.plugin, Origin.mcp, Origin.model]),
        names,
    ),
)
labels = st.builds(Label, st.sampled_from(Integrity), st.sampled_from(Confidentiality), st.frozensets(origins))


@given(labels, st.lists(labels))
def test_a_join_is_at_least_as_strict_as_everything_in_it(first, others):
    joined = first.join(*others)
    assert all(joined.covers(label) for label in (first, *others))
    assert joined.origins == first.origins.union(*(o.origins for o in others))


@given(labels, labels, labels)
def test_joining_is_a_least_upper_bound_in_any_order(a, b, c):
    assert a.join(b) == b.join(a)
    assert a.join(b.join(c)) == a.join(b).join(c) == a.join(b, c)
    assert a.join(a) == a.join(PUBLIC) == a
    if c.covers(a) and c.covers(b):
        assert c.covers(a.join(b))


@given(labels, st.sampled_from(Confidentiality))
def test_raising_never_lowers(label, level):
    raised = label.raised(level)
    assert raised.covers(label)
    assert raised.confidentiality >= level
    assert (raised.integrity, raised.origins) == (label.integrity, label.origins)


@given(labels)
def test_a_label_survives_storing(label):
    assert Label.from_json(json.loads(json.dumps(label.as_json()))) == label


@given(origins)
def test_an_origin_is_read_back_as_itself_and_shows_no_control_characters(origin):
    assert Origin.parse(str(origin)) == origin
    assert origin.isprintable()
    assert len(origin) <= 210
    assert origin.kind in {"user", "app", "web", "sms", "file", "plugin", "mcp", "memory", "model"}


@given(names)
def test_no_name_from_outside_becomes_the_user(name):
    for make in (Origin.app, Origin.web, Origin.sms, Origin.plugin, Origin.mcp):
        assert make(name) != Origin.user()
        assert Label.of(make(name), Confidentiality.PUBLIC).integrity is Integrity.UNTRUSTED
    assert Origin.model(name).kind == "model"


def test_only_the_user_is_trusted():
    assert Label.of(Origin.user(), Confidentiality.PERSONAL) == Label.of_user()
    assert Label.of_user().integrity is Integrity.TRUSTED
    assert Label.of_app("com.bank") == Label.of(Origin.app("com.bank"), Confidentiality.SENSITIVE)


def test_the_parts_of_an_origin():
    assert (Origin.sms("+1415").kind, Origin.sms("+1415").name, Origin.file().name) == ("sms", "+1415", "")
    assert Origin.web("Example.COM") == "web:example.com"
    assert Origin.app(" \n") == "app:unknown"


BAD_TEXTS = [
    "",
    "app",
    "app:",
    "user:x",
    "screen:com.x",
    "sms:\x1b[2J",
    "app: x",
    "tool:call",
    "file:a",
    "web:" + "h" * 201,
]


@pytest.mark.parametrize("text", BAD_TEXTS)
def test_a_text_that_is_no_origin_is_refused(text):
    with pytest.raises(LabelError):
        Origin.parse(text)
    with pytest.raises(LabelError):
        Label(Integrity.UNTRUSTED, Confidentiality.PUBLIC, frozenset({text}))


BAD_LABELS = [
    None, 1, "label", [], [0, 0], [0, 0, []] + [1], [2, 0, []], [0, 4, []], [-1, 0, []], [True, 0, []], [0, False, []],
    [0, 0, [1]], [0, 0, ["nobody"]], {"integrity": 0}, ["0", 0, []], [0, 0, "user"],
]  # fmt: skip


@pytest.mark.parametrize("value", BAD_LABELS)
def test_what_is_no_stored_label_is_refused_and_never_read_as_a_mild_one(value):
    with pytest.raises(LabelError):
        Label.from_json(value)


def handmade(tree):
    """The places where an origin's text is put together outside labels.py."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Origin":
            yield node.lineno
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Label":
            for part in ast.walk(node):
                if isinstance(part, ast.JoinedStr) or (isinstance(part, ast.Constant) and isinstance(part.value, str)):
                    yield node.lineno


def test_nobody_makes_an_origin_by_hand():
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for folder in FOLDERS
        for path in (ROOT / folder).rglob("*.py")
        if path.name != "labels.py"
        for line in handmade(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert found == []
