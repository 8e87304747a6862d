"""A plugin's manifest, `ainos-plugin.toml`: read, checked and turned into tools without importing its code.

Everything in it is untrusted: names are plain ASCII words, texts are short and free of hidden characters and of words
that speak to a model, risks are floors, undeclared risk counts as OUTWARD.
"""

from __future__ import annotations

import hashlib
import json
import re
import stat
import tomllib
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from ..android_bridge.labels import Confidentiality, Label, Origin
from .types import Parameter, Risk, Tool

MANIFEST = "ainos-plugin.toml"
API_VERSION = 1
MAX_TEXT_CHARS = 1024
MAX_MANIFEST_BYTES = 64 * 1024
_KINDS = (
    "time", "duration", "days", "when", "contact", "phone", "text", "on_off", "level", "app", "settings_page", "folder",
    "choice", "integer", "number", "boolean", "json",
)  # fmt: skip
_COMMANDS_TO_MODELS = re.compile(
    r"ignore (?:all |any |the )?(?:previous|prior|above|other)"
    r"|</?(?:important|system|instructions?|assistant|tool)\b|\bsystem prompt\b"
    r"|do(?: not|n't) (?:tell|inform|mention|show)|before (?:using|calling) (?:this|any)"
    r"|\b(?:always|must) (?:call|use) this"
    r"|instead of (?:the )?(?:other|built-in)|\[/?inst\]|<\|",
    re.IGNORECASE,
)


class PluginError(Exception):
    """A plugin cannot be used; says which one, why, and that nothing of it was run."""


def _harmless(text: str) -> str:
    for character in text:
        if unicodedata.category(character) in ("Cc", "Cf", "Co", "Cn", "Cs") and character != "\n":
            raise ValueError(f"hidden character U+{ord(character):04X}")
    if _COMMANDS_TO_MODELS.search(unicodedata.normalize("NFKC", text)):
        raise ValueError("it gives orders to a model")
    return text


Text = Annotated[str, Field(max_length=MAX_TEXT_CHARS), AfterValidator(_harmless)]
Word = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
_Strict = ConfigDict(extra="forbid", frozen=True)


class ParameterEntry(BaseModel):
    """One argument of a tool."""

    model_config = _Strict
    name: Word
    kind: Literal[_KINDS]  # type: ignore[valid-type]
    description: Text = ""
    required: bool = True
    choices: tuple[Annotated[str, Field(max_length=60), AfterValidator(_harmless)], ...] = ()


class ToolEntry(BaseModel):
    """One tool."""

    model_config = _Strict
    name: Word
    description: Text
    risk: Literal["observe", "navigate", "write", "outward", "destructive"] = "outward"
    parameters: tuple[ParameterEntry, ...] = Field(default=(), max_length=12)
    examples: tuple[Text, ...] = Field(default=(), max_length=12)
    sentences: tuple[Annotated[Text, Field(max_length=200)], ...] = Field(default=(), max_length=20)
    """Sentence templates that are answered without a model."""
    confirm: Text = ""


class PluginEntry(BaseModel):
    """Who the plugin is and what it may have."""

    model_config = _Strict
    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9]{1,19}$")]
    version: Annotated[str, Field(pattern=r"^\d{1,4}\.\d{1,4}\.\d{1,4}$")]
    api: Literal[1]
    module: Annotated[str, Field(pattern=r"^[A-Za-z_][\w.]{0,80}$")]
    description: Text = ""
    publisher: Text = ""
    receives: Literal["public", "personal", "sensitive"] = "personal"
    """The most confidential value that may be handed to it."""
    returns: Literal["public", "personal", "sensitive"] = "sensitive"
    """How confidential its results count at least."""
    hosts: tuple[Annotated[str, Field(pattern=r"^[a-z0-9.-]{1,120}$")], ...] = ()
    """Host names that it may reach; none by default."""


class Manifest(BaseModel):
    """The whole file."""

    model_config = _Strict
    plugin: PluginEntry
    tools: tuple[ToolEntry, ...] = Field(min_length=1, max_length=40)

    @property
    def digest(self) -> str:
        """SHA-256 of everything that was consented to; any change asks for consent again."""
        body = self.model_dump(mode="json")
        for entry in body["tools"]:
            if not entry["sentences"]:  # a manifest without any keeps the digest that it was consented to with
                del entry["sentences"]
        text = json.dumps(body, sort_keys=True, ensure_ascii=True)
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def label(self) -> Label:
        """The least label of its results."""
        level = Confidentiality[self.plugin.returns.upper()]
        return Label.of(Origin.plugin(self.plugin.id), level)


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of a plugin's folder; no code is imported or run.

    Raises:
        PluginError: It is missing, too large, or says something that is not allowed.
    """
    path = folder / MANIFEST
    try:
        kind = path.lstat().st_mode
        if not stat.S_ISREG(kind):  # a link could lead to any file, and a device never ends
            raise PluginError(f"{folder.name}: {MANIFEST} is no plain file")
        with path.open("rb") as file:
            data = file.read(MAX_MANIFEST_BYTES + 1)
    except OSError as error:
        raise PluginError(f"{folder.name}: there is no readable {MANIFEST}") from error
    if len(data) > MAX_MANIFEST_BYTES:
        raise PluginError(f"{folder.name}: {MANIFEST} is larger than {MAX_MANIFEST_BYTES} bytes")
    return parse_manifest(data.decode("utf-8", "replace"), folder.name)


def parse_manifest(text: str, name: str) -> Manifest:
    """Return the manifest in `text`; `name` stands in errors.

    Raises:
        PluginError: It says something that is not allowed.
    """
    try:
        return Manifest.model_validate(tomllib.loads(text))
    except RecursionError as error:
        raise PluginError(f"{name}: {MANIFEST} is nested too deeply") from error
    except tomllib.TOMLDecodeError as error:
        raise PluginError(f"{name}: {MANIFEST} is no TOML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise PluginError(f"{name}: {MANIFEST}, {where}: {first['msg']}") from error


def described(tools: Mapping[str, Tool]) -> list[dict[str, Any]]:
    """Return the manifest's `tools` entries for tools of the SDK; what the host says and what `plugin new` writes."""
    return [
        {
            "name": tool.name,
            "description": tool.description,
            "risk": tool.risk.name.lower(),
            "parameters": [_described_parameter(parameter) for parameter in tool.parameters],
            "examples": list(tool.examples),
            "sentences": list(tool.sentences),
            "confirm": tool.confirm,
        }
        for tool in tools.values()
    ]


def _described_parameter(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "kind": parameter.kind,
        "description": parameter.description,
        "required": parameter.required,
        "choices": list(parameter.choices),
    }


def manifest_text(plugin: Mapping[str, Any], tools: list[dict[str, Any]]) -> str:
    """Return TOML text for a manifest; the counterpart of `parse_manifest`."""
    lines = ["[plugin]", *(f"{key} = {_toml(value)}" for key, value in plugin.items())]
    for tool in tools:
        lines += [
            "",
            "[[tools]]",
            *(f"{key} = {_toml(value)}" for key, value in tool.items() if key != "parameters" and value),
        ]
        for parameter in tool["parameters"]:
            lines += [
                "",
                "[[tools.parameters]]",
                *(f"{key} = {_toml(value)}" for key, value in parameter.items() if value != []),
            ]
    return "\n".join(lines) + "\n"


def _toml(value: object) -> str:
    # JSON's strings, numbers, booleans and lists are valid TOML
    return json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False)


def risk_of(entry: ToolEntry) -> Risk:
    """Return the risk class that counts for a tool."""
    return Risk[entry.risk.upper()]
