"""Problems in the collection's file and in published examples, and dead source links."""

from __future__ import annotations

import streamlit as st

from geodata.bank import open_bank
from geodata.collection.geojson import Problem
from geodata.moderation.dead_links import DeadLinkState, load_dead_links
from geodata.network.link_checker import CAUSES
from pages.common.i18n import _, language, ngettext
from pages.parts.editorial.labels import when
from pages.parts.editorial.pictures import draw_erasing_by_address
from pages.widgets.card import Choose, card, draw_heading
from pages.widgets.markdown import link, plain


def draw_problems(choose: Choose) -> None:
    """Draw the problems, the dead links and what erases a picture; ``choose`` opens an example."""
    _draw_file_problems()
    _draw_dead_links(choose)
    draw_erasing_by_address(open_bank())


def _draw_file_problems() -> None:
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


def _draw_dead_links(choose: Choose) -> None:
    links = load_dead_links(open_bank())
    if links:
        st.subheader(_("Källor som inte svarar"), anchor=False)
    for at, dead_link in enumerate(links):
        key = f"link-{at}"
        with card(key):
            draw_heading(key, dead_link.title, _link_line(dead_link), choose, dead_link.idea_id)


def _link_line(dead_link: DeadLinkState) -> str:
    """Return address, cause and day of the visit, as Markdown."""
    status = f" ({dead_link.status})" if dead_link.status else ""
    cause = CAUSES[dead_link.cause].label(language())
    address = link(dead_link.url, dead_link.url)
    return f"{address} {cause}{status} · {when(dead_link.checked)}"
