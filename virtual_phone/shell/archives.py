"""tar: packing and unpacking files of the phone; diff: comparing two of them.

Knows: the usual options. Does not know: special files, hard links, or other compressions than gzip.
"""

from __future__ import annotations

import difflib
import io as memory
import stat as st
import tarfile

from ..fs import normalise
from .io import Call, Command, UsageProblem, decode
from .options import Options, read_options


async def tar(call: Call) -> int:
    """tar -c|-x|-t [-vzf FILE] [-C FOLDER] [NAME]…"""
    if len(call.args) > 1 and not call.args[1].startswith("-"):
        call.args[1] = "-" + call.args[1]
    options = read_options(call, "cxtvzp", "fC")
    folder = call.path(options.values.get("C", "."))
    if "c" in options:
        return _pack(call, options, folder)
    if "x" not in options and "t" not in options:
        raise UsageProblem("Needs -txc")
    name = options.values.get("f", "-")
    try:
        data = await call.content(name)
        with tarfile.open(fileobj=memory.BytesIO(data), mode="r:*") as archive:
            return _unpack(call, options, folder, archive)
    except (tarfile.TarError, EOFError):
        return call.complain("not tar")
    except OSError as error:
        return call.complain(f"{name}: {error.strerror or error}")


def _pack(call: Call, options: Options, folder: str) -> int:
    if not options.rest:
        return call.complain("empty archive")
    buffer, status = memory.BytesIO(), 0
    with tarfile.open(fileobj=buffer, mode="w:gz" if "z" in options else "w", format=tarfile.GNU_FORMAT) as archive:
        for name in options.rest:
            top = normalise(name, folder)
            try:
                for path, node in call.fs.walk(top, uid=call.uid):
                    shown = (name.rstrip("/") + path[len(top) :]).lstrip("/")
                    _add(archive, shown, node.mode, node.mtime_ms // 1000, node.content() if node.is_file else b"")
                    if "v" in options:
                        call.err(shown + "\n")
            except OSError as error:
                status = call.complain(f"{name}: {error.strerror}")
    target = options.values.get("f", "-")
    if target == "-":
        call.io.stdout.write(buffer.getvalue())
    else:
        call.fs.write(call.path(target), buffer.getvalue(), uid=call.uid)
    return status


def _add(archive: tarfile.TarFile, name: str, mode: int, seconds: int, data: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.mode, entry.mtime, entry.size = mode & 0o7777, seconds, len(data)
    if st.S_ISDIR(mode):
        entry.type = tarfile.DIRTYPE
    elif not st.S_ISREG(mode):
        return
    archive.addfile(entry, memory.BytesIO(data))


def _unpack(call: Call, options: Options, folder: str, archive: tarfile.TarFile) -> int:
    status = 0
    for entry in archive:
        name = entry.name.lstrip("/")
        if options.rest and not any(name == wish or name.startswith(wish + "/") for wish in options.rest):
            continue
        if "v" in options or "t" in options:
            call.out(name + ("/" if entry.isdir() and "t" in options else "") + "\n")
        if "t" in options:
            continue
        path = normalise(name, folder)
        if ".." in name.split("/"):
            status = call.complain(f"{name}: not under '{folder}'")
            continue
        try:
            call.fs.make_dirs(path if entry.isdir() else path.rpartition("/")[0], uid=call.uid)
            if entry.isfile():
                source = archive.extractfile(entry)
                data = source.read() if source is not None else b""
                call.fs.write(path, data, uid=call.uid, mode=entry.mode, mtime_ms=int(entry.mtime) * 1000)
        except OSError as error:
            status = call.complain(f"{name}: {error.strerror}")
    return status


async def diff(call: Call) -> int:
    """diff [-uqbi] FILE FILE: 0 when they are the same, 1 when they differ, 2 for trouble."""
    options = read_options(call, "uqsbiaN", "UL", least=2)
    found = []
    for name in options.rest[:2]:
        try:
            found.append(await call.content(name))
        except OSError as error:
            return call.complain(f"{name}: {error.strerror}", 2)
    if found[0] == found[1]:
        if "s" in options:
            call.out(f"Files {options.rest[0]} and {options.rest[1]} are identical\n")
        return 0
    if "q" in options:
        call.out(f"Files {options.rest[0]} and {options.rest[1]} differ\n")
        return 1
    old, new = (decode(data).removesuffix("\n").split("\n") if data else [] for data in found)
    first, second = options.rest[:2]
    # Unified, as toybox prints it unless asked otherwise.
    for line in difflib.unified_diff(old, new, first, second, lineterm="", n=options.number("U", 3)):
        call.out(line + "\n")
    return 1


COMMANDS: dict[str, Command] = {"tar": tar, "diff": diff}
