"""Import of a file: upload, mapping of columns to fields, and preview."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping

import streamlit as st

from geodata.bank import open_bank
from geodata.collection.form_row import FIELDS
from geodata.collection.vocabulary import KINDS
from geodata.errors import GeodataError
from geodata.importing.file_readers import ENDINGS, MAX_BYTES, NoRowsError, Table, read_table
from geodata.importing.plan import Plan, guess_columns, make_plan
from geodata.importing.stand_ins import with_stand_ins
from geodata.importing.table_form import ColumnMapping
from pages.common.errors import error_text, translated
from pages.common.i18n import _, language, listed, ngettext
from pages.common.run_queue import aside
from pages.parts.editorial.diff import field_label
from pages.parts.editorial.importing.import_preview import draw_imports, draw_plan
from pages.parts.editorial.importing.questions import ask
from pages.parts.editorial.importing.template import draw_template
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
NO_COLUMN = ""


def draw_import() -> None:
    """Draw the upload, the mapping, the preview and the earlier imports."""
    st.markdown(
        _(
            "Läs in en tabell eller karta med många exempel: CSV, Excel, GeoJSON, KML, KMZ, GPX "
            "eller GeoPackage, högst 5 MB. Inget ändras förrän du har sett vad som händer."
        )
    )
    draw_template()
    number = st.session_state.setdefault("import-turn", 0)
    file = st.file_uploader(
        _("Fil"),
        type=list(ENDINGS),
        key=f"import-file-{number}",
        max_upload_size=MAX_BYTES // 1_000_000,
    )
    if file is not None:
        try:
            _draw_file(file.name, file.getvalue())
        except GeodataError as error:
            st.error(plain(error_text(error)))
    draw_imports()


def _draw_file(name: str, data: bytes) -> None:
    """Draw the choice of a sheet, where there are several, and the import of the one chosen."""
    table = _cached_table(name, data)
    key = f"import-{hashlib.sha256(data).hexdigest()[:12]}"
    if len(table.sheets) > 1:
        names = [sheet.name for sheet in table.sheets]
        hidden = {sheet.name for sheet in table.sheets if sheet.hidden}
        sheet = st.selectbox(
            _("Blad"),
            names,
            names.index(table.sheet),
            key=f"{key}-sheet",
            format_func=lambda name: (
                _("{sheet} (dolt)").format(sheet=name) if name in hidden else name
            ),
        )
        table = _cached_table(name, data, sheet)
        # Another sheet has other columns.
        key = f"{key}-{names.index(sheet)}"
    if table.rows:
        _draw_table(table, key)
    else:
        st.warning(plain(error_text(NoRowsError(table))))


@st.cache_data(max_entries=8, show_spinner=False)
def _cached_table(name: str, data: bytes, sheet: str | None = None) -> Table:
    try:
        with aside():
            return read_table(name, data, sheet)
    except NoRowsError as error:
        # Another sheet can be chosen.
        return error.table


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
        st.session_state["import-plan"] = settings, _plan(table, mapping, defaults)
    preview = st.session_state.get("import-plan")
    if preview and preview[0] == settings:
        draw_plan(ask(preview[1], key))


def _plan(table: Table, mapping: ColumnMapping, defaults: Mapping[str, str]) -> Plan:
    """Plan the import while drawing a progress bar; others' clicks do not wait for it."""
    bar = st.progress(0.0, _("Läser raderna …"))
    with aside() as rest:

        def progress(fraction: float) -> None:
            bar.progress(fraction)
            rest()

        plan = make_plan(open_bank(), table, mapping, defaults, progress)
        plan = with_stand_ins(plan, table, mapping, defaults)
    bar.empty()
    return plan


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
    _draw_doubles(columns_by_field)
    unused = [column for column in table.columns if column not in columns_by_field.values()]
    if unused:
        st.caption(_("Används inte: {columns}").format(columns=plain(", ".join(unused))))
    return columns_by_field


def _draw_doubles(mapping: Mapping[str, str]) -> None:
    """Warn of a column that stands for more than one field."""
    for column, count in Counter(mapping.values()).items():
        if count > 1:
            fields = [field_label(name) for name, own in mapping.items() if own == column]
            st.caption(
                _("Kolumnen {column} används för: {fields}").format(
                    column=plain(column), fields=listed(fields)
                )
            )


def _draw_column(table: Table, guesses: Mapping[str, str], name: str, key: str) -> str | None:
    # An empty choice of its own: a selectbox that begins with a guess cannot be emptied.
    options = [NO_COLUMN, *table.columns]
    column = st.selectbox(
        field_label(name),
        options,
        options.index(guesses.get(name, NO_COLUMN)),
        key=f"{key}-{name}",
        format_func=lambda column: (
            f"{column} ({_example(table, column)})" if column else _("Ingen kolumn")
        ),
    )
    return column or None


def _example(table: Table, column: str) -> str:
    text = next((str(row.values[column]) for row in table.rows if row.values.get(column)), "")
    return text if len(text) <= 24 else f"{text[:23]}…"


def _draw_defaults(key: str) -> dict[str, str]:
    kind, summary = st.columns([1, 2])
    title, url = st.columns(2)
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
    with summary:
        text = st.text_input(
            _("Sammanfattning om den saknas"), key=f"{key}-default-summary", max_chars=600
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
        "summary": text.strip(),
        "source_title": source.strip(),
        "source_url": address.strip(),
    }
    return {name: text for name, text in defaults.items() if text}
