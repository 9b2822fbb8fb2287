"""Questions of an import: rows that may be about an example that is there already."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from geodata.importing.plan import Answer, Plan, PlannedRow
from pages.common.errors import translated
from pages.common.i18n import _, listed, ngettext
from pages.widgets.markdown import plain

MAX_QUESTIONS = 50
"""Questions shown one by one; the rest are answered together, or left out."""


def ask(plan: Plan, key: str) -> Plan:
    """Draw the questions of a plan and return the plan with the answers given so far.

    ``key`` begins the widgets' keys, the same for the same plan.
    """
    rows = [row for row in plan.rows if row.question]
    if not rows:
        return plan
    st.subheader(_("Är det samma exempel?"), anchor=False)
    st.markdown(
        ngettext(
            "**{n} rad** kan handla om ett exempel som redan finns. Utan svar tas den inte med.",
            "**{n} rader** kan handla om exempel som redan finns. Utan svar tas de inte med.",
            len(rows),
        )
    )
    with st.container(horizontal=True):
        for answer, label in (("same", _("Alla är samma")), ("new", _("Alla är nya"))):
            args = (rows, key, answer)
            st.button(label, key=f"{key}-all-{answer}", on_click=_answer_all, args=args)
    for row in rows[:MAX_QUESTIONS]:
        _draw_question(row, key)
    if len(rows) > MAX_QUESTIONS:
        st.caption(_("Fler visas när du har importerat de här, eller svara för alla."))
    answers = {row.number: st.session_state.get(_place(key, row)) for row in rows}
    return plan.decide({number: answer for number, answer in answers.items() if answer})


def _place(key: str, row: PlannedRow) -> str:
    return f"{key}-answer-{row.number}"


def _answer_all(rows: Sequence[PlannedRow], key: str, answer: Answer) -> None:
    for row in rows:
        st.session_state[_place(key, row)] = answer


def _draw_question(row: PlannedRow, key: str) -> None:
    question = row.question
    if question is None:
        return
    labels = {"same": _("Samma"), "new": _("Nytt exempel")}
    with st.container(border=True, key=f"{key}-question-{row.number}"):
        st.markdown(
            _("Rad {row}: **{title}**. Finns redan: **{other}**, {place} ({reasons}).").format(
                row=row.number,
                title=plain(row.title),
                other=plain(question.title),
                place=plain(question.place),
                reasons=listed(plain(translated(reason)) for reason in question.reasons),
            )
        )
        st.segmented_control(
            _("Svar för rad {row}").format(row=row.number),
            list(labels),
            format_func=labels.__getitem__,
            key=_place(key, row),
            label_visibility="collapsed",
        )
