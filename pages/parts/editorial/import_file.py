"""Importing a file: choose it, say which column is what, look at what would happen, do it."""

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
from pages.common.errors import error_text
from pages.common.i18n import _, language, ngettext
from pages.parts.editorial.diff import field_label
from pages.parts.editorial.import_preview import draw_done, draw_plan
from pages.widgets.markdown import plain

FIRST = (
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
"""The fields whose columns are asked for openly; the others stand in an expander."""


def draw_import() -> None:
    """Draw the way of a file from choosing it to its being undone."""
    st.markdown(
        _(
            "Läs in en tabell eller karta med många exempel: CSV, Excel, GeoJSON, KML eller GPX, "
            "högst 5 MB. Inget ändras förrän du har sett vad som händer."
        )
    )
    # Streamlit has its own words on the button, in English, and repeats the text above.
    st.html(
        '<style>[data-testid="stFileUploaderDropzoneInstructions"] { display: none }'
        '[data-testid="stFileUploaderDropzone"] [data-testid="stBaseButton-secondary"] p'
        "{ font-size: 0 }"
        '[data-testid="stFileUploaderDropzone"] [data-testid="stBaseButton-secondary"] > div::after'
        f'{{ content: "{_("Välj fil")}" }}</style>'
    )
    turn = st.session_state.setdefault("import-turn", 0)
    file = st.file_uploader(_("Fil"), type=list(ENDINGS), key=f"import-file-{turn}")
    if file is not None:
        try:
            table = _table(file.name, file.getvalue())
        except GeodataError as error:
            st.error(plain(error_text(error)))
        else:
            _draw_table(table, f"import-{hashlib.sha256(file.getvalue()).hexdigest()[:12]}")
    draw_done()


@st.cache_data(max_entries=4, show_spinner=False)
def _table(name: str, data: bytes) -> Table:
    return read_table(name, data)


def _draw_table(table: Table, key: str) -> None:
    rows = ngettext("{n} rad", "{n} rader", len(table.rows))
    st.subheader(_("Vilken kolumn är vad?"), anchor=False)
    st.markdown(f"{plain(table.file)}: {rows}")
    mapped = _draw_mapping(table, key)
    defaults = _draw_defaults(key)
    chosen = (key, tuple(mapped.items()), tuple(defaults.items()))
    if st.button(_("Visa vad som skulle hända"), key="preview", type="secondary"):
        bar = st.progress(0.0, _("Läser raderna …"))
        made = make_plan(open_bank(), table, mapped, defaults, bar.progress)
        bar.empty()
        st.session_state["import-plan"] = chosen, made
    kept = st.session_state.get("import-plan")
    if kept and kept[0] == chosen:
        draw_plan(kept[1])


def _draw_mapping(table: Table, key: str) -> dict[str, str]:
    guessed = guess_columns(table)
    columns = st.columns(3)
    mapped = {}
    for at, name in enumerate(FIRST):
        with columns[at % 3]:
            mapped[name] = _draw_column(table, guessed, name, key)
    with st.expander(_("Fler kolumner")):
        columns = st.columns(3)
        for at, name in enumerate(name for name in FIELDS if name not in FIRST):
            with columns[at % 3]:
                mapped[name] = _draw_column(table, guessed, name, key)
    chosen = {name: column for name, column in mapped.items() if column}
    unused = [column for column in table.columns if column not in chosen.values()]
    if unused:
        st.caption(_("Används inte: {columns}").format(columns=plain(", ".join(unused))))
    return chosen


def _draw_column(table: Table, guessed: Mapping[str, str], name: str, key: str) -> str | None:
    at = table.columns.index(guessed[name]) if name in guessed else None
    return st.selectbox(
        field_label(name),
        table.columns,
        at,
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
        words = {each.key: each.label(language()) for each in KINDS.values()}
        picked = st.selectbox(
            _("Slag om det saknas"),
            list(words),
            None,
            key=f"{key}-default-kind",
            format_func=words.__getitem__,
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
    given = {"kind": picked or "", "source_title": source.strip(), "source_url": address.strip()}
    return {name: text for name, text in given.items() if text}
