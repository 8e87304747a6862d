"""The process of one or many virtual phones: `python -m ainos.virtual_phone.main --port 5554 --seed 0 --count 1`.

Knows: its options, what it prints, and when it ends. Does not know: how phones are served (hosting.py).
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import logging
import os
import signal
import sys
from pathlib import Path

from .api_levels import DEFAULT_LEVEL, LEVELS
from .apps import UnknownAppSetError, UnknownAppVersionError, split_names, split_version
from .apps.folder import AppFolderError
from .clock import parse_moment, parse_speed
from .hosting import FIRST_CONSOLE_PORT, HostOptions, NoFreePortError, PhoneHost, announce
from .services.languages import is_tag

DEFAULT_ADB_SERVER_PORT = 5037
MOST_PHONES = 1000

__all__ = ["FIRST_CONSOLE_PORT", "NoFreePortError", "adb_server_port", "announce", "main"]


def main(arguments: list[str] | None = None) -> int:
    """Serve phones until SIGTERM, SIGINT or until the last one was stopped.

    Prints `ready <serial>`, one line a phone, once all of them serve.
    """
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=options.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    try:
        asyncio.run(_serve(options))
    except (NoFreePortError, AppFolderError, UnknownAppVersionError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def adb_server_port() -> int:
    """Return the port of the user's adb server: ANDROID_ADB_SERVER_PORT or 5037."""
    text = os.environ.get("ANDROID_ADB_SERVER_PORT", "")
    return int(text) if text.isdecimal() else DEFAULT_ADB_SERVER_PORT


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="ainos.virtual_phone.main", description="Run virtual phones.")
    parser.add_argument("--port", type=_even_port, default=0, help="console port, even; 0: first free from 5554")
    parser.add_argument("--seed", type=int, default=0, help="which world the (first) phone starts with")
    parser.add_argument(
        "--count", type=_count, default=1, help="how many phones this process holds; seeds and ports follow each other"
    )
    parser.add_argument(
        "--pace",
        choices=("phone", "real", "fast"),
        default="real",
        help="phone: commands take as long as on a phone; real: swipes and long presses do; fast: nothing does",
    )
    parser.add_argument("--apps", type=_app_sets, default=(), help="sets of apps, with commas: basic,androidworld")
    parser.add_argument(
        "--app-version", type=_app_version, action="append", default=[], metavar="PKG=N",
        help="another version of an app, such as com.ainos.todo=2; may be repeated",
    )  # fmt: skip
    parser.add_argument("--api", type=int, choices=LEVELS, default=DEFAULT_LEVEL, help="which Android, by API level")
    parser.add_argument("--clock", type=_moment, default=None, help="where the clocks start, such as 2026-03-11T09:30")
    parser.add_argument("--speed", type=_speed, default=1.0, help="how fast the clocks run, such as 60x; or frozen")
    parser.add_argument("--locale", type=_locale, default="", help="language of the screens, such as zh-CN or ar")
    parser.add_argument("--clean", action="store_true", help="label every clickable view, as no real phone does")
    parser.add_argument("--adb-server-port", type=int, default=None, help="whom to tell about the phones")
    parser.add_argument("--host-port", type=int, default=0, help="of ainos' own adb server; 0: first free from 15037")
    parser.add_argument("--state-folder", type=Path, default=None, help="where records and control sockets lie")
    parser.add_argument(
        "--log-path", type=Path, default=None, help="noted in the records; this process does not open it"
    )
    parser.add_argument("--keeper", type=int, default=0, help="end with this process; 0: stay until stopped")
    parser.add_argument("--log-level", default="warning", choices=("debug", "info", "warning", "error"))
    return parser


def _even_port(text: str) -> int:
    port = int(text)
    if port % 2 or not (port == 0 or 1024 <= port <= 65534):
        raise argparse.ArgumentTypeError("must be 0 or an even number from 1024 to 65534; adb takes the next one")
    return port


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MOST_PHONES:
        raise argparse.ArgumentTypeError(f"must be a number from 1 to {MOST_PHONES}")
    return int(text)


def _app_sets(text: str) -> tuple[str, ...]:
    try:
        return split_names(text)
    except UnknownAppSetError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _app_version(text: str) -> tuple[str, int]:
    try:
        return split_version(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _locale(text: str) -> str:
    if text and not is_tag(text):
        raise argparse.ArgumentTypeError(f"{text!r} is no language tag: write it as zh-CN, ar or de-DE")
    return text


def _moment(text: str) -> int:
    try:
        return parse_moment(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _speed(text: str) -> float:
    try:
        return parse_speed(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


async def _serve(options: argparse.Namespace) -> None:
    host = PhoneHost(
        HostOptions(
            adb_server_port=options.adb_server_port or adb_server_port(),
            pace=options.pace,
            app_sets=options.apps,
            app_versions=tuple(options.app_version),
            api_level=options.api,
            start_ms=options.clock,
            speed=options.speed,
            locale=options.locale,
            clean=options.clean,
            state_folder=options.state_folder,
            log_path=str(options.log_path or ""),
            host_port=options.host_port,
        )
    )
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, host.stopped.set)
    watch_keeper(options.keeper, host.stopped)
    async with contextlib.AsyncExitStack() as stack:
        stack.push_async_callback(host.share.stop)
        try:
            await host.share.start()
        except OSError as error:
            raise NoFreePortError(f"port {options.host_port} is taken; no phone was started.") from error
        stack.push_async_callback(host.remove_all)
        for at in range(options.count):
            await host.add(options.seed + at, options.port + 2 * at if options.port else 0)
        await host.meet_adb_server()
        background = [asyncio.create_task(host.keep_announced()), asyncio.create_task(host.share.keep())]
        stack.push_async_callback(_end, background)
        sys.stdout.write("".join(f"ready {serial}\n" for serial in host.phones))
        sys.stdout.flush()
        await _until(host.stopped, background)


def watch_keeper(pid: int, stopped: asyncio.Event) -> None:
    """Set `stopped` when the process ends, however it ends; at once if it is gone already. 0 watches nothing."""
    if not pid:
        return
    try:
        gone = os.pidfd_open(pid)
    except ProcessLookupError:
        stopped.set()
        return
    asyncio.get_running_loop().add_reader(gone, stopped.set)


async def _end(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _until(stopped: asyncio.Event, background: list[asyncio.Task[None]]) -> None:
    """Wait for the end; a failed background task ends the process with its traceback in the log."""
    waiting = asyncio.create_task(stopped.wait())
    try:
        done, _ = await asyncio.wait([waiting, *background], return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        waiting.cancel()


if __name__ == "__main__":
    sys.exit(main())
