"""type_secret: puts a kept secret into a password field of the app that owns it. Models see its name only."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from ...android_bridge.errors import BridgeError, TextEntryError
from ...android_bridge.labels import Confidentiality
from ...android_bridge.types import Element
from ..secret_store import Secret, SecretStore, signer_of
from ..types import Context, Parameter, Risk, Tool, ToolFailedError, ToolResult, ToolRetryError
from .screen import numbered


def secret_tools(store: SecretStore) -> tuple[Tool, ...]:
    """Return the tool for the secrets that are kept now; none where there are none."""
    names = tuple(secret.name for secret in store.all())
    if not names:
        return ()

    def preview(context: Context, values: Mapping[str, Any]) -> Mapping[str, Any]:
        secret, _ = _owned(store, context, values)
        return {**values, "package": secret.package}

    def run(context: Context, values: Mapping[str, Any]) -> ToolResult:
        secret, field = _owned(store, context, values)
        _type(context, secret, field)
        return ToolResult(
            f"Typed the secret {secret.name}.",
            {"secret": secret.name},
            way="screen",
            effect=f"the secret {secret.name} typed into {secret.package}",
        )

    return (
        Tool(
            name="type_secret",
            description="Type a password that the user keeps with ainos into its app's password field, by its name.",
            parameters=(
                Parameter("secret", "choice", "the secret's name", choices=names),
                Parameter("element", "integer", "the password field's number on the screen"),
            ),
            risk=Risk.WRITE,
            run=run,
            examples=("type my password", "log in with the kept password"),
            confirm="Type the secret {secret} into {package}",
            preview=preview,
            kind="screen",
            ways=frozenset({"screen"}),
            writes=Confidentiality.SECRET,
        ),
    )


def _owned(store: SecretStore, context: Context, values: Mapping[str, Any]) -> tuple[Secret, Element]:
    """Return the secret and the field, once the field belongs to the app, and the app to the signer.

    Raises:
        ToolRetryError: There is no such secret or field.
        ToolFailedError: The field is another app's, or shows what is typed; nothing was typed.
    """
    secret = store.find(str(values["secret"]))
    if secret is None:
        raise ToolRetryError(f"no secret {values['secret']} is kept; see `ainos secrets list`")
    field = numbered(context.observation, values["element"])
    front = context.observation.package if context.observation is not None else ""
    if not field.editable or not field.password:
        raise ToolRetryError(f'"{field.name[:60]}" is no password field; it would show the secret; nothing was typed')
    if field.package != secret.package or front != secret.package:
        raise ToolFailedError(
            f"the secret {secret.name} belongs to {secret.package}, this field to {field.package}; nothing was typed"
        )
    if not secret.signer or signer_of(context.device, secret.package) != secret.signer:
        raise ToolFailedError(
            f"{secret.package} is not signed by whom it was when the secret {secret.name} was kept; nothing was typed"
        )
    return secret, field


def _type(context: Context, secret: Secret, field: Element) -> None:
    try:
        context.acting.type_text(secret.value, into=field, clear=True)
    except TextEntryError:
        with suppress(BridgeError):
            context.acting.type_text("", into=field, clear=True)
        # Without its cause: how many characters were taken is nobody's business.
        raise ToolFailedError(f"the field did not take the secret {secret.name} exactly; it was emptied") from None
