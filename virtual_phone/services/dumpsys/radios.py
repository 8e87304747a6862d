"""dumpsys wifi, connectivity, telephony.registry, telecom, bluetooth_manager, isms, phone.

Knows: the forms that clients parse. Does not know: any network.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..connectivity import WIFI_ADDRESS

if TYPE_CHECKING:
    from ...phone import Phone
    from . import Section


def wifi(phone: Phone, args: list[str]) -> str:
    """dumpsys wifi."""
    net = phone.connectivity
    state = "CONNECTED/CONNECTED" if net.ssid else "DISCONNECTED/DISCONNECTED"
    name = f'"{net.ssid}"' if net.ssid else "<unknown ssid>"
    return (
        f"Wi-Fi is {'enabled' if net.wifi else 'disabled'}\nVerbose logging is off\nStay-awake conditions: 0\n"
        f"mWifiInfo SSID: {name}, BSSID: 00:13:10:85:fe:01, MAC: 02:15:b2:00:00:00, "
        f"IP: /{WIFI_ADDRESS if net.ssid else '0.0.0.0'}, "
        f"Supplicant state: {'COMPLETED' if net.ssid else 'DISCONNECTED'}, RSSI: -50, Link speed: 65Mbps, Net ID: 0\n"
        f"mNetworkInfo [type: WIFI[], state: {state}, reason: (unspecified), "
        f"extra: {name}, failover: false, available: true, roaming: false]\n"
    )


def connectivity(phone: Phone, args: list[str]) -> str:
    """dumpsys connectivity."""
    net = phone.connectivity
    lines = [
        f"Active default network: {'100' if net.ssid else '101' if net.data and net.cell_service else 'none'}",
        "",
        "Current Networks:",
    ]
    if net.ssid:
        lines.append(
            f"  NetworkAgentInfo{{network{{100}}  handle{{432902426637}} "
            f' ni{{WIFI CONNECTED extra: "{net.ssid}"}} nc{{[ Transports: WIFI Capabilities: INTERNET&VALIDATED]}}}}'
        )
    if net.data and net.cell_service:
        lines.append(
            "  NetworkAgentInfo{network{101}  handle{437197393933}  ni{MOBILE[LTE] "
            "CONNECTED extra: epc} nc{[ Transports: CELLULAR Capabilities: INTERNET&VALIDATED]}}"
        )
    return "\n".join(lines) + f"\n\nmAirplaneMode: {str(net.airplane).lower()}\n"


def telephony_registry(phone: Phone, args: list[str]) -> str:
    """dumpsys telephony.registry."""
    net, call = phone.connectivity, phone.telephony.call
    service = "0(IN_SERVICE)" if net.cell_service else "3(POWER_OFF)"
    return (
        "last known state:\n  Phone Id=0\n"
        f"    mCallState={phone.telephony.state}\n    mRingingCallState={int(phone.telephony.state == 1)}\n"
        f"    mForegroundCallState={int(phone.telephony.state == 2)}\n"
        f"    mCallIncomingNumber={call.number if call is not None and call.incoming else ''}\n"
        f"    mServiceState={{mVoiceRegState={service}, mDataRegState={service}, mOperatorAlphaLong=ainos Mobile}}\n"
        f"    mDataConnectionState={2 if net.data and net.cell_service else 0}\n"
        f"    mUserMobileDataState={str(net.data).lower()}\n"
        "    mSignalStrength=SignalStrength:{mLte=CellSignalStrengthLte: rssi=-51 level=4}\n"
    )


def telecom(phone: Phone, args: list[str]) -> str:
    """dumpsys telecom."""
    call = phone.telephony.call
    state = {"dialing": "DIALING", "ringing": "RINGING", "active": "ACTIVE"}
    lines = ["CallsManager: ", "  mCalls: "]
    if call is not None:
        lines.append(
            f"    [Call id=TC@1, state={state.get(call.state, 'DISCONNECTED')}, "
            f"handle=tel:***, incoming={str(call.incoming).lower()}]"
        )
    return "\n".join(lines) + "\n"


def bluetooth(phone: Phone, args: list[str]) -> str:
    """dumpsys bluetooth_manager."""
    on = phone.connectivity.bluetooth
    devices = "".join(
        f"    00:11:22:33:44:{at:02X} [ DUAL ] {name}\n" for at, name in enumerate(phone.connectivity.bonded)
    )
    return (
        f"Bluetooth Status\n  enabled: {str(on).lower()}\n  state: {'ON' if on else 'OFF'}\n"
        f"  address: 02:00:00:00:00:00\n  name: ainos Virtual Phone\n\n  Bonded devices:\n{devices}"
    )


SECTIONS: dict[str, Section] = {
    "wifi": wifi, "connectivity": connectivity, "telephony.registry": telephony_registry, "telecom": telecom,
    "bluetooth_manager": bluetooth,
}  # fmt: skip
