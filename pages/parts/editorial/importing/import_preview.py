"""Preview and run of an import, and the earlier imports with a button to undo each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

import pandas as pd
import streamlit as st

from geodata.bank import open_bank
from geodata.database.models import Import
from geodata.importing.plan import Action, Plan, PlannedRow
from geodata.importing.run import UndoReport, list_imports, run_import, undo_import
from geodata.moderation.revision_diff import changed_fields
from pages.common.errors import translated
from pages.common.i18n import _, listed, ngettext, number
from pages.common.run_queue import aside
from pages.parts.editorial import access
from pages.parts.editorial.diff import field_label, readable
from pages.parts.editorial.labels import draw_csv, when
from pages.widgets.card import wide_card
from pages.widgets.markdown import plain

MAX_VALUE = 300
"""Characters of a value that the preview shows."""
MAX_REASONS = 10
"""Examples whose reason is shown after an import is undone."""


def _actions() -> dict[Action, str]:
    return {
        "add": _("Läggs till"),
        "change": _("Ändras"),
        "refuse": _("Nekas"),
        "same": _("Som förut"),
        "unsure": _("Fråga"),
    }


def draw_plan(plan: Plan) -> None:
    """Draw the planned action and remarks of each row, and the button that runs the plan."""
    st.subheader(_("Det här skulle hända"), anchor=False)
    names = {
        action: f"{name} {number(plan.count(action))}"
        for action, name in _actions().items()
        if plan.count(action)
    }
    actions = st.pills(
        _("Visa rader som"),
        list(names),
        default=list(names),
        selection_mode="multi",
        format_func=names.__getitem__,
        # Answers bring other actions.
        key=f"import-show-{'-'.join(names)}",
    )
    rows = [row for row in plan.rows if row.action in actions]
    columns = [_("Rad"), _("Vad händer"), _("Rubrik"), _("Kolumn"), _("Anmärkning")]
    wide = [*columns[:4], _("Står nu"), _("Blir"), columns[4]]
    lines = [line for row in rows for line in _value_rows(row)]
    widths = dict(zip(wide, (60, 110, 200, 130, 200, 200, 320), strict=True))
    st.dataframe(
        pd.DataFrame(lines, columns=wide),
        hide_index=True,
        width="stretch",
        column_config={name: st.column_config.Column(width=px) for name, px in widths.items()},
    )
    refused = [line for row in plan.rows if row.action == "refuse" for line in _table_rows(row)]
    writes = plan.count("add", "change")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        publish = st.radio(
            _("De som går igenom"),
            (False, True),
            format_func=_destination,
            key="import-way",
            horizontal=True,
        )
        label = ngettext("Importera {n} exempel", "Importera {n} exempel", writes)
        if st.button(label, key="import-go", type="primary", disabled=not writes):
            _run(plan, publish)
        if refused:
            draw_csv(_("Ladda ner det som nekas"), columns, refused, _("Nekade rader"))


def _destination(publish: bool) -> str:
    return _("visas på kartan genast") if publish else _("läggs i kön")


def _table_rows(row: PlannedRow) -> Sequence[Sequence[object]]:
    start = [row.number, _actions()[row.action], row.title]
    if not row.remarks:
        return [[*start, "", ""]]
    return [
        [*start, remark.column, f"{translated(remark.what)}. {translated(remark.how)}".strip()]
        for remark in row.remarks
    ]


def _value_rows(row: PlannedRow) -> Iterator[Sequence[object]]:
    """Yield a row's lines in the preview: its remarks, then what it changes value by value."""
    remarks = _table_rows(row)
    changes = changed_fields(row.before, row.idea.to_feature()) if row.before and row.idea else []
    if row.remarks or not changes:
        yield from ([*line[:4], "", "", line[4]] for line in remarks)
    for change in changes:
        texts = (readable(change.field, text)[:MAX_VALUE] for text in (change.before, change.after))
        yield [*remarks[0][:3], field_label(change.field), *texts, ""]


def _run(plan: Plan, publish: bool) -> None:
    bar = st.progress(0.0, _("Importerar …"))
    # No rest between its steps: it holds the lock to write.
    with aside():
        report = access.act(
            lambda editor: run_import(
                open_bank(), plan, editor, publish=publish, progress=bar.progress
            )
        )
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


def draw_imports() -> None:
    """Draw the latest 20 imports as cards."""
    imports = list_imports(open_bank().store)
    if imports:
        st.subheader(_("Tidigare importer"), anchor=False)
    for record in imports[:20]:
        _draw_record(record)


def _draw_record(record: Import) -> None:
    with wide_card(f"import-{record.id}"):
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
    report = access.act(partial(undo_import, open_bank(), import_id))
    if report:
        back = ngettext(
            "{n} exempel är tillbaka som före importen.",
            "{n} exempel är tillbaka som före importen.",
            report.reverted,
        )
        access.say(f"{back}{_left(report)}", "success")


def _left(report: UndoReport) -> str:
    """Return the sentence on what an undone import left, with the reasons, as Markdown."""
    if not report.left:
        return ""
    sentence = ngettext(
        " {n} lämnades som det är:",
        " {n} lämnades som de är:",
        report.left,
    )
    reasons = [
        f"{plain(idea_id)} ({plain(translated(reason))})"
        for idea_id, reason in list(report.reasons.items())[:MAX_REASONS]
    ]
    rest = report.left - len(reasons)
    if rest:
        reasons.append(ngettext("{n} till", "{n} till", rest))
    return f"{sentence} {listed(reasons)}."
