"""Import of a file: upload, mapping of columns to fields, and preview."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import streamlit as st

from geodata.bank import open_bank
from geodata.collection.form_row import FIELDS
from geodata.collection.vocabulary import KINDS
from geodata.errors import GeodataError
from geodata.importing.file_readers import ENDINGS, Table, read_table
from geodata.importing.plan import guess_columns, make_plan
from pages.common.errors import error_text, translated
from pages.common.i18n import _, language, ngettext
from pages.parts.editorial.diff import field_label
from pages.parts.editorial.import_preview import draw_imports, draw_plan
from pages.widgets.markdown import plain

MAIN_FIELDS = (
    "title",
    "kind",
    "summary",
    "services",
    "place",
    "municipality",
    "lat",
    "lon",
    "source_url",
)
"""Fields whose columns are shown at once; the other fields are in an expander."""


def draw_import() -> None:
    """Draw the upload, the mapping, the preview and the earlier imports."""
    st.markdown(
        _(
            "Läs in en tabell eller karta med många exempel: CSV, Excel, GeoJSON, KML eller GPX, "
            "högst 5 MB. Inget ändras förrän du har sett vad som händer."
        )
    )
    number = st.session_state.setdefault("import-turn", 0)
    file = st.file_uploader(_("Fil"), type=list(ENDINGS), key=f"import-file-{number}")
    if file is not None:
        try:
            table = _cached_table(file.name, file.getvalue())
        except GeodataError as error:
            st.error(plain(error_text(error)))
        else:
            _draw_table(table, f"import-{hashlib.sha256(file.getvalue()).hexdigest()[:12]}")
    draw_imports()


@st.cache_data(max_entries=4, show_spinner=False)
def _cached_table(name: str, data: bytes) -> Table:
    return read_table(name, data)


def _draw_table(table: Table, key: str) -> None:
    rows = ngettext("{n} rad", "{n} rader", len(table.rows))
    st.subheader(_("Vilken kolumn är vad?"), anchor=False)
    st.markdown(f"{plain(table.file)}: {rows}")
    for remark in table.remarks:
        st.info(plain(translated(remark)))
    mapping = _draw_mapping(table, key)
    defaults = _draw_defaults(key)
    settings = (key, tuple(mapping.items()), tuple(defaults.items()))
    if st.button(_("Visa vad som skulle hända"), key="preview", type="secondary"):
        bar = st.progress(0.0, _("Läser raderna …"))
        plan = make_plan(open_bank(), table, mapping, defaults, bar.progress)
        bar.empty()
        st.session_state["import-plan"] = settings, plan
    preview = st.session_state.get("import-plan")
    if preview and preview[0] == settings:
        draw_plan(preview[1])


def _draw_mapping(table: Table, key: str) -> dict[str, str]:
    guesses = guess_columns(table)
    columns = st.columns(3)
    mapping = {}
    for position, name in enumerate(MAIN_FIELDS):
        with columns[position % 3]:
            mapping[name] = _draw_column(table, guesses, name, key)
    with st.expander(_("Fler kolumner")):
        columns = st.columns(3)
        for position, name in enumerate(name for name in FIELDS if name not in MAIN_FIELDS):
            with columns[position % 3]:
                mapping[name] = _draw_column(table, guesses, name, key)
    columns_by_field = {name: column for name, column in mapping.items() if column}
    unused = [column for column in table.columns if column not in columns_by_field.values()]
    if unused:
        st.caption(_("Används inte: {columns}").format(columns=plain(", ".join(unused))))
    return columns_by_field


def _draw_column(table: Table, guesses: Mapping[str, str], name: str, key: str) -> str | None:
    index = table.columns.index(guesses[name]) if name in guesses else None
    return st.selectbox(
        field_label(name),
        table.columns,
        index,
        key=f"{key}-{name}",
        placeholder=_("Ingen kolumn"),
        format_func=lambda column: f"{column} ({_example(table, column)})",
    )


def _example(table: Table, column: str) -> str:
    text = next((str(row.values[column]) for row in table.rows if row.values.get(column)), "")
    return text if len(text) <= 24 else f"{text[:23]}…"


def _draw_defaults(key: str) -> dict[str, str]:
    kind, title, url = st.columns(3)
    with kind:
        names = {term.key: term.label(language()) for term in KINDS.values()}
        kind_key = st.selectbox(
            _("Slag om det saknas"),
            list(names),
            None,
            key=f"{key}-default-kind",
            format_func=names.__getitem__,
            placeholder=_("Inget"),
        )
    with title:
        source = st.text_input(
            _("Källans namn om det saknas"), key=f"{key}-default-source", max_chars=300
        )
    with url:
        address = st.text_input(
            _("Källans webbadress om den saknas"), key=f"{key}-default-url", max_chars=2000
        )
    defaults = {
        "kind": kind_key or "",
        "source_title": source.strip(),
        "source_url": address.strip(),
    }
    return {name: text for name, text in defaults.items() if text}
