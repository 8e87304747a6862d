"""The mails that a mail app's inbox lists, read on its screen: no provider gives them. Opens and sends none.

Knows the ids that mail apps give the parts of a row. A list shows the beginning of a mail, in some apps all of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from ...android_bridge.labels import Confidentiality, Integrity, Label, Origin
from ...android_bridge.types import App, Element, Intent, Observation
from ..matching import similarity
from ..retrieval import holds_words
from ..sdk import Name, Resolved, tool
from ..types import Context, Risk, ToolFailedError, ToolQuestionError, ToolResult, ToolRetryError
from .messages import is_secret
from .since import since_moment

_NAMES = ("gmail", "mail", "email", "e-mail", "k-9 mail", "thunderbird", "outlook", "proton mail")
"""Names of mail apps, those that are asked first in front."""
_PARTS = {"senders": "from", "sender": "from", "subject": "title", "snippet": "text", "preview": "text", "date": "when"}
_LEAST_PARTS = 3
_NEAR = 80.0
_PAGES = 4
_MOST = 20
_LABEL = Label(Integrity.UNTRUSTED, Confidentiality.SENSITIVE)


def _mail_app(context: Context) -> App:
    apps = [app for app in context.device.apps() if app.label.casefold() in _NAMES]
    if not apps:
        raise ToolFailedError("this phone has no mail app that can be read")
    return min(apps, key=lambda app: _NAMES.index(app.label.casefold()))


def _preview(context: Context, values: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"package": _mail_app(context).package}


@tool(
    risk=Risk.OBSERVE,
    kind="look",
    examples=("has Tomas mailed", "what does the library's mail say"),
    reads=_LABEL,
    preview=_preview,
    ways=("intent", "screen"),
)
def look_mails(
    context: Context,
    sender: Annotated[Name | None, "whose mails; all if nobody is named"] = None,
    words: Annotated[Name | None, "only those that hold these words"] = None,
    package: Annotated[str | None, Resolved] = None,
) -> ToolResult:
    """Read the mails of the inbox, maybe of one sender."""
    if context.hands is None:
        raise ToolFailedError("mails are read on the screen, which needs a permission to act; nothing was done")
    app = _mail_app(context)
    label = Label.of(Origin.app(app.package), Confidentiality.SENSITIVE)
    launcher = Intent(
        action="android.intent.action.MAIN", categories=("android.intent.category.LAUNCHER",), component=app.activity
    )
    context.acting.start_activity(launcher)
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    seen = context.device.wait_settled()
    for _ in range(_PAGES):
        found |= {tuple(map(str, mail.values())): mail for mail in _listed(seen, context)}
        fitting = [mail for mail in found.values() if _fits(mail, sender, words)]
        if fitting or not any(element.scrollable for element in seen.elements):
            break
        context.acting.swipe("up")
        before, seen = seen, context.device.wait_settled()
        if seen.elements == before.elements:
            break
    if seen.package != app.package:
        raise ToolFailedError(f"{app.label} did not come up, so its mails could not be read")
    fitting = [mail for mail in found.values() if _fits(mail, sender, words)][:_MOST]
    if any(is_secret(str(mail["text"])) for mail in fitting):
        label = label.raised(Confidentiality.SECRET)
    told = "\n".join(f"{m['from']}, {m['when']}: {m['title']}: {m['text']}" for m in fitting[:5])
    who = f" from {sender}" if sender else ""
    return ToolResult(told or f"There are no mails{who} in the inbox.", {"mails": fitting}, label, "screen")


def _fits(mail: Mapping[str, Any], sender: str | None, words: str | None) -> bool:
    by = sender is None or similarity(sender, str(mail["from"])) >= _NEAR
    return by and (words is None or holds_words(words, f"{mail['title']} {mail['text']}"))


def _listed(seen: Observation, context: Context) -> list[dict[str, Any]]:
    """Return the mails of a list on the screen, in its order."""
    rows: dict[int, list[Element]] = {}
    for element in seen.elements:
        if element.parent is not None and element.text:
            rows.setdefault(element.parent, []).append(element)
    found = []
    for parts in rows.values():
        mail: dict[str, Any] = {"from": "", "title": "", "text": "", "when": ""}
        for part in parts:
            name = _PARTS.get(part.resource_id.rpartition("/")[2])
            if name and not mail[name]:
                mail[name] = part.text
        if sum(bool(value) for value in mail.values()) >= _LEAST_PARTS and mail["from"]:
            found.append({**mail, "at": _at(mail["when"], context), "mail": True})
    return found


def _at(told: str, context: Context) -> str:
    """Return when a mail came, as near as its list tells; the phone's clock where it tells nothing."""
    try:
        return since_moment(told, context.now).isoformat()
    except (ToolRetryError, ToolQuestionError):
        return context.now.isoformat()
