"""The activity that takes CALL, and the screen during a call.

Knows: the state of the phone's one call. Does not know: the line; the phone's telephony service does all of it.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from ..intents import Intent
from ..providers.phone_numbers import digits_of, pretty
from ..ui.nodes import Node, avatar, button, column, icon_button, row, screen, spacer, text
from .app import Activity
from .clock_texts import countdown


def number_of(intent: Intent) -> str:
    """Return the number of a tel: URI, or ''."""
    return unquote((intent.data or "").partition(":")[2].lstrip("/")).strip() if intent.scheme == "tel" else ""


class CallActivity(Activity):
    """Takes CALL: places the call at once and ends; the call shows its own screen."""

    name = "com.android.phone.PrivilegedOutgoingCallBroadcaster"

    def build(self) -> Node:
        """An empty screen: this activity ends before it is seen."""
        return column()

    def on_start(self) -> None:
        """Place the call."""
        line = number_of(self.intent)
        self.finish()
        if digits_of(line):
            self.phone.telephony.place_call(line)
        else:
            self.toast("Call not sent, no valid number entered.")


class InCallActivity(Activity):
    """The screen during a call, also for one that rings."""

    name = "com.android.incallui.InCallActivity"

    def on_start(self) -> None:
        """Follow the line."""
        self._tick()

    def _tick(self) -> None:
        if self.finished:
            return
        if self.phone.telephony.call is None:
            self.finish()
            return
        self.invalidate()
        self.phone.clock.call_later(500, self._tick)

    def build(self) -> Node:
        """Show who it is, how long it lasts, and the buttons."""
        call = self.phone.telephony.call
        if call is None:
            return self._frame("Call ended", "", "", ())
        name = self.phone.telephony.display_name(call.number)
        shown = pretty(call.number) if name == call.number else name
        if call.state == "ringing":
            return self._frame(shown, pretty(call.number), "Incoming call", self._ringing())
        seconds = (self.phone.clock.now_ms() - call.answered_ms) // 1000 if call.answered_ms is not None else 0
        since = countdown(seconds * 1000) if call.answered_ms is not None else "Calling…"
        return self._frame(shown, pretty(call.number), since, self._talking())

    def _frame(self, name: str, line: str, state: str, buttons: tuple[Node, ...]) -> Node:
        return screen(
            column(
                text(state, id="contactgrid_status_text", color="on_surface_variant", size=16.0),
                text(name, size=32.0, id="contactgrid_contact_name", align="center"),
                text(line, color="on_surface_variant", id="contactgrid_forwardNumber") if line != name else None,
                avatar(name, size=140.0, margin=(0.0, 32.0)), spacer(0, weight=1.0), *buttons, height="fill",
                align="center",
                gap=10.0, padding=(24.0, 72.0, 24.0, 48.0), id="contactgrid",
            )
        )  # fmt: skip

    def _ringing(self) -> tuple[Node, ...]:
        line = self.phone.telephony
        size: dict[str, Any] = {"width": 140.0, "height": 64.0}
        return (
            row(
                button("Decline", self._end, kind="danger", id="decline", desc="Decline", icon="call_end", **size),
                button("Answer", line.answer, id="answer", desc="Answer", icon="call", background="success", **size),
                align="between",
            ),
        )  # fmt: skip

    def _talking(self) -> tuple[Node, ...]:
        call = self.phone.telephony.call
        assert call is not None

        def toggle(name: str) -> None:
            setattr(call, name, not getattr(call, name))

        def item(picture: str, label: str, name: str) -> Node:
            on = bool(getattr(call, name))
            face = icon_button(
                picture, label, lambda: toggle(name), background="primary" if on else "surface_high", radius=999.0,
                width=64.0, height=64.0,
                color="on_primary" if on else "on_surface", checkable=True, checked=on, id=f"incall_{name}",
            )  # fmt: skip
            return column(face, text(label, size=12.0, color="on_surface_variant"), align="center", gap=8.0, weight=1.0)

        end = icon_button(
            "call_end", "End call", self._end, id="incall_end_call", background="error", color="on_error", radius=999.0,
            width=72.0,
            height=72.0,
        )  # fmt: skip
        tools = row(
            item("mute", "Mute", "muted"), item("volume", "Speaker", "speaker"), item("pause", "Hold", "on_hold")
        )
        return (tools, spacer(24), end)

    def _end(self) -> None:
        self.phone.telephony.end_call()
        self.finish()

    def on_back(self) -> bool:
        """Back leaves the call running, in the background."""
        self.phone.activities.home()
        return True
