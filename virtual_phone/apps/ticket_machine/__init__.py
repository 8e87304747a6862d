"""A ticket machine (com.ainos.tickets) that is only a picture: no texts, no ids, nothing but pixels to go by.

Knows: what the app declares. Agents have to look at the screen and tap by coordinates.
"""

from __future__ import annotations

from ..app import ActivityInfo, Icon, Manifest
from ..app_data import forget_databases
from .screens import MachineActivity
from .store import PACKAGE

MANIFEST = Manifest(
    PACKAGE,
    "Tickets",
    version_name="3.1",
    version_code=31,
    icon=Icon("label", "#c2410c"),
    activities=(ActivityInfo(MachineActivity.name, MachineActivity, launcher=True),),
    system=False,
    on_clear=lambda phone: forget_databases(phone, PACKAGE),
)
