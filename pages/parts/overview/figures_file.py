"""Download of the figures of Överblick: a workbook with a sheet for each of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import streamlit as st
from openpyxl import Workbook

from geodata.bank import Snapshot
from geodata.collection import statistics
from geodata.collection.facets import FACETS
from geodata.collection.filter import Filter
from geodata.opendata import workbook
from geodata.opendata.file_name import file_name, file_title
from geodata.opendata.licence import ATTRIBUTION
from geodata.opendata.table_column import Cell
from geodata.swedish_time import today
from pages.common.i18n import _, language, speaking
from pages.common.links import labels
from pages.parts.overview import sentences

NAME_WIDTH = 36
"""Width of a column of names, in characters."""
COUNTED = [facet for name, facet in FACETS.items() if name != "municipality"]
"""The facets that have a sheet each; the municipalities have more columns."""


def draw_download(snapshot: Snapshot, filter: Filter) -> None:
    """Draw the button that downloads the figures of a filter; the file is made when pressed."""
    lang, word = language(), _("siffror")
    st.download_button(
        _("Siffrorna i Excel"),
        lambda: figures_workbook(snapshot, filter, lang),
        file_name(f"{file_title(filter, lang)} {word}", "xlsx"),
        workbook.XLSX,
        icon=":material/download:",
        key="figures-file",
        on_click="ignore",
    )


def figures_workbook(snapshot: Snapshot, filter: Filter, lang: str) -> bytes:
    """Return the figures that a filter gives, as XLSX in a language: ``"sv"`` or ``"en"``."""
    # The browser asks for the file when no page runs, so that there is no visit to ask.
    with speaking(lang):
        return _figures(snapshot, filter)


def _figures(snapshot: Snapshot, filter: Filter) -> bytes:
    book = workbook.new_workbook()
    _add_municipalities(book, snapshot, filter)
    for facet in COUNTED:
        figures = statistics.count(snapshot.search_index, filter, facet.name)
        names = labels(facet.name, language())
        title = facet.label.label(language())
        rows: Iterator[list[Cell]] = ([names[figure.key], figure.count] for figure in figures)
        columns = [(title, NAME_WIDTH), (_("Exempel"), 12)]
        workbook.add_table(book, title, columns, rows)
    years = statistics.count_years(snapshot.search_index, filter)
    spans: Iterator[list[Cell]] = (
        [sentences.year_span(figure.key), figure.count] for figure in years
    )
    columns = [(_("Startår"), NAME_WIDTH), (_("Exempel"), 12)]
    workbook.add_table(book, _("Startår"), columns, spans)
    _add_about(book, filter)
    return workbook.to_bytes(book)


def _add_municipalities(book: Workbook, snapshot: Snapshot, filter: Filter) -> None:
    hits = snapshot.search_index.select(filter)
    counts = Counter(idea.municipality_code for idea in hits)
    columns = [
        (_("Kommun"), 24),
        (_("Län"), 24),
        (_("Exempel"), 12),
        (_("Per 10 000 invånare"), 20),
        (_("Invånare"), 12),
        (_("Kommungrupp"), NAME_WIDTH),
        (_("Kommunkod"), 12),
    ]
    rows: Iterator[list[Cell]] = (
        [
            municipality.name,
            municipality.county,
            counts[municipality.code],
            round(statistics.rate(counts[municipality.code], municipality.code), 2),
            municipality.population,
            municipality.skr_group_name,
            municipality.code,
        ]
        for municipality in statistics.municipalities_in(filter)
    )
    workbook.add_table(book, _("Kommuner"), columns, rows)


def _add_about(book: Workbook, filter: Filter) -> None:
    """Add what the figures are of, when and from where, and what they do not say."""
    about: list[list[Cell]] = [
        [_("Urval"), file_title(filter, language())],
        [_("Hämtad"), today().isoformat()],
        [_("Källa"), ATTRIBUTION],
        [_("Invånare"), _("SCB, 31 december 2024. Kommungrupper: SKR 2023.")],
        [
            _("Tänk på"),
            _(
                "Kartan visar det som någon har samlat in, inte all service som finns. En kommun "
                "utan exempel kan ha gott om service."
            ),
        ],
    ]
    columns = [(_("Om siffrorna"), 20), ("", 100)]
    workbook.add_table(book, _("Om siffrorna"), columns, about)
