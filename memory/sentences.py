"""The sentence vectors that the memory searches by: their name, which texts they can read, when they are warm.

It knows the packaged embedder only by name; any function from texts to unit vectors can stand in.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from .words import is_cjk

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]

logger = logging.getLogger(__name__)

Embed = Callable[[Sequence[str]], "npt.NDArray[np.float32]"]
"""Texts to float32 vectors of length 1, shape [n, d]. Attributes it may have: `name`, by which vectors of another
embedder are known and made anew, and `reads_cjk`."""


class Sentences:
    """Turns texts into vectors; loaded once, safe for several threads."""

    def __init__(self, embed: Embed | None = None) -> None:
        self._embed = embed
        self.name = "minilm-l6-int8" if embed is None else str(getattr(embed, "name", type(embed).__name__))
        self._reads_cjk = bool(getattr(embed, "reads_cjk", False))
        """The packaged vectors know English words; to them, one Chinese sentence looks like another. An embedder that
        reads them says so by an attribute of this name."""
        self._warm = threading.Event()
        self.broken = False
        """Whether there are no vectors, so that words alone must do."""

    def reads(self, text: str) -> bool:
        """Whether the vectors mean anything for this text."""
        return self._reads_cjk or not is_cjk(text)

    def is_warm(self, patience_s: float = 0.0) -> bool:
        """Whether vectors can be had at once, or within `patience_s` seconds."""
        return (self._warm.wait(patience_s) if patience_s > 0 else self._warm.is_set()) and not self.broken

    def embed(self, texts: Sequence[str]) -> Floats | None:
        """Return unit vectors as float32 `[n, d]`, zeros for texts they cannot read; None when there are none."""
        import numpy as np

        from ..tools.embedding import EmbeddingUnavailableError

        try:
            if self._embed is None:
                self._embed = _packaged()
            vectors = np.array(self._embed(list(texts)), dtype=np.float32)
        except EmbeddingUnavailableError as error:
            if not self.broken:
                logger.warning("%s; the memory is searched by words alone", error)
            self.broken = True
            self._warm.set()
            return None
        vectors[[not self.reads(text) for text in texts]] = 0.0
        self._warm.set()
        return vectors


def _packaged() -> Any:
    from ..tools.embedding import MiniLm

    return MiniLm().embed
