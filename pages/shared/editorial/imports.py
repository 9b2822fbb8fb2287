"""Importing a file: choose it, say which column is what, look at what would happen, do it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from geodata.bank import open_bank
from geodata.boundaries import GeodataError
from geodata.importing import Plan, Planned, carry_out, guess, imports, plan, undo
from geodata.rows import FIELDS
from geodata.spreadsheet import csv_text
from geodata.store import Import
from geodata.tables import ENDINGS, Table, read_table
from geodata.vocabulary import KINDS
from pages.shared.editorial import guard
from pages.shared.editorial.difference import field_label
from pages.shared.editorial.words import when
from pages.shared.text import _, language, ngettext, number, plain

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
            st.error(plain(str(error)))
        else:
            _draw_table(table, f"import-{hashlib.sha256(file.getvalue()).hexdigest()[:12]}")
    _draw_done()


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
        made = plan(open_bank(), table, mapped, defaults, bar.progress)
        bar.empty()
        st.session_state["import-plan"] = chosen, made
    kept = st.session_state.get("import-plan")
    if kept and kept[0] == chosen:
        _draw_plan(kept[1])


def _draw_mapping(table: Table, key: str) -> dict[str, str]:
    guessed = guess(table)
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


def _actions() -> dict[str, str]:
    return {
        "add": _("Läggs till"),
        "change": _("Ändras"),
        "refuse": _("Nekas"),
        "same": _("Som förut"),
    }


def _draw_plan(made: Plan) -> None:
    st.subheader(_("Det här skulle hända"), anchor=False)
    words = {
        action: f"{word} {number(made.count(action))}"
        for action, word in _actions().items()
        if made.count(action)
    }
    picked = st.pills(
        _("Visa rader som"),
        list(words),
        default=list(words),
        selection_mode="multi",
        format_func=words.__getitem__,
        key="import-show",
    )
    shown = [row for row in made.rows if row.action in picked]
    columns = [_("Rad"), _("Vad händer"), _("Rubrik"), _("Kolumn"), _("Anmärkning")]
    lines = [line for row in shown for line in _lines(row)]
    widths = dict(zip(columns, (60, 110, 220, 130, 440), strict=True))
    st.dataframe(
        pd.DataFrame(lines, columns=columns),
        hide_index=True,
        width="stretch",
        column_config={name: st.column_config.Column(width=px) for name, px in widths.items()},
    )
    refused = [line for row in made.rows if row.action == "refuse" for line in _lines(row)]
    writes = made.count("add", "change")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        publish = st.radio(
            _("De som går igenom"),
            (False, True),
            format_func=_way,
            key="import-way",
            horizontal=True,
        )
        label = ngettext("Importera {n} exempel", "Importera {n} exempel", writes)
        if st.button(label, key="import-go", type="primary", disabled=not writes):
            _carry_out(made, publish)
        if refused:
            st.download_button(
                _("Ladda ner det som nekas"),
                csv_text(columns, refused),
                "nekade-rader.csv",
                "text/csv",
                icon=":material/download:",
                on_click="ignore",
            )


def _way(publish: bool) -> str:
    return _("visas på kartan genast") if publish else _("läggs i kön")


def _lines(row: Planned) -> Sequence[Sequence[object]]:
    start = [row.number, _actions()[row.action], row.title]
    if not row.remarks:
        return [[*start, "", ""]]
    return [[*start, each.column, f"{each.what}. {each.how}".strip()] for each in row.remarks]


def _carry_out(made: Plan, publish: bool) -> None:
    bar = st.progress(0.0, _("Importerar …"))
    report = guard.act(carry_out, made, publish=publish, progress=bar.progress, on=open_bank())
    if report:
        guard.say(
            _("Klart: {added} tillagda, {changed} ändrade, {refused} nekade.").format(
                added=number(report.added),
                changed=number(report.changed),
                refused=number(report.refused),
            ),
            "success",
        )
        st.session_state["import-turn"] += 1
        st.session_state.pop("import-plan", None)
    st.rerun()


def _draw_done() -> None:
    done = imports(open_bank().store)
    if done:
        st.subheader(_("Tidigare importer"), anchor=False)
    for each in done[:20]:
        _draw_record(each)


def _draw_record(record: Import) -> None:
    with st.container(key=f"card-import-{record.id}", horizontal=True, vertical_alignment="center"):
        counts = _("{added} tillagda, {changed} ändrade, {refused} nekade").format(
            added=number(record.added),
            changed=number(record.changed),
            refused=number(record.refused),
        )
        st.markdown(
            f"**{plain(record.file)}** · {plain(record.who)} · {when(record.created)} · {counts}"
        )
        if record.undone:
            st.caption(_("Ångrad {when}").format(when=when(record.undone)), width="content")
        else:
            st.button(
                _("Ångra"),
                key=f"undo-{record.id}",
                icon=":material/undo:",
                on_click=_undo,
                args=(record.id,),
            )


def _undo(import_id: int) -> None:
    undone = guard.act(undo, import_id, on=open_bank())
    if undone:
        left = (
            ngettext(
                " {n} har ändrats sedan dess och är kvar.",
                " {n} har ändrats sedan dess och är kvar.",
                undone.left,
            )
            if undone.left
            else ""
        )
        back = ngettext(
            "{n} exempel är tillbaka som före importen.",
            "{n} exempel är tillbaka som före importen.",
            undone.taken_back,
        )
        guard.say(f"{back}{left}", "success")
