"""Checks of what a page task's server received: which forms, with which values, and which pages were opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from .scene import BaseCheck, CheckError, Judged, Scene, listed

if TYPE_CHECKING:
    from ..web import WebLog


def _log(scene: Scene) -> WebLog:
    if scene.web is None:
        raise CheckError("the task has no `web` in its world, so no server to look at")
    return scene.web


class WebFormCheck(BaseCheck):
    """Exactly one form was sent to this page, and it holds these values (other fields do not count)."""

    kind: Literal["web_form"]
    path: str
    fields: dict[str, str]

    def judge(self, scene: Scene) -> Judged:
        sent = [visit for visit in _log(scene).forms if visit.path == self.path]
        holds = len(sent) == 1 and all(sent[0].fields.count(pair) == 1 for pair in self.fields.items())
        return Judged(holds, f"one form to {self.path} with {self.fields}", f"forms: {listed(sent, 3)}")


class WebFormCountCheck(BaseCheck):
    """So many forms were sent, to this page or to any."""

    kind: Literal["web_form_count"]
    count: int
    path: str = ""

    def judge(self, scene: Scene) -> Judged:
        sent = [visit for visit in _log(scene).forms if self.path in ("", visit.path)]
        where = f" to {self.path}" if self.path else ""
        return Judged(len(sent) == self.count, f"{self.count} forms{where}", f"forms: {listed(sent, 3)}")


class WebVisitCheck(BaseCheck):
    """A page was opened during the run, or was not, with `there: false`."""

    kind: Literal["web_visit"]
    path: str
    there: bool = True

    def judge(self, scene: Scene) -> Judged:
        visits = _log(scene).visits
        found = any(visit.path == self.path for visit in visits)
        return Judged(found is self.there, f"{self.path} opened: {self.there}", f"opened: {listed(visits)}")
