"""Apps from folders outside the project: a developer's own app on his own phone.

Knows: how a folder becomes a module, and what must be in it. Does not know: what the app does. The folder's code runs
in the phone's process with the rights of whoever started the phone; it is not a sandbox.
"""

from __future__ import annotations

import re
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType

    from .app import Manifest

_PACKAGE_NAME = re.compile(r"[A-Za-z]\w*(\.[A-Za-z]\w*)+")


class AppFolderError(LookupError):
    """The folder holds no app that can be put on a phone; the text says what is wrong and where."""


def load_manifest(folder: Path) -> Manifest:
    """Import `folder/__init__.py` and return its MANIFEST.

    Raises:
        AppFolderError: No such file, it cannot be imported, or MANIFEST is missing or wrong.
    """
    from .app import Manifest

    manifest = getattr(_import(folder.resolve()), "MANIFEST", None)
    if not isinstance(manifest, Manifest):
        raise AppFolderError(f"{folder}/__init__.py must define MANIFEST, a Manifest of ainos.virtual_phone.apps.app")
    if not _PACKAGE_NAME.fullmatch(manifest.package):
        raise AppFolderError(f"{folder}: {manifest.package!r} is no package name; write one such as com.example.app")
    return manifest


def _import(folder: Path) -> ModuleType:
    start = folder / "__init__.py"
    if not start.is_file():
        raise AppFolderError(f"{folder} holds no app: there is no {start.name} in it")
    name = f"ainos_app_{abs(hash(folder)):x}"
    if name in sys.modules:
        return sys.modules[name]
    spec = spec_from_file_location(name, start, submodule_search_locations=[str(folder)])
    if spec is None or spec.loader is None:
        raise AppFolderError(f"{start} cannot be imported")
    module = module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except (ImportError, SyntaxError, NameError, AttributeError, TypeError, ValueError) as error:
        del sys.modules[name]
        raise AppFolderError(f"{folder} cannot be imported: {type(error).__name__}: {error}") from error
    return module
