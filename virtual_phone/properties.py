"""System properties of the phone (what getprop prints).

Knows: the names that clients read and values that fit a phone called 'ainos Virtual Phone'.
Does not know: who reads them, and what goes with the Android version (api_levels.py).
"""

from __future__ import annotations

from .api_levels import DEFAULT_LEVEL, build_properties

_FIXED = {
    "dalvik.vm.heapsize": "512m",
    "dalvik.vm.isa.x86_64.variant": "x86_64",
    "debug.force_rtl": "false",
    "gsm.network.type": "LTE",
    "gsm.operator.alpha": "ainos Mobile",
    "gsm.operator.iso-country": "us",
    "gsm.operator.numeric": "310260",
    "gsm.sim.operator.alpha": "ainos Mobile",
    "gsm.sim.operator.iso-country": "us",
    "gsm.sim.operator.numeric": "310260",
    "gsm.sim.state": "READY",
    "init.svc.adbd": "running",
    "init.svc.bootanim": "stopped",
    "init.svc.surfaceflinger": "running",
    "init.svc.zygote": "running",
    "net.bt.name": "Android",
    "persist.sys.locale": "en-US",
    "persist.sys.timezone": "America/Los_Angeles",
    "persist.sys.usb.config": "adb",
    "ro.adb.secure": "0",
    "ro.board.platform": "vphone",
    "ro.boot.hardware": "vphone",
    "ro.boot.verifiedbootstate": "orange",
    "ro.build.characteristics": "nosdcard",
    "ro.build.date": "Sat Aug  5 00:10:00 UTC 2023",
    "ro.build.date.utc": "1691194200",
    "ro.build.host": "localhost",
    "ro.build.product": "vphone",
    "ro.build.tags": "dev-keys",
    "ro.build.type": "userdebug",
    "ro.build.user": "ainos",
    "ro.build.version.all_codenames": "REL",
    "ro.build.version.codename": "REL",
    "ro.config.alarm_alert": "Cesium.ogg",
    "ro.config.notification_sound": "pixiedust.ogg",
    "ro.config.ringtone": "Orion.ogg",
    "ro.crypto.state": "encrypted",
    "ro.crypto.type": "file",
    "ro.debuggable": "1",
    "ro.hardware": "vphone",
    "ro.kernel.qemu": "1",
    "ro.kernel.qemu.gles": "1",
    "ro.opengles.version": "131072",
    "ro.product.board": "vphone",
    "ro.product.brand": "ainos",
    "ro.product.cpu.abi": "x86_64",
    "ro.product.cpu.abilist": "x86_64,arm64-v8a",
    "ro.product.cpu.abilist32": "",
    "ro.product.cpu.abilist64": "x86_64,arm64-v8a",
    "ro.product.device": "vphone",
    "ro.product.locale": "en-US",
    "ro.product.manufacturer": "ainos",
    "ro.product.model": "ainos Virtual Phone",
    "ro.product.name": "vphone",
    "ro.secure": "1",
    "ro.treble.enabled": "true",
    "ro.zygote": "zygote64",
    "service.bootanim.exit": "1",
    "sys.boot_completed": "1",
    "sys.usb.config": "adb",
    "sys.usb.state": "adb",
    "vold.decrypt": "trigger_restart_framework",
}


def device_properties(seed: int, density: int, api_level: int = DEFAULT_LEVEL) -> dict[str, str]:
    """Return a fresh property table for one phone."""
    return {
        **_FIXED,
        **build_properties(api_level),
        "dev.bootcomplete": "1",
        "ro.boot.serialno": f"AINOS{seed:08d}",
        "ro.serialno": f"AINOS{seed:08d}",
        "ro.sf.lcd_density": str(density),
    }
