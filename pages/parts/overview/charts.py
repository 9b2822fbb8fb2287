"""The parts of Överblick: the map of municipalities, the charts, the white spots, the caveats."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from geodata.collection import choropleth, statistics
from geodata.collection.filter import Filter
from geodata.collection.search_index import SearchIndex
from geodata.collection.statistics import Figure
from geodata.geography import municipalities
from geodata.geography.municipalities import Municipality
from pages.common.i18n import _, language, ngettext, number
from pages.common.links import labels, query
from pages.parts.overview import bar_table
from pages.parts.overview import sentences as sentences_module
from pages.parts.overview.bar_table import Links, Row

SHOWN = 12
"""How many municipalities stand in the table before all of them are asked for."""


def _address(figure: Figure) -> str:
    return f"./{query(figure.filter, language())}"


@dataclass(frozen=True)
class Shading:
    """The municipalities by how many examples they have, or how many per 10,000 inhabitants."""

    search_index: SearchIndex
    wanted: Filter
    measure: str

    @cached_property
    def figures(self) -> list[Figure]:
        """The municipalities that have examples, those with the most first."""
        found = statistics.count(self.search_index, self.wanted, "municipality")
        return sorted((f for f in found if f.count), key=self._size, reverse=True)

    def _size(self, figure: Figure) -> float:
        if self.measure == "count":
            return figure.count
        return statistics.rate(figure.count, figure.key)

    def for_map(self) -> dict[str, Any]:
        """Return how the map fills the municipalities, what it says of them, and the legend."""
        parts = choropleth.class_breaks(map(self._size, self.figures))
        none = sentences_module.municipality(0, 0)
        texts = dict.fromkeys(municipalities.municipalities(), none)
        for figure in self.figures:
            rate = statistics.rate(figure.count, figure.key)
            texts[figure.key] = sentences_module.municipality(figure.count, rate)
        sizes = ((figure.key, self._size(figure)) for figure in self.figures)
        return {
            "classes": {
                key: f"shade-{choropleth.class_number(size, parts)}" for key, size in sizes
            },
            "texts": texts,
            "legend": sentences_module.classes(parts, self.measure),
        }

    def draw_table(self) -> None:
        """Draw the same as a table: those with the most, and all of them on demand."""
        names = labels("municipality", language())
        st.markdown(sentences_module.on_top(self.figures, names, self._value))
        rows = [self._row(figure, names[figure.key]) for figure in self.figures]
        heads = (_("Kommun"), labels("matt", language())[self.measure], _("Invånare"))
        caption = _("Exempel i varje kommun")
        most = rows[0].size if rows else None
        bar_table.draw_table(caption, heads, rows[:SHOWN])
        if len(rows) > SHOWN:
            more = ngettext("Visa {n} kommun till", "Visa {n} kommuner till", len(rows) - SHOWN)
            with st.expander(more):
                bar_table.draw_table(caption, heads, rows[SHOWN:], most)

    def _value(self, figure: Figure) -> str:
        size = self._size(figure)
        return number(size) if self.measure == "count" else sentences_module.decimals(size)

    def _row(self, figure: Figure, name: str) -> Row:
        people = number(municipalities.municipalities()[figure.key].population)
        size = self._size(figure)
        return Row(name, size, self._value(figure), _address(figure), (people,))


def draw_charts(search_index: SearchIndex, wanted: Filter) -> None:
    """Draw the counts by kind, status, start, county and service."""
    left, right = st.columns(2, gap="large")
    with left:
        _draw_chart(_("Slag"), search_index, wanted, "kind")
        _draw_chart(_("Läge"), search_index, wanted, "status")
        _draw_years(search_index, wanted)
    with right:
        _draw_chart(_("Län"), search_index, wanted, "county")
    _draw_services(search_index, wanted)


def _draw_chart(title: str, search_index: SearchIndex, wanted: Filter, name: str) -> None:
    counted = statistics.count(search_index, wanted, name)
    found = sorted(counted, key=lambda figure: -figure.count)
    names = labels(name, language())
    st.header(title, anchor=False)
    st.markdown(sentences_module.most_and_least(found, names))
    _draw_rows(title, _rows(found, names))


def _draw_years(search_index: SearchIndex, wanted: Filter) -> None:
    found = statistics.count_years(search_index, wanted)
    st.header(_("Startår"), anchor=False)
    st.markdown(sentences_module.years(found, statistics.data_gaps(search_index.select(wanted))))
    _draw_rows(_("Startår"), _rows(found, {f.key: sentences_module.span(f.key) for f in found}))


def _draw_services(search_index: SearchIndex, wanted: Filter) -> None:
    counted = statistics.count(search_index, wanted, "service")
    found = sorted((f for f in counted if f.count), key=lambda figure: -figure.count)
    st.header(_("Service"), anchor=False)
    st.markdown(sentences_module.most_and_least(found, labels("service", language())))
    rows = _rows(found, labels("service", language()))
    half = -(-len(rows) // 2)
    for column, part in zip(st.columns(2, gap="large"), (rows[:half], rows[half:]), strict=True):
        with column:
            _draw_rows(_("Service"), part, rows[0].size if rows else None)


def _rows(found: Iterable[Figure], names: Mapping[str, str]) -> list[Row]:
    return [Row(names[f.key], f.count, number(f.count), _address(f)) for f in found]


def _draw_rows(title: str, rows: Sequence[Row], most: float | None = None) -> None:
    if rows:
        bar_table.draw_table(title, (title, _("Exempel")), rows, most)


def draw_white_spots(
    white: Mapping[str, Sequence[Municipality]], area: Sequence[Municipality]
) -> None:
    """Draw the municipalities with no example, county by county, each leading to Nära mig."""
    empty = [each for found in white.values() for each in found]
    st.markdown(sentences_module.white_spots(empty, area))
    names = labels("county", language())
    inside = {code: [each for each in area if each.county_code == code] for code in white}
    bar_table.draw_lists(
        Links(
            names[code],
            sentences_module.white_in_county(found, inside[code]),
            tuple((each.name, _near(each)) for each in found),
        )
        for code, found in white.items()
    )


def _near(municipality: Municipality) -> str:
    lang = {"lang": language()} if language() != "sv" else {}
    return f"./nara?{urlencode({'kommun': municipality.name, **lang})}"


def draw_caveats(search_index: SearchIndex, wanted: Filter) -> None:
    """Draw what the numbers do not say."""
    found = statistics.data_gaps(search_index.select(wanted))
    counties = statistics.count(search_index, wanted, "county")
    sentences = sentences_module.caveats(found, counties, labels("county", language()))
    st.markdown("\n".join(f"- {sentence}" for sentence in sentences))
