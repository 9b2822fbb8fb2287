"""Readings of large collection files, kept on disk so that the next start need not check them anew.

A reading is kept under the digest of the file, of this program and of the borders that the places
were compared with: whatever could make another reading of it has another name. It is JSON, so that
nobody who can write to the folder can make the program do anything.

An app with 100,000 examples (176 MB) answers after 80 s, and after 27 s with what was kept.
"""

from __future__ import annotations

import gc
import hashlib
import json
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from geojson_pydantic import LineString, MultiLineString, MultiPoint, Point
from geojson_pydantic.types import Position2D
from pydantic import BaseModel

from geodata.collection.geojson import MAX_FILE_BYTES, IdeaCollection, Problem, read
from geodata.collection.idea import Idea, Picture, Source, Stop
from geodata.disk_cache import DiskCache
from geodata.geography import boundaries
from geodata.settings import ROOT
from geodata.swedish_time import today

log = logging.getLogger(__name__)
Model = TypeVar("Model", bound=BaseModel)
LARGE_BYTES = 5_000_000
"""Smallest file whose reading is kept: this one is read in half a second."""
CACHE = DiskCache(ROOT / "var" / "readings", limit=4)
"""Where readings are kept, by digest; the files of a collection may be some hundred megabytes."""
GEOMETRIES = {model.__name__: model for model in (Point, MultiPoint, LineString, MultiLineString)}
PARTS: dict[str, type[BaseModel]] = {"sources": Source, "stops": Stop, "pictures": Picture}
TUPLES = ("lessons", "lessons_en", "services", "other_services", "external_ids")


def read_kept(path: Path) -> IdeaCollection:
    """Read a file as :func:`~geodata.collection.geojson.read` does, or fetch its kept reading.

    The reading of a large file has its digest as :attr:`IdeaCollection.digest`.
    """
    digest = _digest(path)
    with paused_collector():
        if not digest:
            return read(path)
        if (content := CACHE.read(digest)) and (reading := _restored(content, path.name)):
            return replace(reading, digest=digest)
        collection = read(path)
        if not collection.unreadable and not _has_future_dates(collection.ideas):
            CACHE.write(digest, _content(collection))
        return replace(collection, digest=digest)


@contextmanager
def paused_collector() -> Iterator[None]:
    """Keep Python from looking for garbage while millions of objects are made that all stay."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@cache
def program_digest() -> str:
    """Return the digest of this program's own files: the version of what it makes."""
    digest = hashlib.sha256()
    for file in sorted((ROOT / "geodata").rglob("*")):
        if file.suffix in (".py", ".csv", ".toml", ".geojson", ".txt") and file.is_file():
            digest.update(file.read_bytes())
    return digest.hexdigest()


def _digest(path: Path) -> str:
    """Return what a large file's reading is kept under, "" for one that is not large."""
    try:
        if not LARGE_BYTES <= path.stat().st_size <= MAX_FILE_BYTES or not path.is_file():
            return ""
        with path.open("rb") as file:
            content = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
    names = (content, program_digest(), _borders())
    return hashlib.sha256("".join(names).encode()).hexdigest()[:32]


def _borders() -> str:
    try:
        return str(boundaries.installed_file().stat().st_mtime_ns)
    except OSError:
        return ""


def _has_future_dates(ideas: Iterable[Idea]) -> bool:
    """Return whether a problem of the reading depends on the day."""
    day = today().isoformat()
    return any(idea.future_dates(day) for idea in ideas)


def _content(collection: IdeaCollection) -> bytes:
    """Return a reading as lines of JSON: its problems, then each example."""
    problems = [asdict(problem) for problem in collection.problems]
    ideas = (idea.model_dump_json(exclude_unset=True) for idea in collection.ideas)
    return "\n".join([json.dumps(problems), *ideas]).encode()


def _restored(content: bytes, file: str) -> IdeaCollection | None:
    """Return a kept reading, None if it is damaged or the clock has been turned back."""
    try:
        head, *lines = content.split(b"\n")
        problems = tuple(Problem(**{**facts, "file": file}) for facts in json.loads(head))
        ideas = tuple(_idea(json.loads(line)) for line in lines)
    except (ValueError, LookupError, TypeError, AttributeError):
        log.warning("a kept reading is damaged: the file is read anew")
        return None
    return None if _has_future_dates(ideas) else IdeaCollection(ideas, problems)


def _idea(values: dict[str, Any]) -> Idea:
    """Make an example of checked values, without checking them again."""
    geometry = values["geometry"]
    coordinates = _positions(geometry["coordinates"])
    model = GEOMETRIES[geometry["type"]]
    values["geometry"] = _model(model, {**geometry, "coordinates": coordinates})
    for name, part in PARTS.items():
        if values.get(name):
            values[name] = tuple(_model(part, facts) for facts in values[name])
    for name in (*TUPLES, *PARTS):
        if isinstance(values.get(name), list):
            values[name] = tuple(values[name])
    return _model(Idea, values)


def _positions(coordinates: list[Any]) -> Any:
    if isinstance(coordinates[0], list):
        return [_positions(part) for part in coordinates]
    return Position2D(*coordinates)


def _model(model: type[Model], values: dict[str, Any]) -> Model:
    """Make a model as its copies are made: ``model_construct`` takes four times as long."""
    defaults = _defaults(model)
    extra = {name: value for name, value in values.items() if name not in defaults}
    own = {name: value for name, value in values.items() if name in defaults} if extra else values
    instance = model.__new__(model)
    instance.__setstate__(
        {
            "__dict__": {**defaults, **own},
            "__pydantic_fields_set__": set(values),
            "__pydantic_extra__": extra if model.model_config.get("extra") == "allow" else None,
            "__pydantic_private__": None,
        }
    )
    return instance


@cache
def _defaults(model: type[BaseModel]) -> dict[str, Any]:
    return {name: field.get_default() for name, field in model.model_fields.items()}
