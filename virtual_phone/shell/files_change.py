"""mkdir, rmdir, rm, cp, mv, ln, touch, chmod, chown, truncate, mktemp, dd.

Knows: toybox's options and complaints. Does not know: how the tree is kept (fs.py).
"""

from __future__ import annotations

import errno
import re
from datetime import datetime
from zoneinfo import ZoneInfo

from ..fs_nodes import FileNode
from .io import Call, Command, UsageProblem
from .options import Options, parse_size, read_options


def mkdir(call: Call) -> int:
    """mkdir [-vp] [-m MODE] FOLDER…"""
    options = read_options(call, "vpZ", "m", {"parents": "p"}, least=1)
    mode = new_mode(options.values["m"], 0o777) if "m" in options else 0o775 if call.uid == 2000 else 0o755
    status = 0
    for name in options.rest:
        try:
            if "p" in options:
                call.fs.make_dirs(call.path(name), uid=call.uid, mode=mode)
            else:
                call.fs.make_dir(call.path(name).rstrip("/") or "/", uid=call.uid, mode=mode)
        except OSError as error:
            status = call.complain(f"'{name}': {error.strerror}")
    return status


def rmdir(call: Call) -> int:
    """rmdir [-p] FOLDER…"""
    status = 0
    for name in read_options(call, "p", "", {"ignore-fail-on-non-empty": "q"}, least=1).rest:
        try:
            call.fs.remove_dir(call.path(name).rstrip("/"), uid=call.uid)
        except OSError as error:
            status = call.complain(f"'{name}': {error.strerror}")
    return status


def rm(call: Call) -> int:
    """rm [-fiRrv] FILE…"""
    options = read_options(call, "fiRrv", "", {"recursive": "r", "force": "f"})
    if not options.rest and "f" not in options:
        raise UsageProblem('Needs 1 argument (see "rm --help")')
    status = 0
    for name in options.rest:
        path = call.path(name)
        if path.rstrip("/") in ("", "/..") or name.rstrip("/").rsplit("/", 1)[-1] in (".", ".."):
            status = call.complain(f"bad path '{name}'" if path.rstrip("/") else "can't remove '/'")
            continue
        status = _remove(call, name, path.rstrip("/"), options) or status
    return status


def _remove(call: Call, shown: str, path: str, options: Options) -> int:
    try:
        node = call.fs.stat(path, follow=False, uid=call.uid)
    except OSError as error:
        missing = error.errno in (errno.ENOENT, errno.ENOTDIR)
        return 0 if missing and "f" in options else call.complain(f"{shown}: {error.strerror}")
    try:
        if not node.is_dir:
            call.fs.remove(path, uid=call.uid)
            return 0
        if "r" not in options and "R" not in options:
            return call.complain(f"{shown}: is a directory")
        status = 0
        for name in sorted(call.fs.list_dir(path, uid=call.uid)):
            status = _remove(call, f"{shown.rstrip('/')}/{name}", f"{path}/{name}", options) or status
        if not status:
            call.fs.remove_dir(path, uid=call.uid)
        return status
    except OSError as error:
        return call.complain(f"{shown}: {error.strerror}")


def _into(call: Call, options: Options) -> tuple[list[str], str, bool]:
    """Return (sources, target, whether the target is a folder to put them in)."""
    names = list(options.rest)
    target = options.values["t"] if "t" in options else (names.pop() if names else "")
    if not names or not target:
        raise UsageProblem(f'Needs 2 arguments (see "{call.name} --help")')
    inside = call.fs.is_dir(call.path(target)) and "T" not in options
    if len(names) > 1 and not inside:
        raise UsageProblem(f"'{target}' not directory")
    return names, target, inside


def cp(call: Call) -> int:
    """cp [-adfHiLlnPpRrsTv] SOURCE… TARGET."""
    options = read_options(call, "adfFHiLlnPpRrsTvu", "t", {"preserve": "p", "recursive": "r"})
    sources, target, inside = _into(call, options)
    status = 0
    for name in sources:
        goal = f"{target.rstrip('/')}/{name.rstrip('/').rsplit('/', 1)[-1]}" if inside else target
        status = _copy(call, name, call.path(name), call.path(goal), options) or status
    return status


def _copy(call: Call, shown: str, source: str, goal: str, options: Options) -> int:
    keep_links = any(flag in options for flag in "adP") or ("r" in options and "L" not in options)
    try:
        node = call.fs.stat(source.rstrip("/") or "/", follow=not keep_links, uid=call.uid)
    except OSError as error:
        return call.complain(f"bad '{shown}': {error.strerror}")
    if node.is_dir and not any(flag in options for flag in "arR"):
        return call.complain(f"Skipped dir '{shown}'")
    there = call.fs.find(goal)
    if there is node:
        return call.complain(f"'{shown}' is '{goal}'")
    if there is not None and "n" in options:
        return 0
    try:
        if node.is_link:
            if there is not None:
                call.fs.remove(goal, uid=call.uid)
            call.fs.symlink(node.target or "", goal, uid=call.uid)
            return 0
        if not node.is_dir:
            return _copy_file(call, node, source, goal, options)
        if there is None:
            call.fs.make_dir(goal.rstrip("/"), uid=call.uid, mode=node.mode & 0o7777)
        status = 0
        for name in sorted(call.fs.list_dir(source, uid=call.uid)):
            below = (f"{shown.rstrip('/')}/{name}", f"{source.rstrip('/')}/{name}", f"{goal.rstrip('/')}/{name}")
            status = _copy(call, *below, options) or status
        return status
    except OSError as error:
        return call.complain(f"'{goal}': {error.strerror}")


def _copy_file(call: Call, node: FileNode, source: str, goal: str, options: Options) -> int:
    data = call.fs.read(source, uid=call.uid)
    keep = "a" in options or "p" in options
    fresh = not call.fs.exists(goal)
    made = call.fs.write(goal, data, uid=call.uid, mode=node.mode & 0o777 if fresh else None)
    if keep:
        made.mtime_ms, made.atime_ms = node.mtime_ms, node.atime_ms
        if call.uid == 0:
            call.fs.chown(goal, node.owner, node.group)
    return 0


def mv(call: Call) -> int:
    """mv [-finTv] SOURCE… TARGET."""
    options = read_options(call, "fFinTvu", "t")
    sources, target, inside = _into(call, options)
    status = 0
    for name in sources:
        goal = call.path(f"{target.rstrip('/')}/{name.rstrip('/').rsplit('/', 1)[-1]}" if inside else target)
        source = call.path(name).rstrip("/")
        try:
            call.fs.stat(source, follow=False, uid=call.uid)
            if "n" in options and call.fs.exists(goal):
                continue
            call.fs.rename(source, goal.rstrip("/"), uid=call.uid)
        except OSError as error:
            status = call.complain(f"bad '{name}': {error.strerror}")
    return status


def ln(call: Call) -> int:
    """ln [-sfnv] TARGET… LINK: only symbolic links."""
    options = read_options(call, "sfnrTv", "t", least=1)
    names = options.rest if len(options.rest) > 1 else [*options.rest, "."]
    goal = call.path(names[-1])
    for name in names[:-1]:
        inside = call.fs.is_dir(goal) and "n" not in options and "T" not in options
        path = f"{goal}/{name.rstrip('/').rsplit('/', 1)[-1]}" if inside else goal
        try:
            if "s" not in options:
                data = call.fs.read(call.path(name), uid=call.uid)
                call.fs.write(path, data, uid=call.uid)
                continue
            if "f" in options and call.fs.find(path, follow=False) is not None:
                call.fs.remove(path, uid=call.uid)
            call.fs.symlink(name, path, uid=call.uid)
        except OSError as error:
            return call.complain(f"cannot create symbolic link from '{name}' to '{path}': {error.strerror}")
    return 0


def touch(call: Call) -> int:
    """touch [-acmh] [-d DATE] [-t [[CC]YY]MMDDhhmm[.ss]] [-r FILE] FILE…"""
    options = read_options(call, "acfmh", "dtr", least=1)
    when = call.phone.clock.now_ms()
    if "r" in options:
        when = call.fs.stat(call.path(options.values["r"]), uid=call.uid).mtime_ms
    elif "d" in options or "t" in options:
        when = _moment(call, options.values.get("d") or options.values["t"])
    status = 0
    for name in options.rest:
        path = call.path(name)
        try:
            if not call.fs.exists(path):
                if "c" in options:
                    continue
                call.fs.write(path, b"", uid=call.uid, mode=0o666 if call.uid else 0o644)
            node = call.fs.stat(path, uid=call.uid)
            mtime = node.mtime_ms if "a" in options and "m" not in options else when
            atime = node.atime_ms if "m" in options and "a" not in options else when
            call.fs.set_times(path, mtime, atime, uid=call.uid)
        except OSError as error:
            status = call.complain(f"'{name}': {error.strerror}")
    return status


def _moment(call: Call, text: str) -> int:
    zone = ZoneInfo(call.phone.clock.timezone)
    if text.startswith("@"):
        return int(float(text[1:]) * 1000)
    for form in ("%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d", "%Y%m%d%H%M.%S", "%Y%m%d%H%M"):
        try:
            return int(datetime.strptime(text.rstrip("Z")[:19], form).replace(tzinfo=zone).timestamp() * 1000)
        except ValueError:
            continue
    raise UsageProblem(f"bad '{text}'")


def new_mode(text: str, old: int, *, is_dir: bool = False) -> int:
    """Apply '755' or 'u+x,go-w' to permission bits. Raises UsageProblem."""
    if re.fullmatch(r"[0-7]{1,5}", text):
        return int(text, 8)
    shifts = {"u": 6, "g": 3, "o": 0}
    for clause in text.split(","):
        match = re.fullmatch(r"([ugoa]*)([-+=])([rwxXst]*)", clause)
        if match is None:
            raise UsageProblem(f"bad mode '{text}'")
        who, operator, what = match.groups()
        bits = sum({"r": 4, "w": 2, "x": 1}.get(char, 0) for char in set(what))
        if "X" in what and (is_dir or old & 0o111):
            bits |= 1
        for name in "ugo" if who in ("", "a") or "a" in who else who:
            mask = bits << shifts[name]
            if operator == "=":
                old &= ~(7 << shifts[name])
            old = old & ~mask if operator == "-" else old | mask
    return old


def chmod(call: Call) -> int:
    """chmod [-Rfv] MODE FILE…"""
    args = call.args
    if len(args) > 1 and re.match(r"-[rwxst]", args[1]):
        call.args = [args[0], "--", *args[1:]]
    options = read_options(call, "RfvH", least=2)
    text, status = options.rest[0], 0
    new_mode(text, 0)
    for name in options.rest[1:]:
        path = call.path(name)
        try:
            targets = [found for found, node in call.fs.walk(path) if not node.is_link] if "R" in options else [path]
            for target in targets:
                node = call.fs.stat(target, uid=call.uid)
                mode = new_mode(text, node.mode & 0o7777, is_dir=node.is_dir)
                try:
                    call.fs.chmod(target, mode, uid=call.uid)
                except OSError as error:
                    full = node.mode & 0o170000 | mode
                    status = call.complain(f"chmod '{name}' to {full:o}: {error.strerror}")
        except OSError as error:
            if "f" not in options:
                status = call.complain(f"{name}: {error.strerror}")
    return status


def chown(call: Call) -> int:
    """chown [-RHLPfhv] OWNER[:GROUP] FILE…; chgrp GROUP FILE…"""
    options = read_options(call, "RHLPfhv", least=2)
    owner_text, _, group_text = options.rest[0].replace(".", ":").partition(":")
    if call.name == "chgrp":
        owner_text, group_text = "", owner_text
    ids = []
    for text in (owner_text, group_text):
        found = call.fs.user_id(text) if text else None
        if text and found is None:
            raise UsageProblem(f"bad user '{text}'")
        ids.append(found)
    status = 0
    for name in options.rest[1:]:
        path = call.path(name)
        try:
            for target in [found for found, _ in call.fs.walk(path)] if "R" in options else [path]:
                call.fs.chown(target, ids[0], ids[1], uid=call.uid)
        except OSError as error:
            status = call.complain(f"'{options.rest[0]}' '{name}': {error.strerror}")
    return status


def truncate(call: Call) -> int:
    """truncate [-c] -s SIZE FILE…"""
    options = read_options(call, "c", "s", least=1)
    text = options.values.get("s", "0")
    for name in options.rest:
        path = call.path(name)
        old = call.fs.read(path, uid=call.uid) if call.fs.exists(path) else b""
        size = parse_size(text.lstrip("+-<>"))
        size = len(old) + size if text[0] == "+" else max(0, len(old) - size) if text[0] == "-" else size
        if size > 1 << 30:
            raise UsageProblem(f"{name}: File too large")
        call.fs.write(path, old[:size].ljust(size, b"\0"), uid=call.uid)
    return 0


def mktemp(call: Call) -> int:
    """mktemp [-dqtu] [-p FOLDER] [TEMPLATE]."""
    options = read_options(call, "dqtu", "p")
    template = options.rest[0] if options.rest else "tmp.XXXXXXXXXX"
    folder = options.values.get("p") or (
        "" if "/" in template or options.rest else call.env.get("TMPDIR", "/data/local/tmp")
    )
    letters = "".join(call.phone.random.choice("abcdefghijkmnpqrstuvwxyz23456789") for _ in range(12))
    name = re.sub(r"X{3,}$", lambda match: letters[: len(match.group(0))], template)
    path = f"{folder.rstrip('/')}/{name}" if folder else name
    if "u" not in options:
        if "d" in options:
            call.fs.make_dir(call.path(path), uid=call.uid, mode=0o700)
        else:
            call.fs.write(call.path(path), b"", uid=call.uid, mode=0o600)
    call.out(path + "\n")
    return 0


async def dd(call: Call) -> int:
    """dd [if=FILE] [of=FILE] [bs=N] [count=N] [skip=N] [seek=N] [conv=…] [status=none]."""
    given = dict(arg.partition("=")[::2] for arg in call.args[1:])
    block = parse_size(given.get("bs", given.get("ibs", "512")))
    count = parse_size(given["count"]) if "count" in given else None
    source = given.get("if", "-")
    if source in ("/dev/zero", "/dev/urandom", "/dev/random"):
        wanted = min(block * (count or 0), 1 << 28)
        data = bytes(wanted) if source == "/dev/zero" else call.phone.random.randbytes(wanted)
    else:
        try:
            data = await call.content(source)
        except OSError as error:
            return call.complain(f"{source}: {error.strerror}")
        start = parse_size(given.get("skip", given.get("iseek", "0"))) * block
        data = data[start : None if count is None else start + count * block]
    if "of" in given:
        path = call.path(given["of"])
        seek = parse_size(given.get("seek", given.get("oseek", "0"))) * block
        old = call.fs.read(path, uid=call.uid) if call.fs.exists(path) and path != "/dev/null" else b""
        tail = old[seek + len(data) :] if "notrunc" in given.get("conv", "") else b""
        call.fs.write(path, old[:seek].ljust(seek, b"\0") + data + tail, uid=call.uid)
    else:
        call.io.stdout.write(data)
    if given.get("status") != "none":
        full, part = divmod(len(data), block)
        line = f"{full}+{int(part > 0)} records"
        call.err(f"{line} in\n{line} out\n{len(data)} bytes ({len(data)} B) copied, 0.001 s, {len(data)} KB/s\n")
    return 0


def nothing(call: Call) -> int:
    """restorecon, chcon, sync: without effect here."""
    return 0


COMMANDS: dict[str, Command] = {
    "mkdir": mkdir, "rmdir": rmdir, "rm": rm, "unlink": rm, "cp": cp, "mv": mv, "ln": ln, "touch": touch,
    "chmod": chmod, "chown": chown, "chgrp": chown, "truncate": truncate, "mktemp": mktemp, "dd": dd,
    "restorecon": nothing, "chcon": nothing, "sync": nothing, "fsync": nothing,
}  # fmt: skip
