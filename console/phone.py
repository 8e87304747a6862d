"""`ainos phone`: virtual phones, started, listed, looked at and stopped."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

if TYPE_CHECKING:
    from ..android_bridge.adb_device import AdbDevice
    from ..virtual_phone.registry import Registry

_HELP = {"help_option_names": ["-h", "--help"]}


@click.group("phone", context_settings=_HELP)
def command() -> None:
    """Virtual phones: simulated Android devices that any adb client can drive."""


@command.command("start")
@click.option("--count", type=click.IntRange(1, 1000), default=1, show_default=True)
@click.option("--seed", type=int, default=0, show_default=True, help="Which world the phone holds.")
@click.option("--port", type=click.IntRange(0, 65534), default=0, help="Console port; by default the first free one.")
@click.option(
    "--pace",
    type=click.Choice(("phone", "real", "fast")),
    default="real",
    show_default=True,
    help="real: gestures take the time they take on a phone; phone: commands too; fast: nothing does.",
)
@click.option(
    "--apps", default="", metavar="SETS", help="More apps, with commas: androidworld, extra, web, demos, or folders."
)
@click.option(
    "--app-version", "versions", multiple=True, metavar="PKG=N",
    help="Another version of an app, such as com.ainos.todo=2; may be repeated.",
)  # fmt: skip
@click.option(
    "--api", "api_level", type=click.Choice(("30", "31", "33", "34")), default="33", show_default=True,
    help="Which Android, by API level.",
)  # fmt: skip
@click.option("--clock", default="", metavar="TIME", help="Where the clock starts, such as 2026-03-11T09:30.")
@click.option("--speed", default="", metavar="SPEED", help="How fast the clock runs: 60x, or frozen.")
@click.option("--locale", default="", metavar="TAG", help="Language of the screens: zh-CN, ar, he, de.")
@click.option("--clean", is_flag=True, help="Label every button, as no real phone does.")
@click.option("--one-process", is_flag=True, help="All phones in one process: little memory, one core.")
def start(
    count: int, seed: int, port: int, pace: Literal["phone", "real", "fast"], apps: str, versions: tuple[str, ...],
    api_level: str, clock: str, speed: str, locale: str, clean: bool, one_process: bool,
) -> int:  # fmt: skip
    """Start phones and print one serial a line when they are ready."""
    from .config import load_settings, ready_home
    from .progress import progress

    if port and (port < 1024 or port % 2):
        raise click.UsageError(f"--port {port}: an even number from 1024 to 65534; adb takes the next one")
    app_versions = _check_apps(apps, versions)
    _check_time(clock, speed)
    _check_locale(locale)
    ready_home(load_settings())
    with progress(f"starting {count} virtual phone{'' if count == 1 else 's'} …"):
        serials = _phones().start(
            count, seed=seed, port=port, pace=pace, apps=apps, app_versions=app_versions, api_level=int(api_level),
            clock=clock, speed=speed, locale=locale, clean=clean, processes=int(one_process),
        )  # fmt: skip
    for serial in serials:
        click.echo(serial)
    _say_host_port()
    return 0


def _say_host_port() -> None:
    """Say how clients reach the phones faster, beside what scripts read."""
    if port := _phones().host_port():
        click.echo(f"also on ainos' own adb server, faster for clients:  ANDROID_ADB_SERVER_PORT={port}", err=True)


def _check_apps(apps: str, versions: tuple[str, ...]) -> dict[str, int]:
    """Return the versions by package; sets, packages and versions that do not exist are wrong usage."""
    from ..virtual_phone.apps import UnknownAppSetError, UnknownAppVersionError, manifests, split_names, split_version

    try:
        sets = tuple(name for name in split_names(apps) if "/" not in name and not name.startswith("."))
    except UnknownAppSetError as error:
        raise click.UsageError(f"--apps: {error}") from None
    try:
        chosen = dict(split_version(version) for version in versions)
        if chosen:
            manifests(sets, chosen)
    except (ValueError, UnknownAppVersionError) as error:
        raise click.UsageError(f"--app-version: {error}") from None
    return chosen


def _check_time(clock: str, speed: str) -> None:
    from ..virtual_phone.clock import parse_moment, parse_speed

    for option, text, parse in (("--clock", clock, parse_moment), ("--speed", speed, parse_speed)):
        try:
            if text:
                parse(text)
        except ValueError as error:
            raise click.UsageError(f"{option}: {error}") from None


def _check_locale(locale: str) -> None:
    from ..virtual_phone.services.languages import is_tag

    if locale and not is_tag(locale):
        raise click.UsageError(f"--locale: {locale!r} is no language tag; write it as zh-CN, ar or de-DE")


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
    if phones and not as_json:
        _say_host_port()
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
    if not all_:
        _phones().stop(str(serial))
    for name in _phones().stop_all() if all_ else [serial]:
        click.echo(f"stopped {name}")
    return 0


@command.command("shot")
@click.argument("file", type=click.Path(path_type=Path), default="phone.png")
@click.option("--device", "serial")
@click.option("--marks", is_flag=True, help="Number what can be touched, as in the screen's text.")
def shot(file: Path, serial: str | None, marks: bool) -> int:
    """Write a picture of the screen (PNG); works with any device."""
    device = _device(serial)
    picture = device.screenshot()
    if marks:
        from ..android_bridge.marks import draw_marks

        picture = draw_marks(picture, device.observe())
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
    return _control(serial, {"cmd": "state"}, lambda found: json.dumps(found, indent=2))


@command.command("snapshot", short_help="Keep this moment of a virtual phone under a name.")
@click.argument("name")
@click.option("--device", "serial")
def snapshot(name: str, serial: str | None) -> int:
    """Keep this moment of a virtual phone; it lives as long as the phone runs."""
    return _control(serial, {"cmd": "snapshot", "name": name}, lambda _: f"kept {name}")


@command.command("restore", short_help="Put a virtual phone back into a kept moment.")
@click.argument("name")
@click.option("--device", "serial")
def restore(name: str, serial: str | None) -> int:
    """Put a virtual phone back into a kept moment: files, apps, settings, clock, ledger. Clients stay connected."""
    return _control(serial, {"cmd": "restore", "name": name}, lambda _: f"restored {name}")


@command.command("clock", short_help="Move a virtual phone's clock, or change its speed.")
@click.option("--advance", type=click.FloatRange(0), metavar="SECONDS", help="Let so much time pass at once.")
@click.option("--speed", metavar="SPEED", help="60x, 1x or frozen.")
@click.option("--device", "serial")
def clock(advance: float | None, speed: str | None, serial: str | None) -> int:
    """Let time pass on a virtual phone, and print what its clock says then."""
    _check_time("", speed or "")
    request: dict[str, object] = {"cmd": "clock", "advance": round((advance or 0) * 1000)}
    if speed:
        request["speed"] = speed
    return _control(serial, request, lambda _: "", then={"cmd": "state"})


@command.command("fault", short_help="Inject a fault into a virtual phone, for tests and evaluations.")
@click.argument("name", required=False)
@click.argument("options", nargs=-1, metavar="[OPTION=VALUE]…")
@click.option("--clear", is_flag=True, help="End every fault that is still to come or still on.")
@click.option("--list", "list_faults", is_flag=True, help="Say which faults there are, with their options.")
@click.option("--device", "serial")
def fault(name: str | None, options: tuple[str, ...], clear: bool, list_faults: bool, serial: str | None) -> int:
    """Inject the fault NAME (F13 or slow_ui), such as: ainos phone fault F13 ms=800 count=3."""
    if list_faults:
        _list_faults()
        return 0
    if name is None and not clear:
        raise click.UsageError("name a fault, or --clear, or --list")
    if wrong := [word for word in options if "=" not in word]:
        raise click.UsageError(f"{wrong[0]!r} is no option: write it as ms=800")
    request: dict[str, object] = {"cmd": "fault", "clear": clear}
    if name is not None:
        request |= {"name": name, "options": dict(word.split("=", 1) for word in options)}
    return _control(serial, request, lambda found: found["said"] or "no fault is on")


def _list_faults() -> None:
    from ..virtual_phone.fault_table import FAULTS

    for row in FAULTS:
        click.echo(f"{row.code}  {row.name:<18} {row.about}")
        if row.options:
            click.echo(f"     {'':<18} {' '.join(f'{name}={value}' for name, value in row.options.items())}")


def _control(
    serial: str | None,
    request: dict[str, object],
    say: Callable[[dict[str, Any]], str],
    then: dict[str, object] | None = None,
) -> int:
    """Ask a running virtual phone to do something, and say what became of it."""
    from ..virtual_phone import ControlError, ask

    name = _virtual(serial, str(request["cmd"]))
    if isinstance(name, int):
        return name
    try:
        found = ask(name, request, folder=_phones().folder)
        text = say(found) if then is None else str(ask(name, then, folder=_phones().folder)["time"])
    except ControlError as error:
        click.echo(f"ainos: {error}\nnext:  ainos phone list", err=True)
        return 1
    click.echo(text)
    return 0


def _virtual(serial: str | None, verb: str) -> str | int:
    """Return the serial of the virtual phone that is meant, or the exit code after saying why there is none."""
    names = [p.serial for p in _phones().list_running()]
    if serial is None and len(names) == 1:
        return names[0]
    if serial is not None and serial in names:
        return serial
    which = "no virtual phone is running"
    if names:
        which = f"{serial} is no running virtual phone" if serial else "several virtual phones run; name one"
        which = f"{which}: {', '.join(names)}"
    click.echo(f"ainos: {which}\nnext:  ainos phone {f'{verb} --device {names[0]}' if names else 'start'}", err=True)
    return 2 if names and serial is None else 4


def _phones() -> Registry:
    from .config import load_settings
    from .wiring import phones_of

    return phones_of(load_settings())


def _device(serial: str | None) -> AdbDevice:
    from ..android_bridge.choose import choose_device
    from ..android_bridge.tickets import TicketOffice

    return choose_device(serial, office=TicketOffice())
