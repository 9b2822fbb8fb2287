"""JSON reader: GeoJSON as collection, array or lines, or an array of plain objects."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from functools import partial
from itertools import islice
from typing import Any

from geodata.errors import GeodataError, Message
from geodata.geography.coordinates import positions
from geodata.geography.crs import DEGREES_CRS, UnknownCrsError, named_crs, positions_to_degrees
from geodata.importing.readers.encodings import Text, stray_remarks
from geodata.importing.readers.table import (
    MAX_ROWS,
    FileFeature,
    Geometry,
    Remark,
    Table,
    from_features,
    unread_remark,
)
from geodata.text import clean

LANGUAGES = ("sv", "en", "fi", "no", "nb", "nn", "da", "de", "se", "sma", "smj")
"""Languages by whose codes a property may be an object with a text in each."""
_SHAPES = {"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"}
_SHAPES |= {"GeometryCollection"}


_OF_COLLECTION = ("type", "features", "crs", "bbox", "name")
_OF_FEATURE = ("type", "properties", "geometry", "crs", "bbox", "id")
"""Members that are read, or say nothing about an example."""


def looks_like_json(text: str) -> bool:
    """Return whether a text begins as JSON; a heading such as ``[Namn]`` does not."""
    return bool(re.match(r'\s*\x1e?\s*(\{\s*(["}]|$)|\[\s*([\[{"\]\d-]|$))', text[:2_000]))


def read_json(name: str, text: Text) -> Table:
    """Read GeoJSON, in a CRS that its ``crs`` names or WGS84, or an array of objects.

    Raises
    ------
    GeodataError
        If it is no JSON or has no rows, or its CRS is unknown; the message is in Swedish.
    """
    content = text.read_strays(text.content)
    repeated: set[str] = set()
    document = _document(name, content, repeated)
    remarks = stray_remarks(text)
    if repeated:
        names = ", ".join(sorted(repeated)[:20])[:200]
        remarks.append(
            Message(
                "Namn som står flera gånger i ett objekt: det sista gäller. {names}", names=names
            )
        )
    remarks += unread_remark(dict.fromkeys(_unread(document)))
    # One more than there may be, for from_features to refuse.
    objects = _cleaned(name, _objects(name, document)[: MAX_ROWS + 1])
    features = [_feature(name, item) for item in objects]
    by_crs: dict[str, list[FileFeature]] = defaultdict(list)
    for item, feature in zip(objects, features, strict=True):
        if feature.geometry:
            by_crs[_told_crs(feature.geometry, item, document)].append(feature)
    for crs in filter(None, by_crs):
        _put_in_degrees(name, by_crs[crs], crs)
        remarks.append(Message("Koordinaterna är omräknade från {crs}.", crs=crs))
    return from_features(name, features, remarks)


def _document(name: str, content: str, repeated: set[str]) -> Any:
    """Return the values of a text, and put the names that an object has twice in ``repeated``."""
    decoder = json.JSONDecoder(object_pairs_hook=partial(_object, repeated))
    try:
        values = list(islice(_values(decoder, content), MAX_ROWS + 1))
    except json.JSONDecodeError as error:
        message = Message(
            "Filen {file} är inte giltig JSON: rad {line}, tecken {column}.",
            file=name,
            line=error.lineno,
            column=error.colno,
        )
        raise GeodataError(message) from error
    except (RecursionError, ValueError) as error:
        raise _unreasonable(name) from error
    return values[0] if len(values) == 1 else values


def _object(repeated: set[str], pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object's values by name, and put the names that it has twice in ``repeated``."""
    values = dict(pairs)
    if len(values) < len(pairs):
        counts = Counter(name for name, _ in pairs)
        repeated.update(name for name, count in counts.items() if count > 1)
    return values


def _unreasonable(name: str) -> GeodataError:
    return GeodataError(
        Message("Filen {file} är för djupt nästlad, eller har orimliga tal.", file=name)
    )


def _cleaned(name: str, objects: list[Any]) -> Any:
    try:
        return clean(objects)
    except ValueError as error:
        raise _unreasonable(name) from error


_BETWEEN = re.compile(r"[\s\x1e]*")


def _values(decoder: json.JSONDecoder, content: str) -> Iterator[Any]:
    """Yield the JSON values of a text: one, or one a line as in GeoJSONSeq."""
    # Characters between values; ``match`` always succeeds, as there may be none.
    at = _BETWEEN.match(content).end()  # type: ignore[union-attr]
    while at < len(content):
        value, end = decoder.raw_decode(content, at)
        yield value
        at = _BETWEEN.match(content, end).end()  # type: ignore[union-attr]


def _objects(name: str, document: Any) -> list[Any]:
    """Return the features or objects of a document."""
    if isinstance(document, list):
        return [item for part in document for item in _members(part)]
    kind = document.get("type")
    if _is_collection(document):
        objects: list[Any] = document["features"]
        return objects
    if kind == "Feature" or kind in _SHAPES:
        return [document]
    lists = [value for value in document.values() if _is_list_of_objects(value)]
    if len(lists) == 1 and kind is None and not _is_arcgis(lists[0]):
        return list(lists[0])
    message = Message(
        "Filen {file} är JSON men ingen GeoJSON med Feature eller FeatureCollection.", file=name
    )
    raise GeodataError(message)


def _members(part: Any) -> list[Any]:
    """Return one of several objects, or the features of a collection, with its CRS if it has one.

    A feature may say its own.
    """
    if not _is_collection(part):
        return [part]
    features: list[Any] = part["features"]
    own = {"crs": part["crs"]} if "crs" in part else {}
    return [own | item if own and isinstance(item, dict) else item for item in features]


def _unread(document: Any) -> Iterator[str]:
    """Yield the members that are not read of collections and features, each with what it is of."""
    for part in document if isinstance(document, list) else [document]:
        features = [part]
        if _is_collection(part):
            yield from (f"FeatureCollection/{name}" for name in _filled(part, _OF_COLLECTION))
            features = part["features"]
        elif part is document and isinstance(part, dict) and part.get("type") is None:
            lists = {name for name, value in part.items() if _is_list_of_objects(value)}
            yield from _filled(part, lists)
        for item in features:
            if isinstance(item, dict) and item.get("type") == "Feature":
                yield from (f"Feature/{name}" for name in _filled(item, _OF_FEATURE))


def _filled(item: dict[str, Any], known: Collection[str]) -> list[str]:
    return [name[:100] for name, value in item.items() if value and name not in known]


def _is_collection(value: Any) -> bool:
    is_one = isinstance(value, dict) and value.get("type") == "FeatureCollection"
    return is_one and isinstance(value.get("features"), list)


def _is_list_of_objects(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, dict) for v in value)


def _is_arcgis(objects: list[dict[str, Any]]) -> bool:
    return "attributes" in objects[0]


def _feature(name: str, item: Any) -> FileFeature:
    if not isinstance(item, dict):
        message = Message(
            "Filen {file} har något i features som inte är ett objekt med egenskaper.", file=name
        )
        raise GeodataError(message)
    geometry = item if item.get("type") in _SHAPES else item.get("geometry")
    if item.get("type") == "Feature":
        properties = item.get("properties")
        properties = properties if isinstance(properties, dict) else {}
        # GeoJSON's ids are texts or numbers; True is a number to Python alone.
        is_id = type(item.get("id")) in (str, int)
        own = {"id": str(item["id"])} if is_id else {}
        properties = own | properties
    else:
        properties = {} if geometry is item else item
    is_shape = isinstance(geometry, dict) and geometry.get("type") in _SHAPES
    if is_shape and properties.get("geometry") is geometry:
        properties = {key: value for key, value in properties.items() if key != "geometry"}
    return _flattened(properties, geometry if isinstance(geometry, dict) else None)


def _flattened(properties: dict[str, Any], geometry: Geometry | None) -> FileFeature:
    """Return a feature whose objects among the properties are properties of their own."""
    values: dict[str, Any] = {}
    remarks: list[Remark] = []
    for name, value in properties.items():
        if not isinstance(value, dict):
            values[name] = value
        elif _is_in_languages(value):
            values |= _languages(name, value, remarks)
        else:
            values |= {f"{name}.{key}": part for key, part in value.items()}
    return FileFeature(values, geometry, tuple(remarks))


def _languages(name: str, texts: dict[str, Any], remarks: list[Remark]) -> dict[str, Any]:
    """Return a text in each language: Swedish under the property's name, others by code too."""
    texts = {_language(key): text for key, text in texts.items() if text}
    others = {f"{name}_{key}": text for key, text in texts.items() if key != "sv"}
    if "sv" in texts or not texts:
        return others | {name: texts.get("sv")}
    language, text = next(iter(texts.items()))
    remarks.append(
        Remark(name, Message("texten finns inte på svenska, bara på {language}", language=language))
    )
    return others | {name: text}


def _is_in_languages(texts: dict[str, Any]) -> bool:
    """Return whether an object has a text in each of some languages, and none twice."""
    languages = set(map(_language, texts))
    return bool(texts) and len(languages) == len(texts) and languages.issubset(LANGUAGES)


def _language(key: str) -> str:
    """Return the language of a code that may have a region: ``sv`` of ``sv-SE``."""
    return re.split("[-_]", key.lower(), maxsplit=1)[0]


# Coordinate reference system


def _told_crs(*objects: Any) -> str:
    """Return the CRS that the first object to name one names, "" if that is WGS84 or none does."""
    names = (_crs(item) for item in objects)
    return next((name for name in names if name is not None), "")


def _crs(item: Any) -> str | None:
    """Return the CRS that an object names, "" for WGS84, None if it names none."""
    crs = item.get("crs") if isinstance(item, dict) else None
    if isinstance(crs, dict):
        properties = crs.get("properties")
        properties = properties if isinstance(properties, dict) else {}
        crs = properties.get("name") or properties.get("code") or crs.get("type") or "?"
    if not crs or not isinstance(crs, str | int):
        return None
    name = str(crs)[:100]
    number = re.search(r"\d{4,6}$", name, re.ASCII)
    code = named_crs(name) or (f"EPSG:{number[0]}" if number else name)
    return "" if code == DEGREES_CRS else code


def _put_in_degrees(name: str, features: list[FileFeature], crs: str) -> None:
    places = [place for f in features for place in positions(f.geometry)]
    try:
        degrees = positions_to_degrees(crs, [(place[0], place[1]) for place in places])
    except UnknownCrsError as error:
        message = Message(
            "Filen {file} har koordinater i {crs}, som inte går att räkna om. "
            "Exportera den i WGS84 (EPSG:4326).",
            file=name,
            crs=crs,
        )
        raise GeodataError(message) from error
    for place, lonlat in zip(places, degrees, strict=True):
        place[:] = lonlat
