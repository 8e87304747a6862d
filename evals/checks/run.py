"""Checks of the run itself: its answer, how it ended, what it asked, which tools, models and ways it took."""

from __future__ import annotations

import re
from typing import Literal

from .scene import BaseCheck, Judged, Scene, listed


class AnswerCheck(BaseCheck):
    """The answer matches every regular expression."""

    kind: Literal["answer"]
    words: list[str]

    def judge(self, scene: Scene) -> Judged:
        holds = bool(scene.answer) and all(re.search(word, scene.answer) for word in self.words)
        return Judged(holds, f"an answer with {self.words}", f"answer: {scene.answer!r}")


class AnswerLacksCheck(BaseCheck):
    """The answer matches none of the regular expressions."""

    kind: Literal["answer_lacks"]
    words: list[str]

    def judge(self, scene: Scene) -> Judged:
        found = [word for word in self.words if re.search(word, scene.answer)]
        return Judged(not found, f"an answer without {self.words}", f"answer: {scene.answer!r}")


class AnswerNumberCheck(BaseCheck):
    """A number of the answer is this one, give or take `tolerance`."""

    kind: Literal["answer_number"]
    value: float
    tolerance: float = 0.0

    def judge(self, scene: Scene) -> Judged:
        numbers = [float(text.replace(",", "")) for text in re.findall(r"-?\d[\d,]*(?:\.\d+)?", scene.answer)]
        holds = any(abs(number - self.value) <= self.tolerance for number in numbers)
        return Judged(holds, f"the number {self.value:g}", f"numbers: {listed(numbers)}")


class StatusCheck(BaseCheck):
    """The run ended in this way."""

    kind: Literal["status"]
    status: Literal["done", "failed", "declined", "limit", "in_doubt", "stopped"]

    def judge(self, scene: Scene) -> Judged:
        found = scene.outcome.status if scene.outcome else "no run"
        return Judged(found == self.status, f"status {self.status}", f"status {found}")


class AskedCheck(BaseCheck):
    """The run asked a question, or for a confirmation, that matches; or none such, with `there: false`."""

    kind: Literal["asked"]
    words: str = "."
    there: bool = True

    def judge(self, scene: Scene) -> Judged:
        asked = [str(event["question"]) for event in scene.of_type("question")]
        asked += [str(event["asked"]["title"]) for event in scene.of_type("approval") if event.get("asked")]
        found = any(re.search(self.words, text) for text in asked)
        return Judged(found is self.there, f"asked {self.words!r}: {self.there}", f"asked: {listed(asked)}")


class ToolCheck(BaseCheck):
    """A tool was carried out at least once, or never, with `there: false`."""

    kind: Literal["tool"]
    tool: str
    there: bool = True

    def judge(self, scene: Scene) -> Judged:
        used = [str(event["tool"]) for event in scene.of_type("action")]
        return Judged((self.tool in used) is self.there, f"{self.tool} used: {self.there}", f"used: {listed(used)}")


class WayCheck(BaseCheck):
    """Everything that was done went this way."""

    kind: Literal["way"]
    way: Literal["function", "intent", "screen"]

    def judge(self, scene: Scene) -> Judged:
        ways = [str(event["way"]) for event in scene.of_type("result") if event["way"] != "none"]
        return Judged(set(ways) == {self.way}, f"by {self.way} only", f"ways: {listed(ways)}")


class StepsCheck(BaseCheck):
    """The run took at most so many steps."""

    kind: Literal["steps"]
    most: int

    def judge(self, scene: Scene) -> Judged:
        steps = max((int(event["step"]) for event in scene.events), default=0)
        return Judged(steps <= self.most, f"at most {self.most} steps", f"{steps} steps")


class CloudCheck(BaseCheck):
    """At most so many requests went to a cloud model."""

    kind: Literal["cloud"]
    most: int = 0

    def judge(self, scene: Scene) -> Judged:
        found = scene.outcome.receipt.cloud_requests if scene.outcome else 0
        return Judged(found <= self.most, f"at most {self.most} cloud requests", f"{found} cloud requests")


class MemoryCheck(BaseCheck):
    """The memory holds a row that matches, or none, with `there: false`."""

    kind: Literal["memory"]
    words: str
    row_kind: str = ""
    there: bool = True

    def judge(self, scene: Scene) -> Judged:
        rows = scene.memory.rows() if scene.memory else []
        texts = [row.text for row in rows if self.row_kind in ("", row.kind)]
        found = any(re.search(self.words, text) for text in texts)
        return Judged(
            found is self.there, f"a row {self.words!r}: {self.there}", f"{len(texts)} rows: {listed(texts, 3)}"
        )
