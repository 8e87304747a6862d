"""What an approval shows: the act in words, every value in full, the app, and where each value came from."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from ..android_bridge.errors import BridgeError
from ..android_bridge.types import Element, Observation
from ..tools.types import Context, Risk, Tool, ToolCall
from .planned import texts_written, touched
from .wording import made_of, stands_in, tokens

_INNER = frozenset({"exact", "marks"})
"""Values that tools hand from preview to run and that mean nothing to people."""
_MOST_TEXTS = 40
_ABOUT_CHARS = 80
_FROM_CONTACTS = frozenset({"number", "phone", "contact", "contact_id"})


def describe_call(tool: Tool, values: Mapping[str, Any], seen: Observation | None = None) -> str:
    """Return what the call does, in words, with its full values."""
    element = touched(values, seen) if tool.kind == "screen" else None
    if element is not None and not tool.confirm:
        return _describe_touch(tool, values, element)
    if tool.confirm:
        try:
            return tool.confirm.format(**{k: show_value(v) for k, v in values.items()})
        except (KeyError, IndexError):
            pass  # an optional argument of the template is absent
    shown = ", ".join(f"{k}: {show_value(v)}" for k, v in shown_values(values).items())
    return f"{_verb(tool)} ({shown})" if shown else _verb(tool)


def _describe_touch(tool: Tool, values: Mapping[str, Any], element: Element) -> str:
    what = f'"{show_value(element.name or "an element without a name")}"'
    text = values.get("text")
    return f'{_verb(tool)} "{show_value(text)}" into {what}' if text is not None else f"{_verb(tool)} {what}"


def title_of(
    tool: Tool, values: Mapping[str, Any], seen: Observation | None, risk: Risk, path: Sequence[str] = ()
) -> str:
    """Return an approval's title: the act in words and, for a touch that destroys, what of."""
    title = describe_call(tool, values, seen)
    if tool.kind != "screen" or seen is None or risk < Risk.DESTRUCTIVE:
        return title
    about = _about(seen, touched(values, seen), path)
    return f"{title} (of “{show_value(about)}”)" if about and show_value(about) not in title else title


def _about(seen: Observation, element: Element | None, path: Sequence[str]) -> str:
    """Return what a touch is about: a dialog's question, what is selected, the row it stands in, the last touch."""
    if seen.dialog:
        return _short(seen.dialog)
    own = [e for e in seen.elements if e != element and e.name and e.package == (element.package if element else "")]
    chosen = [e.name for e in own if e.selected or (e.checked and e.checkable)]
    beside = [e.text for e in own if element is not None and e.parent == element.parent is not None and e.text]
    inside = [e.text for e in own if element is not None and e.index == element.parent and e.text]
    return _short(next((", ".join(found) for found in (chosen, inside, beside) if found), "") or (path[-1:] or [""])[0])


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _ABOUT_CHARS else f"{line[:_ABOUT_CHARS]}…"


def _verb(tool: Tool) -> str:
    return tool.name.removesuffix("_text").replace("_", " ").capitalize()


def shown_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values that mean something to people."""
    return {k: v for k, v in values.items() if not k.startswith("_") and k not in _INNER}


def card_values(
    tool: Tool,
    values: Mapping[str, Any],
    seen: Observation | None,
    risk: Risk = Risk.OBSERVE,
    path: Sequence[str] = (),
) -> dict[str, str]:
    """Return every value of a call as it is shown.

    For a touch also what stands in the fields that it may send; and where it sends, deletes or pays, what the window
    says about it (its title, a dialog's question, a payee, an amount) and the last touches (`path`), for a menu often
    does not say what it is about.
    """
    found = {name: show_value(value) for name, value in shown_values(values).items()}
    element = touched(values, seen) if tool.kind == "screen" else None
    if element is not None:
        found["element"] = show_value(element.name or element.resource_id or element.class_name)
        written = [text for text in texts_written(seen) if text != element.text]
        if written:
            found["written"] = " / ".join(map(show_value, written))
    if tool.kind == "screen" and seen is not None and risk >= Risk.OUTWARD:
        said = window_texts(seen, element) + [f"after: {' > '.join(map(show_value, path))}"] * bool(path)
        found |= {"screen": " / ".join(said)} if said else {}
    return found


def window_texts(seen: Observation, element: Element | None) -> list[str]:
    """Return the texts of the touched app's window that are no targets and stand in none: 40, then how many more."""
    package = element.package if element is not None else seen.package
    targets = {e.index for e in seen.elements if e.interactive and not e.scrollable}
    texts = [
        show_value(text)
        for e in seen.elements
        if e.package == package and e.index not in targets and e.parent not in targets
        for text in dict.fromkeys((e.text, e.description, e.inner_text))
        if text and not e.password
    ]
    told = list(dict.fromkeys(texts))
    return told if len(told) <= _MOST_TEXTS else [*told[:_MOST_TEXTS], f"and {len(told) - _MOST_TEXTS} more texts"]


def sources_of(
    shown: Mapping[str, str],
    call: ToolCall,
    tool: Tool,
    said: str,
    seen: Observation | None,
    flowed: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """Return where each shown value came from, in words: told by code from where it stands, never by a model.

    `flowed` are the sources of what was read on the phone for this call, by argument.
    """
    kinds = {p.name: p.kind for p in tool.parameters}
    found = {name: _source(name, value, call, kinds.get(name, ""), said, seen) for name, value in shown.items()}
    found |= {name: source for name, source in (flowed or {}).items() if name in found}
    whom = next((source for name, source in (flowed or {}).items() if kinds.get(name) == "contact"), "")
    if whom:  # the number belongs to whom that names
        found |= {name: whom for name in found if name in _FROM_CONTACTS and name not in call.arguments}
    return found


def _source(name: str, value: str, call: ToolCall, kind: str, said: str, seen: Observation | None) -> str:
    if seen is not None and name in ("element", "written", "screen") and kind != "text":
        return "your words" if made_of(value, said) and tokens(value) else f"the screen of {seen.package}"
    spoken = call.arguments.get(name)
    if spoken is None:
        return "your contacts" if name in _FROM_CONTACTS else "the phone"
    if stands_in(spoken, said):
        return "your words" if stands_in(value, said) or kind != "contact" else "your words and your contacts"
    if seen is not None and any(stands_in(spoken, text) for text in _texts(seen.elements)):
        return f"the screen of {seen.package}"
    return "the model"


def _texts(elements: Collection[Element]) -> list[str]:
    return [f"{e.text}\n{e.description}\n{e.inner_text}" for e in elements]


def app_name(packages: Collection[str], at: Context) -> str:
    """Return the names of the apps that a call touches, with their packages."""
    if not packages:
        return ""
    try:
        labels = {app.package: app.label for app in at.device.apps()}
    except BridgeError:
        labels = {}
    named = (f"{labels[p]} ({p})" if labels.get(p) else p for p in sorted(packages))
    return show_value(", ".join(named))


def show_value(value: object) -> str:
    """Return a value for people, with control and bidirectional characters escaped, never shortened."""
    text = value if isinstance(value, str) else json.dumps(value, default=str, ensure_ascii=False)
    return "".join(c if c.isprintable() or c == "\n" else f"\\u{ord(c):04x}" for c in text)
