"""date, sleep, id, ps, pgrep, pkill, uname, uptime: small programs about the system.

Knows: toybox's formats. Does not know: Android's services.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ..api_levels import text as level_text
from ..fs_nodes import SHELL_GROUPS
from .io import Call, Command, UsageProblem
from .options import read_options
from .regexes import compile_posix


def _zone(call: Call, options: object) -> ZoneInfo:
    name = call.env.get("TZ") or call.phone.clock.timezone
    try:
        return ZoneInfo("UTC" if "u" in options else name)  # type: ignore[operator]
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def _strftime(moment: datetime, form: str) -> str:
    nanos = f"{moment.microsecond * 1000:09d}"
    form = re.sub(r"%(\d)N", lambda match: nanos[: int(match.group(1))], form.replace("%%", "\0"))
    for short, long in (("%N", nanos), ("%s", str(int(moment.timestamp()))), ("%D", "%m/%d/%y"), ("%T", "%H:%M:%S"),
                        ("%F", "%Y-%m-%d"), ("%R", "%H:%M"), ("%e", f"{moment.day:2}"), ("%k", f"{moment.hour:2}"),
                        ("%l", f"{moment.hour % 12 or 12:2}"), ("%n", "\n"), ("%t", "\t"), ("%h", "%b"),
                        ("%P", moment.strftime("%p").lower()), ("%c", "%a %b %e %H:%M:%S %Y".replace("%e",
                        f"{moment.day:2}")),
                        ("%r", "%I:%M:%S %p"), ("%x", "%m/%d/%y"), ("%X", "%H:%M:%S"), ("%-d", str(moment.day)),
                        ("%-m", str(moment.month)), ("%-H", str(moment.hour)), ("%-M",
                        str(moment.minute))):  # fmt: skip
        form = form.replace(short, long)
    return moment.strftime(form).replace("\0", "%") if form else ""


def date(call: Call) -> int:
    """date [-u] [-r FILE] [-d DATE] [+FORMAT] | MMDDhhmm[[CC]YY][.SS] | @SECONDS: prints or (root) sets."""
    options = read_options(call, "uRI", "drsD", {"set": "s", "date": "d", "utc": "u"})
    zone = _zone(call, options)
    moment = call.phone.clock.now().astimezone(zone)
    form = next((arg[1:] for arg in options.rest if arg.startswith("+")), None)
    wanted = options.values.get("s") or next((arg for arg in options.rest if not arg.startswith("+")), None)
    if "r" in options:
        stamp = call.fs.stat(call.path(options.values["r"]), uid=call.uid).mtime_ms
        moment = datetime.fromtimestamp(stamp / 1000, zone)
    elif "d" in options:
        moment = _parse_date(options.values["d"], moment, zone)
    elif wanted is not None:
        moment = _parse_date(wanted, moment, zone)
        call.out(_strftime(moment, form or "%a %b %e %H:%M:%S %Z %Y") + "\n")
        if call.uid != 0:
            return call.complain("cannot set date: Operation not permitted")
        call.phone.clock.set(int(moment.timestamp() * 1000))
        call.phone.ledger.append("time_set", at_ms_new=int(moment.timestamp() * 1000))
        call.phone.clock.tick()
        return 0
    default = (
        "%Y-%m-%d" if "I" in options else "%a, %d %b %Y %H:%M:%S %z" if "R" in options else "%a %b %e %H:%M:%S %Z %Y"
    )
    call.out(_strftime(moment, default if form is None else form) + "\n")
    return 0


def _parse_date(text: str, now: datetime, zone: ZoneInfo) -> datetime:
    if re.fullmatch(r"@\d+(\.\d+)?", text):
        return datetime.fromtimestamp(float(text[1:]), zone)
    if text == "now":
        return now
    match = re.fullmatch(r"(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?(\d\d)?(?:\.(\d\d))?", text)
    try:
        if match:
            month, day, hour, minute, first, second, seconds = (int(part) if part else None for part in match.groups())
            year = now.year
            if first is not None:
                year = first * 100 + second if second is not None else (2000 if first < 69 else 1900) + first
            return datetime(year, month or 1, day or 1, hour or 0, minute or 0, seconds or 0, tzinfo=zone)
        for form in ("%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d", "%H:%M:%S", "%H:%M"):
            try:
                found = datetime.strptime(text.removesuffix("Z"), form)
            except ValueError:
                continue
            if form.startswith("%H"):
                found = found.replace(year=now.year, month=now.month, day=now.day)
            return found.replace(tzinfo=UTC if text.endswith("Z") else zone).astimezone(zone)
    except ValueError:
        pass
    raise UsageProblem(f"bad date '{text}'")


_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "": 1}


def seconds_of(text: str) -> float:
    """Read '5', '0.5', '2m'. Raises UsageProblem."""
    match = re.fullmatch(r"(\d*\.?\d+|\d+\.)([smhd]?)", text)
    if match is None:
        raise UsageProblem(f"Unknown suffix '{text[-1:]}'" if text[:1].isdigit() else f"not a number '{text}'")
    return float(match.group(1)) * _UNITS[match.group(2)]


async def sleep(call: Call) -> int:
    """sleep NUMBER[smhd]…: time of the phone's clock."""
    options = read_options(call, "", least=1)
    await call.io.stdout.drain()
    await call.phone.wait(1000 * sum(seconds_of(text) for text in options.rest))
    return 0


def identity(call: Call) -> int:
    """id [-Ggnru]; whoami, groups, logname."""
    options = read_options(call, "GgnruZ")
    name, groups = (
        call.fs.user_name(call.uid),
        (SHELL_GROUPS if call.uid == 2000 else (0, 1004, 1007, 1011, 1015, 3003, 3009)),
    )
    if call.name in ("whoami", "logname"):
        call.out(name + "\n")
    elif "u" in options or "g" in options:
        call.out((name if "n" in options else str(call.uid)) + "\n")
    elif "G" in options or call.name == "groups":
        named = "n" in options or call.name == "groups"
        call.out(" ".join(call.fs.user_name(gid) if named else str(gid) for gid in groups) + "\n")
    else:
        listed = ",".join(f"{gid}({call.fs.user_name(gid)})" for gid in groups)
        context = "u:r:su:s0" if call.uid == 0 else "u:r:shell:s0"
        call.out(f"uid={call.uid}({name}) gid={call.uid}({name}) groups={listed} context={context}\n")
    return 0


_PS_WIDTHS = {"USER": -12, "PID": 6, "PPID": 6, "VSZ": 8, "RSS": 6, "WCHAN": -10, "ADDR": 10, "S": 1, "NAME": -27,
              "ARGS": -27, "CMD": -27, "CMDLINE": -27, "UID": 5, "TIME": 9, "TIME+": 9, "%CPU": 4, "STIME": 5,
              "TTY": -8,
              "TID": 6, "COMM": -15, "LABEL": -30, "NI": 3, "PRI": 3}  # fmt: skip


_PS_HELP = """usage: ps [-AadefLlnTtwZ] [-o FIELD,] [-p PID,] [-u USER,] [NAME...]

List processes.

-A\tall processes
-f\tfull listing
-o\tshow these fields
-p\tonly these process ids
-u\tonly processes of these users
"""


def ps(call: Call) -> int:
    """ps [-AadefLlnTtwZ] [-o FIELDS] [-p PIDS] [-u USERS] [NAME…]."""
    if call.args[1:] == ["--help"]:
        call.out(_PS_HELP)
        return 0
    call.args = [call.args[0], *(arg for arg in call.args[1:] if arg not in ("--no-headers",))]
    options = read_options(call, "AadefLlMnTtwZ", "okpuUgGst", {"sort": "k"})
    rows = call.phone.processes.all()
    if "u" in options or "U" in options:
        wanted = {call.fs.user_id(text) for text in options.values.get("u", options.values.get("U", "")).split(",")}
        rows = [row for row in rows if row.uid in wanted]
    elif "p" in options:
        numbers = options.values["p"].split(",")
        rows = [row for row in rows if str(row.pid) in numbers]
    elif not any(flag in options for flag in "Aaed") and not options.rest:
        rows = [row for row in rows if row.uid == call.uid]
    if options.rest:
        rows = [row for row in rows if row.name in options.rest or str(row.pid) in options.rest]
    fields = ["USER", "PID", "PPID", "VSZ", "RSS", "WCHAN", "ADDR", "S", "NAME"]
    if "f" in options:
        fields = ["UID", "PID", "PPID", "C", "STIME", "TTY", "TIME", "CMD"]
    if "o" in options:
        fields = [field.partition("=")[0].strip().upper() for value in options.every["o"] for field in value.split(",")]
    if not any("o" in option and value.endswith("=") for option, values in options.every.items() for value in values):
        call.out(_ps_line(fields, {field: field for field in fields}) + "\n")
    for row in rows:
        user = call.fs.user_name(row.uid)
        values = {
            "USER": user, "UID": user if "f" in options else str(row.uid), "PID": str(row.pid), "PPID": str(row.ppid),
            "TID": str(row.pid), "VSZ": "13784256" if row.pid > 700 else "10785072",
            "RSS": "98304" if row.pid > 700 else "8192",
            "WCHAN": "0", "ADDR": "0", "S": "R" if row.name == "ps" else "S", "NAME": row.name, "ARGS": row.args,
            "CMD": row.args if "f" in options else row.name, "CMDLINE": row.args, "COMM": row.name, "TTY": "?",
            "TIME": "00:00:00", "STIME": "09:00", "C": "0", "%CPU": "0.0", "LABEL": "u:r:shell:s0",
        }  # fmt: skip
        call.out(_ps_line(fields, values) + "\n")
    return 0


def _ps_line(fields: list[str], values: dict[str, str]) -> str:
    cells = []
    for index, field in enumerate(fields):
        width, text = _PS_WIDTHS.get(field, 5), values.get(field, "-")
        last = index == len(fields) - 1
        cells.append((text.ljust(-width) if not last else text) if width < 0 else text.rjust(width))
    return " ".join(cells)


def find_process(call: Call) -> int:
    """pidof NAME…; pgrep/pkill [-f] [-SIGNAL] [-x] PATTERN."""
    args = [arg for arg in call.args[1:] if not re.fullmatch(r"-(\d+|[A-Z]+)", arg)]
    signal = next(
        (int(arg[1:]) for arg in call.args[1:] if re.fullmatch(r"-\d+", arg)), 9 if "-KILL" in call.args else 15
    )
    call.args = [call.args[0], *args]
    options = read_options(call, "sxfolnv", "uUPgt", least=1)
    rows = [row for row in call.phone.processes.all() if row.pid != call.pid]
    if call.name in ("pidof", "killall"):
        rows = [row for row in rows if row.name in options.rest]
    else:
        regex = compile_posix(options.rest[0], extended=True)
        rows = [
            row for row in rows if regex.search(row.args if "f" in options else row.name) and row.pid != call.shell.pid
        ]
    if call.name in ("pkill", "killall"):
        problems = [call.phone.processes.kill(row.pid, signal, call.uid) for row in rows]
        return int(not rows or all(problem is not None for problem in problems))
    texts = [f"{row.pid} {row.name}" if "l" in options else str(row.pid) for row in rows]
    if texts:
        call.out((" " if call.name == "pidof" else "\n").join(texts) + "\n")
    return int(not rows)


def uname(call: Call) -> int:
    """uname [-asnrvmpio]."""
    options = read_options(call, "asnrvmpio")
    kernel = level_text(call.phone.api_level, "kernel")
    parts = {"s": "Linux", "n": "localhost", "r": kernel, "v": "#1 SMP PREEMPT Fri Jun 30 19:15:31 UTC 2023",
    "m": "x86_64",
             "o": "Toybox"}  # fmt: skip
    chosen = "snrvmo" if "a" in options else "".join(flag for flag in "snrvmo" if flag in options) or "s"
    call.out(" ".join(parts[flag] for flag in chosen) + "\n")
    return 0


def uptime(call: Call) -> int:
    """uptime [-ps]."""
    minutes = call.phone.clock.elapsed_ms() // 60_000
    hours, rest = divmod(minutes, 60)
    up = f"{hours:2}:{rest:02}" if hours else f"{rest} min"
    call.out(f" {call.phone.clock.now():%H:%M:%S} up {up},  0 users,  load average: 0.12, 0.08, 0.05\n")
    return 0


COMMANDS: dict[str, Command] = {
    "date": date, "sleep": sleep, "usleep": sleep, "id": identity, "whoami": identity, "groups": identity,
    "logname": identity, "ps": ps, "pidof": find_process, "pgrep": find_process, "pkill": find_process,
    "killall": find_process, "uname": uname, "uptime": uptime,
}  # fmt: skip
