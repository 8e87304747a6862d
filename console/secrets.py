"""`ainos secrets`: passwords that ainos types by name into the one app that owns them; no command shows one."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from ..tools.secret_store import SecretStore


@click.group("secrets", context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """Passwords that ainos types by their names, each into one app."""


@command.command("add")
@click.argument("name")
@click.option("--app", "package", required=True, help="The app's package name, such as com.example.bank.")
@click.option("-s", "--serial", help="The phone on which the app is installed.")
def add(name: str, package: str, serial: str | None) -> int:
    """Keep a secret for one app; its value is asked for unseen, or read from standard input."""
    from ..android_bridge.app_families import family_of
    from ..android_bridge.choose import choose_device
    from ..android_bridge.errors import BridgeError
    from ..android_bridge.tickets import TicketOffice
    from ..tools.secret_store import Secret, SecretError, signer_of

    if family_of(package) == "browser":
        return _failed(f"{package} shows pages of others, so no secret can be bound to it; nothing was kept")
    try:
        with choose_device(serial, office=TicketOffice()) as device:
            signer = signer_of(device, package)
    except BridgeError as error:
        return _failed(f"{error}; nothing was kept", error.hint)
    if not signer:
        return _failed(f"the phone does not say who signed {package}; nothing was kept", "ainos tools show open_app")
    if sys.stdin.isatty():
        value = click.prompt("Value", hide_input=True, confirmation_prompt=True)
    else:
        value = sys.stdin.readline().rstrip("\r\n")
    try:
        _store().add(Secret(name, package, signer, value))
    except SecretError as error:
        return _failed(str(error), error.hint)
    click.echo(f"kept: {name}, for {package} signed by {signer}")
    return 0


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")
def list_(as_json: bool) -> int:
    """List names and apps; values are never shown."""
    from ..tools.secret_store import SecretError

    try:
        secrets = _store().all()
    except SecretError as error:
        return _failed(str(error), error.hint)
    for secret in secrets:
        row = {"name": secret.name, "package": secret.package, "signer": secret.signer}
        click.echo(json.dumps(row) if as_json else f"{secret.name}  {secret.package}  signed by {secret.signer}")
    if not secrets and not as_json:
        click.echo("no secret is kept\nnext:  ainos secrets add NAME --app PACKAGE")
    return 0


@command.command("remove")
@click.argument("name")
def remove(name: str) -> int:
    """Forget a secret."""
    from ..tools.secret_store import SecretError

    try:
        _store().remove(name)
    except SecretError as error:
        return _failed(str(error), error.hint)
    click.echo(f"forgotten: {name}")
    return 0


def _store() -> SecretStore:
    from ..tools.secret_store import SecretStore
    from .config import load_settings, ready_home

    return SecretStore(ready_home(load_settings()))


def _failed(message: str, hint: str = "") -> int:
    click.echo(f"ainos: {message}" + (f"\nnext:  {hint}" if hint else ""), err=True)
    return 1
