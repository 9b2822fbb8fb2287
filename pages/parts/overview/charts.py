"""Parts of the page Överblick: choropleth, charts, white spots and caveats."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

import streamlit as st

from geodata.collection import choropleth, statistics
from geodata.collection.filter import Filter
from geodata.collection.search.search_index import SearchIndex
from geodata.collection.statistics import Figure
from geodata.geography import municipalities
from geodata.geography.municipalities import Municipality
from pages.common.example_view import ShadeView
from pages.common.i18n import _, language, ngettext, number
from pages.common.links import labels, query
from pages.common.site_map import NEARBY
from pages.parts.overview import bar_table, sentences
from pages.parts.overview.bar_table import Links, Row

MAX_ROWS = 12
"""How many municipalities the table shows before it is expanded."""


def _address(figure: Figure) -> str:
    return f"./{query(figure.filter, language())}"


@dataclass(frozen=True)
class Shading:
    """Choropleth of the municipalities by number of examples, or by rate per 10,000 inhabitants."""

    search_index: SearchIndex
    filter: Filter
    measure: str

    @cached_property
    def figures(self) -> list[Figure]:
        """The municipalities that have examples, the largest measure first."""
        figures = statistics.count(self.search_index, self.filter, "municipality")
        return sorted((figure for figure in figures if figure.count), key=self._size, reverse=True)

    def _size(self, figure: Figure) -> float:
        if self.measure == "count":
            return figure.count
        return statistics.rate(figure.count, figure.key)

    def for_map(self) -> ShadeView:
        """Return the classes and texts by municipality code and the legend, for ``view_layer``."""
        breaks = choropleth.class_breaks(map(self._size, self.figures))
        no_examples = sentences.municipality_summary(0, 0)
        texts = dict.fromkeys(municipalities.municipalities(), no_examples)
        for figure in self.figures:
            rate = statistics.rate(figure.count, figure.key)
            texts[figure.key] = sentences.municipality_summary(figure.count, rate)
        sizes = ((figure.key, self._size(figure)) for figure in self.figures)
        return {
            "classes": {
                key: f"shade-{choropleth.class_number(size, breaks)}" for key, size in sizes
            },
            "texts": texts,
            "legend": sentences.map_legend(breaks, self.measure),
        }

    def draw_table(self) -> None:
        """Draw the measure as a table: the first ``MAX_ROWS`` rows, the rest in an expander."""
        names = labels("municipality", language())
        st.markdown(sentences.highest(self.figures, names, self._value))
        rows = [self._row(figure, names[figure.key]) for figure in self.figures]
        heads = (_("Kommun"), labels("matt", language())[self.measure], _("Invånare"))
        caption = _("Exempel i varje kommun")
        scale = rows[0].size if rows else None
        bar_table.draw_table(caption, heads, rows[:MAX_ROWS])
        if len(rows) > MAX_ROWS:
            label = ngettext("Visa {n} kommun till", "Visa {n} kommuner till", len(rows) - MAX_ROWS)
            with st.expander(label):
                bar_table.draw_table(caption, heads, rows[MAX_ROWS:], scale)

    def _value(self, figure: Figure) -> str:
        size = self._size(figure)
        return number(size) if self.measure == "count" else sentences.rate_text(size)

    def _row(self, figure: Figure, name: str) -> Row:
        people = number(municipalities.municipalities()[figure.key].population)
        size = self._size(figure)
        return Row(name, size, self._value(figure), _address(figure), (people,))


def draw_charts(search_index: SearchIndex, filter: Filter) -> None:
    """Draw the counts by kind, status, start, county and service."""
    left, right = st.columns(2, gap="large")
    with left:
        _draw_chart(_("Slag"), search_index, filter, "kind")
        _draw_chart(_("Läge"), search_index, filter, "status")
        _draw_years(search_index, filter)
    with right:
        _draw_chart(_("Län"), search_index, filter, "county")
    _draw_services(search_index, filter)


def _draw_chart(title: str, search_index: SearchIndex, filter: Filter, name: str) -> None:
    figures = statistics.count(search_index, filter, name)
    ordered = sorted(figures, key=lambda figure: -figure.count)
    names = labels(name, language())
    st.header(title, anchor=False)
    st.markdown(sentences.most_and_least(ordered, names))
    _draw_rows(title, _rows(ordered, names))


def _draw_years(search_index: SearchIndex, filter: Filter) -> None:
    figures = statistics.count_years(search_index, filter)
    st.header(_("Startår"), anchor=False)
    st.markdown(sentences.years(figures, statistics.data_gaps(search_index.select(filter))))
    _draw_rows(
        _("Startår"),
        _rows(figures, {figure.key: sentences.year_span(figure.key) for figure in figures}),
    )


def _draw_services(search_index: SearchIndex, filter: Filter) -> None:
    figures = statistics.count(search_index, filter, "service")
    ordered = sorted(
        (figure for figure in figures if figure.count), key=lambda figure: -figure.count
    )
    st.header(_("Service"), anchor=False)
    st.markdown(sentences.most_and_least(ordered, labels("service", language())))
    rows = _rows(ordered, labels("service", language()))
    half = -(-len(rows) // 2)
    for column, part in zip(st.columns(2, gap="large"), (rows[:half], rows[half:]), strict=True):
        with column:
            _draw_rows(_("Service"), part, rows[0].size if rows else None)


def _rows(figures: Iterable[Figure], names: Mapping[str, str]) -> list[Row]:
    return [
        Row(names[figure.key], figure.count, number(figure.count), _address(figure))
        for figure in figures
    ]


def _draw_rows(title: str, rows: Sequence[Row], scale: float | None = None) -> None:
    if rows:
        bar_table.draw_table(title, (title, _("Exempel")), rows, scale)


def draw_white_spots(
    spots: Mapping[str, Sequence[Municipality]], area: Sequence[Municipality]
) -> None:
    """Draw the municipalities without examples by county, each linking to Nära mig."""
    without_example = [municipality for in_county in spots.values() for municipality in in_county]
    st.markdown(sentences.white_spots(without_example, area))
    names = labels("county", language())
    by_county = {
        code: [municipality for municipality in area if municipality.county_code == code]
        for code in spots
    }
    bar_table.draw_lists(
        Links(
            names[code],
            sentences.white_spots_in_county(in_county, by_county[code]),
            tuple((municipality.name, _near(municipality)) for municipality in in_county),
        )
        for code, in_county in spots.items()
    )


def _near(municipality: Municipality) -> str:
    lang = {"lang": language()} if language() != "sv" else {}
    return f"./{NEARBY.path}?{urlencode({'kommun': municipality.name, **lang})}"


def draw_caveats(search_index: SearchIndex, filter: Filter) -> None:
    """Draw the limits of the data as a list."""
    gaps = statistics.data_gaps(search_index.select(filter))
    counties = statistics.count(search_index, filter, "county")
    caveats = sentences.caveats(gaps, counties, labels("county", language()))
    st.markdown("\n".join(f"- {caveat}" for caveat in caveats))
