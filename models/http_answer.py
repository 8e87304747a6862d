"""Reads one HTTP/1.x answer from bytes as they come. Strict: what could be read in two ways is no answer.

It knows no socket and no deadline: whoever gives it the bytes waits, and ends a wait by raising. The standard library's
reader was replaced because it parses heads as mail: that took a fifth of a step's time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .types import BusyError

Receive = Callable[[], bytes]
"""Gives the next bytes, at least one; none when the other end has closed."""
LIMIT_HEAD_BYTES = 64 * 1024
_LIMIT_LINES = 100
_LIMIT_INTERIM = 8
"""Answers such as `100 Continue` that may come before the real one."""
_DONE = b"data: [DONE]"
_STATUS = re.compile(rb"HTTP/1\.([01]) ([1-9]\d\d)(?: [^\r\n\0]*)?")
_NAME = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_LENGTH = re.compile(r"\d{1,15}")
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?")


class NoHttpError(ValueError):
    """These bytes are no HTTP answer, or one that can be read in two ways."""


class CutError(ConnectionError):
    """The other end closed before the answer was whole."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer."""

    status: int
    headers: dict[str, str]
    """Names in lower case; values of a name that stands twice are joined by commas."""
    body: bytes
    keeps: bool
    """Whether the connection can take another request."""


def read_answer(receive: Receive, hurry: Callable[[], None]) -> Answer:
    """Return the whole answer to a POST, whatever its status.

    Args:
        receive: Gives the bytes.
        hurry: Called once the last event of a stream is there: nothing more is worth a long wait. A BusyError of
            `receive` ends such an answer well.

    Raises:
        NoHttpError, CutError: See there. Whatever `receive` raises comes out.
    """
    source = _Source(receive)
    for _ in range(_LIMIT_INTERIM):
        minor, status, headers = _read_head(source)
        if status >= 200:
            break
    else:
        raise NoHttpError("only interim answers")
    packed = "transfer-encoding" in headers
    if packed and headers["transfer-encoding"].lower() != "chunked":
        raise NoHttpError("an unknown transfer coding")
    length = None if packed else _length(headers.get("content-length"))
    if status in (204, 304):
        packed, length = False, 0
    pieces = _chunks(source) if packed else source.pieces(length)
    is_stream = headers.get("content-type", "").lower().startswith("text/event-stream")
    body, whole = _collect(pieces, hurry) if is_stream else (b"".join(pieces), True)
    ends = not packed and length is None
    if ends and not body:
        raise CutError("no body")
    said = headers.get("connection", "").lower()
    stays = (minor == b"1" and "close" not in said) or "keep-alive" in said
    twice = packed and "content-length" in headers
    return Answer(status, headers, body, whole and stays and not ends and not twice and not source.left)


def _read_head(source: _Source) -> tuple[bytes, int, dict[str, str]]:
    lines = source.until(b"\r\n\r\n", LIMIT_HEAD_BYTES).split(b"\r\n")
    status = _STATUS.fullmatch(lines[0])
    if status is None or len(lines) > _LIMIT_LINES:
        raise NoHttpError("no status line, or too many headers")
    headers: dict[str, str] = {}
    for line in lines[1:]:
        raw, colon, rest = line.partition(b":")
        if not colon or _NAME.fullmatch(raw) is None or b"\r" in rest or b"\n" in rest or b"\0" in rest:
            raise NoHttpError("a header that is none")
        name, value = raw.decode("ascii").lower(), rest.strip(b" \t").decode("latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return status[1], int(status[2]), headers


def _length(text: str | None) -> int | None:
    if text is None:
        return None
    said = {part.strip() for part in text.split(",")}
    if len(said) != 1 or _LENGTH.fullmatch(only := said.pop()) is None:
        raise NoHttpError("no length, or two")
    return int(only)


def _collect(pieces: Iterator[bytes], hurry: Callable[[], None]) -> tuple[bytes, bool]:
    """Return a stream's bytes, and whether it was read to its end; after its last event nothing more is taken."""
    parts: list[bytes] = []
    tail, done = b"", False
    try:
        for piece in pieces:
            if done:
                return b"".join(parts), False
            parts.append(piece)
            tail = tail[-len(_DONE) :] + piece
            if _DONE in tail:
                done = True
                hurry()
    except BusyError:
        if not done:
            raise
        return b"".join(parts), False
    return b"".join(parts), True


def _chunks(source: _Source) -> Iterator[bytes]:
    while True:
        line = _CHUNK.fullmatch(source.until(b"\r\n", LIMIT_HEAD_BYTES))
        if line is None:
            raise NoHttpError("a chunk without a size")
        size = int(line[1], 16)
        if size == 0:
            for _ in range(_LIMIT_LINES):
                if not source.until(b"\r\n", LIMIT_HEAD_BYTES):
                    return
            raise NoHttpError("too many trailers")
        yield from source.pieces(size)
        if source.until(b"\r\n", 2):
            raise NoHttpError("a chunk longer than it says")


class _Source:
    """Bytes that came and were not taken yet."""

    __slots__ = ("_receive", "left")

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self.left = b""

    def _more(self) -> bytes:
        data = self._receive()
        if not data:
            raise CutError("closed")
        return data

    def until(self, mark: bytes, limit: int) -> bytes:
        """Take what stands before a mark, and the mark."""
        while (at := self.left.find(mark)) < 0:
            if len(self.left) > limit:
                raise NoHttpError("a head without an end")
            self.left += self._more()
        found, self.left = self.left[:at], self.left[at + len(mark) :]
        if at > limit:
            raise NoHttpError("a head without an end")
        return found

    def pieces(self, size: int | None) -> Iterator[bytes]:
        """Take so many bytes, as they come; for None until the other end closes."""
        if size is None:
            data = self.left
            self.left = b""
            while data or (data := self._receive()):
                yield data
                data = b""
            return
        while size:
            data = self.left or self._more()
            self.left = data[size:]
            data = data[:size]
            size -= len(data)
            yield data
