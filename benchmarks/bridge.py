"""What a look and a touch cost from here, beside adb, adbutils, uiautomator2 and bare sockets. `./run bench bridge`.

Every client talks to the same virtual phone through the same adb server (Google's), one after the other in one run.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from xml.etree import ElementTree
from xml.parsers import expat

from phone import Cost, Stage, measure, measure_program, private_stage
from table import print_table, write_results

from ainos.android_bridge.adb_device import AdbDevice
from ainos.android_bridge.app_labels import label_of_screen
from ainos.android_bridge.elements import screen_diff, screen_text
from ainos.android_bridge.link import Link
from ainos.android_bridge.permit import permitted
from ainos.android_bridge.screen_tree import elements_of, parse_tree
from ainos.android_bridge.targets import NOTHING_ON_SCREEN, AppsTarget
from ainos.android_bridge.tickets import TicketOffice
from ainos.android_bridge.types import DeviceState, Element, Observation

_COMMAND = "getprop ro.serialno"
_STILL = (540, 40)
"""A point in the status bar: touching it changes no screen."""
SCREENS = {
    "launcher": "input keyevent HOME",
    "Settings": "am start -n com.android.settings/.Settings",
    "Contacts": "am start -n com.google.android.contacts/com.android.contacts.activities.PeopleActivity",
    "Messages": "am start -a android.intent.action.MAIN -c android.intent.category.APP_MESSAGING",
    "Notes": "am start -n com.ainos.notes/.MainActivity",
}


def tcp_floor() -> Cost:
    """Return what a loopback TCP connection with one question and one answer costs."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = listener.getsockname()

        def answer() -> None:
            while True:
                connection, _ = listener.accept()
                with connection:
                    if connection.recv(64) == b"end":
                        return
                    connection.sendall(b"answer")

        def ask(word: bytes = b"question") -> None:
            with socket.create_connection(address) as wire:
                wire.sendall(word)
                wire.recv(64)

        thread = threading.Thread(target=answer)
        thread.start()
        try:
            return measure(ask, times=300)
        finally:
            ask(b"end")
            thread.join()


def bare_shell(port: int, serial: str) -> Callable[[], None]:
    """Return the least that speaks the protocol: three sends and reads until the end, nothing checked."""
    words = [f"host:transport:{serial}", f"shell,v2,raw:{_COMMAND}"]

    def call() -> None:
        with socket.create_connection(("127.0.0.1", port)) as wire:
            wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for word in words:
                wire.sendall(b"%04x%s" % (len(word), word.encode()))
                wire.recv(4)
            while wire.recv(4096):
                pass

    return call


def shells(stage: Stage, serial: str, link: Link) -> dict[str, Cost]:
    """Return the cost of one shell call by each client."""
    import adbutils

    device = adbutils.AdbClient(host="127.0.0.1", port=stage.server.port).device(serial)
    program = [stage.adb, "-P", str(stage.server.port), "-s", serial, "shell", _COMMAND]
    return {
        "bare TCP question and answer": tcp_floor(),
        "bare sockets, same protocol": measure(bare_shell(stage.server.port, serial), times=150),
        "ours": measure(lambda: link.shell.look(*_COMMAND.split()), times=150),
        "adbutils": measure(lambda: device.shell(_COMMAND), times=60),
        "adb process": measure_program(program, times=40),
    }


def tap(device: AdbDevice, office: TicketOffice, element: Element) -> None:
    """Touch an element as a tool does."""
    ticket = office.issue("bench", {}, task="", target=AppsTarget(frozenset({element.package})))
    with device.acting(ticket, "bench", {}, task="") as hands:
        hands.tap(element)


def touches(stage: Stage, serial: str, link: Link, device: AdbDevice, office: TicketOffice) -> dict[str, Cost]:
    """Return the cost of a click, a dump and an observation by the uiautomator2 client and by ours."""
    import adbutils
    import uiautomator2

    link.automator.start()
    client = uiautomator2.connect(adbutils.AdbClient(host="127.0.0.1", port=stage.server.port).device(serial))
    client.settings["operation_delay"] = (0, 0)
    found = {
        "click, uiautomator2 client": measure(lambda: client.click(*_STILL), times=30),
        "dump, uiautomator2 client": measure(client.dump_hierarchy, times=30),
    }
    with permitted(
        office, office.issue("bench", {}, task="", target=NOTHING_ON_SCREEN), "bench", {}, task=""
    ) as permit:
        found["click, ours"] = measure(lambda: link.automator.act(permit, "click", *_STILL), times=60)
    title = next(e for e in device.observe().elements if not e.interactive)
    found["tap(element), ours: ticket, same phone, found again"] = measure(lambda: tap(device, office, title), times=40)
    found["dump, ours"] = measure(lambda: link.automator.look("dumpWindowHierarchy", False, 50), times=60)
    found["observe(), ours: elements, state, label"] = measure(device.observe, times=40)
    return found


def targets_of(xml: str) -> set[str]:
    """Return the visible interactive nodes of a dump by place, read by ElementTree and not by our parser."""
    found = set()
    for node in ElementTree.fromstring(xml).iter("node"):
        value = node.attrib
        acts = any(value.get(name) == "true" for name in ("clickable", "checkable", "long-clickable", "scrollable"))
        if (acts or value.get("class", "").endswith("EditText")) and value.get("visible-to-user") != "false":
            found.add(f"{value.get('class')} {value.get('bounds')}")
    return found


def texts(link: Link, device: AdbDevice, stage: Stage, serial: str) -> list[dict[str, object]]:
    """Return, for some screens, the size as XML and as text, and which interactive nodes have a line."""
    found = []
    for name, command in SCREENS.items():
        words = [stage.adb, "-P", str(stage.server.port), "-s", serial, "shell", command]
        subprocess.run(words, capture_output=True, check=True, timeout=30)
        seen = device.wait_settled()
        xml = str(link.automator.look("dumpWindowHierarchy", False, 200))
        found.append(_text_row(name, xml, seen))
    xml = made_screen()
    found.append(_text_row("made: 300 nodes, 69 targets", xml, observation_of(xml)))
    return found


def _text_row(name: str, xml: str, seen: Observation) -> dict[str, object]:
    said = screen_text(seen)
    lines, wanted = text_lines(seen), targets_of(xml)
    nodes = xml.count("<node")
    return {
        "screen": name, "nodes": nodes, "xml_chars": len(xml), "text_chars": len(said), "targets": len(wanted),
        "kept": len(wanted & lines),
    }  # fmt: skip


def text_lines(seen: Observation) -> set[str]:
    """Return the elements that have a line in the text of a screen, as `targets_of` names them."""
    numbers = {line.partition(" ")[0] for line in screen_text(seen).splitlines()}
    return {f"{e.class_name} {_bounds(e)}" for e in seen.elements if str(e.index) in numbers}


def _bounds(element: Element) -> str:
    b = element.bounds
    return f"[{b.left},{b.top}][{b.right},{b.bottom}]"


def made_screen(changed: bool = False) -> str:
    """Return a dump of a list of 66 rows: 300 nodes, 69 of them interactive; two rows differ when changed."""
    node = (
        '<node index="{i}" text="{text}" resource-id="{id}" class="{kind}" package="com.example" content-desc="" '
        'checkable="false" checked="false" clickable="{on}" enabled="true" focusable="{on}" focused="false" '
        'scrollable="{scroll}" long-clickable="false" password="false" selected="false" visible-to-user="true" '
        'bounds="[0,{top}][1080,{bottom}]" '
    )

    def make(i: int, text: str, kind: str, on: bool, top: int, scroll: bool = False, ident: str = "") -> str:
        flags = {"on": str(on).lower(), "scroll": str(scroll).lower()}
        return node.format(i=i, text=text, id=ident, kind=f"android.widget.{kind}", top=top, bottom=top + 30, **flags)

    rows = []
    for n in range(66):
        top = 100 + 32 * n
        summary = "Changed just now" if changed and n in (7, 21) else f"Summary of setting {n}"
        inner = make(0, f"Setting {n}", "TextView", False, top, ident="android:id/title") + "/>"
        inner += make(1, summary, "TextView", False, top, ident="android:id/summary") + "/>"
        frame = make(0, "", "RelativeLayout", False, top) + f">{inner}</node>"
        rows.append(make(n, "", "LinearLayout", True, top) + f">{frame}</node>")
    body = make(0, "", "RecyclerView", False, 90, scroll=True, ident="com.example:id/list") + f">{''.join(rows)}</node>"
    bar = "".join(make(i, f"Button {i}", "Button", True, 20 + 32 * i) + "/>" for i in range(2))
    filler = "".join(make(i, "", "FrameLayout", False, 2300) + "/>" for i in range(32))
    root = make(0, "", "FrameLayout", False, 0) + f">{bar}{body}{filler}</node>"
    return f"<?xml version='1.0' encoding='UTF-8' standalone='yes' ?><hierarchy rotation=\"0\">{root}</hierarchy>"


def observation_of(xml: str) -> Observation:
    """Return an observation of a dump, without a phone."""
    from ainos.android_bridge.fake import FAKE_TIME

    elements = elements_of(parse_tree(xml))
    state = DeviceState(True, False, 0, 80, False, True, True, False)
    return Observation(
        elements=elements, package="com.example", activity="com.example/.Main", keyboard_shown=False, dialog="",
        state=state, label=label_of_screen({"com.example"}, elements), width_px=1080, height_px=2400, time=FAKE_TIME,
        screenshot_png=None,
    )  # fmt: skip


def parsing() -> dict[str, Cost]:
    """Return the CPU of turning 300 nodes into text, beside two bare parsers on the same bytes."""
    xml = made_screen()

    def bare() -> None:
        expat.ParserCreate().Parse(xml, True)

    def with_handlers() -> None:
        seen: list[dict[str, str]] = []
        parser = expat.ParserCreate()
        parser.StartElementHandler = lambda _, attributes: seen.append(attributes)
        parser.Parse(xml, True)

    return {
        "bare expat, nothing kept": measure(bare, times=100),
        "bare expat, attributes kept": measure(with_handlers, times=100),
        "ElementTree": measure(lambda: ElementTree.fromstring(xml), times=100),
        "ours: elements": measure(lambda: elements_of(parse_tree(xml)), times=100),
        "ours: elements and text": measure(lambda: screen_text(observation_of(xml)), times=100),
    }


def show(head: str, costs: dict[str, Cost], peer: str, *, by_cpu: bool = False) -> None:
    """Print one table of costs, each beside the peer's."""
    base = costs[peer].cpu if by_cpu else costs[peer].wall
    rows = [
        (n, f"{c.wall:.2f}", f"{c.cpu:.2f}", f"{(c.cpu if by_cpu else c.wall) / base:.2f}") for n, c in costs.items()
    ]
    print_table((head, "wall ms", "CPU ms here", f"x {peer}"), rows)
    print()


def main() -> int:
    """Print the tables and write the results."""
    with private_stage() as stage:
        serial = stage.start(1)[0]
        link = Link(stage.server, serial)
        office = TicketOffice()
        with AdbDevice(serial, office, server=stage.server) as device:
            shell = shells(stage, serial, link)
            touch = touches(stage, serial, link, device, office)
            screens = texts(link, device, stage, serial)
        link.close()
    parse = parsing()
    show("one shell call", shell, "bare sockets, same protocol")
    show("screen", touch, "dump, uiautomator2 client")
    show("300 nodes, 69 targets", parse, "bare expat, attributes kept", by_cpu=True)
    rows = [
        (
            s["screen"], s["nodes"], s["xml_chars"], s["text_chars"], f"{s['xml_chars'] / s['text_chars']:.0f}",
            f"{s['kept']} of {s['targets']}",
        )
        for s in screens
    ]  # type: ignore[operator]  # fmt: skip
    print_table(("screen as text", "nodes", "XML characters", "text characters", "times smaller", "targets kept"), rows)
    diff = screen_diff(observation_of(made_screen()), observation_of(made_screen(changed=True)))
    print(f"two changed rows of the made screen, as a difference: {len(diff)} characters")
    costs = {
        group: {n: {"wall_ms": c.wall, "cpu_ms": c.cpu} for n, c in table.items()}
        for group, table in (("shell", shell), ("screen", touch), ("parsing", parse))
    }
    load = {"cores": os.cpu_count(), "load": os.getloadavg()[0]}
    write_results("bridge", {**load, **costs, "texts": screens, "diff_chars": len(diff)})
    return 0


if __name__ == "__main__":
    sys.exit(main())
