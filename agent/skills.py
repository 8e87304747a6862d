"""Skills of one person: what runs with them, and what is learned, repaired or set aside after a run.

The folder and the memory keep them (agent/skill_shelf.py); nothing here acts on a phone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..planners.plan import Plan
from .receipt import Outcome
from .skill_learn import NotLearned, differs, leading, learn, learn_part, merged
from .skill_run import Ride, SkillSource
from .skill_shelf import Shelf, diff_of
from .skill_types import Skill
from .trail import Trail


@dataclass(frozen=True, slots=True)
class Learned:
    """What one run did to the skills."""

    used: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    repaired: Mapping[str, str] = field(default_factory=dict)
    """Diffs by name."""
    failed: tuple[str, ...] = ()
    aside: tuple[str, ...] = ()
    not_learned: str = ""

    @property
    def lines(self) -> list[str]:
        """What a person is told, a line each."""
        return [
            *(f'learned "{name}": next time without a model   ainos skills show {name}' for name in self.new),
            *(f'repaired "{name}"   ainos skills show {name} --diff' for name in self.repaired),
            *(f'"{name}" failed twice and is set aside   ainos skills show {name}' for name in self.aside),
        ]


class Skills:
    """Lets runs use skills, and learns from runs that were verified."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self.source = SkillSource(shelf.all())

    def conclude(self, trail: Trail, outcome: Outcome) -> Learned:
        """Learn from a run that has ended.

        Args:
            trail: What was carried out, and the plan as it stood at the end.
            outcome: How it ended; only from what was verified anything is learned.
        """
        rides, self.source.rides = dict(self.source.rides), {}
        if outcome.status == "done" and outcome.verified and trail.plan is not None:
            learned = self._verified(trail.plan, trail, outcome.run, rides)
        else:
            learned = self._failed(rides, outcome)
        self.source.renew(self.shelf.all())
        return learned

    def _verified(self, plan: Plan, trail: Trail, run: str, rides: Mapping[int, Ride]) -> Learned:
        used = tuple(dict.fromkeys(ride.skill.name for ride in rides.values()))
        whole = [ride for ride in rides.values() if not _broke(ride)]
        for name in {ride.skill.name for ride in whole if ride.skill.failures}:
            self.shelf.put(self.shelf.get(name).model_copy(update={"failures": 0}))
        if rides and len(whole) == len(rides) and len(rides) == sum(s.state == "done" for s in plan.subgoals):
            return Learned(used=used)
        repaired = self._repair(plan, trail, {i: ride for i, ride in rides.items() if _broke(ride)}, run)
        try:
            new = self._add(learn(plan, trail, run)) if len(rides) < len(plan.subgoals) else ()
        except NotLearned as why:
            return Learned(used=used, repaired=repaired, not_learned=str(why))
        return Learned(used=used, new=new, repaired=repaired)

    def _add(self, skill: Skill) -> tuple[str, ...]:
        """Keep a skill: as a new one, or as the next version of one that says the same."""
        known = self.shelf.all()
        same = next((k for k in known if k.key == skill.key), None)
        if same is not None:
            newer = merged(skill, same)
            if differs(newer, same) or same.is_aside:
                self.shelf.put(newer)
                return (newer.name,)
            return ()
        names, name, number = {k.name for k in known}, skill.name, 2
        while name in names:
            name, number = f"{skill.name}-{number}", number + 1
        self.shelf.put(skill.model_copy(update={"name": name}))
        return (name,)

    def _repair(self, plan: Plan, trail: Trail, broken: Mapping[int, Ride], run: str) -> dict[str, str]:
        """Write the way that led on this time back, as a new version.

        It may say fewer things: where words of the user's name nothing in the new layout, they are no slot any more.
        """
        diffs: dict[str, str] = {}
        for index, ride in broken.items():
            try:
                part = learn_part(plan.subgoals[index], leading(trail.of(index)))
                before = self.shelf.get(ride.skill.name)
            except NotLearned:
                continue
            parts = tuple(part if p.key == ride.part.key else p for p in before.parts)
            if parts == before.parts:
                continue
            after = _dated(
                before.model_copy(update={"version": before.version + 1, "parts": parts, "failures": 0}), run
            )
            if differs(after, before):
                self.shelf.put(after)
                diffs[after.name] = diff_of(before, after)
        return diffs

    def _failed(self, rides: Mapping[int, Ride], outcome: Outcome) -> Learned:
        """Count a failure for the skill of the sub-goal that was not reached; after two it is set aside.

        A person who said no, and a phone that failed, say nothing against a skill.
        """
        used = tuple(dict.fromkeys(ride.skill.name for ride in rides.values()))
        if not rides or outcome.status != "failed":
            return Learned(used=used)
        skill = self.shelf.get(rides[max(rides)].skill.name)
        skill = skill.model_copy(update={"failures": skill.failures + 1})
        self.shelf.put(skill)
        return Learned(used=used, failed=(skill.name,), aside=(skill.name,) if skill.is_aside else ())


def _broke(ride: Ride) -> bool:
    return bool(ride.divergences or ride.given_up or ride.healed)


def _dated(skill: Skill, run: str) -> Skill:
    import time

    return skill.model_copy(update={"learned_from": run, "learned_at": time.strftime("%Y-%m-%d %H:%M:%S")})


__all__ = ["Learned", "Shelf", "Skills"]
