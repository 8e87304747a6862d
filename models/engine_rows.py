"""What an engine gives back: log-probabilities of the next token, computed only where they are asked for, and texts.

It knows arrays. It knows no llama.cpp and no process.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Numbers = npt.NDArray[np.float32]


class Row:
    """Log-probabilities of what comes next, by token: `row[token]`; the sum over all tokens is taken once, if ever."""

    __slots__ = ("_norm", "logits")

    def __init__(self, logits: Numbers, norm: float | None = None) -> None:
        """Keep `logits` (not copied); `norm` is the log of the sum of their exponents, if known."""
        self.logits = logits
        """Shape `[vocabulary]`."""
        self._norm = norm

    def __getitem__(self, token: int) -> float:
        """Return the log-probability of one token, at most 0."""
        if self._norm is None:
            self._norm = norm_of(self.logits)
        return float(self.logits[token]) - self._norm

    @property
    def best(self) -> int:
        """The likeliest token."""
        return int(self.logits.argmax())

    @property
    def log_probabilities(self) -> Numbers:
        """All of them, `[vocabulary]`."""
        result: Numbers = self.logits - (norm_of(self.logits) if self._norm is None else self._norm)
        return result


def norm_of(logits: Numbers) -> float:
    """Return the log of the sum of the exponents of `logits`."""
    import numpy as np

    top = logits.max()
    shifted = logits - top
    np.exp(shifted, out=shifted)
    return float(top) + float(np.log(shifted.sum(dtype=np.float64)))


@dataclass(frozen=True, slots=True)
class Written:
    """Text that the model wrote."""

    text: str
    tokens: tuple[int, ...]
    """Without the token that ended it."""
    logprob: float
    """Log-probability of the whole text, its end included where the model ended it."""
    ended: bool
    """False: it was cut at the limit."""
