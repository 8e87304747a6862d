"""ls, stat, readlink, realpath, basename, dirname, du, df.

Knows: toybox's formats. Does not know: how the tree is kept (fs.py).
"""

from __future__ import annotations

import errno
import re
import stat as st
from datetime import datetime
from zoneinfo import ZoneInfo

from ..file_labels import label_of
from ..fs import normalise
from ..fs_nodes import FileNode
from ..kernel_files import MOUNTS, Mount, mount_of
from .io import Call, Command
from .options import Options, read_options


def local_time(call: Call, epoch_ms: int) -> datetime:
    """Return a file time in the phone's time zone."""
    zone = call.env.get("TZ") or call.phone.clock.timezone
    try:
        return datetime.fromtimestamp(epoch_ms / 1000, ZoneInfo(zone))
    except (KeyError, ValueError):
        return call.phone.clock.local(epoch_ms)


def human(size: int) -> str:
    """Return a size as toybox's human_readable prints it: 512, 1.5K, 40M."""
    if size < 1024:
        return str(size)
    value, units = float(size) / 1024, "KMGT"
    while value >= 999.5 and len(units) > 1:
        value, units = value / 1024, units[1:]
    unit = units[0]
    return f"{value:.1f}{unit}" if value < 9.95 else f"{value:.0f}{unit}"


def _blocks(node: FileNode) -> int:
    return 0 if node.is_link else (node.size + 4095) // 4096 * 8 if not node.is_dir else 8


def _suffix(node: FileNode, options: Options) -> str:
    if node.is_dir and ("F" in options or "p" in options):
        return "/"
    if "F" in options:
        return "@" if node.is_link else "*" if node.is_file and node.mode & 0o111 else ""
    return ""


def ls(call: Call) -> int:
    """ls [-1AabCcdFfgHhikLlmNnopqRrSstuUxZ] [FILE]…"""
    options = read_options(call, "1AabCcdFfgHhiklmNnopqRrSstuUxZL", "w", {"color": "color", "full-time": "full"})
    targets = options.rest or ["."]
    status, files, folders = 0, [], []
    for name in targets:
        follow = not ("d" in options or (_long_form(options) and not name.endswith("/")))
        try:
            node = call.fs.stat(call.path(name), follow=follow or "L" in options, uid=call.uid)
            if node.is_dir and "d" not in options:
                call.fs.list_dir(call.path(name), uid=call.uid)
                folders.append(name)
            else:
                files.append((name, node))
        except OSError as error:
            status = call.complain(f"{name}: {error.strerror}")
    _print_entries(call, options, files)
    for index, name in enumerate(folders):
        if len(targets) > 1 or "R" in options:
            call.out(("\n" if index or files else "") + f"{name}:\n")
        status = _folder(call, options, name) or status
    return status


def _long_form(options: Options) -> bool:
    return any(flag in options for flag in "logn") or "full" in options


def _sorted(options: Options, entries: list[tuple[str, FileNode]]) -> list[tuple[str, FileNode]]:
    if "U" in options or "f" in options:
        return entries
    if "S" in options:
        entries.sort(key=lambda entry: (-entry[1].size, entry[0]))
    elif "t" in options:
        entries.sort(key=lambda entry: (-entry[1].mtime_ms, entry[0]))
    elif "u" in options and not _long_form(options):
        entries.sort(key=lambda entry: (-entry[1].atime_ms, entry[0]))
    else:
        entries.sort(key=lambda entry: entry[0])
    return entries[::-1] if "r" in options else entries


def _folder(call: Call, options: Options, name: str) -> int:
    path = call.path(name)
    try:
        entries = list(call.fs.list_dir(path, uid=call.uid).items())
    except OSError as error:
        return call.complain(f"{name}: {error.strerror}")
    inside = entries
    if "a" not in options and "f" not in options:
        inside = [entry for entry in entries if not entry[0].startswith(".") or "A" in options]
    else:
        here = call.fs.stat(path)
        inside = [(".", here), ("..", call.fs.stat(path.rstrip("/") + "/.." if path != "/" else "/")), *entries]
    if "L" in options:
        inside = [(entry, call.fs.find(f"{path}/{entry}") or node) for entry, node in inside]
    if _long_form(options) or "s" in options:
        call.out(f"total {sum(_blocks(node) for _, node in inside) // 2}\n")
    _print_entries(call, options, _sorted(options, inside), path)
    status = 0
    if "R" in options:
        for entry, node in _sorted(options, entries):
            if node.is_dir and (not entry.startswith(".") or "a" in options or "A" in options):
                below = name.rstrip("/") + "/" + entry
                call.out(f"\n{below}:\n")
                status = _folder(call, options, below) or status
    return status


def _label(call: Call, options: Options, folder: str, name: str, node: FileNode) -> str:
    if "Z" not in options:
        return ""
    path = call.path(f"{folder}/{name}" if folder else name)
    above, _, last = path.rpartition("/")
    real = (call.fs.real_path(above or "/").rstrip("/") + f"/{last}") if node.is_link else call.fs.real_path(path)
    return label_of(real, node) + " "


def _print_entries(call: Call, options: Options, entries: list[tuple[str, FileNode]], folder: str = "") -> None:
    if not _long_form(options):
        texts = []
        for name, node in entries:
            prefix = f"{node.inode} " if "i" in options else ""
            prefix += f"{_blocks(node) // 2} " if "s" in options else ""
            prefix += _label(call, options, folder, name, node)
            texts.append(prefix + _shown(options, name) + _suffix(node, options))
        if "m" in options and texts:
            call.out(", ".join(texts) + "\n")
        else:
            call.out("".join(text + "\n" for text in texts))
        return
    rows = [_row(call, options, node) for _, node in entries]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(7)]
    for (name, node), row in zip(entries, rows, strict=True):
        line = f"{row[0]:>{widths[0]}} " if "i" in options else ""
        line += f"{row[1]} {row[2]:>{widths[2]}} "
        if "g" not in options:
            line += f"{row[3]:<{widths[3]}} "
        if "o" not in options:
            line += f"{row[4]:<{widths[4]}} "
        line += _label(call, options, folder, name, node) + f"{row[5]:>{widths[5]}} {row[6]} "
        arrow = f" -> {node.target}" if node.is_link else ""
        call.out(line + _shown(options, name) + _suffix(node, options) + arrow + "\n")


def _shown(options: Options, name: str) -> str:
    if "b" in options:
        return name.replace("\\", "\\\\").replace(" ", "\\ ").replace("\n", "\\n")
    return "".join(char if char.isprintable() else "?" for char in name) if "q" in options else name


def _row(call: Call, options: Options, node: FileNode) -> tuple[str, ...]:
    owner = str(node.owner) if "n" in options else call.fs.user_name(node.owner)
    group = str(node.group) if "n" in options else call.fs.user_name(node.group)
    size = human(node.size) if "h" in options else str(node.size)
    if st.S_ISCHR(node.mode):
        size = "1,   3"
    stamp = node.atime_ms if "u" in options else node.mtime_ms
    moment = local_time(call, stamp)
    text = f"{moment:%Y-%m-%d %H:%M}"
    # -ll and --full-time print seconds, nanoseconds and the zone.
    if options.flags.count("l") > 1 or "full" in options:
        text = f"{moment:%Y-%m-%d %H:%M:%S}.{stamp % 1000:03d}000000 {moment:%z}"
    return (str(node.inode), st.filemode(node.mode), str(node.links), owner, group, size, text)


def stat(call: Call) -> int:
    """stat [-tfL] [-c FORMAT] FILE…"""
    options = read_options(call, "tfL", "c", least=1)
    status = 0
    for name in options.rest:
        try:
            node = call.fs.stat(call.path(name), follow="L" in options, uid=call.uid)
        except OSError as error:
            status = call.complain(f"'{name}': {error.strerror}")
            continue
        form = options.values.get("c")
        if "f" in options:
            call.out(_mount_stat(name, mount_of(call.fs.real_path(call.path(name))), form))
            continue
        call.out(_full_stat(call, name, node) if form is None else _formatted(call, form, name, node) + "\n")
    return status


def _mount_stat(name: str, mount: Mount, form: str | None) -> str:
    """Return what `stat -f` says: sizes in blocks of 4 KiB; the file systems here count no inodes."""
    total, free = mount.size // 4, (mount.size - mount.used) // 4
    if form is None:
        return (
            f'  File: "{name}"\n    ID: 0 Namelen: 255    Type: {mount.kind}\n'
            "Block Size: 4096    Fundamental block size: 4096\n"
            f"Blocks: Total: {total}\tFree: {free}\tAvailable: {free}\nInodes: Total: 0\tFree: 0\n"
        )
    values = {"n": name, "T": mount.kind, "b": total, "f": free, "a": free, "s": 4096, "S": 4096, "l": 255, "%": "%"}
    return re.sub(r"%(.)", lambda found: str(values.get(found[1], found[0])), form) + "\n"


def _kind(node: FileNode) -> str:
    if node.is_dir:
        return "directory"
    if node.is_link:
        return "symbolic link"
    if st.S_ISCHR(node.mode):
        return "character device"
    return "regular file" if node.size else "regular empty file"


def _stamp(call: Call, epoch_ms: int) -> str:
    moment = local_time(call, epoch_ms)
    return f"{moment:%Y-%m-%d %H:%M:%S}.{epoch_ms % 1000:03d}000000 {moment:%z}"


def _full_stat(call: Call, name: str, node: FileNode) -> str:
    arrow = f" -> {node.target}" if node.is_link else ""
    owner, group = call.fs.user_name(node.owner), call.fs.user_name(node.group)
    return (
        f"  File: {name}{arrow}\n"
        f"  Size: {node.size}\t Blocks: {_blocks(node)}\t IO Blocks: 512\t {_kind(node)}\n"
        f"Device: fe00h/65024d\t Inode: {node.inode}\t Links: {node.links}\t Device type: 0,0\n"
        f"Access: (0{node.mode & 0o7777:03o}/{st.filemode(node.mode)})\tUid: ({node.owner:5}/{owner:>8})"
        f"\tGid: ({node.group:5}/{group:>8})\n"
        f"Access: {_stamp(call, node.atime_ms)}\nModify: {_stamp(call, node.mtime_ms)}\n"
        f"Change: {_stamp(call, node.mtime_ms)}\n"
    )


def _formatted(call: Call, form: str, name: str, node: FileNode) -> str:
    values = {
        "A": st.filemode(node.mode), "a": f"{node.mode & 0o7777:o}", "B": "512", "b": str(_blocks(node)), "D": "fe00",
        "d": "65024", "F": _kind(node), "f": f"{node.mode:x}", "G": call.fs.user_name(node.group), "g": str(node.group),
        "h": str(node.links), "i": str(node.inode), "m": "/",
        "N": f"`{name}'" + (f" -> `{node.target}'" if node.is_link else ""),
        "n": name, "o": "4096", "s": str(node.size), "U": call.fs.user_name(node.owner), "u": str(node.owner),
        "X": str(node.atime_ms // 1000), "x": _stamp(call, node.atime_ms), "Y": str(node.mtime_ms // 1000),
        "y": _stamp(call, node.mtime_ms), "Z": str(node.mtime_ms // 1000), "z": _stamp(call, node.mtime_ms), "%": "%",
    }  # fmt: skip
    out, at = "", 0
    while at < len(form):
        if form[at] == "%" and at + 1 < len(form):
            out += values.get(form[at + 1], form[at : at + 2])
            at += 2
        else:
            out += form[at]
            at += 1
    return out


def readlink(call: Call) -> int:
    """readlink [-efnq] FILE."""
    options = read_options(call, "efmnq", least=1)
    status = 0
    for name in options.rest:
        try:
            if any(flag in options for flag in "efm"):
                text = call.fs.real_path(call.path(name), uid=call.uid)
                if "e" in options:
                    call.fs.stat(text, uid=call.uid)
            else:
                node = call.fs.stat(call.path(name), follow=False, uid=call.uid)
                if node.target is None:
                    raise OSError(errno.EINVAL, "Invalid argument", name)
                text = node.target
        except OSError:
            status = 1
            continue
        call.out(text + ("" if "n" in options else "\n"))
    return status


def realpath(call: Call) -> int:
    """realpath FILE…"""
    options = read_options(call, "emqsz", least=1)
    status = 0
    for name in options.rest:
        try:
            path = call.fs.real_path(call.path(name), uid=call.uid)
            call.fs.stat(path, uid=call.uid)
        except OSError as error:
            status = call.complain(f"{name}: {error.strerror}")
            continue
        call.out(path + "\n")
    return status


def basename(call: Call) -> int:
    """basename [-a] [-s SUFFIX] NAME… | NAME SUFFIX."""
    options = read_options(call, "a", "s", least=1)
    names, suffix = options.rest, options.values.get("s", "")
    if "a" not in options and "s" not in options and len(names) == 2:
        names, suffix = names[:1], names[1]
    for name in names:
        base = name.rstrip("/").rsplit("/", 1)[-1] or "/"
        call.out((base.removesuffix(suffix) if base != suffix else base) + "\n")
    return 0


def dirname(call: Call) -> int:
    """dirname PATH…"""
    for name in read_options(call, "", least=1).rest:
        head = name.rstrip("/").rpartition("/")
        call.out((head[0].rstrip("/") or ("/" if head[1] else ".")) + "\n" if name.strip("/") else "/\n")
    return 0


def du(call: Call) -> int:
    """du [-achksmx] [-d N] [FILE]…: sizes in KiB."""
    options = read_options(call, "abcHhKkLlmsx", "d")
    depth = 0 if "s" in options else options.number("d", 1 << 30)
    status, total = 0, 0

    def show(size: int, name: str) -> None:
        text = (
            human(size) if "h" in options else str(-(-size // (1 << 20))) if "m" in options else str(-(-size // 1024))
        )
        call.out(f"{size if 'b' in options else text}\t{name}\n")

    def measure(name: str, node: FileNode, level: int) -> int:
        size = node.size if "b" in options and node.is_file else _blocks(node) * 512
        if node.is_dir:
            for entry, child in sorted(node.entries().items()):
                size += measure(name.rstrip("/") + "/" + entry, child, level + 1)
        if level <= depth and (node.is_dir or level == 0 or "a" in options):
            show(size, name)
        return size

    for name in options.rest or ["."]:
        try:
            node = call.fs.stat(call.path(name), follow=False, uid=call.uid)
            if node.is_link and "L" in options or name.endswith("/"):
                node = call.fs.stat(call.path(name), uid=call.uid)
        except OSError as error:
            status = call.complain(f"{name}: {error.strerror}")
            continue
        total += measure(name, node, 0)
    if "c" in options:
        show(total, "total")
    return status


def df(call: Call) -> int:
    """df [-hHkP] [FILE]…"""
    options = read_options(call, "HPkhia", "t")
    chosen: list[Mount] = []
    for name in options.rest:
        path = normalise(name, call.cwd)
        try:
            call.fs.stat(path, uid=call.uid)
            path = call.fs.real_path(path)
        except OSError as error:
            return call.complain(f"{name}: {error.strerror}")
        chosen.append(mount_of(path))
    rows = [("Filesystem", "Size" if "h" in options else "1K-blocks", "Used",
    "Avail" if "h" in options else "Available",
             "Use%", "Mounted on")]  # fmt: skip
    for each in chosen or MOUNTS:
        numbers = (each.size, each.used, each.size - each.used)
        texts = [human(number * 1024) if "h" in options else str(number) for number in numbers]
        rows.append((each.device, *texts, f"{-(-each.used * 100 // each.size)}%", each.path))  # type: ignore[arg-type]
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    for row in rows:
        cells = [f"{row[0]:<{widths[0]}}", *(f"{row[column]:>{widths[column]}}" for column in range(1, 5)), row[5]]
        call.out(" ".join(cells) + "\n")
    return 0


COMMANDS: dict[str, Command] = {
    "ls": ls, "stat": stat, "readlink": readlink, "realpath": realpath, "basename": basename, "dirname": dirname,
    "du": du, "df": df,
}  # fmt: skip
