"""How fast what is near is found, and what a full answer of Nära mig costs the server."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import cycle
from pathlib import Path
from typing import Any

import numpy as np
from shapely.geometry import Point
from streamlit.testing.v1 import AppTest

from geodata.collection.idea import Idea
from geodata.geography import boundaries, municipalities
from geodata.geography.crs import to_metric
from geodata.proximity.nearest import NearbyIndex

EXAMPLES = 10_000
ASKED = 30
REPEATS = 8
BAR = 20
PAGE_BAR = 2
SHELL = Path(__file__).parents[2] / "pages" / "shell.py"


def collection(size: int = EXAMPLES) -> tuple[Idea, ...]:
    """Return examples spread evenly over Sweden, with no more than the search looks at."""
    rng = np.random.default_rng(0)
    lons, lats = rng.uniform(11, 24, 3 * size), rng.uniform(55.4, 69, 3 * size)
    found = boundaries.locate_many(lons, lats)
    land = [n for n, at in enumerate(found) if at.how == "inside"][:size]
    return tuple(_idea(n, lons[n], lats[n], found[n].municipality_code) for n in land)


def _idea(number: int, lon: float, lat: float, code: str | None) -> Idea:
    idea = Idea.model_construct(id=f"i{number}", municipality_code=code)
    idea.__dict__["shape_3006"] = Point(*to_metric().transform(lon, lat))
    return idea


def brute_force(ideas: tuple[Idea, ...], origin: Any, limit: int) -> list[tuple[float, int]]:
    """Measure every distance with shapely, one by one."""
    distances = [(idea.shape_3006.distance(origin), n) for n, idea in enumerate(ideas)]
    return sorted(distances)[:limit]


def seconds(action: Callable[[], object]) -> float:
    """Return the least of several times, which other work disturbs least."""
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return min(times)


def run() -> list[str]:
    """Return a line for points, one for municipalities and one for the page."""
    ideas = collection()
    index = NearbyIndex(ideas)
    codes = sorted(municipalities.municipalities())[:: 290 // ASKED]
    polygons = boundaries.boundaries().municipalities.geometry.loc[codes]
    centres = polygons.centroid
    lonlats = [to_metric().transform(p.x, p.y, direction="INVERSE") for p in centres]
    asked = {
        "point": (lambda: [index.from_point(*lonlat) for lonlat in lonlats], centres),
        "municipality": (lambda: [index.from_municipality(code) for code in codes], polygons),
    }
    lines = [_line(what, seconds(ask), ideas, origins) for what, (ask, origins) in asked.items()]
    return [*lines, page_line()]


def page_line() -> str:
    """Return what a new municipality costs, beside what a filter change on the map page does."""
    shown = AppTest.from_file(str(SHELL), default_timeout=60).run()
    near = AppTest.from_file(str(SHELL), default_timeout=60).run().switch_page("nearby.py").run()
    kinds, codes = cycle(["fixed", "digital"]), cycle(["2417", "2505", "0980", "1480"])
    filtering = seconds(lambda: shown.pills(key="kind").set_value([next(kinds)]).run())
    answering = seconds(lambda: near.selectbox(key="kommun").select(next(codes)).run())
    return (
        f"a full answer of Nära mig: {answering * 1000:.0f} ms, a filter change on the map page: "
        f"{filtering * 1000:.0f} ms, {answering / filtering:.1f} times (bar: at most {PAGE_BAR})"
    )


def _line(what: str, fast: float, ideas: tuple[Idea, ...], origins: Any) -> str:
    slow = seconds(lambda: [brute_force(ideas, origin, 10) for origin in origins])
    ratio = slow / fast
    each = fast / len(origins) * 1000
    return (
        f"nearest to a {what}, {len(ideas)} examples: {each:.2f} ms, "
        f"{ratio:.0f} times faster than brute force (bar: {BAR})"
    )
