"""Settings pages for radios: network and internet, Wi-Fi, Bluetooth, connected devices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..intents import Intent
from ..ui.nodes import Action, Node, button, dialog, edit_text, icon, list_item
from .settings_page import Page

if TYPE_CHECKING:
    from ..phone import Phone


class NetworkPage(Page):
    """Network & internet."""

    name = ".Settings$NetworkDashboardActivity"
    title = "Network & internet"

    def rows(self) -> list[Node]:
        """Return Internet, SIM, airplane mode."""
        net = self.phone.connectivity
        internet = (
            net.ssid if net.wifi and net.ssid else ("T-Mobile" if net.data and net.cell_service else "Not connected")
        )
        return [
            self.link("Internet", InternetPage, internet, icon="wifi" if net.wifi else "wifi_off"),
            self.link("SIMs", InternetPage, "T-Mobile", icon="sim"),
            self.toggle("Airplane mode", net.airplane, net.set_airplane, icon="airplane"),
            self.stored(
                "Data Saver", "global", "restrict_background_data", "Limits mobile data in the background", icon="data"
            ),
            self.link(
                "Private DNS", None, "Automatic", icon="globe", action=lambda: self.toast("Private DNS is automatic")
            ),
        ]


class InternetPage(Page):
    """Internet: Wi-Fi switch, networks, mobile data."""

    name = ".Settings$NetworkProviderSettingsActivity"
    title = "Internet"

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self._password = ""

    def rows(self) -> list[Node]:
        """Return mobile data, the Wi-Fi switch and what is in range."""
        net = self.phone.connectivity
        rows = [
            self.toggle("Mobile data", net.data, net.set_data, "T-Mobile", icon="signal", enabled=not net.airplane),
            self.toggle("Wi-Fi", net.wifi, net.set_wifi, icon="wifi"),
        ]
        if not net.wifi:
            return [*rows, self.note("To see available networks, turn Wi-Fi on.")]
        for network in sorted(net.networks, key=lambda found: (found.ssid != net.ssid, -found.level)):
            state = "Connected" if network.ssid == net.ssid else "Saved" if network.ssid in net.saved else ""
            rows.append(self._network(network.ssid, state, network.secured and network.ssid not in net.saved))
        return [*rows, self.link("Saved networks", SavedNetworksPage, f"{len(net.saved)} networks", icon="history")]

    def _network(self, ssid: str, state: str, asks_password: bool) -> Node:
        lock = icon("lock", size=18.0, color="on_surface_variant", desc="Secured") if asks_password else None

        def tapped() -> None:
            if asks_password:
                self._password = ""
                self.show_dialog(lambda: self._ask_password(ssid))
            else:
                self.phone.connectivity.join(ssid)

        return list_item(ssid, state, icon="wifi", trailing=lock, on_click=tapped)

    def _ask_password(self, ssid: str) -> Node:
        def typed(value: str) -> None:
            self._password = value

        def join() -> None:
            if len(self._password) >= 8:
                self.phone.connectivity.join(ssid)
            else:
                self.toast("The password must have at least 8 characters")

        field = edit_text(self._password, typed, hint="Password", id="password", password=True, autofocus=True)
        return dialog(ssid, content=field, buttons=[("Cancel", None), ("Connect", join)])


class SavedNetworksPage(Page):
    """Saved networks; a tap forgets one."""

    name = ".Settings$SavedAccessPointsSettingsActivity"
    title = "Saved networks"

    def rows(self) -> list[Node]:
        """Return one row for each saved network."""
        saved = self.phone.connectivity.saved
        if not saved:
            return [self.note("No saved networks")]
        return [self.link(ssid, action=self._asker(ssid), icon="wifi") for ssid in saved]

    def _asker(self, ssid: str) -> Action:
        def forget() -> None:
            self.phone.connectivity.saved.remove(ssid)

        buttons = [("Cancel", None), ("Forget", forget)]
        return lambda: self.show_dialog(lambda: dialog(f"Forget {ssid}?", buttons=buttons))


class ConnectedDevicesPage(Page):
    """Connected devices."""

    name = ".Settings$ConnectedDeviceDashboardActivity"
    title = "Connected devices"

    def rows(self) -> list[Node]:
        """Return pairing, saved devices and preferences."""
        net = self.phone.connectivity
        rows = [self.link("Pair new device", BluetoothPage, icon="add")]
        if net.bonded:
            rows.append(self.heading("Saved devices"))
            rows += [self.link(name, BluetoothPage, icon="bluetooth") for name in net.bonded]
        state = "Bluetooth, on" if net.bluetooth else "Bluetooth, off"
        return [*rows, self.link("Connection preferences", ConnectionPreferencesPage, state, icon="devices")]


class ConnectionPreferencesPage(Page):
    """Connection preferences: the way to the Bluetooth switch."""

    name = ".Settings$AdvancedConnectedDeviceActivity"
    title = "Connection preferences"

    def rows(self) -> list[Node]:
        """Return Bluetooth, the only radio of its kind that this phone has."""
        state = "On" if self.phone.connectivity.bluetooth else "Off"
        return [self.link("Bluetooth", BluetoothPage, state, icon="bluetooth")]


class BluetoothPage(Page):
    """Bluetooth."""

    name = ".Settings$BluetoothSettingsActivity"
    title = "Bluetooth"

    def rows(self) -> list[Node]:
        """Return the switch and the paired devices."""
        net = self.phone.connectivity
        rows = [self.main_switch("Use Bluetooth", net.bluetooth, net.set_bluetooth)]
        if not net.bluetooth:
            return [
                *rows,
                self.note("When Bluetooth is turned on, your device can communicate with other nearby devices."),
            ]
        rows.append(
            self.link(
                "Device name",
                None,
                self.phone.settings.get("global", "device_name") or "",
                icon="edit",
                action=self._rename,
            )
        )
        rows.append(self.heading("Paired devices"))
        for name in net.bonded:
            gear = button("Forget", self._forgetter(name), kind="text")
            rows.append(list_item(name, "Not connected", icon="bluetooth", trailing=gear, on_click=lambda: None))
        return rows

    def _forgetter(self, name: str) -> Action:
        def forget() -> None:
            self.phone.connectivity.bonded.remove(name)

        return lambda: self.show_dialog(
            lambda: dialog(f"Forget {name}?", buttons=[("Cancel", None), ("Forget device", forget)])
        )

    def _rename(self) -> None:
        draft = [self.phone.settings.get("global", "device_name") or ""]

        def typed(value: str) -> None:
            draft[0] = value

        def save() -> None:
            self.phone.settings.put("global", "device_name", draft[0])

        self.show_dialog(
            lambda: dialog(
                "Rename this device",
                content=edit_text(draft[0], typed, id="edittext", autofocus=True),
                buttons=[("Cancel", None), ("Rename", save)],
            )
        )
