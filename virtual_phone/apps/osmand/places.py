"""The places of the offline map: villages of Liechtenstein, and coordinates that somebody types.

Knows: names and positions in degrees. Does not know: streets, or any place outside of that country.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from urllib.parse import parse_qs

COUNTRY = "Liechtenstein"
NORTH, SOUTH, WEST, EAST = 47.272, 47.047, 9.470, 9.637
"""What the map shows, in degrees."""


@dataclass(frozen=True, slots=True)
class Place:
    """One point; `kind` is what stands below its name."""

    name: str
    latitude: float
    longitude: float
    kind: str = "Village"


PLACES = (
    Place("Balzers", 47.0689, 9.5062), Place("Bendern", 47.2122, 9.5062), Place("Eschen", 47.2107, 9.5217),
    Place("Malbun", 47.1026, 9.6083), Place("Mauren", 47.2186, 9.5424), Place("Nendeln", 47.1974, 9.5431),
    Place("Oberplanken", 47.1785, 9.5450, "Hamlet"), Place("Planken", 47.1859, 9.5452),
    Place("Rotenboden", 47.1276, 9.5387, "Hamlet"), Place("Ruggell", 47.2398, 9.5263),
    Place("Schaan", 47.1663, 9.5103), Place("Schaanwald", 47.2165, 9.5700), Place("Schönberg", 47.1304, 9.5930, "Peak"),
    Place("Triesen", 47.1070, 9.5275), Place("Triesenberg", 47.1181, 9.5426), Place("Vaduz", 47.1393, 9.5228, "Town"),
)  # fmt: skip


def search(words: str) -> list[Place]:
    """Return what fits typed words: coordinates ("47.1, 9.5"), or places whose name or country begins so."""
    point = coordinates(words)
    if point is not None:
        return [point]
    wanted = [word.casefold() for word in re.split(r"[\s,]+", words) if word]
    if not wanted:
        return []
    return [place for place in PLACES if all(_begins(place, word) for word in wanted)]


def _begins(place: Place, word: str) -> bool:
    return any(part.casefold().startswith(word) for part in (place.name, COUNTRY))


def place_of(uri: str) -> Place | None:
    """Return what a `geo:` address means: the place or point it asks for (q=…, with a label in brackets), else its
    own point; None for what is nowhere on the map."""
    point, _, query = uri.removeprefix("geo:").partition("?")
    asked = parse_qs(query).get("q", [""])[0]
    words, _, label = asked.removesuffix(")").partition("(")
    found = search(words)
    if found:
        return replace(found[0], name=label or found[0].name)
    return None if asked else coordinates(point.partition(";")[0])


def coordinates(words: str) -> Place | None:
    """Return the point of a typed latitude and longitude in degrees, or None."""
    numbers = re.fullmatch(r"\s*(-?\d+(?:\.\d+)?)[\s,;]+(-?\d+(?:\.\d+)?)\s*", words)
    if numbers is None:
        return None
    latitude, longitude = float(numbers[1]), float(numbers[2])
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return None
    return Place(f"{latitude:.5f}, {longitude:.5f}", latitude, longitude, "Location")
