"""Redaction: secrets become handles before a model server sees them, and values again when a tool call names a handle.

`<secret:1>` stands for a secret; where the user wishes it, `<private:1>` stands for sensitive text. The values live in
the memory of one run only. It knows labels and texts; what a value may be used for is the policy's matter.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import TypeVar
from urllib.parse import quote, quote_plus

from ..android_bridge.app_labels import secret_spans
from ..android_bridge.labels import Confidentiality, Integrity, Label
from ..tools.types import Tool
from .types import DecisionRequest, Fragment, assemble, label_of

T = TypeVar("T")
_SOURCE, _LEVEL, _TEXT = attrgetter("source"), attrgetter("label.confidentiality"), attrgetter("text")
_ARGUMENTS = attrgetter("arguments")
_HANDLE = re.compile(r"<(secret|private):(\d{1,6})>")
_FORGED = re.compile(r"<(?=(?:secret|private):)")
_RUN_ID = re.compile(r"\b\d{8}-\d{6}-[0-9a-f]{4}\b")
_SHORTEST_SCANNED = 6
"""Shorter secrets are replaced where they stand, but their digits may stand in a request by chance."""
_SHORTEST_KNOWN = 3
_SHORTEST_TOLD = 4
_MOST_HARMLESS = 2048
_LINE = re.compile(r"(?P<head>(?:\d+ |- )?(?:(?:on|off): )?)(?P<rest>.*)", re.DOTALL)
_EDIT = re.compile(
    r'(?P<head>\d+ edit )"(?P<name>.*)": (?P<value>.*?)(?P<notes> \((?:focused|selected|disabled|, )+\))?'
)
_BULLETS = re.compile(r"[•*\s]*")
_FIELD_NAME = re.compile(r"[^\d]{1,24}")


@dataclass(frozen=True, slots=True)
class _Hidden:
    value: str
    label: Label


class Vault:
    """The values that one run keeps from model servers and from its records."""

    def __init__(self, on_secret: Callable[[str], None] | None = None) -> None:
        """Begin with no secrets; `on_secret` is told each value that gets a handle."""
        self._on_secret = on_secret
        self._by_handle: dict[str, _Hidden] = {}
        self._handles: dict[tuple[str, str], str] = {}
        """From kind and value to the handle."""
        self._known: re.Pattern[str] | None = None
        self._scanned: re.Pattern[str] | None = None
        self._harmless: set[str] = set()
        """Texts in which nothing was found since the last new secret: a request repeats most of the one before."""

    def __len__(self) -> int:
        return len(self._by_handle)

    # ------------------------------------------------------------------ what is hidden

    def learn(self, text: str, label: Label) -> None:
        """Keep the secrets of a text that is labelled SECRET; texts with lower labels teach nothing."""
        if label.confidentiality < Confidentiality.SECRET or not text.strip():
            return
        for start, end in secret_spans(text) or ((0, len(text)),):
            self._handle("secret", text[start:end].strip(), label)

    def see(self, lines: Iterable[tuple[str, Label]]) -> None:
        """Keep the secrets of a screen's lines, so that they stay out of records whoever copies them into a call."""
        for text, label in lines:
            if label.confidentiality >= Confidentiality.SECRET:
                self._fragment(Fragment("screen", text, label), False)

    def hide(self, value: T) -> T:
        """Return a value of JSON's kinds with `<secret:N>` for every known secret and for codes and card numbers."""
        if isinstance(value, str):
            return self._hide_text(value, _UNKNOWN)  # type: ignore[return-value]
        if isinstance(value, Mapping):
            return {k: self.hide(v) for k, v in value.items()}  # type: ignore[return-value]
        if isinstance(value, list | tuple):
            return type(value)(self.hide(v) for v in value)
        return value

    def contains_secret(self, data: bytes) -> bool:
        """Whether these bytes hold a known secret: plain, JSON-escaped, URL-quoted, in base64 or hex, or spaced out."""
        return self._scanned is not None and self._scanned.search(data.decode("utf-8", "replace")) is not None

    def redact(self, request: DecisionRequest, *, private: bool = False) -> DecisionRequest:
        """Return the request with handles for its secrets, and its label without them.

        A request that is not made of fragments is returned as it is: with the label SECRET nothing of it may leave.

        Args:
            private: Put handles for SENSITIVE fragments too.
        """
        if not request.fragments:
            return request
        if (picture := request.picture) is not None:  # nothing on a picture can be replaced
            bare = self.redact(replace(request, picture=None, label=label_of(request.fragments)), private=private)
            if picture.label.confidentiality >= (Confidentiality.SENSITIVE if private else Confidentiality.SECRET):
                return bare
            return replace(bare, picture=picture, label=bare.label.join(picture.label))
        limit = Confidentiality.SENSITIVE if private else Confidentiality.SECRET
        clean, pieces, tools = self._harmless, request.fragments, request.tools
        if set(map(_SOURCE, tools)) - {"builtin"}:
            tools = [self._tool(tool) for tool in tools]
        if max(map(_LEVEL, pieces)) < limit and self._has_nothing(pieces):
            label = label_of(pieces)
            if label == request.label and tools is request.tools:
                return request
            return replace(request, label=label, tools=tools)
        done = [
            f
            if f.text in clean and f.label.confidentiality < limit and not f.arguments and "<" not in f.text
            else self._fragment(f, private)
            for f in pieces
        ]
        # What one fragment taught is found in every other one too.
        done = [f if f.text in clean and not f.arguments else self._again(f) for f in done]
        return assemble(done, tools, now=request.now)

    def _has_nothing(self, pieces: Sequence[Fragment]) -> bool:
        """Whether no piece gets a handle for what it says; what is learned on the way is kept either way."""
        said = set(map(_TEXT, pieces))
        for piece in filter(_ARGUMENTS, pieces):
            said.update(piece.arguments.values())
        if "<" in "".join(said):
            return False
        if not (new := said - self._harmless):
            return True
        fresh = [(p.text, p.label) for p in pieces if p.text in new]
        fresh += [(v, p.label) for p in filter(_ARGUMENTS, pieces) for v in p.arguments.values() if v in new]
        return all([self._hide_text(text, label) == text for text, label in fresh])

    def _tool(self, tool: Tool) -> Tool:
        """Return a tool of a plugin without codes and card numbers in what it says of itself."""
        if tool.source == "builtin":
            return tool
        parameters = tuple(replace(p, description=self._hide_text(p.description, _UNKNOWN)) for p in tool.parameters)
        return replace(tool, description=self._hide_text(tool.description, _UNKNOWN), parameters=parameters)

    def restore(self, arguments: Mapping[str, str]) -> tuple[dict[str, str], Label | None]:
        """Return the arguments with values for handles, and the join of the values' labels; None without handles."""
        labels: list[Label] = []

        def value(found: re.Match[str]) -> str:
            hidden = self._by_handle.get(found.group())
            if hidden is None:
                return found.group()  # a handle that was never given out stands for nothing
            labels.append(hidden.label)
            return hidden.value

        restored = {name: _HANDLE.sub(value, text) for name, text in arguments.items()}
        return restored, labels[0].join(*labels[1:]) if labels else None

    # ------------------------------------------------------------------ fragments

    def _fragment(self, fragment: Fragment, private: bool) -> Fragment:
        """Return one fragment with handles where its label asks for them."""
        level = fragment.label.confidentiality
        handles = level >= (Confidentiality.SENSITIVE if private else Confidentiality.SECRET)
        if not handles and not any("<" in text for text in (fragment.text, *fragment.arguments.values())):
            return fragment
        text = _FORGED.sub("‹", fragment.text)
        arguments = {k: _FORGED.sub("‹", v) for k, v in fragment.arguments.items()}
        label = fragment.label
        if private and level >= Confidentiality.SENSITIVE:
            kind = "private" if level is Confidentiality.SENSITIVE else "secret"
            text = self._replace_values(fragment, text, kind)
            arguments = {k: self._handle(kind, v, label) for k, v in arguments.items()}
            label = _at_most(label, Confidentiality.PERSONAL)
        elif level >= Confidentiality.SECRET:
            text = self._hide_secret(fragment, text)
            label = _at_most(label, Confidentiality.SENSITIVE)
        return replace(fragment, text=text, arguments=arguments, label=label)

    def _again(self, fragment: Fragment) -> Fragment:
        """Put handles for what other fragments taught, and for codes and cards under a lower label."""
        text = self._hide_text(fragment.text, fragment.label)
        arguments = {k: self._hide_text(v, fragment.label) for k, v in fragment.arguments.items()}
        if text == fragment.text and arguments == fragment.arguments:
            return fragment
        return replace(fragment, text=text, arguments=arguments)

    def _hide_secret(self, fragment: Fragment, text: str) -> str:
        """Replace the codes of a secret text; the whole text where there is none, or where it was cut."""
        hidden = self._hide_text(text, fragment.label)
        own = fragment.kind == "turn"  # what a tool said of a call that held the secret
        if (hidden != text if own else secret_spans(text)) and not text.endswith("…"):
            return hidden
        return self._replace_values(fragment, text, "secret")

    def _replace_values(self, fragment: Fragment, text: str, kind: str) -> str:
        """Replace a whole text; of a screen's line the number and the kind of control stay."""
        if fragment.kind != "screen":
            return self._handle(kind, text, fragment.label)
        if (edit := _EDIT.fullmatch(text)) is not None:
            name, value = edit["name"], edit["value"]
            if not _BULLETS.fullmatch(value):
                value = self._handle(kind, value, fragment.label)
            if kind == "private" or not _FIELD_NAME.fullmatch(name):
                name = self._handle(kind, name, fragment.label) if name else ""
            return f'{edit["head"]}"{name}": {value}{edit["notes"] or ""}'
        line = _LINE.fullmatch(text)
        assert line is not None  # it matches every text
        return line["head"] + (self._handle(kind, line["rest"], fragment.label) if line["rest"].strip() else "")

    # ------------------------------------------------------------------ handles

    def _handle(self, kind: str, value: str, label: Label) -> str:
        """Return the handle of a value, a new one if it is new."""
        found = self._handles.get((kind, value))
        if found is not None:
            return found
        handle = f"<{kind}:{1 + sum(1 for k, _ in self._handles if k == kind)}>"
        self._handles[kind, value] = handle
        self._by_handle[handle] = _Hidden(value, label)
        if kind == "secret":
            self._compile()
            if self._on_secret is not None and len(value) >= _SHORTEST_TOLD:
                self._on_secret(value)
        return handle

    def _hide_text(self, text: str, label: Label) -> str:
        if text in self._harmless:
            return text
        hidden = self._hide_found(text, label)
        if hidden == text:
            if len(self._harmless) >= _MOST_HARMLESS:
                self._harmless.clear()
            self._harmless.add(text)
        return hidden

    def _hide_found(self, text: str, label: Label) -> str:
        if self._known is not None:
            text = self._known.sub(lambda found: self._handle_of(found.group()), text)
        spans = secret_spans(text)
        secret = label.raised(Confidentiality.SECRET)
        own = [found.span() for found in _RUN_ID.finditer(text)]
        for start, end in sorted(spans, reverse=True):
            if any(a <= start and end <= b for a, b in own):
                continue  # a run's name is dates and digits
            if not _HANDLE.search(text[start:end]):
                text = text[:start] + self._handle("secret", text[start:end], secret) + text[end:]
        return text

    def _handle_of(self, found: str) -> str:
        """Return the handle of a known secret in whatever form it was found."""
        plain = self._handles.get(("secret", found))
        if plain is not None:
            return plain
        digits = _digits(found)
        for (kind, value), handle in self._handles.items():
            if kind == "secret" and (found in set(_forms(value)) or (digits and _digits(value) == digits)):
                return handle
        return "<secret:0>"

    def _compile(self) -> None:
        values = sorted((v for k, v in self._handles if k == "secret"), key=len, reverse=True)
        self._harmless.clear()
        self._known = _any_of(p for v in values if len(v) >= _SHORTEST_KNOWN for p in _patterns(v))
        self._scanned = _any_of(p for v in values if len(v) >= _SHORTEST_SCANNED for p in _patterns(v))


_UNKNOWN = Label(Integrity.UNTRUSTED, Confidentiality.SECRET)


def _any_of(patterns: Iterator[str]) -> re.Pattern[str] | None:
    joined = "|".join(dict.fromkeys(patterns))
    return re.compile(joined) if joined else None


def _patterns(value: str) -> Iterator[str]:
    """Give patterns for a secret in every form that it may have taken on the way."""
    if digits := _digits(value):
        yield r"(?<!\d)" + r"[\s.\-\u00a0]{0,2}".join(digits) + r"(?!\d)"
    for form in sorted(set(_forms(value)), key=len, reverse=True):
        if form.isdigit():
            yield rf"(?<!\d){form}(?!\d)"
        else:
            yield re.escape(form)


def _forms(value: str) -> Iterator[str]:
    """Give a value as it is, JSON-escaped, URL-quoted, and inside base64 or hex."""
    yield value
    for ascii_only in (True, False):
        yield json.dumps(value, ensure_ascii=ascii_only)[1:-1]
    yield quote(value, safe="")
    yield quote_plus(value)
    raw = value.encode()
    if len(raw) < _SHORTEST_SCANNED:
        return
    yield raw.hex()
    yield raw.hex().upper()
    for shift in range(3):  # a value may stand anywhere inside a longer text that was encoded as a whole
        coded = base64.b64encode(b"\0" * shift + raw).decode().rstrip("=")
        whole = coded[(0, 2, 3)[shift] : len(coded) - (1 if (shift + len(raw)) % 3 else 0)]
        yield whole
        yield whole.replace("+", "-").replace("/", "_")


def _digits(text: str) -> str:
    """Return the digits of a text that is made of digits and separators; an empty string for others."""
    digits = re.sub(r"[\s.\-\u00a0]", "", text)
    return digits if digits.isdigit() and len(digits) >= _SHORTEST_KNOWN else ""


def _at_most(label: Label, level: Confidentiality) -> Label:
    return Label(label.integrity, min(label.confidentiality, level), label.origins)
