"""Every figure agrees with the examples that its own filter finds."""

import json
import re
from itertools import pairwise

import numpy as np
import pytest
from colorspacious import cspace_convert
from hypothesis import given
from hypothesis import strategies as st

from geodata.collection import choropleth, statistics
from geodata.collection.choropleth import class_bounds, class_breaks, class_number
from geodata.collection.facets import FACETS
from geodata.collection.filter import Filter
from geodata.collection.geojson import parse
from geodata.collection.search.search_index import SearchIndex
from geodata.collection.statistics import count, count_years, data_gaps, white_spots
from geodata.geography import municipalities
from pages.parts.overview import sentences
from pages.viewer.assets import STATIC
from tests.factory import FEATURES_MORE, collect, feature
from tests.shipped import SHIPPED, shipped_index
from tests.strategies import filters

NAMES = list(FACETS)
# The figures of the others, such as services, add up to more than the examples.
SINGLE = [
    n for n, facet in FACETS.items() if all(len(facet.keys_of(i)) == 1 for i in SHIPPED.ideas)
]
SMALL = SearchIndex(collect(*FEATURES_MORE).ideas)
catalogues = st.deferred(lambda: st.sampled_from([SMALL, shipped_index()]))


@given(catalogues, filters, st.sampled_from(NAMES))
def test_a_figure_counts_what_its_filter_finds(
    search_index: SearchIndex, filter: Filter, name: str
):
    for figure in count(search_index, filter, name):
        # The 290 municipalities' zeros are held by what they add up to.
        if figure.count or name != "municipality":
            assert figure.count == len(search_index.select(figure.filter))


@given(catalogues, filters)
def test_a_choice_is_counted_as_it_would_find(search_index: SearchIndex, filter: Filter):
    for name, counts in statistics.facet_counts(search_index, filter).items():
        for key in list(FACETS[name].terms())[::20]:
            assert counts[key] == len(search_index.select(filter.with_values(name, (key,))))


@given(catalogues, filters, st.sampled_from(SINGLE))
def test_figures_add_up_to_all_that_is_found(search_index: SearchIndex, filter: Filter, name: str):
    figures = count(search_index, filter, name)
    assert sum(figure.count for figure in figures) == len(search_index.select(filter))


@given(catalogues, filters)
def test_spans_of_years_count_what_they_find_and_add_up(search_index: SearchIndex, filter: Filter):
    figures = count_years(search_index, filter)
    ideas = search_index.select(filter)
    for figure in figures:
        assert figure.count == len(search_index.select(figure.filter))
    assert sum(figure.count for figure in figures) == sum(bool(idea.started) for idea in ideas)


@given(catalogues, filters)
def test_a_municipality_is_white_or_has_examples(search_index: SearchIndex, filter: Filter):
    ideas = search_index.select(filter)
    white = [m.code for group in white_spots(ideas, filter).values() for m in group]
    area = {municipality.code for municipality in statistics.municipalities_in(filter)}
    covered = {idea.municipality_code for idea in ideas}
    assert sorted([*white, *covered]) == sorted(area)


def test_white_spots_stand_in_their_county_with_the_most_populous_first():
    for county, spots in white_spots(SHIPPED.ideas, Filter()).items():
        assert {municipality.county_code for municipality in spots} == {county}
        assert all(one.population >= two.population for one, two in pairwise(spots))


@given(st.lists(st.floats(0.001, 1e6)))
def test_every_class_has_its_values_and_its_bounds(values: list[float]):
    parts = class_breaks(values)
    assert len(parts) < choropleth.MOST_CLASSES
    assert list(parts) == sorted(set(parts))
    for value in values:
        low, high = class_bounds(parts)[class_number(value, parts) - 1]
        assert low is None or low <= value
        assert high is None or value < high
    assert not parts or {class_number(v, parts) for v in values} >= {1, len(parts) + 1}


def test_none_at_all_is_a_class_of_its_own():
    assert class_number(0, (2.0,)) == 0
    assert class_breaks([0, 0]) == ()


@pytest.mark.parametrize(
    ("parts", "measure", "expected"),
    [
        ((), "count", ["1 eller fler"]),
        ((2.0, 3.0, 5.0), "count", ["5 eller fler", "3–4", "2", "1"]),
        ((0.4, 2.0), "rate", ["2 eller mer", "0,4–2", "under 0,4"]),
        ((), "rate", ["Minst ett exempel"]),
    ],
)
def test_the_legend_reads_as_people_count(parts: tuple, measure: str, expected: list[str]):
    legend = sentences.map_legend(parts, measure)
    assert [text for _, text in legend] == [*expected, "Inget exempel"]
    assert legend[-1][0] == "shade-0"


@pytest.mark.parametrize("eye", [None, "deuteranomaly", "protanomaly", "tritanomaly"])
@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_the_shades_go_one_way_in_lightness_for_every_eye(theme: int, eye: str | None):
    css = (STATIC / "map.css").read_text("utf-8")
    hex_codes = [re.findall(rf"--shade-{at}: #(\w{{6}})", css)[theme] for at in range(1, 6)]
    colours = np.array(
        [[int(code[at : at + 2], 16) / 255 for at in (0, 2, 4)] for code in hex_codes]
    )
    space = {"name": "sRGB1+CVD", "cvd_type": eye, "severity": 100} if eye else "sRGB1"
    seen = np.clip(cspace_convert(colours, space, "sRGB1"), 0, 1)
    steps = np.diff(cspace_convert(seen, "sRGB1", "CIELab")[:, 0])
    assert (steps * np.sign(steps[0]) > 7).all()


def test_the_limits_are_counted():
    features = [
        feature("a", status="unknown", place_accuracy="area"),
        feature("b", status_as_of="2016-05", started=2010),
        feature("c", status_as_of="2020"),
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features})
    gaps = data_gaps(parse(text, "x").ideas)
    assert (gaps.total, gaps.unknown_status, gaps.undated, gaps.area_only) == (3, 1, 1, 1)
    assert (gaps.unknown_start, gaps.middle_year) == (2, 2016)


def test_of_nothing_there_is_nothing_to_say():
    assert data_gaps(()).middle_year is None
    assert count_years(SearchIndex(()), Filter()) == ()
    assert sum(map(len, white_spots((), Filter()).values())) == len(municipalities.municipalities())


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [(0, 9, "0"), (1, 9000, "1"), (8999, 9000, "99"), (9, 9, "100"), (0, 0, "0")],
)
def test_a_share_is_none_or_all_only_when_it_is(part: int, whole: int, expected: str):
    assert sentences.percentage(part, whole).split("\xa0")[0] == expected
