"""Problems in the collection's file and in what is published, and sources that are gone."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from geodata.bank import open_bank
from geodata.collection.geojson import Problem
from geodata.moderation.dead_links import load_dead_links
from geodata.network.link_checker import CAUSES
from pages.common.i18n import _, language, ngettext
from pages.parts.editorial.labels import when
from pages.widgets.markdown import link, plain


def draw_problems(choose: Callable[[str], None]) -> None:
    """Draw the file's problems and the dead links; ``choose`` opens a link's example."""
    _draw_file_problems()
    _draw_dead_links(choose)


def _draw_file_problems() -> None:
    """Draw each problem: where it is, what it is and how to mend it."""
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
        with st.container(key=f"card-problem-{at}", gap=None):
            _draw_problem(problem)


def _draw_problem(problem: Problem) -> None:
    mark = _("Fel") if problem.severity == "error" else _("Obs")
    where = " · ".join(
        plain(part) for part in (problem.file, problem.feature, problem.property) if part
    )
    st.markdown(f"**{mark}** · {where}")
    how = f" {plain(problem.how)}." if problem.how else ""
    st.markdown(f"{plain(problem.what)}.{how}")


def _draw_dead_links(choose: Callable[[str], None]) -> None:
    links = load_dead_links(open_bank())
    if not links:
        return
    st.subheader(_("Källor som inte svarar"), anchor=False)
    for at, dead in enumerate(links):
        with st.container(key=f"card-link-{at}", gap=None):
            st.button(
                f"**{plain(dead.title)}**",
                key=f"link-{at}",
                type="tertiary",
                on_click=choose,
                args=(dead.idea_id,),
            )
            status = f" ({dead.status})" if dead.status else ""
            cause = CAUSES[dead.cause].label(language())
            st.markdown(f"{link(dead.url, dead.url)} {cause}{status} · {when(dead.checked)}")
