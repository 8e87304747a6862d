"""The process of one virtual phone: `python -m ainos.virtual_phone.main --port 5554 --seed 0`.

Knows: which ports it takes, how it tells an adb server about itself, and when it ends.
Does not know: what a phone is made of, or who started it.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import logging
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from .adbd import LOOPBACK, AdbDaemon
from .apps import APP_SETS
from .emulator_console import TOKEN_FILE, ConsoleOptions, EmulatorConsole
from .registry import PhoneRecord, Registry, process_identity

if TYPE_CHECKING:
    from .phone import Phone

logger = logging.getLogger(__name__)

FIRST_CONSOLE_PORT = 5554
LAST_CONSOLE_PORT = 5682
"""64 phones; adb servers look by themselves only up to 5584."""
DEFAULT_ADB_SERVER_PORT = 5037
_ANNOUNCE_EVERY_S = 2.0
_MEET_WITHIN_S = 3.0


class NoFreePortError(OSError):
    """The wished pair of ports, or every pair, is taken."""


def main(arguments: list[str] | None = None) -> int:
    """Serve one phone until SIGTERM, SIGINT or `adb emu kill`; print `ready <serial>` once it serves."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=options.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    try:
        asyncio.run(_serve(options))
    except NoFreePortError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def adb_server_port() -> int:
    """Return the port of the user's adb server: ANDROID_ADB_SERVER_PORT or 5037."""
    text = os.environ.get("ANDROID_ADB_SERVER_PORT", "")
    return int(text) if text.isdecimal() else DEFAULT_ADB_SERVER_PORT


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="ainos.virtual_phone.main", description="Run one virtual phone.")
    parser.add_argument("--port", type=_even_port, default=0, help="console port, even; 0: first free from 5554")
    parser.add_argument("--seed", type=int, default=0, help="which world the phone starts with")
    parser.add_argument(
        "--pace",
        choices=("real", "fast"),
        default="real",
        help="real: swipes and long presses take as long as on a phone; fast: they take no time",
    )
    parser.add_argument("--apps", type=_app_sets, default=(), help="sets of apps, with commas: basic,androidworld")
    parser.add_argument("--adb-server-port", type=int, default=None, help="whom to tell about this phone")
    parser.add_argument("--state-folder", type=Path, default=None, help="where to write the record of this phone")
    parser.add_argument(
        "--log-path", type=Path, default=None, help="noted in the record; this process does not open it"
    )
    parser.add_argument("--log-level", default="warning", choices=("debug", "info", "warning", "error"))
    return parser


def _even_port(text: str) -> int:
    port = int(text)
    if port % 2 or not (port == 0 or 1024 <= port <= 65534):
        raise argparse.ArgumentTypeError("must be 0 or an even number from 1024 to 65534; adb takes the next one")
    return port


def _app_sets(text: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    if unknown := [name for name in names if name not in APP_SETS]:
        raise argparse.ArgumentTypeError(f"no such set: {', '.join(unknown)}; there are {', '.join(APP_SETS)}")
    return names


async def _serve(options: argparse.Namespace) -> None:
    from .phone import Phone

    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, stopped.set)
    phone = Phone(seed=options.seed, pace=options.pace, app_sets=options.apps)
    daemon = AdbDaemon(phone)
    console, console_port = await _take_ports(phone, daemon, options.port, stopped)
    daemon.serial = f"emulator-{console_port}"
    server_port = options.adb_server_port or adb_server_port()
    await _meet_adb_server(daemon, server_port)
    background = [
        asyncio.create_task(_keep_time(phone)),
        asyncio.create_task(_keep_announced(daemon, server_port)),
    ]
    try:
        with _recorded(options, daemon.serial, console_port):
            sys.stdout.write(f"ready {daemon.serial}\n")
            sys.stdout.flush()
            await _until(stopped, background)
    finally:
        for task in background:
            task.cancel()
        await asyncio.gather(*background, return_exceptions=True)
        await console.stop()
        await daemon.stop()


async def _keep_time(phone: Phone) -> None:
    """Fire the phone's timers; one that fails is logged and must not end the phone."""
    while True:
        timers = asyncio.create_task(phone.run_timers())
        try:
            await asyncio.wait([timers])
        finally:
            timers.cancel()
        logger.error("a timer of the phone failed", exc_info=timers.exception())


async def _until(stopped: asyncio.Event, background: list[asyncio.Task[None]]) -> None:
    """Wait for the end; a failed background task ends the phone with its traceback in the log."""
    waiting = asyncio.create_task(stopped.wait())
    try:
        done, _ = await asyncio.wait([waiting, *background], return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        waiting.cancel()


async def _take_ports(
    phone: Phone, daemon: AdbDaemon, wish: int, stopped: asyncio.Event
) -> tuple[EmulatorConsole, int]:
    """Bind a console port and the adb port above it; with wish 0 try pair after pair."""
    for port in (wish,) if wish else range(FIRST_CONSOLE_PORT, LAST_CONSOLE_PORT + 1, 2):
        token_path = Path.home() / TOKEN_FILE
        avd_name = f"ainos_virtual_phone_{port}"
        console = EmulatorConsole(phone, ConsoleOptions(avd_name, stopped.set, token_path))
        try:
            await console.start(port)
        except OSError:
            continue
        try:
            await daemon.start(port + 1)
        except OSError:
            await console.stop()
            continue
        return console, port
    if wish:
        raise NoFreePortError(f"port {wish} or {wish + 1} is taken; no phone was started. Try --port 0.")
    raise NoFreePortError(
        f"every port from {FIRST_CONSOLE_PORT} to {LAST_CONSOLE_PORT + 1} is taken; no phone was started."
    )


async def _meet_adb_server(daemon: AdbDaemon, server_port: int) -> None:
    """Let a running adb server connect first: whoever hears `ready` may use the serial at once."""
    try:
        await announce(daemon.port, server_port)
    except OSError:
        return  # none runs; one that starts later looks for phones, or hears the next announcement
    deadline = asyncio.get_running_loop().time() + _MEET_WITHIN_S
    while not daemon.is_connected and asyncio.get_running_loop().time() < deadline:
        await asyncio.sleep(0.01)


async def _keep_announced(daemon: AdbDaemon, server_port: int) -> None:
    """Tell the adb server about this phone whenever none is connected: servers get killed and restarted."""
    while True:
        if not daemon.is_connected:
            with contextlib.suppress(OSError):
                await announce(daemon.port, server_port)
        await asyncio.sleep(_ANNOUNCE_EVERY_S)


async def announce(adb_port: int, server_port: int) -> None:
    """Ask a running adb server to connect to this phone, as emulators do; it sends no answer.

    Raises:
        OSError: No server runs there.
    """
    request = f"host:emulator:{adb_port}"
    _, writer = await asyncio.open_connection(LOOPBACK, server_port)
    try:
        writer.write(f"{len(request):04x}{request}".encode())
        await writer.drain()
    finally:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


@contextlib.contextmanager
def _recorded(options: argparse.Namespace, serial: str, console_port: int) -> Iterator[None]:
    """Keep this phone's record in the state folder while it serves."""
    if options.state_folder is None:
        yield
        return
    registry = Registry(options.state_folder)
    record = PhoneRecord(
        serial=serial,
        pid=os.getpid(),
        identity=process_identity(os.getpid()) or "",
        console_port=console_port,
        adb_port=console_port + 1,
        seed=options.seed,
        log_path=str(options.log_path or ""),
    )
    registry.write(record)
    try:
        yield
    finally:
        registry.forget(record)


if __name__ == "__main__":
    sys.exit(main())
