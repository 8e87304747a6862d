"""The tables of pyproject.toml and the folders on the disk must say the same: a folder that is missing in the
tables imports fine in an editable install and is silently absent from the wheel."""

import ast
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
LAYERS = ["agent", "planners", "memory", "models", "tools", "android_bridge", "virtual_phone", "console", "evals"]


def _tables():
    setuptools = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]
    return set(setuptools["packages"]), setuptools["package-dir"]


def _folders():
    found = (p.parent for layer in LAYERS for p in (ROOT / layer).rglob("__init__.py"))
    return {str(p.relative_to(ROOT)) for p in found}


def test_every_package_folder_is_in_both_tables():
    packages, folders = _tables()
    assert set(folders.values()) == _folders()
    assert set(folders) == packages
    assert all(name == "ainos." + folder.replace("/", ".") for name, folder in folders.items())


def test_every_folder_with_modules_is_a_package():
    with_modules = {str(p.parent.relative_to(ROOT)) for layer in LAYERS for p in (ROOT / layer).rglob("*.py")}
    assert with_modules == _folders()


def test_links_for_type_checkers_point_at_the_folders():
    for layer in LAYERS:
        link = ROOT / ".dev" / "ainos" / layer
        assert link.is_symlink()
        assert link.resolve() == ROOT / layer


def test_no_module_is_named_for_nothing():
    banned = {"utils.py", "util.py", "helpers.py", "common.py", "misc.py"}
    assert not [p for layer in LAYERS for p in (ROOT / layer).rglob("*.py") if p.name in banned]


def test_no_module_imports_a_layer_by_its_folder_name():
    """`import tools` would find the folder in a checkout and another wheel's module elsewhere."""
    folders = [*LAYERS, "tests", "benchmarks", "training"]
    wrong = []
    for path in (p for folder in folders for p in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                names = [node.module]
            wrong += [f"{path.relative_to(ROOT)}: {n}" for n in names if n.split(".")[0] in LAYERS]
    assert not wrong
