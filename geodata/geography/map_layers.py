"""GeoJSON layers for the map: land, counties, lakes, neighbouring countries, place names.

All are in EPSG:4326, rounded for drawing to 4 decimals (about 10 m), cached and shared: do not
modify them. They are not simplified: the source has only 9,750 vertices, and 300 m, a pixel or two
at zoom 9, would spare less than 2 % of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any

import numpy as np
import shapely

from geodata.geography.boundaries import generalised
from geodata.geography.gazetteer import towns
from geodata.geography.municipalities import DATA_FOLDER, counties, municipalities

LAKES = {
    "Vänern": (13.30, 58.90),
    "Vättern": (14.50, 58.30),
    "Mälaren": (17.20, 59.50),
    "Hjälmaren": (15.80, 59.23),
    "Storsjön": (14.40, 63.15),
    "Siljan": (14.75, 60.87),
    "Hornavan, Uddjaure och Storavan": (17.70, 66.20),
}
"""One lon/lat point in each of the lakes that the generalised map cuts out."""
GeoJson = dict[str, Any]


@cache
def municipality_layer() -> GeoJson:
    """Return the land of the municipalities as polygons; properties code, name, county."""
    borders = generalised()
    facts = (municipalities()[code] for code in borders.codes.tolist())
    properties = ({"code": m.code, "name": m.name, "county": m.county} for m in facts)
    return _layer(borders.degrees.geometry, properties)


@lru_cache(maxsize=256)
def extent(codes: tuple[str, ...]) -> tuple[float, float, float, float]:
    """Return the bounding box of municipalities: west, south, east, north in WGS84 degrees.

    Raises ``KeyError`` for a code that no municipality has.
    """
    land = generalised().degrees.loc[list(codes)]
    west, south, east, north = (round(side, 4) for side in land.total_bounds.tolist())
    return west, south, east, north


@cache
def county_layer() -> GeoJson:
    """Return the outlines of the counties as one feature, each line only once."""
    outlines = [shapely.boundary(county) for county in _counties().values()]
    return _layer([shapely.line_merge(shapely.union_all(outlines))], [{}])


@cache
def county_area_layer() -> GeoJson:
    """Return the land of the counties as polygons; properties code, name."""
    land = _counties()
    return _layer(land.values(), ({"code": code, "name": counties()[code]} for code in land))


def _counties() -> dict[str, Any]:
    polygons = generalised().degrees.geometry
    members = {county: polygons[polygons.index.str[:2] == county] for county in counties()}
    return {county: shapely.coverage_union_all(land) for county, land in members.items()}


@cache
def lake_layer() -> GeoJson:
    """Return the great lakes, which the generalised map cuts out, as polygons; property name."""
    land = shapely.get_parts(shapely.coverage_union_all(generalised().degrees.geometry))
    lakes = [shapely.Polygon(hole) for part in land for hole in part.interiors]
    return _layer(lakes, ({"name": _lake_name(lake)} for lake in lakes))


def _lake_name(lake: shapely.Polygon) -> str:
    return next((n for n, lonlat in LAKES.items() if lake.contains(shapely.Point(lonlat))), "")


@cache
def neighbouring_country_layer() -> GeoJson:
    """Return the land of the countries around Sweden as polygons; property name, in Swedish."""
    layer: GeoJson = json.loads((DATA_FOLDER / "neighbours.geojson").read_text(encoding="utf-8"))
    return layer


def _layer(geometries: Iterable[Any], properties: Iterable[dict[str, str]]) -> GeoJson:
    oriented = shapely.orient_polygons(np.array(list(geometries)))  # RFC 7946
    rounded = shapely.transform(oriented, lambda lonlat: lonlat.round(4))
    features = [
        {"type": "Feature", "properties": facts, "geometry": json.loads(shapely.to_geojson(g))}
        for facts, g in zip(properties, rounded, strict=True)
    ]
    return {"type": "FeatureCollection", "features": features}


def place_layer() -> GeoJson:
    """Return the towns as points, the most populous first; properties name, population."""
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [place.lon, place.lat]},
            "properties": {"name": place.name, "population": place.population},
        }
        for place in towns()
    ]
    return {"type": "FeatureCollection", "features": features}
