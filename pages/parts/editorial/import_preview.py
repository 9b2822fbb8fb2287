"""What an import would do, doing it, and what has been imported before, each to be undone."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from geodata.bank import open_bank
from geodata.database.models import Import
from geodata.importing.plan import Action, Plan, PlannedRow
from geodata.importing.run import list_imports, run_import, undo_import
from pages.common.errors import translated
from pages.common.i18n import _, ngettext, number
from pages.parts.editorial import access
from pages.parts.editorial.labels import draw_csv, when
from pages.widgets.markdown import plain


def _actions() -> dict[Action, str]:
    return {
        "add": _("Läggs till"),
        "change": _("Ändras"),
        "refuse": _("Nekas"),
        "same": _("Som förut"),
    }


def draw_plan(made: Plan) -> None:
    """Draw what would become of each row, and the button that does it."""
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
            draw_csv(_("Ladda ner det som nekas"), columns, refused, "nekade-rader.csv")


def _way(publish: bool) -> str:
    return _("visas på kartan genast") if publish else _("läggs i kön")


def _lines(row: PlannedRow) -> Sequence[Sequence[object]]:
    start = [row.number, _actions()[row.action], row.title]
    if not row.remarks:
        return [[*start, "", ""]]
    return [
        [*start, remark.column, f"{translated(remark.what)}. {translated(remark.how)}".strip()]
        for remark in row.remarks
    ]


def _carry_out(made: Plan, publish: bool) -> None:
    bar = st.progress(0.0, _("Importerar …"))
    report = access.act(run_import, made, publish=publish, progress=bar.progress, on=open_bank())
    if report:
        access.say(
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


def draw_done() -> None:
    """Draw the latest imports."""
    done = list_imports(open_bank().store)
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
    undone = access.act(undo_import, import_id, on=open_bank())
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
            undone.reverted,
        )
        access.say(f"{back}{left}", "success")
