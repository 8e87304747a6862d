"""SELinux labels of the phone's files, as `ls -Z` prints them.

Knows: the types that Android's policy gives to the folders of this phone. Does not know: any enforcement; a place
whose type is not known has no label ("?").
"""

from __future__ import annotations

from .fs_nodes import SYSTEM, FileNode

_FIRST_APP = 10000
_TYPES = {
    "/": "rootfs", "/acct": "cgroup", "/apex": "apex_mnt_dir", "/cache": "cache_file", "/config": "configfs",
    "/data": "system_data_root_file", "/data/adb": "adb_data_file", "/data/anr": "anr_data_file",
    "/data/app": "apk_data_file", "/data/data": "system_data_file", "/data/local": "system_data_file",
    "/data/local/tmp": "shell_data_file", "/data/media": "media_rw_data_file", "/data/misc": "system_data_file",
    "/data/system": "system_data_file", "/dev": "device", "/dev/binder": "binder_device", "/dev/null": "null_device",
    "/dev/random": "random_device", "/dev/tty": "owntty_device", "/dev/urandom": "random_device",
    "/dev/zero": "zero_device", "/metadata": "metadata_file", "/odm": "vendor_file", "/oem": "oemfs", "/proc": "proc",
    "/product": "system_file", "/storage": "storage_file", "/storage/emulated": "fuse", "/sys": "sysfs",
    "/system": "system_file", "/system/bin/sh": "shell_exec", "/vendor": "vendor_file",
}  # fmt: skip
"""The type of a path and of what lies below it, unless a longer path says otherwise."""
_NOT_BELOW = ("/",)


def label_of(path: str, node: FileNode) -> str:
    """Return the label of a file by its absolute path without links (its own last part may be one), or "?"."""
    if path.startswith(("/data/data/", "/data/user/0/")):
        return _app_label(node)
    if node.is_link and path.count("/") == 1:
        return "u:object_r:rootfs:s0"
    at = path
    while at and at not in _TYPES:
        at = at.rpartition("/")[0]
    return f"u:object_r:{_TYPES[at]}:s0" if at and (at == path or at not in _NOT_BELOW) else "?"


def _app_label(node: FileNode) -> str:
    """Return the label of an app's data: its number is told in categories, the user's (0) in two more."""
    app = node.owner - _FIRST_APP
    if app < 0:
        return f"u:object_r:{'system_app_data_file' if node.owner == SYSTEM else 'system_data_file'}:s0"
    return f"u:object_r:app_data_file:s0:c{app & 0xFF},c{256 + (app >> 8)},c512,c768"
