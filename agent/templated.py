"""Tier 0 as a decider: a sub-goal that is one known sentence needs no model. Reads the wish only; acts on nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..planners.sources import Moment, Proposal
from ..tools.registry import Registry

if TYPE_CHECKING:
    from ..models.templates import SentenceTemplates

SOURCE = "sentence templates"
PLAIN, WORDY = 0.99, 0.9
"""How sure a full parse is: where free words are cut out of it, a cut may be wrong."""


class TemplateSource:
    """Proposes the call that a sub-goal's words say in full, once a sub-goal."""

    def __init__(self) -> None:
        self._templates: SentenceTemplates | None = None
        self._names: tuple[str, ...] = ()

    def propose(self, at: Moment) -> Proposal | None:
        """Return the call of the one template that the wish is, where its tool can go one of the open ways."""
        if not at.is_first:
            return None  # it would say the same again
        call = self._known(at.registry).match(at.subgoal.wish, at.seen.time)
        if call is None:
            return None
        tool = at.registry.lookup(call.tool)
        open_way = "none" in tool.ways or bool(tool.ways & at.ways)
        wordy = any(p.kind == "text" and p.name in call.arguments for p in tool.parameters)
        return Proposal(call, SOURCE, confidence=WORDY if wordy else PLAIN) if open_way else None

    def _known(self, registry: Registry) -> SentenceTemplates:
        """Return the templates of this registry; read again when tools were added."""
        names = tuple(tool.name for tool in registry.all())
        if self._templates is None or names != self._names:
            from ..models.templates import SentenceTemplates

            self._templates, self._names = SentenceTemplates(registry.all()), names
        return self._templates
