"""Colour roles of the light and the dark theme.

The roles are those of Material 3. Knows no nodes and no settings; the window manager picks the theme.
"""

from __future__ import annotations

Rgb = tuple[int, int, int]
Theme = dict[str, Rgb]

_HEX = {
    # role: (light, dark)
    "background": ("#FAFBFE", "#131316"),
    "surface": ("#FFFFFF", "#1B1C1F"),
    "surface_container": ("#EFF2F8", "#1F2023"),
    "surface_high": ("#E8ECF4", "#2A2B2F"),
    "surface_highest": ("#DDE2EC", "#36383D"),
    "on_surface": ("#1B1C20", "#E4E4E8"),
    "on_surface_variant": ("#484B52", "#C2C5CD"),
    "outline": ("#767A83", "#8C909A"),
    "outline_variant": ("#D0D3DA", "#3F4249"),
    "primary": ("#1A5AC7", "#A9C7FF"),
    "on_primary": ("#FFFFFF", "#06306F"),
    "primary_container": ("#D7E3FF", "#12458F"),
    "on_primary_container": ("#0A2A5E", "#D7E3FF"),
    "secondary_container": ("#CFE2F6", "#27475F"),
    "on_secondary_container": ("#0C2A3E", "#CFE6FB"),
    "tertiary_container": ("#C9ECD2", "#1D5030"),
    "on_tertiary_container": ("#0A2E17", "#C9ECD2"),
    "error": ("#B3261E", "#F2B8B5"),
    "on_error": ("#FFFFFF", "#601410"),
    "error_container": ("#F9DEDC", "#8C1D18"),
    "on_error_container": ("#410E0B", "#F9DEDC"),
    "success": ("#146C2E", "#6DD58C"),
    "inverse_surface": ("#2F3036", "#E4E4E8"),
    "inverse_on_surface": ("#F2F2F6", "#2F3036"),
    "keyboard": ("#E3E7EF", "#1A1B1E"),
    "key": ("#FFFFFF", "#37393F"),
    "key_special": ("#CBD2DF", "#2A2C31"),
}
ROLES = tuple(_HEX)
AVATARS = ("#1967D2", "#188038", "#B3541E", "#8430CE", "#C5221F", "#12796F", "#7A5A00", "#A8186B")


def rgb(value: str) -> Rgb:
    """Turn "#RRGGBB" into three numbers 0..255. Raises ValueError for other text."""
    return int(value[1:3], 16), int(value[3:5], 16), int(value[5:7], 16)


def theme(dark: bool) -> Theme:
    """Return the colours of one theme by role."""
    return {role: rgb(pair[1 if dark else 0]) for role, pair in _HEX.items()}


def resolve(colors: Theme, value: str) -> Rgb:
    """Return the colour for a role name or "#RRGGBB". Raises ValueError for anything else."""
    found = colors.get(value)
    if found is not None:
        return found
    if value.startswith("#") and len(value) == 7:
        return rgb(value)
    raise ValueError(f"unknown colour {value!r}: use a role of theme.ROLES or #RRGGBB")


def avatar_color(name: str) -> Rgb:
    """Return the steady colour that belongs to a name."""
    return rgb(AVATARS[sum(name.encode()) % len(AVATARS)])


def mix(first: Rgb, second: Rgb, share: float) -> Rgb:
    """Blend `share` (0..1) of the second colour into the first."""
    return tuple(round(a + (b - a) * share) for a, b in zip(first, second, strict=True))  # type: ignore[return-value]
