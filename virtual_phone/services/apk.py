"""Reads what an APK says about itself: package, version, permissions. No code in it is looked at.

Knows: the zip member AndroidManifest.xml and its binary XML. Does not know: what is done with an APK, or whether the
phone has a stand-in for it.
Source: AOSP frameworks/base, libs/androidfw/include/androidfw/ResourceTypes.h.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

_LARGEST_MANIFEST_BYTES = 16 << 20
_NAME, _TEST_ONLY, _VERSION_CODE, _VERSION_NAME = 0x01010003, 0x01010272, 0x0101021B, 0x0101021C
_STRING_POOL, _RESOURCE_IDS, _XML, _START_ELEMENT = 0x0001, 0x0180, 0x0003, 0x0102
_UTF8_FLAG = 1 << 8
_TYPE_STRING, _TYPES_NUMBER, _TYPE_BOOL = 0x03, (0x10, 0x11), 0x12
_NOTHING = 0xFFFFFFFF

Attributes = dict[str | int, str | int | bool]
"""Of one element: by resource id where the attribute has one (android:…), else by name."""


class ApkError(ValueError):
    """The bytes are no APK that can be installed. code: Android's INSTALL_… word; the text says why."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


@dataclass(frozen=True, slots=True)
class ApkFacts:
    """What the manifest declares. version_name is "" where it points to a resource."""

    package: str
    version_code: int = 0
    version_name: str = ""
    permissions: tuple[str, ...] = ()
    test_only: bool = False
    split: str = ""


def read_apk(data: bytes) -> ApkFacts:
    """Return what an APK declares.

    Raises:
        ApkError: No zip, no manifest, or a manifest that cannot be read.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if archive.getinfo("AndroidManifest.xml").file_size > _LARGEST_MANIFEST_BYTES:
                raise ApkError("INSTALL_PARSE_FAILED_BAD_MANIFEST", "AndroidManifest.xml is too large")
            manifest = archive.read("AndroidManifest.xml")
    except KeyError:
        raise ApkError("INSTALL_PARSE_FAILED_UNEXPECTED_EXCEPTION", "AndroidManifest.xml is missing") from None
    # ValueError: zipfile seeks to where a damaged directory says, before the start of the file too.
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError, OSError, ValueError) as error:
        raise ApkError("INSTALL_PARSE_FAILED_NOT_APK", f"no readable zip file: {error}") from None
    try:
        return _facts(manifest)
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise ApkError("INSTALL_PARSE_FAILED_BAD_MANIFEST", f"AndroidManifest.xml is broken: {error}") from None


def _facts(manifest: bytes) -> ApkFacts:
    package, code, name, split, test_only = "", 0, "", "", False
    permissions: dict[str, None] = {}
    for tag, attributes in elements(manifest):
        if tag == "manifest":
            package, split = str(attributes.get("package", "")), str(attributes.get("split", ""))
            code, name = int(attributes.get(_VERSION_CODE, 0)), str(attributes.get(_VERSION_NAME, ""))
        elif tag.startswith("uses-permission") and isinstance(asked := attributes.get(_NAME), str):
            permissions[asked] = None
        elif tag == "application":
            test_only = bool(attributes.get(_TEST_ONLY, False))
    if not package:
        raise ApkError("INSTALL_PARSE_FAILED_MANIFEST_MALFORMED", "the manifest names no package")
    return ApkFacts(package, code, name, tuple(permissions), test_only, split)


def elements(data: bytes) -> Iterator[tuple[str, Attributes]]:
    """Yield the elements of a binary XML file in order, as (tag, attributes).

    Raises:
        ApkError: It is no binary XML. struct.error, IndexError: It is cut off or points outside of itself.
    """
    kind, head, _ = struct.unpack_from("<HHI", data)
    if kind != _XML:
        raise ApkError("INSTALL_PARSE_FAILED_BAD_MANIFEST", "AndroidManifest.xml is no binary XML")
    strings: list[str] = []
    ids: tuple[int, ...] = ()
    at = head
    while at + 8 <= len(data):
        kind, head, size = struct.unpack_from("<HHI", data, at)
        if size < 8:
            raise IndexError(f"a chunk of {size} bytes at {at}")
        chunk = data[at : at + size]
        if kind == _STRING_POOL:
            strings = _string_pool(chunk)
        elif kind == _RESOURCE_IDS:
            ids = struct.unpack_from(f"<{(size - head) // 4}I", chunk, head)
        elif kind == _START_ELEMENT:
            yield _element(chunk, head, strings, ids)
        at += size


def _element(chunk: bytes, head: int, strings: list[str], ids: tuple[int, ...]) -> tuple[str, Attributes]:
    _, tag, start, size, count = struct.unpack_from("<IIHHH", chunk, head)
    attributes: Attributes = {}
    for number in range(count):
        _, name, raw, _, _, kind, value = struct.unpack_from("<IIIHBBI", chunk, head + start + number * size)
        found: str | int | bool
        if kind == _TYPE_STRING:
            found = strings[raw if raw != _NOTHING else value]
        elif kind in _TYPES_NUMBER:
            found = value
        elif kind == _TYPE_BOOL:
            found = value != 0
        else:
            continue  # a reference to a resource, a colour, a size: nothing that is asked for here
        attributes[ids[name] if name < len(ids) and ids[name] else strings[name]] = found
    return strings[tag], attributes


def _string_pool(chunk: bytes) -> list[str]:
    _, head, _, count, _, flags, start, _ = struct.unpack_from("<HHIIIIII", chunk)
    offsets = struct.unpack_from(f"<{count}I", chunk, head)
    read = _utf_8 if flags & _UTF8_FLAG else _utf_16
    return [read(chunk, start + offset) for offset in offsets]


def _utf_8(chunk: bytes, at: int) -> str:
    at += 2 if chunk[at] & 0x80 else 1  # the length in characters comes first
    size = chunk[at]
    at += 1
    if size & 0x80:
        size = (size & 0x7F) << 8 | chunk[at]
        at += 1
    return chunk[at : at + size].decode("utf-8", "replace")


def _utf_16(chunk: bytes, at: int) -> str:
    (size,) = struct.unpack_from("<H", chunk, at)
    at += 2
    if size & 0x8000:
        size = (size & 0x7FFF) << 16 | struct.unpack_from("<H", chunk, at)[0]
        at += 2
    return chunk[at : at + 2 * size].decode("utf-16-le", "replace")
