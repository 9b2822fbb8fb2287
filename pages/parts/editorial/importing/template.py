"""The template to start an import from: a table of headings and one example, and what they mean."""

from __future__ import annotations

import io

import pandas as pd
import streamlit as st
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font

from geodata.collection.vocabulary import VOCABULARIES
from geodata.opendata.formula_guard import csv_text
from pages.common.i18n import _, language
from pages.parts.editorial.diff import field_label

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def draw_template() -> None:
    """Draw the template's downloads, and the explanation of each column."""
    with st.expander(_("Börja från en mall"), icon=":material/table:"):
        st.markdown(
            _(
                "Mallen har rubrikerna och ett exempel som visar hur det fylls i. Ta bort "
                "exemplet, skriv egna rader och läs in filen här. Kolumner du inte behöver kan du "
                "ta bort."
            )
        )
        with st.container(horizontal=True):
            for label, ending, data, media_type in (
                (_("Mall för Excel"), "xlsx", template_xlsx(), XLSX),
                (_("Mall som CSV"), "csv", template_csv(), "text/csv"),
            ):
                st.download_button(
                    label,
                    data,
                    f"mall.{ending}",
                    media_type,
                    key=f"template-{ending}",
                    icon=":material/download:",
                    on_click="ignore",
                )
        rows = [(field_label(name), *texts) for name, texts in columns().items()]
        names = [_("Kolumn"), _("Exempel"), _("Så fyller du i")]
        st.table(pd.DataFrame(rows, columns=names).set_index(names[0]))


def columns() -> dict[str, tuple[str, str]]:
    """Return the example's value and the explanation of each field of the template.

    The example is content, in Swedish as all examples; its keywords are the interface's.
    """
    return _what() | _where() | _more()


def _words(name: str) -> str:
    return ", ".join(term.label(language()) for term in VOCABULARIES[name].values())


def _one_of(name: str) -> str:
    return _("Något av: {words}.").format(words=_words(name))


def _label(name: str, key: str) -> str:
    return VOCABULARIES[name][key].label(language())


def _what() -> dict[str, tuple[str, str]]:
    source_needed = _("Vem uppgiften kommer från. Namn eller webbadress måste fyllas i.")
    services = "; ".join(_label("services", key) for key in ("groceries", "parcels"))
    return {
        "title": ("Lanthandeln i Moskosel", _("Måste fyllas i. Vad exemplet heter.")),
        "kind": (
            _label("kind", "fixed"),
            _("Måste fyllas i. {choice}").format(choice=_one_of("kind")),
        ),
        "summary": (
            "Butik där du handlar mat och hämtar paket.",
            _("Måste fyllas i. En eller två meningar, högst 600 tecken."),
        ),
        "services": (
            services,
            _("Flera skiljs med semikolon. Ord: {words}.").format(words=_words("services")),
        ),
        "source_title": ("Byalaget", source_needed),
        "source_url": ("https://example.org/", _("Börjar med http:// eller https://.")),
        "source_date": ("2026-05-31", _("Som 2016, 2016-05 eller 2016-05-31.")),
    }


def _where() -> dict[str, tuple[str, str]]:
    stops = _("För service på hjul, en på varje rad: namn | latitud | longitud | när.")
    return {
        "place": ("Moskosel", _("Orten. Tomt blir kommunens namn.")),
        "municipality": ("Arvidsjaur", _("Namn eller fyrsiffrig kod.")),
        "lat": ("65,87", _("Latitud i grader, eller nord i SWEREF 99 TM. Tomt: ortens läge.")),
        "lon": ("19,45", _("Longitud i grader, eller öst i SWEREF 99 TM. Tomt: ortens läge.")),
        "accuracy": (_label("accuracy", "locality"), _one_of("accuracy")),
        "stops": ("", stops),
    }


def _more() -> dict[str, tuple[str, str]]:
    return {
        "description": (
            "Öppet alla dagar. Byalaget äger huset.",
            _("Hur det fungerar. Längre text, Markdown går bra."),
        ),
        "lessons": ("Fråga byn först.", _("Vad andra kan ta efter, en sak på varje rad.")),
        "operator": ("Byalaget", _("Vem som driver det.")),
        "started": ("2019", _("Året då det började, fyra siffror.")),
        "status": (_label("status", "active"), _one_of("status")),
        "status_as_of": ("2026-05", _("När läget gällde. Som 2016, 2016-05 eller 2016-05-31.")),
    }


def template_csv() -> bytes:
    """Return the template as CSV that a Swedish Excel opens."""
    return csv_text(_headings(), [_example()])


def template_xlsx() -> bytes:
    """Return the template as XLSX: each heading has its explanation as a comment."""
    return _workbook(_("Exempel"), _headings(), columns())


# Each run of the page draws the download, and the workbook takes 20 ms.
@st.cache_data(max_entries=8, show_spinner=False)
def _workbook(title: str, headings: list[str], fields: dict[str, tuple[str, str]]) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    sheet.append(headings)
    sheet.append([value for value, _text in fields.values()])
    for cell, (_value, text) in zip(sheet[1], fields.values(), strict=True):
        cell.font = Font(bold=True)
        cell.comment = Comment(text, "Servicekartan", height=160, width=320)
        sheet.column_dimensions[cell.column_letter].width = 24
    for cell in sheet[2]:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _headings() -> list[str]:
    return [field_label(name) for name in columns()]


def _example() -> list[str]:
    return [value for value, _text in columns().values()]
