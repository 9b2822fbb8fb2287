"""The map can emit nothing but data, and takes nothing but picks."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from folium.template import Template
from hypothesis import given
from hypothesis import strategies as st

from geodata.collection.filter import Filter
from pages.common.area_view import area_view
from pages.widgets.map.component import _script_json, base_map
from pages.widgets.map.pick import Pick, parse_pick, parse_position
from pages.widgets.map.view import view_layer
from tests.factory import collect, feature
from tests.strategies import filters

PAGES = Path(__file__).parents[2] / "pages"
people = st.text() | st.sampled_from(["{{7*7}}", "{%x%}", "{#", "</script>", "${a}", "`", "&'\""])


@given(st.dictionaries(people, people | st.lists(people)))
def test_data_survives_script_and_template_and_never_leaves_its_quotes(data: dict[str, Any]):
    script = _script_json(data)
    assert not re.search(r"[<>&']|\{\{|\{%|\{#", script)
    assert json.loads(Template(script).render()) == data


def test_only_two_calls_reach_the_browser():
    ideas = collect(feature("x", title="{{7*7}}")).ideas
    group = view_layer(ideas, ideas[0])
    scripts = [child._template.module.script(child) for child in group._children.values()]
    assert [script.split("(")[0] for script in scripts] == ["servicekartan.show"]


def test_the_base_map_asks_only_our_own_server():
    base = base_map(tiles=False)
    links = [link for _, link in (*base.default_js, *base.default_css)]
    assert all(link.startswith("../../assets/") for link in links)


@pytest.mark.parametrize(
    "sink",
    [r"folium\.(Marker|Popup|Tooltip|GeoJson|DivIcon|CircleMarker)", "unsafe_allow", "parse_html"],
)
def test_no_page_uses_a_sink_that_runs_peoples_text(sink: str):
    guilty = [p.name for p in PAGES.rglob("*.py") if re.search(sink, p.read_text("utf-8"))]
    assert guilty == []


def test_the_viewer_never_writes_html():
    sinks = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(")
    scripts = list((PAGES / "viewer" / "static").rglob("*.js"))
    assert len(scripts) > 10
    assert [script.name for script in scripts if sinks.search(script.read_text("utf-8"))] == []


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"idea": "x", "n": 1}, Pick(idea="x")),
        ({"municipality": "2505", "n": 2}, Pick(municipality="2505")),
        ({"position": [15.0, 60.0, 7]}, Pick(position=(15.0, 60.0, 7.0))),
        ({"kind": "digital", "n": 4}, Pick(kind="digital")),
        ({"bbox": [14, 58, 16.5, 59], "n": 5}, Pick(bbox=(14.0, 58.0, 16.5, 59.0))),
        ({"kind": "magisk", "bbox": [1, 2, 3]}, Pick()),
        ({"kind": ["fixed"], "bbox": {"west": 1}}, Pick()),
        ({"bbox": [None, "x", 1, 2]}, Pick()),
        ({"idea": 7, "municipality": ["2505"], "position": "här"}, Pick()),
    ],
)
def test_a_pick_is_read(properties: dict[str, Any], expected: Pick):
    assert parse_pick({"last_active_drawing": {"properties": properties}}) == expected


@pytest.mark.parametrize("output", [None, {}, [], "x", {"last_active_drawing": None}])
def test_what_is_no_pick_is_an_empty_one(output: Any):
    assert parse_pick(output) == Pick()


def test_the_area_of_a_filter_is_its_municipalities_and_what_it_covers():
    gotland = area_view(Filter(county=("09",)))
    assert gotland is not None
    assert gotland["codes"] == ["0980"]
    west, south, east, north = gotland["extent"]
    assert 17.5 < west < 18.5 < 19 < east < 20
    assert 56.5 < south < 57.5 < 57.8 < north < 59
    assert area_view(Filter(q="bokbuss", kind=("digital",))) is None


def test_a_municipality_is_the_area_also_with_its_county_or_another():
    area = area_view(Filter(county=("24",), municipality=("2505",)))
    assert area is not None
    assert area["codes"] == ["2505"]


@given(filters, st.tuples(*[st.floats(allow_nan=False, allow_infinity=False)] * 4))
def test_the_area_is_always_on_the_map(filter: Filter, bbox: tuple[float, float, float, float]):
    area = area_view(replace(filter, bbox=bbox))
    assert area is not None
    west, south, east, north = area["extent"]
    assert all(0 <= degrees <= 35 for degrees in (west, east))
    assert all(52 <= degrees <= 71 for degrees in (south, north))


@given(st.text() | st.lists(st.floats()) | st.none() | st.integers())
def test_a_position_is_reasonable_or_none(value: Any):
    position = parse_position(value)
    assert position is None or (0 <= position[0] <= 40 and 50 <= position[1] <= 75)
