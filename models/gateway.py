"""The one way out: the only module that opens a connection to a model server, and nothing leaves it without a pass.

For each request: the pass is redeemed for exactly these bytes, the ledger's record is on the disk, then the bytes leave
for an address that the pass names. No redirects, no proxies, no environment. Every wait has a deadline. It knows no
model and no policy; what is chat, vision, embedding or speech is the caller's matter.
"""

from __future__ import annotations

import contextlib
import hashlib
import socket
import threading
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from ..android_bridge.labels import Confidentiality
from .breaker import Breaker
from .endpoint import Endpoint, Place, Resolve, locate, parse_endpoint
from .http_answer import NoHttpError, read_answer
from .ledger import EgressRecord, Ledger
from .passes import Pass, PassOffice, Patience
from .types import BrokenOffError, BusyError, EgressRefusedError, ModelError, OverBudgetError, UnreachableError

if TYPE_CHECKING:
    import ssl

CONNECT_S = 1.5
POLL_S = 0.05
"""How often a wait looks whether a stop was asked for, and whether there is a network at all."""
IDLE_S = 30.0
_AFTER_DONE_S = 0.1
_ANYWHERE = "192.0.2.1"
"""An address of the block for documentation: only a default route leads there, and nothing is sent."""
PLACE_S = 60.0
"""A name that was looked up is not looked up again for so long."""
LIMIT_ANSWER_BYTES = 2_000_000
_HEADERS = frozenset({"authorization", "api-key", "content-type", "accept", "openai-organization", "openai-project"})
"""Headers of the caller that are sent; a client library's own reports about this machine are not."""
Online = Callable[[str], bool]
"""Whether there is a way to an address; asked often, so it must be quick and send nothing."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model server answered."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes


class Gateway:
    """Sends requests to model servers. One for a process; one request at a time on each connection."""

    def __init__(
        self,
        office: PassOffice,
        ledger: Ledger,
        *,
        lan_hosts: Collection[str] = (),
        resolve: Resolve | None = None,
        online: Online | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.office = office
        self._ledger = ledger
        self._lan_hosts = tuple(lan_hosts)
        self._resolve = resolve
        self._online = online or has_route
        self._clock = clock
        self._lock = threading.Lock()
        self._idle: dict[Place, socket.socket] = {}
        self._busy: set[socket.socket] = set()
        self._breakers: dict[Endpoint, Breaker] = {}
        self._places: dict[tuple[str, bool], tuple[Place, float]] = {}
        self._tls: ssl.SSLContext | None = None

    def place(self, url: str, *, declared_local: bool = False) -> Place:
        """Look a base URL up; see `endpoint.locate`."""
        now = self._clock()
        place, until = self._places.get((url, declared_local), (None, 0.0))
        if place is None or now >= until:
            place = locate(
                parse_endpoint(url), declared_local=declared_local, lan_hosts=self._lan_hosts, resolve=self._resolve
            )
            self._places[url, declared_local] = place, now + PLACE_S
        return place

    def breaker(self, endpoint: Endpoint) -> Breaker:
        """Return the circuit breaker of an endpoint."""
        with self._lock:
            return self._breakers.setdefault(endpoint, Breaker(self._clock))

    def reachable(self, url: str, *, declared_local: bool = False) -> bool:
        """Whether a request could leave for a base URL now, as far as is known: a network, and no open breaker.

        Nothing is sent and no name is looked up; where the address is not known yet, any way out counts.
        """
        known, _ = self._places.get((url, declared_local), (None, 0.0))
        if known is None:
            return self._online("127.0.0.1" if "//127." in url or "//localhost" in url else _ANYWHERE)
        return self.breaker(known.endpoint).wait_s() <= 0 and self._online(known.addresses[0])

    def send(
        self,
        given: Pass | None,
        path: str,
        headers: Mapping[str, str],
        body: bytes,
        *,
        idle_s: float = IDLE_S,
    ) -> Reply:
        """Send one POST request and read its whole answer, whatever its status; nothing is tried again here.

        Args:
            path: Below the place's base URL, such as `/chat/completions`.
            idle_s: Seconds without a byte after which the server counts as gone.

        Raises:
            EgressRefusedError, OverBudgetError: Nothing was sent.
            UnreachableError: There is no connection, or it broke.
            BusyError: The breaker is open, or a deadline passed.
            ModelError: The answer is no HTTP or longer than the limit.
        """
        if type(given) is not Pass:
            raise EgressRefusedError("a request to a model server without a pass; nothing was sent")
        breaker = self.breaker(given.place.endpoint)
        if (wait_s := breaker.wait_s()) > 0:
            raise UnreachableError(
                f"{given.place.endpoint.host} failed and is left alone for another {wait_s:.0f} s; nothing was sent",
                hint="ainos doctor",
            )
        breaker.try_one()
        data = _serialise(given.place.endpoint, path, headers, body)
        try:
            reply = self._exchange(given, data, body, idle_s)
        except (EgressRefusedError, OverBudgetError):
            raise
        except ModelError as error:
            breaker.failed(lost=isinstance(error, UnreachableError))
            raise
        finally:
            breaker.release()
        if reply.status == 429 or reply.status >= 500:
            breaker.failed(lost=False)
        else:
            breaker.succeeded()
        return reply

    def cancel(self) -> None:
        """Break off what is under way, from any thread; late answers are dropped."""
        self.office.advance()
        with self._lock:
            busy = list(self._busy)
        for connection in busy:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Close the connections that are kept open."""
        with self._lock:
            idle, self._idle = list(self._idle.values()), {}
        for connection in idle:
            connection.close()

    # ------------------------------------------------------------------ one request

    def _exchange(self, given: Pass, data: bytes, body: bytes, idle_s: float) -> Reply:
        patience = self.office.patience(given)
        connection = self._connect(given.place, patience)
        with self._lock:
            self._busy.add(connection)
        reusable = False
        try:
            self.office.redeem(given, given.place, data)
            self._record(given, data, body)
            wire = _Wire(connection, given, idle_s, lambda: self._look_around(given, patience))
            wire.send(data)
            reply, reusable = _read(wire)
            if given.epoch != self.office.epoch:
                raise UnreachableError("the answer came too late and was dropped")
            return reply
        except OSError as error:
            raise UnreachableError(f"{given.place.endpoint.host}: the connection broke ({error})") from error
        finally:
            with self._lock:
                self._busy.discard(connection)
            if reusable:
                self._keep(given.place, connection)
            else:
                connection.close()

    def _look_around(self, given: Pass, patience: Patience) -> None:
        """Stop waiting where nobody wants the answer any more, or no answer can come."""
        patience.check()
        if self.office.find(given.number) is None:
            raise EgressRefusedError("nobody waits for the answer any more; it is dropped")
        if not self._online(given.place.addresses[0]):
            raise UnreachableError("the network is gone")

    def _record(self, given: Pass, data: bytes, body: bytes) -> None:
        record = EgressRecord(
            time=round(time.time(), 3), run=given.run, step=given.step, model=given.model,
            endpoint=given.place.endpoint.url, bytes=len(data), label=given.label.confidentiality.name.lower(),
            reason=given.reason, tier="server" if given.place.local else "cloud",
            digest=hashlib.sha256(body).hexdigest()[:16],
        )  # fmt: skip
        assert given.label.confidentiality < Confidentiality.SECRET
        try:
            self._ledger.add(record)
        except OSError as error:
            raise EgressRefusedError(
                f"the request could not be noted before it left ({error.strerror or error}); nothing was sent",
                hint="ainos doctor",
            ) from error

    # ------------------------------------------------------------------ connections

    def _connect(self, place: Place, patience: Patience) -> socket.socket:
        """Return a kept connection that is still open, or a new one; whoever asked may leave that behind."""
        with self._lock:
            kept = self._idle.pop(place, None)
        if kept is not None:
            if _is_quiet(kept):
                return kept
            kept.close()
        left = threading.Event()

        def work() -> socket.socket:
            made = self._dial(place)
            if left.is_set():
                made.close()
            return made

        try:
            return patience.during(work)
        except BaseException:
            left.set()
            raise

    def _dial(self, place: Place) -> socket.socket:
        problem = ""
        for address in place.addresses:
            try:
                plain = socket.create_connection((address, place.endpoint.port), timeout=CONNECT_S)
            except OSError as error:
                problem = error.strerror or str(error)
                continue
            try:
                return self._ready(plain, address, place.endpoint)
            except OSError as error:
                plain.close()
                problem = str(error)
        raise UnreachableError(f"{place.endpoint.url} cannot be reached ({problem})", hint="ainos doctor")

    def _ready(self, plain: socket.socket, address: str, endpoint: Endpoint) -> socket.socket:
        """Check who is at the other end, encrypt where the URL says so, and let the kernel notice a dead path."""
        peer = str(plain.getpeername()[0])
        if peer != address:
            plain.close()
            raise EgressRefusedError(f"{endpoint.host} connected to {peer} instead of {address}; nothing was sent")
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, value in (("TCP_KEEPIDLE", 1), ("TCP_KEEPINTVL", 1), ("TCP_KEEPCNT", 1), ("TCP_USER_TIMEOUT", 2000)):
            if hasattr(socket, name):
                plain.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
        if endpoint.scheme == "http":
            return plain
        return self._tls_context().wrap_socket(plain, server_hostname=endpoint.host)

    def _tls_context(self) -> ssl.SSLContext:
        if self._tls is None:
            import ssl

            self._tls = ssl.create_default_context()
            if not self._tls.get_ca_certs():
                with contextlib.suppress(ImportError):  # a machine without certificates of its own
                    import certifi

                    self._tls.load_verify_locations(certifi.where())
        return self._tls

    def _keep(self, place: Place, connection: socket.socket) -> None:
        with self._lock:
            before, self._idle[place] = self._idle.get(place), connection
        if before is not None:
            before.close()


def has_route(address: str) -> bool:
    """Whether this machine has a way to an address. Sends nothing: a datagram socket is pointed at it and closed."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((address, 9))
    except OSError:
        return False
    return True


def _serialise(endpoint: Endpoint, path: str, headers: Mapping[str, str], body: bytes) -> bytes:
    """Return the whole request as it goes over the wire."""
    head = _head(endpoint, path, tuple(headers.items()))
    return b"%s\r\nContent-Length: %d\r\n\r\n%s" % (head, len(body), body)


@lru_cache(maxsize=16)
def _head(endpoint: Endpoint, path: str, headers: tuple[tuple[str, str], ...]) -> bytes:
    """Return what stands above a body but for its length; the same for every request of one configuration."""
    lines = [f"POST {endpoint.path}{path} HTTP/1.1", f"Host: {endpoint.authority}"]
    lines += [f"{name}: {value}" for name, value in headers if name.lower() in _HEADERS]
    lines += ["Accept-Encoding: identity", "User-Agent: ainos"]
    if any("\r" in line or "\n" in line for line in lines):
        raise EgressRefusedError("a header holds a line break; nothing was sent")
    return "\r\n".join(lines).encode()


def _is_quiet(connection: socket.socket) -> bool:
    """Whether a kept connection is still open and holds nothing that belongs to no request."""
    connection.settimeout(0)
    try:
        connection.recv(1)
    except (BlockingIOError, InterruptedError):
        return True
    except OSError as error:
        return type(error).__name__ in ("SSLWantReadError", "SSLWantWriteError")
    return False


class _Wire:
    """A connection with its deadlines."""

    __slots__ = ("_connection", "_given", "_idle_s", "_look", "_taken")

    def __init__(self, connection: socket.socket, given: Pass, idle_s: float, look: Callable[[], None]) -> None:
        self._connection = connection
        self._given = given
        self._idle_s = idle_s
        self._look = look
        self._taken = 0

    def hurry(self) -> None:
        """Wait hardly any longer from now on: what was worth waiting for is there."""
        self._idle_s = _AFTER_DONE_S

    def send(self, data: bytes) -> None:
        """Send everything before the deadline."""
        left = memoryview(data)
        while left:
            left_s = self._given.deadline - time.monotonic()
            if left_s <= 0:
                raise BusyError("sending to the model server took longer than the step may take")
            self._connection.settimeout(min(POLL_S, left_s))
            try:
                left = left[self._connection.send(left) :]
            except TimeoutError:
                self._look()

    def receive(self) -> bytes:
        """Read what there is, waiting at most for the idle time and the deadline; nothing at the connection's end."""
        now = time.monotonic()
        idle_until = now + self._idle_s
        while True:
            if now >= self._given.deadline:
                raise BusyError("the model server took longer than the step may take")
            if now >= idle_until:
                raise BusyError(f"the model server said nothing for {self._idle_s:g} s")
            self._connection.settimeout(min(POLL_S, idle_until - now, self._given.deadline - now))
            try:
                data = self._connection.recv(65536)
            except TimeoutError:
                self._look()
                now = time.monotonic()
                continue
            self._taken += len(data)
            if self._taken > LIMIT_ANSWER_BYTES:
                raise ModelError(f"the model server's answer is longer than {LIMIT_ANSWER_BYTES:,} bytes")
            return data


def _read(wire: _Wire) -> tuple[Reply, bool]:
    """Return the whole answer, and whether the connection can be used again."""
    try:
        answer = read_answer(wire.receive, wire.hurry)
    except ConnectionError as error:
        raise BrokenOffError("the model server broke off in the middle of its answer") from error
    except NoHttpError as error:
        raise ModelError(f"the model server's answer is no HTTP ({error})", hint="ainos doctor") from error
    if answer.headers.get("content-encoding", "identity").lower() != "identity":
        raise ModelError("the model server packed its answer although it was asked not to")
    return Reply(answer.status, answer.headers, answer.body), answer.keeps
