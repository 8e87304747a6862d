"""Files from others: settings, plugins, tasks, exports; nothing is unpacked, nothing guessed (SEC-36, SEC-38)."""

from __future__ import annotations

import ast
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import click
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import ainos.agent
from ainos.console.config import ConfigError, load_settings
from ainos.console.memory_text import read_export
from ainos.evals.task import TaskFileError, load_tasks
from ainos.tools.plugin_manifest import MANIFEST, MAX_MANIFEST_BYTES, PluginError, parse_manifest, read_manifest
from ainos.tools.types import ToolRetryError
from ainos.tools.values import normalise

ROOT = Path(next(iter(ainos.agent.__path__))).resolve().parent
DEEP_TOML = "x = " + "[" * 20_000 + "]" * 20_000
TABLES = "[" + ".".join("a" * 3000) + "]\nx = 1\n"


def read_settings(folder: Path, text: str) -> None:
    file = folder / "ainos.toml"
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    load_settings({"AINOS_CONFIG": str(file)}, folder)


@pytest.mark.parametrize(
    "text",
    [
        DEEP_TOML,
        TABLES,
        "#" * (2 << 20),
        "\0",
        "a = 1\na = 2",
        "[cloud]\n[cloud]",
        "a = 0x" + "f" * 9000,
        "\ud800",
        "x = nan",
    ],
    ids=range(9),
)
def test_hostile_settings_are_one_typed_error(text, tmp_path):
    with pytest.raises(ConfigError):
        read_settings(tmp_path, text)


@pytest.mark.parametrize("text", [DEEP_TOML, TABLES, "\0", "", "plugin = 3", "[plugin]\nid = 0123", "tools = []"])
def test_a_hostile_manifest_is_one_typed_error(text):
    with pytest.raises(PluginError):
        parse_manifest(text, "x")


@settings(max_examples=60)
@given(st.text(alphabet="[]{}=\"'#.\n a1_\\u", max_size=80))
def test_any_manifest_is_read_or_refused(text):
    with suppress(PluginError):
        parse_manifest(text, "x")


@pytest.mark.parametrize("make", [
    lambda path: path.symlink_to("/dev/zero"),
    lambda path: path.symlink_to("/etc/passwd"),
    lambda path: path.mkdir(),
    lambda path: os.mkfifo(path),
    lambda path: path.write_bytes(b"#" * (MAX_MANIFEST_BYTES + 1)),
    lambda path: None,
], ids=["device", "link", "folder", "pipe", "huge", "none"])  # fmt: skip
def test_a_manifest_that_is_no_plain_small_file_is_refused(make: Callable[[Path], None], tmp_path):
    make(tmp_path / MANIFEST)
    with pytest.raises(PluginError):
        read_manifest(tmp_path)


def test_nothing_in_the_product_unpacks_an_archive_or_builds_objects_from_a_file():
    """There is no archive to escape from: what a plugin package holds is installed by pip, a person's own act."""
    forbidden = {"tarfile", "zipfile", "pickle", "marshal", "shelve", "dill"}
    calls = {"unpack_archive", "extractall", "eval", "exec", "compile_command", "full_load", "unsafe_load"}
    for folder in ("android_bridge", "agent", "planners", "memory", "models", "tools", "console"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    names = {alias.name for alias in node.names} | {getattr(node, "module", "") or ""}
                    assert not {name.partition(".")[0] for name in names} & forbidden, path
                if isinstance(node, ast.Call):
                    called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                    assert called not in calls, (path, node.lineno)
                    if ast.unparse(node.func) == "yaml.load":
                        assert "BaseLoader" in ast.unparse(node) or "SafeLoader" in ast.unparse(node), (
                            path,
                            node.lineno,
                        )


TASK = "- id: a\n  goal: {}\n"


@pytest.mark.parametrize(
    "text",
    [
        TASK.format("!!python/object/apply:os.system ['touch pwned']"),
        "- &a x\n- *a\n",
        "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
        "[" * 5000,
        "- " * 5000 + "x",
        "a: {" * 3000,
        "\0",
        "x" * (5 << 20),
        "just words",
    ],
    ids=range(9),
)
def test_a_hostile_task_file_is_one_typed_error(text, tmp_path):
    file = tmp_path / "tasks.yaml"
    file.write_text(text)
    with pytest.raises(TaskFileError):
        load_tasks(file)
    assert not (tmp_path / "pwned").exists()
    assert not Path("pwned").exists()


@pytest.mark.parametrize(
    "text", ["[" * 100_000, '{"a": 1, "a": 2}', '{"text": NaN, "kind": "x"}', "3", '{"text": 1}', ""]
)
def test_a_hostile_export_is_one_typed_error(text):
    with pytest.raises(click.UsageError):
        read_export(text.encode(), "rows")


@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(alphabet='{}[]",:tru0NaI\\', max_size=40))
def test_a_json_argument_of_a_model_is_read_or_refused(text):
    from datetime import datetime

    with suppress(ToolRetryError):
        normalise("json", text, now=datetime(2026, 3, 16))


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a": 1, "a": 2}', "NaN", "1e999", "1 2"])
def test_an_ambiguous_json_argument_is_refused(text):
    from datetime import datetime

    with pytest.raises(ToolRetryError):
        normalise("json", text, now=datetime(2026, 3, 16))
