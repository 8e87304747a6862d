"""date, sleep, id, ps, uname, uptime, env, xargs, timeout, which, sh and other small programs about the system.

Knows: toybox's formats. Does not know: Android's services.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ..fs_nodes import SHELL_GROUPS
from .io import Call, Command, Streams, UsageProblem, decode, pause
from .options import read_options
from .streams import BytesReader

KERNEL = "5.15.41-android13-8-00205-gf1bf82c3dacd-ab8747247"


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
                        ("%P", moment.strftime("%p").lower()), ("%c", "%a %b %e %H:%M:%S %Y".replace("%e", f"{moment.day:2}")),
                        ("%r", "%I:%M:%S %p"), ("%x", "%m/%d/%y"), ("%X", "%H:%M:%S"), ("%-d", str(moment.day)),
                        ("%-m", str(moment.month)), ("%-H", str(moment.hour)), ("%-M", str(moment.minute))):  # fmt: skip
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
    default = "%Y-%m-%d" if "I" in options else "%a, %d %b %Y %H:%M:%S %z" if "R" in options else "%a %b %e %H:%M:%S %Z %Y"
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


def _seconds(text: str) -> float:
    match = re.fullmatch(r"(\d*\.?\d+|\d+\.)([smhd]?)", text)
    if match is None:
        raise UsageProblem(f"Unknown suffix '{text[-1:]}'" if text[:1].isdigit() else f"not a number '{text}'")
    return float(match.group(1)) * _UNITS[match.group(2)]


async def sleep(call: Call) -> int:
    """sleep NUMBER[smhd]…: real time."""
    options = read_options(call, "", least=1)
    await call.io.stdout.drain()
    await pause(sum(_seconds(text) for text in options.rest))
    return 0


async def timeout(call: Call) -> int:
    """timeout [-k T] [-s SIGNAL] DURATION COMMAND…: 124 when time ran out."""
    options = read_options(call, "fiv", "ks", stop_early=True, least=2)
    try:
        async with asyncio.timeout(_seconds(options.rest[0])):
            return await call.run(options.rest[1:])
    except TimeoutError:
        return 124


def identity(call: Call) -> int:
    """id [-Ggnru]; whoami, groups, logname."""
    options = read_options(call, "GgnruZ")
    name, groups = call.fs.user_name(call.uid), (SHELL_GROUPS if call.uid == 2000 else (0, 1004, 1007, 1011, 1015, 3003, 3009))
    if call.name in ("whoami", "logname"):
        call.out(name + "\n")
    elif "u" in options:
        call.out((name if "n" in options else str(call.uid)) + "\n")
    elif "g" in options:
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
              "ARGS": -27, "CMD": -27, "CMDLINE": -27, "UID": 5, "TIME": 9, "TIME+": 9, "%CPU": 4, "STIME": 5, "TTY": -8,
              "TID": 6, "COMM": -15, "LABEL": -30, "NI": 3, "PRI": 3}  # fmt: skip


def ps(call: Call) -> int:
    """ps [-AadefLlnTtwZ] [-o FIELDS] [-p PIDS] [-u USERS] [NAME…]."""
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
            "TID": str(row.pid), "VSZ": "13784256" if row.pid > 700 else "10785072", "RSS": "98304" if row.pid > 700 else "8192",
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
    signal = next((int(arg[1:]) for arg in call.args[1:] if re.fullmatch(r"-\d+", arg)), 9 if "-KILL" in call.args else 15)
    call.args = [call.args[0], *args]
    options = read_options(call, "sxfolnv", "uUPgt", least=1)
    rows = [row for row in call.phone.processes.all() if row.pid != call.pid]
    if call.name in ("pidof", "killall"):
        rows = [row for row in rows if row.name in options.rest]
    else:
        regex = re.compile(options.rest[0])
        rows = [row for row in rows if regex.search(row.args if "f" in options else row.name) and row.pid != call.shell.pid]
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
    parts = {"s": "Linux", "n": "localhost", "r": KERNEL, "v": "#1 SMP PREEMPT Fri Jun 30 19:15:31 UTC 2023", "m": "x86_64",
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


async def environment(call: Call) -> int:
    """env [-i] [-u NAME] [NAME=VALUE]… [COMMAND…]; printenv [NAME]…"""
    if call.name == "printenv":
        names = call.args[1:] or sorted(call.env)
        for name in names:
            if name in call.env:
                call.out((f"{name}=" if len(call.args) == 1 else "") + call.env[name] + "\n")
        return int(any(name not in call.env for name in names))
    options = read_options(call, "i0", "u", stop_early=True)
    env = {} if "i" in options else dict(call.env)
    for name in options.every.get("u", []):
        env.pop(name, None)
    rest = list(options.rest)
    while rest and "=" in rest[0]:
        name, _, value = rest.pop(0).partition("=")
        env[name] = value
    if rest:
        return await call.run(rest, env=env)
    for name, value in env.items():
        call.out(f"{name}={value}\n")
    return 0


async def xargs(call: Call) -> int:
    """xargs [-0prt] [-n N] [-I TEXT] [-P N] COMMAND…"""
    options = read_options(call, "0opr t", "nIPsE", {"max-args": "n", "no-run-if-empty": "r"}, stop_early=True)
    text = decode(await call.input())
    command = options.rest or ["echo"]
    if "I" in options:
        status = 0
        for line in text.splitlines():
            if line.strip():
                status = await call.run([part.replace(options.values["I"], line.strip()) for part in command]) or status
        return 123 if status else 0
    words = text.split("\0") if "0" in options else _xargs_words(text)
    words = [word for word in words if word] if "0" in options else words
    if not words and "r" in options:
        return 0
    size = options.number("n", max(1, len(words)))
    status = 0
    for at in range(0, max(1, len(words)), size):
        io = Streams(BytesReader(), call.io.stdout, call.io.stderr)
        code = await call.run([*command, *words[at : at + size]], io)
        status = code if code in (126, 127) else 123 if code else status
    return status


def _xargs_words(text: str) -> list[str]:
    pattern = r"""(?:[^\s'"\\]|'[^']*'|"[^"]*"|\\.)+"""
    return [re.sub(r"""'([^']*)'|"([^"]*)"|\\(.)""", lambda m: m.group(1) or m.group(2) or m.group(3) or "", word)
            for word in re.findall(pattern, text, re.DOTALL)]  # fmt: skip


def which(call: Call) -> int:
    """which [-a] NAME…"""
    from .registry import programs

    status = 0
    for name in read_options(call, "a", least=1).rest:
        base = name.rsplit("/", 1)[-1]
        if base in programs():
            call.out((name if "/" in name else f"/system/bin/{name}") + "\n")
        else:
            status = 1
    return status


def _more_is_needed(problem: str) -> bool:
    return problem.startswith("no closing") or "unmatched" in problem or problem.endswith("unexpected EOF")


async def sh(call: Call) -> int:
    """sh [-c TEXT [NAME [ARG]…] | FILE [ARG]… | -s]: a new shell; without text it reads standard input."""
    from .interpreter import SHELL

    child = call.shell.fork()
    child.variables, child.exported = dict(call.env), set(call.env)
    child.cwd, child.pid, child.functions = call.cwd, call.pid, {}
    args = call.args[1:]
    while args and args[0][:1] in "-+" and len(args[0]) > 1:
        flag = args.pop(0)
        if "c" in flag and flag[0] == "-":
            if not args:
                call.err(f"{SHELL}: -c requires an argument\n")
                return 1
            child.errexit = "e" in flag
            child.name, child.arguments = (args[1] if len(args) > 1 else SHELL), args[2:]
            return await child.run_text(args[0], call.io)
        child.errexit = child.errexit or "e" in flag
    if args:
        try:
            text = decode(call.fs.read(call.path(args[0]), uid=call.uid))
        except OSError as error:
            call.err(f"{SHELL}: can't open '{args[0]}': {error.strerror}\n")
            return 127
        child.name, child.arguments = args[0], args[1:]
        return await child.run_text(text, call.io)
    return await _from_input(call)


async def _from_input(call: Call) -> int:
    """Run commands line by line as they arrive."""
    from .interpreter import ExitShell
    from .io import encode, read_line
    from .parser import parse
    from .syntax import ShellSyntaxError

    child = call.shell.fork()
    child.pid, child.cwd = call.pid, call.cwd
    text = ""
    while True:
        line, ended = await read_line(call.io.stdin)
        if not line and not ended:
            break
        text += decode(line) + "\n"
        try:
            script = parse(text)
        except ShellSyntaxError as error:
            if _more_is_needed(str(error)):
                continue
            call.io.stderr.write(encode(f"/system/bin/sh: {error}\n"))
            text, child.status = "", 1
            continue
        text = ""
        try:
            child.status = await child.run_script(script, call.io)
        except ExitShell as leaving:
            return leaving.code
        await call.io.stdout.drain()
    return await child.run_text(text, call.io) if text else child.status


async def passes_on(call: Call) -> int:
    """nohup, nice, ionice, setsid, time, busybox-like prefixes: run the rest."""
    args = call.args[1:]
    while args and args[0].startswith("-"):
        args = args[2:] if args[0] in ("-n", "-c") else args[1:]
    if not args:
        return call.complain("Needs 1 argument")
    return await call.run(args)


def toybox(call: Call) -> int | Awaitable[int]:
    """toybox [--version | COMMAND…]."""
    from .registry import programs

    if len(call.args) == 1:
        call.out(" ".join(sorted(programs())) + "\n")
        return 0
    if call.args[1] == "--version":
        call.out("toybox 0.8.6-android\n")
        return 0
    if call.args[1] not in programs():
        call.err(f"toybox: Unknown command {call.args[1]}\n")
        return 127
    return call.run(call.args[1:])


async def su(call: Call) -> int:
    """su [UID | root] [-c] COMMAND…: this is a userdebug phone, so the shell may become root."""
    args = call.args[1:]
    uid = 0
    if args and (args[0].isdigit() or call.fs.user_id(args[0].split(",")[0]) is not None):
        uid = call.fs.user_id(args.pop(0).split(",")[0]) or 0
    if args[:1] == ["-c"]:
        args = ["sh", "-c", *args[1:]]
    child = call.shell.fork()
    child.uid, child.pid, child.cwd = uid, call.pid, call.cwd
    return await child.run_args(args or ["sh"], call.io, {**call.env, "USER": call.fs.user_name(uid)})


COMMANDS: dict[str, Command] = {
    "date": date, "sleep": sleep, "usleep": sleep, "timeout": timeout, "id": identity, "whoami": identity,
    "groups": identity, "logname": identity, "ps": ps, "pidof": find_process, "pgrep": find_process,
    "pkill": find_process, "killall": find_process, "uname": uname, "uptime": uptime, "env": environment,
    "printenv": environment, "xargs": xargs, "which": which, "sh": sh, "nohup": passes_on, "nice": passes_on,
    "ionice": passes_on, "setsid": passes_on, "time": passes_on, "toybox": toybox, "su": su,
}  # fmt: skip
