"""Passes: the only way to a model server. agent/choose.py issues them after the policy's word, the gateway redeems.

A pass is for one decision of one step: its request, at most two repairs, and the retries that the deadline leaves room
for. It is bound to the model, to the addresses that its server had, to the label of what is sent, to a size, a price,
and a deadline. There is no pass for a secret. Symmetric to the tickets of android_bridge.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, TypeVar

from ..android_bridge.labels import Confidentiality, Label
from .types import EgressRefusedError, OverBudgetError, Price

if TYPE_CHECKING:
    from .endpoint import Place

REQUESTS = 6
"""Requests of one decision at most: one, two repairs, and three retries among them."""
LIMIT_BYTES = 1_000_000
BYTES_PER_TOKEN = 3.5
"""Our estimate, for requests and for answers; on the high side for English, about right for Chinese."""
EXPECTED_TOKENS_OUT = 200
"""Counted for an answer before it is there: one tool call."""
PICTURE_TOKENS = 1600
"""Our estimate for one picture of at most 768 pixels: above what the known servers count."""
LIFETIME_S = 120.0
Watch = Callable[[bytes], bool]
"""Whether these bytes hold a secret that must not leave."""


T = TypeVar("T")


def _never(_: bytes) -> bool:
    return False


class Patience(Protocol):
    """How whoever asked wants to be waited for: a stop of his ends every wait by an exception (agent/stop.py)."""

    def check(self) -> None:
        """Raise where a stop was asked for."""

    def pause(self, seconds: float) -> None:
        """Wait; raise as soon as a stop is asked for."""

    def during(self, work: Callable[[], T]) -> T:
        """Return what `work` returns, which cannot be looked into while it waits; raise where a stop leaves it."""


class _Endless:
    """Waits for as long as it takes."""

    def check(self) -> None:
        pass

    def pause(self, seconds: float) -> None:
        time.sleep(seconds)

    def during(self, work: Callable[[], T]) -> T:
        return work()


ENDLESS: Patience = _Endless()


@dataclass(frozen=True, slots=True)
class Pass:
    """Permission to send one decision's requests to one place."""

    number: str
    """Random, unguessable; only the office that issued it knows it."""
    model: str
    place: Place
    label: Label
    """Join of everything in the request, after redaction."""
    reason: str
    run: str
    step: int
    epoch: int
    deadline: float
    """`time.monotonic()` seconds after which nothing is sent or read any more."""
    retry_s: float = 20.0
    """Seconds that may go into waiting and trying again; short where another model can do the step."""
    limit_bytes: int = LIMIT_BYTES
    limit_tokens: int = 0
    """Tokens that its requests may cost by our estimate; 0 is no limit."""
    limit_usd: float = 0.0
    """Money likewise; 0 is no limit."""
    price: Price = Price()
    picture_bytes: int = 0
    """Of each request, what is a picture: it counts as `PICTURE_TOKENS`, not by its size."""


@dataclass(slots=True)
class Spent:
    """What went out on one pass."""

    requests: int = 0
    bytes: int = 0
    tokens: int = 0
    usd: float = 0.0


@dataclass(slots=True)
class _Open:
    given: Pass
    contains_secret: Watch
    patience: Patience
    spent: Spent = field(default_factory=Spent)


class PassOffice:
    """Issues passes to agent/choose.py and redeems them for the gateway; one a process. Safe for threads."""

    def __init__(self) -> None:
        self._open: dict[str, _Open] = {}
        self._lock = threading.Lock()
        self.epoch = 0
        """Rises when a task goes on without waiting: what was asked before is not listened to any more."""

    def issue(
        self,
        *,
        model: str,
        place: Place,
        label: Label,
        reason: str,
        run: str,
        step: int,
        lifetime_s: float = LIFETIME_S,
        retry_s: float = 20.0,
        limit_tokens: int = 0,
        limit_usd: float = 0.0,
        limit_bytes: int = LIMIT_BYTES,
        price: Price | None = None,
        contains_secret: Watch = _never,
        picture_bytes: int = 0,
        patience: Patience = ENDLESS,
    ) -> Pass:
        """Return a new pass.

        Raises:
            EgressRefusedError: The label is SECRET: that never leaves, whatever the settings say.
        """
        if label.confidentiality >= Confidentiality.SECRET:
            raise EgressRefusedError("a secret may not leave; nothing was sent", hint="ainos runs sent")
        given = Pass(
            secrets.token_hex(16), model, place, label, reason, run, step, self.epoch, time.monotonic() + lifetime_s,
            retry_s, limit_bytes, limit_tokens, limit_usd, price or Price(), picture_bytes,
        )  # fmt: skip
        with self._lock:
            self._open[given.number] = _Open(given, contains_secret, patience)
        return given

    def redeem(self, given: Pass | None, place: Place, data: bytes) -> None:
        """Use the pass for one request of these bytes.

        Raises:
            EgressRefusedError: It was never issued, is closed, expired, used up, or for another place; or the bytes
                hold a secret.
            OverBudgetError: The request would cost more than is left.
        """
        with self._lock:
            known = self._open.get(given.number) if type(given) is Pass else None
            if known is None or known.given != given:
                raise _refused("there is no pass for it")
            spent = known.spent
            if given.epoch != self.epoch or time.monotonic() > given.deadline:
                raise _refused("its pass has expired")
            if given.place != place:
                raise _refused("its pass is for another place")
            if known.contains_secret(data):
                raise _refused("a secret of this run stands in it")
            if spent.requests >= REQUESTS or spent.bytes + len(data) > given.limit_bytes:
                raise OverBudgetError(f"the request of {len(data):,} bytes is over the limit; it was not sent")
            tokens_in = estimate_tokens(len(data))
            if 0 < given.picture_bytes < len(data):
                tokens_in = estimate_tokens(len(data) - given.picture_bytes) + PICTURE_TOKENS
            tokens, usd = tokens_in + EXPECTED_TOKENS_OUT, given.price.usd(tokens_in, EXPECTED_TOKENS_OUT)
            if _over(spent.tokens + tokens, given.limit_tokens) or _over(spent.usd + usd, given.limit_usd):
                raise OverBudgetError("the budget does not reach for another request to the cloud; it was not sent")
            spent.requests += 1
            spent.bytes += len(data)
            spent.tokens += tokens
            spent.usd += usd

    def charge(self, given: Pass, tokens: int, usd: float) -> None:
        """Count what an answer turned out to cost beyond our estimate."""
        with self._lock:
            known = self._open.get(given.number)
            if known is not None:
                known.spent.tokens += max(0, tokens)
                known.spent.usd += max(0.0, usd)

    def find(self, number: str) -> Pass | None:
        """Return the open pass of a number."""
        with self._lock:
            known = self._open.get(number)
            return known.given if known is not None else None

    def patience(self, given: Pass) -> Patience:
        """Return how whoever asks on this pass wants to be waited for."""
        with self._lock:
            known = self._open.get(given.number)
            return known.patience if known is not None else ENDLESS

    def spent(self, given: Pass) -> Spent:
        """Return what went out on a pass so far; nothing for one that is closed or unknown."""
        with self._lock:
            known = self._open.get(given.number)
            return known.spent if known is not None else Spent()

    def close(self, given: Pass) -> None:
        """End a pass: its decision was made."""
        with self._lock:
            self._open.pop(given.number, None)

    def advance(self) -> None:
        """End every open pass: answers to what was asked before are dropped."""
        with self._lock:
            self.epoch += 1
            self._open.clear()


def estimate_tokens(size_bytes: int) -> int:
    """Return our estimate of how many tokens a text of this size is."""
    return int(size_bytes / BYTES_PER_TOKEN) + 1


def _over(amount: float, limit: float) -> bool:
    return limit > 0 and amount > limit


def _refused(why: str) -> EgressRefusedError:
    return EgressRefusedError(f"the request to the model server was held back: {why}; nothing was sent")
