"""Errors of uiautomator2's server, as its JSON-RPC library sends them.

Knows: codes, and that `message` is the Java exception's class while `data` has its text. Source: the server of
uiautomator2 3.7 (0.4.1) and jsonrpc4j.
"""

from __future__ import annotations

from typing import Any

PARSE_ERROR, INVALID_REQUEST, NO_METHOD, BAD_PARAMS, THROWN = -32700, -32600, -32601, -32602, -32001
NOT_FOUND = "androidx.test.uiautomator.UiObjectNotFoundException"
ILLEGAL_ARGUMENT = "java.lang.IllegalArgumentException"
ILLEGAL_STATE = "java.lang.IllegalStateException"


class RpcError(Exception):
    """A call failed; code, message and data are those of the JSON-RPC error object. data: a string, or None."""

    def __init__(self, code: int, message: str, data: str | None = None) -> None:
        super().__init__(f"{message}: {data}")
        self.code, self.message, self.data = code, message, data

    def as_json(self) -> dict[str, Any]:
        """Return the error object."""
        error: dict[str, Any] = {"code": self.code, "message": self.message}
        return error if self.data is None else error | {"data": self.data}


def thrown(java: str, text: str, method: str = "") -> RpcError:
    """Return what a Java exception becomes; of all but a missing object the client gets a stack trace."""
    if java == NOT_FOUND:
        return RpcError(THROWN, java, text)
    place = f"\n\tat com.wetest.uia2.stub.AutomatorServiceImpl.{method or 'invoke'}(Unknown Source)\n"
    return RpcError(THROWN, java, f"{java}: {text}{place}")


def not_found(text: str) -> RpcError:
    """Return the error for an object that is not on the screen."""
    return RpcError(THROWN, NOT_FOUND, text)
