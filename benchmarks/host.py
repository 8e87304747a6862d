"""Unmodified clients through Google's adb server and the phone's own, beside bare sockets. `./run bench host`.

One phone, one run: each call is measured through one server and then through the other. A row passes when the
uiautomator2 client's calls through our server take at most 15 ms (median).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from bridge import bare_shell, tcp_floor
from phone import Cost, measure, measure_program, private_stage
from table import print_table, write_results

_COMMAND = "getprop ro.serialno"
_STILL = (540, 40)
"""A point in the status bar: touching it changes no screen."""
_BAR_MS = 15.0
_CLICK, _DUMP = "click, uiautomator2 client", "dump, uiautomator2 client"


def clients(port: int, serial: str) -> dict[str, Callable[[], object]]:
    """Return the calls of unmodified clients through the server on a port."""
    import adbutils
    import uiautomator2

    device = adbutils.AdbClient(host="127.0.0.1", port=port).device(serial)
    u2 = uiautomator2.connect(device)
    u2.settings["operation_delay"] = (0, 0)
    return {
        "shell, bare sockets": bare_shell(port, serial),
        "shell, adbutils (sleeps 2 x 10 ms)": lambda: device.shell(_COMMAND),
        _CLICK: lambda: u2.click(*_STILL),
        _DUMP: u2.dump_hierarchy,
    }


def main() -> int:
    """Print the table and write the results; 1 when a bar is missed."""
    with private_stage() as stage:
        serial = stage.start(1)[0]
        ports = {"google": stage.server.port, "ours": stage.phones.host_port()}
        calls = {name: clients(port, serial) for name, port in ports.items()}
        costs: dict[str, dict[str, Cost]] = {}
        for call in calls["google"]:
            costs[call] = {name: measure(calls[name][call], times=60) for name in ports}
        programs = {name: [stage.adb, "-P", str(port), "-s", serial, "shell", _COMMAND] for name, port in ports.items()}
        costs["shell, adb program"] = {name: measure_program(words, times=40) for name, words in programs.items()}
    floor = tcp_floor()
    rows = [("bare TCP question and answer", "", f"{floor.wall:.2f}", "")]
    for call, by_server in costs.items():
        google, ours = by_server["google"].wall, by_server["ours"].wall
        rows.append((call, f"{google:.2f}", f"{ours:.2f}", f"{google / ours:.1f}"))
    print_table(("wall ms, median", "Google's server", "our server", "times faster"), rows)
    figures = {call: {name: cost.wall for name, cost in found.items()} for call, found in costs.items()}
    load = {"cores": os.cpu_count(), "load": os.getloadavg()[0]}
    write_results("host", {**load, "tcp_floor_ms": floor.wall, "wall_ms": figures})
    missed = [call for call in (_CLICK, _DUMP) if costs[call]["ours"].wall > _BAR_MS]
    if missed:
        print(f"over {_BAR_MS:.0f} ms through our server: {', '.join(missed)}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
