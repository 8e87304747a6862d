"""unzip: looking into zip archives and unpacking them.

Knows: the listing and the messages of Android's own small unzip. Does not know: passwords, other kinds of archives.
"""

from __future__ import annotations

import io as memory
import zipfile
import zlib
from fnmatch import fnmatchcase

from ..fs import normalise
from .io import MEMORY_BYTES, Call, Command
from .options import Options, read_options


async def unzip(call: Call) -> int:
    """unzip [-lnopqv] [-d FOLDER] FILE [ENTRY…] [-x ENTRY…]."""
    options = read_options(call, "lnopqv", "dx", least=1)
    name = options.rest[0]
    try:
        with zipfile.ZipFile(memory.BytesIO(await call.content(name))) as archive:
            chosen = [each for each in archive.infolist() if _wanted(options, each.filename)]
            if "p" not in options and "q" not in options:
                call.out(f"Archive:  {name}\n")
            if "l" in options or "v" in options:
                return _listing(call, chosen)
            if sum(each.file_size for each in chosen) > MEMORY_BYTES:
                return call.complain("the archive unpacks to more than 64 MiB; nothing was unpacked")
            return _unpack(call, options, archive, chosen)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError) as error:
        return call.complain(f"{name}: {error}")
    except OSError as error:
        return call.complain(f"{name}: {error.strerror or error}")


def _wanted(options: Options, name: str) -> bool:
    kept, left_out = options.rest[1:], options.every.get("x", [])
    if any(fnmatchcase(name, pattern) for pattern in left_out):
        return False
    return not kept or any(fnmatchcase(name, pattern) for pattern in kept)


def _listing(call: Call, chosen: list[zipfile.ZipInfo]) -> int:
    call.out("  Length      Date    Time    Name\n---------  ---------- -----   ----\n")
    for each in chosen:
        year, month, day, hour, minute, _ = each.date_time
        call.out(f"{each.file_size:9}  {year:04}-{month:02}-{day:02} {hour:02}:{minute:02}   {each.filename}\n")
    total, count = sum(each.file_size for each in chosen), len(chosen)
    call.out(f"---------                     -------\n{total:9}                     {count} file{'s'[: count != 1]}\n")
    return 0


def _unpack(call: Call, options: Options, archive: zipfile.ZipFile, chosen: list[zipfile.ZipInfo]) -> int:
    folder, status = call.path(options.values.get("d", ".")), 0
    for each in chosen:
        if "p" in options:
            call.io.stdout.write(archive.read(each))
            continue
        if ".." in each.filename.split("/") or each.filename.startswith("/"):
            status = call.complain(f"bad filename {each.filename}")
            continue
        path = normalise(each.filename.rstrip("/"), folder)
        if each.is_dir():
            call.fs.make_dirs(path, uid=call.uid)
            continue
        call.fs.make_dirs(path.rpartition("/")[0], uid=call.uid)
        if call.fs.exists(path) and "o" not in options:
            # Nobody answers the question that a phone would ask here, which leaves the file as it is.
            if "n" not in options:
                status = call.complain(f"{path} exists; -o replaces it, -n leaves it")
            continue
        if "q" not in options:
            call.out(f"  inflating: {path if 'd' in options else each.filename}\n")
        call.fs.write(path, archive.read(each), uid=call.uid)
    return status


COMMANDS: dict[str, Command] = {"unzip": unzip}
