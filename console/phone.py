"""`ainos phone`: virtual phones, started, listed, looked at and stopped."""

from __future__ import annotations

import json
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

if TYPE_CHECKING:
    from ..android_bridge.adb_device import AdbDevice
    from ..virtual_phone.registry import Registry

_HELP = {"help_option_names": ["-h", "--help"]}


@click.group("phone", context_settings=_HELP)
def command() -> None:
    """Virtual phones: simulated Android devices that any adb client can drive."""


@command.command("start")
@click.option("--count", type=click.IntRange(1, 64), default=1, show_default=True)
@click.option("--seed", type=int, default=0, show_default=True, help="Which world the phone holds.")
@click.option("--port", type=click.IntRange(0, 65534), default=0, help="Console port; by default the first free one.")
@click.option(
    "--pace",
    type=click.Choice(("real", "fast")),
    default="real",
    show_default=True,
    help="real: gestures take the time they take on a phone; fast: none.",
)
@click.option("--apps", default="", metavar="SETS", help="Apps beside the basic ones: androidworld, extra, demos.")
def start(count: int, seed: int, port: int, pace: Literal["real", "fast"], apps: str) -> int:
    """Start phones and print one serial a line when they are ready."""
    from .config import load_settings, ready_home
    from .progress import progress

    if port and (port < 1024 or port % 2):
        raise click.UsageError(f"--port {port}: an even number from 1024 to 65534; adb takes the next one")
    from ..virtual_phone.apps import APP_SETS

    if unknown := [name for name in apps.split(",") if name.strip() and name.strip() not in APP_SETS]:
        raise click.UsageError(f"--apps {','.join(unknown)}: there are {', '.join(APP_SETS)}")
    ready_home(load_settings())
    with progress(f"starting {count} virtual phone{'' if count == 1 else 's'} …"):
        serials = _phones().start(count, seed=seed, port=port, pace=pace, apps=apps)
    for serial in serials:
        click.echo(serial)
    return 0


@command.command("list")
@click.option("--json", "as_json", is_flag=True)
def list_(as_json: bool) -> int:
    """List the running virtual phones."""
    phones = _phones().list_running()
    if as_json:
        click.echo(json.dumps([asdict(p) for p in phones]))
    elif not phones:
        click.echo("no virtual phone is running\nnext:  ainos phone start")
    for phone in [] if as_json else phones:
        click.echo(
            f"{phone.serial}  seed {phone.seed}  process {phone.pid}  since "
            f"{time.strftime('%H:%M:%S', time.localtime(phone.started))}"
        )
    return 0


@command.command("stop")
@click.argument("serial", required=False)
@click.option("--all", "all_", is_flag=True, help="Every virtual phone.")
def stop(serial: str | None, all_: bool) -> int:
    """Stop one phone, or all."""
    running = [p.serial for p in _phones().list_running()]
    if not all_ and serial is None:
        raise click.UsageError("name a serial, or --all")
    if serial is not None and serial not in running:
        click.echo(f"ainos: no virtual phone {serial} is running\nnext:  ainos phone list", err=True)
        return 4
    if not running:
        click.echo("no virtual phone is running")
    for name in running if all_ else [str(serial)]:
        _phones().stop(name)
        click.echo(f"stopped {name}")
    return 0


@command.command("shot")
@click.argument("file", type=click.Path(path_type=Path), default="phone.png")
@click.option("--device", "serial")
def shot(file: Path, serial: str | None) -> int:
    """Write a picture of the screen (PNG); works with any device."""
    picture = _device(serial).screenshot()
    try:
        file.write_bytes(picture)
    except OSError as error:
        click.echo(f"ainos: {file} cannot be written: {error.strerror}\nnext:  ainos phone shot phone.png", err=True)
        return 1
    click.echo(str(file.resolve()))
    return 0


@command.command("state", short_help="Print a virtual phone's state and ledger as JSON.")
@click.option("--device", "serial")
def state(serial: str | None) -> int:
    """Print a virtual phone's clock, foreground app and ledger of effects, as JSON."""
    names = [p.serial for p in _phones().list_running()]
    if serial is None and len(names) == 1:
        serial = names[0]
    if serial not in names:
        which = "no virtual phone is running"
        if names:
            which = f"{serial} is no running virtual phone" if serial else "several virtual phones run; name one"
            which = f"{which}: {', '.join(names)}"
        click.echo(f"ainos: {which}\nnext:  ainos phone {f'state --device {names[0]}' if names else 'start'}", err=True)
        return 2 if names and serial is None else 4
    from ..virtual_phone.remote import state as read_state

    click.echo(json.dumps(read_state(str(serial)), indent=2))
    return 0


def _phones() -> Registry:
    from .config import load_settings
    from .wiring import phones_of

    return phones_of(load_settings())


def _device(serial: str | None) -> AdbDevice:
    from ..android_bridge.choose import choose_device
    from ..android_bridge.tickets import TicketOffice

    return choose_device(serial, office=TicketOffice())
