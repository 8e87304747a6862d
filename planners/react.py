"""ReAct over one sub-goal: gather what the model may see, let it decide one structured call. Acts on nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from operator import is_

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
    told: list[Turn] = field(default_factory=list)
    """The first turns, as far as they have labels of their own; in `pieces` what a model reads of each."""
    pieces: list[Fragment] = field(default_factory=list)
    lines: dict[str, Fragment] = field(default_factory=dict)
    """The lines of the screen that was read last."""


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
    screen = _screen_fragments(progress, progress.shown if keeps else None, observation)
    _note_change(progress, observation)
    user, seen = Label.of_user(), progress.label.join(observation.label)
    return assemble(
        [
            Fragment("goal", progress.subgoal, user),
            Fragment("whole_goal", goal, user),
            *screen,
            *_turn_fragments(progress, seen),
            *[Fragment("recalled", text, seen) for text in progress.reflections],
            *[Fragment("recalled", as_data(r.row), r.row.label) for r in recalled],
        ],
        tools,
        now=observation.time.isoformat(),
        seen=seen,
        history=tuple(progress.turns),
    )


def _turn_fragments(progress: Progress, seen: Label) -> list[Fragment]:
    """Return the turns as fragments; those told before are the same ones, up to the first without its own label."""
    turns, told = progress.turns, progress.told
    if len(told) > len(turns) or not all(map(is_, told, turns)):
        told.clear()
        progress.pieces.clear()
    rest: list[Fragment] = []
    for turn in turns[len(told) :]:
        label = seen if turn.label is None or turn.label == seen else turn.label  # one object for many: quick to join
        fragment = Fragment("turn", turn.result, label, turn.call.tool, turn.call.arguments)
        if turn.label is None or rest:
            rest.append(fragment)
        else:
            told.append(turn)
            progress.pieces.append(fragment)
    return progress.pieces + rest


def _screen_fragments(progress: Progress, before: Observation | None, now: Observation) -> list[Fragment]:
    """Return the whole screen, or what changed on it where the model has kept the look before and that is shorter."""
    if before is not None:
        changed = screen_diff(before, now)
        if len(changed) < len(screen_text(now)):
            return [Fragment("screen", f"Since the last look: {changed}", before.label.join(now.label))]
    known = progress.lines
    fragments = [
        old if (old := known.get(line.text)) is not None and old.label is line.label
        else Fragment("screen", line.text, line.label)
        for line in screen_lines(now)
    ]  # fmt: skip
    progress.lines = {fragment.text: fragment for fragment in fragments}
    return fragments


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
