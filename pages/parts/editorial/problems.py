"""Problems in the collection's file and in published examples."""

from __future__ import annotations

import streamlit as st

from geodata.bank import open_bank
from geodata.collection.geojson import Problem
from pages.common.i18n import _, ngettext
from pages.widgets.card import card
from pages.widgets.markdown import plain


def draw_problems() -> None:
    """Draw each problem as a card: file, feature, property, cause and remedy."""
    collection = open_bank().current().collection
    if not collection.problems:
        st.success(_("Inget att anmärka på. Alla exempel kan läsas."))
        return
    st.markdown(
        ngettext(
            "{n} exempel är utelämnat från kartan tills det är lagat.",
            "{n} exempel är utelämnade från kartan tills de är lagade.",
            len({(p.file, p.feature) for p in collection.errors}),
        )
    )
    for at, problem in enumerate(collection.problems):
        with card(f"problem-{at}"):
            _draw_problem(problem)


def _draw_problem(problem: Problem) -> None:
    mark = _("Fel") if problem.severity == "error" else _("Obs")
    where = " · ".join(
        plain(part) for part in (problem.file, problem.feature, problem.property) if part
    )
    st.markdown(f"**{mark}** · {where}")
    how = f" {plain(problem.how)}." if problem.how else ""
    st.markdown(f"{plain(problem.what)}.{how}")
