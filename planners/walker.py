"""Reaches wishes that no tool fits by walking an app's screens, with code and sentence vectors; no language model.

A Source that is asked where the on-device model found no fitting tool. It reads the screen, so what it proposes bears
the screen's label, and the guard rules on every touch as on a model's that read it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from ..android_bridge.errors import BridgeError
from ..android_bridge.labels import Label
from ..android_bridge.types import App
from ..models.types import Decision
from ..tools.types import Risk
from .page_words import terms
from .sources import ON_THE_WAY, Moment, Proposal
from .walk import Walk
from .walk_expect import expectations_of
from .walk_match import Embed, is_setting
from .walk_verbs import verb_of
from .walk_wish import SETTINGS, WalkWish, read_wish, telling

_HERE = re.compile(r"\b(?:this|the current) (?:app|page|screen|list)\b|\bhere\b|这里|当前页|这个页面", re.IGNORECASE)


class Walker:
    """Walks for the sub-goals of any number of runs, one at a time."""

    def __init__(self, apps: Callable[[], Sequence[App]], embed: Embed | None = None) -> None:
        """Set it up.

        Args:
            apps: What is installed; read once a walk.
            embed: Sentence vectors; without them words alone rank.
        """
        self._apps = apps
        self._embed = embed
        self._at: tuple[str, int] | None = None
        self._walk: Walk | None = None

    def propose(self, at: Moment) -> Proposal | None:
        """Return the next call of a walk that has begun; None where none has, or it is over."""
        if self._walk is None or self._at != (at.run, at.index):
            return None
        return self._next(at, self._walk)

    def instead(self, at: Moment, decision: Decision) -> Proposal | Decision:
        """Return the first call of a walk where that fits better than what the on-device model said.

        A walk that was given up is not begun again, and then nothing fits: no tool that only looks as if it did.
        """
        if "screen" not in at.ways:
            return decision
        if self._walk is not None and self._at == (at.run, at.index):
            return replace(decision, kind="no_tool", call=None) if fits(self._walk.wish, decision, at) else decision
        try:
            wish = self._read(at)
        except BridgeError:
            return decision
        if not fits(wish, decision, at):
            return decision
        self._at, self._walk = (at.run, at.index), Walk(wish, embed=self._embed, by_intent="intent" in at.ways)
        return self._next(at, self._walk) or replace(decision, kind="no_tool", call=None)

    def _read(self, at: Moment) -> WalkWish:
        """Return the wish; where it names no app, for the one in front if it means that, or for Settings."""
        apps = self._apps()
        wish = read_wish(at.subgoal.text, apps, at.plan.goal)
        if wish.app is not None:
            return wish
        package = at.seen.package if _HERE.search(wish.text) else SETTINGS if is_setting(wish.subject) else ""
        return replace(wish, app=next((app for app in apps if app.package == package), None))

    def account(self, wish: str) -> str:
        """Return what a walk for a wish saw in vain, as a sentence; empty where there was none."""
        walk = self._walk
        if walk is None or walk.wish.text != wish or not walk.why or walk.wish.app is None:
            return ""
        where = f" ({', '.join(walk.seen[:5])})" if walk.seen else ""
        return f" I looked in {walk.wish.app.label}{where}: {walk.why}."

    def _next(self, at: Moment, walk: Walk) -> Proposal | None:
        call = walk.next(at.seen)
        if call is None:
            return None
        wanted = () if walk.calls > 1 else tuple(e.as_json() for e in expectations_of(walk.wish))
        return Proposal(
            call, ON_THE_WAY, label=Label.of_user().join(at.seen.label), parts={"expects": wanted} if wanted else {}
        )


def fits(wish: WalkWish, decision: Decision, at: Moment) -> bool:
    """Return whether a walk is what the wish wants rather than what the on-device model decided.

    It is where no tool fits. It also is where the words name an app, or a page of Settings, and the chosen tool works
    in another one, only looks or opens while more is asked for, destroys what is not to be destroyed, or does not
    speak of what is to be changed in Settings.
    """
    if wish.app is None:
        return False
    if decision.call is None or not wish.named:
        return decision.call is None
    tool = at.registry.lookup(decision.call.tool)
    if tool.name in ("open_app", "open_settings"):
        return wish.kind != "open" and wish.sure
    if any(p.kind == "app" and decision.call.arguments.get(p.name) for p in tool.parameters):
        return False  # the app is what the call speaks of, such as whose notifications, not where it works
    if tool.scope and wish.app.package not in tool.scope:
        return True
    if not wish.sure or wish.kind == "open":
        return False
    if wish.kind == "ask":
        return tool.risk > Risk.OBSERVE
    spoken = terms(f"{tool.name} {tool.description} {' '.join(tool.examples)}")
    if wish.kind == "act" and not terms(f"{wish.verb} {verb_of(wish.verb)}") & spoken:
        return True
    destroys = tool.risk is Risk.DESTRUCTIVE and not (wish.kind == "act" and verb_of(wish.verb) == "delete")
    strange = wish.app.package == SETTINGS and not set(telling(wish.subject)) <= spoken
    return tool.risk is Risk.OBSERVE or destroys or (strange and wish.kind in ("switch", "set"))
