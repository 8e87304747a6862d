"""ReAct over one sub-goal: gather what the model may see, let it decide one structured call. Acts on nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ..android_bridge.elements import screen_diff, screen_lines, screen_text
from ..android_bridge.labels import Integrity, Label
from ..android_bridge.types import Observation
from ..memory.types import MemoryRow, Recalled
from ..models.types import DecisionRequest, Fragment, Model, Tier, Turn, assemble
from ..tools.registry import Registry
from ..tools.retrieval import ToolIndex
from ..tools.types import Tool, Way

TOOLS_PER_STEP = 8
_INDEXES_KEPT = 8
_CHANGED_CHARS = 160
"""What changed is told beside the whole screen up to this length, about 50 tokens."""
_CHANGED_END = " (that is all)"


@dataclass(slots=True)
class Progress:
    """What happened so far in one sub-goal."""

    subgoal: str
    turns: list[Turn] = field(default_factory=list)
    reflections: list[str] = field(default_factory=list)
    label: Label = field(default_factory=Label.of_user)
    """Join of everything that later decisions of this sub-goal can see."""
    shown: Observation | None = None
    """The screen that a model saw last."""
    told: dict[int, tuple[Turn, Fragment]] = field(default_factory=dict)
    """By identity of a turn, which is kept with it: what a model reads of it."""


def build_request(
    progress: Progress,
    model: Model,
    *,
    goal: str,
    tools: Sequence[Tool],
    observation: Observation,
    recalled: Sequence[Recalled],
) -> DecisionRequest:
    """Return what this model sees for the next step.

    An on-device step sees the user's words and the tools only: short prompts are fast, and text from the phone
    cannot mislead what never reads it. Other models see the screen, earlier turns and recalled rows too, and the
    request's label says so.
    """
    if model.tier == "device":
        return DecisionRequest(
            progress.subgoal, tools, Label.of_user(), whole_goal=goal, now=observation.time.isoformat()
        )
    keeps = bool(getattr(model, "keeps_history", False))
    screen = _screen_fragments(progress.shown if keeps else None, observation)
    _note_change(progress, observation)
    user, seen = Label.of_user(), progress.label.join(observation.label)
    return assemble(
        [
            Fragment("goal", progress.subgoal, user),
            Fragment("whole_goal", goal, user),
            *screen,
            *[_turn_fragment(progress, turn, seen) for turn in progress.turns],
            *[Fragment("recalled", text, seen) for text in progress.reflections],
            *[Fragment("recalled", as_data(r.row), r.row.label) for r in recalled],
        ],
        tools,
        now=observation.time.isoformat(),
        seen=seen,
        history=tuple(progress.turns),
    )


def _turn_fragment(progress: Progress, turn: Turn, seen: Label) -> Fragment:
    """Return a turn as a fragment; the same one each time, where the turn has a label of its own."""
    if turn.label is None:
        return Fragment("turn", turn.result, seen, turn.call.tool, turn.call.arguments)
    kept = progress.told.get(id(turn))
    if kept is None or kept[0] is not turn:
        label = seen if turn.label == seen else turn.label  # one object for many: quicker to join
        fragment = Fragment("turn", turn.result, label, turn.call.tool, turn.call.arguments)
        kept = progress.told[id(turn)] = turn, fragment
    return kept[1]


def _screen_fragments(before: Observation | None, now: Observation) -> list[Fragment]:
    """Return the whole screen, or what changed on it where the model has kept the look before and that is shorter."""
    if before is not None:
        changed = screen_diff(before, now)
        if len(changed) < len(screen_text(now)):
            return [Fragment("screen", f"Since the last look: {changed}", before.label.join(now.label))]
    return [Fragment("screen", line.text, line.label) for line in screen_lines(now)]


def _note_change(progress: Progress, now: Observation) -> None:
    """Write into the last turn what changed on the screen by it, where that is short; once a turn."""
    before, progress.shown = progress.shown, now
    if before is None or not progress.turns or before is now:
        return
    last, changed = progress.turns[-1], screen_diff(before, now)
    if last.result.endswith(_CHANGED_END) or len(changed) > _CHANGED_CHARS or changed == "nothing changed":
        return
    label = (last.label or progress.label).join(before.label, now.label)
    result = f"{last.result} Changed on the screen: {changed.replace(chr(10), '; ')}{_CHANGED_END}"
    progress.turns[-1] = Turn(last.call, result, label)


def as_data(row: MemoryRow) -> str:
    """Return a recalled row with who said it, so that a model can tell the user's words from others'."""
    own = row.source == "user" and row.label.integrity is Integrity.TRUSTED
    return f"{row.text} [{'the user said so' if own else f'{row.kind} from {row.source}, not the user'}]"


def offered_tools(registry: Registry, wish: str, tier: Tier, ways: frozenset[Way]) -> list[Tool]:
    """Return the tools that a model of this tier is offered.

    The on-device model ranks all goal tools itself and reads the best few signatures. A cloud model gets the
    retrieved goal tools, the screen tools where that way is open, and the control tools. A script may call any.
    """
    if tier == "device":
        return list(registry.select(ways=ways, kinds=frozenset({"goal"})))
    if tier == "scripted":
        return list(registry.all())
    others = registry.select(ways=ways, kinds=frozenset({"screen", "control"}))
    return [*_best(registry.select(ways=ways, kinds=frozenset({"goal"})), wish), *others]


@dataclass(slots=True)
class _Index:
    """An index with its tools, and what it found last: each step of a sub-goal asks for the same."""

    tools: tuple[Tool, ...]
    index: ToolIndex
    wish: str | None = None
    best: list[Tool] = field(default_factory=list)


_indexes: dict[tuple[int, ...], _Index] = {}
"""The last few indexes by the identities of their tools, which are kept with them."""


def _best(tools: Iterable[Tool], wish: str) -> list[Tool]:
    kept = tuple(tools)
    key = tuple(map(id, kept))
    found = _indexes.get(key)
    if found is None:
        if len(_indexes) >= _INDEXES_KEPT:
            _indexes.clear()
        found = _indexes[key] = _Index(kept, ToolIndex(kept))
    if found.wish != wish:
        found.best = [tool for tool, _ in found.index.best(wish, k=TOOLS_PER_STEP)]
        found.wish = wish
    return found.best
