"""The openai client with our gateway as its transport: it builds requests and reads errors, and never opens a
connection itself. Imported and made with the first request; its import costs about a CPU second.
"""

from __future__ import annotations

import sys
from typing import Any

from .gateway import Gateway
from .types import ModelError

PASS_HEADER = "X-Ainos-Pass"
"""Names the pass of a request on its way to the transport; never sent."""


def open_client(gateway: Gateway, base_url: str, api_key: str, *, idle_s: float) -> tuple[Any, Any]:
    """Return an `openai.OpenAI` whose requests all go through the gateway, and the HTTP library that it is built on.

    It neither retries nor follows redirects, and takes no proxy and no address from the environment.
    """
    import openai

    # The client may be built on httpx or on its successor; we follow whichever it is.
    built_on = next(c.__module__ for c in openai.DefaultHttpxClient.__mro__ if c.__name__ == "Client")
    httpx: Any = sys.modules[built_on.partition(".")[0]]

    class Transport(httpx.BaseTransport):  # type: ignore[misc]  # the module is known at run time only
        """Hands each request to the gateway."""

        def handle_request(self, request: Any) -> Any:
            """Send one request with the pass that its header names."""
            given = gateway.office.find(request.headers.pop(PASS_HEADER, ""))
            path = request.url.raw_path.decode("ascii")
            if given is not None:
                path = path.removeprefix(given.place.endpoint.path)
            reply = gateway.send(given, path, dict(request.headers), request.read(), idle_s=idle_s)
            headers = [(name, value) for name, value in reply.headers.items() if name != "transfer-encoding"]
            return httpx.Response(reply.status, headers=headers, content=reply.body, request=request)

    client = openai.OpenAI(
        base_url=base_url,
        api_key=api_key,
        max_retries=0,
        http_client=openai.DefaultHttpxClient(transport=Transport(), trust_env=False, follow_redirects=False),
    )
    return client, httpx


def post(client: Any, httpx: Any, path: str, body: dict[str, Any], number: str) -> tuple[int, dict[str, str], bytes]:
    """Send a body on the pass of this number and return status, headers and the answer's bytes, whatever the status.

    Raises:
        ModelError: As `Gateway.send` does.
    """
    import openai

    try:
        # `post` skips the response models of `create`, which cost 8 ms a step and grow with the history.
        reply = client.post(path, body=body, cast_to=httpx.Response, options={"headers": {PASS_HEADER: number}})
    except openai.APIStatusError as error:
        reply = error.response
    except openai.OpenAIError as error:
        raise ModelError(f"the cloud model failed: {error}", hint="ainos doctor") from error
    return reply.status_code, dict(reply.headers), reply.content
