"""Places by name: Sweden's towns and villages from GeoNames, with the municipality of each.

The source and licence (GeoNames, CC BY 4.0) stand in ``geodata/data/README.md``.

Examples
--------
>>> [place.municipality_code for place in towns() if place.name == "Motala"]
['0583']
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Place:
    """A named place: a point in WGS84 lon/lat degrees, and how many live there (0 if unknown)."""

    name: str
    lon: float
    lat: float
    population: int
    municipality_code: str


@cache
def towns() -> tuple[Place, ...]:
    """Return the 1,323 places that come with the package, the most populous first."""
    with (files("geodata") / "data" / "places.csv").open(encoding="utf-8") as file:
        places = [
            Place(
                row["name"],
                float(row["lon"]),
                float(row["lat"]),
                int(row["population"] or 0),
                row["municipality_code"],
            )
            for row in csv.DictReader(file)
        ]
    return tuple(sorted(places, key=lambda place: -place.population))


def place_layer() -> dict[str, Any]:
    """Return the towns as GeoJSON points, the most populous first, for the map's labels."""
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [place.lon, place.lat]},
            "properties": {"name": place.name, "population": place.population},
        }
        for place in towns()
    ]
    return {"type": "FeatureCollection", "features": features}
