"""Hypothesis strategies that several test modules draw from."""

from typing import Any

from hypothesis import strategies as st

from geodata.collection.copying import COPYING
from geodata.collection.facets import FACETS
from geodata.collection.filter import Filter
from geodata.collection.geojson import collect
from geodata.collection.idea import Idea
from geodata.collection.vocabulary import ACCURACIES, KINDS, SERVICES, STATUSES
from geodata.geography.gazetteer import Place, towns
from geodata.importing.readers.encodings import repaired
from geodata.text import clean

# Of the many areas, those that have an example or are neighbours of one.
COMMON_KEYS = {"county": ["25", "05", "01"], "municipality": ["2505", "0583"]}

filters = st.builds(
    Filter,
    **{
        name: st.lists(
            st.sampled_from(COMMON_KEYS.get(name) or list(facet.terms())), unique=True, max_size=3
        ).map(tuple)
        for name, facet in FACETS.items()
    },
    started=st.none() | st.tuples(st.integers(1990, 2010), st.integers(2010, 2026)),
    bbox=st.none() | st.just((10.0, 55.0, 17.0, 60.0)),
)
"""Filters without words, over the places and years of `tests.factory`."""

# Examples

SIGNS = [
    "|",
    "¦",
    "¦/",
    ";",
    ",",
    "\n",
    "'",
    '"',
    "=",
    "-",
    "+1",
    "'=",
    "&",
    "&amp;",
    "<",
    "<b>",
    ">",
]
SIGNS += [
    "\u00a0",
    "\u2028",
    "å",
    "A\u030a",
    "ä",
    "ö",
    "Ø",
    "é",
    "Ã",
    "â€",
    "Â",
    "ﬀ",
    "🚌",
    "_x000D_",
    "%7C",
    "#",
    "\\",
    " ",
]
letters = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn", "Co"))
TOWNS = towns()[:200]


def texts(max_size: int) -> st.SearchStrategy[str]:
    """Texts that are not empty, with the signs that files have a use for themselves.

    None looks as if it had been encoded twice: the readers mend such a text, and say so.
    """
    parts = st.lists(st.sampled_from(SIGNS) | st.text(letters, max_size=8), max_size=max_size // 8)
    joined = parts.map(lambda some: clean("".join(some))[:max_size].strip())
    return joined.filter(lambda text: bool(text.strip()) and repaired(text) == (text, ""))


dates = st.sampled_from(["2016", "2016-05", "2016-05-31"])
sources = st.fixed_dictionaries(
    {"title": texts(40)},
    optional={
        "url": st.sampled_from(
            ["https://example.org/", "http://a.example/?a=1&b=|;'c", "https://å.se/ö,x"]
        ),
        "date": dates,
    },
)
numbers = st.floats(-0.01, 0.01)


@st.composite
def geometries(draw: st.DrawFn, town: Place, kind: str) -> dict[str, Any]:
    """Geometries near a town: a point, or for service on wheels stops or a route."""
    positions = st.builds(lambda x, y: [town.lon + x, town.lat + y], numbers, numbers)
    if kind != "on_wheels" or draw(st.booleans()):
        return {"type": "Point", "coordinates": draw(positions)}
    lines = st.lists(positions, min_size=2, max_size=3)
    parts = {
        "MultiPoint": lines,
        "LineString": lines,
        "MultiLineString": st.lists(lines, min_size=2, max_size=2),
    }
    name = draw(st.sampled_from(list(parts)))
    return {"type": name, "coordinates": draw(parts[name])}


@st.composite
def features(draw: st.DrawFn, number: int) -> dict[str, Any]:
    """Features of the model with any of its properties."""
    town = draw(st.sampled_from(TOWNS))
    kind = draw(st.sampled_from(list(KINDS)))
    geometry = draw(geometries(town, kind))
    lessons = st.lists(texts(60), max_size=3)
    optional = {
        "title_en": texts(60),
        "summary_en": texts(80),
        "description": texts(120),
        "description_en": texts(120),
        "lessons_en": lessons.filter(bool),
        "operator": texts(40),
        "started": st.integers(1800, 2026),
        "status": st.sampled_from(list(STATUSES)),
        "status_as_of": dates,
        "place_accuracy": st.sampled_from(list(ACCURACIES)),
        "other_services": st.lists(texts(30), min_size=1, max_size=3),
        "external_ids": st.lists(texts(30), min_size=1, max_size=2),
        "confirmed": dates,
        **dict.fromkeys(COPYING, texts(40).map(lambda text: f"{text} [1]")),
    }
    properties = draw(
        st.fixed_dictionaries(
            {
                "title": texts(60),
                "summary": texts(80),
                "services": st.lists(st.sampled_from(list(SERVICES)), unique=True, max_size=4),
                "lessons": lessons,
                "place": texts(30),
                "sources": st.lists(sources, min_size=1, max_size=3),
                "updated": dates,
            },
            optional=optional,
        )
    )
    if kind == "on_wheels":
        count = len(geometry["coordinates"]) if geometry["type"] == "MultiPoint" else 2
        stop = st.fixed_dictionaries({"name": texts(30)}, optional={"schedule": texts(30)})
        properties["stops"] = draw(st.just([]) | st.lists(stop, min_size=count, max_size=count))
    identifier = draw(st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8})?", fullmatch=True))
    return {
        "type": "Feature",
        "id": f"{identifier}-{number}",
        "geometry": geometry,
        "properties": {"kind": kind, "municipality_code": town.municipality_code, **properties},
    }


@st.composite
def collections(draw: st.DrawFn) -> tuple[Idea, ...]:
    """Collections of one to three examples that break no rule."""
    count = draw(st.integers(1, 3))
    return collect([draw(features(number)) for number in range(count)], "x").ideas
